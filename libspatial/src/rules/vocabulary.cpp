#include "rules/vocabulary.hpp"

#include <algorithm>
#include <charconv>
#include <functional>
#include <set>

#include "rules/formula.hpp"

namespace libspatial {
namespace {

const MeasureWord known_measures[] = {
    {"overlap_area", "m2", Of::role, false, true, Land::inside, true, {"落在其内的面积", "land inside"}},
    {"overlap_share", "share", Of::role, false, true, Land::inside, true, {"落在其内的份额", "share inside"}},
    {"outside_area", "m2", Of::role, false, true, Land::beyond, true, {"落在其外的面积", "land outside"}},
    {"outside_share", "share", Of::role, false, true, Land::beyond, true, {"落在其外的份额", "share outside"}},
    {"class_area", "m2", Of::role, true, true, Land::inside, true, {"所列地类的面积", "land of the classes"}},
    {"net_area", "m2", Of::role, false, true, Land::inside, true, {"扣除田坎后的面积", "land without ridges"}},
    {"piece_count", "count", Of::role, false, false, Land::inside, true, {"图斑数", "number of pieces"}},
    {"feature_count", "count", Of::role, false, false, Land::inside, true, {"涉及的要素数", "number of features it lies in"}},
    {"max_width", "m", Of::role, false, true, Land::inside, true, {"最大内切圆直径", "diameter of the largest circle inside"}},
    {"mean_width", "m", Of::role, false, false, Land::inside, true, {"平均宽度 2A/P", "mean width 2A/P"}},
    {"length_inside", "m", Of::role, false, false, Land::none, true, {"线路在其内的长度", "length of the line inside"}},
    {"crossings", "count", Of::role, false, false, Land::none, true, {"线路穿越次数", "times the line crosses"}},
    {"min_distance", "m", Of::role, false, true, Land::none, true, {"最近距离", "least distance"}},
    {"multi_cover_area", "m2", Of::role, false, false, Land::none, true, {"被重复覆盖的面积", "land covered several times"}},
    {"uncovered_area", "m2", Of::role, false, false, Land::none, false, {"未被覆盖的面积", "land not covered"}},
    {"coverage", "share", Of::role, false, false, Land::none, false, {"图层覆盖的份额", "share the layer covers"}},
    {"layer_age", "day", Of::role, false, false, Land::none, false, {"图层的年龄", "age of the layer"}},
    {"declared_difference", "m2", Of::project, false, false, Land::none, true, {"申报与计算面积之差", "declared less computed area"}},
    {"declared_share", "share", Of::project, false, false, Land::none, true, {"申报与计算面积之差的份额", "declared less computed area, share"}},
    {"self_overlap", "m2", Of::project, false, false, Land::none, true, {"地块相互重叠的面积", "parcels over each other"}},
    {"project_area", "m2", Of::project, false, false, Land::none, true, {"项目面积", "area of the project"}},
};

constexpr Test tests[] = {Test::all, Test::any, Test::negation, Test::present, Test::in, Test::eq, Test::ne, Test::lt, Test::le, Test::gt, Test::ge, Test::between};

struct UnitWord { std::string_view name, base; double factor; int tens; };  // tens: places the decimal point moves
constexpr UnitWord units[] = {{"m2", "m2", 1, 0}, {"ha", "m2", 1e4, 4}, {"mu", "m2", 2000.0 / 3, 3}, {"km2", "m2", 1e6, 6}, {"m", "m", 1, 0}, {"km", "m", 1e3, 3},
                              {"share", "share", 1, 0}, {"%", "share", 0.01, -2}, {"count", "count", 1, 0}, {"factor", "count", 1, 0}, {"day", "day", 1, 0}};

const StateWord states[] = {{"missing", {"缺失", "missing"}}, {"expired", {"过期", "expired"}}, {"partial", {"只覆盖一部分", "partial"}}};

constexpr Verdict every_verdict[] = {Verdict::not_applicable, Verdict::pass, Verdict::conditional, Verdict::not_checked, Verdict::needs_review, Verdict::conflict};

constexpr std::string_view said[] = {"m2", "ha", "mu", "pct", "m", "count", "day", "factor"};

/// The number that reads as `value` with its decimal point moved.
double shifted(double value, int tens) {
  char text[48];
  char* const end = std::to_chars(text, text + 40, value, std::chars_format::scientific).ptr;
  char* const e = std::find(text, end, 'e') + 1;
  int exponent = 0;
  std::from_chars(*e == '+' ? e + 1 : e, end, exponent);
  const char* const last = std::to_chars(e, text + sizeof text, exponent + tens).ptr;
  double result = 0;
  std::from_chars(text, last, result);
  return result;
}

void visit_all(const Condition& condition, const std::function<void(const Condition&)>& visit) {
  visit(condition);
  for (const Condition& part : condition.parts) visit_all(part, visit);
}

}  // namespace

std::span<const MeasureWord> measure_words() { return known_measures; }

const MeasureWord* find_measure(std::string_view name) {
  const auto found = std::find_if(std::begin(known_measures), std::end(known_measures), [&](const MeasureWord& m) { return m.name == name; });
  return found == std::end(known_measures) ? nullptr : &*found;
}

std::span<const Test> condition_tests() { return tests; }

std::string_view name(Test test) {
  switch (test) {
    case Test::always: return "always";
    case Test::all: return "all";
    case Test::any: return "any";
    case Test::negation: return "not";
    case Test::present: return "present";
    case Test::in: return "in";
    case Test::eq: return "eq";
    case Test::ne: return "ne";
    case Test::lt: return "lt";
    case Test::le: return "le";
    case Test::gt: return "gt";
    case Test::ge: return "ge";
    case Test::between: return "between";
  }
  return "";
}

double unit_factor(std::string_view unit) {
  for (const UnitWord& word : units) {
    if (word.name == unit) return word.factor;
  }
  return 0;
}

std::string_view base_unit(std::string_view unit) {
  for (const UnitWord& word : units) {
    if (word.name == unit) return word.base;
  }
  return "";
}

double to_base(double value, std::string_view unit) {
  for (const UnitWord& word : units) {
    if (word.name != unit) continue;
    const double moved = word.tens == 0 ? value : shifted(value, word.tens);
    return unit == "mu" ? moved * 2 / 3 : moved;
  }
  return 0;
}

std::vector<std::string_view> unit_words() {
  std::vector<std::string_view> names;
  for (const UnitWord& word : units) names.push_back(word.name);
  return names;
}

std::string_view unit_of(const Fact& fact) { return fact.measure.empty() ? std::string_view(fact.unit) : find_measure(fact.measure)->unit; }

bool is_uncertain(const Rule& rule, const Fact& fact) {
  if (!fact.measure.empty()) return find_measure(fact.measure)->uncertain;
  bool some = false;
  each_part(fact.formula, [&](const Formula& part) { some = some || (part.step == Formula::Step::fact && is_uncertain(rule, *rule.find_fact(part.name))); });
  return some;
}

std::span<const std::string_view> text_units() { return said; }

std::span<const StateWord> layer_states() { return states; }

std::span<const Verdict> verdicts() { return every_verdict; }

bool can_be_said(std::string_view of, std::string_view unit) {
  if (of == "m2") return unit == "m2" || unit == "ha" || unit == "mu" || unit == "pct";
  return of == "share" ? unit == "pct" || unit == "factor" : of == unit;
}

double value_of(const Bound& bound, const RuleSet& rules, const std::string& as_of) {
  return to_base(bound.parameter.empty() ? bound.value : rules.parameter(bound.parameter, as_of), bound.unit);
}

std::string with_unit(double value, std::string_view base) {
  if (base == "share") return shortest(value * 100) + " %";
  if (base == "m2") return (value >= 1e4 ? shortest(value / 1e4) + " ha" : shortest(value) + " m²");
  return shortest(value) + (base == "count" || base == "factor" ? "" : base == "day" ? " d" : " " + std::string(base));
}

bool in_force(const std::string& from, const std::string& to, const std::string& date) {
  return (from.empty() || from <= date) && (to.empty() || date <= to);
}

std::string period(const std::string& from, const std::string& to) { return (from.empty() ? "…" : from) + " – " + (to.empty() ? "…" : to); }

std::string layer_of(const std::string& role) { return role.substr(0, role.find('.')); }

void each_condition(const Rule& rule, const std::function<void(const Condition&)>& visit) {
  visit_all(rule.applies_when, visit);
  for (const Branch& branch : rule.base) visit_all(branch.when, visit);
  for (const Exception& exception : rule.exceptions) visit_all(exception.branch.when, visit);
}

std::vector<std::string> Rule::layers() const {
  std::vector<std::string> result;
  for (const Fact& fact : facts) {
    for (const std::string& role : fact.roles) {
      if (std::string layer = layer_of(role); std::find(result.begin(), result.end(), layer) == result.end()) result.push_back(std::move(layer));
    }
  }
  return result;
}

std::vector<std::string> Rule::land() const {
  std::vector<std::string> roles;
  const auto add = [&](const std::string& role) {
    if (std::find(roles.begin(), roles.end(), role) == roles.end()) roles.push_back(role);
  };
  for (const Fact& fact : facts) {
    const MeasureWord* measure = find_measure(fact.measure);
    if (!measure || measure->land == Land::none) continue;
    for (const std::string& role : fact.roles) {
      if (measure->land == Land::beyond) add(layer_of(role) + ".outside");
      else if (role != "ugb") add(role);
      else for (const ZoneKind kind : zone_kinds) add("ugb." + std::string(name(kind)));
    }
  }
  return roles;
}

const Fact* Rule::find_fact(std::string_view wanted) const {
  const auto found = std::find_if(facts.begin(), facts.end(), [&](const Fact& f) { return f.name == wanted; });
  return found == facts.end() ? nullptr : &*found;
}

}  // namespace libspatial
