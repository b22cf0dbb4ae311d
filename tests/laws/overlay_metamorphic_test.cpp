// What must not matter to an overlay, over shapes that are no sketches: stars, needles, islands with holes, lattices turned and
// rounded, zones that overlap or nearly touch. Each law lays the same land over the same zones, told differently.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numbers>

#include "libspatial/overlay.hpp"
#include "support/cases.hpp"
#include "support/sketch.hpp"

namespace libspatial {
namespace {

using testing::each_point;
using testing::each_seed;
using testing::layer_of;
using testing::Random;
using testing::uniform;

constexpr const char* plane = "EPSG:32652";
constexpr double grain = 1.0 / 1048576;  // 2⁻²⁰ m: with it, moving by whole metres and halving edges on an even grid are exact

using Land = std::vector<MultiPolygon>;
using Table = std::map<std::pair<std::size_t, std::size_t>, double>;  // subject, zone → m²

struct Case {
  Land subjects, zones;
  std::string text() const {
    std::string all;
    for (const auto& s : subjects) all += "subject " + testing::wkt(s) + "\n";
    for (const auto& z : zones) all += "zone " + testing::wkt(z) + "\n";
    return all;
  }
};

MultiPolygon any_shape(Random& random, const std::function<Point(Point)>& lattice_move) {
  for (;;) {
    MultiPolygon shape;
    switch (random() % 4) {
      case 0: shape = testing::archipelago(random, 60); break;
      case 1: shape = testing::needle(random, {uniform(random, 0, 60), uniform(random, 0, 60)}, uniform(random, 5, 80), std::pow(10, uniform(random, -4, 1))); break;
      default: shape = testing::lattice_shape(random, 60); break;
    }
    if (random() % 2) testing::divide(shape, random);
    each_point(shape, lattice_move);
    each_point(shape, [](Point p) { return Point{std::round(p.x / (2 * grain)) * 2 * grain, std::round(p.y / (2 * grain)) * 2 * grain}; });
    if (testing::is_valid(shape) && testing::area_of(shape) > 0.01) return shape;
  }
}

Case draw(Random& random) {
  const double angle = random() % 3 ? uniform(random, 0, 2 * std::numbers::pi) : 0;
  const auto move = [=](Point p) { return Point{543000 + p.x * std::cos(angle) - p.y * std::sin(angle), 4857000 + p.x * std::sin(angle) + p.y * std::cos(angle)}; };
  Case c;
  for (unsigned i = 1 + random() % 4; i > 0; --i) c.subjects.push_back(any_shape(random, move));
  for (unsigned i = 1 + random() % 4; i > 0; --i) c.zones.push_back(any_shape(random, move));
  return c;
}

Overlay overlay_of(const Land& subjects, const Land& zones, OverlayOptions options = {.area = AreaKind::planar, .threads = 1}) {
  return overlay(layer_of(subjects, plane), ZoneIndex(layer_of(zones, plane)), options);
}

Table table_of(const Overlay& result) {
  Table table;
  for (const Piece& p : result.pieces) table[{p.subject, p.zone}] += p.area.square_metres();
  return table;
}

Table table_of(const Land& subjects, const Land& zones) { return table_of(overlay_of(subjects, zones)); }

/// The same pairs with the same areas; `scale` times as large as `once`.
void expect_same(const Table& once, const Table& again, const Land& subjects, double scale = 1) {
  const auto area = [](const Table& table, const auto& key) { return table.count(key) ? table.at(key) : 0.0; };
  Table all = once;
  all.insert(again.begin(), again.end());
  for (const auto& [key, unused] : all) {
    const double whole = testing::area_of(subjects[key.first]);
    EXPECT_NEAR(area(once, key) * scale, area(again, key), scale * (1e-9 * whole + 1e-7)) << "subject " << key.first << " zone " << key.second;
  }
}

template <class T>
std::vector<std::size_t> shuffled(const std::vector<T>& rows, Random& random) {
  std::vector<std::size_t> order(rows.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::shuffle(order.begin(), order.end(), random);
  return order;
}

Land in_order(const Land& rows, const std::vector<std::size_t>& order) {
  Land result;
  for (const std::size_t i : order) result.push_back(rows[i]);
  return result;
}

Land changed(Land land, const std::function<void(MultiPolygon&)>& change) {
  for (MultiPolygon& shape : land) change(shape);
  return land;
}

Land moved(const Land& land, const std::function<Point(Point)>& move) {
  return changed(land, [&](MultiPolygon& shape) { each_point(shape, move); });
}

TEST(Metamorphic, TheOrderOfRows) {
  each_seed(201'000'000, 300, [](Random& random) {
    const Case c = draw(random);
    SCOPED_TRACE(c.text());
    const auto s = shuffled(c.subjects, random), z = shuffled(c.zones, random);
    Table back;
    for (const auto& [key, m2] : table_of(in_order(c.subjects, s), in_order(c.zones, z))) back[{s[key.first], key.second == outside ? outside : z[key.second]}] = m2;
    expect_same(table_of(c.subjects, c.zones), back, c.subjects);
  });
}

TEST(Metamorphic, WhereARingStartsAndWhichWayItRuns) {
  each_seed(202'000'000, 300, [](Random& random) {
    const Case c = draw(random);
    SCOPED_TRACE(c.text());
    const auto turn = [&](MultiPolygon& shape) { testing::turn_rings(shape, random); };
    expect_same(table_of(c.subjects, c.zones), table_of(changed(c.subjects, turn), changed(c.zones, turn)), c.subjects);
  });
}

TEST(Metamorphic, PointsOnEdges) {
  each_seed(203'000'000, 300, [](Random& random) {
    const Case c = draw(random);
    SCOPED_TRACE(c.text());
    const auto more = [&](MultiPolygon& shape) { testing::divide(shape, random); };  // exact: coordinates are even multiples of the grain
    expect_same(table_of(c.subjects, c.zones), table_of(changed(c.subjects, more), changed(c.zones, more)), c.subjects);
  });
}

TEST(Metamorphic, MovedByWholeMetres) {
  each_seed(204'000'000, 300, [](Random& random) {
    const Case c = draw(random);
    SCOPED_TRACE(c.text());
    const double dx = static_cast<double>(random() % 2000001) - 1000000, dy = random() % 5 ? static_cast<double>(random() % 1000001) : -4857000;
    const auto move = [=](Point p) { return Point{p.x + dx, p.y + dy}; };
    expect_same(table_of(c.subjects, c.zones), table_of(moved(c.subjects, move), moved(c.zones, move)), c.subjects);
  });
}

TEST(Metamorphic, TurnedByRightAnglesMirroredAndScaled) {
  each_seed(205'000'000, 300, [](Random& random) {
    const Case c = draw(random);
    SCOPED_TRACE(c.text());
    const unsigned way = random();
    const double scale = way & 4 ? 2 : 0.5;
    const auto move = [=](Point p) {
      const Point q = way & 1 ? Point{-p.x, p.y} : p, r = way & 2 ? Point{q.y, q.x} : q;
      return Point{r.x * scale, r.y * scale};
    };
    expect_same(table_of(c.subjects, c.zones), table_of(moved(c.subjects, move), moved(c.zones, move)), c.subjects, scale * scale);
  });
}

TEST(Metamorphic, WhichIsSubjectAndWhichIsZone) {
  each_seed(206'000'000, 300, [](Random& random) {
    const Case c = draw(random);
    SCOPED_TRACE(c.text());
    const Table once = table_of(c.subjects, c.zones), swapped = table_of(c.zones, c.subjects);
    for (std::size_t s = 0; s < c.subjects.size(); ++s) {
      for (std::size_t z = 0; z < c.zones.size(); ++z) {
        const double a = once.count({s, z}) ? once.at({s, z}) : 0, b = swapped.count({z, s}) ? swapped.at({z, s}) : 0;
        EXPECT_NEAR(a, b, 1e-9 * std::max(testing::area_of(c.subjects[s]), testing::area_of(c.zones[z])) + 1e-7) << s << ' ' << z;
      }
    }
  });
}

TEST(Metamorphic, OtherRowsAndOneTimesOne) {
  each_seed(207'000'000, 200, [](Random& random) {
    Case c = draw(random);
    SCOPED_TRACE(c.text());
    const Table together = table_of(c.subjects, c.zones);
    Table alone;
    for (std::size_t s = 0; s < c.subjects.size(); ++s) {
      for (std::size_t z = 0; z < c.zones.size(); ++z) {
        for (const auto& [key, m2] : table_of({c.subjects[s]}, {c.zones[z]})) {
          if (key.second != outside) alone[{s, z}] = m2;
        }
      }
    }
    Table in_zones = together;
    std::erase_if(in_zones, [](const auto& entry) { return entry.first.second == outside; });
    expect_same(alone, in_zones, c.subjects);
    const std::size_t rows = c.zones.size();
    c.zones.push_back(testing::rectangle(540000, 4850000, 540010, 4850010));  // a zone elsewhere, and an empty one
    Layer zones = layer_of(c.zones, plane);
    zones.shapes.add_none();
    const Table more = table_of(overlay(layer_of(c.subjects, plane), ZoneIndex(zones), {.area = AreaKind::planar, .threads = 1}));
    for (const auto& [key, m2] : more) EXPECT_TRUE(key.second < rows || key.second == outside);
    expect_same(together, more, c.subjects);
  });
}

/// A zone cut in two along a line: its halves are pieces of an overlay of their own, whose corners are rounded.
TEST(Metamorphic, AZoneInTwoHalves) {
  each_seed(208'000'000, 300, [](Random& random) {
    const Case c = draw(random);
    SCOPED_TRACE(c.text());
    const double x = 543000 + uniform(random, -60, 60);
    const Overlay halves = overlay_of(c.zones, {testing::rectangle(542000, 4856000, x, 4858000)}, {.area = AreaKind::planar, .shapes = true, .threads = 1});
    Land parts;
    std::vector<std::size_t> of;
    for (std::size_t i = 0; i < halves.pieces.size(); ++i) {
      if (halves.shapes.type(i) != ShapeType::polygon) continue;
      parts.push_back(halves.shapes.multipolygon(i));
      of.push_back(halves.pieces[i].subject);
    }
    Table joined;
    for (const auto& [key, m2] : table_of(c.subjects, parts)) joined[{key.first, key.second == outside ? outside : of[key.second]}] += m2;
    Table once = table_of(c.subjects, c.zones);
    // a corner moves by the last digit of 4,857,000 m; of the area this is at most the border times it
    const auto area = [](const Table& table, const auto& key) { return table.count(key) ? table.at(key) : 0.0; };
    Table all = once;
    all.insert(joined.begin(), joined.end());
    for (const auto& [key, unused] : all) {
      EXPECT_NEAR(area(once, key), area(joined, key), 1e-9 * (testing::area_of(c.subjects[key.first]) + testing::perimeter_of(c.subjects[key.first])) + 1e-6) << key.first << ' ' << key.second;
    }
  });
}

/// Zones that share no land told as one multipolygon. They are cells of one lattice, so that they touch all along.
TEST(Metamorphic, ZonesDissolved) {
  each_seed(209'000'000, 300, [](Random& random) {
    std::string several, one;
    for (int y = 0; y < 6; ++y) {
      for (int x = 0; x < 6; ++x) {
        const char letter = ".123"[random() % 4];
        several += letter;
        one += letter == '.' ? '.' : '1';
      }
      several += ' ';
      one += ' ';
    }
    const double angle = random() % 2 ? uniform(random, 0, 2 * std::numbers::pi) : 0;
    const auto move = [=](Point p) { return Point{543000 + p.x * std::cos(angle) - p.y * std::sin(angle), 4857000 + p.x * std::sin(angle) + p.y * std::cos(angle)}; };
    Land many, dissolved;
    for (auto& [letter, shape] : testing::sketch(several, {.cell = 10, .origin = {0, 0}})) many.push_back(shape);
    for (auto& [letter, shape] : testing::sketch(one, {.cell = 10, .origin = {0, 0}})) dissolved.push_back(shape);
    many = moved(many, move);
    dissolved = moved(dissolved, move);
    const Land subjects{any_shape(random, move)};
    for (const auto& shape : many) {
      if (!testing::is_valid(shape)) return;  // turned, corners that touch need not do so any more
    }
    if (dissolved.empty() || !testing::is_valid(dissolved[0])) return;
    SCOPED_TRACE((Case{subjects, many}.text()));
    Table sum;
    for (const auto& [key, m2] : table_of(subjects, many)) sum[{key.first, key.second == outside ? outside : 0}] += m2;
    expect_same(table_of(subjects, dissolved), sum, subjects);
  });
}

/// Parts of a multipolygon as rows of their own, on either side.
TEST(Metamorphic, PartsAsRows) {
  each_seed(210'000'000, 200, [](Random& random) {
    const Case c = draw(random);
    SCOPED_TRACE(c.text());
    const auto parts_of = [](const Land& land) {
      std::pair<Land, std::vector<std::size_t>> parts;
      for (std::size_t row = 0; row < land.size(); ++row) {
        for (const Polygon& polygon : land[row].polygons) {
          parts.first.push_back({{polygon}});
          parts.second.push_back(row);
        }
      }
      return parts;
    };
    const auto [subjects, subject_of] = parts_of(c.subjects);
    const auto [zones, zone_of] = parts_of(c.zones);
    Table sum;
    for (const auto& [key, m2] : table_of(subjects, zones)) sum[{subject_of[key.first], key.second == outside ? outside : zone_of[key.second]}] += m2;
    expect_same(table_of(c.subjects, c.zones), sum, c.subjects);
  });
}

/// Shapes or none, threads, and copies of a row change nothing; threads and copies not a bit.
TEST(Metamorphic, HowItIsAsked) {
  each_seed(211'000'000, 25, [](Random& random) {
    const Case c = draw(random);
    SCOPED_TRACE(c.text());
    constexpr std::size_t times = 70;
    Land copies;
    for (std::size_t i = 0; i < times; ++i) copies.insert(copies.end(), c.subjects.begin(), c.subjects.end());
    const AreaKind kind = std::array{AreaKind::planar, AreaKind::planar, AreaKind::official, AreaKind::geodesic}[random() % 4];
    const Layer s = layer_of(copies, "EPSG:4551");
    const ZoneIndex index(layer_of(c.zones, "EPSG:4551"));
    const Overlay one = overlay(s, index, {.area = kind, .shapes = true, .threads = 1}), three = overlay(s, index, {.area = kind, .shapes = true, .threads = 3});
    ASSERT_EQ(one.pieces.size(), three.pieces.size());
    ASSERT_EQ(one.pieces.size() % times, 0u);
    const std::size_t period = one.pieces.size() / times;
    for (std::size_t i = 0; i < one.pieces.size(); ++i) {
      const Piece &a = one.pieces[i], &b = three.pieces[i], &first = one.pieces[i % period];
      EXPECT_TRUE(a.subject == b.subject && a.zone == b.zone && a.area == b.area && a.share == b.share) << i;
      EXPECT_TRUE(a.zone == first.zone && a.area == first.area) << i;
    }
    EXPECT_TRUE(one.shapes == three.shapes);
    EXPECT_TRUE(one.subject_areas == three.subject_areas && one.multi_cover == three.multi_cover);
    Table with;
    for (const Piece& p : one.pieces) {
      if (p.subject < c.subjects.size()) with[{p.subject, p.zone}] = p.area.square_metres();
    }
    Table without = table_of(overlay(layer_of(c.subjects, "EPSG:4551"), index, {.area = kind, .threads = 1}));
    for (const auto& [key, m2] : with) {
      // official ones may be balanced the other way; PROJ's polygon area is a sum over edges that each are good to 1e-5 m²
      const MultiPolygon& subject = c.subjects[key.first];
      const double tolerance = kind == AreaKind::official ? 0.0101 : 1e-9 * testing::area_of(subject) + (kind == AreaKind::geodesic ? 1e-4 : 1e-6);
      EXPECT_NEAR(m2, without[key], tolerance) << name(kind);
    }
    EXPECT_LE(without.size(), with.size() + (kind == AreaKind::official ? 2 : 0));
  });
}

/// More land is never less: a zone that holds another has at least as much of every subject.
TEST(Metamorphic, ALargerZoneHasNoLess) {
  each_seed(212'000'000, 200, [](Random& random) {
    const Case c = draw(random);
    MultiPolygon larger = c.zones[0];
    for (Polygon& polygon : larger.polygons) polygon.holes.clear();
    if (!testing::is_valid(larger)) return;
    SCOPED_TRACE(c.text());
    const Table small = table_of(c.subjects, {c.zones[0]}), large = table_of(c.subjects, {larger});
    for (const auto& [key, m2] : small) {
      if (key.second == outside) continue;
      EXPECT_GE((large.count(key) ? large.at(key) : 0), m2 - 1e-9 * testing::area_of(c.subjects[key.first]) - 1e-9);
    }
  });
}

}  // namespace
}  // namespace libspatial
