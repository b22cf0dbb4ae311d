// Lint: what a rule set lacks before somebody may sign for it.

#include <algorithm>
#include <functional>
#include <set>

#include "rules/formula.hpp"
#include "rules/judge.hpp"

namespace libspatial {
namespace {

class Linter {
 public:
  explicit Linter(const RuleSet& rules) : rules_(rules) {}

  std::vector<LintIssue> run() {
    for (const Rule& rule : rules_.rules) look(rule);
    unused();
    failing();
    if (rules_.status == "approved" && rules_.approvals.empty()) say(Severity::error, "", {"状态为 approved，但没有写明批准人和日期", "the status is approved, but no approval names who and when"});
    std::stable_sort(issues_.begin(), issues_.end(), [](const LintIssue& a, const LintIssue& b) { return a.severity > b.severity; });
    return std::move(issues_);
  }

 private:
  void say(Severity severity, const std::string& rule, Text text) { issues_.push_back({severity, rule, std::move(text)}); }

  void look(const Rule& rule) {
    const auto error = [&](const std::string& zh, const std::string& en) { say(Severity::error, rule.id, {zh, en}); };
    if (rule.cite.empty() && !rule.house) error("没有引用条文，也不是 house_rule：只能提示", "cites nothing and is no house_rule: it can advise only");
    cited(rule);
    std::set<std::string> used;
    each_condition(rule, [&](const Condition& c) { if (!c.fact.empty()) used.insert(c.fact); });
    for (std::size_t before = 0; before != used.size();) {  // and what these are worked out from
      before = used.size();
      for (const Fact& fact : rule.facts) {
        if (used.contains(fact.name)) each_part(fact.formula, [&](const Formula& part) { if (part.step == Formula::Step::fact) used.insert(part.name); });
      }
    }
    for (const Fact& fact : rule.facts) {
      if (!used.contains(fact.name)) error("事实 " + fact.name + " 没有用于任何条件", "the fact " + fact.name + " is asked about nowhere");
    }
    contradictions(rule);
    tested(rule);
  }

  void cited(const Rule& rule) {
    std::vector<std::string> all = rule.cite;
    for (const Exception& e : rule.exceptions) all.insert(all.end(), e.cite.begin(), e.cite.end());
    for (const std::string& id : all) {
      const Citation& citation = *rules_.find_citation(id);
      if (citation.source.verified && (citation.verified_by.empty() || citation.verified_at.empty())) {
        say(Severity::error, rule.id, {"条文 " + id + " 标为已核实，但没有写明核实人和日期", "the citation " + id + " is called verified, but not by whom and when"});
      }
      if (!citation.source.verified) {
        say(rules_.approvals.empty() ? Severity::warning : Severity::info, rule.id,
            {"条文 " + id + " 未经核实" + (rules_.approvals.empty() ? "：规则只能提示" : "：由批准人负责"),
             "the citation " + id + " is unverified: " + (rules_.approvals.empty() ? "the rule can advise only" : "the rule decides by approval")});
      }
    }
  }

  /// Words one attribute must have for the condition; none: cannot be said.
  static const Condition* words_of(const Condition& condition) {
    if (!condition.attribute.empty() && !condition.words.empty() && condition.test != Test::ne) return &condition;
    if (condition.test != Test::all) return nullptr;
    for (const Condition& part : condition.parts) {
      if (const Condition* words = words_of(part)) return words;
    }
    return nullptr;
  }

  void contradictions(const Rule& rule) {
    for (std::size_t i = 0; i < rule.exceptions.size(); ++i) {
      for (std::size_t j = i + 1; j < rule.exceptions.size(); ++j) {
        const Exception &a = rule.exceptions[i], &b = rule.exceptions[j];
        if (a.priority != b.priority || a.branch.verdict == b.branch.verdict) continue;
        const Condition *x = words_of(a.branch.when), *y = words_of(b.branch.when);
        const bool apart = x && y && x->attribute == y->attribute && std::none_of(x->words.begin(), x->words.end(), [&](const std::string& w) { return std::find(y->words.begin(), y->words.end(), w) != y->words.end(); });
        if (!apart) say(Severity::error, rule.id, {"例外 " + a.id + " 与 " + b.id + " 优先级相同、结论不同，可能同时成立", "the exceptions " + a.id + " and " + b.id + " have one priority and different verdicts, and may hold at once"});
      }
    }
  }

  void tested(const Rule& rule) {
    std::size_t count = 0;
    std::set<std::string> states, exceptions;
    bool unknown = false;
    for (const Situation& test : rules_.tests) {
      if (test.rule != rule.id) continue;
      ++count;
      for (const auto& [layer, state] : test.layers) states.insert(layer + " " + state);
      if (!test.exception.empty()) exceptions.insert(test.exception);
      unknown = unknown || test.expected == rule.on_unknown;
    }
    const auto lacks = [&](const std::string& zh, const std::string& en) { say(Severity::error, rule.id, {"缺少测试：" + zh, "no test: " + en}); };
    if (count == 0) return lacks("一个也没有", "none at all");
    for (const std::string& layer : rule.layers()) {
      for (const auto& [state, title] : layer_states()) {
        if (state == "partial" && std::none_of(rule.facts.begin(), rule.facts.end(), [](const Fact& f) { return !f.measure.empty() && find_measure(f.measure)->whole_layer; })) continue;
        if (!states.contains(layer + " " + std::string(state))) lacks("图层 " + layer + " " + title.zh, "the layer " + layer + " " + title.en);
      }
    }
    for (const Exception& e : rule.exceptions) {
      if (!exceptions.contains(e.id)) lacks("例外 " + e.id, "the exception " + e.id);
    }
    bool attributes = false;
    each_condition(rule, [&](const Condition& c) { attributes = attributes || (!c.attribute.empty() && c.test != Test::present); });
    if (attributes && !unknown) lacks("属性未填写", "an attribute that is not given");
  }

  void unused() {
    std::set<std::string> parameters{"coverage_tolerance", rules_.tolerance.k, rules_.tolerance.project_accuracy, rules_.tolerance.sliver_area}, citations, papers;
    for (const Rule& rule : rules_.rules) {
      each_condition(rule, [&](const Condition& c) { for (const Bound& b : c.bounds) parameters.insert(b.parameter); });
      for (const Fact& fact : rule.facts) each_part(fact.formula, [&](const Formula& part) { parameters.insert(part.quantity.parameter); });
      citations.insert(rule.cite.begin(), rule.cite.end());
      for (const Branch& b : rule.base) papers.insert(b.papers.begin(), b.papers.end());
      for (const Exception& e : rule.exceptions) {
        citations.insert(e.cite.begin(), e.cite.end());
        papers.insert(e.branch.papers.begin(), e.branch.papers.end());
      }
    }
    const auto look = [&](const auto& items, const std::set<std::string>& used, const std::string& zh, const std::string& en) {
      for (const auto& item : items) {
        if (!used.contains(item.id)) say(Severity::warning, "", {zh + " " + item.id + " 没有用到", "the " + en + " " + item.id + " is not used"});
      }
    };
    look(rules_.parameters, parameters, "参数", "parameter");
    look(rules_.citations, citations, "条文", "citation");
    look(rules_.papers, papers, "材料", "paper");
    for (const Parameter& p : rules_.parameters) {
      for (const auto& value : p.values) {
        if (value.from.empty()) say(Severity::error, "", {"参数 " + p.id + " 的取值没有日期", "a value of the parameter " + p.id + " has no date"});
      }
    }
  }

  void failing() {
    for (const TestOutcome& outcome : run_tests(rules_)) {
      if (outcome.passed) continue;
      const Situation& test = rules_.tests[outcome.test];
      const std::string line = std::to_string(test.line), expected(name(test.expected)), given(name(outcome.given));
      say(Severity::error, test.rule, {"测试（第 " + line + " 行）应为 " + expected + "，实为 " + given, "the test of line " + line + " expects " + expected + ", and gets " + given});
    }
  }

  const RuleSet& rules_;
  std::vector<LintIssue> issues_;
};

}  // namespace

std::vector<LintIssue> lint(const RuleSet& rules) { return Linter(rules).run(); }

}  // namespace libspatial
