// Writers: strict, read again by our own readers, and honest about what they cannot hold.
#include <gtest/gtest.h>

#include "libspatial/coordinates.hpp"
#include "support/sketch.hpp"

namespace libspatial {
namespace {

using testing::rectangle;

Layer parcels() {
  Layer layer = testing::layer_of({rectangle(543000, 4857000, 543030, 4857030), rectangle(543040, 4857000, 543050, 4857030)});
  layer.fields = {{"id", FieldType::text, {Value{"1"}, Value{"2"}}}, {"name", FieldType::text, {Value{"甲地，东"}, Value{"乙,地"}}}, {"width_m", FieldType::real, {Value{}, Value{3.5}}}};
  return layer;
}

std::string bytes_of(const Layer& layer, const CoordinateStyle& style) { return write_coordinates(layer, style).bytes; }
std::string utf8(const Layer& layer, CoordinateStyle style = {}) {
  style.utf8 = true;
  return bytes_of(layer, style);
}

std::string codes(const std::vector<Loss>& losses) {
  std::string text;
  for (const Loss& loss : losses) text += (text.empty() ? "" : " ") + loss.code;
  return text;
}

TEST(Write, ATxtIsStrict) {
  const std::string text = utf8(parcels());
  EXPECT_EQ(text,
            "[属性描述]\r\n格式版本号=1.01\r\n数据产生单位=\r\n数据产生日期=\r\n坐标系=2000国家大地坐标系\r\n几度分带=3\r\n投影类型=高斯克吕格\r\n计量单位=米\r\n带号=42\r\n精度=0.001\r\n转换参数=0,0,0,0,0,0,0\r\n[地块坐标]\r\n"
            "5,0.0900,1,甲地，东,面,,,,@\r\nJ1,1,4857000.000,42543000.000\r\nJ2,1,4857000.000,42543030.000\r\nJ3,1,4857030.000,42543030.000\r\nJ4,1,4857030.000,42543000.000\r\nJ1,1,4857000.000,42543000.000\r\n"
            "5,0.0300,2,乙，地,面,,,,@\r\nJ1,1,4857000.000,42543040.000\r\nJ2,1,4857000.000,42543050.000\r\nJ3,1,4857030.000,42543050.000\r\nJ4,1,4857030.000,42543040.000\r\nJ1,1,4857000.000,42543040.000\r\n");
  EXPECT_EQ(codes(write_coordinates(parcels(), {}).not_carried), "fields text");
}

TEST(Write, GbkIsTheDefaultOfATxt) {
  const std::string gbk = bytes_of(parcels(), {});
  EXPECT_NE(gbk, utf8(parcels()));
  EXPECT_EQ(read_coordinates(gbk, "x").encoding, "GB18030");
  EXPECT_EQ(cell(read_coordinates(gbk, "x").layer, "name", 0), "甲地，东");
}

TEST(Write, ThePrefixComesAndGoesWithoutRounding) {
  EXPECT_NE(utf8(parcels(), {.zone_prefix = false}).find("\r\nJ1,1,4857000.000,543000.000\r\n"), std::string::npos);
  Layer with = parcels();
  with.shapes = read_coordinates(utf8(parcels()), "x").layer.shapes;
  with.crs = Crs("EPSG:4530");
  EXPECT_EQ(utf8(with), utf8(parcels()));
  EXPECT_EQ(utf8(with, {.zone_prefix = false}), utf8(parcels(), {.zone_prefix = false}));
}

TEST(Write, FromTheNorthWestClockwise) {
  const std::string text = utf8(parcels(), {.from_north_west = true});
  EXPECT_NE(text.find("@\r\nJ1,1,4857030.000,42543000.000\r\nJ2,1,4857030.000,42543030.000\r\nJ3,1,4857000.000,42543030.000\r\n"), std::string::npos) << text;
}

TEST(Write, PartsAreBlocksOrRings) {
  Layer layer = testing::layer_of({testing::sketch("A.A A.A").at('A')});
  const CoordinateText blocks = write_coordinates(layer, {.utf8 = true});
  EXPECT_EQ(codes(blocks.not_carried), "ids parts");
  const CoordinateFile two = read_coordinates(blocks.bytes, "x");
  ASSERT_EQ(two.layer.size(), 2u);
  EXPECT_EQ(cell(two.layer, "id", 1), "1-2");
  const CoordinateFile one = read_coordinates(bytes_of(layer, {.parts_as_rings = true}), "x");
  ASSERT_EQ(one.layer.size(), 1u);
  EXPECT_EQ(one.layer.shapes.part_count(0), 2u);
}

TEST(Write, AShapeThatVanishesIsLeftOutAndSaid) {
  Layer layer = testing::layer_of({rectangle(543000, 4857000, 543000.0001, 4857001), rectangle(543000, 4857000, 543001, 4857001)});
  const CoordinateText text = write_coordinates(layer, {});
  EXPECT_EQ(text.rows, 1u);
  EXPECT_EQ(text.left_out, 1u);
  EXPECT_EQ(text.not_carried[0].code, "shape");
  EXPECT_EQ(write_coordinates(layer, {.decimals = 4}).rows, 2u);
}

TEST(Write, AFlawedShapeIsLeftOutAndSaid) {
  Layer layer = testing::layer_of({MultiPolygon{{{Ring{{{543000, 4857000}, {543010, 4857010}, {543010, 4857000}, {543000, 4857010}, {543000, 4857000}}}, {}}}}});
  const CoordinateText text = write_coordinates(layer, {});
  EXPECT_EQ(text.rows, 0u);
  EXPECT_NE(text.not_carried[0].text.en.find("Self-intersection: correct the source"), std::string::npos) << text.not_carried[0].text.en;
}

TEST(Write, OtherCrsAreRefusedWithTheNextStep) {
  Layer layer = testing::layer_of({rectangle(543000, 4857000, 543010, 4857010)}, "EPSG:32652");
  try {
    write_coordinates(layer, {});
    ADD_FAILURE();
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), Errc::crs_mismatch);
    EXPECT_NE(e.text().en.find("--to-crs EPSG:4530"), std::string::npos);
  }
  EXPECT_THROW(write_coordinates(layer, {.format = CoordinateFormat::table, .zone_prefix = true}), Error);
}

TEST(Write, TablesKeepEveryField) {
  Layer layer = parcels();
  layer.fields.push_back({"备注", FieldType::text, {Value{"a;b\"c\""}, Value{}}});
  const CoordinateText text = write_coordinates(layer, {.format = CoordinateFormat::table});
  EXPECT_EQ(codes(text.not_carried), "");
  const CoordinateFile again = read_coordinates(text.bytes, "x");
  EXPECT_EQ(again.layer.shapes, layer.shapes);
  EXPECT_EQ(again.layer.crs->code(), "EPSG:4551");
  for (const char* field : {"id", "name", "width_m", "备注"}) {
    for (std::size_t row = 0; row < 2; ++row) EXPECT_EQ(cell(again.layer, field, row), cell(layer, field, row)) << field;
  }
}

TEST(Write, RowsWithOneIdStayApartInATable) {
  Layer layer = parcels();
  layer.fields[0].values[1] = Value{"1"};
  EXPECT_EQ(read_coordinates(bytes_of(layer, {.format = CoordinateFormat::table}), "x").layer.shapes, layer.shapes);
}

TEST(Write, CassSaysWhatItCannotHold) {
  const CoordinateText text = write_coordinates(parcels(), {.format = CoordinateFormat::cass});
  EXPECT_EQ(codes(text.not_carried), "crs fields");
  EXPECT_EQ(text.bytes.substr(0, 39), "1,1,543000.000,4857000.000,0.000\r\n2,1,5");
  const CoordinateFile joined = read_coordinates(text.bytes, "x", {.crs = "EPSG:4551", .join = true});
  EXPECT_EQ(joined.layer.shapes, parcels().shapes);
}

TEST(Write, LinesAndPointsOfATxt) {
  Layer layer;
  layer.crs = Crs("EPSG:4530");
  layer.shapes.begin_shape(ShapeType::line);
  for (const double north : {4857000.0, 4858000.0}) {
    layer.shapes.begin_part();
    const Point path[] = {{42543000, north}, {42543100, north}, {42543200, north + 5}};
    layer.shapes.add_ring(path);
  }
  layer.shapes.begin_shape(ShapeType::point);
  layer.shapes.begin_part();
  const Point p[] = {{42543000, 4857000}};
  layer.shapes.add_ring(p);
  for (const CoordinateFormat format : {CoordinateFormat::boundary_points, CoordinateFormat::table, CoordinateFormat::wkt}) EXPECT_EQ(read_coordinates(bytes_of(layer, {.format = format}), "x").layer.shapes, layer.shapes);
}

}  // namespace
}  // namespace libspatial
