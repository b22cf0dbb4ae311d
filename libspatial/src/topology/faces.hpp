#pragma once
// The faces between edges that meet in common vertices only.

#include <vector>

#include "topology/edges.hpp"

namespace libspatial::topology {

/// Every bounded face as one polygon shape, holes included, on a whole-number origin that is added again.
Shapes faces(const std::vector<LandEdge>& edges);

/// Which rows of a layer cover which points: one list per point, ascending.
std::vector<std::vector<std::size_t>> rows_at(const Shapes& shapes, const std::vector<Point>& points, std::size_t threads);

/// Which rows of a layer have a box that meets which boxes: one list per box, ascending.
std::vector<std::vector<std::size_t>> rows_near(const Shapes& shapes, const std::vector<Box>& boxes, std::size_t threads);

}  // namespace libspatial::topology
