#pragma once
// Patch: the official procedure within a few kilometres of a place, by series instead of sines. Every point is rounded to the very same
// 1e-6 arc-seconds as by inverse(): where the series come near a tie, inverse() itself decides.

#include <array>
#include <optional>
#include <span>
#include <vector>

#include "measure/official.hpp"

namespace libspatial::official {

/// A rounded point of a patch, such that the land between a segment and the patch's meridian is a product: see strip().
struct Corner { double l = 0, g = 0; };

/// The trapezoid between a segment and the patch's meridian, m², signed: counter-clockwise rings are positive.
inline double strip(Corner from, Corner to) { return (from.l + to.l) * (to.g - from.g); }

class Patch {
 public:
  /// The patch for shapes whose box has this centre: one of this thread's own, good until the next call. `zone`: none for degrees.
  static const Patch& near(Point centre, const std::optional<GaussKrueger>& zone);

  Patch(Point middle, const std::optional<GaussKrueger>& zone);

  /// Shapes beyond it are measured by ring_area().
  bool holds(const Box& box) const;

  /// Precondition for all that follows: the points lie in the patch.
  Corner corner(Point vertex) const;
  void corners(std::span<const Point> vertices, std::vector<Corner>& out) const;
  /// The strips along one edge, divided where it is long.
  double line(Point a, Corner at_a, Point b, Corner at_b) const {
    const double dx = b.x - a.x, dy = b.y - a.y;
    return dx * dx + dy * dy < surely_short_ ? strip(at_a, at_b) : divided(a, at_a, b, at_b);
  }
  /// Σ of one closed ring, m², not rounded, positive.
  double ring(std::span<const Point> ring) const;

 private:
  using Series = std::array<double, 15>;  // of u^i v^j, i + j ≤ 4

  template <class V> static V value(const Series& k, V u, V v);
  template <class V> V g_of(V b) const;
  void fill(std::span<const Point> vertices, Corner* out) const;
  void fill_wide(std::span<const Point> vertices, Corner* out) const;
  Corner corner_at(double x, double y) const;
  Corner corner_from(Geographic seconds) const;
  double divided(Point a, Corner at_a, Point b, Corner at_b) const;

  Point middle_;
  std::optional<GaussKrueger> zone_;
  double reach_ = 0, surely_short_ = 0;
  double base_b_ = 0, base_l_ = 0;           // whole 1e-6 arc-seconds
  Series b_{}, l_{};                         // minus the bases
  std::array<double, 5> g_{};                // of the latitude above base_b_, radians, from the first power on
};

}  // namespace libspatial::official
