// smallest_cuts() on drawn plans whose areas are counted: what is given up is needed, adds up, and holds when it is checked again.
#include <gtest/gtest.h>

#include "libspatial/cut.hpp"
#include "support/drawn.hpp"

namespace libspatial {
namespace {

using testing::Drawn;
using testing::drawn_projects;
using testing::sample_rules;

using Words = std::vector<std::string>;

struct Result {
  CheckResult checked;
  Cuts cuts;
};

/// `tolerance` m² of land outside are allowed.
Result cut(const Drawn& city, const char* projects, double tolerance = 1) {
  RuleSet rules = sample_rules();
  for (Parameter& p : rules.parameters) {
    if (p.id == "boundary_tolerance") p.values.front().value = tolerance;
  }
  CheckOptions options;
  options.as_of = "2026-11-01";
  CheckResult checked = check(polygons(drawn_projects(projects)), city.plan(), rules, options);
  Cuts cuts = smallest_cuts(checked, options);
  return {std::move(checked), std::move(cuts)};
}

constexpr const char* zones = "CCCC...... CCCC...... CCCC...... CCCC......";

TEST(Cut, LandOutsideIsGivenUpAndTheRestPasses) {
  const Result r = cut({.zones = zones}, "..AAAA.... ..AAAA.... .......... ..........");
  ASSERT_EQ(r.cuts.cuts.size(), 1u);
  const Cut& c = r.cuts.cuts[0];
  EXPECT_EQ(c.roles, Words{"ugb.outside"});
  EXPECT_EQ(c.rules, Words{"JL-UGB-010"});
  EXPECT_EQ(c.after, Verdict::pass);
  EXPECT_EQ(c.given_up + c.left, r.checked.projects[0].official);
  EXPECT_EQ(r.cuts.layers[0].shapes.size(), 1u);
  EXPECT_DOUBLE_EQ(ring_area(r.cuts.layers[0].shapes, 0), 400);
  EXPECT_DOUBLE_EQ(ring_area(r.cuts.layers[1].shapes, 0), 400);
}

/// Farmland and red line lie outside the boundary: giving up what is outside is enough, in whatever order the kinds are tried.
TEST(Cut, AKindOfLandThatIsNotNeededIsLeftOut) {
  const Result r = cut({.zones = zones, .farmland = "....P..... .......... .......... ..........", .redline = ".....R.... .......... .......... .........."}, "..AAAA.... ..AAAA.... .......... ..........");
  ASSERT_EQ(r.cuts.cuts.size(), 1u);
  EXPECT_EQ(r.cuts.cuts[0].rules.size(), 3u);
  EXPECT_EQ(r.cuts.cuts[0].roles, Words{"ugb.outside"});
}

TEST(Cut, EveryKindThatIsNeededIsGivenUp) {
  const Result r = cut({.zones = zones, .farmland = "..P....... .......... .......... ..........", .redline = "...R...... .......... .......... .........."}, ".AAAAA.... .AAAAA.... .......... ..........");
  ASSERT_EQ(r.cuts.cuts.size(), 1u);
  EXPECT_EQ(r.cuts.cuts[0].roles, (Words{"ecological_redline", "permanent_farmland", "ugb.outside"}));
  EXPECT_EQ(r.cuts.cuts[0].after, Verdict::pass);
  EXPECT_DOUBLE_EQ(ring_area(r.cuts.layers[0].shapes, 0), 400);
}

/// Outside lie pieces of 1, 2 and 3 cells.
TEST(Cut, WhatAThresholdAllowsStaysSmallestPiecesFirst) {
  const Drawn city{.zones = ".CCC...... CCCCCCCCCC CCCC...... CCCCCCCCCC"};
  const char* project = "AAAAAAA... ...A...... ...AAA.... ..........";
  const auto given_up = [&](double tolerance) {
    const Result r = cut(city, project, tolerance);
    const Cut& c = r.cuts.cuts.at(0);
    EXPECT_EQ(c.after, Verdict::pass) << tolerance;
    EXPECT_EQ(c.given_up + c.left, r.checked.projects[0].official);
    EXPECT_NEAR(static_cast<double>(c.given_up) / 100, ring_area(r.cuts.layers[1].shapes, 0), 1) << "what is drawn is what is said";
    return ring_area(r.cuts.layers[1].shapes, 0);
  };
  EXPECT_DOUBLE_EQ(given_up(1), 600);
  EXPECT_DOUBLE_EQ(given_up(150), 500);
  EXPECT_DOUBLE_EQ(given_up(250), 500) << "1 and 2 together are 300 m²";
  EXPECT_DOUBLE_EQ(given_up(350), 300);
}

TEST(Cut, NothingLeftIsNoProposal) {
  const Result r = cut({.zones = zones}, "......AA.. .......... .......... ..........");
  ASSERT_EQ(r.cuts.cuts.size(), 1u);
  EXPECT_FALSE(r.cuts.cuts[0].why_not.zh.empty());
  EXPECT_EQ(r.cuts.layers[0].size(), 0u);
}

TEST(Cut, AProjectWithoutConflictHasNoRow) {
  EXPECT_TRUE(cut({.zones = zones}, ".AA....... .......... .......... ..........").cuts.cuts.empty());
}

/// What is outside is no land of "ugb": a rule about the boundary as a whole means its zones.
TEST(Land, OfARuleIsWhatItsMeasuresAreOf) {
  const RuleSet rules = sample_rules();
  EXPECT_EQ(rules.find_rule("JL-UGB-010")->land(), Words{"ugb.outside"});
  EXPECT_EQ(rules.find_rule("JL-UGB-030")->land(), Words{"ugb.special"});
  EXPECT_EQ(rules.find_rule("JL-PBF-010")->land(), Words{"permanent_farmland"});
  EXPECT_EQ(rules.find_rule("JL-DQ-030")->land(), Words{});
  Rule whole;
  whole.facts.push_back({.name = "x", .measure = "overlap_area", .roles = {"ugb"}, .classes = {}});
  EXPECT_EQ(whole.land(), (Words{"ugb.concentrated", "ugb.flexible", "ugb.special"}));
}

}  // namespace
}  // namespace libspatial
