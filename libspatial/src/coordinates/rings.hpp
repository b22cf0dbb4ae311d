#pragma once
// Rings out of a run of points, and polygons out of rings: by where they lie, never by their numbers.

#include <span>
#include <vector>

#include "libspatial/geometry.hpp"

namespace libspatial::coordinates {

struct Corner {
  Point at;
  long ring = 0;         ///< as the file numbers it
  std::size_t line = 0;
};

struct RingCount {
  std::size_t used = 0, repeated = 0, dropped = 0;  ///< points: in a ring, the same as the one before, of a ring of fewer than three
  std::size_t opened = 0;                           ///< rings that were not closed
  std::size_t dropped_line = 0;                     ///< where the first dropped ring begins
};

/// A ring ends where it comes back to its first point, or where the number changes. Closed, at least three different points each.
std::vector<Ring> rings_of(std::span<const Corner> corners, RingCount& count);
/// The same for a line: a part ends where the number changes; two different points at least.
std::vector<Ring> paths_of(std::span<const Corner> corners, RingCount& count);

inline constexpr std::size_t most_rings = 10'000;  ///< of one parcel: every one is held against every other

/// Appends one polygon shape: a ring inside an odd number of others is a hole of the smallest of them. Rings keep their order and direction.
/// Precondition: at most `most_rings`.
void add_by_containment(const std::vector<Ring>& rings, Shapes& out);

}  // namespace libspatial::coordinates
