// City profiles: profile.yaml, groups.yaml, places.csv, projects.csv, targets.csv. docs/reference/profiles.md describes what is read here.

#include <algorithm>
#include <charconv>
#include <set>

#include "exchange/profile_figures.hpp"
#include "exchange/table.hpp"
#include "exchange/yaml.hpp"
#include "libspatial/exchange.hpp"

namespace libspatial {
namespace {

using table::Row;
using yaml::Map;

bool holds(const std::vector<std::string>& list, const std::string& word) { return std::find(list.begin(), list.end(), word) != list.end(); }

int year(Map& map, const std::string& key) {
  const double value = map.number(key);
  if (value < 1900 || value > 2200 || value != static_cast<int>(value)) map.fail({key + " 应为年份", key + " must be a year"});
  return static_cast<int>(value);
}

void read_head(Profile& profile, const std::string& file) {
  Map map(yaml::load(read_text(file), file), file, "profile");
  profile.id = map.text("id");
  profile.title = map.both("title");
  profile.city = map.text("city");
  Map source = map.map("source");
  profile.source = {source.text("document"), source.text_or("clause", ""), source.text_or("quote", ""), source.date_or("date", ""), source.flag("verified", false)};
  source.finish();
  Map plan = map.map("plan");
  profile.from = year(plan, "from");
  profile.to = year(plan, "to");
  profile.baseline = year(plan, "baseline");
  plan.words("milestones");
  plan.finish();
  if (map.has("frame")) {
    Map frame = map.map("frame");
    profile.frame = {frame.number("west"), frame.number("south"), frame.number("east"), frame.number("north")};
    frame.text("source");
    if (!(profile.frame.min_x < profile.frame.max_x && profile.frame.min_y < profile.frame.max_y && profile.frame.min_x >= -180 && profile.frame.max_x <= 180 &&
          profile.frame.min_y >= -90 && profile.frame.max_y <= 90)) {
      frame.fail({"frame 应为 west < east、south < north 的经纬度", "frame must be degrees, west < east and south < north"});
    }
    frame.finish();
  }
  for (Map& kind : map.maps("place_kinds")) {
    profile.place_kinds.push_back({kind.text("id"), static_cast<int>(kind.number("level")), kind.both("title")});
    const int level = profile.place_kinds.back().level;
    if (level < 0 || level > 4) kind.fail({"level 应为 0 至 4", "level must be 0 to 4"});
    kind.finish();
  }
  for (Map& code : map.maps("statistical_codes")) {
    profile.statistical_codes.push_back({code.text("code"), code.text("place"), code.text("name")});
    code.finish();
  }
  profile.project_kinds = map.words("project_kinds");
  profile.units = map.words("units");
  if (map.has("cards")) {
    Map cards = map.map("cards");
    profile.cards = {cards.text("group"), cards.text_or("centre", ""), cards.text_or("seat_kind", "")};
    cards.finish();
  }
  std::set<std::string> drawn;
  for (Map& c : map.maps("project_classes")) {
    profile.project_classes.push_back({c.both("title"), c.text("colour"), c.words("kinds")});
    const ProjectClass& made = profile.project_classes.back();
    const bool is_colour = made.colour.size() == 7 && made.colour[0] == '#' && made.colour.find_first_not_of("0123456789abcdef", 1) == std::string::npos;
    if (!is_colour) c.fail({"colour 应写成 #rrggbb（小写）", "colour must be #rrggbb (lower case)"});
    for (const std::string& kind : made.kinds) {
      if (!holds(profile.project_kinds, kind)) c.fail({"project_kinds 中没有 " + kind, "project_kinds has no " + kind});
      if (!drawn.insert(kind).second) c.fail({kind + " 属于两类", kind + " is in two classes"});
    }
    c.finish();
  }
  map.finish();
}

/// What profile.yaml says of cards names a group, a place and a kind that are there.
void require_cards(const Profile& profile, const std::string& file) {
  const auto fail = [&](const std::string& zh, const std::string& en) { throw Error(Errc::bad_profile, {file + "：cards " + zh, file + ": cards " + en}); };
  const CardDefaults& c = profile.cards;
  const auto is_centre = [&](const Place& p) { return p.id == c.centre; };
  if (!c.group.empty() && std::none_of(profile.groups.begin(), profile.groups.end(), [&](const PlaceGroup& g) { return g.id == c.group; })) {
    fail("：groups.yaml 中没有组 " + c.group, "group: groups.yaml has no group " + c.group);
  }
  if (!c.centre.empty() && std::none_of(profile.places.begin(), profile.places.end(), is_centre)) fail("：没有地名 " + c.centre, "centre: there is no place " + c.centre);
  if (!c.seat_kind.empty() && !profile.find_kind(c.seat_kind)) fail("：place_kinds 中没有 " + c.seat_kind, "seat_kind: place_kinds has no " + c.seat_kind);
}

std::optional<Point> point(const Row& row) {
  const auto lon = row.number("lon"), lat = row.number("lat");
  if (lon.has_value() != lat.has_value()) row.fail({"lon、lat 应同时填写", "lon and lat go together"});
  if (!lon) return std::nullopt;
  if (*lon < -180 || *lon > 180 || *lat < -90 || *lat > 90) row.fail({"经纬度超出范围（lon 为经度）", "beyond the range of degrees (lon is the longitude)"});
  return Point{*lon, *lat};
}

std::optional<double> not_negative(const Row& row, std::string_view column) {
  const auto value = row.number(column);
  const std::string c(column);
  if (value && *value < 0) row.fail({c + " 不能为负", c + " must not be negative"});
  return value;
}

void read_places(Profile& profile, const std::string& file, std::vector<Row>& rows) {
  rows = table::read(read_text(file), file, {"id", "name", "name_en", "aliases", "kind", "parent", "code", "roles", "industries", "lon", "lat", "quality", "coord_source",
                                             "area_km2", "area_source", "population", "population_source", "section", "note"});
  std::set<std::string> ids, codes;
  for (const Row& row : rows) {
    Place p;
    p.id = row.needed("id");
    p.name = row.needed("name");
    p.name_en = row.text("name_en");
    p.aliases = row.words("aliases");
    p.kind = row.needed("kind");
    p.parent = row.text("parent");
    p.code = row.text("code");
    p.roles = row.words("roles");
    p.industries = row.words("industries");
    p.at = point(row);
    p.quality = row.text("quality");
    p.coord_source = row.text("coord_source");
    p.area_km2 = not_negative(row, "area_km2");
    p.area_source = row.text("area_source");
    p.population = not_negative(row, "population");
    p.population_source = row.text("population_source");
    p.section = row.text("section");
    p.note = row.text("note");
    if (!ids.insert(p.id).second) row.fail({"编号 " + p.id + " 重复", "the id " + p.id + " is repeated"});
    if (!p.code.empty() && !codes.insert(p.code).second) row.fail({"代码 " + p.code + " 重复", "the code " + p.code + " is repeated"});
    if (!profile.find_kind(p.kind)) row.fail({"profile.yaml 中没有种类 " + p.kind, "profile.yaml has no kind " + p.kind});
    if (p.at && p.quality != "A" && p.quality != "B" && p.quality != "C" && p.quality != "D") row.fail({"有坐标就应有质量等级 A、B、C 或 D", "a point needs its quality: A, B, C or D"});
    if (p.area_km2 && p.area_source.empty()) row.fail({"有 area_km2 就应有 area_source", "area_km2 needs area_source"});
    if (p.population && p.population_source.empty()) row.fail({"有 population 就应有 population_source", "population needs population_source"});
    profile.places.push_back(std::move(p));
  }
}

/// Parents exist, stand above, and no chain closes on itself.
void require_tree(const Profile& profile, const std::vector<Row>& rows) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Place& p = profile.places[i];
    const auto by_id = [&](const std::string& id) {
      return std::find_if(profile.places.begin(), profile.places.end(), [&](const Place& q) { return q.id == id; });
    };
    std::set<std::string> seen{p.id};
    for (std::string up = p.parent; !up.empty();) {
      const auto parent = by_id(up);
      if (parent == profile.places.end()) rows[i].fail({"没有上级 " + up, "there is no parent " + up});
      if (!seen.insert(up).second) rows[i].fail({"上级关系成环：" + p.id + " … " + up, "the parents form a circle: " + p.id + " … " + up});
      up = parent->parent;
    }
    if (p.parent.empty()) continue;
    const int own = profile.level(p), above = profile.level(*by_id(p.parent));
    if (own > 0 && above >= own) rows[i].fail({"上级 " + p.parent + " 的层级不高于自己", "the parent " + p.parent + " does not stand above it"});
  }
}

void require_place(const Profile& profile, const std::string& id, const auto& at) {
  const bool known = std::any_of(profile.places.begin(), profile.places.end(), [&](const Place& p) { return p.id == id; });
  if (!known) at.fail({"没有地名 " + id, "there is no place " + id});
}

void read_groups(Profile& profile, const std::string& file) {
  Map map(yaml::load(read_text(file), file), file, "groups");
  std::set<std::string> ids;
  for (Map& g : map.maps("groups")) {
    PlaceGroup group{g.text("id"), g.text("kind"), g.text("name"), g.text_or("section", ""), g.words("members"), g.words("later"), g.words("axes"), g.text_or("within", ""),
                g.text_or("limit", ""), g.words("industries"), g.text_or("note", "")};
    if (!ids.insert(group.id).second) g.fail({"编号 " + group.id + " 重复", "the id " + group.id + " is repeated"});
    for (const auto* list : {&group.members, &group.later}) {
      for (const std::string& member : *list) require_place(profile, member, g);
    }
    if (std::set(group.members.begin(), group.members.end()).size() != group.members.size()) g.fail({group.id + " 的成员重复", "a member of " + group.id + " is repeated"});
    g.finish();
    profile.groups.push_back(std::move(group));
  }
  for (Map& c : map.maps("corridors")) {
    CorridorPlan corridor{c.text("id"), c.text("name"), c.text_or("section", ""), c.flag("encloses", false), {}, c.text_or("note", "")};
    for (Map& line : c.maps("lines")) {
      corridor.lines.push_back({line.text("name"), line.text("role"), line.text("status"), line.text_or("project", "")});
      line.finish();
    }
    c.finish();
    profile.corridors.push_back(std::move(corridor));
  }
  for (Map& n : map.maps("networks")) {
    profile.networks.push_back({n.text("id"), n.text("name"), n.text_or("formula", ""), n.text_or("section", ""), n.number("length_km")});
    n.finish();
  }
  for (Map& s : map.maps("service_levels")) {
    profile.service_levels.push_back({static_cast<int>(s.number("level")), s.text("name"), s.has("minutes") ? std::optional(s.number("minutes")) : std::nullopt});
    s.finish();
  }
  map.finish();
}

/// "length~60 km" → length ~ 60 km; what is no plain number keeps its text alone.
Quantity quantity(const std::string& text, const Row& row) {
  const std::size_t sign = text.find_first_of("=~");
  if (sign == std::string::npos || sign == 0) row.fail({"数量“" + text + "”应写成 名称=数值 单位", "the quantity \"" + text + "\" must be name=value unit"});
  Quantity q{text.substr(0, sign), text.substr(sign, 1), text.substr(sign + 1), std::nullopt, ""};
  double value = 0;
  const auto [end, error] = std::from_chars(q.text.data(), q.text.data() + q.text.size(), value);
  const std::size_t read = static_cast<std::size_t>(end - q.text.data());
  if (error == std::errc{} && (read == q.text.size() || q.text[read] == ' ')) {
    q.value = value;
    q.unit = read < q.text.size() ? q.text.substr(read + 1) : "";
  }
  return q;
}

void read_projects(Profile& profile, const std::string& file) {
  const auto rows = table::read(read_text(file), file, {"id", "name", "unit", "kind", "geometry", "places", "quantities", "section", "same_as", "maybe_same_as", "total_of", "unit_stated"});
  std::set<std::string> ids;
  for (const Row& row : rows) {
    PlannedProject p;
    p.id = row.needed("id");
    p.name = row.needed("name");
    p.unit = row.needed("unit");
    p.kind = row.needed("kind");
    const std::string& shape = row.text("geometry");
    p.geometry = shape == "polygon" ? ShapeType::polygon : shape == "line" ? ShapeType::line : shape == "point" ? ShapeType::point : ShapeType::none;
    if (p.geometry == ShapeType::none) row.fail({"geometry 应为 polygon、line 或 point", "geometry must be polygon, line or point"});
    p.places = row.words("places");
    for (const std::string& q : row.words("quantities")) p.quantities.push_back(quantity(q, row));
    p.section = row.needed("section");
    p.same_as = row.text("same_as");
    p.maybe_same_as = row.words("maybe_same_as");
    p.total_of = row.words("total_of");
    p.unit_stated = row.text("unit_stated") != "no";
    if (!ids.insert(p.id).second) row.fail({"编号 " + p.id + " 重复", "the id " + p.id + " is repeated"});
    if (!holds(profile.project_kinds, p.kind)) row.fail({"profile.yaml 中没有项目种类 " + p.kind, "profile.yaml has no project kind " + p.kind});
    require_place(profile, p.unit, row);
    for (const std::string& place : p.places) require_place(profile, place, row);
    profile.projects.push_back(std::move(p));
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::vector<std::string> named = profile.projects[i].maybe_same_as;
    named.insert(named.end(), profile.projects[i].total_of.begin(), profile.projects[i].total_of.end());
    if (!profile.projects[i].same_as.empty()) named.push_back(profile.projects[i].same_as);
    for (const std::string& other : named) {
      if (!ids.count(other) || other == profile.projects[i].id) rows[i].fail({"没有项目 " + other, "there is no project " + other});
    }
  }
}

void read_targets(Profile& profile, const std::string& file) {
  std::set<std::string> ids;
  for (const Row& row : table::read(read_text(file), file, {"id", "name", "value", "unit", "comparator", "year", "scope", "kind", "computable", "section", "quote"})) {
    Target t{row.needed("id"), row.needed("name"), row.number("value"), row.text("unit"), row.text("comparator"), row.text("year"), row.text("scope"), row.text("kind"),
             row.text("section"), row.text("quote"), row.text("computable")};
    if (!ids.insert(t.id).second) row.fail({"编号 " + t.id + " 重复", "the id " + t.id + " is repeated"});
    if (!t.unit.empty() && !holds(profile.units, t.unit)) row.fail({"profile.yaml 中没有单位“" + t.unit + "”", "profile.yaml has no unit \"" + t.unit + "\""});
    if (!holds({"", "=", ">=", "<=", ">", "<", "~"}, t.comparator)) row.fail({"comparator 应为 = >= <= > < 或 ~", "comparator must be = >= <= > < or ~"});
    if (!holds({"yes", "partly", "no"}, t.computable)) row.fail({"computable 应为 yes、partly 或 no", "computable must be yes, partly or no"});
    profile.targets.push_back(std::move(t));
  }
}

/// The reader of YAML speaks of rule sets.
[[noreturn]] void as_profile(const Error& e) {
  throw Error(e.code() == Errc::bad_rules ? Errc::bad_profile : e.code(), e.text());
}

}  // namespace

Box read_frame(const std::string& folder) {
  Profile profile;
  try {
    read_head(profile, folder + "/profile.yaml");
  } catch (const Error& e) {
    as_profile(e);
  }
  return profile.frame;
}

Profile read_profile(const std::string& folder) {
  Profile profile;
  profile.folder = folder;
  try {
    read_head(profile, folder + "/profile.yaml");
    std::vector<Row> rows;
    read_places(profile, folder + "/places.csv", rows);
    require_tree(profile, rows);
    read_groups(profile, folder + "/groups.yaml");
    read_projects(profile, folder + "/projects.csv");
    read_targets(profile, folder + "/targets.csv");
    read_indicators(profile, folder + "/indicators.yaml");
    read_figures(profile, folder + "/consistency.yaml");
  } catch (const Error& e) {
    as_profile(e);
  }
  const std::string head = folder + "/profile.yaml";
  require_cards(profile, head);
  for (const StatisticalCode& s : profile.statistical_codes) {
    const auto known = [&](const Place& p) { return p.id == s.place; };
    if (std::none_of(profile.places.begin(), profile.places.end(), known)) throw Error(Errc::bad_profile, {head + "：没有地名 " + s.place, head + ": there is no place " + s.place});
    if (std::any_of(profile.places.begin(), profile.places.end(), [&](const Place& p) { return p.code == s.code; })) {
      throw Error(Errc::bad_profile, {head + "：代码 " + s.code + " 重复", head + ": the code " + s.code + " is repeated"});
    }
  }
  if (std::none_of(profile.places.begin(), profile.places.end(), [&](const Place& p) { return p.id == profile.city; })) {
    throw Error(Errc::bad_profile, {head + "：没有地名 " + profile.city, head + ": there is no place " + profile.city});
  }
  return profile;
}

}  // namespace libspatial
