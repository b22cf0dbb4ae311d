#pragma once
// Cases drawn from a seed. A case that fails prints its seed, with which it can be drawn again alone, and its shapes as WKT.

#include <cstdint>
#include <functional>
#include <random>
#include <string>

#include "libspatial/geometry.hpp"

namespace libspatial::testing {

/// The Mersenne twister, which is the same everywhere; numbers are `unsigned`.
class Random {
 public:
  using result_type = unsigned;
  explicit Random(std::uint32_t seed) : twister_(seed) {}
  unsigned operator()() { return static_cast<unsigned>(twister_()); }
  static constexpr unsigned min() { return 0; }
  static constexpr unsigned max() { return 0xFFFFFFFFu; }

 private:
  std::mt19937 twister_;
};

/// `few`, times LIBSPATIAL_FUZZ when it is set: the ordinary suite is short, `make fuzz` is long.
int rounds(int few);

/// Calls `draw_and_test` with seeds `first`, `first` + 1, … rounds(few) times, up to the first that fails. LIBSPATIAL_SEED=n
/// runs that seed alone.
void each_seed(std::uint32_t first, int few, const std::function<void(Random&)>& draw_and_test);

/// MULTIPOLYGON text with as many digits as a double needs.
std::string wkt(const MultiPolygon& shape);
/// The same of two, in the order subject, zone: what a failing pair prints.
std::string wkt(const MultiPolygon& subject, const MultiPolygon& zone);

double uniform(Random& random, double from, double to);
bool chance(Random& random, double of);

// ---- Shapes. None of these asks the library whether it is valid; is_valid() does.

/// Cells of a 6 × 6 lattice with holes and with parts that touch at corners, or a star of points on a 12 × 12 lattice, in a
/// square of `side` at the origin. Valid.
MultiPolygon lattice_shape(Random& random, double side);
/// A polygon of `n` points round `centre`, radius between `least` and `most`.
Ring star(Random& random, Point centre, int n, double least, double most);
/// Stars with holes, side by side in a square of `side`: one to three parts.
MultiPolygon archipelago(Random& random, double side);
/// Long and thin: `length` by `width` in any direction.
MultiPolygon needle(Random& random, Point centre, double length, double width);

void each_point(MultiPolygon& shape, const std::function<Point(Point)>& move);
/// Every ring; `change` may add and remove points.
void each_ring(MultiPolygon& shape, const std::function<void(Ring&)>& change);
/// A point in the middle of about a third of the edges, as another author would have put it.
void divide(MultiPolygon& shape, Random& random);
/// Starts every ring elsewhere and turns some of them round.
void turn_rings(MultiPolygon& shape, Random& random);

Shapes shapes_of(const MultiPolygon& shape);
bool is_valid(const MultiPolygon& shape);
double area_of(const MultiPolygon& shape);       ///< in the plane, by its rings
double perimeter_of(const MultiPolygon& shape);
std::size_t point_count(const MultiPolygon& shape);

}  // namespace libspatial::testing
