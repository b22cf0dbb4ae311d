#include "topology/faces.hpp"

#include <algorithm>
#include <mutex>

#include "geometry/geos.hpp"
#include "geometry/orient.hpp"
#include "geometry/rtree.hpp"
#include "geometry/side_by_side.hpp"

namespace libspatial::topology {
namespace {

namespace bg = boost::geometry;
using TreePoint = bg::model::d2::point_xy<double>;
using TreeBox = bg::model::box<TreePoint>;
using Tree = bg::index::rtree<std::pair<TreeBox, std::uint32_t>, bg::index::rstar<16>>;

constexpr std::size_t portion = 4096;  // rows

TreeBox tree_box(const Box& b) { return {{b.min_x, b.min_y}, {b.max_x, b.max_y}}; }

/// Few boxes against many rows: the boxes are indexed, the rows pass by.
template <class F>
void each_row_near(const Shapes& shapes, const std::vector<Box>& boxes, std::size_t threads, F visit) {
  std::vector<std::pair<TreeBox, std::uint32_t>> entries(boxes.size());
  for (std::uint32_t i = 0; i < boxes.size(); ++i) entries[i] = {tree_box(boxes[i]), i};
  const Tree tree(entries);
  side_by_side(threads, (shapes.size() + portion - 1) / portion, [&](std::size_t number) {
    std::vector<std::uint32_t> found;
    for (std::size_t row = number * portion; row < std::min(shapes.size(), (number + 1) * portion); ++row) {
      if (shapes.type(row) != ShapeType::polygon) continue;
      found.clear();
      for (auto it = tree.qbegin(bg::index::intersects(tree_box(shapes.box(row)))); it != tree.qend(); ++it) found.push_back(it->second);
      if (!found.empty()) visit(row, found);
    }
  });
}

/// Which of some points, sorted by y, lie inside a shape: every edge turns those west of which it passes.
std::vector<bool> inside(const Shapes& shapes, std::size_t row, const std::vector<Point>& points) {
  std::vector<bool> in(points.size(), false);
  for (std::size_t part = 0; part < shapes.part_count(row); ++part) {
    for (std::size_t r = 0; r < shapes.ring_count(row, part); ++r) {
      const auto ring = shapes.ring(row, part, r);
      for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
        const Point low = ring[i].y < ring[i + 1].y ? ring[i] : ring[i + 1], high = ring[i].y < ring[i + 1].y ? ring[i + 1] : ring[i];
        const auto from = std::lower_bound(points.begin(), points.end(), low.y, [](Point p, double y) { return p.y < y; });
        for (auto p = from; p != points.end() && p->y < high.y; ++p) {
          if (orient(low, high, *p) > 0) in[static_cast<std::size_t>(p - points.begin())].flip();
        }
      }
    }
  }
  return in;
}

}  // namespace

Shapes faces(const std::vector<LandEdge>& edges) {
  Shapes result;
  if (edges.empty()) return result;
  const auto ctx = geos::context();
  Box box;
  for (const LandEdge& e : edges) box.add(e.a), box.add(e.b);
  const Point origin = geos::local_origin(box);
  std::vector<std::pair<Point, Point>> lines;  // each once, whichever way it runs
  const auto order = [](const std::pair<Point, Point>& e) { return std::tie(e.first.x, e.first.y, e.second.x, e.second.y); };
  for (const LandEdge& e : edges) {
    const bool forth = e.a.x < e.b.x || (e.a.x == e.b.x && e.a.y < e.b.y);
    lines.push_back(forth ? std::pair(e.a, e.b) : std::pair(e.b, e.a));
  }
  std::sort(lines.begin(), lines.end(), [&](const auto& a, const auto& b) { return order(a) < order(b); });
  lines.erase(std::unique(lines.begin(), lines.end()), lines.end());
  std::vector<geos::Geometry> owned;
  std::vector<const GEOSGeometry*> given;
  for (const auto& [a, b] : lines) {
    GEOSCoordSequence* sequence = GEOSCoordSeq_create_r(ctx, 2, 2);
    GEOSCoordSeq_setXY_r(ctx, sequence, 0, a.x - origin.x, a.y - origin.y);
    GEOSCoordSeq_setXY_r(ctx, sequence, 1, b.x - origin.x, b.y - origin.y);
    owned.push_back(geos::own(GEOSGeom_createLineString_r(ctx, sequence), "create"));
    given.push_back(owned.back().get());
  }
  const geos::Geometry found = geos::own(GEOSPolygonize_r(ctx, given.data(), static_cast<unsigned>(given.size())), "polygonize");
  for (int i = 0; i < GEOSGetNumGeometries_r(ctx, found.get()); ++i) geos::append(GEOSGetGeometryN_r(ctx, found.get(), i), origin, result);
  return result;
}

std::vector<std::vector<std::size_t>> rows_near(const Shapes& shapes, const std::vector<Box>& boxes, std::size_t threads) {
  std::vector<std::vector<std::size_t>> result(boxes.size());
  std::mutex mutex;
  each_row_near(shapes, boxes, threads, [&](std::size_t row, const std::vector<std::uint32_t>& found) {
    const std::lock_guard lock(mutex);
    for (const std::uint32_t i : found) result[i].push_back(row);
  });
  for (auto& rows : result) std::sort(rows.begin(), rows.end());
  return result;
}

std::vector<std::vector<std::size_t>> rows_at(const Shapes& shapes, const std::vector<Point>& points, std::size_t threads) {
  std::vector<std::vector<std::size_t>> result(points.size());
  std::vector<Box> boxes(points.size());
  for (std::size_t i = 0; i < points.size(); ++i) boxes[i] = {points[i].x, points[i].y, points[i].x, points[i].y};
  std::mutex mutex;
  each_row_near(shapes, boxes, threads, [&](std::size_t row, std::vector<std::uint32_t>& found) {
    std::sort(found.begin(), found.end(), [&](std::uint32_t a, std::uint32_t b) { return points[a].y < points[b].y || (points[a].y == points[b].y && a < b); });
    std::vector<Point> here;
    for (const std::uint32_t i : found) here.push_back(points[i]);
    const std::vector<bool> in = inside(shapes, row, here);
    const std::lock_guard lock(mutex);
    for (std::size_t i = 0; i < found.size(); ++i) {
      if (in[i]) result[found[i]].push_back(row);
    }
  });
  for (auto& rows : result) std::sort(rows.begin(), rows.end());
  return result;
}

}  // namespace libspatial::topology
