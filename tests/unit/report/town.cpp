#include "town.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "libspatial/units.hpp"
#include "support/sketch.hpp"

namespace libspatial::testing {
namespace {

constexpr Point origin{500000, 4830000};
constexpr const char* crs = "EPSG:4551";

MultiPolygon shape(Rectangle r) {
  return rectangle(origin.x + r.x, origin.y + r.y, origin.x + r.x + r.width, origin.y + r.y + r.height);
}

std::int64_t hundredths(Rectangle r) { return std::llround(r.width * r.height * 100); }

std::optional<Rectangle> common(Rectangle a, Rectangle b) {
  const double x = std::max(a.x, b.x), y = std::max(a.y, b.y);
  const double w = std::min(a.x + a.width, b.x + b.width) - x, h = std::min(a.y + a.height, b.y + b.height) - y;
  if (w <= 0 || h <= 0) return std::nullopt;
  return Rectangle{x, y, w, h};
}

Layer empty_layer(const std::string& name, std::vector<std::string> fields) {
  Layer layer;
  layer.name = name;
  layer.file = "plan.gpkg";
  layer.crs = Crs(crs);
  for (auto& field : fields) layer.fields.push_back({field, FieldType::text, {}});
  return layer;
}

void add_row(Layer& layer, Rectangle where, std::vector<std::string> cells) {
  layer.shapes.add(shape(where));
  for (std::size_t i = 0; i < cells.size(); ++i) layer.fields[i].values.emplace_back(cells[i]);
}

Layer manifest(const std::string& source) {
  Layer layer = empty_layer("layer_manifest", {"role", "layer", "valid_from", "valid_to", "covers", "accuracy_m", "source"});
  layer.crs.reset();
  const char* rows[][2] = {{"units", "units"}, {"ugb", "growth_boundary_zones"}, {"permanent_farmland", "permanent_farmland"}};
  for (const auto& [role, name] : rows) {
    layer.shapes.add_none();
    const std::string cells[] = {role, name, "2021-01-01", "", "units", "0.5", source};
    for (std::size_t i = 0; i < 7; ++i) layer.fields[i].values.emplace_back(cells[i]);
  }
  return layer;
}

RuleSet rules() {
  RuleSet set;
  set.id = "example", set.version = "1", set.status = "示例", set.file = "example.yaml";
  set.title = {"示例规则集", "Example rule set"};
  set.notice = {"示例，须由主管部门核定", "Example: to be confirmed by the competent authority"};
  set.approvals = {{"张三", "2026-03-01", "示例规则集"}};
  set.citations = {{"ugb-law", {"《示例管理办法》示例〔2026〕1号", "第九条", "示例原文", "2026-01-01", false}, "", "", ""},
                   {"farmland-law", {"《示例保护条例》", "第十七条", "示例条文", "1998-12-27", true}, "", "", ""},
                   {"never-used", {"《未引用文件》", "", "", "", false}, "", "", ""}};
  Rule boundary, farmland;
  boundary.id = "ugb-outside", boundary.title = {"城镇开发边界外用地", "Land outside the growth boundary"};
  boundary.facts = {{"outside", "outside_area", {"ugb"}, ""}}, boundary.cite = {"ugb-law"};
  farmland.id = "farmland", farmland.title = {"永久基本农田占用", "Permanent basic farmland"};
  farmland.facts = {{"taken", "overlap_area", {"permanent_farmland"}, ""}}, farmland.cite = {"farmland-law"};
  set.rules = {boundary, farmland};
  return set;
}

Finding finding(const Rule& rule, std::int64_t area, Verdict above, const Text& message) {
  Finding f;
  f.rule = rule.id, f.cite = rule.cite, f.hundredths = area, f.tolerance_m2 = 1;
  f.verdict = area > 100 ? above : Verdict::pass;
  f.message = area > 100 ? message : Text{"不涉及", "not touched"};
  return f;
}

}  // namespace

Town::Town() : rules_(testing::rules()), layer_(empty_layer("projects", {"id", "name"})) { layer_.file = "projects.gpkg"; }

void Town::add_unit(const std::string& name, Rectangle where) { units_.push_back({"units", name, where}); }

void Town::add_zone(ZoneKind kind, const std::string& name, Rectangle where) {
  zones_.push_back({std::string(libspatial::name(kind)), name, where});
}

void Town::add_farmland(const std::string& name, Rectangle where) { farmland_.push_back({"permanent_farmland", name, where}); }

std::size_t Town::add_row(const std::string& id, const std::string& name) {
  layer_.fields[0].values.emplace_back(id);
  layer_.fields[1].values.emplace_back(name);
  ProjectResult p;
  p.id = id, p.name = name, p.kind = "industry", p.rows = {layer_.shapes.size()};
  projects_.push_back(p);
  return projects_.size() - 1;
}

void Town::add_piece(std::size_t project, const std::string& role, const std::string& zone, Rectangle where) {
  pieces_.push_back({project, role, zone, hundredths(where)});
  piece_shapes_.add(shape(where));
}

std::size_t Town::add_project(const std::string& id, const std::string& name, Rectangle where) {
  const std::size_t index = add_row(id, name);
  layer_.shapes.add(shape(where));
  ProjectResult& p = projects_[index];
  p.official = hundredths(where);
  p.planar_m2 = where.width * where.height * 1.0001;
  std::int64_t outside = p.official;
  for (const Area& zone : zones_) {
    const auto cut = common(where, zone.where);
    if (!cut) continue;
    outside -= hundredths(*cut);
    const Text title = libspatial::title(zone_kind(zone.role));
    p.zones.push_back({zone.role, title, hundredths(*cut), double(hundredths(*cut)) / double(p.official)});
    add_piece(index, "ugb." + zone.role, zone.name, *cut);
  }
  if (outside > 0) p.zones.push_back({"outside", {"城镇开发边界外", "outside"}, outside, double(outside) / double(p.official)});
  for (const Area& land : farmland_)
    if (const auto cut = common(where, land.where)) add_piece(index, land.role, land.name, *cut);
  judge(p);
  return index;
}

void Town::judge(ProjectResult& p) const {
  std::int64_t outside = 0, farmland = 0;
  for (const auto& zone : p.zones)
    if (zone.kind == "outside") outside = zone.hundredths;
  for (const auto& piece : pieces_)
    if (&projects_[piece.project] == &p && piece.role == "permanent_farmland") farmland += piece.hundredths;
  p.findings = {finding(rules_.rules[0], outside, Verdict::conditional, {"部分位于城镇开发边界外", "partly outside the growth boundary"}),
                finding(rules_.rules[1], farmland, Verdict::conflict, {"占用永久基本农田", "takes permanent basic farmland"})};
  p.verdict = std::max(p.findings[0].verdict, p.findings[1].verdict);
}

std::size_t Town::add_bow_tie(const std::string& id, const std::string& name, Rectangle r) {
  const std::size_t index = add_row(id, name), row = layer_.shapes.size();
  const Point a{origin.x + r.x, origin.y + r.y}, c{a.x + r.width, a.y + r.height};
  Shapes bow;
  bow.add(MultiPolygon{{{{{a, c, {c.x, a.y}, {a.x, c.y}, a}}, {}}}});
  layer_.shapes.add_none();
  layer_.rejects.push_back({row, "invalid", {"图形自相交", "the shape crosses itself"}, to_wkb(bow, 0)});
  projects_[index].verdict = Verdict::needs_review;
  return index;
}

CheckResult Town::result() const {
  Layer units = empty_layer("units", {"code", "name", "level", "parent"});
  for (const Area& u : units_) testing::add_row(units, u.where, {"220200", u.name, "district", ""});
  Layer zones = empty_layer("growth_boundary_zones", {"zone_kind", "name", "unit_code"});
  for (const Area& z : zones_) testing::add_row(zones, z.where, {z.role, z.name, "220200"});
  Layer farmland = empty_layer("permanent_farmland", {"dlbm", "name"});
  for (const Area& f : farmland_) testing::add_row(farmland, f.where, {"0101", f.name});
  std::vector<Layer> layers{units, zones, manifest(source)};
  if (with_farmland_layer) layers.push_back(farmland);
  return {"2026-06-30", rules_, Plan(std::move(layers)), layer_, projects_, pieces_, piece_shapes_, {}};
}

RunInfo run_info() { return {"libspatial 0.1.0", "projects.gpkg", "吉林市示例规划 (plan.gpkg)", "id", ""}; }

Town small_town() {
  Town town;
  town.add_unit("示例区", {0, 0, 10000, 8000});
  town.add_zone(ZoneKind::concentrated, "中心城区", {2000, 2000, 3000, 2000});
  town.add_zone(ZoneKind::flexible, "弹性一", {5000, 2000, 1000, 2000});
  town.add_zone(ZoneKind::special, "滨江绿地", {2000, 4000, 3000, 800});
  town.add_farmland("农田一", {6200, 2500, 700, 600});
  town.add_project("P1", "甲厂", {2500, 2500, 333.33, 200});
  town.add_project("P2", "乙园区", {4500, 2600, 2000, 333.37});
  town.add_bow_tie("P3", "丙站", {3000, 4500, 300, 200});
  return town;
}

Town large_town() {
  Town town;
  const char* units[] = {"船营区", "昌邑区", "龙潭区", "丰满区", "永吉县", "蛟河市", "桦甸市", "舒兰市", "磐石市"};
  for (int i = 0; i < 9; ++i) town.add_unit(units[i], {i % 3 * 60000.0, i / 3 * 50000.0, 60000, 50000});
  for (int i = 0; i < 17; ++i) {
    const double x = 15000 + i * 37 % 150 * 1000, y = 12000 + i * 53 % 120 * 1000;
    const std::string n = std::to_string(i + 1);
    town.add_zone(ZoneKind::concentrated, "集中" + n, {x, y, 5000, 3200});
    town.add_zone(ZoneKind::flexible, "弹性" + n, {x + 5000, y, 1500, 3200});
    town.add_zone(ZoneKind::special, "特别" + n, {x, y + 3200, 5000, 1200});
    for (int k = 0; k < 6; ++k) town.add_farmland("农田", {x + 6700 + k % 3 * 900, y + k / 3 * 1300.0, 850, 1200});
  }
  const Rectangle sites[] = {{1000, 1000, 410.5, 320}, {4400, 900, 1900, 610}, {6200, 300, 1400, 777.7}, {300, 2900, 900, 900}};
  for (int i = 0; i < 25; ++i) {
    const int at = i % 3 == 0 ? i % 17 : i % 5;
    const double x = 15000 + at * 37 % 150 * 1000, y = 12000 + at * 53 % 120 * 1000;
    Rectangle site = sites[i % 4];
    site.x += x + i * 17, site.y += y + i * 13;
    const auto p = town.add_project("JL-" + std::to_string(100 + i), "示例项目" + std::to_string(i + 1), site);
    if (i % 6 == 0) town.project(p).declared_m2 = site.width * site.height;
  }
  town.add_bow_tie("JL-125", "自相交地块", {40000, 60000, 800, 500});
  return town;
}

}  // namespace libspatial::testing
