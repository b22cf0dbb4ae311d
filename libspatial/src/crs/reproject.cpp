// Densifying reprojection: edges are divided where they are straight, then every point is transformed.

#include "crs/proj.hpp"
#include "libspatial/crs.hpp"

namespace libspatial {
namespace {

void transform(PJ* operation, std::vector<Point>& points, const Crs& from, const Crs& to) {
  if (points.empty()) return;
  proj_errno_reset(operation);
  proj_trans_generic(operation, PJ_FWD, &points[0].x, sizeof(Point), points.size(), &points[0].y, sizeof(Point),
                     points.size(), nullptr, 0, 0, nullptr, 0, 0);
  for (const Point& p : points) {
    if (std::isfinite(p.x) && std::isfinite(p.y)) continue;
    throw Error(Errc::crs_implausible, {"坐标不能由 " + from.code() + " 转换到 " + to.code() + "：超出该坐标系的范围",
                                        "coordinates cannot be transformed from " + from.code() + " to " + to.code() + ": outside its range"});
  }
}

std::vector<Point> divided(std::span<const Point> ring, const Crs& crs, double max_segment) {
  std::vector<Point> points;
  for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
    // the scale is taken at the edge's middle, so that it too does not depend on the direction
    const Point middle{(ring[i].x + ring[i + 1].x) / 2, (ring[i].y + ring[i + 1].y) / 2};
    proj::divide(ring[i], ring[i + 1], proj::metres_per_unit(crs, middle), max_segment, [&](Point p) { points.push_back(p); });
  }
  if (!ring.empty()) points.push_back(ring.back());
  return points;
}

Shapes transformed(const Shapes& shapes, const Crs& from, const Crs& to, const double* max_segment) {
  if (from == to) return shapes;
  PJ* operation = proj::transformation(from, to);
  Shapes result;
  for (std::size_t shape = 0; shape < shapes.size(); ++shape) {
    result.begin_shape(shapes.type(shape));
    const bool edges = max_segment && shapes.type(shape) != ShapeType::point;
    for (std::size_t part = 0; part < shapes.part_count(shape); ++part) {
      result.begin_part();
      for (std::size_t r = 0; r < shapes.ring_count(shape, part); ++r) {
        const auto ring = shapes.ring(shape, part, r);
        std::vector<Point> points = edges ? divided(ring, from, *max_segment) : std::vector<Point>(ring.begin(), ring.end());
        transform(operation, points, from, to);
        result.add_ring(points);
      }
    }
  }
  return result;
}

}  // namespace

Shapes reproject(const Shapes& shapes, const Crs& from, const Crs& to, double max_segment) {
  return transformed(shapes, from, to, &max_segment);
}

Shapes reproject_vertices(const Shapes& shapes, const Crs& from, const Crs& to) {
  return transformed(shapes, from, to, nullptr);
}

}  // namespace libspatial
