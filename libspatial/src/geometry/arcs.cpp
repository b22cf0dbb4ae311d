#include "geometry/arcs.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace libspatial {
namespace {

constexpr double pi = std::numbers::pi, most_edges = 100'000;

/// phi / sin(phi) − 1 without cancellation.
double excess(double phi) {
  if (phi > 0.05) return phi / std::sin(phi) - 1;
  const double p = phi * phi;
  return p / 6 + 7 * p * p / 360 + 31 * p * p * p / 15120;
}

/// How far outside, relative to the radius, n − 1 inner vertices lie so that n edges of the angle phi, first and last vertex on the arc, hold its area:
/// (n − 2)(1 + e)² + 2(1 + e) = n phi / sin(phi).
double outside(double n, double phi) {
  const double k = n * excess(phi);
  return k / ((n - 1) + std::sqrt((n - 1) * (n - 1) + (n - 2) * k));
}

bool before(Point a, Point b) { return a.x != b.x ? a.x < b.x : a.y < b.y; }
bool is_finite(Point p) { return std::isfinite(p.x) && std::isfinite(p.y); }

}  // namespace

double Affine::stretch() const {
  const double s = a * a + b * b + c * c + d * d, det = a * d - b * c;
  return std::sqrt((s + std::sqrt(std::max(0.0, s * s - 4 * det * det))) / 2);
}

Affine operator*(const Affine& o, const Affine& i) {
  if (o.is_identity()) return i;
  if (i.is_identity()) return o;
  return {o.a * i.a + o.b * i.c, o.a * i.b + o.b * i.d, o.c * i.a + o.d * i.c, o.c * i.b + o.d * i.d, o.a * i.e + o.b * i.f + o.e, o.c * i.e + o.d * i.f + o.f};
}

/// A vertex lies outside by up to 4/3 of the sagitta of its chord (two edges), less when there are more.
std::optional<std::size_t> Strokes::edges(double radius, double angle) const {
  if (!std::isfinite(radius) || !std::isfinite(angle)) return std::nullopt;
  const double step = std::min(std::sqrt(8 * 0.7 * tolerance_ / radius), pi / 6);
  const double n = std::max(2.0, std::ceil(angle / step - 1e-9));
  if (!(n <= most_edges)) return std::nullopt;
  return static_cast<std::size_t>(n);
}

bool Strokes::bulge(Point from, Point to, double bulge, const Affine& place, std::vector<Point>& out) const {
  const Point end = place(to);
  const double chord = std::hypot(to.x - from.x, to.y - from.y), rise = std::abs(bulge) * chord / 2;
  if (!is_finite(end) || !std::isfinite(rise)) return false;
  if (rise * place.stretch() <= 1e-7 * tolerance_ || chord == 0) {
    out.push_back(end);
    return true;
  }
  const bool back = before(to, from);  // the same vertices from either side
  if (back) std::swap(from, to), bulge = -bulge;
  const double angle = 4 * std::atan(std::abs(bulge)), radius = chord / (2 * std::sin(angle / 2));
  const auto n = edges(std::abs(radius) * place.stretch(), angle);
  if (!n) return false;
  const double half = angle / 2, phi = angle / static_cast<double>(*n), e = outside(static_cast<double>(*n), phi), side = bulge > 0 ? -1 : 1;
  const Point along{(to.x - from.x) / chord, (to.y - from.y) / chord}, left{-along.y, along.x}, middle{from.x + (to.x - from.x) / 2, from.y + (to.y - from.y) / 2};
  const std::size_t first = out.size();
  for (std::size_t i = 1; i < *n; ++i) {
    const double t = -half + static_cast<double>(i) * phi;  // from the middle of the arc
    const double x = radius * (1 + e) * std::sin(t), y = 2 * radius * std::sin((half + t) / 2) * std::sin((half - t) / 2) + radius * e * std::cos(t);
    out.push_back(place({middle.x + along.x * x + left.x * side * y, middle.y + along.y * x + left.y * side * y}));
    if (!is_finite(out.back())) return false;
  }
  if (back) std::reverse(out.begin() + static_cast<std::ptrdiff_t>(first), out.end());
  out.push_back(end);
  return true;
}

bool Strokes::through(Point from, Point by, Point to, std::vector<Point>& out) const {
  if (from == to) return bulge(from, by, 1, {}, out) && bulge(by, to, 1, {}, out);
  const Point u{from.x - by.x, from.y - by.y}, v{to.x - by.x, to.y - by.y};
  const double cross = u.y * v.x - u.x * v.y;  // positive when the way turns left at `by`
  const double tangent = cross / (std::hypot(u.x, u.y) * std::hypot(v.x, v.y) - (u.x * v.x + u.y * v.y));  // of a quarter of the arc's angle, by the angle at `by`
  return bulge(from, to, from == by || by == to ? 0 : tangent, {}, out);
}

bool Strokes::ellipse(const Ellipse& arc, const Affine& place, std::vector<Point>& out) const {
  const double angle = arc.to - arc.from;
  const Affine unit{arc.u.x, arc.v.x, arc.u.y, arc.v.y, arc.centre.x, arc.centre.y};
  const Affine whole = place * unit;
  const auto n = edges(whole.stretch(), angle);
  if (!n || !(angle > 0) || !(whole.stretch() > 0)) return false;
  const bool closed = angle >= 2 * pi - 1e-9;
  const double count = closed ? static_cast<double>((std::max<std::size_t>(*n, 12) + 3) / 4 * 4) : static_cast<double>(*n), phi = angle / count;
  const double e = closed ? std::sqrt(1 + excess(phi)) - 1 : outside(count, phi);
  for (double i = 0; i < count + (closed ? 0 : 1); ++i) {
    const bool end = !closed && (i == 0 || i == count);
    const double t = i == count ? arc.to : arc.from + i * phi, r = end ? 1 : 1 + e, x = r * std::cos(t), y = r * std::sin(t);
    out.push_back(place({arc.centre.x + arc.u.x * x + arc.v.x * y, arc.centre.y + arc.u.y * x + arc.v.y * y}));
    if (!is_finite(out.back())) return false;
  }
  if (closed) out.push_back(out[out.size() - static_cast<std::size_t>(count)]);
  return true;
}

}  // namespace libspatial
