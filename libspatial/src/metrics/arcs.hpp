#pragma once
// Land within or beyond a distance, by GEOS, and what the chords of its arcs leave out: with it areas are exact.

#include <vector>

#include "geometry/geos.hpp"

namespace libspatial::metrics {

/// Between a chord and its arc.
struct Sliver {
  Point middle;  ///< of the chord
  double area = 0;
};

/// Everything within d of a shape; d < 0: what is farther than −d from its border. Arcs have 128 pieces a quarter.
geos::Geometry grown(const GEOSGeometry* shape, double d);

/// The slivers of the arcs of `of` = grown(shape, d): beyond its border when d > 0, inside it when d < 0. Arcs are about corners of `shape`.
std::vector<Sliver> slivers(const GEOSGeometry* of, const GEOSGeometry* shape, double d);

}  // namespace libspatial::metrics
