#include "crs/zone.hpp"

#include <geodesic.h>

#include <cmath>

#include "crs/proj.hpp"

namespace libspatial {
namespace {

constexpr double tolerated = 1e-3;  // of a length; UTM is 4e-4 off on purpose, Web Mercator by a third here
constexpr double ignored = 5e-3;    // of a length in the plane: 1 % of an area

/// The ratio that is farther from 1.
double farther(double a, double b) { return std::abs(std::log(b)) > std::abs(std::log(a)) ? b : a; }

std::string three_decimals(double degrees) {
  const long thousandths = std::lround(degrees * 1000);
  const std::string rest = std::to_string(std::labs(thousandths) % 1000);
  return (thousandths < 0 ? "-" : "") + std::to_string(std::labs(thousandths) / 1000) + "." + std::string(3 - rest.size(), '0') + rest;
}

/// Lengths and areas in the plane over those on the ellipsoid; of lengths in the direction in which it is farthest from 1.
struct Stretch {
  double length = 1, area = 1;
};

/// What 100 units to the east and to the north are on the ellipsoid; nothing where the CRS has no degrees for them.
std::optional<Stretch> stretch_at(Point at, const Crs& crs, const Crs& degrees) {
  constexpr double step = 100, radians = 0.017453292519943295;
  Shapes three;
  three.begin_shape(ShapeType::line);
  three.begin_part();
  const Point points[] = {at, {at.x + step, at.y}, {at.x, at.y + step}};
  three.add_ring(points);
  const Shapes there = reproject_vertices(three, crs, degrees);
  const auto p = there.points();
  geod_geodesic ellipsoid;
  geod_init(&ellipsoid, 6378137, 1 / 298.257222101);
  double x[2] = {}, y[2] = {}, squares = 0;
  for (const int i : {0, 1}) {
    double metres = 0, azimuth = 0;
    geod_inverse(&ellipsoid, p[0].y, p[0].x, p[1 + i].y, p[1 + i].x, &metres, &azimuth, nullptr);
    x[i] = metres / step * std::sin(azimuth * radians), y[i] = metres / step * std::cos(azimuth * radians);
    squares += x[i] * x[i] + y[i] * y[i];
  }
  const double area = std::abs(x[0] * y[1] - x[1] * y[0]);  // m² of a square unit
  if (!std::isfinite(area) || area <= 0) return std::nullopt;
  // half axes of the ellipse that a circle of one unit is on the ground
  const double spread = std::sqrt(std::max(0.0, squares * squares / 4 - area * area)), longest = std::sqrt(squares / 2 + spread), shortest = area / longest;
  return Stretch{.length = farther(1 / longest, 1 / shortest), .area = 1 / area};
}

/// At worst, at the corners of a box and in its middle.
std::optional<Stretch> stretch_in(const Crs& crs, const Box& box) {
  if (box.empty()) return std::nullopt;
  const Crs degrees = proj::geographic_of(crs);
  Stretch worst;
  for (const Point p : {Point{box.min_x, box.min_y}, Point{box.max_x, box.min_y}, Point{box.min_x, box.max_y}, Point{box.max_x, box.max_y}, Point{(box.min_x + box.max_x) / 2, (box.min_y + box.max_y) / 2}}) {
    const auto here = stretch_at(p, crs, degrees);
    if (!here) return std::nullopt;
    worst = {farther(worst.length, here->length), farther(worst.area, here->area)};
  }
  return worst;
}

/// The same, and nothing where the box is nowhere in the CRS: that is for others to say.
std::optional<Stretch> find_stretch(const Crs& crs, const Box& box) {
  try {
    return crs.is_geographic() ? std::nullopt : stretch_in(crs, box);
  } catch (const Error&) {
    return std::nullopt;
  }
}

}  // namespace

Crs gauss_krueger_of(double longitude) {
  const int zone = static_cast<int>(std::lround(longitude / 3));
  if (zone < 25 || zone > 45) {
    throw Error(Errc::crs_implausible, {"经度 " + three_decimals(longitude) + "° 不在 CGCS2000 三度带（25–45 带）范围内",
                                        "longitude " + three_decimals(longitude) + "° is outside the 3-degree zones 25–45 of CGCS2000"});
  }
  return Crs("EPSG:" + std::to_string(4509 + zone));
}

Crs metric_crs(const Crs& crs, const Box& box) {
  const Point middle{(box.min_x + box.max_x) / 2, (box.min_y + box.max_y) / 2};
  if (crs.is_geographic()) return gauss_krueger_of(middle.x);
  if (const auto off = stretch_in(crs, box); !off || std::abs(off->length - 1) <= tolerated) return crs;
  Shapes point;
  point.begin_shape(ShapeType::point);
  point.begin_part();
  point.add_ring(std::span(&middle, 1));
  return gauss_krueger_of(reproject_vertices(point, crs, proj::geographic_of(crs)).points()[0].x);
}

std::optional<double> find_length_stretch(const Crs& crs, const Box& box) {
  const auto found = find_stretch(crs, box);
  return found && std::abs(found->length - 1) > ignored ? std::optional(found->length) : std::nullopt;
}

std::optional<double> find_area_stretch(const Crs& crs, const Box& box) {
  const auto found = find_stretch(crs, box);
  return found && std::abs(found->area - 1) > 2 * ignored ? std::optional(found->area) : std::nullopt;
}

Text metres_instead(const Crs& crs, const Box& box) {
  try {
    const std::string code = metric_crs(crs, box).code();
    return {code, code};
  } catch (const Error&) {  // land outside the zones of China
    return {"当地以米为单位的投影坐标系", "a projected system in metres that is made for that place"};
  }
}

bool is_in_metres(const Crs& crs) {
  if (crs.is_geographic()) return false;
  if (crs.gauss_krueger()) return true;
  const proj::Object made(proj_create(proj::context(), crs.wkt().c_str()));
  const proj::Object axes(made ? proj_crs_get_coordinate_system(proj::context(), made.get()) : nullptr);
  double metres = 1;
  return !axes || !proj_cs_get_axis_info(proj::context(), axes.get(), 0, nullptr, nullptr, nullptr, &metres, nullptr, nullptr, nullptr) || metres == 1;
}

void require_planar(const Crs& crs) {
  if (crs.is_geographic()) {
    throw Error(Errc::area_kind, {"经纬度坐标（" + crs.code() + "）没有平面面积：请用 official 或 geodesic", "coordinates in degrees (" + crs.code() + ") have no planar area: use official or geodesic"});
  }
  if (!is_in_metres(crs)) {
    throw Error(Errc::area_kind, {"坐标单位不是米（" + crs.code() + "），没有以平方米计的平面面积：请先转换到以米为单位的坐标系（如 EPSG:4530），或用 official、geodesic",
                                  "coordinates are not in metres (" + crs.code() + ") and have no planar area in m²: reproject them to a system in metres (for example EPSG:4530), or use official or geodesic"});
  }
}

}  // namespace libspatial
