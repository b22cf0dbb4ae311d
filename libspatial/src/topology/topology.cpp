// Gaps and overlaps of a layer: match its edges, join what nearly fits, look at the faces that are left.

#include "libspatial/topology.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <map>
#include <numeric>

#include "geometry/geos.hpp"
#include "geometry/side_by_side.hpp"
#include "topology/faces.hpp"
#include "topology/join.hpp"
#include "topology/subdivide.hpp"

namespace libspatial {
namespace {

using topology::LandEdge;

constexpr std::size_t longest_edges = 8;  // of a gap, asked who lies behind them

double in_units(const Layer& layer, double rounding) {
  const Box box = layer.shapes.box();
  if (rounding <= 0 || box.empty()) return 0;
  const Metre metre = metre_at(*layer.crs, {(box.min_x + box.max_x) / 2, (box.min_y + box.max_y) / 2});
  return rounding * std::min(metre.east, metre.north);
}

/// Places just beside the longest edges of a face, outside or inside, with the lengths of these.
void add_outposts(const Shapes& faces, std::size_t face, double rounding, bool inside, std::vector<Point>& places, std::vector<double>& lengths) {
  std::vector<std::tuple<double, Point, Point>> edges;  // the face on the left
  for (std::size_t r = 0; r < faces.ring_count(face, 0); ++r) {
    const auto ring = faces.ring(face, 0, r);
    const bool turned = (topology::turning(ring) < 0) != (r > 0);
    for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
      const double length = std::hypot(ring[i + 1].x - ring[i].x, ring[i + 1].y - ring[i].y);
      edges.emplace_back(length, turned ? ring[i + 1] : ring[i], turned ? ring[i] : ring[i + 1]);
    }
  }
  const std::size_t count = std::min(edges.size(), longest_edges);
  std::partial_sort(edges.begin(), edges.begin() + static_cast<std::ptrdiff_t>(count), edges.end(), [](const auto& a, const auto& b) {
    const auto key = [](const auto& e) { return std::tuple(-std::get<0>(e), std::get<1>(e).x, std::get<1>(e).y); };
    return key(a) < key(b);
  });
  edges.resize(count);
  for (const auto& [length, a, b] : edges) {
    const double off = std::max(4 * rounding, 1e-6 * length) / length * (inside ? -1 : 1);
    places.push_back({(a.x + b.x) / 2 + (b.y - a.y) * off, (a.y + b.y) / 2 - (b.x - a.x) * off});
    lengths.push_back(length);
  }
}

/// How often a layer covers each face. Borders that cancelled may run through a face, and where its two sides differ in their last
/// digits a point on them lies in no row or in two: three points are asked, two of them beside the face's own edges, where no
/// other border ends.
class Depths {
 public:
  Depths(const Shapes& shapes, double rounding) {
    double area = 0;
    for (std::size_t face = 0; face < shapes.size(); ++face) {
      if (topology::mean_width(shapes, face, area) <= rounding) continue;
      std::vector<Point> beside;
      std::vector<double> lengths;
      add_outposts(shapes, face, rounding, true, beside, lengths);
      std::erase_if(beside, [&](Point p) { return !covers(shapes, face, p); });
      if (beside.size() > 2) beside.resize(2);
      if (beside.size() != 1) beside.push_back(point_inside(shapes, face));
      points_.insert(points_.end(), beside.begin(), beside.end());
      starts_.push_back(points_.size());
      faces.push_back(face);
    }
  }

  std::vector<std::size_t> of(const Shapes& rows, std::size_t threads) const {
    const auto at = topology::rows_at(rows, points_, threads);
    std::vector<std::size_t> depths;
    for (std::size_t i = 0; i < faces.size(); ++i) {
      std::vector<std::size_t> counts;
      for (std::size_t k = starts_[i]; k < starts_[i + 1]; ++k) counts.push_back(at[k].size());
      std::sort(counts.begin(), counts.end());
      depths.push_back(counts[counts.size() / 2]);
    }
    return depths;
  }

  std::vector<std::size_t> faces;  // those that are wide enough

 private:
  std::vector<Point> points_;
  std::vector<std::size_t> starts_{0};
};

class Finder {
 public:
  Finder(const Layer& layer, const DefectOptions& options)
      : shapes_(layer.shapes), options_(options), threads_(threads_or_all(options.threads)), metre_(in_units(layer, 1)), rounding_(metre_ * options.rounding) {}

  Defects run() {
    topology::Unmatched left = topology::match_edges(shapes_, threads_);
    result_.edges = left.all;
    result_.unmatched = left.edges.size();
    result_.duplicates = std::move(left.duplicates);
    std::vector<LandEdge> framed;
    if (options_.frame) framed = left.edges;
    const std::vector<LandEdge> joined = topology::join(std::move(left.edges), rounding_, threads_);
    look(topology::faces(joined));
    if (options_.frame) look_at_frame(std::move(framed));
    else if (options_.mouth > 0) look_behind_mouths(joined);
    sort();
    return std::move(result_);
  }

 private:
  /// Without a frame: a face that no row covers is a gap, one that several cover an overlap.
  void look(const Shapes& faces) {
    const Depths at(faces, rounding_);
    const auto rows = at.of(shapes_, threads_);
    std::vector<std::size_t> gaps, overlaps;
    for (std::size_t i = 0; i < at.faces.size(); ++i) {
      if (rows[i] > 1) overlaps.push_back(at.faces[i]);
      if (rows[i] == 0 && !options_.frame) gaps.push_back(at.faces[i]);
    }
    add_gaps(faces, gaps);
    add_covered(faces, overlaps, DefectKind::overlap);
  }

  /// Gaps that only a narrow mouth joins to the outside: lines are drawn across, and what they close off is looked at. Lines that run
  /// over land divide faces that are no gap.
  void look_behind_mouths(std::vector<LandEdge> edges) {
    const std::vector<LandEdge> across = topology::bridges(edges, options_.mouth * metre_, threads_);
    if (across.empty()) return;
    edges.insert(edges.end(), across.begin(), across.end());
    const Shapes faces = topology::faces(topology::join(std::move(edges), rounding_, threads_));
    const Depths at(faces, rounding_);
    const auto rows = at.of(shapes_, threads_);
    const Point origin = geos::local_origin(faces.box());
    std::vector<GEOSGeometry*> found;
    for (std::size_t i = 0; i < at.faces.size(); ++i) {
      if (rows[i] == 0 && !is_known_gap(point_inside(faces, at.faces[i]))) found.push_back(geos::from(faces, at.faces[i], origin).release());
    }
    if (found.empty()) return;
    const auto ctx = geos::context();  // several lines may cross one mouth: what lies between them is one gap
    const geos::Geometry all = geos::own(GEOSGeom_createCollection_r(ctx, GEOS_GEOMETRYCOLLECTION, found.data(), static_cast<unsigned>(found.size())), "collect");
    Shapes gaps;
    topology::append_parts(geos::own(GEOSUnaryUnion_r(ctx, all.get()), "union").get(), origin, rounding_, gaps);
    std::vector<std::size_t> each(gaps.size());
    std::iota(each.begin(), each.end(), 0u);
    add_gaps(gaps, each);
  }

  bool is_known_gap(Point place) const {
    for (std::size_t i = 0; i < result_.defects.size(); ++i) {
      if (result_.defects[i].kind == DefectKind::gap && result_.shapes.box(i).meets({place.x, place.y, place.x, place.y}) && covers(result_.shapes, i, place)) return true;
    }
    return false;
  }

  /// With a frame, its edges turned round: a winding number below 0 is land of the frame alone, above 0 land outside it or of several rows.
  void look_at_frame(std::vector<LandEdge> edges) {
    Layer frame;
    frame.shapes = options_.frame->shapes;
    frame.crs = options_.frame->crs;
    for (int attempt = 0; attempt < 2; ++attempt) {
      std::vector<LandEdge> all = edges;
      for (const LandEdge& e : topology::match_edges(frame.shapes, threads_).edges) all.push_back({e.b, e.a});
      const Shapes faces = topology::faces(topology::join(std::move(all), rounding_, threads_));
      const Depths at(faces, rounding_);
      const auto rows = at.of(shapes_, threads_), frames = at.of(frame.shapes, threads_);
      std::vector<std::size_t> gaps, beyond;
      bool single = true;
      for (std::size_t i = 0; i < at.faces.size(); ++i) {
        single = single && frames[i] < 2;
        if (rows[i] < frames[i]) gaps.push_back(at.faces[i]);
        if (rows[i] > frames[i]) beyond.push_back(at.faces[i]);
      }
      if (!single && attempt == 0) {  // rows of the frame overlap each other: only their union is meant
        frame.shapes = dissolve(frame, options_.rounding);
        continue;
      }
      add_gaps(faces, gaps);
      frame_ = &frame.shapes;
      add_covered(faces, beyond, DefectKind::beyond);
      break;
    }
  }

  void add(DefectKind kind, const Shapes& shapes, std::size_t shape, std::vector<std::size_t> rows) {
    Defect defect{kind, std::move(rows)};
    defect.width = topology::mean_width(shapes, shape, defect.planar);
    if (defect.planar <= 0) return;
    result_.defects.push_back(std::move(defect));
    result_.shapes.add(shapes, shape);
  }

  void add_gaps(const Shapes& faces, const std::vector<std::size_t>& gaps) {
    std::vector<Point> points;
    std::vector<double> lengths;
    std::vector<std::size_t> starts{0};
    for (const std::size_t face : gaps) {
      add_outposts(faces, face, rounding_, false, points, lengths);
      starts.push_back(points.size());
    }
    const auto rows = topology::rows_at(shapes_, points, threads_);
    for (std::size_t i = 0; i < gaps.size(); ++i) {
      std::map<std::size_t, double> borders;
      for (std::size_t k = starts[i]; k < starts[i + 1]; ++k) {
        for (const std::size_t row : rows[k]) borders[row] += lengths[k];
      }
      std::vector<std::size_t> round;
      for (const auto& [row, length] : borders) round.push_back(row);
      std::stable_sort(round.begin(), round.end(), [&](std::size_t a, std::size_t b) { return borders[a] > borders[b]; });
      add(DefectKind::gap, faces, gaps[i], std::move(round));
    }
  }

  /// Overlaps: what two rows or more cover; beyond: what any row covers outside the frame.
  void add_covered(const Shapes& faces, const std::vector<std::size_t>& covered, DefectKind kind) {
    std::vector<Box> boxes;
    for (const std::size_t face : covered) boxes.push_back(faces.box(face));
    const auto near = topology::rows_near(shapes_, boxes, threads_);
    const auto frames = kind == DefectKind::beyond ? topology::rows_near(*frame_, boxes, threads_) : decltype(near)(covered.size());
    for (std::size_t i = 0; i < covered.size(); ++i) {
      const Point origin = geos::local_origin(boxes[i]);
      geos::Geometry face = geos::from(faces, covered[i], origin);
      for (const std::size_t row : frames[i]) {
        face = geos::own(GEOSDifference_r(geos::context(), face.get(), geos::from(*frame_, row, origin).get()), "difference");
      }
      for (const topology::Cell& cell : topology::subdivide(std::move(face), shapes_, near[i], origin, rounding_)) {
        if (cell.rows.size() < (kind == DefectKind::overlap ? 2u : 1u)) continue;
        Shapes alone;
        topology::append_parts(cell.shape.get(), origin, rounding_, alone);
        for (std::size_t k = 0; k < alone.size(); ++k) add(kind, alone, k, cell.rows);
      }
    }
  }

  void sort() {
    std::vector<std::size_t> order(result_.defects.size());
    std::iota(order.begin(), order.end(), 0u);
    const auto key = [&](std::size_t i) {
      const Box box = result_.shapes.box(i);
      return std::tuple(result_.defects[i].kind, box.min_x, box.min_y, box.max_x, box.max_y, result_.defects[i].planar);
    };
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return key(a) < key(b); });
    std::vector<Defect> defects;
    Shapes shapes;
    for (const std::size_t i : order) {
      defects.push_back(std::move(result_.defects[i]));
      shapes.add(result_.shapes, i);
    }
    result_.defects = std::move(defects);
    result_.shapes = std::move(shapes);
  }

  const Shapes& shapes_;
  const DefectOptions& options_;
  const std::size_t threads_;
  const double metre_;     // in units of the coordinates
  const double rounding_;  // in the same
  const Shapes* frame_ = nullptr;
  Defects result_;
};

}  // namespace

Defects find_defects(const Layer& layer, const DefectOptions& options) { return Finder(layer, options).run(); }

Shapes dissolve(const Layer& layer, double rounding) {
  const double width = in_units(layer, rounding);
  const Shapes faces = topology::faces(topology::join(topology::match_edges(layer.shapes, 1).edges, width, 1));
  const Depths at(faces, width);
  const auto rows = at.of(layer.shapes, 1);
  std::vector<bool> hole(faces.size(), false);  // those too narrow to be looked at are closed
  for (std::size_t i = 0; i < at.faces.size(); ++i) hole[at.faces[i]] = rows[i] == 0;
  const Point origin = geos::local_origin(faces.box());
  std::vector<GEOSGeometry*> land;
  for (std::size_t face = 0; face < faces.size(); ++face) {
    if (hole[face]) continue;
    land.push_back(geos::from(faces, face, origin).release());
  }
  Shapes rings, sorted;
  if (land.empty()) return rings;
  const geos::Geometry all = geos::own(GEOSGeom_createCollection_r(geos::context(), GEOS_GEOMETRYCOLLECTION, land.data(), static_cast<unsigned>(land.size())), "collect");
  topology::append_parts(geos::own(GEOSUnaryUnion_r(geos::context(), all.get()), "union").get(), origin, width, rings);
  std::vector<std::size_t> order(rings.size());
  std::iota(order.begin(), order.end(), 0u);
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return std::tuple(rings.box(a).min_x, rings.box(a).min_y) < std::tuple(rings.box(b).min_x, rings.box(b).min_y); });
  for (const std::size_t i : order) sorted.add(rings, i);
  return sorted;
}

}  // namespace libspatial
