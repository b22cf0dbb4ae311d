#include "overlay/ring_set.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "overlay/edges.hpp"
#include "overlay/predicates.hpp"

namespace libspatial {
namespace {

constexpr std::uint32_t none = ~0u;

bool runs_back(Point a, Point b, Point c) { return orient(a, b, c) == 0 && (b.x - a.x) * (c.x - b.x) + (b.y - a.y) * (c.y - b.y) < 0; }
bool is_spike(Point a, Point b, Point c) { return a == b || b == c || runs_back(a, b, c); }

/// Takes away points that repeat the one before and spikes that run back on themselves.
void clean(std::vector<Point>& ring) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const Point p = ring[i];
    while (kept > 0 && (ring[kept - 1] == p || (kept > 1 && runs_back(ring[kept - 2], ring[kept - 1], p)))) --kept;
    ring[kept++] = p;
  }
  ring.resize(kept);
  while (ring.size() > 2) {
    if (is_spike(ring[ring.size() - 2], ring.back(), ring[0])) ring.pop_back();
    else if (is_spike(ring.back(), ring[0], ring[1])) ring.erase(ring.begin());
    else break;
  }
}

bool in_ring(Point p, std::span<const Point> ring) {
  bool inside = false;
  for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
    const int up = subject_crosses_height(ring[i], ring[i + 1], p.y);
    if (up != 0 && zone_left_of_subject(ring[i], ring[i + 1], p) == (up > 0)) inside = !inside;
  }
  return inside;
}

/// The land between a ring and its first point, counted whichever way it is turned over.
double turned_over(std::span<const Point> ring) {
  double sum = 0;
  for (std::size_t i = 1; i + 1 < ring.size(); ++i) {
    sum += std::abs((ring[i].x - ring[0].x) * (ring[i + 1].y - ring[0].y) - (ring[i].y - ring[0].y) * (ring[i + 1].x - ring[0].x));
  }
  return sum / 2;
}

void add_moved(std::span<const Point> ring, Point origin, Shapes& out) {
  const std::span<Point> moved = out.add_ring(ring.size());
  for (std::size_t i = 0; i < ring.size(); ++i) moved[i] = {ring[i].x + origin.x, ring[i].y + origin.y};
}

}  // namespace

void RingSet::clear() {
  points_.clear();
  starts_.assign(1, 0);
  dropped_ = 0;
}

void RingSet::add(std::vector<Point>& ring) {
  clean(ring);
  if (ring.size() < 3) return;
  points_.insert(points_.end(), ring.begin(), ring.end());
  points_.push_back(ring.front());
  starts_.push_back(points_.size());
}

double RingSet::area() const {
  double doubled = 0;
  for (std::size_t i = 0; i < size(); ++i) doubled += twice_area(ring(i));
  return doubled / 2;
}

bool RingSet::split(double nothing) {
  if (!has_common_points()) {
    drop_small(nothing);
    return true;
  }
  begin_numbers(points_.size());
  for (std::size_t r = 0; r < size(); ++r) {
    for (std::size_t i = starts_[r]; i + 1 < starts_[r + 1]; ++i) link(points_[i], points_[i + 1]);
  }
  return trace(nothing);
}

bool RingSet::join(std::span<const Point> edges, double nothing) {
  begin_numbers(edges.size());
  for (std::size_t i = 0; i < edges.size(); i += 2) {
    if (!(edges[i] == edges[i + 1])) link(edges[i], edges[i + 1]);
  }
  return trace(nothing);
}

void RingSet::begin_numbers(std::size_t points) {
  const std::size_t places = std::bit_ceil(2 * points + 2);
  if (table_.size() < places || ++round_ == 0) {
    table_.assign(std::max(places, table_.size()), {});
    round_ = 1;
  }
  numbered_.clear();
  first_edge_.clear();
  edges_.clear();
}

/// The number of a point: equal ones have one.
std::uint32_t RingSet::number(Point p) {
  const std::uint64_t x = std::bit_cast<std::uint64_t>(p.x + 0.0), y = std::bit_cast<std::uint64_t>(p.y + 0.0);  // −0 is 0
  const std::uint64_t mixed = (x ^ std::rotl(y, 31)) * 0x9E3779B97F4A7C15u;
  const std::size_t mask = table_.size() - 1;
  for (std::size_t at = static_cast<std::size_t>((mixed ^ (mixed >> 32)) * 0x9E3779B97F4A7C15u >> 32) & mask;; at = (at + 1) & mask) {
    Entry& entry = table_[at];
    if (entry.round != round_) {
      entry = {round_, static_cast<std::uint32_t>(numbered_.size())};
      numbered_.push_back(p);
      first_edge_.push_back(none);
      return entry.number;
    }
    if (numbered_[entry.number] == p) return entry.number;
  }
}

bool RingSet::has_common_points() {
  begin_numbers(points_.size());
  for (std::size_t r = 0; r < size(); ++r) {
    for (std::size_t i = starts_[r]; i + 1 < starts_[r + 1]; ++i) {
      const std::size_t before = numbered_.size();
      if (number(points_[i]) != before) return true;
    }
  }
  return false;
}

void RingSet::link(Point a, Point b) {
  const std::uint32_t from = number(a), to = number(b);
  edges_.push_back({from, to, first_edge_[from], false});
  first_edge_[from] = static_cast<std::uint32_t>(edges_.size() - 1);
}

std::uint32_t RingSet::find_edge(std::uint32_t from, std::uint32_t to) const {
  std::uint32_t e = first_edge_[from];
  while (e != none && (edges_[e].used || edges_[e].to != to)) e = edges_[e].next;
  return e;
}

/// The edge along which the border goes on from the last point of the path: where land touches itself there, that of the same land, the
/// first to the right of the way back.
std::uint32_t RingSet::next_edge() const {
  const std::uint32_t here = path_.back();
  std::uint32_t best = none;
  int best_turn = 0;
  for (std::uint32_t e = first_edge_[here]; e != none; e = edges_[e].next) {
    if (edges_[e].used) continue;
    if (path_.size() < 2) return e;
    const Point v = numbered_[here], back = numbered_[path_[path_.size() - 2]], to = numbered_[edges_[e].to];
    const double side = orient(v, back, to);
    const int turn = side < 0 ? 0 : side > 0 ? 2 : 1;
    if (best == none || turn < best_turn || (turn == best_turn && orient(v, numbered_[edges_[best].to], to) > 0)) best = e, best_turn = turn;
  }
  return best;
}

bool RingSet::trace(double nothing) {
  for (Edge& edge : edges_) {
    if (const std::uint32_t back = edge.used ? none : find_edge(edge.to, edge.from); back != none) edge.used = edges_[back].used = true;
  }
  for (std::uint32_t e = 0; e < edges_.size(); ++e) {
    if (!edges_[e].used && find_edge(edges_[e].from, edges_[e].to) != e) return false;
  }
  points_.clear();
  starts_.assign(1, 0);
  place_.assign(numbered_.size(), 0);
  for (std::uint32_t first = 0; first < edges_.size(); ++first) {
    if (edges_[first].used) continue;
    path_.assign(1, edges_[first].from);
    place_[path_[0]] = 1;
    for (std::uint32_t e = first; e != none;) {
      edges_[e].used = true;
      const std::uint32_t to = edges_[e].to;
      if (const std::uint32_t place = place_[to]; place != 0) {  // back where it was: a ring of its own
        close(std::span(path_).subspan(place - 1), nothing);
        for (std::size_t i = place; i < path_.size(); ++i) place_[path_[i]] = 0;
        path_.resize(place);
      } else {
        path_.push_back(to);
        place_[to] = static_cast<std::uint32_t>(path_.size());
      }
      e = next_edge();
    }
    if (path_.size() > 1) return false;
    place_[path_[0]] = 0;
  }
  return true;
}

void RingSet::close(std::span<const std::uint32_t> path, double nothing) {
  if (path.size() < 3) return;
  for (const std::uint32_t p : path) points_.push_back(numbered_[p]);
  points_.push_back(numbered_[path[0]]);
  starts_.push_back(points_.size());
  const auto last = ring(size() - 1);
  if (std::abs(twice_area(last)) / 2 > nothing) return;
  dropped_ += turned_over(last);
  starts_.pop_back();
  points_.resize(starts_.back());
}

void RingSet::drop_small(double nothing) {
  std::size_t kept = 0, end = 0;
  for (std::size_t r = 0; r < size(); ++r) {
    const auto all = ring(r);
    if (std::abs(twice_area(all)) / 2 <= nothing) {
      dropped_ += turned_over(all);
      continue;
    }
    if (kept != r) std::copy(all.begin(), all.end(), points_.begin() + static_cast<std::ptrdiff_t>(end));
    end += all.size();
    starts_[++kept] = end;  // not beyond where ring r ends
  }
  starts_.resize(kept + 1);
  points_.resize(end);
}

bool RingSet::node(double nothing) {
  constexpr std::size_t many = 500;  // points; what is larger goes to GEOS
  if (points_.size() > many) return false;
  const std::vector<Point> old = std::move(points_);
  const std::vector<std::size_t> starts = std::move(starts_);
  clear();
  for (std::size_t r = 0; r + 1 < starts.size(); ++r) {
    ring_.clear();
    for (std::size_t i = starts[r]; i + 1 < starts[r + 1]; ++i) {
      const Point a = old[i], b = old[i + 1];
      const auto along = [&](Point p) { return (p.x - a.x) * (b.x - a.x) + (p.y - a.y) * (b.y - a.y); };
      const auto first = static_cast<std::ptrdiff_t>(ring_.size());
      ring_.push_back(a);
      for (const Point& p : old) {
        if (!(p == a) && !(p == b) && orient(a, b, p) == 0 && along(p) > 0 && along(p) < along(b)) ring_.push_back(p);
      }
      std::sort(ring_.begin() + first, ring_.end(), [&](Point p, Point q) { return along(p) < along(q); });
    }
    ring_.erase(std::unique(ring_.begin(), ring_.end()), ring_.end());
    points_.insert(points_.end(), ring_.begin(), ring_.end());
    points_.push_back(ring_.front());
    starts_.push_back(points_.size());
  }
  return split(nothing);
}

bool RingSet::append(Point origin, Shapes& out) const {
  out.begin_shape(ShapeType::polygon);
  if (size() == 1 && twice_area(ring(0)) > 0) {
    out.begin_part();
    add_moved(ring(0), origin, out);
    return true;
  }
  struct Shell { std::size_t ring; double area; std::vector<std::size_t> holes; };
  std::vector<Shell> shells;  // from the smallest on
  for (std::size_t i = 0; i < size(); ++i) {
    if (const double area = twice_area(ring(i)); area > 0) shells.push_back({i, area, {}});
  }
  std::stable_sort(shells.begin(), shells.end(), [](const Shell& a, const Shell& b) { return a.area < b.area; });
  for (std::size_t i = 0; i < size(); ++i) {
    if (twice_area(ring(i)) > 0) continue;
    const auto around = std::find_if(shells.begin(), shells.end(), [&](const Shell& s) { return shells.size() == 1 || in_ring(ring(i).front(), ring(s.ring)); });
    if (around == shells.end()) return false;
    around->holes.push_back(i);
  }
  std::sort(shells.begin(), shells.end(), [](const Shell& a, const Shell& b) { return a.ring < b.ring; });
  for (const Shell& shell : shells) {
    out.begin_part();
    add_moved(ring(shell.ring), origin, out);
    for (const std::size_t hole : shell.holes) add_moved(ring(hole), origin, out);
  }
  return true;
}

}  // namespace libspatial
