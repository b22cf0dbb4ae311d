// Along an axis, and distances: places planted where the answer is known.
#include <gtest/gtest.h>

#include <cmath>

#include "measure/degrees.hpp"
#include "support/cases.hpp"
#include "support/drawn_lines.hpp"
#include "support/sketch.hpp"

namespace libspatial {
namespace {

using testing::drawn_lines;
using testing::DrawnLine;
using testing::refusal;

constexpr double X = 543000, Y = 4857000;

void add_point(Layer& layer, double x, double y) {
  layer.shapes.begin_shape(ShapeType::point);
  layer.shapes.begin_part();
  layer.shapes.add_ring(std::vector<Point>{{X + x, Y + y}});
}

Layer towns() {
  Layer layer = testing::layer_of({});
  add_point(layer, 900, 100);    // 0: left of the second kilometre
  add_point(layer, 200, -50);    // 1: right
  add_point(layer, 500, 0);      // 2: on it
  add_point(layer, 500, 5000);   // 3: far away
  layer.shapes.add(testing::rectangle(X + 600, Y - 100, X + 800, Y + 100));  // 4: the axis runs through
  layer.shapes.add_none();       // 5
  return layer;
}

Along found_along(const std::vector<DrawnLine>& axis, double within = 1000, double join = 0) {
  return along(lines(drawn_lines(axis)), places(towns()), {.within = Length::metres(within), .join = Length::metres(join)});
}

TEST(Along, PlacesInOrderWithPositionDistanceAndSide) {
  const Along found = found_along({{"a", {{0, 0}, {1000, 0}}}});
  ASSERT_EQ(found.stops.size(), 4u);
  const double scale = found.length.metres() / 1000;
  EXPECT_NEAR(scale, 1, 5e-5);
  const std::size_t order[] = {1, 2, 4, 0};
  const double at[] = {200, 500, 700, 900}, distance[] = {50, 0, 0, 100};
  const Side side[] = {Side::right, Side::on, Side::on, Side::left};
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(found.stops[i].place, order[i]);
    EXPECT_NEAR(found.stops[i].at.metres(), at[i] * scale, 0.01);
    EXPECT_NEAR(found.stops[i].distance.metres(), distance[i], 0.01);
    EXPECT_EQ(found.stops[i].side, side[i]);
    EXPECT_NEAR(found.stops[i].foot.x, X + at[i], 0.01);
  }
  EXPECT_NEAR(found.stops[2].from.metres(), 600 * scale, 0.01);
  EXPECT_NEAR(found.stops[2].to.metres(), 800 * scale, 0.01);
}

TEST(Along, TheFirstRowSaysWhereItBegins) {
  const Along there = found_along({{"a", {{500, 0}, {1000, 0}}}, {"b", {{500, 0}, {0, 0}}}});
  EXPECT_EQ(there.stops.front().place, 1u);
  const Along back = found_along({{"a", {{1000, 0}, {500, 0}}}, {"b", {{0, 0}, {500, 0}}}});
  EXPECT_EQ(back.stops.front().place, 0u);
  EXPECT_EQ(back.stops.front().side, Side::right) << "looking the other way";
  EXPECT_NEAR((there.length - back.length).metres(), 0, 1e-6);
  EXPECT_NEAR(there.stops[0].at.metres() + back.stops[3].at.metres(), there.length.metres(), 1e-6);
  EXPECT_EQ(found_along({{"a", {{0, 0}, {1000, 0}}}, {"a", {{1000, 0}, {0, 0}}}}).stops.size(), 4u) << "a row that is there twice";
}

TEST(Along, GapsAndBranchesAreRefusedWithTheirPlace) {
  const std::string gap = refusal([] { found_along({{"a", {{0, 0}, {400, 0}}}, {"a", {{407, 0}, {1000, 0}}}}); });
  EXPECT_TRUE(gap.starts_with("bad_argument") && gap.find("7.00 m") != std::string::npos && gap.find("543400") != std::string::npos) << gap;
  const Along joined = found_along({{"a", {{0, 0}, {400, 0}}}, {"a", {{407, 0}, {1000, 0}}}}, 1000, 10);
  ASSERT_EQ(joined.joined.size(), 1u);
  EXPECT_NEAR(joined.joined[0].metres(), 7, 0.01);
  EXPECT_NEAR(joined.length.metres(), 1000, 0.05);
  EXPECT_TRUE(refusal([] { found_along({{"a", {{0, 0}, {400, 0}}}}, std::nan("")); }).starts_with("bad_argument"));
  const std::string branch = refusal([] { found_along({{"a", {{0, 0}, {400, 0}}}, {"a", {{400, 0}, {1000, 0}}}, {"a", {{400, 0}, {400, 300}}}}); });
  EXPECT_TRUE(branch.starts_with("bad_argument") && branch.find("branches") != std::string::npos) << branch;
}

TEST(Along, ALoopIsWalkedRound) {
  const Along found = found_along({{"a", {{0, 0}, {600, 0}, {600, 300}, {300, 300}, {300, -400}}}});
  EXPECT_NEAR(found.length.metres(), 600 + 300 + 300 + 700, 0.1);
}

Layer rectangles(const std::vector<Box>& boxes, const char* crs = "EPSG:4551") {
  std::vector<MultiPolygon> shapes;
  for (const Box& b : boxes) shapes.push_back(testing::rectangle(X + b.min_x, Y + b.min_y, X + b.max_x, Y + b.max_y));
  Layer layer = testing::layer_of(shapes, "EPSG:4551");
  return reproject(layer, Crs(crs));
}

TEST(Distances, BetweenEdgesAndBetweenCentres) {
  const auto found = distances(rectangles({{0, 0, 100, 100}}), rectangles({{400, 0, 500, 100}, {100, 50, 200, 60}, {20, 20, 30, 30}, {130, 140, 140, 150}}));
  ASSERT_EQ(found.size(), 4u);
  EXPECT_NEAR(found[0].edge.metres(), 300, 0.01);
  EXPECT_NEAR(found[0].centre.metres(), 400, 0.01);
  EXPECT_NEAR(found[0].from.x, X + 100, 1e-3);
  EXPECT_NEAR(found[0].to.x, X + 400, 1e-3);
  EXPECT_EQ(found[1].edge, Length()) << "they touch";
  EXPECT_EQ(found[2].edge, Length()) << "one lies in the other";
  EXPECT_NEAR(found[2].centre.metres(), std::hypot(25, 25), 0.01);
  EXPECT_NEAR(found[3].edge.metres(), 50, 0.01);
}

TEST(Distances, EveryPairInOrderRowsWithoutShapeLeftOut) {
  Layer a = towns(), b = rectangles({{0, 0, 10, 10}, {50, 50, 60, 60}});
  const auto found = distances(a, b, 3);
  ASSERT_EQ(found.size(), 10u);
  EXPECT_EQ(found[3].a, 1u);
  EXPECT_EQ(found[3].b, 1u);
  const auto turned = distances(b, a);
  EXPECT_EQ(turned.size(), 10u);
  EXPECT_EQ(turned[0].edge, found[0].edge);
  EXPECT_TRUE(refusal([&] { distances(a, reproject(b, Crs("EPSG:4490"))); }).starts_with("crs_mismatch"));
}

/// Brute force: every point of borders divided to 10 m to every other one.
double least(const Layer& a, const Layer& b) {
  const Crs degrees("EPSG:4490");
  const Shapes p = reproject(a.shapes, *a.crs, degrees, 10), q = reproject(b.shapes, *b.crs, degrees, 10);
  double result = 1e300;
  for (const Point from : p.points(0)) {
    for (const Point to : q.points(0)) result = std::min(result, geodesic(from, to));
  }
  return result;
}

TEST(Distances, HoldOverAHundredKilometres) {
  testing::each_seed(3, 6, [](testing::Random& random) {
    const double x = testing::uniform(random, 60e3, 100e3), y = testing::uniform(random, -60e3, 60e3);
    const Layer a = rectangles({{0, 0, 300, 200}}), b = rectangles({{x, y, x + 250, y + 333}});
    const auto found = distances(a, b);
    const double brute = least(a, b);
    EXPECT_LE(found[0].edge.metres(), brute + 0.01);
    EXPECT_NEAR(found[0].edge.metres(), brute, 0.1);
  });
}

}  // namespace
}  // namespace libspatial
