// result.json: the contract other programs rely on.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "town.hpp"

namespace libspatial::testing {
namespace {

using Json = nlohmann::ordered_json;

std::vector<std::string> keys(const Json& object) {
  std::vector<std::string> out;
  for (const auto& item : object.items()) out.push_back(item.key());
  return out;
}

Json parsed(const Town& town) { return Json::parse(result_json(town.result(), run_info())); }

using Names = std::vector<std::string>;

TEST(ResultJson, KeysInFixedOrder) {
  const Json json = parsed(small_town());
  EXPECT_EQ(keys(json), (Names{"schema", "run", "ruleset", "plan", "summary", "not_checked", "layers", "projects", "slivers", "rejects", "repairs"}));
  const Json& project = json["projects"][1];
  EXPECT_EQ(keys(project), (Names{"id", "name", "kind", "verdict", "parcels", "area", "zones", "multi_cover_m2", "findings"}));
  EXPECT_EQ(keys(project["area"]), (Names{"official_m2", "planar_m2", "declared_m2"}));
  EXPECT_EQ(keys(project["zones"][0]), (Names{"kind", "name", "area_m2", "share"}));
  EXPECT_EQ(keys(project["findings"][0]), (Names{"rule", "verdict", "area_m2", "tolerance_m2", "message", "cite", "exception", "requires", "facts", "epsilon_m", "margin"}));
  EXPECT_EQ(json["run"]["as_of"], "2026-06-30");
  EXPECT_EQ(json["run"]["area"], "official");
  EXPECT_EQ(json["projects"][0]["kind"], "industry");
}

// P1 is 333.33 m × 200 m; P2 2000 m × 333.37 m: 500 m of it concentrated, 1000 m flexible, the rest outside.
TEST(ResultJson, AreasHaveTwoDecimals) {
  const std::string text = result_json(small_town().result(), run_info());
  EXPECT_NE(text.find("\"official_m2\": 66666.00"), std::string::npos);
  EXPECT_NE(text.find("\"official_m2\": 666740.00"), std::string::npos);
  EXPECT_NE(text.find("\"declared_m2\": null"), std::string::npos);
  const Json zones = Json::parse(text)["projects"][1]["zones"];
  ASSERT_EQ(zones.size(), 3u);
  EXPECT_EQ(zones[0]["kind"], "concentrated");
  EXPECT_EQ(zones[2]["kind"], "outside");
  EXPECT_DOUBLE_EQ(zones[0]["area_m2"], 166685.00);
  EXPECT_DOUBLE_EQ(zones[1]["share"], 0.5);
}

TEST(ResultJson, SummaryCountsVerdicts) {
  const Json summary = parsed(small_town())["summary"];
  EXPECT_EQ(summary["verdict"], "conflict");
  EXPECT_EQ(summary["projects"], 3);
  EXPECT_EQ(summary["pass"], 1);
  EXPECT_EQ(summary["conflict"], 1);
  EXPECT_EQ(summary["needs_review"], 1);
}

TEST(ResultJson, OnlyUsedCitationsAreListed) {
  const Json citations = parsed(small_town())["ruleset"]["citations"];
  ASSERT_EQ(citations.size(), 2u);
  EXPECT_EQ(citations[0]["id"], "ugb-law");
  EXPECT_EQ(citations[0]["verified"], false);
}

TEST(ResultJson, RejectsNameFileRowAndProject) {
  const Json json = parsed(small_town());
  ASSERT_EQ(json["rejects"].size(), 1u);
  const Json& reject = json["rejects"][0];
  EXPECT_EQ(keys(reject), (Names{"file", "layer", "row", "id", "reason", "message"}));
  EXPECT_EQ(reject["id"], "P3");
  EXPECT_EQ(reject["row"], 2);
  EXPECT_EQ(json["layers"][0]["role"], "projects");
  EXPECT_EQ(json["layers"][0]["rows"], (Json{{"read", 3}, {"used", 2}, {"repaired", 0}, {"rejected", 1}}));
}

TEST(ResultJson, AMissingLayerIsSaidOnce) {
  Town town = small_town();
  town.with_farmland_layer = false;
  for (std::size_t i = 0; i < 2; ++i) town.project(i).findings[1].verdict = Verdict::not_checked;
  const Json list = parsed(town)["not_checked"];
  ASSERT_EQ(list.size(), 3u);
  EXPECT_EQ(list[0]["subject"], "layer");
  EXPECT_EQ(list[0]["id"], "permanent_farmland");
  EXPECT_EQ(list[1]["subject"], "project");
  EXPECT_EQ(list[1]["projects"], Json::array({"P3"}));
  EXPECT_EQ(list[2]["subject"], "scope");
}

TEST(ResultJson, OneRuleWithoutAnswerListsItsProjects) {
  Town town = small_town();
  for (std::size_t i = 0; i < 2; ++i) {
    Finding& finding = town.project(i).findings[0];
    finding.verdict = Verdict::not_checked;
    finding.message = {"基准日不在有效期内", "not valid on the date"};
    finding.hundredths.reset();
  }
  const Json json = parsed(town);
  EXPECT_EQ(json["not_checked"][0]["subject"], "rule");
  EXPECT_EQ(json["not_checked"][0]["projects"], Json::array({"P1", "P2"}));
  EXPECT_TRUE(json["projects"][0]["findings"][0]["area_m2"].is_null());
}

TEST(ResultJson, InvalidUtf8IsReplacedAndTheRestKept) {
  Town town = small_town();
  town.project(0).name = "\xBC\xAA\xC1\xD6 A";
  EXPECT_EQ(parsed(town)["projects"][0]["name"], "���� A");
}

TEST(ResultJson, SameResultSameBytes) {
  EXPECT_EQ(result_json(small_town().result(), run_info()), result_json(small_town().result(), run_info()));
}

TEST(ResultLayers, PiecesProjectsZonesUnitsRejects) {
  const auto layers = result_layers(small_town().result());
  std::vector<std::string> names;
  for (const auto& layer : layers) {
    names.push_back(layer.name);
    for (const auto& field : layer.fields) EXPECT_EQ(field.values.size(), layer.size()) << layer.name << '.' << field.name;
  }
  EXPECT_EQ(names, (Names{"projects", "pieces", "zones", "units", "rejects"}));
  EXPECT_EQ(layers[0].size(), 3u);
  EXPECT_EQ(layers[0].shapes.type(2), ShapeType::none);
  EXPECT_EQ(to_text(layers[1].field("role").values.back()), "permanent_farmland");
  EXPECT_EQ(layers[4].shapes.type(0), ShapeType::polygon);  // the bow-tie, as it was given
}

TEST(ResultLayers, FarmlandFarFromEveryProjectIsLeftOut) {
  Town town = small_town();
  town.add_farmland("远处", {90000, 90000, 100, 100});
  const auto layers = result_layers(town.result());
  for (const auto& name : layers[2].field("name").values) EXPECT_NE(to_text(name), "远处");
}

}  // namespace
}  // namespace libspatial::testing
