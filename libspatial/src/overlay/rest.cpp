#include "overlay/rest.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace libspatial {

bool Rest::walk(const Kernel& kernel, std::span<const Cut::Part> parts, double area) {
  kernel_ = &kernel;
  parts_ = parts;
  edges_.clear();
  rings_.clear();
  order();
  unite_twins();
  if (!along_subject() || !along_zones() || !rings_.join(edges_, kernel.noise())) return false;
  return rings_.dropped() <= cut_law / 10 * kernel.whole() && std::abs(rings_.area() - area) <= cut_law * kernel.whole();
}

bool Rest::counts(std::uint32_t zone) const {
  return std::any_of(parts_.begin(), parts_.end(), [&](const Cut::Part& part) { return part.zone == zone; });
}

void Rest::order() {
  const auto& all = kernel_->crossings();
  by_subject_.clear();
  places_.clear();
  for (std::uint32_t i = 0; i < all.size(); ++i) {
    places_.push_back(all[i].point);
    if (counts(all[i].zone)) by_subject_.push_back(i);
  }
  by_zone_ = by_subject_;
  std::sort(by_subject_.begin(), by_subject_.end(), [&](std::uint32_t a, std::uint32_t b) {
    return std::tie(all[a].subject_edge, all[a].along_subject, a) < std::tie(all[b].subject_edge, all[b].along_subject, b);
  });
  std::sort(by_zone_.begin(), by_zone_.end(), [&](std::uint32_t a, std::uint32_t b) {
    return std::tie(all[a].chain, all[a].zone_edge, all[a].along_zone, a) < std::tie(all[b].chain, all[b].zone_edge, all[b].along_zone, b);
  });
}

/// The subject leaves one zone where it enters the next, over an edge that both have: the last digits of the two crossings may differ.
bool Rest::are_twins(const Crossing& x, const Crossing& y) const {
  const auto point = [&](std::uint32_t i) { return kernel_->zone_edges().point(i); };
  return x.zone != y.zone && x.enters != y.enters && point(x.zone_edge) == point(y.zone_edge + 1) && point(x.zone_edge + 1) == point(y.zone_edge);
}

void Rest::unite_twins() {
  const auto& all = kernel_->crossings();
  for (std::size_t i = 0; i < by_subject_.size(); ++i) {
    const Crossing& x = all[by_subject_[i]];
    for (std::size_t k = i + 1; k < by_subject_.size(); ++k) {
      const Crossing& y = all[by_subject_[k]];
      if (y.subject_edge != x.subject_edge || y.along_subject - x.along_subject > 1e-9) break;
      if (are_twins(x, y)) places_[by_subject_[k]] = places_[by_subject_[i]];
    }
  }
}

/// Where no zone is.
bool Rest::along_subject() {
  const auto& all = kernel_->crossings();
  std::size_t next = 0;
  for (std::size_t r = 0; r < kernel_->rings().size(); ++r) {
    const Kernel::Ring& ring = kernel_->rings()[r];
    const auto& zones = kernel_->starts(r);
    const auto cover_at_start = std::count_if(zones.begin(), zones.end(), [&](std::uint32_t zone) { return counts(zone); });
    auto cover = cover_at_start;
    for (std::uint32_t e = ring.first; e < ring.last; ++e) {
      Point last = kernel_->edges()[e].a;
      for (; next < by_subject_.size() && all[by_subject_[next]].subject_edge == e; ++next) {
        const Point here = places_[by_subject_[next]];
        if (cover < 0 && !(here == last)) return false;
        if (cover == 0) add(last, here);
        cover += all[by_subject_[next]].enters;
        last = here;
      }
      if (cover < 0) return false;
      if (cover == 0) add(last, kernel_->edges()[e].b);
    }
    if (cover != cover_at_start) return false;
  }
  return true;
}

/// Backwards, where they are inside the subject.
bool Rest::along_zones() {
  const auto& all = kernel_->crossings();
  std::size_t next = 0;
  for (std::uint32_t k = 0; k < kernel_->chains().size(); ++k) {
    const Kernel::Chain& chain = kernel_->chains()[k];
    const auto crossed = [&] { return next < by_zone_.size() && all[by_zone_[next]].chain == k; };
    if (!(chain.inside != 0 || crossed()) || !counts(chain.zone)) continue;
    int inside = chain.inside;
    Point last = kernel_->zone_point(chain.first);
    const auto go = [&](Point to) {
      if (inside != 0 && inside != 1 && !(to == last)) return false;
      if (inside == 1) add(to, last);
      last = to;
      return true;
    };
    for (std::uint32_t e = chain.first; e <= chain.last && (inside != 0 || crossed()); ++e) {
      for (; crossed() && all[by_zone_[next]].zone_edge == e; ++next) {
        if (!go(places_[by_zone_[next]])) return false;
        inside -= all[by_zone_[next]].enters;
      }
      if (!go(kernel_->zone_point(e + 1))) return false;
    }
  }
  return true;
}

}  // namespace libspatial
