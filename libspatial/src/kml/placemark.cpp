#include "kml/placemark.hpp"

#include <cmath>

#include "coordinates/text.hpp"
#include "libspatial/opening.hpp"

namespace libspatial::kml {
namespace {

constexpr std::string_view blanks = " \t\r\n";

}  // namespace

std::vector<Point> read_points(const std::string& text, std::size_t line, std::size_t most, const std::string& file, Placemark& of) {
  std::vector<Point> points;
  for (std::size_t at = text.find_first_not_of(blanks); at != std::string::npos;) {
    std::size_t end = std::min(text.find_first_of(blanks, at), text.size());
    for (std::size_t next = 0; text[end - 1] == ',' || ((next = text.find_first_not_of(blanks, end)) != std::string::npos && text[next] == ',');) {  // "126.5, 43.8": blanks after or before a comma
      const std::size_t more = text.find_first_not_of(blanks, text[end - 1] == ',' ? end : next + 1);
      if (more == std::string::npos) break;
      end = std::min(text.find_first_of(blanks, more), text.size());
    }
    const std::string_view tuple = std::string_view(text).substr(at, end - at);
    const auto cells = coordinates::split(tuple, ',');
    const auto x = coordinates::number(cells[0]), y = cells.size() > 1 ? coordinates::number(cells[1]) : std::nullopt;
    const bool height_ok = cells.size() < 3 || coordinates::number(cells[2]).has_value();
    if (!x || !y || cells.size() > 3 || !height_ok) {
      of.spoil("bad_point", line, {"坐标“" + std::string(tuple.substr(0, 60)) + "”应为 经度,纬度[,高程]，请改正", "coordinates \"" + std::string(tuple.substr(0, 60)) + "\" are not longitude,latitude[,height]: correct them"});
      return {};
    }
    if (std::abs(*x) > 180 || std::abs(*y) > 90) {
      of.spoil("bad_point", line, {"坐标“" + std::string(tuple.substr(0, 60)) + "”不是经纬度（KML 只能是经纬度），请改正", "coordinates \"" + std::string(tuple.substr(0, 60)) + "\" are no longitude and latitude, as a KML must have: correct them"});
      return {};
    }
    of.dropped_z |= cells.size() > 2;
    points.push_back({*x, *y});
    if (points.size() > most) refuse_limit(file + ":" + std::to_string(line), "shape_points", points.size(), most);
    at = text.find_first_not_of(blanks, end);
  }
  return points;
}

bool add_shape(const Placemark& placemark, Shapes& shapes, std::size_t& labels) {
  const bool areas = !placemark.polygons.empty(), lines = !placemark.lines.empty(), points = !placemark.points.empty();
  if ((areas && lines) || (lines && points)) return false;
  if (areas) {
    labels += placemark.points.size();
    shapes.begin_shape(ShapeType::polygon);
    for (const Polygon& polygon : placemark.polygons) {
      shapes.begin_part();
      shapes.add_ring(polygon.shell.points);
      for (const Ring& hole : polygon.holes) shapes.add_ring(hole.points);
    }
  } else if (lines) {
    shapes.begin_shape(ShapeType::line);
    for (const Ring& line : placemark.lines) {
      shapes.begin_part();
      shapes.add_ring(line.points);
    }
  } else if (points) {
    shapes.begin_shape(ShapeType::point);
    for (const Point& point : placemark.points) {
      shapes.begin_part();
      shapes.add_ring(std::span(&point, 1));
    }
  } else {
    shapes.add_none();
  }
  return true;
}

}  // namespace libspatial::kml
