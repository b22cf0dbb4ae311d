#pragma once
// Limits of what a layer holds, asked while it is read.

#include "libspatial/layer.hpp"
#include "libspatial/opening.hpp"

namespace libspatial::opening {

/// One shape, one cell: Error(limit_exceeded) when they are larger than may be.
void require_shape(const Layer& layer, std::size_t row, const ReadLimits& limits);
void require_value(const Layer& layer, std::size_t field, std::size_t row, const ReadLimits& limits);

}  // namespace libspatial::opening
