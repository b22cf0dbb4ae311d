#include "metrics/near.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>

#include "geometry/orient.hpp"

namespace libspatial::metrics {
namespace {

std::uint64_t spread(std::uint64_t v) {  // a bit between all bits
  v = (v | v << 16) & 0x0000FFFF0000FFFFu;
  v = (v | v << 8) & 0x00FF00FF00FF00FFu;
  v = (v | v << 4) & 0x0F0F0F0F0F0F0F0Fu;
  v = (v | v << 2) & 0x3333333333333333u;
  return (v | v << 1) & 0x5555555555555555u;
}

double point_edge2(Point p, const Edge& e) {
  const double dx = e.b.x - e.a.x, dy = e.b.y - e.a.y, length2 = dx * dx + dy * dy;
  const double t = length2 > 0 ? std::clamp(((p.x - e.a.x) * dx + (p.y - e.a.y) * dy) / length2, 0.0, 1.0) : 0;
  const double x = p.x - e.a.x - t * dx, y = p.y - e.a.y - t * dy;
  return x * x + y * y;
}

}  // namespace

Bounds bounds(const Box& box) {
  Bounds result;
  if (!box.empty()) result.add({box.min_x, box.min_y}), result.add({box.max_x, box.max_y});
  return result;
}

BoxIndex::BoxIndex(const std::vector<Bounds>& boxes) : order_(boxes.size()) {
  Bounds all;
  for (const Bounds& b : boxes) all.add(b);
  const double scale[] = {4294967295.0 / std::max(1e-300, all.high[0] - all.low[0]), 4294967295.0 / std::max(1e-300, all.high[1] - all.low[1])};
  std::vector<std::pair<std::uint64_t, std::size_t>> curve(boxes.size());  // where along it, and which
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    curve[i].second = i;
    if (boxes[i].low[0] > boxes[i].high[0]) continue;  // nowhere
    std::uint64_t at[2];
    for (int d = 0; d < 2; ++d) at[d] = static_cast<std::uint64_t>(std::clamp((boxes[i].low[d] / 2 + boxes[i].high[d] / 2 - all.low[d]) * scale[d], 0.0, 4294967295.0));
    curve[i].first = spread(at[0]) | spread(at[1]) << 1;
  }
  std::sort(curve.begin(), curve.end());
  std::vector<Bounds> leaves;
  leaves.reserve(boxes.size());
  for (std::size_t k = 0; k < curve.size(); ++k) {
    order_[k] = curve[k].second;
    leaves.push_back(boxes[curve[k].second]);
  }
  tree_ = corridor::RunTree<2>(std::move(leaves));
}

BoxIndex boxes_of(const Shapes& shapes) {
  std::vector<Bounds> boxes;
  for (std::size_t row = 0; row < shapes.size(); ++row) boxes.push_back(bounds(shapes.box(row)));
  return BoxIndex(boxes);
}

Bounds Edge::bounds() const {
  Bounds result;
  result.add({a.x, a.y}), result.add({b.x, b.y});
  return result;
}

EdgeIndex::EdgeIndex(const Shapes& shapes) : EdgeIndex(shapes, [&] {
  std::vector<std::size_t> all(shapes.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  return all;
}()) {}

EdgeIndex::EdgeIndex(const Shapes& shapes, const std::vector<std::size_t>& rows) {
  for (const std::size_t row : rows) {
    if (shapes.type(row) != ShapeType::polygon) continue;
    for (std::size_t part = 0; part < shapes.part_count(row); ++part) {
      for (std::size_t r = 0; r < shapes.ring_count(row, part); ++r) {
        const auto ring = shapes.ring(row, part, r);
        for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
          if (!(ring[i] == ring[i + 1])) edges_.push_back({ring[i], ring[i + 1], row});
        }
      }
    }
  }
  std::vector<Bounds> boxes;
  boxes.reserve(edges_.size());
  for (const Edge& e : edges_) boxes.push_back(e.bounds());
  index_ = BoxIndex(boxes);
}

double along_each_other(const Edge& e, const Edge& f, double tolerance) {
  const double dx = e.b.x - e.a.x, dy = e.b.y - e.a.y, length = std::sqrt(dx * dx + dy * dy);
  const auto at = [&](Point p) { return ((p.x - e.a.x) * dx + (p.y - e.a.y) * dy) / length; };
  const auto off = [&](Point p) { return ((p.y - e.a.y) * dx - (p.x - e.a.x) * dy) / length; };
  double t0 = at(f.a), t1 = at(f.b), o0 = off(f.a), o1 = off(f.b);
  if (t0 > t1) std::swap(t0, t1), std::swap(o0, o1);
  const double low = std::max(0.0, t0), high = std::min(length, t1);
  if (high - low <= std::min(tolerance, least_stretch)) return 0;
  const auto between = [&](double t) { return o0 + (o1 - o0) * ((t - t0) / (t1 - t0)); };
  return std::abs(between(low)) <= tolerance && std::abs(between(high)) <= tolerance ? high - low : 0;
}

double distance2(const Edge& e, const Edge& f) {
  const double side_a = orient(e.a, e.b, f.a), side_b = orient(e.a, e.b, f.b), back_a = orient(f.a, f.b, e.a), back_b = orient(f.a, f.b, e.b);
  if (((side_a > 0) != (side_b > 0)) && ((back_a > 0) != (back_b > 0)) && side_a != 0 && side_b != 0) return 0;
  return std::min({point_edge2(f.a, e), point_edge2(f.b, e), point_edge2(e.a, f), point_edge2(e.b, f)});
}

}  // namespace libspatial::metrics
