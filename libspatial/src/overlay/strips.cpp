#include "overlay/strips.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace libspatial {

Strips::Strips(const Crs& crs) : degrees_(crs.is_geographic()), defined_(crs.gauss_krueger() || (degrees_ && crs.is_cgcs2000_like())), zone_(crs.gauss_krueger()) {}

bool Strips::measure(const Kernel& kernel) {
  if (!defined_) return false;
  kernel_ = &kernel;
  points_.clear();
  Box box;
  for (const Kernel::Edge& e : kernel.edges()) {
    points_.push_back(absolute(e.a));
    box.add(points_.back());
  }
  patch_ = &official::Patch::near({(box.min_x + box.max_x) / 2, (box.min_y + box.max_y) / 2}, zone_);
  if (!patch_->holds(box)) return false;
  patch_->corners(points_, corners_);
  sums_.assign(1, 0);
  for (const Kernel::Ring& ring : kernel.rings()) {
    for (std::uint32_t e = ring.first; e < ring.last; ++e) {
      const std::uint32_t next = e + 1 == ring.last ? ring.first : e + 1;
      sums_.push_back(sums_.back() + patch_->line(points_[e], corners_[e], points_[next], corners_[next]));
    }
  }
  const auto& all = kernel.crossings();
  by_subject_.resize(all.size());
  std::iota(by_subject_.begin(), by_subject_.end(), 0u);
  by_zone_ = by_subject_;
  std::sort(by_subject_.begin(), by_subject_.end(), [&](std::uint32_t a, std::uint32_t b) { return std::tie(all[a].subject_edge, all[a].along_subject, a) < std::tie(all[b].subject_edge, all[b].along_subject, b); });
  std::sort(by_zone_.begin(), by_zone_.end(), [&](std::uint32_t a, std::uint32_t b) { return std::tie(all[a].chain, all[a].zone_edge, all[a].along_zone, a) < std::tie(all[b].chain, all[b].zone_edge, all[b].along_zone, b); });
  shares_.clear();
  outside_ = 0;
  next_subject_ = next_zone_ = 0;
  for (std::size_t r = 0; r < kernel.rings().size(); ++r) along_subject(r);
  for (std::uint32_t k = 0; k < kernel.chains().size(); ++k) along_chain(k);
  return true;
}

double Strips::inside(std::uint32_t zone) const {
  const auto found = std::find_if(shares_.begin(), shares_.end(), [&](const Kernel::Share& s) { return s.zone == zone; });
  return found == shares_.end() ? 0 : found->area;
}

void Strips::turn(std::uint32_t zone, int by) {
  const auto at = std::find_if(here_.begin(), here_.end(), [&](const auto& z) { return z.first == zone; });
  if (at == here_.end()) here_.emplace_back(zone, by);
  else at->second += by;
}

/// Along the subject's border, forward.
double Strips::between(const Place& from, const Place& to) const {
  if (from.edge == to.edge) return patch_->line(from.point, from.corner, to.point, to.corner);
  const Kernel::Ring& ring = kernel_->rings()[kernel_->edges()[from.edge].ring];
  const std::uint32_t next = from.edge + 1 == ring.last ? ring.first : from.edge + 1;
  double sum = patch_->line(from.point, from.corner, points_[next], corners_[next]) + (sums_[to.edge] - sums_[from.edge + 1]);
  if (to.edge < ring.last) sum += patch_->line(points_[to.edge], corners_[to.edge], to.point, to.corner);
  return sum;
}

void Strips::along_subject(std::size_t r) {
  const Kernel::Ring& ring = kernel_->rings()[r];
  if (ring.first == ring.last) return;
  const auto& all = kernel_->crossings();
  here_.clear();
  for (const Kernel::Share& share : kernel_->shares()) {
    if (kernel_->starts_in(r, share.zone)) here_.emplace_back(share.zone, 1);
  }
  const auto add = [&](double strips) {
    int zones = 0;
    for (const auto& [zone, times] : here_) {
      if (times == 0) continue;
      zones += times;
      share(zone) += times * strips;
    }
    outside_ += (1 - zones) * strips;
  };
  Place last{ring.first, points_[ring.first], corners_[ring.first]};
  for (; next_subject_ < by_subject_.size() && all[by_subject_[next_subject_]].subject_edge < ring.last; ++next_subject_) {
    const Crossing& x = all[by_subject_[next_subject_]];
    const Point at = absolute(x.point);
    const Place here{x.subject_edge, at, patch_->corner(at)};
    add(between(last, here));
    turn(x.zone, x.enters);
    last = here;
  }
  add(between(last, {ring.last, {}, {}}));
}

void Strips::along_chain(std::uint32_t k) {
  const Kernel::Chain& chain = kernel_->chains()[k];
  const auto& all = kernel_->crossings();
  const auto crossed = [&] { return next_zone_ < by_zone_.size() && all[by_zone_[next_zone_]].chain == k; };
  if (chain.inside == 0 && !crossed()) return;
  int inside = chain.inside;
  double sum = 0;
  Point last = kernel_->zone_edges().point(chain.first);
  official::Corner at_last = inside != 0 ? patch_->corner(last) : official::Corner{};
  const auto go = [&](Point to, bool needed) {
    const official::Corner at = inside != 0 || needed ? patch_->corner(to) : official::Corner{};
    if (inside != 0) sum += inside * patch_->line(last, at_last, to, at);
    last = to, at_last = at;
  };
  for (std::uint32_t e = chain.first; e <= chain.last && (inside != 0 || crossed()); ++e) {
    for (; crossed() && all[by_zone_[next_zone_]].zone_edge == e; ++next_zone_) {
      const Crossing& x = all[by_zone_[next_zone_]];
      go(absolute(x.point), true);
      inside -= x.enters;
    }
    go(kernel_->zone_edges().point(e + 1), false);
  }
  share(chain.zone) += sum;
  outside_ -= sum;
}

double& Strips::share(std::uint32_t zone) {
  for (Kernel::Share& s : shares_) {
    if (s.zone == zone) return s.area;
  }
  return shares_.emplace_back(Kernel::Share{zone, 0}).area;
}

}  // namespace libspatial
