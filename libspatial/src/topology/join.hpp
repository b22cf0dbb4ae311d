#pragma once
// From edges that nearly fit to edges that do: vertices within the rounding of each other become one, an edge is divided where a vertex
// lies on it and where another edge crosses it, and what then is equal and opposite is gone.

#include <vector>

#include "topology/edges.hpp"

namespace libspatial::topology {

/// Edges that meet in common vertices only. Where two rows cover a place from the same side its edges are there twice. Work that does
/// not come to rest by itself is finished by GEOS, on a grid of half the rounding.
std::vector<LandEdge> join(std::vector<LandEdge> edges, double rounding, std::size_t threads);

/// Short lines from every vertex across the mouth before it: to the nearest point of each edge within `width` that is not its own.
std::vector<LandEdge> bridges(const std::vector<LandEdge>& edges, double width, std::size_t threads);

/// Where two edges cross in their inside, if they do.
bool crossing(const LandEdge& e, const LandEdge& f, Point& place);

}  // namespace libspatial::topology
