// The largest circle inside a shape: squares about the best places are divided until none can hold a larger one.

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <queue>

#include "metrics/figure.hpp"

namespace libspatial::metrics {
namespace {

struct Side {
  Point a, along;  // of length 1
  double length;
};

/// From a place to a side: how far, in which direction, and where along the side.
struct Way {
  double far = 0, x = 0, y = 0, at = 0;
};

Way way(const Side& s, Point p) {
  const double x = p.x - s.a.x, y = p.y - s.a.y, at = std::clamp(x * s.along.x + y * s.along.y, 0.0, s.length);
  const double dx = x - at * s.along.x, dy = y - at * s.along.y;
  return {dx * dx + dy * dy, dx, dy, at};
}

struct Square {
  Point middle;
  double half = 0, most = 0;  // no circle about a place in it is larger than `most`
  bool operator<(const Square& other) const { return most < other.most; }
};

class Inscribed {
 public:
  Inscribed(const Shapes& shapes, std::size_t shape, Point origin) {
    for (std::size_t part = 0; part < shapes.part_count(shape); ++part) {
      for (std::size_t r = 0; r < shapes.ring_count(shape, part); ++r) {
        const auto ring = shapes.ring(shape, part, r);
        for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
          const double dx = ring[i + 1].x - ring[i].x, dy = ring[i + 1].y - ring[i].y, length = std::hypot(dx, dy);
          if (length > 0) sides_.push_back({{ring[i].x - origin.x, ring[i].y - origin.y}, {dx / length, dy / length}, length});
        }
      }
    }
  }

  double radius(double width, double height, Point first, double exact_to) {
    const double half = std::min(width, height) / 2;
    best_ = std::max(0.0, distance(first));
    for (double x = -width / 2; x < width / 2; x += 2 * half) {
      for (double y = -height / 2; y < height / 2; y += 2 * half) look({x + half, y + half}, half, exact_to);
    }
    while (!open_.empty()) {
      const Square s = open_.top();
      open_.pop();
      if (s.most <= best_ + exact_to) break;
      for (const double x : {-0.5, 0.5}) {
        for (const double y : {-0.5, 0.5}) look({s.middle.x + x * s.half, s.middle.y + y * s.half}, s.half / 2, exact_to);
      }
    }
    return best_;
  }

 private:
  /// To the border; negative outside.
  double distance(Point p) {
    double least = std::numeric_limits<double>::infinity();
    bool inside = false;
    for (const Side& s : sides_) {
      const double far = way(s, p).far, end = s.a.y + s.length * s.along.y;
      if (far < least) least = far, nearest_ = &s;
      if ((s.a.y > p.y) != (end > p.y)) inside ^= p.x < s.a.x + (p.y - s.a.y) / s.along.y * s.along.x;
    }
    return (inside ? 1 : -1) * std::sqrt(least);
  }

  void look(Point p, double half, double exact_to) {
    const double here = distance(p), r = half * std::numbers::sqrt2, enough = best_ + exact_to;
    best_ = std::max(best_, here);
    if (here + r <= enough) return;
    const double most = here > 0 ? between_sides(p, here, r) : here + r;
    if (most > best_ + exact_to) open_.push({p, half, most});
  }

  /// A circle within r of p reaches neither the nearest side nor any other: it is no larger than the mean of both distances. Between two parallel sides that does not
  /// grow, however far one goes along them; without this a rectangle would be divided without end.
  double between_sides(Point p, double here, double r) const {
    const auto bent = [r](const Side& s, const Way& w, double far) {  // where a side ends its corner is nearest, and that is a circle's distance
      if (far <= r) return std::numeric_limits<double>::infinity();  // beyond it lies other land
      return w.at >= r && w.at <= s.length - r ? 0.0 : r * r / 2 / (far - r);
    };
    const Way near = way(*nearest_, p);
    const double own = bent(*nearest_, near, here);
    double most = here + r;
    for (const Side& s : sides_) {
      const Way w = way(s, p);
      const double far = std::sqrt(w.far);
      if ((here + far) / 2 >= most || far == 0 || here == 0) continue;
      most = std::min(most, (here + far) / 2 + std::hypot(near.x / here + w.x / far, near.y / here + w.y / far) / 2 * r + (own + bent(s, w, far)) / 2);
    }
    return most;
  }

  std::vector<Side> sides_;
  const Side* nearest_ = nullptr;
  std::priority_queue<Square> open_;
  double best_ = 0;
};

}  // namespace

double inscribed_radius(const Shapes& shapes, std::size_t shape, double exact_to) {
  const Box box = shapes.box(shape);
  const Point origin = middle(box);
  return Inscribed(shapes, shape, origin).radius(box.max_x - box.min_x, box.max_y - box.min_y, moments(shapes, shape, origin).centroid(), exact_to);
}

}  // namespace libspatial::metrics
