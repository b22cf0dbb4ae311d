// The offsets of web maps: the formula in common use (no official text of it is public), and its inverse by iteration.

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>

#include "libspatial/crs.hpp"

namespace libspatial {
namespace {

using std::numbers::pi;

constexpr double a = 6378245.0, e2 = 0.00669342162296594323;  // the ellipsoid of Krassovsky, in which the offset is given
constexpr double middle_longitude = 105, middle_latitude = 35;
constexpr double bd_turns = pi * 3000 / 180;

double waves(double u, double period_a, double period_b, double weight_a, double weight_b) {
  return (weight_a * std::sin(u * pi / period_a) + weight_b * std::sin(u * pi / period_b)) * 2 / 3;
}

/// Metres, nearly: the polynomial and its waves.
Point offset(double x, double y) {
  const double common = (20 * std::sin(6 * x * pi) + 20 * std::sin(2 * x * pi)) * 2 / 3, root = std::sqrt(std::abs(x));
  const double east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + common + waves(x, 1, 3, 20, 40) + waves(x, 12, 30, 150, 300);
  const double north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + common + waves(y, 1, 3, 20, 40) + waves(y, 12, 30, 160, 320);
  return {east, north};
}

Point to_gcj02(Point p) {
  const Point moved = offset(p.x - middle_longitude, p.y - middle_latitude);
  const double latitude = p.y * pi / 180, w2 = 1 - e2 * std::sin(latitude) * std::sin(latitude), w = std::sqrt(w2);
  return {p.x + moved.x * 180 / (a / w * std::cos(latitude) * pi), p.y + moved.y * 180 / (a * (1 - e2) / (w2 * w) * pi)};
}

Point gcj02_to_bd09(Point p) {
  const double r = std::hypot(p.x, p.y) + 0.00002 * std::sin(p.y * bd_turns), angle = std::atan2(p.y, p.x) + 0.000003 * std::cos(p.x * bd_turns);
  return {r * std::cos(angle) + 0.0065, r * std::sin(angle) + 0.006};
}

Point unshifted(Point there, WebMap map) {
  Point p = there;
  for (int i = 0; i < 20; ++i) {  // each step is a thousand times nearer
    const Point q = shift(p, map);
    const double dx = there.x - q.x, dy = there.y - q.y;
    p.x += dx;
    p.y += dy;
    if (std::abs(dx) < 1e-11 && std::abs(dy) < 1e-11) break;
  }
  return p;
}

}  // namespace

std::string_view name(WebMap map) { return map == WebMap::gcj02 ? "GCJ-02" : "BD-09"; }

std::optional<WebMap> find_web_map(std::string_view declared) {
  std::string word;
  for (const char c : declared) {
    if (c != '-' && c != ' ' && c != '_') word += static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  }
  if (word == "GCJ02") return WebMap::gcj02;
  if (word == "BD09" || word == "BD09LL") return WebMap::bd09;
  return std::nullopt;
}

Point shift(Point degrees, WebMap map) {
  const Point gcj = to_gcj02(degrees);
  return map == WebMap::gcj02 ? gcj : gcj02_to_bd09(gcj);
}

Shapes unshift(const Shapes& shapes, WebMap map) {
  Shapes result;
  for (std::size_t shape = 0; shape < shapes.size(); ++shape) {
    result.begin_shape(shapes.type(shape));
    for (std::size_t part = 0; part < shapes.part_count(shape); ++part) {
      result.begin_part();
      for (std::size_t ring = 0; ring < shapes.ring_count(shape, part); ++ring) {
        const auto there = shapes.ring(shape, part, ring);
        std::ranges::transform(there, result.add_ring(there.size()).begin(), [&](Point p) { return unshifted(p, map); });
      }
    }
  }
  return result;
}

}  // namespace libspatial
