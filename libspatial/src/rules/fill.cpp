// The texts of rules: {fact|unit} is the number the decision was made with, and no other.

#include <algorithm>

#include "rules/judge.hpp"

namespace libspatial {
namespace {

std::string number_of(const FactValue& fact, std::string_view unit, double whole_m2) {
  if (!fact.value) return "—";
  const double value = *fact.value;
  if (value >= 1e300) return "∞";  // nothing to be far from
  if (unit == "m2") return decimals(value, 2);
  if (unit == "ha") return decimals(value / 1e4, 4);
  if (unit == "mu") return decimals(value * 3 / 2000, 2);
  if (unit == "pct") {
    const double share = fact.unit == "share" ? value : whole_m2 > 0 ? value / whole_m2 : 0.0;
    return decimals(share * 100, 2);
  }
  if (unit == "m") return decimals(value, 2);
  return decimals(value, unit == "factor" ? 4 : 0);  // count, day
}

std::string filled(std::string_view text, const std::vector<FactValue>& facts, double whole_m2) {
  std::string result;
  std::size_t at = 0;
  result.reserve(text.size());
  for (std::size_t open; (open = text.find('{', at)) != std::string_view::npos;) {
    const std::size_t close = text.find('}', open), bar = text.find('|', open);
    result += text.substr(at, open - at);
    const std::string_view name = text.substr(open + 1, bar - open - 1), unit = text.substr(bar + 1, close - bar - 1);
    const auto fact = std::find_if(facts.begin(), facts.end(), [&](const FactValue& f) { return f.name == name; });
    if (fact != facts.end()) result += number_of(*fact, unit, whole_m2);
    at = close + 1;
  }
  return result += text.substr(at);
}

}  // namespace

std::vector<std::pair<std::string, std::string>> placeholders(const std::string& text) {
  std::vector<std::pair<std::string, std::string>> result;
  for (std::size_t open = text.find('{'); open != std::string::npos; open = text.find('{', open + 1)) {
    const std::size_t close = text.find('}', open);
    const std::string inside = text.substr(open + 1, close == std::string::npos ? close : close - open - 1);
    const std::size_t bar = inside.find('|');
    if (bar == std::string::npos || close == std::string::npos) result.emplace_back(inside, "");
    else result.emplace_back(inside.substr(0, bar), inside.substr(bar + 1));
  }
  return result;
}

Text fill(const Text& text, const std::vector<FactValue>& facts, double whole_m2) {
  return {filled(text.zh, facts, whole_m2), filled(text.en, facts, whole_m2)};
}

}  // namespace libspatial
