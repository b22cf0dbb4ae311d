// What lines enclose: cut, walk round the faces, and say where it does not close.

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "corridor/loose_ends.hpp"
#include "corridor/network.hpp"
#include "measure/degrees.hpp"

namespace libspatial {
namespace {

using namespace corridor;

/// A GEOS polygon of the frame with the corners of the file; those of the frame when rounding would make it cross itself.
Shapes restored(const GEOSGeometry* g, const Network& net, const Frame& frame) {
  Shapes local;
  geos::append(g, {0, 0}, local);
  Shapes corners, plain;
  for (Shapes* out : {&corners, &plain}) {
    out->begin_shape(local.part_count(0) > 0 ? ShapeType::polygon : ShapeType::none);
    for (std::size_t part = 0; part < local.part_count(0); ++part) {
      out->begin_part();
      for (std::size_t r = 0; r < local.ring_count(0, part); ++r) {
        std::vector<Point> ring;
        for (const Point p : local.ring(0, part, r)) {
          const auto known = out == &corners ? net.find(p) : std::nullopt;
          ring.push_back(known ? net.points[*known] : frame.back(p));
        }
        out->add_ring(ring);
      }
    }
  }
  return find_flaw(corners, 0) ? plain : corners;
}

struct FaceOfLand {
  geos::Geometry land;
  Box box;
};

std::vector<FaceOfLand> faces_of(const Network& net) {
  const auto ctx = geos::context();
  std::vector<geos::Geometry> parts;
  std::vector<const GEOSGeometry*> raw;
  for (const Stretch& stretch : net.stretches) {
    std::vector<Point> points;
    for (const std::uint32_t at : stretch.at) points.push_back(net.local[at]);
    parts.push_back(line(points));
    raw.push_back(parts.back().get());
  }
  std::vector<FaceOfLand> result;
  if (raw.empty()) return result;
  const geos::Geometry found = geos::own(GEOSPolygonize_r(ctx, raw.data(), static_cast<unsigned>(raw.size())), "polygonize");
  for (int i = 0; i < GEOSGetNumGeometries_r(ctx, found.get()); ++i) {
    FaceOfLand face{geos::own(GEOSGeom_clone_r(ctx, GEOSGetGeometryN_r(ctx, found.get(), i)), "clone"), {}};
    each_line(face.land.get(), [&](const std::vector<Point>& points) {
      for (const Point p : points) face.box.add(p);
    });
    result.push_back(std::move(face));
  }
  std::sort(result.begin(), result.end(), [](const FaceOfLand& a, const FaceOfLand& b) {
    return std::tie(a.box.min_x, a.box.min_y, a.box.max_x, a.box.max_y) < std::tie(b.box.min_x, b.box.min_y, b.box.max_x, b.box.max_y);
  });
  return result;
}

/// Which stretch an edge belongs to.
class Edges {
 public:
  explicit Edges(const Network& net) : net_(net) {
    for (std::size_t s = 0; s < net.stretches.size(); ++s) {
      const auto& at = net.stretches[s].at;
      for (std::size_t i = 0; i + 1 < at.size(); ++i) stretch_of_[std::minmax(at[i], at[i + 1])] = s;
    }
  }

  /// The stretches along the border of a face, ascending.
  std::vector<std::size_t> along(const GEOSGeometry* face) const {
    std::vector<std::size_t> result;
    each_line(face, [&](const std::vector<Point>& ring) {
      for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
        const auto a = net_.find(ring[i]), b = net_.find(ring[i + 1]);
        if (!a || !b) continue;
        const auto found = stretch_of_.find(std::minmax(*a, *b));
        if (found != stretch_of_.end()) result.push_back(found->second);
      }
    });
    std::sort(result.begin(), result.end());
    result.erase(std::unique(result.begin(), result.end()), result.end());
    return result;
  }

 private:
  const Network& net_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::size_t> stretch_of_;
};

std::vector<Node> nodes_of(const Network& net, const Drawn& drawn) {
  std::vector<Node> result;
  for (std::size_t v = 0; v < net.points.size(); ++v) {
    std::vector<std::vector<std::size_t>> sets;
    std::map<std::size_t, int> branches;
    for (const std::size_t s : net.at_node[v]) {
      sets.push_back(drawn.lines(net.stretches[s].sources));
      for (const std::size_t n : sets.back()) ++branches[n];
    }
    const bool all_alike = std::all_of(sets.begin(), sets.end(), [&](const auto& set) { return set == sets.front(); });
    if (branches.size() < 2 || all_alike) continue;
    Node node{net.points[v], NodeKind::crossing, {}};
    for (const auto& [n, count] : branches) {
      node.lines.push_back(n);
      if (count == 1) node.kind = NodeKind::meeting;
    }
    if (std::any_of(sets.begin(), sets.end(), [](const auto& set) { return set.size() > 1; })) node.kind = NodeKind::shared;
    result.push_back(std::move(node));
  }
  return result;
}

void measure(Enclosed& result, const Crs& crs, AreaKind kind) {
  result.region_area = area(result.region, 0, crs, kind);
  std::vector<Area> each = areas(result.faces, crs, kind);
  if (kind == AreaKind::official) {
    std::vector<double> parts;
    for (std::size_t i = 0; i < each.size(); ++i) parts.push_back(official_unrounded(result.faces, i, crs));
    const auto balanced = balance(result.region_area.hundredths(), parts);
    for (std::size_t i = 0; i < each.size(); ++i) each[i] = Area::hundredths(balanced[i]);
  }
  for (std::size_t i = 0; i < each.size(); ++i) result.about[i].area = each[i];
}

}  // namespace

std::string_view name(NodeKind kind) {
  switch (kind) {
    case NodeKind::crossing: return "crossing";
    case NodeKind::meeting: return "meeting";
    case NodeKind::shared: return "shared";
  }
  return "crossing";
}

Enclosed enclosed(const Layer& lines, const EncloseOptions& options) {
  require_cgcs2000(*lines.crs);
  require_length(options.snap, "接合间隙 ", "snap");
  const Frame frame(lines.shapes.box(), *lines.crs);
  const Names names = names_of(lines, options.name_field);
  Drawn drawn(lines.shapes, names);
  Network net = cut(drawn.paths, frame);
  Enclosed result;
  result.names = names.names;
  result.ends = loose_ends(net, drawn, frame, *lines.crs);
  if (options.snap > Length()) {
    std::vector<LineEnd> joined = join(result.ends, options.snap, drawn, frame);
    if (!joined.empty()) {
      net = cut(drawn.paths, frame);
      result.ends = loose_ends(net, drawn, frame, *lines.crs);
      result.ends.insert(result.ends.begin(), joined.begin(), joined.end());
      std::stable_sort(result.ends.begin(), result.ends.end(), [](const LineEnd& a, const LineEnd& b) { return a.gap < b.gap; });
    }
  }
  result.nodes = nodes_of(net, drawn);

  const Edges edges(net);
  std::vector<bool> used(names.names.size());
  std::vector<geos::Geometry> land;
  for (FaceOfLand& face : faces_of(net)) {
    Face about;
    for (const std::size_t s : edges.along(face.land.get())) {
      for (const std::size_t n : drawn.lines(net.stretches[s].sources)) about.lines.push_back(n), used[n] = true;
    }
    std::sort(about.lines.begin(), about.lines.end());
    about.lines.erase(std::unique(about.lines.begin(), about.lines.end()), about.lines.end());
    result.about.push_back(std::move(about));
    result.faces.add(restored(face.land.get(), net, frame), 0);
    land.push_back(std::move(face.land));
  }
  if (land.empty()) {
    result.region.add_none();
  } else {
    const geos::Geometry all = collection(GEOS_MULTIPOLYGON, std::move(land));
    const geos::Geometry region = geos::own(GEOSUnaryUnionPrec_r(geos::context(), all.get(), grid), "union");
    result.region = restored(region.get(), net, frame);
  }
  measure(result, *lines.crs, options.area);
  std::vector<bool> drawn_at_all(names.names.size());  // a line of rejected rows is no unused line
  for (const Path& path : drawn.paths) drawn_at_all[drawn.line_of_path[path.source]] = true;
  for (std::size_t n = 0; n < used.size(); ++n) {
    if (!used[n] && drawn_at_all[n]) result.unused.push_back(n);
  }
  return result;
}

}  // namespace libspatial
