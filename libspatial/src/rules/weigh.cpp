#include "rules/weigh.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "rules/formula.hpp"

namespace libspatial {
namespace {

constexpr double most = std::numeric_limits<double>::max();

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

Text not_given(const Attribute& attribute) { return {attribute.title.zh + "未填写", "the project has no " + attribute.title.en}; }

}  // namespace

std::optional<double> number_of(const Attribute& attribute, const std::optional<std::string>& given, Text& why) {
  if (!given) {
    why = not_given(attribute);
    return std::nullopt;
  }
  const auto value = number(*given);
  if (!value) why = {attribute.title.zh + "“" + *given + "”不是数值", "the project's " + attribute.title.en + " \"" + *given + "\" is no number"};
  return value;
}

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
  if (attribute.is_number) {
    Text why;
    if (const auto value = number_of(attribute, given, why)) return compare(condition, {*value, *value});
    lack(why);
    return Truth::unknown;
  }
  if (!given) {
    lack(not_given(attribute));
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

Known Scales::known(const Fact& fact) const {
  return Reckoner(rules_, rule_, subject_, as_of_, [&](const Fact& measured) { return subject_.known(measured); }).known(fact);
}

Range Scales::moved(const Fact& fact, const std::vector<Bound>& bounds) const {
  const auto widest = [&](const Fact& measured, Range all, std::initializer_list<double> thresholds) {
    for (const double threshold : thresholds) {
      const Range moved = subject_.moved(measured, threshold);
      all = {std::min(all.low, moved.low), std::max(all.high, moved.high)};
    }
    return all;
  };
  Range all = widest(fact, {most, -most}, {});
  if (!fact.measure.empty()) {
    for (const Bound& bound : bounds) all = widest(fact, all, {value_of(bound, rules_, as_of_)});
    return all;
  }
  // Where the threshold of a part lies is not known: both sides of what it is.
  const Known loose = Reckoner(rules_, rule_, subject_, as_of_, [&](const Fact& measured) {
    Known known = subject_.known(measured);
    if (!known.value || !find_measure(measured.measure)->uncertain) return known;
    const double value = *known.value;
    const Range moved = widest(measured, doubts_.gaps ? Range{known.low, known.high} : Range{value, value}, {value - std::abs(value) * 1e-9, value + std::abs(value) * 1e-9});
    known.low = moved.low, known.high = moved.high;
    return known;
  }).known(fact);
  return {loose.low, loose.high};
}

Truth Scales::of_fact(const Condition& condition) {
  const Fact& fact = *rule_.find_fact(condition.fact);
  const Known known = this->known(fact);
  if (condition.test == Test::present) return truth(known.value.has_value() == condition.wanted);
  if (!known.value) {
    if (known.why) lack(*known.why);
    return Truth::unknown;
  }
  const Range seen = doubts_.gaps ? Range{known.low, known.high} : Range{*known.value, *known.value};
  const Truth first = compare(condition, seen);
  if (!doubts_.positions || first == Truth::unknown || !rule_.tolerant || !is_uncertain(rule_, fact)) return first;
  const Range loose = moved(fact, condition.bounds);
  const Truth second = compare(condition, {std::min(seen.low, loose.low), std::max(seen.high, loose.high)});
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
