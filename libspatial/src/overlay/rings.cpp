#include "overlay/rings.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "overlay/cut.hpp"
#include "overlay/predicates.hpp"

namespace libspatial {
namespace {

/// Crossings at the same place of one edge may stand the wrong way round: from `next` on, entering (+1) and leaving (−1) alternate.
template <class Same, class Enters>
bool alternate(std::vector<std::uint32_t>& order, std::size_t first, std::size_t last, int next, Same same, Enters enters) {
  for (std::size_t i = first; i < last; ++i, next = -next) {
    std::size_t other = i;
    while (other < last && enters(order[other]) != next && same(order[i], order[other])) ++other;
    if (other == last || !same(order[i], order[other])) return false;
    std::swap(order[i], order[other]);
  }
  return true;
}

/// Takes away points that repeat the one before and spikes that run back on themselves.
void clean(std::vector<Point>& ring) {
  std::vector<Point> kept;
  for (const Point& p : ring) {
    while (!kept.empty()) {
      if (kept.back() == p) kept.pop_back();
      else if (kept.size() > 1 && orient(kept[kept.size() - 2], kept.back(), p) == 0 &&
               (kept.back().x - kept[kept.size() - 2].x) * (p.x - kept.back().x) + (kept.back().y - kept[kept.size() - 2].y) * (p.y - kept.back().y) < 0) {
        kept.pop_back();
      } else {
        break;
      }
    }
    kept.push_back(p);
  }
  ring = std::move(kept);
}

bool is_spike(Point a, Point b, Point c) { return a == b || b == c || (orient(a, b, c) == 0 && (b.x - a.x) * (c.x - b.x) + (b.y - a.y) * (c.y - b.y) < 0); }

bool in_ring(Point p, const std::vector<Point>& ring) {
  bool inside = false;
  for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
    const int up = subject_crosses_height(ring[i], ring[i + 1], p.y);
    if (up != 0 && zone_left_of_subject(ring[i], ring[i + 1], p) == (up > 0)) inside = !inside;
  }
  return inside;
}

}  // namespace

bool PieceRings::walk(const Kernel& kernel, std::uint32_t zone, bool inside, double area) {
  kernel_ = &kernel;
  zone_ = zone;
  rings_.clear();
  by_subject_.clear();
  for (std::uint32_t i = 0; i < kernel.crossings().size(); ++i) {
    if (kernel.crossings()[i].zone == zone) by_subject_.push_back(i);
  }
  if (!order()) return false;
  done_.assign(kernel.crossings().size(), 0);
  for (const std::uint32_t i : by_subject_) {
    if ((kernel.crossings()[i].enters > 0) == inside && !done_[i] && !from(i, inside)) return false;
  }
  whole_rings(inside);
  nothing_ = kernel.noise();
  split();
  double doubled = 0;
  for (const auto& ring : rings_) doubled += twice_area(ring);
  return std::abs(doubled / 2 - area) <= cut_law * kernel.whole();
}

bool PieceRings::order() {
  const auto& all = kernel_->crossings();
  const auto& edges = kernel_->edges();
  by_zone_ = by_subject_;
  std::sort(by_subject_.begin(), by_subject_.end(), [&](std::uint32_t a, std::uint32_t b) {
    return std::tie(all[a].subject_edge, all[a].along_subject) < std::tie(all[b].subject_edge, all[b].along_subject);
  });
  std::sort(by_zone_.begin(), by_zone_.end(), [&](std::uint32_t a, std::uint32_t b) {
    return std::tie(all[a].chain, all[a].zone_edge, all[a].along_zone) < std::tie(all[b].chain, all[b].zone_edge, all[b].along_zone);
  });
  const auto enters = [&](std::uint32_t i) { return all[i].enters; };
  const auto same_subject = [&](std::uint32_t a, std::uint32_t b) { return all[a].subject_edge == all[b].subject_edge && all[b].along_subject - all[a].along_subject < 1e-9; };
  const auto same_zone = [&](std::uint32_t a, std::uint32_t b) { return all[a].chain == all[b].chain && all[a].zone_edge == all[b].zone_edge && all[b].along_zone - all[a].along_zone < 1e-9; };
  for (std::size_t i = 0, j = 0; i < by_subject_.size(); i = j) {
    const std::uint32_t ring = edges[all[by_subject_[i]].subject_edge].ring;
    while (j < by_subject_.size() && edges[all[by_subject_[j]].subject_edge].ring == ring) ++j;
    if ((j - i) % 2 != 0 || !alternate(by_subject_, i, j, kernel_->starts_in(ring, zone_) ? -1 : 1, same_subject, enters)) return false;
  }
  for (std::size_t i = 0, j = 0; i < by_zone_.size(); i = j) {
    const std::uint32_t chain = all[by_zone_[i]].chain;
    while (j < by_zone_.size() && all[by_zone_[j]].chain == chain) ++j;
    if (!alternate(by_zone_, i, j, kernel_->chains()[chain].inside == 1 ? 1 : -1, same_zone, enters)) return false;
  }
  at_subject_.resize(all.size());
  at_zone_.resize(all.size());
  for (std::uint32_t i = 0; i < by_subject_.size(); ++i) {
    at_subject_[by_subject_[i]] = i;
    at_zone_[by_zone_[i]] = i;
  }
  return true;
}

bool PieceRings::from(std::uint32_t start, bool inside) {
  const auto& all = kernel_->crossings();
  const auto& edges = kernel_->edges();
  ring_.clear();
  std::uint32_t here = start;
  do {
    if (done_[here]) return false;
    done_[here] = 1;
    // along the subject to its next crossing, round its ring if need be
    std::uint32_t next = at_subject_[here] + 1;
    const std::uint32_t ring = edges[all[here].subject_edge].ring;
    if (next == by_subject_.size() || edges[all[by_subject_[next]].subject_edge].ring != ring) {
      next = at_subject_[here];
      while (next > 0 && edges[all[by_subject_[next - 1]].subject_edge].ring == ring) --next;
    }
    const std::uint32_t there = by_subject_[next];
    if (all[there].enters == all[here].enters) return false;
    along_subject(here, there);
    // along the zone: with it inside, against it outside
    const Kernel::Chain& chain = kernel_->chains()[all[there].chain];
    const ZoneEdges::Ring& zone_ring = kernel_->zone_edges().ring_of(chain.first);
    const std::uint32_t at = at_zone_[there];
    const auto in_chain = [&](std::uint32_t i) { return i < by_zone_.size() && all[by_zone_[i]].chain == all[there].chain; };
    std::uint32_t last = 0;
    if (inside ? in_chain(at + 1) : at > 0 && in_chain(at - 1)) {
      last = by_zone_[inside ? at + 1 : at - 1];
    } else {  // over the start of the zone's ring, to the chain on its other side
      const auto meets = [&](const Crossing& x) {
        const Kernel::Chain& other = kernel_->chains()[x.chain];
        return inside ? chain.last + 1 == zone_ring.last && other.first == zone_ring.first : chain.first == zone_ring.first && other.last + 1 == zone_ring.last;
      };
      std::uint32_t found = ~0u;
      for (std::uint32_t i = 0; i < by_zone_.size(); ++i) {
        if (!meets(all[by_zone_[i]])) continue;
        found = by_zone_[i];
        if (inside) break;
      }
      if (found == ~0u) return false;
      last = found;
    }
    if (all[last].enters != all[here].enters || !along_zone(there, last, inside)) return false;
    here = last;
  } while (here != start);
  close();
  return true;
}

void PieceRings::along_subject(std::uint32_t from, std::uint32_t to) {
  const auto& all = kernel_->crossings();
  const auto& edges = kernel_->edges();
  const Kernel::Ring& ring = kernel_->rings()[edges[all[from].subject_edge].ring];
  ring_.push_back(all[from].point);
  std::uint32_t e = all[from].subject_edge;
  if (e != all[to].subject_edge || at_subject_[to] < at_subject_[from]) {
    do {
      ring_.push_back(edges[e].b);
      if (++e == ring.last) e = ring.first;
    } while (e != all[to].subject_edge);
  }
  ring_.push_back(all[to].point);
}

bool PieceRings::along_zone(std::uint32_t from, std::uint32_t to, bool forward) {
  const auto& all = kernel_->crossings();
  const ZoneEdges::Ring& ring = kernel_->zone_edges().ring_of(all[from].zone_edge);
  const std::uint32_t last = all[to].zone_edge;
  std::uint32_t e = all[from].zone_edge;
  const bool ahead = forward ? at_zone_[to] > at_zone_[from] : at_zone_[to] < at_zone_[from];
  if (e == last && ahead) return true;
  for (std::uint32_t steps = ring.last - ring.first; ; --steps) {
    if (steps == 0) return e == last;
    ring_.push_back(kernel_->zone_point(forward ? e + 1 : e));
    if (forward) e = e + 1 == ring.last ? ring.first : e + 1;
    else e = e == ring.first ? ring.last - 1 : e - 1;
    if (e == last) return true;
  }
}

/// Rings of the one border that no crossing of the other touches.
void PieceRings::whole_rings(bool inside) {
  const auto& all = kernel_->crossings();
  std::vector<char> crossed_ring(kernel_->rings().size(), 0), crossed_chain(kernel_->chains().size(), 0);
  for (const std::uint32_t i : by_subject_) {
    crossed_ring[kernel_->edges()[all[i].subject_edge].ring] = 1;
    crossed_chain[all[i].chain] = 1;
  }
  for (std::size_t r = 0; r < kernel_->rings().size(); ++r) {
    if (crossed_ring[r] || kernel_->starts_in(r, zone_) != inside) continue;
    ring_.clear();
    for (std::uint32_t e = kernel_->rings()[r].first; e < kernel_->rings()[r].last; ++e) ring_.push_back(kernel_->edges()[e].a);
    close();
  }
  for (std::uint32_t k = 0; k < kernel_->chains().size(); ++k) {
    const Kernel::Chain& chain = kernel_->chains()[k];
    const ZoneEdges::Ring& ring = kernel_->zone_edges().ring_of(chain.first);
    if (crossed_chain[k] || chain.zone != zone_ || chain.inside != 1 || chain.first != ring.first || chain.last + 1 != ring.last) continue;
    ring_.clear();
    for (std::uint32_t i = ring.first; i < ring.last; ++i) ring_.push_back(kernel_->zone_point(i));
    if (!inside) std::reverse(ring_.begin(), ring_.end());
    close();
  }
}

void PieceRings::close() {
  clean(ring_);
  while (ring_.size() > 2 && (is_spike(ring_[ring_.size() - 2], ring_.back(), ring_.front()) || is_spike(ring_.back(), ring_[0], ring_[1]))) {
    if (is_spike(ring_[ring_.size() - 2], ring_.back(), ring_.front())) ring_.pop_back();
    else ring_.erase(ring_.begin());
  }
  if (ring_.size() < 3) return;
  ring_.push_back(ring_.front());
  rings_.push_back(ring_);
}

/// The border of the land as simple rings: edges that run both ways are no border, and a ring that comes back to one of its
/// points is two.
void PieceRings::split() {
  std::vector<Point> points;
  for (const auto& ring : rings_) points.insert(points.end(), ring.begin(), ring.end() - 1);
  const auto before = [](Point a, Point b) { return std::tie(a.x, a.y) < std::tie(b.x, b.y); };
  std::sort(points.begin(), points.end(), before);
  if (std::adjacent_find(points.begin(), points.end()) != points.end()) {
    points.erase(std::unique(points.begin(), points.end()), points.end());
    const auto number = [&](Point p) { return static_cast<std::uint32_t>(std::lower_bound(points.begin(), points.end(), p, before) - points.begin()); };
    using Edge = std::pair<std::uint32_t, std::uint32_t>;
    std::vector<Edge> edges;
    for (const auto& ring : rings_) {
      for (std::size_t i = 0; i + 1 < ring.size(); ++i) edges.emplace_back(number(ring[i]), number(ring[i + 1]));
    }
    std::sort(edges.begin(), edges.end());
    std::vector<Edge> border;
    for (const Edge& e : edges) {
      if (!std::binary_search(edges.begin(), edges.end(), Edge(e.second, e.first))) border.push_back(e);
    }
    std::vector<bool> used(border.size(), false);
    std::vector<std::size_t> place(points.size(), 0);  // of a point in the path, plus one
    std::vector<std::uint32_t> path;
    rings_.clear();
    for (std::size_t first = 0; first < border.size(); ++first) {
      if (used[first]) continue;
      path = {border[first].first};
      place[path[0]] = 1;
      for (std::size_t e = first; e < border.size() && !used[e];) {
        used[e] = true;
        const std::uint32_t to = border[e].second;
        if (place[to] != 0) {  // back where it was: a ring of its own
          ring_.clear();
          for (std::size_t i = place[to] - 1; i < path.size(); ++i) {
            ring_.push_back(points[path[i]]);
            if (path[i] != to) place[path[i]] = 0;
          }
          path.resize(place[to]);
          ring_.push_back(ring_.front());
          if (ring_.size() > 3) rings_.push_back(ring_);
        } else {
          path.push_back(to);
          place[to] = path.size();
        }
        e = static_cast<std::size_t>(std::lower_bound(border.begin(), border.end(), Edge(to, 0)) - border.begin());
        while (e < border.size() && border[e].first == to && used[e]) ++e;
        if (e < border.size() && border[e].first != to) break;
      }
      for (const std::uint32_t p : path) place[p] = 0;
    }
  }
  std::erase_if(rings_, [&](const auto& ring) { return std::abs(twice_area(ring)) / 2 <= nothing_; });
}

void PieceRings::node() {
  std::vector<Point> points;
  for (const auto& ring : rings_) points.insert(points.end(), ring.begin(), ring.end() - 1);
  if (points.size() > 500) return;  // what is larger goes to GEOS
  for (auto& ring : rings_) {
    std::vector<Point> noded;
    for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
      const Point a = ring[i], b = ring[i + 1];
      const auto along = [&](Point p) { return (p.x - a.x) * (b.x - a.x) + (p.y - a.y) * (b.y - a.y); };
      const std::size_t first = noded.size();
      noded.push_back(a);
      for (const Point& p : points) {
        if (!(p == a) && !(p == b) && orient(a, b, p) == 0 && along(p) > 0 && along(p) < along(b)) noded.push_back(p);
      }
      std::sort(noded.begin() + static_cast<std::ptrdiff_t>(first), noded.end(), [&](Point p, Point q) { return along(p) < along(q); });
    }
    noded.erase(std::unique(noded.begin(), noded.end()), noded.end());
    noded.push_back(noded.front());
    ring = std::move(noded);
  }
  split();
}

bool PieceRings::append(Point origin, Shapes& out) const {
  struct Shell { std::size_t ring; double area; std::vector<std::size_t> holes; };
  std::vector<Shell> shells;  // from the smallest on
  for (std::size_t i = 0; i < rings_.size(); ++i) {
    if (const double area = twice_area(rings_[i]); area > 0) shells.push_back({i, area, {}});
  }
  std::stable_sort(shells.begin(), shells.end(), [](const Shell& a, const Shell& b) { return a.area < b.area; });
  for (std::size_t i = 0; i < rings_.size(); ++i) {
    if (twice_area(rings_[i]) > 0) continue;
    const auto around = std::find_if(shells.begin(), shells.end(), [&](const Shell& s) { return shells.size() == 1 || in_ring(rings_[i].front(), rings_[s.ring]); });
    if (around == shells.end()) return false;
    around->holes.push_back(i);
  }
  std::sort(shells.begin(), shells.end(), [](const Shell& a, const Shell& b) { return a.ring < b.ring; });
  out.begin_shape(ShapeType::polygon);
  std::vector<Point> moved;
  const auto add = [&](const std::vector<Point>& ring) {
    moved.clear();
    for (const Point& p : ring) moved.push_back({p.x + origin.x, p.y + origin.y});
    moved.back() = moved.front();
    out.add_ring(moved);
  };
  for (const Shell& shell : shells) {
    out.begin_part();
    add(rings_[shell.ring]);
    for (const std::size_t hole : shell.holes) add(rings_[hole]);
  }
  return true;
}

}  // namespace libspatial
