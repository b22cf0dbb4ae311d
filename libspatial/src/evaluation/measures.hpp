#pragma once
// Measures: one function per way of computing an indicator.

#include <map>

#include "libspatial/evaluation.hpp"

namespace libspatial::evaluation {

enum class Dimension { count, length, area, percent, as_stated };

/// A value in base units (m, m², %, or the unit the source writes), or why there is none.
struct Found {
  std::optional<double> value;
  Dimension dimension = Dimension::as_stated;
  std::string unit;                        ///< with as_stated: what the rows say
  Text formula, why;
  std::vector<std::pair<std::string, double>> by_unit;
};

/// Thrown inside the room alone: an input is missing.
struct Missing { Text why; };

/// What several indicators need, made once.
class Context {
 public:
  Context(const Plan& p, const Limits& l, const EvaluationOptions& o) : plan(p), limits(l), options(o) {}

  const LandAccount& account(const std::string& id, const std::string& date);
  const Balances& balances(const std::string& date);
  /// The land of a place or group, one row per member with land: fields code, name. Throws Missing.
  const Layer& land(const std::string& place_or_group, const Crs& crs);

  const Plan& plan;
  const Limits& limits;
  const EvaluationOptions& options;

 private:
  std::map<std::pair<std::string, std::string>, LandAccount> accounts_;
  std::map<std::string, Balances> balances_;
  std::map<std::string, Layer> lands_;
};

/// Throws Missing.
Found measure(Context& context, const Indicator& indicator, const Target& target, const std::string& date);

/// The value in a unit of the plan. Throws Missing when the unit does not fit.
double in_unit(double value, const Found& found, const std::string& unit);

// Measures over lines and their land (lines.cpp); the others stand in measures.cpp.
Found length_of(Context& context, const Indicator& indicator);
Found count_of(Context& context, const Indicator& indicator);
Found surface_of(Context& context, const Indicator& indicator);
Found enclosed_by(Context& context, const Indicator& indicator);
Found distance_of(Context& context, const Indicator& indicator);
const PlanLayer& layer_of(Context& context, const std::string& role);

}  // namespace libspatial::evaluation
