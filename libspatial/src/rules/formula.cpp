// Formulas as text, and their units.

#include "rules/formula.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace libspatial {
namespace {

using Step = Formula::Step;

constexpr int deepest = 32;
constexpr std::size_t most_parts = 1000;

bool is_name(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '.' || static_cast<unsigned char>(c) >= 0x80; }

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Formula parse() {
    Formula formula = sum();
    if (!rest().empty()) fail({"“" + std::string(rest()) + "”不能这样写", "\"" + std::string(rest()) + "\" cannot stand here"});
    return formula;
  }

 private:
  [[noreturn]] void fail(const Text& why) const { throw Text{"公式“" + std::string(text_) + "”：" + why.zh, "formula \"" + std::string(text_) + "\": " + why.en}; }

  std::string_view rest() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
    return text_.substr(at_);
  }
  bool take(char c) {
    if (!rest().starts_with(c)) return false;
    ++at_;
    return true;
  }
  std::string_view word() {
    const std::string_view from = rest();
    const std::size_t n = static_cast<std::size_t>(std::find_if_not(from.begin(), from.end(), is_name) - from.begin());
    at_ += n;
    return from.substr(0, n);
  }
  std::string name() {
    const std::string_view found = word();
    if (found.empty()) fail({"此处应为名称、数值或括号" + (rest().empty() ? "" : "，而不是“" + std::string(rest()) + "”"), "a name, a number or a bracket is missing" + (rest().empty() ? " at the end" : " before \"" + std::string(rest()) + "\"")});
    return std::string(found);
  }

  Formula sum() {
    if (++depth_ > deepest) fail({"括号嵌套超过 32 层", "brackets more than 32 levels deep"});
    Formula left = product();
    for (;;) {
      const Step step = take('+') ? Step::plus : take('-') ? Step::minus : Step::none;
      if (step == Step::none) break;
      left = {step, {std::move(left), product()}, {}, {}};
    }
    --depth_;
    return left;
  }
  Formula product() {
    Formula left = part();
    for (;;) {
      const Step step = take('*') ? Step::times : take('/') ? Step::over : Step::none;
      if (step == Step::none) return left;
      left = {step, {std::move(left), part()}, {}, {}};
    }
  }
  Formula part() {
    if (++parts_ > most_parts) fail({"超过 1000 项", "more than 1,000 parts"});
    if (take('(')) return closed(sum());
    if (!rest().empty() && std::isdigit(static_cast<unsigned char>(rest()[0]))) return number();
    const std::string word = name();
    if ((word == "min" || word == "max") && take('(')) {
      Formula several{word == "min" ? Step::least : Step::greatest, {sum()}, {}, {}};
      while (take(',')) several.parts.push_back(sum());
      if (several.parts.size() < 2) fail({word + " 至少需要两项", word + " needs two parts at least"});
      return closed(std::move(several));
    }
    if (word == "param") return {Step::quantity, {}, {}, {name(), 0, {}}};
    if (word == "attr") return {Step::attribute, {}, name(), {}};
    return {Step::fact, {}, word, {}};
  }
  Formula closed(Formula formula) {
    if (!take(')')) fail({"缺少右括号", "a closing bracket is missing"});
    return formula;
  }
  Formula number() {
    Formula formula{Step::quantity, {}, {}, {{}, 0, "factor"}};
    const std::string_view from = rest();
    const auto [end, error] = std::from_chars(from.data(), from.data() + from.size(), formula.quantity.value);
    if (error != std::errc{} || !std::isfinite(formula.quantity.value)) fail({"数值太大", "a number is too large"});
    at_ += static_cast<std::size_t>(end - from.data());
    const std::string unit = take('%') ? "%" : std::string(word());
    if (unit.empty()) return formula;
    if (unit_factor(unit) == 0) fail({"没有单位“" + unit + "”", "there is no unit \"" + unit + "\""});
    formula.quantity.unit = unit;
    return formula;
  }

  const std::string_view text_;
  std::size_t at_ = 0, parts_ = 0;
  int depth_ = 0;
};

int rank(Step step) { return step == Step::plus || step == Step::minus ? 1 : step == Step::times || step == Step::over ? 2 : 3; }

// ---- Units

/// Powers of the metre and the day; what has neither is a plain number, a share or a count.
struct Dimension {
  int metre = 0, day = 0;
  enum Kind { number, share, count } kind = number;
  bool plain() const { return metre == 0 && day == 0; }
  bool operator==(const Dimension&) const = default;
};

Dimension dimension_of(std::string_view unit) {
  const std::string_view base = base_unit(unit);
  if (base == "m2") return {2, 0};
  if (base == "m") return {1, 0};
  if (base == "day") return {0, 1};
  return {0, 0, base == "share" ? Dimension::share : unit == "factor" ? Dimension::number : Dimension::count};
}

std::string unit_of(const Dimension& d) {
  if (d.plain()) return d.kind == Dimension::share ? "share" : d.kind == Dimension::count ? "count" : "factor";
  if (d.day == 0 && (d.metre == 1 || d.metre == 2)) return d.metre == 1 ? "m" : "m2";
  return d.metre == 0 && d.day == 1 ? "day" : "";
}

class Measurer {
 public:
  Measurer(const RuleSet& set, const Rule& rule) : set_(set), rule_(rule) {}

  Dimension of(const Fact& fact) {
    if (!fact.measure.empty()) return dimension_of(find_measure(fact.measure)->unit);
    if (std::find(open_.begin(), open_.end(), &fact) != open_.end()) throw Text{fact.name + " 的公式引用了自己", "the formula of " + fact.name + " refers to itself"};
    open_.push_back(&fact);
    const Dimension found = of(fact.formula);
    open_.pop_back();
    return found;
  }

 private:
  Dimension of(const Formula& f) {
    if (++parts_ > most_parts) throw Text{"公式展开后超过 1000 项", "more than 1,000 parts, with the formulas it refers to"};
    if (f.step == Step::quantity) return dimension_of(f.quantity.unit);
    if (f.step == Step::fact) {
      const Fact* fact = rule_.find_fact(f.name);
      if (!fact) throw Text{"let 中没有事实 " + f.name, "let has no fact " + f.name};
      return of(*fact);
    }
    if (f.step == Step::attribute) {
      const Attribute* attribute = set_.find_attribute(f.name);
      if (!attribute || !attribute->is_number) throw Text{"没有数值属性 " + f.name, "there is no attribute " + f.name + " that is a number"};
      return {};
    }
    Dimension all = of(f.parts.front());
    for (std::size_t i = 1; i < f.parts.size(); ++i) all = joined(f, all, of(f.parts[i]));
    return all;
  }

  static Dimension joined(const Formula& f, Dimension a, Dimension b) {
    if (f.step == Step::times || f.step == Step::over) {
      const int sign = f.step == Step::times ? 1 : -1;
      Dimension all{a.metre + sign * b.metre, a.day + sign * b.day, a.kind};
      if (!all.plain()) return all;
      if (!a.plain() || (sign < 0 && a.kind == b.kind && a.kind != Dimension::number)) all.kind = Dimension::share;  // of land, of lengths, of numbers of things
      else if (sign > 0) all.kind = std::max(a.kind, b.kind);
      return all;
    }
    if (a.plain() && b.plain() && (a.kind == Dimension::number || b.kind == Dimension::number)) return std::max(a, b, [](const Dimension& x, const Dimension& y) { return x.kind < y.kind; });
    if (a == b) return a;
    const std::string text = formula_text(f), first = unit_of(a), second = unit_of(b);
    throw Text{"“" + text + "”：" + first + " 与 " + second + " 单位不同", "\"" + text + "\": " + first + " and " + second + " are not of one kind"};
  }

  const RuleSet& set_;
  const Rule& rule_;
  std::vector<const Fact*> open_;
  std::size_t parts_ = 0;
};

}  // namespace

Formula parse_formula(std::string_view text) { return Parser(text).parse(); }

std::string formula_text(const Formula& f) {
  switch (f.step) {
    case Step::none: return "";
    case Step::fact: return f.name;
    case Step::attribute: return "attr " + f.name;
    case Step::quantity:
      if (!f.quantity.parameter.empty()) return "param " + f.quantity.parameter;
      return shortest(f.quantity.value) + (f.quantity.unit == "factor" ? "" : " " + f.quantity.unit);
    case Step::least:
    case Step::greatest: {
      std::string all = f.step == Step::least ? "min(" : "max(";
      for (std::size_t i = 0; i < f.parts.size(); ++i) all += (i == 0 ? "" : ", ") + formula_text(f.parts[i]);
      return all + ")";
    }
    default: break;
  }
  const auto part = [&](std::size_t i) {
    const bool bracket = rank(f.parts[i].step) + (i == 0 ? 0 : -1) < rank(f.step);
    return bracket ? "(" + formula_text(f.parts[i]) + ")" : formula_text(f.parts[i]);
  };
  const char* sign = f.step == Step::plus ? " + " : f.step == Step::minus ? " - " : f.step == Step::times ? " * " : " / ";
  return part(0) + sign + part(1);
}

void each_part(const Formula& formula, const std::function<void(const Formula&)>& visit) {
  visit(formula);
  for (const Formula& part : formula.parts) each_part(part, visit);
}

std::string formula_unit(const RuleSet& set, const Rule& rule, const Fact& fact) {
  const std::string unit = unit_of(Measurer(set, rule).of(fact));
  if (unit.empty()) throw Text{fact.name + " = " + formula_text(fact.formula) + "：结果应为面积、长度、份额、个数、天数或倍数", fact.name + " = " + formula_text(fact.formula) + ": the result must be land, a length, a share, a count, days or a factor"};
  return unit;
}

}  // namespace libspatial
