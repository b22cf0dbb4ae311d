// The language of rules without a map: three-valued logic, exceptions, uncertainty, what must never pass.
#include <gtest/gtest.h>

#include <algorithm>

#include "libspatial/exchange.hpp"
#include "rules/judge.hpp"
#include "support/drawn.hpp"

namespace libspatial {
namespace {

constexpr Truth values[] = {Truth::no, Truth::unknown, Truth::yes};

TEST(Truths, AreKleenes) {
  for (const Truth a : values) {
    for (const Truth b : values) {
      EXPECT_EQ(both(a, b), a == Truth::no || b == Truth::no ? Truth::no : a == Truth::yes && b == Truth::yes ? Truth::yes : Truth::unknown);
      EXPECT_EQ(either(a, b), inverse(both(inverse(a), inverse(b))));
    }
  }
  EXPECT_EQ(inverse(Truth::unknown), Truth::unknown);
}

constexpr const char* head = R"(id: t
version: 1.0.0
status: draft
title: {zh: 试, en: t}
notice: {zh: 试, en: t}
jurisdiction: "220200"
approvals: [{name: 某局, date: 2026-01-01}]
attributes:
  - {id: kind, title: {zh: 类型, en: kind}, words: {urban: [工业], rural: [农业]}}
  - {id: big, title: {zh: 重大, en: national}, words: {"yes": [是], "no": [否]}}
  - {id: height, title: {zh: 高度, en: height}, number: true}
papers: [{id: stamp, title: {zh: 公章, en: stamp}}]
parameters:
  - {id: coverage_tolerance, unit: m2, values: [{from: 2020-01-01, value: 1, reference: own}]}
  - {id: limit, unit: m2, values: [{from: 2020-01-01, value: 1, reference: own}, {from: 2026-06-01, value: 5, reference: own}]}
citations: [{id: law, document: 法}]
rules:
  - id: R
    title: {zh: 规则, en: rule}
)";

struct Case {
  const char* rule;    ///< after its title
  const char* given;   ///< of the situation
  Verdict expected;
};

TestOutcome outcome(const std::string& rule, const std::string& given, const std::string& as_of = "2026-01-01") {
  const std::string text = std::string(head) + rule + "tests:\n  - {rule: R, as_of: " + as_of + ", cases: [{" + given + (given.empty() ? "" : ", ") + "expect: pass}]}\n";
  return run_tests(parse_rules(text, "t.yaml")).at(0);
}

/// let x be land outside; `when` decides conflict.
std::string when(const std::string& condition) {
  return "    let: {x: {measure: outside_area, role: ugb}, y: {measure: overlap_area, role: ugb}}\n    cite: [law]\n    decide:\n      base:\n        - when: " + condition +
         "\n          verdict: conflict\n          text: {zh: \"x {x|m2}\", en: \"x {x|m2}\"}\n        - {verdict: pass, text: {zh: 否, en: no}}\n";
}

Verdict verdict(const std::string& condition, const std::string& given, const std::string& as_of = "2026-01-01") { return outcome(when(condition), given, as_of).given; }

TEST(Language, EveryComparatorBelowAtAndAbove) {
  const std::string below = "facts: {x: 0.99 m2}", at = "facts: {x: 1 m2}", above = "facts: {x: 1.01 m2}";
  const auto all = [&](const std::string& test) {
    std::string result;
    for (const std::string& given : {below, at, above}) result += verdict("{fact: x, " + test + ": 1 m2}", given) == Verdict::conflict ? 'T' : 'F';
    return result;
  };
  EXPECT_EQ(all("lt"), "TFF");
  EXPECT_EQ(all("le"), "TTF");
  EXPECT_EQ(all("gt"), "FFT");
  EXPECT_EQ(all("ge"), "FTT");
  EXPECT_EQ(all("eq"), "FTF");
  EXPECT_EQ(all("ne"), "TFT");
  EXPECT_EQ(verdict("{fact: x, between: [1 m2, 2 m2]}", at), Verdict::conflict);
  EXPECT_EQ(verdict("{fact: x, between: [1 m2, 2 m2]}", below), Verdict::pass);
  EXPECT_EQ(verdict("{fact: x, gt: 1 mu}", "facts: {x: 1 mu}"), Verdict::pass) << "units are brought together";
  EXPECT_EQ(verdict("{fact: x, ge: 1 mu}", "facts: {x: 0.1 ha}"), Verdict::conflict);
}

TEST(Language, WhatIsNotKnownMattersOnlyWhereItCould) {
  const std::string urban = "{attr: kind, in: [urban]}", x = "{fact: x, gt: 1 m2}";
  EXPECT_EQ(verdict("{all: [" + x + ", " + urban + "]}", "facts: {x: 2 m2}"), Verdict::needs_review);
  EXPECT_EQ(verdict("{all: [" + x + ", " + urban + "]}", "facts: {x: 1 m2}"), Verdict::pass) << "false, whatever the kind";
  EXPECT_EQ(verdict("{any: [" + x + ", " + urban + "]}", "facts: {x: 2 m2}"), Verdict::conflict) << "true, whatever the kind";
  EXPECT_EQ(verdict("{not: " + urban + "}", ""), Verdict::needs_review);
  EXPECT_EQ(verdict("{not: " + urban + "}", "attributes: {kind: 工业}"), Verdict::pass);
  EXPECT_EQ(verdict("{not: " + urban + "}", "attributes: {kind: 月球}"), Verdict::needs_review) << "a word the set does not know is not \"something else\"";
  EXPECT_EQ(verdict("{attr: kind, present: false}", ""), Verdict::conflict) << "only present turns absence into an answer";
  EXPECT_EQ(verdict("{attr: height, gt: 24 m}", "attributes: {height: 30}"), Verdict::conflict);
  EXPECT_EQ(verdict("{attr: height, gt: 24 m}", "attributes: {height: tall}"), Verdict::needs_review);
  EXPECT_EQ(verdict(x, ""), Verdict::needs_review) << "a fact that failed";
  const TestOutcome named = outcome(when("{all: [" + x + ", " + urban + "]}"), "facts: {x: 2 m2}");
  EXPECT_NE(named.message.zh.find("类型未填写"), std::string::npos) << named.message.zh;
}

TEST(Language, AMissingLayerIsNeverAnAnswer) {
  const std::string x = "{fact: x, gt: 1 m2}";
  for (const char* state : {"missing", "expired"}) EXPECT_EQ(verdict(x, std::string("facts: {x: 9 m2}, layers: {ugb: ") + state + "}"), Verdict::not_checked);
  EXPECT_EQ(verdict(x, "facts: {x: 9 m2}, layers: {ugb: partial}"), Verdict::not_checked) << "what it does not show may be inside";
  EXPECT_EQ(verdict("{fact: y, gt: 1 m2}", "facts: {y: 9 m2, x: 0 m2}, layers: {ugb: partial}"), Verdict::conflict) << "land in it is in it";
}

TEST(Language, AParameterHasTheValueOfTheDay) {
  const std::string c = "{fact: x, gt: {param: limit}}";
  EXPECT_EQ(verdict(c, "facts: {x: 3 m2}", "2026-05-31"), Verdict::conflict);
  EXPECT_EQ(verdict(c, "facts: {x: 3 m2}", "2026-06-01"), Verdict::pass);
}

TEST(Language, UncertaintyThatReachesOverTheThresholdNeedsReviewAndSaysWhy) {
  const std::string c = "{fact: x, gt: 1 m2}";
  EXPECT_EQ(verdict(c, "facts: {x: [5 m2, 2 m2, 9 m2]}"), Verdict::conflict) << "in every place of the borders";
  EXPECT_EQ(verdict(c, "facts: {x: [5 m2, 1.01 m2, 9 m2]}"), Verdict::conflict);
  EXPECT_EQ(verdict(c, "facts: {x: [0 m2, 0 m2, 1 m2]}"), Verdict::pass);
  const TestOutcome o = outcome(when(c), "facts: {x: [5 m2, 1 m2, 9 m2]}");
  EXPECT_EQ(o.given, Verdict::needs_review);
  EXPECT_NE(o.message.zh.find("结论取决于不到 ε = 1.00 m 的位置误差（距阈值 4 m²）"), std::string::npos) << o.message.zh;
  EXPECT_NE(o.message.en.find("As drawn: x 5.00"), std::string::npos);
}

std::string exceptions(const std::string& list) {
  return "    let: {x: {measure: outside_area, role: ugb}}\n    cite: [law]\n    decide:\n      base:\n        - {when: {fact: x, gt: 1 m2}, verdict: conflict, text: {zh: 外, en: out}}\n"
         "        - {verdict: pass, text: {zh: 内, en: in}}\n      exceptions:\n" + list;
}
std::string exception(const std::string& id, int priority, const std::string& condition, const std::string& then) {
  return "        - {id: " + id + ", priority: " + std::to_string(priority) + ", when: " + condition + ", verdict: " + then + ", requires: [stamp], text: {zh: 例, en: ex}}\n";
}

TEST(Exceptions, TheHighestPriorityThatHoldsAnswers) {
  const std::string rule = exceptions(exception("low", 1, "{attr: kind, in: [urban]}", "needs_review") + exception("high", 2, "{attr: big, eq: \"yes\"}", "conditional"));
  const auto given = [&](const std::string& attributes) { return outcome(rule, "facts: {x: 2 m2}, attributes: {" + attributes + "}"); };
  EXPECT_EQ(given("kind: urban, big: 是").exception, "high");
  EXPECT_EQ(given("kind: urban, big: 否").exception, "low");
  EXPECT_EQ(given("kind: rural, big: 否").given, Verdict::conflict);
  EXPECT_EQ(given("kind: rural").given, Verdict::needs_review) << "whether the exception holds is not known";
}

TEST(Exceptions, TwoOfOnePriorityThatContradictNeedReviewAndALintError) {
  const std::string rule = exceptions(exception("a", 1, "{attr: kind, in: [urban]}", "conditional") + exception("b", 1, "{attr: big, eq: \"yes\"}", "conflict"));
  const TestOutcome o = outcome(rule, "facts: {x: 2 m2}, attributes: {kind: urban, big: 是}");
  EXPECT_EQ(o.given, Verdict::needs_review);
  EXPECT_NE(o.message.en.find("rule_conflict"), std::string::npos);
  const auto issues = lint(parse_rules(std::string(head) + rule, "t.yaml"));
  EXPECT_TRUE(std::any_of(issues.begin(), issues.end(), [](const LintIssue& i) { return i.severity == Severity::error && i.text.en.find("may hold at once") != std::string::npos; }));
  const std::string apart = exceptions(exception("a", 1, "{attr: kind, in: [urban]}", "conditional") + exception("b", 1, "{attr: kind, in: [rural]}", "conflict"));
  for (const LintIssue& issue : lint(parse_rules(std::string(head) + apart, "t.yaml"))) EXPECT_EQ(issue.text.en.find("may hold at once"), std::string::npos);
}

TEST(Language, ARuleThatDoesNotApplyIsNeutralAndOneThatMayIsNot) {
  const std::string rule = "    applies_when: {attr: kind, in: [urban]}\n" + when("{fact: x, gt: 1 m2}");
  EXPECT_EQ(outcome(rule, "facts: {x: 2 m2}, attributes: {kind: urban}").given, Verdict::conflict);
  EXPECT_EQ(outcome(rule, "facts: {x: 2 m2}, attributes: {kind: rural}").given, Verdict::not_applicable);
  EXPECT_EQ(outcome(rule, "facts: {x: 2 m2}").given, Verdict::needs_review);
}

TEST(Language, ALimitOnConditions) {
  std::string many = "{any: [";
  for (int i = 0; i < 1000; ++i) many += "{fact: x, gt: 1 m2}, ";
  try {
    parse_rules(std::string(head) + when(many + "{fact: y, gt: 1 m2}]}"), "t.yaml");
    FAIL() << "accepted";
  } catch (const Error& e) {
    EXPECT_NE(e.text().en.find("1,000"), std::string::npos) << e.text().en;
  }
}

TEST(Canonical, IsARuleSetThatIsTheSame) {
  const std::string root = LIBSPATIAL_ROOT "/libspatial/data/rules/";
  for (const char* name : {"jilin-sample.yaml", "national", "jilin"}) {
    const RuleSet set = read_rules(root + name);
    const std::string json = rules_json(set);
    const RuleSet again = parse_rules(json, "set.lock");
    EXPECT_EQ(rules_json(again), json) << name;
    EXPECT_EQ(again.hash, set.hash) << name;
    EXPECT_TRUE(changes(set, again).empty()) << name;
    const auto outcomes = run_tests(again);
    EXPECT_TRUE(std::all_of(outcomes.begin(), outcomes.end(), [](const TestOutcome& o) { return o.passed; })) << name;
  }
}

class Shipped : public ::testing::TestWithParam<const char*> {};

TEST_P(Shipped, HasTestsThatNoticeEveryChange) {
  const RuleSet set = read_rules(std::string(LIBSPATIAL_ROOT "/libspatial/data/rules/") + GetParam());
  for (const TestOutcome& o : run_tests(set)) {
    EXPECT_TRUE(o.passed) << set.tests[o.test].rule << " line " << set.tests[o.test].line << ": " << name(o.given) << ' ' << o.message.en;
  }
  const auto mutants = mutate(set);
  EXPECT_GT(mutants.size(), 50u);
  for (const Mutant& m : mutants) EXPECT_TRUE(m.killed) << m.rule << ' ' << m.change.en;
  for (const LintIssue& issue : lint(set)) EXPECT_NE(issue.severity, Severity::error) << issue.rule << ' ' << issue.text.en;
}

INSTANTIATE_TEST_SUITE_P(Each, Shipped, ::testing::Values("jilin-sample.yaml", "national", "jilin"));

TEST(ShippedSets, WhatNobodyApprovedConvictsAndPassesNobody) {
  for (const char* name : {"national", "jilin"}) {
    const RuleSet set = read_rules(std::string(LIBSPATIAL_ROOT "/libspatial/data/rules/") + name);
    EXPECT_TRUE(set.approvals.empty());
    for (const Rule& rule : set.rules) EXPECT_TRUE(rule.house || !set.may_decide(rule)) << rule.id;
  }
  const RuleSet jilin = read_rules(LIBSPATIAL_ROOT "/libspatial/data/rules/jilin");
  EXPECT_TRUE(jilin.find_rule("CN-PBF-011")) << "taken over";
  EXPECT_TRUE(jilin.extends.starts_with("national ")) << jilin.extends;
}

TEST(ShippedSets, TheLawOfTheDay) {
  const RuleSet set = read_rules(LIBSPATIAL_ROOT "/libspatial/data/rules/national");
  const auto speaks = [&](const std::string& id, const std::string& day) {
    const Rule& rule = *set.find_rule(id);
    return (rule.valid_from.empty() || rule.valid_from <= day) && (rule.valid_to.empty() || day <= rule.valid_to);
  };
  EXPECT_TRUE(speaks("CN-UGB-010", "2026-02-10") && !speaks("CN-UGB-011", "2026-02-10"));
  EXPECT_TRUE(!speaks("CN-UGB-010", "2026-02-11") && speaks("CN-UGB-011", "2026-02-11"));
  EXPECT_TRUE(speaks("CN-PBF-010", "2025-09-30") && !speaks("CN-PBF-011", "2025-09-30"));
  EXPECT_TRUE(!speaks("CN-PBF-010", "2025-10-01") && speaks("CN-PBF-011", "2025-10-01"));
}

TEST(Changes, AreNamed) {
  const RuleSet a = testing::sample_rules();
  RuleSet b = a;
  b.parameters[1].values.back().value = 2;
  b.rules.erase(b.rules.begin());
  b.rules.back().base.front().verdict = Verdict::conflict;
  const auto found = changes(a, b);
  const auto has = [&](const std::string& id, const std::string& word) {
    return std::any_of(found.begin(), found.end(), [&](const RuleChange& c) { return c.id == id && c.text.en.find(word) != std::string::npos; });
  };
  EXPECT_TRUE(has(a.parameters[1].id, "1 m2"));
  EXPECT_TRUE(has(a.rules.front().id, "removed"));
  EXPECT_TRUE(has(b.rules.back().id, "conditions or verdicts"));
  EXPECT_TRUE(changes(a, a).empty());
}

}  // namespace
}  // namespace libspatial
