// CASS .dat, tables of points and WKT lines.
#include <gtest/gtest.h>

#include "libspatial/coordinates.hpp"
#include "libspatial/units.hpp"

namespace libspatial {
namespace {

CoordinateFile read(const std::string& text, const CoordinateOptions& options = {.crs = "EPSG:4530"}) { return read_coordinates(text, "x.csv", options); }

std::string refusal(const std::string& text, const CoordinateOptions& options = {.crs = "EPSG:4530"}) {
  try {
    read(text, options);
  } catch (const Error& e) {
    return std::string(name(e.code())) + ": " + e.text().en;
  }
  return "accepted";
}

bool notes(const CoordinateFile& file, const std::string& part) {
  for (const Text& note : file.layer.notes) {
    if (note.en.find(part) != std::string::npos) return true;
  }
  return false;
}

/// Rows of a square of 100 m: before, north, east, after.
std::string square(const std::string& before, const std::string& after = "", double east = 0, double size = 100, const std::string& comma = ",") {
  std::string text;
  for (const auto& [n, e] : {std::pair{0, 0}, {1, 0}, {1, 1}, {0, 1}, {0, 0}}) text += before + decimals(4857000 + n * size, 3) + comma + decimals(42543000 + east + e * size, 3) + after + "\n";
  return text;
}

TEST(Table, TheHeaderRowIsFoundByMeaning) {
  for (const std::string& header : {std::string("点号,X,Y"), std::string("No,Northing,Easting"), std::string("序号,纵坐标,横坐标"), std::string("界址点号,坐标 X（m）,坐标 Y（m）"), std::string("点号,北坐标,东坐标"), std::string("点号,X(北),Y(东)")}) {
    const CoordinateFile file = read("宗地界址点成果表\n制表：甲,,\n" + header + "\n" + square("1,"));
    ASSERT_EQ(file.layer.size(), 1u) << header;
    EXPECT_EQ(file.format, CoordinateFormat::table);
    EXPECT_DOUBLE_EQ(ring_area(file.layer.shapes, 0), 10000) << header;
  }
}

TEST(Table, SemicolonsTabsAndColumnsInAnyOrder) {
  EXPECT_DOUBLE_EQ(ring_area(read("点号;X;Y\n" + square("1;", "", 0, 100, ";")).layer.shapes, 0), 10000);
  EXPECT_DOUBLE_EQ(ring_area(read("点号\tX\tY\n" + square("1\t", "", 0, 100, "\t")).layer.shapes, 0), 10000);
  const CoordinateFile file = read("Y,备注,X,点号\n42543000,甲,4857000,1\n42543000,甲,4857100,2\n42543100,甲,4857100,3\n");
  EXPECT_DOUBLE_EQ(ring_area(file.layer.shapes, 0), 5000);
  EXPECT_EQ(cell(file.layer, "备注", 0), "甲");
}

TEST(Table, ParcelsPartsAndHoles) {
  const CoordinateFile file = read("地块编号,地块名称,圈号,点号,X,Y\n" + square("A,甲,1,1,") + square("A,甲,2,1,", "", 40, 20).replace(0, 0, "") + square("B,\"乙,丙\",1,1,", "", 500) + square("B,\"乙,丙\",2,1,", "", 700));
  ASSERT_EQ(file.layer.size(), 2u);
  EXPECT_EQ(cell(file.layer, "id", 0), "A");
  EXPECT_EQ(cell(file.layer, "name", 1), "乙,丙");
  EXPECT_EQ(file.layer.shapes.ring_count(0, 0), 2u);  // touches its shell in the south
  EXPECT_EQ(file.layer.shapes.part_count(1), 2u);
}

TEST(Table, ALineWithAWidthAndAPoint) {
  const CoordinateFile file = read("地块编号,图形类型,宽度(m),X,Y\nR,线,12.5,4857000,42543000\nR,线,12.5,4857100,42543000\nP,点,,4857000,42543000\n");
  EXPECT_EQ(file.layer.shapes.type(0), ShapeType::line);
  EXPECT_EQ(cell(file.layer, "width_m", 0), "12.5");
  EXPECT_EQ(file.layer.shapes.type(1), ShapeType::point);
  EXPECT_DOUBLE_EQ(ring_area(polygons(file.layer, {.width_field = "width_m"}).shapes, 0), 1250);
}

TEST(Table, PagesWithTitlesSidesAndFooters) {
  const std::string page = "界 址 点 成 果 表,,,\n宗地号：DK01,,宗地面积(平方米):,9999.52\n序号,坐标,,边长\n,X(m),Y(m),\n";
  const std::string footer = "制表：甲,,审核：乙,\n";
  const CoordinateFile file = read(page + "1,4857000,42543000,\n,,,100.00\n2,4857100,42543000,\n,,,100.00\n" + footer + page + "3,4857100,42543100,\n,,,100.00\n4,4857000,42543100,\n1,4857000,42543000,\n" + footer);
  ASSERT_EQ(file.layer.size(), 1u);
  EXPECT_DOUBLE_EQ(ring_area(file.layer.shapes, 0), 10000);
  EXPECT_EQ(cell(file.layer, "id", 0), "DK01");
  EXPECT_EQ(cell(file.layer, "declared_area_m2", 0), "9999.52");
  EXPECT_FALSE(notes(file, "check"));
}

TEST(Table, AxesThatDoNotFitTheirNamesAreRefused) {
  const std::string swapped = "点号,X,Y\n1,543000,4857000\n2,543000,4857100\n3,543100,4857100\n";
  const CoordinateOptions bare{.crs = "EPSG:4551"};
  EXPECT_NE(refusal(swapped, bare).find("line 2: coordinates (543000, 4857000) have the easting first, this format has the northing (X) first. check, then add --axes east-first"), std::string::npos) << refusal(swapped, bare);
  EXPECT_EQ(read(swapped, {.crs = "EPSG:4551", .axes = AxisOrder::east_first}).layer.shapes.points()[0], (Point{543000, 4857000}));
  EXPECT_NE(refusal("点号,北坐标,东坐标\n1,543000,4857000\n2,543000,4857100\n3,543100,4857100\n", bare).find("Correct the names of the columns"), std::string::npos);
}

TEST(Table, TheCrsIsDeclaredOrWritten) {
  EXPECT_EQ(refusal("点号,X,Y\n" + square("1,"), {}).substr(0, 11), "crs_missing");
  EXPECT_EQ(read("X,Y,坐标系\n" + square("", ",EPSG:4530"), {}).layer.crs->code(), "EPSG:4530");
  EXPECT_EQ(read("坐标系：2000国家大地坐标系,带号：42\nX,Y\n" + square(""), {}).layer.crs->code(), "EPSG:4530");
  EXPECT_NE(refusal("X,Y,坐标系\n" + square("", ",EPSG:4530") + square("", ",EPSG:4529"), {}).find("contradicts"), std::string::npos);
  EXPECT_EQ(read("点号,纬度,经度\n1,43.8,126.5\n2,43.9,126.5\n3,43.9,126.6\n", {.crs = "EPSG:4490"}).layer.shapes.points()[0], (Point{126.5, 43.8}));
}

TEST(Table, ARowThatIsHalfANumberRejectsItsParcel) {
  const CoordinateFile file = read("地块编号,X,Y\n" + square("A,") + "B,4857000,42543o00\n" + square("B,"));
  ASSERT_EQ(file.layer.rejects.size(), 1u);
  EXPECT_EQ(file.layer.rejects[0].reason, "bad_line");
  EXPECT_EQ(file.reject_lines[0], 7u);
  EXPECT_EQ(file.points, (PointCount{11, 5, 0, 6}));
}

TEST(Table, ColumnsSideBySideAreOneList) {
  for (const std::string& header : {std::string("点号,X,Y,点号,X,Y"), std::string("点号,X,Y,,点号,X,Y"), std::string("点号,X,Y,边长,点号,X,Y,边长"), std::string("点号,X,Y,点号,X,Y,点号,X,Y")}) {
    const std::string gap = header.find(",,") != std::string::npos || header.find("边长") != std::string::npos ? ",," : ",";
    const std::string last = header.ends_with("点号,X,Y,点号,X,Y,点号,X,Y") ? ",,," : "";
    const CoordinateFile file = read("表,,\n" + header + "\nJ1,4857000,42543000" + gap + "J3,4857100,42543100" + last + "\nJ2,4857100,42543000" + gap + "J4,4857000,42543100" + last + "\n");
    ASSERT_EQ(file.layer.size(), 1u) << header;
    EXPECT_DOUBLE_EQ(ring_area(file.layer.shapes, 0), 10000) << header;
    EXPECT_EQ(file.points.used, 4u);
  }
  const std::string page = "宗地号：A,,\n点号,X,Y,点号,X,Y\n";
  const CoordinateFile pages = read(page + "1,4857000,42543000,3,4857100,42543100\n2,4857100,42543000,,,\n" + page + "4,4857000,42543100,1,4857000,42543000\n");
  EXPECT_DOUBLE_EQ(ring_area(pages.layer.shapes, 0), 10000);
  const CoordinateFile two = read("地块编号,点号,X,Y,地块编号,点号,X,Y\nA,1,4857000,42543000,B,1,4857000,42543500\nA,2,4857100,42543000,B,2,4857100,42543500\nA,3,4857100,42543100,B,3,4857100,42543600\n");
  ASSERT_EQ(two.layer.size(), 2u);
  EXPECT_DOUBLE_EQ(ring_area(two.layer.shapes, 1), 5000);
}

TEST(Table, TwoPairsOfCoordinatesOfOnePointAreRefused) {
  const std::string rows = "1,4857000,42543000,4857001,42543001\n2,4857100,42543000,4857101,42543001\n3,4857100,42543100,4857101,42543101\n";
  EXPECT_NE(refusal("点号,X,Y,X,Y\n" + rows).find("line 1: the header has two pairs"), std::string::npos) << refusal("点号,X,Y,X,Y\n" + rows);
  EXPECT_NE(refusal("点号,X,X,Y,Y\n" + rows).find("two pairs"), std::string::npos);
  EXPECT_NE(refusal("点号,X,Y,点号,X,Y\n1,4857000,42543000,1,4857000,42543500\n2,4857100,42543000,2,4857100,42543500\n3,4857100,42543100,3,4857100,42543600\n").find("may be two parcels"), std::string::npos);
}

TEST(Table, APointThatCannotBeReadRejectsItsParcel) {
  const std::string three = "A,%,4857000,42543000,EPSG:4530\nA,%,4857100,42543000,EPSG:4530\nA,%,4857100,42543100,EPSG:4530\n";
  for (const std::string& number : {std::string(""), std::string("J4"), std::string("界4")}) {
    for (const std::string& bad : {std::string("4857o00,42543100"), std::string("#REF!,#REF!"), std::string("-,-"), std::string("4857 000,42543 100"), std::string("4857000,"), std::string(",")}) {
      if (bad == "," && number.empty()) continue;  // an empty line of a table
      std::string rows = three;
      for (std::size_t at; (at = rows.find('%')) != std::string::npos;) rows.replace(at, 1, number.empty() ? "" : "J9");
      const CoordinateFile file = read("地块编号,点号,X,Y,坐标系\n" + rows + "A," + number + "," + bad + ",EPSG:4530\n", {});
      ASSERT_EQ(file.layer.rejects.size(), 1u) << number << " " << bad;
      EXPECT_EQ(file.reject_lines[0], 5u);
    }
  }
}

TEST(Table, NumbersAsPeopleWriteThem) {
  for (const std::string& point : {std::string("\"4,857,100.000\",\"42,543,100.000\""), std::string("4857100m,42543100 米"), std::string("４８５７１００,４２５４３１００"), std::string("\"4,857,100\",\"42,543,100\"")}) {
    EXPECT_DOUBLE_EQ(ring_area(read("X,Y\n4857000,42543000\n4857100,42543000\n" + point + "\n").layer.shapes, 0), 5000) << point;
  }
}

TEST(Table, PointsOfARingStandAnywhereAmongThoseOfTheirParcel) {
  const CoordinateFile file = read("地块编号,圈号,X,Y\nA,1,4857000,42543000\nA,1,4857000,42543100\nA,2,4857020,42543020\nA,2,4857020,42543030\nA,2,4857030,42543030\nA,1,4857100,42543100\nA,1,4857100,42543000\n");
  EXPECT_DOUBLE_EQ(ring_area(file.layer.shapes, 0), 9950);
  const CoordinateFile short_ring = read("地块编号,圈号,X,Y\n" + square("A,1,") + "A,2,4857020,42543020\nA,2,4857020,42543030\n");
  ASSERT_EQ(short_ring.layer.rejects.size(), 1u);
  EXPECT_EQ(short_ring.reject_lines[0], 7u);
  EXPECT_TRUE(notes(read("地块编号,X,Y\n" + square("A,") + square("B,", "", 200) + square("A,", "", 400)), "a parcel that was left returns 1 times"));
}

TEST(Table, DeclaredAreasAreInTheUnitTheyName) {
  const auto declared = [](const std::string& header, const std::string& first, const std::string& others = "") {
    const std::string h = "X,Y," + header + "\n", x = "4857000,42543000,", y = "4857100,42543000,", z = "4857100,42543100,";
    return read(h + x + first + "\n" + y + others + "\n" + z + others + "\n");
  };
  for (const auto& [header, text] : {std::pair<std::string, std::string>{"面积(平方米)", "5000"}, {"面积（公顷）", "0.5"}, {"面积(亩)", "7.5"}, {"面积(m²)", "\"5,000.0\""}, {"面积", "0.5公顷"}, {"面积", "7.5 亩"}, {"面积(公顷)", "5000㎡"}, {"面积(平方米)", "５０００"}}) {
    EXPECT_EQ(to_number(declared(header, text).layer.field("declared_area_m2").values[0]), 5000) << header << text;
  }
  EXPECT_EQ(cell(declared("面积(平方米)", "0.9971").layer, "declared_area_m2", 0), "0.9971");  // not 0.9971 ha
  EXPECT_TRUE(notes(declared("面积", "0.5"), "areas name no unit"));
  EXPECT_FALSE(notes(declared("面积(公顷)", "0.5"), "areas name no unit"));
  const CoordinateFile unread = declared("面积(公顷)", "约半公顷");
  EXPECT_EQ(cell(unread.layer, "declared_area_m2", 0), "约半公顷");  // a check says that it cannot be weighed
  EXPECT_TRUE(notes(unread, "line 2: 1 declared areas are no numbers"));
  EXPECT_EQ(to_number(declared("面积(公顷)", "", "0.5").layer.field("declared_area_m2").values[0]), 5000);  // the first row has none
  EXPECT_TRUE(notes(declared("面积(公顷)", "0.5", "0.6"), "columns that vary within a parcel, of which the first value is taken: 面积"));
  const CoordinateFile line = read("地块编号,图形类型,面积(平方米),X,Y\nR,线,21000,4857000,42543000\nR,线,21000,4857100,42543000\n");
  EXPECT_EQ(cell(line.layer, "declared_area_m2", 0), "21000");
}

TEST(Cass, PointsWithCodesAndHeights) {
  const CoordinateFile file = read_coordinates("2\n1,JZD,543000.001,4857000.002,201.5\nK2,,543100,4857000,\nEND\n", "x.dat", {.crs = "EPSG:4551"});
  EXPECT_EQ(file.format, CoordinateFormat::cass);
  ASSERT_EQ(file.layer.size(), 2u);
  EXPECT_EQ(file.layer.shapes.points()[0], (Point{543000.001, 4857000.002}));
  EXPECT_EQ(cell(file.layer, "height_m", 0), "201.5");
  EXPECT_EQ(cell(file.layer, "no", 1), "K2");
}

TEST(Cass, PointsOfOneCodeAreJoined) {
  const std::string text = "1,A,543000,4857000,1\n2,A,543000,4857100,1\n3,A,543100,4857100,1\n4,B,544000,4857000,1\n5,B,544000,4857100,1\n6,B,544100,4857100,1\n";
  const CoordinateFile file = read_coordinates(text, "x.dat", {.crs = "EPSG:4551", .join = true});
  ASSERT_EQ(file.layer.size(), 2u);
  EXPECT_DOUBLE_EQ(ring_area(file.layer.shapes, 1), 5000);
  EXPECT_EQ(cell(file.layer, "id", 1), "B");
}

TEST(Cass, NorthFirstIsRefusedUnlessSaid) {
  const std::string text = "1,,4857000,543000,1\n2,,4857100,543000,1\n";
  try {
    read_coordinates(text, "x.dat", {.crs = "EPSG:4551"});
    ADD_FAILURE();
  } catch (const Error& e) {
    EXPECT_NE(e.text().en.find("add --axes north-first"), std::string::npos);
  }
  EXPECT_EQ(read_coordinates(text, "x.dat", {.crs = "EPSG:4551", .axes = AxisOrder::north_first}).layer.shapes.points()[0], (Point{543000, 4857000}));
  EXPECT_NE(refusal("点号,X,Y\n" + square("1,"), {.crs = "EPSG:4530", .join = true}).find("no CASS"), std::string::npos);
}

TEST(Wkt, LinesWithOrWithoutSrid) {
  const CoordinateFile file = read("SRID=4551;POLYGON ((543000 4857000, 543100 4857000,\n 543100 4857100, 543000 4857000))\nSRID=4551;MULTIPOINT Z (543000 4857000 5, 543001 4857001 6)\n", {});
  EXPECT_EQ(file.format, CoordinateFormat::wkt);
  EXPECT_EQ(file.layer.crs->code(), "EPSG:4551");
  EXPECT_DOUBLE_EQ(ring_area(file.layer.shapes, 0), 5000);
  EXPECT_TRUE(notes(file, "heights (Z)"));
  EXPECT_NE(refusal("SRID=4551;POINT (543000 4857000)\nSRID=4530;POINT (42543000 4857000)\n", {}).find("another SRID"), std::string::npos);
  EXPECT_EQ(refusal("POINT (4857000 543000)\n", {.crs = "EPSG:4551"}).substr(0, 15), "crs_implausible");
}

}  // namespace
}  // namespace libspatial
