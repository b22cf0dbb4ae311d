// Planned projects as dots around the place they name, one colour per class of the profile.

#include <algorithm>
#include <cmath>
#include <numbers>

#include "atlas/content.hpp"
#include "report/spread.hpp"
#include "report/svg.hpp"

namespace libspatial::atlas {
namespace {

using report::px;

constexpr double dot = 2.5, spacing = 3.15;  // radius; of dots around a centre, each has π · spacing² of room

struct Dot { const PlannedProject* project; std::size_t kind; bool unsure; };

struct Cluster : report::Disc {
  const Place* place = nullptr;
  std::vector<Dot> dots;
};

std::size_t class_of(const Profile& profile, const std::string& kind) {
  const auto& classes = profile.project_classes;
  const auto found = std::find_if(classes.begin(), classes.end(), [&](const ProjectClass& c) { return std::find(c.kinds.begin(), c.kinds.end(), kind) != c.kinds.end(); });
  return static_cast<std::size_t>(found - classes.begin());
}

/// A place's point, else the middle of its own row among the functional zones, towns or villages.
std::optional<Point> where(const Content& map, const Place& place) {
  if (const auto point = map.canvas.point(place)) return point;
  for (const char* role : {"functional_zones", "towns", "villages"}) {
    const PlanLayer* entry = map.canvas.plan().find(role);
    for (std::size_t row = 0; entry && row < entry->layer.size(); ++row) {
      if (entry->layer.shapes.type(row) != ShapeType::polygon || cell(entry->layer, "place", row) != place.id) continue;
      return report::middle(map.canvas.in_metres(entry->layer).shapes, row);
    }
  }
  return std::nullopt;
}

/// The first place a project names that is somewhere on the map.
struct Spot { const Place* place = nullptr; Point at; bool unsure = false; };

Spot spot_of(const Content& map, const PlannedProject& project) {
  const Profile& profile = map.profile();
  const auto on_map = [&](const Point& p) { return Box{p.x, p.y, p.x, p.y}.meets(map.sheet.view.land()); };
  for (const std::string& id : project.places) {
    const Place& place = profile.place(id);
    if (profile.level(place) == 1) continue;  // the whole city is no place of a project
    if (const auto at = where(map, place); at && on_map(*at)) return {&place, *at, profile.level(place) == 2};
  }
  std::vector<std::string> ids = project.places;  // where the place it names lies, else its unit
  ids.push_back(project.unit);
  for (const std::string& id : ids) {
    const Place* unit = profile.level(profile.place(id)) == 0 && id == project.unit ? &profile.place(id) : profile.unit_of(profile.place(id));
    if (!unit || profile.level(*unit) == 1) continue;
    if (const auto at = where(map, *unit); at && on_map(*at)) return {unit, *at, true};
  }
  return {};
}

std::vector<Cluster> clusters_of(Content& map) {
  std::vector<Cluster> clusters;
  for (const PlannedProject* project : map.profile().find_projects("", "", "", true)) {
    const Spot spot = spot_of(map, *project);
    if (!spot.place) {
      map.unplaced.push_back(project);
      continue;
    }
    auto found = std::find_if(clusters.begin(), clusters.end(), [&](const Cluster& c) { return c.place == spot.place; });
    if (found == clusters.end()) {
      Cluster made;
      made.place = spot.place;
      made.at = made.shown = map.sheet.view.place(spot.at);
      clusters.push_back(made);
      found = clusters.end() - 1;
    }
    found->dots.push_back({project, class_of(map.profile(), project->kind), spot.unsure});
  }
  for (Cluster& c : clusters) {
    std::stable_sort(c.dots.begin(), c.dots.end(), [](const Dot& a, const Dot& b) { return a.kind < b.kind; });
    c.radius = spacing * std::sqrt(static_cast<double>(c.dots.size())) + dot;
    if (c.dots.size() == 1) c.radius = dot + 1;
  }
  return clusters;
}

std::string draw(const Content& map, const std::vector<Cluster>& clusters) {
  Html html;
  html.markup("<g data-layer=\"projects\"").markup(map.is_on("projects") ? ">\n" : " class=\"off\">\n");
  for (const Cluster& c : clusters) {
    if (std::hypot(c.shown.x - c.at.x, c.shown.y - c.at.y) < 3) continue;
    html.markup("<path class=\"leader\" d=\"M" + px(c.at.x) + " " + px(c.at.y) + "L" + px(c.shown.x) + " " + px(c.shown.y) + "\"/>\n");
  }
  for (const Cluster& c : clusters) {
    html.markup("<g class=\"keep dots\" transform=\"translate(" + px(c.shown.x) + " " + px(c.shown.y) + ")\">");
    for (std::size_t i = 0; i < c.dots.size(); ++i) {
      const Dot& d = c.dots[i];
      const double r = c.dots.size() == 1 ? 0 : spacing * std::sqrt(static_cast<double>(i) + 0.5);
      const double angle = static_cast<double>(i) * std::numbers::pi * (3 - std::sqrt(5.0));  // as seeds in a sunflower
      html.markup("<circle class=\"class-" + std::to_string(d.kind)).markup(d.unsure ? " unsure" : "").markup("\" r=\"" + px(dot) + "\"");
      if (r > 0) html.markup(" cx=\"" + px(r * std::cos(angle)) + "\" cy=\"" + px(r * std::sin(angle)) + "\"");
      html.markup(">").element("title", "", d.project->name + " · " + map.name(*c.place) + " · " + d.project->section + " · " + d.project->id).markup("</circle>");
    }
    html.markup("</g>\n");
  }
  html.markup("</g>\n");
  return html.take();
}

std::string style_of(const Profile& profile) {
  std::string css;
  for (std::size_t i = 0; i <= profile.project_classes.size(); ++i) {
    const std::string n = std::to_string(i), colour = i < profile.project_classes.size() ? profile.project_classes[i].colour : "#6b6b6b";
    css += ".dots .class-" + n + "{fill:" + colour + "}.dots .unsure.class-" + n + "{fill:#fff;stroke:" + colour + "}\n";
  }
  return css;
}

}  // namespace

void add_projects(Content& map) {
  std::vector<Cluster> clusters = clusters_of(map);
  std::vector<report::Disc*> discs;
  for (Cluster& c : clusters) discs.push_back(&c);
  report::spread(discs, map.sheet.view.width(), map.sheet.view.height());
  std::size_t placed = 0, unsure = 0;
  std::vector<bool> used(map.profile().project_classes.size() + 1, false);
  for (const Cluster& c : clusters) {
    if (map.is_on("projects")) map.discs.push_back({c.shown, c.radius});
    placed += c.dots.size();
    for (const Dot& d : c.dots) unsure += d.unsure, used[d.kind] = true;
  }
  const std::size_t all = placed + map.unplaced.size();
  if (all == 0) return;
  map.class_style = style_of(map.profile());
  std::vector<Key> keys;
  for (std::size_t i = 0; i < used.size(); ++i) {
    if (!used[i]) continue;
    const bool known = i < map.profile().project_classes.size();
    keys.push_back({Key::Form::dot, {"class-" + std::to_string(i)}, map.say(known ? map.profile().project_classes[i].title : Text{"其他项目", "other projects"})});
  }
  const auto n = [](std::size_t count) { return std::to_string(count); };
  if (unsure > 0) keys.push_back({Key::Form::dot, {"unsure class-" + n(used.size() - 1)}, map.say({"空心：只知所在区县", "hollow: only the district is known"})});
  if (placed > 0) map.add("projects", {"规划项目", "planned projects"}, draw(map, clusters), keys);
  map.notes.push_back({"规划项目 " + n(all) + " 项（重复与分项不计）：" + n(placed - unsure) + " 项画在所写的地名处，" + n(unsure) + " 项只知区县，" + n(map.unplaced.size()) + " 项没有地名，未画",
                       n(all) + " planned projects (repeats and parts left out): " + n(placed - unsure) + " drawn at the place they name, " + n(unsure) + " at their district, " + n(map.unplaced.size()) +
                           " name no place and are not drawn"});
}

}  // namespace libspatial::atlas
