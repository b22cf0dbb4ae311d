#pragma once
// Rings: the shape of S ∩ Z, or of S outside Z, walked along the borders from crossing to crossing.

#include "overlay/kernel.hpp"

namespace libspatial {

class PieceRings {
 public:
  /// Of the subject the kernel has just cut. On the kernel's origin, closed, shells counter-clockwise, holes clockwise, without
  /// spikes. False when the walk does not close or the rings' area is not `area` within 1e-9 of the subject: what nearly parallel
  /// borders can do, when rounding has put two crossings in the wrong order.
  bool walk(const Kernel& kernel, std::uint32_t zone, bool inside, double area);

  const std::vector<std::vector<Point>>& rings() const { return rings_; }

  /// Puts a point wherever a vertex lies on an edge, and splits the rings there: what borders need that coincide with other nodes.
  void node();

  /// Appends the rings as one polygon shape, every coordinate plus `origin`. False when a hole lies in no shell.
  bool append(Point origin, Shapes& out) const;

 private:
  bool order();
  bool from(std::uint32_t start, bool inside);
  void along_subject(std::uint32_t from, std::uint32_t to);
  bool along_zone(std::uint32_t from, std::uint32_t to, bool forward);
  void whole_rings(bool inside);
  void close();
  void split();

  const Kernel* kernel_ = nullptr;
  std::uint32_t zone_ = 0;
  std::vector<std::uint32_t> by_subject_, by_zone_;          // crossings of the zone in the order of each border
  std::vector<std::uint32_t> at_subject_, at_zone_, done_;   // per crossing of the zone: its place in those orders
  double nothing_ = 0;
  std::vector<Point> ring_;
  std::vector<std::vector<Point>> rings_;
};

}  // namespace libspatial
