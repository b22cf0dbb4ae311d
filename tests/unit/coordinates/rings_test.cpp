// Which ring lies in which, where borders are shared point by point.
#include <gtest/gtest.h>

#include <cmath>

#include "coordinates/rings.hpp"

namespace libspatial::coordinates {
namespace {

/// Steps along y = 0 to x = `end`, closed over y = `height`.
Ring on_the_axis(int end, double height) {
  Ring ring;
  for (int x = 0; x <= end; ++x) ring.points.push_back({static_cast<double>(x), 0});
  ring.points.push_back({static_cast<double>(end), height});
  ring.points.push_back({0, height});
  ring.points.push_back({0, 0});
  return ring;
}

Ring circle(std::size_t n, double radius) {
  Ring ring;
  for (std::size_t i = 0; i < n; ++i) ring.points.push_back({radius * std::cos(2 * std::acos(-1.0) * static_cast<double>(i) / static_cast<double>(n)), radius * std::sin(2 * std::acos(-1.0) * static_cast<double>(i) / static_cast<double>(n))});
  ring.points.push_back(ring.points.front());
  return ring;
}

Shapes of(const std::vector<Ring>& rings) {
  Shapes shapes;
  add_by_containment(rings, shapes);
  return shapes;
}

TEST(Rings, ThatShareALongBorderLieInsideOrBeside) {
  for (const int shared : {2, 7, 8, 9, 40}) {
    const Shapes inside = of({on_the_axis(shared + 5, 10), on_the_axis(shared, 4)});
    EXPECT_EQ(inside.part_count(0), 1u) << shared;
    EXPECT_EQ(inside.ring_count(0, 0), 2u) << shared;
    const Shapes beside = of({on_the_axis(shared + 5, 10), on_the_axis(shared, -4)});
    EXPECT_EQ(beside.part_count(0), 2u) << shared;
  }
}

TEST(Rings, DrawnTwiceAreTwoParts) {
  const Ring once = circle(200'000, 1e6);  // held edge against edge: 4 · 10^10 looks
  Ring back{{once.points.rbegin() + 70'000, once.points.rend()}};
  back.points.insert(back.points.end(), once.points.rbegin() + 1, once.points.rbegin() + 70'001);
  EXPECT_EQ(of({once, once}).part_count(0), 2u);
  EXPECT_EQ(of({once, back}).part_count(0), 2u) << "begun elsewhere, the other way round";
}

}  // namespace
}  // namespace libspatial::coordinates
