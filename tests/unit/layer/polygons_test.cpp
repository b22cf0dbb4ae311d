// From a layer as read to valid polygons: every row is used, repaired or rejected, and none changes its place.
#include <gtest/gtest.h>

#include "libspatial/layer.hpp"
#include "support/sketch.hpp"

namespace libspatial {
namespace {

using testing::rectangle;

constexpr double X = 42543000, Y = 4857000;

MultiPolygon ring(std::vector<Point> points) {
  for (Point& p : points) p = {p.x + X, p.y + Y};
  return {{{{std::move(points)}, {}}}};
}

Layer mixed() {
  Layer layer = testing::layer_of({rectangle(X, Y, X + 10, Y + 10),
                                   ring({{0, 0}, {10, 10}, {10, 0}, {0, 10}, {0, 0}}),                      // bow-tie
                                   ring({{0, 0}, {10, 0}, {10, 10}, {5, 10}, {5, 20}, {5, 10}, {0, 10}, {0, 0}})}, "EPSG:4530");
  layer.shapes.add_none();
  layer.shapes.begin_shape(ShapeType::line);
  layer.shapes.begin_part();
  const std::vector<Point> road{{X, Y}, {X + 100, Y}};
  layer.shapes.add_ring(road);
  layer.shapes.add(layer.shapes, 4);
  layer.shapes.begin_shape(ShapeType::point);
  layer.shapes.begin_part();
  layer.shapes.add_ring(std::vector<Point>{{X, Y}});
  layer.fields.push_back({"width_m", FieldType::real, {{}, {}, {}, {}, Value{8.0}, Value{}, {}}});
  layer.file = "p.gpkg";
  return layer;
}

TEST(Polygons, RejectALineThatSaysItIsTooWide) {
  Layer layer = mixed();
  layer.fields[0].values[4] = Value{8000.0};  // millimetres
  const Layer used = polygons(layer, {.width_field = "width_m", .widest = Length::metres(500)});
  const auto found = std::find_if(used.rejects.begin(), used.rejects.end(), [](const Reject& r) { return r.row == 4; });
  ASSERT_NE(found, used.rejects.end());
  EXPECT_EQ(found->reason, "too_wide");
  EXPECT_NE(found->text.en.find("says 8000 m, more than the limit of 500 m"), std::string::npos) << found->text.en;
  EXPECT_EQ(used.shapes.type(4), ShapeType::none);
  layer.fields[0].values[4] = Value{500.0};
  EXPECT_DOUBLE_EQ(ring_area(polygons(layer, {.width_field = "width_m", .widest = Length::metres(500)}).shapes, 4), 50000.0);
}

TEST(Polygons, AWidthIsInMetresWhateverTheCrs) {
  Layer layer = testing::layer_of({});
  layer.crs = Crs("EPSG:4551");
  layer.shapes.begin_shape(ShapeType::line);
  layer.shapes.begin_part();
  const std::vector<Point> road{{544000, 4857000}, {545000, 4857000}};
  layer.shapes.add_ring(road);
  layer.fields = {{"width_m", FieldType::real, {Value{20.0}}}};
  for (const char* crs : {"EPSG:4551", "EPSG:3857", "EPSG:4490", "EPSG:32652"}) {
    const Layer there = reproject(layer, Crs(crs));
    const Layer used = reproject(polygons(there, {.width_field = "width_m"}), Crs("EPSG:4551"));
    EXPECT_NEAR(std::abs(ring_area(used.shapes, 0)), 20000.0, 20) << crs;  // a metre of EPSG:3857 is 0.72 m here
  }
}

TEST(Polygons, ALineWithoutLengthIsNoLand) {
  Layer layer = mixed();
  layer.shapes.begin_shape(ShapeType::line);
  layer.shapes.begin_part();
  const std::vector<Point> nothing{{X, Y}, {X, Y}};
  layer.shapes.add_ring(nothing);
  layer.fields[0].values.emplace_back(8.0);
  const Layer used = polygons(layer, {.width_field = "width_m"});
  EXPECT_EQ(used.rejects.back().row, 7u);
  EXPECT_EQ(used.rejects.back().reason, "no_length");
}

TEST(Polygons, AccountForEveryRow) {
  const Layer used = polygons(mixed(), {.width_field = "width_m"});
  ASSERT_EQ(used.size(), 7u);
  EXPECT_EQ(used.shapes.type(0), ShapeType::polygon);
  EXPECT_DOUBLE_EQ(ring_area(used.shapes, 4), 800.0);
  ASSERT_EQ(used.repairs.size(), 1u);
  EXPECT_EQ(used.repairs[0].row, 2u);
  std::vector<std::pair<std::size_t, std::string>> rejects;
  for (const Reject& r : used.rejects) rejects.emplace_back(r.row, r.reason);
  EXPECT_EQ(rejects, (std::vector<std::pair<std::size_t, std::string>>{{1, "invalid"}, {3, "null_geometry"}, {5, "no_width"}, {6, "not_polygon"}}));
  EXPECT_NE(used.rejects[0].text.en.find("p.gpkg|layername=test row 1"), std::string::npos);
  EXPECT_NE(used.rejects[0].text.zh.find("自相交"), std::string::npos);
  EXPECT_FALSE(used.rejects[0].wkb.empty()) << "the shape as it was given is kept";
}

TEST(Polygons, LinesWithoutAWidthFieldAreNoPolygons) {
  const Layer used = polygons(mixed());
  EXPECT_EQ(used.rejects[2].reason, "not_polygon");
}

Errc refusal(Layer layer) {
  try {
    polygons(std::move(layer));
  } catch (const Error& e) {
    return e.code();
  }
  return Errc::internal;
}

TEST(Polygons, RefuseALayerThatCannotBeRight) {
  Layer no_crs = mixed();
  no_crs.crs.reset();
  EXPECT_EQ(refusal(no_crs), Errc::crs_missing);
  Layer wrong = mixed();
  wrong.crs = Crs("EPSG:4551");
  EXPECT_EQ(refusal(wrong), Errc::crs_implausible);
  Layer points = testing::layer_of({});
  points.shapes.begin_shape(ShapeType::point);
  points.shapes.begin_part();
  points.shapes.add_ring(std::vector<Point>{{543000, Y}});
  EXPECT_EQ(refusal(points), Errc::no_polygons);
  EXPECT_EQ(refusal(testing::layer_of({})), Errc::no_polygons);
  Layer table;
  table.shapes.add_none();
  EXPECT_EQ(refusal(table), Errc::no_polygons) << "a CRS would not help a table without geometry";
}

TEST(Polygons, MeasureACorridorInMetresEvenInDegrees) {
  Layer layer = testing::layer_of({}, "EPSG:4490");
  layer.shapes.begin_shape(ShapeType::line);
  layer.shapes.begin_part();
  const std::vector<Point> road{{126.55, 43.85}, {126.56, 43.85}};
  layer.shapes.add_ring(road);
  layer.fields.push_back({"width_m", FieldType::real, {Value{20.0}}});
  const Layer used = polygons(layer, {.width_field = "width_m"});
  const Shapes metres = reproject(used.shapes, Crs("EPSG:4490"), Crs("EPSG:4551"));
  EXPECT_NEAR(ring_area(metres, 0), 804.2 * 20, 20);
}

TEST(Layer, NamesItsFieldsWhenOneIsMissing) {
  try {
    mixed().field("id");
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), Errc::field_not_found);
    EXPECT_NE(e.text().en.find("width_m"), std::string::npos);
  }
}

TEST(Labels, AreRowNumbersWithoutAField) {
  const Layer layer = testing::sketch_layer("AB");
  EXPECT_EQ(labels(layer, ""), (std::vector<std::string>{"0", "1"}));
  EXPECT_EQ(labels(layer, "name"), (std::vector<std::string>{"A", "B"}));
}

TEST(Polygons, ACoordinateThatIsNowhereOnEarthIsARow) {  // the series of the official area would give numbers for it all the same
  for (const Point far : {Point{42543000, 1.2e7}, Point{42543000, 1e60}, Point{3e8, 4857000}}) {
    MultiPolygon wild = testing::rectangle(42543000, 4857000, 42543010, 4857010);
    wild.polygons[0].shell.points[2] = far;
    const Layer layer = polygons(testing::layer_of({testing::rectangle(42543000, 4857000, 42543010, 4857010), wild}, "EPSG:4530"));
    EXPECT_EQ(layer.shapes.type(0), ShapeType::polygon);
    ASSERT_EQ(layer.rejects.size(), 1u);
    EXPECT_EQ(layer.rejects[0].row, 1u);
    EXPECT_EQ(layer.rejects[0].reason, "bad_geometry");
  }
}

}  // namespace
}  // namespace libspatial
