// Validity, repair, and the land of a line with a width: GEOS on a local origin.

#include <algorithm>
#include <cmath>
#include <span>

#include "geometry/geos.hpp"
#include "geometry/simple.hpp"

namespace libspatial {
namespace {

constexpr double safe_change = 1e-6;  // relative; above it nobody knows which land was meant

Text reason_of(const std::string& geos) {
  static const std::pair<const char*, const char*> known[] = {
      {"Self-intersection", "自相交"},       {"Ring Self-intersection", "环自相交"},
      {"Hole lies outside shell", "孔洞在外环之外"}, {"Holes are nested", "孔洞相互嵌套"},
      {"Interior is disconnected", "内部不连通"}, {"Nested shells", "外环相互嵌套"},
      {"Duplicate Rings", "重复的环"},        {"Too few points in geometry component", "点数过少"},
  };
  for (const auto& [en, zh] : known) {
    if (geos == en) return {zh, en};
  }
  return {"图形无效（" + geos + "）", geos};
}

geos::Geometry make_valid(const GEOSGeometry* g, GEOSMakeValidMethods method) {
  const auto ctx = geos::context();
  GEOSMakeValidParams* params = GEOSMakeValidParams_create_r(ctx);
  GEOSMakeValidParams_setMethod_r(ctx, params, method);
  GEOSMakeValidParams_setKeepCollapsed_r(ctx, params, 0);
  GEOSGeometry* result = GEOSMakeValidWithParams_r(ctx, g, params);
  GEOSMakeValidParams_destroy_r(ctx, params);
  return geos::Geometry(result);
}

bool close_to(double a, double b) { return std::abs(a - b) <= safe_change * std::max(std::abs(a), std::abs(b)); }

}  // namespace

std::optional<Flaw> find_flaw(const Shapes& shapes, std::size_t shape) {
  if (shapes.type(shape) != ShapeType::polygon || is_surely_valid(shapes, shape)) return std::nullopt;
  const auto ctx = geos::context();
  const Point origin = geos::local_origin(shapes.box(shape));
  const geos::Geometry g = geos::from(shapes, shape, origin);
  char* reason = nullptr;
  GEOSGeometry* place = nullptr;
  const char valid = GEOSisValidDetail_r(ctx, g.get(), 0, &reason, &place);
  const geos::Geometry where(place);
  const std::string why = reason ? reason : "";
  if (reason) GEOSFree_r(ctx, reason);
  if (valid == 1) return std::nullopt;
  if (valid == 2) geos::own(nullptr, "validity");
  Flaw flaw{reason_of(why), origin};
  if (where) {
    double x = 0, y = 0;
    GEOSGeomGetX_r(ctx, where.get(), &x);
    GEOSGeomGetY_r(ctx, where.get(), &y);
    flaw.place = {x + origin.x, y + origin.y};
  }
  return flaw;
}

RepairResult repair(const Shapes& shapes, std::size_t shape) {
  RepairResult result;
  const auto flaw = find_flaw(shapes, shape);
  result.record.row = shape;
  result.record.before = ring_area(shapes, shape);
  if (!flaw) {
    result.shape.add(shapes, shape);
    result.record.after = result.record.before;
    result.safe = true;
    return result;
  }
  result.record.flaw = *flaw;
  const Point origin = geos::local_origin(shapes.box(shape));
  const geos::Geometry g = geos::from(shapes, shape, origin);
  const geos::Geometry structure = make_valid(g.get(), GEOS_MAKE_VALID_STRUCTURE);
  const geos::Geometry linework = make_valid(g.get(), GEOS_MAKE_VALID_LINEWORK);
  if (!structure || !linework) return result;  // GEOS gives up on some crossed shapes: nobody knows what they mean
  result.record.after = geos::area(structure.get());
  geos::append(structure.get(), origin, result.shape);
  result.safe = result.record.after > 0 && close_to(result.record.after, geos::area(linework.get())) &&
                close_to(result.record.after, result.record.before) && !find_flaw(result.shape, 0);
  return result;
}

namespace {

void add_part(Shapes& to, std::span<const Point> points) {
  to.begin_part();
  to.add_ring(points);
}

/// GEOS takes a line that ends where it begins for a ring, and loses land of one that crosses or follows itself. It is given such a line as one that stops
/// before its last edge, and that edge with its two corners; a corner at which the line turns straight back has no land of its own.
void add_open(Shapes& to, std::span<const Point> part) {
  std::vector<Point> p(part.begin(), part.end());
  p.erase(std::unique(p.begin(), p.end()), p.end());
  const std::size_t n = p.size();
  if (n < 3 || !(p.front() == p.back())) return add_part(to, part);
  Shapes alone;
  alone.begin_shape(ShapeType::line);
  add_part(alone, p);
  if (GEOSisSimple_r(geos::context(), geos::from(alone, 0, p.front()).get()) == 1) return add_part(to, part);
  add_part(to, std::span(p).first(n - 1));
  const Point corners[2][3] = {{p[n - 3], p[n - 2], p[0]}, {p[n - 2], p[0], p[1]}};
  for (const auto& corner : corners) {
    if (!(corner[0] == corner[2])) add_part(to, corner);
  }
}

}  // namespace

void add_corridor(const Shapes& lines, std::size_t shape, double width, Shapes& out) {
  const auto ctx = geos::context();
  const Point origin = geos::local_origin(lines.box(shape));
  Shapes open;
  open.begin_shape(ShapeType::line);
  for (std::size_t part = 0; part < lines.part_count(shape); ++part) add_open(open, lines.ring(shape, part, 0));
  const geos::Geometry g = geos::from(open, 0, origin);
  constexpr int quarter_segments = 8;
  constexpr double mitre_limit = 5.0;  // a sharper corner is cut off, as GEOS and PostGIS do by default
  const geos::Geometry corridor =
      geos::own(GEOSBufferWithStyle_r(ctx, g.get(), width / 2, quarter_segments, GEOSBUF_CAP_FLAT, GEOSBUF_JOIN_MITRE,
                                      mitre_limit),
                "buffer");
  geos::append(corridor.get(), origin, out);
}

}  // namespace libspatial
