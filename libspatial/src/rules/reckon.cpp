// What formulas come to: exact fractions, so that 0.3 m² less 0.1 m² is 0.2 m², rounded once at the end; bounds from bounds.

#include <boost/multiprecision/cpp_int.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "rules/formula.hpp"

namespace libspatial {
namespace {

using Step = Formula::Step;
using Exact = boost::multiprecision::cpp_rational;
using Whole = boost::multiprecision::cpp_int;

constexpr double most = std::numeric_limits<double>::max();

/// The decimal number a double is the nearest to: what was measured in whole 0.01 m², and what was written.
Exact exact(double value) {
  const double hundredths = std::round(value * 100);  // of up to 15 digits no other decimal is as near
  if (std::abs(hundredths) < 1e15 && hundredths / 100 == value) return Exact(static_cast<long long>(hundredths), 100);
  char text[40];
  const std::string_view all(text, static_cast<std::size_t>(std::to_chars(text, text + sizeof text, value, std::chars_format::scientific).ptr - text));
  const std::size_t e = all.find('e');
  std::string digits(all.substr(0, e));
  int tens = std::atoi(std::string(all.substr(e + 1)).c_str());
  if (const std::size_t dot = digits.find('.'); dot != std::string::npos) {
    tens -= static_cast<int>(digits.size() - dot - 1);
    digits.erase(dot, 1);
  }
  const Whole power = boost::multiprecision::pow(Whole(10), static_cast<unsigned>(std::abs(tens)));
  return tens < 0 ? Exact(Whole(digits), power) : Exact(Whole(digits) * power);
}

Exact in_base(double value, const std::string& unit) {
  if (unit == "mu") return exact(value) * Exact(2000, 3);
  return unit == "%" ? exact(value) / 100 : exact(value) * exact(unit_factor(unit));
}

double rounded(const Exact& value) {
  const double nearest = value.convert_to<double>();
  return std::isfinite(nearest) ? nearest : value > 0 ? most : -most;
}

struct Bounds {
  Exact value, low, high;
  bool sharp = false;  ///< all three are one
};

Bounds sharp(Exact value) { return {value, value, value, true}; }

Bounds span(const Exact& value, std::initializer_list<Exact> corners) { return {value, std::min(corners), std::max(corners)}; }

/// Works one formula out; what it lacks ends it.
class Sum {
 public:
  Sum(const RuleSet& rules, const Rule& rule, const Subject& subject, const std::string& as_of, const Reckoner::Source& source)
      : rules_(rules), rule_(rule), subject_(subject), as_of_(as_of), source_(source) {}

  Known known(const Fact& fact) {
    const auto found = of(fact.formula, fact);
    Known result;
    result.gap = gap_;
    if (!found) {
      result.why = why_;
      return result;
    }
    const double value = rounded(found->value);
    result.value = value, result.low = found->sharp ? value : rounded(found->low), result.high = found->sharp ? value : rounded(found->high);
    return result;
  }

 private:
  std::optional<Bounds> fail(Text why) {
    if (!why_) why_ = std::move(why);
    return std::nullopt;
  }

  std::optional<Bounds> of(const Formula& f, const Fact& fact) {
    switch (f.step) {
      case Step::quantity: {
        const Exact value = in_base(f.quantity.parameter.empty() ? f.quantity.value : rules_.parameter(f.quantity.parameter, as_of_), f.quantity.unit);
        return sharp(value);
      }
      case Step::fact: return of_fact(*rule_.find_fact(f.name));
      case Step::attribute: return of_attribute(*rules_.find_attribute(f.name));
      default: break;
    }
    auto all = of(f.parts.front(), fact);
    for (std::size_t i = 1; i < f.parts.size(); ++i) {
      const auto next = of(f.parts[i], fact);  // asked for even when the first is not known: every gap is named
      if (all && next) all = join(f, *all, *next, fact, f.parts[i]);
      else all = std::nullopt;
    }
    return all;
  }

  std::optional<Bounds> of_fact(const Fact& fact) {
    if (fact.measure.empty()) return of(fact.formula, fact);
    const Known known = source_(fact);
    if (known.gap && !gap_) gap_ = known.gap;
    if (!known.value) return fail({fact.name + " 未能量出", fact.name + " could not be measured"});
    if (known.low == *known.value && known.high == *known.value) return sharp(exact(*known.value));
    return Bounds{exact(*known.value), exact(known.low), exact(known.high)};
  }

  std::optional<Bounds> of_attribute(const Attribute& attribute) {
    Text why;
    const auto value = number_of(attribute, subject_.attribute(attribute), why);
    if (!value) return fail(why);
    return sharp(exact(*value));
  }

  std::optional<Bounds> join(const Formula& f, const Bounds& a, const Bounds& b, const Fact& fact, const Formula& second) {
    const bool alone = a.sharp && b.sharp;
    switch (f.step) {
      case Step::plus: return alone ? sharp(a.value + b.value) : Bounds{a.value + b.value, a.low + b.low, a.high + b.high};
      case Step::minus: return alone ? sharp(a.value - b.value) : Bounds{a.value - b.value, a.low - b.high, a.high - b.low};
      case Step::times: return alone ? sharp(a.value * b.value) : span(a.value * b.value, {a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high});
      case Step::least: return alone ? sharp(std::min(a.value, b.value)) : Bounds{std::min(a.value, b.value), std::min(a.low, b.low), std::min(a.high, b.high)};
      case Step::greatest: return alone ? sharp(std::max(a.value, b.value)) : Bounds{std::max(a.value, b.value), std::max(a.low, b.low), std::max(a.high, b.high)};
      default: break;
    }
    if (b.value == 0) {
      const std::string by = formula_text(second);
      return fail({fact.name + " 的除数（" + by + "）为 0", fact.name + " would be divided by 0 (" + by + ")"});
    }
    const Exact value = a.value / b.value;
    if (alone) return sharp(value);
    if (b.low <= 0 && b.high >= 0) return Bounds{value, exact(-most), exact(most)};  // by as little as one likes
    return span(value, {a.low / b.low, a.low / b.high, a.high / b.low, a.high / b.high});
  }

  const RuleSet& rules_;
  const Rule& rule_;
  const Subject& subject_;
  const std::string& as_of_;
  const Reckoner::Source& source_;
  std::optional<Text> why_, gap_;
};

}  // namespace

Known Reckoner::known(const Fact& fact) const {
  return fact.measure.empty() ? Sum(rules_, rule_, subject_, as_of_, source_).known(fact) : source_(fact);
}

}  // namespace libspatial
