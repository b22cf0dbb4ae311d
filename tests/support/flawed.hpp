#pragma once
// Shapes that are valid, shapes that are not, and shapes that miss the one or the other by a hair: what a test of validity must tell apart.

#include <array>
#include <string_view>

#include "support/cases.hpp"

namespace libspatial::testing {

/// Families of rings, round the origin, about 100 across, of about `n` points. Most members are valid; `wound` and `crossed` never are.
enum class Family { star, circle, spiral, comb, zigzag, lattice_walk, wound, crossed };
inline constexpr std::array families{Family::star, Family::circle, Family::spiral, Family::comb, Family::zigzag, Family::lattice_walk, Family::wound, Family::crossed};

Ring ring_of(Family family, Random& random, int n);

/// One thing done to a ring, as an author or a program does it.
enum class Harm {
  none, swap_points, reverse_run, point_onto_point, point_onto_edge, point_near_edge, point_through_edge, spike, flat_spike, repeat_point, twice_round, twice_round_wider, last_digit
};
inline constexpr std::array harms{Harm::none, Harm::swap_points, Harm::reverse_run, Harm::point_onto_point, Harm::point_onto_edge, Harm::point_near_edge, Harm::point_through_edge,
                                  Harm::spike, Harm::flat_spike, Harm::repeat_point, Harm::twice_round, Harm::twice_round_wider, Harm::last_digit};

/// `hair`: how near is near, in the units of the coordinates.
void harm(Ring& ring, Harm what, Random& random, double hair);

/// How rings stand to each other: holes in, across, outside, touching, nested, twice; parts apart, touching, nested, sharing an edge.
inline constexpr int arrangements = 16;
MultiPolygon arranged(int arrangement, Random& random, int n, double hair);

/// Whole multiples of `grain`: then subtracting a whole number is exact, and two engines see the same shape.
void round_to(MultiPolygon& shape, double grain);

}  // namespace libspatial::testing
