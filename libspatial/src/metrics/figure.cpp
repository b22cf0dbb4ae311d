#include "metrics/figure.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "geometry/orient.hpp"

namespace libspatial::metrics {
namespace {

double cross(Point a, Point b) { return a.x * b.y - b.x * a.y; }
double dot(Point a, Point b) { return a.x * b.x + a.y * b.y; }
Point minus(Point a, Point b) { return {a.x - b.x, a.y - b.y}; }
double size(Point a) { return std::hypot(a.x, a.y); }

template <class F>
void each_ring(const Shapes& shapes, std::size_t shape, F f) {
  for (std::size_t part = 0; part < shapes.part_count(shape); ++part) {
    for (std::size_t r = 0; r < shapes.ring_count(shape, part); ++r) f(shapes.ring(shape, part, r), r == 0);
  }
}

Moments ring_moments(std::span<const Point> ring, Point origin) {
  Moments m;
  for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
    const Point a = minus(ring[i], origin), b = minus(ring[i + 1], origin);
    const double c = cross(a, b);
    m.area += c / 2;
    m.x += (a.x + b.x) * c / 6;
    m.y += (a.y + b.y) * c / 6;
    m.xx += (a.x * a.x + a.x * b.x + b.x * b.x) * c / 12;
    m.yy += (a.y * a.y + a.y * b.y + b.y * b.y) * c / 12;
    m.xy += (a.x * b.y + 2 * a.x * a.y + 2 * b.x * b.y + b.x * a.y) * c / 24;
  }
  return m;
}

/// Signed area common to the disc and the triangle origin, a, b.
double disc_triangle(Point a, Point b, double r) {
  const auto sector = [r](Point p, Point q) { return r * r / 2 * std::atan2(cross(p, q), dot(p, q)); };
  const Point d = minus(b, a);
  const double qa = dot(d, d), qb = dot(a, d), qc = dot(a, a) - r * r, root2 = qb * qb - qa * qc;
  if (qa == 0) return 0;
  if (root2 <= 0) return sector(a, b);
  const double root = std::sqrt(root2), enter = (-qb - root) / qa, leave = (-qb + root) / qa;
  if (enter >= 1 || leave <= 0) return sector(a, b);
  const double from = std::max(0.0, enter), to = std::min(1.0, leave);
  const Point p{a.x + from * d.x, a.y + from * d.y}, q{a.x + to * d.x, a.y + to * d.y};
  return (enter > 0 ? sector(a, p) : 0) + cross(p, q) / 2 + (leave < 1 ? sector(q, b) : 0);
}

struct Circle {
  Point centre;
  double r2 = -1;
  bool holds(Point p) const { return dot(minus(p, centre), minus(p, centre)) <= r2 * (1 + 1e-14); }
};

Circle through(Point a, Point b) {
  const Point m{(a.x + b.x) / 2, (a.y + b.y) / 2};
  return {m, dot(minus(a, b), minus(a, b)) / 4};
}

Circle through(Point a, Point b, Point c) {
  const Point u = minus(b, a), v = minus(c, a);
  const double twice = 2 * cross(u, v), uu = dot(u, u), vv = dot(v, v);
  const Point m{(v.y * uu - u.y * vv) / twice, (u.x * vv - v.x * uu) / twice};
  return {{a.x + m.x, a.y + m.y}, dot(m, m)};
}

/// The same order on every machine, but none that a drawing could have.
void shuffle(std::vector<Point>& points) {
  std::uint64_t state = 0x9E3779B97F4A7C15u;
  for (std::size_t i = points.size(); i > 1; --i) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    std::swap(points[i - 1], points[(state >> 33) % i]);
  }
}

}  // namespace

Point middle(const Box& box) { return {box.min_x + (box.max_x - box.min_x) / 2, box.min_y + (box.max_y - box.min_y) / 2}; }

Moments moments(const Shapes& shapes, std::size_t shape, Point origin) {
  Moments sum;
  each_ring(shapes, shape, [&](std::span<const Point> ring, bool shell) {
    const Moments m = ring_moments(ring, origin);
    const double sign = (m.area > 0) == shell ? 1 : -1;
    sum.area += sign * m.area, sum.x += sign * m.x, sum.y += sign * m.y;
    sum.xx += sign * m.xx, sum.yy += sign * m.yy, sum.xy += sign * m.xy;
  });
  return sum;
}

double perimeter(const Shapes& shapes, std::size_t shape) {
  double sum = 0;
  each_ring(shapes, shape, [&](std::span<const Point> ring, bool) {
    for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
      const Point d = minus(ring[i + 1], ring[i]);
      sum += std::sqrt(dot(d, d));
    }
  });
  return sum;
}

namespace {

/// Of any points, with those on its sides left out: by their order (Andrew 1979).
std::vector<Point> hull_of_points(std::vector<Point> points) {
  std::sort(points.begin(), points.end(), [](Point a, Point b) { return a.x != b.x ? a.x < b.x : a.y < b.y; });
  points.erase(std::unique(points.begin(), points.end()), points.end());
  std::vector<Point> chain(2 * points.size() + 1);
  std::size_t n = 0;
  const auto push = [&](Point p, std::size_t least) {
    while (n >= least && orient(chain[n - 2], chain[n - 1], p) <= 0) --n;
    chain[n++] = p;
  };
  for (const Point p : points) push(p, 2);
  for (std::size_t i = points.size(), least = n + 1; i-- > 1;) push(points[i - 1], least);
  chain.resize(n > 0 ? n - 1 : 0);
  return chain;
}

/// Of a ring that does not meet itself, in one walk (Melkman 1987): the hull of what was passed is open at both ends, and grows there. The same points
/// in the same order.
std::vector<Point> hull_of_ring(std::span<const Point> ring) {
  const std::size_t n = ring.size() - 1;
  std::size_t second = 1, third = 2;
  while (third < n && orient(ring[0], ring[second], ring[third]) == 0) second = third++;
  if (third == n) return hull_of_points({ring.begin(), ring.end() - 1});
  thread_local std::vector<Point> line;
  if (line.size() < 2 * n + 2) line.resize(2 * n + 2);
  std::size_t low = n - 2, high = n + 1;
  const bool left = orient(ring[0], ring[second], ring[third]) > 0;
  line[low] = line[high] = ring[third], line[low + 1] = ring[left ? 0 : second], line[low + 2] = ring[left ? second : 0];
  for (std::size_t i = third + 1; i < n; ++i) {
    const Point p = ring[i];
    if (orient(line[low], line[low + 1], p) > 0 && orient(line[high - 1], line[high], p) > 0) continue;
    while (high - low > 1 && orient(line[low], line[low + 1], p) <= 0) ++low;
    line[--low] = p;
    while (high - low > 1 && orient(line[high - 1], line[high], p) <= 0) --high;
    line[++high] = p;
  }
  std::vector<Point> found;
  const std::size_t corners = high - low;
  for (std::size_t i = 0; i < corners; ++i) {
    const Point p = line[low + i], before = i > 0 ? line[low + i - 1] : line[high - 1];
    if (orient(before, p, line[low + i + 1]) > 0) found.push_back(p);
  }
  std::rotate(found.begin(), std::min_element(found.begin(), found.end(), [](Point a, Point b) { return a.x != b.x ? a.x < b.x : a.y < b.y; }), found.end());
  return found;
}

}  // namespace

std::vector<Point> hull(const Shapes& shapes, std::size_t shape, Point origin) {
  std::vector<Point> points;
  if (shapes.part_count(shape) == 1) {
    points = hull_of_ring(shapes.ring(shape, 0, 0));
  } else {
    each_ring(shapes, shape, [&](std::span<const Point> ring, bool shell) {
      if (shell) points.insert(points.end(), ring.begin(), ring.end() - 1);
    });
    points = hull_of_points(std::move(points));
  }
  for (Point& p : points) p = minus(p, origin);
  return points;
}

double hull_area(std::span<const Point> hull) {
  double sum = 0;
  for (std::size_t i = 0; i < hull.size(); ++i) sum += cross(hull[i], hull[(i + 1) % hull.size()]);
  return sum / 2;
}

double hull_perimeter(std::span<const Point> hull) {
  double sum = 0;
  for (std::size_t i = 0; i < hull.size(); ++i) sum += size(minus(hull[(i + 1) % hull.size()], hull[i]));
  return sum;
}

double circle_radius(std::span<const Point> hull) {
  std::vector<Point> p(hull.begin(), hull.end());
  shuffle(p);
  Circle c;
  for (std::size_t i = 0; i < p.size(); ++i) {
    if (c.holds(p[i])) continue;
    c = {p[i], 0};
    for (std::size_t j = 0; j < i; ++j) {
      if (c.holds(p[j])) continue;
      c = through(p[i], p[j]);
      for (std::size_t k = 0; k < j; ++k) {
        if (!c.holds(p[k])) c = through(p[i], p[j], p[k]);
      }
    }
  }
  return std::sqrt(std::max(0.0, c.r2));
}

Rectangle least_rectangle(std::span<const Point> hull) {
  const std::size_t n = hull.size();
  std::vector<Rectangle> all;
  double least = std::numeric_limits<double>::infinity();
  std::size_t right = 1, top = 1, left = 1;
  for (std::size_t i = 0; i < n; ++i) {
    const Point a = hull[i], along = minus(hull[(i + 1) % n], a);
    const auto advance = [&](std::size_t& at, auto value) {
      double here = value(hull[at]);
      for (std::size_t steps = 0; steps < n; ++steps) {
        const std::size_t next = at + 1 == n ? 0 : at + 1;
        const double there = value(hull[next]);
        if (there < here) return;
        at = next, here = there;
      }
    };
    advance(right, [&](Point p) { return dot(minus(p, a), along); });
    if (i == 0) top = right;
    advance(top, [&](Point p) { return cross(along, minus(p, a)); });
    if (i == 0) left = top;
    advance(left, [&](Point p) { return -dot(minus(p, a), along); });
    const double length = size(along), w = dot(minus(hull[right], hull[left]), along) / length, h = cross(along, minus(hull[top], a)) / length;
    all.push_back({std::max(w, h), std::min(w, h)});
    least = std::min(least, w * h);
  }
  Rectangle best;
  for (const Rectangle& r : all) {
    if (r.length * r.width <= least * (1 + 1e-8) && r.length > best.length) best = r;
  }
  return best;
}

double common_with_disc(const Shapes& shapes, std::size_t shape, Point centre, double radius) {
  double sum = 0;
  each_ring(shapes, shape, [&](std::span<const Point> ring, bool shell) {
    double common = 0, twice = 0;
    for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
      const Point a = minus(ring[i], centre), b = minus(ring[i + 1], centre);
      common += disc_triangle(a, b, radius);
      twice += cross(minus(ring[i], ring[0]), minus(ring[i + 1], ring[0]));
    }
    sum += (twice > 0) == shell ? common : -common;
  });
  return sum;
}

Corners corners(const Shapes& shapes, std::size_t shape, double least) {
  Corners found;
  each_ring(shapes, shape, [&](std::span<const Point> ring, bool shell) {
    const std::size_t n = ring.size() - 1;
    double twice = 0;
    for (std::size_t i = 0; i < n; ++i) twice += cross(minus(ring[i], ring[0]), minus(ring[i + 1], ring[0]));
    const bool land_left = (twice > 0) == shell;
    for (std::size_t i = 0; i < n; ++i) {
      const Point in = minus(ring[i], ring[(i + n - 1) % n]), out = minus(ring[i + 1], ring[i]);
      const double turn = std::atan2(cross(in, out), dot(in, out));
      if (std::abs(turn) <= least) continue;
      ++found.all;
      found.reflex += (turn < 0) == land_left;
    }
  });
  return found;
}

}  // namespace libspatial::metrics
