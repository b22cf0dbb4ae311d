// Cards: the words of the profile, the areas of the land, the distances; and a sentence for all that is not there.

#include "libspatial/cards.hpp"

#include <algorithm>
#include <set>

#include "cards/access.hpp"
#include "libspatial/overlay.hpp"

namespace libspatial {
namespace {

using namespace cards_room;

bool holds(const std::vector<std::string>& list, std::string_view word) { return std::find(list.begin(), list.end(), word) != list.end(); }

void add_point(Shapes& shapes, Point p) {
  shapes.begin_shape(ShapeType::point);
  shapes.begin_part();
  shapes.add_ring(std::span(&p, 1));
}

/// Whose cards, each place once.
std::vector<const Place*> chosen(const Profile& profile, const CardOptions& options) {
  std::vector<const Place*> places;
  for (const std::string& name : options.places) {
    const Place* p = &profile.place(name);
    if (std::find(places.begin(), places.end(), p) == places.end()) places.push_back(p);
  }
  if (!places.empty()) return places;
  const std::string& wanted = options.group.empty() ? profile.cards.group : options.group;
  if (wanted.empty()) {
    throw Error(Errc::bad_argument, {"城市配置 " + profile.id + " 没有说明默认给哪一组做名片（profile.yaml 的 cards: group）；请用 --group 或 --place 指明",
                                     "the profile " + profile.id + " states no group for cards (cards: group in profile.yaml); use --group or --place"});
  }
  if (const PlaceGroup* group = profile.find_group(wanted)) return profile.members(*group);
  std::string ids;
  for (const PlaceGroup& g : profile.groups) ids += (ids.empty() ? "" : ", ") + g.id;
  throw Error(Errc::bad_argument, {"城市配置 " + profile.id + " 中没有组“" + wanted + "”；有：" + ids, "the profile " + profile.id + " has no group \"" + wanted + "\"; it has " + ids});
}

/// The point of the profile, else that of the plan's layer `places`.
void add_point_of(const Plan& plan, const Place& place, const Crs& crs, Shapes& out) {
  Shapes one;
  if (place.at) {
    add_point(one, *place.at);
    return out.add(reproject_vertices(one, Crs("EPSG:4326"), crs), 0);
  }
  const PlanLayer* entry = plan.find("places");
  const Field* id = entry && entry->layer.crs ? entry->layer.find_field("id") : nullptr;
  for (std::size_t row = 0; id && row < entry->layer.size(); ++row) {
    if (to_text(id->values[row]) != place.id || entry->layer.shapes.type(row) != ShapeType::point) continue;
    one.add(entry->layer.shapes, row);
    return out.add(reproject_vertices(one, *entry->layer.crs, crs), 0);
  }
  out.add_none();
}

Ground ground_of(const Plan& plan, const std::vector<const Place*>& places, int threads) {
  Ground ground;
  std::vector<std::string> ids;
  const auto add = [&](const Place* p) {
    if (p && ground.rows.emplace(p->id, ids.size()).second) ids.push_back(p->id);
  };
  for (const Place* p : places) add(p);
  for (const Place* p : places) add(seat_of(plan.profile(), *p).place);
  add(centre_of(plan.profile()).place);
  const bool any_land = std::any_of(plan.layers().begin(), plan.layers().end(), [](const PlanLayer& l) { return l.layer.crs && l.role != "places"; });
  if (any_land) {
    ground.lands = membership(plan, ids, AreaKind::official, threads).lands;
  } else {
    ground.lands.crs = Crs("EPSG:4490");
    for (std::size_t i = 0; i < ids.size(); ++i) ground.lands.shapes.add_none();
  }
  ground.points.name = "points";
  ground.points.crs = ground.lands.crs;
  for (const std::string& id : ids) add_point_of(plan, plan.profile().place(id), *ground.lands.crs, ground.points.shapes);
  return ground;
}

/// Σ pieces by zone row, and what several rows cover twice.
struct Covered {
  std::vector<std::vector<Area>> by_row;  // [subject][zone], outside last
  std::vector<Area> twice;
};

Covered cover(const Layer& lands, const Layer& zones, int threads) {
  Covered result;
  result.by_row.assign(lands.size(), std::vector<Area>(zones.size() + 1));
  const Overlay cut = overlay(lands, ZoneIndex(reproject(zones, *lands.crs), threads), {.area = AreaKind::official, .threads = threads});
  for (const Piece& p : cut.pieces) result.by_row[p.subject][p.zone == outside ? zones.size() : p.zone] += p.area;
  result.twice = cut.multi_cover;
  return result;
}

/// Why the land of a role cannot be measured: no layer, or rows whose land may be missing.
std::optional<Text> unusable(const Plan& plan, std::string_view role, const char* layer_name) {
  const PlanLayer* entry = plan.find(role);
  if (!entry) return Text{std::string("规划没有图层 ") + layer_name, std::string("the plan has no layer ") + layer_name};
  if (entry->layer.rejects.empty()) return std::nullopt;
  const std::string n = std::to_string(entry->layer.rejects.size());
  return Text{title(entry->layer) + " 有 " + n + " 行图形不能使用，未计算；请先用 plan validate 查看", title(entry->layer) + " has " + n + " rows whose shape cannot be used, not computed; see plan validate"};
}

void say_once(std::vector<Text>& list, const Text& text) {
  if (std::none_of(list.begin(), list.end(), [&](const Text& t) { return t.en == text.en; })) list.push_back(text);
}

void note_coverage(const Plan& plan, std::string_view role, Card& card) {
  const PlanLayer* entry = plan.find(role);
  if (!entry || entry->covers == "units") return;
  say_once(card.notes, {title(entry->layer) + " 没有声明覆盖全部区县（layer_manifest 的 covers）：面积可能偏小",
                        title(entry->layer) + " does not say that it covers all units (covers in layer_manifest): areas may be too small"});
}

class LandAreas {
 public:
  LandAreas(const Plan& plan, const Layer& lands, std::vector<Card>& cards, int threads) : plan_(plan), lands_(lands), cards_(cards), threads_(threads) {}

  void growth_boundary() const {
    const auto why = unusable(plan_, "ugb", "growth_boundary_zones");
    std::optional<Covered> found;
    if (!why) found = cover(lands_, plan_.find("ugb")->layer, threads_);
    for (std::size_t i = 0; i < cards_.size(); ++i) {
      for (const ZoneKind kind : zone_kinds) add(i, "ugb." + std::string(name(kind)), why, found ? of_kind(found->by_row[i], kind) : Area());
      add(i, "ugb.outside", why, found ? found->by_row[i].back() : Area());
      if (why) continue;
      note_coverage(plan_, "ugb", cards_[i]);
      if (found->twice[i] == Area()) continue;
      const std::string twice = decimals(found->twice[i].square_metres(), 2);
      cards_[i].notes.push_back({"growth_boundary_zones 的分区互相重叠 " + twice + " m²，各类面积之和多出这些", "zones of growth_boundary_zones overlap by " + twice + " m2: the kinds add up to so much more"});
    }
  }

  void control_line(const char* role) const {
    const auto why = unusable(plan_, role, role);
    std::optional<Covered> found;
    if (!why) found = cover(lands_, plan_.find(role)->layer, threads_);
    for (std::size_t i = 0; i < cards_.size(); ++i) {
      Area inside;
      if (found) {
        for (std::size_t row = 0; row + 1 < found->by_row[i].size(); ++row) inside += found->by_row[i][row];
        inside = Area::hundredths((inside - found->twice[i]).hundredths());
      }
      add(i, role, why, inside);
      if (!why) note_coverage(plan_, role, cards_[i]);
    }
  }

 private:
  void add(std::size_t i, const std::string& role, const std::optional<Text>& why, Area area) const {
    Card& card = cards_[i];
    if (!card.area) {
      card.lands.push_back({role, std::nullopt, {"规划图层中没有范围，只有点位", "no polygon in the plan: only the point"}});
    } else if (why) {
      card.lands.push_back({role, std::nullopt, *why});
      say_once(card.missing, *why);
    } else {
      card.lands.push_back({role, Area::hundredths(area.hundredths()), {}});
    }
  }

  Area of_kind(const std::vector<Area>& by_row, ZoneKind kind) const {
    Area sum;
    for (std::size_t row = 0; row < plan_.ugb_kinds().size(); ++row) {
      if (plan_.ugb_kinds()[row] == kind) sum += by_row[row];
    }
    return sum;
  }

  const Plan& plan_;
  const Layer& lands_;
  std::vector<Card>& cards_;
  int threads_;
};

/// Projects that name the place or one below it, or whose unit it is.
void add_projects(const Profile& profile, Card& card) {
  const Place& place = profile.place(card.place.id);
  const auto below = [&](const Place& p) {
    const auto above = profile.parents(p);
    return std::find(above.begin(), above.end(), &place) != above.end();
  };
  for (const PlannedProject& project : profile.projects) {
    std::vector<std::string> named = project.places;
    named.push_back(project.unit);
    if (holds(named, place.id)) {
      card.projects.push_back({project, ""});
      continue;
    }
    const auto via = std::find_if(named.begin(), named.end(), [&](const std::string& id) { return below(profile.place(id)); });
    if (via != named.end()) card.projects.push_back({project, profile.place(*via).name});
  }
  std::set<std::string> ids, parts;
  for (const CardProject& p : card.projects) ids.insert(p.project.id), parts.insert(p.project.total_of.begin(), p.project.total_of.end());
  card.distinct_projects = static_cast<std::size_t>(std::count_if(card.projects.begin(), card.projects.end(), [&](const CardProject& p) {
    return !ids.count(p.project.same_as) && !parts.count(p.project.id);
  }));
}

Card words_of(const Profile& profile, const Place& place) {
  Card card;
  card.place = place;
  const PlaceKind* kind = profile.find_kind(place.kind);
  card.kind = kind ? kind->title : Text{place.kind, place.kind};
  if (const Place* unit = profile.unit_of(place)) card.unit = unit->name;
  if (const Place* seat = seat_of(profile, place).place) card.seat = seat->name;
  if (const Place* centre = centre_of(profile).place) card.centre = centre->name;
  for (const PlaceGroup* g : profile.groups_of(place)) card.groups.push_back(g->name);
  add_projects(profile, card);
  return card;
}

/// What is not there is said once more in one list, and what to know about the point.
void say_what_is_missing(Card& card) {
  const bool has_point = card.access[0].point.length || card.access[2].point.length || card.access[3].point.length || card.point_off_land;
  if (!card.area) {
    card.missing.insert(card.missing.begin(), has_point || card.place.at ? Text{"规划图层中没有范围，只有点位", "no polygon in the plan: only the point"}
                                                                         : Text{"规划图层中没有范围，也没有点位", "no polygon in the plan, and no point"});
  } else if (!has_point && !card.place.at) {
    card.missing.push_back({"没有点位", "no point is known"});
  }
  for (const Access& access : card.access) {
    for (const Way* way : {&access.edge, &access.point}) {
      const bool of_itself = way->why.en == "no polygon in the plan" || way->why.en == "no point is known" || way->why.en == "it is the place itself";
      if (!way->length && !of_itself) say_once(card.missing, {"距离（" + access.what + "）：" + way->why.zh, "distance (" + access.what + "): " + way->why.en});
    }
  }
  if (card.point_off_land && *card.point_off_land > Length()) {
    const std::string off = decimals(card.point_off_land->metres(), 0);
    card.notes.push_back({"点位在其范围之外 " + off + " m（等级 " + card.place.quality + "）", "the point lies " + off + " m outside the land (grade " + card.place.quality + ")"});
  }
}

}  // namespace

bool Cards::complete() const {
  return std::all_of(cards.begin(), cards.end(), [](const Card& c) { return c.missing.empty(); });
}

Cards cards(const Plan& plan, const CardOptions& options) {
  const Profile& profile = plan.profile();
  const std::vector<const Place*> places = chosen(profile, options);
  Cards result;
  if (options.places.empty()) result.group = profile.find_group(options.group.empty() ? profile.cards.group : options.group)->name;
  const Ground ground = ground_of(plan, places, options.threads);
  result.lands = ground.lands;  // those of the seats and the centre follow; they are cut off below
  result.lands.shapes.truncate(places.size());
  for (Field& field : result.lands.fields) field.values.resize(places.size());
  result.points = ground.points;
  result.points.shapes.truncate(places.size());
  const auto areas_of_lands = areas(result.lands.shapes, *result.lands.crs, AreaKind::official, options.threads);
  for (std::size_t i = 0; i < places.size(); ++i) {
    result.cards.push_back(words_of(profile, *places[i]));
    if (result.lands.shapes.type(i) == ShapeType::polygon) result.cards.back().area = areas_of_lands[i];
  }
  const LandAreas land(plan, result.lands, result.cards, options.threads);
  land.growth_boundary();
  land.control_line("permanent_farmland");
  land.control_line("ecological_redline");
  measure_access(plan, ground, result.cards, options.threads);
  for (Card& card : result.cards) say_what_is_missing(card);
  return result;
}

Text quality_title(std::string_view grade) {
  if (grade == "A") return {"A：两个来源一致", "A: two sources agree"};
  if (grade == "B") return {"B：一个公开来源", "B: one public source"};
  if (grade == "C") return {"C：公布范围的中心", "C: centre of a published extent"};
  if (grade == "D") return {"D：凭记忆，未核实，可差数公里", "D: from memory, unverified, may be kilometres off"};
  return {"没有等级", "no grade"};
}

}  // namespace libspatial
