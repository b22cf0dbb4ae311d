#pragma once
// Lines drawn by corners, in metres from the corner of a drawing, as a layer with a field "name".

#include <algorithm>
#include <string>
#include <vector>

#include "libspatial/corridor.hpp"

namespace libspatial::testing {

inline constexpr Point corner{543000, 4857000};  // of the drawing, EPSG:4551

struct DrawnLine {
  std::string name;
  std::vector<Point> points;
};

inline void add_line(Shapes& shapes, const std::vector<Point>& points, Point at = corner) {
  std::vector<Point> moved;
  for (const Point p : points) moved.push_back({p.x + at.x, p.y + at.y});
  shapes.begin_shape(ShapeType::line);
  shapes.begin_part();
  shapes.add_ring(moved);
}

inline Layer drawn_lines(const std::vector<DrawnLine>& rows, Point at = corner, const char* crs = "EPSG:4551") {
  Layer layer;
  layer.name = "lines";
  layer.crs = Crs(crs);
  layer.fields = {{"name", FieldType::text, {}}};
  for (const DrawnLine& row : rows) {
    add_line(layer.shapes, row.points, at);
    layer.fields[0].values.emplace_back(row.name);
  }
  return layer;
}

/// The same land or lines of another author: rows turned round, the last first, every row cut into its edges.
inline std::vector<DrawnLine> turned(std::vector<DrawnLine> rows) {
  for (DrawnLine& row : rows) std::reverse(row.points.begin(), row.points.end());
  std::reverse(rows.begin(), rows.end());
  return rows;
}
inline std::vector<DrawnLine> divided(const std::vector<DrawnLine>& rows) {
  std::vector<DrawnLine> result;
  for (const DrawnLine& row : rows) {
    for (std::size_t i = 0; i + 1 < row.points.size(); ++i) result.push_back({row.name, {row.points[i], row.points[i + 1]}});
  }
  return result;
}

/// The code of the error that `work` throws.
template <class Work>
std::string refusal(Work work) {
  try {
    work();
  } catch (const Error& e) {
    return std::string(name(e.code())) + ": " + e.text().en;
  }
  return "nothing thrown";
}

}  // namespace libspatial::testing
