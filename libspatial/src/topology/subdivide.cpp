#include "topology/subdivide.hpp"

#include <cmath>

#include "libspatial/topology.hpp"

namespace libspatial::topology {
namespace {

/// The areal part of what `operation` gave; null when it is nothing or not wider than the rounding.
geos::Geometry land_of(geos::Geometry g, double rounding) {
  Shapes shape;
  geos::append(g.get(), {0, 0}, shape);
  Shapes kept;
  for (std::size_t part = 0; part < shape.part_count(0); ++part) {
    Shapes alone;
    alone.begin_shape(ShapeType::polygon);
    alone.begin_part();
    for (std::size_t r = 0; r < shape.ring_count(0, part); ++r) alone.add_ring(shape.ring(0, part, r));
    double area = 0;
    if (mean_width(alone, 0, area) <= rounding) continue;
    if (kept.size() == 0) kept.begin_shape(ShapeType::polygon);
    kept.begin_part();
    for (std::size_t r = 0; r < shape.ring_count(0, part); ++r) kept.add_ring(shape.ring(0, part, r));
  }
  return kept.size() == 0 ? nullptr : geos::from(kept, 0, {0, 0});
}

}  // namespace

double mean_width(const Shapes& shapes, std::size_t shape, double& area) {
  area = ring_area(shapes, shape);
  double perimeter = 0;
  for (std::size_t part = 0; part < shapes.part_count(shape); ++part) {
    for (std::size_t r = 0; r < shapes.ring_count(shape, part); ++r) {
      const auto ring = shapes.ring(shape, part, r);
      for (std::size_t i = 0; i + 1 < ring.size(); ++i) perimeter += std::hypot(ring[i + 1].x - ring[i].x, ring[i + 1].y - ring[i].y);
    }
  }
  return perimeter > 0 ? 2 * area / perimeter : 0;
}

void append_parts(const GEOSGeometry* g, Point origin, double rounding, Shapes& out) {
  Shapes all;
  geos::append(g, origin, all);
  const Shapes alone = parts(all, 0);
  double area = 0;
  for (std::size_t i = 0; i < alone.size(); ++i) {
    if (mean_width(alone, i, area) > rounding) out.add(alone, i);
  }
}

std::vector<Cell> subdivide(geos::Geometry face, const Shapes& shapes, const std::vector<std::size_t>& near, Point origin, double rounding) {
  const auto ctx = geos::context();
  std::vector<Cell> cells;
  cells.push_back({std::move(face), {}});
  for (const std::size_t row : near) {
    const geos::Geometry land = geos::from(shapes, row, origin);
    std::vector<Cell> next;
    for (Cell& cell : cells) {
      geos::Geometry in = land_of(geos::own(GEOSIntersection_r(ctx, cell.shape.get(), land.get()), "intersection"), rounding);
      if (!in) {
        next.push_back(std::move(cell));
        continue;
      }
      geos::Geometry out = land_of(geos::own(GEOSDifference_r(ctx, cell.shape.get(), land.get()), "difference"), rounding);
      if (out) next.push_back({std::move(out), cell.rows});
      else in = std::move(cell.shape);  // wholly covered: its coordinates stay as they are
      cell.rows.push_back(row);
      next.push_back({std::move(in), std::move(cell.rows)});
    }
    cells = std::move(next);
  }
  return cells;
}

}  // namespace libspatial::topology
