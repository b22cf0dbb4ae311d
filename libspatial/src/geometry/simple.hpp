#pragma once
// A quick look that settles most shapes: rings whose edges nowhere touch are simple, and one point of a hole tells where it lies.

#include "libspatial/geometry.hpp"

namespace libspatial {

/// True: the polygon is valid beyond doubt. False: something touches, or it is too large to look at so; GEOS has to decide.
bool is_surely_valid(const Shapes& shapes, std::size_t shape);

}  // namespace libspatial
