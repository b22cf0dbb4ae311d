#include "overlay/rings.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "overlay/cut.hpp"

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
  return rings_.split(kernel.noise()) && std::abs(rings_.area() - area) <= cut_law * kernel.whole();
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
  rings_.add(ring_);
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
  crossed_ring_.assign(kernel_->rings().size(), 0);
  crossed_chain_.assign(kernel_->chains().size(), 0);
  for (const std::uint32_t i : by_subject_) {
    crossed_ring_[kernel_->edges()[all[i].subject_edge].ring] = 1;
    crossed_chain_[all[i].chain] = 1;
  }
  for (std::size_t r = 0; r < kernel_->rings().size(); ++r) {
    if (crossed_ring_[r] || kernel_->starts_in(r, zone_) != inside) continue;
    ring_.clear();
    for (std::uint32_t e = kernel_->rings()[r].first; e < kernel_->rings()[r].last; ++e) ring_.push_back(kernel_->edges()[e].a);
    rings_.add(ring_);
  }
  for (std::uint32_t k = 0; k < kernel_->chains().size(); ++k) {
    const Kernel::Chain& chain = kernel_->chains()[k];
    const ZoneEdges::Ring& ring = kernel_->zone_edges().ring_of(chain.first);
    if (crossed_chain_[k] || chain.zone != zone_ || chain.inside != 1 || chain.first != ring.first || chain.last + 1 != ring.last) continue;
    ring_.clear();
    for (std::uint32_t i = ring.first; i < ring.last; ++i) ring_.push_back(kernel_->zone_point(i));
    if (!inside) std::reverse(ring_.begin(), ring_.end());
    rings_.add(ring_);
  }
}

}  // namespace libspatial
