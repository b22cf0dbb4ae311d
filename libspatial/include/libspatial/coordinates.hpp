#pragma once
// Coordinates: the text files in which surveyors hand over land: 界址点坐标 TXT, CASS .dat, tables of points, WKT lines. No GDAL here.
// docs/reference/boundary-points.md says what is read and written. A number on such a line is north before east, or east before north,
// with or without zone prefix: nothing of this is ever guessed silently.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "libspatial/layer.hpp"

namespace libspatial {

enum class CoordinateFormat {
  boundary_points,  ///< 界址点坐标 TXT: [属性描述], [地块坐标]; north before east
  cass,             ///< CASS .dat: number, code, east, north, height
  table,            ///< CSV with a header row, one point a row
  wkt,              ///< one geometry a line
};
/// "txt", "dat", "csv", "wkt".
std::string_view name(CoordinateFormat format);

/// Which of these a file is, by its first bytes (64 KiB are enough), never by its name; or nothing.
std::optional<CoordinateFormat> find_coordinate_format(std::string_view head);

enum class AxisOrder { of_format, north_first, east_first };

struct CoordinateOptions {
  /// Declares the CRS of a file that does not say its own; where a file contradicts itself it decides, when it is one of the two
  /// readings. Overrides nothing else. "GCJ-02" and "BD-09" move degrees back (unshift()).
  std::string crs = {};
  AxisOrder axes = AxisOrder::of_format;  ///< of the two numbers of a point, when the file differs from its format
  bool join = false;                      ///< CASS: points of one code, in their order, are the corners of a polygon
};

/// Every line that holds a point: read = used + repaired + rejected.
struct PointCount {
  std::size_t read = 0;
  std::size_t used = 0;      ///< a corner of a shape, or the repetition that closes a ring
  std::size_t repaired = 0;  ///< repeats the point before it: left out
  std::size_t rejected = 0;  ///< of a row that is rejected, or of a ring of fewer than three points
  friend bool operator==(const PointCount&, const PointCount&) = default;
};

struct HeaderLine {
  std::string section;  ///< "属性描述", "项目信息", …
  std::string key, value;
  friend bool operator==(const HeaderLine&, const HeaderLine&) = default;
};

/// What a text file holds. A row of `layer` is a parcel, a line or points; a row that cannot be used keeps its place and is a reject, whose
/// text names the line. Fields of a TXT: id (地块编号), name, declared_area_m2, sheet, use, land_code, more.
struct CoordinateFile {
  Layer layer;
  CoordinateFormat format = CoordinateFormat::boundary_points;
  std::string encoding;                   ///< "GB18030", "UTF-8", "UTF-16LE", …
  std::vector<HeaderLine> header;         ///< as written, in order
  PointCount points;
  std::vector<std::size_t> reject_lines;  ///< of layer.rejects, one each; lines count from 1
};

/// Reads the bytes of a file; `file` is its name in messages. Rings are told apart by where they lie, not by their numbers: a ring inside an odd
/// number of others is a hole. Declared counts and areas are compared and never used.
/// Throws Error(unsupported_format) for bytes that are none of these formats, Error(damaged_file) for text that is cut off inside a
/// character, Error(crs_missing) when neither the file nor the options name the CRS, and Error(crs_implausible), with both readings, when
/// zone prefix and zone contradict each other, axes are swapped, or degrees are called metres.
CoordinateFile read_coordinates(std::string_view bytes, const std::string& file, const CoordinateOptions& options = {});

struct CoordinateStyle {
  CoordinateFormat format = CoordinateFormat::boundary_points;
  std::optional<bool> zone_prefix = {}; ///< of eastings; none: with it in a TXT, as the CRS has it elsewhere
  bool from_north_west = false;         ///< every ring begins at its north-west corner, land on the right hand (shells clockwise)
  int decimals = -1;                    ///< −1: 3 in metres, 9 in degrees; at most 12
  bool parts_as_rings = false;          ///< a parcel of several parts is one block, not a block each (id-1, id-2)
  bool utf8 = false;                    ///< else GB18030 for TXT and CASS; tables and WKT are always UTF-8
  std::string id_field = "id", name_field = "name";
  std::vector<HeaderLine> header = {};  ///< of the file that was read, for what the layer does not say
};

/// What a format cannot hold.
struct Loss {
  std::string code;  ///< "fields", "text", "ids", "parts", "rings", "shape", "rounded", "declared_area", "crs", …: docs/commands/convert.md
  Text text;
};

/// Which cells of a layer are not as they were in the same rows of another, field by field by name.
std::vector<Loss> cells_not_carried(const Layer& given, const Layer& again);

struct CoordinateText {
  std::string bytes;
  std::vector<Loss> not_carried;
  std::size_t rows = 0, left_out = 0;  ///< of the layer: written, and not (no shape, or one this format cannot hold)
};

/// Writes a layer. A TXT needs CGCS2000 (or Xi'an 80, Beijing 54) in Gauss–Krüger metres or in degrees. What was written is read again and compared before
/// it is returned: reader ∘ writer is the identity on coordinates of so many decimals.
/// Throws Error(crs_mismatch) for a CRS the format has no words for, Error(bad_geometry) for a shape that is another when it is rounded.
CoordinateText write_coordinates(const Layer& layer, const CoordinateStyle& style);

/// What a conversion did, as JSON (docs/commands/convert.md): `file` as it was written, read from whatever format.
struct Conversion {
  std::string tool, input, output, crs_from;
  std::size_t rows = 0, written = 0;
  std::vector<Text> flaws;  ///< of shapes, which are carried as they are
  std::vector<Loss> not_carried;
};
std::string conversion_json(const CoordinateFile& file, const Conversion& conversion);

}  // namespace libspatial
