#pragma once
// Rings: the shape of S ∩ Z, or of S outside Z, walked along the borders from crossing to crossing.

#include "overlay/kernel.hpp"
#include "overlay/ring_set.hpp"

namespace libspatial {

class PieceRings {
 public:
  /// Of the subject the kernel has just cut, on the kernel's origin. False when the walk does not close or the rings' area is not
  /// `area` within 1e-9 of the subject: what nearly parallel borders can do, when rounding has put two crossings in the wrong order.
  bool walk(const Kernel& kernel, std::uint32_t zone, bool inside, double area);

  const RingSet& rings() const { return rings_; }
  RingSet& rings() { return rings_; }

 private:
  bool order();
  bool from(std::uint32_t start, bool inside);
  void along_subject(std::uint32_t from, std::uint32_t to);
  bool along_zone(std::uint32_t from, std::uint32_t to, bool forward);
  void whole_rings(bool inside);

  const Kernel* kernel_ = nullptr;
  std::uint32_t zone_ = 0;
  std::vector<std::uint32_t> by_subject_, by_zone_;          // crossings of the zone in the order of each border
  std::vector<std::uint32_t> at_subject_, at_zone_, done_;   // per crossing of the zone: its place in those orders
  std::vector<char> crossed_ring_, crossed_chain_;
  std::vector<Point> ring_;
  RingSet rings_;
};

}  // namespace libspatial
