// check() on drawn plans: every verdict of the sample rule set below, at and above its thresholds, and everything that must
// not end in 符合.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "libspatial/exchange.hpp"
#include "support/drawn.hpp"
#include "support/sketch.hpp"

namespace libspatial {
namespace {

using testing::Drawn;
using testing::drawn_projects;
using testing::finding_of;
using testing::sample_rules;

constexpr const char* empty_grid = ".......... .......... .......... ..........";

CheckOptions on(const char* date) {
  CheckOptions options;
  options.as_of = date;
  return options;
}

CheckResult run(const Drawn& city, const Layer& projects, const RuleSet& rules = sample_rules(), const CheckOptions& options = on("2026-11-01")) {
  return check(polygons(projects, {.width_field = "width_m"}), city.plan(), rules, options);
}

Verdict verdict(const Drawn& city, const Layer& projects, const RuleSet& rules = sample_rules(), const CheckOptions& options = on("2026-11-01")) {
  return run(city, projects, rules, options).projects.at(0).verdict;
}

const Drawn town{.zones = "CCCCFFFFSS "
                          "CCCCFFFFSS "
                          "CCCCFFFFSS "
                          "..........",
                 .farmland = ".......... .......... .......... ......PPPP", .redline = ".......... .......... .......... R........."};

TEST(Check, AProjectInsideTheConcentratedZonePasses) {
  const CheckResult result = run(town, drawn_projects(".AA. .AA. .... ...."));
  const ProjectResult& a = result.projects.at(0);
  EXPECT_EQ(a.verdict, Verdict::pass);
  ASSERT_EQ(a.zones.size(), 1u);
  EXPECT_EQ(a.zones[0].kind, "concentrated");
  EXPECT_EQ(a.zones[0].hundredths, a.official);
  EXPECT_DOUBLE_EQ(a.zones[0].share, 1.0);
  EXPECT_DOUBLE_EQ(*a.planar_m2, 400.0);
}

TEST(Check, TheKindOfAProjectDecides) {
  const std::string outside = ".......... .......... .......... .AA.......";
  EXPECT_EQ(verdict(town, drawn_projects(outside, "industry")), Verdict::conflict);
  EXPECT_EQ(verdict(town, drawn_projects(outside, "工业")), Verdict::conflict);
  EXPECT_EQ(verdict(town, drawn_projects(outside, "road")), Verdict::conditional);
  EXPECT_EQ(verdict(town, drawn_projects(outside, "")), Verdict::needs_review);
  EXPECT_EQ(verdict(town, drawn_projects(outside, "moon base")), Verdict::needs_review);
  CheckOptions options = on("2026-11-01");
  options.kind = "urban";
  EXPECT_EQ(verdict(town, drawn_projects(outside, ""), sample_rules(), options), Verdict::conflict);
  EXPECT_EQ(verdict(town, drawn_projects(outside, "road"), sample_rules(), options), Verdict::conditional) << "the project's own kind is stronger";
}

struct Situation {
  const char* projects;
  const char* kind;
  Verdict expected;
};

class Situations : public ::testing::TestWithParam<Situation> {};

TEST_P(Situations, HaveTheirVerdict) { EXPECT_EQ(verdict(town, drawn_projects(GetParam().projects, GetParam().kind)), GetParam().expected); }

INSTANTIATE_TEST_SUITE_P(Sample, Situations, ::testing::Values(
    Situation{"....AA.... .......... .......... ..........", "industry", Verdict::conditional},       // flexible
    Situation{"...AA..... .......... .......... ..........", "industry", Verdict::conditional},       // concentrated and flexible
    Situation{"........AA .......... .......... ..........", "industry", Verdict::conflict},          // special, urban
    Situation{"........AA .......... .......... ..........", "公园", Verdict::conditional},            // special, ecology
    Situation{".......... .......... .......... ......AA..", "industry", Verdict::conflict},          // farmland
    Situation{".......... .......... .......... ......AA..", "公路", Verdict::conditional},
    Situation{".......... .......... .......... A.........", "park", Verdict::conditional},           // red line
    Situation{".......... .......... .......... A.........", "agriculture", Verdict::conflict}));

/// A project that every rule of the sample has something to say about: two parcels, one over the other, across every zone.
struct Everything {
  Drawn city{.zones = "CCCCFFFFSS CCCCFFFFSS CCCCFFFFSS ..........", .zones_again = ".......... .......... FF........ ..........",
             .farmland = ".......... .......... .......... ......PPPP", .redline = ".......... .......... .......... R........."};
  Layer projects = drawn_projects(".......... .......... AAAAAAAAAA AAAAAAAAAA", "industry");
  Everything() {
    const Layer second = drawn_projects(".......... .......... aa........ ..........", "industry");
    projects.shapes.add(second.shapes, 0);
    for (std::size_t i = 0; i < 2; ++i) projects.fields[i].values.push_back(second.fields[i].values[0]);
    projects.fields.push_back({"declared_area_m2", FieldType::real, {3000.0, 0.0}});
  }
};

Parameter& parameter(RuleSet& rules, const std::string& id) {
  return *std::find_if(rules.parameters.begin(), rules.parameters.end(), [&](const Parameter& p) { return p.id == id; });
}

TEST(Check, EveryRuleOfTheSampleTurnsAtItsThreshold) {
  const Everything all;
  const RuleSet rules = sample_rules();
  const CheckResult first = run(all.city, all.projects, rules);
  ASSERT_EQ(first.projects.size(), 1u);
  for (const Rule& rule : rules.rules) {
    const Finding& found = finding_of(first.projects[0], rule.id);
    ASSERT_TRUE(found.hundredths) << rule.id << ' ' << found.message.en;
    ASSERT_GT(*found.hundredths, 100) << rule.id;
    const auto with_threshold = [&](std::int64_t hundredths) {
      RuleSet changed = rules;
      for (const char* id : {"boundary_tolerance", "strict_tolerance", "overlap_tolerance", "declared_tolerance"}) {
        parameter(changed, id).values.back().value = static_cast<double>(hundredths) / 100;
      }
      parameter(changed, "declared_share").values.back().value = 0;
      return finding_of(run(all.city, all.projects, changed).projects[0], rule.id);
    };
    const Finding above = with_threshold(*found.hundredths - 1), at = with_threshold(*found.hundredths), below = with_threshold(*found.hundredths + 1);
    EXPECT_EQ(at.verdict, rule.base.back().verdict) << rule.id;
    EXPECT_EQ(below.verdict, rule.base.back().verdict) << rule.id;
    EXPECT_NE(above.message.zh, at.message.zh) << rule.id;
    EXPECT_EQ(above.verdict, found.verdict) << rule.id;
  }
}

TEST(Check, DeclaredAndComputedDifferByBothThresholdsOrAgree) {
  const RuleSet rules = sample_rules();
  const Layer projects = drawn_projects("AAAA .... .... ....");
  const double m2 = static_cast<double>(run(town, projects, rules).projects[0].official) / 100;
  for (const auto& [declared, expected] : {std::pair{m2 * 1.0049, Verdict::pass}, {m2 * 1.0051, Verdict::needs_review}, {m2 * 0.9949, Verdict::needs_review}}) {
    Layer declaring = projects;
    declaring.fields.push_back({"declared_area_m2", FieldType::real, {declared}});
    EXPECT_EQ(finding_of(run(town, declaring, rules).projects[0], "JL-DQ-030").verdict, expected) << declared;
  }
  EXPECT_EQ(finding_of(run(town, projects, rules).projects[0], "JL-DQ-030").verdict, Verdict::not_applicable) << "nothing declared";
  for (const double absurd : {1e300, std::numeric_limits<double>::infinity()}) {
    Layer declaring = projects;
    declaring.fields.push_back({"declared_area_m2", FieldType::real, {absurd}});
    const Finding found = finding_of(run(town, declaring, rules).projects[0], "JL-DQ-030");
    EXPECT_EQ(found.verdict, Verdict::needs_review);
    EXPECT_NE(found.message.en.find("differ by ∞ m²"), std::string::npos) << found.message.en;
  }
}

TEST(Check, ZonesOfOneKindThatOverlapTakeNothingFromTheOthers) {
  const Drawn city{.zones = "CCCCSS.... .......... .......... ..........", .zones_again = "....SS.... .......... .......... .........."};
  const ProjectResult a = run(city, drawn_projects("AAAAAA.... .......... .......... ..........")).projects.at(0);
  ASSERT_EQ(a.zones.size(), 2u);
  EXPECT_NEAR(static_cast<double>(a.zones[0].hundredths), 40000, 200);
  EXPECT_NEAR(static_cast<double>(a.zones[1].hundredths), 20000, 200);
  EXPECT_EQ(a.zones[0].hundredths + a.zones[1].hundredths, a.official);
}

TEST(Check, ZonesThatOverlapAreCountedOnceAndNeedReview) {
  const Drawn city{.zones = "CCCC...... CCCC...... .......... ..........", .zones_again = "..FF...... ..FF...... .......... .........."};
  const ProjectResult a = run(city, drawn_projects("AAAA AAAA .... ....")).projects.at(0);
  EXPECT_EQ(a.verdict, Verdict::needs_review);
  EXPECT_NEAR(static_cast<double>(a.multi_cover), 40000, 200);
  std::int64_t sum = 0;
  for (const ZoneShare& zone : a.zones) sum += zone.hundredths;
  EXPECT_EQ(sum, a.official);
  ASSERT_EQ(a.zones.size(), 2u);
  EXPECT_EQ(a.zones[1].kind, "flexible") << "the stricter kind keeps the land";
  EXPECT_NEAR(static_cast<double>(a.zones[1].hundredths), 40000, 200);
}

// --- what must never pass -----------------------------------------------------------------------------------------------

const std::string inside = ".AA....... .AA....... .......... ..........";

TEST(NeverAPass, AMissingLayer) {
  for (const char* missing : {"units", "ugb", "permanent_farmland", "ecological_redline"}) {
    Drawn city = town;
    if (std::string(missing) == "units") city.units = nullptr;
    if (std::string(missing) == "ugb") city.zones = nullptr;
    if (std::string(missing) == "permanent_farmland") city.farmland = nullptr;
    if (std::string(missing) == "ecological_redline") city.redline = nullptr;
    const ProjectResult a = run(city, drawn_projects(inside)).projects.at(0);
    EXPECT_EQ(a.verdict, Verdict::not_checked) << missing;
    const bool named = std::any_of(a.findings.begin(), a.findings.end(), [&](const Finding& f) { return f.verdict == Verdict::not_checked && f.message.en.find(missing) != std::string::npos; });
    EXPECT_TRUE(named) << missing;
  }
}

TEST(NeverAPass, ALayerThatIsNotValidAtTheDateOrDoesNotCoverAllUnits) {
  EXPECT_EQ(verdict(town, drawn_projects(inside), sample_rules(), on("2021-01-01")), Verdict::pass);
  EXPECT_EQ(verdict(town, drawn_projects(inside), sample_rules(), on("2035-12-31")), Verdict::pass);
  EXPECT_EQ(verdict(town, drawn_projects(inside), sample_rules(), on("2036-01-01")), Verdict::not_checked);
  EXPECT_EQ(verdict(town, drawn_projects(inside), sample_rules(), on("2020-12-31")), Verdict::not_checked);
  for (const char* covers : {"", "partial", "Units"}) {
    Drawn city = town;
    city.covers = covers;
    EXPECT_EQ(verdict(city, drawn_projects(inside)), Verdict::not_checked) << covers;
  }
}

TEST(NeverAPass, LandBeyondTheUnits) {
  Drawn city = town;
  city.units = "U......... U......... .......... ..........";
  EXPECT_EQ(verdict(city, drawn_projects(inside)), Verdict::not_checked);
}

TEST(NeverAPass, AProjectInAnotherCity) {
  Layer far = drawn_projects(inside);
  const Layer elsewhere = testing::sketch_layer(inside, "EPSG:4551", {.origin = {543000.0, 4357000.0}});
  far.shapes = elsewhere.shapes;
  const ProjectResult a = run(town, far).projects.at(0);
  EXPECT_EQ(a.verdict, Verdict::not_checked);
  ASSERT_EQ(a.zones.size(), 1u);
  EXPECT_EQ(a.zones[0].kind, "outside");
}

/// The town with one more row in its farmland layer.
std::vector<Layer> with_farmland_row(const MultiPolygon* shape) {
  std::vector<Layer> layers = town.layers();
  for (Layer& layer : layers) {
    if (layer.name != "permanent_farmland") continue;
    if (shape) layer.shapes.add(*shape);
    else layer.shapes.add_none();
    for (Field& field : layer.fields) field.values.emplace_back(std::string("X"));
  }
  return layers;
}

TEST(NeverAPass, AZoneThatCrossesItselfOrHasNoShape) {
  const MultiPolygon bow_tie{{{{{{543000, 4857000}, {543010, 4857010}, {543010, 4857000}, {543000, 4857010}, {543000, 4857000}}}, {}}}};
  for (const MultiPolygon* shape : {&bow_tie, static_cast<const MultiPolygon*>(nullptr)}) {
    const CheckResult result = check(polygons(drawn_projects(inside)), Plan(with_farmland_row(shape)), sample_rules(), on("2026-11-01"));
    EXPECT_EQ(result.projects.at(0).verdict, Verdict::not_checked);
    EXPECT_NE(finding_of(result.projects[0], "JL-PBF-010").message.en.find("permanent_farmland row 1"), std::string::npos);
  }
}

TEST(NeverAPass, AProjectWithoutAUsableShape) {
  Layer projects = drawn_projects(inside);
  const Polygon bow_tie{{{{543000, 4857000}, {543030, 4857030}, {543030, 4857000}, {543000, 4857030}, {543000, 4857000}}}, {}};
  projects.shapes.add(MultiPolygon{{bow_tie}});
  projects.fields[0].values.emplace_back(std::string("B"));
  projects.fields[1].values.emplace_back(std::string("industry"));
  const CheckResult result = run(town, projects);
  ASSERT_EQ(result.projects.size(), 2u);
  EXPECT_EQ(result.projects[0].verdict, Verdict::pass);
  EXPECT_EQ(result.projects[1].verdict, Verdict::needs_review);
  EXPECT_EQ(result.projects[1].official, 0);
  projects.fields[0].values[1] = projects.fields[0].values[0];  // now a parcel of the project that passed
  EXPECT_EQ(run(town, projects).projects.at(0).verdict, Verdict::needs_review);
}

TEST(NeverAPass, ARuleSetThatNobodyApproved) {
  RuleSet rules = sample_rules();
  rules.approvals.clear();
  EXPECT_EQ(verdict(town, drawn_projects(inside), rules), Verdict::conditional);
  const std::string outside = ".......... .......... .......... .AA.......";
  EXPECT_EQ(verdict(town, drawn_projects(outside), rules), Verdict::needs_review) << "unverified citations convict nobody";
  for (Citation& citation : rules.citations) citation.source.verified = true;
  EXPECT_EQ(verdict(town, drawn_projects(inside), rules), Verdict::pass);
  EXPECT_EQ(verdict(town, drawn_projects(outside), rules), Verdict::conflict);
}

TEST(NeverAPass, ARuleSetThatIsNotInForce) {
  RuleSet rules = sample_rules();
  rules.valid_from = "2027-01-01";
  EXPECT_EQ(verdict(town, drawn_projects(inside), rules), Verdict::not_checked);
  for (Rule& rule : rules.rules) rule.valid_to = "2022-01-01";
  rules.valid_from = "2021-01-01";
  EXPECT_EQ(verdict(town, drawn_projects(inside), rules), Verdict::not_checked) << "no rule has spoken";
}

// --- what stands although a part was not checked ---------------------------------------------------------------------------

TEST(PartlyCovered, AConflictOnCoveredLandStands) {
  Drawn city = town;
  city.units = "UUUUUUUUU. UUUUUUUUU. UUUUUUUUU. UUUUUUUUU.";
  const Layer projects = drawn_projects(".......... .......... .......... .......AAA");  // farmland, its last cell beyond the units
  const ProjectResult a = run(city, projects).projects.at(0);
  EXPECT_EQ(a.verdict, Verdict::conflict);
  const Finding& farmland = finding_of(a, "JL-PBF-010");
  EXPECT_EQ(farmland.verdict, Verdict::conflict);
  EXPECT_NE(farmland.message.en.find("the rest is not checked"), std::string::npos) << farmland.message.en;
  EXPECT_EQ(finding_of(a, "JL-ERL-010").verdict, Verdict::not_checked) << "none found, but not all was looked at";
  const Finding& outside = finding_of(a, "JL-UGB-010");
  EXPECT_EQ(outside.verdict, Verdict::conflict);
  EXPECT_NEAR(static_cast<double>(*outside.hundredths), 20000, 100) << "land beyond the units is not outside the boundary";
}

TEST(PartlyCovered, WhatIsMilderThanNotCheckedDoesNotStand) {
  Drawn city = town;
  city.units = "UUUUUUUUU. UUUUUUUUU. UUUUUUUUU. UUUUUUUUU.";
  const ProjectResult a = run(city, drawn_projects(".......... .......... .......... .......AAA", "road")).projects.at(0);
  EXPECT_EQ(a.verdict, Verdict::not_checked);
  EXPECT_FALSE(finding_of(a, "JL-PBF-010").hundredths) << "conditional for the part that is known";
}

TEST(PartlyCovered, LandBeyondTheUnitsIsNotOutsideTheBoundary) {
  Drawn city = town;
  city.units = "UUUUUUUUUU UUUUUUUUUU UUUUUUUUUU ..........";
  EXPECT_EQ(verdict(city, drawn_projects(".......... .......... .AA....... .AA.......")), Verdict::not_checked);
}

TEST(PartlyCovered, APartialLayerConvictsByWhatItShowsOnly) {
  Drawn city = town;
  city.covers = "partial";
  const ProjectResult a = run(city, drawn_projects(".......... .......... .......... ......AA..")).projects.at(0);
  EXPECT_EQ(finding_of(a, "JL-PBF-010").verdict, Verdict::conflict);
  EXPECT_EQ(finding_of(a, "JL-UGB-010").verdict, Verdict::not_checked) << "land it does not show may be inside the boundary";
}

TEST(Check, AnEmptyLayerMeansThatThereIsNoSuchLand) {
  Drawn city = town;
  city.redline = "";
  EXPECT_EQ(verdict(city, drawn_projects(inside)), Verdict::pass);
  city.zones = "";
  EXPECT_EQ(verdict(city, drawn_projects(inside)), Verdict::conflict) << "a city without a boundary: all land is outside";
}

TEST(Check, ProgressRunsOnceThroughTheWholeCheck) {
  std::vector<std::pair<std::size_t, std::size_t>> seen;
  CheckOptions options = on("2026-11-01");
  options.progress = [&](std::size_t done, std::size_t all) {
    seen.emplace_back(done, all);
    return true;
  };
  run(town, drawn_projects(inside), sample_rules(), options);
  ASSERT_FALSE(seen.empty());
  EXPECT_TRUE(std::is_sorted(seen.begin(), seen.end()));
  EXPECT_EQ(seen.back().first, seen.back().second);
  options.progress = [](std::size_t, std::size_t) { return false; };
  EXPECT_THROW(run(town, drawn_projects(inside), sample_rules(), options), Cancelled);
}

TEST(Check, TheDateMustBeOne) {
  for (const char* date : {"", "2026/11/01", "2026-13-01", "2026-02-30", "today", "2026-1-1"}) {
    EXPECT_THROW(run(town, drawn_projects(inside), sample_rules(), on(date)), Error) << date;
  }
}

}  // namespace
}  // namespace libspatial
