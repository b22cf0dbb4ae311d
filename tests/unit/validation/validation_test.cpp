// A drawn plan with one flaw at a time, and its clean twin.

#include "libspatial/validation.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "libspatial/exchange.hpp"
#include "support/cases.hpp"
#include "support/sketch.hpp"

namespace libspatial {
namespace {

using namespace testing;

Limits sample_limits() {
  const std::string file = LIBSPATIAL_ROOT "/libspatial/data/checks/topology.yaml";
  return parse_limits(read_text(file), file);
}

struct Column { std::string name; std::vector<std::string> cells; };

Layer drawn(const std::string& name, const std::string& drawing, std::vector<Column> columns = {}) {
  Layer layer = sketch_layer(drawing);
  layer.name = name;
  for (const Column& column : columns) {
    Field field{column.name, FieldType::text, {}};
    for (const std::string& cell : column.cells) field.values.push_back(cell.empty() ? Value() : Value(cell));
    std::erase_if(layer.fields, [&](const Field& f) { return f.name == column.name; });
    layer.fields.push_back(field);
  }
  return layer;
}

Layer points(const std::string& name, std::vector<Point> at, std::vector<Column> columns) {
  Layer layer = drawn(name, "", std::move(columns));
  layer.shapes = {};
  for (const Point& p : at) {
    layer.shapes.begin_shape(ShapeType::point);
    layer.shapes.begin_part();
    layer.shapes.add_ring(std::span(&p, 1));
  }
  return layer;
}

Layer units() { return drawn("units", "AAABBB AAABBB AAABBB", {{"code", {"1", "2"}}, {"name", {"west", "east"}}}); }

Validation checked(std::vector<Layer> layers, const ValidationOptions& options = {}) { return validate(Plan(std::move(layers)), sample_limits(), options); }

/// "severity code layer rows area" of every issue.
std::vector<std::string> said(const Validation& result) {
  std::vector<std::string> lines;
  for (const Issue& i : result.issues) {
    std::string line = std::string(name(i.severity)) + " " + i.code + " " + i.role;
    for (const std::size_t row : i.rows) line += " " + std::to_string(row);
    if (i.hundredths) line += " " + decimals(static_cast<double>(*i.hundredths) / 100, 0);
    lines.push_back(line);
  }
  return lines;
}

using Lines = std::vector<std::string>;

const CheckMade& check_of(const Validation& result, const std::string& check, const std::string& role) {
  const auto found = std::find_if(result.checks.begin(), result.checks.end(), [&](const CheckMade& c) { return c.check == check && c.role == role; });
  EXPECT_NE(found, result.checks.end()) << check << " " << role;
  return *found;
}

TEST(Validation, ACleanPlanHasNoIssueAndSaysWhatWasNotChecked) {
  const Validation result = checked({units(), drawn("towns", "CCDEEE CCDEEE CCDEEE", {{"code", {"11", "12", "21"}}, {"parent", {"1", "1", "2"}}}),
                                     drawn("growth_boundary_zones", "CF.... CC.... ......", {{"zone_kind", {"concentrated", "flexible"}}}),
                                     drawn("permanent_farmland", "...F.. ...F.. ......"), drawn("ecological_redline", "...... ...... R....R")});
  EXPECT_EQ(said(result), (Lines{"warning small_line ugb 400"}));
  EXPECT_TRUE(check_of(result, "siblings", "towns").made);
  EXPECT_TRUE(check_of(result, "lines", "ugb+permanent_farmland").made);
  EXPECT_FALSE(check_of(result, "siblings", "villages").made);
  EXPECT_EQ(check_of(result, "siblings", "villages").note.en, "there is no layer villages");
  EXPECT_FALSE(check_of(result, "parent", "ugb").made) << "it names no unit";
  EXPECT_FALSE(check_of(result, "official_areas", "units").made);
  EXPECT_EQ(result.exit_code(), 1);
}

TEST(Validation, UnitsThatOverlapOrLeaveAHole) {
  Layer layer = drawn("units", "AAABBB A.ABBB AAABBB", {{"code", {"1", "2"}}});
  EXPECT_EQ(said(checked({layer})), (Lines{"error gap units 0 100"}));
  layer.shapes.add(sketch("...... ..CC.. ......").at('C'));
  for (Field& f : layer.fields) f.values.resize(3, Value("3"));
  const Validation result = checked({layer});
  EXPECT_EQ(said(result), (Lines{"error gap units 0 2 100", "error overlap units 0 2 100", "error overlap units 1 2 100"}));
  EXPECT_EQ(result.count(Severity::error), 3u);
  EXPECT_EQ(result.exit_code(), 3);
}

TEST(Validation, TownsOutsideTheirUnitAndLandWithoutTown) {
  const Column code{"code", {"11", "21", "22"}}, parent{"parent", {"1", "2", "9"}};
  const Validation result = checked({units(), drawn("towns", "CCCCD. CCCDDD CCCDEE", {code, parent})});
  EXPECT_EQ(said(result), (Lines{"error gap towns 1 100", "error outside_parent towns 0 100", "error unknown_parent towns 2"}));
  EXPECT_EQ(result.issues[1].other_names, (Lines{"1", "2"}));
  EXPECT_NE(result.issues[1].message.en.find("11 belongs to 1, a part of it is in 2: 100.00 m²"), std::string::npos) << result.issues[1].message.en;
}

TEST(Validation, ATownWhollyInAnotherUnitIsFoundThoughAllBordersFit) {
  const Validation result = checked({units(), drawn("towns", "CCCDDD CCCDDD CCCDDD", {{"code", {"11", "21"}}, {"parent", {"1", "1"}}})});
  EXPECT_EQ(said(result), (Lines{"error outside_parent towns 1 900"}));
}

TEST(Validation, APartialTownLayerOwesNoCover) {
  Layer manifest;
  manifest.name = "layer_manifest";
  manifest.shapes.add_none();
  for (const auto& [field, value] : {std::pair{"role", "towns"}, {"layer", "towns"}, {"covers", "partial"}}) manifest.fields.push_back({field, FieldType::text, {Value(value)}});
  const Validation result = checked({units(), drawn("towns", "CC.... CC.... ......", {{"code", {"11"}}, {"parent", {"1"}}}), manifest});
  EXPECT_TRUE(result.issues.empty());
  EXPECT_NE(check_of(result, "siblings", "towns").note.en.find("only enclosed gaps"), std::string::npos);
}

TEST(Validation, ControlLinesOverEachOther) {
  const Validation result = checked({units(), drawn("growth_boundary_zones", "CC.... CC.... ......", {{"zone_kind", {"concentrated"}}}), drawn("permanent_farmland", "...... .FF... ......"),
                                     drawn("ecological_redline", "...... ..R... ..R...")});
  EXPECT_EQ(said(result), (Lines{"error lines_overlap ugb 0 100", "error lines_overlap permanent_farmland 0 100", "warning small_line ugb 400"}));
  EXPECT_EQ(result.count(Severity::error), 2u);
  EXPECT_EQ(result.issues[0].other_role, "permanent_farmland");
  EXPECT_EQ(result.issues[1].other_role, "ecological_redline");
  EXPECT_EQ(*result.issues[0].hundredths, 10000);
}

TEST(Validation, ZonesAgainstTheBoundaryLine) {
  const Layer line = drawn("growth_boundary", "XXX... XXX... ......");
  const auto zones = [](const char* drawing) { return drawn("growth_boundary_zones", drawing, {{"zone_kind", {"concentrated", "flexible"}}}); };
  EXPECT_EQ(checked({units(), zones("CCF... CCF... ......"), line}).count(Severity::error), 0u);
  const Validation result = checked({units(), zones("C.F... CCFF.. ......"), line});
  EXPECT_EQ(result.count(Severity::error), 2u);
  EXPECT_EQ(said(result)[0], "error gap ugb 0 1 100");
  EXPECT_EQ(said(result)[1], "error beyond ugb 1 100");
}

TEST(Validation, FarmlandInAHoleOfTheBoundaryIsListed) {
  const Validation result = checked({units(), drawn("growth_boundary_zones", "CCCCCC C.CC.C CCCCCC", {{"zone_kind", {"concentrated"}}}), drawn("permanent_farmland", "...... .F.... ......")});
  EXPECT_EQ(said(result), (Lines{"warning small_line ugb 1800", "info window ugb 100", "info hole ugb 100"}));
  EXPECT_EQ(result.issues[1].message.en, "a hole of 0.0100 ha in the boundary, 0.0100 ha of it permanent farmland");
}

TEST(Validation, PlacesInTheirUnit) {
  const auto plan = [](Point at, const char* parent) {
    return checked({units(), points("places", {{543005, 4857005}, at}, {{"id", {"w", "p"}}, {"name", {"west", "somewhere"}}, {"parent", {"", parent}}})});
  };
  EXPECT_TRUE(plan({543015, 4857015}, "1").issues.empty()) << "by code";
  EXPECT_TRUE(plan({543015, 4857015}, "west").issues.empty()) << "by name";
  EXPECT_TRUE(plan({543015, 4857015}, "w").issues.empty()) << "by the id of a place that is the unit";
  EXPECT_EQ(said(plan({543045, 4857015}, "w")), Lines{"error outside_parent places 1"});
  EXPECT_EQ(said(plan({543015, 4857015}, "x")), Lines{"error unknown_parent places 1"});
  EXPECT_EQ(said(plan({543905, 4857015}, "p")), Lines{"error outside_parent places 1"}) << "its own parent: known, in no unit";
  EXPECT_TRUE(plan({543905, 4857015}, "").issues.empty()) << "a place that claims nothing";
}

TEST(Validation, AreasAgainstPublishedOnes) {
  ValidationOptions options;
  options.official_km2 = {{"1", 0.0009}, {"2", 0.00095}, {"3", 1}};
  const Validation result = checked({units()}, options);
  EXPECT_EQ(said(result), (Lines{"warning unknown_unit units", "warning area_differs units 1 900"}));
  EXPECT_TRUE(check_of(result, "official_areas", "units").made);
}

TEST(Validation, ParcelsDoubledCrackedAndThin) {
  Layer layer = drawn("land_parcels", "CCDD CCDD", {{"bsm", {"c", "d"}}});
  layer.shapes.add(layer.shapes, 1);
  layer.shapes.add(rectangle(543040, 4857000, 543040.01, 4857010));
  for (Field& f : layer.fields) f.values.resize(4, Value("x"));
  const Validation result = checked({units(), layer});
  EXPECT_EQ(said(result), (Lines{"error duplicate land_parcels 1 2 400", "warning sliver land_parcels 3 0"}));
  EXPECT_NEAR(*result.issues[1].width_m, 0.01, 1e-4);
}

TEST(Validation, ACrackBetweenZonesIsASliverAHoleIsNot) {
  Layer layer = drawn("growth_boundary_zones", "CC.... CC.... ......", {{"zone_kind", {"concentrated"}}});
  layer.shapes = {};
  layer.shapes.add(rectangle(543000, 4857000, 543600, 4857600));
  MultiPolygon east = rectangle(543600, 4857000, 544200, 4857600);
  east.polygons[0].shell.points.insert(east.polygons[0].shell.points.end() - 1, {{543600, 4857330}, {543600.01, 4857320}, {543600.01, 4857310}, {543600, 4857300}});
  layer.shapes.add(east);
  for (Field& f : layer.fields) f.values.resize(2, f.values[0]);
  const Validation result = checked({layer});
  ASSERT_EQ(result.issues.size(), 1u);
  EXPECT_EQ(result.issues[0].code, "sliver_gap");
  EXPECT_EQ(result.issues[0].severity, Severity::warning);
  EXPECT_LT(*result.issues[0].width_m, 0.01);
}

TEST(Validation, WhatIsSmallerThanACentIsCountedNotListed) {
  Layer layer = drawn("units", "AB AB", {{"code", {"1", "2"}}});
  layer.shapes = {};
  layer.shapes.add(rectangle(543000, 4857000, 543010, 4857020));
  MultiPolygon east = rectangle(543010, 4857000, 543020, 4857020);
  east.polygons[0].shell.points.insert(east.polygons[0].shell.points.end() - 1, Point{543009.9998, 4857010});
  layer.shapes.add(east);
  const Validation result = checked({layer});
  EXPECT_TRUE(result.issues.empty());
  EXPECT_EQ(check_of(result, "siblings", "units").note.en, "1 more places have an area of 0.00 m² and are not listed");
}

TEST(Validation, RowsThatCannotBeUsedAreErrorsWithTheirPlace) {
  Layer layer = units();
  MultiPolygon bow;
  bow.polygons.push_back({{{{543100, 4857000}, {543110, 4857010}, {543110, 4857000}, {543100, 4857010}, {543100, 4857000}}}, {}});
  layer.shapes.add(bow);
  layer.shapes.add_none();
  for (Field& f : layer.fields) f.values.resize(4, Value("3"));
  const Validation result = checked({layer});
  EXPECT_EQ(said(result), (Lines{"error no_shape units 3", "error invalid units 2"}));
  EXPECT_EQ(*result.issues[1].place, (Point{543105, 4857005}));
  EXPECT_NE(check_of(result, "siblings", "units").note.en.find("cannot be used"), std::string::npos);
}

TEST(Validation, EmptyLayersAreClean) {
  Layer none;
  none.name = "permanent_farmland";
  const Validation result = checked({units(), none});
  EXPECT_TRUE(result.issues.empty());
  EXPECT_TRUE(check_of(result, "siblings", "permanent_farmland").made);
}

TEST(Validation, LayersInDegreesAndMetresTogether) {
  Layer towns = drawn("towns", "CCCDDD CCCDDD CCCDDD", {{"code", {"11", "21"}}, {"parent", {"1", "2"}}});
  const Validation result = checked({units(), reproject(towns, Crs("EPSG:4490"))});
  EXPECT_EQ(result.count(Severity::error), 0u);
  EXPECT_EQ(result.crs->code(), "EPSG:4551");
}

TEST(Validation, TablesHoldWhatWasFound) {
  const Validation result = checked({drawn("units", "AAABBB A.ABBB AAABBB", {{"code", {"1", "2"}}})});
  const Layer table = issue_table(result);
  EXPECT_EQ(to_csv(table), "severity,code,layer,rows,names,other_layer,other_rows,other_names,message_zh,message_en,x,y,area_m2,width_m\n"
                           "error,gap,units,0,1,,,,1 之间的空隙：100.00 m²，宽 5.000 m,\"a gap at 1: 100.00 m², 5.000 m wide\",543015,4857015,100,5\n");
  const auto layers = issue_layers(result);
  ASSERT_EQ(layers.size(), 3u);
  EXPECT_EQ(layers[0].size(), 1u);
  EXPECT_EQ(layers[1].size(), 0u);
  EXPECT_EQ(layers[2].size(), result.checks.size());
}

TEST(Validation, LimitsAreReadStrictly) {
  const std::string sample = read_text(LIBSPATIAL_ROOT "/libspatial/data/checks/topology.yaml");
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string text = sample;
    text.replace(text.find(from), from.size(), to);
    return text;
  };
  EXPECT_DOUBLE_EQ(parse_limits(sample, "l").limit("closed_line", "ha").value, 30);
  for (const std::string& text : {with("value: 30", "value: -1"), with("value: 30", "value: nan"), with("    verified: false", "    verified: true"), with("id: sliver_width", "id: sliver_area"), with("unit: ha", "unit: ha\n    weight: 1")}) {
    EXPECT_THROW(parse_limits(text, "l"), Error);
  }
  EXPECT_THROW(validate(Plan({units()}), parse_limits(with("id: sliver_width", "id: other"), "l"), {}), Error);
  EXPECT_THROW(validate(Plan({units()}), parse_limits(with("    unit: m2", "    unit: ha"), "l"), {}), Error);
}

TEST(Validation, PublishedAreasAreReadStrictly) {
  EXPECT_EQ(parse_areas("\xEF\xBB\xBF" "code,area_km2,source\r\n\"1\",3.5,x\r\n2,4\n", "a").at("1"), 3.5);
  for (const char* text : {"", "a,b\n1,2\n", "code,area_km2\n", "code,area_km2\n1,x\n", "code,area_km2\n1,-2\n", "code,area_km2\n1,nan\n", "code,area_km2\n1,2\n1,3\n", "code,area_km2\n1\n"}) {
    EXPECT_THROW(parse_areas(text, "a"), Error) << text;
  }
}

}  // namespace
}  // namespace libspatial
