// Rule sets as text: what is read, and what is refused with its line.
#include <gtest/gtest.h>

#include "libspatial/exchange.hpp"
#include "support/drawn.hpp"

namespace libspatial {
namespace {

const std::string small = R"(id: small
version: 1.0.0
status: draft
title: {zh: 小, en: small}
notice: {zh: 草案, en: draft}
jurisdiction: "220200"
valid_from: 2021-01-01
kinds:
  urban: [industry, 工业]
parameters:
  - id: coverage_tolerance
    unit: m2
    values: [{from: 2021-01-01, value: 1, reference: own}, {from: 2026-01-01, value: 0.5, reference: own}]
citations:
  - {id: law, document: 《法》, clause: 第一条, quote: 不得, date: 2020-01-01, verified: true}
rules:
  - id: R1
    title: {zh: 外, en: outside}
    role: ugb
    measure: outside
    tolerance: coverage_tolerance
    cite: [law]
    above:
      - {kinds: [urban], verdict: conflict, text: {zh: 外, en: out}}
      - {verdict: needs_review, text: {zh: 外, en: out}}
    otherwise: {verdict: pass, text: {zh: 内, en: in}}
)";

std::string changed(const std::string& from, const std::string& to) {
  std::string text = small;
  const std::size_t at = text.find(from);
  if (at == std::string::npos) throw std::out_of_range(from);
  return text.replace(at, from.size(), to);
}

std::string refusal(const std::string& text) {
  try {
    parse_rules(text, "r.yaml");
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), Errc::bad_rules);
    return e.text().en;
  }
  return "accepted";
}

TEST(RuleSet, IsReadWhole) {
  const RuleSet set = parse_rules(small, "r.yaml");
  EXPECT_EQ(set.id, "small");
  EXPECT_EQ(set.rules.at(0).above.at(0).kinds, std::vector<std::string>{"urban"});
  EXPECT_TRUE(set.find_citation("law")->source.verified);
  EXPECT_TRUE(set.approvals.empty());
}

TEST(RuleSet, AParameterHasTheValueOfTheDay) {
  const RuleSet set = parse_rules(small, "r.yaml");
  EXPECT_EQ(set.parameter("coverage_tolerance", "2021-01-01"), 1.0);
  EXPECT_EQ(set.parameter("coverage_tolerance", "2025-12-31"), 1.0);
  EXPECT_EQ(set.parameter("coverage_tolerance", "2026-01-01"), 0.5);
  EXPECT_THROW((void)set.parameter("coverage_tolerance", "2020-12-31"), Error);
  EXPECT_THROW((void)set.parameter("nothing", "2026-01-01"), Error);
}

TEST(RuleSet, TheSampleIsOne) {
  const RuleSet set = testing::sample_rules();
  EXPECT_GE(set.rules.size(), 9u);
  for (const Citation& citation : set.citations) EXPECT_FALSE(citation.source.document.empty());
  EXPECT_FALSE(set.approvals.empty());
  EXPECT_NE(set.notice.zh.find("示例"), std::string::npos);
}

struct Broken {
  const char* from;
  const char* to;
  const char* says;
};

class RuleSetRefuses : public ::testing::TestWithParam<Broken> {};

TEST_P(RuleSetRefuses, WithALineAndAReason) {
  const std::string why = refusal(changed(GetParam().from, GetParam().to));
  EXPECT_TRUE(why.starts_with("r.yaml")) << why;
  EXPECT_NE(why.find(GetParam().says), std::string::npos) << why;
}

INSTANTIATE_TEST_SUITE_P(Each, RuleSetRefuses, ::testing::Values(
    Broken{"status: draft", "status: draft\ncolour: red", "r.yaml:4: ruleset has an unknown key \"colour\""},
    Broken{"status: draft", "status: draft\nstatus: final", "repeated"},
    Broken{"id: small", "", "lacks \"id\""},
    Broken{"zh: 小, en: small", "zh: 小", "lacks \"en\""},
    Broken{"valid_from: 2021-01-01", "valid_from: 2021-02-30", "must be a date"},
    Broken{"valid_from: 2021-01-01", "valid_from: 2021", "must be a date"},
    Broken{"value: 1,", "value: one,", "finite number"},
    Broken{"value: 1,", "value: .inf,", "finite number"},
    Broken{"value: 1,", "value: 1e999,", "finite number"},
    Broken{"value: 1,", "value: 0x10,", "finite number"},
    Broken{"from: 2026-01-01", "from: 2021-01-01", "must ascend"},
    Broken{"measure: outside", "measure: beside", "unknown measure"},
    Broken{"measure: outside", "measure: self_overlap", "takes no role"},
    Broken{"    role: ugb\n", "", "needs a role"},
    Broken{"tolerance: coverage_tolerance", "tolerance: none_such", "no parameter none_such"},
    Broken{"cite: [law]", "cite: [lore]", "no citation lore"},
    Broken{"kinds: [urban]", "kinds: [rural]", "kinds has no rural"},
    Broken{"verdict: conflict", "verdict: guilty", "unknown verdict"},
    Broken{"{verdict: needs_review", "{kinds: [urban], verdict: needs_review", "last branch"},
    Broken{"quote: 不得, ", "", "cannot be verified"},
    Broken{"status: draft", "status: !!python/object draft", "tags are not allowed"},
    Broken{"status: draft", "status: &a draft", "anchors (&) are not allowed"},
    Broken{"version: 1.0.0", "version: *a", "not valid YAML"},
    Broken{"id: coverage_tolerance", "id: other", "coverage_tolerance"},
    Broken{"id: small", "approvals: [{name: 某局}]\nid: small", "an approval needs a date"}));

TEST(RuleSet, RefusesWhatIsNoRuleSetAtAll) {
  EXPECT_NE(refusal("").find("must be a map"), std::string::npos);
  EXPECT_NE(refusal("[1, 2]").find("must be a map"), std::string::npos);
  EXPECT_NE(refusal(small + "---\n" + small).find("one YAML document"), std::string::npos);
  EXPECT_NE(refusal(std::string(2 << 20, '#')).find("1 MiB"), std::string::npos);
  EXPECT_NE(refusal("a: " + std::string(100, '[') + std::string(100, ']')).find("32 levels"), std::string::npos);
  EXPECT_NE(refusal("a: [1, 2").find("not valid YAML"), std::string::npos);
  EXPECT_NE(refusal(std::string("\xff\xfe\x00\x01", 4)).find("r.yaml"), std::string::npos);
  std::string bomb = "a: &a [x, x]\n";
  for (char c = 'b'; c < 'z'; ++c) bomb += std::string(1, c) + ": &" + c + " [*" + char(c - 1) + ", *" + char(c - 1) + "]\n";
  EXPECT_NE(refusal(bomb).find("not allowed"), std::string::npos);
}

}  // namespace
}  // namespace libspatial
