// Rule sets in YAML. docs/reference/rule-sets.md describes what is read here.

#include <algorithm>
#include <array>

#include "exchange/yaml.hpp"
#include "libspatial/exchange.hpp"

namespace libspatial {
namespace {

using yaml::Map;

Verdict read_verdict(Map& map) {
  const std::string word = map.text("verdict");
  for (const Verdict v : {Verdict::not_applicable, Verdict::pass, Verdict::conditional, Verdict::not_checked, Verdict::needs_review, Verdict::conflict}) {
    if (word == name(v)) return v;
  }
  map.fail({"未知的结论“" + word + "”", "unknown verdict \"" + word + "\""});
}

Branch read_branch(Map map) {
  Branch branch;
  branch.kinds = map.words("kinds");
  branch.verdict = read_verdict(map);
  branch.text = map.both("text");
  map.finish();
  return branch;
}

bool is_measure(const std::string& word) {
  static constexpr std::array known{"outside", "overlap", "multi_cover", "declared_difference", "self_overlap", "in.concentrated", "in.flexible", "in.special"};
  return std::find(known.begin(), known.end(), word) != known.end();
}

Rule read_rule(Map map) {
  Rule rule;
  rule.id = map.text("id");
  rule.title = map.both("title");
  rule.role = map.text_or("role", "");
  rule.measure = map.text("measure");
  rule.tolerance = map.text("tolerance");
  rule.relative_tolerance = map.text_or("relative_tolerance", "");
  rule.needs_kind = map.flag("needs_kind", false);
  for (Map& branch : map.maps("above")) rule.above.push_back(read_branch(std::move(branch)));
  rule.otherwise = read_branch(map.map("otherwise"));
  rule.cite = map.words("cite");
  rule.valid_from = map.date_or("valid_from", "");
  rule.valid_to = map.date_or("valid_to", "");
  map.finish();
  const bool of_project = rule.measure == "declared_difference" || rule.measure == "self_overlap";
  if (!is_measure(rule.measure)) map.fail({"未知的量“" + rule.measure + "”", "unknown measure \"" + rule.measure + "\""});
  if (of_project != rule.role.empty()) map.fail({rule.id + "：量 " + rule.measure + (of_project ? " 不需要 role" : " 需要 role"), rule.id + ": measure " + rule.measure + (of_project ? " takes no role" : " needs a role")});
  if (rule.above.empty() || !rule.above.back().kinds.empty()) {
    map.fail({rule.id + "：above 的最后一个分支必须适用于所有类型（不写 kinds）", rule.id + ": the last branch of above must hold for every kind (no kinds)"});
  }
  return rule;
}

Parameter read_parameter(Map map) {
  Parameter parameter;
  parameter.id = map.text("id");
  parameter.unit = map.text("unit");
  for (Map& value : map.maps("values")) {
    Parameter::Dated dated;
    dated.from = value.date_or("from", "");
    dated.value = value.number("value");
    dated.reference = value.text("reference");
    dated.verified = value.flag("verified", false);
    value.finish();
    if (!parameter.values.empty() && dated.from <= parameter.values.back().from) value.fail({"取值日期应递增", "the dates of values must ascend"});
    parameter.values.push_back(std::move(dated));
  }
  map.finish();
  if (parameter.values.empty()) map.fail({parameter.id + " 没有取值", parameter.id + " has no value"});
  return parameter;
}

Citation read_citation(Map map) {
  Citation citation;
  citation.id = map.text("id");
  citation.source.document = map.text("document");
  citation.source.clause = map.text_or("clause", "");
  citation.source.quote = map.text_or("quote", "");
  citation.source.date = map.date_or("date", "");
  citation.source.verified = map.flag("verified", false);
  map.finish();
  if (citation.source.verified && citation.source.quote.empty()) {
    map.fail({citation.id + "：没有原文引句的条文不能标为已核实", citation.id + ": a citation without a quote cannot be verified"});
  }
  return citation;
}

template <class T>
void require_distinct(const Map& map, const std::vector<T>& items) {
  std::set<std::string> ids;
  for (const T& item : items) {
    if (!ids.insert(item.id).second) map.fail({"编号 " + item.id + " 重复", "the id " + item.id + " is repeated"});
  }
}

/// Everything a rule refers to exists.
void require_references(const Map& map, const RuleSet& set) {
  const auto known = [&](const std::string& id) {
    return std::any_of(set.parameters.begin(), set.parameters.end(), [&](const Parameter& p) { return p.id == id; });
  };
  for (const Rule& rule : set.rules) {
    for (const std::string& parameter : {rule.tolerance, rule.relative_tolerance}) {
      if (!parameter.empty() && !known(parameter)) map.fail({rule.id + "：没有参数 " + parameter, rule.id + ": there is no parameter " + parameter});
    }
    for (const std::string& id : rule.cite) {
      if (!set.find_citation(id)) map.fail({rule.id + "：没有条文 " + id, rule.id + ": there is no citation " + id});
    }
    for (const Branch& branch : rule.above) {
      for (const std::string& kind : branch.kinds) {
        if (!set.kind_aliases.count(kind)) map.fail({rule.id + "：kinds 中没有 " + kind, rule.id + ": kinds has no " + kind});
      }
    }
  }
  if (!known("coverage_tolerance")) map.fail({"缺少参数 coverage_tolerance", "the parameter coverage_tolerance is missing"});
}

}  // namespace

RuleSet parse_rules(std::string_view text, const std::string& file) {
  Map map(yaml::load(text, file), file, "ruleset");
  RuleSet set;
  set.file = file;
  set.id = map.text("id");
  set.version = map.text("version");
  set.status = map.text("status");
  set.title = map.both("title");
  set.notice = map.both("notice");
  set.jurisdiction = map.text("jurisdiction");
  set.valid_from = map.date_or("valid_from", "");
  set.valid_to = map.date_or("valid_to", "");
  for (Map& approval : map.maps("approvals")) {
    set.approvals.push_back({approval.text("name"), approval.date_or("date", ""), approval.text_or("note", "")});
    if (set.approvals.back().date.empty()) approval.fail({"批准必须写明日期", "an approval needs a date"});
    approval.finish();
  }
  Map kinds = map.map("kinds");
  for (const std::string& kind : kinds.keys()) set.kind_aliases[kind] = kinds.words(kind);
  for (Map& p : map.maps("parameters")) set.parameters.push_back(read_parameter(std::move(p)));
  for (Map& c : map.maps("citations")) set.citations.push_back(read_citation(std::move(c)));
  for (Map& r : map.maps("rules")) set.rules.push_back(read_rule(std::move(r)));
  map.finish();
  if (set.rules.empty()) map.fail({"没有规则", "there is no rule"});
  require_distinct(map, set.rules);
  require_distinct(map, set.parameters);
  require_distinct(map, set.citations);
  require_references(map, set);
  return set;
}

}  // namespace libspatial
