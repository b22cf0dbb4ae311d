#pragma once
// Rest: the land of a subject in none of several zones, from its border outside them and their borders inside it.

#include <span>

#include "overlay/cut.hpp"
#include "overlay/kernel.hpp"
#include "overlay/ring_set.hpp"

namespace libspatial {

class Rest {
 public:
  /// Of the subject the kernel has just cut, without its `parts`, on the kernel's origin. False when the borders do not close or
  /// their area is not `area` within 1e-9 of the subject.
  ///
  /// A point is as often inside the subject as inside the parts and these rings together. So where the rings are the border of
  /// some land, valid with holes clockwise, no point lies in two parts: the zones share no land of this subject.
  bool walk(const Kernel& kernel, std::span<const Cut::Part> parts, double area);

  const RingSet& rings() const { return rings_; }
  RingSet& rings() { return rings_; }

 private:
  void order();
  void unite_twins();
  bool are_twins(const Crossing& x, const Crossing& y) const;
  bool counts(std::uint32_t zone) const;
  bool along_subject();
  bool along_zones();
  void add(Point from, Point to) { edges_.push_back(from), edges_.push_back(to); }

  const Kernel* kernel_ = nullptr;
  std::span<const Cut::Part> parts_;
  std::vector<std::uint32_t> by_subject_, by_zone_;  // crossings of the parts' zones in the order of each border
  std::vector<Point> places_;                        // per crossing
  std::vector<Point> edges_;
  RingSet rings_;
};

}  // namespace libspatial
