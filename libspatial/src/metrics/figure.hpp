#pragma once
// The figure of one polygon shape: area, moments, hull, enclosing circle and rectangle; coordinates about the middle of its box,
// so that a zone prefix costs no digit.

#include <span>
#include <vector>

#include "libspatial/geometry.hpp"

namespace libspatial::metrics {

/// ∫1, ∫x, ∫y, ∫x², ∫y², ∫xy over a polygon; holes count as holes whichever way they run.
struct Moments {
  double area = 0, x = 0, y = 0, xx = 0, yy = 0, xy = 0;
  Point centroid() const { return {x / area, y / area}; }
  /// About the centroid: ∫(x−cx)², ∫(y−cy)², ∫(x−cx)(y−cy).
  double central_xx() const { return xx - x * x / area; }
  double central_yy() const { return yy - y * y / area; }
  double central_xy() const { return xy - x * y / area; }
  double polar() const { return central_xx() + central_yy(); }
};

Point middle(const Box& box);
Moments moments(const Shapes& shapes, std::size_t shape, Point origin);
double perimeter(const Shapes& shapes, std::size_t shape);

/// Counter-clockwise, without collinear points, minus `origin`; fewer than three points when there is no area.
std::vector<Point> hull(const Shapes& shapes, std::size_t shape, Point origin);
double hull_area(std::span<const Point> hull);
double hull_perimeter(std::span<const Point> hull);

/// The least circle that holds the points of a hull.
double circle_radius(std::span<const Point> hull);

/// Of the largest circle inside a shape, no more than `exact_to` too small.
double inscribed_radius(const Shapes& shapes, std::size_t shape, double exact_to);

/// The rectangle of least area that holds a hull, by calipers: one of its sides lies along the hull. Of several that are
/// as small within 1e-8 the longest.
struct Rectangle { double length = 0, width = 0; };  ///< length ≥ width
Rectangle least_rectangle(std::span<const Point> hull);

/// Area of what a disc about `centre` and a polygon shape have in common, exactly: sectors and triangles, no polygon for the arc.
double common_with_disc(const Shapes& shapes, std::size_t shape, Point centre, double radius);

/// Corners: vertices where the border turns by more than `least` radians; reflex ones turn away from the land.
struct Corners { std::size_t all = 0, reflex = 0; };
Corners corners(const Shapes& shapes, std::size_t shape, double least);

}  // namespace libspatial::metrics
