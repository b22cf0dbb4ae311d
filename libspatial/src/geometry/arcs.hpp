#pragma once
// Arcs as edges that hold exactly the area of the arc.

#include <optional>
#include <vector>

#include "libspatial/geometry.hpp"

namespace libspatial {

/// x' = a·x + b·y + e, y' = c·x + d·y + f.
struct Affine {
  double a = 1, b = 0, c = 0, d = 1, e = 0, f = 0;
  Point operator()(Point p) const { return {a * p.x + b * p.y + e, c * p.x + d * p.y + f}; }
  bool is_identity() const { return a == 1 && b == 0 && c == 0 && d == 1 && e == 0 && f == 0; }
  double stretch() const;  ///< the most by which it lengthens
};
Affine operator*(const Affine& outer, const Affine& inner);

/// centre + u·cos t + v·sin t for t from `from` to `to` (radians, to > from); a whole turn is closed.
struct Ellipse {
  Point centre, u, v;
  double from = 0, to = 0;
};

/// Edges deviate from the arc by at most `tolerance`; every edge, and so the whole, holds the arc's area: the inner vertices lie a little outside it. The same arc gives the
/// same vertices whichever way it runs. Nothing when that takes more than 100,000 edges, or numbers are not finite.
class Strokes {
 public:
  explicit Strokes(double tolerance) : tolerance_(tolerance) {}
  /// Appends `to` and what comes before it on the way from `from`, whose image is appended by the caller. `bulge` is tan(angle / 4), positive when the arc lies on the right.
  bool bulge(Point from, Point to, double bulge, const Affine& place, std::vector<Point>& out) const;
  /// The same of the arc from `from` to `to` by way of `by`; a whole circle when both ends are one point, `by` opposite.
  bool through(Point from, Point by, Point to, std::vector<Point>& out) const;
  /// All vertices, first and last; the last equals the first in a whole turn.
  bool ellipse(const Ellipse& arc, const Affine& place, std::vector<Point>& out) const;

 private:
  std::optional<std::size_t> edges(double radius, double angle) const;
  double tolerance_;
};

}  // namespace libspatial
