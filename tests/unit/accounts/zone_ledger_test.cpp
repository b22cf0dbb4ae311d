// The ledger of the boundary's zones over drawings: cells of 10 m in EPSG:4551, whose areas are counted.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "libspatial/accounts.hpp"
#include "support/drawn.hpp"
#include "support/sketch.hpp"

namespace libspatial {
namespace {

/// Approved land, row by row: drawing, day, batch.
struct Approval { std::string drawing, on, batch; };
Layer approvals(const std::vector<Approval>& list) {
  Layer layer;
  layer.name = "land_approvals";
  layer.crs = Crs("EPSG:4551");
  layer.fields = {{"batch", FieldType::text, {}}, {"approved_on", FieldType::text, {}}};
  for (const Approval& a : list) {
    layer.shapes.add(testing::sketch_layer(a.drawing).shapes, 0);
    layer.fields[0].values.emplace_back(a.batch);
    layer.fields[1].values.emplace_back(a.on);
  }
  return layer;
}

ZoneLedger ledger(const char* zones, const Layer& approved, const std::string& as_of = "2025-12-31", const Layer* projects = nullptr, int threads = 1) {
  std::vector<Layer> layers = testing::Drawn{.zones = zones}.layers();
  layers.push_back(approved);
  return zone_ledger(Plan(std::move(layers)), {.as_of = as_of, .projects = projects, .threads = threads});
}

std::int64_t cents(const Layer& layer, const char* field, std::size_t row) { return Area::square_metres(*to_number(layer.field(field).values[row])).hundredths(); }
/// A column in cells of the drawing, rounded: within a thousandth of them, ellipsoid against plane.
std::vector<double> cells(const Layer& layer, const char* field) {
  std::vector<double> result;
  for (std::size_t row = 0; row < layer.size(); ++row) result.push_back(std::round(*to_number(layer.field(field).values[row])) / 100);
  return result;
}
std::vector<std::string> texts(const Layer& layer, const char* field) {
  std::vector<std::string> result;
  for (std::size_t row = 0; row < layer.size(); ++row) result.push_back(cell(layer, field, row));
  return result;
}
using Numbers = std::vector<double>;
using Words = std::vector<std::string>;

/// Every zone to the cent: area = approved + projects + left, and the entries lead there.
void expect_balanced(const ZoneLedger& found) {
  std::vector<std::int64_t> left(found.zones.size());
  for (std::size_t zone = 0; zone < found.zones.size(); ++zone) {
    left[zone] = cents(found.zones, "area_m2", zone);
    EXPECT_EQ(left[zone], cents(found.zones, "approved_m2", zone) + cents(found.zones, "projects_m2", zone) + cents(found.zones, "left_m2", zone));
  }
  for (std::size_t i = 0; i < found.entries.size(); ++i) {
    const std::size_t zone = static_cast<std::size_t>(*to_number(found.entries.field("zone").values[i]));
    EXPECT_EQ(cents(found.entries, "left_m2", i), left[zone] -= cents(found.entries, "taken_m2", i));
    EXPECT_GE(left[zone], 0);
  }
  for (std::size_t zone = 0; zone < found.zones.size(); ++zone) EXPECT_EQ(left[zone], cents(found.zones, "left_m2", zone));
}

TEST(ZoneLedger, EarlierApprovalsFirstThenProjects) {
  const Layer approved = approvals({{".....AAA..", "2022-05-01", "second"}, {"...AAA....", "2021-03-01", "first"}, {"AAAAAAAAAA", "2026-01-01", "later"}});
  const Layer projects = testing::drawn_projects("......AAA.");
  const ZoneLedger found = ledger("CCCCCFFFFF", approved, "2025-12-31", &projects);
  EXPECT_TRUE(found.flaws.empty());
  EXPECT_EQ(texts(found.zones, "zone_kind"), (Words{"concentrated", "flexible"}));
  EXPECT_EQ(cells(found.zones, "area_m2"), (Numbers{5, 5}));
  EXPECT_EQ(cells(found.zones, "approved_m2"), (Numbers{2, 3}));
  EXPECT_EQ(cells(found.zones, "projects_m2"), (Numbers{0, 1}));
  EXPECT_EQ(cells(found.zones, "left_m2"), (Numbers{3, 1}));
  EXPECT_EQ(texts(found.entries, "name"), (Words{"first", "first", "second", "A"}));
  EXPECT_EQ(texts(found.entries, "entry"), (Words{"approval", "approval", "approval", "project"}));
  EXPECT_EQ(texts(found.entries, "row"), (Words{"1", "1", "0", "0"}));
  EXPECT_EQ(cells(found.entries, "taken_m2"), (Numbers{2, 1, 2, 1}));
  EXPECT_EQ(cells(found.entries, "already_m2"), (Numbers{0, 0, 1, 2}));
  EXPECT_EQ(cells(found.entries, "left_m2"), (Numbers{3, 4, 2, 1}));
  expect_balanced(found);
}

TEST(ZoneLedger, AClaimOfWhatIsGoneIsAnEntryOfNothing) {
  const ZoneLedger found = ledger("FFFFF.....", approvals({{".AAA......", "2021-01-01", "a"}, {".AA.......", "2022-01-01", "b"}}));
  EXPECT_EQ(cells(found.entries, "taken_m2"), (Numbers{3, 0}));
  EXPECT_EQ(cells(found.entries, "already_m2"), (Numbers{0, 2}));
  EXPECT_EQ(found.entries.shapes.type(1), ShapeType::none);
  EXPECT_EQ(cells(found.zones, "left_m2"), (Numbers{2}));
}

TEST(ZoneLedger, LandOutsideTheBoundaryAndApprovedTwiceStandsBeside) {
  const ZoneLedger found = ledger("FFFFF.....", approvals({{"...AAAA...", "2021-01-01", "a"}, {".....AAA..", "2021-01-01", "b"}}));
  ASSERT_EQ(found.beside.size(), 3u);
  EXPECT_NEAR(found.beside[0].area.square_metres() / 100, 5, 0.01) << "approved";
  EXPECT_NEAR(found.beside[1].area.square_metres() / 100, 2, 0.01) << "approved twice";
  EXPECT_NEAR(found.beside[2].area.square_metres() / 100, 3, 0.01) << "outside";
}

TEST(ZoneLedger, WhatCannotBeCountedIsNamed) {
  const ZoneLedger found = ledger("FFFFF.....", approvals({{"AA........", "2021-01-01", "a"}, {"..AA......", "spring 2021", "b"}}));
  ASSERT_EQ(found.flaws.size(), 1u);
  EXPECT_NE(found.flaws[0].en.find("row 1: approved_on \"spring 2021\" is no date"), std::string::npos) << found.flaws[0].en;
  EXPECT_EQ(cells(found.zones, "left_m2"), (Numbers{3}));
  EXPECT_THROW(ledger("FFFFF.....", approvals({}), "2021-02-30"), Error);
  EXPECT_THROW(zone_ledger(testing::Drawn{.zones = "FF"}.plan(), {.as_of = "2021-01-01"}), Error) << "no approvals";
  const ZoneLedger none = ledger("FFFFF.....", approvals({}));
  EXPECT_EQ(cells(none.zones, "left_m2"), (Numbers{5}));
  EXPECT_EQ(none.entries.size(), 0u);
}

/// Discs anywhere over three zones: balanced to the cent, the same used land in whatever order and however divided they were approved, and for any number of threads.
TEST(ZoneLedger, UsedLandDoesNotDependOnTheOrderOfApproval) {
  std::mt19937 random(7);
  std::uniform_real_distribution<double> x(0, 100), y(0, 40), size(1, 15);
  for (int round = 0; round < 40; ++round) {
    Layer approved = approvals({});
    for (int n = 0; n < 12; ++n) {
      const double at_x = 543000 + x(random), at_y = 4857000 + y(random), r = size(random);
      Ring ring;
      for (int i = 0; i <= 24; ++i) ring.points.push_back({at_x + r * std::cos(i % 24 * 0.2617993877991494), at_y + r * std::sin(i % 24 * 0.2617993877991494)});
      approved.shapes.add(MultiPolygon{{Polygon{ring, {}}}});
      approved.fields[0].values.emplace_back(std::to_string(n));
      approved.fields[1].values.emplace_back("2021-01-" + std::to_string(10 + static_cast<int>(random() % 20)));
    }
    const char* zones = "CCCCCFFFFF CCCCCFFFFF SSSSSFFFFF SSSSSFFFFF";
    const ZoneLedger one = ledger(zones, approved);
    expect_balanced(one);
    const Layer project = testing::drawn_projects(".AAAAAAAA. .AAAAAAAA.");
    const ZoneLedger planned = ledger(zones, approved, "2025-12-31", &project);
    expect_balanced(planned);
    EXPECT_EQ(planned.zones.field("approved_m2").values, one.zones.field("approved_m2").values) << "not a cent, whatever comes next";
    for (Value& day : approved.fields[1].values) day = "2021-02-" + std::to_string(10 + static_cast<int>(random() % 15));
    const ZoneLedger other = ledger(zones, approved, "2025-12-31", nullptr, 2);
    expect_balanced(other);
    for (std::size_t zone = 0; zone < one.zones.size(); ++zone) {
      EXPECT_NEAR(static_cast<double>(cents(one.zones, "left_m2", zone)), static_cast<double>(cents(other.zones, "left_m2", zone)), 6) << "cents, of 12 entries each rounded";
    }
  }
}

TEST(ZoneLedger, ABoundaryThatHasEndedIsSaid) {
  testing::Drawn city{.zones = "FF"};
  city.valid_to = "2025-12-31";
  std::vector<Layer> layers = city.layers();
  layers.push_back(approvals({{"A.", "2020-01-01", "1"}}));
  EXPECT_TRUE(zone_ledger(Plan(layers), {.as_of = "2025-12-31"}).flaws.empty());
  const auto flaws = zone_ledger(Plan(layers), {.as_of = "2026-01-01"}).flaws;
  ASSERT_EQ(flaws.size(), 1u);
  EXPECT_NE(flaws[0].en.find("valid until 2025-12-31 only"), std::string::npos) << flaws[0].en;
}

}  // namespace
}  // namespace libspatial
