// What lines enclose, drawn on a grid of 100 m and counted with a finger.
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "support/drawn_lines.hpp"

namespace libspatial {
namespace {

using testing::divided;
using testing::drawn_lines;
using testing::DrawnLine;
using testing::turned;

const EncloseOptions planar{.name_field = "name", .snap = {}, .area = AreaKind::planar};

/// Three roads to the east, three to the north, 100 m apart, each 30 m longer at both ends: four blocks of one hectare.
std::vector<DrawnLine> three_by_three() {
  std::vector<DrawnLine> rows;
  for (int i = 0; i < 3; ++i) {
    const double at = 100.0 * i;
    rows.push_back({"heng" + std::to_string(i), {{-30, at}, {230, at}}});
    rows.push_back({"zong" + std::to_string(i), {{at, -30}, {at, 230}}});
  }
  return rows;
}

Enclosed enclose(const std::vector<DrawnLine>& rows, double snap = 0) {
  EncloseOptions options = planar;
  options.snap = Length::metres(snap);
  return enclosed(lines(drawn_lines(rows)), options);
}

TEST(Enclosed, FourBlocksBetweenSixRoads) {
  const Enclosed found = enclose(three_by_three());
  EXPECT_EQ(found.region_area, Area::square_metres(40000));
  ASSERT_EQ(found.faces.size(), 4u);
  for (const Face& face : found.about) {
    EXPECT_EQ(face.area, Area::square_metres(10000));
    EXPECT_EQ(face.lines.size(), 4u);
  }
  ASSERT_EQ(found.nodes.size(), 9u);
  for (const Node& node : found.nodes) EXPECT_EQ(node.kind, NodeKind::crossing);
  EXPECT_TRUE(found.unused.empty());
  ASSERT_EQ(found.ends.size(), 12u);
  for (const LineEnd& end : found.ends) {
    EXPECT_TRUE(end.beyond) << "the ends go on beyond the last crossing: nothing is missing";
    EXPECT_NEAR(end.gap.metres(), 30, 0.01);
  }
}

TEST(Enclosed, NodesNameTheLinesThatMeet) {
  const Enclosed found = enclose({{"a", {{0, 0}, {100, 0}}}, {"b", {{50, 0}, {50, 80}}}, {"c", {{0, 40}, {100, 40}}}});
  ASSERT_EQ(found.nodes.size(), 2u);
  EXPECT_EQ(found.nodes[0].kind, NodeKind::meeting) << "b ends on a";
  EXPECT_EQ(found.nodes[0].lines, (std::vector<std::size_t>{0, 1}));
  EXPECT_EQ(found.nodes[0].place, (Point{543050, 4857000}));
  EXPECT_EQ(found.nodes[1].kind, NodeKind::crossing);
  EXPECT_EQ(found.nodes[1].lines, (std::vector<std::size_t>{1, 2}));
}

TEST(Enclosed, RowsOfOneNameAreOneLine) {
  EXPECT_TRUE(enclose({{"a", {{0, 0}, {50, 0}}}, {"a", {{50, 0}, {100, 0}}}}).nodes.empty());
  EXPECT_EQ(enclose({{"a", {{0, 0}, {50, 0}}}, {"b", {{50, 0}, {100, 0}}}}).nodes.size(), 1u);
  EXPECT_EQ(enclose({{"", {{0, 0}, {50, 0}}}, {"", {{50, 0}, {100, 0}}}}).nodes.size(), 1u) << "rows without a name are lines of their own";
}

TEST(Enclosed, SharedTrackIsANodeWhereItBeginsAndEnds) {
  // b runs on a from 40 to 80
  const Enclosed found = enclose({{"a", {{0, 0}, {100, 0}}}, {"b", {{0, 50}, {40, 0}, {80, 0}, {100, 50}}}});
  ASSERT_EQ(found.nodes.size(), 2u);
  for (const Node& node : found.nodes) EXPECT_EQ(node.kind, NodeKind::shared);
  EXPECT_EQ(found.nodes[1].place.x, 543080);
}

/// A square whose last side ends 3 m short of the first.
std::vector<DrawnLine> open_square() { return {{"a", {{0, 0}, {100, 0}, {100, 100}}}, {"b", {{100, 100}, {0, 100}, {0, 3}}}}; }

TEST(Enclosed, WhatDoesNotCloseIsSaidWithPlaceAndGap) {
  const Enclosed found = enclose(open_square());
  EXPECT_EQ(found.region.type(0), ShapeType::none);
  EXPECT_EQ(found.faces.size(), 0u);
  EXPECT_EQ(found.unused, (std::vector<std::size_t>{0, 1}));
  ASSERT_EQ(found.ends.size(), 2u);
  for (const LineEnd& end : found.ends) {
    EXPECT_NEAR(end.gap.metres(), 3, 1e-3);
    EXPECT_FALSE(end.beyond);
    EXPECT_FALSE(end.joined);
    EXPECT_NE(end.line, end.to);
  }
  const LineEnd& of_b = found.ends[0].line == 1 ? found.ends[0] : found.ends[1];
  EXPECT_EQ(of_b.place, (Point{543000, 4857003}));
  EXPECT_EQ(of_b.to_place, (Point{543000, 4857000}));
}

TEST(Enclosed, SnapJoinsWhatIsNearAndSaysSo) {
  EXPECT_EQ(enclose(open_square(), 2.9).faces.size(), 0u);
  const Enclosed found = enclose(open_square(), 3.1);
  EXPECT_EQ(found.region_area, Area::square_metres(10000));
  ASSERT_EQ(found.ends.size(), 2u);
  for (const LineEnd& end : found.ends) EXPECT_TRUE(end.joined);
}

TEST(Enclosed, SnapMeetsALineBetweenItsCorners) {
  // the feet of the gaps are no corners of the slanting line
  const std::vector<DrawnLine> apart{{"a", {{-100, -1.5}, {200, -1.2}}}, {"b", {{0, 100}, {0, 1}}}, {"c", {{100, 100}, {100, 1}}}, {"d", {{-10, 90}, {110, 90}}}};
  EXPECT_EQ(enclose(apart).faces.size(), 0u);
  const Enclosed found = enclose(apart, 3);
  ASSERT_EQ(found.faces.size(), 1u);
  EXPECT_NEAR(found.region_area.square_metres(), 100 * (90 + 1.35), 1);
  EXPECT_EQ(std::count_if(found.ends.begin(), found.ends.end(), [](const LineEnd& e) { return e.joined; }), 2);
}

TEST(Enclosed, AnEndBeyondACrossingIsNotJoinedBack) {
  auto rows = three_by_three();
  rows[0].points = {{-2, 0}, {202, 0}};  // 2 m beyond
  const Enclosed found = enclose(rows, 5);
  EXPECT_EQ(found.faces.size(), 4u) << "joined to what it crossed, it would enclose a sliver";
  EXPECT_TRUE(std::none_of(found.ends.begin(), found.ends.end(), [](const LineEnd& e) { return e.joined; }));
}

TEST(Enclosed, ALineThatNearlyClosesByItself) {
  const std::vector<DrawnLine> rows{{"ring", {{0, 1}, {0, 100}, {100, 100}, {100, 0}, {1, 0}}}};
  const Enclosed open = enclose(rows);
  ASSERT_EQ(open.ends.size(), 2u);
  EXPECT_EQ(open.ends[0].to, open.ends[0].line);
  EXPECT_NEAR(open.ends[0].gap.metres(), std::sqrt(2), 1e-3);
  EXPECT_EQ(enclose(rows, 2).region_area, Area::square_metres(10000 - 0.5));
  const Enclosed straight = enclose({{"a", {{0, 0}, {100, 0}}}});
  EXPECT_EQ(straight.ends[0].to, outside) << "the other end of a straight line is no gap";
}

TEST(Enclosed, ARingInARingIsAFaceInAHole) {
  const std::vector<DrawnLine> rows{{"out", {{0, 0}, {100, 0}, {100, 100}, {0, 100}, {0, 0}}}, {"in", {{40, 40}, {60, 40}, {60, 60}, {40, 60}, {40, 40}}}, {"far", {{300, 0}, {400, 0}}}};
  const Enclosed found = enclose(rows);
  ASSERT_EQ(found.faces.size(), 2u);
  EXPECT_EQ(found.about[0].area, Area::square_metres(9600));
  EXPECT_EQ(found.about[1].area, Area::square_metres(400));
  EXPECT_EQ(found.region_area, Area::square_metres(10000));
  EXPECT_EQ(found.region.ring_count(0, 0), 1u);
  EXPECT_EQ(found.unused, (std::vector<std::size_t>{2}));
}

std::string told(const Enclosed& e) {
  std::string text;
  for (const Face& face : e.about) {
    text += shortest(face.area.square_metres());
    for (const std::size_t n : face.lines) text += " " + e.names[n];
    text += "\n";
  }
  for (const Node& node : e.nodes) text += std::string(name(node.kind)) + shortest(node.place.x) + "\n";
  for (const LineEnd& end : e.ends) text += decimals(end.gap.metres(), 6) + (end.beyond ? " beyond\n" : "\n");
  return text;
}

TEST(Enclosed, TheAuthorsHandChangesNothing) {
  std::vector<DrawnLine> rows = three_by_three();
  rows.push_back({"slant", {{-30, -50}, {117, 93}, {230, 111}}});
  rows.push_back({"slant", {{230, 111}, {231, 260}}});
  const auto sorted = [](Enclosed e) {  // names are numbered by their first rows
    for (Face& face : e.about) std::sort(face.lines.begin(), face.lines.end(), [&](auto a, auto b) { return e.names[a] < e.names[b]; });
    return told(e);
  };
  const std::string expected = sorted(enclose(rows));
  EXPECT_EQ(sorted(enclose(turned(rows))), expected);
  EXPECT_EQ(sorted(enclose(divided(rows))), expected);
  rows.insert(rows.end(), rows.begin(), rows.begin() + 3);  // drawn twice
  EXPECT_EQ(sorted(enclose(rows)), expected);
}

TEST(Enclosed, OfficialAreasOfTheFacesAddUpToTheRegion) {
  std::vector<DrawnLine> rows;
  for (int i = 0; i <= 5; ++i) {
    rows.push_back({"h" + std::to_string(i), {{-30, 333.3 * i}, {2000, 333.3 * i + 17}}});
    rows.push_back({"v" + std::to_string(i), {{333.3 * i + 9, -300}, {333.3 * i, 2000}}});
  }
  const Layer layer = lines(drawn_lines(rows));
  const Enclosed found = enclosed(layer, {.name_field = "name", .snap = {}, .area = AreaKind::official});
  ASSERT_EQ(found.faces.size(), 25u);
  std::int64_t sum = 0;
  for (const Face& face : found.about) sum += face.area.hundredths();
  EXPECT_EQ(sum, found.region_area.hundredths());
  EXPECT_EQ(found.region_area, area(found.region, 0, *layer.crs, AreaKind::official));
}

TEST(Enclosed, CornersOfTheFileStayAsTheyAre) {
  const std::vector<DrawnLine> rows{{"a", {{0.1234567, 0.7654321}, {100.3, 0.1}, {100.7, 99.9}, {0.3, 100.1}, {0.1234567, 0.7654321}}}};
  const Layer layer = drawn_lines(rows);
  const Enclosed found = enclose(rows);
  for (const Point p : found.region.points(0)) {
    const auto given = layer.shapes.points();
    EXPECT_NE(std::find(given.begin(), given.end(), p), given.end()) << shortest(p.x);
  }
}

TEST(Enclosed, InDegreesTheLandIsTheSame) {
  const Layer metres = lines(drawn_lines(three_by_three()));
  const Layer degrees = reproject(metres, Crs("EPSG:4490"));
  const EncloseOptions options{.name_field = "name", .snap = Length::metres(1), .area = AreaKind::official};
  const Enclosed a = enclosed(metres, options), b = enclosed(degrees, options);
  ASSERT_EQ(b.faces.size(), 4u);
  EXPECT_EQ(b.nodes.size(), 9u);
  EXPECT_NEAR(a.region_area.square_metres(), b.region_area.square_metres(), 0.02);
  EXPECT_NEAR(b.ends[0].gap.metres(), 30, 0.01);
}

TEST(Enclosed, ANegativeSnapIsRefused) {
  EXPECT_TRUE(testing::refusal([] { enclose(open_square(), -1); }).starts_with("bad_argument"));
  EXPECT_TRUE(testing::refusal([] { enclose(open_square(), std::nan("")); }).starts_with("bad_argument"));
}

TEST(Enclosed, TablesHoldAllOfIt) {
  const Enclosed found = enclose(open_square(), 3.1);
  const auto layers = tables(found, Crs("EPSG:4551"), AreaKind::planar);
  std::vector<std::string> names;
  for (const Layer& layer : layers) names.push_back(layer.name + std::to_string(layer.size()));
  EXPECT_EQ(names, (std::vector<std::string>{"region1", "faces1", "nodes2", "ends2", "unused0"}));
  EXPECT_EQ(to_text(layers[3].field("state").values[0]), "joined");
  EXPECT_EQ(to_text(layers[1].field("lines").values[0]), "a; b");
}

}  // namespace
}  // namespace libspatial
