#pragma once
// On which side of a line a point lies, with an exact sign.

#include "libspatial/geometry.hpp"

namespace libspatial {

/// Twice the signed area of a, b, c, positive when c is left of a→b, correct to the last bits whatever cancels.
double orient_exactly(Point a, Point b, Point c);

inline double orient(Point a, Point b, Point c) {
  const double left = (b.x - a.x) * (c.y - a.y), right = (b.y - a.y) * (c.x - a.x), det = left - right;
  constexpr double bound = 4.5e-16;  // > (3 + 16ε)ε, Shewchuk's bound of the error relative to |left| + |right|
  const double magnitude = (left < 0 ? -left : left) + (right < 0 ? -right : right);
  if (det > bound * magnitude || -det > bound * magnitude) return det;
  return magnitude == 0 || b == c ? 0 : orient_exactly(a, b, c);  // shared vertices are the usual case
}

}  // namespace libspatial
