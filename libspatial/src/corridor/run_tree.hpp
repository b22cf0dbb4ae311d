#pragma once
// Boxes of things that lie one after the other along lines, in a tree over runs of them: neighbours on a line are neighbours in
// space already, so nothing is sorted. In two or three dimensions.

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>
#include <vector>

namespace libspatial::corridor {

template <int D>
struct Bounds {
  std::array<double, D> low, high;
  Bounds() { low.fill(std::numeric_limits<double>::infinity()), high.fill(-std::numeric_limits<double>::infinity()); }
  void add(const std::array<double, D>& p) {
    for (int i = 0; i < D; ++i) low[i] = std::min(low[i], p[i]), high[i] = std::max(high[i], p[i]);
  }
  void add(const Bounds& b) {
    for (int i = 0; i < D; ++i) low[i] = std::min(low[i], b.low[i]), high[i] = std::max(high[i], b.high[i]);
  }
  void grow(double by) {
    for (int i = 0; i < D; ++i) low[i] -= by, high[i] += by;
  }
  bool meets(const Bounds& b) const {
    for (int i = 0; i < D; ++i) {
      if (low[i] > b.high[i] || high[i] < b.low[i]) return false;
    }
    return true;
  }
  /// Square of the distance between the boxes.
  double distance2(const Bounds& b) const {
    double sum = 0;
    for (int i = 0; i < D; ++i) {
      const double gap = std::max({0.0, low[i] - b.high[i], b.low[i] - high[i]});
      sum += gap * gap;
    }
    return sum;
  }
};

template <int D>
class RunTree {
 public:
  RunTree() = default;
  explicit RunTree(std::vector<Bounds<D>> leaves) {
    levels_.push_back(std::move(leaves));
    while (levels_.back().size() > run) {
      const auto& below = levels_.back();
      std::vector<Bounds<D>> level((below.size() + run - 1) / run);
      for (std::size_t i = 0; i < below.size(); ++i) level[i / run].add(below[i]);
      levels_.push_back(std::move(level));
    }
  }

  std::size_t size() const { return levels_.empty() ? 0 : levels_.front().size(); }

  /// Calls visit(i) for every leaf whose box meets `box`, ascending.
  template <class F>
  void each(const Bounds<D>& box, F visit) const {
    if (size() > 0) each(levels_.size(), 0, box, visit);
  }

  /// Calls visit(i), which gives the square of a distance, for leaves in the order in which they may be near, while their box is
  /// nearer than `best`; `best` becomes the least.
  template <class F>
  void nearest(const Bounds<D>& from, double& best, F visit) const {
    if (size() > 0) nearest(levels_.size(), 0, from, best, visit);
  }

 private:
  static constexpr std::size_t run = 8;

  /// Node `i` of a level is a run of the level below; the level above all is one node.
  template <class F>
  void each(std::size_t level, std::size_t i, const Bounds<D>& box, F& visit) const {
    const auto& below = levels_[level - 1];
    const std::size_t end = level == levels_.size() ? below.size() : std::min(below.size(), (i + 1) * run);
    for (std::size_t k = level == levels_.size() ? 0 : i * run; k < end; ++k) {
      if (!below[k].meets(box)) continue;
      if (level == 1) visit(k);
      else each(level - 1, k, box, visit);
    }
  }

  template <class F>
  void nearest(std::size_t level, std::size_t i, const Bounds<D>& from, double& best, F& visit) const {
    const auto& below = levels_[level - 1];
    const std::size_t begin = level == levels_.size() ? 0 : i * run, end = level == levels_.size() ? below.size() : std::min(below.size(), (i + 1) * run);
    std::array<std::pair<double, std::size_t>, run> order;
    std::size_t n = 0;
    for (std::size_t k = begin; k < end; ++k) order[n++] = {below[k].distance2(from), k};
    std::sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(n));
    for (std::size_t k = 0; k < n && order[k].first < best; ++k) {
      if (level == 1) best = std::min(best, static_cast<double>(visit(order[k].second)));
      else nearest(level - 1, order[k].second, from, best, visit);
    }
  }

  std::vector<std::vector<Bounds<D>>> levels_;  // the leaves first
};

}  // namespace libspatial::corridor
