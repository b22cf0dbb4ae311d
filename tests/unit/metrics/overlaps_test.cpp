// Rows of one layer over each other: what is found by loose edges is what every pair would show.

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

#include "metrics/laid.hpp"
#include "support/cases.hpp"

namespace libspatial::metrics {
namespace {

using testing::Random;

struct Block {
  int x, y, w, h;
  bool meets(const Block& o) const { return x < o.x + o.w && o.x < x + w && y < o.y + o.h && o.y < y + h; }
};

Layer layer_of(const std::vector<Block>& blocks, bool halfway_corners) {
  Layer layer;
  layer.name = "drawn";
  layer.crs = Crs("EPSG:32652");
  for (const Block& b : blocks) {
    Ring ring;
    const auto side = [&](int x0, int y0, int x1, int y1) {  // a corner at every metre, as neighbours have them
      const int steps = halfway_corners ? std::max(std::abs(x1 - x0), std::abs(y1 - y0)) : 1;
      for (int i = 0; i < steps; ++i) ring.points.push_back({500000.0 + x0 + (x1 - x0) / steps * i, 4800000.0 + y0 + (y1 - y0) / steps * i});
    };
    side(b.x, b.y, b.x + b.w, b.y), side(b.x + b.w, b.y, b.x + b.w, b.y + b.h), side(b.x + b.w, b.y + b.h, b.x, b.y + b.h), side(b.x, b.y + b.h, b.x, b.y);
    ring.points.push_back(ring.points.front());
    layer.shapes.add(MultiPolygon{{{ring, {}}}});
  }
  return layer;
}

std::vector<std::vector<std::size_t>> families(const std::vector<Block>& blocks) {
  std::vector<std::size_t> of(blocks.size());
  std::iota(of.begin(), of.end(), std::size_t{0});
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t i = 0; i < blocks.size(); ++i) {
      for (std::size_t k = 0; k < blocks.size(); ++k) {
        if (blocks[i].meets(blocks[k]) && of[i] < of[k]) of[k] = of[i], changed = true;
      }
    }
  }
  std::map<std::size_t, std::vector<std::size_t>> together;
  for (std::size_t i = 0; i < of.size(); ++i) together[of[i]].push_back(i);
  std::vector<std::vector<std::size_t>> result;
  for (auto& [first, rows] : together) {
    if (rows.size() > 1) result.push_back(rows);
  }
  return result;
}

double covered(const std::vector<Block>& blocks) {
  std::set<std::pair<int, int>> cells;
  for (const Block& b : blocks) {
    for (int x = b.x; x < b.x + b.w; ++x) {
      for (int y = b.y; y < b.y + b.h; ++y) cells.insert({x, y});
    }
  }
  return static_cast<double>(cells.size());
}

double area_of(const Layer& layer) {
  double sum = 0;
  for (std::size_t row = 0; row < layer.size(); ++row) sum += layer.shapes.type(row) == ShapeType::polygon ? ring_area(layer.shapes, row) : 0;
  return sum;
}

TEST(Overlaps, AreThoseOfEveryPair) {
  testing::each_seed(1, 60, [](Random& random) {
    const auto pick = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
    std::vector<Block> blocks;
    const int side = 3 + pick(3);
    for (int x = 0; x < 5; ++x) {
      for (int y = 0; y < 5; ++y) blocks.push_back({x * side, y * side, side, side});
    }
    for (int extra = pick(4); extra > 0; --extra) {
      if (testing::chance(random, 0.3)) blocks.push_back(blocks[static_cast<std::size_t>(pick(25))]);  // twice the same
      else blocks.push_back({pick(5 * side), pick(5 * side), 1 + pick(2 * side), 1 + pick(2 * side)});
    }
    std::shuffle(blocks.begin(), blocks.end(), random);
    const Layer layer = layer_of(blocks, testing::chance(random, 0.7));
    EXPECT_EQ(overlaps(layer, 1, {}).rows, families(blocks));
    EXPECT_EQ(area_of(Once(layer, 2, {}).layer()), covered(blocks));
  });
}

/// Square metres by class: a cell of several classes is of class "?".
std::map<std::string, double> counted(const std::vector<Block>& blocks, const std::vector<std::string>& classes) {
  std::map<std::pair<int, int>, std::set<std::string>> cells;
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    const Block& b = blocks[i];
    for (int x = b.x; x < b.x + b.w; ++x) {
      for (int y = b.y; y < b.y + b.h; ++y) cells[{x, y}].insert(classes[i]);
    }
  }
  std::map<std::string, double> sums;
  for (const auto& [cell, of] : cells) sums[of.size() > 1 ? "?" : *of.begin()] += 1;
  return sums;
}

TEST(Overlaps, LandOfOneClassCountsOnceAndThatOfSeveralIsOfNone) {
  testing::each_seed(1, 60, [](Random& random) {
    const auto pick = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
    std::vector<Block> blocks;
    std::vector<std::string> classes;
    for (int i = 2 + pick(12); i > 0; --i) {
      blocks.push_back(!blocks.empty() && testing::chance(random, 0.2) ? blocks[0] : Block{pick(20), pick(20), 1 + pick(9), 1 + pick(9)});
      classes.push_back(std::string(1, static_cast<char>('A' + pick(3))));
    }
    Layer layer = layer_of(blocks, testing::chance(random, 0.5));
    layer.fields = {{"use", FieldType::text, {classes.begin(), classes.end()}}};
    const Layer made = once(layer, "use", AreaKind::planar, 2);
    ASSERT_EQ(made.fields[0].values.size(), made.size());
    std::map<std::string, double> sums;
    for (std::size_t row = 0; row < made.size(); ++row) {
      const std::string name = cell(made, "class", row);
      if (row < layer.size()) { EXPECT_EQ(name, classes[row]) << "a row keeps its number"; }
      if (made.shapes.type(row) == ShapeType::polygon) sums[name] += ring_area(made.shapes, row);
    }
    const auto expected = counted(blocks, classes);
    EXPECT_EQ(sums.size(), expected.size());
    for (const auto& [name, m2] : expected) EXPECT_NEAR(sums[name], m2, 1e-6) << name;
    EXPECT_EQ(made.notes.empty(), families(blocks).empty());
    EXPECT_TRUE(overlapping(made).empty());
  });
}

TEST(Overlaps, AreFoundInFeetToo) {
  Layer layer;
  layer.crs = Crs("+proj=utm +zone=52 +datum=WGS84 +units=ft +type=crs");
  for (const double x : {1640000.0, 1640050.0}) layer.shapes.add(MultiPolygon{{{Ring{{{x, 15900000}, {x + 100, 15900000}, {x + 100, 15900100}, {x, 15900100}, {x, 15900000}}}, {}}}});
  EXPECT_EQ(overlapping(layer), (std::vector<std::vector<std::size_t>>{{0, 1}}));
}

TEST(Overlaps, OfClassesAreSaid) {
  Layer layer = layer_of({{0, 0, 10, 10}, {5, 0, 10, 10}, {5, 0, 5, 4}}, false);
  layer.fields = {{"use", FieldType::text, {Value(std::string("A")), Value(std::string("B")), Value(std::string("B"))}}};
  const Layer made = once(layer, "use", AreaKind::planar);
  ASSERT_EQ(made.notes.size(), 1u);
  EXPECT_EQ(made.notes[0].en, "rows of drawn overlap each other: 70.00 m² are counted once; 50.00 m² lie in rows of different classes and are called ?");
}

TEST(Overlaps, ACoverageTwiceHasNoLooseEdgeInsideAndIsFound) {
  std::vector<Block> blocks;
  for (int twice = 0; twice < 2; ++twice) {
    for (int x = 0; x < 6; ++x) {
      for (int y = 0; y < 6; ++y) blocks.push_back({4 * x, 4 * y, 4, 4});
    }
  }
  const Overlaps found = overlaps(layer_of(blocks, false), 2, {});
  EXPECT_EQ(found.rows.size(), 36u);
  for (const auto& rows : found.rows) EXPECT_EQ(rows.size(), 2u);
}

TEST(Overlaps, ABuildingInACourtyardIsNone) {
  Layer layer = layer_of({{2, 2, 4, 4}}, false);
  MultiPolygon yard = layer_of({{0, 0, 9, 9}}, false).shapes.multipolygon(0);
  yard.polygons[0].holes.push_back(layer.shapes.multipolygon(0).polygons[0].shell);
  layer.shapes.add(yard);
  EXPECT_TRUE(overlaps(layer, 1, {}).rows.empty());
  Result result;
  Once(layer, 1, {}).note(result);
  EXPECT_TRUE(result.notes.empty());
}

}  // namespace
}  // namespace libspatial::metrics
