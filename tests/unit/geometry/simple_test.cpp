// The quick look against GEOS: it may leave a valid shape to GEOS, but never calls an invalid one valid.
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>

#include "geometry/geos.hpp"
#include "geometry/simple.hpp"
#include "support/sketch.hpp"

namespace libspatial {
namespace {

bool geos_calls_valid(const Shapes& shapes) { return GEOSisValid_r(geos::context(), geos::from(shapes, 0, geos::local_origin(shapes.box(0))).get()) == 1; }

Ring ring_of(std::mt19937& random, double side, double x, double y) {
  Ring ring;
  const int n = 3 + static_cast<int>(random() % 7);
  for (int i = 0; i < n; ++i) ring.points.push_back({x + side * static_cast<double>(random() % 9), y + side * static_cast<double>(random() % 9)});
  ring.points.push_back(ring.points.front());
  return ring;
}

TEST(SurelyValid, NeverDisagreesWithGeos) {
  std::mt19937 random(7);
  int sure = 0, invalid = 0;
  for (int i = 0; i < 20000; ++i) {
    Polygon polygon{ring_of(random, 10, 42543000, 4857000), {}};
    for (auto holes = random() % 3; holes > 0; --holes) polygon.holes.push_back(ring_of(random, 3, 42543020, 4857020));
    Shapes shapes;
    shapes.add(MultiPolygon{{polygon}});
    const bool valid = geos_calls_valid(shapes), quick = is_surely_valid(shapes, 0);
    ASSERT_TRUE(valid || !quick) << i;
    sure += quick;
    invalid += !valid;
  }
  EXPECT_GT(sure, 1000);
  EXPECT_GT(invalid, 1000);
}

/// A ring round a centre, wavy or jagged, sometimes with two of its points exchanged or one moved across.
Ring wavy(std::mt19937& random, int points, Point centre, double radius, bool may_be_wrong) {
  std::uniform_real_distribution<> unit(0, 1);
  const double roughness = unit(random) * 0.5;
  Ring ring;
  for (int i = 0; i < points; ++i) {
    const double turn = 2 * std::numbers::pi * i / points, r = radius * (1 + roughness * (unit(random) - 0.5));
    ring.points.push_back({centre.x + r * std::cos(turn), centre.y + r * std::sin(turn)});
  }
  const auto any = [&] { return static_cast<std::size_t>(random()) % ring.points.size(); };
  if (may_be_wrong && random() % 3 == 0) std::swap(ring.points[any()], ring.points[any()]);
  if (may_be_wrong && random() % 3 == 0) ring.points[any()] = ring.points[any()];
  ring.points.push_back(ring.points.front());
  return ring;
}

TEST(SurelyValid, NeverDisagreesWithGeosOnShapesOfAnySize) {
  std::mt19937 random(8);
  int sure = 0, invalid = 0;
  for (int i = 0; i < 1500; ++i) {
    MultiPolygon shape;
    const int points = 3 + static_cast<int>(random() % (i % 2 ? 40 : 1200));
    for (unsigned part = 0; part < 1 + random() % 3; ++part) {
      const Point centre{42543000.0 + static_cast<double>(random() % 500), 4857000};
      Polygon polygon{wavy(random, points, centre, 100, true), {}};
      for (unsigned hole = random() % 4; hole > 0; --hole) {
        polygon.holes.push_back(wavy(random, 3 + static_cast<int>(random() % 20), {centre.x - 60 + static_cast<double>(random() % 120), centre.y}, 12, false));
      }
      shape.polygons.push_back(polygon);
      if (random() % 3 == 0) shape.polygons.push_back({wavy(random, 9, centre, 5, false), {}});  // an island, perhaps in a hole
    }
    Shapes shapes;
    shapes.add(shape);
    const bool valid = geos_calls_valid(shapes), quick = is_surely_valid(shapes, 0);
    ASSERT_TRUE(valid || !quick) << i;
    sure += quick;
    invalid += !valid;
  }
  EXPECT_GT(sure * 10, (1500 - invalid) * 9);
  EXPECT_GT(sure, 100);
  EXPECT_GT(invalid, 500);
}

TEST(SurelyValid, WindingTwiceIsNoStar) {
  Ring twice;
  for (int i = 0; i <= 14; ++i) twice.points.push_back({std::cos(i * 4 * std::numbers::pi / 14) * (1 + 0.1 * (i % 14 > 6)), std::sin(i * 4 * std::numbers::pi / 14)});
  twice.points.back() = twice.points.front();
  Shapes shapes;
  shapes.add(MultiPolygon{{{twice, {}}}});
  EXPECT_FALSE(geos_calls_valid(shapes));
  EXPECT_FALSE(is_surely_valid(shapes, 0));
}

TEST(SurelyValid, SettlesOrdinaryParcels) {
  std::vector<Point> round;
  for (int i = 0; i < 60; ++i) round.push_back({543000 + 50 * std::cos(i * 0.1047), 4857000 + 50 * std::sin(i * 0.1047)});
  round.push_back(round.front());
  Shapes shapes;
  shapes.add(MultiPolygon{{{{round}, {testing::rectangle(542990, 4856990, 543010, 4857010).polygons[0].shell}}}});
  EXPECT_TRUE(is_surely_valid(shapes, 0));
}

}  // namespace
}  // namespace libspatial
