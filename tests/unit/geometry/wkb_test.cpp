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

TEST(Wkb, EmptyGeometriesHaveNoShape) {
  EXPECT_EQ(read({}).type(0), ShapeType::none);
  EXPECT_EQ(read(hex("010300000000000000")).type(0), ShapeType::none);                          // POLYGON EMPTY
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
  EXPECT_THROW(read(triangle(10, 2)), Error) << "a curve polygon";
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
