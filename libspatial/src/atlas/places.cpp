// Places as pins, and every name on the map.

#include <algorithm>

#include "atlas/content.hpp"
#include "report/svg.hpp"

namespace libspatial::atlas {
namespace {

using report::px;

enum class Rank { core, seat, main, other };
constexpr const char* rank_class[] = {"core", "seat", "main", "other"};

/// A map of the whole city has more towns than room for their names.
int town_names_from(const Content& map) { return map.sheet.view.metres_per_pixel() > 100 ? 4 : 1; }

struct Pin { const Place* place; Point at; Rank rank; };

Rank rank_of(const Profile& profile, const Place& place) {
  if (place.id == profile.cards.centre) return Rank::core;
  if (!profile.cards.seat_kind.empty() && place.kind == profile.cards.seat_kind) return Rank::seat;
  const PlaceGroup* main = profile.cards.group.empty() ? nullptr : profile.find_group(profile.cards.group);
  if (main && std::find(main->members.begin(), main->members.end(), place.id) != main->members.end()) return Rank::main;
  return Rank::other;
}

/// The important ones first. Districts have their name on their land, when there is land.
std::vector<Pin> pins_of(const Content& map, bool units_named) {
  std::vector<Pin> pins;
  for (const Place& place : map.profile().places) {
    const int level = map.profile().level(place);
    if (level == 1 || (level == 2 && units_named)) continue;
    const auto at = map.canvas.point(place);
    if (!at || !Box{at->x, at->y, at->x, at->y}.meets(map.sheet.view.land())) continue;
    pins.push_back({&place, map.sheet.view.place(*at), rank_of(map.profile(), place)});
  }
  std::stable_sort(pins.begin(), pins.end(), [](const Pin& a, const Pin& b) { return a.rank < b.rank; });
  return pins;
}

}  // namespace

void add_places(Content& map) {
  const Layer& units = map.canvas.layer("units");
  for (std::size_t row = 0; row < units.size(); ++row) {
    if (units.shapes.type(row) != ShapeType::polygon) continue;
    const Place* place = map.profile().find(cell(units, "code", row));
    const bool latin = map.options.language == Language::en;
    map.labels.push_back({map.sheet.view.place(report::middle(units.shapes, row)), 0, place ? map.name(*place) : cell(units, "name", row), latin ? "unit-name latin" : "unit-name",
                          latin ? 15.0 : 18.0, latin ? 0.04 : 0.22});
  }
  const std::vector<Pin> pins = pins_of(map, units.size() > 0);
  Html html;
  html.markup("<g data-layer=\"places\"").markup(map.is_on("places") ? ">\n" : " class=\"off\">\n");
  bool seen[4] = {};
  for (auto pin = pins.rbegin(); pin != pins.rend(); ++pin) {  // the important ones on top
    html.markup("<g class=\"keep\" transform=\"translate(" + px(pin->at.x) + " " + px(pin->at.y) + ")\">");
    draw_pin(html, rank_class[static_cast<int>(pin->rank)]);
    html.element("title", "", map.name(*pin->place)).markup("</g>\n");
    seen[static_cast<int>(pin->rank)] = true;
  }
  html.markup("</g>\n");
  for (const Pin& pin : pins) {
    constexpr double off[] = {6.5, 5, 5.5, 2.5}, size[] = {16, 13, 11.5, 10.5};
    const int rank = static_cast<int>(pin.rank);
    map.labels.push_back({pin.at, off[rank], map.name(*pin.place), rank_class[rank], size[rank], 0});
  }
  const Text titles[] = {{"城市中心", "city centre"}, {"县城", "seat of a county"}, {"重点地名", "key place"}, {"其他地名", "other place"}};
  std::vector<Key> keys;
  for (int i = 0; i < 4; ++i) {
    const PlaceGroup* main = i == 2 ? map.profile().find_group(map.profile().cards.group) : nullptr;
    if (seen[i]) keys.push_back({Key::Form::pin, {rank_class[i]}, main && map.options.language == Language::zh ? main->name : map.say(titles[i])});
  }
  if (!pins.empty()) map.add("places", {"地名点位", "places"}, html.take(), keys);
  std::size_t without = 0;
  for (const Place& p : map.profile().places) without += map.profile().level(p) != 1 && !map.canvas.point(p);
  if (without == 0) return;
  const std::string n = std::to_string(without);
  map.notes.push_back({"地名 " + n + " 个没有点位，未画；点位只作标注，等级见 plan show", "places without a point, which are not drawn: " + n + "; points are for labels only, grades in plan show"});
}

void add_names(Content& map) {
  const Layer &lines = map.canvas.layer("transport_lines"), &towns = map.canvas.layer("towns");
  std::vector<std::string> named;
  for (std::size_t row = 0; row < lines.size(); ++row) {
    const std::string name = cell(lines, "name", row);
    if (lines.shapes.type(row) != ShapeType::line || std::find(named.begin(), named.end(), name) != named.end()) continue;
    std::vector<Point> seen;
    for (const Point p : lines.shapes.points(row)) {
      if (Box{p.x, p.y, p.x, p.y}.meets(map.sheet.view.land())) seen.push_back(p);
    }
    if (seen.empty()) continue;
    named.push_back(name);
    map.labels.push_back({map.sheet.view.place(seen[seen.size() / 2]), 0, name, "line-name", 10, 0});
  }
  for (std::size_t row = 0; row < towns.size(); ++row) {
    if (towns.shapes.type(row) != ShapeType::polygon) continue;
    const std::string name = cell(towns, "name", row);
    const auto shown = [&](const Label& l) { return l.text == name; };
    if (std::none_of(map.labels.begin(), map.labels.end(), shown)) map.labels.push_back({map.sheet.view.place(report::middle(towns.shapes, row)), 0, name, "town-name", 10, 0, town_names_from(map)});
  }
  map.add("names", {"名称", "names"}, " ", {});  // written by draw_parts()
}

}  // namespace libspatial::atlas
