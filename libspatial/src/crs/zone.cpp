#include "crs/zone.hpp"

#include <geodesic.h>

#include <cmath>

#include "crs/proj.hpp"

namespace libspatial {
namespace {

constexpr double tolerated = 1e-3;  // of a length; UTM is 4e-4 off on purpose, Web Mercator by a third here

std::string three_decimals(double degrees) {
  const long thousandths = std::lround(degrees * 1000);
  const std::string rest = std::to_string(std::labs(thousandths) % 1000);
  return (thousandths < 0 ? "-" : "") + std::to_string(std::labs(thousandths) / 1000) + "." + std::string(3 - rest.size(), '0') + rest;
}

/// True when 100 units to the east and to the north are 100 metres on the ellipsoid.
bool is_metric_at(Point at, const Crs& crs, const Crs& degrees) {
  constexpr double step = 100;
  Shapes three;
  three.begin_shape(ShapeType::line);
  three.begin_part();
  const Point points[] = {at, {at.x + step, at.y}, {at.x, at.y + step}};
  three.add_ring(points);
  const Shapes there = reproject_vertices(three, crs, degrees);
  const auto p = there.points();
  geod_geodesic ellipsoid;
  geod_init(&ellipsoid, 6378137, 1 / 298.257222101);
  for (const Point to : {p[1], p[2]}) {
    double metres = 0;
    geod_inverse(&ellipsoid, p[0].y, p[0].x, to.y, to.x, &metres, nullptr, nullptr);
    if (std::abs(metres / step - 1) > tolerated) return false;
  }
  return true;
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
  const Crs degrees = proj::geographic_of(crs);
  bool metric = true;
  for (const Point p : {Point{box.min_x, box.min_y}, Point{box.max_x, box.min_y}, Point{box.min_x, box.max_y}, Point{box.max_x, box.max_y}, middle}) {
    metric = metric && is_metric_at(p, crs, degrees);
  }
  if (metric) return crs;
  Shapes point;
  point.begin_shape(ShapeType::point);
  point.begin_part();
  point.add_ring(std::span(&middle, 1));
  return gauss_krueger_of(reproject_vertices(point, crs, degrees).points()[0].x);
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
