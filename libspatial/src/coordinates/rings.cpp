#include "coordinates/rings.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <ranges>

#include "geometry/box_index.hpp"
#include "geometry/orient.hpp"

namespace libspatial::coordinates {
namespace {

std::size_t distinct(const std::vector<Point>& points) {
  std::vector<Point> found;  // three are enough to know
  for (const Point p : points) {
    if (std::find(found.begin(), found.end(), p) == found.end()) found.push_back(p);
    if (found.size() == 3) break;
  }
  return found.size();
}

Box box_of(const Ring& ring) {
  Box box;
  for (const Point p : ring.points) box.add(p);
  return box;
}

/// Which side of a ring points are on. The first few are held against every edge, more of them (a border that is drawn twice) only against the edges beside them.
class Sides {
 public:
  explicit Sides(const Ring& ring) : points_(ring.points) {}

  /// 1 inside, 0 on the ring, −1 outside.
  int of(Point p) {
    if (++asked_ <= few) return of(p, std::views::iota(std::size_t{0}, points_.size() - 1));
    if (!edges_) {
      std::vector<Box> boxes(points_.size() - 1);
      for (std::size_t i = 0; i < boxes.size(); ++i) boxes[i].add(points_[i]), boxes[i].add(points_[i + 1]), whole_.add(points_[i]);
      edges_.emplace(boxes);
    }
    Box ray;
    ray.add(p);
    ray.add(Point{std::max(p.x, whole_.max_x), p.y});
    return of(p, edges_->meeting(ray));
  }

 private:
  static constexpr std::size_t few = 8;

  template <class Numbers>
  int of(Point p, const Numbers& edges) const {
    bool inside = false;
    for (const std::size_t i : edges) {
      const Point a = points_[i], b = points_[i + 1];
      const bool crosses = (a.y > p.y) != (b.y > p.y);
      if (!crosses && !(std::min(a.y, b.y) <= p.y && p.y <= std::max(a.y, b.y))) continue;
      const double turn = orient(a, b, p);
      if (turn == 0 && std::min(a.x, b.x) <= p.x && p.x <= std::max(a.x, b.x)) return 0;
      if (crosses && (turn > 0) == (b.y > a.y)) inside = !inside;
    }
    return inside ? 1 : -1;
  }

  const std::vector<Point>& points_;
  std::size_t asked_ = 0;
  std::optional<BoxIndex> edges_;
  Box whole_;
};

/// Whether two rings are one, wherever and whichever way they begin.
bool is_same(const Ring& a, const Ring& b) {
  if (a.points.size() != b.points.size()) return false;
  const std::span<const Point> one(a.points.data(), a.points.size() - 1), other(b.points.data(), b.points.size() - 1);
  const auto at = std::find(other.begin(), other.end(), one.front());
  if (at == other.end()) return false;
  const std::size_t n = one.size(), first = static_cast<std::size_t>(at - other.begin());
  const auto follows = [&](std::size_t step) {
    for (std::size_t i = 0; i < n; ++i) {
      if (one[i] != other[(first + i * step) % n]) return false;
    }
    return true;
  };
  return follows(1) || follows(n - 1);
}

/// Rings may touch; the first point off the border decides. A ring does not lie in itself.
bool lies_in(const Ring& inner, const Ring& outer) {
  Sides outside(outer);
  for (const Point p : inner.points) {
    if (const int side = outside.of(p); side != 0) return side > 0;
  }
  if (is_same(inner, outer)) return false;
  for (std::size_t i = 0; i + 1 < inner.points.size(); ++i) {
    const Point middle{(inner.points[i].x + inner.points[i + 1].x) / 2, (inner.points[i].y + inner.points[i + 1].y) / 2};
    if (const int side = outside.of(middle); side != 0) return side > 0;
  }
  return false;
}

bool covers(const Box& outer, const Box& inner) { return outer.min_x <= inner.min_x && outer.max_x >= inner.max_x && outer.min_y <= inner.min_y && outer.max_y >= inner.max_y; }

double extent(const Box& box) { return (box.max_x - box.min_x) * (box.max_y - box.min_y); }

}  // namespace

std::vector<Ring> rings_of(std::span<const Corner> corners, RingCount& count) {
  std::vector<Ring> rings;
  std::vector<Point> open;
  std::size_t begun = 0, lines = 0;
  const auto drop = [&] {
    if (lines > 0 && count.dropped == 0) count.dropped_line = begun;
    count.dropped += lines;
  };
  const auto finish = [&](bool closed) {
    if (distinct(open) < 3) {
      drop();
    } else {
      count.used += lines;
      count.opened += !closed;
      if (!closed) open.push_back(open.front());
      rings.push_back({std::move(open)});
    }
    open.clear();
    lines = 0;
  };
  const Point* closing = nullptr;  // the ring just closed ended here: said once more, it is no new ring
  for (std::size_t i = 0; i < corners.size(); ++i) {
    const Corner& c = corners[i];
    if (i > 0 && c.ring != corners[i - 1].ring) {
      if (!open.empty()) finish(false);
      closing = nullptr;
    }
    if ((closing && *closing == c.at) || (!open.empty() && open.back() == c.at)) {
      ++count.repeated;
      continue;
    }
    closing = nullptr;
    if (open.empty()) begun = c.line;
    open.push_back(c.at);
    ++lines;
    if (open.size() > 3 && c.at == open.front()) {
      finish(true);
      closing = &corners[i].at;
    }
  }
  if (!open.empty()) finish(false);
  return rings;
}

std::vector<Ring> paths_of(std::span<const Corner> corners, RingCount& count) {
  std::vector<Ring> paths;
  for (std::size_t i = 0; i < corners.size();) {
    std::vector<Point> path;
    const std::size_t first = i;
    std::size_t repeated = 0;
    for (; i < corners.size() && corners[i].ring == corners[first].ring; ++i) {
      if (!path.empty() && path.back() == corners[i].at) ++repeated;
      else path.push_back(corners[i].at);
    }
    if (path.size() < 2) {
      if (count.dropped == 0) count.dropped_line = corners[first].line;
      count.dropped += i - first;
      continue;
    }
    count.repeated += repeated;
    count.used += path.size();
    paths.push_back({std::move(path)});
  }
  return paths;
}

void add_by_containment(const std::vector<Ring>& rings, Shapes& out) {
  const std::size_t n = rings.size();
  std::vector<Box> boxes(n);
  std::transform(rings.begin(), rings.end(), boxes.begin(), box_of);
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return extent(boxes[a]) > extent(boxes[b]); });
  constexpr std::size_t nobody = static_cast<std::size_t>(-1);
  std::vector<std::size_t> depth(n, 0), parent(n, nobody);
  for (std::size_t k = 0; k < n; ++k) {
    const std::size_t inner = order[k];
    for (std::size_t j = 0; j < k; ++j) {
      const std::size_t outer = order[j];
      if (!covers(boxes[outer], boxes[inner]) || !lies_in(rings[inner], rings[outer])) continue;
      ++depth[inner];
      if (depth[outer] % 2 == 0 && (parent[inner] == nobody || depth[outer] > depth[parent[inner]])) parent[inner] = outer;
    }
  }
  out.begin_shape(ShapeType::polygon);
  const auto is_hole = [&](std::size_t i) { return depth[i] % 2 == 1 && parent[i] != nobody; };  // rings that cross may have no parent: kept, and invalid
  std::vector<std::vector<std::size_t>> holes(n);
  for (std::size_t i = 0; i < n; ++i) {
    if (is_hole(i)) holes[parent[i]].push_back(i);
  }
  for (std::size_t i = 0; i < n; ++i) {
    if (is_hole(i)) continue;
    out.begin_part();
    out.add_ring(rings[i].points);
    for (const std::size_t hole : holes[i]) out.add_ring(rings[hole].points);
  }
}

}  // namespace libspatial::coordinates
