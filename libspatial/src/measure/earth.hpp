#pragma once
// Whether coordinates are somewhere on Earth. Elsewhere an edge divided to 70 m would have no end.

#include "libspatial/crs.hpp"

namespace libspatial {

inline bool on_earth(const Box& box, const Crs& crs) {
  const double east = crs.is_geographic() ? 720 : 1e8;                                     // metres: beyond the last zone prefix
  const double north = crs.is_geographic() ? 90 : crs.gauss_krueger() ? 1.1e7 : 1e8;       // more than a quarter of a meridian
  return box.empty() || (box.min_x > -east && box.max_x < east && box.min_y >= -north && box.max_y <= north);
}

}  // namespace libspatial
