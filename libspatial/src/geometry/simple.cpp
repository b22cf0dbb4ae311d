#include "geometry/simple.hpp"

#include "geometry/edge_boxes.hpp"
#include "geometry/geos.hpp"
#include "geometry/orient.hpp"

namespace libspatial {
namespace {

constexpr std::size_t most_edges = 256, most_rings = 16;

struct Edge { Point a, b; };

bool opposite(double a, double b) { return (a > 0) != (b > 0) || a == 0 || b == 0; }

bool may_touch(const Edge& e, const Edge& f) {
  return opposite(orient(e.a, e.b, f.a), orient(e.a, e.b, f.b)) && opposite(orient(f.a, f.b, e.a), orient(f.a, f.b, e.b));
}

bool runs_back(const Edge& e, const Edge& next) {
  return orient(e.a, e.b, next.b) == 0 && (e.b.x - e.a.x) * (next.b.x - next.a.x) + (e.b.y - e.a.y) * (next.b.y - next.a.y) < 0;
}

/// Precondition: p lies on no edge of the ring.
bool holds(std::span<const Edge> ring, Point p) {
  bool inside = false;
  for (const Edge& e : ring) {
    if ((e.a.y > p.y) != (e.b.y > p.y) && (orient(e.a, e.b, p) > 0) == (e.b.y > e.a.y)) inside = !inside;
  }
  return inside;
}

}  // namespace

bool is_surely_valid(const Shapes& shapes, std::size_t shape) {
  const std::size_t rings = shapes.part_count(shape) == 1 ? shapes.ring_count(shape, 0) : 0;
  if (rings == 0 || rings > most_rings || shapes.points(shape).size() > most_edges) return false;
  thread_local std::vector<Edge> edges;
  thread_local EdgeBoxes boxes;
  edges.clear();
  boxes.clear();
  std::size_t starts[most_rings + 1] = {};
  const Point origin = geos::local_origin(shapes.box(shape));
  for (std::size_t r = 0; r < rings; ++r) {
    const auto ring = shapes.ring(shape, 0, r);
    if (ring.size() < 4 || !(ring.front() == ring.back())) return false;
    for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
      const Edge e{{ring[i].x - origin.x, ring[i].y - origin.y}, {ring[i + 1].x - origin.x, ring[i + 1].y - origin.y}};
      if (e.a == e.b) return false;
      edges.push_back(e);
      boxes.add(e.a, e.b);
    }
    starts[r + 1] = edges.size();
  }
  for (std::size_t r = 0; r < rings; ++r) {
    for (std::size_t i = starts[r]; i < starts[r + 1]; ++i) {
      const std::size_t next = i + 1 == starts[r + 1] ? starts[r] : i + 1, before = i == starts[r] ? starts[r + 1] - 1 : i - 1;
      if (runs_back(edges[i], edges[next])) return false;
      bool touched = false;
      boxes.each_near(edges[i].a, edges[i].b, i + 1, [&](std::uint32_t k) {
        if (k > i && k != next && k != before && !touched) touched = may_touch(edges[i], edges[k]);
      });
      if (touched) return false;
    }
  }
  const auto ring_edges = [&](std::size_t r) { return std::span(edges).subspan(starts[r], starts[r + 1] - starts[r]); };
  for (std::size_t hole = 1; hole < rings; ++hole) {
    const Point p = edges[starts[hole]].a;
    for (std::size_t r = 0; r < rings; ++r) {
      if (r != hole && holds(ring_edges(r), p) != (r == 0)) return false;
    }
  }
  return true;
}

}  // namespace libspatial
