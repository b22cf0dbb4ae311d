// Group K with shapes: land within reach of facilities, each with a radius of its own, by exact arcs.

#include <algorithm>
#include <cmath>
#include <numeric>

#include "metrics/arcs.hpp"
#include "metrics/figure.hpp"
#include "metrics/laid.hpp"
#include "metrics/near.hpp"
#include "metrics/rows.hpp"

namespace libspatial::metrics {
namespace {

/// What lies within the radius of each facility, about a common origin.
struct Reach {
  Shapes shapes;
  std::vector<std::vector<Sliver>> beyond;  ///< chords, of each
  Point origin;

  Reach(const Shapes& facilities, const std::vector<double>& radius) : origin(geos::local_origin(facilities.box())) {
    for (std::size_t row = 0; row < facilities.size(); ++row) {
      beyond.emplace_back();
      if (facilities.type(row) != ShapeType::polygon) {
        shapes.add_none();
        continue;
      }
      const geos::Geometry own = geos::from(facilities, row, origin), all = grown(own.get(), radius[row]);
      if (radius[row] > 0) beyond.back() = slivers(all.get(), own.get(), radius[row]);
      geos::append(all.get(), {}, shapes);
    }
  }
};

bool holds(const GEOSPreparedGeometry* land, Point p) {
  const geos::Geometry point = geos::own(GEOSGeom_createPointFromXY_r(geos::context(), p.x, p.y), "point");
  return GEOSPreparedIntersects_r(geos::context(), land, point.get()) == 1;
}

/// m² of a shape within reach of any of these facilities.
double within(const Shapes& land, std::size_t row, const Reach& reach, const std::vector<std::size_t>& near) {
  if (near.empty()) return 0;
  const auto ctx = geos::context();
  Shapes together;
  add_union(reach.shapes, near, together);
  const geos::Geometry own = geos::from(land, row, reach.origin), all = geos::from(together, 0, {});
  const geos::Geometry common = geos::own(GEOSIntersection_r(ctx, own.get(), all.get()), "intersection");
  ExactSum area;
  area.add(geos::area(common.get()));
  const geos::Prepared inside(GEOSPrepare_r(ctx, own.get()));
  for (const std::size_t k : near) {
    for (const Sliver& s : reach.beyond[k]) {
      if (!holds(inside.get(), s.middle)) continue;
      bool other = false;  // reached from elsewhere: counted already
      for (const std::size_t n : near) {
        const Box box = reach.shapes.box(n);
        if (n == k || s.middle.x < box.min_x || s.middle.x > box.max_x || s.middle.y < box.min_y || s.middle.y > box.max_y) continue;
        const geos::Geometry there = geos::from(reach.shapes, n, {});
        const geos::Prepared prepared(GEOSPrepare_r(ctx, there.get()));
        other = other || holds(prepared.get(), s.middle);
      }
      if (!other) area.add(s.area);
    }
  }
  return area.value();
}

/// Residential land within reach, or people, who live evenly on their land.
Result cover_radius(const Call& call) {
  require_same_crs(call.plane("residential"), call.plane("facilities"));
  const auto people = call.find_numbers("people");
  Answer answer(call, {});
  for (const char* of : {"residential", "facilities"}) {
    std::vector<std::size_t> rows(call.layer(of).size());
    std::iota(rows.begin(), rows.end(), std::size_t{0});
    if (const std::string_view flaw = call.flaw(rows, of); !flaw.empty()) {
      answer.row({}, {nan}, flaw);
      return std::move(answer).result();
    }
  }
  const Once homes(call.plane("residential"), call.threads(), {});
  const Layer &land = people ? call.layer("residential") : homes.layer(), &facilities = call.plane("facilities");
  const Reach reach(facilities.shapes, call.numbers("radius_m"));
  const BoxIndex index = boxes_of(reach.shapes);
  std::vector<double> covered(land.size(), nan);
  each_row(call, land.size(), [&](std::size_t row) {
    if (land.shapes.type(row) != ShapeType::polygon) return;
    Box box = land.shapes.box(row);
    box = {box.min_x - reach.origin.x, box.min_y - reach.origin.y, box.max_x - reach.origin.x, box.max_y - reach.origin.y};
    std::vector<std::size_t> near;
    index.each(bounds(box), [&](std::size_t k) { near.push_back(k); });
    std::sort(near.begin(), near.end());
    covered[row] = within(land.shapes, row, reach, near);
  }, 4);
  ExactSum reached, all;
  for (std::size_t row = 0; row < land.size(); ++row) {
    if (std::isnan(covered[row])) continue;
    const double area = ring_area(land.shapes, row), weight = people ? (*people)[row] : area;
    reached.add(weight * (covered[row] / area)), all.add(weight);
  }
  answer.row({}, {100 * reached.value() / all.value()}, all.value() > 0 ? "" : "zero_base");
  if (!people) homes.note(answer.so_far());
  return std::move(answer).result();
}

}  // namespace

const Formulas& service_formulas() {
  static const Formulas all{{"cover_radius", &cover_radius}};
  return all;
}

}  // namespace libspatial::metrics
