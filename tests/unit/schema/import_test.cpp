// From a bureau's layers to a plan: every row accounted, words translated by name first, contradictions refused.
#include <gtest/gtest.h>

#include "libspatial/plan.hpp"
#include "libspatial/rules.hpp"
#include "support/bureau.hpp"
#include "support/drawn.hpp"
#include "support/sketch.hpp"

namespace libspatial {
namespace {

using testing::bureau_layer;
using testing::Columns;
using testing::known_schemas;
using testing::refusal_of;

const std::vector<std::string> names{"城镇集中建设区", "城镇弹性发展区", "特别用途区"};

Layer zones(const std::vector<std::string>& by_name, const std::vector<std::string>& by_code, const std::string& drawing = "ABC") {
  return bureau_layer("CZKFBJ", drawing, {{"GHFQMC", by_name}, {"GHFQDM", by_code}, {"XZQDM", {"220202", "220204", "220211000000"}}});
}

Layer units() { return bureau_layer("XZQ", "UUUUUUUUUU UUUUUUUUUU", {{"XZQDM", {"220202"}}, {"XZQMC", {"昌邑区"}}}); }

const Layer& layer(const Import& import, const std::string& name) {
  for (const Layer& l : import.layers) {
    if (l.name == name) return l;
  }
  throw std::out_of_range(name);
}

std::vector<std::string> column(const Import& import, const std::string& of, const std::string& field) { return labels(layer(import, of), field); }

std::string refusal(std::vector<Layer> layers, const ImportOptions& options = {}) {
  return refusal_of([&] { import_layers(std::move(layers), known_schemas(), options); });
}

TEST(Import, TranslatesZonesAndAccountsForEveryRow) {
  const Import import = import_layers({zones(names, {"410", "420", "430"}), units()}, known_schemas());
  EXPECT_EQ(column(import, "growth_boundary_zones", "zone_kind"), (std::vector<std::string>{"concentrated", "flexible", "special"}));
  EXPECT_EQ(column(import, "growth_boundary_zones", "unit_code"), (std::vector<std::string>{"220202", "220204", "220211"}));
  const LayerReport& report = import.reports.at(0);
  EXPECT_EQ(report.read, 3u);
  EXPECT_EQ(report.used, 3u);
  EXPECT_EQ(report.repaired + report.rejected, 0u);
  EXPECT_EQ(report.fields_missing, std::vector<std::string>{"name"});
  EXPECT_TRUE(report.unverified.empty()) << "names decide, the codes only agree";
  EXPECT_EQ(import.exit_code(), 0);
  EXPECT_EQ(layer(import, "growth_boundary_zones").crs->code(), "EPSG:4551");
}

TEST(Import, TheManifestStatesOnlyWhatWasSaid) {
  ImportOptions options{.valid_from = "2021-01-01", .source = "市局"};
  options.covers = {{"ugb", "units"}};
  const Import import = import_layers({zones(names, {}), units()}, known_schemas(), options);
  EXPECT_EQ(column(import, "layer_manifest", "role"), (std::vector<std::string>{"ugb", "units"}));
  EXPECT_EQ(column(import, "layer_manifest", "covers"), (std::vector<std::string>{"units", ""}));
  EXPECT_EQ(column(import, "layer_manifest", "valid_from"), (std::vector<std::string>{"2021-01-01", "2021-01-01"}));
  EXPECT_EQ(column(import, "layer_manifest", "valid_to"), (std::vector<std::string>{"", ""}));
  EXPECT_EQ(column(import, "layer_manifest", "source"), (std::vector<std::string>{"市局", "市局"}));
  const Plan plan(import.layers);
  EXPECT_EQ(plan.find("ugb")->covers, "units");
  EXPECT_EQ(plan.ugb_kinds().size(), 3u);
}

TEST(Import, ByCodeAloneIsUnverified) {
  const Import import = import_layers({zones({}, {"411", "420", "430"})}, known_schemas());
  EXPECT_EQ(column(import, "growth_boundary_zones", "zone_kind"), (std::vector<std::string>{"concentrated", "flexible", "special"}));
  const std::vector<std::pair<std::string, std::size_t>> expected{{"zone-codes-4xx", 3}};
  EXPECT_EQ(import.reports[0].unverified, expected);
  EXPECT_EQ(import.exit_code(), 1);
}

TEST(Import, TheOtherSetOfCodes) {
  const Import import = import_layers({zones({}, {"01", "02", "03"})}, known_schemas());
  EXPECT_EQ(column(import, "growth_boundary_zones", "zone_kind"), (std::vector<std::string>{"concentrated", "flexible", "special"}));
  EXPECT_EQ(import.reports[0].unverified.at(0).first, "zone-codes-01-03");
  EXPECT_EQ(import.exit_code(), 1);
}

TEST(Import, CodesMayBeNumbersAndNamesHaveBlanks) {
  Layer layer = zones({" 城镇集中建设区　"}, {}, "A");
  layer.fields[1] = {"GHFQDM", FieldType::real, {410.0}};
  const Import import = import_layers({layer}, known_schemas());
  EXPECT_EQ(column(import, "growth_boundary_zones", "zone_kind").at(0), "concentrated");
  EXPECT_EQ(import.exit_code(), 0);
}

TEST(Import, NameAndCodeThatContradictAreRefusedWithTheRow) {
  const std::string why = refusal({zones(names, {"410", "430", "430"})});
  EXPECT_NE(why.find("bad_plan: bureau.gdb|layername=CZKFBJ row 1: GHFQMC \"城镇弹性发展区\" (flexible) contradicts GHFQDM \"430\" (special, zone-codes-4xx)"), std::string::npos) << why;
  EXPECT_NE(refusal({zones(names, {"01", "03", "03"})}).find("row 1"), std::string::npos) << "whichever set of codes";
}

TEST(Import, AnUnknownZoneIsARejectedRowThatStopsThePlanFromJudging) {
  const Import import = import_layers({zones({"城镇集中建设区", "生态保护区", ""}, {"410", "420", ""}, "AABC"), units()}, known_schemas(), {.covers = {{"", "units"}}});
  const LayerReport& report = import.reports[0];
  EXPECT_EQ(report.read, report.used + report.repaired + report.rejected);
  ASSERT_EQ(report.rejects.size(), 2u) << "the code does not overrule a name nobody knows";
  EXPECT_EQ(report.rejects[0].reason, "unknown_value");
  EXPECT_NE(report.rejects[0].text.en.find("row 1: no zone_kind, GHFQMC \"生态保护区\" is unknown"), std::string::npos) << report.rejects[0].text.en;
  EXPECT_EQ(report.rejects[1].reason, "missing_value");
  EXPECT_EQ(report.values_unknown.at(0).value, "生态保护区");
  EXPECT_EQ(import.exit_code(), 2);
  EXPECT_EQ(layer(import, "growth_boundary_zones").size(), 3u) << "the row keeps its place";
  const CheckResult result = check(testing::drawn_projects("A"), Plan(import.layers), testing::sample_rules(), {.as_of = "2026-11-01", .kind = {}});
  const Finding& finding = testing::finding_of(result.projects.at(0), "JL-UGB-010");
  EXPECT_EQ(finding.verdict, Verdict::not_checked) << "land may be missing: nobody passes";
}

TEST(Import, AShapeThatCrossesItselfStaysForAllToSee) {
  Layer bow = zones(names, {}, "ABC");
  Shapes shapes;
  MultiPolygon tie;
  tie.polygons.push_back({{{{543000, 4857000}, {543010, 4857010}, {543010, 4857000}, {543000, 4857010}, {543000, 4857000}}}, {}});
  shapes.add(tie);
  for (std::size_t row = 1; row < 3; ++row) shapes.add(bow.shapes, row);
  bow.shapes = shapes;
  const Import import = import_layers({bow}, known_schemas());
  EXPECT_EQ(import.reports[0].rejected, 1u);
  EXPECT_EQ(import.reports[0].used, 2u);
  EXPECT_EQ(import.reports[0].rejects.at(0).reason, "invalid");
  EXPECT_TRUE(layer(import, "growth_boundary_zones").shapes.multipolygon(0).polygons.size() == 1);
  EXPECT_EQ(Plan(import.layers).find("ugb")->layer.rejects.at(0).reason, "invalid") << "whoever reads the plan sees the same";
}

TEST(Import, TheOldLandPlanIsRefused) {
  const Layer old = bureau_layer("JSYDGZQ", "A", {{"GZQLXDM", {"010"}}, {"GHFQMC", {"城镇集中建设区"}}});
  const Import import = import_layers({old, zones(names, {})}, known_schemas());
  EXPECT_EQ(import.reports[0].outcome, Outcome::refused);
  EXPECT_NE(import.reports[0].notes.at(0).en.find("do not confuse"), std::string::npos);
  EXPECT_EQ(import.exit_code(), 1);
  EXPECT_EQ(layer(import, "growth_boundary_zones").size(), 3u);
  EXPECT_NE(refusal({old}, {.roles = {{"JSYDGZQ", "ugb"}}}).find("do not confuse"), std::string::npos) << "whatever the user orders";
  EXPECT_NE(refusal({old}).find("no layer of a plan was recognised"), std::string::npos);
}

TEST(Import, TwoLayersForOneRoleAreLeftToTheUser) {
  Layer second = zones(names, {});
  second.name = "CZKFBJ_2023";
  const std::string why = refusal({zones(names, {}), second});
  EXPECT_NE(why.find("two layers have the role ugb"), std::string::npos) << why;
  EXPECT_NE(why.find("--map LAYER=none"), std::string::npos) << why;
  const Import import = import_layers({zones(names, {}), second}, known_schemas(), {.roles = {{"CZKFBJ", "none"}}});
  EXPECT_EQ(import.reports[0].outcome, Outcome::left_out);
  EXPECT_EQ(import.reports[1].role, "ugb");
  EXPECT_EQ(import.exit_code(), 0);
}

TEST(Import, ALayerOfTwoKindsIsLeftToTheUser) {
  Layer both = zones(names, {});
  for (const char* name : {"CZMC", "CZKFMJ", "XJXZQHDM"}) both.fields.push_back({name, FieldType::text, std::vector<Value>(3)});
  const std::string why = refusal({both});
  EXPECT_NE(why.find("fits several kinds of layer"), std::string::npos) << why;
  EXPECT_NE(why.find("--map CZKFBJ=ROLE"), std::string::npos) << why;
  EXPECT_EQ(import_layers({both}, known_schemas(), {.roles = {{"CZKFBJ", "ugb"}}}).reports[0].by, RecognisedBy::order);
}

TEST(Import, OrdersThatCannotBeFollowed) {
  EXPECT_NE(refusal({zones(names, {})}, {.roles = {{"DLTB", "land_parcels"}}}).find("there is no such layer"), std::string::npos);
  EXPECT_NE(refusal({zones(names, {})}, {.roles = {{"CZKFBJ", "boundary"}}}).find("no such role"), std::string::npos);
  EXPECT_NE(refusal({zones(names, {})}, {.roles = {{"CZKFBJ", "ugb"}, {"CZKFBJ", "none"}}}).find("twice"), std::string::npos);
  EXPECT_NE(refusal({units()}, {.roles = {{"XZQ", "ugb"}}}).find("cannot be ugb"), std::string::npos);
  EXPECT_NE(refusal({zones(names, {}), zones(names, {})}, {.roles = {{"CZKFBJ", "none"}}}).find("several layers have that name"), std::string::npos);
  EXPECT_NE(refusal({zones(names, {})}, {.covers = {{"ugb", "all"}}}).find("--covers"), std::string::npos);
}

TEST(Import, ALayerWithoutCrsNeedsOne) {
  Layer bare = zones(names, {});
  bare.crs.reset();
  EXPECT_NE(refusal({bare}).find("crs_missing"), std::string::npos);
  EXPECT_EQ(import_layers({bare}, known_schemas(), {.crs = "EPSG:4551"}).reports[0].crs, "EPSG:4551");
  EXPECT_NE(refusal({bare}, {.crs = "EPSG:4490"}).find("crs_implausible"), std::string::npos) << "and one that can be";
  EXPECT_EQ(import_layers({zones(names, {})}, known_schemas(), {.crs = "EPSG:4530"}).reports[0].crs, "EPSG:4551") << "a declared CRS overrides none";
}

TEST(Import, AnEmptyLayerStatesNothing) {
  const Import import = import_layers({zones(names, {}, ""), units()}, known_schemas(), {.covers = {{"", "units"}}});
  EXPECT_EQ(import.reports[0].read, 0u);
  EXPECT_NE(import.reports[0].notes.at(0).en.find("no rows"), std::string::npos);
  EXPECT_EQ(column(import, "layer_manifest", "covers"), (std::vector<std::string>{"", "units"}));
}

TEST(Import, LandParcelsWithTheirDeductionFactor) {
  const Columns columns{{"BSM", {"1", "2", "3"}}, {"DLBM", {"0101", "0103", "0301"}}, {"TBMJ", {"100.5", "x", ""}}, {"KCXS", {"0.0463", "8.15", ""}},
                        {"ZLDWDM", {"2202021002010000000", "22", ""}}, {"QSXZ", {}}, {"备用", {}}};
  const Import import = import_layers({bureau_layer("DLTB", "ABC", columns)}, known_schemas());
  const Layer& parcels = layer(import, "land_parcels");
  EXPECT_EQ(parcels.field("kcxs").values, (std::vector<Value>{0.0463, Value(), Value()})) << "a percentage is no factor";
  EXPECT_EQ(parcels.field("tbmj").values, (std::vector<Value>{100.5, Value(), Value()})) << "text that is no number is null, and said";
  EXPECT_EQ(labels(parcels, "unit_code"), (std::vector<std::string>{"220202", "", ""}));
  const LayerReport& report = import.reports[0];
  std::vector<std::string> unknown;
  for (const UnknownValue& v : report.values_unknown) unknown.push_back(v.field + "=" + v.value);
  EXPECT_EQ(unknown, (std::vector<std::string>{"TBMJ=x", "KCXS=8.15", "ZLDWDM=22"}));
  EXPECT_EQ(report.fields_unknown, std::vector<std::string>{"备用"});
  EXPECT_EQ(report.used, 3u);
  EXPECT_EQ(import.exit_code(), 1);
}

TEST(Import, TownsHaveTheirLevelByTheirNameAndTheirCountyByTheirCode) {
  const Columns columns{{"XZQDM", {"220202100000", "220202200", "220202001"}}, {"XZQMC", {"孤店子镇", "土城子乡", "新地号街道"}}};
  const Import import = import_layers({bureau_layer("XZQ", "ABC", columns)}, known_schemas());
  EXPECT_EQ(column(import, "towns", "level"), (std::vector<std::string>{"town", "township", "subdistrict"}));
  EXPECT_EQ(column(import, "towns", "parent"), (std::vector<std::string>{"220202", "220202", "220202"}));
  EXPECT_EQ(column(import, "towns", "code"), (std::vector<std::string>{"220202100", "220202200", "220202001"}));
}

TEST(Import, ProjectLayersAreCarriedAlongUnderTheirNames) {
  const Columns columns{{"XMDM", {"p1"}}, {"XMMC", {"路"}}, {"DKMJ", {"1"}}};
  const Import import = import_layers({zones(names, {}), bureau_layer("XS_XMKJFW", "A", columns), bureau_layer("ZZ_TDZSFW", "A", columns)}, known_schemas());
  EXPECT_EQ(column(import, "projects_XS_XMKJFW", "id"), std::vector<std::string>{"p1"});
  EXPECT_EQ(column(import, "projects_ZZ_TDZSFW", "name"), std::vector<std::string>{"路"});
  EXPECT_EQ(column(import, "layer_manifest", "role"), std::vector<std::string>{"ugb"}) << "they are no layers of the plan";
  EXPECT_EQ(column(import, "projects_XS_XMKJFW", "declared_area_m2"), std::vector<std::string>{""}) << "nobody knows the unit of DKMJ";
}

TEST(Import, UnknownLayersAreListedAndBrokenOnesNotTouched) {
  Layer stray = bureau_layer("道路", "A", {{"MC", {"路"}}});
  stray.crs.reset();
  const Import import = import_layers({zones(names, {}), stray}, known_schemas());
  EXPECT_EQ(import.reports[1].outcome, Outcome::unknown);
  EXPECT_EQ(import.exit_code(), 1);
  EXPECT_EQ(import.layers.size(), 2u);
}

TEST(Import, ByColumnsAloneIsDoubtful) {
  Layer exported = zones(names, {"410", "420", "430"});
  exported.name = "Export_Output";
  const Import import = import_layers({exported}, known_schemas());
  EXPECT_EQ(import.reports[0].by, RecognisedBy::fields);
  EXPECT_EQ(import.exit_code(), 1);
}

TEST(EmptyPlan, IsAPlanThatJudgesNothing) {
  const Schemas schemas = known_schemas();
  const Plan plan(empty_plan(schemas.layout, Crs("EPSG:4490")));
  for (const StandardLayer& layer : schemas.layout.layers) {
    EXPECT_EQ(plan.find(layer.role) == nullptr, layer.many) << layer.role;
  }
  const CheckResult result = check(testing::drawn_projects("A"), plan, testing::sample_rules(), {.as_of = "2026-11-01", .kind = {}});
  const ProjectResult& project = result.projects.at(0);
  EXPECT_EQ(project.verdict, Verdict::not_checked);
  EXPECT_TRUE(project.zones.empty()) << "not even that it lies outside: nobody filled the boundary";
  for (const Finding& finding : project.findings) EXPECT_NE(finding.verdict, Verdict::pass) << finding.rule;
}

}  // namespace
}  // namespace libspatial
