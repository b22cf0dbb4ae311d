// How far apart: between edges, and between centroids.

#include <cmath>

#include "corridor/nearest.hpp"
#include "corridor/network.hpp"
#include "geometry/side_by_side.hpp"
#include "measure/degrees.hpp"

namespace libspatial {
namespace {

using namespace corridor;

/// The centroid in the plane of the CRS, as GIS programs give it.
Point centroid(const Shapes& shapes, std::size_t shape) {
  const auto ctx = geos::context();
  if (shapes.type(shape) == ShapeType::point) {
    const auto points = shapes.points(shape);
    const Point origin = points[0];
    Point sum;
    for (const Point p : points) sum.x += p.x - origin.x, sum.y += p.y - origin.y;
    const double n = static_cast<double>(points.size());
    return {origin.x + sum.x / n, origin.y + sum.y / n};
  }
  const Point origin = geos::local_origin(shapes.box(shape));
  const geos::Geometry g = geos::from(shapes, shape, origin);
  const geos::Geometry c = geos::own(GEOSGetCentroid_r(ctx, g.get()), "centroid");
  double x = 0, y = 0;
  GEOSGeomGetX_r(ctx, c.get(), &x);
  GEOSGeomGetY_r(ctx, c.get(), &y);
  return {x + origin.x, y + origin.y};
}

struct Prepared {
  std::vector<Chords> chords;
  std::vector<Point> centres;  // degrees

  explicit Prepared(const Layer& layer) {
    for (std::size_t row = 0; row < layer.size(); ++row) {
      chords.emplace_back(layer.shapes, row, *layer.crs);
      if (chords.back().empty()) {
        centres.emplace_back();
        continue;
      }
      const Point c = centroid(layer.shapes, row);
      centres.push_back(reproject_vertices(point_shape(std::span(&c, 1)), *layer.crs, cgcs2000()).points()[0]);
    }
  }
};

}  // namespace

std::vector<Distance> distances(const Layer& a, const Layer& b, int threads) {
  require_cgcs2000(*a.crs);
  if (!(*a.crs == *b.crs)) {
    throw Error(Errc::crs_mismatch, {title(a) + " 是 " + a.crs->code() + "，" + title(b) + " 是 " + b.crs->code() + "：请先转换其一",
                                     title(a) + " is " + a.crs->code() + ", " + title(b) + " is " + b.crs->code() + ": reproject one"});
  }
  const Prepared left(a), right(b);
  std::vector<Distance> result(a.size() * b.size());
  side_by_side(threads_or_all(threads), result.size(), [&](std::size_t pair) {
    const std::size_t i = pair / b.size(), j = pair % b.size();
    if (left.chords[i].empty() || right.chords[j].empty()) {
      result[pair].a = outside;
      return;
    }
    const Nearest found = nearest(left.chords[i], right.chords[j]);
    Distance& d = result[pair];
    d.a = i, d.b = j;
    d.from = in_crs(found.a, *a.crs), d.to = in_crs(found.b, *a.crs);
    d.edge = Length::metres(found.metres);
    d.centre = Length::metres(geodesic(left.centres[i], right.centres[j]));
    if (meet(a.shapes, i, b.shapes, j)) d.edge = Length(), d.to = d.from;
  });
  std::erase_if(result, [](const Distance& d) { return d.a == outside; });
  return result;
}

}  // namespace libspatial
