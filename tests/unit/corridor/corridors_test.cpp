// The land along lines: areas in the plane that can be counted.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "support/drawn_lines.hpp"
#include "support/sketch.hpp"

namespace libspatial {
namespace {

using testing::drawn_lines;
using testing::DrawnLine;
using testing::refusal;

CorridorOptions wide(double metres, bool round = false) { return {.name_field = "name", .width = Length::metres(metres), .width_field = {}, .round_joins = round}; }

double land(const std::vector<DrawnLine>& rows, double width = 20, bool round = false) {
  const Layer made = corridors(lines(drawn_lines(rows)), wide(width, round));
  EXPECT_EQ(made.size(), 1u);
  EXPECT_FALSE(find_flaw(made.shapes, 0));
  return ring_area(made.shapes, 0);
}

TEST(Corridors, HaveFlatEndsAndMitredCorners) {
  EXPECT_NEAR(land({{"a", {{0, 0}, {100, 0}}}}), 2000, 1e-6);
  EXPECT_NEAR(land({{"a", {{0, 0}, {100, 0}, {100, 100}}}}), 4000, 1e-6) << "the outer corner is as large as the inner one is lost";
  EXPECT_NEAR(land({{"a", {{0, 0}, {100, 0}, {100, 100}}}}, 20, true), 4000 - 100 + 25 * M_PI, 0.04);
}

TEST(Corridors, ARowEndingAtACornerLeavesNoNotch) {
  EXPECT_NEAR(land({{"a", {{0, 0}, {100, 0}}}, {"a", {{100, 0}, {100, 100}}}}), 4000, 1e-6);
  EXPECT_NEAR(land({{"a", {{0, 0}, {100, 0}}}, {"a", {{100, 100}, {100, 0}}}}), 4000, 1e-6);
}

TEST(Corridors, AForkIsClosedOutside) {
  // three roads within a right angle: the outer corner belongs to the two outer ones
  const double expected = 4000 + 20 * (90 * std::sqrt(2)) - 100;  // the middle one, where it is out of the others
  const Layer made = corridors(lines(drawn_lines({{"a", {{0, 0}, {100, 0}}}, {"a", {{0, 0}, {0, 100}}}, {"a", {{0, 0}, {100, 100}}}})), wide(20));
  EXPECT_NEAR(ring_area(made.shapes, 0), expected, 1e-4);
  const Box box = made.shapes.box(0);
  EXPECT_NEAR(box.min_x, 543000 - 10, 1e-6);
  EXPECT_NEAR(box.min_y, 4857000 - 10, 1e-6);
}

TEST(Corridors, ARingAndACrossingAreCountedOnce) {
  EXPECT_NEAR(land({{"a", {{0, 0}, {100, 0}, {100, 100}, {0, 100}, {0, 0}}}}), 120 * 120 - 80 * 80, 1e-6);
  EXPECT_NEAR(land({{"a", {{0, 0}, {100, 0}}}, {"a", {{50, -50}, {50, 50}}}}), 2 * 2000 - 400, 1e-6);
  EXPECT_NEAR(land({{"a", {{0, 0}, {100, 0}}}, {"a", {{100, 0}, {0, 0}}}}), 2000, 1e-6) << "drawn twice";
  EXPECT_NEAR(land({{"a", {{0, 0}, {100, 0}, {40, 0}}}}), 2000, 1e-6) << "there and back";
  // a route that touches itself: down, along, up, and back to its own first stretch
  EXPECT_NEAR(land({{"a", {{0, 0}, {200, 0}, {200, 100}, {100, 100}, {100, 0}}}}), 210 * 20 + 100 * 20 + 100 * 20 + 80 * 20, 1e-6);
}

TEST(Corridors, TheAuthorsHandChangesNothing) {
  const std::vector<DrawnLine> rows{{"a", {{0, 0}, {70, 13}, {100, 90}, {220, 91}, {130, -40}}}, {"a", {{220, 91}, {300, 200}}}};
  const double expected = land(rows);
  EXPECT_NEAR(land(testing::turned(rows)), expected, 1e-4);
  EXPECT_NEAR(land(testing::divided(rows)), expected, 1e-4);
}

TEST(Corridors, OneRowPerNameWithItsLength) {
  const Layer made = corridors(lines(drawn_lines({{"a", {{0, 0}, {100, 0}}}, {"b", {{0, 50}, {100, 50}}}, {"a", {{100, 0}, {100, 40}}}})), wide(20));
  ASSERT_EQ(made.size(), 2u);
  EXPECT_EQ(to_text(made.field("name").values[0]), "a");
  EXPECT_NEAR(*to_number(made.field("length_m").values[0]), 140, 0.01);
  EXPECT_EQ(*to_number(made.field("width_m").values[0]), 20);
}

TEST(Corridors, WidthsOfTheRows) {
  Layer layer = lines(drawn_lines({{"a", {{0, 0}, {100, 0}}}, {"a", {{100, 0}, {200, 0}}}, {"b", {{0, 50}, {100, 50}}}, {"c", {{0, 90}, {100, 90}}}, {"d", {{0, 150}, {100, 150}}}}));
  layer.fields.push_back({"w", FieldType::real, {Value{20.0}, Value{40.0}, Value{}, Value{0.0}, Value{std::numeric_limits<double>::quiet_NaN()}}});
  const Layer made = corridors(layer, {.name_field = "name", .width = {}, .width_field = "w", .round_joins = false});
  ASSERT_EQ(made.size(), 1u);
  EXPECT_NEAR(ring_area(made.shapes, 0), 2000 + 4000, 1e-6);
  std::vector<std::size_t> rows;
  for (const Reject& r : made.rejects) {
    rows.push_back(r.row);
    EXPECT_EQ(r.reason, "no_width");
  }
  EXPECT_EQ(rows, (std::vector<std::size_t>{2, 3, 4}));
  const Layer with_default = corridors(layer, {.name_field = "name", .width = Length::metres(10), .width_field = "w", .round_joins = false});
  EXPECT_EQ(with_default.size(), 2u) << "an empty cell takes the width given for all; 0 and what is no number stay mistakes";
}

TEST(Corridors, WithoutAnyWidthAreRefused) {
  const Layer layer = lines(drawn_lines({{"a", {{0, 0}, {100, 0}}}}));
  for (const double width : {0.0, -5.0, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
    EXPECT_TRUE(refusal([&] { corridors(layer, wide(width)); }).starts_with("no_lines")) << width;
  }
  EXPECT_TRUE(refusal([&] { corridors(layer, {.name_field = "name", .width = {}, .width_field = "width", .round_joins = false}); }).starts_with("field_not_found"));
}

TEST(Corridors, MetresAreMetresInEveryCrs) {
  const Layer metres = lines(drawn_lines({{"a", {{0, 0}, {3000, 1000}, {5000, 900}}}}));
  const double length = libspatial::length(metres.shapes, 0, *metres.crs).metres();
  for (const char* crs : {"EPSG:4551", "EPSG:4490", "EPSG:4326", "EPSG:3857", "EPSG:32652"}) {
    const Layer there = reproject(metres, Crs(crs));
    const Layer made = corridors(there, wide(60));
    EXPECT_NEAR(area(made.shapes, 0, *made.crs, AreaKind::official).square_metres() / (length * 60), 1, 1e-3) << crs;
    EXPECT_NEAR(*to_number(made.field("length_m").values[0]), length, 0.01) << crs;
  }
}

TEST(United, CountsLandOnce) {
  Shapes shapes;
  shapes.add(testing::rectangle(0, 0, 10, 10));
  shapes.add(testing::rectangle(5, 0, 15, 10));
  shapes.add_none();
  EXPECT_DOUBLE_EQ(ring_area(united(shapes), 0), 150);
  EXPECT_EQ(united(Shapes()).type(0), ShapeType::none);
}

}  // namespace
}  // namespace libspatial
