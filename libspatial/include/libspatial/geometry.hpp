#pragma once
// Geometry: points, lines and polygons of a whole layer in flat columns, and their WKB.
// x is east (or longitude), y is north (or latitude), always; files that say otherwise are turned at the border.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "libspatial/error.hpp"

namespace libspatial {

struct Point {
  double x = 0.0;
  double y = 0.0;
  friend bool operator==(const Point&, const Point&) = default;
};

struct Box {
  double min_x = 1, min_y = 1, max_x = 0, max_y = 0;  ///< empty when min_x > max_x
  bool empty() const { return min_x > max_x; }
  void add(Point p);
  void add(const Box& b);
  bool meets(const Box& b) const;
  friend bool operator==(const Box&, const Box&) = default;
};

struct Ring { std::vector<Point> points; };               ///< closed: first point equals last
struct Polygon { Ring shell; std::vector<Ring> holes; };
struct MultiPolygon { std::vector<Polygon> polygons; };   ///< also every single polygon

enum class ShapeType : std::uint8_t { none, point, line, polygon };

/// The shapes of a layer in flat columns. A shape has parts (polygons, lines or points); a part has
/// rings (a polygon: shell first, then holes; a line or point: exactly one); a ring is a run of points.
/// A shape of type `none` keeps its row but has no part: a null geometry or a rejected one.
class Shapes {
 public:
  std::size_t size() const { return types_.size(); }
  ShapeType type(std::size_t shape) const { return types_[shape]; }

  std::size_t part_count(std::size_t shape) const { return part_starts_[shape + 1] - part_starts_[shape]; }
  std::size_t ring_count(std::size_t shape, std::size_t part) const;
  std::span<const Point> ring(std::size_t shape, std::size_t part, std::size_t ring) const;
  /// All points of a shape, in order.
  std::span<const Point> points(std::size_t shape) const;
  std::span<const Point> points() const { return points_; }

  Box box(std::size_t shape) const;
  Box box() const;

  /// Building: begin a shape, then for each part begin_part, for each ring add_ring.
  void begin_shape(ShapeType type);
  void begin_part();
  void add_ring(std::span<const Point> points);
  /// A ring of `count` points to be filled in, before anything else is added.
  std::span<Point> add_ring(std::size_t count);
  /// Forgets every shape from number `size` on. Precondition: size ≤ size().
  void truncate(std::size_t size);

  void add(const MultiPolygon& shape);
  void add_none() { begin_shape(ShapeType::none); }
  /// Copies one shape of another column, or those from number `first` to `last` − 1.
  void add(const Shapes& other, std::size_t shape) { add(other, shape, shape + 1); }
  void add(const Shapes& other, std::size_t first, std::size_t last);
  /// Room for so many shapes, of one ring each, and points in all, so that adding them moves nothing.
  void reserve(std::size_t shapes, std::size_t points);
  MultiPolygon multipolygon(std::size_t shape) const;  ///< a value copy; precondition: type polygon or none

  friend bool operator==(const Shapes&, const Shapes&) = default;

 private:
  std::vector<ShapeType> types_;
  std::vector<std::size_t> part_starts_{0};   // into ring_starts' index: size() + 1
  std::vector<std::size_t> first_rings_{0};   // per part, plus the end
  std::vector<std::size_t> ring_starts_{0};   // per ring, plus the end
  std::vector<Point> points_;
};

// ---- WKB: the passport at every border. ISO and EWKB, either byte order, are read; ISO little endian is written.

inline constexpr double arc_tolerance = 0.001;  ///< metres, between an arc and the edges that stand for it

struct WkbNotes {
  bool dropped_z_or_m = false;
  std::optional<int> srid;      ///< from EWKB
  bool stroked_arcs = false;

  /// As of several geometries; the SRID stays.
  WkbNotes& operator|=(const WkbNotes& other) {
    dropped_z_or_m |= other.dropped_z_or_m;
    stroked_arcs |= other.stroked_arcs;
    return *this;
  }
};

/// Appends the geometry in `wkb` to `shapes`: points, lines, polygons and their multi-forms, and collections
/// that hold polygons only (read as one multipolygon). Circular arcs (curve polygons, compound curves) become edges at most `arc_tolerance`
/// off, in the units of the coordinates, that hold exactly the area of the arc. Unclosed rings are closed. Empty bytes or an empty geometry
/// become type `none`. Throws Error(bad_geometry), leaving `shapes` as it was, on truncated or trailing bytes,
/// NaN or infinite x/y, a ring of fewer than 4 points, surfaces, mixed collections; the text says what and at which byte.
WkbNotes from_wkb(std::span<const std::byte> wkb, Shapes& shapes, double arc_tolerance = libspatial::arc_tolerance);

/// ISO WKB, little endian. A polygon shape of one part is a Polygon, of several a MultiPolygon; none is empty bytes.
std::vector<std::byte> to_wkb(const Shapes& shapes, std::size_t shape);

// ---- Validity and repair (OGC simple features; done by GEOS on a local origin).

struct Flaw {
  Text reason;   ///< "自相交" / "Self-intersection"
  Point place;
};

/// The first flaw of a polygon shape, or nothing when it is fully valid. Shapes that are not polygons have no flaw.
std::optional<Flaw> find_flaw(const Shapes& shapes, std::size_t shape);

struct Repair {
  std::size_t row = 0;
  Flaw flaw;
  double before = 0.0;   ///< planar area by the rings as given, in square units of the coordinates
  double after = 0.0;
};

struct RepairResult {
  Shapes shape;          ///< one valid polygon shape
  Repair record;
  bool safe = false;     ///< both ways of repairing agree and the area is unchanged, within 1e-6 relative
};

/// Repairs one polygon shape. The result is safe to use only when `safe`: a bow-tie can be repaired, but no one
/// knows which land its author meant.
RepairResult repair(const Shapes& shapes, std::size_t shape);

/// The land a line with a width takes: `width` across (in units of the coordinates), flat ends, mitred corners (cut off at 5
/// half widths; a line that turns straight back ends flat there); land that it passes twice is there once. Appends one polygon shape to `out`. Precondition: type line, width > 0.
void add_corridor(const Shapes& lines, std::size_t shape, double width, Shapes& out);

/// The union of the polygon shapes in `rows`, appended to `out` as one shape; `none` when there is no polygon.
void add_union(const Shapes& shapes, std::span<const std::size_t> rows, Shapes& out);
/// The same of all rows, as the one shape there is.
Shapes united(const Shapes& shapes);

/// Planar area by the rings as given: shells minus holes, summed on a local origin. Square units of the coordinates.
double ring_area(const Shapes& shapes, std::size_t shape);

}  // namespace libspatial
