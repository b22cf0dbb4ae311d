// Areas of the overlay against those of GEOS minus a whole-number origin, on shapes of every kind. Where the two differ, exact
// rational arithmetic says who is right: GEOS may be wrong, we may not.
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <numbers>

#include "libspatial/overlay.hpp"
#include "support/cases.hpp"
#include "support/exact.hpp"
#include "support/geos_oracle.hpp"
#include "support/sketch.hpp"

namespace libspatial {
namespace {

using testing::each_point;
using testing::each_seed;
using testing::Random;
using testing::uniform;

struct Pair { MultiPolygon subject, zone; };

MultiPolygon nudged(MultiPolygon shape, Random& random, double by) {
  testing::each_ring(shape, [&](Ring& ring) {
    for (Point& p : ring.points) p = {p.x + uniform(random, -by, by), p.y + uniform(random, -by, by)};
    ring.points.back() = ring.points.front();
  });
  return shape;
}

MultiPolygon one(Ring ring) { return {{{std::move(ring), {}}}}; }

/// Two shapes round the origin, some 100 m across.
Pair draw(Random& random) {
  const int n = 4 + static_cast<int>(random() % 30), m = 4 + static_cast<int>(random() % 30);
  const double tiny = std::pow(10, uniform(random, -9, -1));
  const Point beside{uniform(random, -60, 60), uniform(random, -60, 60)};
  switch (random() % 7) {
    case 0: return {one(testing::star(random, {0, 0}, n, 20, 50)), one(testing::star(random, beside, m, 20, 50))};
    case 1: {  // the same border but for a little
      const MultiPolygon a = one(testing::star(random, {0, 0}, n, 20, 50));
      return {a, nudged(a, random, tiny)};
    }
    case 2: {  // neighbours: a border in common, with other points on it
      const double w = uniform(random, 10, 40);
      MultiPolygon a = testing::rectangle(-w, -30, 0, 30), b = testing::rectangle(0, -30, w, 30);
      for (int i = 0; i < 3; ++i) testing::divide(random() % 2 ? a : b, random);
      return {a, random() % 2 ? b : nudged(b, random, tiny)};
    }
    case 3: return {testing::needle(random, {0, 0}, uniform(random, 20, 200), std::pow(10, uniform(random, 0, 1))), one(testing::star(random, beside, m, 20, 50))};
    case 4: {  // a needle laid along an edge
      const MultiPolygon a = one(testing::star(random, {0, 0}, n, 20, 50));
      const Point p = a.polygons[0].shell.points[0], q = a.polygons[0].shell.points[1];
      const double half = uniform(random, 0.5, 2) / std::hypot(q.x - p.x, q.y - p.y), dx = (q.y - p.y) * half, dy = (p.x - q.x) * half;
      return {one({{{p.x - dx, p.y - dy}, {q.x - dx, q.y - dy}, {q.x + dx, q.y + dy}, {p.x + dx, p.y + dy}, {p.x - dx, p.y - dy}}}), a};
    }
    case 5: return {testing::archipelago(random, 100), testing::archipelago(random, 100)};
    default: return {testing::lattice_shape(random, 60), testing::lattice_shape(random, 60)};
  }
}

/// Says which pair of a batch it was that could not be laid over each other.
Overlay overlay_of(const std::vector<Pair>& drawn, const Layer& subjects, const Layer& zones, bool shapes) {
  const auto lay = [&](const Layer& s) { return overlay(s, ZoneIndex(zones), {.area = AreaKind::planar, .shapes = shapes}); };
  try {
    return lay(subjects);
  } catch (const Error&) {
    for (const Pair& pair : drawn) {
      SCOPED_TRACE(testing::wkt(pair.subject, pair.zone));
      EXPECT_NO_THROW(lay(testing::layer_of({pair.subject}, "EPSG:32652")));
    }
    throw;
  }
}

constexpr std::size_t batch = 250;  // pairs of one overlay, a kilometre apart

TEST(Differential, AreasAreThoseOfGeos) {
  std::size_t pairs = 0, invalid = 0, given_up = 0, geos_off = 0, fallbacks = 0;
  double worst = 0;
  const Point places[] = {{0, 0}, {500000, 4857000}, {42500000, 4857000}};
  each_seed(401'000'000, 40, [&](Random& random) {
    const Point place = places[random() % 3];
    Layer subjects = testing::layer_of({}, "EPSG:32652"), zones = subjects;
    std::vector<Pair> drawn;
    while (drawn.size() < batch) {
      Pair pair = draw(random);
      const double turn = random() % 2 ? uniform(random, 0, 2 * std::numbers::pi) : 0;
      const Point to{place.x + 1000.0 * static_cast<double>(drawn.size() % 16), place.y + 1000.0 * static_cast<double>(drawn.size() / 16)};
      for (MultiPolygon* shape : {&pair.subject, &pair.zone}) {
        each_point(*shape, [&](Point p) { return Point{to.x + p.x * std::cos(turn) - p.y * std::sin(turn), to.y + p.x * std::sin(turn) + p.y * std::cos(turn)}; });
      }
      if (!testing::is_valid(pair.subject) || !testing::is_valid(pair.zone)) {
        ++invalid;
        continue;
      }
      subjects.shapes.add(pair.subject);
      zones.shapes.add(pair.zone);
      drawn.push_back(std::move(pair));
    }
    const bool shapes = random() % 2;
    const Overlay result = overlay_of(drawn, subjects, zones, shapes);
    fallbacks += result.fallbacks;
    std::vector<double> inside(batch), all(batch);
    for (std::size_t i = 0; i < result.pieces.size(); ++i) {
      const Piece& p = result.pieces[i];
      const double m2 = p.area.square_metres();
      all[p.subject] += m2;
      if (p.zone != outside) {
        EXPECT_EQ(p.zone, p.subject);
        inside[p.subject] += m2;
      }
      if (!shapes) continue;
      EXPECT_FALSE(find_flaw(result.shapes, i)) << testing::wkt(drawn[p.subject].subject, drawn[p.subject].zone);
      EXPECT_NEAR(ring_area(result.shapes, i), m2, 1e-9 * testing::area_of(drawn[p.subject].subject) + 1e-6) << testing::wkt(drawn[p.subject].subject, drawn[p.subject].zone);
    }
    for (std::size_t i = 0; i < batch; ++i) {
      const Pair& pair = drawn[i];
      const double whole = ring_area(subjects.shapes, i), tolerance = 1e-9 * whole + 1e-6;
      EXPECT_NEAR(all[i], whole, 1e-9 * whole) << testing::wkt(pair.subject, pair.zone);
      const auto geos = testing::geos_intersection_area(pair.subject, pair.zone);
      given_up += !geos;
      ++pairs;
      if (geos && std::abs(*geos - inside[i]) <= tolerance) {
        worst = std::max(worst, std::abs(*geos - inside[i]));
        continue;
      }
      const double exact = testing::exact_intersection_area(pair.subject, pair.zone);
      EXPECT_NEAR(inside[i], exact, tolerance) << testing::wkt(pair.subject, pair.zone);
      geos_off += geos && std::abs(*geos - exact) > tolerance;
    }
  });
  std::printf("%zu pairs, largest difference %.2g m2; GEOS off %zu times, given up %zu; we cut by GEOS %zu; not valid when drawn %zu\n", pairs, worst, geos_off, given_up, fallbacks, invalid);
}

}  // namespace
}  // namespace libspatial
