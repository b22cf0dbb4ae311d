// Evaluation of a city that does not exist: nothing is wired to any other.
#include <gtest/gtest.h>

#include "libspatial/evaluation.hpp"
#include "libspatial/exchange.hpp"
#include "support/drawn.hpp"

namespace libspatial {
namespace {

Limits sample_limits() {
  const std::string file = LIBSPATIAL_ROOT "/libspatial/data/checks/evaluation.yaml";
  return parse_limits(read_text(file), file);
}

Target target(const char* id, std::optional<double> value, const char* unit, const char* comparator, const char* kind, const char* year = "2035") {
  Target t;
  t.id = t.name = id;
  t.value = value;
  t.unit = unit;
  t.comparator = comparator;
  t.kind = kind;
  t.year = year;
  return t;
}

Indicator input(const char* id, const char* combine) {
  Indicator i;
  i.target = id;
  i.measure = "input";
  i.combine = combine;
  return i;
}

/// One row of indicator_inputs per value, all of one year.
Layer inputs(const char* id, const std::vector<double>& values, const char* unit, std::int64_t year = 2030) {
  Layer layer;
  layer.name = "indicator_inputs";
  layer.fields = {{"indicator", FieldType::text, {}}, {"unit_code", FieldType::text, {}}, {"year", FieldType::integer, {}}, {"value", FieldType::real, {}}, {"unit", FieldType::text, {}}};
  for (std::size_t i = 0; i < values.size(); ++i) {
    const Value cells[] = {std::string(id), "9901" + std::to_string(i), year, values[i], std::string(unit)};
    for (std::size_t f = 0; f < std::size(cells); ++f) layer.fields[f].values.push_back(cells[f]);
    layer.shapes.add_none();
  }
  return layer;
}

IndicatorValue value_of(const Target& t, const Indicator& i, const Layer& table, const char* as_of = "2031-01-01") {
  Profile city;
  city.targets = {t};
  city.indicators = {i};
  auto layers = testing::Drawn{}.layers();
  layers.push_back(table);
  return evaluate(Plan(layers, city), sample_limits(), {.as_of = as_of}).indicators.at(0);
}

Standing standing(double value, const char* comparator, double stated, const char* kind) {
  return value_of(target("t", stated, "km", comparator, kind), input("t", "sum"), inputs("t", {value}, "km")).standing;
}

TEST(Evaluation, ATargetIsNotReachedByRounding) {
  EXPECT_EQ(standing(98.6, "=", 99, "target"), Standing::short_of);
  EXPECT_EQ(standing(99, "=", 99, "target"), Standing::reached);
  EXPECT_EQ(standing(99.4, "=", 99, "target"), Standing::reached) << "at least";
  EXPECT_EQ(standing(66.9999, ">=", 67, "target"), Standing::short_of);
  EXPECT_EQ(standing(80, ">", 80, "target"), Standing::short_of);
  EXPECT_EQ(standing(1, "<=", 1, "target"), Standing::reached);
  EXPECT_EQ(standing(0.99, "<", 1, "target"), Standing::reached);
}

TEST(Evaluation, AFigureOfThePlanIsComparedAsItIsWritten) {
  EXPECT_EQ(standing(37.6449, "=", 37.64, "baseline"), Standing::agrees);
  EXPECT_EQ(standing(37.6451, "=", 37.64, "baseline"), Standing::differs);
  EXPECT_EQ(standing(1040, "~", 999, "project"), Standing::agrees) << "about";
  EXPECT_EQ(standing(1060, "~", 999, "project"), Standing::differs);
}

TEST(Evaluation, InputsAreCombinedAsTheProfileSays) {
  const Target t = target("t", 12.0, "km", "=", "project");
  EXPECT_EQ(*value_of(t, input("t", "sum"), inputs("t", {0.1, 0.2, 11.7}, "km")).value, 12) << "decimals add up to a decimal";
  EXPECT_EQ(*value_of(t, input("t", "least"), inputs("t", {3, 1, 2}, "km")).value, 1);
  const IndicatorValue wrong = value_of(t, input("t", "sum"), inputs("t", {1}, "m"));
  EXPECT_EQ(wrong.standing, Standing::missing);
  EXPECT_EQ(wrong.why.en, "the value does not have the plan's unit \"km\" but m");
  EXPECT_FALSE(wrong.value);
}

TEST(Evaluation, WhatIsMissingIsNamed) {
  const Target t = target("t", 12.0, "km", "=", "project");
  EXPECT_EQ(value_of(t, input("t", "sum"), inputs("other", {1}, "km")).why.en, "the table indicator_inputs has no row of t on or before 2031-01-01");
  EXPECT_EQ(value_of(t, input("t", "sum"), inputs("t", {1}, "km", 2033)).why.en, "the table indicator_inputs has no row of t on or before 2031-01-01 (the first year is 2033)");
  Indicator streets;
  streets.target = "t";
  streets.measure = "length";
  streets.layer = "streets";
  EXPECT_EQ(value_of(t, streets, inputs("t", {1}, "km")).why.en, "there is no layer streets");
}

TEST(Evaluation, ABaselineIsOfTheEndOfItsYear) {
  EXPECT_EQ(value_of(target("t", 1.0, "km", "=", "baseline", "2016-2030"), input("t", "sum"), inputs("t", {1}, "km")).at, "2030-12-31");
  EXPECT_EQ(value_of(target("t", 1.0, "km", "=", "baseline", "2029 (implied)"), input("t", "sum"), inputs("t", {1}, "km")).standing, Standing::missing) << "2030 is later";
  EXPECT_EQ(value_of(target("t", 1.0, "km", "=", "target"), input("t", "sum"), inputs("t", {1}, "km")).at, "2031-01-01");
}

TEST(Evaluation, ATargetWithoutIndicatorIsNotSpatial) {
  Profile city;
  city.targets = {target("jobs", 5.0, "km", "=", "target")};
  const Evaluation found = evaluate(Plan(testing::Drawn{}.layers(), city), sample_limits(), {.as_of = "2031-01-01"});
  EXPECT_EQ(found.indicators.at(0).standing, Standing::not_spatial);
  EXPECT_TRUE(found.incomplete()) << "no account could be made";
  EXPECT_THROW(evaluate(Plan(testing::Drawn{}.layers(), city), sample_limits(), {.as_of = "2031-1-1"}), Error);
}

TEST(Evaluation, OurOwnFiguresContradictWithTheirDifference) {
  Profile city;
  FigureCheck sum{"sum", {"合计", "sum"}, "一", 41.85, "km", "=", 40.85, {}, {}, {}}, about{"about", {"约", "about"}, "一", 5.1, "km", "~", 5.02, {}, {}, {}};
  city.figures = {sum, about};
  const Evaluation found = evaluate(Plan(testing::Drawn{}.layers(), city), sample_limits(), {.as_of = "2031-01-01"});
  EXPECT_TRUE(found.figures[0].contradicts);
  EXPECT_EQ(*found.figures[0].difference, 1);
  EXPECT_FALSE(found.figures[1].contradicts) << "within the limit for about";
}

}  // namespace
}  // namespace libspatial
