#pragma once
// A map on paper: which land it shows, how large, and where a place falls on it.

#include <string>
#include <vector>

#include "libspatial/geometry.hpp"

namespace libspatial::report {

/// Size of a project's map in pixels; result_layers() keeps the zones of exactly this frame.
inline constexpr double project_map_width = 560, project_map_height = 380;

/// Length of a degree of latitude, for scale bars and margins (not for areas).
inline constexpr double metres_per_degree = 111'195.0;

/// Height of `land` on a map as a part of its width.
double proportion(const Box& land, bool degrees);

class MapView {
 public:
  /// Shows `land` in the middle of a map of width × height pixels. In `degrees` longitude is shortened by the cosine of
  /// the latitude in the middle. Precondition: `land` is not empty.
  MapView(const Box& land, bool degrees, double width, double height);

  double width() const { return width_; }
  double height() const { return height_; }
  /// All the land on the map, margins included.
  const Box& land() const { return land_; }
  double metres_per_pixel() const { return metres_per_pixel_; }

  /// Pixels from the upper left corner.
  Point place(Point p) const;
  /// The same land on half as many pixels a side.
  MapView half() const;

 private:
  double width_, height_;
  double x_scale_ = 1, y_scale_ = 1;  // pixels per unit of the coordinates
  double metres_per_pixel_ = 1;
  Box land_;
};

/// The map of one project: its box grown by 30 %, at least 300 m, on every side.
MapView project_view(const Box& project, bool degrees);

/// A shape as an SVG path in whole tenths of a pixel: clipped to the map, simplified by less than can be seen, relative
/// steps. Empty when nothing of it is on the map or it is smaller than a tenth of a pixel.
std::string svg_path(const Shapes& shapes, std::size_t shape, const MapView& view);

/// A point in the middle of the largest part of a polygon shape: the centroid of its shell.
Point middle(const Shapes& shapes, std::size_t shape);

}  // namespace libspatial::report
