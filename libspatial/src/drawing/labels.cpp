#include "drawing/labels.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "geometry/orient.hpp"
#include "geometry/rtree.hpp"

namespace libspatial::drawing {
namespace {

namespace bg = boost::geometry;
using XY = bg::model::d2::point_xy<double>;
using Item = std::pair<bg::model::box<XY>, std::size_t>;

/// Points of a box by y, and whether each is inside: an edge turns those beside it.
struct Candidates {
  std::vector<std::pair<double, std::size_t>> by_y;
  std::vector<char> inside;

  void cross(Point a, Point b, const std::vector<Point>& points) {
    if (a.y > b.y) std::swap(a, b);
    for (auto it = std::lower_bound(by_y.begin(), by_y.end(), std::pair(a.y, std::size_t{0})); it != by_y.end() && it->first < b.y; ++it) {
      if (orient(a, b, points[it->second]) > 0) inside[static_cast<std::size_t>(it - by_y.begin())] ^= 1;
    }
  }
};

}  // namespace

std::vector<std::size_t> polygons_at(const std::vector<Point>& points, const Shapes& shapes) {
  std::vector<std::size_t> owner(points.size(), nowhere);
  std::vector<double> smallest(points.size(), std::numeric_limits<double>::infinity());
  std::vector<Item> items;
  for (std::size_t i = 0; i < points.size(); ++i) items.emplace_back(bg::model::box<XY>({points[i].x, points[i].y}, {points[i].x, points[i].y}), i);
  const bg::index::rtree<Item, bg::index::rstar<16>> index(items);
  std::vector<Item> found;
  for (std::size_t shape = 0; shape < shapes.size() && !points.empty(); ++shape) {
    if (shapes.type(shape) != ShapeType::polygon) continue;
    const Box box = shapes.box(shape);
    found.clear();
    index.query(bg::index::intersects(bg::model::box<XY>({box.min_x, box.min_y}, {box.max_x, box.max_y})), std::back_inserter(found));
    if (found.empty()) continue;
    Candidates c;
    for (const Item& item : found) c.by_y.emplace_back(points[item.second].y, item.second);
    std::sort(c.by_y.begin(), c.by_y.end());
    c.inside.assign(c.by_y.size(), 0);
    for (std::size_t part = 0; part < shapes.part_count(shape); ++part) {
      for (std::size_t r = 0; r < shapes.ring_count(shape, part); ++r) {
        const auto ring = shapes.ring(shape, part, r);
        for (std::size_t i = 0; i + 1 < ring.size(); ++i) c.cross(ring[i], ring[i + 1], points);
      }
    }
    const double area = std::abs(ring_area(shapes, shape));
    for (std::size_t k = 0; k < c.by_y.size(); ++k) {
      const std::size_t i = c.by_y[k].second;
      if (c.inside[k] && area < smallest[i]) owner[i] = shape, smallest[i] = area;
    }
  }
  return owner;
}

}  // namespace libspatial::drawing
