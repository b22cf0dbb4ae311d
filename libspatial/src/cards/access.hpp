#pragma once
// How far things are from the land and the point of each card.

#include <map>

#include "libspatial/cards.hpp"

namespace libspatial::cards_room {

/// A place distances lead to: by its land where it has one, always by its point.
struct Goal {
  const Place* place = nullptr;
  bool by_land = true;  ///< false: only its point is meant (a district that stands for its seat)
};

/// Land and point of every place that is asked about, in one CRS. Row of the layers: `rows.at(id)`.
struct Ground {
  Layer lands, points;
  std::map<std::string, std::size_t> rows;

  bool has_land(const Place& p) const { return lands.shapes.type(rows.at(p.id)) == ShapeType::polygon; }
  bool has_point(const Place& p) const { return points.shapes.type(rows.at(p.id)) == ShapeType::point; }
};

/// The seat of the unit a place lies in, and the city's centre, as the profile states them; no place when it states none.
Goal seat_of(const Profile& profile, const Place& place);
Goal centre_of(const Profile& profile);

/// Fills Card::access and point_off_land of every card. `cards` have their place.
void measure_access(const Plan& plan, const Ground& ground, std::vector<Card>& cards, int threads);

}  // namespace libspatial::cards_room
