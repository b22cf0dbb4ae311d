// The overlay against exact rational arithmetic: polygons on a small lattice, where every border coincides with another, and the
// same turned and rounded, where every border nearly does. LIBSPATIAL_FUZZ=n multiplies the number of rounds.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <numbers>
#include <random>

#include "libspatial/overlay.hpp"
#include "overlay/cutter.hpp"
#include "support/exact.hpp"
#include "support/sketch.hpp"

namespace libspatial {
namespace {

using testing::exact_intersection_area;
using testing::layer_of;
using testing::sketch;

constexpr const char* plane = "EPSG:32652";

int rounds(int few) {
  const char* more = std::getenv("LIBSPATIAL_FUZZ");
  return more ? few * std::atoi(more) : few;
}

/// A union of lattice cells with holes and parts that touch at corners; or a star of lattice points.
MultiPolygon lattice_shape(std::mt19937& random, double side) {
  for (;;) {
    MultiPolygon shape;
    if (random() % 2) {
      std::string drawing;
      const unsigned filled = 2 + random() % 7;
      for (int y = 0; y < 6; ++y) {
        for (int x = 0; x < 6; ++x) drawing += random() % 9 < filled ? 'A' : '.';
        drawing += ' ';
      }
      auto drawn = sketch(drawing, {.cell = side / 6, .origin = {0, 0}});
      if (!drawn.count('A')) continue;
      shape = drawn['A'];
    } else {
      std::vector<Point> points;
      const int n = 3 + static_cast<int>(random() % 9);
      for (int i = 0; i < n; ++i) points.push_back({side / 12 * (random() % 13), side / 12 * (random() % 13)});
      const Point centre{side / 12 * 6 + side / 97, side / 12 * 6 + side / 89};
      std::sort(points.begin(), points.end(), [&](Point a, Point b) { return std::atan2(a.y - centre.y, a.x - centre.x) < std::atan2(b.y - centre.y, b.x - centre.x); });
      points.push_back(points.front());
      shape.polygons.push_back({{points}, {}});
    }
    Shapes shapes;
    shapes.add(shape);
    if (!find_flaw(shapes, 0) && ring_area(shapes, 0) > 0) return shape;
  }
}

void each_point(MultiPolygon& shape, const std::function<Point(Point)>& move) {
  for (Polygon& polygon : shape.polygons) {
    for (Point& p : polygon.shell.points) p = move(p);
    for (Ring& hole : polygon.holes) {
      for (Point& p : hole.points) p = move(p);
    }
  }
}

/// Points in the middle of some edges, as another author would have put them.
void divide(MultiPolygon& shape, std::mt19937& random) {
  const auto divided = [&](Ring& ring) {
    std::vector<Point> points;
    for (std::size_t i = 0; i + 1 < ring.points.size(); ++i) {
      const Point a = ring.points[i], b = ring.points[i + 1];
      points.push_back(a);
      if (random() % 3 == 0) points.push_back({(a.x + b.x) / 2, (a.y + b.y) / 2});
    }
    points.push_back(points.front());
    ring.points = points;
  };
  for (Polygon& polygon : shape.polygons) {
    divided(polygon.shell);
    for (Ring& hole : polygon.holes) divided(hole);
  }
}

bool is_valid(const MultiPolygon& shape) {
  Shapes shapes;
  shapes.add(shape);
  return !find_flaw(shapes, 0);
}

struct Tally { std::size_t pairs = 0, fallbacks = 0; double worst = 0; };

void compare(const MultiPolygon& subject, const MultiPolygon& zone, Tally& tally, bool shapes) {
  const Layer s = layer_of({subject}, plane), z = layer_of({zone}, plane);
  const double expected = exact_intersection_area(subject, zone), whole = ring_area(s.shapes, 0);
  const Overlay result = overlay(s, ZoneIndex(z), {.area = AreaKind::planar, .shapes = shapes, .threads = 1});
  double inside = 0, all = 0;
  for (std::size_t i = 0; i < result.pieces.size(); ++i) {
    const double area = result.pieces[i].area.square_metres();
    (result.pieces[i].zone == outside ? all : inside) += area;
    if (!shapes) continue;
    EXPECT_FALSE(find_flaw(result.shapes, i));
    EXPECT_NEAR(ring_area(result.shapes, i), area, 1e-9 * whole + 1e-6);
  }
  all += inside;
  ++tally.pairs;
  tally.fallbacks += result.fallbacks;
  tally.worst = std::max(tally.worst, std::abs(inside - expected));
  ASSERT_NEAR(inside, expected, 1e-9 * whole + 1e-6);
  ASSERT_NEAR(all, whole, 1e-9 * whole);
}

void report(const char* what, const Tally& tally) {
  std::printf("%s: %zu pairs, largest error %.2g m2, %zu by GEOS\n", what, tally.pairs, tally.worst, tally.fallbacks);
}

TEST(Exact, OnTheLattice) {
  std::mt19937 random(20261101);
  Tally tally;
  for (int i = 0; i < rounds(1500) && !HasFatalFailure(); ++i) {
    const double x = 543000 + random() % 1000, y = 4857000 + random() % 1000;
    MultiPolygon subject = lattice_shape(random, 60), zone = lattice_shape(random, 60);
    if (random() % 2) divide(zone, random);
    for (MultiPolygon* shape : {&subject, &zone}) each_point(*shape, [&](Point p) { return Point{p.x + x, p.y + y}; });
    SCOPED_TRACE(i);
    compare(subject, zone, tally, i % 2);
  }
  report("lattice", tally);
  EXPECT_LT(tally.worst, 1e-9);
  EXPECT_LT(tally.fallbacks * 20, tally.pairs);
}

TEST(Exact, NearlyCoincident) {
  std::mt19937 random(20261102);
  std::uniform_real_distribution<> angle(0, 2 * std::numbers::pi);
  Tally tally;
  for (int i = 0; i < rounds(1500) && !HasFatalFailure(); ++i) {
    const double turn = angle(random), grain = std::pow(10.0, -2 - static_cast<int>(random() % 8));
    const double x = 42543000 + random() % 1000, y = 4857000 + random() % 1000;
    const auto move = [&](Point p) {
      const Point q{p.x * std::cos(turn) - p.y * std::sin(turn), p.x * std::sin(turn) + p.y * std::cos(turn)};
      return Point{std::round(q.x / grain) * grain + x, std::round(q.y / grain) * grain + y};
    };
    MultiPolygon subject = lattice_shape(random, 60), zone = lattice_shape(random, 60);
    divide(zone, random);
    divide(subject, random);
    each_point(subject, move);
    each_point(zone, move);
    if (!is_valid(subject) || !is_valid(zone)) continue;
    SCOPED_TRACE(i);
    compare(subject, zone, tally, i % 2);
  }
  report("nearly coincident", tally);
  EXPECT_GT(tally.pairs, 500u);
  EXPECT_LT(tally.worst, 1e-7);
}

/// The official areas of parts, summed along their borders, are those of their shapes.
TEST(Exact, OfficialAreasAreThoseOfTheShapes) {
  std::mt19937 random(20261105);
  std::uniform_real_distribution<> angle(0, 2 * std::numbers::pi);
  std::size_t compared = 0, rounded = 0;
  double worst = 0;
  for (int i = 0; i < rounds(1500); ++i) {
    const bool degrees = i % 5 == 0;
    const Crs crs(degrees ? "EPSG:4490" : "EPSG:4530");
    const double side = i % 2 ? 60 : 900, turn = angle(random), scale = degrees ? 1e-5 : 1;
    const Point at = degrees ? Point{126.5, 43.8} : Point{42543000, 4857000};
    const auto move = [&](Point p) { return Point{(p.x * std::cos(turn) - p.y * std::sin(turn)) * scale + at.x, (p.x * std::sin(turn) + p.y * std::cos(turn)) * scale + at.y}; };
    MultiPolygon subject = lattice_shape(random, side), zone = lattice_shape(random, side);
    each_point(subject, move);
    each_point(zone, move);
    if (!is_valid(subject) || !is_valid(zone)) continue;
    const Layer s = layer_of({subject}, crs.code().c_str()), z = layer_of({zone}, crs.code().c_str());
    const ZoneIndex index(z);
    Cutter cutter(index.impl(), crs, AreaKind::official, true);
    Cut cut;
    cutter.cut(s.shapes, 0, cut);
    for (const Cut::Part& part : cut.parts) {
      if (!part.shape || !part.official) continue;
      const double expected = official_unrounded(*part.shape, 0, crs);
      ++compared;
      worst = std::max(worst, std::abs(*part.official - expected));
      // two crossings at one place may differ in their last digit, and then be rounded to 0.1 mm on either side of it
      EXPECT_NEAR(*part.official, expected, 1e-4 * side / 2) << i;
      rounded += std::abs(*part.official - expected) > 1e-8 * side;
    }
  }
  std::printf("official: %zu parts, %zu rounded otherwise, largest difference %.2g m2\n", compared, rounded, worst);
  EXPECT_LT(rounded * 20, compared);
  EXPECT_GT(compared, 1500u);
}

TEST(Exact, AZoneAndTheLandAroundIt) {
  std::mt19937 random(20261103);
  std::size_t fallbacks = 0;
  for (int i = 0; i < rounds(500); ++i) {
    MultiPolygon zone = lattice_shape(random, 60);
    if (zone.polygons.size() != 1) continue;
    MultiPolygon around = testing::rectangle(-60, -60, 120, 120);
    around.polygons[0].holes.push_back(zone.polygons[0].shell);
    for (const Ring& hole : zone.polygons[0].holes) around.polygons.push_back({hole, {}});
    const MultiPolygon subject = lattice_shape(random, 60);
    const Layer s = layer_of({subject}, plane), z = layer_of({zone, around}, plane);
    const Overlay result = overlay(s, ZoneIndex(z), {.area = AreaKind::planar, .threads = 1});
    fallbacks += result.fallbacks;
    double sum[2] = {};
    for (const Piece& p : result.pieces) {
      ASSERT_NE(p.zone, outside) << i;
      sum[p.zone] += p.area.square_metres();
    }
    const double inside = exact_intersection_area(subject, zone), whole = ring_area(s.shapes, 0);
    EXPECT_NEAR(sum[0], inside, 1e-9) << i;
    EXPECT_NEAR(sum[1], whole - inside, 1e-9) << i;
    EXPECT_EQ(result.multi_cover[0].square_metres(), 0) << i;
  }
  std::printf("%zu by GEOS\n", fallbacks);
}

TEST(Exact, ZonesThatOverlapAreSeenWhateverTheyAddUpTo) {
  std::mt19937 random(20261104);
  for (int i = 0; i < rounds(500); ++i) {
    const MultiPolygon a = lattice_shape(random, 60), b = lattice_shape(random, 60), subject = lattice_shape(random, 60);
    const Layer s = layer_of({subject}, plane);
    // the part of the subject that lies in both, by two exact overlays: S ∩ a as shapes, then those in b
    const Overlay first = overlay(s, ZoneIndex(layer_of({a}, plane)), {.area = AreaKind::planar, .shapes = true, .threads = 1});
    double both = 0;
    for (std::size_t k = 0; k < first.pieces.size(); ++k) {
      if (first.pieces[k].zone == 0) both += exact_intersection_area(first.shapes.multipolygon(k), b);
    }
    const Overlay result = overlay(s, ZoneIndex(layer_of({a, b}, plane)), {.area = AreaKind::planar, .threads = 1});
    EXPECT_NEAR(result.multi_cover[0].square_metres(), both, 1e-6) << i;
  }
}

}  // namespace
}  // namespace libspatial
