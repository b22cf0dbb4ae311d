#pragma once
// Drawing: CAD files in which land is drawn. DXF is read and written by ourselves, a stated part of it; no GDAL here.
// docs/reference/drawings.md says what is read. A drawing stores no CRS, and often a wrong unit: nothing of this is guessed silently.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "libspatial/coordinates.hpp"
#include "libspatial/opening.hpp"

namespace libspatial {

enum class DrawingFormat {
  dxf,         ///< ASCII DXF, R12 to 2018
  binary_dxf,  ///< refused: save it as ASCII DXF
  dwg,         ///< refused: save it as DXF
};
/// Which of these a file is, by its first bytes (4 KiB are enough), never by its name; or nothing.
std::optional<DrawingFormat> find_drawing_format(std::string_view head);

struct DrawingOptions {
  std::string crs = {};    ///< declares the CRS; empty: the layer has none
  std::string layer = {};  ///< entities of this CAD layer only; texts of every layer name its polygons
  ReadLimits limits = {};  ///< drawing_entities, drawing_points, and those of a layer
};

/// Every entity of model space, those of inserted blocks once per insertion: read = used + repaired + rejected.
struct EntityCount {
  std::size_t read = 0;
  std::size_t used = 0;      ///< a row, the name of a polygon, or a hatch that fills one
  std::size_t repaired = 0;  ///< a polygon that was closed within 1 mm
  std::size_t rejected = 0;  ///< a reject with its line, or of a kind that is never land, told by a note
  friend bool operator==(const EntityCount&, const EntityCount&) = default;
};

/// Farthest apart, in metres, the ends of a polyline may be that is meant as closed. A note tells each.
inline constexpr double closing_tolerance = 0.001;

/// What a drawing holds. Fields: layer, id, name (texts inside a polygon: the uppermost is its id, the others, read downwards, its name), kind (LWPOLYLINE, …),
/// color, block, handle, xdata (only when an entity has any).
struct Drawing {
  Layer layer;
  std::string version;                                      ///< $ACADVER, "AC1015"
  std::string encoding;                                     ///< "GB18030", "UTF-8", …
  EntityCount entities;
  std::vector<std::size_t> reject_lines;                    ///< of layer.rejects, one each; lines count from 1
  std::vector<std::pair<std::string, std::size_t>> layers;  ///< CAD layers and how many shapes lie on each, of all
};

/// Reads the bytes of a file; `file` is its name in messages. Closed polylines, circles, ellipses and hatches are polygons, everything open is a line.
/// Throws Error(unsupported_format) for DWG and binary DXF, Error(limit_exceeded) for a drawing that unfolds to more than may be, Error(damaged_file) for
/// one that is cut off or no sequence of groups, Error(layer_not_found), and Error(crs_implausible) when the coordinates cannot be in the declared CRS.
Drawing read_drawing(std::string_view bytes, const std::string& file, const DrawingOptions& options = {});

struct DrawingStyle {
  std::string layer_field = "layer", id_field = "id", name_field = "name";
  std::string layer = "0";  ///< where a row says none
};

/// Writes DXF R2000 with GBK texts: polygons of one ring are closed LWPOLYLINEs, others HATCHes, lines open LWPOLYLINEs, points POINTs; id and name are
/// TEXTs inside. What was written is read again and compared before it is returned: reader ∘ writer is the identity on coordinates, to the bit.
/// Throws Error(bad_argument) for a layer in degrees: a drawing is in metres.
CoordinateText write_drawing(const Layer& layer, const DrawingStyle& style = {});

}  // namespace libspatial
