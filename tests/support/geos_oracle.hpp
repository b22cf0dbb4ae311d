#pragma once
// GEOS as a second opinion, called directly: it shares no line with the library. Everything is taken minus a whole-number origin.

#include <optional>

#include "libspatial/geometry.hpp"

namespace libspatial::testing {

/// Nothing when GEOS gives up (TopologyException).
std::optional<double> geos_intersection_area(const MultiPolygon& a, const MultiPolygon& b);

/// GEOSisValid minus the whole-number middle of the shape's box.
bool geos_is_valid(const MultiPolygon& shape);

}  // namespace libspatial::testing
