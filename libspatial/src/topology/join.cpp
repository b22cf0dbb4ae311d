#include "topology/join.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_map>

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

constexpr int most_rounds = 6;           // two or three do unless rounding makes new crossings again and again
constexpr std::size_t portion = 1024;

bool before(Point a, Point b) { return a.x < b.x || (a.x == b.x && a.y < b.y); }

TreeBox box_of(const LandEdge& e, double margin) {
  return {{std::min(e.a.x, e.b.x) - margin, std::min(e.a.y, e.b.y) - margin}, {std::max(e.a.x, e.b.x) + margin, std::max(e.a.y, e.b.y) + margin}};
}

/// Every vertex that has a near one becomes the first of its company, west to east.
class Vertices {
 public:
  explicit Vertices(double rounding) : rounding_(rounding) {}

  void merge(std::vector<LandEdge>& edges) {
    std::vector<Point> points;
    for (const LandEdge& e : edges) points.insert(points.end(), {e.a, e.b});
    std::sort(points.begin(), points.end(), before);
    points.erase(std::unique(points.begin(), points.end()), points.end());
    std::vector<std::uint32_t> first(points.size()), next(points.size(), none);
    std::iota(first.begin(), first.end(), 0u);
    std::unordered_map<std::uint64_t, std::uint32_t> newest;  // by cell of a grid as wide as the rounding
    newest.reserve(points.size());
    for (std::uint32_t i = 0; i < points.size(); ++i) {
      const std::int64_t x = cell(points[i].x), y = cell(points[i].y);
      for (std::int64_t cx = x - 1; cx <= x + 1; ++cx) {
        for (std::int64_t cy = y - 1; cy <= y + 1; ++cy) {
          const auto found = newest.find(key(cx, cy));
          for (std::uint32_t k = found == newest.end() ? none : found->second; k != none; k = next[k]) {
            if (std::hypot(points[i].x - points[k].x, points[i].y - points[k].y) <= rounding_) first[i] = std::min(first[i], first[k]);
          }
        }
      }
      const auto [here, is_new] = newest.try_emplace(key(x, y), i);
      if (!is_new) next[i] = here->second, here->second = i;
    }
    const auto at = [&](Point p) { return points[first[static_cast<std::size_t>(std::lower_bound(points.begin(), points.end(), p, before) - points.begin())]]; };
    for (LandEdge& e : edges) e = {at(e.a), at(e.b)};
    std::erase_if(edges, [](const LandEdge& e) { return e.a == e.b; });
  }

 private:
  static constexpr std::uint32_t none = UINT32_MAX;
  std::int64_t cell(double at) const { return static_cast<std::int64_t>(std::floor(at / rounding_)); }
  static std::uint64_t key(std::int64_t x, std::int64_t y) {
    return (static_cast<std::uint64_t>(x) * 0x9E3779B97F4A7C15u) ^ (static_cast<std::uint64_t>(y) * 0xC2B2AE3D27D4EB4Fu + 1);
  }

  double rounding_;
};

/// Whether p lies on an edge, within the rounding, and not at its ends.
bool lies_on(Point p, const LandEdge& e, double rounding) {
  if (p == e.a || p == e.b) return false;
  const double dx = e.b.x - e.a.x, dy = e.b.y - e.a.y, length = std::hypot(dx, dy);
  const double along = ((p.x - e.a.x) * dx + (p.y - e.a.y) * dy) / length;
  if (!(along > 0 && along < length)) return false;
  if (rounding == 0) return orient(e.a, e.b, p) == 0;
  return std::abs(dx * (p.y - e.a.y) - dy * (p.x - e.a.x)) <= rounding * length;
}

struct Split {
  std::uint32_t edge;
  Point place;
};

std::vector<Split> find_splits(const std::vector<LandEdge>& edges, double rounding, std::size_t threads) {
  std::vector<std::pair<TreeBox, std::uint32_t>> boxes(edges.size());
  for (std::uint32_t i = 0; i < edges.size(); ++i) boxes[i] = {box_of(edges[i], 0), i};
  const Tree tree(boxes);
  std::vector<std::vector<Split>> found((edges.size() + portion - 1) / portion);
  side_by_side(threads, found.size(), [&](std::size_t number) {
    const auto end = static_cast<std::uint32_t>(std::min(edges.size(), (number + 1) * portion));
    for (auto i = static_cast<std::uint32_t>(number * portion); i < end; ++i) {
      const LandEdge& e = edges[i];
      for (auto it = tree.qbegin(bg::index::intersects(box_of(e, rounding))); it != tree.qend(); ++it) {
        const std::uint32_t k = it->second;
        const LandEdge& f = edges[k];
        if (k == i) continue;
        bool touches = false;
        for (const Point p : {f.a, f.b}) {
          if (lies_on(p, e, rounding)) found[number].push_back({i, p}), touches = true;
        }
        Point place;
        if (k < i || touches || lies_on(e.a, f, rounding) || lies_on(e.b, f, rounding)) continue;
        if (crossing(e, f, place)) {
          if (place != e.a && place != e.b) found[number].push_back({i, place});
          if (place != f.a && place != f.b) found[number].push_back({k, place});
        }
      }
    }
  });
  std::vector<Split> all;
  for (const auto& some : found) all.insert(all.end(), some.begin(), some.end());
  return all;
}

std::vector<LandEdge> divide(const std::vector<LandEdge>& edges, std::vector<Split> splits) {
  const auto along = [&](const Split& s) { return std::hypot(s.place.x - edges[s.edge].a.x, s.place.y - edges[s.edge].a.y); };
  std::sort(splits.begin(), splits.end(), [&](const Split& a, const Split& b) { return a.edge < b.edge || (a.edge == b.edge && along(a) < along(b)); });
  std::vector<LandEdge> result;
  std::size_t next = 0;
  for (std::uint32_t i = 0; i < edges.size(); ++i) {
    Point from = edges[i].a;
    for (; next < splits.size() && splits[next].edge == i; ++next) {
      if (splits[next].place != from) result.push_back({from, splits[next].place});
      from = splits[next].place;
    }
    if (from != edges[i].b) result.push_back({from, edges[i].b});
  }
  return result;
}

/// The last word on edges that keep crossing: GEOS rounds them to a grid of half the rounding, where they meet in vertices only.
/// Which way they run is lost, and not needed any more.
std::vector<LandEdge> on_grid(const std::vector<LandEdge>& edges, double rounding) {
  const auto ctx = geos::context();
  Box box;
  for (const LandEdge& e : edges) box.add(e.a), box.add(e.b);
  const Point origin = geos::local_origin(box);
  const double extent = std::max({box.max_x - box.min_x, box.max_y - box.min_y, 1e-12});
  Shapes lines;
  lines.begin_shape(ShapeType::line);
  for (const LandEdge& e : edges) {
    const Point points[] = {e.a, e.b};
    lines.begin_part();
    lines.add_ring(points);
  }
  const geos::Geometry given = geos::from(lines, 0, origin);
  const geos::Geometry noded = geos::own(GEOSUnaryUnionPrec_r(ctx, given.get(), std::max(rounding / 2, extent * 1e-14)), "node");
  std::vector<LandEdge> result;
  for (int i = 0; i < GEOSGetNumGeometries_r(ctx, noded.get()); ++i) {
    const GEOSCoordSequence* sequence = GEOSGeom_getCoordSeq_r(ctx, GEOSGetGeometryN_r(ctx, noded.get(), i));
    unsigned n = 0;
    GEOSCoordSeq_getSize_r(ctx, sequence, &n);
    Point last;
    for (unsigned k = 0; k < n; ++k) {
      Point p;
      GEOSCoordSeq_getXY_r(ctx, sequence, k, &p.x, &p.y);
      p = {p.x + origin.x, p.y + origin.y};
      if (k > 0 && p != last) result.push_back({last, p});
      last = p;
    }
  }
  return result;
}

}  // namespace

bool crossing(const LandEdge& e, const LandEdge& f, Point& place) {
  const double fa = orient(e.a, e.b, f.a), fb = orient(e.a, e.b, f.b);
  if (!((fa > 0 && fb < 0) || (fa < 0 && fb > 0))) return false;
  const double ea = orient(f.a, f.b, e.a), eb = orient(f.a, f.b, e.b);
  if (!((ea > 0 && eb < 0) || (ea < 0 && eb > 0))) return false;
  const double t = ea / (ea - eb);
  place = {e.a.x + t * (e.b.x - e.a.x), e.a.y + t * (e.b.y - e.a.y)};
  return true;
}

std::vector<LandEdge> bridges(const std::vector<LandEdge>& edges, double width, std::size_t threads) {
  std::vector<std::pair<TreeBox, std::uint32_t>> boxes(edges.size());
  for (std::uint32_t i = 0; i < edges.size(); ++i) boxes[i] = {box_of(edges[i], 0), i};
  const Tree tree(boxes);
  std::vector<std::vector<LandEdge>> found((edges.size() + portion - 1) / portion);
  side_by_side(threads, found.size(), [&](std::size_t number) {
    for (std::size_t i = number * portion; i < std::min(edges.size(), (number + 1) * portion); ++i) {
      const Point p = edges[i].a;  // every vertex begins an edge
      for (auto it = tree.qbegin(bg::index::intersects(box_of({p, p}, width))); it != tree.qend(); ++it) {
        const LandEdge& e = edges[it->second];
        if (e.a == p || e.b == p) continue;
        const double dx = e.b.x - e.a.x, dy = e.b.y - e.a.y;
        const double t = std::clamp(((p.x - e.a.x) * dx + (p.y - e.a.y) * dy) / (dx * dx + dy * dy), 0.0, 1.0);
        const Point q = t == 0 ? e.a : t == 1 ? e.b : Point{e.a.x + t * dx, e.a.y + t * dy};
        if (std::hypot(q.x - p.x, q.y - p.y) <= width && q != p) found[number].push_back(before(p, q) ? LandEdge{p, q} : LandEdge{q, p});
      }
    }
  });
  std::vector<LandEdge> all;
  for (const auto& some : found) all.insert(all.end(), some.begin(), some.end());
  const auto order = [](const LandEdge& e) { return std::tuple(e.a.x, e.a.y, e.b.x, e.b.y); };
  std::sort(all.begin(), all.end(), [&](const LandEdge& a, const LandEdge& b) { return order(a) < order(b); });
  all.erase(std::unique(all.begin(), all.end(), [&](const LandEdge& a, const LandEdge& b) { return order(a) == order(b); }), all.end());  // seen from both ends
  return all;
}

std::vector<LandEdge> join(std::vector<LandEdge> edges, double rounding, std::size_t threads) {
  for (int round = 0; round < most_rounds; ++round) {
    if (rounding > 0) Vertices(rounding).merge(edges);
    edges = cancel(std::move(edges));
    if (edges.empty()) return edges;
    const std::vector<Split> splits = find_splits(edges, rounding, threads);
    if (splits.empty()) return edges;
    edges = divide(edges, splits);
  }
  return on_grid(cancel(std::move(edges)), rounding);
}

}  // namespace libspatial::topology
