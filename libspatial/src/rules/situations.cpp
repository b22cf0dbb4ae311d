// The tests a rule set brings along: what is known is written down, no map is needed.

#include <algorithm>
#include <limits>
#include <utility>

#include "rules/formula.hpp"
#include "rules/judge.hpp"

namespace libspatial {
namespace {

class WrittenSubject : public Subject {
 public:
  explicit WrittenSubject(const Situation& test) : test_(test) {}

  std::optional<Text> problem(const std::string& layer) const override {
    const std::string state = state_of(layer);
    if (state == "missing") return Text{"规划文件中没有图层 " + layer, "the plan has no layer " + layer};
    if (state == "expired") return Text{"图层 " + layer + " 不在有效期内", "layer " + layer + " is not valid on that date"};
    return std::nullopt;
  }

  std::optional<std::string> attribute(const Attribute& attribute) const override {
    const auto found = test_.attributes.find(attribute.id);
    return found == test_.attributes.end() || found->second.empty() ? std::nullopt : std::optional(found->second);
  }

  Known known(const Fact& fact) const override {
    const Situation::Given* given = find(fact);
    if (!given) return {};
    const double value = to_base(given->value, given->unit);
    Known known{value, value, value, {}};
    if (fact.roles.empty() || state_of(layer_of(fact.roles.front())) != "partial") return known;
    known.gap = Text{"图层未覆盖项目全部范围", "the layer does not cover the whole site"};
    if (fact.measure.starts_with("outside") || fact.measure == "min_distance") known.low = 0;
    else known.high = std::numeric_limits<double>::max();
    return known;
  }

  double epsilon(const Fact& fact) const override {
    const Situation::Given* given = find(fact);
    return given && given->low != given->high ? 1.0 : 0.0;
  }

  Range moved(const Fact& fact, double) const override {
    const Situation::Given* given = find(fact);
    return given ? Range{to_base(given->low, given->unit), to_base(given->high, given->unit)} : Range{0, 0};
  }

  double whole_m2() const override { return 10000; }

 private:
  const Situation::Given* find(const Fact& fact) const {
    const auto found = test_.facts.find(fact.name);
    return found == test_.facts.end() ? nullptr : &found->second;
  }
  std::string state_of(const std::string& layer) const {
    const auto found = test_.layers.find(layer);
    return found == test_.layers.end() ? "" : found->second;
  }

  const Situation& test_;
};

TestOutcome run(const RuleSet& rules, const Rule& rule, std::size_t i) {
  const Situation& test = rules.tests[i];
  const bool asked = in_force(rule.valid_from, rule.valid_to, test.as_of);
  Finding finding;
  finding.verdict = Verdict::not_applicable;
  if (asked) finding = Judge(rules, test.as_of, true).judge(rule, WrittenSubject(test));
  const bool passed = finding.verdict == test.expected && (test.exception.empty() || test.exception == finding.exception);
  return {i, finding.verdict, finding.exception, finding.message, passed};
}

// ---- Mutants

class Mutator {
 public:
  explicit Mutator(const RuleSet& rules) : rules_(rules), before_(run_tests(rules)) {}
  std::vector<Mutant> mutants;

  void change(const Rule& rule) {
    Rule copy = rule;
    for (Fact& fact : copy.facts) steps(copy, fact, fact.formula);
    conditions(copy, copy.applies_when);
    for (Branch& branch : copy.base) conditions(copy, branch.when);
    for (Exception& exception : copy.exceptions) conditions(copy, exception.branch.when);
    for (std::size_t i = 0; i < rule.exceptions.size(); ++i) {
      Rule without = rule;
      without.exceptions.erase(without.exceptions.begin() + static_cast<std::ptrdiff_t>(i));
      record(without, {"去掉例外 " + rule.exceptions[i].id, "without the exception " + rule.exceptions[i].id});
    }
    for (std::size_t i = 0; i + 1 < rule.base.size(); ++i) {
      Rule without = rule;
      without.base.erase(without.base.begin() + static_cast<std::ptrdiff_t>(i));
      record(without, {"去掉第 " + std::to_string(i + 1) + " 个分支", "without branch " + std::to_string(i + 1)});
    }
  }

 private:
  void record(const Rule& changed, Text change) { mutants.push_back({changed.id, std::move(change), noticed(changed)}); }

  /// A test that passed fails now; one that failed before says nothing.
  bool noticed(const Rule& changed) const {
    for (const TestOutcome& before : before_) {
      if (before.passed && rules_.tests[before.test].rule == changed.id && !run(rules_, changed, before.test).passed) return true;
    }
    return false;
  }

  /// `rule` holds `condition`: each change is made in place, tried and taken back.
  void conditions(Rule& rule, Condition& condition) {
    const std::string of = condition.fact.empty() ? condition.attribute : condition.fact;
    const Test test = condition.test;
    const auto with = [&](Test other) {
      condition.test = other;
      record(rule, {of + "：" + std::string(name(test)) + " 改为 " + std::string(name(other)), of + ": " + std::string(name(test)) + " becomes " + std::string(name(other))});
      condition.test = test;
    };
    switch (test) {
      case Test::lt: with(Test::le), with(Test::gt); break;
      case Test::le: with(Test::lt), with(Test::ge); break;
      case Test::gt: with(Test::ge), with(Test::lt); break;
      case Test::ge: with(Test::gt), with(Test::le); break;
      case Test::eq: with(Test::ne); break;
      case Test::ne: with(Test::eq); break;
      case Test::all: if (condition.parts.size() > 1) with(Test::any); break;
      case Test::any: if (condition.parts.size() > 1) with(Test::all); break;
      default: break;
    }
    if (test == Test::present) {
      condition.wanted = !condition.wanted;
      record(rule, {of + "：present 取反", of + ": present the other way round"});
      condition.wanted = !condition.wanted;
    }
    bounds(rule, condition, of);
    words(rule, condition, of);
    for (Condition& part : condition.parts) conditions(rule, part);
  }

  static bool is_number(const Formula& part, double value) { return part.step == Formula::Step::quantity && part.quantity.parameter.empty() && part.quantity.value == value; }

  /// Of a formula: + and -, * and /, min and max change places; its numbers change as thresholds do. Not what changes nothing that matters: 1 as a factor, 0 as a limit.
  void steps(Rule& rule, const Fact& fact, Formula& formula) {
    using Step = Formula::Step;
    constexpr std::pair<Step, Step> pairs[] = {{Step::plus, Step::minus}, {Step::times, Step::over}, {Step::least, Step::greatest}};
    for (const auto& [a, b] : pairs) {
      if ((formula.step != a && formula.step != b) || (a == Step::times && is_number(formula.parts[1], 1))) continue;
      const std::string before = formula_text(fact.formula);
      const Step kept = std::exchange(formula.step, formula.step == a ? b : a);
      const std::string after = formula_text(fact.formula);
      record(rule, {fact.name + "：" + before + " 改为 " + after, fact.name + ": " + before + " becomes " + after});
      formula.step = kept;
    }
    if (formula.step == Step::quantity) changed(rule, formula.quantity, fact.name, {"数值", "number"});
    const bool limits = formula.step == Step::least || formula.step == Step::greatest;
    for (Formula& part : formula.parts) {
      if (!limits || !is_number(part, 0)) steps(rule, fact, part);
    }
  }

  void bounds(Rule& rule, Condition& condition, const std::string& of) {
    for (Bound& bound : condition.bounds) changed(rule, bound, of, {"阈值", "threshold"});
  }

  void changed(Rule& rule, Bound& bound, const std::string& of, const Text& what) {
    const Bound kept = bound;
    for (const double factor : {0.9, 1.1}) {
      const double value = kept.parameter.empty() ? kept.value : latest(kept.parameter);
      const bool whole = kept.unit == "count";
      bound = {"", whole ? value + (factor > 1 ? 1 : -1) : value == 0 ? factor - 1 : value * factor, kept.unit};
      record(rule, {of + "：" + what.zh + " " + shortest(value) + " 改为 " + shortest(bound.value) + " " + kept.unit, of + ": " + what.en + " " + shortest(value) + " becomes " + shortest(bound.value) + " " + kept.unit});
      bound = kept;
    }
  }

  void words(Rule& rule, Condition& condition, const std::string& of) {
    for (std::size_t i = 0; condition.test == Test::in && i < condition.words.size(); ++i) {
      const std::vector<std::string> kept = condition.words;
      condition.words.erase(condition.words.begin() + static_cast<std::ptrdiff_t>(i));
      record(rule, {of + "：去掉 " + kept[i], of + ": without " + kept[i]});
      condition.words = kept;
    }
  }

  double latest(const std::string& parameter) const {
    for (const Parameter& p : rules_.parameters) {
      if (p.id == parameter) return p.values.back().value;
    }
    return 0;
  }

  const RuleSet& rules_;
  const std::vector<TestOutcome> before_;
};

}  // namespace

std::vector<TestOutcome> run_tests(const RuleSet& rules) {
  std::vector<TestOutcome> outcomes;
  for (std::size_t i = 0; i < rules.tests.size(); ++i) outcomes.push_back(run(rules, *rules.find_rule(rules.tests[i].rule), i));
  return outcomes;
}

std::vector<Mutant> mutate(const RuleSet& rules) {
  Mutator mutator(rules);
  for (const Rule& rule : rules.rules) mutator.change(rule);
  return std::move(mutator.mutants);
}

}  // namespace libspatial
