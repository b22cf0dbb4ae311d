// Lengths, and the way from any CRS to divided degrees.

#include "measure/degrees.hpp"

#include "crs/proj.hpp"
#include "geometry/side_by_side.hpp"
#include "libspatial/measure.hpp"

namespace libspatial {
namespace {

double line_length(std::span<const Point> degrees) {
  double sum = 0;
  for (std::size_t i = 0; i + 1 < degrees.size(); ++i) sum += geodesic(degrees[i], degrees[i + 1]);
  return sum;
}

}  // namespace

const Crs& cgcs2000() {
  static const Crs crs("EPSG:4490");
  return crs;
}

const geod_geodesic& ellipsoid() {
  static const geod_geodesic made = [] {
    constexpr double a = 6378137, f = 1 / 298.257222101;
    geod_geodesic result;
    geod_init(&result, a, f);
    return result;
  }();
  return made;
}

Shapes one(const Shapes& shapes, std::size_t shape) {
  Shapes result;
  result.add(shapes, shape);
  return result;
}

void require_cgcs2000(const Crs& crs) {
  if (crs.is_cgcs2000_like()) return;
  throw Error(Errc::crs_unknown,
              {"椭球面上的面积和长度只对 CGCS2000（或 WGS 84）坐标有定义，数据是 " + crs.code() + "（" + crs.name() + "）：请先取得 CGCS2000 成果",
               "areas and lengths on the ellipsoid are defined for CGCS2000 (or WGS 84) coordinates; the data are " + crs.code() + " (" + crs.name() + "): get them in CGCS2000 first"});
}

Shapes divided_degrees(const Shapes& shapes, std::size_t shape, const Crs& crs) {
  require_cgcs2000(crs);
  const Shapes single = one(shapes, shape);
  if (!crs.is_geographic()) return reproject(single, crs, cgcs2000());
  Shapes result;
  result.begin_shape(single.type(0));
  for (std::size_t part = 0; part < single.part_count(0); ++part) {
    result.begin_part();
    for (std::size_t r = 0; r < single.ring_count(0, part); ++r) {
      const auto ring = single.ring(0, part, r);
      std::vector<Point> points;
      for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
        const Point middle{(ring[i].x + ring[i + 1].x) / 2, (ring[i].y + ring[i + 1].y) / 2};  // the same whichever way the edge runs
        proj::divide(ring[i], ring[i + 1], proj::metres_per_unit(crs, middle), reproject_segment, [&](Point p) { points.push_back(p); });
      }
      if (!ring.empty()) points.push_back(ring.back());
      result.add_ring(points);
    }
  }
  return result;
}

double geodesic(Point a, Point b) {
  double metres = 0;
  geod_inverse(&ellipsoid(), a.y, a.x, b.y, b.x, &metres, nullptr, nullptr);
  return metres;
}

Length length(const Shapes& shapes, std::size_t shape, const Crs& crs) {
  require_cgcs2000(crs);
  if (shapes.type(shape) != ShapeType::line && shapes.type(shape) != ShapeType::polygon) return {};
  const Shapes degrees = divided_degrees(shapes, shape, crs);
  double sum = 0;
  for (std::size_t part = 0; part < degrees.part_count(0); ++part) {
    for (std::size_t r = 0; r < degrees.ring_count(0, part); ++r) sum += line_length(degrees.ring(0, part, r));
  }
  return Length::metres(sum);
}

std::vector<Length> lengths(const Shapes& shapes, const Crs& crs, int threads) {
  std::vector<Length> result(shapes.size());
  constexpr std::size_t block = 256;
  side_by_side(threads_or_all(threads), (shapes.size() + block - 1) / block, [&](std::size_t b) {
    for (std::size_t i = b * block; i < std::min(shapes.size(), (b + 1) * block); ++i) result[i] = length(shapes, i, crs);
  });
  return result;
}

}  // namespace libspatial
