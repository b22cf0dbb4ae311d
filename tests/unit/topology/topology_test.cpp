// Gaps and overlaps of drawings: every expected number is counted in cells of 100 m².

#include "libspatial/topology.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "libspatial/measure.hpp"
#include "support/cases.hpp"
#include "support/sketch.hpp"
#include "topology/edges.hpp"

namespace libspatial {
namespace {

using namespace testing;

constexpr double rounding = 1e-6;

Layer drawn(std::initializer_list<const char*> drawings) {
  std::vector<MultiPolygon> shapes;
  for (const char* drawing : drawings) {
    for (auto& [letter, shape] : sketch(drawing)) shapes.push_back(std::move(shape));
  }
  return layer_of(shapes);
}

Defects found(const Layer& layer, const Layer* frame = nullptr, int threads = 1) {
  return find_defects(layer, {.rounding = rounding, .frame = frame, .threads = threads});
}

double sum(const Defects& d, DefectKind kind) {
  double all = 0;
  for (const Defect& defect : d.defects) all += defect.kind == kind ? defect.planar : 0;
  return all;
}

using Rows = std::vector<std::size_t>;

TEST(Topology, ACleanCoverageHasNoDefect) {
  const Defects d = found(drawn({"AABBC"
                                 " AADBC"
                                 " EEDDC"}));
  EXPECT_TRUE(d.defects.empty());
  EXPECT_TRUE(d.duplicates.empty());
  EXPECT_EQ(d.unmatched, 16u) << "the outer border";
}

TEST(Topology, AnEnclosedHoleIsAGapWithTheRowsRoundIt) {
  const Defects d = found(drawn({"AAAB"
                                 " A.BB"
                                 " AAAB"}));
  ASSERT_EQ(d.defects.size(), 1u);
  EXPECT_EQ(d.defects[0].kind, DefectKind::gap);
  EXPECT_EQ(d.defects[0].rows, (Rows{0, 1})) << "A has three sides of it";
  EXPECT_DOUBLE_EQ(d.defects[0].planar, 100);
  EXPECT_DOUBLE_EQ(d.defects[0].width, 5);
  EXPECT_EQ(d.shapes.box(0), (Box{543010, 4857010, 543020, 4857020}));
}

TEST(Topology, ABayOpenToTheOutsideIsNoGapWithoutAFrame) {
  const Layer bay = drawn({"A.B"
                           " AAB"}), frame = drawn({"XXX"
                                                    " XXX"});
  EXPECT_TRUE(found(bay).defects.empty());
  const Defects d = found(bay, &frame);
  ASSERT_EQ(d.defects.size(), 1u);
  EXPECT_EQ(d.defects[0].kind, DefectKind::gap);
  EXPECT_EQ(d.defects[0].rows, (Rows{0, 1}));
  EXPECT_DOUBLE_EQ(d.defects[0].planar, 100);
}

TEST(Topology, LandOutsideTheFrameIsBeyondIt) {
  const Layer rows = drawn({"AABB"
                            " AABB"}), frame = drawn({"XXX."
                                                      " XXXX"});
  const Defects d = found(rows, &frame);
  ASSERT_EQ(d.defects.size(), 1u);
  EXPECT_EQ(d.defects[0].kind, DefectKind::beyond);
  EXPECT_EQ(d.defects[0].rows, Rows{1});
  EXPECT_DOUBLE_EQ(d.defects[0].planar, 100);
}

TEST(Topology, AFrameOfSeveralRowsIsOneLand) {
  const Layer rows = drawn({"AABB AABB"}), two = drawn({"XYYY XXXY"}), over = drawn({"XXX. XXX.", ".YYY .YYY"});
  EXPECT_TRUE(found(rows, &two).defects.empty());
  EXPECT_TRUE(found(rows, &over).defects.empty()) << "rows of the frame that overlap each other";
}

TEST(Topology, AnOverlapNamesEveryRowThatCoversIt) {
  const Defects d = found(drawn({"AAA. AAA.", ".BBB .BBB", ".C.. ...."}));
  ASSERT_EQ(d.defects.size(), 2u);
  EXPECT_EQ(d.defects[0].rows, (Rows{0, 1}));
  EXPECT_DOUBLE_EQ(d.defects[0].planar, 300);
  EXPECT_EQ(d.defects[1].rows, (Rows{0, 1, 2}));
  EXPECT_DOUBLE_EQ(d.defects[1].planar, 100);
}

TEST(Topology, AnIslandDrawnOverAnotherRowIsFoundThoughNoEdgeTouches) {
  const Defects d = found(drawn({"AAA AAA AAA", "... .B. ..."}));
  ASSERT_EQ(d.defects.size(), 1u);
  EXPECT_EQ(d.defects[0].rows, (Rows{0, 1}));
  EXPECT_DOUBLE_EQ(d.defects[0].planar, 100);
}

TEST(Topology, ARowOverTheBorderOfTwoOverlapsEach) {
  const Defects d = found(drawn({"AABB AABB AABB", ".... .CC. ...."}));
  ASSERT_EQ(d.defects.size(), 2u);
  EXPECT_EQ(d.defects[0].rows, (Rows{0, 2}));
  EXPECT_EQ(d.defects[1].rows, (Rows{1, 2}));
  EXPECT_DOUBLE_EQ(d.defects[0].planar, 100);
  EXPECT_DOUBLE_EQ(d.defects[1].planar, 100);
}

TEST(Topology, TheSameShapeTwiceIsADuplicateWhereverItsRingStarts) {
  Layer layer = drawn({"AB AB"});
  MultiPolygon again = layer.shapes.multipolygon(1);
  Random random(3);
  turn_rings(again, random);
  layer.shapes.add(again);
  const Defects d = found(layer);
  ASSERT_EQ(d.duplicates.size(), 1u);
  EXPECT_EQ(d.duplicates[0], (Rows{1, 2}));
  ASSERT_EQ(d.defects.size(), 1u);
  EXPECT_DOUBLE_EQ(d.defects[0].planar, 200);
}

TEST(Topology, AVertexOnTheNeighboursEdgeIsClean) {
  const Layer layer = layer_of({rectangle(0, 0, 10, 30), rectangle(10, 0, 20, 7), rectangle(10, 7, 20, 30)});
  EXPECT_TRUE(found(layer).defects.empty());
  EXPECT_TRUE(find_defects(layer).defects.empty()) << "exactly collinear: without any rounding";
}

TEST(Topology, AVertexBesideTheNeighboursEdgeIsASliver) {
  MultiPolygon wedge = rectangle(10, 7, 20, 30), below = rectangle(10, 0, 20, 7);
  for (MultiPolygon* shape : {&wedge, &below}) each_point(*shape, [](Point p) { return p == Point{10, 7} ? Point{10.002, 7} : p; });
  const Defects d = found(layer_of({rectangle(0, 0, 10, 30), below, wedge}));
  ASSERT_EQ(d.defects.size(), 1u);
  EXPECT_EQ(d.defects[0].kind, DefectKind::gap);
  EXPECT_NEAR(d.defects[0].planar, 30 * 0.002 / 2, 1e-9);
  EXPECT_NEAR(d.defects[0].width, 0.001, 1e-6);
}

TEST(Topology, TheSameBorderDigitisedTwiceGivesEveryLens) {
  const auto side = [](double x, std::vector<Point> border, bool turn) {
    std::vector<Point> ring = border;
    if (turn) std::reverse(ring.begin(), ring.end());
    ring.push_back({x, turn ? 0.0 : 40.0}), ring.push_back({x, turn ? 40.0 : 0.0});
    if (turn) std::swap(ring[ring.size() - 1], ring[ring.size() - 2]), std::swap(ring[ring.size() - 1], ring[ring.size() - 2]);
    ring.push_back(ring.front());
    return MultiPolygon{{{{ring}, {}}}};
  };
  const MultiPolygon west = side(0, {{10, 0}, {10.01, 10}, {10, 20}, {9.99, 30}, {10, 40}}, false);
  const MultiPolygon east = side(20, {{10, 0}, {10, 40}}, true);
  const Defects d = found(layer_of({west, east}));
  ASSERT_EQ(d.defects.size(), 2u);
  EXPECT_EQ(d.defects[0].kind, DefectKind::gap);
  EXPECT_EQ(d.defects[1].kind, DefectKind::overlap);
  EXPECT_NEAR(d.defects[0].planar, 0.1, 1e-9);
  EXPECT_NEAR(d.defects[1].planar, 0.1, 1e-9);
}

TEST(Topology, ACrackThatOpensToTheOutsideIsAGapBehindANarrowMouth) {
  const auto crack = [](double mouth) {
    MultiPolygon east = rectangle(10, 0, 20, 30);
    each_point(east, [&](Point p) { return p == Point{10, 30} ? Point{10 + mouth, 30} : p; });
    return find_defects(layer_of({rectangle(0, 0, 10, 30), east}), {.rounding = rounding, .mouth = 0.05});
  };
  EXPECT_TRUE(crack(0).defects.empty());
  EXPECT_TRUE(crack(0.06).defects.empty()) << "a bay";
  const Defects d = crack(0.04);
  ASSERT_EQ(d.defects.size(), 1u);
  EXPECT_EQ(d.defects[0].kind, DefectKind::gap);
  EXPECT_EQ(d.defects[0].rows, (Rows{1, 0})) << "its side is longer by a hair";
  EXPECT_NEAR(d.defects[0].planar, 0.04 * 30 / 2, 0.001);
}

TEST(Topology, AGapWithANarrowThroatIsFoundOnce) {
  MultiPolygon land = rectangle(0, 0, 100, 100);
  land.polygons[0].holes.push_back({{{10, 10}, {10, 20}, {50, 20}, {50, 50.02}, {90, 50.02}, {90, 50}, {50.02, 50}, {50.02, 10}, {10, 10}}});
  ASSERT_TRUE(is_valid(land));
  const Defects d = find_defects(layer_of({land}), {.rounding = rounding, .mouth = 0.05});
  ASSERT_EQ(d.defects.size(), 1u);
  EXPECT_NEAR(d.defects[0].planar, std::abs(topology::turning(land.polygons[0].holes[0].points)) / 2, 1e-9);
}

TEST(Topology, NothingIsFoundInNothing) {
  EXPECT_TRUE(found(layer_of({})).defects.empty());
  Layer none = layer_of({});
  none.shapes.add_none();
  EXPECT_TRUE(found(none).defects.empty());
  const Layer land = drawn({"AA"});
  EXPECT_DOUBLE_EQ(sum(found(none, &land), DefectKind::gap), 200);
  EXPECT_DOUBLE_EQ(sum(found(land, &none), DefectKind::beyond), 200);
}

TEST(Topology, ManyHolesAreManyGaps) {
  MultiPolygon sieve = rectangle(0, 0, 1000, 1000);
  for (int i = 0; i < 100; ++i) {
    for (int k = 0; k < 100; ++k) {
      MultiPolygon hole = rectangle(i * 10 + 1, k * 10 + 1, i * 10 + 2, k * 10 + 3);
      sieve.polygons[0].holes.push_back(hole.polygons[0].shell);
    }
  }
  const Defects d = found(layer_of({sieve}));
  EXPECT_EQ(d.defects.size(), 10000u);
  EXPECT_DOUBLE_EQ(sum(d, DefectKind::gap), 20000);
}

TEST(Topology, DissolveGivesOneShapePerClosedLine) {
  const Shapes rings = dissolve(drawn({"AAB..C"
                                       " A.B..C"
                                       " AAB..."}), rounding);
  ASSERT_EQ(rings.size(), 2u);
  EXPECT_EQ(rings.ring_count(0, 0), 2u);
  EXPECT_DOUBLE_EQ(ring_area(rings, 0), 800);
  EXPECT_DOUBLE_EQ(ring_area(rings, 1), 200);
}

TEST(Topology, AMetreIsAMetreInDegrees) {
  const Metre metre = metre_at(Crs("EPSG:4490"), {126.5, 43.8});
  Shapes square;
  square.add(rectangle(126.5, 43.8, 126.5 + 100 * metre.east, 43.8 + 100 * metre.north));
  EXPECT_NEAR(area(square, 0, Crs("EPSG:4490"), AreaKind::official).square_metres(), 10000, 0.5);
  EXPECT_NEAR(width_of(square, 0, Crs("EPSG:4490")), 50, 0.01);
  EXPECT_DOUBLE_EQ(metre_at(Crs("EPSG:4551"), {543000, 4857000}).east, 1);
}

TEST(Topology, CoversKnowsInsideBorderAndHole) {
  const Layer layer = drawn({"AAA A.A AAA"});
  EXPECT_TRUE(covers(layer.shapes, 0, {543005, 4857005}));
  EXPECT_FALSE(covers(layer.shapes, 0, {543015, 4857015}));
  EXPECT_TRUE(covers(layer.shapes, 0, {543010, 4857015})) << "border of the hole";
  EXPECT_FALSE(covers(layer.shapes, 0, {543035, 4857015}));
  EXPECT_TRUE(covers(layer.shapes, 0, point_inside(layer.shapes, 0)));
}

}  // namespace
}  // namespace libspatial
