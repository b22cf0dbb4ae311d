// Overlay on drawn shapes: every expected area is a count of cells.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <random>
#include <thread>

#include "libspatial/overlay.hpp"
#include "support/sketch.hpp"

namespace libspatial {
namespace {

using testing::layer_of;
using testing::rectangle;
using testing::sketch_layer;

/// "A": cells of subject A outside; "A1": cells of A in zone 1.
std::map<std::string, double> cells_of(const Layer& subjects, const Layer& zones, const Overlay& result) {
  std::map<std::string, double> table;
  for (const Piece& p : result.pieces) {
    const std::string subject = to_text(subjects.fields[0].values[p.subject]);
    table[p.zone == outside ? subject : subject + to_text(zones.fields[0].values[p.zone])] += p.area.square_metres() / 100;
  }
  return table;
}

std::map<std::string, double> overlay_cells(const std::string& subjects, const std::string& zones) {
  const Layer s = sketch_layer(subjects), z = sketch_layer(zones);
  return cells_of(s, z, overlay(s, ZoneIndex(z), {.area = AreaKind::planar}));
}

using Table = std::map<std::string, double>;

TEST(Overlay, CutsAlongZones) {
  EXPECT_EQ(overlay_cells("AAAA AAAA BB..",
                          "112. 112. 1..."), (Table{{"A1", 4}, {"A2", 2}, {"A", 2}, {"B1", 1}, {"B", 1}}));
}

TEST(Overlay, SharedBordersAreNoLand) {  // zone 1 touches A along a whole side and at a corner
  EXPECT_EQ(overlay_cells("AA.. AA.. ....",
                          "..11 ..11 111."), (Table{{"A", 4}}));
}

TEST(Overlay, HolesOnBothSides) {
  EXPECT_EQ(overlay_cells("AAAAA A...A A.B.A A...A AAAAA",
                          "11111 12221 12.21 12221 11111"), (Table{{"A1", 16}, {"B", 1}}));
  EXPECT_EQ(overlay_cells("AAAAA AAAAA AA.AA AAAAA AAAAA",
                          "..... .111. .1.1. .111. ....."), (Table{{"A1", 8}, {"A", 16}}));
}

TEST(Overlay, TheWholeSubjectIsExactlyTheWhole) {  // not the same to the last digit but one
  std::mt19937 random(11);
  std::uniform_real_distribution<> unit(0, 1);
  for (int i = 0; i < 300; ++i) {
    Ring ring;
    for (int k = 0; k < 30; ++k) {
      const double turn = k * 2 * std::numbers::pi / 30, r = 50 + 20 * unit(random);
      ring.points.push_back({543000 + r * std::cos(turn), 4857000 + r * std::sin(turn)});
    }
    ring.points.push_back(ring.points.front());
    const Layer layer = layer_of({MultiPolygon{{{ring, {}}}}}, "EPSG:4551");
    const Overlay result = overlay(layer, ZoneIndex(layer), {.area = AreaKind::planar});
    ASSERT_EQ(result.pieces.size(), 1u);
    EXPECT_EQ(result.pieces[0].share, 1.0);
    EXPECT_EQ(result.pieces[0].area.square_metres(), ring_area(layer.shapes, 0));
  }
}

TEST(Overlay, PartsOfOneZoneAreOnePiece) {
  const Layer s = sketch_layer("AAAAA"), z = sketch_layer("1.1.1");
  const Overlay result = overlay(s, ZoneIndex(z), {.area = AreaKind::planar, .shapes = true});
  ASSERT_EQ(result.pieces.size(), 2u);
  EXPECT_EQ(result.pieces[0].zone, 0u);
  EXPECT_EQ(result.shapes.part_count(0), 3u);
  EXPECT_EQ(result.pieces[1].zone, outside);
  EXPECT_DOUBLE_EQ(result.pieces[1].share, 0.4);
}

TEST(Overlay, OverlappingZonesAreReportedNeverCountedTwice) {
  const Layer s = layer_of({rectangle(0, 0, 10, 10)});
  const Layer z = layer_of({rectangle(0, 0, 6, 10), rectangle(4, 0, 8, 10)});
  const Overlay result = overlay(s, ZoneIndex(z), {.area = AreaKind::planar});
  ASSERT_EQ(result.pieces.size(), 3u);
  EXPECT_DOUBLE_EQ(result.pieces[0].area.square_metres(), 60);
  EXPECT_DOUBLE_EQ(result.pieces[1].area.square_metres(), 40);
  EXPECT_DOUBLE_EQ(result.pieces[2].area.square_metres(), 20);
  EXPECT_DOUBLE_EQ(result.multi_cover[0].square_metres(), 20);
}

TEST(Overlay, OfficialPiecesAddUpInWholeCents) {
  const Layer s = layer_of({rectangle(544000, 4857000, 544733.3333, 4857517.77)});
  const Layer z = layer_of({rectangle(543900, 4856900, 544100.1, 4857600), rectangle(544100.1, 4856900, 544500.77, 4857300.123)});
  const Overlay result = overlay(s, ZoneIndex(z));
  std::int64_t sum = 0;
  for (const Piece& p : result.pieces) sum += p.area.hundredths();
  EXPECT_EQ(result.pieces.size(), 3u);
  EXPECT_EQ(sum, result.subject_areas[0].hundredths());
  EXPECT_EQ(sum, area(s.shapes, 0, *s.crs, AreaKind::official).hundredths());
  EXPECT_LT(result.largest_spread, 0.5);
}

TEST(Overlay, OfficialOverlapBalancesThroughMultiCover) {
  const Layer s = layer_of({rectangle(544000, 4857000, 544100, 4857100)});
  const Layer z = layer_of({rectangle(544000, 4857000, 544060, 4857100), rectangle(544040, 4857000, 544100, 4857100)});
  const Overlay result = overlay(s, ZoneIndex(z));
  std::int64_t sum = 0;
  for (const Piece& p : result.pieces) sum += p.area.hundredths();
  EXPECT_EQ(sum - result.multi_cover[0].hundredths(), result.subject_areas[0].hundredths());
  EXPECT_NEAR(result.multi_cover[0].square_metres(), 2000, 0.2);
}

TEST(Overlay, WorksInDegrees) {
  const Layer s = layer_of({rectangle(126.5, 43.8, 126.51, 43.81)}, "EPSG:4490");
  const Layer z = layer_of({rectangle(126.4, 43.7, 126.505, 43.9)}, "EPSG:4490");
  const Overlay result = overlay(s, ZoneIndex(z));
  ASSERT_EQ(result.pieces.size(), 2u);
  EXPECT_NEAR(result.pieces[0].share, 0.5, 1e-6);
  EXPECT_THROW(overlay(s, ZoneIndex(z), {.area = AreaKind::planar}), Error);
}

TEST(Overlay, RefusesTwoCrs) {
  const Layer s = layer_of({rectangle(0, 0, 1, 1)}, "EPSG:4551"), z = layer_of({rectangle(0, 0, 1, 1)}, "EPSG:4552");
  try {
    overlay(s, ZoneIndex(z));
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), Errc::crs_mismatch);
  }
}

TEST(Overlay, RejectedSubjectsKeepTheirRowAndGiveNoPiece) {
  Layer s = layer_of({rectangle(0, 0, 1, 1)});
  s.shapes.add_none();
  s.shapes.add(rectangle(5, 5, 6, 6));
  const Overlay result = overlay(s, ZoneIndex(layer_of({rectangle(0, 0, 10, 10)})), {.area = AreaKind::planar});
  ASSERT_EQ(result.subject_areas.size(), 3u);
  EXPECT_EQ(result.subject_areas[1].square_metres(), 0);
  ASSERT_EQ(result.pieces.size(), 2u);
  EXPECT_EQ(result.pieces[1].subject, 2u);
}

TEST(Overlay, EmptyLayersAreNoError) {
  const Layer nothing = layer_of({});
  const Layer s = layer_of({rectangle(0, 0, 1, 1)});
  EXPECT_TRUE(overlay(nothing, ZoneIndex(s)).pieces.empty());
  const Overlay all_outside = overlay(s, ZoneIndex(nothing), {.area = AreaKind::planar});
  ASSERT_EQ(all_outside.pieces.size(), 1u);
  EXPECT_EQ(all_outside.pieces[0].zone, outside);
}

TEST(ZoneIndex, RefusesARejectedZoneAndNamesIt) {
  const auto bow_tie = MultiPolygon{{{{{{0, 0}, {10, 10}, {10, 0}, {0, 10}, {0, 0}}}, {}}}};
  try {
    ZoneIndex index(polygons(layer_of({rectangle(20, 20, 30, 30), bow_tie}, "EPSG:32652")));
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), Errc::invalid_zone);
    EXPECT_NE(e.text().en.find("row 1"), std::string::npos) << e.text().en;
    EXPECT_NE(e.text().en.find("(5.000, 5.000)"), std::string::npos) << e.text().en;
  }
}

TEST(Overlay, StopsWhenAskedTo) {
  std::vector<MultiPolygon> many;
  for (int i = 0; i < 500; ++i) many.push_back(rectangle(i, 0, i + 1, 1));
  const Layer s = layer_of(many);
  EXPECT_THROW(overlay(s, ZoneIndex(s), {.area = AreaKind::planar, .threads = 2, .progress = [](auto, auto) { return false; }}), Cancelled);
}

TEST(Overlay, ReportsProgressOnTheCallingThread) {
  std::vector<MultiPolygon> many;
  for (int i = 0; i < 5000; ++i) many.push_back(rectangle(i, 0, i + 1, 1));
  const Layer s = layer_of(many);
  std::vector<std::size_t> seen;
  const auto caller = std::this_thread::get_id();
  overlay(s, ZoneIndex(s), {.area = AreaKind::planar, .threads = 4, .progress = [&](std::size_t done, std::size_t all) {
    EXPECT_EQ(std::this_thread::get_id(), caller);
    EXPECT_EQ(all, 5000u);
    seen.push_back(done);
    return true;
  }});
  EXPECT_TRUE(std::is_sorted(seen.begin(), seen.end()));
  ASSERT_FALSE(seen.empty());
  EXPECT_EQ(seen.back(), 5000u);
}

}  // namespace
}  // namespace libspatial
