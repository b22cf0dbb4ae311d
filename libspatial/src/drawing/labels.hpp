#pragma once
// Which polygon a text names.

#include <cstddef>
#include <vector>

#include "libspatial/geometry.hpp"

namespace libspatial::drawing {

inline constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

/// For every point the polygon shape it lies in, the one of the smallest area when there are several, or `nowhere`. A point in a hole is not in the polygon.
std::vector<std::size_t> polygons_at(const std::vector<Point>& points, const Shapes& shapes);

}  // namespace libspatial::drawing
