#include "rules/ground.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <set>

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

/// Lines as they are drawn, each once, those that meet end to end as one; where they cross they are not cut.
geos::Geometry drawn(const Shapes& lines, Point origin) {
  std::set<std::vector<std::pair<double, double>>> seen;
  Shapes once;
  for (const std::size_t row : all_of(lines)) {
    for (std::size_t part = 0; part < lines.part_count(row); ++part) {
      const auto points = lines.ring(row, part, 0);
      std::vector<std::pair<double, double>> path, back;
      for (const Point p : points) path.emplace_back(p.x, p.y);
      back.assign(path.rbegin(), path.rend());
      if (!seen.insert(std::min(path, back)).second) continue;
      once.begin_shape(ShapeType::line);
      once.begin_part();
      once.add_ring(points);
    }
  }
  return geos::own(GEOSLineMerge_r(geos::context(), collection(once, origin).get()), "merge");
}

/// How often a line comes in, or begins within: stretches along it, whether or not they touch each other.
std::size_t entries(const GEOSGeometry* line, const GEOSPreparedGeometry* near, const GEOSGeometry* ground) {
  const auto ctx = geos::context();
  const GEOSCoordSequence* points = GEOSGeom_getCoordSeq_r(ctx, line);
  unsigned count = 0;
  GEOSCoordSeq_getSize_r(ctx, points, &count);
  std::size_t result = 0;
  double walked = 0, inside_to = -1;
  for (unsigned i = 0; i + 1 < count; ++i) {
    Point a, b;
    GEOSCoordSeq_getXY_r(ctx, points, i, &a.x, &a.y);
    GEOSCoordSeq_getXY_r(ctx, points, i + 1, &b.x, &b.y);
    const double length = std::hypot(b.x - a.x, b.y - a.y), grain = 1e-6;  // metres: less is rounding
    GEOSCoordSequence* ends = GEOSCoordSeq_create_r(ctx, 2, 2);
    GEOSCoordSeq_setXY_r(ctx, ends, 0, a.x, a.y);
    GEOSCoordSeq_setXY_r(ctx, ends, 1, b.x, b.y);
    const geos::Geometry step = geos::own(GEOSGeom_createLineString_r(ctx, ends), "line");
    if (GEOSPreparedIntersects_r(ctx, near, step.get()) == 1) {
      const geos::Geometry cut = geos::own(GEOSIntersection_r(ctx, step.get(), ground), "intersection");
      std::vector<std::pair<double, double>> stretches;
      for (int k = 0; k < GEOSGetNumGeometries_r(ctx, cut.get()); ++k) {
        const GEOSGeometry* piece = GEOSGetGeometryN_r(ctx, cut.get(), k);
        if (GEOSGeomTypeId_r(ctx, piece) != GEOS_LINESTRING) continue;
        const GEOSCoordSequence* of = GEOSGeom_getCoordSeq_r(ctx, piece);
        unsigned n = 0;
        GEOSCoordSeq_getSize_r(ctx, of, &n);
        double from = length, to = 0;
        for (unsigned p = 0; p < n; ++p) {
          Point at;
          GEOSCoordSeq_getXY_r(ctx, of, p, &at.x, &at.y);
          const double along = std::hypot(at.x - a.x, at.y - a.y);
          from = std::min(from, along), to = std::max(to, along);
        }
        if (to - from > grain) stretches.emplace_back(walked + from, walked + to);
      }
      std::sort(stretches.begin(), stretches.end());
      for (const auto& [from, to] : stretches) {
        result += inside_to < 0 || from > inside_to + grain;
        inside_to = std::max(inside_to, to);
      }
    }
    walked += length;
  }
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
  const geos::Geometry lines_as_drawn = drawn(lines, origin);
  const std::unique_ptr<const GEOSPreparedGeometry, void (*)(const GEOSPreparedGeometry*)> near(GEOSPrepare_r(ctx, ground.get()), [](const GEOSPreparedGeometry* p) { GEOSPreparedGeom_destroy_r(geos::context(), p); });
  for (int i = 0; i < GEOSGetNumGeometries_r(ctx, lines_as_drawn.get()); ++i) result.crossings += entries(GEOSGetGeometryN_r(ctx, lines_as_drawn.get(), i), near.get(), ground.get());
  return result;
}

}  // namespace libspatial::ground
