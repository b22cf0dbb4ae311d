#include "overlay/edges.hpp"

#include <algorithm>
#include <limits>

namespace libspatial {

double twice_area(std::span<const Point> ring) {
  double sum = 0;
  for (std::size_t i = 1; i + 1 < ring.size(); ++i) {
    sum += (ring[i].x - ring[0].x) * (ring[i + 1].y - ring[0].y) - (ring[i].y - ring[0].y) * (ring[i + 1].x - ring[0].x);
  }
  return sum;
}

ZoneEdges::ZoneEdges(const Shapes& zones) {
  if (zones.points().size() >= std::numeric_limits<std::uint32_t>::max()) {
    throw Error(Errc::bad_argument, {"分区顶点超过 2³² 个", "the zones have more than 2^32 vertices"});
  }
  points_.reserve(zones.points().size());
  ring_of_.reserve(zones.points().size());
  for (std::size_t zone = 0; zone < zones.size(); ++zone) {
    if (zones.type(zone) != ShapeType::polygon) continue;
    for (std::size_t part = 0; part < zones.part_count(zone); ++part) {
      for (std::size_t r = 0; r < zones.ring_count(zone, part); ++r) {
        const auto ring = zones.ring(zone, part, r);
        const auto first = static_cast<std::uint32_t>(points_.size());
        const bool turn = (twice_area(ring) < 0) == (r == 0);  // a shell runs counter-clockwise, a hole clockwise
        if (turn) points_.insert(points_.end(), ring.rbegin(), ring.rend());
        else points_.insert(points_.end(), ring.begin(), ring.end());
        ring_of_.resize(points_.size(), static_cast<std::uint32_t>(rings_.size()));
        rings_.push_back({first, static_cast<std::uint32_t>(points_.size() - 1), static_cast<std::uint32_t>(zone), r == 0});
      }
    }
    box_.add(zones.box(zone));
  }
}

Shapes ZoneEdges::shape(std::uint32_t zone) const {
  Shapes shapes;
  shapes.begin_shape(ShapeType::polygon);
  for (auto ring = std::lower_bound(rings_.begin(), rings_.end(), zone, [](const Ring& r, std::uint32_t z) { return r.zone < z; }); ring != rings_.end() && ring->zone == zone; ++ring) {
    if (ring->shell) shapes.begin_part();
    shapes.add_ring(std::span(points_).subspan(ring->first, ring->last - ring->first + 1));
  }
  return shapes;
}

}  // namespace libspatial
