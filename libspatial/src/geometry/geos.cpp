#include "geometry/geos.hpp"

#include <cmath>

namespace libspatial::geos {
namespace {

struct ThreadContext {
  std::string message;
  GEOSContextHandle_t handle = GEOS_init_r();
  ThreadContext() {
    const auto keep = [](const char* text, void* self) { static_cast<ThreadContext*>(self)->message = text; };
    GEOSContext_setErrorMessageHandler_r(handle, keep, this);
    GEOSContext_setNoticeMessageHandler_r(handle, keep, this);
  }
  ~ThreadContext() { GEOS_finish_r(handle); }
};

ThreadContext& here() {
  thread_local ThreadContext context;
  return context;
}

Geometry ring_or_line(std::span<const Point> points, Point origin, bool ring) {
  const auto ctx = context();
  GEOSCoordSequence* sequence = GEOSCoordSeq_create_r(ctx, static_cast<unsigned>(points.size()), 2);
  for (unsigned i = 0; i < points.size(); ++i) {
    GEOSCoordSeq_setXY_r(ctx, sequence, i, points[i].x - origin.x, points[i].y - origin.y);
  }
  return own(ring ? GEOSGeom_createLinearRing_r(ctx, sequence) : GEOSGeom_createLineString_r(ctx, sequence), "create");
}

std::vector<Point> points_of(const GEOSGeometry* line, Point origin) {
  const auto ctx = context();
  const GEOSCoordSequence* sequence = GEOSGeom_getCoordSeq_r(ctx, line);
  unsigned n = 0;
  GEOSCoordSeq_getSize_r(ctx, sequence, &n);
  std::vector<Point> result(n);
  for (unsigned i = 0; i < n; ++i) {
    GEOSCoordSeq_getXY_r(ctx, sequence, i, &result[i].x, &result[i].y);
    result[i].x += origin.x;
    result[i].y += origin.y;
  }
  return result;
}

void collect(const GEOSGeometry* g, Point origin, MultiPolygon& out) {
  const auto ctx = context();
  const int type = GEOSGeomTypeId_r(ctx, g);
  if (type == GEOS_POLYGON) {
    if (GEOSisEmpty_r(ctx, g)) return;
    Polygon polygon{{points_of(GEOSGetExteriorRing_r(ctx, g), origin)}, {}};
    const int holes = GEOSGetNumInteriorRings_r(ctx, g);
    for (int i = 0; i < holes; ++i) polygon.holes.push_back({points_of(GEOSGetInteriorRingN_r(ctx, g, i), origin)});
    out.polygons.push_back(std::move(polygon));
  } else if (type >= GEOS_MULTIPOINT) {
    const int n = GEOSGetNumGeometries_r(ctx, g);
    for (int i = 0; i < n; ++i) collect(GEOSGetGeometryN_r(ctx, g, i), origin, out);
  }
}

}  // namespace

GEOSContextHandle_t context() { return here().handle; }
const std::string& last_message() { return here().message; }

void Free::operator()(GEOSGeometry* g) const { GEOSGeom_destroy_r(context(), g); }
void Free::operator()(const GEOSPreparedGeometry* g) const { GEOSPreparedGeom_destroy_r(context(), g); }

Geometry own(GEOSGeometry* g, const char* operation) {
  if (!g) {
    const std::string what = std::string(operation) + ": " + last_message();
    throw Error(Errc::internal, {"几何运算失败（" + what + "）", "geometry operation failed (" + what + ")"});
  }
  return Geometry(g);
}

Geometry from(const Shapes& shapes, std::size_t shape, Point origin) {
  const auto ctx = context();
  const bool polygon = shapes.type(shape) == ShapeType::polygon;
  std::vector<GEOSGeometry*> parts;
  for (std::size_t part = 0; part < shapes.part_count(shape); ++part) {
    Geometry first = ring_or_line(shapes.ring(shape, part, 0), origin, polygon);
    if (polygon) {
      std::vector<GEOSGeometry*> holes;
      for (std::size_t r = 1; r < shapes.ring_count(shape, part); ++r) {
        holes.push_back(ring_or_line(shapes.ring(shape, part, r), origin, true).release());
      }
      first = own(GEOSGeom_createPolygon_r(ctx, first.release(), holes.data(), static_cast<unsigned>(holes.size())),
                  "create");
    }
    parts.push_back(first.release());
  }
  if (parts.size() == 1) return Geometry(parts.front());
  return own(GEOSGeom_createCollection_r(ctx, polygon ? GEOS_MULTIPOLYGON : GEOS_MULTILINESTRING, parts.data(),
                                         static_cast<unsigned>(parts.size())),
             "create");
}

Geometry box(const Box& box, Point origin) {
  return own(GEOSGeom_createRectangle_r(context(), box.min_x - origin.x, box.min_y - origin.y, box.max_x - origin.x,
                                        box.max_y - origin.y),
             "create");
}

void append(const GEOSGeometry* g, Point origin, Shapes& out) {
  MultiPolygon shape;
  collect(g, origin, shape);
  out.add(shape);
}

double area(const GEOSGeometry* g) {
  Shapes shapes;
  append(g, {0, 0}, shapes);
  return ring_area(shapes, 0);
}

Point local_origin(const Box& box) {
  if (box.empty()) return {};
  return {std::floor((box.min_x + box.max_x) / 2), std::floor((box.min_y + box.max_y) / 2)};
}

}  // namespace libspatial::geos
