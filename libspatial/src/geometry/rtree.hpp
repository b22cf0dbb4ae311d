#pragma once
// Boost's R-tree. Its predicates need the strategies, which Boost ≥ 1.80 does not bring along by itself.

#include <boost/geometry/geometries/box.hpp>
#include <boost/geometry/geometries/point_xy.hpp>
#include <boost/geometry/index/rtree.hpp>
#include <boost/geometry/strategies/strategies.hpp>
