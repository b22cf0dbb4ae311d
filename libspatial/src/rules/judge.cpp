#include "rules/judge.hpp"

#include <algorithm>
#include <cmath>

namespace libspatial {
namespace {

bool in_force(const std::string& from, const std::string& to, const std::string& date) {
  return (from.empty() || from <= date) && (to.empty() || date <= to);
}

std::string period(const std::string& from, const std::string& to) { return (from.empty() ? "…" : from) + " – " + (to.empty() ? "…" : to); }

std::int64_t whole_area(const Group& group, const Facts& facts) {
  std::int64_t sum = 0;
  for (const std::size_t row : group.rows) sum += facts.official(row);
  return sum;
}

void replace_all(std::string& text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) text.replace(at, from.size(), to);
}

Finding not_checked(const Rule& rule, const Text& why) {
  Finding finding;
  finding.rule = rule.id;
  finding.cite = rule.cite;
  finding.verdict = Verdict::not_checked;
  finding.message = {rule.title.zh + "：未检查，" + why.zh, rule.title.en + ": not checked, " + why.en};
  return finding;
}

}  // namespace

Text fill(const Text& text, std::int64_t hundredths, std::int64_t whole) {
  const Area area = Area::hundredths(hundredths);
  const double share = whole > 0 ? 100.0 * static_cast<double>(hundredths) / static_cast<double>(whole) : 0.0;
  Text result = text;
  for (std::string* t : {&result.zh, &result.en}) {
    replace_all(*t, "{area_m2}", decimals_of_hundredths(hundredths));
    replace_all(*t, "{area_ha}", decimals(area.hectares(), 4));
    replace_all(*t, "{area_mu}", decimals(area.mu(), 2));
    replace_all(*t, "{share_pct}", decimals(share, 2));
  }
  return result;
}

Judge::Judge(const RuleSet& rules, const Facts& facts, const Plan& plan, const CheckOptions& options)
    : rules_(rules), facts_(facts), plan_(plan), options_(options) {}

std::vector<Finding> Judge::findings(const Group& group) const {
  std::vector<Finding> result;
  for (const Rule& rule : rules_.rules) {
    if (in_force(rule.valid_from, rule.valid_to, options_.as_of)) result.push_back(judge(rule, group));
  }
  return result;
}

std::optional<Text> Judge::why_not_asked(const Rule& rule) const {
  if (!in_force(rules_.valid_from, rules_.valid_to, options_.as_of)) {
    const std::string when = period(rules_.valid_from, rules_.valid_to);
    return Text{"规则集 " + rules_.id + " 的有效期为 " + when + "，不含 " + options_.as_of, "the rule set " + rules_.id + " is in force " + when + ", not on " + options_.as_of};
  }
  if (rule.role.empty()) return std::nullopt;
  const RoleOverlay& laid = facts_.role(rule.role);
  if (laid.problem) return laid.problem;
  if (!in_force(laid.plan->valid_from, laid.plan->valid_to, options_.as_of)) {
    const std::string when = period(laid.plan->valid_from, laid.plan->valid_to);
    return Text{"图层 " + rule.role + " 的有效期为 " + when + "，不含 " + options_.as_of, "layer " + rule.role + " is valid " + when + ", not on " + options_.as_of};
  }
  return std::nullopt;
}

std::optional<Judge::Gap> Judge::find_gap(const Rule& rule, const Group& group) const {
  if (rule.role.empty()) return std::nullopt;
  if (facts_.role(rule.role).plan->covers != "units") {
    return Gap{{"图层 " + rule.role + " 未说明覆盖全部区县（layer_manifest.covers 应为 units），图层中没有的地不能当作不在其内",
                "layer " + rule.role + " does not say that it covers all units (layer_manifest.covers = units): land it does not show may still be in it"}, {}};
  }
  const RoleOverlay& units = facts_.role("units");
  if (units.problem) return Gap{{"不能核实覆盖范围：" + units.problem->zh, "coverage cannot be verified: " + units.problem->en}, {}};
  const std::int64_t beyond = facts_.outside(group, "units");
  if (beyond <= Area::square_metres(rules_.parameter("coverage_tolerance", options_.as_of)).hundredths()) return std::nullopt;
  const std::string m2 = decimals_of_hundredths(beyond);
  return Gap{{"项目有 " + m2 + " m² 超出规划图层的覆盖范围（区县界以外）", m2 + " m² of the project lie beyond what the plan covers (outside all units)"}, beyond};
}

std::int64_t Judge::measure(const Rule& rule, const Group& group) const {
  if (rule.measure == "outside") return facts_.outside(group, rule.role);
  if (rule.measure == "overlap") return facts_.inside(group, rule.role);
  if (rule.measure == "multi_cover") return facts_.multi_cover(group, rule.role);
  if (rule.measure == "self_overlap") return facts_.self_overlap(group);
  if (rule.measure == "declared_difference") {
    return std::llabs(Area::square_metres(group.declared_m2.value_or(0)).hundredths() - whole_area(group, facts_));
  }
  return facts_.by_kind(group).at(zone_kind(rule.measure.substr(3)));  // in.<kind>; the reader has checked the word
}

std::int64_t Judge::measure_surely(const Rule& rule, const Group& group, const std::optional<Gap>& gap) const {
  const std::int64_t measured = measure(rule, group);
  if (!gap || rule.measure != "outside") return measured;  // land in a zone stays in it, whatever the layer does not show
  return gap->beyond ? std::max<std::int64_t>(0, measured - *gap->beyond) : 0;
}

std::int64_t Judge::tolerance(const Rule& rule, const Group& group) const {
  const std::int64_t fixed = Area::square_metres(rules_.parameter(rule.tolerance, options_.as_of)).hundredths();
  if (rule.relative_tolerance.empty()) return fixed;
  const double share = rules_.parameter(rule.relative_tolerance, options_.as_of);
  return std::max(fixed, static_cast<std::int64_t>(std::floor(share * static_cast<double>(whole_area(group, facts_)))));
}

std::optional<std::string> Judge::family(const std::string& kind) const {
  for (const auto& [family, words] : rules_.kind_aliases) {
    if (kind == family || std::find(words.begin(), words.end(), kind) != words.end()) return family;
  }
  return std::nullopt;
}

bool Judge::may_decide(const Rule& rule) const {
  if (!rules_.approvals.empty() || rule.cite.empty()) return true;  // rules of the house (data quality) cite nothing
  return std::all_of(rule.cite.begin(), rule.cite.end(), [&](const std::string& id) {
    const Citation* citation = rules_.find_citation(id);
    return citation && citation->source.verified;
  });
}

void Judge::decide(const Rule& rule, const Branch& branch, const Group& group, Finding& finding) const {
  finding.verdict = branch.verdict;
  finding.message = fill(branch.text, finding.hundredths.value_or(0), whole_area(group, facts_));
  if (may_decide(rule)) return;
  if (branch.verdict != Verdict::conflict && branch.verdict != Verdict::pass) return;
  finding.verdict = branch.verdict == Verdict::conflict ? Verdict::needs_review : Verdict::conditional;
  finding.message.zh += "（依据条文未经核实，需人工核实）";
  finding.message.en += " (the citation is unverified: to be verified by a person)";
}

void Judge::decide_above(const Rule& rule, const Group& group, Finding& finding) const {
  const auto kind = family(group.kind);
  if (rule.needs_kind && !kind) {
    finding.verdict = Verdict::needs_review;
    const std::string zh = group.kind.empty() ? "项目类型未填写" : "项目类型“" + group.kind + "”不在规则集中";
    const std::string en = group.kind.empty() ? "the project has no kind" : "the project's kind \"" + group.kind + "\" is unknown to the rule set";
    const Text area = fill({"（{area_m2} m²）", " ({area_m2} m²)"}, *finding.hundredths, whole_area(group, facts_));
    finding.message = {rule.title.zh + area.zh + "：" + zh + "，无法判定", rule.title.en + area.en + ": " + en};
    return;
  }
  const auto fits = [&](const Branch& b) { return b.kinds.empty() || (kind && std::find(b.kinds.begin(), b.kinds.end(), *kind) != b.kinds.end()); };
  const auto branch = std::find_if(rule.above.begin(), rule.above.end(), fits);
  if (branch == rule.above.end()) {  // the reader requires a last branch for all kinds
    throw Error(Errc::bad_rules, {rules_.file + "：规则 " + rule.id + " 没有适用的分支", rules_.file + ": rule " + rule.id + " has no branch that fits"});
  }
  decide(rule, *branch, group, finding);
}

Finding Judge::judge(const Rule& rule, const Group& group) const {
  if (const auto why = why_not_asked(rule)) return not_checked(rule, *why);
  Finding finding;
  finding.rule = rule.id;
  finding.cite = rule.cite;
  if (rule.measure == "declared_difference" && !group.declared_m2) {
    finding.verdict = Verdict::not_applicable;
    finding.message = {"没有申报面积", "no declared area"};
    return finding;
  }
  const auto gap = find_gap(rule, group);
  finding.hundredths = measure_surely(rule, group, gap);
  finding.tolerance_m2 = rules_.parameter(rule.tolerance, options_.as_of);
  const bool above = *finding.hundredths > tolerance(rule, group);
  if (above) decide_above(rule, group, finding);
  else decide(rule, rule.otherwise, group, finding);
  if (!gap) return finding;
  if (!above || finding.verdict <= Verdict::not_checked) return not_checked(rule, gap->why);
  finding.message.zh += "；其余未检查：" + gap->why.zh;
  finding.message.en += "; the rest is not checked: " + gap->why.en;
  return finding;
}

}  // namespace libspatial
