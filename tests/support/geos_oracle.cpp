#include "support/geos_oracle.hpp"

#include <geos_c.h>

#include <cmath>
#include <memory>
#include <stdexcept>

namespace libspatial::testing {
namespace {

GEOSContextHandle_t context() {
  thread_local const std::unique_ptr<GEOSContextHandle_HS, void (*)(GEOSContextHandle_t)> handle(GEOS_init_r(), GEOS_finish_r);
  return handle.get();
}

struct Free {
  void operator()(GEOSGeometry* g) const { GEOSGeom_destroy_r(context(), g); }
};
using Geometry = std::unique_ptr<GEOSGeometry, Free>;

GEOSGeometry* ring_of(const Ring& ring, Point origin) {
  GEOSCoordSequence* points = GEOSCoordSeq_create_r(context(), static_cast<unsigned>(ring.points.size()), 2);
  for (unsigned i = 0; i < ring.points.size(); ++i) GEOSCoordSeq_setXY_r(context(), points, i, ring.points[i].x - origin.x, ring.points[i].y - origin.y);
  return GEOSGeom_createLinearRing_r(context(), points);
}

Geometry geometry_of(const MultiPolygon& shape, Point origin) {
  std::vector<GEOSGeometry*> parts;
  for (const Polygon& polygon : shape.polygons) {
    std::vector<GEOSGeometry*> holes;
    for (const Ring& hole : polygon.holes) holes.push_back(ring_of(hole, origin));
    parts.push_back(GEOSGeom_createPolygon_r(context(), ring_of(polygon.shell, origin), holes.data(), static_cast<unsigned>(holes.size())));
  }
  if (parts.size() == 1) return Geometry(parts[0]);
  return Geometry(GEOSGeom_createCollection_r(context(), GEOS_MULTIPOLYGON, parts.data(), static_cast<unsigned>(parts.size())));
}

Point middle(const MultiPolygon& shape) {
  Box box;
  for (const Polygon& polygon : shape.polygons) {
    for (const Point p : polygon.shell.points) box.add(p);
    for (const Ring& hole : polygon.holes) {
      for (const Point p : hole.points) box.add(p);
    }
  }
  return {std::floor((box.min_x + box.max_x) / 2), std::floor((box.min_y + box.max_y) / 2)};
}

}  // namespace

std::optional<double> geos_intersection_area(const MultiPolygon& a, const MultiPolygon& b) {
  const Point origin = middle(a);
  const Geometry ga = geometry_of(a, origin), gb = geometry_of(b, origin);
  const Geometry both(GEOSIntersection_r(context(), ga.get(), gb.get()));
  double area = 0;
  if (!both || !GEOSArea_r(context(), both.get(), &area)) return std::nullopt;
  return area;
}

bool geos_is_valid(const MultiPolygon& shape) {
  const Geometry g = geometry_of(shape, middle(shape));
  if (!g) throw std::invalid_argument("GEOS cannot make this shape");
  return GEOSisValid_r(context(), g.get()) == 1;
}

}  // namespace libspatial::testing
