// Words: verdicts, rule sets as tables to look things up in.

#include <algorithm>

#include "libspatial/rules.hpp"

namespace libspatial {

std::string_view name(Verdict verdict) {
  switch (verdict) {
    case Verdict::not_applicable: return "not_applicable";
    case Verdict::pass: return "pass";
    case Verdict::conditional: return "conditional";
    case Verdict::not_checked: return "not_checked";
    case Verdict::needs_review: return "needs_review";
    case Verdict::conflict: return "conflict";
  }
  return "";
}

Verdict verdict_named(std::string_view word) {
  for (const Verdict v : {Verdict::not_applicable, Verdict::pass, Verdict::conditional, Verdict::not_checked, Verdict::needs_review, Verdict::conflict}) {
    if (word == name(v)) return v;
  }
  throw Error(Errc::bad_argument, {"未知的结论“" + std::string(word) + "”", "unknown verdict \"" + std::string(word) + "\""});
}

Text title(Verdict verdict) {
  switch (verdict) {
    case Verdict::not_applicable: return {"不适用", "not applicable"};
    case Verdict::pass: return {"符合", "pass"};
    case Verdict::conditional: return {"有条件符合", "conditional"};
    case Verdict::not_checked: return {"无法判定（未检查）", "not checked"};
    case Verdict::needs_review: return {"无法判定（需人工复核）", "needs review"};
    case Verdict::conflict: return {"不符合", "conflict"};
  }
  return {};
}

int exit_code(Verdict verdict) {
  switch (verdict) {
    case Verdict::conflict: return 3;
    case Verdict::needs_review:
    case Verdict::not_checked: return 2;
    case Verdict::conditional: return 1;
    default: return 0;
  }
}

const Citation* RuleSet::find_citation(std::string_view wanted) const {
  const auto found = std::find_if(citations.begin(), citations.end(), [&](const Citation& c) { return c.id == wanted; });
  return found == citations.end() ? nullptr : &*found;
}

const Attribute* RuleSet::find_attribute(std::string_view wanted) const {
  const auto found = std::find_if(attributes.begin(), attributes.end(), [&](const Attribute& a) { return a.id == wanted; });
  return found == attributes.end() ? nullptr : &*found;
}

const Rule* RuleSet::find_rule(std::string_view wanted) const {
  const auto found = std::find_if(rules.begin(), rules.end(), [&](const Rule& r) { return r.id == wanted; });
  return found == rules.end() ? nullptr : &*found;
}

bool RuleSet::may_decide(const Rule& rule, const Exception* exception) const {
  if (!approvals.empty() || rule.house) return true;
  const auto verified = [&](const std::string& cited) {
    const Citation* citation = find_citation(cited);
    return citation && citation->source.verified;
  };
  return !rule.cite.empty() && std::all_of(rule.cite.begin(), rule.cite.end(), verified) &&
         (!exception || std::all_of(exception->cite.begin(), exception->cite.end(), verified));
}

double RuleSet::parameter(std::string_view wanted, std::string_view date) const {
  for (const Parameter& p : parameters) {
    if (p.id != wanted) continue;
    const Parameter::Dated* in_force = nullptr;
    for (const auto& value : p.values) {
      if (value.from <= date) in_force = &value;
    }
    if (in_force) return in_force->value;
  }
  const std::string which(wanted), d(date);
  throw Error(Errc::bad_rules, {file + "：参数 " + which + " 在 " + d + " 没有有效值", file + ": parameter " + which + " has no value in force on " + d});
}

}  // namespace libspatial
