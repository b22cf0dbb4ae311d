#pragma once
// An oracle that shares no line with the library: the area of the intersection of two polygons in exact rational arithmetic.
// Both are sums of signed trapezoids under their edges; the part two trapezoids share is ∫ min(y₁, y₂) dx.

#include "libspatial/geometry.hpp"

namespace libspatial::testing {

/// Square units, correctly rounded. Any simple rings, shells counter-clockwise or clockwise.
double exact_intersection_area(const MultiPolygon& a, const MultiPolygon& b);

}  // namespace libspatial::testing
