#pragma once
// Between the parsers and the layer: parcels as runs of points, still as the file has them.

#include "coordinates/frame.hpp"
#include "coordinates/text.hpp"

namespace libspatial::coordinates {

struct RawPoint {
  double first = 0, second = 0;
  long ring = 0;
  std::size_t line = 0;
};

/// Why a row cannot be used: the first reason found.
struct Flawed {
  std::string reason;
  std::size_t line = 0;
  Text why;
};

struct RawParcel {
  std::size_t line = 0;        ///< where it begins
  ShapeType type = ShapeType::polygon;
  std::size_t begin = 0, end = 0;  ///< of its points
  std::size_t bad_lines = 0;       ///< lines that should hold a point
  std::optional<Flawed> flaw;
  std::optional<long> count;       ///< declared
  std::optional<double> area;      ///< declared
  std::string area_text;           ///< declared, and no number
  double area_unit = 0;            ///< m² in one of its units; 0: nobody says, hectares or m²
  std::vector<std::string> cells;  ///< of the text fields
};

/// What a parser hands over.
struct Raw {
  std::vector<RawPoint> points;
  std::vector<RawParcel> parcels;
  std::vector<std::string> fields;  ///< names of `cells`
  Stated stated;
  bool north_first = true;          ///< what the format, or the names of its columns, say
  bool declares_area = false;       ///< a field declared_area_m2 is made
  std::vector<HeaderLine> header;
  std::vector<Text> notes;

  RawParcel& begin_parcel(std::size_t line);
  void add(const RawPoint& point);
  /// A line of the last parcel that cannot be read: the parcel is rejected.
  void bad_line(std::size_t line, const std::string& reason, const Text& why);
};

/// Axes, CRS, rings, declared against computed, accounts.
CoordinateFile finish(Raw raw, CoordinateFormat format, Decoded&& decoded, const std::string& file, const CoordinateOptions& options);

// The parsers. `text` is UTF-8. They throw only for what makes the whole file unreadable.
Raw parse_boundary_points(std::string_view text, const std::string& file);
Raw parse_cass(std::string_view text, bool join);
Raw parse_table(std::string_view text, const std::string& file);
/// WKT makes its shapes itself.
CoordinateFile read_wkt(Decoded&& decoded, const std::string& file, const CoordinateOptions& options);

/// A header row of a table: north and east are found by their names.
bool is_table(std::string_view text);
bool is_cass(std::string_view text);
bool is_boundary_points(std::string_view text);
bool is_wkt(std::string_view text);

/// 面, 线, 点 and their English names; none: another word.
std::optional<ShapeType> shape_of(std::string_view word);

}  // namespace libspatial::coordinates
