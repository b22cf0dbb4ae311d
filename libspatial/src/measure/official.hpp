#pragma once
// The national procedure 《图幅理论面积与图斑椭球面积计算公式及要求》 国土调查办发〔2008〕32号, with CGCS2000 constants.

#include <cmath>
#include <span>

#include "libspatial/crs.hpp"
#include "libspatial/geometry.hpp"
#include "measure/constants.hpp"

namespace libspatial::official {

/// Latitude and longitude in arc-seconds.
template <class Real>
struct BasicGeographic { Real b = 0, l = 0; };
using Geographic = BasicGeographic<double>;

/// Half away from zero, as the procedure's programs do it.
template <long scale>
double rounded(double v) {
  const double r = std::floor(std::abs(v) * scale + 0.5) / scale;
  return v < 0 ? -r : r;
}
inline double to_4(double v) { return rounded<10000>(v); }
inline double to_6(double v) { return rounded<1000000>(v); }

/// The points that divide a segment of `length` metres, in order, without its ends.
template <class Add>
void divide(Point a, Point b, double length, Add add) {
  const auto inner = static_cast<long>(std::floor(length / longest_segment));
  for (long k = 1; k <= inner; ++k) {
    const double t = static_cast<double>(k) / static_cast<double>(inner + 1);
    add(Point{a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t});
  }
}
template <class Add>
void divide(Point a, Point b, Add add) { divide(a, b, std::hypot(b.x - a.x, b.y - a.y), add); }
template <class Add>
void divide_degrees(Point a, Point b, Add add) {
  constexpr double degree = 111319.49079327358;  // metres, on the equator
  const double shrink = std::cos((a.y + b.y) / 2 * 3600 / rho);
  divide(a, b, std::hypot((b.x - a.x) * shrink, b.y - a.y) * degree, add);
}

/// Inverse Gauss–Krüger (double or long double) by the procedure's series. x is northing, y the easting without false easting, metres;
/// `central_meridian` in degrees. Not rounded.
template <class Real>
BasicGeographic<Real> inverse(Real x, Real y, double central_meridian);

/// The ellipsoidal trapezoid between the segment (b1,l1)-(b2,l2) and the meridian `l_ref`, m², signed.
double trapezoid(Geographic from, Geographic to, double l_ref);

/// |Σ trapezoids| of one closed ring in Gauss–Krüger metres (x east, y north), with the procedure's 70 m division and
/// its rounding steps; m², not rounded.
double ring_area(std::span<const Point> ring, const GaussKrueger& zone);

/// The same for a ring in degrees, edges straight in degrees.
double ring_area_degrees(std::span<const Point> ring);

}  // namespace libspatial::official
