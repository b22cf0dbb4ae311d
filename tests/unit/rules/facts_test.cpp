// Facts counted with a finger, and what the uncertainty of positions does to verdicts.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "libspatial/exchange.hpp"
#include "libspatial/report.hpp"
#include "rules/formula.hpp"
#include "support/drawn.hpp"
#include "support/sketch.hpp"

namespace libspatial {
namespace {

using testing::Drawn;
using testing::drawn_projects;
using testing::finding_of;
using testing::rectangle;
using testing::sample_rules;

constexpr Point corner{543000.0, 4857000.0};  // lower left of the drawings, cells of 10 m

RuleSet facts_rules() {
  return parse_rules(R"(id: facts
version: 1.0.0
status: draft
title: {zh: 量, en: facts}
notice: {zh: 量, en: facts}
jurisdiction: "220200"
layers: [{role: permanent_farmland, title: {zh: 田, en: fields}, class_field: dlbm, ridge_field: kcxs}]
classes: [{id: paddy, title: {zh: 水田, en: paddy}, codes: ["P"]}]
parameters: [{id: coverage_tolerance, unit: m2, values: [{from: 2020-01-01, value: 1, reference: own}]}]
rules:
  - id: F
    title: {zh: 量, en: facts}
    house_rule: true
    let:
      area: {measure: overlap_area, role: permanent_farmland}
      share: {measure: overlap_share, role: permanent_farmland}
      out: {measure: outside_area, role: ugb}
      out_share: {measure: outside_share, role: ugb}
      two_zones: {measure: overlap_area, role: [ugb.concentrated, ugb.flexible]}
      paddy: {measure: class_area, role: permanent_farmland, classes: paddy}
      net: {measure: net_area, role: permanent_farmland}
      pieces: {measure: piece_count, role: permanent_farmland}
      features: {measure: feature_count, role: permanent_farmland}
      widest: {measure: max_width, role: permanent_farmland}
      mean: {measure: mean_width, role: permanent_farmland}
      far: {measure: min_distance, role: ecological_redline}
      twice: {measure: multi_cover_area, role: ugb}
      bare: {measure: uncovered_area, role: ugb}
      covered: {measure: coverage, role: ugb}
      age: {measure: layer_age, role: ugb}
      length: {measure: length_inside, role: permanent_farmland}
      times: {measure: crossings, role: permanent_farmland}
      whole: {measure: project_area}
    decide: {base: [{verdict: pass, text: {zh: 量, en: facts}}]}
)", "facts.yaml");
}

double fact(const CheckResult& result, const std::string& name) {
  for (const FactValue& f : finding_of(result.projects.at(0), "F").facts) {
    if (f.name == name) return f.value ? *f.value : std::nan("");
  }
  throw std::out_of_range(name);
}

std::vector<Layer> with_field(std::vector<Layer> layers, const std::string& layer, Field field) {
  for (Layer& l : layers) {
    if (l.name == layer) l.fields.push_back(field);
  }
  return layers;
}

TEST(Facts, AreCountedWithAFinger) {
  const Drawn city{.zones = "CCCCFFSS.. CCCCFFSS.. .......... ..........", .farmland = "..PPPQ.... ..PPPQ.... .......... ...Q......", .redline = ".......... .......... .......... .........R"};
  const auto layers = with_field(city.layers(), "permanent_farmland", {"kcxs", FieldType::real, {0.1, 0.5}});
  const CheckResult result = check(polygons(drawn_projects(".AAAAAA... .......... .......... ..........")), Plan(layers), facts_rules(), {.as_of = "2021-01-31", .kind = {}});
  EXPECT_NEAR(fact(result, "whole"), 600, 0.5);
  EXPECT_NEAR(fact(result, "area"), 400, 0.5);
  EXPECT_NEAR(fact(result, "share"), 4.0 / 6, 1e-4);
  EXPECT_NEAR(fact(result, "out"), 0, 0.001);
  EXPECT_NEAR(fact(result, "two_zones"), 500, 0.5);
  EXPECT_NEAR(fact(result, "paddy"), 300, 0.5);
  EXPECT_NEAR(fact(result, "net"), 300 * 0.9 + 100 * 0.5, 0.5);
  EXPECT_EQ(fact(result, "pieces"), 1) << "two features side by side are one piece of land";
  EXPECT_EQ(fact(result, "features"), 2);
  EXPECT_NEAR(fact(result, "widest"), 10, 0.05) << "the circle in a strip of 40 × 10 m";
  EXPECT_NEAR(fact(result, "mean"), 2 * 400 / 100.0, 0.05) << "2A/P is another measure";
  EXPECT_NEAR(fact(result, "far"), std::hypot(20, 20), 0.01) << "from (70, 30) to (90, 10)";
  EXPECT_EQ(fact(result, "covered"), 1);
  EXPECT_EQ(fact(result, "age"), 30);
  EXPECT_TRUE(std::isnan(fact(result, "length"))) << "no line";
}

TEST(Facts, LandDrawnTwiceCountsOnce) {
  const Drawn city{.zones = "CCCC...... .......... .......... ..........", .farmland = "..PPPQ.... ..PPPQ.... .......... ..........", .redline = ""};
  auto layers = city.layers();
  for (Layer& layer : layers) {
    if (layer.name == "permanent_farmland") append(layer, Layer(layer));
  }
  const auto counted = [&](std::vector<Value> ridges) {
    return check(polygons(drawn_projects(".AAAAAA... .......... .......... ..........")), Plan(with_field(layers, "permanent_farmland", {"kcxs", FieldType::real, std::move(ridges)})), facts_rules(), {.as_of = "2021-01-31", .kind = {}});
  };
  const CheckResult same = counted({0.1, 0.5, 0.1, 0.5});
  EXPECT_NEAR(fact(same, "area"), 400, 0.5);
  EXPECT_NEAR(fact(same, "paddy"), 300, 0.5);
  EXPECT_NEAR(fact(same, "net"), 300 * 0.9 + 100 * 0.5, 0.5);
  EXPECT_NEAR(fact(counted({0.1, 0.5, 0.2, 0.4}), "net"), 300 * 0.9 + 100 * 0.6, 0.5) << "of two shares the one that leaves more land";
}

TEST(Facts, NothingToBeFarFromIsNoNumber) {
  const Drawn city{.zones = "CCCC...... .......... .......... ..........", .redline = ".......... .......... .......... .........."};
  RuleSet rules = facts_rules();
  rules.rules.at(0).base.at(0).text = {"{far|m} 米", "{far|m} m"};
  const CheckResult result = check(polygons(drawn_projects("A......... .......... .......... ..........")), city.plan(), rules, {.as_of = "2021-01-31", .kind = {}});
  EXPECT_EQ(finding_of(result.projects.at(0), "F").message.en, "∞ m");
}

TEST(Facts, OfALine) {
  const Drawn city{.zones = "CCCCCCCCCC .......... .......... ..........", .farmland = ".PP..PP... .PP..PP... .......... ..........", .redline = ""};
  Layer lines;
  lines.name = "projects", lines.crs = Crs("EPSG:4551");
  lines.shapes.begin_shape(ShapeType::line);
  lines.shapes.begin_part();
  const Point way[] = {{corner.x, corner.y + 35}, {corner.x + 100, corner.y + 35}};
  lines.shapes.add_ring(way);
  lines.fields = {{"id", FieldType::text, {std::string("A")}}, {"width_m", FieldType::real, {4.0}}};
  const CheckOptions options{.as_of = "2026-11-01", .kind = {}, .lines = &lines};
  const CheckResult result = check(polygons(lines, {.width_field = "width_m"}), city.plan(), facts_rules(), options);
  EXPECT_NEAR(fact(result, "area"), 160, 0.5);
  EXPECT_NEAR(fact(result, "length"), 40, 0.05);
  EXPECT_EQ(fact(result, "times"), 2);
  EXPECT_EQ(fact(result, "pieces"), 2);
}

RuleSet thresholds() {
  return parse_rules(R"(id: thresholds
version: 1.0.0
status: draft
title: {zh: 量, en: thresholds}
notice: {zh: 量, en: thresholds}
jurisdiction: "220200"
tolerance: {k: tolerance_k}
layers: [{role: ugb, title: {zh: 界, en: boundary}}]
attributes: [{id: floor, title: {zh: 建筑面积, en: floor area}, field: floor_area, number: true}]
parameters:
  - {id: coverage_tolerance, unit: m2, values: [{from: 2020-01-01, value: 1, reference: own}]}
  - {id: tolerance_k, unit: factor, values: [{from: 2020-01-01, value: 2, reference: own}]}
rules:
  - id: ALL
    title: {zh: 全部, en: all of it}
    house_rule: true
    let: {share: {measure: overlap_share, role: ugb}}
    decide: {base: [{when: {fact: share, ge: 100 %}, verdict: pass, text: {zh: 是, en: all}}, {verdict: conflict, text: {zh: 否, en: not all}}]}
  - id: RATIO
    title: {zh: 容积率, en: floor area ratio}
    house_rule: true
    let: {site: {measure: project_area}, ratio: {formula: attr floor * 1 m2 / site}}
    decide: {base: [{when: {fact: ratio, gt: 2 share}, verdict: conflict, text: {zh: 超, en: over}}, {verdict: pass, text: {zh: 是, en: under}}]}
)", "thresholds.yaml");
}

TEST(Facts, ANumberThatOneParcelLacksIsNotKnown) {
  const Drawn city{.zones = "CCCC...... .......... .......... CCCC......"};
  const auto judged = [&](std::vector<Value> floors) {
    Layer two = drawn_projects("A......... .......... .......... B.........");
    two.fields = {{"id", FieldType::text, {std::string("A"), std::string("A")}}, {"floor_area", FieldType::real, std::move(floors)}};
    return finding_of(check(polygons(two), city.plan(), thresholds(), {.as_of = "2021-01-31", .kind = {}}).projects.at(0), "RATIO").verdict;
  };
  EXPECT_EQ(judged({150.0, 150.0}), Verdict::pass);
  EXPECT_EQ(judged({300.0, 300.0}), Verdict::conflict);
  EXPECT_EQ(judged({300.0, Value{}}), Verdict::needs_review) << "not 300 m2 on 200";
  EXPECT_EQ(judged({Value{}, 300.0}), Verdict::needs_review);
}

// ---- Uncertainty of positions: accuracy 0.5 m, k = 2, ε = 1 m

RuleSet uncertain_rules() {
  RuleSet rules = sample_rules();
  rules.tolerance = {"tolerance_k", "", "sliver_area"};
  const auto set = [&](const char* id, const char* unit, double value) {
    rules.parameters.erase(std::remove_if(rules.parameters.begin(), rules.parameters.end(), [&](const Parameter& p) { return p.id == id; }), rules.parameters.end());
    rules.parameters.push_back({id, unit, {{"2020-01-01", value, "own", false}}});
  };
  set("tolerance_k", "factor", 2);
  set("sliver_area", "m2", 10);
  return rules;
}

const Drawn town{.zones = "CCCCCCCC.. CCCCCCCC.. CCCCCCCC.. ..........", .farmland = ".......... .......... .......... ......PPPP", .redline = ""};

CheckResult uncertain(const Layer& projects, const Drawn& city = town, double accuracy = 0.5, const RuleSet& rules = uncertain_rules()) {
  const std::size_t rows = city.redline ? 4 : 3;
  const auto layers = with_field(city.layers(), "layer_manifest", {"accuracy_m", FieldType::real, std::vector<Value>(rows, accuracy)});
  return check(polygons(projects), Plan(layers), rules, {.as_of = "2026-11-01", .kind = {}});
}

Layer box(double x0, double y0, double x1, double y1, const std::string& kind = "industry") {
  Layer layer = drawn_projects("A", kind);
  layer.shapes = {};
  layer.shapes.add(rectangle(corner.x + x0, corner.y + y0, corner.x + x1, corner.y + y1));
  return layer;
}

TEST(Uncertainty, FarFromEveryBorderChangesNothing) {
  const CheckResult result = uncertain(box(20, 15, 60, 35));
  EXPECT_EQ(result.projects[0].verdict, Verdict::pass);
  EXPECT_DOUBLE_EQ(finding_of(result.projects[0], "JL-UGB-010").epsilon_m, 1.0);
  EXPECT_FALSE(finding_of(result.projects[0], "JL-UGB-010").margin);
  EXPECT_EQ(uncertain(box(60, 0, 100, 10)).projects[0].verdict, Verdict::conflict) << "all of the farmland: no metre saves it";
}

TEST(Uncertainty, ExactlyOnTheBorderIsInsideAndSaysWhatItRestsOn) {
  const CheckResult result = uncertain(box(40, 15, 80, 35));  // its east side is the boundary
  const Finding& outside = finding_of(result.projects[0], "JL-UGB-010");
  EXPECT_EQ(*outside.hundredths, 0) << "exactly inside is inside (D5)";
  EXPECT_EQ(outside.verdict, Verdict::needs_review);
  ASSERT_TRUE(outside.margin);
  EXPECT_DOUBLE_EQ(*outside.margin, 1.0);
  EXPECT_NE(outside.message.zh.find("结论取决于不到 ε = 1.00 m 的位置误差"), std::string::npos) << outside.message.zh;
  EXPECT_NE(outside.message.zh.find("全部位于城镇开发边界内"), std::string::npos) << "and what it is as drawn";
  EXPECT_EQ(uncertain(box(40, 15, 78.9, 35)).projects[0].verdict, Verdict::pass) << "1.1 m away";
  EXPECT_EQ(finding_of(uncertain(box(40, 15, 79.1, 35)).projects[0], "JL-UGB-010").verdict, Verdict::needs_review) << "0.9 m away";
  EXPECT_EQ(uncertain(box(40, 15, 80, 35), town, 0.0).projects[0].verdict, Verdict::pass) << "nobody states an accuracy: as drawn";
}

TEST(Uncertainty, AllOfItIsAsUncertainAsNothingOutside) {
  const auto all = [](double east) { return finding_of(uncertain(box(40, 15, east, 35), town, 0.5, thresholds()).projects[0], "ALL").verdict; };
  EXPECT_EQ(all(80), Verdict::needs_review) << "its east side is the boundary";
  EXPECT_EQ(all(79.1), Verdict::needs_review) << "0.9 m away";
  EXPECT_EQ(all(78.9), Verdict::pass) << "1.1 m away";
  EXPECT_EQ(finding_of(uncertain(box(40, 15, 44, 19), town, 0.5, thresholds()).projects[0], "ALL").verdict, Verdict::pass) << "small, and far from every border";
  EXPECT_EQ(all(90), Verdict::conflict) << "10 m beyond";
}

TEST(Uncertainty, AStripNarrowerThanTwiceEpsilonDecidesNothing) {
  EXPECT_EQ(finding_of(uncertain(box(70, 9, 80, 20)).projects[0], "JL-PBF-010").verdict, Verdict::needs_review) << "1 m of farmland";
  EXPECT_EQ(finding_of(uncertain(box(70, 7, 80, 20)).projects[0], "JL-PBF-010").verdict, Verdict::conflict) << "3 m of it";
  EXPECT_EQ(finding_of(uncertain(box(70, 7, 80, 20, "road")).projects[0], "JL-PBF-010").verdict, Verdict::conditional);
}

/// Wherever a project lies, and however near to a threshold: a formula that adds nothing answers as the measure does, ε included.
TEST(Uncertainty, AFormulaAnswersAsItsMeasure) {
  RuleSet measured = uncertain_rules();
  std::erase_if(measured.rules, [](const Rule& r) { return r.id != "JL-UGB-010" && r.id != "JL-PBF-010"; });
  RuleSet worked_out = measured;
  for (Rule& rule : worked_out.rules) {
    Fact formula{.name = rule.facts.at(0).name, .measure = {}, .roles = {}, .classes = {}, .formula = parse_formula("raw + 0 m2"), .unit = "m2"};
    rule.facts[0].name = "raw";
    rule.facts.push_back(std::move(formula));
  }
  std::uint32_t seed = 20261126;
  const auto draw = [&](double below) { return static_cast<double>((seed = seed * 1664525u + 1013904223u) >> 8) / 16777216.0 * below; };
  std::map<Verdict, int> seen;
  for (int i = 0; i < 80; ++i) {
    const double x = 60 + draw(24), y = draw(24), w = 2 + draw(14), h = 2 + draw(10);
    const CheckResult a = uncertain(box(x, y, x + w, y + h), town, 0.5, measured), b = uncertain(box(x, y, x + w, y + h), town, 0.5, worked_out);
    for (const Finding& one : a.projects[0].findings) {
      const Finding& other = finding_of(b.projects[0], one.rule);
      EXPECT_EQ(one.verdict, other.verdict) << one.rule << " seed at " << i;
      EXPECT_EQ(one.message.zh, other.message.zh) << one.rule << " seed at " << i;
      EXPECT_EQ(one.margin, other.margin);
      EXPECT_EQ(one.hundredths, other.hundredths);
      ++seen[one.verdict];
    }
  }
  for (const Verdict v : {Verdict::pass, Verdict::needs_review, Verdict::conflict}) EXPECT_GT(seen[v], 5) << name(v);
}

TEST(Uncertainty, DegreesAreMetresToo) {
  Layer projects = reproject(box(40, 15, 80, 35), Crs("EPSG:4490"));
  const Finding outside = finding_of(uncertain(projects).projects[0], "JL-UGB-010");
  EXPECT_EQ(outside.verdict, Verdict::needs_review) << outside.message.zh;
  projects = reproject(box(20, 15, 60, 35), Crs("EPSG:4490"));
  EXPECT_EQ(uncertain(projects).projects[0].verdict, Verdict::pass);
}

TEST(Uncertainty, ThreadsChangeNothing) {
  Layer projects = box(0, 0, 1, 1);
  projects.shapes = {};
  projects.fields.clear();
  for (int i = 0; i < 300; ++i) {  // more than one portion; many on a border
    const double x = i % 20 * 4, y = i / 20 * 2;
    projects.shapes.add(rectangle(corner.x + x, corner.y + y, corner.x + x + 6, corner.y + y + 5));
  }
  EXPECT_THROW(Plan(with_field(town.layers(), "layer_manifest", {"accuracy_m", FieldType::real, std::vector<Value>(3, 0.5)})), Error) << "a value per row";
  const auto layers = with_field(town.layers(), "layer_manifest", {"accuracy_m", FieldType::real, std::vector<Value>(4, 0.5)});
  const auto answer = [&](int threads) {
    return result_json(check(polygons(projects), Plan(layers), uncertain_rules(), {.as_of = "2026-11-01", .kind = "industry", .threads = threads}), {});
  };
  const std::string one = answer(1);
  EXPECT_NE(one.find("needs_review"), std::string::npos);
  EXPECT_NE(one.find("\"pass\""), std::string::npos);
  EXPECT_EQ(one, answer(2));
  EXPECT_EQ(one, answer(5));
}

TEST(Slivers, AreListedAndStayInEveryTotal) {
  const CheckResult result = uncertain(box(70, 9.5, 80, 20));  // 0.5 m × 10 m of farmland, and outside the boundary
  ASSERT_EQ(result.slivers.size(), 2u);
  for (const Sliver& s : result.slivers) {
    EXPECT_NEAR(s.width_m, 0.5, 0.01);
    EXPECT_NEAR(static_cast<double>(result.pieces[s.piece].hundredths), 500, 2);
  }
  std::int64_t zones = 0;
  for (const ZoneShare& z : result.projects[0].zones) zones += z.hundredths;
  EXPECT_EQ(zones, result.projects[0].official) << "never dropped";
  EXPECT_TRUE(uncertain(box(70, 0, 80, 20)).slivers.empty());
}

// ---- INV-3, INV-5

TEST(Laws, ABiggerProjectNeverHasLessOfAnythingNorABetterAnswer) {
  const Drawn city{.zones = "CCCCFFSS.. CCCCFFSS.. CCC....... ..........", .farmland = ".......... .......... ....PPP... ....PPP...", .redline = "........RR .......... .......... .........."};
  std::uint32_t seed = 20261125;
  const auto draw = [&](double below) { return static_cast<double>((seed = seed * 1664525u + 1013904223u) >> 8) / 16777216.0 * below; };
  for (int i = 0; i < 60; ++i) {
    const double x = draw(60), y = draw(20), w = 3 + draw(20), h = 3 + draw(10), dx = draw(15), dy = draw(8);
    const CheckResult small = check(polygons(box(x, y, x + w, y + h)), city.plan(), sample_rules(), {.as_of = "2026-11-01", .kind = {}});
    const CheckResult large = check(polygons(box(x, y, x + w + dx, y + h + dy)), city.plan(), sample_rules(), {.as_of = "2026-11-01", .kind = {}});
    EXPECT_GE(large.projects[0].official, small.projects[0].official);
    for (const Finding& a : small.projects[0].findings) {
      const Finding& b = finding_of(large.projects[0], a.rule);
      if (a.hundredths && b.hundredths) { EXPECT_GE(*b.hundredths + 1, *a.hundredths) << a.rule << " seed at " << i; }
      if (a.verdict >= Verdict::conditional) { EXPECT_GE(b.verdict, a.verdict) << a.rule << " seed at " << i; }
    }
    for (const ProjectResult* p : {&small.projects[0], &large.projects[0]}) {
      double shares = 0;
      for (const ZoneShare& z : p->zones) {
        EXPECT_LE(z.share, 1 + 1e-9);
        shares += z.share;
      }
      EXPECT_NEAR(shares, 1, 1e-9) << "INV-3";
    }
  }
}

}  // namespace
}  // namespace libspatial
