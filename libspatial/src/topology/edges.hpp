#pragma once
// The edges of a layer, each with land on its left; where two rows meet, theirs are equal and opposite, and both are gone.
// What is left has the same winding number everywhere as all of them: it alone decides how many rows cover a place.

#include <cstdint>
#include <vector>

#include "libspatial/geometry.hpp"

namespace libspatial::topology {

struct LandEdge {
  Point a, b;  ///< land on the left of a→b
};

struct Unmatched {
  std::vector<LandEdge> edges;  ///< sorted
  std::size_t all = 0;          ///< edges looked at
  std::vector<std::vector<std::size_t>> duplicates;  ///< rows with the same edges, ascending
};

/// Sorts the edges by hash into portions that are matched side by side.
Unmatched match_edges(const Shapes& shapes, std::size_t threads);

/// The same for few edges.
std::vector<LandEdge> cancel(std::vector<LandEdge> edges);

/// Twice the signed area of a ring on an origin of its own: > 0 counter-clockwise.
double turning(std::span<const Point> ring);

}  // namespace libspatial::topology
