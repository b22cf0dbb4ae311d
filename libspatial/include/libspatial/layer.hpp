#pragma once
// Layer: features read from somewhere, as columns; nothing is lost silently: read = used + repaired + rejected.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "libspatial/crs.hpp"
#include "libspatial/geometry.hpp"
#include "libspatial/units.hpp"

namespace libspatial {

/// A cell of an attribute column; monostate is null.
using Value = std::variant<std::monostate, std::int64_t, double, std::string>;

enum class FieldType { integer, real, text };

struct Field {
  std::string name;
  FieldType type = FieldType::text;
  std::vector<Value> values;  ///< one per row; null or of `type`
};

/// A cell as text: null is "", a real its shortest form.
std::string to_text(const Value& value);
/// A cell as number: null when it is null or text that is no number.
std::optional<double> to_number(const Value& value);

/// A feature that cannot be used, and why. Its row stays in the layer with a shape of type none.
struct Reject {
  std::size_t row = 0;
  std::string reason;  ///< stable code: "invalid", "bad_geometry", "null_geometry", "not_polygon", "no_width"
  Text text;           ///< the sentence for people, with the place
  std::vector<std::byte> wkb;  ///< as it was given
};

/// Where rows of a layer that joins several files come from: those from `begin` on, up to the next one.
struct Origin {
  std::string file, layer;
  std::size_t begin = 0, first_row = 0;  ///< first_row: what `begin` is there
};

struct Layer {
  std::string name;                 ///< layer name in its file
  std::string file;                 ///< as the user wrote it; empty for memory
  std::optional<Crs> crs;           ///< none: a table without geometry
  std::size_t first_row = 0;        ///< number of the first row in its file, when this is one batch of it
  std::vector<Origin> origins;      ///< when it joins several files: see place_of()
  Shapes shapes;                    ///< one per row
  std::vector<Field> fields;        ///< columns of `shapes.size()` values
  std::vector<Reject> rejects;      ///< in row order
  std::vector<Repair> repairs;      ///< in row order; the shape in `shapes` is the repaired one
  std::vector<Text> notes;          ///< "Z dropped", encoding used, …
  std::vector<std::string> unread;  ///< the other layers of its file that have shapes, as title() says them, when nobody chose this one

  std::size_t size() const { return shapes.size(); }
  const Field* find_field(std::string_view name) const;
  /// Throws Error(field_not_found) naming the file, the layer and its fields.
  const Field& field(std::string_view name) const;
};

struct PolygonOptions {
  /// Field with the width in metres of line features (roads, pipes); empty: lines are rejected as not_polygon.
  std::string width_field;
  Length widest = {};         ///< of a line; zero: any. A wider one is rejected as too_wide: millimetres taken for metres, a code taken for a width
  bool may_be_empty = false;  ///< no polygon at all is no error: one batch of many
  int threads = 0;            ///< that look at the shapes; 0: as many as the machine has
};

/// Why the width that `field` gives for a row cannot be used: "no_width" when it is no positive number, "too_wide" beyond `widest` (zero: any).
struct BadWidth {
  const char* reason;
  Text why;
};
std::optional<BadWidth> find_bad_width(const Field& field, std::size_t row, Length widest);

/// Turns a layer as read into a layer of valid polygons, row by row: lines with a width become their corridor
/// (measured in metres: in a degree CRS by way of the Gauss–Krüger zone of the line); flaws are repaired when that is
/// safe (see repair()) and recorded; everything else is rejected with its reason. Rows are never dropped.
/// Throws Error(no_polygons) when no row is a polygon or a line with a width, Error(crs_missing) without CRS, and
/// Error(crs_implausible) when the coordinates cannot be in the CRS.
Layer polygons(Layer layer, const PolygonOptions& options = {});

/// The layer in another CRS; edges are divided first (see reproject()).
Layer reproject(const Layer& layer, const Crs& to);

/// The layer whose coordinates are declared to be those of a web map, moved back to EPSG:4490, with a note that says so. A layer without
/// CRS is taken for degrees. Throws Error(crs_mismatch) for one whose CRS is neither CGCS2000 or WGS 84 in degrees nor EPSG:3857.
Layer unshift(Layer layer, WebMap map);

/// Adds the rows of another layer in the same CRS, with its rejects and repairs: a field that one of them lacks is null there, one of two types becomes text; and what was left unread. Name, file and notes stay.
void append(Layer& to, const Layer& from);

/// How far edges may lie off the arc they stand for, in the units of a CRS: 1 mm, in degrees about that.
double arc_tolerance_in(const std::optional<Crs>& crs);
/// Notes of what reading the WKB of a layer has left out or changed.
void add_notes(Layer& layer, const WkbNotes& seen);

/// Has a polygon or a line, or no shape at all: what is taken of a file when nobody names a layer.
bool may_hold_land(const Layer& layer);
/// Of the layers `drawn` of a file, which have shapes, this one was taken and nobody chose it: says the others in `unread`, and in a note.
void add_unread(Layer& layer, std::span<const std::string> drawn);

/// What every command says of a layer whose CRS nobody has named, and of coordinates that cannot be in it.
Error crs_missing(const Layer& layer);
Error crs_implausible(const Layer& layer, const Text& why);

/// A cell as text; "" when the layer has no such field.
std::string cell(const Layer& layer, std::string_view field, std::size_t row);

/// File, layer and number of a row where it was read.
struct RowPlace {
  std::string file, layer;
  std::size_t row = 0;
};
RowPlace place_of(const Layer& layer, std::size_t row);

/// One label per row: the field's text, or row numbers (from first_row) when `field` is empty.
std::vector<std::string> labels(const Layer& layer, std::string_view field);
/// The same, where a row without a label is called by its number: "#3", or with as many "#" as it takes to be no other row's label.
std::vector<std::string> row_names(const Layer& layer, std::string_view field);

/// "projects.gpkg|layername=projects" or the layer's name: how messages refer to a layer.
std::string title(const Layer& layer);

}  // namespace libspatial
