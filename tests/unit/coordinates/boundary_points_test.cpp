// 界址点 TXT: the variants that offices hand over, each read right, said, or refused with one step.
#include <gtest/gtest.h>

#include "libspatial/coordinates.hpp"
#include "libspatial/measure.hpp"

namespace libspatial {
namespace {

const std::string head = "[属性描述]\n格式版本号=1.01\n坐标系=2000国家大地坐标系\n几度分带=3\n投影类型=高斯克吕格\n计量单位=米\n带号=42\n精度=0.001\n转换参数=,,,,,,\n[地块坐标]\n";

/// A square of 100 m, its south-west corner so far east and north of (42543000, 4857000); closed.
std::string square(double east, double north, int ring, int first = 1, const std::string& j = "J", double size = 100, bool closed = true, double false_east = 42543000) {
  std::string text;
  const double corners[][2] = {{0, 0}, {0, size}, {size, size}, {size, 0}, {0, 0}};
  for (int i = 0; i < (closed ? 5 : 4); ++i) {
    text += j + std::to_string(first + i % 4) + "," + std::to_string(ring) + "," + decimals(4857000 + north + corners[i][1], 3) + "," + decimals(false_east + east + corners[i][0], 3) + "\n";
  }
  return text;
}

CoordinateFile read(const std::string& text, const CoordinateOptions& options = {}) { return read_coordinates(text, "x.txt", options); }

std::string refusal(const std::string& text, const CoordinateOptions& options = {}) {
  try {
    read(text, options);
  } catch (const Error& e) {
    EXPECT_FALSE(e.text().zh.empty());
    return std::string(name(e.code())) + ": " + e.text().en;
  }
  return "accepted";
}

double planar(const CoordinateFile& file, std::size_t row = 0) { return ring_area(file.layer.shapes, row); }

bool notes(const CoordinateFile& file, const std::string& part) {
  for (const Text& note : file.layer.notes) {
    if (note.en.find(part) != std::string::npos) return true;
  }
  return false;
}

TEST(BoundaryPoints, AParcelWithItsAttributes) {
  const CoordinateFile file = read(head + "5,1.0000,7,一号地,面,图幅,建设用地,0701,@\n" + square(0, 0, 1));
  ASSERT_EQ(file.layer.size(), 1u);
  EXPECT_EQ(file.format, CoordinateFormat::boundary_points);
  EXPECT_EQ(file.layer.crs->code(), "EPSG:4530");
  EXPECT_DOUBLE_EQ(planar(file), 10000);
  EXPECT_EQ(file.layer.shapes.points()[0], (Point{42543000, 4857000}));
  for (const auto& [field, value] : {std::pair{"id", "7"}, {"name", "一号地"}, {"sheet", "图幅"}, {"use", "建设用地"}, {"land_code", "0701"}, {"declared_area_m2", "10000"}, {"more", ""}}) EXPECT_EQ(cell(file.layer, field, 0), value) << field;
  EXPECT_EQ(file.points, (PointCount{5, 5, 0, 0}));
  ASSERT_EQ(file.header.size(), 8u);
  EXPECT_EQ(file.header[1].value, "2000国家大地坐标系");
  EXPECT_FALSE(notes(file, "check"));
}

// 1
TEST(BoundaryPoints, NumbersMayLackTheJAndRunThroughTheRings) {
  for (const char* j : {"J", "", "K"}) {
    for (const int first : {1, 5}) {
      const CoordinateFile file = read(head + "10,0.9600,1,a,面,,,,@\n" + square(0, 0, 1, 1, j) + square(40, 40, 2, first, j, 20));
      EXPECT_EQ(file.layer.shapes.ring_count(0, 0), 2u);
      EXPECT_DOUBLE_EQ(planar(file), 9600);
    }
  }
}

// 2
TEST(BoundaryPoints, OpenRingsAreClosed) {
  const CoordinateFile file = read(head + "8,0.9600,1,a,面,,,,@\n" + square(0, 0, 1, 1, "J", 100, false) + square(40, 40, 2, 5, "J", 20, false));
  EXPECT_DOUBLE_EQ(planar(file), 9600);
  EXPECT_TRUE(notes(file, "2 rings were not closed"));
  EXPECT_EQ(file.points, (PointCount{8, 8, 0, 0}));
}

// 3
TEST(BoundaryPoints, TheCountMayIncludeTheClosingPointOrNot) {
  for (const char* n : {"4", "5"}) EXPECT_FALSE(notes(read(head + n + ",1.0000,1,a,面,,,,@\n" + square(0, 0, 1)), "declares")) << n;
  EXPECT_FALSE(notes(read(head + "5,1.0000,1,a,面,,,,@\n" + square(0, 0, 1, 1, "J", 100, false)), "declares"));
  EXPECT_TRUE(notes(read(head + "3,1.0000,1,a,面,,,,@\n" + square(0, 0, 1)), "line 11: declares 3 points and has 5"));
  EXPECT_TRUE(notes(read(head + "9,1.0000,1,a,面,,,,@\n" + square(0, 0, 1)), "declares 9 points"));  // the area says that none is missing
}

TEST(BoundaryPoints, AParcelThatWasCutOffIsRejected) {
  const CoordinateFile file = read(head + "5,1.0000,1,a,面,,,,@\n" + square(0, 0, 1) + "9,2.0000,2,b,面,,,,@\n" + square(500, 0, 1).substr(0, 90));
  ASSERT_EQ(file.layer.rejects.size(), 1u);
  EXPECT_EQ(file.layer.rejects[0].row, 1u);
  EXPECT_EQ(file.layer.rejects[0].reason, "points_missing");
  EXPECT_EQ(file.reject_lines, std::vector<std::size_t>{17});
  EXPECT_EQ(file.points.read, file.points.used + file.points.rejected);
}

// 4
TEST(BoundaryPoints, SwappedAxesAreRefusedUnlessSaid) {
  std::string text = head + "5,1.0000,1,a,面,,,,@\n";
  for (const char* p : {"42543000,4857000", "42543000,4857100", "42543100,4857100", "42543100,4857000", "42543000,4857000"}) text += "J1,1," + std::string(p) + "\n";
  EXPECT_EQ(refusal(text), "crs_implausible: x.txt line 12: coordinates (42543000, 4857000) have the easting first, this format has the northing (X) first. check, then add --axes east-first");
  EXPECT_DOUBLE_EQ(planar(read(text, {.axes = AxisOrder::east_first})), 10000);
  EXPECT_NE(refusal(head + "5,1,1,a,面,,,,@\n" + square(0, 0, 1), {.axes = AxisOrder::east_first}).find("--axes north-first"), std::string::npos);
}

// 5
TEST(BoundaryPoints, TheZoneIsInTheHeaderOrInTheCoordinates) {
  const std::string block = "5,1.0000,1,a,面,,,,@\n";
  std::string no_zone = head;
  no_zone.replace(no_zone.find("带号=42"), 9, "带号=");
  EXPECT_EQ(read(head + block + square(0, 0, 1, 1, "J", 100, true, 543000)).layer.crs->code(), "EPSG:4551");
  const CoordinateFile by_prefix = read(no_zone + block + square(0, 0, 1));
  EXPECT_EQ(by_prefix.layer.crs->code(), "EPSG:4530");
  EXPECT_TRUE(notes(by_prefix, "by the coordinates' prefix"));
  const std::string neither = no_zone + block + square(0, 0, 1, 1, "J", 100, true, 543000);
  EXPECT_EQ(refusal(neither).substr(0, 11), "crs_missing");
  EXPECT_EQ(read(neither, {.crs = "EPSG:4551"}).layer.crs->code(), "EPSG:4551");
}

TEST(BoundaryPoints, APrefixThatContradictsTheZoneIsAnErrorWithBothReadings) {
  const std::string text = head + "5,1.0000,1,a,面,,,,@\n" + square(0, 0, 1, 1, "J", 100, true, 41543000);
  const std::string said = refusal(text);
  EXPECT_NE(said.find("crs_implausible: x.txt line 7: zone 42 is stated"), std::string::npos) << said;
  EXPECT_NE(said.find("(line 12) have the prefix 41"), std::string::npos) << said;
  EXPECT_NE(said.find("--crs EPSG:4529"), std::string::npos) << said;
  EXPECT_EQ(read(text, {.crs = "EPSG:4529"}).layer.crs->code(), "EPSG:4529");
  EXPECT_EQ(refusal(text, {.crs = "EPSG:4530"}), said);  // no reading of the coordinates
}

TEST(BoundaryPoints, DegreesInTheSameLayout) {
  std::string degrees = head;
  degrees.replace(degrees.find("计量单位=米"), 16, "计量单位=度");
  const std::string points = "5,,1,a,面,,,,@\n1,1,43.80,126.50\n2,1,43.81,126.50\n3,1,43.81,126.51\n4,1,43.80,126.51\n1,1,43.80,126.50\n";
  const CoordinateFile file = read(degrees + points);
  EXPECT_EQ(file.layer.crs->code(), "EPSG:4490");
  EXPECT_EQ(file.layer.shapes.points()[0], (Point{126.50, 43.80}));
  EXPECT_NE(refusal(head + points).find("the unit is stated as \"米\", but the coordinates (43.8, 126.5) are degrees"), std::string::npos);
  EXPECT_EQ(read(head + points, {.crs = "EPSG:4490"}).layer.crs->code(), "EPSG:4490");
  EXPECT_NE(refusal(degrees + "5,1,1,a,面,,,,@\n" + square(0, 0, 1)).find("are metres"), std::string::npos);
}

TEST(BoundaryPoints, OlderDatumsAreNamed) {
  for (const auto& [datum, with, without] : {std::tuple{"1980西安坐标系", "EPSG:2366", "EPSG:2387"}, {"80国家大地坐标系", "EPSG:2366", "EPSG:2387"}, {"1954北京坐标系", "EPSG:2418", "EPSG:2439"}}) {
    std::string text = head;
    text.replace(text.find("2000国家大地坐标系"), std::string("2000国家大地坐标系").size(), datum);
    EXPECT_EQ(read(text + "5,1.0000,1,a,面,,,,@\n" + square(0, 0, 1)).layer.crs->code(), with);
    EXPECT_EQ(read(text + "5,1.0000,1,a,面,,,,@\n" + square(0, 0, 1, 1, "J", 100, true, 543000)).layer.crs->code(), without);
  }
}

// 6
TEST(BoundaryPoints, TheSameHeaderLineTwiceIsTwoParcels) {
  const std::string block = "5,1.0000,1,a,面,,,,@\n";
  const CoordinateFile file = read(head + block + square(0, 0, 1) + block + square(500, 0, 1));
  EXPECT_EQ(file.layer.size(), 2u);
  EXPECT_DOUBLE_EQ(planar(file, 1), 10000);
}

// 7: rings by where they lie; a well-known reader makes every second ring a hole
TEST(BoundaryPoints, RingsAreHolesOrPartsByWhereTheyLie) {
  const CoordinateFile file = read(head + "20,1.9400,1,a,面,,,,@\n" + square(0, 0, 1) + square(40, 40, 2, 5, "J", 30) + square(500, 0, 3, 9) + square(45, 45, 4, 13, "J", 17.3205));
  ASSERT_EQ(file.layer.shapes.part_count(0), 3u);
  EXPECT_EQ(file.layer.shapes.ring_count(0, 0), 2u);
  EXPECT_EQ(file.layer.shapes.ring_count(0, 1), 1u);
  EXPECT_NEAR(planar(file), 10000 - 900 + 10000 + 300, 0.1);  // an island in the hole
  EXPECT_FALSE(find_flaw(file.layer.shapes, 0));
}

TEST(BoundaryPoints, AClosedRingWithTheSameNumberIsFollowedByAnother) {
  const CoordinateFile file = read(head + "10,1.9998,1,a,面,,,,@\n" + square(0, 0, 1) + square(500, 0, 1));
  EXPECT_EQ(file.layer.shapes.part_count(0), 2u);
  EXPECT_DOUBLE_EQ(planar(file), 20000);
}

TEST(BoundaryPoints, AHoleMayTouchItsShell) {
  std::string text = head + "10,0.9600,1,a,面,,,,@\n" + square(0, 0, 1);
  for (const char* p : {"4857000,42543000", "4857020,42543010", "4857020,42543030", "4857010,42543030", "4857000,42543000"}) text += "J9,2," + std::string(p) + "\n";
  const CoordinateFile file = read(text);
  EXPECT_EQ(file.layer.shapes.part_count(0), 1u);
  EXPECT_EQ(file.layer.shapes.ring_count(0, 0), 2u);
}

// 8, 9, 11, 12
TEST(BoundaryPoints, ThirteenFieldsSquareMetresAndOtherOrders) {
  const CoordinateFile thirteen = read(head + "5,1.0000,1,a,面,,农用地,0101,T1,D2,G3,G4,@\n" + square(0, 0, 1));
  EXPECT_EQ(cell(thirteen.layer, "more", 0), "T1,D2,G3,G4");
  EXPECT_EQ(cell(thirteen.layer, "land_code", 0), "0101");

  const CoordinateFile metres = read(head + "5,9999.52,1,a,面,,,,@\n" + square(0, 0, 1));
  EXPECT_TRUE(notes(metres, "declare their area in m²"));
  EXPECT_EQ(cell(metres.layer, "declared_area_m2", 0), "9999.52");

  const CoordinateFile mixed = read("【项目信息】\n项目名称=甲\n[属性描述]\n带号=42\n分带=3度带\n坐标系=2000国家大地坐标系\n【地块坐标】\n5,1.0000,1,a,面,,,,@\n" + square(0, 0, 1));
  EXPECT_EQ(mixed.layer.crs->code(), "EPSG:4530");
  EXPECT_EQ(mixed.header[0], (HeaderLine{"项目信息", "项目名称", "甲"}));

  const std::string bare = "[地块坐标]\n5,1.0000,1,a,面,,,,@\n" + square(0, 0, 1);
  EXPECT_EQ(refusal(bare), "crs_missing: x.txt: the datum (坐标系) is not stated, so the CRS is not known. If it is CGCS2000, check and add --crs EPSG:4530");
  EXPECT_EQ(read(bare, {.crs = "EPSG:4530"}).layer.crs->code(), "EPSG:4530");
  EXPECT_EQ(refusal(bare, {.crs = "EPSG:4551"}).substr(0, 15), "crs_implausible");
}

// 10
TEST(BoundaryPoints, LinesAndPoints) {
  const CoordinateFile file = read(head + "3,,1,路,线,,,,@\nJ1,1,4857000,42543000\nJ2,1,4857000,42543100\nJ3,1,4857100,42543100\n2,,2,井,点,,,,@\nJ1,1,4857000,42543000\nJ2,1,4857500,42543000\n");
  EXPECT_EQ(file.layer.shapes.type(0), ShapeType::line);
  EXPECT_EQ(file.layer.shapes.points(0).size(), 3u);
  EXPECT_EQ(file.layer.shapes.type(1), ShapeType::point);
  EXPECT_EQ(file.layer.shapes.part_count(1), 2u);
}

TEST(BoundaryPoints, BracesBulletsBlanksAndFullWidthCommas) {
  std::string text = head + " 5 , 1.0000 , 1 , 一号（甲，乙） , 面 , , , , @ \n{\n";
  for (const char* p : {"- J1, 1, 4857000, 42543000", "J2，1，4857100，42543000", "  J3,1,4857100,42543100,,", "J4,1, +4857000.0 ,42543100", "J1,1,4857000,42543000}"}) text += std::string(p) + "\n\n";
  const CoordinateFile file = read(text);
  ASSERT_TRUE(file.layer.rejects.empty()) << file.layer.rejects[0].text.en;
  EXPECT_DOUBLE_EQ(planar(file), 10000);
  EXPECT_EQ(cell(file.layer, "name", 0), "一号（甲，乙）");
}

TEST(BoundaryPoints, ADeclaredAreaThatDiffersIsSaid) {
  EXPECT_TRUE(notes(read(head + "5,1.2000,1,a,面,,,,@\n" + square(0, 0, 1)), "line 11: declares 1.2000 ha, the coordinates give 1.0000 ha"));
}

TEST(BoundaryPoints, TwoHeadersMayNotContradictEachOther) {
  EXPECT_NE(refusal(head + "5,1,1,a,面,,,,@\n" + square(0, 0, 1) + "[属性描述]\n带号=43\n").find("line 18: 带号=43 contradicts 带号=42"), std::string::npos);
}

}  // namespace
}  // namespace libspatial
