// Is it valid? The answer must be that of GEOS for every shape, however it was reached: a quick look that calls a crossed ring
// valid would make every area near it wrong. Coordinates are whole multiples of a power of two, so that both see the same shape.
#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "libspatial/geometry.hpp"
#include "libspatial/layer.hpp"
#include "support/flawed.hpp"
#include "support/geos_oracle.hpp"
#include "support/sketch.hpp"

namespace libspatial {
namespace {

using testing::each_seed;
using testing::Random;

struct Frame { Point origin; double grain, unit; };
// a grain of 2⁻³⁰ is 1e-9 m; with the prefix of a zone no double is finer than 2⁻²⁷; degrees with 1e-12
const Frame frames[] = {{{0, 0}, std::ldexp(1, -30), 1}, {{543000, 4857000}, std::ldexp(1, -30), 1}, {{42543000, 4857000}, std::ldexp(1, -27), 1}, {{126, 43}, std::ldexp(1, -40), 1e-3}};

struct Count { int valid = 0, flawed = 0; };

void compare(MultiPolygon shape, const Frame& frame, Count& count) {
  testing::each_point(shape, [&](Point p) { return Point{p.x * frame.unit + frame.origin.x, p.y * frame.unit + frame.origin.y}; });
  testing::round_to(shape, frame.grain);
  const auto flaw = find_flaw(testing::shapes_of(shape), 0);
  const bool valid = testing::geos_is_valid(shape);
  (valid ? count.valid : count.flawed) += 1;
  if (flaw.has_value() != valid) return;
  const std::string text = testing::wkt(shape);
  ADD_FAILURE() << (valid ? "valid, but called flawed: " + flaw->reason.en : std::string("flawed, but called valid")) << '\n' << (text.size() < 20'000 ? text : text.substr(0, 20'000) + "…");
}

int size_of(Random& random) {
  static constexpr int sizes[] = {3, 4, 5, 6, 7, 8, 12, 16, 17, 31, 32, 33, 60, 63, 64, 65, 100, 128, 255, 256, 257, 400, 512, 700};
  return sizes[random() % std::size(sizes)];
}

TEST(Validity, OfOneRing) {
  std::map<int, Count> by_harm;
  each_seed(301'000'000, 12'000, [&](Random& random) {
    const Frame& frame = frames[random() % 4];
    const int n = size_of(random);
    Ring ring = testing::ring_of(testing::families[random() % testing::families.size()], random, n);
    const auto harm = testing::harms[random() % testing::harms.size()];
    if (random() % 2) testing::harm(ring, testing::Harm::none, random, 0);
    testing::harm(ring, harm, random, (random() % 2 ? 1 : 3) * frame.grain / frame.unit);
    if (random() % 4 == 0) testing::harm(ring, testing::harms[random() % testing::harms.size()], random, frame.grain / frame.unit);
    compare({{{ring, {}}}}, frame, by_harm[static_cast<int>(harm)]);
  });
  Count all;
  for (const auto& [harm, count] : by_harm) {
    all.valid += count.valid;
    all.flawed += count.flawed;
  }
  std::printf("one ring: %d valid, %d flawed\n", all.valid, all.flawed);
}

TEST(Validity, OfRingsAndParts) {
  std::map<int, Count> by_arrangement;
  each_seed(302'000'000, 6'000, [&](Random& random) {
    const Frame& frame = frames[random() % 4];
    const int arrangement = static_cast<int>(random() % testing::arrangements);
    MultiPolygon shape = testing::arranged(arrangement, random, size_of(random), frame.grain / frame.unit);
    if (random() % 3 == 0) {  // one ring of it harmed
      Polygon& polygon = shape.polygons[random() % shape.polygons.size()];
      Ring& ring = polygon.holes.empty() || random() % 2 ? polygon.shell : polygon.holes[random() % polygon.holes.size()];
      testing::harm(ring, testing::harms[random() % testing::harms.size()], random, frame.grain / frame.unit);
    }
    compare(shape, frame, by_arrangement[arrangement]);
  });
  Count all;
  for (const auto& [arrangement, count] : by_arrangement) {
    all.valid += count.valid;
    all.flawed += count.flawed;
  }
  std::printf("rings and parts: %d valid, %d flawed\n", all.valid, all.flawed);
}

/// Few points on a small lattice: every way in which edges can meet.
TEST(Validity, OfPointsOnALattice) {
  Count count;
  each_seed(303'000'000, 20'000, [&](Random& random) {
    const unsigned side = 3 + random() % 5;
    const auto ring = [&](double x, double y, double step) {
      Ring result;
      for (unsigned i = 3 + random() % 8; i > 0; --i) result.points.push_back({x + step * (random() % side), y + step * (random() % side)});
      result.points.push_back(result.points.front());
      return result;
    };
    MultiPolygon shape;
    for (unsigned parts = 1 + (random() % 4 == 0); parts > 0; --parts) {
      Polygon polygon{ring(0, 0, 8), {}};
      for (unsigned holes = random() % 3; holes > 0; --holes) polygon.holes.push_back(ring(static_cast<double>(8 * (random() % 3)), 8, 4));
      shape.polygons.push_back(polygon);
    }
    compare(shape, frames[random() % 3], count);
  });
  std::printf("lattice: %d valid, %d flawed\n", count.valid, count.flawed);
}

/// Each family and each harm at sizes where a method that looks at all pairs would hang, and one that looks at few might miss.
TEST(Validity, OfManyPoints) {
  Count count;
  each_seed(304'000'000, 1, [&](Random& random) {
    for (const int n : {1'000, 4'095, 10'000, 100'000}) {
      for (const auto family : testing::families) {
        using enum testing::Family;
        if (family == lattice_walk || (n == 100'000 && (family == star || family == wound))) continue;  // GEOS would look at all pairs
        for (const auto harm : testing::harms) {
          const bool twice = harm == testing::Harm::twice_round || harm == testing::Harm::twice_round_wider;
          if (n > 1'000 && (twice || random() % (n == 100'000 ? 8 : 3))) continue;
          Ring ring = testing::ring_of(family, random, n);
          const Frame& frame = frames[random() % 4];
          testing::harm(ring, harm, random, frame.grain / frame.unit);
          SCOPED_TRACE(std::to_string(n) + " points, family " + std::to_string(static_cast<int>(family)) + ", harm " + std::to_string(static_cast<int>(harm)));
          compare({{{ring, {}}}}, frame, count);
        }
      }
    }
  });
  std::printf("many points: %d valid, %d flawed\n", count.valid, count.flawed);
}

/// polygons(): what is kept is valid by GEOS, what is not is told, and every row is one or the other.
TEST(Validity, WhatIsKeptIsValid) {
  std::size_t kept = 0, repaired = 0, rejected = 0;
  each_seed(305'000'000, 40, [&](Random& random) {
    Layer layer = testing::layer_of({testing::rectangle(0, 0, 1, 1)}, "EPSG:32652");
    for (int i = 0; i < 50; ++i) {
      MultiPolygon shape = random() % 2 ? testing::arranged(static_cast<int>(random() % testing::arrangements), random, 4 + static_cast<int>(random() % 20), 1e-6)
                                        : MultiPolygon{{{testing::ring_of(testing::families[random() % testing::families.size()], random, 4 + static_cast<int>(random() % 40)), {}}}};
      testing::harm(shape.polygons[0].shell, testing::harms[random() % testing::harms.size()], random, 1e-9);
      layer.shapes.add(shape);
    }
    const Layer given = layer;
    const Layer result = polygons(std::move(layer));
    ASSERT_EQ(result.size(), given.size());
    std::size_t next_reject = 0, next_repair = 0;
    for (std::size_t row = 0; row < result.size(); ++row) {
      const bool is_rejected = next_reject < result.rejects.size() && result.rejects[next_reject].row == row;
      const bool is_repaired = next_repair < result.repairs.size() && result.repairs[next_repair].row == row;
      next_reject += is_rejected;
      next_repair += is_repaired;
      EXPECT_NE(result.shapes.type(row) == ShapeType::polygon, is_rejected) << row;
      EXPECT_FALSE(is_rejected && is_repaired) << row;
      if (is_rejected) {
        EXPECT_FALSE(testing::geos_is_valid(given.shapes.multipolygon(row)));
        continue;
      }
      const MultiPolygon shape = result.shapes.multipolygon(row);
      EXPECT_TRUE(testing::geos_is_valid(shape)) << testing::wkt(shape);
      if (is_repaired) continue;
      EXPECT_EQ(testing::wkt(shape), testing::wkt(given.shapes.multipolygon(row)));
    }
    EXPECT_EQ(next_reject, result.rejects.size());
    EXPECT_EQ(next_repair, result.repairs.size());
    kept += result.size() - result.rejects.size() - result.repairs.size();
    repaired += result.repairs.size();
    rejected += result.rejects.size();
  });
  std::printf("%zu kept, %zu repaired, %zu rejected\n", kept, repaired, rejected);
}

}  // namespace
}  // namespace libspatial
