// The overlay against exact rational arithmetic: polygons on a small lattice, where every border coincides with another, and the
// same turned and rounded, where every border nearly does.
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "libspatial/overlay.hpp"
#include "overlay/cutter.hpp"
#include "support/cases.hpp"
#include "support/exact.hpp"
#include "support/sketch.hpp"

namespace libspatial {
namespace {

using testing::archipelago;
using testing::divide;
using testing::each_point;
using testing::each_seed;
using testing::exact_intersection_area;
using testing::is_valid;
using testing::lattice_shape;
using testing::layer_of;
using testing::Random;
using testing::uniform;
using testing::wkt;

constexpr const char* plane = "EPSG:32652";

struct Tally {
  std::size_t pairs = 0, fallbacks = 0;
  double worst = 0;
  void say(const char* what) const { std::printf("%s: %zu pairs, largest error %.2g m2, %zu by GEOS\n", what, pairs, worst, fallbacks); }
};

void compare(const MultiPolygon& subject, const MultiPolygon& zone, Tally& tally, bool shapes) {
  SCOPED_TRACE(wkt(subject, zone));
  const Layer s = layer_of({subject}, plane), z = layer_of({zone}, plane);
  const double expected = exact_intersection_area(subject, zone), whole = ring_area(s.shapes, 0);
  const Overlay result = overlay(s, ZoneIndex(z), {.area = AreaKind::planar, .shapes = shapes, .threads = 1});
  double inside = 0, all = 0;
  for (std::size_t i = 0; i < result.pieces.size(); ++i) {
    const double area = result.pieces[i].area.square_metres();
    (result.pieces[i].zone == outside ? all : inside) += area;
    if (!shapes) continue;
    EXPECT_FALSE(find_flaw(result.shapes, i));
    EXPECT_NEAR(ring_area(result.shapes, i), area, 1e-9 * whole + 1e-6);
  }
  all += inside;
  ++tally.pairs;
  tally.fallbacks += result.fallbacks;
  tally.worst = std::max(tally.worst, std::abs(inside - expected));
  EXPECT_NEAR(inside, expected, 1e-9 * whole + 1e-6);
  EXPECT_NEAR(all, whole, 1e-9 * whole);
}

/// Where the drawings are put: near nothing, in a zone without prefix, in one with it.
Point somewhere(Random& random) {
  static constexpr Point places[] = {{0, 0}, {543000, 4857000}, {42543000, 4857000}};
  const Point place = places[random() % 3];
  return {place.x + random() % 1000, place.y + random() % 1000};
}

TEST(Exact, OnTheLattice) {
  Tally tally;
  each_seed(101'000'000, 1500, [&](Random& random) {
    const Point at = somewhere(random);
    MultiPolygon subject = lattice_shape(random, 60), zone = lattice_shape(random, 60);
    if (random() % 2) divide(zone, random);
    for (MultiPolygon* shape : {&subject, &zone}) each_point(*shape, [&](Point p) { return Point{p.x + at.x, p.y + at.y}; });
    compare(subject, zone, tally, random() % 2);
  });
  tally.say("lattice");
  EXPECT_LT(tally.worst, 1e-9);
  EXPECT_LE(tally.fallbacks * 20, tally.pairs);
}

/// Turned, rounded to `grain` and moved.
std::function<Point(Point)> turned(double angle, double grain, Point to) {
  return [=](Point p) {
    const Point q{p.x * std::cos(angle) - p.y * std::sin(angle), p.x * std::sin(angle) + p.y * std::cos(angle)};
    return Point{std::round(q.x / grain) * grain + to.x, std::round(q.y / grain) * grain + to.y};
  };
}

TEST(Exact, NearlyCoincident) {
  Tally tally;
  each_seed(102'000'000, 1500, [&](Random& random) {
    const double angle = uniform(random, 0, 2 * std::numbers::pi), grain = std::pow(10.0, -2 - static_cast<int>(random() % 8));
    MultiPolygon subject = lattice_shape(random, 60), zone = lattice_shape(random, 60);
    divide(zone, random);
    divide(subject, random);
    const auto move = turned(angle, grain, somewhere(random));
    each_point(subject, move);
    each_point(zone, move);
    if (is_valid(subject) && is_valid(zone)) compare(subject, zone, tally, random() % 2);
  });
  tally.say("nearly coincident");
  EXPECT_LT(tally.worst, 1e-7);
}

/// The same shape, or another one on the same lattice, each coordinate up to two doubles away.
TEST(Exact, TheLastDigitsDiffer) {
  Tally tally;
  each_seed(103'000'000, 500, [&](Random& random) {
    MultiPolygon subject = lattice_shape(random, 60), zone = random() % 2 ? subject : lattice_shape(random, 60);
    const auto move = turned(uniform(random, 0, 2 * std::numbers::pi), 1e-3, somewhere(random));
    each_point(subject, move);
    each_point(zone, [&](Point p) {
      Point q = move(p);
      for (unsigned i = random() % 3; i > 0; --i) q.x = std::nextafter(q.x, random() % 2 ? 1e9 : -1e9);
      for (unsigned i = random() % 3; i > 0; --i) q.y = std::nextafter(q.y, random() % 2 ? 1e9 : -1e9);
      return q;
    });
    testing::each_ring(zone, [](Ring& ring) { ring.points.back() = ring.points.front(); });
    if (is_valid(subject) && is_valid(zone)) compare(subject, zone, tally, random() % 2);
  });
  tally.say("last digits");
}

TEST(Exact, PartsAndHolesOfManyPoints) {
  Tally tally;
  each_seed(104'000'000, 40, [&](Random& random) {
    const Point at = somewhere(random);
    MultiPolygon subject = archipelago(random, 100), zone = archipelago(random, 100);
    for (MultiPolygon* shape : {&subject, &zone}) each_point(*shape, [&](Point p) { return Point{p.x + at.x, p.y + at.y}; });
    if (is_valid(subject) && is_valid(zone)) compare(subject, zone, tally, random() % 2);
  });
  tally.say("archipelagos");
}

/// Degrees have no planar area, so the shapes of the pieces are measured as they are drawn, in square degrees.
TEST(Exact, InDegrees) {
  std::size_t pairs = 0;
  each_seed(105'000'000, 400, [&](Random& random) {
    const double grain = std::pow(10.0, -7 - static_cast<int>(random() % 6)), side = 6e-4;
    MultiPolygon subject = lattice_shape(random, side), zone = lattice_shape(random, side);
    const auto move = turned(random() % 4 ? uniform(random, 0, 2 * std::numbers::pi) : 0, grain, {126.5 + uniform(random, 0, 0.1), 43.8});
    each_point(subject, move);
    each_point(zone, move);
    if (!is_valid(subject) || !is_valid(zone)) return;
    SCOPED_TRACE(wkt(subject, zone));
    const Layer s = layer_of({subject}, "EPSG:4490");
    const Overlay result = overlay(s, ZoneIndex(layer_of({zone}, "EPSG:4490")), {.shapes = true, .threads = 1});
    double inside = 0, all = 0;
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < result.pieces.size(); ++i) {
      EXPECT_FALSE(find_flaw(result.shapes, i));
      (result.pieces[i].zone == outside ? all : inside) += ring_area(result.shapes, i);
      sum += result.pieces[i].area.hundredths();
    }
    // a corner of a piece is rounded to the last digit of 126.5°; pieces below half a hundredth of a square metre are left out
    const double digit = std::ldexp(1, -46), border = testing::perimeter_of(subject) + testing::perimeter_of(zone);
    const double tolerance = 2 * digit * border + 1e-9 * ring_area(s.shapes, 0) + 0.006 / 8.9e9;
    EXPECT_NEAR(inside, exact_intersection_area(subject, zone), tolerance);
    EXPECT_NEAR(all + inside, ring_area(s.shapes, 0), 2 * tolerance);
    EXPECT_EQ(sum, result.subject_areas[0].hundredths());
    ++pairs;
  });
  std::printf("degrees: %zu pairs\n", pairs);
}

/// The official areas of parts, summed along their borders, are those of their shapes.
TEST(Exact, OfficialAreasAreThoseOfTheShapes) {
  std::size_t compared = 0, rounded = 0;
  double worst = 0;
  each_seed(108'000'000, 1500, [&](Random& random) {
    const bool degrees = random() % 5 == 0;
    const Crs crs(degrees ? "EPSG:4490" : "EPSG:4530");
    const double side = random() % 2 ? 60 : 900, turn = uniform(random, 0, 2 * std::numbers::pi), scale = degrees ? 1e-5 : 1;
    const Point at = degrees ? Point{126.5, 43.8} : Point{42543000, 4857000};
    const auto move = [&](Point p) { return Point{(p.x * std::cos(turn) - p.y * std::sin(turn)) * scale + at.x, (p.x * std::sin(turn) + p.y * std::cos(turn)) * scale + at.y}; };
    MultiPolygon subject = lattice_shape(random, side), zone = lattice_shape(random, side);
    each_point(subject, move);
    each_point(zone, move);
    if (!is_valid(subject) || !is_valid(zone)) return;
    SCOPED_TRACE(wkt(subject, zone));
    const Layer s = layer_of({subject}, crs.code().c_str()), z = layer_of({zone}, crs.code().c_str());
    const ZoneIndex index(z);
    Cutter cutter(index.impl(), crs, AreaKind::official, true);
    Cut cut;
    cutter.cut(s.shapes, 0, cut);
    for (const Cut::Part& part : cut.parts) {
      if (!part.shape || !part.official) continue;
      const double expected = official_unrounded(cut.shapes, *part.shape, crs);
      ++compared;
      worst = std::max(worst, std::abs(*part.official - expected));
      // two crossings at one place may differ in their last digit, and then be rounded to 0.1 mm on either side of it
      EXPECT_NEAR(*part.official, expected, 1e-4 * side / 2);
      rounded += std::abs(*part.official - expected) > 1e-8 * side;
    }
  });
  std::printf("official: %zu parts, %zu rounded otherwise, largest difference %.2g m2\n", compared, rounded, worst);
  EXPECT_LE(rounded * 20, compared);
}

TEST(Exact, AZoneAndTheLandAroundIt) {
  std::size_t fallbacks = 0;
  each_seed(106'000'000, 500, [&](Random& random) {
    MultiPolygon zone = lattice_shape(random, 60);
    if (zone.polygons.size() != 1) return;
    MultiPolygon around = testing::rectangle(-60, -60, 120, 120);
    around.polygons[0].holes.push_back(zone.polygons[0].shell);
    for (const Ring& hole : zone.polygons[0].holes) around.polygons.push_back({hole, {}});
    const MultiPolygon subject = lattice_shape(random, 60);
    SCOPED_TRACE(wkt(subject, zone));
    const Layer s = layer_of({subject}, plane), z = layer_of({zone, around}, plane);
    const Overlay result = overlay(s, ZoneIndex(z), {.area = AreaKind::planar, .threads = 1});
    fallbacks += result.fallbacks;
    double sum[2] = {};
    for (const Piece& p : result.pieces) {
      ASSERT_NE(p.zone, outside);
      sum[p.zone] += p.area.square_metres();
    }
    const double inside = exact_intersection_area(subject, zone), whole = ring_area(s.shapes, 0);
    EXPECT_NEAR(sum[0], inside, 1e-9);
    EXPECT_NEAR(sum[1], whole - inside, 1e-9);
    EXPECT_EQ(result.multi_cover[0].square_metres(), 0);
  });
  std::printf("%zu by GEOS\n", fallbacks);
}

TEST(Exact, ZonesThatOverlapAreSeenWhateverTheyAddUpTo) {
  each_seed(107'000'000, 500, [&](Random& random) {
    const MultiPolygon a = lattice_shape(random, 60), b = lattice_shape(random, 60), subject = lattice_shape(random, 60);
    SCOPED_TRACE(wkt(subject, a) + "\nand " + wkt(b));
    const Layer s = layer_of({subject}, plane);
    // the part of the subject that lies in both, by two exact overlays: S ∩ a as shapes, then those in b
    const Overlay first = overlay(s, ZoneIndex(layer_of({a}, plane)), {.area = AreaKind::planar, .shapes = true, .threads = 1});
    double both = 0;
    for (std::size_t k = 0; k < first.pieces.size(); ++k) {
      if (first.pieces[k].zone == 0) both += exact_intersection_area(first.shapes.multipolygon(k), b);
    }
    const Overlay result = overlay(s, ZoneIndex(layer_of({a, b}, plane)), {.area = AreaKind::planar, .threads = 1});
    EXPECT_NEAR(result.multi_cover[0].square_metres(), both, 1e-6);
  });
}

}  // namespace
}  // namespace libspatial
