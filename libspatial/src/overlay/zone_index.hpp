#pragma once
// What a ZoneIndex holds: the zones' edges on a grid for the kernel; for GEOS an R-tree over their boxes and the whole-number
// origin it computes at.

#include "geometry/geos.hpp"
#include "geometry/rtree.hpp"
#include "libspatial/overlay.hpp"
#include "overlay/grid.hpp"

namespace libspatial {

using TreePoint = boost::geometry::model::d2::point_xy<double>;
using TreeBox = boost::geometry::model::box<TreePoint>;
using TreeEntry = std::pair<TreeBox, std::size_t>;  // box of a zone, row of the zone
using Tree = boost::geometry::index::rtree<TreeEntry, boost::geometry::index::rstar<16>>;

inline TreeBox to_tree(const Box& b) { return {{b.min_x, b.min_y}, {b.max_x, b.max_y}}; }

struct ZoneIndex::Impl {
  Crs crs;
  std::size_t size;
  Point origin;
  Tree tree;
  ZoneEdges edges;
  ZoneGrid grid;
};

}  // namespace libspatial
