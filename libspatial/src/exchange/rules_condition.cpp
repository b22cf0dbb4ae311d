// Conditions of rules in YAML.

#include <algorithm>
#include <charconv>
#include <cmath>

#include "exchange/rules_parts.hpp"
#include "rules/vocabulary.hpp"

namespace libspatial::rules_yaml {
namespace {

using yaml::Map;

std::vector<Condition> read_parts(Map& map, const std::string& key) {
  std::vector<Condition> parts;
  for (Map& part : map.maps(key)) parts.push_back(read_condition(std::move(part)));
  if (parts.empty()) map.fail({key + " 应为条件的列表", key + " must be a list of conditions"});
  return parts;
}

Bound read_bound(Map& map, const std::string& key) {
  if (!map.is_map(key)) return read_quantity(map, map.text(key));
  Map of = map.map(key);
  Bound bound;
  bound.parameter = of.text("param");
  of.finish();
  return bound;
}

std::vector<Bound> read_between(Map& map) {
  std::vector<Bound> bounds;
  for (const std::string& word : map.words("between")) {
    Bound bound;
    if (word.starts_with("param ")) bound.parameter = word.substr(6);
    else bound = read_quantity(map, word);
    bounds.push_back(std::move(bound));
  }
  if (bounds.size() != 2) map.fail({"between 需要两个界限", "between needs two bounds"});
  if (bounds[0].parameter.empty() && bounds[1].parameter.empty() && base_unit(bounds[0].unit) == base_unit(bounds[1].unit) && to_base(bounds[0].value, bounds[0].unit) > to_base(bounds[1].value, bounds[1].unit)) map.fail({"between 的第一个界限大于第二个", "the first bound of between is larger than the second"});
  return bounds;
}

/// attr or fact with exactly one test.
Condition read_test(Map& map) {
  Condition condition;
  condition.attribute = map.text_or("attr", "");
  condition.fact = map.text_or("fact", "");
  if (condition.attribute.empty() == condition.fact.empty()) map.fail({"条件应写 attr 或 fact 之一", "a condition names either attr or fact"});
  if (condition.attribute.starts_with("project.")) condition.attribute.erase(0, 8);
  int found = 0;
  for (const Test test : condition_tests()) {
    const std::string key(name(test));
    if (test == Test::all || test == Test::any || test == Test::negation || !map.has(key)) continue;
    condition.test = test;
    ++found;
  }
  if (found != 1) map.fail({"条件应恰有一个比较（in eq ne lt le gt ge between present）", "a condition has exactly one test (in eq ne lt le gt ge between present)"});
  const std::string key(name(condition.test));
  if (condition.test == Test::present) {
    condition.wanted = map.flag(key, true);
  } else if (condition.test == Test::between) {
    condition.bounds = read_between(map);
  } else if (condition.test == Test::in) {
    condition.words = map.words(key);
    if (condition.words.empty()) map.fail({"in 应为词的列表", "in must be a list of words"});
  } else if (!condition.attribute.empty() && (condition.test == Test::eq || condition.test == Test::ne) && !map.is_map(key) && !is_quantity(map.text(key))) {
    condition.words = {map.text(key)};
  } else {
    condition.bounds = {read_bound(map, key)};
  }
  return condition;
}

}  // namespace

bool is_quantity(const std::string& text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && (*end == ' ' || *end == '%') && unit_factor(std::string_view(end + (*end == ' '), text.data() + text.size())) > 0;
}

Bound read_quantity(const Map& map, const std::string& text) {
  Bound bound;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), bound.value);
  if (error != std::errc{} || !std::isfinite(bound.value)) {
    map.fail({"“" + text + "”应为带单位的有限数值，如 10 m2", "\"" + text + "\" must be a finite number with a unit, such as 10 m2"});
  }
  bound.unit = std::string(end, text.data() + text.size());
  bound.unit.erase(0, bound.unit.find_first_not_of(' '));
  if (unit_factor(bound.unit) == 0) {
    std::string all;
    for (const std::string_view word : unit_words()) all += (all.empty() ? "" : " ") + std::string(word);
    map.fail({"“" + text + "”的单位应为 " + all + " 之一", "the unit of \"" + text + "\" must be one of " + all});
  }
  return bound;
}

Condition read_condition(Map map) {
  Condition condition;
  const int line = map.line();
  if (map.has("all")) {
    condition.test = Test::all;
    condition.parts = read_parts(map, "all");
  } else if (map.has("any")) {
    condition.test = Test::any;
    condition.parts = read_parts(map, "any");
  } else if (map.has("not")) {
    condition.test = Test::negation;
    condition.parts.push_back(read_condition(map.map("not")));
  } else {
    condition = read_test(map);
  }
  condition.line = line;
  map.finish();
  return condition;
}

}  // namespace libspatial::rules_yaml
