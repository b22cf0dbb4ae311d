#include "geometry/simple.hpp"

#include "geometry/edge_boxes.hpp"
#include "geometry/edge_grid.hpp"
#include "geometry/geos.hpp"
#include "geometry/orient.hpp"
#include "geometry/wide.hpp"

namespace libspatial {
namespace {

constexpr std::size_t few_edges = 256;  // fewer are compared by their boxes, more on a grid

bool opposite(double a, double b) { return (a > 0) != (b > 0) || a == 0 || b == 0; }

bool may_touch(const Edge& e, const Edge& f) {
  return opposite(orient(e.a, e.b, f.a), orient(e.a, e.b, f.b)) && opposite(orient(f.a, f.b, e.a), orient(f.a, f.b, e.b));
}

bool boxes_meet(const Edge& e, const Edge& f) {
  return std::max(e.a.x, e.b.x) >= std::min(f.a.x, f.b.x) && std::max(f.a.x, f.b.x) >= std::min(e.a.x, e.b.x) &&
         std::max(e.a.y, e.b.y) >= std::min(f.a.y, f.b.y) && std::max(f.a.y, f.b.y) >= std::min(e.a.y, e.b.y);
}

bool runs_back(const Edge& e, const Edge& next) {
  return orient(e.a, e.b, next.b) == 0 && (e.b.x - e.a.x) * (next.b.x - next.a.x) + (e.b.y - e.a.y) * (next.b.y - next.a.y) < 0;
}

/// The edge turns `p` once more round: a ray from p to the west crosses it.
bool crosses_west(const Edge& e, Point p) { return (e.a.y > p.y) != (e.b.y > p.y) && (orient(e.a, e.b, p) > 0) != (e.b.y > e.a.y); }

/// Of a polyline of `edges` edges (a multiple of four), seen from the origin: every edge turns the same way.
LIBSPATIAL_INLINE bool turn_alike(const double* xs, const double* ys, std::size_t edges) {
  constexpr double bound = 1e-15;  // > 6ε: differences are rounded too
    const double sign = xs[0] * ys[1] > xs[1] * ys[0] ? 1 : -1;
  auto fails = Four{} != Four{};
  for (std::size_t i = 0; i < edges; i += 4) {
    const Four x = load_four(xs + i), y = load_four(ys + i), to_x = load_four(xs + i + 1), to_y = load_four(ys + i + 1);
    const Four left = x * to_y, right = to_x * y;
    const Four size = (left < 0 ? -left : left) + (right < 0 ? -right : right);
    fails |= !((left - right) * sign > size * bound);
  }
  return !(fails[0] | fails[1] | fails[2] | fails[3]);
}
LIBSPATIAL_WIDE bool turn_alike_wide(const double* xs, const double* ys, std::size_t edges) { return turn_alike(xs, ys, edges); }

/// Seen from one point, every edge of the ring turns the same way and all of them turn once round: no two can meet.
bool is_star(std::span<const Point> ring, Point centre) {
  thread_local std::vector<double> xs, ys;
  const std::size_t edges = ring.size() - 1, padded = (edges + 3) / 4 * 4;
  if (xs.size() < padded + 4) xs.resize(padded + 4), ys.resize(padded + 4);
  std::size_t turns = 0;  // edges that cross the ray to the one side
  for (std::size_t i = 0; i <= edges; ++i) {
    xs[i] = ring[i].x - centre.x, ys[i] = ring[i].y - centre.y;
    turns += i > 0 && ys[i - 1] < 0 && ys[i] >= 0;
  }
  if (turns != 1) return false;
  for (std::size_t i = edges; i < padded; ++i) xs[i + 1] = xs[i - edges + 1], ys[i + 1] = ys[i - edges + 1];  // the first edges once more
  return has_wide() ? turn_alike_wide(xs.data(), ys.data(), padded) : turn_alike(xs.data(), ys.data(), padded);
}

/// No two edges of a shape meet, but neighbours in their common point; and its rings lie in each other as they should.
class Rings {
 public:
  /// False when a ring is not closed or stands still.
  bool take(const Shapes& shapes, std::size_t shape) {
    edges_.clear();
    begins_.clear();
    rings_.clear();
    const Box box = shapes.box(shape);
    const Point origin = geos::local_origin(box);
    box_ = {box.min_x - origin.x, box.min_y - origin.y, box.max_x - origin.x, box.max_y - origin.y};
    for (std::size_t part = 0; part < shapes.part_count(shape); ++part) {
      for (std::size_t r = 0; r < shapes.ring_count(shape, part); ++r) {
        const auto ring = shapes.ring(shape, part, r);
        if (ring.size() < 4 || !(ring.front() == ring.back())) return false;
        const auto first = static_cast<std::uint32_t>(edges_.size());
        for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
          if (ring[i] == ring[i + 1]) return false;
          edges_.push_back({{ring[i].x - origin.x, ring[i].y - origin.y}, {ring[i + 1].x - origin.x, ring[i + 1].y - origin.y}});
        }
        begins_.resize(edges_.size(), 0);
        begins_[first] = 1;
        rings_.push_back({first, static_cast<std::uint32_t>(edges_.size()), static_cast<std::uint32_t>(part), r == 0});
      }
    }
    return !rings_.empty();
  }

  bool keep_apart() {
    for (const Ring& ring : rings_) {
      for (std::uint32_t i = ring.first; i < ring.last; ++i) {
        if (runs_back(edges_[i], edges_[i + 1 == ring.last ? ring.first : i + 1])) return false;
      }
    }
    return edges_.size() <= few_edges ? few_keep_apart() : many_keep_apart();
  }

  /// Precondition: keep_apart().
  bool nest() {
    if (rings_.size() == 1) return true;
    if (edges_.size() <= few_edges && !grid_.fill(edges_, box_)) return false;  // many are on it already
    std::vector<std::uint32_t> around;
    for (std::size_t r = 0; r < rings_.size(); ++r) {
      find_around(edges_[rings_[r].first].a, static_cast<std::uint32_t>(r), around);
      if (!stands_well(rings_[r], around)) return false;
    }
    return true;
  }

 private:
  struct Ring { std::uint32_t first, last, part; bool shell; };

  std::uint32_t ring_of(std::uint32_t edge) const {
    return static_cast<std::uint32_t>(std::upper_bound(rings_.begin(), rings_.end(), edge, [](std::uint32_t e, const Ring& r) { return e < r.last; }) - rings_.begin());
  }

  bool neighbours(std::uint32_t i, std::uint32_t k) const {
    if (i > k) std::swap(i, k);
    if (i + 1 == k) return !begins_[k];
    return begins_[i] && k + 1 == rings_[ring_of(i)].last;
  }

  bool few_keep_apart() {
    thread_local EdgeBoxes boxes;
    boxes.clear();
    for (const Edge& e : edges_) boxes.add(e.a, e.b);
    for (const Ring& ring : rings_) {
      for (std::uint32_t i = ring.first; i < ring.last; ++i) {
        const std::uint32_t next = i + 1 == ring.last ? ring.first : i + 1, before = i == ring.first ? ring.last - 1 : i - 1;
        bool touched = false;
        boxes.each_near(edges_[i].a, edges_[i].b, i + 1, [&](std::uint32_t k) {
          if (k > i && k != next && k != before && !touched) touched = may_touch(edges_[i], edges_[k]);
        });
        if (touched) return false;
      }
    }
    return true;
  }

  bool many_keep_apart() {
    if (edges_.size() > std::numeric_limits<std::uint32_t>::max() / 16 || !grid_.fill(edges_, box_)) return false;
    std::size_t left = 64 * edges_.size();  // comparisons; a cell that needs more is for GEOS
    for (std::size_t y = 0; y < grid_.rows(); ++y) {
      for (std::size_t x = 0; x < grid_.columns(); ++x) {
        const auto cell = grid_.cell(x, y);
        if (cell.size() * cell.size() / 2 > left) return false;
        left -= cell.size() * cell.size() / 2;
        for (std::size_t i = 0; i < cell.size(); ++i) {
          const Edge& e = edges_[cell[i]];
          for (std::size_t k = i + 1; k < cell.size(); ++k) {
            const Edge& f = edges_[cell[k]];
            if (boxes_meet(e, f) && !neighbours(cell[i], cell[k]) && may_touch(e, f)) return false;
          }
        }
      }
    }
    return true;
  }

  /// The rings that hold a point of ring `own`, which no other touches: those a ray to the west crosses an odd number of times.
  void find_around(Point p, std::uint32_t own, std::vector<std::uint32_t>& around) const {
    around.clear();
    const std::size_t row = grid_.row(p.y), last = grid_.column(p.x);
    for (std::size_t x = 0; x <= last; ++x) {
      for (const std::uint32_t e : grid_.cell(x, row)) {
        const Edge& edge = edges_[e];
        if (grid_.column(std::min(edge.a.x, edge.b.x)) != x || !crosses_west(edge, p)) continue;  // met once, in its first cell
        if (const std::uint32_t ring = ring_of(e); ring != own) around.push_back(ring);
      }
    }
    std::sort(around.begin(), around.end());
    std::size_t kept = 0;
    for (std::size_t i = 0, end; i < around.size(); i = end) {
      for (end = i; end < around.size() && around[end] == around[i]; ++end) {}
      if ((end - i) % 2 == 1) around[kept++] = around[i];
    }
    around.resize(kept);
  }

  /// A hole lies in its shell and in no other hole of its part; a shell lies in no other part, but in a hole of it.
  bool stands_well(const Ring& ring, const std::vector<std::uint32_t>& around) const {
    std::size_t own = 0;
    for (std::size_t i = 0; i < around.size(); ++i) {
      const Ring& other = rings_[around[i]];
      if (other.part == ring.part) {
        if (ring.shell || !other.shell) return false;
        ++own;
      } else if (ring.shell && other.shell) {
        const bool in_hole = i + 1 < around.size() && rings_[around[i + 1]].part == other.part;  // rings of a part follow its shell
        if (!in_hole) return false;
      }
    }
    return ring.shell || own == 1;
  }

  std::vector<Edge> edges_;
  std::vector<char> begins_;  // per edge: its ring begins here
  std::vector<Ring> rings_;
  Box box_;
  EdgeGrid grid_;
};

}  // namespace

bool is_surely_valid(const Shapes& shapes, std::size_t shape) {
  if (shapes.part_count(shape) == 1 && shapes.ring_count(shape, 0) == 1) {
    const auto ring = shapes.ring(shape, 0, 0);
    const Box box = shapes.box(shape);
    if (ring.size() >= 4 && ring.front() == ring.back() && is_star(ring, {(box.min_x + box.max_x) / 2, (box.min_y + box.max_y) / 2})) return true;
  }
  thread_local Rings rings;
  return rings.take(shapes, shape) && rings.keep_apart() && rings.nest();
}

}  // namespace libspatial
