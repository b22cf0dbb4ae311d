// Bytes of a stranger as a text of coordinates, and as a drawing: an Error of the library, or rows that are all accounted for.

#include <functional>
#include <optional>

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
  if (!layer.crs || layer.shapes.points().size() > 500) return;
  try {
    const Layer land = polygons(layer, {.width_field = {}, .may_be_empty = true, .threads = 1});
    require(land.size() == layer.size(), "polygons() keeps every row");
  } catch (const Error& e) {
    if (e.code() != Errc::crs_implausible && e.code() != Errc::no_polygons) throw;
  }
}

constexpr const char* systems[] = {"", "EPSG:4530"};
constexpr CoordinateFormat formats[] = {CoordinateFormat::boundary_points, CoordinateFormat::table, CoordinateFormat::wkt};

/// The one `way` of several, or all of them.
template <class T, std::size_t N>
std::span<const T> chosen(const T (&all)[N], std::optional<std::size_t> way) {
  return way ? std::span<const T>(all).subspan(*way % N, 1) : std::span<const T>(all);
}

/// What is written is read again by the writer itself: it throws when a coordinate has changed.
void write_again(const Layer& layer, std::optional<std::size_t> way) {
  for (const CoordinateFormat format : chosen(formats, way)) {
    try {
      (void)write_coordinates(layer, {.format = format});
    } catch (const Error& e) {
      require(e.code() != Errc::internal, std::string("what was written is read as it was: ") + e.what());
    }
  }
}

/// One of the ways, by what is read: a fuzzer meets them all, and each costs it a fraction.
std::size_t way_of(std::span<const std::byte> bytes) { return std::hash<std::string_view>()(text_of(bytes)); }

bool text(std::span<const std::byte> bytes, std::optional<std::size_t> way) {
  try {
    for (const char* crs : chosen(systems, way)) {
      const CoordinateFile file = read_coordinates(text_of(bytes), "x", {.crs = crs});
      const PointCount& n = file.points;
      require(n.read == n.used + n.repaired + n.rejected, "read = used + repaired + rejected");
      require_whole(file.layer, file.reject_lines.size());
      if (file.layer.crs && file.layer.shapes.points().size() < 2000) write_again(file.layer, way ? std::optional(*way / std::size(systems)) : std::nullopt);
    }
    return true;
  } catch (const Error& e) {
    require(e.code() != Errc::internal, std::string("no law of ours is broken: ") + e.what());
    return e.code() == Errc::crs_missing || e.code() == Errc::crs_implausible;  // it was a text of coordinates
  }
}

bool drawing(std::span<const std::byte> bytes, std::optional<std::size_t> way) {
  ReadLimits limits;  // what a drawing asks beyond these is refused in the same way as beyond the usual ones, only sooner
  limits.drawing_entities = 2'000;
  limits.drawing_points = 20'000;
  try {
    for (const char* crs : chosen(systems, way)) {
      const Drawing found = read_drawing(text_of(bytes), "x", {.crs = crs, .limits = limits});
      const EntityCount& n = found.entities;
      require(n.read == n.used + n.repaired + n.rejected, "read = used + repaired + rejected");
      require_whole(found.layer, found.reject_lines.size());
      if (found.layer.crs && found.layer.shapes.points().size() < 500) (void)write_drawing(found.layer);
    }
    return true;
  } catch (const Error& e) {
    require(e.code() != Errc::internal, std::string("no law of ours is broken: ") + e.what());
    return e.code() == Errc::crs_implausible;
  }
}

}  // namespace

bool fuzz_text(std::span<const std::byte> bytes) { return text(bytes, {}); }
bool fuzz_text_one_way(std::span<const std::byte> bytes) { return text(bytes, way_of(bytes)); }
bool fuzz_drawing(std::span<const std::byte> bytes) { return drawing(bytes, {}); }
bool fuzz_drawing_one_way(std::span<const std::byte> bytes) { return drawing(bytes, way_of(bytes)); }

}  // namespace libspatial::testing
