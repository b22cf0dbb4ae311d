#include "report/map_view.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace libspatial::report {

namespace {

// How much shorter a degree of longitude is than one of latitude in the middle of the land.
double squeeze_of(const Box& land, bool degrees) {
  const double latitude = std::clamp((land.min_y + land.max_y) / 2, -85.0, 85.0) * std::numbers::pi / 180;
  return degrees ? std::cos(latitude) : 1.0;
}

}  // namespace

double proportion(const Box& land, bool degrees) {
  const double wide = std::max((land.max_x - land.min_x) * squeeze_of(land, degrees), 1e-9);
  return (land.max_y - land.min_y) / wide;
}

MapView::MapView(const Box& land, bool degrees, double width, double height) : width_(width), height_(height) {
  const Point centre{(land.min_x + land.max_x) / 2, (land.min_y + land.max_y) / 2};
  const double squeeze = squeeze_of(land, degrees);
  const double wide = std::max((land.max_x - land.min_x) * squeeze, 1e-9);
  const double high = std::max(land.max_y - land.min_y, 1e-9);
  y_scale_ = std::min(width / wide, height / high);
  x_scale_ = y_scale_ * squeeze;
  metres_per_pixel_ = (degrees ? metres_per_degree : 1.0) / y_scale_;
  const double half_x = width / x_scale_ / 2, half_y = height / y_scale_ / 2;
  land_ = {centre.x - half_x, centre.y - half_y, centre.x + half_x, centre.y + half_y};
}

MapView MapView::half() const {
  MapView view = *this;
  view.width_ /= 2, view.height_ /= 2, view.x_scale_ /= 2, view.y_scale_ /= 2, view.metres_per_pixel_ *= 2;
  return view;
}

Point MapView::place(Point p) const { return {(p.x - land_.min_x) * x_scale_, (land_.max_y - p.y) * y_scale_}; }

MapView project_view(const Box& project, bool degrees) {
  constexpr double share = 0.3, least_metres = 300;
  const double least_y = degrees ? least_metres / metres_per_degree : least_metres;
  const double least_x = least_y / squeeze_of(project, degrees);
  const double x = std::max(share * (project.max_x - project.min_x), least_x);
  const double y = std::max(share * (project.max_y - project.min_y), least_y);
  const Box land{project.min_x - x, project.min_y - y, project.max_x + x, project.max_y + y};
  return MapView(land, degrees, project_map_width, project_map_height);
}

Point middle(const Shapes& shapes, std::size_t shape) {
  Point best{};
  double largest = -1;
  for (std::size_t part = 0; part < shapes.part_count(shape); ++part) {
    const auto ring = shapes.ring(shape, part, 0);
    const Point origin = ring.front();
    double twice = 0, x = 0, y = 0;
    for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
      const Point a{ring[i].x - origin.x, ring[i].y - origin.y}, b{ring[i + 1].x - origin.x, ring[i + 1].y - origin.y};
      const double cross = a.x * b.y - b.x * a.y;
      twice += cross, x += (a.x + b.x) * cross, y += (a.y + b.y) * cross;
    }
    if (std::abs(twice) <= largest) continue;
    largest = std::abs(twice);
    best = twice == 0 ? origin : Point{origin.x + x / (3 * twice), origin.y + y / (3 * twice)};
  }
  return best;
}

}  // namespace libspatial::report
