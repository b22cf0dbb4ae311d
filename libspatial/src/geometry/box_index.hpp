#pragma once
// Boxes by number, asked for those that meet another one.

#include <algorithm>
#include <vector>

#include "geometry/rtree.hpp"
#include "libspatial/geometry.hpp"

namespace libspatial {

class BoxIndex {
 public:
  /// Empty boxes meet none.
  explicit BoxIndex(const std::vector<Box>& boxes) {
    std::vector<Entry> entries;
    for (std::size_t i = 0; i < boxes.size(); ++i) {
      if (!boxes[i].empty()) entries.emplace_back(flat(boxes[i]), i);
    }
    tree_ = Tree(entries);
  }
  explicit BoxIndex(const Shapes& shapes) : BoxIndex(boxes_of(shapes)) {}

  /// Numbers of the boxes that meet `box`, in order.
  std::vector<std::size_t> meeting(const Box& box) const {
    std::vector<std::size_t> found;
    if (box.empty()) return found;
    for (auto at = tree_.qbegin(boost::geometry::index::intersects(flat(box))); at != tree_.qend(); ++at) found.push_back(at->second);
    std::ranges::sort(found);
    return found;
  }
  bool meets(const Box& box) const { return !box.empty() && tree_.qbegin(boost::geometry::index::intersects(flat(box))) != tree_.qend(); }

 private:
  using Corner = boost::geometry::model::d2::point_xy<double>;
  using Flat = boost::geometry::model::box<Corner>;
  using Entry = std::pair<Flat, std::size_t>;
  using Tree = boost::geometry::index::rtree<Entry, boost::geometry::index::rstar<16>>;
  static Flat flat(const Box& b) { return {{b.min_x, b.min_y}, {b.max_x, b.max_y}}; }
  static std::vector<Box> boxes_of(const Shapes& shapes) {
    std::vector<Box> boxes;
    for (std::size_t i = 0; i < shapes.size(); ++i) boxes.push_back(shapes.box(i));
    return boxes;
  }

  Tree tree_;
};

}  // namespace libspatial
