#include "rules/weigh.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace libspatial {
namespace {

/// value OP bound for every value of a range.
Truth less(Range value, double bound, bool or_equal) {
  const bool low = or_equal ? value.low <= bound : value.low < bound;
  const bool high = or_equal ? value.high <= bound : value.high < bound;
  return low == high ? truth(low) : Truth::unknown;
}

Truth equal(Range value, double bound) {
  if (value.low == value.high) return truth(value.low == bound);
  return bound < value.low || value.high < bound ? Truth::no : Truth::unknown;
}

std::optional<double> number(const std::string& text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

}  // namespace

std::optional<std::string> word_of(const Attribute& attribute, const std::string& given) {
  for (const auto& [word, found] : attribute.words) {
    if (given == word || std::find(found.begin(), found.end(), given) != found.end()) return word;
  }
  return std::nullopt;
}

void Scales::lack(const Text& text) {
  const auto same = [&](const Text& t) { return t.zh == text.zh; };
  if (std::none_of(lacking.begin(), lacking.end(), same)) lacking.push_back(text);
}

Truth Scales::weigh(const Condition& condition) {
  switch (condition.test) {
    case Test::always: return Truth::yes;
    case Test::negation: return inverse(weigh(condition.parts.front()));
    case Test::all:
    case Test::any: {
      const bool all = condition.test == Test::all;
      Truth result = truth(all);
      for (const Condition& part : condition.parts) {
        const Truth t = weigh(part);
        result = all ? both(result, t) : either(result, t);
      }
      return result;
    }
    default: return condition.fact.empty() ? of_attribute(condition) : of_fact(condition);
  }
}

Truth Scales::of_attribute(const Condition& condition) {
  const Attribute& attribute = *rules_.find_attribute(condition.attribute);  // the reader has looked
  const auto given = subject_.attribute(attribute);
  if (condition.test == Test::present) return truth(given.has_value() == condition.wanted);
  if (!given) {
    lack({attribute.title.zh + "未填写", "the project has no " + attribute.title.en});
    return Truth::unknown;
  }
  if (attribute.is_number) {
    const auto value = number(*given);
    if (value) return compare(condition, {*value, *value});
    lack({attribute.title.zh + "“" + *given + "”不是数值", "the project's " + attribute.title.en + " \"" + *given + "\" is no number"});
    return Truth::unknown;
  }
  const auto word = word_of(attribute, *given);
  if (!word) {
    lack({attribute.title.zh + "“" + *given + "”不在规则集中", "the project's " + attribute.title.en + " \"" + *given + "\" is unknown to the rule set"});
    return Truth::unknown;
  }
  const bool among = std::find(condition.words.begin(), condition.words.end(), *word) != condition.words.end();
  return truth(condition.test == Test::ne ? !among : among);
}

Truth Scales::of_fact(const Condition& condition) {
  const Fact& fact = *rule_.find_fact(condition.fact);
  const Known known = subject_.known(fact);
  if (condition.test == Test::present) return truth(known.value.has_value() == condition.wanted);
  if (!known.value) return Truth::unknown;
  const Range seen = doubts_.gaps ? Range{known.low, known.high} : Range{*known.value, *known.value};
  const Truth first = compare(condition, seen);
  if (!doubts_.positions || first == Truth::unknown || !rule_.tolerant || !find_measure(fact.measure)->uncertain) return first;
  Range loose = seen;
  for (const Bound& bound : condition.bounds) {
    const Range moved = subject_.moved(fact, value_of(bound, rules_, as_of_));
    loose = {std::min(loose.low, moved.low), std::max(loose.high, moved.high)};
  }
  const Truth second = compare(condition, loose);
  if (second != first) {
    for (const Bound& bound : condition.bounds) {
      const double margin = std::abs(*known.value - value_of(bound, rules_, as_of_));
      if (!close || margin < close->margin) close = Close{margin, fact.name};
    }
  }
  return second;
}

Truth Scales::compare(const Condition& condition, Range value) {
  const double bound = value_of(condition.bounds.front(), rules_, as_of_);
  switch (condition.test) {
    case Test::lt: return less(value, bound, false);
    case Test::le: return less(value, bound, true);
    case Test::gt: return inverse(less(value, bound, true));
    case Test::ge: return inverse(less(value, bound, false));
    case Test::eq: return equal(value, bound);
    case Test::ne: return inverse(equal(value, bound));
    case Test::between: return both(inverse(less(value, bound, false)), less(value, value_of(condition.bounds.back(), rules_, as_of_), true));
    default: return Truth::unknown;  // words of a number: the reader refuses them
  }
}

}  // namespace libspatial
