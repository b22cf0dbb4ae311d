#pragma once
// What a ZoneIndex holds: the zones, an R-tree over the boxes of their parts, and the whole-number origin at which all
// geometry is computed.

#include <boost/geometry/geometries/box.hpp>
#include <boost/geometry/geometries/point_xy.hpp>
#include <boost/geometry/index/rtree.hpp>

#include "geometry/geos.hpp"
#include "libspatial/overlay.hpp"

namespace libspatial {

using TreePoint = boost::geometry::model::d2::point_xy<double>;
using TreeBox = boost::geometry::model::box<TreePoint>;
using TreeEntry = std::pair<TreeBox, std::size_t>;  // box of a zone, row of the zone
using Tree = boost::geometry::index::rtree<TreeEntry, boost::geometry::index::rstar<16>>;

inline TreeBox to_tree(const Box& b) { return {{b.min_x, b.min_y}, {b.max_x, b.max_y}}; }

struct ZoneIndex::Impl {
  Crs crs;
  Shapes zones;
  Point origin;
  Tree tree;
};

}  // namespace libspatial
