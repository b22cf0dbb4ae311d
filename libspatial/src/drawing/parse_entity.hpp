#pragma once
// One entity out of its groups.

#include "drawing/entity.hpp"
#include "drawing/groups.hpp"

namespace libspatial::drawing {

/// Reads what follows a group 0, up to the next group 0 that is no part of it, and appends it (an INSERT with its ATTRIBs is several).
void parse_entity(const Group& begin, Groups& groups, std::vector<Entity>& out);

/// A coordinate or angle; refuses the entity when it is no number, or one nowhere on Earth.
double real(const Group& group, Entity& entity);

/// Borders of a HATCH, fed group by group.
class HatchParser {
 public:
  explicit HatchParser(Entity& entity) : entity_(entity) {}
  void take(const Group& group);
  void end();

 private:
  void begin_path(long flags);
  void begin_edge(long type);
  void end_edge();
  void take_edge(const Group& group);

  Entity& entity_;
  std::optional<long> declared_;
  long begun_ = 0;
  std::vector<long> counts_;  // of each border: what it declares, −1 nothing
  bool done_ = false, in_path_ = false, polyline_ = false, skip_ = false, sources_ = false;
  long edge_type_ = 0;
  Point at_, other_;
  double radius_ = 0, from_ = 0, to_ = 0;
  bool counter_clockwise_ = true;
};

/// An arc of a circle or ellipse by degrees, counter-clockwise; equal angles are a whole turn.
Ellipse arc_of(Point centre, Point u, Point v, double from_degrees, double to_degrees);

}  // namespace libspatial::drawing
