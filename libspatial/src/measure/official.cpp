#include "measure/official.hpp"

#include <cmath>

namespace libspatial::official {
namespace {

// Constants as printed in the procedure (CGCS2000); π and ρ too, so that every digit follows the document.
constexpr double polar_radius = 6356752.31414036;        // b
constexpr double e2 = 6.69438002290079E-03, e2_second = 6.73949677547882E-03;
constexpr double c = 6399593.62586403;                   // a²/b
constexpr double k0 = 1.57048761144159E-07, k1 = 5.05250178820567E-03, k2 = 2.98472900956587E-05;
constexpr double k3 = 2.41626669230084E-07, k4 = 2.22241238938534E-09;
constexpr double rho = 206264.8062471;                   // arc-seconds in a radian
constexpr double longest_segment = 70.0;                 // metres; a segment this long is divided

constexpr double e4 = e2 * e2, e6 = e4 * e2, e8 = e4 * e4;
constexpr double A = 1 + 3.0 / 6 * e2 + 30.0 / 80 * e4 + 35.0 / 112 * e6 + 630.0 / 2304 * e8;
constexpr double B = 1.0 / 6 * e2 + 15.0 / 80 * e4 + 21.0 / 112 * e6 + 420.0 / 2304 * e8;
constexpr double C = 3.0 / 80 * e4 + 7.0 / 112 * e6 + 180.0 / 2304 * e8;
constexpr double D = 1.0 / 112 * e6 + 45.0 / 2304 * e8;
constexpr double E = 5.0 / 2304 * e8;

/// Half away from zero, as the procedure's programs do it.
template <long scale>
double rounded(double v) {
  const double r = std::floor(std::abs(v) * scale + 0.5) / scale;
  return v < 0 ? -r : r;
}
double to_4(double v) { return rounded<10000>(v); }
double to_6(double v) { return rounded<1000000>(v); }

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

Geographic inverse(double x, double y, double central_meridian) {
  const double bf0 = k0 * x;
  const double s = std::sin(bf0), s2 = s * s;
  const double bf = bf0 + std::cos(bf0) * s * (k1 - s2 * (k2 - s2 * (k3 - s2 * k4)));
  const double cos_bf = std::cos(bf), t = std::tan(bf), t2 = t * t;
  const double eta2 = e2_second * cos_bf * cos_bf;
  const double v2 = 1 + eta2, n = c / std::sqrt(v2);
  const double q = y / n, q2 = q * q, q3 = q2 * q, q4 = q2 * q2;
  const double b = bf - v2 * t * q2 / 2 + (5 + 3 * t2 + eta2 - 9 * eta2 * t2) * v2 * t * q4 / 24 -
                   (61 + 90 * t2 + 45 * t2 * t2) * v2 * t * q4 * q2 / 720;
  const double l = (q - (1 + 2 * t2 + eta2) * q3 / 6 + (5 + 28 * t2 + 24 * t2 * t2 + 6 * eta2 + 8 * eta2 * t2) * q3 * q2 / 120) / cos_bf;
  return {b * rho, central_meridian * 3600 + l * rho};
}

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
  const auto add = [&](double east, double north) {
    sum.add(rounded_seconds(inverse(north, east - zone.false_easting, zone.central_meridian)));
  };
  for (std::size_t i = 0; i < ring.size(); ++i) {
    add(to_4(ring[i].x), to_4(ring[i].y));
    if (i + 1 == ring.size()) break;
    const double dx = ring[i + 1].x - ring[i].x, dy = ring[i + 1].y - ring[i].y;
    const double length = std::hypot(dx, dy);
    const auto inner = static_cast<long>(std::floor(length / longest_segment));
    for (long k = 1; k <= inner; ++k) {
      const double t = static_cast<double>(k) / static_cast<double>(inner + 1);
      add(to_6(ring[i].x + dx * t), to_6(ring[i].y + dy * t));
    }
  }
  return sum.area();
}

double ring_area_degrees(std::span<const Point> ring) {
  Sum sum;
  const auto add = [&](double lon, double lat) { sum.add(rounded_seconds({lat * 3600, lon * 3600})); };
  constexpr double degree = 111319.49079327358;  // metres, on the equator
  for (std::size_t i = 0; i < ring.size(); ++i) {
    add(ring[i].x, ring[i].y);
    if (i + 1 == ring.size()) break;
    const double dx = ring[i + 1].x - ring[i].x, dy = ring[i + 1].y - ring[i].y;
    const double shrink = std::cos((ring[i].y + ring[i + 1].y) / 2 * 3600 / rho);
    const auto inner = static_cast<long>(std::floor(std::hypot(dx * shrink, dy) * degree / longest_segment));
    for (long k = 1; k <= inner; ++k) {
      const double t = static_cast<double>(k) / static_cast<double>(inner + 1);
      add(ring[i].x + dx * t, ring[i].y + dy * t);
    }
  }
  return sum.area();
}

}  // namespace libspatial::official
