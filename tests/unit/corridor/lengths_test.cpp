// Lengths by unit: planted tracks, borders and overlaps. Lengths are ellipsoidal: 2e-5 more or less than in the drawing.
#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "support/cases.hpp"
#include "support/drawn_lines.hpp"
#include "support/sketch.hpp"

namespace libspatial {
namespace {

using testing::drawn_lines;
using testing::DrawnLine;
using testing::refusal;

constexpr double X = 543000, Y = 4857000;

/// Units of 1 km: A from 0 to 1 km, B from 1 to 2 km to the east.
Layer units(std::vector<Box> boxes = {{0, 0, 1000, 1000}, {1000, 0, 2000, 1000}}, std::vector<std::string> codes = {"A", "B"}) {
  std::vector<MultiPolygon> shapes;
  for (const Box& b : boxes) shapes.push_back(testing::rectangle(X + b.min_x, Y + b.min_y, X + b.max_x, Y + b.max_y));
  Layer layer = testing::layer_of(shapes);
  layer.fields = {{"code", FieldType::text, {}}};
  for (const std::string& code : codes) layer.fields[0].values.emplace_back(code);
  return layer;
}

Lengths measured(const std::vector<DrawnLine>& rows, const Layer& where = units(), double tolerance = 0, const std::vector<std::string>& segments = {}) {
  Layer layer = lines(drawn_lines(rows));
  LengthOptions options{.name_field = "name", .segment_field = {}, .unit_field = "code", .tolerance = Length::metres(tolerance)};
  if (!segments.empty()) {
    layer.fields.push_back({"segment", FieldType::text, {}});
    for (const std::string& s : segments) layer.fields[1].values.emplace_back(s);
    options.segment_field = "segment";
  }
  return lengths_by_unit(layer, where, options);
}

/// "A", "B" or "" (outside) to whole metres of the drawing, for a line or all of them.
std::map<std::string, double> by_unit(const Lengths& lengths, const std::string& line = "all", bool border = false) {
  std::map<std::string, double> result;
  for (const auto* rows : {&lengths.totals, &lengths.by_line}) {
    for (const UnitLength& row : *rows) {
      if ((row.line == all_lines ? "all" : lengths.names[row.line]) != line) continue;
      result[row.unit == outside ? "" : lengths.units[row.unit]] = std::round((border ? row.on_border : row.length).metres() * 10) / 10;
    }
  }
  return result;
}

using Expected = std::map<std::string, double>;

void adds_up(const Lengths& lengths) {
  Length sum;
  for (const UnitLength& row : lengths.totals) sum += row.length;
  EXPECT_NEAR((sum - lengths.several).metres(), lengths.all.metres(), 1e-9 * lengths.all.metres());
  std::vector<Length> of_lines(lengths.names.size());
  for (const UnitLength& row : lengths.by_line) of_lines[row.line] += row.length;
  if (lengths.several > Length()) return;
  for (std::size_t n = 0; n < of_lines.size(); ++n) EXPECT_NEAR(of_lines[n].metres(), lengths.line_lengths[n].metres(), 1e-9 * of_lines[n].metres());
}

TEST(Lengths, AreCutAtBorders) {
  const Lengths found = measured({{"a", {{-100, 500}, {1500, 500}}}});
  EXPECT_EQ(by_unit(found), (Expected{{"A", 1000}, {"B", 500}, {"", 100}}));
  EXPECT_EQ(by_unit(found, "a"), by_unit(found));
  adds_up(found);
}

TEST(Lengths, SharedTrackCountsOnceInTheTotalAndInEveryLinesOwn) {
  // b runs on a for 300 m, partly drawn the other way, with corners elsewhere
  const Lengths found = measured({{"a", {{0, 500}, {1500, 500}}}, {"b", {{400, 900}, {400, 500}, {250, 500}, {100, 500}, {100, 900}}}});
  EXPECT_EQ(by_unit(found, "b"), (Expected{{"A", 1100}}));
  EXPECT_EQ(by_unit(found, "a"), (Expected{{"A", 1000}, {"B", 500}}));
  EXPECT_EQ(by_unit(found), (Expected{{"A", 1800}, {"B", 500}, {"", 0}}));
  adds_up(found);
}

TEST(Lengths, SegmentsNameWhatIsShared) {
  // two tracks side by side, 5 m apart: the same segment "s"
  const std::vector<DrawnLine> rows{{"a", {{0, 500}, {800, 500}}}, {"b", {{0, 505}, {300, 505}}}, {"b", {{300, 505}, {800, 505}}}, {"b", {{800, 505}, {800, 905}}}};
  const Lengths found = measured(rows, units(), 0, {"s", "s", "s", ""});
  EXPECT_EQ(by_unit(found), (Expected{{"A", 1200}, {"B", 0}, {"", 0}}));
  EXPECT_EQ(by_unit(found, "b"), (Expected{{"A", 1200}}));
  ASSERT_EQ(found.shared.size(), 1u);
  EXPECT_EQ(found.shared[0].segment, "s");
  EXPECT_NEAR(found.shared[0].lengths[0].metres(), found.shared[0].lengths[1].metres(), 0.01);
  EXPECT_EQ(by_unit(measured(rows, units(), 0, {"", "", "", ""})), (Expected{{"A", 2000}, {"B", 0}, {"", 0}})) << "an empty segment shares nothing";
  EXPECT_EQ(by_unit(measured(rows, units(), 0, {"x", "s", "s", "s"})), (Expected{{"A", 2000}, {"B", 0}, {"", 0}})) << "pieces of one line are no repeats of each other";
  adds_up(found);
}

TEST(Lengths, ToleranceFindsTheSameTrackDrawnTwice) {
  const std::vector<DrawnLine> rows{{"a", {{0, 500}, {400, 500.3}, {900, 500}}}, {"b", {{100, 900}, {100, 500.5}, {333, 499.9}, {600, 500.4}, {600, 100}}}};
  EXPECT_NEAR(by_unit(measured(rows)).at("A"), 900 + 400 + 500 + 400, 1) << "without it they are two";
  const Lengths found = measured(rows, units(), 1);
  EXPECT_NEAR(by_unit(found).at("A"), 900 + 399.5 + 400.4 - 2, 1.5) << "the ends of b, less the metre within tolerance";
  EXPECT_NEAR(by_unit(found, "b").at("A"), 1300, 1) << "its own length is untouched";
  adds_up(found);
}

TEST(Lengths, ACrossingIsNoSharedTrack) {
  const Lengths found = measured({{"a", {{0, 500}, {900, 500}}}, {"b", {{300, 100}, {300, 900}}}}, units(), 1);
  EXPECT_NEAR(found.all.metres(), 1700, 0.1);
}

TEST(Lengths, ABorderIsSharedByTheUnitsThatTouchIt) {
  const Lengths found = measured({{"a", {{1000, -200}, {1000, 600}, {1500, 600}}}});
  EXPECT_EQ(by_unit(found), (Expected{{"A", 300}, {"B", 800}, {"", 200}}));
  EXPECT_EQ(by_unit(found, "all", true), (Expected{{"A", 300}, {"B", 300}, {"", 0}}));
  adds_up(found);
  const Lengths outer = measured({{"a", {{0, 0}, {1000, 0}}}});
  EXPECT_EQ(by_unit(outer), (Expected{{"A", 1000}, {"B", 0}, {"", 0}})) << "beyond an outer border there is no unit to share with";
  EXPECT_EQ(by_unit(outer, "all", true).at("A"), 1000);
}

TEST(Lengths, PartsOfOneUnitHaveNoBorderBetweenThem) {
  const Lengths found = measured({{"a", {{1000, 0}, {1000, 600}}}}, units({{0, 0, 1000, 1000}, {1000, 0, 2000, 1000}}, {"A", "A"}));
  EXPECT_EQ(by_unit(found), (Expected{{"A", 600}, {"", 0}}));
  EXPECT_EQ(by_unit(found, "all", true).at("A"), 0);
}

TEST(Lengths, OverlappingUnitsAreSaid) {
  const Lengths found = measured({{"a", {{0, 500}, {2000, 500}}}}, units({{0, 0, 1200, 1000}, {1000, 0, 2000, 1000}}));
  EXPECT_EQ(by_unit(found), (Expected{{"A", 1200}, {"B", 1000}, {"", 0}}));
  EXPECT_NEAR(found.several.metres(), 200, 0.1);
  adds_up(found);
}

TEST(Lengths, TheAuthorsHandChangesNothing) {
  testing::each_seed(7, 12, [](testing::Random& random) {
    std::vector<DrawnLine> rows;
    for (int i = 0; i < 6; ++i) {
      DrawnLine row{"l" + std::to_string(i % 4), {}};
      for (int k = 0; k < 6; ++k) row.points.push_back({std::floor(testing::uniform(random, -3, 24)) * 100, std::floor(testing::uniform(random, -3, 13)) * 100});
      row.points.erase(std::unique(row.points.begin(), row.points.end()), row.points.end());
      if (row.points.size() > 1) rows.push_back(row);
    }
    const Lengths expected = measured(rows);
    adds_up(expected);
    for (const auto& again : {testing::turned(rows), testing::divided(rows)}) {
      const Lengths found = measured(again);
      adds_up(found);
      EXPECT_NEAR(found.all.metres(), expected.all.metres(), 1e-9 * expected.all.metres());
      for (const std::string line : {"all", "l0", "l1", "l2", "l3"}) {
        for (const bool border : {false, true}) EXPECT_EQ(by_unit(found, line, border), by_unit(expected, line, border)) << line;
      }
    }
  });
}

TEST(Lengths, InDegreesTheyAreTheSame) {
  const Layer metres = lines(drawn_lines({{"a", {{-100, 500}, {1500, 700}}}, {"b", {{100, 500}, {100, 100}}}}));
  const Crs degrees("EPSG:4490");
  const LengthOptions options{.name_field = "name", .segment_field = {}, .unit_field = "code", .tolerance = {}};
  const Lengths a = lengths_by_unit(metres, units(), options), b = lengths_by_unit(reproject(metres, degrees), reproject(units(), degrees), options);
  EXPECT_NEAR(a.all.metres(), b.all.metres(), 1e-3);
  EXPECT_EQ(by_unit(a), by_unit(b));
}

TEST(Lengths, TableAddsUpToTheMillimetre) {
  const Lengths found = measured({{"a", {{-100.123, 500}, {1500.777, 700.5}}}, {"b", {{333, -77}, {1777, 1313}}}});
  const Layer rows = table(found);
  double sum = 0;
  for (std::size_t i = 0; i < 3; ++i) sum += std::round(*to_number(rows.field("length_m").values[i]) * 1000);
  EXPECT_EQ(sum, std::round(found.all.metres() * 1000));
  EXPECT_EQ(to_text(rows.field("unit").values[2]), "");
  EXPECT_EQ(to_text(rows.field("line").values[2]), "");
  EXPECT_EQ(to_text(rows.field("line").values[3]), "a");
}

TEST(Lengths, RefuseTwoCrsAndBrokenUnits) {
  const Layer layer = lines(drawn_lines({{"a", {{0, 0}, {100, 0}}}}));
  EXPECT_TRUE(refusal([&] { lengths_by_unit(layer, reproject(units(), Crs("EPSG:4490"))); }).starts_with("crs_mismatch"));
  EXPECT_TRUE(refusal([&] { measured({{"a", {{0, 0}, {100, 0}}}}, units(), -1); }).starts_with("bad_argument"));
  MultiPolygon bow_tie{{{{{{X, Y}, {X + 10, Y + 10}, {X + 10, Y}, {X, Y + 10}, {X, Y}}}, {}}}};
  EXPECT_TRUE(refusal([&] { lengths_by_unit(layer, polygons(testing::layer_of({bow_tie}))); }).starts_with("invalid_zone"));
}

}  // namespace
}  // namespace libspatial
