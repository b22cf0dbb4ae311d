// The union of several shapes, by GEOS on a local origin.

#include <numeric>
#include <vector>

#include "geometry/geos.hpp"

namespace libspatial {

void add_union(const Shapes& shapes, std::span<const std::size_t> rows, Shapes& out) {
  Box box;
  for (const std::size_t row : rows) box.add(shapes.box(row));
  if (box.empty()) return out.add_none();
  const auto ctx = geos::context();
  const Point origin = geos::local_origin(box);
  std::vector<GEOSGeometry*> parts;
  for (const std::size_t row : rows) {
    if (shapes.type(row) == ShapeType::polygon) parts.push_back(geos::from(shapes, row, origin).release());
  }
  if (parts.empty()) return out.add_none();
  const geos::Geometry all = geos::own(GEOSGeom_createCollection_r(ctx, GEOS_GEOMETRYCOLLECTION, parts.data(), static_cast<unsigned>(parts.size())), "collection");
  const geos::Geometry land = geos::own(GEOSUnaryUnion_r(ctx, all.get()), "union");
  geos::append(land.get(), origin, out);
}

Shapes united(const Shapes& shapes) {
  std::vector<std::size_t> rows(shapes.size());
  std::iota(rows.begin(), rows.end(), 0);
  Shapes result;
  add_union(shapes, rows, result);
  return result;
}

}  // namespace libspatial
