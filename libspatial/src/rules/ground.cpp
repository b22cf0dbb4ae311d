#include "rules/ground.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "crs/zone.hpp"
#include "geometry/geos.hpp"

namespace libspatial::ground {
namespace {

constexpr int quarter_segments = 16;  // an arc is short of its circle by 0.5 % of ε at most

std::vector<std::size_t> all_of(const Shapes& shapes) {
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    if (shapes.type(i) != ShapeType::none) rows.push_back(i);
  }
  return rows;
}

Shapes one_of(const Shapes& shapes) {
  Shapes one;
  const auto rows = all_of(shapes);
  if (rows.size() == 1) one.add(shapes, rows.front());
  else if (rows.empty()) one.add_none();
  else add_union(shapes, rows, one);
  return one;
}

geos::Geometry collection(const Shapes& shapes, Point origin) {
  std::vector<GEOSGeometry*> parts;
  for (const std::size_t row : all_of(shapes)) parts.push_back(geos::from(shapes, row, origin).release());
  return geos::own(GEOSGeom_createCollection_r(geos::context(), GEOS_GEOMETRYCOLLECTION, parts.data(), static_cast<unsigned>(parts.size())), "collection");
}

}  // namespace

Metric metric(const Shapes& shapes, const Crs& crs) {
  if (shapes.box().empty()) return {crs, shapes};
  const Crs metres = metric_crs(crs, shapes.box());
  if (metres == crs) return {crs, shapes};
  return {metres, reproject(shapes, crs, metres)};
}

Shapes moved(const Shapes& shapes, const Crs& crs, double metres) {
  const Metric in = metric(one_of(shapes), crs);
  Shapes result;
  if (in.shapes.type(0) != ShapeType::polygon) {
    result.add_none();
    return result;
  }
  const Point origin = geos::local_origin(in.shapes.box(0));
  const geos::Geometry wide = geos::own(GEOSBuffer_r(geos::context(), geos::from(in.shapes, 0, origin).get(), metres, quarter_segments), "buffer");
  if (GEOSisEmpty_r(geos::context(), wide.get())) result.add_none();
  else geos::append(wide.get(), origin, result);
  return in.crs == crs ? result : reproject(result, in.crs, crs);
}

double perimeter(const Shapes& shapes, const Crs& crs) {
  double sum = 0;
  for (const std::size_t row : all_of(shapes)) {
    const Box box = shapes.box(row);
    const Metre metre = metre_at(crs, {(box.min_x + box.max_x) / 2, (box.min_y + box.max_y) / 2});
    for (std::size_t part = 0; part < shapes.part_count(row); ++part) {
      for (std::size_t r = 0; r < shapes.ring_count(row, part); ++r) {
        const auto ring = shapes.ring(row, part, r);
        for (std::size_t i = 0; i + 1 < ring.size(); ++i) sum += std::hypot((ring[i + 1].x - ring[i].x) / metre.east, (ring[i + 1].y - ring[i].y) / metre.north);
      }
    }
  }
  return sum;
}

double widest_circle(const Shapes& shapes, const Crs& crs) {
  const Metric in = metric(one_of(shapes), crs);
  if (in.shapes.size() == 0 || in.shapes.type(0) != ShapeType::polygon) return 0;
  const auto ctx = geos::context();
  const Box box = in.shapes.box(0);
  const double grain = std::max(1e-3, 1e-4 * std::hypot(box.max_x - box.min_x, box.max_y - box.min_y));
  const geos::Geometry radius = geos::own(GEOSMaximumInscribedCircle_r(ctx, geos::from(in.shapes, 0, geos::local_origin(box)).get(), grain), "inscribed circle");
  double length = 0;
  if (!GEOSLength_r(ctx, radius.get(), &length)) throw Error(Errc::internal, {"GEOS 求长度失败", "GEOS cannot measure a length"});
  return 2 * length;
}

double distance(const Shapes& a, const Shapes& b, const Crs& crs) {
  Shapes both = a;
  if (b.size() > 0) both.add(b, 0, b.size());
  const Metric in = metric(both, crs);
  Shapes first, second;
  if (a.size() > 0) first.add(in.shapes, 0, a.size());
  if (b.size() > 0) second.add(in.shapes, a.size(), both.size());
  const Point origin = geos::local_origin(first.box());
  double result = 0;
  if (!GEOSDistanceIndexed_r(geos::context(), collection(first, origin).get(), collection(second, origin).get(), &result)) {
    throw Error(Errc::internal, {"GEOS 求距离失败", "GEOS cannot measure a distance"});
  }
  return result;
}

namespace {

/// How many stretches of lines there are that do not hang together: a line that crosses itself, or branches, within is one.
std::size_t stretches(const GEOSGeometry* lines) {
  const auto ctx = geos::context();
  const int count = GEOSGetNumGeometries_r(ctx, lines);
  std::vector<std::size_t> first;
  std::map<std::pair<double, double>, std::size_t> ends;  // by coordinates: nodes are shared to the last bit
  const auto root = [&](std::size_t i) {
    while (first[i] != i) i = first[i];
    return i;
  };
  for (int i = 0; i < count; ++i) {
    const GEOSGeometry* line = GEOSGetGeometryN_r(ctx, lines, i);
    double length = 0;
    GEOSLength_r(ctx, line, &length);
    if (!(length > 0)) continue;
    const std::size_t own = first.size();
    first.push_back(own);
    for (const auto get : {GEOSGeomGetStartPoint_r, GEOSGeomGetEndPoint_r}) {
      const geos::Geometry end = geos::own(get(ctx, line), "end of a line");
      double x = 0, y = 0;
      GEOSGeomGetX_r(ctx, end.get(), &x);
      GEOSGeomGetY_r(ctx, end.get(), &y);
      const auto [at, fresh] = ends.try_emplace({x, y}, own);
      if (!fresh) first[root(own)] = root(at->second);
    }
  }
  std::size_t result = 0;
  for (std::size_t i = 0; i < first.size(); ++i) result += first[i] == i;
  return result;
}

}  // namespace

Inside inside(const Shapes& line, const Shapes& land, const Crs& crs) {
  Inside result;
  if (all_of(line).empty() || all_of(land).empty()) return result;
  Shapes both = line;
  const Shapes one = one_of(land);
  both.add(one, 0);
  const Metric in = metric(both, crs);
  Shapes lines, lands;
  lines.add(in.shapes, 0, line.size());
  lands.add(in.shapes, line.size());
  const auto ctx = geos::context();
  const Point origin = geos::local_origin(in.shapes.box());
  const geos::Geometry way = geos::own(GEOSUnaryUnion_r(ctx, collection(lines, origin).get()), "union"), ground = geos::from(lands, 0, origin);
  const geos::Geometry cut = geos::own(GEOSIntersection_r(ctx, way.get(), ground.get()), "intersection");
  const geos::Geometry merged = geos::own(GEOSLineMerge_r(ctx, cut.get()), "merge");
  double in_land = 0, whole = 0;
  GEOSLength_r(ctx, merged.get(), &in_land);
  GEOSLength_r(ctx, way.get(), &whole);
  result.length_share = whole > 0 ? in_land / whole : 0;
  result.crossings = stretches(merged.get());
  return result;
}

}  // namespace libspatial::ground
