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

Result cut(const Drawn& city, const char* projects) {
  CheckOptions options;
  options.as_of = "2026-11-01";
  CheckResult checked = check(polygons(drawn_projects(projects)), city.plan(), sample_rules(), options);
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
