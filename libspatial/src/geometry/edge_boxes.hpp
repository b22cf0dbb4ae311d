#pragma once
// Boxes of edges, four at a time and a little too large: which of a few hundred edges may touch another one.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <vector>

#include "libspatial/geometry.hpp"

namespace libspatial {

class EdgeBoxes {
 public:
  void clear() { size_ = 0; }
  void add(Point a, Point b) {
    if (size_ % 4 == 0) {
      boxes_.resize(std::max(boxes_.size(), (size_ / 4 + 1) * 16));
      for (std::size_t k = 0; k < 4; ++k) put(size_ + k, none, -none, none, -none);
    }
    put(size_++, below(std::min(a.x, b.x)), above(std::max(a.x, b.x)), below(std::min(a.y, b.y)), above(std::max(a.y, b.y)));
  }
  std::size_t size() const { return size_; }

  /// Calls visit(i) for every edge from the group of `first` on whose box may meet that of c→d.
  template <class F>
  void each_near(Point c, Point d, std::size_t first, F visit) const {
    const Four min_x = four(below(std::min(c.x, d.x))), max_x = four(above(std::max(c.x, d.x)));
    const Four min_y = four(below(std::min(c.y, d.y))), max_y = four(above(std::max(c.y, d.y)));
    for (std::size_t i = first / 4 * 4; i < size_; i += 4) {
      Four box[4];
      std::memcpy(box, &boxes_[i * 4], sizeof box);
      const FourBits near = (box[0] <= max_x) & (box[1] >= min_x) & (box[2] <= max_y) & (box[3] >= min_y);
      std::uint64_t any[2];
      std::memcpy(any, &near, sizeof any);
      if ((any[0] | any[1]) == 0) continue;
      for (int k = 0; k < 4; ++k) {
        if (near[k]) visit(static_cast<std::uint32_t>(i) + static_cast<std::uint32_t>(k));
      }
    }
  }

 private:
  using Four = float __attribute__((vector_size(16)));
  using FourBits = decltype(Four() <= Four());
  static constexpr float none = 3e38f;

  static Four four(float v) { return Four{v, v, v, v}; }
  static float below(double v) { return static_cast<float>(v - std::abs(v) * 1.2e-7); }
  static float above(double v) { return static_cast<float>(v + std::abs(v) * 1.2e-7); }
  void put(std::size_t i, float min_x, float max_x, float min_y, float max_y) {
    float* box = &boxes_[i / 4 * 16 + i % 4];
    box[0] = min_x, box[4] = max_x, box[8] = min_y, box[12] = max_y;
  }

  std::vector<float> boxes_;
  std::size_t size_ = 0;
};

}  // namespace libspatial
