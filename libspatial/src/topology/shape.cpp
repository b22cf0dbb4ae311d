// Single shapes: their parts, their width in metres, a point inside.

#include <algorithm>
#include <cmath>
#include <numbers>

#include "geometry/geos.hpp"
#include "geometry/orient.hpp"
#include "libspatial/topology.hpp"
#include "measure/constants.hpp"

namespace libspatial {

Shapes parts(const Shapes& shapes, std::size_t shape) {
  Shapes result;
  for (std::size_t part = 0; part < shapes.part_count(shape); ++part) {
    result.begin_shape(ShapeType::polygon);
    result.begin_part();
    for (std::size_t r = 0; r < shapes.ring_count(shape, part); ++r) result.add_ring(shapes.ring(shape, part, r));
  }
  return result;
}

Metre metre_at(const Crs& crs, Point place) {
  if (!crs.is_geographic()) return {};
  const double cosine = std::cos(place.y * std::numbers::pi / 180), v2 = 1 + official::e2_second * cosine * cosine;
  const double meridian = official::c / (v2 * std::sqrt(v2)), normal = official::c / std::sqrt(v2);  // radii of curvature
  const double degrees = 180 / std::numbers::pi;
  return {degrees / (normal * std::max(cosine, 1e-9)), degrees / meridian};
}

double width_of(const Shapes& shapes, std::size_t shape, const Crs& crs) {
  const Box box = shapes.box(shape);
  const Metre metre = metre_at(crs, {(box.min_x + box.max_x) / 2, (box.min_y + box.max_y) / 2});
  double perimeter = 0;
  for (std::size_t part = 0; part < shapes.part_count(shape); ++part) {
    for (std::size_t r = 0; r < shapes.ring_count(shape, part); ++r) {
      const auto ring = shapes.ring(shape, part, r);
      for (std::size_t i = 0; i + 1 < ring.size(); ++i) perimeter += std::hypot((ring[i + 1].x - ring[i].x) / metre.east, (ring[i + 1].y - ring[i].y) / metre.north);
    }
  }
  return perimeter > 0 ? 2 * ring_area(shapes, shape) / (metre.east * metre.north) / perimeter : 0;
}

Point point_inside(const Shapes& shapes, std::size_t shape) {
  const Point origin = geos::local_origin(shapes.box(shape));
  const geos::Geometry land = geos::from(shapes, shape, origin);
  const geos::Geometry point = geos::own(GEOSPointOnSurface_r(geos::context(), land.get()), "point on surface");
  Point place;
  GEOSGeomGetX_r(geos::context(), point.get(), &place.x);
  GEOSGeomGetY_r(geos::context(), point.get(), &place.y);
  return {place.x + origin.x, place.y + origin.y};
}

bool covers(const Shapes& shapes, std::size_t shape, Point p) {
  bool in = false;
  for (std::size_t part = 0; part < shapes.part_count(shape); ++part) {
    for (std::size_t r = 0; r < shapes.ring_count(shape, part); ++r) {
      const auto ring = shapes.ring(shape, part, r);
      for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
        const Point low = ring[i].y < ring[i + 1].y ? ring[i] : ring[i + 1], high = ring[i].y < ring[i + 1].y ? ring[i + 1] : ring[i];
        if (p.y < low.y || p.y > high.y) continue;
        const double side = orient(low, high, p);
        if (side == 0 && p.x >= std::min(low.x, high.x) && p.x <= std::max(low.x, high.x)) return true;
        if (side > 0 && p.y < high.y) in = !in;
      }
    }
  }
  return in;
}

}  // namespace libspatial
