// Which rows are lines, and what is said of the others.
#include <gtest/gtest.h>

#include <limits>

#include "support/drawn_lines.hpp"
#include "support/sketch.hpp"

namespace libspatial {
namespace {

using testing::add_line;
using testing::drawn_lines;
using testing::refusal;

Layer mixed() {
  Layer layer = drawn_lines({{"good", {{0, 0}, {0, 0}, {10, 0}}}, {"point", {{5, 5}}}, {"still", {{5, 5}, {5, 5}}}});
  layer.shapes.add(testing::rectangle(543000, 4857000, 543010, 4857010));
  layer.shapes.begin_shape(ShapeType::point);
  layer.shapes.begin_part();
  layer.shapes.add_ring(std::vector<Point>{{543000, 4857000}});
  layer.shapes.add_none();
  for (int i = 0; i < 3; ++i) layer.fields[0].values.emplace_back(std::string("x"));
  layer.file = "roads.gpkg";
  return layer;
}

TEST(Lines, AccountForEveryRow) {
  const Layer used = lines(mixed());
  ASSERT_EQ(used.size(), 6u);
  EXPECT_EQ(used.shapes.points(0).size(), 2u) << "a point that is there twice is one";
  std::vector<std::pair<std::size_t, std::string>> rejects;
  for (const Reject& r : used.rejects) rejects.emplace_back(r.row, r.reason);
  EXPECT_EQ(rejects, (std::vector<std::pair<std::size_t, std::string>>{{1, "no_length"}, {2, "no_length"}, {3, "not_line"}, {4, "not_line"}, {5, "null_geometry"}}));
  EXPECT_NE(used.rejects[0].text.en.find("roads.gpkg|layername=lines row 1"), std::string::npos);
  EXPECT_NE(used.rejects[0].text.zh.find("长度为零"), std::string::npos);
}

TEST(Lines, RefuseWhatCannotBeUsedAtAll) {
  EXPECT_TRUE(refusal([] { lines(drawn_lines({})); }).starts_with("no_lines"));
  EXPECT_TRUE(refusal([] { lines(drawn_lines({{"a", {{1, 1}, {1, 1}}}})); }).starts_with("no_lines"));
  EXPECT_TRUE(refusal([] { lines(testing::layer_of({testing::rectangle(543000, 4857000, 543001, 4857001)})); }).starts_with("no_lines"));
  Layer nowhere = drawn_lines({{"a", {{0, 0}, {1, 1}}}});
  nowhere.crs.reset();
  EXPECT_TRUE(refusal([&] { lines(nowhere); }).starts_with("crs_missing"));
  EXPECT_TRUE(refusal([] { lines(drawn_lines({{"a", {{0, 0}, {100, 0}}}}, testing::corner, "EPSG:4490")); }).starts_with("crs_implausible")) << "metres in degrees";
}

TEST(Lines, WhatIsNoNumberWasRejectedWhenRead) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  Shapes shapes;
  add_line(shapes, {{0, 0}, {nan, 1}});
  const auto wkb = to_wkb(shapes, 0);
  Shapes again;
  EXPECT_TRUE(refusal([&] { from_wkb(wkb, again); }).starts_with("bad_geometry"));
}

TEST(Places, ArePointsAndPolygons) {
  Layer layer = mixed();
  const Layer used = places(layer);
  std::vector<std::size_t> rows;
  for (const Reject& r : used.rejects) rows.push_back(r.row);
  EXPECT_EQ(rows, (std::vector<std::size_t>{0, 1, 2, 5}));
  EXPECT_TRUE(refusal([] { places(drawn_lines({{"a", {{0, 0}, {1, 1}}}})); }).starts_with("bad_argument"));
}

TEST(RowsWhere, KeepTheirRejectsAndNameWhatIsMissing) {
  Layer layer = lines(mixed());
  const Layer some = rows_where(layer, "name", {"good", "still"});
  ASSERT_EQ(some.size(), 2u);
  ASSERT_EQ(some.rejects.size(), 1u);
  EXPECT_EQ(some.rejects[0].row, 1u);
  EXPECT_NE(some.rejects[0].text.en.find("row 2"), std::string::npos) << "the row of the file";
  const std::string why = refusal([&] { rows_where(layer, "name", {"good", "better"}); });
  EXPECT_TRUE(why.starts_with("bad_argument") && why.find("better") != std::string::npos && why.find("good, point, still") != std::string::npos) << why;
  EXPECT_TRUE(refusal([&] { rows_where(layer, "nmae", {"good"}); }).starts_with("field_not_found"));
}

}  // namespace
}  // namespace libspatial
