// Land accounts over drawings: cells of 10 m in EPSG:4551, whose areas are counted.
#include <gtest/gtest.h>

#include "accounts/land.hpp"
#include "libspatial/accounts.hpp"
#include "libspatial/exchange.hpp"
#include "support/drawn.hpp"
#include "support/sketch.hpp"

namespace libspatial {
namespace {

using namespace std::string_literals;

Limits sample_limits() {
  const std::string file = LIBSPATIAL_ROOT "/libspatial/data/checks/evaluation.yaml";
  return parse_limits(read_text(file), file);
}

/// A layer from rows of drawings, with text and number columns by row.
struct Rows {
  Layer layer;
  explicit Rows(const char* name) {
    layer.name = name;
    layer.crs = Crs("EPSG:4551");
  }
  Rows& row(const std::string& drawing) {
    layer.shapes.add(testing::sketch_layer(drawing).shapes, 0);
    return *this;
  }
  Rows& text(const char* name, std::vector<std::string> values) {
    Field field{name, FieldType::text, {}};
    for (std::string& v : values) field.values.push_back(v.empty() ? Value() : Value(std::move(v)));
    layer.fields.push_back(std::move(field));
    return *this;
  }
  Rows& real(const char* name, const std::vector<double>& values) {
    Field field{name, FieldType::real, {}};
    for (const double v : values) field.values.emplace_back(v);
    layer.fields.push_back(std::move(field));
    return *this;
  }
};

double cells(Area area) { return area.square_metres() / 100; }  // within a thousandth: ellipsoid against plane

LandAccount unsupplied(Rows& approvals, Rows& supplies, const char* date = "2020-12-31") {
  return approved_unsupplied(Plan({testing::Drawn{}.layers()[0], approvals.layer, supplies.layer}), date, 1);
}

Rows two_approvals() {
  return Rows("land_approvals").row("AAAA....").row("..AAAA..").text("approved_on", {"2019-01-01", "2015-06-30"}).text("unit_code", {"1", "2"});
}
Rows no_supply() { return Rows("land_supplies").row(".......A").text("supplied_on", {"2021-01-01"}).text("unit_code", {"1"}); }

TEST(Accounts, LandApprovedTwiceIsOfTheEarliestApproval) {
  Rows approvals = two_approvals(), supplies = no_supply();
  const LandAccount account = unsupplied(approvals, supplies);
  EXPECT_NEAR(cells(account.total), 6, 0.01);
  ASSERT_EQ(account.land.size(), 2u);
  EXPECT_EQ(cell(account.land, "year", 0), "2015");
  EXPECT_NEAR(*to_number(account.land.field("area_m2").values[0]), 400, 1) << "the earlier one is whole";
  EXPECT_NEAR(*to_number(account.land.field("area_m2").values[1]), 200, 1);
  EXPECT_EQ(cell(account.land, "row", 1), "0");
  EXPECT_EQ(cell(account.land, "age_years", 0), "5");
  EXPECT_NEAR(cells(account.beside[1].area), 2, 0.01) << "twice";
}

TEST(Accounts, TheDayItselfCounts) {
  Rows approvals = two_approvals(), supplies = no_supply();
  EXPECT_NEAR(cells(unsupplied(approvals, supplies, "2015-06-30").total), 4, 0.01);
  EXPECT_NEAR(cells(unsupplied(approvals, supplies, "2015-06-29").total), 0, 0.01);
}

TEST(Accounts, SuppliesAreTakenAwayWhereverTheyLie) {
  Rows approvals = two_approvals();
  Rows supplies = Rows("land_supplies").row(".A......").row(".....AA.").text("supplied_on", {"2014-01-01", "2020-12-31"}).text("unit_code", {"1", "1"});
  const LandAccount account = unsupplied(approvals, supplies);
  EXPECT_NEAR(cells(account.total), 4, 0.01);
  EXPECT_NEAR(cells(account.beside[4].area), 1, 0.01) << "supplied without an approval";
  std::int64_t sum = 0;
  for (const Value& v : account.land.field("area_m2").values) sum += Area::square_metres(*to_number(v)).hundredths();
  EXPECT_EQ(sum, account.total.hundredths()) << "to the cent";
}

TEST(Accounts, RowsWithoutDateAreNamedAndLeftOut) {
  Rows approvals = Rows("land_approvals").row("AAAA....").row("....AA..").text("approved_on", {"2019", ""}).text("unit_code", {"1", "2"});
  Rows supplies = no_supply();
  const LandAccount account = unsupplied(approvals, supplies);
  EXPECT_EQ(account.total.hundredths(), 0);
  ASSERT_EQ(account.flaws.size(), 2u);
  EXPECT_EQ(account.flaws[0].en, "land_approvals row 0: approved_on \"2019\" is no date (YYYY-MM-DD), not counted");
}

/// One supplied cell with the given story; whether it is idle on 2020-12-31.
bool idle(const std::string& start_by, const std::string& begun, double built, double invested, const std::string& cause) {
  Rows supplies = Rows("land_supplies").row("A").text("supplied_on", {"2015-01-01"}).text("start_by", {start_by}).text("started_on", {begun}).real("built_share", {built})
                      .real("invested_share", {invested}).text("cause", {cause}).text("unit_code", {"1"});
  return idle_land(Plan({testing::Drawn{}.layers()[0], supplies.layer}), "2020-12-31", sample_limits(), 1).total.hundredths() > 0;
}

TEST(Accounts, IdleByEveryLimbOfTheRule) {
  EXPECT_TRUE(idle("2019-12-30", "", 0, 0, "")) << "a year and a day";
  EXPECT_FALSE(idle("2019-12-31", "", 0, 0, "")) << "a year to the day";
  EXPECT_TRUE(idle("2019-12-30", "2021-01-01", 0, 0, "")) << "begun after the day";
  EXPECT_FALSE(idle("2019-12-30", "2020-12-31", 0.1, 0.1, "")) << "begun on it, goes on";
  EXPECT_TRUE(idle("2016-01-01", "2016-01-01", 0.33, 0.9, "中止")) << "less than a third built";
  EXPECT_TRUE(idle("2016-01-01", "2016-01-01", 0.9, 0.24, "中止")) << "less than a quarter invested";
  EXPECT_FALSE(idle("2016-01-01", "2016-01-01", 1.0 / 3, 0.25, "中止")) << "at both limits";
  EXPECT_FALSE(idle("2016-01-01", "2016-01-01", 0.1, 0.1, "")) << "not stopped";
}

TEST(Accounts, MonthsAndYearsOfTheCalendar) {
  EXPECT_EQ(accounts::plus_months("2019-12-31", 12), "2020-12-31");
  EXPECT_EQ(accounts::plus_months("2020-02-29", 12), "2021-02-28");
  EXPECT_EQ(accounts::plus_months("2020-01-31", 1), "2020-02-29");
  EXPECT_EQ(accounts::plus_months("2020-11-30", 3), "2021-02-28");
  EXPECT_EQ(accounts::full_years("2015-06-30", "2020-06-29"), 4);
  EXPECT_EQ(accounts::full_years("2015-06-30", "2020-06-30"), 5);
}

TEST(Accounts, LandOfNoUnitCountsInTheSumOnce) {
  Rows base = Rows("urban_land_base").row("AAAA").row("....AA").text("unit_code", {"", "U"});
  const Balances balances = unit_balances(Plan({testing::Drawn{}.layers()[0], base.layer}), "2020-12-31", sample_limits(), nullptr, nullptr, 1);
  EXPECT_NEAR(cells(*balances.units.back().base), 6, 0.01);
}

TEST(Accounts, FlexibleShareIsHeldAgainstTheSizeOfTheCity) {
  for (const auto& [urban, cap] : {std::pair{2'999'999.0, "15%"}, {3'000'000.0, "10%"}, {5'000'000.0, "5%"}}) {
    auto layers = testing::Drawn{.zones = "CCCCCCCCCF"}.layers();
    const std::string unit = to_text(layers[0].field("code").values[0]);
    for (Layer& layer : layers) {
      if (layer.name != "growth_boundary_zones") continue;
      std::erase_if(layer.fields, [](const Field& f) { return f.name == "unit_code"; });
      layer.fields.push_back({"unit_code", FieldType::text, std::vector<Value>(layer.size(), Value(unit))});
    }
    Layer people;
    people.name = "population";
    people.shapes.add_none();
    people.fields = {{"unit_code", FieldType::text, {unit}}, {"year", FieldType::integer, {std::int64_t{2020}}}, {"total", FieldType::real, {9e6}}, {"urban", FieldType::real, {urban}}};
    layers.push_back(people);
    const Balances balances = unit_balances(Plan(layers), "2020-12-31", sample_limits(), nullptr, nullptr, 1);
    const UnitBalance& all = balances.units.back();
    ASSERT_TRUE(all.flexible_share);
    EXPECT_NEAR(*all.flexible_share, 1.0 / 9, 1e-3);
    const bool over = std::string(cap) != "15%";
    EXPECT_EQ(all.findings.size(), over ? 1u : 0u);
    if (over) {
      EXPECT_NE(all.findings[0].en.find(cap), std::string::npos) << all.findings[0].en;
    }
  }
}

}  // namespace
}  // namespace libspatial
