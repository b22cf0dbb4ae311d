// Distances of a card: every way is measured once, in one table of all pairs.

#include "cards/access.hpp"

#include <algorithm>

#include "libspatial/corridor.hpp"

namespace libspatial::cards_room {
namespace {

/// The transport lines that can be used, in the CRS of the ground; `why` when there is none.
struct Lines {
  Layer layer;
  Text why;

  Lines(const Plan& plan, const Crs& crs) {
    const PlanLayer* entry = plan.find("transport_lines");
    if (!entry) {
      why = {"规划没有图层 transport_lines", "the plan has no layer transport_lines"};
      return;
    }
    try {
      layer = reproject(lines(entry->layer), crs);
    } catch (const Error& e) {
      why = e.text();
    }
  }
};

/// Geodesics from every shape of one layer to every shape of another; nothing where either has none.
class Table {
 public:
  Table(const Layer& from, const Layer& to, int threads) : columns_(to.size()), cells_(from.size() * to.size()) {
    for (const Distance& d : distances(from, to, threads)) cells_[d.a * columns_ + d.b] = d.edge;
  }
  std::optional<Length> at(std::size_t a, std::size_t b) const { return cells_[a * columns_ + b]; }

 private:
  std::size_t columns_;
  std::vector<std::optional<Length>> cells_;
};

/// Lands first, then points.
Layer both(const Ground& ground) {
  Layer all;
  all.name = "places";
  all.crs = ground.lands.crs;
  all.shapes.add(ground.lands.shapes, 0, ground.lands.size());
  all.shapes.add(ground.points.shapes, 0, ground.points.size());
  return all;
}

const Text no_land{"规划图层中没有范围", "no polygon in the plan"}, no_point{"没有点位", "no point is known"};

/// What the ways of the cards are looked up in.
class Ways {
 public:
  Ways(const Plan& plan, const Ground& ground, const Lines& lines, int threads)
      : profile_(plan.profile()), ground_(ground), lines_(lines), n_(ground.lands.size()), among_(both(ground), both(ground), threads),
        to_lines_(both(ground), lines.layer.crs ? lines.layer : empty_like(ground), threads) {}

  Access to_line(const Place& place, bool of_corridors) const {
    Access access;
    access.what = of_corridors ? "corridor" : "line";
    const std::size_t row = ground_.rows.at(place.id);
    access.edge = nearest_line(row, ground_.has_land(place), "land–line", no_land, of_corridors);
    access.point = nearest_line(n_ + row, ground_.has_point(place), "point–line", no_point, of_corridors);
    for (const CorridorPlan& c : profile_.corridors) {
      const std::string& line = access.edge.to.empty() ? access.point.to : access.edge.to;
      if (!line.empty() && has(c, line)) access.corridors.push_back(c.name);
    }
    if (!of_corridors && ground_.has_land(place)) access.through = through(row);
    return access;
  }

  Access to_place(const Place& place, const Goal& goal, const char* what) const {
    Access access;
    access.what = what;
    if (!goal.place) {
      access.edge.why = access.point.why = {"城市配置没有说明", "the profile does not state it"};
      return access;
    }
    access.edge.to = access.point.to = goal.place->name;
    access.point.method = "point–point";
    if (goal.place == &place) {
      access.edge.why = access.point.why = {"就是它自己", "it is the place itself"};
      return access;
    }
    const std::size_t from = ground_.rows.at(place.id), to = ground_.rows.at(goal.place->id);
    const bool from_land = ground_.has_land(place), to_land = goal.by_land && ground_.has_land(*goal.place);
    access.edge.method = std::string(from_land ? "land" : "point") + "–" + (to_land ? "land" : "point");
    access.edge.length = among_.at(from_land ? from : n_ + from, to_land ? to : n_ + to);
    access.point.length = among_.at(n_ + from, n_ + to);
    const bool at_all = from_land || ground_.has_point(place);
    if (!access.edge.length) access.edge.why = at_all ? without(*goal.place) : no_point;
    if (!access.point.length) access.point.why = ground_.has_point(place) ? without(*goal.place) : no_point;
    return access;
  }

  std::optional<Length> point_off_land(const Place& place) const {
    const std::size_t row = ground_.rows.at(place.id);
    return among_.at(n_ + row, row);
  }

 private:
  static Text without(const Place& place) { return {place.name + "没有点位", place.name + " has no point"}; }

  static Layer empty_like(const Ground& ground) {
    Layer none;
    none.crs = ground.lands.crs;
    return none;
  }

  static bool has(const CorridorPlan& corridor, const std::string& line) {
    return std::any_of(corridor.lines.begin(), corridor.lines.end(), [&](const CorridorLine& l) { return l.name == line; });
  }

  bool in_a_corridor(const std::string& line) const {
    return std::any_of(profile_.corridors.begin(), profile_.corridors.end(), [&](const CorridorPlan& c) { return has(c, line); });
  }

  Way nearest_line(std::size_t from, bool there, const char* method, const Text& not_there, bool of_corridors) const {
    Way way;
    way.method = method;
    if (!lines_.layer.crs || !there) {
      way.why = there ? lines_.why : not_there;
      return way;
    }
    for (std::size_t line = 0; line < lines_.layer.size(); ++line) {
      const auto length = to_lines_.at(from, line);
      if (!length || (way.length && *way.length <= *length)) continue;
      const std::string name = cell(lines_.layer, "name", line);
      if (of_corridors && !in_a_corridor(name)) continue;
      way.length = length;
      way.to = name;
      way.kind = cell(lines_.layer, "kind", line);
      way.status = cell(lines_.layer, "status", line);
    }
    if (!way.length) way.why = {"transport_lines 中没有廊道的线", "transport_lines has no line of a corridor"};
    return way;
  }

  std::vector<std::string> through(std::size_t row) const {
    std::vector<std::string> names;
    for (std::size_t line = 0; line < lines_.layer.size(); ++line) {
      const auto length = to_lines_.at(row, line);
      const std::string name = cell(lines_.layer, "name", line);
      if (length && *length == Length() && std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    }
    return names;
  }

  const Profile& profile_;
  const Ground& ground_;
  const Lines& lines_;
  std::size_t n_;
  Table among_, to_lines_;
};

}  // namespace

Goal seat_of(const Profile& profile, const Place& place) {
  const Place* unit = profile.unit_of(place);
  if (!unit || profile.cards.seat_kind.empty()) return {};
  for (const Place& p : profile.places) {
    if (p.kind == profile.cards.seat_kind && profile.unit_of(p) == unit) return {&p, true};
  }
  return {unit, false};
}

Goal centre_of(const Profile& profile) { return {profile.find(profile.cards.centre), true}; }

void measure_access(const Plan& plan, const Ground& ground, std::vector<Card>& cards, int threads) {
  const Lines lines(plan, *ground.lands.crs);
  const Ways ways(plan, ground, lines, threads);
  const Profile& profile = plan.profile();
  for (Card& card : cards) {
    const Place& place = profile.place(card.place.id);
    card.access = {ways.to_line(place, false), ways.to_line(place, true), ways.to_place(place, seat_of(profile, place), "seat"),
                   ways.to_place(place, centre_of(profile), "centre")};
    card.point_off_land = ways.point_off_land(place);
    if (lines.layer.rejects.empty()) continue;
    const std::string n = std::to_string(lines.layer.rejects.size());
    card.missing.push_back({"transport_lines 有 " + n + " 行不能使用，距离中没有它们", "transport_lines has " + n + " rows that cannot be used: they are not in the distances"});
  }
}

}  // namespace libspatial::cards_room
