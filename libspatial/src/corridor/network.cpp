#include "corridor/network.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "corridor/run_tree.hpp"
#include "crs/proj.hpp"

namespace libspatial::corridor {
namespace {

constexpr double same = 0.75;  // of the grid: half its diagonal and a little, how far cutting may move a stretch

using Cell = std::pair<std::int64_t, std::int64_t>;
struct CellHash {
  std::size_t operator()(const Cell& c) const {
    return static_cast<std::size_t>(c.first) * 0x9E3779B97F4A7C15u ^ (static_cast<std::size_t>(c.second) * 0xC2B2AE3D27D4EB4Fu >> 7);
  }
};
Cell cell_of(Point local) { return {std::llround(local.x / grid), std::llround(local.y / grid)}; }

double distance(Point p, Point a, Point b) {
  const double dx = b.x - a.x, dy = b.y - a.y, length2 = dx * dx + dy * dy;
  const double t = length2 > 0 ? std::clamp(((p.x - a.x) * dx + (p.y - a.y) * dy) / length2, 0.0, 1.0) : 0;
  return std::hypot(p.x - (a.x + t * dx), p.y - (a.y + t * dy));
}

/// Which paths run through a place.
class Sources {
 public:
  Sources(std::span<const Path> paths, const Frame& frame) {
    std::vector<Bounds<2>> boxes;
    for (const Path& path : paths) {
      for (std::size_t i = 0; i + 1 < path.points.size(); ++i) {
        const Point a = frame.to(path.points[i]), b = frame.to(path.points[i + 1]);
        Bounds<2> box;
        box.add({a.x, a.y}), box.add({b.x, b.y});
        boxes.push_back(box);
        edges_.push_back({a, b, path.source});
      }
    }
    tree_ = RunTree<2>(std::move(boxes));
  }

  std::vector<std::size_t> at(Point p) const {
    Bounds<2> box;
    box.add({p.x, p.y});
    box.grow(grid);
    std::vector<std::size_t> result;
    tree_.each(box, [&](std::size_t i) {
      if (distance(p, edges_[i].a, edges_[i].b) <= same * grid) result.push_back(edges_[i].source);
    });
    std::sort(result.begin(), result.end());
    result.erase(std::unique(result.begin(), result.end()), result.end());
    return result;
  }

 private:
  struct Edge { Point a, b; std::size_t source; };
  std::vector<Edge> edges_;
  RunTree<2> tree_;
};

}  // namespace

Frame::Frame(const Box& box, const Crs& crs) {
  if (!crs.is_geographic()) {
    origin_ = geos::local_origin(box);
    return;
  }
  origin_ = {(box.min_x + box.max_x) / 2, (box.min_y + box.max_y) / 2};
  const proj::Scale scale = proj::metres_per_unit(crs, origin_);
  x_ = scale.x, y_ = scale.y;
}

geos::Geometry line(std::span<const Point> local) {
  const auto ctx = geos::context();
  GEOSCoordSequence* sequence = GEOSCoordSeq_create_r(ctx, static_cast<unsigned>(local.size()), 2);
  for (unsigned i = 0; i < local.size(); ++i) GEOSCoordSeq_setXY_r(ctx, sequence, i, local[i].x, local[i].y);
  return geos::own(GEOSGeom_createLineString_r(ctx, sequence), "create");
}

geos::Geometry collection(int type, std::vector<geos::Geometry> parts) {
  std::vector<GEOSGeometry*> raw;
  for (geos::Geometry& part : parts) raw.push_back(part.release());
  return geos::own(GEOSGeom_createCollection_r(geos::context(), type, raw.data(), static_cast<unsigned>(raw.size())), "create");
}

void each_line(const GEOSGeometry* g, const std::function<void(std::vector<Point>)>& visit) {
  const auto ctx = geos::context();
  const int type = GEOSGeomTypeId_r(ctx, g);
  if (GEOSisEmpty_r(ctx, g)) return;
  if (type == GEOS_LINESTRING || type == GEOS_LINEARRING) {
    const GEOSCoordSequence* sequence = GEOSGeom_getCoordSeq_r(ctx, g);
    unsigned n = 0;
    GEOSCoordSeq_getSize_r(ctx, sequence, &n);
    std::vector<Point> points(n);
    for (unsigned i = 0; i < n; ++i) GEOSCoordSeq_getXY_r(ctx, sequence, i, &points[i].x, &points[i].y);
    visit(std::move(points));
  } else if (type == GEOS_POLYGON) {
    each_line(GEOSGetExteriorRing_r(ctx, g), visit);
    for (int i = 0; i < GEOSGetNumInteriorRings_r(ctx, g); ++i) each_line(GEOSGetInteriorRingN_r(ctx, g, i), visit);
  } else if (type >= GEOS_MULTIPOINT) {  // a point has no line; GEOS calls it its own first part
    for (int i = 0; i < GEOSGetNumGeometries_r(ctx, g); ++i) each_line(GEOSGetGeometryN_r(ctx, g, i), visit);
  }
}

Shapes point_shape(std::span<const Point> points) {
  Shapes result;
  for (const Point& p : points) {
    result.begin_shape(ShapeType::point);
    result.begin_part();
    result.add_ring(std::span(&p, 1));
  }
  return result;
}

Shapes Network::lines() const {
  Shapes result;
  for (const Stretch& stretch : stretches) {
    result.begin_shape(ShapeType::line);
    result.begin_part();
    const auto out = result.add_ring(stretch.at.size());
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = points[stretch.at[i]];
  }
  return result;
}

Point Network::middle(const Stretch& stretch) const {
  double longest = -1;
  Point result;
  for (std::size_t i = 0; i + 1 < stretch.at.size(); ++i) {
    const Point a = local[stretch.at[i]], b = local[stretch.at[i + 1]];
    const double length = std::hypot(b.x - a.x, b.y - a.y);
    if (length > longest) longest = length, result = {(a.x + b.x) / 2, (a.y + b.y) / 2};
  }
  return result;
}

Network cut(std::span<const Path> paths, const Frame& frame) {
  Network net;
  std::unordered_map<Cell, Point, CellHash> corners;  // of the file, by place on the grid
  std::vector<geos::Geometry> parts;
  for (const Path& path : paths) {
    std::vector<Point> local;
    for (const Point& p : path.points) {
      local.push_back(frame.to(p));
      const auto [known, is_new] = corners.try_emplace(cell_of(local.back()), p);
      if (!is_new && (p.x < known->second.x || (p.x == known->second.x && p.y < known->second.y))) known->second = p;  // whatever the order
    }
    parts.push_back(line(local));
  }
  if (parts.empty()) return net;
  const geos::Geometry all = collection(GEOS_MULTILINESTRING, std::move(parts));
  const geos::Geometry cut = geos::own(GEOSUnaryUnionPrec_r(geos::context(), all.get(), grid), "cut");

  std::vector<std::vector<Cell>> found;
  each_line(cut.get(), [&](const std::vector<Point>& points) {
    std::vector<Cell> cells;
    for (const Point& p : points) cells.push_back(cell_of(p));
    cells.erase(std::unique(cells.begin(), cells.end()), cells.end());
    if (cells.size() < 2) return;
    std::vector<Cell> turned(cells.rbegin(), cells.rend());
    found.push_back(std::min(cells, turned));
  });
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());

  std::map<Cell, std::uint32_t> numbers;
  for (const auto& cells : found) {
    for (const Cell& c : cells) numbers.emplace(c, 0);
  }
  for (auto& [cell, number] : numbers) {
    number = static_cast<std::uint32_t>(net.points.size());
    net.local.push_back({static_cast<double>(cell.first) * grid, static_cast<double>(cell.second) * grid});
    const auto corner = corners.find(cell);
    net.points.push_back(corner != corners.end() ? corner->second : frame.back(net.local.back()));
  }
  const Sources sources(paths, frame);
  net.at_node.resize(net.points.size());
  for (const auto& cells : found) {
    Stretch stretch;
    for (const Cell& c : cells) stretch.at.push_back(numbers.at(c));
    stretch.sources = sources.at(net.middle(stretch));
    if (stretch.sources.empty()) throw Error(Errc::internal, {"打断后的线段不属于任何一条线", "a stretch of the cut lines belongs to no line"});
    net.at_node[stretch.at.front()].push_back(net.stretches.size());
    net.at_node[stretch.at.back()].push_back(net.stretches.size());
    net.stretches.push_back(std::move(stretch));
  }
  return net;
}

std::optional<std::uint32_t> Network::find(Point p) const {
  const Cell wanted = cell_of(p);
  const auto found = std::lower_bound(local.begin(), local.end(), wanted, [](Point q, const Cell& c) { return cell_of(q) < c; });
  if (found == local.end() || cell_of(*found) != wanted) return std::nullopt;
  return static_cast<std::uint32_t>(found - local.begin());
}

void require_length(Length length, const char* zh, const char* en) {
  if (length.metres() >= 0 && std::isfinite(length.metres())) return;
  throw Error(Errc::bad_argument, {std::string(zh) + "应为不小于零的有限数（米）", std::string(en) + " must be a finite number, zero or more (metres)"});
}

std::vector<Path> paths_of(const Shapes& shapes) {
  std::vector<Path> result;
  for (std::size_t row = 0; row < shapes.size(); ++row) {
    for (std::size_t part = 0; part < shapes.part_count(row); ++part) {
      for (std::size_t r = 0; r < shapes.ring_count(row, part); ++r) {
        const auto points = shapes.ring(row, part, r);
        if (points.size() > 1) result.push_back({row, {points.begin(), points.end()}});
      }
    }
  }
  return result;
}

Names names_of(const Layer& layer, const std::string& field) {
  Names result;
  const std::vector<std::string> rows = labels(layer, {}), given = labels(layer, field);
  std::map<std::string, std::size_t> known;
  for (std::size_t row = 0; row < layer.size(); ++row) {
    const bool named = !field.empty() && !given[row].empty();
    const auto [at, is_new] = known.try_emplace(named ? "n" + given[row] : "r" + rows[row], result.names.size());
    if (is_new) result.names.push_back(named ? given[row] : rows[row]);
    result.of_row.push_back(at->second);
  }
  return result;
}

std::vector<std::size_t> lines_of(std::span<const std::size_t> rows, const Names& names) {
  std::vector<std::size_t> result;
  for (const std::size_t row : rows) result.push_back(names.of_row[row]);
  std::sort(result.begin(), result.end());
  result.erase(std::unique(result.begin(), result.end()), result.end());
  return result;
}

}  // namespace libspatial::corridor
