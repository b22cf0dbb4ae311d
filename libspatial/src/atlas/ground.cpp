// The land on the map: units, towns, farmland, red line, the growth boundary, other areas, groups.

#include <algorithm>

#include "atlas/content.hpp"

namespace libspatial::atlas {
namespace {

using Form = Key::Form;

/// A tint per unit, so that neighbours differ as far as six tints allow.
std::vector<int> tints(const Layer& units) {
  std::vector<int> tint(units.size(), 0);
  for (std::size_t i = 0; i < units.size(); ++i) {
    std::vector<bool> taken(6, false);
    for (std::size_t j = 0; j < i; ++j) {
      if (units.shapes.box(i).meets(units.shapes.box(j))) taken[static_cast<std::size_t>(tint[j])] = true;
    }
    const auto first = std::find(taken.begin(), taken.end(), false);
    tint[i] = first == taken.end() ? static_cast<int>(i % 6) : static_cast<int>(first - taken.begin());
  }
  return tint;
}

/// Every row of a layer in one class.
std::string rows(const Content& map, const Layer& layer, std::string_view id, std::string_view css, std::string_view field = {}) {
  Html html;
  begin_paths(html, id, map.is_on(std::string(id)));
  for (std::size_t row = 0; row < layer.size(); ++row) draw(html, layer, row, map.sheet, css, field.empty() ? "" : cell(layer, field, row));
  end_group(html);
  return html.take();
}

void say_rejects(Content& map, std::string_view role) {
  const PlanLayer* entry = map.canvas.plan().find(role);
  if (!entry || entry->layer.rejects.empty()) return;
  const std::string n = std::to_string(entry->layer.rejects.size());
  map.missing.push_back({title(entry->layer) + " 有 " + n + " 行图形不能使用，图上没有", title(entry->layer) + " has " + n + " rows whose shape cannot be used: they are not on the map"});
}

void say_no_layer(Content& map, std::string_view role, const char* layer) {
  if (!map.canvas.plan().find(role)) map.missing.push_back({std::string("规划没有图层 ") + layer + "，图上没有", std::string("the plan has no layer ") + layer + ": it is not on the map"});
}

std::string unit_name(const Content& map, const Layer& units, std::size_t row) {
  const Place* place = map.profile().find(cell(units, "code", row));
  return place ? map.name(*place) : cell(units, "name", row);
}

}  // namespace

void add_ground(Content& map) {
  const Layer &units = map.canvas.layer("units"), &towns = map.canvas.layer("towns");
  say_no_layer(map, "units", "units");
  say_rejects(map, "units");
  const std::vector<int> tint = tints(units);
  Html html;
  begin_paths(html, "units", map.is_on("units"));
  for (std::size_t row = 0; row < units.size(); ++row) draw(html, units, row, map.sheet, "unit-" + std::to_string(tint[row]), unit_name(map, units, row));
  for (std::size_t row = 0; row < units.size(); ++row) draw(html, units, row, map.sheet, "unit-halo");
  for (std::size_t row = 0; row < units.size(); ++row) draw(html, units, row, map.sheet, "unit-edge");
  end_group(html);
  if (units.size() > 0) map.add("units", {"区县", "districts and counties"}, html.take(), {{Form::area, {"unit-0", "unit-edge"}, map.say({"区县界", "border of a district or county"})}});
  if (towns.size() > 0) map.add("towns", {"乡镇街道界", "borders of towns"}, rows(map, towns, "towns", "town-edge"), {{Form::area, {"town-edge"}, map.say({"乡镇街道界", "border of a town"})}});
  say_rejects(map, "towns");
}

void add_zones(Content& map) {
  struct One { const char *id, *role, *css, *layer; Text title; };
  for (const One& one : {One{"farmland", "permanent_farmland", "farmland", "permanent_farmland", {"永久基本农田", "permanent basic farmland"}},
                         One{"redline", "ecological_redline", "redline", "ecological_redline", {"生态保护红线", "ecological red line"}}}) {
    const Layer& layer = map.canvas.layer(one.role);
    say_no_layer(map, one.role, one.layer);
    say_rejects(map, one.role);
    if (layer.size() > 0) map.add(one.id, one.title, rows(map, layer, one.id, one.css, "name"), {{Form::area, {one.css}, map.say(one.title)}});
  }
  const Layer& zones = map.canvas.layer("ugb");
  say_no_layer(map, "ugb", "growth_boundary_zones");
  say_rejects(map, "ugb");
  if (zones.size() == 0) return;
  const auto& kinds = map.canvas.plan().ugb_kinds();
  Html html;
  std::vector<Key> keys;
  begin_paths(html, "zones", map.is_on("zones"));
  for (const ZoneKind kind : {ZoneKind::special, ZoneKind::flexible, ZoneKind::concentrated}) {
    const std::string css = "zone-" + std::string(name(kind));
    for (std::size_t row = 0; row < zones.size(); ++row) {
      if (kinds[row] == kind) draw(html, zones, row, map.sheet, css, cell(zones, "name", row) + " · " + map.say(title(kind)));
    }
    if (std::find(kinds.begin(), kinds.end(), kind) != kinds.end()) keys.insert(keys.begin(), {Form::area, {css}, map.say(title(kind))});
  }
  end_group(html);
  map.add("zones", {"城镇开发边界", "growth boundary"}, html.take(), keys);
}

void add_areas(Content& map) {
  struct One { const char *role, *css; Text title; };
  Html html;
  std::vector<Key> keys;
  begin_paths(html, "areas", map.is_on("areas"));
  for (const One& one : {One{"pilot_area", "area-pilot", {"试验区", "pilot area"}}, One{"functional_zones", "area-zone", {"功能区（开发区等）", "functional zones"}},
                         One{"central_urban_area", "area-centre", {"中心城区", "central urban area"}}}) {
    const Layer& layer = map.canvas.layer(one.role);
    for (std::size_t row = 0; row < layer.size(); ++row) draw(html, layer, row, map.sheet, one.css, cell(layer, "name", row));
    if (layer.size() > 0) keys.push_back({Form::area, {one.css}, map.say(one.title)});
    say_rejects(map, one.role);
  }
  end_group(html);
  if (!keys.empty()) map.add("areas", {"中心城区与功能区", "central area and zones"}, html.take(), keys);

  std::vector<std::string> wanted = map.options.groups;
  for (const PlaceGroup& g : map.profile().groups) {
    if (map.options.groups.empty() && g.kind == "plate") wanted.push_back(g.id);
  }
  const auto& layers = map.canvas.plan().layers();
  if (wanted.empty() || std::none_of(layers.begin(), layers.end(), [](const PlanLayer& l) { return l.layer.crs && l.role != "places"; })) return;
  const Membership found = membership(map.canvas.plan(), wanted, AreaKind::geodesic);
  map.missing.insert(map.missing.end(), found.missing.begin(), found.missing.end());
  const Layer lands = map.canvas.in_metres(found.lands);
  Html drawn;
  std::vector<Key> of_groups;
  begin_paths(drawn, "groups", map.is_on("groups"));
  for (std::size_t row = 0; row < lands.size(); ++row) {
    if (lands.shapes.type(row) != ShapeType::polygon) continue;
    const std::string css = "group group-" + std::to_string(row % 4), title = cell(lands, "name", row);
    draw(drawn, lands, row, map.sheet, css, title);
    of_groups.push_back({Form::area, {css}, title});
  }
  end_group(drawn);
  if (!of_groups.empty()) map.add("groups", {"板块（互相重叠）", "groups (they overlap)"}, drawn.take(), of_groups);
}

}  // namespace libspatial::atlas
