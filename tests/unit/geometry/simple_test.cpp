// The quick look against GEOS: it may leave a valid shape to GEOS, but never calls an invalid one valid.
#include <gtest/gtest.h>

#include <cmath>
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
  for (int i = 0; i < n; ++i) ring.points.push_back({x + side * (random() % 9), y + side * (random() % 9)});
  ring.points.push_back(ring.points.front());
  return ring;
}

TEST(SurelyValid, NeverDisagreesWithGeos) {
  std::mt19937 random(7);
  int sure = 0, invalid = 0;
  for (int i = 0; i < 20000; ++i) {
    Polygon polygon{ring_of(random, 10, 42543000, 4857000), {}};
    for (unsigned holes = random() % 3; holes > 0; --holes) polygon.holes.push_back(ring_of(random, 3, 42543020, 4857020));
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
