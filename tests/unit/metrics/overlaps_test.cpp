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
