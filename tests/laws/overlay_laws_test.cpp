// Laws of the overlay over generated sketches: whatever is drawn, pieces are counted cells, and nothing that should not
// matter changes an answer. The seed is printed; three densities, because uniform noise never draws a hole.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>

#include "libspatial/overlay.hpp"
#include "support/sketch.hpp"

namespace libspatial {
namespace {

using Counts = std::map<std::pair<std::string, std::string>, double>;
constexpr int width = 9, height = 7;

struct Drawing { std::string subjects, zones; };

std::string scatter(std::mt19937& random, double filled, const char* letters, int count) {
  std::string text;
  std::uniform_real_distribution<> chance;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) text += chance(random) < filled ? letters[random() % count] : '.';
    text += ' ';
  }
  return text;
}

Drawing draw(std::mt19937& random) {
  switch (random() % 3) {
    case 0: return {scatter(random, 0.6, "ABC", 3), scatter(random, 0.6, "123", 3)};     // noise
    case 1: return {scatter(random, 1.0, "A", 1), scatter(random, 0.15, "12", 2)};       // one parcel, sparse zones
    default: return {scatter(random, 0.3, "ABCDE", 5), scatter(random, 0.95, "12", 2)};  // dense zones with holes
  }
}

Counts counted(const Drawing& d) {
  Counts counts;
  for (std::size_t i = 0; i < d.subjects.size(); ++i) {
    if (d.subjects[i] == '.' || d.subjects[i] == ' ') continue;
    const std::string zone = d.zones[i] == '.' ? "" : std::string(1, d.zones[i]);
    counts[{std::string(1, d.subjects[i]), zone}] += 1;
  }
  return counts;
}

Counts measured(const Layer& s, const Layer& z, const Overlay& result, double cell) {
  Counts counts;
  for (const Piece& p : result.pieces) {
    counts[{to_text(s.fields[0].values[p.subject]), p.zone == outside ? "" : to_text(z.fields[0].values[p.zone])}] +=
        p.area.square_metres() / (cell * cell);
  }
  for (auto& [key, n] : counts) n = std::round(n * 1e9) / 1e9;
  return counts;
}

Layer turned(Layer layer) {  // every ring backwards and started elsewhere, rows reversed
  Shapes shapes;
  for (std::size_t row = layer.size(); row-- > 0;) {
    MultiPolygon shape = layer.shapes.multipolygon(row);
    const auto turn = [](Ring& ring) {
      ring.points.pop_back();
      std::reverse(ring.points.begin(), ring.points.end());
      std::rotate(ring.points.begin(), ring.points.begin() + 1, ring.points.end());
      ring.points.push_back(ring.points.front());
    };
    for (Polygon& polygon : shape.polygons) {
      turn(polygon.shell);
      for (Ring& hole : polygon.holes) turn(hole);
    }
    shapes.add(shape);
  }
  layer.shapes = shapes;
  std::reverse(layer.fields[0].values.begin(), layer.fields[0].values.end());
  return layer;
}

class Laws : public ::testing::TestWithParam<unsigned> {
 protected:
  std::mt19937 random{GetParam()};
  Drawing drawing = draw(random);
  std::string what() const { return "seed " + std::to_string(GetParam()) + "\n" + drawing.subjects + "\n" + drawing.zones; }
};

TEST_P(Laws, PiecesAreTheCountedCells) {
  for (const double cell : {10.0, 0.1, 1234.5}) {
    const testing::SketchOptions options{.cell = cell, .origin = {42543000.123, 4857000.456}};
    const Layer s = testing::sketch_layer(drawing.subjects, "EPSG:4530", options);
    const Layer z = testing::sketch_layer(drawing.zones, "EPSG:4530", options);
    const Counts expected = counted(drawing);
    const Overlay result = overlay(s, ZoneIndex(z), {.area = AreaKind::planar});
    Counts found = measured(s, z, result, cell);
    ASSERT_EQ(found.size(), expected.size()) << what();
    for (const auto& [key, n] : expected) EXPECT_NEAR(found[key], n, cell < 1 ? 1e-5 : 1e-6) << what();
  }
}

TEST_P(Laws, NothingThatShouldNotMatterMatters) {
  const Layer s = testing::sketch_layer(drawing.subjects), z = testing::sketch_layer(drawing.zones);
  const Counts once = measured(s, z, overlay(s, ZoneIndex(z), {.area = AreaKind::planar, .threads = 1}), 10);
  const Layer s2 = turned(s), z2 = turned(z);
  EXPECT_EQ(measured(s2, z2, overlay(s2, ZoneIndex(z2), {.area = AreaKind::planar, .threads = 2}), 10), once) << what();
}

TEST_P(Laws, OfficialPiecesAddUpToTheCent) {
  const testing::SketchOptions options{.cell = 33.37, .origin = {42612345.678, 4857000.456}};
  const Layer s = testing::sketch_layer(drawing.subjects, "EPSG:4530", options);
  const Layer z = testing::sketch_layer(drawing.zones, "EPSG:4530", options);
  const Overlay result = overlay(s, ZoneIndex(z), {.shapes = true});
  std::vector<std::int64_t> sums(s.size());
  for (const Piece& p : result.pieces) sums[p.subject] += p.area.hundredths();
  for (std::size_t row = 0; row < s.size(); ++row) EXPECT_EQ(sums[row], result.subject_areas[row].hundredths()) << what();
  ASSERT_EQ(result.shapes.size(), result.pieces.size());
  for (std::size_t i = 0; i < result.shapes.size(); ++i) {
    EXPECT_FALSE(find_flaw(result.shapes, i)) << what();
    EXPECT_NEAR(area(result.shapes, i, *s.crs, AreaKind::official).square_metres(), result.pieces[i].area.square_metres(), 0.05) << what();
  }
}

TEST_P(Laws, ThreadsDoNotChangeABit) {
  std::vector<MultiPolygon> many;
  for (int i = 0; i < 300; ++i) {
    const double x = 544000 + static_cast<double>(random() % 100000) / 97, y = 4857000 + static_cast<double>(random() % 100000) / 89;
    many.push_back(testing::rectangle(x, y, x + 37.123, y + 41.777));
  }
  const Layer s = testing::layer_of(many);
  const Layer z = testing::sketch_layer(drawing.zones, "EPSG:4551", {.cell = 150, .origin = {544000, 4857000}});
  const ZoneIndex index(z);
  const Overlay one = overlay(s, index, {.shapes = true, .threads = 1}), four = overlay(s, index, {.shapes = true, .threads = 4});
  ASSERT_EQ(one.pieces.size(), four.pieces.size());
  for (std::size_t i = 0; i < one.pieces.size(); ++i) {
    EXPECT_EQ(one.pieces[i].area, four.pieces[i].area);
    EXPECT_EQ(one.pieces[i].zone, four.pieces[i].zone);
  }
  EXPECT_EQ(one.shapes, four.shapes);
}

INSTANTIATE_TEST_SUITE_P(Sketches, Laws, ::testing::Range(1u, 41u));

}  // namespace
}  // namespace libspatial
