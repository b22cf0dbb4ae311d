// Official areas of pieces: they add up to the subject's own, exactly; and each is near what measuring its shape gives.
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "libspatial/overlay.hpp"
#include "support/cases.hpp"
#include "support/sketch.hpp"

namespace libspatial {
namespace {

using testing::each_seed;
using testing::Random;
using testing::uniform;

struct Frame { const char* crs; Point at; double metre; };
const Frame frames[] = {{"EPSG:4551", {544000, 4857000}, 1}, {"EPSG:4530", {42612000, 4857000}, 1}, {"EPSG:4490", {126.55, 43.84}, 1 / 8.0e4}};

MultiPolygon put(MultiPolygon shape, const Frame& frame, double angle) {
  testing::each_point(shape, [&](Point p) {
    return Point{frame.at.x + frame.metre * (p.x * std::cos(angle) - p.y * std::sin(angle)), frame.at.y + frame.metre * (p.x * std::sin(angle) + p.y * std::cos(angle))};
  });
  return shape;
}

MultiPolygon any_shape(Random& random, double side) {
  switch (random() % 3) {
    case 0: return testing::archipelago(random, side);
    case 1: return testing::rectangle(0, 0, uniform(random, 1, side), uniform(random, 1, side));
    default: return testing::lattice_shape(random, side);
  }
}

/// The procedure rounds metres to 0.0001 and seconds of arc to 0.000001: a point lands within about 0.06 mm of its place, and the
/// area of a shape within that times its border. What is balanced away from a piece is the sum of this over all pieces of the
/// subject at most, then half of 0.01 m² by rounding the measured one and 0.01 m² by the largest remainder.
double tolerance(double border_m) { return 0.0151 + 6e-5 * border_m; }

TEST(Official, PiecesAddUpAndAreWhatTheirShapesMeasure) {
  std::size_t cut = 0, by_geos = 0;
  double worst = 0, largest_spread = 0;
  each_seed(501'000'000, 600, [&](Random& random) {
    const Frame& frame = frames[random() % 3];
    const double side = std::pow(10, uniform(random, 1, 3.3)), angle = random() % 2 ? uniform(random, 0, 2 * std::numbers::pi) : 0;
    std::vector<MultiPolygon> subjects, zones;
    for (unsigned i = 1 + random() % 4; i > 0; --i) subjects.push_back(put(any_shape(random, side), frame, angle));
    for (unsigned i = 1 + random() % 4; i > 0; --i) zones.push_back(put(any_shape(random, side), frame, angle));
    std::string text = frame.crs;
    for (const auto& s : subjects) text += "\nsubject " + testing::wkt(s);
    for (const auto& z : zones) text += "\nzone " + testing::wkt(z);
    for (const auto* side_of : {&subjects, &zones}) {
      for (const auto& shape : *side_of) {
        if (!testing::is_valid(shape)) return;
      }
    }
    SCOPED_TRACE(text);
    const Layer s = testing::layer_of(subjects, frame.crs), z = testing::layer_of(zones, frame.crs);
    const Overlay result = overlay(s, ZoneIndex(z), {.shapes = true, .threads = 1});
    by_geos += result.fallbacks;
    std::vector<std::int64_t> sums(s.size());
    std::vector<double> borders(s.size());
    for (std::size_t i = 0; i < result.pieces.size(); ++i) {
      sums[result.pieces[i].subject] += result.pieces[i].area.hundredths();
      borders[result.pieces[i].subject] += testing::perimeter_of(result.shapes.multipolygon(i)) / frame.metre * (frame.metre < 1 ? 1.4 : 1);
    }
    for (std::size_t row = 0; row < s.size(); ++row) {
      EXPECT_EQ(result.subject_areas[row].hundredths(), area(s.shapes, row, *s.crs, AreaKind::official).hundredths()) << row;
      EXPECT_EQ(sums[row] - result.multi_cover[row].hundredths(), result.subject_areas[row].hundredths()) << row;
    }
    for (std::size_t i = 0; i < result.pieces.size(); ++i) {
      const Piece& p = result.pieces[i];
      const double own = official_unrounded(result.shapes, i, *s.crs), off = std::abs(own - p.area.square_metres());
      EXPECT_EQ(static_cast<double>(p.area.hundredths()) / 100, p.area.square_metres()) << "whole hundredths";
      EXPECT_LE(off, tolerance(borders[p.subject])) << "piece " << i;
      EXPECT_NEAR(p.share, p.area.square_metres() / result.subject_areas[p.subject].square_metres(), 1e-12);
      worst = std::max(worst, off / tolerance(borders[p.subject]));
      cut += p.share < 1;
    }
    largest_spread = std::max(largest_spread, result.largest_spread);
  });
  std::printf("official: %zu pieces cut, largest difference %.0f%% of what is allowed, largest spread %.3f m2, %zu subjects by GEOS\n", cut, 100 * worst, largest_spread, by_geos);
}

}  // namespace
}  // namespace libspatial
