#include "overlay/geos_cutter.hpp"

#include <algorithm>
#include <cmath>

#include "libspatial/units.hpp"

namespace libspatial {
namespace {

constexpr double noise = cut_noise;
constexpr std::size_t few_points = 200;  // of a zone; more are clipped to the land around the subject first

/// What "add up" means for a subject: GEOS snaps at 1e-12 of its coordinates, and a narrow strip has much border for its area.
double law_of(double area, const Box& box) {
  const double extent = std::max(box.max_x - box.min_x, box.max_y - box.min_y);
  return cut_law * area + 1e-11 * extent * extent;
}

[[noreturn]] void broken(std::size_t subject, double difference, double area) {
  const std::string n = std::to_string(subject), d = shortest(difference), a = shortest(area);
  throw Error(Errc::internal, {"第 " + n + " 行的各部分之和与其面积不符（差 " + d + "，面积 " + a + "），未给出任何结果",
                               "the parts of row " + n + " do not add up to it (off by " + d + " of " + a + "); nothing is reported"});
}

bool is_noise(double area, double subject_area) { return area <= noise * subject_area; }

geos::Geometry union_of(const std::vector<const GEOSGeometry*>& parts) {
  const auto ctx = geos::context();
  std::vector<GEOSGeometry*> copies;
  for (const GEOSGeometry* part : parts) copies.push_back(GEOSGeom_clone_r(ctx, part));
  const auto all = geos::own(
      GEOSGeom_createCollection_r(ctx, GEOS_GEOMETRYCOLLECTION, copies.data(), static_cast<unsigned>(copies.size())), "collect");
  return geos::own(GEOSUnaryUnion_r(ctx, all.get()), "union");
}

}  // namespace

const GeosCutter::Zone& GeosCutter::zone(std::size_t row) {
  Zone& zone = zones_[row];
  if (!zone.geometry) {
    zone.geometry = geos::from(index_.edges.shape(static_cast<std::uint32_t>(row)), 0, index_.origin);
    zone.prepared.reset(GEOSPrepare_r(geos::context(), zone.geometry.get()));
  }
  return zone;
}

std::vector<std::size_t> GeosCutter::candidates(const Box& box) const {
  std::vector<std::size_t> rows;
  for (auto it = index_.tree.qbegin(boost::geometry::index::intersects(to_tree(box))); it != index_.tree.qend(); ++it) {
    rows.push_back(it->second);
  }
  std::sort(rows.begin(), rows.end());
  return rows;
}

/// The zone round a box, on another origin.
geos::Geometry GeosCutter::near(std::size_t row, const Box& box, Point origin) {
  Shapes shape = index_.edges.shape(static_cast<std::uint32_t>(row));
  if (shape.points().size() > few_points) {
    const double margin = std::max({box.max_x - box.min_x, box.max_y - box.min_y, 1e-9});
    const geos::Geometry around = geos::box({box.min_x - margin, box.min_y - margin, box.max_x + margin, box.max_y + margin}, index_.origin);
    shape = Shapes();
    geos::append(geos::own(GEOSIntersection_r(geos::context(), zone(row).geometry.get(), around.get()), "intersection").get(), index_.origin, shape);
  }
  return geos::from(shape, 0, origin);
}

void GeosCutter::cut(const Shapes& subjects, std::size_t subject, Cut& result) {
  const auto ctx = geos::context();
  const Box box = subjects.box(subject);
  const Point origin = geos::local_origin(box);
  const double whole = ring_area(subjects, subject);
  result.clear();
  result.planar = whole;
  std::vector<geos::Geometry> shapes;     // of the parts that are cut
  std::vector<const GEOSGeometry*> all;   // of every part in a zone
  const geos::Geometry land = geos::from(subjects, subject, origin), far = geos::from(subjects, subject, index_.origin);
  const auto add = [&](std::size_t row, const GEOSGeometry* g, double planar) {
    result.parts.push_back({row, planar, g == nullptr});
    if (g) add_shape(g, origin, result);
  };

  double in_zones = 0.0;
  for (const std::size_t row : candidates(box)) {
    const Zone& z = zone(row);
    if (GEOSPreparedIntersects_r(ctx, z.prepared.get(), far.get()) == 0) continue;
    if (GEOSPreparedCovers_r(ctx, z.prepared.get(), far.get()) == 1) {
      add(row, nullptr, whole);
      all.push_back(land.get());
      in_zones += whole;
      continue;
    }
    geos::Geometry piece = geos::own(GEOSIntersection_r(ctx, land.get(), near(row, box, origin).get()), "intersection");
    const double planar = geos::area(piece.get());
    if (is_noise(planar, whole)) continue;
    add(row, piece.get(), planar);
    in_zones += planar;
    shapes.push_back(std::move(piece));
    all.push_back(shapes.back().get());
  }
  if (all.empty()) {
    return add(outside, nullptr, whole);
  }
  if (const double off = account(land.get(), all, in_zones, origin, result); off > law_of(whole, box)) broken(subject, off, whole);
}

/// What the parts cover together, what several of them cover, and what none does. Returns by how much that does not add up.
double GeosCutter::account(const GEOSGeometry* land, const std::vector<const GEOSGeometry*>& parts, double in_zones, Point origin, Cut& cut) const {
  const double whole = cut.planar;
  const geos::Geometry united = parts.size() == 1 ? nullptr : union_of(parts);
  const GEOSGeometry* cover = united ? united.get() : parts.front();
  const double covered = united ? geos::area(cover) : in_zones, multi = in_zones - covered;
  double out = 0.0;
  if (covered < whole * (1 - noise)) {
    const geos::Geometry rest = geos::own(GEOSDifference_r(geos::context(), land, cover), "difference");
    out = geos::area(rest.get());
    if (!is_noise(out, whole)) {
      cut.parts.push_back({outside, out, false});
      add_shape(rest.get(), origin, cut);
    }
  }
  cut.multi_cover = is_noise(multi, whole) ? 0.0 : multi;
  return std::max(-multi, std::abs(covered + out - whole));
}

bool GeosCutter::account(const Shapes& subjects, std::size_t subject, Cut& cut) const {
  const Box box = subjects.box(subject);
  const Point origin = geos::local_origin(box);
  const geos::Geometry land = geos::from(subjects, subject, origin);
  std::vector<geos::Geometry> shapes;
  std::vector<const GEOSGeometry*> all;
  double in_zones = 0;
  for (const Cut::Part& part : cut.parts) {
    if (!part.whole) shapes.push_back(geos::from(cut.shapes, *part.shape, origin));
    all.push_back(part.whole ? land.get() : shapes.back().get());
    in_zones += part.planar;
  }
  return account(land.get(), all, in_zones, origin, cut) <= law_of(cut.planar, box);
}

void GeosCutter::add_rest(const Shapes& subjects, std::size_t subject, double area, Cut& cut) const {
  const Point origin = geos::local_origin(subjects.box(subject));
  std::vector<geos::Geometry> shapes;
  std::vector<const GEOSGeometry*> all;
  for (const Cut::Part& part : cut.parts) {
    shapes.push_back(geos::from(cut.shapes, *part.shape, origin));
    all.push_back(shapes.back().get());
  }
  const geos::Geometry land = geos::from(subjects, subject, origin), covered = union_of(all);
  cut.parts.push_back({outside, area, false});
  add_shape(geos::own(GEOSDifference_r(geos::context(), land.get(), covered.get()), "difference").get(), origin, cut);
}

/// A shape on a grid of the last digits a double has at coordinates of this size; on a coarser one where GEOS cannot node it. Throws what GEOS says last.
Shapes GeosCutter::snapped(const GEOSGeometry* g, Point origin, int exponent) {
  constexpr int digits[] = {51, 48, 44, 40};
  for (const int kept : digits) {
    Shapes shape;
    try {
      geos::append(geos::own(GEOSGeom_setPrecision_r(geos::context(), g, std::exp2(exponent - kept), 0), "set precision").get(), origin, shape);
    } catch (const Error&) {
      if (kept == digits[std::size(digits) - 1]) throw;
      continue;
    }
    return shape;
  }
  return {};
}

/// The shape of the last part. Adding the origin rounds; where that makes borders cross, the shape is snapped to a grid that survives the adding.
void GeosCutter::add_shape(const GEOSGeometry* g, Point origin, Cut& cut) const {
  Shapes shape;
  geos::append(g, origin, shape);
  if (valid_ && find_flaw(shape, 0)) {
    const Box box = shape.box();
    const double largest = std::max({std::abs(box.min_x), std::abs(box.max_x), std::abs(box.min_y), std::abs(box.max_y)});
    shape = snapped(g, origin, std::ilogb(largest));
    if (shape.type(0) != ShapeType::polygon) {  // thinner than the last digit of the coordinates
      shape = Shapes();
      shape.add_none();
    }
  }
  cut.parts.back().shape = cut.shapes.size();
  cut.shapes.add(shape, 0);
}

}  // namespace libspatial
