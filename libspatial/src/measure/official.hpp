#pragma once
// The national procedure 《图幅理论面积与图斑椭球面积计算公式及要求》 国土调查办发〔2008〕32号, with CGCS2000 constants.

#include <span>

#include "libspatial/crs.hpp"
#include "libspatial/geometry.hpp"

namespace libspatial::official {

/// Latitude and longitude in arc-seconds.
struct Geographic { double b = 0, l = 0; };

/// Inverse Gauss–Krüger by the procedure's series. x is northing, y the easting without false easting, metres;
/// `central_meridian` in degrees. Not rounded.
Geographic inverse(double x, double y, double central_meridian);

/// The ellipsoidal trapezoid between the segment (b1,l1)-(b2,l2) and the meridian `l_ref`, m², signed.
double trapezoid(Geographic from, Geographic to, double l_ref);

/// |Σ trapezoids| of one closed ring in Gauss–Krüger metres (x east, y north), with the procedure's 70 m division and
/// its rounding steps; m², not rounded.
double ring_area(std::span<const Point> ring, const GaussKrueger& zone);

/// The same for a ring in degrees, edges straight in degrees.
double ring_area_degrees(std::span<const Point> ring);

}  // namespace libspatial::official
