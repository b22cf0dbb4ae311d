#pragma once
// The edges of all zones in one flat array, interior on the left, rings one after the other.

#include <cstdint>
#include <vector>

#include "libspatial/geometry.hpp"

namespace libspatial {

/// Edge i goes from point(i) to point(i + 1) of the same ring. The last point of a ring starts no edge.
class ZoneEdges {
 public:
  struct Ring {
    std::uint32_t first = 0, last = 0;  ///< edges first … last − 1; point(last) equals point(first)
    std::uint32_t zone = 0;
    bool shell = true;                  ///< of a part; its holes follow
  };

  explicit ZoneEdges(const Shapes& zones);

  const Point& point(std::uint32_t i) const { return points_[i]; }
  const std::vector<Ring>& rings() const { return rings_; }
  std::size_t size() const { return points_.size(); }
  const Ring& ring_of(std::uint32_t edge) const { return rings_[ring_of_[edge]]; }
  std::uint32_t zone_of(std::uint32_t edge) const { return ring_of(edge).zone; }
  Box box() const { return box_; }
  /// One zone as one shape, its rings turned as here.
  Shapes shape(std::uint32_t zone) const;

 private:
  std::vector<Point> points_;
  std::vector<std::uint32_t> ring_of_;
  std::vector<Ring> rings_;
  Box box_;
};

/// Twice the signed area of a closed ring, on its own first point.
double twice_area(std::span<const Point> ring);

}  // namespace libspatial
