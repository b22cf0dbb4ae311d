#pragma once
// From any CRS to degrees on the ellipsoid of CGCS2000, edges divided where they are straight.

#include <geodesic.h>

#include "libspatial/crs.hpp"

namespace libspatial {

/// EPSG:4490.
const Crs& cgcs2000();
/// The ellipsoid, for geodesics.
const geod_geodesic& ellipsoid();

/// A copy of one shape alone.
Shapes one(const Shapes& shapes, std::size_t shape);

/// Throws Error(crs_unknown) unless the CRS is CGCS2000 or WGS 84.
void require_cgcs2000(const Crs& crs);

/// One shape, edges divided to 70 m in `crs`, then in degrees of CGCS2000 (which WGS 84 is taken for).
Shapes divided_degrees(const Shapes& shapes, std::size_t shape, const Crs& crs);

/// Metres between two places in degrees.
double geodesic(Point a, Point b);

}  // namespace libspatial
