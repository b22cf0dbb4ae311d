#include "support/exact.hpp"

#include <boost/multiprecision/cpp_int.hpp>

namespace libspatial::testing {
namespace {

using Rational = boost::multiprecision::cpp_rational;

struct Edge {
  Rational x0, y0, x1, y1;  // x0 < x1
  int sign;                 // +1 where the polygon lies below the edge
};

void add_edges(const Ring& ring, bool hole, std::vector<Edge>& edges) {
  Rational doubled = 0;
  const auto& p = ring.points;
  for (std::size_t i = 0; i + 1 < p.size(); ++i) doubled += Rational(p[i].x) * Rational(p[i + 1].y) - Rational(p[i].y) * Rational(p[i + 1].x);
  const int turn = (doubled > 0) == hole ? 1 : -1;
  for (std::size_t i = 0; i + 1 < p.size(); ++i) {
    if (p[i].x == p[i + 1].x) continue;
    const bool east = p[i].x < p[i + 1].x;
    const Point a = east ? p[i] : p[i + 1], b = east ? p[i + 1] : p[i];
    edges.push_back({a.x, a.y, b.x, b.y, east ? turn : -turn});
  }
}

std::vector<Edge> edges_of(const MultiPolygon& shape) {
  std::vector<Edge> edges;
  for (const Polygon& polygon : shape.polygons) {
    add_edges(polygon.shell, false, edges);
    for (const Ring& hole : polygon.holes) add_edges(hole, true, edges);
  }
  return edges;
}

Rational height(const Edge& e, const Rational& x) { return e.y0 + (e.y1 - e.y0) * (x - e.x0) / (e.x1 - e.x0); }

Rational common(const Edge& a, const Edge& b, const Rational& base) {
  const Rational from = std::max(a.x0, b.x0), to = std::min(a.x1, b.x1);
  if (from >= to) return 0;
  const Rational a0 = height(a, from) - base, a1 = height(a, to) - base, b0 = height(b, from) - base, b1 = height(b, to) - base;
  const Rational width = to - from, d0 = a0 - b0, d1 = a1 - b1;
  if (d0 <= 0 && d1 <= 0) return (a0 + a1) * width / 2;
  if (d0 >= 0 && d1 >= 0) return (b0 + b1) * width / 2;
  const Rational t = d0 / (d0 - d1), middle = a0 + (a1 - a0) * t;  // they cross
  return ((d0 < 0 ? a0 : b0) + middle) * t * width / 2 + (middle + (d1 < 0 ? a1 : b1)) * (1 - t) * width / 2;
}

}  // namespace

double exact_intersection_area(const MultiPolygon& a, const MultiPolygon& b) {
  const auto ea = edges_of(a), eb = edges_of(b);
  Rational base = 0, sum = 0;
  for (const auto* edges : {&ea, &eb}) {
    for (const Edge& e : *edges) base = std::min({base, e.y0, e.y1});
  }
  for (const Edge& x : ea) {
    for (const Edge& y : eb) sum += x.sign * y.sign * common(x, y, base);
  }
  return static_cast<double>(sum);
}

}  // namespace libspatial::testing
