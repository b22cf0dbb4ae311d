#pragma once
// Ground: shapes widened, narrowed and measured in metres, whatever CRS they are in.

#include "libspatial/crs.hpp"
#include "libspatial/geometry.hpp"
#include "libspatial/topology.hpp"

namespace libspatial::ground {

/// Shapes in metres: as they are, or in the Gauss–Krüger zone of their middle; and back.
struct Metric {
  Crs crs;
  Shapes shapes;
};
Metric metric(const Shapes& shapes, const Crs& crs);

/// All shapes as one, its border moved outwards by `metres` (inwards when negative). Of type none when nothing is left.
Shapes moved(const Shapes& shapes, const Crs& crs, double metres);

/// Border of all shapes, m.
double perimeter(const Shapes& shapes, const Crs& crs);

/// Diameter of the largest circle in a polygon shape, m; 0 for none.
double widest_circle(const Shapes& shapes, const Crs& crs);

/// Least distance between any of `a` and any of `b`, m. None when one has no shape.
double distance(const Shapes& a, const Shapes& b, const Crs& crs);

/// Length of lines within polygons, and how often they come in.
struct Inside { double length_share = 0.0; std::size_t crossings = 0; };
Inside inside(const Shapes& line, const Shapes& land, const Crs& crs);

}  // namespace libspatial::ground
