#include <algorithm>
#include <cmath>

#include "evaluation/measures.hpp"
#include "libspatial/corridor.hpp"

namespace libspatial {
namespace {

using namespace evaluation;

/// Decimals of a number as the plan writes it: 37.64 has two.
int decimals_of(double value) {
  const std::string text = shortest(value);
  const std::size_t dot = text.find('.');
  return dot == std::string::npos || text.find('e') != std::string::npos ? 0 : static_cast<int>(text.size() - dot - 1);
}

bool same_as_written(double value, double written) { return decimals(value, decimals_of(written)) == decimals(written, decimals_of(written)); }

/// The day a target is looked at: a baseline at the end of its year.
std::string day_of(const Target& target, const std::string& as_of) {
  if (target.kind != "baseline" || target.year.size() < 4) return as_of;
  const bool range = target.year.size() >= 9 && target.year[4] == '-';
  const std::string year = target.year.substr(range ? 5 : 0, 4);
  return std::all_of(year.begin(), year.end(), [](char c) { return c >= '0' && c <= '9'; }) ? year + "-12-31" : as_of;
}

Standing compare(double value, const Target& target, double about) {
  if (!target.value) return Standing::computed;
  const double stated = *target.value, noise = 1e-9 * std::abs(stated);  // of floating point, nothing more: a target is not reached by rounding
  const std::string& c = target.comparator;
  const auto reached = [](bool is) { return is ? Standing::reached : Standing::short_of; };
  const auto agrees = [](bool is) { return is ? Standing::agrees : Standing::differs; };
  if (c == ">=") return reached(value >= stated - noise);
  if (c == "<=") return reached(value <= stated + noise);
  if (c == ">") return reached(value > stated + noise);
  if (c == "<") return reached(value < stated - noise);
  if (c == "~") return agrees(std::abs(value - stated) <= about * std::abs(stated));
  if (target.kind == "target") return reached(value >= stated - noise);  // 达到 99 %
  return agrees(same_as_written(value, stated));
}

void tell_validity(const Plan& plan, const Indicator& indicator, IndicatorValue& value) {
  std::vector<std::string> roles{indicator.layer};
  if (indicator.measure == "approved_unsupplied") roles = {"land_approvals", "land_supplies"};
  if (indicator.measure == "idle") roles = {"land_supplies"};
  for (const std::string& role : roles) {
    const PlanLayer* entry = role.empty() ? nullptr : plan.find(role);
    if (!entry || entry->valid_to.empty() || (value.at <= entry->valid_to && (entry->valid_from.empty() || entry->valid_from <= value.at))) continue;
    if (role == "transport_lines" || role == "streets") continue;  // a plan of what is to be, looked at from today
    const std::string from = entry->valid_from, to = entry->valid_to;
    const std::string gap = value.why.en.empty() ? "" : "; ", gap_zh = value.why.zh.empty() ? "" : "；";
    value.why = {value.why.zh + gap_zh + role + " 的数据只到 " + from + "…" + to, value.why.en + gap + role + " is valid " + from + "…" + to + " only"};
  }
}

/// What is wrong with the plan's layers; not with the parameters or with us.
bool is_of_the_data(const Error& e) { return e.code() != Errc::bad_rules && e.code() != Errc::internal; }

void cannot(IndicatorValue& value, const Text& why) {
  value.value.reset();
  value.gap.reset();
  value.by_unit.clear();
  value.standing = Standing::missing;
  value.why = why;
}

IndicatorValue value_of(Context& context, const Indicator& indicator, const Target& target) {
  IndicatorValue result;
  result.target = target.id;
  result.at = day_of(target, context.options.as_of);
  try {
    const Found found = measure(context, indicator, target, result.at);
    result.formula = found.formula;
    result.why = found.why;
    result.value = in_unit(*found.value, found, target.unit);
    for (const auto& [unit, value] : found.by_unit) result.by_unit.emplace_back(unit, in_unit(value, found, target.unit));
    if (target.value) result.gap = *target.value - *result.value;
    result.standing = compare(*result.value, target, context.limits.limit("about_share", "share").value);
    tell_validity(context.plan, indicator, result);
  } catch (const Missing& missing) {
    cannot(result, missing.why);
  } catch (const Error& e) {
    if (!is_of_the_data(e)) throw;
    cannot(result, e.text());
  }
  return result;
}

/// Rows whose land is in no number below: nothing is lost in silence.
void tell_unusable_rows(const Plan& plan, Evaluation& result) {
  for (const char* role : {"units", "ugb", "urban_land_base", "buildings", "land_parcels", "land_parcels_base", "demolitions", "rebuilds"}) {
    const PlanLayer* entry = plan.find(role);
    if (!entry || entry->layer.rejects.empty()) continue;
    const std::string n = std::to_string(entry->layer.rejects.size());
    const Text& first = entry->layer.rejects[0].text;
    result.missing.push_back({std::string(role) + "：" + n + " 行不能使用，其土地未计入；首行：" + first.zh, std::string(role) + ": " + n + " rows cannot be used, their land is not counted; the first: " + first.en});
  }
}

FigureFound figure_of(const Profile& profile, const FigureCheck& check, double about) {
  FigureFound result{check.id, check.found, {}, false, check.how};
  if (!check.distance.empty()) {
    Layer points;
    points.crs = Crs("EPSG:4490");
    for (const std::string& id : check.distance) {
      points.shapes.begin_shape(ShapeType::point);
      points.shapes.begin_part();
      points.shapes.add_ring(std::span(&*profile.place(id).at, 1));
    }
    result.found = std::stod(decimals(distances(points, points, 1).at(1).centre.kilometres(), 3));
    result.how = {"两地点位之间的大地线", "geodesic between the points of both"};
  }
  if (!result.found) {
    result.contradicts = true;  // words only
    return result;
  }
  result.difference = std::stod(decimals(check.stated - *result.found, 6));
  result.contradicts = check.relation == "~" ? std::abs(*result.difference) > about * std::abs(check.stated) : *result.difference != 0;
  return result;
}

}  // namespace

std::string_view name(Standing standing) {
  switch (standing) {
    case Standing::agrees: return "agrees";
    case Standing::differs: return "differs";
    case Standing::reached: return "reached";
    case Standing::short_of: return "short";
    case Standing::computed: return "computed";
    case Standing::missing: return "missing";
    case Standing::not_spatial: return "not_spatial";
  }
  return "";
}

Text title(Standing standing) {
  switch (standing) {
    case Standing::agrees: return {"与规划一致", "agrees"};
    case Standing::differs: return {"与规划不一致", "differs"};
    case Standing::reached: return {"达到", "reached"};
    case Standing::short_of: return {"未达到", "short"};
    case Standing::computed: return {"已计算", "computed"};
    case Standing::missing: return {"缺数据", "missing"};
    case Standing::not_spatial: return {"非空间指标", "not spatial"};
  }
  return {};
}

std::size_t Evaluation::count(Standing standing) const {
  return static_cast<std::size_t>(std::count_if(indicators.begin(), indicators.end(), [&](const IndicatorValue& v) { return v.standing == standing; }));
}

bool Evaluation::incomplete() const {
  return !missing.empty() || std::any_of(accounts.begin(), accounts.end(), [](const LandAccount& a) { return !a.flaws.empty(); });
}

Evaluation evaluate(const Plan& plan, const Limits& limits, const EvaluationOptions& options) {
  if (!is_date(options.as_of)) throw Error(Errc::bad_argument, {"日期“" + options.as_of + "”应写成 YYYY-MM-DD", "the date \"" + options.as_of + "\" must be YYYY-MM-DD"});
  Evaluation result;
  result.as_of = options.as_of;
  Context context(plan, limits, options);
  const Profile& profile = plan.profile();
  for (const Target& target : profile.targets) {
    const auto indicator = std::find_if(profile.indicators.begin(), profile.indicators.end(), [&](const Indicator& i) { return i.target == target.id; });
    if (indicator != profile.indicators.end()) result.indicators.push_back(value_of(context, *indicator, target));
    else result.indicators.push_back({target.id, {}, {}, "", Standing::not_spatial, {}, {}, {}});
  }
  for (const FigureCheck& check : profile.figures) result.figures.push_back(figure_of(profile, check, limits.limit("about_share", "share").value));

  const auto attempt = [&](const Text& what, const auto& make) {
    const auto say = [&](const Text& why) { result.missing.push_back({what.zh + "：" + why.zh, what.en + ": " + why.en}); };
    try {
      make();
    } catch (const Missing& missing) {
      say(missing.why);
    } catch (const Error& e) {
      if (!is_of_the_data(e)) throw;
      say(e.text());
    }
  };
  attempt({"批而未供", "approved and not supplied"}, [&] { result.accounts.push_back(context.account("approved_unsupplied", options.as_of)); });
  attempt({"闲置土地", "idle land"}, [&] { result.accounts.push_back(context.account("idle", options.as_of)); });
  result.balances = context.balances(options.as_of);
  tell_unusable_rows(plan, result);
  attempt({"耕地平衡", "farmland balance"}, [&] { result.farmland = farmland_balance(plan, limits, options.threads); });
  attempt({"增减挂钩", "demolition and rebuilding"}, [&] { result.pairs = paired_projects(plan, options.threads); });
  return result;
}

}  // namespace libspatial
