// Bytes of a stranger as a text of coordinates, and as a drawing: an Error of the library, or rows that are all accounted for.

#include "fuzz/target.hpp"
#include "libspatial/coordinates.hpp"
#include "libspatial/drawing.hpp"

namespace libspatial::testing {
namespace {

void require(bool holds, const std::string& law) {
  if (!holds) throw Broken(law);
}

std::string_view text_of(std::span<const std::byte> bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

/// Whatever was read: columns of equal length, a place for every reject, and polygons() keeps every row.
void require_whole(const Layer& layer, std::size_t reject_lines) {
  for (const Field& field : layer.fields) require(field.values.size() == layer.size(), "a value per row");
  require(layer.rejects.size() == reject_lines, "a line per reject");
  for (const Reject& reject : layer.rejects) require(reject.row < layer.size() && !reject.text.zh.empty() && !reject.text.en.empty(), "a reject has a row and a sentence");
  if (!layer.crs) return;
  try {
    const Layer land = polygons(layer, {.width_field = {}, .may_be_empty = true, .threads = 1});
    require(land.size() == layer.size(), "polygons() keeps every row");
  } catch (const Error& e) {
    if (e.code() != Errc::crs_implausible && e.code() != Errc::no_polygons) throw;
  }
}

/// What is written is read again by the writer itself: it throws when a coordinate has changed.
void write_again(const Layer& layer) {
  for (const CoordinateFormat format : {CoordinateFormat::boundary_points, CoordinateFormat::table, CoordinateFormat::wkt}) {
    try {
      (void)write_coordinates(layer, {.format = format});
    } catch (const Error& e) {
      require(e.code() != Errc::internal, std::string("what was written is read as it was: ") + e.what());
    }
  }
}

}  // namespace

bool fuzz_text(std::span<const std::byte> bytes) {
  try {
    for (const char* crs : {"", "EPSG:4530"}) {
      const CoordinateFile file = read_coordinates(text_of(bytes), "x", {.crs = crs});
      const PointCount& n = file.points;
      require(n.read == n.used + n.repaired + n.rejected, "read = used + repaired + rejected");
      require_whole(file.layer, file.reject_lines.size());
      if (file.layer.crs && file.layer.shapes.points().size() < 2000) write_again(file.layer);
    }
    return true;
  } catch (const Error& e) {
    require(e.code() != Errc::internal, std::string("no law of ours is broken: ") + e.what());
    return e.code() == Errc::crs_missing || e.code() == Errc::crs_implausible;  // it was a text of coordinates
  }
}

bool fuzz_drawing(std::span<const std::byte> bytes) {
  try {
    for (const char* crs : {"", "EPSG:4530"}) {
      const Drawing drawing = read_drawing(text_of(bytes), "x", {.crs = crs});
      const EntityCount& n = drawing.entities;
      require(n.read == n.used + n.repaired + n.rejected, "read = used + repaired + rejected");
      require_whole(drawing.layer, drawing.reject_lines.size());
      if (drawing.layer.crs && drawing.layer.shapes.points().size() < 2000) (void)write_drawing(drawing.layer);
    }
    return true;
  } catch (const Error& e) {
    require(e.code() != Errc::internal, std::string("no law of ours is broken: ") + e.what());
    return e.code() == Errc::crs_implausible;
  }
}

}  // namespace libspatial::testing
