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

constexpr double at_the_cut = 1e-6;  // in %: shares are good to 1e-7, nearer to a cut than this they are it

std::string kind(double percent, double cut) { return percent > cut + at_the_cut ? "infill" : percent > at_the_cut ? "edge" : "outlying"; }

/// The ring d wide about a new patch, in m²: what was built before, and all of it. Nothing of what is no polygon.
struct Ring {
  double built = nan, whole = nan;
  double percent() const { return 100 * built / whole; }
  std::string_view why() const { return std::isnan(whole) ? "not_polygon" : whole > 0 ? "" : "zero_base"; }
};

std::vector<Ring> rings(const Call& call, const Layer& old, const Layer& fresh, double d) {
  require_same_crs(old, fresh);
  const BoxIndex index = boxes_of(old.shapes);
  std::vector<Ring> result(fresh.size());
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
    result[row] = {built.value(), whole.value()};
  }, 16);
  return result;
}

Result lei(const Call& call) {
  const Once old(call.plane("old"), call.threads(), {});
  const double cut = call.number("cut");
  Answer answer(call, {});
  for (const Ring& ring : rings(call, old.layer(), call.plane("new"), call.number("d"))) {
    answer.row({}, {ring.percent(), 0}, ring.why());
    answer.text(1, ring.why().empty() ? kind(ring.percent(), cut) : "");
  }
  old.note(answer.so_far());
  return std::move(answer).result();
}

/// Rings one outside the other, each d wide: how far from old land a patch lies, and how soon it is surrounded.
Result lei_by_ring(const Call& call) {
  const Once old(call.plane("old"), call.threads(), {});
  const Layer& fresh = call.plane("new");
  const auto count = static_cast<std::size_t>(call.number("rings"));
  std::vector<std::vector<Ring>> within;
  for (std::size_t k = 1; k <= count; ++k) within.push_back(rings(call, old.layer(), fresh, call.number("d") * static_cast<double>(k)));
  Answer answer(call, {"new", "ring"});
  for (std::size_t row = 0; row < fresh.size(); ++row) {
    Ring inner{0, 0};
    for (std::size_t k = 0; k < count; ++k) {
      const Ring& all = within[k][row];
      const Ring ring{all.built - inner.built, all.whole - inner.whole};
      answer.row({static_cast<std::int64_t>(row), static_cast<std::int64_t>(k + 1)}, {std::max(0.0, ring.percent()), all.percent()}, all.why());
      inner = all;
    }
  }
  old.note(answer.so_far());
  return std::move(answer).result();
}

Result mean_lei(const Call& call) {
  const Layer& fresh = call.plane("new");
  const Once old(call.plane("old"), call.threads(), {});
  const auto found = rings(call, old.layer(), fresh, call.number("d"));
  ExactSum weighted, area, sum;
  double n = 0;
  for (std::size_t row = 0; row < found.size(); ++row) {
    if (!found[row].why().empty()) continue;
    const double a = ring_area(fresh.shapes, row);
    weighted.add(found[row].percent() * a), area.add(a), sum.add(found[row].percent()), ++n;
  }
  Answer answer(call, {});
  answer.row({}, {weighted.value() / area.value(), sum.value() / n}, n > 0 ? "" : "zero_base");
  old.note(answer.so_far());
  return std::move(answer).result();
}

/// The part of a new patch's border that lies along built land.
Result shared_edge(const Call& call) {
  const Layer& fresh = call.plane("new");
  require_same_crs(call.plane("old"), fresh);
  const Once old(call.plane("old"), call.threads(), {});
  const double tolerance = call.number("tolerance");
  const EdgeIndex before(old.layer().shapes), own(fresh.shapes);
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
    const double whole = perimeter(fresh.shapes, row), common = sums[row].value() > tolerance ? sums[row].value() : 0.0, share = std::min(1.0, common / whole);
    const bool polygon = fresh.shapes.type(row) == ShapeType::polygon;
    answer.row({}, {polygon ? share : nan, 0}, polygon ? "" : "not_polygon");
    answer.text(1, !polygon ? "" : 100 * share >= 50 - at_the_cut ? "infill" : share > 0 ? "edge" : "outlying");
  }
  old.note(answer.so_far());
  return std::move(answer).result();
}

/// Built land within r of places, as a share of the circle.
std::vector<double> shares_within(const Call& call, const Layer& built, double r) {
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
  const Once built(call.plane("built"), call.threads(), {});
  const auto shares = shares_within(call, built.layer(), call.number("r"));
  Answer answer(call, {});
  for (std::size_t row = 0; row < shares.size(); ++row) answer.row({}, {shares[row], 1 - shares[row]}, call.flaw(row));
  built.note(answer.so_far());
  return std::move(answer).result();
}

Result extent_class(const Call& call) {
  const double urban = call.number("urban"), suburban = call.number("suburban");
  const Once built(call.plane("built"), call.threads(), {});
  const auto shares = shares_within(call, built.layer(), call.number("r"));
  Answer answer(call, {});
  for (std::size_t row = 0; row < shares.size(); ++row) {
    const double share = shares[row], percent = 100 * share;
    answer.row({}, {0, percent}, call.flaw(row));
    answer.text(0, !std::isfinite(share) ? "" : percent > urban + at_the_cut ? "urban" : percent >= suburban - at_the_cut ? "suburban" : "rural");
  }
  built.note(answer.so_far());
  return std::move(answer).result();
}

/// Land by direction from a centre; sector 0 begins at `start` degrees from north and they follow clockwise.
Result sectors(const Call& call) {
  const Once growth(call.plane("growth"), call.threads(), {});
  const Layer& land = growth.layer();
  const Point centre{call.number("x"), call.number("y")};
  const auto count = static_cast<std::size_t>(call.number("sectors"));
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
  growth.note(answer.so_far());
  return std::move(answer).result();
}

}  // namespace

const Formulas& growth_formulas() {
  static const Formulas all{{"lei", &lei}, {"lei_ring", &lei_by_ring}, {"awmlei", &mean_lei}, {"shared_edge_s", &shared_edge}, {"fullness", &fullness}, {"urban_extent_class", &extent_class}, {"sector_growth", &sectors}};
  return all;
}

}  // namespace libspatial::metrics
