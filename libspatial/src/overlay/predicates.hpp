#pragma once
// Predicates between a subject and a zone that are never undecided: signs are exact, and where a zone's point lies exactly on
// a subject's line (or the reverse) every zone is taken as shifted by (ε, ε²), ε infinitely small. Area is continuous, so the
// limit is the exact answer, and shared vertices, T-junctions and common borders stop being special cases.

#include "geometry/orient.hpp"

namespace libspatial {

/// The shift takes a zone's point from the subject's line a→b to its left. Precondition: a ≠ b.
inline bool shifts_left(Point a, Point b) { return a.y != b.y ? b.y < a.y : b.x > a.x; }

/// The zone's point whose orientation to the subject's line a→b is `o` is left of it. Precondition: a ≠ b.
inline bool zone_is_left(double o, Point a, Point b) { return o != 0 ? o > 0 : shifts_left(a, b); }
inline bool zone_left_of_subject(Point a, Point b, Point c) { return zone_is_left(orient(a, b, c), a, b); }

/// The subject's point whose orientation to the zone's line c→d is `o` is left of it. Precondition: c ≠ d.
inline bool subject_is_left(double o, Point c, Point d) { return o != 0 ? o > 0 : !shifts_left(c, d); }
inline bool subject_left_of_zone(Point c, Point d, Point a) { return subject_is_left(orient(c, d, a), c, d); }

/// The zone's edge c→d crosses the height y of a subject's point: +1 upwards, −1 downwards, 0 not at all.
inline int zone_crosses_height(Point c, Point d, double y) { return static_cast<int>(d.y >= y) - static_cast<int>(c.y >= y); }

/// The subject's edge a→b crosses the height y of a zone's point.
inline int subject_crosses_height(Point a, Point b, double y) { return static_cast<int>(b.y > y) - static_cast<int>(a.y > y); }

}  // namespace libspatial
