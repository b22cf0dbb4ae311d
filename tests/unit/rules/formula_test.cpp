// Formulas: what they may say, what they come to to the last digit, and when the answer is that nothing is known.
#include <gtest/gtest.h>

#include <algorithm>

#include "libspatial/exchange.hpp"
#include "rules/formula.hpp"

namespace libspatial {
namespace {

constexpr const char* head = R"(id: t
version: 1.0.0
status: draft
title: {zh: 试, en: t}
notice: {zh: 试, en: t}
jurisdiction: "220200"
approvals: [{name: 某局, date: 2026-01-01}]
attributes:
  - {id: floor, title: {zh: 建筑面积, en: floor area}, number: true}
parameters:
  - {id: coverage_tolerance, unit: m2, values: [{from: 2020-01-01, value: 1, reference: own}]}
  - {id: free, unit: mu, values: [{from: 2020-01-01, value: 3, reference: own}, {from: 2026-06-01, value: 6, reference: own}]}
citations: [{id: law, document: 法}]
rules:
  - id: R
    title: {zh: 规则, en: rule}
    let:
      x: {measure: overlap_area, role: ugb}
      y: {measure: overlap_area, role: permanent_farmland}
      w: {measure: max_width, role: ugb}
      n: {measure: piece_count, role: ugb}
      s: {measure: overlap_share, role: ugb}
      whole: {measure: project_area}
)";

std::string set_with(const std::string& formula, const std::string& test, const std::string& text = "否") {
  return std::string(head) + "      q: {formula: \"" + formula + "\"}\n    cite: [law]\n    decide:\n      base:\n        - when: {fact: q, " + test + "}\n          verdict: conflict\n          text: {zh: \"" + text +
         "\", en: \"" + text + "\"}\n        - {verdict: pass, text: {zh: 否, en: no}}\n";
}

TestOutcome outcome(const std::string& formula, const std::string& test, const std::string& given, const std::string& as_of = "2026-01-01", const std::string& text = "否") {
  return run_tests(parse_rules(set_with(formula, test, text) + "tests:\n  - {rule: R, as_of: " + as_of + ", cases: [{" + given + ", expect: pass}]}\n", "t.yaml")).at(0);
}
Verdict verdict(const std::string& formula, const std::string& test, const std::string& given, const std::string& as_of = "2026-01-01") { return outcome(formula, test, given, as_of).given; }

std::string unit(const std::string& formula) {
  const RuleSet set = parse_rules(set_with(formula, "present: true"), "t.yaml");
  return set.rules.at(0).find_fact("q")->unit;
}

std::string refusal(const std::string& formula, const std::string& test = "present: true", const std::string& text = "否") {
  try {
    parse_rules(set_with(formula, test, text), "t.yaml");
  } catch (const Error& e) {
    return e.what();
  }
  return "";
}

TEST(Formulas, ReadAndWriteTheSame) {
  for (const char* text : {"x", "x - y", "x - (y - whole)", "x - y - whole", "(x + y) * 2", "x + y * 2", "x / (y / whole)", "x / y / whole", "min(x, y, 10 m2)", "max(x - param free, 0 m2)", "attr floor * 1 m2 / whole", "0.5 % * whole", "用地 + x.1"}) {
    EXPECT_EQ(formula_text(parse_formula(text)), text);
  }
  EXPECT_EQ(formula_text(parse_formula(" x+( y*(2) )-10m2 ")), "x + y * 2 - 10 m2");
}

TEST(Formulas, AnyTextIsRefusedOrWrittenAsItIsRead) {
  std::uint32_t state = 20261126;
  const auto next = [&](std::uint32_t below) { return (state = state * 1664525u + 1013904223u) / 65536u % below; };
  constexpr const char* words[] = {"x", "y", "+", "-", "*", "/", "(", ")", "min(", "max(", ",", "3", "0.5 %", "10 m2", "param", "attr", " ", "用地", "1e3", "\"", "mu"};
  int read = 0;
  for (int i = 0; i < 20000; ++i) {
    std::string text;
    for (std::uint32_t n = next(9) + 1; n > 0; --n) text += words[next(std::size(words))] + std::string(next(2), ' ');
    try {
      const std::string once = formula_text(parse_formula(text));
      EXPECT_EQ(formula_text(parse_formula(once)), once) << text;
      ++read;
    } catch (const Text& why) {
      EXPECT_FALSE(why.zh.empty() || why.en.empty());
    }
  }
  EXPECT_GT(read, 1000);
}

TEST(Formulas, UnitsAreWorkedOut) {
  EXPECT_EQ(unit("x + y - param free"), "m2");
  EXPECT_EQ(unit("x / whole"), "share");
  EXPECT_EQ(unit("x / w"), "m");
  EXPECT_EQ(unit("w * w"), "m2");
  EXPECT_EQ(unit("x * x / x"), "m2");
  EXPECT_EQ(unit("1 - s"), "share");
  EXPECT_EQ(unit("s * whole"), "m2");
  EXPECT_EQ(unit("n + 1"), "count");
  EXPECT_EQ(unit("n / n"), "share");
  EXPECT_EQ(unit("x / n"), "m2");
  EXPECT_EQ(unit("n * 1.5"), "count");
  EXPECT_EQ(unit("attr floor"), "factor");
  EXPECT_EQ(unit("2 / 3"), "factor");
  EXPECT_EQ(unit("attr floor * 1 m2 / whole"), "share");
}

TEST(Formulas, WhatCannotBeIsRefusedWithItsLine) {
  EXPECT_NE(refusal("x + w").find("t.yaml:24"), std::string::npos) << refusal("x + w");
  EXPECT_NE(refusal("x + w").find("m2 and m are not of one kind"), std::string::npos) << refusal("x + w");
  EXPECT_NE(refusal("n + s").find("count and share"), std::string::npos);
  EXPECT_NE(refusal("min(x, w)").find("not of one kind"), std::string::npos);
  EXPECT_NE(refusal("x * y").find("the result must be"), std::string::npos);
  EXPECT_NE(refusal("1 / w").find("the result must be"), std::string::npos);
  EXPECT_NE(refusal("z + x").find("no fact z"), std::string::npos);
  EXPECT_NE(refusal("q + x").find("refers to itself"), std::string::npos);
  EXPECT_NE(refusal("x + param z").find("no parameter z"), std::string::npos);
  EXPECT_NE(refusal("attr kind + 1").find("no attribute kind"), std::string::npos);
  for (const char* bad : {"", "x +", "x y", "(x", "x)", "min(x)", "min()", "3 acres", "x ^ 2", "-x", "1e999 m2", "param", "x + 'y'"}) EXPECT_NE(refusal(bad), "") << bad;
  EXPECT_NE(refusal(std::string(40, '(') + "x" + std::string(40, ')')).find("32"), std::string::npos);
  std::string many = "x";
  for (int i = 0; i < 1000; ++i) many += "+x";
  EXPECT_NE(refusal(many).find("1,000"), std::string::npos);
  EXPECT_NE(refusal("x / whole", "gt: 1 m2").find("cannot be compared"), std::string::npos);
  EXPECT_NE(refusal("x / whole", "present: true", "{q|m2}").find("the fact is in share"), std::string::npos);
  EXPECT_EQ(refusal("x / whole", "gt: 0.5 %", "{q|pct} {q|factor}"), "");
}

TEST(Formulas, GrowNoFasterThanTheyAreWritten) {
  std::string text = head;
  text += "      q0: {formula: \"x / whole\"}\n";
  for (int i = 1; i < 30; ++i) text += "      q" + std::to_string(i) + ": {formula: \"q" + std::to_string(i - 1) + " * q" + std::to_string(i - 1) + "\"}\n";
  text += "    cite: [law]\n    decide: {base: [{verdict: pass, text: {zh: 否, en: no}}]}\n";
  EXPECT_THROW(parse_rules(text, "t.yaml"), Error);
}

TEST(Formulas, AreExactToTheLastCent) {
  EXPECT_NE(0.3 - 0.1, 0.2) << "what binary fractions make of it";
  const std::string given = "facts: {x: 0.3 m2, y: 0.1 m2}";
  EXPECT_EQ(verdict("x - y", "eq: 0.2 m2", given), Verdict::conflict);
  EXPECT_EQ(verdict("x - y", "lt: 0.2 m2", given), Verdict::pass);
  EXPECT_EQ(verdict("x * 3", "eq: 0.9 m2", given), Verdict::conflict);
  EXPECT_EQ(verdict("y + y + y", "eq: 0.3 m2", given), Verdict::conflict);
  EXPECT_EQ(verdict("y / x * 3", "eq: 1 share", given), Verdict::conflict);
  EXPECT_EQ(verdict("x / whole", "eq: 0.3 %", "facts: {x: 3 m2, whole: 1000 m2}"), Verdict::conflict);
  EXPECT_EQ(verdict("x + 0 m2", "eq: 1 mu", "facts: {x: 1 mu}"), Verdict::conflict);
  EXPECT_EQ(verdict("x + 0 m2", "lt: 1.1 ha", "facts: {x: 11000 m2}"), Verdict::pass);
}

TEST(Formulas, MayBeVeryLargeOrVerySmall) {
  EXPECT_EQ(verdict("x * 1e300 * 1e300", "gt: 1e300 m2", "facts: {x: 1 m2}"), Verdict::conflict);
  EXPECT_EQ(verdict("0 m2 - x * 1e300 * 1e300", "lt: -1e300 m2", "facts: {x: 1 m2}"), Verdict::conflict);
  EXPECT_EQ(verdict("x / 1e300 / 1e300", "gt: 0 m2", "facts: {x: 1 m2}"), Verdict::pass) << "rounded to 0 at the end, and only there";
  EXPECT_EQ(verdict("x / 1e300 / 1e300 * 1e300 * 1e300", "eq: 1 m2", "facts: {x: 1 m2}"), Verdict::conflict);
  EXPECT_EQ(verdict("x * 1e-5", "eq: 0.00012345 m2", "facts: {x: 12.345 m2}"), Verdict::conflict);
}

TEST(Formulas, KnowTheDayAndTheProject) {
  EXPECT_EQ(verdict("x - param free", "gt: 0 m2", "facts: {x: 4 mu}", "2026-05-31"), Verdict::conflict);
  EXPECT_EQ(verdict("x - param free", "gt: 0 m2", "facts: {x: 4 mu}", "2026-06-01"), Verdict::pass);
  EXPECT_EQ(verdict("attr floor * 1 m2 / whole", "gt: 1.5 share", "facts: {whole: 100 m2}, attributes: {floor: 151}"), Verdict::conflict);
  EXPECT_EQ(verdict("attr floor * 1 m2 / whole", "gt: 1.5 share", "facts: {whole: 100 m2}, attributes: {floor: 150}"), Verdict::pass);
  EXPECT_EQ(verdict("max(x - 10 m2, 0 m2)", "gt: 0 m2", "facts: {x: 9 m2}"), Verdict::pass);
  EXPECT_EQ(verdict("min(x, y)", "gt: 5 m2", "facts: {x: 9 m2, y: 5 m2}"), Verdict::pass);
  EXPECT_EQ(verdict("min(x, y)", "gt: 5 m2", "facts: {x: 9 m2, y: 6 m2}"), Verdict::conflict);
}

TEST(Formulas, WhatIsNotKnownStaysUnknownAndSaysWhy) {
  const TestOutcome nothing = outcome("x / whole", "gt: 5 %", "facts: {x: 1 m2, whole: 0 m2}");
  EXPECT_EQ(nothing.given, Verdict::needs_review);
  EXPECT_NE(nothing.message.zh.find("q 的除数（whole）为 0"), std::string::npos) << nothing.message.zh;
  const TestOutcome lacking = outcome("x / whole", "gt: 5 %", "facts: {whole: 9 m2}");
  EXPECT_EQ(lacking.given, Verdict::needs_review);
  EXPECT_NE(lacking.message.en.find("x could not be measured"), std::string::npos) << lacking.message.en;
  const TestOutcome attribute = outcome("attr floor * 1 m2 / whole", "gt: 5 %", "facts: {whole: 9 m2}");
  EXPECT_NE(attribute.message.zh.find("建筑面积未填写"), std::string::npos) << attribute.message.zh;
  EXPECT_EQ(verdict("0 * x", "gt: 5 m2", "facts: {y: 1 m2}"), Verdict::needs_review) << "not even nothing of it";
  EXPECT_EQ(verdict("x / whole", "present: false", "facts: {x: 1 m2, whole: 0 m2}"), Verdict::conflict);
}

TEST(Formulas, BoundsComeFromBounds) {
  const std::string x = "facts: {x: [5 m2, 4 m2, 6 m2], whole: 10 m2}";
  EXPECT_EQ(verdict("x / whole", "gt: 39 %", x), Verdict::conflict);
  EXPECT_EQ(verdict("x / whole", "gt: 40 %", x), Verdict::needs_review) << "4 of 10 m² is not more than 40 %";
  EXPECT_EQ(verdict("x / whole", "gt: 60 %", x), Verdict::pass);
  EXPECT_EQ(verdict("whole - x", "gt: 4 m2", x), Verdict::needs_review) << "less of what may be more";
  EXPECT_EQ(verdict("whole - x", "ge: 4 m2", x), Verdict::conflict);
  EXPECT_EQ(verdict("whole / x", "gt: 1.7 share", x), Verdict::needs_review);
  EXPECT_EQ(verdict("whole / x", "lt: 2.6 share", x), Verdict::conflict);
  EXPECT_EQ(verdict("whole / (x - 4 m2)", "gt: 1 share", x), Verdict::needs_review) << "by as little as one likes";
  const TestOutcome close = outcome("x / whole", "gt: 40 %", x);
  EXPECT_NE(close.message.zh.find("距阈值 10 %"), std::string::npos) << close.message.zh;
  EXPECT_EQ(verdict("x / whole", "gt: 40 %", "facts: {x: 5 m2, whole: 10 m2}, layers: {ugb: partial}"), Verdict::conflict) << "more land inside is more still";
  EXPECT_EQ(verdict("x / whole", "gt: 60 %", "facts: {x: 5 m2, whole: 10 m2}, layers: {ugb: partial}"), Verdict::not_checked);
}

TEST(Formulas, AreNotGivenInTests) {
  const std::string text = set_with("x / whole", "gt: 5 %") + "tests: [{rule: R, as_of: 2026-01-01, cases: [{facts: {q: 5 %}, expect: pass}]}]\n";
  EXPECT_THROW(parse_rules(text, "t.yaml"), Error);
}

TEST(Formulas, StandInTextsExplanationsLocksAndDifferences) {
  const std::string tests = "tests: [{rule: R, as_of: 2026-01-01, cases: [{facts: {x: 1 m2, y: 0 m2, w: 0 m, n: 0 count, s: 0 %, whole: 3 m2}, expect: conflict}]}]\n";
  const RuleSet set = parse_rules(set_with("x / whole", "gt: 5 %", "占 {q|pct}%，{q|factor}") + tests, "t.yaml");
  EXPECT_EQ(run_tests(set).at(0).message.zh, "占 33.33%，0.3333");
  EXPECT_NE(explain(set, set.rules[0], "2026-01-01").zh.find("  q = x / whole，share\n"), std::string::npos) << explain(set, set.rules[0], "2026-01-01").zh;
  EXPECT_EQ(parse_rules(rules_json(set), "t.lock").hash, set.hash);
  const auto different = changes(set, parse_rules(set_with("(x + y) / whole", "gt: 5 %", "占 {q|pct}%，{q|factor}") + tests, "t.yaml"));
  EXPECT_TRUE(std::any_of(different.begin(), different.end(), [](const RuleChange& c) { return c.id == "R"; }));
  const RuleSet by_day = parse_rules(set_with("x - param free", "gt: 0 m2"), "t.yaml");
  EXPECT_NE(explain(by_day, by_day.rules[0], "2026-01-01").en.find("free = 3 mu, from 2020-01-01"), std::string::npos);
  for (const LintIssue& issue : lint(by_day)) EXPECT_EQ(issue.text.en.find("the parameter free is not used"), std::string::npos);
}

TEST(Formulas, EverySignAndNumberIsAMutant) {
  const std::string cases = "tests: [{rule: R, as_of: 2026-01-01, cases: [{facts: {x: 30 m2, y: 10 m2}, expect: conflict}, {facts: {x: 29.99 m2, y: 10 m2}, expect: pass}]}]\n";
  const auto mutants = mutate(parse_rules(set_with("max(x - y * 2, 5 m2)", "ge: 10 m2") + cases, "t.yaml"));
  const auto with = [&](const std::string& change) { return std::find_if(mutants.begin(), mutants.end(), [&](const Mutant& m) { return m.change.en == change; }); };
  for (const char* change : {"q: max(x - y * 2, 5 m2) becomes min(x - y * 2, 5 m2)", "q: max(x - y * 2, 5 m2) becomes max(x + y * 2, 5 m2)", "q: max(x - y * 2, 5 m2) becomes max(x - y / 2, 5 m2)", "q: number 2 becomes 1.8 factor"}) {
    ASSERT_NE(with(change), mutants.end()) << change;
    EXPECT_TRUE(with(change)->killed) << change;
  }
  ASSERT_NE(with("q: number 5 becomes 4.5 m2"), mutants.end());
  EXPECT_FALSE(with("q: number 5 becomes 4.5 m2")->killed) << "no test goes so low";
}

}  // namespace
}  // namespace libspatial
