#pragma once
// Network: lines cut where they meet, every stretch once, with the lines it belongs to. GEOS cuts; we say what is whose.

#include <cstdint>
#include <functional>
#include <span>
#include <unordered_map>
#include <vector>

#include "geometry/geos.hpp"
#include "libspatial/corridor.hpp"

namespace libspatial::corridor {

/// About metres round a local origin. An affine map of the CRS, so that what is straight stays straight: lines are cut as
/// they run in the file.
class Frame {
 public:
  Frame(const Box& box, const Crs& crs);
  Point to(Point p) const { return {(p.x - origin_.x) * x_, (p.y - origin_.y) * y_}; }
  Point back(Point p) const { return {p.x / x_ + origin_.x, p.y / y_ + origin_.y}; }

 private:
  Point origin_;
  double x_ = 1, y_ = 1;  // metres per unit
};

/// Points nearer than this to each other, or to a line, are one place: noise of transformations, far below any survey.
inline constexpr double grid = 1e-6;  // metres

struct Path {
  std::size_t source = 0;      ///< row of the line, or whatever else the caller counts
  std::vector<Point> points;   ///< in the CRS, two or more
};

struct Stretch {
  std::vector<std::uint32_t> at;      ///< numbers of points, two or more; from the lower end to the higher
  std::vector<std::size_t> sources;   ///< ascending
};

struct Network {
  std::vector<Point> points;          ///< in the CRS: as in the file where it has a corner there
  std::vector<Point> local;           ///< the same in the frame, on the grid; ascending
  std::vector<Stretch> stretches;     ///< none is there twice; ordered by place
  std::vector<std::vector<std::size_t>> at_node;  ///< per point: stretches that begin or end there (twice, when both)

  Shapes lines() const;               ///< one line per stretch, in the CRS
  std::optional<std::uint32_t> find(Point local) const;
  /// The middle of its longest edge, in the frame.
  Point middle(const Stretch& stretch) const;
};

Network cut(std::span<const Path> paths, const Frame& frame);

/// The parts of every row, as paths of that row.
std::vector<Path> paths_of(const Shapes& shapes);

/// Lines by name (see corridor.hpp).
struct Names {
  std::vector<std::string> names;     ///< in the order of their first rows
  std::vector<std::size_t> of_row;
};
Names names_of(const Layer& layer, const std::string& field);

/// The names of rows, ascending, each once.
std::vector<std::size_t> lines_of(std::span<const std::size_t> rows, const Names& names);

/// A line of points in the frame.
geos::Geometry line(std::span<const Point> local);
geos::Geometry collection(int type, std::vector<geos::Geometry> parts);
/// Every line of a geometry, every ring of a polygon.
void each_line(const GEOSGeometry* g, const std::function<void(std::vector<Point>)>& visit);

/// Throws Error(bad_argument) for a length that is negative or no number.
void require_length(Length length, const char* zh, const char* en);

/// Every point a shape.
Shapes point_shape(std::span<const Point> points);

}  // namespace libspatial::corridor
