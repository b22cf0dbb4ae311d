// Laws of metrics: order, start of rings, translation, division of rows change nothing; sums are exact; faults of other programs.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "libspatial/exchange.hpp"
#include "metrics/call.hpp"
#include "metrics/figure.hpp"
#include "metrics/laid.hpp"
#include "support/cases.hpp"
#include "support/sketch.hpp"

namespace libspatial::metrics {
namespace {

using testing::Random;

const Catalogue& catalogue() {
  static const Catalogue read = read_metrics(LIBSPATIAL_ROOT "/libspatial/data/metrics");
  return read;
}

Layer plane(const std::vector<MultiPolygon>& shapes) {
  Layer layer;
  layer.name = "drawn";
  layer.crs = Crs("EPSG:32652");
  for (const MultiPolygon& s : shapes) layer.shapes.add(s);
  return layer;
}

Layer table(std::vector<Field> fields) {
  Layer layer;
  layer.name = "table";
  for (std::size_t i = 0; i < fields[0].values.size(); ++i) layer.shapes.add_none();
  layer.fields = std::move(fields);
  return layer;
}

Field numbers(const std::string& name, const std::vector<double>& values) { return {name, FieldType::real, {values.begin(), values.end()}}; }
Field texts(const std::string& name, const std::vector<std::string>& values) { return {name, FieldType::text, {values.begin(), values.end()}}; }

double one(const Result& r, std::size_t row = 0, std::size_t id = 0) { return to_number(r.values[id].values[row]).value_or(nan); }

TEST(ExactSum, IsExactInAnyOrderAndDivision) {
  testing::each_seed(1, 50, [](Random& random) {
    std::vector<double> values;
    for (int i = 0; i < 200; ++i) values.push_back(std::ldexp(testing::uniform(random, -1, 1), static_cast<int>(random() % 120) - 60));
    ExactSum forward, left, right;
    for (std::size_t i = 0; i < values.size(); ++i) forward.add(values[i]), (i % 3 ? left : right).add(values[i]);
    std::shuffle(values.begin(), values.end(), random);
    ExactSum other;
    for (const double v : values) other.add(v);
    EXPECT_EQ(forward.value(), other.value());
    right.add(left);
    EXPECT_EQ(forward.value(), right.value());
  });
  ExactSum cancels;
  for (const double v : {1e300, 1.0, -1e300, 1e-300}) cancels.add(v);
  EXPECT_EQ(cancels.value(), 1.0);
}

TEST(ExactSum, AMillionParcelsAddUpToTheInteger) {
  ExactSum sum;
  for (int i = 0; i < 1000000; ++i) sum.add(1235.7);
  EXPECT_EQ(sum.value(), 1235700000.0) << "rounded once; a running sum is off by 0.0003";
}

TEST(ShapeLaws, TurningMovingAndRenumberingChangeNothing) {
  testing::each_seed(10, 60, [](Random& random) {
    MultiPolygon shape = testing::archipelago(random, 64);
    if (!testing::is_valid(shape)) return;
    MultiPolygon moved = shape;
    testing::each_point(moved, [](Point p) { return Point{p.x + 42541234, p.y + 4853210}; });
    MultiPolygon turned = shape;
    testing::turn_rings(turned, random);
    const Layer layer = plane({shape, moved, turned});
    for (const Metric& m : catalogue().metrics) {
      if (m.group != "A" || m.per != "row" || m.ids[0].id == "area") continue;
      Input input{.layers = {{"parcels", &layer}}};
      for (const Parameter& p : m.parameters) input.parameters[p.name] = p.value.empty() ? "0.5" : p.value;
      const Result r = compute(catalogue(), m.ids[0].id, input);
      const double tolerance = m.ids[0].id == "girth" ? 1e-5 : 1e-6;  // coordinates of 42 million have 7e-9 m
      for (std::size_t id = 0; id < r.values.size(); ++id) {
        if (m.ids[0].id == "orientation" && std::isnan(one(r))) continue;
        EXPECT_NEAR(one(r, 1, id), one(r, 0, id), tolerance * std::max(1.0, std::abs(one(r, 0, id)))) << m.ids[id].id;
        EXPECT_NEAR(one(r, 2, id), one(r, 0, id), tolerance * std::max(1.0, std::abs(one(r, 0, id)))) << m.ids[id].id;
      }
    }
  });
}

TEST(ShapeLaws, TheRectangleIsTheLeastOfAllDirections) {
  testing::each_seed(100, 200, [](Random& random) {
    const MultiPolygon shape{{{testing::star(random, {50, 50}, 10, 3, 40), {}}}};
    const Shapes shapes = testing::shapes_of(shape);
    const auto points = hull(shapes, 0, {50, 50});
    double least = 1e300;
    for (std::size_t i = 0; i < points.size(); ++i) {
      const Point a = points[i], b = points[(i + 1) % points.size()];
      const double length = std::hypot(b.x - a.x, b.y - a.y), ux = (b.x - a.x) / length, uy = (b.y - a.y) / length;
      double l0 = 1e300, l1 = -1e300, h = 0;
      for (const Point p : points) {
        l0 = std::min(l0, p.x * ux + p.y * uy), l1 = std::max(l1, p.x * ux + p.y * uy);
        h = std::max(h, (p.x - a.x) * -uy + (p.y - a.y) * ux);
      }
      least = std::min(least, (l1 - l0) * h);
    }
    const Rectangle r = least_rectangle(points);
    EXPECT_NEAR(r.length * r.width, least, 1e-9 * least);
    const double radius = circle_radius(points);
    double far = 0;
    for (const Point p : points) {
      for (const Point q : points) far = std::max(far, std::hypot(p.x - q.x, p.y - q.y));
    }
    EXPECT_GE(radius, far / 2 * (1 - 1e-12));
    EXPECT_LE(radius, far / std::sqrt(3) * (1 + 1e-12)) << "Jung's theorem";
  });
}

TEST(ShapeLaws, TheHullOfARingIsTheHullOfItsPoints) {  // of two parts the points are sorted, of one the ring is walked
  testing::each_seed(700, 400, [](Random& random) {
    Ring ring = testing::star(random, {50, 50}, 10, 3, 40);
    if (testing::chance(random, 0.5)) {  // on a lattice: many corners on one line
      for (Point& p : ring.points) p = {std::round(p.x / 4), std::round(p.y / 4)};
    }
    if (testing::chance(random, 0.5)) std::reverse(ring.points.begin(), ring.points.end());
    const MultiPolygon one{{{ring, {}}}};
    if (!testing::is_valid(one)) return;
    const Shapes alone = testing::shapes_of(one), twice = testing::shapes_of({{{ring, {}}, {ring, {}}}});
    EXPECT_EQ(hull(alone, 0, {0, 0}), hull(twice, 0, {0, 0}));
  });
}

TEST(ShapeLaws, ADiscInsideAndOutside) {
  const Shapes square = testing::shapes_of({{{{{{0, 0}, {10, 0}, {10, 10}, {0, 10}, {0, 0}}}, {}}}});
  EXPECT_NEAR(common_with_disc(square, 0, {5, 5}, 3), 9 * std::numbers::pi, 1e-12);
  EXPECT_NEAR(common_with_disc(square, 0, {5, 5}, 30), 100, 1e-12);
  EXPECT_NEAR(common_with_disc(square, 0, {0, 0}, 2), std::numbers::pi, 1e-12) << "a quarter of the disc";
  EXPECT_NEAR(common_with_disc(square, 0, {50, 50}, 2), 0, 1e-12);
}

TEST(TableLaws, OrderAndDivisionOfRowsChangeNoBit) {
  testing::each_seed(200, 20, [](Random& random) {
    std::vector<double> areas;
    std::vector<std::string> classes;
    for (int i = 0; i < 300; ++i) areas.push_back(testing::uniform(random, 1, 1e5)), classes.push_back(std::string(1, static_cast<char>('a' + random() % 5)));
    std::vector<std::size_t> order(areas.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::shuffle(order.begin(), order.end(), random);
    std::vector<double> areas2;
    std::vector<std::string> classes2;
    for (const std::size_t i : order) areas2.push_back(areas[i]), classes2.push_back(classes[i]);
    const Layer a = table({numbers("area_m2", areas), texts("class", classes)}), b = table({numbers("area_m2", areas2), texts("class", classes2)});
    for (const char* id : {"ca", "np", "lpi", "area_mn", "shdi", "shei", "sidi", "hhi", "pr", "mesh", "division"}) {
      const Result left = compute(catalogue(), id, {.layers = {{"table", &a}}}), right = compute(catalogue(), id, {.layers = {{"table", &b}}});
      for (std::size_t i = 0; i < left.values.size(); ++i) EXPECT_EQ(left.values[i].values, right.values[i].values) << id;
    }
  });
}

/// Rows of a result as text, without numbers of rows.
std::vector<std::string> rows_of(const Result& result) {
  std::vector<std::string> rows;
  for (std::size_t row = 0; row < result.rows(); ++row) {
    std::string text = result.reasons[row];
    for (const Field& f : result.keys) text += f.type == FieldType::integer ? "|" : "|" + to_text(f.values[row]);
    for (const Field& f : result.values) text += "|" + to_text(f.values[row]);
    rows.push_back(text);
  }
  return rows;
}

TEST(EveryMetric, RowsFromTheLastToTheFirstChangeNoBit) {
  for (const Metric& metric : catalogue().metrics) {
    for (const Example& example : metric.examples) {
      std::vector<Layer> turned;
      Input forward{.parameters = example.parameters}, back = forward;
      for (const Layer& layer : catalogue().fixture(example.fixture).layers) {
        forward.layers[layer.name] = &layer;
        Layer& t = turned.emplace_back(layer);
        t.shapes = {};
        for (std::size_t row = layer.size(); row-- > 0;) t.shapes.add(layer.shapes, row);
        for (Field& f : t.fields) std::reverse(f.values.begin(), f.values.end());
      }
      for (const Layer& layer : turned) back.layers[layer.name] = &layer;
      std::vector<std::string> a = rows_of(compute(catalogue(), metric.ids[0].id, forward)), b = rows_of(compute(catalogue(), metric.ids[0].id, back));
      const bool parcels = metric.ids[0].id == "lineage" || metric.ids[0].id == "interp_extensive" || metric.ids[0].id == "interp_intensive";  // names and rows of parcels are numbers
      if (metric.per == "row" && !parcels) {
        std::reverse(b.begin(), b.end());
      } else {
        std::sort(a.begin(), a.end()), std::sort(b.begin(), b.end());
      }
      EXPECT_EQ(a.size(), b.size()) << metric.ids[0].id;
      if (metric.ids[0].id == "lineage") continue;  // its keys are numbers of rows, as text
      EXPECT_EQ(a, b) << metric.ids[0].id << " of " << example.fixture;
    }
  }
}

TEST(TableLaws, DiversityIsOfAreasNotOfCells) {  // a band map and a block map of the same areas
  const Layer band = table({numbers("area_m2", {30, 40, 30}), texts("class", {"A", "B", "A"})}), block = table({numbers("area_m2", {60, 40}), texts("class", {"A", "B"})});
  EXPECT_EQ(one(compute(catalogue(), "shdi", {.layers = {{"table", &band}}})), one(compute(catalogue(), "shdi", {.layers = {{"table", &block}}})));
  EXPECT_NEAR(one(compute(catalogue(), "shdi", {.layers = {{"table", &block}}})), 0.6730116670092565, 1e-15);
}

TEST(TableLaws, TheUnitOfEntropyFollowsItsBase) {
  const Layer block = table({numbers("area_m2", {50, 50}), texts("class", {"A", "B"})});
  EXPECT_EQ(compute(catalogue(), "shdi", {.layers = {{"table", &block}}}).quantities[0].unit, "nat");
  EXPECT_EQ(compute(catalogue(), "shdi", {.layers = {{"table", &block}}, .parameters = {{"base", "2"}}}).quantities[0].unit, "bit");
}

TEST(TableLaws, WhatIsUndefinedSaysWhy) {
  const Layer missing = table({{"area_m2", FieldType::real, {Value(10.0), Value()}}, texts("class", {"a", "b"})});
  const Result r = compute(catalogue(), "shdi", {.layers = {{"table", &missing}}});
  EXPECT_TRUE(std::holds_alternative<std::monostate>(r.values[0].values[0]));
  EXPECT_EQ(r.reasons[0], "missing_value");
  const Layer zero = table({numbers("built_ha", {5}), numbers("people", {0})});
  EXPECT_EQ(compute(catalogue(), "bupc", {.layers = {{"table", &zero}}}).reasons[0], "zero_base");
  const Fixture& shrinking = catalogue().fixture("shrinking_town");
  EXPECT_EQ(compute(catalogue(), "lcrpgr", {.layers = {{"table", &shrinking.layers[0]}}}).reasons[0], "shrinking");
}

TEST(Interpolation, PartsAddUpToTheLastBit) {
  testing::each_seed(300, 200, [](Random& random) {
    const double value = testing::chance(random, 0.5) ? testing::uniform(random, -1e6, 1e6) : static_cast<double>(random() % 5000);
    std::vector<double> weights(1 + random() % 9);
    for (double& w : weights) w = testing::chance(random, 0.2) ? 0 : testing::uniform(random, 0, 100);
    weights[0] += 1e-3;
    const std::vector<double> parts = divided(value, weights);
    ExactSum sum;
    double all = 0;
    for (const double p : parts) sum.add(p);
    for (const double w : weights) all += w;
    sum.add(-value);
    EXPECT_EQ(sum.value(), 0.0) << "not one bit";
    for (std::size_t i = 0; i < parts.size(); ++i) EXPECT_NEAR(parts[i], value * weights[i] / all, 1e-12 * std::abs(value));
  });
}

TEST(Interpolation, WhatNoTargetCoversIsShown) {
  const Fixture& f = catalogue().fixture("parcel_and_lots");
  const Result r = compute(catalogue(), "interp_extensive", {.layers = {{"source", &f.layers[0]}, {"target", &f.layers[1]}}, .parameters = {{"area", "planar"}}});
  ASSERT_EQ(r.rows(), 3u);
  EXPECT_EQ(one(r, 0) + one(r, 1) + one(r, 2), 100.0);
  EXPECT_TRUE(std::holds_alternative<std::monostate>(r.keys[0].values[2]));
}

TEST(Neighbours, ABorderIsCommonWhereCornersDoNotMatch) {
  const auto box = [](double x0, double y0, double x1, double y1) { return MultiPolygon{{{{{{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}, {x0, y0}}}, {}}}}; };
  Layer layer = plane({box(0, 0, 10, 30), box(10, 0, 20, 12), box(10, 12, 20, 30), box(20, 20, 25, 40)});
  layer.fields.push_back(texts("class", {"a", "b", "b", "c"}));
  const Result r = compute(catalogue(), "contact_length", {.layers = {{"parcels", &layer}}});
  std::map<std::string, double> found;
  for (std::size_t i = 0; i < r.rows(); ++i) found[to_text(r.keys[0].values[i]) + "|" + to_text(r.keys[1].values[i])] = one(r, i);
  EXPECT_EQ(found["a|b"], 30);
  EXPECT_EQ(found["b|b"], 10);
  EXPECT_EQ(found["b|c"], 10);
  EXPECT_EQ(found["|a"], 50);
  EXPECT_EQ(found["|c"], 40);
}

TEST(Neighbours, TheTreeFindsWhatAllPairsFind) {
  testing::each_seed(400, 10, [](Random& random) {
    std::vector<MultiPolygon> shapes;
    std::vector<std::string> classes;
    for (int i = 0; i < 40; ++i) {
      const Point at{static_cast<double>(i % 7) * 40, static_cast<double>(i / 7) * 40};
      shapes.push_back({{{testing::star(random, at, 7, 2, 15), {}}}});
      classes.push_back(testing::chance(random, 0.5) ? "a" : "b");
    }
    Layer layer = plane(shapes);
    layer.fields.push_back(texts("class", classes));
    const Result r = compute(catalogue(), "enn", {.layers = {{"patches", &layer}}});
    for (std::size_t i = 0; i < shapes.size(); ++i) {
      double least = 1e300;
      for (std::size_t j = 0; j < shapes.size(); ++j) {
        if (i == j || classes[i] != classes[j]) continue;
        const auto &p = shapes[i].polygons[0].shell.points, &q = shapes[j].polygons[0].shell.points;
        const auto to_edge = [](Point a, Point b, Point c) {
          const double dx = c.x - b.x, dy = c.y - b.y, t = std::clamp(((a.x - b.x) * dx + (a.y - b.y) * dy) / (dx * dx + dy * dy), 0.0, 1.0);
          return std::hypot(a.x - b.x - t * dx, a.y - b.y - t * dy);
        };
        for (std::size_t k = 0; k + 1 < p.size(); ++k) {
          for (std::size_t l = 0; l + 1 < q.size(); ++l) least = std::min({least, to_edge(p[k], q[l], q[l + 1]), to_edge(q[l], p[k], p[k + 1])});
        }
      }
      EXPECT_NEAR(one(r, i), least, 1e-9);
    }
  });
}

TEST(Neighbours, APatchInTheLandOfAnotherHasNoDistanceAndOneInItsHoleHas) {
  const auto with = [](MultiPolygon outer, const char* id, double a, double b) {
    for (const bool turned : {false, true}) {
      std::vector<MultiPolygon> shapes{outer, testing::rectangle(30, 30, 50, 50), testing::rectangle(300, 0, 310, 10)};
      if (turned) std::swap(shapes[0], shapes[1]);
      const Layer layer = plane(shapes);
      const Result r = compute(catalogue(), id, {.layers = {{"patches", &layer}}, .parameters = std::string(id) == "prox" ? std::map<std::string, std::string>{{"R", "100"}} : std::map<std::string, std::string>{}});
      for (const std::size_t row : {0, 1}) {
        const double want = (row == 1) == turned ? a : b;
        if (std::isnan(want)) EXPECT_EQ(r.reasons[row], "touching") << id;
        else EXPECT_EQ(one(r, row), want) << id;
      }
    }
  };
  const MultiPolygon whole = testing::rectangle(0, 0, 100, 100), hollow = {{{testing::rectangle(0, 0, 100, 100).polygons[0].shell, {testing::rectangle(20, 20, 60, 60).polygons[0].shell}}}};
  with(whole, "enn", 0, 0);
  with(hollow, "enn", 10, 10);
  with(whole, "prox", nan, nan);
  with(hollow, "prox", 4, 84);
}

TEST(Neighbours, ProximityNeedsItsHaloAndNoMore) {
  testing::each_seed(500, 10, [](Random& random) {
    std::vector<MultiPolygon> shapes;
    for (int i = 0; i < 60; ++i) shapes.push_back({{{testing::star(random, {static_cast<double>(i % 10) * 50, static_cast<double>(i / 10) * 50}, 6, 3, 20), {}}}});
    const Layer all = plane(shapes);
    const Input input{.layers = {{"patches", &all}}, .parameters = {{"R", "40"}}};
    const Result whole = compute(catalogue(), "prox", input);
    const std::size_t row = random() % 60;
    Box reach = all.shapes.box(row);
    reach.min_x -= 40, reach.min_y -= 40, reach.max_x += 40, reach.max_y += 40;
    Layer part = plane({});
    std::size_t at = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (!all.shapes.box(i).meets(reach)) continue;
      if (i == row) at = part.size();
      part.shapes.add(all.shapes, i);
    }
    EXPECT_LT(part.size(), all.size());
    EXPECT_EQ(compute(catalogue(), "prox", {.layers = {{"patches", &part}}, .parameters = {{"R", "40"}}}).values[0].values[at], whole.values[0].values[row]) << "the same bits";
  });
}

}  // namespace
}  // namespace libspatial::metrics
