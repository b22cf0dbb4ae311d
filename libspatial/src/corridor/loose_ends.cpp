#include "corridor/loose_ends.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "corridor/run_tree.hpp"
#include "measure/degrees.hpp"

namespace libspatial::corridor {
namespace {

constexpr double own_gap = 0.1;      // of a line's length: its ends are no farther apart when it is meant to close
constexpr double straight_on = 0.9;  // an end that far beyond a crossing, as the crow flies, has passed it and not come back

struct Edge { Point a, b; std::size_t path; };

Point nearest_on(Point p, Point a, Point b) {
  const double dx = b.x - a.x, dy = b.y - a.y, length2 = dx * dx + dy * dy;
  const double t = length2 > 0 ? std::clamp(((p.x - a.x) * dx + (p.y - a.y) * dy) / length2, 0.0, 1.0) : 0;
  return t == 0 ? a : t == 1 ? b : Point{a.x + t * dx, a.y + t * dy};
}

double distance(Point a, Point b) { return std::hypot(a.x - b.x, a.y - b.y); }

double metres_between(Point a, Point b, const Crs& crs) {
  const Point both[] = {a, b};
  const Shapes degrees = reproject_vertices(point_shape(both), crs, cgcs2000());
  return geodesic(degrees.points()[0], degrees.points()[1]);
}

/// Paths of one line that hang together.
class Pieces {
 public:
  Pieces(const Network& net, const Drawn& drawn) : parent_(drawn.paths.size()) {
    std::iota(parent_.begin(), parent_.end(), std::size_t{0});
    for (const auto& meeting : net.at_node) {
      std::vector<std::size_t> here;
      for (const std::size_t s : meeting) here.insert(here.end(), net.stretches[s].sources.begin(), net.stretches[s].sources.end());
      std::sort(here.begin(), here.end(), [&](std::size_t a, std::size_t b) { return std::pair(drawn.line_of_path[a], a) < std::pair(drawn.line_of_path[b], b); });
      for (std::size_t i = 0; i + 1 < here.size(); ++i) {
        if (drawn.line_of_path[here[i]] == drawn.line_of_path[here[i + 1]]) parent_[root(here[i])] = root(here[i + 1]);
      }
    }
  }
  std::size_t root(std::size_t path) {
    while (parent_[path] != path) path = parent_[path] = parent_[parent_[path]];
    return path;
  }

 private:
  std::vector<std::size_t> parent_;
};

class LooseEnds {
 public:
  LooseEnds(const Network& net, const Drawn& drawn, const Frame& frame, const Crs& crs) : net_(net), drawn_(drawn), frame_(frame), crs_(crs), pieces_(net, drawn) {
    std::vector<Bounds<2>> boxes;
    piece_length_.assign(drawn.paths.size(), 0);
    for (const Path& path : drawn.paths) {
      for (std::size_t i = 0; i + 1 < path.points.size(); ++i) {
        edges_.push_back({frame.to(path.points[i]), frame.to(path.points[i + 1]), path.source});
        boxes.emplace_back();
        boxes.back().add({edges_.back().a.x, edges_.back().a.y}), boxes.back().add({edges_.back().b.x, edges_.back().b.y});
        piece_length_[pieces_.root(path.source)] += distance(edges_.back().a, edges_.back().b);
      }
    }
    tree_ = RunTree<2>(std::move(boxes));
  }

  std::vector<LineEnd> run() {
    std::vector<LineEnd> result;
    for (std::uint32_t v = 0; v < net_.points.size(); ++v) {
      if (net_.at_node[v].size() == 1) loose_.push_back(v);
    }
    for (const std::uint32_t v : loose_) {
      std::size_t last = outside;
      for (const std::size_t path : net_.stretches[net_.at_node[v].front()].sources) {
        if (drawn_.line_of_path[path] != last) result.push_back(end_at(v, path));
        last = drawn_.line_of_path[path];
      }
    }
    std::stable_sort(result.begin(), result.end(), [](const LineEnd& a, const LineEnd& b) { return std::pair(a.to == outside, a.gap) < std::pair(b.to == outside, b.gap); });
    return result;
  }

 private:
  LineEnd end_at(std::uint32_t v, std::size_t path) {
    const Stretch& stretch = net_.stretches[net_.at_node[v].front()];
    LineEnd end{drawn_.line_of_path[path], drawn_.row_of_path[path], net_.points[v], outside, {}, {}, false, false};
    const Point at = net_.local[v];
    const std::size_t own = pieces_.root(path);
    Bounds<2> here;
    here.add({at.x, at.y});
    double best = std::numeric_limits<double>::infinity();
    std::optional<Point> target;
    tree_.nearest(here, best, [&](std::size_t i) {
      const Edge& e = edges_[i];
      if (pieces_.root(e.path) == own || std::binary_search(stretch.sources.begin(), stretch.sources.end(), e.path)) return std::numeric_limits<double>::infinity();
      const Point q = nearest_on(at, e.a, e.b);
      const double d = distance(at, q), d2 = d * d;
      if (d2 < best) target = q, end.to = drawn_.line_of_path[e.path];
      return d2;
    });
    const double reach = std::min(std::sqrt(best), own_gap * piece_length_[own]);
    for (const std::uint32_t w : loose_) {  // its own other end
      if (w == v || distance(net_.local[w], at) >= reach || (target && distance(*target, at) <= distance(net_.local[w], at))) continue;
      const auto& there = net_.stretches[net_.at_node[w].front()].sources;
      if (std::any_of(there.begin(), there.end(), [&](std::size_t p) { return pieces_.root(p) == own; })) target = net_.local[w], end.to = end.line;
    }
    if (!target) return end;
    const auto corner = net_.find(*target);
    end.to_place = corner ? net_.points[*corner] : frame_.back(*target);
    end.gap = Length::metres(metres_between(end.place, end.to_place, crs_));
    end.beyond = is_beyond(v, stretch, end.to, *target);
    return end;
  }

  bool is_beyond(std::uint32_t v, const Stretch& stretch, std::size_t to, Point target) const {
    const std::uint32_t other = stretch.at.front() == v ? stretch.at.back() : stretch.at.front();
    std::vector<std::size_t> there;
    for (const std::size_t s : net_.at_node[other]) {
      if (&net_.stretches[s] == &stretch) continue;
      for (const std::size_t path : net_.stretches[s].sources) there.push_back(drawn_.line_of_path[path]);
    }
    if (std::find(there.begin(), there.end(), to) == there.end()) return false;
    double length = 0;
    for (std::size_t i = 0; i + 1 < stretch.at.size(); ++i) length += distance(net_.local[stretch.at[i]], net_.local[stretch.at[i + 1]]);
    return std::hypot(distance(net_.local[v], target), distance(target, net_.local[other])) > straight_on * length;
  }

  const Network& net_;
  const Drawn& drawn_;
  const Frame& frame_;
  const Crs& crs_;
  Pieces pieces_;
  std::vector<std::uint32_t> loose_;
  std::vector<Edge> edges_;
  RunTree<2> tree_;
  std::vector<double> piece_length_;
};

}  // namespace

Drawn::Drawn(const Shapes& shapes, const Names& names) : paths(paths_of(shapes)) {
  for (std::size_t i = 0; i < paths.size(); ++i) {
    row_of_path.push_back(paths[i].source);
    line_of_path.push_back(names.of_row[paths[i].source]);
    paths[i].source = i;
  }
}

std::vector<std::size_t> Drawn::lines(std::span<const std::size_t> of) const {
  std::vector<std::size_t> result;
  for (const std::size_t path : of) result.push_back(line_of_path[path]);
  std::sort(result.begin(), result.end());
  result.erase(std::unique(result.begin(), result.end()), result.end());
  return result;
}

std::vector<LineEnd> loose_ends(const Network& net, const Drawn& drawn, const Frame& frame, const Crs& crs) { return LooseEnds(net, drawn, frame, crs).run(); }

std::vector<LineEnd> join(std::span<const LineEnd> ends, Length snap, Drawn& drawn, const Frame& frame) {
  std::vector<LineEnd> result;
  for (LineEnd end : ends) {
    if (end.to == outside || end.beyond || end.gap > snap) continue;
    end.joined = true;
    const bool back_again = std::any_of(result.begin(), result.end(), [&](const LineEnd& e) { return e.place == end.to_place && e.to_place == end.place; });
    result.push_back(end);
    if (back_again) continue;
    // the line it is joined to gets a corner there, so that the connection ends on it whatever rounding does
    const Point q = frame.to(end.to_place);
    double best = std::numeric_limits<double>::infinity();
    std::pair<std::size_t, std::size_t> where;
    for (std::size_t p = 0; p < drawn.paths.size(); ++p) {
      if (drawn.line_of_path[p] != end.to) continue;
      const auto& points = drawn.paths[p].points;
      for (std::size_t i = 0; i + 1 < points.size(); ++i) {
        const double d = distance(q, nearest_on(q, frame.to(points[i]), frame.to(points[i + 1])));
        if (d < best) best = d, where = {p, i};
      }
    }
    auto& points = drawn.paths[where.first].points;
    const auto at = points.begin() + static_cast<std::ptrdiff_t>(where.second);
    if (*at != end.to_place && *(at + 1) != end.to_place) points.insert(at + 1, end.to_place);
    drawn.paths.push_back({drawn.paths.size(), {end.place, end.to_place}});
    drawn.row_of_path.push_back(end.row);
    drawn.line_of_path.push_back(end.line);
  }
  return result;
}

}  // namespace libspatial::corridor
