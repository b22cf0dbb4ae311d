// Drawings: arcs counted by hand, blocks, hatches, texts, encodings, and bytes of strangers.
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "coordinates/text.hpp"
#include "libspatial/drawing.hpp"
#include "libspatial/units.hpp"

namespace libspatial {
namespace {

constexpr double pi = std::numbers::pi, east = 42543000, north = 4857000;

std::string group(int code, const std::string& value) { return std::to_string(code) + "\n" + value + "\n"; }
std::string at(double x, double y, int code = 10) { return group(code, shortest(east + x)) + group(code + 10, shortest(north + y)); }
struct V {
  double x, y, bulge = 0;
};
std::string polyline(const std::vector<V>& corners, bool closed, const std::string& layer = "JZD") {
  std::string text = group(0, "LWPOLYLINE") + group(8, layer) + group(90, std::to_string(corners.size())) + group(70, closed ? "1" : "0");
  for (const V& v : corners) text += at(v.x, v.y) + (v.bulge != 0 ? group(42, shortest(v.bulge)) : "");
  return text;
}
std::string label(const std::string& text, double x, double y) { return group(0, "TEXT") + group(8, "ZJ") + at(x, y) + group(1, text); }
std::string drawing(const std::string& entities, const std::string& blocks = "", const std::string& header = "") {
  return group(0, "SECTION") + group(2, "HEADER") + (header.empty() ? group(9, "$ACADVER") + group(1, "AC1015") + group(9, "$DWGCODEPAGE") + group(3, "ANSI_936") : header) + group(0, "ENDSEC") + group(0, "SECTION") + group(2, "BLOCKS") + blocks +
         group(0, "ENDSEC") + group(0, "SECTION") + group(2, "ENTITIES") + entities + group(0, "ENDSEC") + group(0, "EOF");
}
const std::vector<V> square{{0, 0}, {100, 0}, {100, 100}, {0, 100}};

Drawing read(const std::string& text, const DrawingOptions& options = {.crs = "EPSG:4530"}) {
  Drawing d = read_drawing(text, "x.dxf", options);
  const EntityCount& c = d.entities;
  EXPECT_EQ(c.read, c.used + c.repaired + c.rejected);
  EXPECT_EQ(d.reject_lines.size(), d.layer.rejects.size());
  return d;
}
std::string refusal(const std::string& text, const DrawingOptions& options = {.crs = "EPSG:4530"}) {
  try {
    const Drawing d = read(text, options);
    return d.layer.rejects.empty() ? "read" : d.layer.rejects[0].reason + "@" + std::to_string(d.reject_lines[0]);
  } catch (const Error& e) {
    EXPECT_FALSE(e.text().zh.empty());
    return std::string(name(e.code()));
  }
}
bool notes(const Drawing& d, const std::string& part) {
  for (const Text& note : d.layer.notes) {
    if (note.en.find(part) != std::string::npos) return true;
  }
  return false;
}
double planar(const Drawing& d, std::size_t row = 0) { return std::abs(ring_area(d.layer.shapes, row)); }

TEST(Drawing, ASquareOnALayer) {
  const Drawing d = read(drawing(polyline(square, true) + label("DK01", 50, 60) + label("一号地", 50, 40)));
  ASSERT_EQ(d.layer.size(), 1u);
  EXPECT_EQ(planar(d), 10000);
  for (const auto& [field, value] : {std::pair{"layer", "JZD"}, {"id", "DK01"}, {"name", "一号地"}, {"kind", "LWPOLYLINE"}}) EXPECT_EQ(cell(d.layer, field, 0), value) << field;
  EXPECT_EQ(d.entities, (EntityCount{3, 3, 0, 0}));
}

// A half circle of radius 50 on one side; a ring of two arcs (a circle); a lens of two arcs of 90 degrees.
TEST(Drawing, ArcsHoldTheirArea) {
  EXPECT_NEAR(planar(read(drawing(polyline({{0, 0}, {100, 0, 1}, {100, 100}, {0, 100}}, true)))), 10000 + pi * 2500 / 2, 1e-5);
  EXPECT_NEAR(planar(read(drawing(polyline({{0, 0, 1}, {100, 0, 1}}, true)))), pi * 2500, 1e-5);
  const double quarter = std::tan(pi / 8), radius = 100 / std::sqrt(2.0);
  EXPECT_NEAR(planar(read(drawing(polyline({{0, 0, quarter}, {100, 0, quarter}}, true)))), 2 * radius * radius * (pi / 4 - 0.5), 1e-5);
  EXPECT_NEAR(planar(read(drawing(group(0, "CIRCLE") + at(5, 5) + group(40, "3")))), pi * 9, 1e-6);
  EXPECT_NEAR(planar(read(drawing(group(0, "ELLIPSE") + at(5, 5) + group(11, "40") + group(21, "0") + group(40, "0.5") + group(41, "0") + group(42, shortest(2 * pi))))), pi * 40 * 20, 1e-5);
}

TEST(Drawing, EdgesStayWithinAMillimetreOfTheArc) {
  for (const double radius : {0.5, 50.0, 5000.0, 200000.0}) {
    const Drawing d = read(drawing(polyline({{0, 0, std::tan(pi / 16)}, {2 * radius * std::sin(pi / 8), 0}, {10, 2 * radius}}, true)), {});
    const Point centre{east + radius * std::sin(pi / 8), north + radius * std::cos(pi / 8)};
    const auto ring = d.layer.shapes.ring(0, 0, 0);
    for (std::size_t i = 0; i + 3 < ring.size(); ++i) {
      const Point middle{(ring[i].x + ring[i + 1].x) / 2, (ring[i].y + ring[i + 1].y) / 2};
      EXPECT_NEAR(std::hypot(ring[i].x - centre.x, ring[i].y - centre.y), radius, arc_tolerance) << radius;
      EXPECT_NEAR(std::hypot(middle.x - centre.x, middle.y - centre.y), radius, arc_tolerance) << radius;
    }
  }
}

TEST(Drawing, NeighboursShareTheVerticesOfAnArc) {
  const Drawing d = read(drawing(polyline({{0, 0}, {100, 0, 0.3}, {100, 100}, {0, 100}}, true) + polyline({{100, 0}, {200, 0}, {200, 100}, {100, 100, -0.3}}, true)));
  const auto a = d.layer.shapes.ring(0, 0, 0), b = d.layer.shapes.ring(1, 0, 0);
  std::size_t shared = 0;
  for (const Point p : a) shared += std::find(b.begin(), b.end(), p) != b.end();
  EXPECT_GT(shared, 20u);
  EXPECT_NEAR(planar(d, 0) + planar(d, 1), 20000, 1e-5);
}

TEST(Drawing, OpenIsALineAndNearlyClosedIsTold) {
  EXPECT_EQ(read(drawing(polyline(square, false))).layer.shapes.type(0), ShapeType::line);
  EXPECT_EQ(planar(read(drawing(polyline({{0, 0}, {100, 0}, {100, 100}, {0, 0}}, false)))), 5000);
  const Drawing nearly = read(drawing(polyline({{0, 0}, {100, 0}, {100, 100}, {0.0005, 0}}, false)));
  EXPECT_EQ(nearly.layer.shapes.type(0), ShapeType::polygon);
  EXPECT_EQ(nearly.entities.repaired, 1u);
  EXPECT_TRUE(notes(nearly, "taken as closed"));
  EXPECT_EQ(read(drawing(polyline({{0, 0}, {100, 0}, {100, 100}, {0.002, 0}}, false))).layer.shapes.type(0), ShapeType::line);
  const Drawing arc = read(drawing(group(0, "ARC") + at(0, 0) + group(40, "10") + group(50, "270") + group(51, "90") + group(0, "LINE") + at(0, 0) + at(1, 1, 11)));
  EXPECT_EQ(arc.layer.shapes.type(0), ShapeType::line);
  EXPECT_EQ(arc.layer.shapes.type(1), ShapeType::line);
}

TEST(Drawing, APolylineOfR12) {
  const std::string v = group(0, "VERTEX") + group(8, "0");
  const std::string text = group(0, "POLYLINE") + group(66, "1") + group(70, "1") + group(10, "0") + group(20, "0") + v + at(0, 0) + v + at(100, 0) + group(42, "1") + v + at(100, 100) + v + at(0, 100) + group(0, "SEQEND");
  EXPECT_NEAR(planar(read(drawing(text + polyline(square, true)))), 10000 + pi * 1250, 1e-5);
}

TEST(Drawing, BlocksAreInserted) {
  const std::string block = group(0, "BLOCK") + group(2, "宗地") + group(70, "0") + group(10, "0") + group(20, "0") + group(0, "LWPOLYLINE") + group(8, "0") + group(90, "3") + group(70, "1") + group(10, "0") + group(20, "0") + group(42, "1") + group(10, "10") + group(20, "0") +
                            group(10, "0") + group(20, "10") + group(0, "ENDBLK");
  const auto insert = [&](const std::string& more) { return group(0, "INSERT") + group(8, "JZD") + group(2, "宗地") + at(0, 0) + more; };
  const double one = 50 + pi * 12.5;
  const Drawing d = read(drawing(insert("") + insert(group(41, "2") + group(42, "2") + group(50, "30")) + insert(group(41, "2") + group(42, "3")) + insert(group(230, "-1")) + insert(group(70, "3") + group(71, "2") + group(44, "50") + group(45, "50")), block), {});
  ASSERT_EQ(d.layer.size(), 10u);
  EXPECT_NEAR(planar(d, 0), one, 1e-5);
  EXPECT_NEAR(planar(d, 1), 4 * one, 1e-5);
  EXPECT_NEAR(planar(d, 2), 6 * one, 1e-5);
  EXPECT_LT(d.layer.shapes.box(3).max_x, 0);  // mirrored: east is west
  EXPECT_EQ(cell(d.layer, "layer", 0), "JZD");
  EXPECT_EQ(cell(d.layer, "block", 0), "宗地");
  const std::string self = group(0, "BLOCK") + group(2, "A") + group(10, "0") + group(20, "0") + group(0, "INSERT") + group(2, "a") + group(10, "1") + group(20, "1") + group(0, "ENDBLK");
  EXPECT_EQ(refusal(drawing(group(0, "INSERT") + group(2, "A") + at(0, 0), self), {}).substr(0, 15), "recursive_block");
  EXPECT_EQ(refusal(drawing(group(0, "INSERT") + group(2, "none") + at(0, 0)), {}).substr(0, 8), "no_block");
}

std::string hatch_of(const std::vector<std::vector<V>>& rings) {
  std::string text = group(0, "HATCH") + group(8, "JZD") + group(91, std::to_string(rings.size()));
  for (const auto& ring : rings) {
    text += group(92, "2") + group(72, "1") + group(73, "1") + group(93, std::to_string(ring.size()));
    for (const V& v : ring) text += at(v.x, v.y) + group(42, shortest(v.bulge));
    text += group(97, "0");
  }
  return text + group(75, "0") + group(76, "1") + group(98, "0");
}

TEST(Drawing, HatchesHaveHolesAndFillWhatIsDrawn) {
  const std::vector<V> hole{{40, 40}, {60, 40}, {60, 60}, {40, 60}};
  EXPECT_EQ(planar(read(drawing(hatch_of({square, hole})))), 10000 - 400);
  const Drawing filled = read(drawing(hatch_of({square}) + polyline(square, true)));
  EXPECT_EQ(filled.layer.size(), 1u);
  EXPECT_TRUE(notes(filled, "not counted as land again"));
  const std::string edges = group(0, "HATCH") + group(91, "1") + group(92, "1") + group(93, "2") + group(72, "1") + at(-50, 0) + at(50, 0, 11) + group(72, "2") + at(0, 0) + group(40, "50") + group(50, "0") + group(51, "180") + group(73, "1") + group(97, "0") + group(75, "0");
  EXPECT_NEAR(planar(read(drawing(edges))), pi * 1250, 1e-5);
}

TEST(Drawing, EveryEncodingGivesTheSameName) {
  const std::string gbk = group(9, "$DWGCODEPAGE") + group(3, "ANSI_936"), western = group(9, "$ACADVER") + group(1, "AC1018") + group(9, "$DWGCODEPAGE") + group(3, "ANSI_1252"), modern = group(9, "$ACADVER") + group(1, "AC1032");
  for (const auto& [header, text] : {std::pair{gbk, coordinates::to_gb18030("红线一号地")}, {western, std::string("红线一号地")}, {western, coordinates::to_gb18030("红线一号地")}, {modern, std::string("红线一号地")}, {western, std::string("\\U+7EA2\\U+7EBF\\U+4E00\\U+53F7\\U+5730")},
                                      {western, std::string("\\M+5BAEC\\M+5CFDF\\U+4E00\\U+53F7\\U+5730")}}) {
    const Drawing d = read(drawing(polyline(square, true) + label(text, 50, 50), "", header));
    EXPECT_EQ(cell(d.layer, "id", 0), "红线一号地") << header << text;
  }
  const Drawing m = read(drawing(polyline(square, true) + group(0, "MTEXT") + at(50, 50) + group(1, "{\\fSimSun|b0;DK\\~01\\P\\H2.5;一号{\\L地}}")));
  EXPECT_EQ(cell(m.layer, "id", 0), "DK 01");
  EXPECT_EQ(cell(m.layer, "name", 0), "一号地");
}

TEST(Drawing, ATextNamesTheSmallestPolygonRoundIt) {
  const Drawing d = read(drawing(polyline(square, true) + polyline({{10, 10}, {30, 10}, {30, 30}, {10, 30}}, true) + label("in", 20, 20) + label("out", 70, 70) + label("far", 500, 500)));
  EXPECT_EQ(cell(d.layer, "id", 0), "out");
  EXPECT_EQ(cell(d.layer, "id", 1), "in");
  EXPECT_TRUE(notes(d, "texts lie in no polygon"));
  EXPECT_EQ(d.entities, (EntityCount{5, 4, 0, 1}));
}

TEST(Drawing, AUnitThatContradictsTheCoordinates) {
  const std::string millimetres = group(9, "$INSUNITS") + group(70, "4");
  EXPECT_TRUE(notes(read(drawing(polyline(square, true), "", millimetres)), "taken as such"));
  const std::string large = group(0, "LWPOLYLINE") + group(90, "3") + group(70, "1") + group(10, "42543000000") + group(20, "4857000000") + group(10, "42543100000") + group(20, "4857000000") + group(10, "42543100000") + group(20, "4857100000");
  EXPECT_EQ(refusal(drawing(large, "", millimetres)), "crs_implausible");
  EXPECT_EQ(refusal(drawing(large)), "crs_implausible");
  EXPECT_EQ(refusal(drawing(polyline(square, true), "", millimetres), {.crs = "EPSG:32652"}), "crs_implausible");
}

TEST(Drawing, OneLayerOfMany) {
  const std::string text = drawing(polyline(square, true) + polyline({{0, 0}, {9, 9}}, false, "图廓") + label("DK01", 50, 50));
  const Drawing d = read(text, {.crs = "EPSG:4530", .layer = "JZD"});
  EXPECT_EQ(d.layer.size(), 1u);
  EXPECT_EQ(cell(d.layer, "id", 0), "DK01");
  EXPECT_EQ(refusal(text, {.crs = "EPSG:4530", .layer = "红线"}), "layer_not_found");
  EXPECT_TRUE(notes(read(text), "图廓 (lines 1)"));
}

TEST(Drawing, BytesOfStrangers) {
  const std::string good = drawing(polyline(square, true));
  for (std::size_t n = 40; n + 8 < good.size(); n += 7) EXPECT_EQ(refusal(good.substr(0, n)), "damaged_file") << n;
  EXPECT_EQ(refusal("AC1027" + std::string(20, '\0')), "unsupported_format");
  EXPECT_EQ(refusal("AutoCAD Binary DXF\r\n\x1A"), "unsupported_format");
  EXPECT_EQ(refusal("hello"), "unsupported_format");
  for (const char* bulge : {"nan", "inf", "1e999", "x", ""}) {
    std::string text = good;
    text.replace(text.find("70\n1\n"), 5, std::string("70\n1\n10\n42543000\n20\n4857000\n42\n") + bulge + "\n");
    EXPECT_EQ(refusal(text).substr(0, 10), "bad_number") << bulge;
  }
  EXPECT_EQ(refusal(drawing(polyline({{0, 0, 1e11}, {100, 0}, {100, 100}}, true))).substr(0, 7), "bad_arc");
  EXPECT_EQ(refusal(drawing(group(0, "SPLINE") + group(8, "JZD"))).substr(0, 11), "unread_kind");
  EXPECT_TRUE(notes(read(drawing(polyline(square, true) + group(0, "DIMENSION") + group(8, "0"))), "1 DIMENSION"));
  std::string garbage = "0\nSECTION\n2\nENTITIES\n";
  for (int i = 0; garbage.size() < 278; ++i) garbage += static_cast<char>(1 + i * 37 % 255);
  EXPECT_EQ(refusal(garbage), "damaged_file");
}

TEST(Drawing, AMillionVerticesInLinearTime) {
  std::vector<V> corners;
  for (int i = 0; i < 1'000'000; ++i) corners.push_back({100 * std::cos(2 * pi * i / 1e6), 100 * std::sin(2 * pi * i / 1e6)});
  const Drawing d = read(drawing(polyline(corners, true) + label("DK01", 0, 0)));
  EXPECT_EQ(cell(d.layer, "id", 0), "DK01");
  EXPECT_NEAR(planar(d), pi * 10000, 1e-3);
}

}  // namespace
}  // namespace libspatial
