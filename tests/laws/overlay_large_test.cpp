// Sizes at which a careless loop would hang, and what they must give.
#include <gtest/gtest.h>

#include <cmath>

#include "libspatial/overlay.hpp"
#include "support/sketch.hpp"

namespace libspatial {
namespace {

using testing::layer_of;
using testing::rectangle;

constexpr const char* plane = "EPSG:32652";

double inside(const Overlay& result) {
  double sum = 0;
  for (const Piece& p : result.pieces) sum += p.zone == outside ? 0 : p.area.square_metres();
  return sum;
}

MultiPolygon round_zone(int n, double radius) {
  Ring ring;
  for (int i = 0; i < n; ++i) ring.points.push_back({radius * std::cos(2 * M_PI * i / n), radius * std::sin(2 * M_PI * i / n)});
  ring.points.push_back(ring.points.front());
  return {{{ring, {}}}};
}

TEST(Large, AMillionVerticesOnEitherSide) {
  const int n = 1'000'000;
  const MultiPolygon big = round_zone(n, 10'000), half = rectangle(0, -20'000, 20'000, 20'000);
  const double whole = 0.5 * n * 1e8 * std::sin(2 * M_PI / n);
  for (const bool turned : {false, true}) {
    const Layer s = layer_of({turned ? half : big}, plane), z = layer_of({turned ? big : half}, plane);
    const Overlay result = overlay(s, ZoneIndex(z), {.area = AreaKind::planar, .shapes = true, .threads = 1});
    EXPECT_NEAR(inside(result), whole / 2, 1e-9 * whole);
    EXPECT_EQ(result.fallbacks, 0u);
  }
}

TEST(Large, AHundredThousandHoles) {
  MultiPolygon sieve = rectangle(0, 0, 3200, 3200);
  for (int i = 0; i < 100'000; ++i) {
    const double x = 10 * (i % 316) + 3, y = 10 * (i / 316) + 3;
    sieve.polygons[0].holes.push_back(rectangle(x, y, x + 4, y + 4).polygons[0].shell);
  }
  const Layer holed = layer_of({sieve}, plane), half = layer_of({rectangle(0, 0, 1580, 3200)}, plane);
  const double expected = 1580.0 * 3200 - 16.0 * (158 * 316 + std::min(158, 100'000 - 316 * 316));
  EXPECT_NEAR(inside(overlay(holed, ZoneIndex(half), {.area = AreaKind::planar, .threads = 1})), expected, 1e-3);
  EXPECT_NEAR(inside(overlay(half, ZoneIndex(holed), {.area = AreaKind::planar, .threads = 1})), expected, 1e-3);
}

TEST(Large, OneSubjectOverManyZones) {
  std::vector<MultiPolygon> zones;
  for (int i = 0; i < 10'000; ++i) zones.push_back(rectangle(i % 100, i / 100, i % 100 + 1, i / 100 + 1));
  const Layer subject = layer_of({rectangle(0.5, 0.5, 99.5, 99.5)}, plane);
  const Overlay result = overlay(subject, ZoneIndex(layer_of(zones, plane)), {.area = AreaKind::planar, .threads = 1});
  EXPECT_EQ(result.pieces.size(), 10'000u);
  EXPECT_NEAR(inside(result), 99.0 * 99.0, 1e-6);
  EXPECT_EQ(result.fallbacks, 0u);
}

TEST(Large, ManyZonesOverOneSpot) {
  const std::vector<MultiPolygon> zones(2'000, rectangle(0, 0, 10, 10));
  const Layer subjects = layer_of({rectangle(2, 2, 4, 4), rectangle(5, 5, 15, 10)}, plane);
  const Overlay result = overlay(subjects, ZoneIndex(layer_of(zones, plane)), {.area = AreaKind::planar, .threads = 1});
  EXPECT_NEAR(result.multi_cover[0].square_metres(), 1999 * 4.0, 1e-6);
  EXPECT_NEAR(result.multi_cover[1].square_metres(), 1999 * 25.0, 1e-6);
}

}  // namespace
}  // namespace libspatial
