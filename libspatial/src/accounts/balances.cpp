// Double control, expansion multiple, flexible share, stock and people: one line per unit.

#include <algorithm>
#include <map>

#include "accounts/land.hpp"
#include "libspatial/accounts.hpp"

namespace libspatial {
namespace {

using namespace accounts;

/// Whole 0.01 m² by unit_code; "" is the sum of all, of rows without a unit too.
struct ByUnit : std::map<std::string, std::int64_t> {
  void count(const std::string& unit, std::int64_t area) {
    (*this)[""] += area;
    if (!unit.empty()) (*this)[unit] += area;
  }
};

/// Official areas added up.
ByUnit by_unit(const Layer& layer, int threads, const auto& counts) {
  ByUnit sums;
  const Land land = whole(layer, threads);
  for (std::size_t row = 0; row < layer.size(); ++row) {
    if (!counts(row)) continue;
    sums.count(cell(layer, "unit_code", row), land.hundredths[row]);
  }
  return sums;
}

ByUnit by_unit(const LandAccount& account) {
  ByUnit sums;
  for (std::size_t row = 0; row < account.land.size(); ++row) {
    sums.count(cell(account.land, "unit_code", row), Area::square_metres(*to_number(account.land.field("area_m2").values[row])).hundredths());
  }
  return sums;
}

std::optional<double> ratio(const std::optional<Area>& a, const std::optional<Area>& b) {
  if (!a || !b || b->square_metres() == 0) return std::nullopt;
  return a->square_metres() / b->square_metres();
}

class Balancer {
 public:
  Balancer(const Plan& plan, const std::string& date, const Limits& limits, int threads) : plan_(plan), date_(date), limits_(limits), threads_(threads) {}

  Balances run(const LandAccount* unsupplied, const LandAccount* idle) {
    list_units();
    areas();
    buildings();
    people();
    if (unsupplied) fill(by_unit(*unsupplied), &UnitBalance::unsupplied);
    if (idle) fill(by_unit(*idle), &UnitBalance::idle);
    for (UnitBalance& unit : result_.units) {
      quotas(unit);
      judge(unit);
    }
    return std::move(result_);
  }

 private:
  void list_units() {
    const PlanLayer* units = plan_.find("units");
    for (std::size_t row = 0; units && row < units->layer.size(); ++row) {
      const std::string code = cell(units->layer, "code", row);
      if (std::none_of(result_.units.begin(), result_.units.end(), [&](const UnitBalance& u) { return u.unit == code; })) {
        UnitBalance& unit = result_.units.emplace_back();
        unit.unit = code;
        unit.name = cell(units->layer, "name", row);
      }
    }
    result_.units.push_back({});
  }

  void note(const Text& text) { result_.notes.push_back(text); }
  bool missing(std::string_view role) {
    if (plan_.find(role)) return false;
    const std::string r(role);
    note({"没有图层 " + r, "there is no layer " + r});
    return true;
  }

  /// Fills a member of every unit from sums; units without any land of the layer have 0.
  void fill(const ByUnit& sums, std::optional<Area> UnitBalance::* member) {
    for (UnitBalance& unit : result_.units) {
      const auto found = sums.find(unit.unit);
      unit.*member = Area::hundredths(found == sums.end() ? 0 : found->second);
    }
    for (const auto& [code, area] : sums) {
      if (!code.empty() && std::none_of(result_.units.begin(), result_.units.end(), [&](const UnitBalance& u) { return u.unit == code; })) {
        note({"代码 " + code + " 不在 units 中，只计入合计", "the code " + code + " is not in units, it counts in the sum only"});
      }
    }
  }

  void areas() {
    const auto all = [](std::size_t) { return true; };
    if (!missing("urban_land_base")) fill(by_unit(need(plan_, "urban_land_base"), threads_, all), &UnitBalance::base);
    if (missing("ugb")) return;
    const Layer& zones = need(plan_, "ugb");
    constexpr std::optional<Area> UnitBalance::* members[] = {&UnitBalance::concentrated, &UnitBalance::flexible, &UnitBalance::special};
    for (std::size_t kind = 0; kind < std::size(zone_kinds); ++kind) {
      fill(by_unit(zones, threads_, [&](std::size_t row) { return plan_.ugb_kinds()[row] == zone_kinds[kind]; }), members[kind]);
    }
    for (UnitBalance& unit : result_.units) {
      unit.multiple = ratio(*unit.concentrated + *unit.flexible + *unit.special, unit.base);
      unit.multiple_without_special = ratio(*unit.concentrated + *unit.flexible, unit.base);
      unit.flexible_share = ratio(unit.flexible, unit.concentrated);
    }
  }

  void buildings() {
    if (missing("buildings")) return;
    const PlanLayer& entry = *plan_.find("buildings");
    result_.buildings_partial = entry.covers != "units";
    fill(by_unit(entry.layer, threads_, [](std::size_t) { return true; }), &UnitBalance::footprint);
    ByUnit floors;
    const Field& floor_area = entry.layer.field("floor_area_m2");
    for (std::size_t row = 0; row < entry.layer.size(); ++row) {
      const auto m2 = to_number(floor_area.values[row]);
      const std::string n = std::to_string(row), t = title(entry.layer);
      if (!m2) note({t + " 第 " + n + " 行没有 floor_area_m2，未计入", t + " row " + n + " has no floor_area_m2, not counted"});
      if (m2) floors.count(cell(entry.layer, "unit_code", row), Area::square_metres(*m2).hundredths());
    }
    fill(floors, &UnitBalance::floor_area);
    for (UnitBalance& unit : result_.units) unit.floor_area_ratio = ratio(unit.floor_area, unit.base);
  }

  /// The latest year up to the date; the sum is that of the units, so that zones inside them do not count twice.
  void people() {
    if (missing("population")) return;
    const Layer& table = need(plan_, "population");
    UnitBalance& sum = result_.units.back();
    for (UnitBalance& unit : result_.units) {
      if (unit.unit.empty()) continue;
      std::optional<std::size_t> latest;
      for (std::size_t row = 0; row < table.size(); ++row) {
        const std::string year = cell(table, "year", row);
        if (cell(table, "unit_code", row) == unit.unit && year <= date_.substr(0, 4) && (!latest || cell(table, "year", *latest) < year)) latest = row;
      }
      if (!latest) {
        note({unit.name + " 在 " + date_ + " 及以前没有人口数，合计缺它", "no population of " + unit.name + " on or before " + date_ + ", the sum lacks it"});
        continue;
      }
      unit.people_year = cell(table, "year", *latest);
      sum.people_year = std::max(sum.people_year, unit.people_year);
      const std::pair<const char*, std::optional<double> UnitBalance::*> columns[] = {{"total", &UnitBalance::people}, {"urban", &UnitBalance::urban_people}, {"settled", &UnitBalance::settled}};
      for (const auto& [name, member] : columns) {
        const Field* field = table.find_field(name);
        unit.*member = field ? to_number(field->values[*latest]) : std::nullopt;
        if (unit.*member) sum.*member = (sum.*member).value_or(0) + *(unit.*member);
      }
    }
  }

  std::optional<Quota> quota(const std::string& code, std::string_view kind) const {
    const PlanLayer* table = plan_.find("quotas");
    std::optional<Quota> best;
    for (std::size_t row = 0; table && row < table->layer.size(); ++row) {
      const Layer& t = table->layer;
      const auto value = to_number(t.field("value").values[row]);
      if (cell(t, "unit_code", row) != code || cell(t, "kind", row) != kind || !value) continue;
      const Quota found{*value, cell(t, "unit", row), cell(t, "valid_from", row), cell(t, "source", row), cell(t, "status", row) == "verified"};
      const auto in_force = [&](const Quota& q) { return q.valid_from <= date_; };
      const bool better = !best || (in_force(found) ? !in_force(*best) || best->valid_from < found.valid_from : !in_force(*best) && found.valid_from < best->valid_from);
      if (better) best = found;
    }
    return best;
  }

  void quotas(UnitBalance& unit) const {
    const Place* city = plan_.profile().find(plan_.profile().city);
    const std::string code = !unit.unit.empty() ? unit.unit : city ? city->code : "";
    unit.multiple_cap = quota(code, "expansion_multiple");
    unit.expansion_cap = quota(code, "expansion_area");
    unit.land_quota = quota(code, "construction_land");
    unit.ratio_quota = quota(code, "floor_area_ratio");
    unit.new_land_quota = quota(code, "new_construction_land");
  }

  static Text advice(bool verified, const std::string& source) {
    return verified ? Text{"（" + source + "）", " (" + source + ")"} : Text{"（" + source + "，未核实，仅供提示）", " (" + source + ", not verified: advice only)"};
  }

  static void exceed(UnitBalance& unit, const Text& what, const std::string& ours, const std::string& cap, const Text& why) {
    unit.findings.push_back({what.zh + " " + ours + " 超过 " + cap + why.zh, what.en + " " + ours + " exceeds " + cap + why.en});
  }

  void judge(UnitBalance& unit) const {
    if (unit.multiple && unit.multiple_cap && *unit.multiple > unit.multiple_cap->value) {
      exceed(unit, {"扩展倍数", "expansion multiple"}, decimals(*unit.multiple, 4), shortest(unit.multiple_cap->value), advice(unit.multiple_cap->verified, unit.multiple_cap->source));
    }
    if (unit.concentrated && unit.base) {
      const double more = (*unit.concentrated + *unit.flexible + *unit.special - *unit.base).square_kilometres();
      if (unit.expansion_cap && more > unit.expansion_cap->value) {
        exceed(unit, {"扩展面积 km²", "expansion area km²"}, decimals(more, 4), shortest(unit.expansion_cap->value), advice(unit.expansion_cap->verified, unit.expansion_cap->source));
      }
    }
    if (unit.base && unit.land_quota && unit.base->square_kilometres() > unit.land_quota->value) {
      exceed(unit, {"现状城镇建设用地 km²", "urban construction land km²"}, decimals(unit.base->square_kilometres(), 4), shortest(unit.land_quota->value), advice(unit.land_quota->verified, unit.land_quota->source));
    }
    if (unit.floor_area_ratio && unit.ratio_quota && *unit.floor_area_ratio < unit.ratio_quota->value && !result_.buildings_partial) {
      const Text why = advice(unit.ratio_quota->verified, unit.ratio_quota->source);
      const std::string ours = decimals(*unit.floor_area_ratio, 4), least = shortest(unit.ratio_quota->value);
      unit.findings.push_back({"容积率 " + ours + " 低于 " + least + why.zh, "floor area ratio " + ours + " is below " + least + why.en});
    }
    const Limit& cap = flexible_cap();
    if (unit.flexible_share && *unit.flexible_share > cap.value) {
      exceed(unit, {"弹性发展区与集中建设区之比", "flexible share of the concentrated zone"}, decimals(100 * *unit.flexible_share, 2) + "%", decimals(100 * cap.value, 0) + "%",
             advice(cap.source.verified, cap.source.document));
    }
  }

  const Limit& flexible_cap() const {
    const double urban = result_.units.back().urban_people.value_or(0);
    if (urban >= limits_.limit("very_large_city", "person").value) return limits_.limit("flexible_share_very_large", "share");
    if (urban >= limits_.limit("large_city", "person").value) return limits_.limit("flexible_share_large", "share");
    return limits_.limit("flexible_share", "share");
  }

  const Plan& plan_;
  std::string date_;
  const Limits& limits_;
  int threads_;
  Balances result_;
};

}  // namespace

Balances unit_balances(const Plan& plan, const std::string& date, const Limits& limits, const LandAccount* unsupplied, const LandAccount* idle, int threads) {
  return Balancer(plan, date, limits, threads).run(unsupplied, idle);
}

}  // namespace libspatial
