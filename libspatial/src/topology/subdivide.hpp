#pragma once
// A face that several rows cover, divided by who covers what: borders that cancelled may still run through it.

#include <vector>

#include "geometry/geos.hpp"
#include "libspatial/geometry.hpp"

namespace libspatial::topology {

struct Cell {
  geos::Geometry shape;
  std::vector<std::size_t> rows;  ///< that cover it, ascending
};

/// The parts of `face` (a polygon minus `origin`) that the same rows of `near` cover; what is not wider than `rounding` is left out.
std::vector<Cell> subdivide(geos::Geometry face, const Shapes& shapes, const std::vector<std::size_t>& near, Point origin, double rounding);

/// The polygons of a geometry, each as a shape of its own, those not wider than `rounding` left out.
void append_parts(const GEOSGeometry* g, Point origin, double rounding, Shapes& out);

/// 2 · area / perimeter.
double mean_width(const Shapes& shapes, std::size_t shape, double& area);

}  // namespace libspatial::topology
