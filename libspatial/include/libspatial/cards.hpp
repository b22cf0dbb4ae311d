#pragma once
// Cards: what the plan says of a place, what its land holds and how far away things are, on one card.

#include <optional>
#include <string>
#include <vector>

#include "libspatial/layer.hpp"
#include "libspatial/plan.hpp"
#include "libspatial/units.hpp"

namespace libspatial {

/// Land of a role inside the land of a place.
struct LandIn {
  std::string role;            ///< "ugb.concentrated", "ugb.flexible", "ugb.special", "ugb.outside", "permanent_farmland", "ecological_redline"
  std::optional<Area> area;    ///< official, land in several rows of the layer counted once; nothing: `why`
  Text why;
};

/// One way to say how far away something is. All lengths are geodesics on the ellipsoid.
struct Way {
  std::string to;              ///< name of the line or place it leads to
  std::string kind, status;    ///< of a line
  std::string method;          ///< "land–line", "point–line", "land–land", "land–point", "point–land", "point–point": from – to
  std::optional<Length> length;  ///< 0: they touch or overlap; nothing: `why`
  Text why;
};

/// From the edge of the land (the point when there is no land), and from the point.
struct Access {
  std::string what;            ///< "line": the nearest of all transport lines, "corridor": of those a corridor of the profile is made of, "seat", "centre"
  Way edge, point;
  std::vector<std::string> corridors;  ///< names of the corridors the line of `edge` belongs to
  std::vector<std::string> through;    ///< "line": every line that touches the land
};

struct CardProject {
  PlannedProject project;
  std::string via;             ///< name of the place below that the project names, empty: the place itself
};

/// Nothing is left empty in silence: what could not be found or measured has its sentence, in `missing` again.
struct Card {
  Place place;
  Text kind;                             ///< title of its kind
  std::string unit, seat, centre;        ///< names of the places; empty: none
  std::vector<std::string> groups;       ///< names
  std::optional<Area> area;              ///< official, of its land; nothing: no layer of the plan has it
  std::vector<LandIn> lands;             ///< in the order of LandIn::role
  std::vector<Access> access;            ///< line, corridor, seat, centre
  std::vector<CardProject> projects;     ///< in the order of the profile, repeated rows among them
  std::size_t distinct_projects = 0;     ///< without rows that repeat another and parts of a total
  std::optional<Length> point_off_land;  ///< how far the point lies from the land; 0 inside
  std::vector<Text> missing;             ///< what a card should have and has not
  std::vector<Text> notes;               ///< what to know before using a number
};

struct CardOptions {
  std::string group = {};                ///< id or name; empty: the one the profile states
  std::vector<std::string> places = {};  ///< id, code or name; any: these instead of a group
  int threads = 0;
};

struct Cards {
  std::string group;                     ///< name of the group; empty: places were asked for
  std::vector<Card> cards;
  Layer lands;                           ///< one row per card: its land, or none
  Layer points;                          ///< one row per card: its point, or none
  bool complete() const;                 ///< nothing is missing on any card
};

/// Laws: the areas of the growth boundary's kinds and the part outside add up to the area, to 0.01 m² (unless zones overlap, which is noted); official areas do not depend on
/// `threads`. The point is that of the profile, else that of the plan's layer `places`. Throws Error(bad_argument) for an unknown group or place, or when the profile
/// states no group and none was given.
Cards cards(const Plan& plan, const CardOptions& options = {});

/// What a grade of a point means, for people.
Text quality_title(std::string_view grade);

}  // namespace libspatial
