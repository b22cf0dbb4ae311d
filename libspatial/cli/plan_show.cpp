// libspatial plan show: places, groups, projects and targets of a city's plan, as a tree, a card or a table.

#include <iostream>
#include <memory>

#include "cli.hpp"
#include "libspatial/exchange.hpp"

namespace libspatial::cli {
namespace {

std::string joined(const std::vector<std::string>& words, const char* with = ";") {
  std::string result;
  for (const std::string& w : words) result += (result.empty() ? "" : with) + w;
  return result;
}

std::string number(const std::optional<double>& value) { return value ? shortest(*value) : std::string(); }

struct ShowCommand {
  std::string what, profile, unit, kind, section, year;
  bool distinct = false;

  void run(Session& session) const {
    const Profile city = load_profile(profile);
    if (what == "projects") return projects(city);
    if (what == "targets") return targets(city);
    if (what == "groups") return groups(city);
    if (what.empty()) return tree(session, city);
    if (const PlaceGroup* group = city.find_group(what)) return card(session, city, *group);
    card(session, city, city.place(what));
  }

 private:
  static std::string kind_of(const Session& session, const Profile& city, const Place& place) {
    const PlaceKind* kind = city.find_kind(place.kind);
    return kind ? session.say(kind->title) : place.kind;
  }

  static void tree(const Session& session, const Profile& city) {
    std::cout << session.say(city.title) << " · " << city.source.document << '\n'
              << session.say({"地名 ", "places "}) << city.places.size() << session.say({"，组 ", ", groups "}) << city.groups.size() << session.say({"，项目 ", ", projects "})
              << city.projects.size() << session.say({"（不重复 ", " (distinct "}) << city.find_projects("", "", "", true).size() << session.say({"），指标 ", "), targets "})
              << city.targets.size() << "\n\n";
    branch(session, city, city.place(city.city), 0);
  }

  static void branch(const Session& session, const Profile& city, const Place& place, int depth) {
    std::cout << std::string(2 * static_cast<std::size_t>(depth), ' ') << place.name << "  " << place.id << (place.code.empty() ? "" : "  " + place.code) << "  "
              << kind_of(session, city, place) << '\n';
    for (const Place* child : city.children(place)) {
      if (city.level(*child) > 0) branch(session, city, *child, depth + 1);
    }
  }

  static void line(const Session& session, const Text& label, const std::string& value) {
    if (!value.empty()) std::cout << "  " << session.say(label) << value << '\n';
  }

  static std::string names(const std::vector<const Place*>& places) {
    std::vector<std::string> result;
    for (const Place* p : places) result.push_back(p->name);
    return joined(result, "、");
  }

  static void card(const Session& session, const Profile& city, const Place& p) {
    std::cout << p.name << "  " << p.id << '\n';
    line(session, {"英文    ", "English   "}, p.name_en);
    line(session, {"种类    ", "kind      "}, kind_of(session, city, p));
    line(session, {"代码    ", "code      "}, p.code);
    for (const StatisticalCode& s : city.statistical_codes) {
      if (s.place == p.id) line(session, {"统计代码 ", "statistical code "}, s.code + session.say({"（不是行政区划代码）", " (no division code)"}));
    }
    line(session, {"上级    ", "parents   "}, names(city.parents(p)));
    line(session, {"下属    ", "children  "}, names(city.children(p)));
    std::vector<std::string> in_groups;
    for (const PlaceGroup* g : city.groups_of(p)) in_groups.push_back(g->name);
    line(session, {"属于    ", "groups    "}, joined(in_groups, "、"));
    line(session, {"定位    ", "roles     "}, joined(p.roles, "、"));
    line(session, {"产业    ", "industries "}, joined(p.industries, "、"));
    if (p.at) line(session, {"坐标    ", "point     "}, shortest(p.at->x) + " " + shortest(p.at->y) + session.say({"（等级 ", " (quality "}) + p.quality + session.say({"，", ", "}) + p.coord_source + session.say({"）", ")"}));
    if (p.area_km2) line(session, {"面积    ", "area      "}, shortest(*p.area_km2) + " km²（" + p.area_source + "）");
    if (p.population) line(session, {"人口    ", "population "}, shortest(*p.population) + "（" + p.population_source + "）");
    const std::size_t own = city.find_projects(p.id, "", "").size();
    if (own > 0) line(session, {"项目    ", "projects  "}, std::to_string(own));
    line(session, {"章节    ", "section   "}, p.section);
    line(session, {"说明    ", "note      "}, p.note);
  }

  static void card(const Session& session, const Profile& city, const PlaceGroup& g) {
    std::cout << g.name << "  " << g.id << '\n';
    line(session, {"成员    ", "members   "}, names(city.members(g)));
    line(session, {"线      ", "axes      "}, joined(g.axes, "、"));
    line(session, {"限于    ", "within    "}, g.limit);
    line(session, {"产业    ", "industries "}, joined(g.industries, "、"));
    line(session, {"章节    ", "section   "}, g.section);
    line(session, {"说明    ", "note      "}, g.note);
  }

  static void record(const std::vector<std::string>& cells) { std::cout << csv_record(cells); }

  static void groups(const Profile& city) {
    record({"id", "name", "kind", "members", "within", "section"});
    for (const PlaceGroup& g : city.groups) record({g.id, g.name, g.kind, joined(g.members), g.within, g.section});
  }

  void projects(const Profile& city) const {
    record({"id", "name", "unit", "kind", "section", "places", "quantities", "same_as", "total_of"});
    for (const PlannedProject* p : city.find_projects(unit, kind, section, distinct)) {
      std::vector<std::string> quantities;
      for (const Quantity& q : p->quantities) quantities.push_back(q.name + q.relation + q.text);
      record({p->id, p->name, city.place(p->unit).name, p->kind, p->section, joined(p->places), joined(quantities), p->same_as, joined(p->total_of)});
    }
  }

  void targets(const Profile& city) const {
    record({"id", "name", "comparator", "value", "unit", "year", "scope", "kind", "computable", "section"});
    for (const Target* t : city.find_targets("", year)) record({t->id, t->name, t->comparator, number(t->value), t->unit, t->year, t->scope, t->kind, t->computable, t->section});
  }
};

}  // namespace

void add_plan_show(CLI::App& plan, Session& session) {
  CLI::App* command = add_command(plan, session, "show", {"地名、组、项目、指标", "places, groups, projects, targets"});
  auto o = std::make_shared<ShowCommand>();
  command->add_option("WHAT", o->what, session.say({"地名或组（编号、代码、名称），或 groups、projects、targets；不写：行政层级",
                                                    "a place or group (id, code or name), or groups, projects, targets; none: the hierarchy"}));
  command->add_option("--profile", o->profile, session.say({"城市配置：名称或文件夹", "city profile: a name or a folder"}));
  command->add_option("--unit", o->unit, session.say({"项目所在的地名", "place of the projects"}));
  command->add_option("--kind", o->kind, session.say({"项目种类", "kind of the projects"}));
  command->add_option("--section", o->section, session.say({"项目所在章节或专栏，如 专栏4", "chapter or box of the projects, such as 专栏4"}));
  command->add_option("--year", o->year, session.say({"指标的年份", "year of the targets"}));
  command->add_flag("--distinct", o->distinct, session.say({"不列重复的项目和合计的分项", "leave out repeated projects and the parts of totals"}));
  command->callback([o, &session] { o->run(session); });
}

}  // namespace libspatial::cli
