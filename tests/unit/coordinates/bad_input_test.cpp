// Bytes of strangers: a correct answer, a row with its line, or one typed error. Never a crash, a hang, or a silent difference.
#include <gtest/gtest.h>

#include <chrono>

#include "coordinates/text.hpp"
#include "libspatial/coordinates.hpp"

namespace libspatial {
namespace {

const std::string head = "[属性描述]\n坐标系=2000国家大地坐标系\n几度分带=3\n计量单位=米\n带号=42\n[地块坐标]\n";
const std::string square = "J1,1,4857000,42543000\nJ2,1,4857100,42543000\nJ3,1,4857100,42543100\nJ4,1,4857000,42543100\nJ1,1,4857000,42543000\n";
const std::string block = "5,1.0000,1,一号地,面,,,,@\n";

std::string outcome(const std::string& bytes, const CoordinateOptions& options = {}) {
  try {
    const CoordinateFile file = read_coordinates(bytes, "x", options);
    const PointCount& c = file.points;
    EXPECT_EQ(c.read, c.used + c.repaired + c.rejected);
    EXPECT_EQ(file.reject_lines.size(), file.layer.rejects.size());
    std::string text;
    for (std::size_t i = 0; i < file.layer.rejects.size(); ++i) text += (i ? " " : "") + file.layer.rejects[i].reason + "@" + std::to_string(file.reject_lines[i]);
    return text.empty() ? "read" : text;
  } catch (const Error& e) {
    EXPECT_FALSE(e.text().zh.empty());
    EXPECT_NE(e.code(), Errc::internal);
    return std::string(name(e.code()));
  }
}

std::string utf16(const std::string& ascii_and_chinese, bool big, bool mark) {
  std::u16string units;
  for (std::size_t i = 0; i < ascii_and_chinese.size();) {
    const auto c = static_cast<unsigned char>(ascii_and_chinese[i]);
    if (c < 0x80) {
      units += static_cast<char16_t>(c), ++i;
    } else {
      units += static_cast<char16_t>((c & 15) << 12 | (static_cast<unsigned char>(ascii_and_chinese[i + 1]) & 63) << 6 | (static_cast<unsigned char>(ascii_and_chinese[i + 2]) & 63)), i += 3;
    }
  }
  if (mark) units.insert(units.begin(), u'\uFEFF');
  std::string bytes;
  for (const char16_t u : units) {
    bytes += static_cast<char>(big ? u >> 8 : u & 255);
    bytes += static_cast<char>(big ? u & 255 : u >> 8);
  }
  return bytes;
}

TEST(BadInput, EveryEncodingGivesTheSame) {
  const std::string text = head + block + square;
  for (const auto& [bytes, encoding] : {std::pair{text, "UTF-8"}, {"\xEF\xBB\xBF" + text, "UTF-8 (BOM)"}, {coordinates::to_gb18030(text), "GB18030"}, {utf16(text, false, true), "UTF-16LE"}, {utf16(text, true, true), "UTF-16BE"},
                                        {utf16(text, false, false), "UTF-16LE"}, {utf16(text, true, false), "UTF-16BE"}}) {
    const CoordinateFile file = read_coordinates(bytes, "x");
    EXPECT_EQ(file.encoding, encoding);
    EXPECT_EQ(cell(file.layer, "name", 0), "一号地") << encoding;
    EXPECT_EQ(find_coordinate_format(bytes), CoordinateFormat::boundary_points) << encoding;
  }
}

TEST(BadInput, TwoEncodingsInOneFileAreToldApartLineByLine) {
  const CoordinateFile file = read_coordinates(coordinates::to_gb18030(head) + block + square + coordinates::to_gb18030("5,1.0000,2,二号地,面,,,,@\n") + square, "x");
  EXPECT_EQ(cell(file.layer, "name", 0), "一号地");
  EXPECT_EQ(cell(file.layer, "name", 1), "二号地");
  EXPECT_NE(file.layer.notes[1].en.find("two encodings"), std::string::npos);
}

TEST(BadInput, BytesThatAreNoCharacterAreSaid) {
  const CoordinateFile file = read_coordinates(coordinates::to_gb18030(head) + "5,1.0000,1,a\xFF\xFE,面,,,,@\n" + square, "x");
  EXPECT_NE(file.layer.notes[1].en.find("are no character"), std::string::npos);
}

TEST(BadInput, LinesThatCannotBeRead) {
  for (const char* bad : {"J3,1,4857100", "J3,1,4857100,4254x", "J3,x,4857100,42543100", "J3,1,nan,42543100", "J3,1,inf,42543100", "J3,1,1e999,42543100", "J3,1,0x1p3,42543100", "hello", "J3;1;4857100;42543100"}) {
    std::string text = head + block + square;
    text.replace(text.find("J3,1,4857100,42543100"), 21, bad);
    EXPECT_EQ(outcome(text), "bad_line@10") << bad;
  }
  for (const char* bad : {"J3,1,4857100,425431", "J3,1,485710,42543100", "J3,1,4857100,43543100", "J3,1,42543100,4857100", "J3,1,4857100,-42543100", "J3,1,0,0"}) {
    std::string text = head + block + square;
    text.replace(text.find("J3,1,4857100,42543100"), 21, bad);
    EXPECT_EQ(outcome(text), "bad_point@10") << bad;
  }
}

TEST(BadInput, OneBadParcelIsARowNotTheEnd) {
  const CoordinateFile file = read_coordinates(head + block + "J1,1,a,b\n" + block + square, "x");
  EXPECT_EQ(file.layer.size(), 2u);
  EXPECT_EQ(file.layer.shapes.type(0), ShapeType::none);
  EXPECT_EQ(file.layer.shapes.type(1), ShapeType::polygon);
  EXPECT_EQ(file.points, (PointCount{6, 5, 0, 1}));
}

TEST(BadInput, TooFewPointsAndRepetitions) {
  EXPECT_EQ(outcome(head + block), "too_few_points@7");
  EXPECT_EQ(outcome(head + block + square.substr(0, 44)), "too_few_points@7");
  const CoordinateFile twice = read_coordinates(head + "6,1.0000,1,a,面,,,,@\nJ1,1,4857000,42543000\n" + square, "x");
  EXPECT_EQ(twice.points, (PointCount{6, 5, 1, 0}));
  const CoordinateFile speck = read_coordinates(head + "7,1.0000,1,a,面,,,,@\n" + square + "J5,2,4857010,42543010\nJ6,2,4857020,42543010\n", "x");
  EXPECT_EQ(speck.points, (PointCount{7, 5, 0, 2}));
  EXPECT_EQ(speck.layer.shapes.ring_count(0, 0), 1u);
}

TEST(BadInput, AbsurdCountsAndAreas) {
  for (const char* header : {"-5,1.0,1,a,面,,,,@\n", "999999999999999999999,1.0,1,a,面,,,,@\n", "5,1e308,1,a,面,,,,@\n", "5,-1,1,a,面,,,,@\n", "many,large,1,a,面,,,,@\n", "@\n", ",,,,@\n"}) EXPECT_EQ(outcome(head + header + square), "read") << header;
  EXPECT_EQ(outcome(head + "9223372036854775807,3.0,1,a,面,,,,@\n" + square), "points_missing@7");
}

TEST(BadInput, NotAText) {
  for (const std::string& bytes : {std::string(), std::string("\n\n\n"), std::string("hello\nworld\n"), std::string(1000, '\0'), std::string("\x89PNG\r\n\x1A\n\0\0\0\rIHDR", 16), std::string("PK\x03\x04\x14\0\0\0", 8), std::string("{\"type\":\"FeatureCollection\"}"),
                                   std::string("<OGRVRTDataSource/>"), std::string("a,b,c\n1,2,3\n")}) {
    EXPECT_EQ(outcome(bytes), "unsupported_format");
    EXPECT_FALSE(find_coordinate_format(bytes));
  }
  EXPECT_EQ(outcome(utf16(head + block + square, false, true).substr(0, 301)), "damaged_file");
  EXPECT_EQ(outcome(head), "damaged_file");
}

TEST(BadInput, EveryPrefixOfAFileIsAnAnswer) {
  const std::string text = coordinates::to_gb18030(head + block + square + "10,0.9600,2,二号地,面,,,,@\n" + square + "J5,2,4857040,42543040\nJ6,2,4857060,42543040\nJ7,2,4857060,42543060\nJ8,2,4857040,42543060\nJ5,2,4857040,42543040\n");
  for (std::size_t n = 0; n < text.size(); ++n) outcome(text.substr(0, n));
  // the hole that is cut off is noticed by count and area
  EXPECT_EQ(outcome(text.substr(0, text.size() - 44)), "points_missing@13");
  EXPECT_EQ(outcome(text.substr(0, text.size() - 60)), "bad_line@21");
}

TEST(BadInput, AMillionPointsAreReadInSeconds) {
  std::string text = head;
  for (int i = 0; i < 200'000; ++i) {
    const int east = 42500000 + i % 400 * 200, north = 4700000 + i / 400 * 200;
    text += "5,1.0000," + std::to_string(i) + ",a,面,,,,@\n";
    for (const auto& [e, n] : {std::pair{0, 0}, {0, 100}, {100, 100}, {100, 0}, {0, 0}}) text += "J1,1," + std::to_string(north + n) + "," + std::to_string(east + e) + "\n";
  }
  const auto start = std::chrono::steady_clock::now();
  const CoordinateFile file = read_coordinates(text, "x");
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  std::printf("10^6 points in %.2f s\n", seconds);
  EXPECT_EQ(file.points.used, 1'000'000u);
  EXPECT_LT(seconds, 20);
}

TEST(BadInput, ManyRingsOfOneParcelAreBounded) {
  std::string text = head + "5,1.0000,1,a,面,,,,@\n";
  for (int i = 0; i < 10'001; ++i) {
    for (const auto& [e, n] : {std::pair{0, 0}, {0, 1}, {1, 1}, {0, 0}}) text += "J1," + std::to_string(i) + "," + std::to_string(4857000 + i % 100 * 2 + n) + "," + std::to_string(42543000 + i / 100 * 2 + e) + "\n";
  }
  EXPECT_EQ(outcome(text), "too_many_rings@7");
}

TEST(BadInput, Wkt) {
  const CoordinateOptions crs{.crs = "EPSG:4551"};
  EXPECT_EQ(outcome("POLYGON ((543000 4857000, 543100 4857000, 543100 4857100, 543000 4857000))\nPOLYGON ((543000 4857000, 543100\nPOINT (543000 4857000)\n", crs), "bad_geometry@2");
  EXPECT_EQ(outcome("POLYGON ((543000 4857000, 543100 4857000, 543100 4857100))\n", crs), "bad_geometry@1");
  EXPECT_EQ(outcome("POINT (nan 4857000)\n", crs), "bad_geometry@1");
  EXPECT_EQ(outcome("POLYGON ((1 1, 2 1, 2 2, 1 1))\n"), "crs_missing");
  std::string deep = "GEOMETRYCOLLECTION (";
  for (int i = 0; i < 100'000; ++i) deep += "GEOMETRYCOLLECTION (";
  EXPECT_EQ(outcome(deep, crs), "bad_geometry@1");
}

}  // namespace
}  // namespace libspatial
