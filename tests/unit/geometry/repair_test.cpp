// Validity with reason and place; repair with the area before and after; corridors; the sketches themselves.
#include <gtest/gtest.h>

#include "libspatial/geometry.hpp"
#include "support/sketch.hpp"

namespace libspatial {
namespace {

Shapes shape_of(std::vector<Point> shell, std::vector<std::vector<Point>> holes = {}) {
  MultiPolygon shape{{{{std::move(shell)}, {}}}};
  for (auto& hole : holes) shape.polygons[0].holes.push_back({std::move(hole)});
  Shapes shapes;
  shapes.add(shape);
  return shapes;
}

constexpr double X = 42543000, Y = 4857000;
Point at(double x, double y) { return {X + x, Y + y}; }

TEST(Validity, NamesReasonAndPlace) {
  const Shapes bow_tie = shape_of({at(0, 0), at(10, 10), at(10, 0), at(0, 10), at(0, 0)});
  const auto flaw = find_flaw(bow_tie, 0);
  ASSERT_TRUE(flaw);
  EXPECT_EQ(flaw->reason.en, "Self-intersection");
  EXPECT_EQ(flaw->reason.zh, "自相交");
  EXPECT_NEAR(flaw->place.x, X + 5, 1e-6);
  EXPECT_NEAR(flaw->place.y, Y + 5, 1e-6);
  EXPECT_FALSE(find_flaw(shape_of({at(0, 0), at(10, 0), at(10, 10), at(0, 0)}), 0));
}

TEST(Repair, RefusesABowTie) {  // nobody knows whether 0, 25 or 50 m² were meant
  const Shapes bow_tie = shape_of({at(0, 0), at(10, 10), at(10, 0), at(0, 10), at(0, 0)});
  const RepairResult result = repair(bow_tie, 0);
  EXPECT_FALSE(result.safe);
  EXPECT_NEAR(result.record.before, 0.0, 1e-9);
  EXPECT_NEAR(result.record.after, 50.0, 1e-9);
}

TEST(Repair, RefusesAHoleOutsideAndAHoleThatIsTheShell) {
  const std::vector<Point> square{at(0, 0), at(10, 0), at(10, 10), at(0, 10), at(0, 0)};
  const std::vector<Point> beside{at(20, 0), at(30, 0), at(30, 10), at(20, 10), at(20, 0)};
  EXPECT_FALSE(repair(shape_of(square, {beside}), 0).safe);
  EXPECT_FALSE(repair(shape_of(square, {square}), 0).safe);
}

TEST(Repair, MendsASpikeWithoutChangingTheArea) {
  const Shapes spike = shape_of({at(0, 0), at(10, 0), at(10, 10), at(5, 10), at(5, 20), at(5, 10), at(0, 10), at(0, 0)});
  ASSERT_TRUE(find_flaw(spike, 0));
  const RepairResult result = repair(spike, 0);
  EXPECT_TRUE(result.safe);
  EXPECT_NEAR(result.record.after, 100.0, 1e-9);
  EXPECT_FALSE(find_flaw(result.shape, 0));
}

TEST(Corridor, OfAStraightRoadIsLengthTimesWidth) {
  Shapes line, out;
  line.begin_shape(ShapeType::line);
  line.begin_part();
  const std::vector<Point> road{at(0, 0), at(300, 400)};
  line.add_ring(road);
  add_corridor(line, 0, 12.5, out);
  EXPECT_NEAR(ring_area(out, 0), 500 * 12.5, 1e-6);
}

TEST(RingArea, KeepsItsDigitsAtGaussKruegerCoordinates) {
  EXPECT_DOUBLE_EQ(ring_area(shape_of({at(0, 0), at(0.5, 0), at(0.5, 0.25), at(0, 0.25), at(0, 0)}), 0), 0.125);
}

TEST(Sketch, CountsCells) {
  const std::string drawing = "AABB. A.AB. AAAC. D...D .D.D.";
  for (const auto& [letter, shape] : testing::sketch(drawing)) {
    Shapes shapes;
    shapes.add(shape);
    EXPECT_EQ(ring_area(shapes, 0), 100.0 * testing::cells(drawing, letter)) << letter;
    EXPECT_FALSE(find_flaw(shapes, 0)) << letter;
  }
}

}  // namespace
}  // namespace libspatial
