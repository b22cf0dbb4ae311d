#pragma once
// Judge: one rule, one project, the facts → one finding.

#include "rules/facts.hpp"

namespace libspatial {

class Judge {
 public:
  Judge(const RuleSet& rules, const Facts& facts, const Plan& plan, const CheckOptions& options);

  /// All findings of a project, in the order of the rule set.
  std::vector<Finding> findings(const Group& group) const;

 private:
  Finding judge(const Rule& rule, const Group& group) const;
  /// Why the layer of a rule does not tell the whole of a project's land.
  struct Gap {
    Text why;
    std::optional<std::int64_t> beyond;  ///< land outside all units; none: not known
  };

  /// Nothing can be measured: no layer, or not in force.
  std::optional<Text> why_not_asked(const Rule& rule) const;
  std::optional<Gap> find_gap(const Rule& rule, const Group& group) const;
  std::int64_t measure(const Rule& rule, const Group& group) const;
  /// What the measure is at least, whatever lies in the gap.
  std::int64_t measure_surely(const Rule& rule, const Group& group, const std::optional<Gap>& gap) const;
  std::int64_t tolerance(const Rule& rule, const Group& group) const;
  std::optional<std::string> family(const std::string& kind) const;
  bool may_decide(const Rule& rule) const;
  void decide(const Rule& rule, const Branch& branch, const Group& group, Finding& finding) const;
  void decide_above(const Rule& rule, const Group& group, Finding& finding) const;

  const RuleSet& rules_;
  const Facts& facts_;
  const Plan& plan_;
  const CheckOptions& options_;
};

/// Fills {area_m2} {area_ha} {area_mu} {share_pct} in both languages.
Text fill(const Text& text, std::int64_t hundredths, std::int64_t whole);

}  // namespace libspatial
