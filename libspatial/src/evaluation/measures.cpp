#include "evaluation/measures.hpp"

#include <algorithm>
#include <cmath>

namespace libspatial::evaluation {
namespace {

Found from_account(Context& context, const std::string& id, const std::string& date) {
  const LandAccount& account = context.account(id, date);
  Found found;
  found.dimension = Dimension::area;
  found.value = account.total.square_metres();
  found.formula = account.rule;
  if (!account.flaws.empty()) {
    const std::string n = std::to_string(account.flaws.size());
    found.why = {n + " 行未能计入，首行：" + account.flaws[0].zh, n + " rows could not be counted, the first: " + account.flaws[0].en};
  }
  for (const UnitBalance& unit : context.balances(date).units) {
    const auto& area = id == "idle" ? unit.idle : unit.unsupplied;
    if (!unit.unit.empty() && area) found.by_unit.emplace_back(unit.unit, area->square_metres());
  }
  return found;
}

std::optional<double> people(Context& context, const std::string& code, const std::string& date) {
  const Place* city = context.plan.profile().find(context.plan.profile().city);
  const std::string unit = city && city->code == code ? "" : code;  // the sum of all units
  for (const UnitBalance& balance : context.balances(date).units) {
    if (balance.unit == unit) return balance.people;
  }
  return std::nullopt;
}

/// Rows of indicator_inputs of the latest year up to the date.
Found from_inputs(Context& context, const Indicator& indicator, const Target& target, const std::string& date) {
  const Layer& table = layer_of(context, "indicator_inputs").layer;
  std::string year, next;
  for (std::size_t row = 0; row < table.size(); ++row) {
    if (cell(table, "indicator", row) != target.id) continue;
    const std::string y = cell(table, "year", row);
    if (y <= date.substr(0, 4)) year = std::max(year, y);
    else if (next.empty() || y < next) next = y;
  }
  if (year.empty()) {
    const Text later = next.empty() ? Text{"", ""} : Text{"（最早一年是 " + next + "）", " (the first year is " + next + ")"};
    throw Missing{{"表 indicator_inputs 中没有 " + target.id + " 在 " + date + " 及以前的行" + later.zh, "the table indicator_inputs has no row of " + target.id + " on or before " + date + later.en}};
  }
  Found found;
  double sum = 0, weights = 0;
  std::optional<double> least;
  std::size_t rows = 0;
  for (std::size_t row = 0; row < table.size(); ++row) {
    if (cell(table, "indicator", row) != target.id || cell(table, "year", row) != year) continue;
    const std::string unit = cell(table, "unit_code", row), n = std::to_string(row), t = title(table);
    const auto value = to_number(table.field("value").values[row]);
    if (!value) throw Missing{{t + " 第 " + n + " 行没有数值", t + " row " + n + " has no value"}};
    found.unit = cell(table, "unit", row);
    ++rows;
    double weight = 1;
    if (indicator.combine == "people" || indicator.combine == "per_person") {
      const auto p = people(context, unit, date);
      if (!p && (rows > 1 || indicator.combine == "per_person")) throw Missing{{"表 population 中没有 " + unit + " 的人口", "the table population has no people of " + unit}};
      weight = p.value_or(1);
    }
    found.by_unit.emplace_back(unit, indicator.combine == "per_person" ? *value / weight : *value);
    sum += indicator.combine == "people" ? *value * weight : *value;
    weights += weight;
    least = least ? std::min(*least, *value) : *value;
  }
  const std::string n = std::to_string(rows);
  const std::string from = "indicator_inputs " + year + "（" + n + " 行）", from_en = "indicator_inputs of " + year + " (" + n + " rows)";
  if (indicator.combine == "sum") {
    found.value = std::stod(decimals(sum, 6));  // a sum of decimals is a decimal
    found.formula = {from + "之和", "sum of " + from_en};
  } else if (indicator.combine == "people") {
    found.value = std::stod(decimals(sum / weights, 9));
    found.formula = {from + "按人口加权平均", "mean of " + from_en + " weighted by people"};
  } else if (indicator.combine == "least") {
    found.value = least;
    found.formula = {from + "中最小的", "least of " + from_en};
  } else {
    found.value = sum / weights;
    found.unit = target.unit;
    found.formula = {from + "之和 ÷ 这些单元的人口", "sum of " + from_en + " ÷ people of these units"};
    const auto worst = std::min_element(found.by_unit.begin(), found.by_unit.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
    found.why = {"最低的单元 " + worst->first + "：" + decimals(worst->second, 4), "lowest in " + worst->first + ": " + decimals(worst->second, 4)};
  }
  return found;
}

Found ratio_of(Context& context, const Indicator& indicator, const std::string& date) {
  layer_of(context, indicator.layer);
  if (indicator.layer != "population") throw Missing{{"ratio 只认识表 population", "ratio knows the table population only"}};
  const auto pick = [&](const UnitBalance& unit, const std::string& column) { return column == "urban" ? unit.urban_people : column == "settled" ? unit.settled : unit.people; };
  Found found;
  found.dimension = Dimension::percent;
  for (const UnitBalance& unit : context.balances(date).units) {
    const auto of = pick(unit, indicator.of), to = pick(unit, indicator.to);
    if (!of || !to || *to == 0) continue;
    if (unit.unit.empty()) {
      found.value = 100 * *of / *to;
      found.formula = {"population " + unit.people_year + " 年各区县 " + indicator.of + " 之和 ÷ " + indicator.to + " 之和（区县内的功能区不重复计）",
                       "sum of " + indicator.of + " ÷ sum of " + indicator.to + " over the units in " + unit.people_year + " (zones inside units do not count twice)"};
    } else {
      found.by_unit.emplace_back(unit.unit, 100 * *of / *to);
    }
  }
  if (!found.value) throw Missing{{"表 population 没有 " + date + " 及以前的行", "the table population has no row on or before " + date}};
  return found;
}

Found column_of(Context& context, const Indicator& indicator) {
  const Layer& layer = layer_of(context, indicator.layer).layer;
  Found found;
  found.dimension = Dimension::length;
  for (std::size_t row = 0; row < layer.size(); ++row) {
    if (std::find(indicator.names.begin(), indicator.names.end(), cell(layer, indicator.field, row)) == indicator.names.end()) continue;
    const auto value = to_number(layer.field(indicator.of).values[row]);
    if (value && (!found.value || *value > *found.value)) found.value = value;
  }
  if (!found.value) throw Missing{{"图层 " + indicator.layer + " 中没有这些行的 " + indicator.of, "the layer " + indicator.layer + " has no " + indicator.of + " of these rows"}};
  found.formula = {indicator.layer + " 的字段 " + indicator.of, "the field " + indicator.of + " of " + indicator.layer};
  return found;
}

Found project_area(Context& context, const Indicator& indicator) {
  const Layer* projects = context.options.projects;
  if (!projects) throw Missing{{"项目 " + indicator.project + " 的图形（--projects）", "the shape of the project " + indicator.project + " (--projects)"}};
  std::int64_t sum = 0;
  std::size_t rows = 0;
  for (std::size_t row = 0; row < projects->size(); ++row) {
    if (cell(*projects, "id", row) != indicator.project || projects->shapes.type(row) != ShapeType::polygon) continue;
    sum += area(projects->shapes, row, *projects->crs, AreaKind::official).hundredths();
    ++rows;
  }
  if (rows == 0) throw Missing{{"项目文件中没有 " + indicator.project + " 的面", "the project file has no polygon of " + indicator.project}};
  Found found;
  found.dimension = Dimension::area;
  found.value = Area::hundredths(sum).square_metres();
  found.formula = {"项目 " + indicator.project + " 图形的图斑椭球面积", "official area of the project " + indicator.project + " as drawn"};
  return found;
}

Found parts_of(Context& context, const Indicator& indicator) {
  Found found;
  double sum = 0;
  for (const PlannedProject& project : context.plan.profile().projects) {
    if (project.id != indicator.project) continue;
    for (const Quantity& q : project.quantities) {
      if (std::find(indicator.names.begin(), indicator.names.end(), q.name) == indicator.names.end()) continue;
      sum += *q.value;
      found.unit = q.unit.substr(0, q.unit.find(' '));
      const std::string plus = found.formula.en.empty() ? "" : " + ";
      found.formula = {found.formula.zh + plus + shortest(*q.value), found.formula.en + plus + shortest(*q.value)};
    }
  }
  found.value = std::stod(decimals(sum, 6));
  return found;
}

Found count(std::size_t n, const Text& formula) {
  Found found;
  found.dimension = Dimension::count;
  found.value = static_cast<double>(n);
  found.formula = formula;
  return found;
}

}  // namespace

const PlanLayer& layer_of(Context& context, const std::string& role) {
  if (const PlanLayer* found = context.plan.find(role)) return *found;
  throw Missing{{"没有图层 " + role, "there is no layer " + role}};
}

const LandAccount& Context::account(const std::string& id, const std::string& date) {
  const auto key = std::pair(id, date);
  if (const auto made = accounts_.find(key); made != accounts_.end()) return made->second;
  if (id != "idle") layer_of(*this, "land_approvals");
  layer_of(*this, "land_supplies");
  LandAccount account = id == "idle" ? idle_land(plan, date, limits, options.threads) : approved_unsupplied(plan, date, options.threads);
  return accounts_.emplace(key, std::move(account)).first->second;
}

const Balances& Context::balances(const std::string& date) {
  if (const auto made = balances_.find(date); made != balances_.end()) return made->second;
  const auto find = [&](const char* id) -> const LandAccount* {
    try {
      return &account(id, date);
    } catch (const Missing&) {  // said where the account is asked for
      return nullptr;
    }
  };
  return balances_.emplace(date, unit_balances(plan, date, limits, find("approved_unsupplied"), find("idle"), options.threads)).first->second;
}

const Layer& Context::land(const std::string& id, const Crs& crs) {
  const auto key = id + " " + crs.code();
  if (const auto made = lands_.find(key); made != lands_.end()) return made->second;
  const Profile& profile = plan.profile();
  std::vector<const Place*> places;
  if (const PlaceGroup* group = profile.find_group(id)) places = profile.members(*group);
  else if (profile.level(profile.place(id)) == 1) places = profile.children(profile.place(id));
  else places = {&profile.place(id)};
  std::erase_if(places, [&](const Place* p) { return places.size() > 1 && profile.level(*p) != 2; });
  std::vector<std::string> names;
  for (const Place* place : places) names.push_back(place->id);
  const Membership found = membership(plan, names, AreaKind::geodesic, options.threads);
  if (!found.missing.empty()) throw Missing{found.missing[0]};
  Layer land = *found.lands.crs == crs ? found.lands : reproject(found.lands, crs);
  land.fields[0].name = "code";
  for (std::size_t i = 0; i < places.size(); ++i) land.fields[0].values[i] = places[i]->code.empty() ? places[i]->id : places[i]->code;
  return lands_.emplace(key, std::move(land)).first->second;
}

Found measure(Context& context, const Indicator& i, const Target& target, const std::string& date) {
  const Profile& profile = context.plan.profile();
  if (i.measure == "none") throw Missing{i.needs};
  if (i.measure == "approved_unsupplied" || i.measure == "idle") return from_account(context, i.measure, date);
  if (i.measure == "input") return from_inputs(context, i, target, date);
  if (i.measure == "ratio") return ratio_of(context, i, date);
  if (i.measure == "length") return length_of(context, i);
  if (i.measure == "count") return count_of(context, i);
  if (i.measure == "surface") return surface_of(context, i);
  if (i.measure == "enclosed") return enclosed_by(context, i);
  if (i.measure == "distance") return distance_of(context, i);
  if (i.measure == "column") return column_of(context, i);
  if (i.measure == "project_area") return project_area(context, i);
  if (i.measure == "parts") return parts_of(context, i);
  if (i.measure == "members") return count(profile.find_group(i.group)->members.size(), {"规划列出的成员数", "members the plan lists"});
  if (i.measure == "listed") return count(i.names.size(), {"规划列出的个数", "those the plan lists"});
  if (i.measure == "service_levels") return count(profile.service_levels.size(), {"规划列出的级数", "levels the plan lists"});
  const auto kind = [&](const PlaceGroup& g) { return g.kind == i.group; };
  return count(static_cast<std::size_t>(std::count_if(profile.groups.begin(), profile.groups.end(), kind)), {"规划列出的组数", "groups the plan lists"});
}

double in_unit(double value, const Found& found, const std::string& unit) {
  const Text wrong{"数值的单位与规划的单位“" + unit + "”不符", "the value does not have the plan's unit \"" + unit + "\""};
  switch (found.dimension) {
    case Dimension::count: return value;
    case Dimension::percent:
      if (unit != "%") throw Missing{wrong};
      return value;
    case Dimension::length:
      if (unit == "km") return Length::metres(value).kilometres();
      if (unit != "m") throw Missing{wrong};
      return value;
    case Dimension::area: {
      const Area area = Area::square_metres(value);
      if (unit == "km2") return area.square_kilometres();
      if (unit == "ha") return area.hectares();
      if (unit == "亩") return area.mu();
      if (unit != "m2") throw Missing{wrong};
      return value;
    }
    case Dimension::as_stated:
      if (found.unit != unit) throw Missing{{wrong.zh + "（" + found.unit + "）", wrong.en + " but " + found.unit}};
  }
  return value;
}

}  // namespace libspatial::evaluation
