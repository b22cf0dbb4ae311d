#include "rules/judge.hpp"

#include <algorithm>
#include <cmath>

#include "rules/formula.hpp"

namespace libspatial {
namespace {

Text joined(const std::vector<Text>& texts) {
  Text result;
  for (const Text& text : texts) {
    result.zh += (result.zh.empty() ? "" : "，") + text.zh;
    result.en += (result.en.empty() ? "" : ", ") + text.en;
  }
  return result;
}

void not_checked(const Rule& rule, const Text& why, Finding& finding) {
  finding.verdict = Verdict::not_checked;
  finding.message = {rule.title.zh + "：未检查，" + why.zh, rule.title.en + ": not checked, " + why.en};
  finding.hundredths.reset();
  finding.exception.clear();
  finding.papers.clear();
}

/// " 12.30 m²", of the first area among the facts.
Text area_of(const Finding& finding) {
  if (!finding.hundredths) return {};
  const std::string m2 = decimals_of_hundredths(*finding.hundredths);
  return {"（" + m2 + " m²）", " (" + m2 + " m²)"};
}

}  // namespace

std::vector<Finding> Judge::findings(const Subject& subject) const {
  std::vector<Finding> result;
  for (const Rule& rule : rules_.rules) {
    if (in_force(rule.valid_from, rule.valid_to, as_of_)) result.push_back(judge(rule, subject));
  }
  return result;
}

std::optional<Text> Judge::why_not_asked(const Rule& rule, const Subject& subject) const {
  if (!in_force(rules_.valid_from, rules_.valid_to, as_of_)) {
    const std::string when = period(rules_.valid_from, rules_.valid_to);
    return Text{"规则集 " + rules_.id + " 的有效期为 " + when + "，不含 " + as_of_, "the rule set " + rules_.id + " is in force " + when + ", not on " + as_of_};
  }
  for (const std::string& layer : rule.layers()) {
    if (auto problem = subject.problem(layer)) return problem;
  }
  return std::nullopt;
}

std::optional<Text> Judge::gap_of(const Rule& rule, const Subject& subject) const {
  for (const Fact& fact : rule.facts) {
    if (fact.measure.empty()) continue;  // its parts are facts
    if (Known known = subject.known(fact); known.gap) return known.gap;
  }
  return std::nullopt;
}

void Judge::measure(const Rule& rule, const Subject& subject, Finding& finding) const {
  const Reckoner sure(rules_, rule, subject, as_of_, [&](const Fact& fact) {
    Known known = subject.known(fact);
    if (known.gap && known.value) known.value = known.low;  // what is sure, and what is worked out from it
    return known;
  });
  for (const Fact& fact : rule.facts) {
    const bool measured = !fact.measure.empty();
    const Known known = sure.known(fact);
    finding.facts.push_back({fact.name, measured ? fact.measure : "formula", std::string(unit_of(fact)), known.value, known.low, known.high});
    if (rule.tolerant && measured && is_uncertain(rule, fact)) finding.epsilon_m = std::max(finding.epsilon_m, subject.epsilon(fact));
  }
  const FactValue* first = nullptr;  // the land the conditions ask about first
  each_condition(rule, [&](const Condition& condition) {
    if (first || condition.fact.empty() || condition.bounds.empty() || base_unit(condition.bounds[0].unit) != "m2") return;
    first = &*std::find_if(finding.facts.begin(), finding.facts.end(), [&](const FactValue& f) { return f.name == condition.fact; });
    finding.tolerance_m2 = value_of(condition.bounds[0], rules_, as_of_);
    if (first->value && *first->value >= 0) finding.hundredths = Area::square_metres(*first->value).hundredths();
  });
}

bool Judge::Outcome::settled() const {
  Verdict least = Verdict::conflict, most = Verdict::not_applicable;
  for (const Answer& answer : answers) {
    least = std::min(least, answer.branch->verdict);
    most = std::max(most, answer.branch->verdict);
  }
  return least == most;
}

void Judge::weigh_exceptions(const Rule& rule, Scales& scales, Outcome& outcome, bool& certain) const {
  std::vector<const Exception*> order;
  for (const Exception& exception : rule.exceptions) order.push_back(&exception);
  std::stable_sort(order.begin(), order.end(), [](const Exception* a, const Exception* b) { return a->priority > b->priority; });
  std::optional<int> priority;  // of one that certainly answers: only its equals still count
  Verdict verdict{};
  for (const Exception* exception : order) {
    if (priority && exception->priority < *priority) break;
    const Truth truth = scales.weigh(exception->branch.when);
    if (truth == Truth::no) continue;
    if (priority && truth == Truth::yes && exception->branch.verdict != verdict) outcome.contradiction = true;
    if (priority && truth == Truth::yes && exception->branch.verdict == verdict) continue;
    outcome.answers.push_back({&exception->branch, exception});
    if (truth != Truth::yes) continue;
    priority = exception->priority;
    verdict = exception->branch.verdict;
    certain = true;
  }
}

Judge::Outcome Judge::weigh(const Rule& rule, const Subject& subject, Doubts doubts) const {
  Scales scales(rules_, rule, subject, as_of_, doubts);
  Outcome outcome;
  bool certain = false;
  weigh_exceptions(rule, scales, outcome, certain);
  for (const Branch& branch : rule.base) {
    if (certain) break;
    const Truth truth = scales.weigh(branch.when);
    if (truth != Truth::no) outcome.answers.push_back({&branch, nullptr});
    certain = truth == Truth::yes;
  }
  outcome.lacking = scales.lacking;
  outcome.close = scales.close;
  return outcome;
}

void Judge::decide(const Rule& rule, const Answer& answer, const Subject& subject, Finding& finding) const {
  const Branch& branch = *answer.branch;
  finding.verdict = branch.verdict;
  finding.message = fill(branch.text, finding.facts, subject.whole_m2());
  for (const std::string& id : branch.papers) {
    const auto paper = std::find_if(rules_.papers.begin(), rules_.papers.end(), [&](const Paper& p) { return p.id == id; });
    if (paper != rules_.papers.end()) finding.papers.push_back(paper->title);
  }
  if (answer.exception) {
    finding.exception = answer.exception->id;
    for (const std::string& id : answer.exception->cite) {
      if (std::find(finding.cite.begin(), finding.cite.end(), id) == finding.cite.end()) finding.cite.push_back(id);
    }
  }
  if (approved_ || rules_.may_decide(rule, answer.exception)) return;
  if (branch.verdict != Verdict::conflict && branch.verdict != Verdict::pass) return;
  finding.verdict = branch.verdict == Verdict::conflict ? Verdict::needs_review : Verdict::conditional;
  finding.message.zh += "（依据条文未经核实，需人工核实）";
  finding.message.en += " (the citation is unverified: to be verified by a person)";
}

void Judge::leave_unknown(const Rule& rule, const Subject&, const std::vector<Text>& lacking, Finding& finding) const {
  const Text area = area_of(finding), why = lacking.empty() ? Text{"条件无法判断", "the conditions cannot be weighed"} : joined(lacking);
  finding.verdict = rule.on_unknown;
  finding.message = {rule.title.zh + area.zh + "：" + why.zh + "，无法判定", rule.title.en + area.en + ": " + why.en};
}

/// True when another place of the borders, within ε, would give another verdict.
bool Judge::try_positions(const Rule& rule, const Subject& subject, const Outcome& first, Finding& finding) const {
  if (finding.epsilon_m <= 0) return false;
  Outcome moved = weigh(rule, subject, {.gaps = true, .positions = true});
  moved.answers.insert(moved.answers.end(), first.answers.begin(), first.answers.end());
  if (moved.settled() || !moved.close) return false;
  const bool harmless = std::all_of(moved.answers.begin(), moved.answers.end(), [](const Answer& a) { return a.branch->verdict <= Verdict::pass; });
  if (harmless) return false;
  finding.margin = moved.close->margin;
  const Fact& fact = *rule.find_fact(moved.close->fact);
  const std::string epsilon = decimals(finding.epsilon_m, 2), margin = with_unit(std::round(*finding.margin * 1e4) / 1e4, unit_of(fact));
  const Text nominal = fill(first.answers.front().branch->text, finding.facts, subject.whole_m2());
  finding.verdict = Verdict::needs_review;
  finding.message = {"结论取决于不到 ε = " + epsilon + " m 的位置误差（距阈值 " + margin + "）。按图上位置：" + nominal.zh,
                     "the result depends on less than ε = " + epsilon + " m of position (" + margin + " from the threshold). As drawn: " + nominal.en};
  return true;
}

void Judge::answer(const Rule& rule, const Subject& subject, Finding& finding) const {
  const Outcome seen = weigh(rule, subject, {.gaps = true, .positions = false});
  if (seen.contradiction) {
    finding.verdict = Verdict::needs_review;
    finding.message = {rule.title.zh + "：同一优先级的例外结论不同（rule_conflict），规则集须改正", rule.title.en + ": exceptions of one priority contradict each other (rule_conflict): the rule set must be corrected"};
    return;
  }
  const auto gap = gap_of(rule, subject);
  if (!seen.settled()) {
    const Outcome whole = gap ? weigh(rule, subject, {.gaps = false, .positions = false}) : seen;
    if (gap && (whole.settled() || whole.lacking.empty())) return not_checked(rule, *gap, finding);
    return leave_unknown(rule, subject, whole.lacking, finding);
  }
  if (!try_positions(rule, subject, seen, finding)) decide(rule, seen.answers.front(), subject, finding);
  if (!gap) return;
  if (finding.verdict <= Verdict::not_checked) return not_checked(rule, *gap, finding);
  finding.message.zh += "；其余未检查：" + gap->zh;
  finding.message.en += "; the rest is not checked: " + gap->en;
}

Finding Judge::judge(const Rule& rule, const Subject& subject) const {
  Finding finding;
  finding.rule = rule.id;
  finding.cite = rule.cite;
  if (const auto why = why_not_asked(rule, subject)) {
    not_checked(rule, *why, finding);
    return finding;
  }
  Scales scales(rules_, rule, subject, as_of_, {});
  const Truth applies = scales.weigh(rule.applies_when);
  if (applies == Truth::no) {
    finding.verdict = Verdict::not_applicable;
    finding.message = {rule.title.zh + "：不适用", rule.title.en + ": does not apply"};
    return finding;
  }
  if (applies == Truth::unknown) {
    leave_unknown(rule, subject, scales.lacking, finding);
    return finding;
  }
  measure(rule, subject, finding);
  answer(rule, subject, finding);
  return finding;
}

}  // namespace libspatial
