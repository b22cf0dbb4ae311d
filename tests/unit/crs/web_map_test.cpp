// Shifted coordinates of web maps, against offsets in metres that were computed elsewhere with the formula in common use.

#include <gtest/gtest.h>

#include <cmath>

#include "libspatial/crs.hpp"
#include "libspatial/layer.hpp"

namespace libspatial {
namespace {

constexpr double metres_per_degree = 111132.95;  // of latitude, near 44°

struct Known {
  Point at;
  WebMap map;
  double east, north;  // metres, ± 1
};

TEST(WebMap, OffsetsNearJilin) {
  const Known known[] = {{{126.5497, 43.8381}, WebMap::gcj02, 458, 250}, {{126.5497, 43.8381}, WebMap::bd09, 989, 888}, {{125.8, 43.3}, WebMap::gcj02, 497, 273}, {{125.8, 43.3}, WebMap::bd09, 1031, 908}};
  for (const Known& k : known) {
    const Point there = shift(k.at, k.map);
    EXPECT_NEAR((there.y - k.at.y) * metres_per_degree, k.north, 1.5) << name(k.map);
    EXPECT_NEAR((there.x - k.at.x) * 111412.84 * std::cos(k.at.y * 0.017453292519943295), k.east, 2.5) << name(k.map);
  }
}

TEST(WebMap, ThereAndBackIsWithinAHundredthOfAMillimetre) {
  for (const WebMap map : {WebMap::gcj02, WebMap::bd09}) {
    for (double x = 74; x < 135; x += 3.7) {
      for (double y = 18; y < 54; y += 2.3) {
        Shapes one;
        const Point p{x, y}, there = shift(p, map);
        one.begin_shape(ShapeType::point);
        one.begin_part();
        one.add_ring(std::span(&there, 1));
        const Point back = unshift(one, map).points(0)[0];
        EXPECT_NEAR(back.x, x, 1e-10) << x << ' ' << y;
        EXPECT_NEAR(back.y, y, 1e-10) << x << ' ' << y;
      }
    }
  }
}

TEST(WebMap, Words) {
  EXPECT_EQ(find_web_map("gcj02"), WebMap::gcj02);
  EXPECT_EQ(find_web_map("GCJ-02"), WebMap::gcj02);
  EXPECT_EQ(find_web_map("bd-09"), WebMap::bd09);
  EXPECT_FALSE(find_web_map("EPSG:4490"));
  EXPECT_FALSE(find_web_map(""));
  EXPECT_THROW(Crs("GCJ-02"), Error) << "it is no CRS to transform to";
}

Layer lot(const char* crs, Point a) {
  Layer layer;
  if (*crs) layer.crs = Crs(crs);
  const Point ring[] = {a, {a.x + 0.001, a.y}, {a.x + 0.001, a.y + 0.001}, {a.x, a.y + 0.001}, a};
  layer.shapes.begin_shape(ShapeType::polygon);
  layer.shapes.begin_part();
  layer.shapes.add_ring(ring);
  return layer;
}

TEST(WebMap, ALayerIsMovedBackAndSaysSo) {
  for (const char* crs : {"", "EPSG:4326", "EPSG:4490"}) {
    const Layer back = unshift(lot(crs, shift({126.55, 43.84}, WebMap::gcj02)), WebMap::gcj02);
    EXPECT_EQ(back.crs->code(), "EPSG:4490");
    EXPECT_NEAR(back.shapes.points(0)[0].x, 126.55, 1e-10);
    ASSERT_EQ(back.notes.size(), 1u);
    EXPECT_NE(back.notes[0].en.find("GCJ-02"), std::string::npos);
  }
}

TEST(WebMap, MetresAreNoneButOfAWebMercator) {
  EXPECT_THROW(unshift(lot("EPSG:4530", {42543000, 4857000}), WebMap::gcj02), Error);
  const Point there = shift({126.55, 43.84}, WebMap::bd09);
  const Layer mercator = reproject(lot("EPSG:4326", there), Crs("EPSG:3857"));
  EXPECT_NEAR(unshift(mercator, WebMap::bd09).shapes.points(0)[0].x, 126.55, 1e-9);
}

}  // namespace
}  // namespace libspatial
