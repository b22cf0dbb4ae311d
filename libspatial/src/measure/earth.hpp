#pragma once
// Whether coordinates are somewhere on Earth, and near enough to the meridian of their zone: elsewhere an area is a number without meaning, and an edge divided to 70 m has no end.

#include "libspatial/crs.hpp"

namespace libspatial {

/// From the central meridian, in metres: half a million, where the next zone prefix begins. A zone is 250 km wide.
constexpr double farthest_from_meridian = 5e5;

inline bool on_earth(const Box& box, const Crs& crs) {
  if (const auto zone = crs.gauss_krueger(); zone && !box.empty()) {
    const double middle = zone->false_easting;
    if (!(box.min_x >= middle - farthest_from_meridian && box.max_x <= middle + farthest_from_meridian)) return false;
  }
  const double east = crs.is_geographic() ? 720 : 1e8;                                     // metres: beyond the last zone prefix
  const double north = crs.is_geographic() ? 90 : crs.gauss_krueger() ? 1.1e7 : 1e8;       // more than a quarter of a meridian
  return box.empty() || (box.min_x > -east && box.max_x < east && box.min_y >= -north && box.max_y <= north);
}

/// What is said of a row or a shape that is not.
inline Text nowhere() {
  return {"有坐标不在地球上，或距投影带的中央经线超过 500 千米（带号混用？），请检查数据", "has a coordinate nowhere on Earth, or more than 500 km from the meridian of its zone (zone prefixes mixed?): check the data"};
}

}  // namespace libspatial
