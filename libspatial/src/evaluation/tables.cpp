// The evaluation as tables, which every writer and every frame knows.

#include <algorithm>
#include <map>

#include "libspatial/evaluation.hpp"

namespace libspatial {
namespace {

struct Table {
  Layer layer;
  Table(const char* name, std::initializer_list<std::pair<const char*, FieldType>> fields) {
    layer.name = name;
    for (const auto& [field, type] : fields) layer.fields.push_back({field, type, {}});
  }
  void add(std::vector<Value> cells) {
    for (std::size_t i = 0; i < layer.fields.size(); ++i) layer.fields[i].values.push_back(std::move(cells[i]));
    layer.shapes.add_none();
  }
};

constexpr FieldType text = FieldType::text, real = FieldType::real, integer = FieldType::integer;

Value number(const std::optional<double>& value) { return value ? Value(*value) : Value(); }
Value square_metres(const std::optional<Area>& area) { return area ? Value(area->square_metres()) : Value(); }
Value cap(const std::optional<Quota>& quota) { return quota ? Value(quota->value) : Value(); }

std::string joined(const std::vector<std::string>& words) {
  std::string result;
  for (const std::string& w : words) result += (result.empty() ? "" : ";") + w;
  return result;
}

Layer indicators(const Evaluation& evaluation, const Profile& profile) {
  Table table("indicators", {{"id", text}, {"name", text}, {"scope", text}, {"section", text}, {"kind", text}, {"year", text}, {"comparator", text}, {"stated", real}, {"value", real},
                             {"unit", text}, {"gap", real}, {"standing", text}, {"at", text}, {"formula_zh", text}, {"formula_en", text}, {"note_zh", text}, {"note_en", text}});
  for (std::size_t i = 0; i < profile.targets.size(); ++i) {
    const Target& t = profile.targets[i];
    const IndicatorValue& v = evaluation.indicators[i];
    table.add({t.id, t.name, t.scope, t.section, t.kind, t.year, t.comparator, number(t.value), number(v.value), t.unit, number(v.gap), std::string(name(v.standing)), v.at,
               v.formula.zh, v.formula.en, v.why.zh, v.why.en});
  }
  return std::move(table.layer);
}

Layer by_unit(const Evaluation& evaluation, const Profile& profile) {
  Table table("indicators_by_unit", {{"id", text}, {"unit_code", text}, {"value", real}, {"unit", text}});
  for (std::size_t i = 0; i < profile.targets.size(); ++i) {
    for (const auto& [unit, value] : evaluation.indicators[i].by_unit) table.add({profile.targets[i].id, unit, value, profile.targets[i].unit});
  }
  return std::move(table.layer);
}

Layer figures(const Evaluation& evaluation, const Profile& profile) {
  Table table("figures", {{"id", text}, {"title_zh", text}, {"title_en", text}, {"section", text}, {"stated", real}, {"found", real}, {"difference", real}, {"unit", text},
                          {"contradicts", integer}, {"how_zh", text}, {"how_en", text}, {"note_zh", text}, {"note_en", text}});
  for (std::size_t i = 0; i < profile.figures.size(); ++i) {
    const FigureCheck& c = profile.figures[i];
    const FigureFound& f = evaluation.figures[i];
    table.add({c.id, c.title.zh, c.title.en, c.section, f.found ? Value(c.stated) : Value(), number(f.found), number(f.difference), c.unit, std::int64_t{f.contradicts}, f.how.zh, f.how.en,
               c.note.zh, c.note.en});
  }
  return std::move(table.layer);
}

/// Sums of an account over rows with the same unit, year and cause, each alone, and unit with year; "" is every one.
Layer accounts(const Evaluation& evaluation) {
  Table table("accounts", {{"account", text}, {"part", text}, {"unit_code", text}, {"year", text}, {"cause", text}, {"area_m2", real}});
  for (const LandAccount& account : evaluation.accounts) {
    std::map<std::vector<std::string>, std::int64_t> sums;
    for (std::size_t row = 0; row < account.land.size(); ++row) {
      const std::string unit = cell(account.land, "unit_code", row), year = cell(account.land, "year", row), cause = cell(account.land, "cause", row);
      const std::int64_t area = Area::square_metres(*to_number(account.land.field("area_m2").values[row])).hundredths();
      sums[{"by_unit", unit, "", ""}] += area;
      sums[{"by_year", "", year, ""}] += area;
      sums[{"by_unit_and_year", unit, year, ""}] += area;
      if (!cause.empty()) sums[{"by_cause", "", "", cause}] += area;
    }
    table.add({account.id, "total", "", "", "", account.total.square_metres()});
    for (const auto& [key, area] : sums) table.add({account.id, key[0], key[1], key[2], key[3], Area::hundredths(area).square_metres()});
    for (const LandBeside& beside : account.beside) table.add({account.id, "beside:" + beside.id, "", "", "", beside.area.square_metres()});
  }
  return std::move(table.layer);
}

Layer units(const Evaluation& evaluation) {
  Table table("units", {{"unit_code", text}, {"name", text}, {"base_m2", real}, {"concentrated_m2", real}, {"flexible_m2", real}, {"special_m2", real}, {"multiple", real},
                        {"multiple_without_special", real}, {"multiple_cap", real}, {"expansion_cap_km2", real}, {"flexible_share", real}, {"land_quota_km2", real},
                        {"footprint_m2", real}, {"floor_area_m2", real}, {"floor_area_ratio", real}, {"ratio_quota", real}, {"people", real}, {"urban_people", real},
                        {"settled", real}, {"people_year", text}, {"unsupplied_m2", real}, {"idle_m2", real}, {"new_land_quota_km2", real}, {"land_per_urban_person_m2", real},
                        {"stock_per_settled_m2", real}, {"findings_zh", text}, {"findings_en", text}});
  for (const UnitBalance& u : evaluation.balances.units) {
    std::vector<std::string> zh, en;
    for (const Text& finding : u.findings) zh.push_back(finding.zh), en.push_back(finding.en);
    const auto per = [](bool known, double m2, const std::optional<double>& people) { return known && people && *people > 0 ? Value(m2 / *people) : Value(); };
    const double base = u.base.value_or(Area()).square_metres(), stock = (u.unsupplied.value_or(Area()) + u.idle.value_or(Area())).square_metres();
    table.add({u.unit, u.name, square_metres(u.base), square_metres(u.concentrated), square_metres(u.flexible), square_metres(u.special), number(u.multiple),
               number(u.multiple_without_special), cap(u.multiple_cap), cap(u.expansion_cap), number(u.flexible_share), cap(u.land_quota), square_metres(u.footprint),
               square_metres(u.floor_area), number(u.floor_area_ratio), cap(u.ratio_quota), number(u.people), number(u.urban_people), number(u.settled), u.people_year,
               square_metres(u.unsupplied), square_metres(u.idle), cap(u.new_land_quota), per(u.base.has_value(), base, u.urban_people), per(u.unsupplied && u.idle, stock, u.settled), joined(zh), joined(en)});
  }
  return std::move(table.layer);
}

Layer farmland(const FarmlandBalance& balance) {
  Table table("farmland", {{"unit_code", text}, {"dlbm", text}, {"loss_m2", real}, {"gain_m2", real}, {"loss_net_m2", real}, {"gain_net_m2", real}});
  const auto add = [&](const FarmlandChange& c) {
    table.add({c.unit, c.code, c.loss.square_metres(), c.gain.square_metres(), c.loss_net.square_metres(), c.gain_net.square_metres()});
  };
  for (const FarmlandChange& row : balance.rows) add(row);
  add(balance.sum);
  return std::move(table.layer);
}

Layer pairs(const PairedProjects& found) {
  Table table("pairs", {{"project", text}, {"units_demolished", text}, {"units_rebuilt", text}, {"demolished_m2", real}, {"claimed_before_m2", real}, {"rebuilt_m2", real}, {"balance_m2", real},
                        {"findings", text}});
  for (const PairedProject& p : found.projects) {
    table.add({p.project, joined(p.units_demolished), joined(p.units_rebuilt), p.demolished.square_metres(), p.claimed_before.square_metres(), p.rebuilt.square_metres(),
               Area::hundredths(p.demolished.hundredths() - p.rebuilt.hundredths()).square_metres(), joined(p.findings)});
  }
  return std::move(table.layer);
}

}  // namespace

std::vector<Layer> tables(const Evaluation& evaluation, const Plan& plan) {
  std::vector<Layer> result{indicators(evaluation, plan.profile()), by_unit(evaluation, plan.profile()), figures(evaluation, plan.profile()), accounts(evaluation), units(evaluation)};
  if (evaluation.farmland) result.push_back(farmland(*evaluation.farmland));
  if (evaluation.pairs) result.push_back(pairs(*evaluation.pairs));
  for (const LandAccount& account : evaluation.accounts) result.push_back(account.land);
  return result;
}

}  // namespace libspatial
