// What a rule set refers to exists and fits: looked at once, when the set is whole.

#include <algorithm>

#include "exchange/rules_parts.hpp"
#include "rules/formula.hpp"
#include "rules/judge.hpp"

namespace libspatial::rules_yaml {
namespace {

using yaml::Map;

constexpr std::size_t most_nodes = 1000, most_rules = 2000;

template <class T>
bool has(const std::vector<T>& items, const std::string& id) {
  return std::any_of(items.begin(), items.end(), [&](const T& item) { return item.id == id; });
}

/// Speaks of one rule.
class Reviewer {
 public:
  Reviewer(const RuleSet& set, const Rule& rule) : set_(set), rule_(rule), line_(rule.line) {}

  void review() {
    for (const Fact& fact : rule_.facts) {
      line_ = fact.line;
      if (!fact.classes.empty() && !has(set_.classes, fact.classes)) fail("没有地类清单 " + fact.classes, "there is no list of classes " + fact.classes);
    }
    line_ = rule_.line;
    std::size_t nodes = 0;
    each_condition(rule_, [&](const Condition& c) { ++nodes, review(c); });
    line_ = rule_.line;
    if (nodes > most_nodes) fail("条件超过 1000 个节点", "more than 1,000 conditions");
    attributes_only(rule_.applies_when);
    cited(rule_.cite, rule_.cite_line);
    for (const Branch& branch : rule_.base) review(branch);
    for (const Exception& exception : rule_.exceptions) {
      review(exception.branch);
      cited(exception.cite, exception.cite_line);
      const auto same = [&](const Exception& other) { return other.id == exception.id; };
      if (std::count_if(rule_.exceptions.begin(), rule_.exceptions.end(), same) > 1) fail("例外编号 " + exception.id + " 重复", "the exception " + exception.id + " is repeated");
    }
  }

 private:
  [[noreturn]] void fail(const std::string& zh, const std::string& en) const { yaml::refuse_at(rule_.file, line_, {rule_.id + "：" + zh, rule_.id + ": " + en}); }

  void cited(const std::vector<std::string>& ids, int line) {
    line_ = line;
    for (const std::string& id : ids) {
      if (!set_.find_citation(id)) fail("没有条文 " + id, "there is no citation " + id);
    }
  }

  void attributes_only(const Condition& condition) {
    line_ = condition.line;
    if (!condition.fact.empty()) fail("applies_when 只能用项目属性", "applies_when may ask about attributes only");
    for (const Condition& part : condition.parts) attributes_only(part);
  }

  void review(const Condition& condition) {
    line_ = condition.line;
    if (!condition.attribute.empty()) {
      of_attribute(condition);
    } else if (!condition.fact.empty()) {
      const Fact* fact = rule_.find_fact(condition.fact);
      if (!fact) fail("let 中没有事实 " + condition.fact, "let has no fact " + condition.fact);
      if (!condition.words.empty()) fail(condition.fact + " 是数值，不能与词比较", condition.fact + " is a number: it cannot be compared with words");
      bounds(condition, unit_of(*fact));
    }
  }

  void of_attribute(const Condition& condition) const {
    const Attribute* attribute = set_.find_attribute(condition.attribute);
    if (!attribute) fail("没有属性 " + condition.attribute, "there is no attribute " + condition.attribute);
    if (condition.test == Test::present) return;
    if (attribute->is_number != condition.words.empty()) {
      fail(condition.attribute + (attribute->is_number ? " 是数值，不能与词比较" : " 是词，不能比大小"),
           condition.attribute + (attribute->is_number ? " is a number: it cannot be compared with words" : " is a word: it cannot be more or less than a number"));
    }
    for (const std::string& word : condition.words) {
      if (!attribute->words.contains(word)) fail("属性 " + condition.attribute + " 没有词 " + word, "the attribute " + condition.attribute + " has no word " + word);
    }
    if (attribute->is_number) bounds(condition, "");
  }

  void bounds(const Condition& condition, std::string_view unit) const {
    for (const Bound& bound : condition.bounds) {
      if (!bound.parameter.empty() && !has(set_.parameters, bound.parameter)) fail("没有参数 " + bound.parameter, "there is no parameter " + bound.parameter);
      if (!unit.empty() && base_unit(bound.unit) != base_unit(unit)) {
        fail(condition.fact + " 的单位是 " + std::string(unit) + "，不能与 " + bound.unit + " 比较", condition.fact + " is in " + std::string(unit) + " and cannot be compared with " + bound.unit);
      }
    }
  }

  void review(const Branch& branch) {
    line_ = branch.line;
    for (const std::string* text : {&branch.text.zh, &branch.text.en}) {
      for (const auto& [name, unit] : placeholders(*text)) {
        const Fact* fact = rule_.find_fact(name);
        if (!fact) fail("文字中的 {" + name + "} 不是本规则的事实", "the text has {" + name + "}, which is no fact of this rule");
        const std::string_view of = unit_of(*fact);
        if (!can_be_said(of, unit)) {
          fail("文字中 {" + name + "|" + unit + "} 的单位与事实（" + std::string(of) + "）不符", "the text has {" + name + "|" + unit + "}, but the fact is in " + std::string(of));
        }
      }
    }
    line_ = branch.papers_line;
    for (const std::string& paper : branch.papers) {
      if (!has(set_.papers, paper)) fail("没有材料 " + paper, "there is no paper " + paper);
    }
  }

  const RuleSet& set_;
  const Rule& rule_;
  int line_;
};

void require_parameter(const Map& map, const RuleSet& set, const std::string& id, const std::string& unit) {
  if (id.empty()) return;
  const auto found = std::find_if(set.parameters.begin(), set.parameters.end(), [&](const Parameter& p) { return p.id == id; });
  if (found == set.parameters.end()) map.fail({"缺少参数 " + id, "the parameter " + id + " is missing"});
  if (found->unit != unit) map.fail({"参数 " + id + " 的单位应为 " + unit, "the parameter " + id + " must be in " + unit});
}

void review_test(const RuleSet& set, const Situation& test) {
  const auto fail = [&](const std::string& zh, const std::string& en) { yaml::refuse_at(test.file, test.line, {zh, en}); };
  const Rule* rule = set.find_rule(test.rule);
  if (!rule) return fail("没有规则 " + test.rule, "there is no rule " + test.rule);
  for (const auto& [id, given] : test.facts) {
    const Fact* fact = rule->find_fact(id);
    if (!fact) return fail(rule->id + " 没有事实 " + id, rule->id + " has no fact " + id);
    if (fact->measure.empty()) fail(id + " 由公式算出：请写公式中的量", id + " is worked out by its formula: give what the formula needs");
    if (base_unit(given.unit) != find_measure(fact->measure)->unit) fail(id + " 的单位不符", id + " has the wrong unit");
  }
  for (const auto& [id, value] : test.attributes) {
    if (!set.find_attribute(id)) fail("没有属性 " + id, "there is no attribute " + id);
  }
}

}  // namespace

void require_references(const Map& map, const RuleSet& set) {
  if (set.rules.size() > most_rules) map.fail({"规则超过 2000 条", "more than 2,000 rules"});
  for (const Rule& rule : set.rules) Reviewer(set, rule).review();
  require_parameter(map, set, "coverage_tolerance", "m2");
  require_parameter(map, set, set.tolerance.k, "factor");
  require_parameter(map, set, set.tolerance.project_accuracy, "m");
  require_parameter(map, set, set.tolerance.sliver_area, "m2");
  for (const Situation& test : set.tests) review_test(set, test);
}

}  // namespace libspatial::rules_yaml
