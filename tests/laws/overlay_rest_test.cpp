// The part outside where several zones meet a subject: pieces are valid, share no land, and are those of GEOS.
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <numbers>

#include "libspatial/overlay.hpp"
#include "support/cases.hpp"
#include "support/geos_oracle.hpp"
#include "support/sketch.hpp"

namespace libspatial {
namespace {

using testing::chance;
using testing::each_point;
using testing::each_seed;
using testing::layer_of;
using testing::Random;
using testing::uniform;

constexpr int side = 6;  // cells of a coverage, some 30 m across

/// Quadrangles side by side, with a common bend on every common edge; a third of them left out.
struct Coverage {
  explicit Coverage(Random& random) {
    const bool bends = chance(random, 0.5);
    const double by = bends ? 3 : 5;  // less than would make neighbours share land
    const auto near = [&](double x, double y) { return Point{30 * x + uniform(random, -by, by), 30 * y + uniform(random, -by, by)}; };
    for (int y = 0; y <= side; ++y) {
      for (int x = 0; x <= side; ++x) {
        corner[y][x] = near(x, y);
        east[y][x] = near(x + 0.5, y), north[y][x] = near(x, y + 0.5);
      }
    }
    for (int y = 0; y < side; ++y) {
      for (int x = 0; x < side; ++x) {
        Ring ring{{corner[y][x], corner[y][x + 1], corner[y + 1][x + 1], corner[y + 1][x], corner[y][x]}};
        if (bends) ring.points = {corner[y][x], east[y][x], corner[y][x + 1], north[y][x + 1], corner[y + 1][x + 1], east[y + 1][x], corner[y + 1][x], north[y][x], corner[y][x]};
        const MultiPolygon cell{{{std::move(ring), {}}}};
        if (testing::is_valid(cell)) (chance(random, 0.7) ? zones : left_out).push_back(cell);
      }
    }
  }
  Point corner[side + 1][side + 1], east[side + 1][side + 1], north[side + 1][side + 1];
  std::vector<MultiPolygon> zones, left_out;
};

std::vector<MultiPolygon> draw_subjects(Random& random, const Coverage& coverage) {
  std::vector<MultiPolygon> subjects = coverage.zones;  // with every border in common
  subjects.insert(subjects.end(), coverage.left_out.begin(), coverage.left_out.end());
  for (int i = 0; i < 12; ++i) {
    const MultiPolygon one{{{testing::star(random, {uniform(random, 0, 30 * side), uniform(random, 0, 30 * side)}, 4 + static_cast<int>(random() % 20), 15, 60), {}}}};
    if (testing::is_valid(one)) subjects.push_back(one);
  }
  MultiPolygon many = testing::archipelago(random, 30 * side);
  if (testing::is_valid(many)) subjects.push_back(std::move(many));
  for (int y = 1; y < side; ++y) {  // corners in common, edges across
    const MultiPolygon one{{{Ring{{coverage.corner[y][1], coverage.corner[y][4], coverage.corner[y + 1][5], coverage.corner[y + 1][2], coverage.corner[y][1]}}, {}}}};
    if (testing::is_valid(one)) subjects.push_back(one);
  }
  return subjects;
}

/// Every piece of one subject against GEOS and against every other. Returns how often GEOS could not say.
int compare(const MultiPolygon& subject, const std::map<std::size_t, MultiPolygon>& pieces, const std::vector<MultiPolygon>& zones) {
  int unknown = 0;
  const double tolerance = 1e-9 * testing::area_of(subject) + 1e-6;
  for (const auto& [zone, piece] : pieces) {
    EXPECT_TRUE(testing::geos_is_valid(piece)) << testing::wkt(subject, piece);
    const auto common = testing::geos_intersection_area(piece, zone == outside ? subject : zones[zone]);
    unknown += !common;
    EXPECT_NEAR(common.value_or(testing::area_of(piece)), testing::area_of(piece), tolerance) << testing::wkt(subject, piece);
    for (const auto& [other, land] : pieces) {
      const auto twice = other < zone ? testing::geos_intersection_area(piece, land) : 0.0;
      unknown += !twice;
      EXPECT_NEAR(twice.value_or(0), 0, tolerance) << testing::wkt(piece, land);
    }
    for (std::size_t z = 0; zone == outside && z < zones.size(); ++z) {
      const auto inside = testing::geos_intersection_area(piece, zones[z]);
      unknown += !inside;
      EXPECT_NEAR(inside.value_or(0), 0, tolerance) << testing::wkt(piece, zones[z]);
    }
  }
  return unknown;
}

TEST(Rest, PiecesOfACoverageAreThoseOfGeosAndNeedNone) {
  std::size_t pieces = 0, outsides = 0, fallbacks = 0;
  int unknown = 0;
  each_seed(801'000'000, 12, [&](Random& random) {
    Coverage coverage(random);
    std::vector<MultiPolygon> subjects = draw_subjects(random, coverage);
    const Point to = random() % 2 ? Point{500000, 4857000} : Point{42500000.123, 4857000.456};
    for (std::vector<MultiPolygon>* shapes : {&subjects, &coverage.zones}) {
      for (MultiPolygon& shape : *shapes) each_point(shape, [&](Point p) { return Point{to.x + p.x, to.y + p.y}; });
    }
    std::erase_if(subjects, [](const MultiPolygon& s) { return !testing::is_valid(s); });
    const Layer s = layer_of(subjects, "EPSG:32652"), z = layer_of(coverage.zones, "EPSG:32652");
    const ZoneIndex index(z);
    const Overlay result = overlay(s, index, {.area = AreaKind::planar, .shapes = true}), table = overlay(s, index, {.area = AreaKind::planar});
    fallbacks += result.fallbacks;
    ASSERT_EQ(result.pieces.size(), table.pieces.size());
    std::vector<std::map<std::size_t, MultiPolygon>> shapes(subjects.size());
    for (std::size_t i = 0; i < result.pieces.size(); ++i) {
      const Piece& p = result.pieces[i];
      EXPECT_EQ(p.area, table.pieces[i].area);
      EXPECT_NEAR(ring_area(result.shapes, i), p.area.square_metres(), 1e-9 * result.subject_areas[p.subject].square_metres());
      shapes[p.subject][p.zone] = result.shapes.multipolygon(i);
      ++pieces, outsides += p.zone == outside;
    }
    for (std::size_t row = 0; row < subjects.size(); ++row) {
      EXPECT_EQ(result.multi_cover[row].square_metres(), 0) << testing::wkt(subjects[row]);
      unknown += compare(subjects[row], shapes[row], coverage.zones);
    }
  });
  std::printf("%zu pieces, %zu of them outside, %zu by GEOS; GEOS could not say %d times\n", pieces, outsides, fallbacks, unknown);
  EXPECT_GT(outsides * 20, pieces);
  EXPECT_LE(fallbacks * 1000, pieces);
}

/// Zones that share land are never taken for such that do not, however well the sums come out.
void expect_shared(const MultiPolygon& a, const MultiPolygon& b, double m2) {
  const Layer s = layer_of({testing::rectangle(0, 0, 12, 10)}, "EPSG:32652");
  for (const bool shapes : {false, true}) {
    const Overlay result = overlay(s, ZoneIndex(layer_of({a, b}, "EPSG:32652")), {.area = AreaKind::planar, .shapes = shapes});
    ASSERT_EQ(result.pieces.size(), 3u);
    EXPECT_NEAR(result.multi_cover[0].square_metres(), m2, 1e-9);
    EXPECT_NEAR(result.pieces[2].area.square_metres(), m2, 1e-9);
    EXPECT_EQ(result.fallbacks, 1u);
  }
}

TEST(Rest, LandInTwoZonesIsSaidWhereTheSumsAgree) {
  // the border of A leans east, that of B west: they share 5 m² in the north and leave 5 m² in the south
  expect_shared({{{Ring{{{-1, -5}, {4, -5}, {8, 15}, {-1, 15}, {-1, -5}}}, {}}}}, {{{Ring{{{8, -5}, {13, -5}, {13, 15}, {4, 15}, {8, -5}}}, {}}}}, 5);
  // a common border but for a stretch: 6 m² left out, then, behind a crossing that is a node of neither, 6 m² in both
  expect_shared({{{Ring{{{-1, -5}, {6, -5}, {6, 2}, {4, 4}, {8, 6}, {6, 8}, {6, 15}, {-1, 15}, {-1, -5}}}, {}}}},
                {{{Ring{{{13, 15}, {6, 15}, {6, 8}, {4, 6}, {8, 4}, {6, 2}, {6, -5}, {13, -5}, {13, 15}}}, {}}}}, 6);
}

TEST(Rest, AZoneOverAnotherIsSaid) {
  Random random(7);
  for (int i = 0; i < 200; ++i) {
    const double left = 3 + 0.01 * static_cast<double>(random() % 500), width = 0.5 + 0.01 * static_cast<double>(random() % 100);
    const std::vector<MultiPolygon> zones{testing::rectangle(-1, -1, left + width, 5), testing::rectangle(left, 2, 11, 11)};
    const Layer s = layer_of({testing::rectangle(0, 0, 10, 10)}, "EPSG:32652");
    const Overlay result = overlay(s, ZoneIndex(layer_of(zones, "EPSG:32652")), {.area = AreaKind::planar, .shapes = random() % 2 == 0});
    EXPECT_NEAR(result.multi_cover[0].square_metres(), width * 3, 1e-9);
  }
}

/// Counted: zone borders meet in the subject at corners, along sides and with other nodes than each other.
TEST(Rest, DrawnPartsOutsideAreValidAndCounted) {
  const char* drawings[][2] = {
      {"AAAAAA AAAAAA AAAAAA AAAAAA", "11..22 1....2 .3..4. 33..44"},
      {"AAAAAA AA..AA AA..AA AAAAAA", "111222 1....2 1....2 333444"},
      {"AAAAAA AAAAAA AAAAAA AAAAAA", "...... .1122. .1332. ......"},
      {"AAAAAA AAAAAA AAAAAA AAAAAA", "1.2.1. .2.1.2 1.2.1. .2.1.2"},
      {"AAAAAA AAAAAA AAAAAA AAAAAA", "111111 2.2.2. 2.2.2. 333333"}};
  for (const auto& [subjects, zones] : drawings) {
    const Layer s = testing::sketch_layer(subjects), z = testing::sketch_layer(zones);
    const Overlay result = overlay(s, ZoneIndex(z), {.area = AreaKind::planar, .shapes = true});
    double cells = 0, expected = 0;
    for (std::size_t i = 0; subjects[i]; ++i) expected += subjects[i] == 'A' && zones[i] == '.';
    for (std::size_t i = 0; i < result.pieces.size(); ++i) {
      EXPECT_TRUE(testing::geos_is_valid(result.shapes.multipolygon(i))) << zones;
      EXPECT_NEAR(ring_area(result.shapes, i), result.pieces[i].area.square_metres(), 1e-9) << zones;
      if (result.pieces[i].zone == outside) cells += ring_area(result.shapes, i) / 100;
    }
    EXPECT_NEAR(cells, expected, 1e-9) << zones;
    EXPECT_EQ(result.fallbacks, 0u) << zones;
  }
}

}  // namespace
}  // namespace libspatial
