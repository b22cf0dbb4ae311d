// A profile is searched: places by name, the hierarchy upwards and downwards, projects and targets by filter.

#include "libspatial/profile.hpp"

#include <algorithm>

namespace libspatial {
namespace {

template <class T>
bool holds(const std::vector<T>& list, std::string_view wanted) {
  return std::find(list.begin(), list.end(), wanted) != list.end();
}

/// The one item with the property, or nothing; several are a question back to the user.
template <class Is>
const Place* only(const std::vector<Place>& places, std::string_view wanted, Is is) {
  const Place* found = nullptr;
  std::string ids;
  for (const Place& p : places) {
    if (!is(p)) continue;
    ids += (ids.empty() ? "" : ", ") + p.id;
    if (found) {
      const std::string w(wanted);
      throw Error(Errc::bad_argument, {"“" + w + "”指几个地名：" + ids + "；请写编号", "\"" + w + "\" names several places: " + ids + "; write the id"});
    }
    found = &p;
  }
  return found;
}

}  // namespace

const Place* Profile::find(std::string_view wanted) const {
  if (wanted.empty()) return nullptr;
  if (const Place* p = only(places, wanted, [&](const Place& q) { return q.id == wanted; })) return p;
  if (const Place* p = only(places, wanted, [&](const Place& q) { return q.code == wanted; })) return p;
  for (const StatisticalCode& s : statistical_codes) {
    if (s.code == wanted) return find(s.place);
  }
  if (const Place* p = only(places, wanted, [&](const Place& q) { return q.name == wanted || q.name_en == wanted; })) return p;
  return only(places, wanted, [&](const Place& q) { return holds(q.aliases, wanted); });
}

const Place& Profile::place(std::string_view wanted) const {
  if (const Place* p = find(wanted)) return *p;
  std::string near;
  for (const Place& p : places) {
    if (!wanted.empty() && p.name.find(wanted) != std::string::npos) near += (near.empty() ? "" : ", ") + p.name;
  }
  const std::string w(wanted);
  throw Error(Errc::bad_argument, {"配置 " + id + " 中没有地名“" + w + "”" + (near.empty() ? "" : "；相近的有：" + near),
                                   "the profile " + id + " has no place \"" + w + "\"" + (near.empty() ? "" : "; similar: " + near)});
}

const PlaceGroup* Profile::find_group(std::string_view wanted) const {
  const auto found = std::find_if(groups.begin(), groups.end(), [&](const PlaceGroup& g) { return g.id == wanted || g.name == wanted; });
  return found == groups.end() ? nullptr : &*found;
}

const PlaceKind* Profile::find_kind(std::string_view wanted) const {
  const auto found = std::find_if(place_kinds.begin(), place_kinds.end(), [&](const PlaceKind& k) { return k.id == wanted; });
  return found == place_kinds.end() ? nullptr : &*found;
}

int Profile::level(const Place& place) const {
  const PlaceKind* kind = find_kind(place.kind);
  return kind ? kind->level : 0;
}

std::vector<const Place*> Profile::parents(const Place& place) const {
  std::vector<const Place*> result;
  for (const Place* p = find(place.parent); p && result.size() < places.size(); p = find(p->parent)) result.push_back(p);
  return result;
}

std::vector<const Place*> Profile::children(const Place& place) const {
  std::vector<const Place*> result;
  for (const Place& p : places) {
    if (p.parent == place.id) result.push_back(&p);
  }
  return result;
}

std::vector<const Place*> Profile::members(const PlaceGroup& group) const {
  std::vector<const Place*> result;
  for (const std::string& member : group.members) result.push_back(&place(member));
  return result;
}

std::vector<const PlaceGroup*> Profile::groups_of(const Place& place) const {
  std::vector<const PlaceGroup*> result;
  for (const PlaceGroup& g : groups) {
    if (holds(g.members, place.id)) result.push_back(&g);
  }
  return result;
}

const Place* Profile::unit_of(const Place& place) const {
  if (level(place) == 2) return &place;
  for (const Place* p : parents(place)) {
    if (level(*p) == 2) return p;
  }
  return nullptr;
}

std::vector<const PlannedProject*> Profile::find_projects(std::string_view unit, std::string_view kind, std::string_view section, bool distinct) const {
  const Place* of = unit.empty() ? nullptr : &place(unit);
  const auto inside = [&](const PlannedProject& p) {
    if (!of || p.unit == of->id) return true;
    const Place* at = find(p.unit);
    const auto above = at ? parents(*at) : std::vector<const Place*>();
    return std::find(above.begin(), above.end(), of) != above.end();
  };
  const auto part_of_a_total = [&](const PlannedProject& p) {
    return std::any_of(projects.begin(), projects.end(), [&](const PlannedProject& q) { return holds(q.total_of, p.id); });
  };
  std::vector<const PlannedProject*> result;
  for (const PlannedProject& p : projects) {
    if (!inside(p) || (!kind.empty() && p.kind != kind) || (!section.empty() && p.section != section)) continue;
    if (distinct && (!p.same_as.empty() || part_of_a_total(p))) continue;
    result.push_back(&p);
  }
  return result;
}

std::vector<const Target*> Profile::find_targets(std::string_view name, std::string_view year) const {
  std::vector<const Target*> result;
  for (const Target& t : targets) {
    const bool named = name.empty() || t.id == name || t.name.find(name) != std::string::npos;
    if (named && (year.empty() || t.year == year)) result.push_back(&t);
  }
  return result;
}

}  // namespace libspatial
