#pragma once
// The parts of a rule set as they are written: rules, conditions, tests.

#include "exchange/yaml.hpp"
#include "libspatial/rules.hpp"

namespace libspatial::rules_yaml {

Verdict read_verdict(yaml::Map& map, const std::string& key);

/// A rule. What it refers to is looked at by require_references().
Rule read_rule(yaml::Map map);

/// A condition: one key of all, any, not; or attr or fact with one test. Throws Error(bad_rules).
Condition read_condition(yaml::Map map);

/// "10 m2", "0.5 %".
bool is_quantity(const std::string& text);
Bound read_quantity(const yaml::Map& map, const std::string& text);

/// Cases of the set's own tests.
void read_tests(yaml::Map map, std::vector<Situation>& tests);

/// Everything a rule refers to exists, with the right unit; what is too large is refused.
void require_references(const yaml::Map& map, const RuleSet& set);

}  // namespace libspatial::rules_yaml
