// Group F with shapes: the expansion index by rings, shared edges, fullness and extent by exact circles, sectors.

#include <cmath>
#include <numbers>

#include "metrics/arcs.hpp"
#include "metrics/figure.hpp"
#include "metrics/laid.hpp"
#include "metrics/near.hpp"
#include "metrics/rows.hpp"

namespace libspatial::metrics {
namespace {

using std::numbers::pi;

BoxIndex boxes_of(const Shapes& shapes) {
  std::vector<Bounds> boxes;
  for (std::size_t row = 0; row < shapes.size(); ++row) boxes.push_back(bounds(shapes.box(row)));
  return BoxIndex(boxes);
}

std::string kind(double value, double cut) { return value > cut ? "infill" : value > 0 ? "edge" : "outlying"; }

/// Of a ring d wide about every new patch: how much was built before, in percent.
std::vector<double> expansion(const Call& call, const Layer& old, const Layer& fresh) {
  require_same_crs(old, fresh);
  const double d = call.number("d");
  const BoxIndex index = boxes_of(old.shapes);
  std::vector<double> result(fresh.size(), nan);
  each_row(call, fresh.size(), [&](std::size_t row) {
    if (fresh.shapes.type(row) != ShapeType::polygon) return;
    const auto ctx = geos::context();
    Bounds near = bounds(fresh.shapes.box(row));
    near.grow(d);
    const Point origin = geos::local_origin(fresh.shapes.box(row));
    const geos::Geometry patch = geos::from(fresh.shapes, row, origin);
    const geos::Geometry all = grown(patch.get(), d);
    const geos::Geometry ring = geos::own(GEOSDifference_r(ctx, all.get(), patch.get()), "difference");
    const std::vector<Sliver> beyond = slivers(all.get(), patch.get(), d);
    ExactSum built, whole;
    whole.add(geos::area(ring.get()));
    for (const Sliver& s : beyond) whole.add(s.area);
    index.each(near, [&](std::size_t k) {
      const geos::Geometry land = geos::from(old.shapes, k, origin);
      const geos::Geometry common = geos::own(GEOSIntersection_r(ctx, ring.get(), land.get()), "intersection");
      const double area = geos::area(common.get());
      if (area == 0) return;
      built.add(area);
      const geos::Prepared inside(GEOSPrepare_r(ctx, land.get()));
      for (const Sliver& s : beyond) {
        const geos::Geometry middle = geos::own(GEOSGeom_createPointFromXY_r(ctx, s.middle.x, s.middle.y), "point");
        if (GEOSPreparedIntersects_r(ctx, inside.get(), middle.get()) == 1) built.add(s.area);
      }
    });
    result[row] = 100 * built.value() / whole.value();
  }, 16);
  return result;
}

Result lei(const Call& call) {
  const auto values = expansion(call, call.plane("old"), call.plane("new"));
  const double cut = call.number("cut");
  Answer answer(call, {});
  for (const double v : values) {
    answer.row({}, {v, 0}, std::isfinite(v) ? "" : "not_polygon");
    answer.text(1, std::isfinite(v) ? kind(v, cut) : "");
  }
  return std::move(answer).result();
}

Result mean_lei(const Call& call) {
  const Layer& fresh = call.plane("new");
  const auto values = expansion(call, call.plane("old"), fresh);
  ExactSum weighted, area, sum;
  double n = 0;
  for (std::size_t row = 0; row < values.size(); ++row) {
    if (!std::isfinite(values[row])) continue;
    const double a = ring_area(fresh.shapes, row);
    weighted.add(values[row] * a), area.add(a), sum.add(values[row]), ++n;
  }
  Answer answer(call, {});
  answer.row({}, {weighted.value() / area.value(), sum.value() / n}, n > 0 ? "" : "zero_base");
  return std::move(answer).result();
}

/// The part of a new patch's border that lies along built land.
Result shared_edge(const Call& call) {
  const Layer &old = call.plane("old"), &fresh = call.plane("new");
  require_same_crs(old, fresh);
  const double tolerance = call.number("tolerance");
  const EdgeIndex before(old.shapes), own(fresh.shapes);
  std::vector<double> along(own.edges().size());
  each_row(call, along.size(), [&](std::size_t i) {
    const Edge& e = own.edges()[i];
    Bounds near = e.bounds();
    near.grow(tolerance);
    ExactSum sum;
    before.index().each(near, [&](std::size_t k) { sum.add(along_each_other(e, before.edges()[k], tolerance)); });
    along[i] = sum.value();
  });
  std::vector<ExactSum> sums(fresh.size());
  for (std::size_t i = 0; i < along.size(); ++i) sums[own.edges()[i].row].add(along[i]);
  Answer answer(call, {});
  for (std::size_t row = 0; row < fresh.size(); ++row) {
    const double whole = perimeter(fresh.shapes, row), share = std::min(1.0, sums[row].value() / whole);
    const bool polygon = fresh.shapes.type(row) == ShapeType::polygon;
    answer.row({}, {polygon ? share : nan, 0}, polygon ? "" : "not_polygon");
    answer.text(1, !polygon ? "" : share >= 0.5 ? "infill" : share > 0 ? "edge" : "outlying");
  }
  return std::move(answer).result();
}

/// Built land within r of places, as a share of the circle.
std::vector<double> shares_within(const Call& call, double r) {
  const Layer& built = call.plane("built");
  const auto x = call.numbers("x"), y = call.numbers("y");
  const BoxIndex index = boxes_of(built.shapes);
  std::vector<double> result(x.size(), nan);
  each_row(call, x.size(), [&](std::size_t i) {
    if (!std::isfinite(x[i]) || !std::isfinite(y[i])) return;
    Bounds near;
    near.add({x[i], y[i]});
    near.grow(r);
    ExactSum sum;
    index.each(near, [&](std::size_t k) { sum.add(common_with_disc(built.shapes, k, {x[i], y[i]}, r)); });
    const double share = sum.value() / (pi * r * r);
    result[i] = std::abs(share - 1) < 1e-12 ? 1 : share;  // rounding of sectors
  }, 64);
  return result;
}

Result fullness(const Call& call) {
  Answer answer(call, {});
  for (const double share : shares_within(call, call.number("r"))) answer.row({}, {share, 1 - share}, std::isfinite(share) ? "" : "missing_value");
  return std::move(answer).result();
}

Result extent_class(const Call& call) {
  const double urban = call.number("urban"), suburban = call.number("suburban");
  Answer answer(call, {});
  for (const double share : shares_within(call, call.number("r"))) {
    const double percent = 100 * share;
    answer.row({}, {0, percent}, std::isfinite(share) ? "" : "missing_value");
    answer.text(0, !std::isfinite(share) ? "" : percent > urban ? "urban" : percent >= suburban ? "suburban" : "rural");
  }
  return std::move(answer).result();
}

/// Land by direction from a centre; sector 0 begins at `start` degrees from north and they follow clockwise.
Result sectors(const Call& call) {
  const Layer& land = call.plane("growth");
  const Point centre{call.number("x"), call.number("y")};
  const auto count = static_cast<std::size_t>(std::max(3.0, call.number("sectors")));
  const double start = call.number("start") * pi / 180, step = 2 * pi / static_cast<double>(count);
  const Box box = land.shapes.box();
  const double far = 2 * (std::hypot(box.max_x - box.min_x, box.max_y - box.min_y) + std::hypot(middle(box).x - centre.x, middle(box).y - centre.y)) / std::cos(step / 2);
  Layer zones;
  zones.name = "sectors";
  zones.crs = land.crs;
  for (std::size_t i = 0; i < count; ++i) {
    const auto at = [&](std::size_t k) {
      const double azimuth = start + step * static_cast<double>(k % count);
      return Point{centre.x + far * std::sin(azimuth), centre.y + far * std::cos(azimuth)};
    };
    zones.shapes.add({.polygons = {{.shell = {{centre, at(i + 1), at(i), centre}}, .holes = {}}}});
  }
  const Overlay found = laid(land, zones, AreaKind::planar, call.threads(), call.progress());
  std::vector<ExactSum> sums(count);
  ExactSum all;
  for (const Piece& p : found.pieces) {
    if (p.zone != outside) sums[p.zone].add(p.area.square_metres()), all.add(p.area.square_metres());
  }
  Answer answer(call, {"sector"});
  for (std::size_t i = 0; i < count; ++i) answer.row({static_cast<std::int64_t>(i)}, {sums[i].value() / hectare, sums[i].value() / all.value()}, all.value() > 0 ? "" : "zero_base");
  return std::move(answer).result();
}

}  // namespace

const Formulas& growth_formulas() {
  static const Formulas all{{"lei", &lei}, {"awmlei", &mean_lei}, {"shared_edge_s", &shared_edge}, {"fullness", &fullness}, {"urban_extent_class", &extent_class}, {"sector_growth", &sectors}};
  return all;
}

}  // namespace libspatial::metrics
