// Validity with reason and place; repair with the area before and after; corridors; the sketches themselves.
#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <set>

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

double corridor_area(const std::vector<Point>& along, double width) {
  Shapes line, out;
  line.begin_shape(ShapeType::line);
  line.begin_part();
  line.add_ring(along);
  add_corridor(line, 0, width, out);
  EXPECT_FALSE(find_flaw(out, 0));
  return ring_area(out, 0);
}

TEST(Corridor, OfALineThatComesBackToItsBeginningHasAllItsLand) {
  EXPECT_NEAR(corridor_area({at(0, 0), at(100, 0), at(0, 0)}, 10), 1000, 1e-6);
  EXPECT_NEAR(corridor_area({at(0, 0), at(100, 0), at(100, 50), at(100, 0), at(0, 0)}, 10), 105 * 10 + 45 * 10, 1e-6);  // there and back round a corner
  EXPECT_NEAR(corridor_area({at(20, 60), at(20, 0), at(40, 0), at(40, 20), at(20, 20), at(20, 40), at(20, 60)}, 6), 63 * 6 + 20 * 6 + 20 * 6 + 14 * 6, 1e-6);
  EXPECT_NEAR(corridor_area({at(0, 0), at(100, 0), at(100, 100), at(0, 100), at(0, 0)}, 10), 110 * 110 - 90 * 90, 1e-6);
}

TEST(Corridor, OfAWalkOnAGridIsCountedInCells) {
  std::mt19937 random(7);
  int closed = 0;
  for (int walk = 0; walk < 400; ++walk) {
    std::vector<std::pair<int, int>> nodes{{0, 0}};
    const std::size_t steps = 2 + random() % 8;
    while (nodes.size() <= steps) {
      const int to = static_cast<int>(random() % 4), x = nodes.back().first + (to == 0) - (to == 1), y = nodes.back().second + (to == 2) - (to == 3);
      if (std::abs(x) < 3 && std::abs(y) < 3) nodes.emplace_back(x, y);
    }
    if (walk % 2) {
      for (std::size_t i = nodes.size() - 1; i-- > 0;) nodes.push_back(nodes[i]);  // and home the same way
    }
    closed += nodes.front() == nodes.back();
    std::set<std::pair<int, int>> cells;  // of 1 m; a step is 10 m, the line 2 m wide
    const auto cover = [&](int x0, int y0, int x1, int y1) {
      for (int x = x0; x < x1; ++x) {
        for (int y = y0; y < y1; ++y) cells.emplace(x, y);
      }
    };
    std::vector<Point> along;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      const auto [x, y] = nodes[i];
      along.push_back(at(10 * x, 10 * y));
      if (i == 0) continue;
      const auto [bx, by] = nodes[i - 1];
      if (y == by) cover(10 * std::min(x, bx), 10 * y - 1, 10 * std::max(x, bx), 10 * y + 1);
      else cover(10 * x - 1, 10 * std::min(y, by), 10 * x + 1, 10 * std::max(y, by));
      const bool last = i + 1 == nodes.size();
      if (last && nodes.front() != nodes.back()) continue;
      const auto [nx, ny] = nodes[last ? 1 : i + 1];
      if ((bx == nx) != (by == ny)) continue;  // straight on
      if (bx != nx) cover(10 * x - 1, 10 * y - 1, 10 * x + 1, 10 * y + 1);
    }
    EXPECT_NEAR(corridor_area(along, 2), static_cast<double>(cells.size()), 1e-6) << walk;
  }
  EXPECT_GT(closed, 200);
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
