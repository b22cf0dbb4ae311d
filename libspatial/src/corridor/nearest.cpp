#include "corridor/nearest.hpp"

#include <cmath>

#include "corridor/network.hpp"
#include "measure/degrees.hpp"

namespace libspatial::corridor {
namespace {

Place3 between(const Place3& a, const Place3& b, double t) { return {a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t}; }
Place3 minus(const Place3& a, const Place3& b) { return {a[0] - b[0], a[1] - b[1], a[2] - b[2]}; }
double dot(const Place3& a, const Place3& b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }
Point between(Point a, Point b, double t) { return t == 0 ? a : t == 1 ? b : Point{a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t}; }

/// Where two chords are nearest to each other, 0..1 on each, and the square of their distance there.
struct Pair { double s = 0, t = 0, d2 = 0; };

Pair nearest_pair(const Chords::Chord& p, const Chords::Chord& q) {
  const Place3 u = minus(p.to, p.at), v = minus(q.to, q.at), w = minus(p.at, q.at);
  const double a = dot(u, u), b = dot(u, v), c = dot(v, v), d = dot(u, w), e = dot(v, w);
  const auto clamp = [](double x) { return std::clamp(x, 0.0, 1.0); };
  Pair best;
  best.d2 = std::numeric_limits<double>::infinity();
  const auto try_pair = [&](double s, double t) {
    const Place3 gap = minus(between(p.at, p.to, s), between(q.at, q.to, t));
    if (const double d2 = dot(gap, gap); d2 < best.d2) best = {s, t, d2};
  };
  // inside both, or at an end of one of them
  if (const double det = a * c - b * b; det > 1e-12 * a * c) {
    const double s = (b * e - c * d) / det, t = (a * e - b * d) / det;
    if (s >= 0 && s <= 1 && t >= 0 && t <= 1) try_pair(s, t);
  }
  for (const double s : {0.0, 1.0}) try_pair(s, c > 0 ? clamp((e + s * b) / c) : 0);
  for (const double t : {0.0, 1.0}) try_pair(a > 0 ? clamp((t * b - d) / a) : 0, t);
  return best;
}

Bounds<3> box_of(const Chords::Chord& c) {
  Bounds<3> box;
  box.add(c.at), box.add(c.to);
  return box;
}

geos::Geometry geometry(const Shapes& shapes, std::size_t i, Point origin) {
  if (shapes.type(i) != ShapeType::point) return geos::from(shapes, i, origin);
  const auto ctx = geos::context();
  std::vector<geos::Geometry> points;
  for (const Point p : shapes.points(i)) {
    GEOSCoordSequence* sequence = GEOSCoordSeq_create_r(ctx, 1, 2);
    GEOSCoordSeq_setXY_r(ctx, sequence, 0, p.x - origin.x, p.y - origin.y);
    points.push_back(geos::own(GEOSGeom_createPoint_r(ctx, sequence), "create"));
  }
  return collection(GEOS_MULTIPOINT, std::move(points));
}

}  // namespace

Place3 in_space(Point degrees) {
  constexpr double a = 6378137, f = 1 / 298.257222101, e2 = f * (2 - f), to_radians = 0.017453292519943295;
  const double b = degrees.y * to_radians, l = degrees.x * to_radians;
  const double n = a / std::sqrt(1 - e2 * std::sin(b) * std::sin(b));
  return {n * std::cos(b) * std::cos(l), n * std::cos(b) * std::sin(l), n * (1 - e2) * std::sin(b)};
}

Chords::Chords(const Shapes& shapes, std::size_t shape, const Crs& crs) {
  const Shapes degrees = divided_degrees(shapes, shape, crs);
  std::vector<Bounds<3>> boxes;
  const auto add = [&](Point a, Point b, double begin) {
    chords_.push_back({a, b, in_space(a), in_space(b), begin});
    boxes.push_back(box_of(chords_.back()));
  };
  for (std::size_t part = 0; part < degrees.part_count(0); ++part) {
    for (std::size_t r = 0; r < degrees.ring_count(0, part); ++r) {
      const auto ring = degrees.ring(0, part, r);
      double begin = 0;
      if (ring.size() == 1) add(ring[0], ring[0], 0);
      for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
        add(ring[i], ring[i + 1], begin);
        begin += geodesic(ring[i], ring[i + 1]);
      }
    }
  }
  tree_ = RunTree<3>(std::move(boxes));
}

Nearest nearest(const Chords& a, const Chords& b) {
  const bool turned = a.chords().size() > b.chords().size();
  const Chords& few = turned ? b : a;
  const Chords& many = turned ? a : b;
  double best = std::numeric_limits<double>::infinity();
  Nearest result;
  for (std::size_t i = 0; i < few.chords().size(); ++i) {
    many.tree().nearest(box_of(few.chords()[i]), best, [&](std::size_t k) {
      const Pair pair = nearest_pair(few.chords()[i], many.chords()[k]);
      if (pair.d2 < best) result.chord_a = i, result.chord_b = k, result.along_a = pair.s, result.along_b = pair.t;
      return pair.d2;
    });
  }
  if (turned) std::swap(result.chord_a, result.chord_b), std::swap(result.along_a, result.along_b);
  const Chords::Chord& p = a.chords()[result.chord_a];
  const Chords::Chord& q = b.chords()[result.chord_b];
  result.a = between(p.a, p.b, result.along_a);
  result.b = between(q.a, q.b, result.along_b);
  result.metres = geodesic(result.a, result.b);
  return result;
}

Point in_crs(Point degrees, const Crs& crs) { return reproject_vertices(point_shape(std::span(&degrees, 1)), cgcs2000(), crs).points()[0]; }

bool meet(const Shapes& a, std::size_t i, const Shapes& b, std::size_t j) {
  const Box box_a = a.box(i), box_b = b.box(j);
  if (!box_a.meets(box_b)) return false;
  Box both = box_a;
  both.add(box_b);
  const Point origin = geos::local_origin(both);
  const geos::Geometry p = geometry(a, i, origin), q = geometry(b, j, origin);
  const char answer = GEOSIntersects_r(geos::context(), p.get(), q.get());
  if (answer == 2) geos::own(nullptr, "intersects");
  return answer == 1;
}

}  // namespace libspatial::corridor
