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
attributes:
  - {id: kind, title: {zh: 类型, en: kind}, words: {urban: [industry, 工业]}}
parameters:
  - id: coverage_tolerance
    unit: m2
    values: [{from: 2021-01-01, value: 1, reference: own}, {from: 2026-01-01, value: 0.5, reference: own}]
citations:
  - {id: law, document: 《法》, clause: 第一条, quote: 不得, date: 2020-01-01, verified: true}
rules:
  - id: R1
    title: {zh: 外, en: outside}
    let:
      outside: {measure: outside_area, role: ugb}
    cite: [law]
    decide:
      base:
        - when: {all: [{fact: outside, gt: {param: coverage_tolerance}}, {attr: kind, in: [urban]}]}
          verdict: conflict
          text: {zh: "外 {outside|m2}", en: "out {outside|m2}"}
        - {when: {fact: outside, gt: 10 m2}, verdict: needs_review, text: {zh: 外, en: out}}
        - {verdict: pass, text: {zh: 内, en: in}}
      exceptions:
        - {id: R1-a, priority: 10, when: {fact: outside, lt: 1 mu}, verdict: conditional, text: {zh: 例, en: except}}
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
  const Rule& rule = set.rules.at(0);
  EXPECT_EQ(rule.facts.at(0).measure, "outside_area");
  ASSERT_EQ(rule.base.size(), 3u);
  EXPECT_EQ(rule.base[0].when.parts.at(1).words, std::vector<std::string>{"urban"});
  EXPECT_EQ(rule.base[0].when.parts.at(0).bounds.at(0).unit, "m2") << "of the parameter";
  EXPECT_EQ(rule.exceptions.at(0).branch.when.bounds.at(0).unit, "mu");
  EXPECT_EQ(set.hash.size(), 64u);
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
    Broken{"measure: outside_area", "measure: beside", "unknown measure"},
    Broken{"measure: outside_area, role: ugb", "measure: self_overlap, role: ugb", "takes no role"},
    Broken{"measure: outside_area, role: ugb", "measure: outside_area", "needs a role"},
    Broken{"role: ugb", "role: ugb.moon", "unknown zone"},
    Broken{"role: ugb", "role: [ugb, permanent_farmland]", "one layer"},
    Broken{"{param: coverage_tolerance}", "{param: none_such}", "no parameter none_such"},
    Broken{"gt: 10 m2", "gt: 10", "unit"},
    Broken{"gt: 10 m2", "gt: 10 m", "cannot be compared"},
    Broken{"gt: 10 m2", "gt: 1e999 m2", "finite number"},
    Broken{"gt: 10 m2", "gt: nan m2", "finite number"},
    Broken{"gt: 10 m2", "in: [urban]", "is a number"},
    Broken{"fact: outside, gt: 10 m2", "fact: inside, gt: 10 m2", "no fact inside"},
    Broken{"fact: outside, gt: 10 m2", "attr: height, gt: 10 m2", "no attribute height"},
    Broken{"{attr: kind, in: [urban]}", "{attr: kind, in: [rural]}", "no word rural"},
    Broken{"{attr: kind, in: [urban]}", "{attr: kind, gt: 10 m2}", "is a word"},
    Broken{"{attr: kind, in: [urban]}", "{attr: kind, in: [urban], eq: urban}", "exactly one test"},
    Broken{"{attr: kind, in: [urban]}", "{attr: kind, fact: outside, in: [urban]}", "either attr or fact"},
    Broken{"{outside|m2}", "{inside|m2}", "no fact of this rule"},
    Broken{"out {outside|m2}", "out {outside|m}", "is in m2"},
    Broken{"out {outside|m2}", "out {outside}", "is in m2"},
    Broken{"cite: [law]", "cite: [lore]", "no citation lore"},
    Broken{"verdict: conflict", "verdict: guilty", "unknown verdict"},
    Broken{"verdict: conflict", "requires: [stamp]\n          verdict: conflict", "no paper stamp"},
    Broken{"{verdict: pass", "{when: {fact: outside, gt: 0 m2}, verdict: pass", "last branch"},
    Broken{"when: {fact: outside, gt: 10 m2}, verdict", "verdict", "must be the last"},
    Broken{"priority: 10, ", "", "lacks \"priority\""},
    Broken{"cite: [law]", "on_unknown: pass", "never passes"},
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
