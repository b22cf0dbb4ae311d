#pragma once
// Round marks on a map that would hide each other are moved aside.

#include <span>

#include "libspatial/geometry.hpp"

namespace libspatial::report {

/// Pixels. A leader from `at` to `shown` tells where a moved mark belongs.
struct Disc {
  Point at;     ///< where the thing is
  Point shown;  ///< where its mark is drawn
  double radius = 10;
};

/// Pushes discs apart until none hides another, inside width × height; the order decides ties, so the same input gives the same map. More discs than a map has
/// room for (400) stay where they are.
void spread(std::span<Disc* const> discs, double width, double height);

}  // namespace libspatial::report
