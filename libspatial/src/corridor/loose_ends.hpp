#pragma once
// Loose ends: where lines do not meet, by how much, and joining them when that is asked for.

#include "corridor/network.hpp"

namespace libspatial::corridor {

/// The lines as they are cut: one path per part of a row, numbered.
struct Drawn {
  std::vector<Path> paths;                  ///< source: its own number
  std::vector<std::size_t> row_of_path, line_of_path;

  Drawn(const Shapes& shapes, const Names& names);
  /// The lines some paths belong to, ascending.
  std::vector<std::size_t> lines(std::span<const std::size_t> paths) const;
};

/// Smallest gap first.
std::vector<LineEnd> loose_ends(const Network& net, const Drawn& drawn, const Frame& frame, const Crs& crs);

/// Adds to `drawn` a connection for every end whose gap is not wider than `snap` and gives these ends, `joined` set.
std::vector<LineEnd> join(std::span<const LineEnd> ends, Length snap, Drawn& drawn, const Frame& frame);

}  // namespace libspatial::corridor
