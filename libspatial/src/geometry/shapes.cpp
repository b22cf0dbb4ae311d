// The columns themselves: how shapes, parts, rings and points lie in flat buffers.

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstring>

#ifdef __linux__
#include <sys/mman.h>
#endif

#include "libspatial/geometry.hpp"

namespace libspatial {

void Box::add(Point p) {
  if (empty()) {
    *this = {p.x, p.y, p.x, p.y};
    return;
  }
  min_x = std::min(min_x, p.x);
  min_y = std::min(min_y, p.y);
  max_x = std::max(max_x, p.x);
  max_y = std::max(max_y, p.y);
}

void Box::add(const Box& b) {
  if (b.empty()) return;
  add(Point{b.min_x, b.min_y});
  add(Point{b.max_x, b.max_y});
}

bool Box::meets(const Box& b) const {
  return !empty() && !b.empty() && min_x <= b.max_x && b.min_x <= max_x && min_y <= b.max_y && b.min_y <= max_y;
}

namespace {

Box box_of(std::span<const Point> points) {
  if (points.empty()) return {};
  using Two = double __attribute__((vector_size(16)));  // x and y at once
  static_assert(sizeof(Two) == sizeof(Point));
  const auto load = [&](std::size_t i) {
    Two p;
    std::memcpy(&p, &points[i], sizeof p);
    return p;
  };
  Two low = load(0), high = low, low2 = low, high2 = low;
  std::size_t i = 0;
  for (; i + 1 < points.size(); i += 2) {
    const Two p = load(i), q = load(i + 1);
    low = p < low ? p : low, high = p > high ? p : high;
    low2 = q < low2 ? q : low2, high2 = q > high2 ? q : high2;
  }
  const Two last = load(points.size() - 1);
  low = low2 < low ? low2 : low, high = high2 > high ? high2 : high;
  low = last < low ? last : low, high = last > high ? last : high;
  return {low[0], low[1], high[0], high[1]};
}

}  // namespace

std::size_t Shapes::ring_count(std::size_t shape, std::size_t part) const {
  const std::size_t p = part_starts_[shape] + part;
  return first_rings_[p + 1] - first_rings_[p];
}

std::span<const Point> Shapes::ring(std::size_t shape, std::size_t part, std::size_t ring) const {
  const std::size_t r = first_rings_[part_starts_[shape] + part] + ring;
  return std::span(points_).subspan(ring_starts_[r], ring_starts_[r + 1] - ring_starts_[r]);
}

std::span<const Point> Shapes::points(std::size_t shape) const {
  const std::size_t first = ring_starts_[first_rings_[part_starts_[shape]]];
  const std::size_t last = ring_starts_[first_rings_[part_starts_[shape + 1]]];
  return std::span(points_).subspan(first, last - first);
}

Box Shapes::box(std::size_t shape) const { return box_of(points(shape)); }
Box Shapes::box() const { return box_of(points_); }

void Shapes::begin_shape(ShapeType type) {
  types_.push_back(type);
  part_starts_.push_back(part_starts_.back());
}

void Shapes::begin_part() {
  assert(!types_.empty());
  ++part_starts_.back();
  first_rings_.push_back(first_rings_.back());
}

void Shapes::add_ring(std::span<const Point> points) {
  assert(first_rings_.size() > 1);
  ++first_rings_.back();
  points_.insert(points_.end(), points.begin(), points.end());
  ring_starts_.push_back(points_.size());
}

std::span<Point> Shapes::add_ring(std::size_t count) {
  assert(first_rings_.size() > 1);
  ++first_rings_.back();
  points_.resize(points_.size() + count);
  ring_starts_.push_back(points_.size());
  return std::span(points_).last(count);
}

void Shapes::truncate(std::size_t size) {
  types_.resize(size);
  part_starts_.resize(size + 1);
  first_rings_.resize(part_starts_.back() + 1);
  ring_starts_.resize(first_rings_.back() + 1);
  points_.resize(ring_starts_.back());
}

void Shapes::add(const MultiPolygon& shape) {
  begin_shape(shape.polygons.empty() ? ShapeType::none : ShapeType::polygon);
  for (const Polygon& polygon : shape.polygons) {
    begin_part();
    add_ring(polygon.shell.points);
    for (const Ring& hole : polygon.holes) add_ring(hole.points);
  }
}

void Shapes::add(const Shapes& other, std::size_t first, std::size_t last) {
  const auto copy = [](std::vector<std::size_t>& to, const std::vector<std::size_t>& from, std::size_t begin, std::size_t end) {
    const std::size_t shift = to.back() - from[begin];  // may wrap round: so does adding it
    for (std::size_t i = begin + 1; i <= end; ++i) to.push_back(from[i] + shift);
  };
  const auto at = [](const auto& column, std::size_t i) { return column.begin() + static_cast<std::ptrdiff_t>(i); };
  const std::size_t part = other.part_starts_[first], last_part = other.part_starts_[last];
  const std::size_t ring = other.first_rings_[part], last_ring = other.first_rings_[last_part];
  types_.insert(types_.end(), at(other.types_, first), at(other.types_, last));
  copy(part_starts_, other.part_starts_, first, last);
  copy(first_rings_, other.first_rings_, part, last_part);
  points_.insert(points_.end(), at(other.points_, other.ring_starts_[ring]), at(other.points_, other.ring_starts_[last_ring]));
  copy(ring_starts_, other.ring_starts_, ring, last_ring);
}

namespace {

/// The system clears new memory page by page; for a layer of a million shapes that takes as long as filling it, unless the pages are large.
template <class T>
void ask_for_large_pages([[maybe_unused]] std::vector<T>& column) {
#ifdef __linux__
  constexpr std::uintptr_t page = std::uintptr_t{1} << 21;
  const auto first = (reinterpret_cast<std::uintptr_t>(column.data()) + page - 1) / page * page;
  const auto last = reinterpret_cast<std::uintptr_t>(column.data() + column.capacity()) / page * page;
  if (first < last) madvise(reinterpret_cast<void*>(first), last - first, MADV_HUGEPAGE);  // a wish: refused, all is as before
#endif
}

}  // namespace

void Shapes::reserve(std::size_t shapes, std::size_t points) {
  types_.reserve(shapes);
  part_starts_.reserve(shapes + 1);
  first_rings_.reserve(shapes + 1);
  ring_starts_.reserve(shapes + 1);
  points_.reserve(points);
  ask_for_large_pages(points_);
}

MultiPolygon Shapes::multipolygon(std::size_t shape) const {
  assert(type(shape) == ShapeType::polygon || type(shape) == ShapeType::none);
  MultiPolygon result;
  for (std::size_t part = 0; part < part_count(shape); ++part) {
    Polygon polygon;
    for (std::size_t i = 0; i < ring_count(shape, part); ++i) {
      const auto points = ring(shape, part, i);
      Ring ring{{points.begin(), points.end()}};
      if (i == 0) polygon.shell = std::move(ring);
      else polygon.holes.push_back(std::move(ring));
    }
    result.polygons.push_back(std::move(polygon));
  }
  return result;
}

double ring_area(const Shapes& shapes, std::size_t shape) {
  if (shapes.type(shape) != ShapeType::polygon) return 0.0;
  double total = 0.0;
  for (std::size_t part = 0; part < shapes.part_count(shape); ++part) {
    for (std::size_t r = 0; r < shapes.ring_count(shape, part); ++r) {
      const auto ring = shapes.ring(shape, part, r);
      if (ring.empty()) continue;
      const Point origin = ring.front();
      double twice = 0.0;
      for (std::size_t i = 1; i < ring.size(); ++i) {
        twice += (ring[i - 1].x - origin.x) * (ring[i].y - origin.y) - (ring[i].x - origin.x) * (ring[i - 1].y - origin.y);
      }
      total += (r == 0 ? 0.5 : -0.5) * std::abs(twice);
    }
  }
  return total;
}

}  // namespace libspatial
