#include "libspatial/plan.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "libspatial/source.hpp"

namespace libspatial {
namespace {

/// Roles and what their shapes are. A role's layer has its name unless `layer_manifest` says otherwise; only the growth boundary's has another.
struct Role {
  std::string_view name;
  ShapeType shape;  ///< none: a table
};
constexpr Role roles[] = {
    {"units", ShapeType::polygon}, {"towns", ShapeType::polygon}, {"villages", ShapeType::polygon}, {"functional_zones", ShapeType::polygon},
    {"central_urban_area", ShapeType::polygon}, {"pilot_area", ShapeType::polygon}, {"places", ShapeType::point}, {"ugb", ShapeType::polygon}, {"growth_boundary", ShapeType::polygon},
    {"permanent_farmland", ShapeType::polygon}, {"ecological_redline", ShapeType::polygon}, {"land_parcels", ShapeType::polygon},
    {"land_parcels_base", ShapeType::polygon}, {"urban_land_base", ShapeType::polygon}, {"buildings", ShapeType::polygon},
    {"land_approvals", ShapeType::polygon}, {"land_supplies", ShapeType::polygon}, {"demolitions", ShapeType::polygon}, {"rebuilds", ShapeType::polygon},
    {"transport_lines", ShapeType::line}, {"streets", ShapeType::line}, {"population", ShapeType::none}, {"quotas", ShapeType::none},
    {"indicator_inputs", ShapeType::none}};

ShapeType shape_of(std::string_view role) {
  const auto found = std::find_if(std::begin(roles), std::end(roles), [&](const Role& r) { return r.name == role; });
  return found == std::end(roles) ? ShapeType::polygon : found->shape;
}

std::string date_cell(const Layer& table, std::string_view field, std::size_t row) {
  const std::string date = day_of(cell(table, field, row));
  if (date.empty() || is_date(date)) return date;
  const std::string name(field), n = std::to_string(row);
  throw Error(Errc::bad_plan, {libspatial::title(table) + " 第 " + n + " 行：" + name + "“" + date + "”应写成 YYYY-MM-DD",
                               libspatial::title(table) + " row " + n + ": " + name + " \"" + date + "\" must be YYYY-MM-DD"});
}

/// Standard deviation of positions: nothing (0), or metres of a map.
double accuracy_of(const Layer& table, const Value& value, std::size_t row) {
  constexpr double most = 1000;
  if (to_text(value).empty()) return 0;
  const auto metres = to_number(value);
  if (metres && *metres >= 0 && *metres <= most) return *metres;
  const std::string n = std::to_string(row), given = to_text(value);
  throw Error(Errc::bad_plan, {libspatial::title(table) + " 第 " + n + " 行：accuracy_m“" + given + "”应为 0 到 1000 的数（米）", libspatial::title(table) + " row " + n + ": accuracy_m \"" + given + "\" must be a number from 0 to 1000 (metres)"});
}

/// What the manifest says, by role. Rows without role are ignored.
std::map<std::string, PlanLayer> read_manifest(const std::vector<Layer>& layers) {
  std::map<std::string, PlanLayer> entries;
  for (const Role& role : roles) {
    PlanLayer entry;
    entry.role = role.name;
    entry.layer.name = role.name == "ugb" ? "growth_boundary_zones" : role.name;
    entries.emplace(role.name, std::move(entry));
  }
  const auto table = std::find_if(layers.begin(), layers.end(), [](const Layer& l) { return l.name == "layer_manifest"; });
  if (table == layers.end()) return entries;
  std::set<std::string> seen;
  for (std::size_t row = 0; row < table->size(); ++row) {
    const std::string role = cell(*table, "role", row);
    if (role.empty()) continue;
    if (!seen.insert(role).second) {
      throw Error(Errc::bad_plan, {libspatial::title(*table) + "：角色 " + role + " 出现两次，请只留一行", libspatial::title(*table) + ": the role " + role + " is there twice, keep one row"});
    }
    PlanLayer& entry = entries[role];
    entry.role = role;
    if (const std::string name = cell(*table, "layer", row); !name.empty()) entry.layer.name = name;
    entry.valid_from = date_cell(*table, "valid_from", row);
    entry.valid_to = date_cell(*table, "valid_to", row);
    entry.covers = cell(*table, "covers", row);
    entry.source = cell(*table, "source", row);
    const Field* accuracy = table->find_field("accuracy_m");
    entry.accuracy_m = accuracy ? accuracy_of(*table, accuracy->values[row], row) : 0;
  }
  return entries;
}

std::vector<ZoneKind> kinds_of(const Layer& layer) {
  std::vector<ZoneKind> kinds;
  const Field& field = layer.field("zone_kind");
  for (std::size_t row = 0; row < layer.size(); ++row) {
    const std::string word = to_text(field.values[row]);
    if (layer.shapes.type(row) == ShapeType::none) {  // a rejected row has no land: rules that need the layer do not judge
      kinds.push_back(ZoneKind::concentrated);
      continue;
    }
    try {
      kinds.push_back(zone_kind(word));
    } catch (const Error& e) {
      const std::string n = std::to_string(row);
      throw Error(Errc::bad_plan, {libspatial::title(layer) + " 第 " + n + " 行：" + e.text().zh, libspatial::title(layer) + " row " + n + ": " + e.text().en});
    }
  }
  return kinds;
}

}  // namespace

std::string_view name(ZoneKind kind) {
  switch (kind) {
    case ZoneKind::concentrated: return "concentrated";
    case ZoneKind::flexible: return "flexible";
    case ZoneKind::special: return "special";
  }
  return "";
}

Text title(ZoneKind kind) {
  switch (kind) {
    case ZoneKind::concentrated: return {"城镇集中建设区", "concentrated construction zone"};
    case ZoneKind::flexible: return {"城镇弹性发展区", "flexible development zone"};
    case ZoneKind::special: return {"特别用途区", "special-use zone"};
  }
  return {};
}

ZoneKind zone_kind(std::string_view word) {
  for (const ZoneKind kind : zone_kinds) {
    if (word == name(kind)) return kind;
  }
  const std::string w(word);
  throw Error(Errc::bad_plan, {"未知的分区类型 zone_kind “" + w + "”：应为 concentrated、flexible 或 special",
                               "unknown zone_kind \"" + w + "\": it must be concentrated, flexible or special"});
}

Plan::Plan(std::vector<Layer> layers, Profile profile) : profile_(std::move(profile)) {
  if (!layers.empty()) file_ = layers.front().file;
  for (const Layer& layer : layers) {
    for (const Field& field : layer.fields) {
      if (field.values.size() == layer.size()) continue;
      const std::string t = libspatial::title(layer), n = std::to_string(field.values.size()), rows = std::to_string(layer.size());
      throw Error(Errc::bad_plan, {t + " 的字段 " + field.name + " 有 " + n + " 个值，图层有 " + rows + " 行", t + ": the field " + field.name + " has " + n + " values for " + rows + " rows"});
    }
  }
  for (auto& [role, entry] : read_manifest(layers)) {
    if (std::any_of(layers_.begin(), layers_.end(), [&](const PlanLayer& l) { return l.layer.name == entry.layer.name; })) {
      throw Error(Errc::bad_plan, {file_ + "：图层 " + entry.layer.name + " 被两个角色引用（" + role + " 等）", file_ + ": the layer " + entry.layer.name + " has two roles (" + role + " is one)"});
    }
    const auto found = std::find_if(layers.begin(), layers.end(), [&](const Layer& l) { return l.name == entry.layer.name; });
    if (found == layers.end()) continue;
    // a layer without rows is a layer: a city without a red line has nothing to draw. Rows without polygons are an error
    entry.layer = shape_of(role) != ShapeType::polygon || found->size() == 0 ? std::move(*found) : polygons(std::move(*found));
    layers_.push_back(std::move(entry));
  }
  if (const PlanLayer* ugb = find("ugb")) ugb_kinds_ = kinds_of(ugb->layer);
  const bool any_zone = std::any_of(layers_.begin(), layers_.end(), [](const PlanLayer& l) { return shape_of(l.role) == ShapeType::polygon; });
  if (!any_zone) {
    throw Error(Errc::bad_plan, {file_ + " 不是规划文件：没有 units、growth_boundary_zones 等图层，见 docs/reference/plan-geopackage.md",
                                 file_ + " is no plan: it has none of the layers units, growth_boundary_zones, …; see docs/reference/plan-geopackage.md"});
  }
}

Plan Plan::of_words(Profile profile) {
  Plan plan;
  plan.profile_ = std::move(profile);
  return plan;
}

bool Plan::is_synthetic() const {
  return std::any_of(layers_.begin(), layers_.end(), [](const PlanLayer& l) { return calls_itself_synthetic(l.source); });
}

const PlanLayer* Plan::find(std::string_view role) const {
  const auto found = std::find_if(layers_.begin(), layers_.end(), [&](const PlanLayer& l) { return l.role == role; });
  return found == layers_.end() ? nullptr : &*found;
}

Plan Plan::reproject(const Crs& crs) const {
  Plan result = *this;
  for (PlanLayer& entry : result.layers_) {
    if (entry.layer.crs) entry.layer = libspatial::reproject(entry.layer, crs);  // a table has none
  }
  return result;
}

}  // namespace libspatial
