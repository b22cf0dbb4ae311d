#include "support/flawed.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace libspatial::testing {
namespace {

constexpr double pi = std::numbers::pi;

Point at(double angle, double radius) { return {radius * std::cos(angle), radius * std::sin(angle)}; }

Ring closed(std::vector<Point> points) {
  points.push_back(points.front());
  return {std::move(points)};
}

std::size_t pick(Random& random, std::size_t n) { return random() % n; }

/// Opens a ring for editing and closes it again.
template <class Edit>
void edit(Ring& ring, Edit change) {
  ring.points.pop_back();
  change(ring.points);
  ring.points.push_back(ring.points.front());
}

Point along(Point a, Point b, double t) { return {a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t}; }

/// To one side of the middle of an edge.
Point beside(Point a, Point b, double distance, double t) {
  const double dx = b.x - a.x, dy = b.y - a.y, length = std::max(std::hypot(dx, dy), 1e-12);
  const Point m = along(a, b, t);
  return {m.x - dy / length * distance, m.y + dx / length * distance};
}

Ring moved(Ring ring, double dx, double dy, double scale = 1) {
  for (Point& p : ring.points) p = {p.x * scale + dx, p.y * scale + dy};
  return ring;
}

Ring box(double min_x, double min_y, double max_x, double max_y) { return {{{min_x, min_y}, {max_x, min_y}, {max_x, max_y}, {min_x, max_y}, {min_x, min_y}}}; }

}  // namespace

Ring ring_of(Family family, Random& random, int n) {
  n = std::max(n, 3);
  std::vector<Point> points;
  switch (family) {
    case Family::star: return star(random, {0, 0}, n, 10, 50);
    case Family::circle:
      for (int i = 0; i < n; ++i) points.push_back(at(2 * pi * i / n, 50));
      break;
    case Family::spiral: {  // out along one arm, back along the other
      const int half = std::max(n / 2, 2);
      const double turns = 1 + n / 50.0 + uniform(random, 0, 2), gap = 40 / turns;
      for (int i = 0; i < half; ++i) points.push_back(at(2 * pi * turns * i / half, 5 + 40.0 * i / half));
      for (int i = half; i-- > 0;) points.push_back(at(2 * pi * turns * i / half, 5 + 40.0 * i / half + 0.3 * gap));
      break;
    }
    case Family::comb: {  // teeth that nearly reach the other side
      const int teeth = std::max(n / 4, 1);
      points = {{-50, -50}, {50, -50}};
      for (int i = teeth; i-- > 0;) {
        const double x = -50 + 100.0 * i / teeth, w = 100.0 / teeth, depth = uniform(random, -49, 30);
        for (const Point p : {Point{x + 0.9 * w, 50}, {x + 0.8 * w, depth}, {x + 0.4 * w, depth}, {x + 0.3 * w, 50}}) points.push_back(p);
      }
      break;
    }
    case Family::zigzag: {  // a band that goes up and down
      const int half = std::max(n / 2, 2);
      for (int i = 0; i < half; ++i) points.push_back({-50 + 100.0 * i / half, i % 2 ? 40.0 : -40.0});
      for (int i = half; i-- > 0;) points.push_back({-50 + 100.0 * i / half, (i % 2 ? 40.0 : -40.0) + 8});
      break;
    }
    case Family::lattice_walk:  // points of a small lattice in the order of their angle: many share a ray or a place
      for (int i = 0; i < n; ++i) points.push_back({8.0 * (random() % 13) - 47.0, 8.0 * (random() % 13) - 46.0});
      std::stable_sort(points.begin(), points.end(), [](Point a, Point b) { return std::atan2(a.y, a.x) < std::atan2(b.y, b.x); });
      break;
    case Family::wound: {  // every corner turns left, every point goes on round the middle: but twice or more
      const int turns = 2 + static_cast<int>(random() % 3);
      n = std::max(n, 2 * turns + 1);
      const double step = 2 * pi * turns / n, most = random() % 2 ? 50 : 30;
      for (int i = 0; i < n; ++i) points.push_back(at(step * i, random() % 3 ? most + 20.0 * i / n : 50.0));
      break;
    }
    case Family::crossed:  // an eight
      n = std::max(n + n % 2, 4) + 1;
      for (int i = 0; i < n; ++i) points.push_back({50 * std::sin(2 * pi * (i + 0.25) / n), 30 * std::sin(4 * pi * (i + 0.25) / n)});
      break;
  }
  return closed(std::move(points));
}

void harm(Ring& ring, Harm what, Random& random, double hair) {
  edit(ring, [&](std::vector<Point>& p) {
    const std::size_t n = p.size(), i = pick(random, n), j = random() % 2 ? pick(random, n) : (i + 2 + pick(random, 3)) % n, k = (j + 1) % n;
    switch (what) {
      case Harm::none: break;
      case Harm::swap_points: std::swap(p[i], p[j]); break;
      case Harm::reverse_run: std::reverse(p.begin() + static_cast<long>(std::min(i, j)), p.begin() + static_cast<long>(std::max(i, j)) + 1); break;
      case Harm::point_onto_point: p[i] = p[j]; break;
      case Harm::point_onto_edge: p[i] = along(p[j], p[k], 0.5); break;
      case Harm::point_near_edge: p[i] = beside(p[j], p[k], random() % 2 ? hair : -hair, uniform(random, 0, 1)); break;
      case Harm::point_through_edge: p[i] = beside(p[j], p[k], random() % 2 ? 1 : -1, 0.5); break;
      case Harm::spike: p.insert(p.begin() + static_cast<long>(i) + 1, {beside(p[i], p[(i + 1) % n], random() % 2 ? 20 : -20, 0), p[i]}); break;
      case Harm::flat_spike: p.insert(p.begin() + static_cast<long>(i) + 1, along(p[i], p[(i + 1) % n], random() % 2 ? 1.5 : -0.5)); break;
      case Harm::repeat_point: p.insert(p.begin() + static_cast<long>(i), p[i]); break;
      case Harm::twice_round: p.insert(p.end(), p.begin(), p.begin() + static_cast<long>(n)); break;
      case Harm::twice_round_wider:
        for (std::size_t m = 0; m < n; ++m) p.push_back({p[m].x * 1.1, p[m].y * 1.1});
        break;
      case Harm::last_digit: p[i] = {p[i].x + (random() % 2 ? hair : -hair), p[i].y + (random() % 2 ? hair : -hair)}; break;
    }
  });
}

MultiPolygon arranged(int arrangement, Random& random, int n, double hair) {
  const Ring round = ring_of(Family::circle, random, n), rough = star(random, {0, 0}, n, 35, 50), small = star(random, {0, 0}, std::min(n, 40), 3, 6);
  const Point corner = rough.points[random() % (rough.points.size() - 1)];
  const double near = random() % 3 ? (random() % 2 ? hair : -hair) : 0;
  const auto touching = [&](Point p, double reach) { return closed({{p.x + near, p.y}, {p.x * reach - p.y * 0.05, p.y * reach + p.x * 0.05}, {p.x * reach + p.y * 0.05, p.y * reach - p.x * 0.05}}); };
  switch (arrangement) {
    case 0: return {{{rough, {small, moved(small, 14, 3), moved(small, -12, -9)}}}};                   // holes inside
    case 1: return {{{rough, {moved(small, 50, 0)}}}};                                                  // a hole across the border, perhaps
    case 2: return {{{rough, {moved(small, 90, 0)}}}};                                                  // a hole outside
    case 3: return {{{rough, {rough}}}};                                                                // the hole is the shell
    case 4: return {{{rough, {small, moved(small, 0, 0, 0.4)}}}};                                       // nested holes
    case 5: return {{{rough, {small, small}}}};                                                         // one hole twice
    case 6: return {{{rough, {touching(corner, 0.5)}}}};                                                // a hole that touches the shell
    case 7: return {{{rough, {closed({corner, {corner.x * 0.2, corner.y * 0.2 + 3}, {-20, 2}, rough.points[rough.points.size() / 2], {-20, -4}, {corner.x * 0.2, corner.y * 0.2 - 3}})}}}};  // touches twice, perhaps
    case 8: return {{{box(-50, -50, 50, 50), {box(-20, -20, 0, 0), box(near, near, 20, 20), box(-20, near, near, 20)}}}};  // holes that meet at corners and edges
    case 9: return {{{box(-50, -50, 50, 50), {box(-20, -20, 0, 0), box(0, 0, 20, 20), closed({{-20, 0}, {0, 10}, {0, 20}}), closed({{-20, -20 + near}, {-30, -10}, {-20, 0}})}}}};  // a chain of holes
    case 10: return {{{rough, {}}, {moved(rough, 0, 0, 0.3), {}}}};                                     // nested shells
    case 11: return {{{rough, {moved(round, 0, 0, 0.5)}}, {moved(rough, 0, 0, 0.2), {}}}};              // an island in a lake
    case 12: return {{{rough, {}}, {rough, {}}}};                                                       // a part twice
    case 13: return {{{box(0, 0, 10, 10), {}}, {box(10 + near, 0, 20, 10), {}}}};                       // parts that share an edge
    case 14: return {{{box(0, 0, 10, 10), {}}, {box(10 + near, 10, 20, 20), {}}, {box(0, 20, 10 + near, 30), {}}}};  // parts that touch at a corner
    default: {                                                                                          // many holes, one of which may meet another
      Polygon sieve{box(-50, -50, 50, 50), {}};
      const int side = std::clamp(static_cast<int>(std::sqrt(n)), 1, 60);
      for (int i = 0; i < side * side; ++i) {
        const double w = 98.0 / side, x = -49 + w * (i % side), y = -49 + w * (i / side), grown = random() % static_cast<unsigned>(side * side) == 0 ? 1.05 : 0.7;
        sieve.holes.push_back(box(x, y, x + w * grown, y + w * grown));
      }
      return {{sieve}};
    }
  }
}

void round_to(MultiPolygon& shape, double grain) {
  each_point(shape, [&](Point p) { return Point{std::round(p.x / grain) * grain, std::round(p.y / grain) * grain}; });
}

}  // namespace libspatial::testing
