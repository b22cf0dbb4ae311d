#pragma once
// Topology: where polygons that should lie side by side do not. By matching edges, not by laying every pair over each other.

#include <cstddef>
#include <vector>

#include "libspatial/layer.hpp"

namespace libspatial {

enum class DefectKind {
  gap,      ///< land of no row: a hole in the layer or, with a frame, land of the frame that no row covers
  overlap,  ///< land of several rows
  beyond,   ///< land of a row outside the frame
};

/// One place, one polygon without further parts.
struct Defect {
  DefectKind kind = DefectKind::gap;
  /// overlap, beyond: every row that covers the place, ascending. gap: the rows round it, the one with the longest common
  /// border first, as far as its eight longest edges show them.
  std::vector<std::size_t> rows;
  double planar = 0.0;  ///< square units of the coordinates
  double width = 0.0;   ///< 2 · area / perimeter, units of the coordinates: the mean width of a strip
};

struct DefectOptions {
  /// Metres. Vertices this near to each other are one vertex, a vertex this near to an edge lies on it, and what is not
  /// wider is no defect. 0: only what is equal to the last bit.
  double rounding = 0.0;
  /// Metres. Without a frame a mouth this narrow counts as closed, so that a crack between neighbours that opens to the outside is a gap
  /// too. 0: only what is enclosed.
  double mouth = 0.0;
  const Layer* frame = nullptr;  ///< the land that the rows should cover together: valid polygons in the same CRS
  int threads = 0;               ///< 0: as many as the machine has; the result does not depend on it
};

/// Laws: Σ areas of the rows − Σ (rows − 1) · area of every overlap = area of the union, within the rounding times the length of
/// borders; moving all coordinates by whole numbers, or rows into another order, moves or renumbers the result, no more.
struct Defects {
  std::vector<Defect> defects;  ///< by kind, then west to east, south to north
  Shapes shapes;                ///< one polygon per defect, in the CRS of the layer
  std::vector<std::vector<std::size_t>> duplicates;  ///< groups of rows with the same edges, ascending
  std::size_t edges = 0, unmatched = 0;  ///< of the layer; those without an equal edge of opposite direction
};

/// Every gap and overlap of a layer of valid polygons (see polygons()); rows without shape have no land. Without a frame a gap is a
/// hole that the rows enclose together; with one, any land of the frame outside the rows, and `beyond` is reported too.
/// Precondition: the layer has a CRS, and so has the frame, the same one.
Defects find_defects(const Layer& layer, const DefectOptions& options = {});

/// The union of all rows as one shape per closed outer ring, west to east. Holes not wider than `rounding` metres are closed.
Shapes dissolve(const Layer& layer, double rounding);

/// A polygon of its own for every part of a shape.
Shapes parts(const Shapes& shapes, std::size_t shape);

/// The length of a metre at a place in the units of the CRS, east and north. Good to 0.01 % in degrees.
struct Metre { double east = 1.0, north = 1.0; };
Metre metre_at(const Crs& crs, Point place);

/// 2 · area / perimeter in metres: the mean width of a strip, a measure of narrowness for any shape. 0 for no polygon.
double width_of(const Shapes& shapes, std::size_t shape, const Crs& crs);

/// A point in the inside of a polygon shape, far from its border where that is cheap to find. Precondition: type polygon.
Point point_inside(const Shapes& shapes, std::size_t shape);

/// Whether a point lies in a polygon shape; on the border counts as inside.
bool covers(const Shapes& shapes, std::size_t shape, Point point);

}  // namespace libspatial
