#pragma once
// Vocabulary: the measures a rule may name, with their units, and the words of conditions.

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "libspatial/rules.hpp"

namespace libspatial {

/// What a measure is of.
enum class Of {
  role,      ///< one or more layers
  project,   ///< the project itself
};

/// Of which land of a layer a measure is, as far as the pieces of a check show it.
enum class Land { none, inside, beyond };

struct MeasureWord {
  std::string_view name, unit;   ///< unit: m2, m, share, count, day
  Of of = Of::role;
  bool classes = false;          ///< needs a list of land-use codes
  bool uncertain = false;        ///< depends on where borders lie: tried with ε
  Land land = Land::none;
  bool whole_layer = true;       ///< says nothing certain where the layer does not cover the site
  Text title;
};

std::span<const MeasureWord> measure_words();
const MeasureWord* find_measure(std::string_view name);

std::span<const Test> condition_tests();   ///< those that are written down

/// The measure's, or the formula's: "m2" "m" "share" "count" "factor" "day".
std::string_view unit_of(const Fact& fact);
/// Depends on where borders lie: tried with ε.
bool is_uncertain(const Rule& rule, const Fact& fact);

/// Units of {fact|unit} in texts, and whether a fact in `of` can be said in one.
std::span<const std::string_view> text_units();
bool can_be_said(std::string_view of, std::string_view unit);

/// What may be wrong with a layer in a test.
struct StateWord { std::string_view name; Text title; };
std::span<const StateWord> layer_states();

std::span<const Verdict> verdicts();

/// Units of quantities.
std::vector<std::string_view> unit_words();
/// What one of a unit is in its base (m2, m, share, count, day); 0: no such unit.
double unit_factor(std::string_view unit);
std::string_view base_unit(std::string_view unit);
/// To the last bit: "0.5 %" is 0.005, "1.1 ha" 11000.
double to_base(double value, std::string_view unit);

/// A threshold in base units on a day.
double value_of(const Bound& bound, const RuleSet& rules, const std::string& as_of);

/// A number with its unit for people: "1 m²", "0.5 %".
std::string with_unit(double base_value, std::string_view base);

bool in_force(const std::string& from, const std::string& to, const std::string& date);
std::string period(const std::string& from, const std::string& to);

/// "ugb" of "ugb.flexible".
std::string layer_of(const std::string& role);

/// Every condition of a rule, outermost first.
void each_condition(const Rule& rule, const std::function<void(const Condition&)>& visit);

}  // namespace libspatial
