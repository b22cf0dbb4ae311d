// Shapes to SVG paths: clip, round to tenths of a pixel, simplify.

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "report/map_view.hpp"

namespace libspatial::report {
namespace {

struct Tenth {
  std::int64_t x, y;
  friend bool operator==(const Tenth&, const Tenth&) = default;
};

enum class Side { left, right, top, bottom };

constexpr double bleed = 8;  // pixels beyond the edge, so that the clipped edge's stroke is not seen

// Signed distance into the map from one of its sides, in pixels.
double depth(Point p, Side side, const MapView& view) {
  switch (side) {
    case Side::left: return p.x + bleed;
    case Side::right: return view.width() + bleed - p.x;
    case Side::top: return p.y + bleed;
    case Side::bottom: return view.height() + bleed - p.y;
  }
  return 0;
}

// Sutherland–Hodgman, one side; `ring` is closed without a repeated point.
std::vector<Point> clip(const std::vector<Point>& ring, Side side, const MapView& view) {
  std::vector<Point> out;
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const Point a = ring[i], b = ring[(i + 1) % ring.size()];
    const double da = depth(a, side, view), db = depth(b, side, view);
    if (da >= 0) out.push_back(a);
    if ((da >= 0) != (db >= 0)) {
      const double t = da / (da - db);
      out.push_back({a.x + t * (b.x - a.x), a.y + t * (b.y - a.y)});
    }
  }
  return out;
}

/// Bits of the sides of the map a point lies beyond.
unsigned beyond(Point p, const Box& land, double margin_x, double margin_y) {
  return (p.x < land.min_x - margin_x ? 1u : 0u) | (p.x > land.max_x + margin_x ? 2u : 0u) | (p.y < land.min_y - margin_y ? 4u : 0u) | (p.y > land.max_y + margin_y ? 8u : 0u);
}

Tenth rounded(Point p) { return {std::llround(p.x * 10), std::llround(p.y * 10)}; }

/// A ring or line on the map. A point beyond the same side as both its neighbours is left out: clipping would remove it. So is one that falls where the last one did.
std::vector<Point> placed(std::span<const Point> points, const MapView& view) {
  const Box& land = view.land();
  const double x = 2 * bleed * (land.max_x - land.min_x) / view.width(), y = 2 * bleed * (land.max_y - land.min_y) / view.height();
  std::vector<Point> out;
  Tenth last{};
  unsigned before = 0, here = points.empty() ? 0 : beyond(points[0], land, x, y);
  for (std::size_t i = 0; i < points.size(); ++i) {
    const unsigned next = i + 1 < points.size() ? beyond(points[i + 1], land, x, y) : 0;
    if ((before & here & next) == 0) {
      const Point p = view.place(points[i]);
      const Tenth tenth = rounded(p);
      if (out.empty() || i + 1 == points.size() || !(tenth == last)) out.push_back(p), last = tenth;
    }
    before = here, here = next;
  }
  return out;
}

std::vector<Tenth> rounded(const std::vector<Point>& points) {
  std::vector<Tenth> out;
  for (const Point p : points) {
    const Tenth t = rounded(p);
    if (out.empty() || !(out.back() == t)) out.push_back(t);
  }
  return out;
}

std::int64_t squared(Tenth a, Tenth b) { return (b.x - a.x) * (b.x - a.x) + (b.y - a.y) * (b.y - a.y); }

/// The point of a run farthest off the line between its ends, when it is more than `tolerance` off.
std::size_t find_farthest(const std::vector<Tenth>& line, std::size_t first, std::size_t last, std::int64_t tolerance) {
  const Tenth a = line[first], b = line[last];
  const std::int64_t dx = b.x - a.x, dy = b.y - a.y, length = squared(a, b);
  std::size_t farthest = first;
  if (length == 0) {  // the ends are one point
    std::int64_t most = tolerance * tolerance;
    for (std::size_t i = first + 1; i < last; ++i)
      if (const auto d = squared(a, line[i]); d > most) most = d, farthest = i;
    return farthest;
  }
  double most = static_cast<double>(tolerance) * std::sqrt(static_cast<double>(length));  // of twice the triangle's area
  for (std::size_t i = first + 1; i < last; ++i) {
    const auto twice = static_cast<double>(std::abs((line[i].x - a.x) * dy - (line[i].y - a.y) * dx));
    if (twice > most) most = twice, farthest = i;
  }
  return farthest;
}

// Douglas–Peucker with a stack: keeps both ends and every point more than 0.2 pixel off the line that replaces it.
std::vector<Tenth> simplified(const std::vector<Tenth>& line) {
  constexpr std::int64_t tolerance = 2;
  if (line.size() < 3) return line;
  std::vector<bool> keep(line.size(), false);
  keep.front() = keep.back() = true;
  std::vector<std::pair<std::size_t, std::size_t>> runs{{0, line.size() - 1}};
  while (!runs.empty()) {
    const auto [first, last] = runs.back();
    runs.pop_back();
    const std::size_t farthest = find_farthest(line, first, last, tolerance);
    if (farthest == first) continue;
    keep[farthest] = true;
    runs.push_back({first, farthest});
    runs.push_back({farthest, last});
  }
  std::vector<Tenth> out;
  for (std::size_t i = 0; i < line.size(); ++i)
    if (keep[i]) out.push_back(line[i]);
  return out;
}

void append_number(std::string& path, std::int64_t n, bool separate) {
  if (separate && n >= 0) path += ' ';
  path += std::to_string(n);
}

void append(std::string& path, const std::vector<Tenth>& points, bool closed) {
  path += 'M';
  append_number(path, points[0].x, false);
  append_number(path, points[0].y, true);
  for (std::size_t i = 1; i < points.size(); ++i) {
    path += 'l';
    append_number(path, points[i].x - points[i - 1].x, false);
    append_number(path, points[i].y - points[i - 1].y, true);
  }
  if (closed) path += 'z';
}

void append_ring(std::string& path, std::vector<Point> ring, const MapView& view) {
  ring.pop_back();  // closed by "z"
  for (const Side side : {Side::left, Side::right, Side::top, Side::bottom}) ring = clip(ring, side, view);
  auto points = rounded(ring);
  if (points.size() < 3) return;
  // The ring is cut where it is farthest from its start, so that simplifying cannot flatten it.
  points.push_back(points.front());
  const auto farthest = std::ranges::max_element(points, {}, [&](Tenth t) { return squared(points[0], t); });
  auto out = simplified({points.begin(), farthest + 1});
  const auto rest = simplified({farthest, points.end()});
  if (!out.empty() && rest.size() > 1) out.insert(out.end(), rest.begin() + 1, rest.end() - 1);
  if (out.size() >= 3) append(path, out, true);
}

}  // namespace

std::string svg_path(const Shapes& shapes, std::size_t shape, const MapView& view) {
  std::string path;
  const ShapeType type = shapes.type(shape);
  if (type == ShapeType::none || !shapes.box(shape).meets(view.land())) return path;
  for (std::size_t part = 0; part < shapes.part_count(shape); ++part) {
    for (std::size_t r = 0; r < shapes.ring_count(shape, part); ++r) {
      std::vector<Point> line = placed(shapes.ring(shape, part, r), view);
      if (type == ShapeType::polygon) {
        append_ring(path, std::move(line), view);
      } else if (const auto points = simplified(rounded(line)); type == ShapeType::line && points.size() > 1) {
        append(path, points, false);
      }
    }
  }
  return path;
}

}  // namespace libspatial::report
