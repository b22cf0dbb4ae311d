#pragma once
// Nearest points of two shapes on the ellipsoid: edges divided to 70 m are chords through the Earth, the nearest pair of
// points on chords is found in space, and measured as a geodesic. Among places 100 km apart the chord picks a pair whose
// geodesic is within 1 cm of the least: chords and geodesics differ by 1 m there, but alike in every direction to 0.3 %.

#include <array>
#include <optional>
#include <span>
#include <vector>

#include "corridor/run_tree.hpp"
#include "libspatial/crs.hpp"

namespace libspatial::corridor {

using Place3 = std::array<double, 3>;

/// Metres from the centre of the Earth, of a place in degrees.
Place3 in_space(Point degrees);

class Chords {
 public:
  /// Of one shape of any type, in any CRS.
  Chords(const Shapes& shapes, std::size_t shape, const Crs& crs);

  struct Chord {
    Point a, b;       ///< degrees; equal for a point
    Place3 at, to;    ///< the same in space
    double begin = 0; ///< metres along the part, geodesic, where it begins
  };
  const std::vector<Chord>& chords() const { return chords_; }
  const RunTree<3>& tree() const { return tree_; }
  bool empty() const { return chords_.empty(); }

 private:
  std::vector<Chord> chords_;
  RunTree<3> tree_;
};

struct Nearest {
  std::size_t chord_a = 0, chord_b = 0;
  double along_a = 0, along_b = 0;     ///< 0..1 on the chord
  Point a, b;                          ///< degrees
  double metres = 0;
};

/// Precondition: neither is empty.
Nearest nearest(const Chords& a, const Chords& b);

/// Degrees in a CRS.
Point in_crs(Point degrees, const Crs& crs);

/// True when two shapes have a point in common, as they are drawn in their CRS (so also one inside the other).
bool meet(const Shapes& a, std::size_t i, const Shapes& b, std::size_t j);

}  // namespace libspatial::corridor
