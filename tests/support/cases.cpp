#include "support/cases.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numbers>

#include "support/sketch.hpp"

namespace libspatial::testing {
namespace {

void append(std::string& text, double value) {
  char digits[32];
  std::snprintf(digits, sizeof digits, "%.17g", value);
  text += digits;
}

void append(std::string& text, const Ring& ring) {
  text += '(';
  for (std::size_t i = 0; i < ring.points.size(); ++i) {
    if (i > 0) text += ", ";
    append(text, ring.points[i].x);
    text += ' ';
    append(text, ring.points[i].y);
  }
  text += ')';
}

void by_angle(std::vector<Point>& points, Point centre) {
  std::sort(points.begin(), points.end(), [&](Point a, Point b) { return std::atan2(a.y - centre.y, a.x - centre.x) < std::atan2(b.y - centre.y, b.x - centre.x); });
}

std::string drawn_cells(Random& random) {
  std::string drawing;
  const unsigned filled = 2 + random() % 7;
  for (int y = 0; y < 6; ++y) {
    for (int x = 0; x < 6; ++x) drawing += random() % 9 < filled ? 'A' : '.';
    drawing += ' ';
  }
  return drawing;
}

}  // namespace

int rounds(int few) {
  const char* more = std::getenv("LIBSPATIAL_FUZZ");
  return more ? few * std::max(1, std::atoi(more)) : few;
}

void each_seed(std::uint32_t first, int few, const std::function<void(Random&)>& draw_and_test) {
  const char* only = std::getenv("LIBSPATIAL_SEED");
  const std::uint32_t begin = only ? static_cast<std::uint32_t>(std::strtoul(only, nullptr, 10)) : first;
  const std::uint32_t end = begin + (only ? 1 : static_cast<std::uint32_t>(rounds(few)));
  for (std::uint32_t seed = begin; seed != end && !::testing::Test::HasFailure(); ++seed) {
    const ::testing::ScopedTrace trace(__FILE__, __LINE__, "LIBSPATIAL_SEED=" + std::to_string(seed));
    Random random(seed);
    try {
      draw_and_test(random);
    } catch (const std::exception& e) {  // here, where the trace still knows the seed
      ADD_FAILURE() << e.what();
    }
  }
}

std::string wkt(const MultiPolygon& shape) {
  if (shape.polygons.empty()) return "MULTIPOLYGON EMPTY";
  std::string text = "MULTIPOLYGON (";
  for (std::size_t i = 0; i < shape.polygons.size(); ++i) {
    text += i > 0 ? ", (" : "(";
    append(text, shape.polygons[i].shell);
    for (const Ring& hole : shape.polygons[i].holes) {
      text += ", ";
      append(text, hole);
    }
    text += ')';
  }
  return text + ')';
}

std::string wkt(const MultiPolygon& subject, const MultiPolygon& zone) { return "subject " + wkt(subject) + "\nzone " + wkt(zone); }

double uniform(Random& random, double from, double to) { return from + (to - from) * (static_cast<double>(random()) / 4294967296.0); }
bool chance(Random& random, double of) { return uniform(random, 0, 1) < of; }

MultiPolygon lattice_shape(Random& random, double side) {
  for (;;) {
    MultiPolygon shape;
    if (random() % 2) {
      auto drawn = sketch(drawn_cells(random), {.cell = side / 6, .origin = {0, 0}});
      if (!drawn.count('A')) continue;
      shape = drawn['A'];
    } else {
      std::vector<Point> points;
      const int n = 3 + static_cast<int>(random() % 9);
      for (int i = 0; i < n; ++i) points.push_back({side / 12 * (random() % 13), side / 12 * (random() % 13)});
      by_angle(points, {side / 12 * 6 + side / 97, side / 12 * 6 + side / 89});
      points.push_back(points.front());
      shape.polygons.push_back({{points}, {}});
    }
    if (is_valid(shape) && area_of(shape) > 0) return shape;
  }
}

Ring star(Random& random, Point centre, int n, double least, double most) {
  Ring ring;
  for (int i = 0; i < n; ++i) {
    const double angle = 2 * std::numbers::pi * (i + uniform(random, 0.1, 0.9)) / n, radius = uniform(random, least, most);
    ring.points.push_back({centre.x + radius * std::cos(angle), centre.y + radius * std::sin(angle)});
  }
  ring.points.push_back(ring.points.front());
  return ring;
}

MultiPolygon archipelago(Random& random, double side) {
  MultiPolygon shape;
  const int parts = 1 + static_cast<int>(random() % 3);
  const double cell = side / parts;
  for (int part = 0; part < parts; ++part) {
    const Point centre{cell * (part + 0.5), cell * (random() % static_cast<unsigned>(parts) + 0.5)};
    Polygon polygon{star(random, centre, 4 + static_cast<int>(random() % 40), 0.25 * cell, 0.49 * cell), {}};
    if (random() % 2) polygon.holes.push_back(star(random, centre, 3 + static_cast<int>(random() % 12), 0.04 * cell, 0.12 * cell));
    shape.polygons.push_back(std::move(polygon));
  }
  return shape;
}

MultiPolygon needle(Random& random, Point centre, double length, double width) {
  const double angle = uniform(random, 0, 2 * std::numbers::pi), c = std::cos(angle), s = std::sin(angle);
  Ring ring;
  for (const auto& [u, v] : {std::pair{-1.0, -1.0}, {1.0, -1.0}, {1.0, 1.0}, {-1.0, 1.0}, {-1.0, -1.0}}) {
    const double along = u * length / 2, across = v * width / 2;
    ring.points.push_back({centre.x + along * c - across * s, centre.y + along * s + across * c});
  }
  return {{{ring, {}}}};
}

void each_ring(MultiPolygon& shape, const std::function<void(Ring&)>& change) {
  for (Polygon& polygon : shape.polygons) {
    change(polygon.shell);
    for (Ring& hole : polygon.holes) change(hole);
  }
}

void each_point(MultiPolygon& shape, const std::function<Point(Point)>& move) {
  each_ring(shape, [&](Ring& ring) {
    for (Point& p : ring.points) p = move(p);
  });
}

void divide(MultiPolygon& shape, Random& random) {
  each_ring(shape, [&](Ring& ring) {
    std::vector<Point> points;
    for (std::size_t i = 0; i + 1 < ring.points.size(); ++i) {
      const Point a = ring.points[i], b = ring.points[i + 1];
      points.push_back(a);
      if (random() % 3 == 0) points.push_back({(a.x + b.x) / 2, (a.y + b.y) / 2});
    }
    points.push_back(points.front());
    ring.points = std::move(points);
  });
}

void turn_rings(MultiPolygon& shape, Random& random) {
  each_ring(shape, [&](Ring& ring) {
    ring.points.pop_back();
    if (random() % 2) std::reverse(ring.points.begin(), ring.points.end());
    std::rotate(ring.points.begin(), ring.points.begin() + random() % ring.points.size(), ring.points.end());
    ring.points.push_back(ring.points.front());
  });
}

Shapes shapes_of(const MultiPolygon& shape) {
  Shapes shapes;
  shapes.add(shape);
  return shapes;
}

bool is_valid(const MultiPolygon& shape) { return !find_flaw(shapes_of(shape), 0); }
double area_of(const MultiPolygon& shape) { return ring_area(shapes_of(shape), 0); }

double perimeter_of(const MultiPolygon& shape) {
  double sum = 0;
  MultiPolygon copy = shape;
  each_ring(copy, [&](Ring& ring) {
    for (std::size_t i = 1; i < ring.points.size(); ++i) sum += std::hypot(ring.points[i].x - ring.points[i - 1].x, ring.points[i].y - ring.points[i - 1].y);
  });
  return sum;
}

std::size_t point_count(const MultiPolygon& shape) { return shapes_of(shape).points().size(); }

}  // namespace libspatial::testing
