#pragma once
// Edges and boxes by where they are: who touches whom for how long, and how far apart they are. n log n.

#include <vector>

#include "corridor/run_tree.hpp"
#include "libspatial/overlay.hpp"

namespace libspatial::metrics {

using Bounds = corridor::Bounds<2>;
Bounds bounds(const Box& box);

/// Boxes in the order of a curve through space (Morton), in a tree.
class BoxIndex {
 public:
  BoxIndex() = default;
  explicit BoxIndex(const std::vector<Bounds>& boxes);
  /// Calls visit(i) for every box that meets `box`.
  template <class F>
  void each(const Bounds& box, F visit) const {
    tree_.each(box, [&](std::size_t k) { visit(order_[k]); });
  }
  template <class F>
  void nearest(const Bounds& from, double& best, F visit) const {
    tree_.nearest(from, best, [&](std::size_t k) { return visit(order_[k]); });
  }

 private:
  std::vector<std::size_t> order_;
  corridor::RunTree<2> tree_;
};

/// Of every row; one without a shape is nowhere.
BoxIndex boxes_of(const Shapes& shapes);

struct Edge {
  Point a, b;
  std::size_t row = 0;
  Bounds bounds() const;
};

/// The borders of polygon shapes; of the rows named, or of all.
class EdgeIndex {
 public:
  explicit EdgeIndex(const Shapes& shapes);
  EdgeIndex(const Shapes& shapes, const std::vector<std::size_t>& rows);
  const std::vector<Edge>& edges() const { return edges_; }
  const BoxIndex& index() const { return index_; }

 private:
  std::vector<Edge> edges_;
  BoxIndex index_;
};

/// A stretch of border that two rows have in common.
struct Contact {
  std::size_t a = 0, b = 0;  ///< rows, a < b
  double length = 0;
};

/// Every such stretch, once. Corners alone are none: two rows with no more than `tolerance` in common.
std::vector<Contact> contacts(const Shapes& shapes, double tolerance, int threads, const Progress& progress);

/// The least stretch of border that counts: less is the rounding of a corner.
inline constexpr double least_stretch = 0.001;

/// How far two edges run along each other, not more than `tolerance` apart; corners of one may lie on the side of the other.
double along_each_other(const Edge& e, const Edge& f, double tolerance);

/// Square of the distance of two edges.
double distance2(const Edge& e, const Edge& f);

}  // namespace libspatial::metrics
