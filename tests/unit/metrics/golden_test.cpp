// Every golden value of the catalogue, and that the catalogue and the formulas are one list.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "libspatial/exchange.hpp"
#include "metrics/call.hpp"

namespace libspatial::metrics {
namespace {

const Catalogue& catalogue() {
  static const Catalogue read = read_metrics(LIBSPATIAL_ROOT "/libspatial/data/metrics");
  return read;
}

Input input_of(const Fixture& fixture, const Example& example, int threads = 1) {
  Input input;
  for (const Layer& layer : fixture.layers) input.layers[layer.name] = &layer;
  input.parameters = example.parameters;
  input.threads = threads;
  return input;
}

const Field* column(const Result& result, const std::string& name) {
  for (const auto* fields : {&result.keys, &result.values}) {
    for (const Field& f : *fields) {
      if (f.name == name) return &f;
    }
  }
  return nullptr;
}

void expect_same(const Value& found, const Value& expected, double tolerance, const std::string& where) {
  const auto a = to_number(found), b = to_number(expected);
  if (b && a) {
    EXPECT_NEAR(*a, *b, *b == 0 ? 1e-9 : tolerance * std::abs(*b)) << where;
  } else {
    EXPECT_EQ(to_text(found), to_text(expected)) << where;
  }
}

TEST(Golden, EveryExampleOfTheCatalogue) {
  std::size_t examples = 0;
  for (const Metric& metric : catalogue().metrics) {
    for (const Example& example : metric.examples) {
      const std::string where = metric.ids[0].id + " on " + example.fixture;
      const Result result = compute(catalogue(), metric.ids[0].id, input_of(catalogue().fixture(example.fixture), example));
      ++examples;
      for (const auto& [name, expected] : example.expect) {
        const Field* found = column(result, name);
        ASSERT_TRUE(found) << where << ": no column " << name;
        ASSERT_EQ(found->values.size(), expected.size()) << where << ": " << name;
        for (std::size_t row = 0; row < expected.size(); ++row) expect_same(found->values[row], expected[row], example.tolerance, where + ", " + name + " " + std::to_string(row));
      }
    }
  }
  EXPECT_GT(examples, 140u);
}

TEST(Golden, EveryMetricHasAnExampleAFormulaAndASource) {
  for (const Metric& metric : catalogue().metrics) {
    const std::string id = metric.ids[0].id;
    EXPECT_FALSE(metric.examples.empty()) << id;
    EXPECT_TRUE(can_compute(metric)) << id;
    EXPECT_FALSE(metric.source.document.empty()) << id;
    EXPECT_EQ(metric.merge == Merge::halo, !metric.halo.empty()) << id;
    for (const Quantity& q : metric.ids) {
      EXPECT_TRUE(std::any_of(metric.examples.begin(), metric.examples.end(), [&](const Example& e) { return e.expect.count(q.id) > 0; })) << q.id;
    }
  }
}

TEST(Golden, NoFormulaIsMissingFromTheCatalogue) {
  std::size_t formulas = 0;
  for (const Formulas* of : {&shape_formulas(), &list_formulas(), &row_formulas(), &table_formulas(), &change_formulas(), &neighbour_formulas(), &growth_formulas(), &overlay_formulas(), &service_formulas()}) {
    for (const auto& [id, formula] : *of) EXPECT_EQ(catalogue().metric(id).ids[0].id, id);
    formulas += of->size();
  }
  EXPECT_EQ(formulas, catalogue().metrics.size());
}

TEST(Golden, ThreadsChangeNoBit) {
  for (const Metric& metric : catalogue().metrics) {
    const Example& example = metric.examples[0];
    const Fixture& fixture = catalogue().fixture(example.fixture);
    const Result one = compute(catalogue(), metric.ids[0].id, input_of(fixture, example, 1)), four = compute(catalogue(), metric.ids[0].id, input_of(fixture, example, 4));
    for (std::size_t i = 0; i < one.values.size(); ++i) EXPECT_EQ(one.values[i].values, four.values[i].values) << metric.ids[0].id;
  }
}

std::string message(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& e) {
    return std::string(name(e.code())) + ": " + e.text().en;
  }
  return "nothing thrown";
}

TEST(Metrics, AnUnknownIdNamesTheNearest) {
  EXPECT_EQ(message([] { (void)catalogue().metric("polsby_poper"); }), "bad_argument: there is no metric \"polsby_poper\"; the nearest is polsby_popper; libspatial metrics list shows all");
}

TEST(Metrics, WhatIsMissingIsNamed) {
  const Fixture& f = catalogue().fixture("l_shape");
  EXPECT_EQ(message([&] { (void)compute(catalogue(), "core_area", {.layers = {{"parcels", &f.layers[0]}}}); }), "bad_argument: metric core_area: needs the parameter d (distance)");
  EXPECT_EQ(message([&] { (void)compute(catalogue(), "core_area", {.layers = {}, .parameters = {{"d", "2"}}}); }), "bad_argument: metric core_area: needs the input \"parcels\"");
  EXPECT_EQ(message([&] { (void)compute(catalogue(), "shdi", {.layers = {{"table", &f.layers[0]}}}); }), "field_not_found: parcels has no field \"area_m2\", which the metric shdi needs; its fields: none");
  EXPECT_EQ(message([&] { (void)compute(catalogue(), "core_area", {.layers = {{"parcels", &f.layers[0]}}, .parameters = {{"d", "near"}}}); }), "bad_argument: metric core_area: d must be a number, not \"near\"");
}

TEST(Metrics, DegreesAndOtherCrsAreRefused) {
  Layer degrees = catalogue().fixture("l_shape").layers[0];
  degrees.crs = Crs("EPSG:4490");
  EXPECT_TRUE(message([&] { (void)compute(catalogue(), "nmi", {.layers = {{"parcels", &degrees}}}); }).starts_with("area_kind: "));
  const Fixture& two = catalogue().fixture("two_dates");
  Layer other = two.layers[1];
  other.crs = Crs("EPSG:4551");
  EXPECT_TRUE(message([&] { (void)compute(catalogue(), "transition_matrix", {.layers = {{"t0", &two.layers[0]}, {"t1", &other}}}); }).starts_with("crs_mismatch: "));
}

}  // namespace
}  // namespace libspatial::metrics
