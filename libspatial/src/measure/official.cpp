#include "measure/official.hpp"

#include <cmath>

#include "measure/constants.hpp"

namespace libspatial::official {
namespace {

Geographic rounded_seconds(Geographic g) { return {to_6(g.b), to_6(g.l)}; }

/// Adds up a ring's trapezoids against the meridian of its first point.
class Sum {
 public:
  void add(Geographic g) {
    if (!started_) {
      first_ = g;
      started_ = true;
    } else {
      total_ += trapezoid(last_, g, first_.l);
    }
    last_ = g;
  }
  double area() const { return std::abs(total_); }

 private:
  bool started_ = false;
  Geographic first_, last_;
  double total_ = 0;
};

}  // namespace

template <class Real>
BasicGeographic<Real> inverse(Real x, Real y, double central_meridian) {
  const Real bf0 = k0 * x;
  const Real s = std::sin(bf0), s2 = s * s;
  const Real bf = bf0 + std::cos(bf0) * s * (k1 - s2 * (k2 - s2 * (k3 - s2 * k4)));
  const Real cos_bf = std::cos(bf), t = std::tan(bf), t2 = t * t;
  const Real eta2 = e2_second * cos_bf * cos_bf;
  const Real v2 = 1 + eta2, n = c / std::sqrt(v2);
  const Real q = y / n, q2 = q * q, q3 = q2 * q, q4 = q2 * q2;
  const Real b = bf - v2 * t * q2 / 2 + (5 + 3 * t2 + eta2 - 9 * eta2 * t2) * v2 * t * q4 / 24 -
                   (61 + 90 * t2 + 45 * t2 * t2) * v2 * t * q4 * q2 / 720;
  const Real l = (q - (1 + 2 * t2 + eta2) * q3 / 6 + (5 + 28 * t2 + 24 * t2 * t2 + 6 * eta2 + 8 * eta2 * t2) * q3 * q2 / 120) / cos_bf;
  return {b * rho, central_meridian * 3600 + l * rho};
}
template BasicGeographic<double> inverse(double, double, double);
template BasicGeographic<long double> inverse(long double, long double, double);

double trapezoid(Geographic from, Geographic to, double l_ref) {
  const double dl = ((from.l + to.l) / 2 - l_ref) / rho;
  const double db = (to.b - from.b) / rho, bm = (from.b + to.b) / 2 / rho;
  const double sum = A * std::sin(db / 2) * std::cos(bm) - B * std::sin(1.5 * db) * std::cos(3 * bm) +
                     C * std::sin(2.5 * db) * std::cos(5 * bm) - D * std::sin(3.5 * db) * std::cos(7 * bm) +
                     E * std::sin(4.5 * db) * std::cos(9 * bm);
  return 2 * polar_radius * polar_radius * dl * sum;
}

double ring_area(std::span<const Point> ring, const GaussKrueger& zone) {
  Sum sum;
  const auto add = [&](Point p) { sum.add(rounded_seconds(inverse(p.y, p.x - zone.false_easting, zone.central_meridian))); };
  for (std::size_t i = 0; i < ring.size(); ++i) {
    add({to_4(ring[i].x), to_4(ring[i].y)});
    if (i + 1 < ring.size()) divide(ring[i], ring[i + 1], [&](Point p) { add({to_6(p.x), to_6(p.y)}); });
  }
  return sum.area();
}

double ring_area_degrees(std::span<const Point> ring) {
  Sum sum;
  const auto add = [&](Point p) { sum.add(rounded_seconds({p.y * 3600, p.x * 3600})); };
  for (std::size_t i = 0; i < ring.size(); ++i) {
    add(ring[i]);
    if (i + 1 < ring.size()) divide_degrees(ring[i], ring[i + 1], add);
  }
  return sum.area();
}

}  // namespace libspatial::official
