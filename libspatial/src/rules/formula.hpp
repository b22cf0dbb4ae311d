#pragma once
// Formulas: how quantities are worked out from facts, parameters and numbers. Written as text: "outside / project_area", "max(taken - 10 m2, 0 m2)".

#include <functional>

#include "rules/weigh.hpp"

namespace libspatial {

/// Throws Text with what is wrong.
Formula parse_formula(std::string_view text);
/// The one way to write a formula; parse_formula() of it is the same formula.
std::string formula_text(const Formula& formula);

/// Every part of a formula, outermost first.
void each_part(const Formula& formula, const std::function<void(const Formula&)>& visit);

/// "m2", "m", "share", "count", "factor" (a plain number) or "day". Throws Text when a part is not there or units do not fit; works out the units of
/// the formulas it refers to. `rule` belongs to `set`, whose parameters have given their units to the parts.
std::string formula_unit(const RuleSet& set, const Rule& rule, const Fact& fact);

/// What is known of the facts of a rule, measured or worked out.
class Reckoner {
 public:
  /// Of measured facts.
  using Source = std::function<Known(const Fact&)>;
  Reckoner(const RuleSet& rules, const Rule& rule, const Subject& subject, const std::string& as_of, Source source)
      : rules_(rules), rule_(rule), subject_(subject), as_of_(as_of), source_(std::move(source)) {}

  Known known(const Fact& fact) const;

 private:
  const RuleSet& rules_;
  const Rule& rule_;
  const Subject& subject_;
  const std::string& as_of_;
  const Source source_;
};

}  // namespace libspatial
