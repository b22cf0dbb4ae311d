// Which checks a plan's layers allow, in order, and which they do not.

#include "libspatial/validation.hpp"

#include <algorithm>
#include <memory>
#include <set>

#include "validation/findings.hpp"

namespace libspatial {

using validation::Findings;
using validation::Part;

namespace {

/// Layers the checks know; the others of a plan are looked at for their shapes alone.
constexpr std::string_view parts_of_plan[] = {"units", "towns", "villages", "functional_zones", "ugb", "growth_boundary", "permanent_farmland", "ecological_redline", "land_parcels", "land_parcels_base",
                                     "urban_land_base", "buildings", "land_approvals", "land_supplies", "demolitions", "rebuilds", "central_urban_area", "pilot_area", "places"};
constexpr std::string_view with_siblings[] = {"units", "towns", "villages", "ugb", "growth_boundary", "permanent_farmland", "ecological_redline", "land_parcels", "land_parcels_base", "urban_land_base"};

struct Kinship { std::string_view child, field, parent; };
constexpr Kinship kinships[] = {{"towns", "parent", "units"}, {"villages", "parent", "towns"}, {"functional_zones", "parent", "units"}, {"ugb", "unit_code", "units"}, {"land_parcels", "unit_code", "units"},
                                {"land_parcels_base", "unit_code", "units"}, {"urban_land_base", "unit_code", "units"}, {"buildings", "unit_code", "units"}, {"land_approvals", "unit_code", "units"},
                                {"land_supplies", "unit_code", "units"}, {"demolitions", "unit_code", "units"}, {"rebuilds", "unit_code", "units"}};

std::vector<std::string> names_of(const Layer& layer) {
  for (const char* field : {"code", "id", "bsm", "name"}) {
    if (!layer.find_field(field)) continue;
    std::vector<std::string> names = labels(layer, field);
    for (std::size_t row = 0; row < names.size(); ++row) {
      if (names[row].empty()) names[row] = std::to_string(layer.first_row + row);
    }
    return names;
  }
  return labels(layer, "");
}

class Validator {
 public:
  Validator(const Plan& plan, const Limits& limits, const ValidationOptions& options)
      : plan_(plan), options_(options), crs_(crs_of(plan)), findings_(limits, crs_, mixed_crs(), options.threads) {}

  Validation run() {
    for (const std::string_view role : parts_of_plan) read(role);
    for (const std::string_view role : parts_of_plan) {
      if (const Part* p = part(role)) check_shapes(*p, plan_.find(role)->layer, findings_);
      else not_made("shapes", role);
    }
    for (const std::string_view role : with_siblings) siblings(role);
    for (const Kinship& kin : kinships) {
      if (!part(kin.child)) not_made("parent", kin.child);
      else if (!part(kin.parent)) not_made("parent", kin.child, kin.parent);
      else check_parents(*part(kin.child), kin.field, *part(kin.parent), findings_);
    }
    if (!part("places")) not_made("parent", "places");
    else if (!part("units")) not_made("parent", "places", "units");
    else check_places(*part("places"), *part("units"), part("towns"), findings_);
    disjoint("ugb", "permanent_farmland");
    disjoint("ugb", "ecological_redline");
    disjoint("permanent_farmland", "ecological_redline");
    boundary();
    if (part("units")) check_official_areas(*part("units"), published_areas(), findings_);
    else not_made("official_areas", "units");
    return findings_.finish();
  }

 private:
  static Crs crs_of(const Plan& plan) {
    if (const PlanLayer* units = plan.find("units"); units && units->layer.crs) return *units->layer.crs;
    for (const PlanLayer& entry : plan.layers()) {
      if (entry.layer.crs) return *entry.layer.crs;
    }
    throw Error(Errc::crs_missing, {plan.file() + " 的图层都没有坐标系", "no layer of " + plan.file() + " has a CRS"});
  }

  /// Those that were given; else those of the plan's profile, of the units that are here.
  std::map<std::string, double> published_areas() {
    std::map<std::string, double> km2 = options_.official_km2;
    if (!km2.empty()) return km2;
    const Part& units = *part("units");
    for (std::size_t row = 0; row < units.layer.size(); ++row) {
      const Place* place = plan_.profile().find(units.cell("code", row));
      if (place && place->area_km2) km2[place->code] = *place->area_km2;
    }
    return km2;
  }

  bool mixed_crs() const {
    return std::any_of(plan_.layers().begin(), plan_.layers().end(), [&](const PlanLayer& l) { return l.layer.crs && !(*l.layer.crs == crs_); });
  }

  void read(std::string_view role) {
    const PlanLayer* found = plan_.find(role);
    if (!found) return;
    const bool other = found->layer.crs && !(*found->layer.crs == crs_);
    auto own = other ? std::make_unique<const Layer>(reproject(found->layer, crs_)) : nullptr;
    const Layer& layer = own ? *own : found->layer;
    auto made = std::unique_ptr<Part>(new Part{std::string(role), found->covers, std::move(own), layer, names_of(layer)});
    parts_.emplace(role, std::move(made));
  }

  const Part* part(std::string_view role) const {
    const auto found = parts_.find(role);
    return found == parts_.end() ? nullptr : found->second.get();
  }

  void not_made(std::string check, std::string_view role, std::string_view missing = {}) {
    const std::string what(missing.empty() ? role : missing);
    findings_.begin(std::move(check), std::string(role));
    findings_.not_made({"没有图层 " + what, "there is no layer " + what});
  }

  /// The land a layer should cover, when something says so.
  const Part* frame_of(std::string_view role) const {
    const Part* child = part(role);
    if (role == "towns" && child->covers != "partial") return part("units");
    if (role == "villages" && child->covers != "partial") return part("towns");
    if (role == "ugb") return part("growth_boundary");
    if ((role == "land_parcels" || role == "land_parcels_base") && child->covers == "units") return part("units");
    return nullptr;
  }

  void siblings(std::string_view role) {
    const Part* child = part(role);
    if (!child) return not_made("siblings", role);
    const Part* frame = frame_of(role);
    check_siblings(*child, frame, findings_);
    if (!child->complete()) findings_.note({"有要素不可用，其范围会显示为空隙", "rows that cannot be used show as gaps"});
    if (frame && !frame->complete()) findings_.note({frame->role + " 有要素不可用，其范围未检查", "land of unusable rows of " + frame->role + " is not checked"});
    if (role == "ugb" && !frame) findings_.note({"没有图层 growth_boundary：分区是否恰好覆盖边界未检查，只检查相互重叠和裂缝", "there is no layer growth_boundary: only overlaps and cracks are checked, not whether the zones cover the boundary"});
    if ((role == "towns" || role == "villages" || role == "land_parcels" || role == "land_parcels_base") && !frame) {
      findings_.note({"未声明覆盖全部上级：只检查封闭的空隙", "it does not say that it covers its parents: only enclosed gaps are checked"});
    }
  }

  void disjoint(std::string_view a, std::string_view b) {
    const std::string both = std::string(a) + "+" + std::string(b);
    if (!part(a) || !part(b)) return not_made("lines", both, part(a) ? b : a);
    check_disjoint(*part(a), *part(b), findings_);
    for (const Part* p : {part(a), part(b)}) {
      if (!p->complete()) findings_.note({p->role + " 有要素不可用，其范围未检查", "land of unusable rows of " + p->role + " is not checked"});
    }
  }

  void boundary() {
    const Part* line = part("growth_boundary") ? part("growth_boundary") : part("ugb");
    if (!line) {
      not_made("closed_lines", "ugb");
      return not_made("windows", "ugb");
    }
    const Shapes lines = dissolve(line->layer, findings_.rounding());
    check_closed_lines(*line, lines, findings_);
    check_windows(*line, lines, part("permanent_farmland"), findings_);
  }

  const Plan& plan_;
  const ValidationOptions& options_;
  const Crs crs_;
  Findings findings_;
  std::map<std::string, std::unique_ptr<Part>, std::less<>> parts_;  // of fixed address: findings name them
};

}  // namespace

std::size_t Validation::count(Severity severity) const {
  return static_cast<std::size_t>(std::count_if(issues.begin(), issues.end(), [&](const Issue& i) { return i.severity == severity; }));
}

int Validation::exit_code() const { return count(Severity::error) > 0 ? 3 : count(Severity::warning) > 0 ? 1 : 0; }

Validation validate(const Plan& plan, const Limits& limits, const ValidationOptions& options) { return Validator(plan, limits, options).run(); }

}  // namespace libspatial
