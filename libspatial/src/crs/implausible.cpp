// Coordinates that cannot be in their CRS: said with the numbers seen and a proposal, never corrected silently.

#include <algorithm>
#include <cmath>

#include "libspatial/crs.hpp"
#include "libspatial/units.hpp"

namespace libspatial {
namespace {

// The land of China with room to spare: a frame for guesses, not a border.
constexpr double west = 70, east = 140, south = 10, north = 60;
constexpr double northing_low = 1.5e6, northing_high = 6.2e6;  // metres from the equator, 14°N … 56°N
constexpr double far_from_meridian = 1e6;                      // metres; a zone is 250 km wide, the series end before this

std::string seen(Point p) { return "(" + decimals(p.x, 3) + ", " + decimals(p.y, 3) + ")"; }

bool looks_like_degrees(const Box& b) { return b.min_x >= -180 && b.max_x <= 180 && b.min_y >= -90 && b.max_y <= 90; }
bool is_northing(double v) { return v > northing_low && v < northing_high; }
int prefix_of(double easting) { return static_cast<int>(std::clamp(std::floor(easting / 1e6), -1000.0, 1000.0)); }

Text degrees_problem(const Box& b, const Crs& crs) {
  const Point p{b.min_x, b.min_y};
  return {"坐标 " + seen(p) + " 不是经纬度，却声明为 " + crs.code() + "。数据可能是投影坐标（例如 EPSG:4530），请核对坐标系",
          "coordinates " + seen(p) + " are not degrees, but " + crs.code() + " is declared. They may be projected (for example EPSG:4530): check the CRS"};
}

std::optional<Text> in_degrees(const Box& b, const Crs& crs) {
  if (!looks_like_degrees(b)) {
    const bool swapped = b.min_x >= -90 && b.max_x <= 90 && b.min_y >= -180 && b.max_y <= 180;
    if (!swapped) return degrees_problem(b, crs);
  }
  const bool china_as_is = b.min_x >= west && b.max_x <= east;
  const bool china_swapped = b.min_y >= west && b.max_y <= east && b.min_x >= south && b.max_x <= north;
  if (!china_as_is && china_swapped) {
    const Point p{b.min_x, b.min_y};
    return Text{"坐标 " + seen(p) + " 的纬度在前、经度在后：请交换两列（应为经度、纬度）",
                "coordinates " + seen(p) + " have latitude first: swap the axes (longitude, latitude is expected)"};
  }
  return std::nullopt;
}

std::string proposal(int zone, bool with_prefix) { return "EPSG:" + std::to_string(with_prefix ? 4488 + zone : 4509 + zone); }

std::optional<Text> in_zone(const Box& b, const Crs& crs, const GaussKrueger& zone) {
  const Point p{b.min_x, b.min_y};
  if (is_northing(b.min_x) && !is_northing(b.min_y)) {
    return Text{"坐标 " + seen(p) + " 的北坐标在前、东坐标在后：请交换两列（应为东、北）",
                "coordinates " + seen(p) + " have the northing first: swap the axes (easting, northing is expected)"};
  }
  const int declared = prefix_of(zone.false_easting), found = prefix_of(b.min_x);
  const int number = static_cast<int>(std::lround(zone.central_meridian / 3));
  if (declared == found && std::abs(b.min_x - zone.false_easting) < far_from_meridian) return std::nullopt;
  const std::string what_zh = "坐标 " + seen(p) + (found > 0 ? " 的东坐标带有带号 " + std::to_string(found) : " 的东坐标不带带号");
  const std::string what_en = "coordinates " + seen(p) + (found > 0 ? " have zone prefix " + std::to_string(found) : " have no zone prefix");
  const bool plausible = found == 0 ? b.min_x > 0 : found >= 25 && found <= 45;
  const std::string maybe = plausible ? (found == 0 ? proposal(number, false) : proposal(found, true)) : "";
  return Text{what_zh + "，与声明的 " + crs.code() + "（" + crs.name() + "）不符" + (maybe.empty() ? "。请核对坐标系" : "。可能是 " + maybe + "，请核对后改正坐标系"),
              what_en + ", which cannot be in " + crs.code() + " (" + crs.name() + ")" + (maybe.empty() ? ". Check the CRS" : ". They may be " + maybe + ": check, then correct the CRS")};
}

}  // namespace

std::optional<Text> find_implausible(const Shapes& shapes, const Crs& crs) {
  const Box b = shapes.box();
  if (b.empty()) return std::nullopt;
  if (crs.is_geographic()) return in_degrees(b, crs);
  if (!crs.gauss_krueger()) return std::nullopt;
  // Metres near the equator would look the same; no land of ours lies there.
  if (b.min_x >= west && b.max_x <= east && b.min_y >= south && b.max_y <= north) {
    const Point p{b.min_x, b.min_y};
    return Text{"坐标 " + seen(p) + " 像是经纬度，却声明为 " + crs.code() + "（米）。可能是 EPSG:4490，请核对坐标系",
                "coordinates " + seen(p) + " look like degrees, but " + crs.code() + " (metres) is declared. They may be EPSG:4490: check the CRS"};
  }
  return in_zone(b, crs, *crs.gauss_krueger());
}

}  // namespace libspatial
