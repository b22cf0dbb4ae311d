#include "metrics/arcs.hpp"

#include <cmath>

namespace libspatial::metrics {

geos::Geometry grown(const GEOSGeometry* shape, double d) {
  return geos::own(GEOSBufferWithStyle_r(geos::context(), shape, d, 128, GEOSBUF_CAP_ROUND, GEOSBUF_JOIN_ROUND, 5), "buffer");
}

std::vector<Sliver> slivers(const GEOSGeometry* of, const GEOSGeometry* shape, double d) {
  Shapes borders, corners;
  geos::append(of, {}, borders);
  geos::append(shape, {}, corners);
  const double r = std::abs(d), near = 1e-6 * r;
  const auto at = [&](Point p, Point centre) { return std::abs(std::hypot(p.x - centre.x, p.y - centre.y) - r) <= near; };
  const auto points = corners.points();
  std::vector<Sliver> found;
  std::size_t last = 0;  // the next chord is about the same corner, nearly always
  for (std::size_t part = 0; borders.size() > 0 && part < borders.part_count(0); ++part) {
    for (std::size_t k = 0; k < borders.ring_count(0, part); ++k) {
      const auto ring = borders.ring(0, part, k);
      for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
        const Point p = ring[i], q = ring[i + 1];
        const double chord = std::hypot(q.x - p.x, q.y - p.y);
        if (chord > 0.1 * r) continue;  // a piece of an arc is 0.012 r
        std::size_t centre = points.size();
        for (std::size_t n = 0; n < points.size() && centre == points.size(); ++n) {
          const std::size_t c = (last + n) % points.size();
          if (at(p, points[c]) && at(q, points[c])) centre = c;
        }
        if (centre == points.size()) continue;
        last = centre;
        const double angle = 2 * std::asin(chord / 2 / r);
        found.push_back({{(p.x + q.x) / 2, (p.y + q.y) / 2}, r * r / 2 * (angle - std::sin(angle))});
      }
    }
  }
  return found;
}

}  // namespace libspatial::metrics
