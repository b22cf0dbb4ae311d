#pragma once
// Evaluation: every target of the plan computed from its layers and tables, or what is missing to compute it; the land accounts beside them.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "libspatial/accounts.hpp"

namespace libspatial {

/// How a value stands to what the plan says of it. A preliminary view, never a verdict.
enum class Standing {
  agrees,        ///< what the plan states, to its decimals (about: within the limit `about_share`)
  differs,       ///< not what the plan states
  reached,       ///< a target that is kept
  short_of,      ///< a target that is not kept yet
  computed,      ///< the plan gives no number
  missing,       ///< an input is missing: `why` names it
  not_spatial,   ///< nothing that layers or tables of a plan could tell
};
std::string_view name(Standing standing);  ///< "short"
Text title(Standing standing);             ///< 未达到 / short

struct IndicatorValue {
  std::string target;                      ///< id in the profile
  std::optional<double> value;             ///< in the target's unit
  std::optional<double> gap;               ///< what the plan states − value
  std::string at;                          ///< the day it is of: end of its year for a baseline, else that of the evaluation
  Standing standing = Standing::not_spatial;
  Text formula;                            ///< how it was computed
  Text why;                                ///< what is missing, or what to know of the number
  std::vector<std::pair<std::string, double>> by_unit;  ///< code of the unit, value; where it can be told
};

/// A figure of the plan beside what its own words add up to.
struct FigureFound {
  std::string id;
  std::optional<double> found, difference; ///< none for words only
  bool contradicts = false;
  Text how;
};

struct EvaluationOptions {
  std::string as_of;                       ///< YYYY-MM-DD
  const Layer* projects = nullptr;         ///< valid polygons with the field `id`: planned projects as drawn
  int threads = 0;                         ///< 0: as many as the machine has; the result does not depend on it
};

struct Evaluation {
  std::string as_of;
  std::vector<IndicatorValue> indicators;  ///< in the order of the profile's targets
  std::vector<FigureFound> figures;        ///< in the order of the profile
  std::vector<LandAccount> accounts;       ///< as of `as_of`
  Balances balances;
  std::optional<FarmlandBalance> farmland;
  std::optional<PairedProjects> pairs;
  std::vector<Text> missing;               ///< accounts that could not be made, with why

  std::size_t count(Standing standing) const;
  bool incomplete() const;                 ///< an account could not be made, or left rows out
};

/// Precondition: the plan has a profile. Throws Error(bad_argument) when `as_of` is no date.
Evaluation evaluate(const Plan& plan, const Limits& limits, const EvaluationOptions& options);

/// Everything as tables: indicators, indicators_by_unit, figures, accounts, units, farmland, pairs; and the land of the accounts with its shapes.
std::vector<Layer> tables(const Evaluation& evaluation, const Plan& plan);

}  // namespace libspatial
