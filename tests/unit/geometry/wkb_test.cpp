// WKB in and out, and every way bytes can be wrong.
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>

#include "libspatial/geometry.hpp"
#include "support/sketch.hpp"

namespace libspatial {
namespace {

using Bytes = std::vector<std::byte>;

Bytes hex(const std::string& text) {
  Bytes bytes;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2) bytes.push_back(std::byte(std::stoi(text.substr(i, 2), nullptr, 16)));
  return bytes;
}

template <class T>
void put(Bytes& bytes, T value) {
  const auto* raw = reinterpret_cast<const std::byte*>(&value);
  bytes.insert(bytes.end(), raw, raw + sizeof(T));
}

/// A triangle with any type code, any number of dimensions and a last point of choice.
Bytes triangle(std::uint32_t code, int dims, std::optional<std::uint32_t> srid = {}, double last_x = 0) {
  Bytes b{std::byte{1}};
  put(b, code);
  if (srid) put(b, *srid);
  put<std::uint32_t>(b, 1);
  put<std::uint32_t>(b, 4);
  for (const auto& [x, y] : {std::pair{0., 0.}, {4., 0.}, {4., 3.}, {last_x, 0.}}) {
    put(b, x);
    put(b, y);
    for (int i = 2; i < dims; ++i) put(b, 7.0);
  }
  return b;
}

Shapes read(const Bytes& bytes) {
  Shapes shapes;
  from_wkb(bytes, shapes);
  return shapes;
}

TEST(Wkb, GivesBackWhatItWrote) {
  Shapes shapes;
  for (const auto& [letter, shape] : testing::sketch("AAA.B A.A.. AAA.B")) shapes.add(shape);
  ASSERT_EQ(shapes.size(), 2u);
  EXPECT_EQ(shapes.ring_count(0, 0), 2u) << "A has a hole";
  EXPECT_EQ(shapes.part_count(1), 2u) << "B has two parts";
  Shapes again;
  for (std::size_t i = 0; i < shapes.size(); ++i) from_wkb(to_wkb(shapes, i), again);
  EXPECT_EQ(again, shapes);
}

TEST(Wkb, ReadsEitherByteOrder) {
  const Shapes shapes = read(hex("0000000001" "3ff0000000000000" "4000000000000000"));
  ASSERT_EQ(shapes.type(0), ShapeType::point);
  EXPECT_EQ(shapes.points(0)[0], (Point{1, 2}));
}

TEST(Wkb, DropsZAndMAndSaysSo) {
  for (const auto& [code, dims] : {std::pair{1003u, 3}, {2003u, 3}, {3003u, 4}, {0x80000003u, 3}, {0xC0000003u, 4}}) {
    Shapes shapes;
    EXPECT_TRUE(from_wkb(triangle(code, dims), shapes).dropped_z_or_m) << code;
    EXPECT_EQ(ring_area(shapes, 0), 6.0) << code;
  }
  Shapes flat;
  EXPECT_FALSE(from_wkb(triangle(3, 2), flat).dropped_z_or_m);
}

TEST(Wkb, ReadsTheSridOfEwkb) {
  Shapes shapes;
  EXPECT_EQ(from_wkb(triangle(0x20000003u, 2, 4530), shapes).srid, 4530);
}

TEST(Wkb, ClosesAnOpenRing) {
  const Shapes shapes = read(triangle(3, 2, {}, 1.0));
  EXPECT_EQ(shapes.ring(0, 0, 0).size(), 5u);
  EXPECT_EQ(shapes.ring(0, 0, 0).front(), shapes.ring(0, 0, 0).back());
}

// ---- Curves: drawn by their arcs, counted by the formula of the circle

Bytes numbers(std::uint32_t code, std::uint32_t count) {
  Bytes b{std::byte{1}};
  put(b, code);
  put(b, count);
  return b;
}

Bytes curve(std::uint32_t code, const std::vector<Point>& points, int dims = 2) {
  Bytes b = numbers(code, static_cast<std::uint32_t>(points.size()));
  for (const Point p : points) {
    put(b, p.x);
    put(b, p.y);
    for (int i = 2; i < dims; ++i) put(b, 7.0);
  }
  return b;
}

Bytes of(std::uint32_t code, const std::vector<Bytes>& members) {
  Bytes b = numbers(code, static_cast<std::uint32_t>(members.size()));
  for (const Bytes& m : members) b.insert(b.end(), m.begin(), m.end());
  return b;
}

const double pi = std::acos(-1.0);
constexpr double East = 4530000, North = 4857000;  // where a double has nine decimals of a metre left

Point at(double x, double y) { return {East + x, North + y}; }

TEST(Wkb, ArcsHoldTheAreaOfTheirCircle) {
  const Bytes circle = of(10, {curve(8, {at(-100, 0), at(100, 0), at(-100, 0)})});
  const Bytes by_quarters = of(10, {curve(8, {at(-100, 0), at(0, 100), at(100, 0), at(0, -100), at(-100, 0)})});
  const Bytes half = of(10, {of(9, {curve(8, {at(100, 0), at(0, 100), at(-100, 0)}), curve(2, {at(-100, 0), at(100, 0)})})});
  const Bytes bitten = of(10, {of(9, {curve(2, {at(100, 0), at(100, -50), at(-100, -50), at(-100, 0)}), curve(8, {at(-100, 0), at(0, -30), at(100, 0)})})});
  const double radius = (100.0 * 100 + 30 * 30) / (2 * 30), angle = 2 * std::asin(100 / radius), segment = radius * radius * (angle - std::sin(angle)) / 2;
  for (const auto& [bytes, area] : {std::pair{circle, pi * 1e4}, {by_quarters, pi * 1e4}, {half, pi * 5e3}, {bitten, 1e4 - segment}}) {
    Shapes shapes;
    EXPECT_TRUE(from_wkb(bytes, shapes).stroked_arcs);
    ASSERT_EQ(shapes.type(0), ShapeType::polygon);
    EXPECT_NEAR(std::abs(ring_area(shapes, 0)), area, 1e-5);
  }
  const Shapes round = read(circle);
  for (const Point p : round.points()) EXPECT_LE(std::abs(std::hypot(p.x - East, p.y - North) - 100), 1e-3);
  EXPECT_LT(round.points().size(), 2000u);
}

TEST(Wkb, AFinerToleranceIsNearerToTheArc) {
  const Bytes circle = of(10, {curve(8, {{126, 43}, {126.002, 43}, {126, 43}})});
  Shapes shapes;
  from_wkb(circle, shapes, 1e-8);
  for (const Point p : shapes.points()) EXPECT_LE(std::abs(std::hypot(p.x - 126.001, p.y - 43) - 1e-3), 1e-8);
  EXPECT_NEAR(std::abs(ring_area(shapes, 0)), pi * 1e-6, 1e-15);
}

TEST(Wkb, NeighboursShareTheVerticesOfTheirArc) {
  const Shapes one = read(curve(8, {at(0, 0), at(40, 30), at(90, 10)})), other = read(curve(8, {at(90, 10), at(40, 30), at(0, 0)}));
  ASSERT_EQ(one.points().size(), other.points().size());
  EXPECT_TRUE(std::equal(one.points().begin(), one.points().end(), other.points().rbegin()));
}

TEST(Wkb, ReadsCurvesOfEveryKind) {
  const Bytes square = triangle(3, 2), disc = of(10, {curve(8, {{-1, 0}, {1, 0}, {-1, 0}})});
  const Shapes surfaces = read(of(12, {square, disc}));
  EXPECT_EQ(surfaces.part_count(0), 2u);
  const Shapes ring = read(of(10, {curve(8, {at(-100, 0), at(100, 0), at(-100, 0)}), curve(2, {at(0, 0), at(10, 0), at(10, 10), at(0, 0)})}));
  EXPECT_EQ(ring.ring_count(0, 0), 2u);
  const Shapes lines = read(of(11, {curve(2, {{0, 0}, {1, 0}}), curve(8, {{0, 0}, {1, 1}, {2, 0}}), of(9, {curve(2, {{0, 0}, {1, 0}}), curve(8, {{1, 0}, {2, 1}, {3, 0}})})}));
  EXPECT_EQ(lines.type(0), ShapeType::line);
  EXPECT_EQ(lines.part_count(0), 3u);
  Shapes high;
  const WkbNotes notes = from_wkb(of(1010, {curve(1008, {{-1, 0}, {1, 0}, {-1, 0}}, 3)}), high, 1e-9);
  EXPECT_TRUE(notes.dropped_z_or_m && notes.stroked_arcs);
  EXPECT_NEAR(std::abs(ring_area(high, 0)), pi, 1e-12);
  EXPECT_EQ(read(curve(8, {{0, 0}, {5, 0}, {10, 0}})).points().size(), 2u) << "a straight arc is an edge";
  EXPECT_EQ(read(curve(8, {{0, 0}, {5, 1e-12}, {10, 0}})).points().size(), 2u);
  EXPECT_EQ(read(of(10, {})).type(0), ShapeType::none);
  EXPECT_EQ(read(curve(8, {})).type(0), ShapeType::none);
  EXPECT_EQ(read(of(9, {})).type(0), ShapeType::none);
}

TEST(Wkb, RefusesWhatIsNoCurve) {
  const Bytes bad[] = {
      curve(8, {{0, 0}, {1, 1}}),                                                             // half an arc
      curve(8, {{0, 0}, {1, 1}, {2, 0}, {3, 1}}),                                             //
      curve(8, {{0, 0}, {20, 0}, {10, 0}}),                                                   // an end between: no circle goes through
      of(9, {curve(2, {{0, 0}, {1, 0}}), curve(2, {{1, 0.5}, {2, 0}})}),                      // parts that do not meet
      of(10, {triangle(3, 2)}),                                                               // a polygon as a ring
      of(10, {curve(2, {{0, 0}, {1, 0}, {0, 0}})}),                                           //
      curve(8, {{0, 0}, {std::nan(""), 1}, {2, 0}}),                                          //
      curve(8, {{0, 0}, {5, 1e-300}, {1e300, 0}}),                                            //
      curve(8, {{-1e12, 0}, {1e12, 0}, {-1e12, 0}}),                                          // more edges than a shape may have
  };
  for (const Bytes& b : bad) {
    Shapes shapes;
    shapes.add_none();
    const Shapes before = shapes;
    EXPECT_THROW(from_wkb(b, shapes), Error) << &b - bad;
    EXPECT_EQ(shapes, before);
  }
  Bytes deep = curve(2, {{0, 0}, {1, 0}});
  for (int i = 0; i < 20; ++i) deep = of(9, {deep});
  EXPECT_THROW(read(deep), Error);
  const Bytes whole = of(12, {of(10, {of(9, {curve(8, {{0, 0}, {1, 1}, {2, 0}}), curve(2, {{2, 0}, {0, 0}})})})});
  for (std::size_t n = 1; n < whole.size(); ++n) EXPECT_THROW(read(Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(n))), Error) << n;
}

TEST(Wkb, EmptyGeometriesHaveNoShape) {
  EXPECT_EQ(read({}).type(0), ShapeType::none);
  EXPECT_EQ(read(hex("010300000000000000")).type(0), ShapeType::none);                          // POLYGON EMPTY
  EXPECT_EQ(read(hex("010200000000000000")).type(0), ShapeType::none);                          // LINESTRING EMPTY
  EXPECT_EQ(read(hex("0101000000000000000000f87f000000000000f87f")).type(0), ShapeType::none);  // POINT EMPTY
}

TEST(Wkb, RefusesTruncatedBytesAtEveryLength) {
  const Bytes whole = triangle(3, 2);
  for (std::size_t n = 1; n < whole.size(); ++n) {
    Shapes shapes;
    shapes.add_none();
    const Shapes before = shapes;
    EXPECT_THROW(from_wkb(std::span(whole).first(n), shapes), Error) << n;
    EXPECT_EQ(shapes, before) << "nothing may be half added at " << n;
  }
}

TEST(Wkb, RefusesWhatIsNoShape) {
  Bytes trailing = triangle(3, 2);
  trailing.push_back(std::byte{0});
  EXPECT_THROW(read(trailing), Error);
  EXPECT_THROW(read(triangle(3, 2, {}, std::nan(""))), Error);
  EXPECT_THROW(read(triangle(3, 2, {}, std::numeric_limits<double>::infinity())), Error);
  EXPECT_THROW(read(triangle(15, 2)), Error) << "a surface";
  EXPECT_THROW(read(hex("0106000000ffffffff")), Error) << "4 billion parts in 9 bytes";
  EXPECT_THROW(read(hex("010300000001000000ffffffff")), Error) << "4 billion points in 13 bytes";
  EXPECT_THROW(read(hex("0203000000")), Error) << "byte order 2";
  EXPECT_THROW(read(hex("01030000000100000002000000" "0000000000000000" "0000000000000000" "0000000000000000" "0000000000000000")), Error)
      << "a ring of two points";
  Bytes deep;
  for (int i = 0; i < 100; ++i) for (const auto b : hex("010700000001000000")) deep.push_back(b);
  EXPECT_THROW(read(deep), Error) << "collections in collections";
}

TEST(Wkb, ReadsACollectionOfPolygonsAsOneShape) {
  Bytes collection = hex("010700000002000000");
  for (int i = 0; i < 2; ++i) for (const auto b : triangle(3, 2)) collection.push_back(b);
  const Shapes shapes = read(collection);
  EXPECT_EQ(shapes.type(0), ShapeType::polygon);
  EXPECT_EQ(shapes.part_count(0), 2u);
  Bytes mixed = hex("010700000002000000" "0101000000" "0000000000000000" "0000000000000000");
  for (const auto b : triangle(3, 2)) mixed.push_back(b);
  EXPECT_THROW(read(mixed), Error);
}

}  // namespace
}  // namespace libspatial
