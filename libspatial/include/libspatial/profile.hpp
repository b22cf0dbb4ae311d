#pragma once
// Profile: what a city's plan says in words and numbers - places, groups of places, corridors, projects, targets. No geometry but points.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libspatial/error.hpp"
#include "libspatial/geometry.hpp"
#include "libspatial/source.hpp"

namespace libspatial {

struct PlaceKind {
  std::string id;
  int level = 0;  ///< 1 city, 2 district or county, 3 town, 4 village; 0: outside the hierarchy (zones that cut across it, points, rivers)
  Text title;
};

struct Place {
  std::string id, name, name_en, kind;
  std::vector<std::string> aliases;
  std::string parent;                     ///< id; empty: the city itself, places beyond it, places whose county the plan does not say
  std::string code;                       ///< division code (GB/T 2260); empty: none
  std::vector<std::string> roles, industries;
  std::optional<Point> at;                ///< WGS 84, degrees: for labels and checks, never for a verdict
  std::string quality;                    ///< of the point: A two sources agree, B one public source, C centre of an extent, D from memory (± km)
  std::string coord_source;
  std::optional<double> area_km2;         ///< a published figure
  std::string area_source;
  std::optional<double> population;       ///< years differ: read population_source before adding
  std::string population_source;
  std::string section, note;
};

/// Places that the plan names together. A place may be in several groups and groups overlap: totals must not be added up.
struct PlaceGroup {
  std::string id, kind, name, section;
  std::vector<std::string> members, later;  ///< ids of places
  std::vector<std::string> axes;            ///< names of transport lines
  std::string within;                       ///< role of the layer that limits the members' land; empty: none
  std::string limit;                        ///< the same in the plan's words
  std::vector<std::string> industries;
  std::string note;
};

struct CorridorLine { std::string name, role, status, project; };
struct CorridorPlan {
  std::string id, name, section;
  bool encloses = false;  ///< the lines together enclose a region
  std::vector<CorridorLine> lines;
  std::string note;
};

/// A number with what it counts: "length~60 km", "boiler=1x130 t/h" (text kept, no value).
struct Quantity {
  std::string name, relation, text;  ///< relation: = or ~
  std::optional<double> value;
  std::string unit;
};

struct PlannedProject {
  std::string id, name, unit, kind;       ///< unit: id of a place
  ShapeType geometry = ShapeType::none;   ///< what a map would need
  std::vector<std::string> places;
  std::vector<Quantity> quantities;
  std::string section, same_as;           ///< same_as: the row that this one repeats
  std::vector<std::string> maybe_same_as;
  std::vector<std::string> total_of;      ///< rows this one adds up: never add them to it
  bool unit_stated = true;                ///< false: the plan names no district
};

struct Target {
  std::string id, name;
  std::optional<double> value;
  std::string unit, comparator;           ///< comparator: = >= <= > < ~ or empty
  std::string year, scope, kind, section, quote;
  std::string computable;                 ///< "yes", "partly", "no": from layers and tables
};

/// What the profile says of cards (plan cards): whose, and what their distances lead to.
struct CardDefaults {
  std::string group;                      ///< id of the group whose members get a card
  std::string centre;                     ///< id of the place that is the city's centre
  std::string seat_kind;                  ///< kind of the places that are the seat of the unit they lie in
};

/// Kinds of projects that a map draws in one colour.
struct ProjectClass {
  Text title;
  std::string colour;                     ///< #rrggbb
  std::vector<std::string> kinds;
};

/// How a target is computed from layers and tables. docs/reference/evaluation.md lists the measures and what each of them needs.
struct Indicator {
  std::string target;                     ///< id
  std::string measure;                    ///< "length", "input", …; "none": no layer of a plan holds what it needs
  std::string layer, field;               ///< role; field that `names` are values of
  std::vector<std::string> names;         ///< values of the field, places, parts, or what is listed
  std::string within, group, project;     ///< place or group, group or kind of groups, id of a project
  std::string of, to, combine;            ///< columns; how rows of indicator_inputs become one number: sum, least, people, per_person
  Text needs;
};
/// Every measure an indicator may name.
inline constexpr std::string_view measures[] = {"approved_unsupplied", "idle", "count", "length", "surface", "column", "enclosed", "distance", "project_area", "parts", "members",
                                                "groups", "listed", "service_levels", "input", "ratio", "none"};

/// A figure of the plan beside what its own words add up to.
struct FigureCheck {
  std::string id;
  Text title;
  std::string section;
  double stated = 0;
  std::string unit, relation;             ///< relation: how the plan states it, = or ~
  std::optional<double> found;            ///< from parts, stationing, lists; nothing: a distance, or words only
  Text how;                               ///< "5.38 + 14.38 + 14 + 7.09"
  std::vector<std::string> distance;      ///< two places whose points it is the distance of, km
  Text note;                              ///< also what is wrong with the words, when there is no number
};

struct StatisticalCode { std::string code, place, name; };
struct Network { std::string id, name, formula, section; double length_km = 0; };
struct ServiceLevel { int level = 0; std::string name; std::optional<double> minutes; };

/// A city's plan as data (docs/reference/profiles.md), read by read_profile(). Default: no city, everything empty.
struct Profile {
  std::string id, folder, city;           ///< city: id of its place
  Text title;
  Source source;
  int from = 0, to = 0, baseline = 0;     ///< years
  Box frame;                              ///< longitude and latitude that hold the city, for plausibility; empty: not stated
  std::vector<PlaceKind> place_kinds;
  std::vector<std::string> project_kinds, units;
  CardDefaults cards;
  std::vector<ProjectClass> project_classes;
  std::vector<StatisticalCode> statistical_codes;
  std::vector<Place> places;
  std::vector<PlaceGroup> groups;
  std::vector<CorridorPlan> corridors;
  std::vector<Network> networks;
  std::vector<ServiceLevel> service_levels;
  std::vector<PlannedProject> projects;
  std::vector<Target> targets;
  std::vector<Indicator> indicators;
  std::vector<FigureCheck> figures;

  /// By id, division code, statistical code, name or alias, in this order; nothing when there is none. Throws
  /// Error(bad_argument) naming the ids when several places have the name.
  const Place* find(std::string_view id_code_or_name) const;
  /// Throws Error(bad_argument) with the nearest names when there is none.
  const Place& place(std::string_view id_code_or_name) const;
  const PlaceGroup* find_group(std::string_view id_or_name) const;
  const PlaceKind* find_kind(std::string_view id) const;

  int level(const Place& place) const;                            ///< of its kind
  std::vector<const Place*> parents(const Place& place) const;    ///< nearest first, the city last
  std::vector<const Place*> children(const Place& place) const;
  std::vector<const Place*> members(const PlaceGroup& group) const;
  std::vector<const PlaceGroup*> groups_of(const Place& place) const;
  /// The district or county a place lies in (itself when it is one); nothing for the city, places beyond it, or when the plan does not say.
  const Place* unit_of(const Place& place) const;

  /// Projects of a unit (its own and those of places inside), of a kind, of a box (section); empty: any. Repeated rows (same_as) and parts of
  /// a total are left out when `distinct`.
  std::vector<const PlannedProject*> find_projects(std::string_view unit, std::string_view kind, std::string_view section, bool distinct = false) const;
  /// Targets whose id or name is, or whose name contains, `name`; of a year; empty: any.
  std::vector<const Target*> find_targets(std::string_view name, std::string_view year = {}) const;
};

}  // namespace libspatial
