// Plan: what is recognised, and what is refused with its row.
#include <gtest/gtest.h>

#include "support/drawn.hpp"
#include "support/sketch.hpp"

namespace libspatial {
namespace {

using testing::Drawn;

const Drawn town{.zones = "CCFFSS", .farmland = "...P", .redline = "R..."};

std::string refusal(std::vector<Layer> layers) {
  try {
    Plan plan(std::move(layers));
  } catch (const Error& e) {
    return std::string(name(e.code())) + ": " + e.text().en;
  }
  return "accepted";
}

Layer& layer(std::vector<Layer>& layers, const std::string& name) {
  for (Layer& l : layers) {
    if (l.name == name) return l;
  }
  throw std::out_of_range(name);
}

Field& column(std::vector<Layer>& layers, const std::string& of, const std::string& field) {
  for (Field& f : layer(layers, of).fields) {
    if (f.name == field) return f;
  }
  throw std::out_of_range(field);
}

TEST(Plan, FindsLayersByRoleWithWhatTheManifestSays) {
  const Plan plan = town.plan();
  ASSERT_NE(plan.find("ugb"), nullptr);
  EXPECT_EQ(plan.find("ugb")->covers, "units");
  EXPECT_EQ(plan.find("ugb")->valid_to, "2035-12-31");
  EXPECT_EQ(plan.ugb_kinds(), (std::vector{ZoneKind::concentrated, ZoneKind::flexible, ZoneKind::special}));
  EXPECT_EQ(plan.find("land_parcels"), nullptr);
}

TEST(Plan, TheManifestMayNameAnotherLayer) {
  auto layers = town.layers();
  layer(layers, "permanent_farmland").name = "YJJBNT";
  EXPECT_NE(Plan(layers).find("ugb"), nullptr);
  EXPECT_EQ(Plan(layers).find("permanent_farmland"), nullptr) << "named by nobody";
  for (Value& value : column(layers, "layer_manifest", "layer").values) {
    if (to_text(value) == "permanent_farmland") value = std::string("YJJBNT");
  }
  ASSERT_NE(Plan(layers).find("permanent_farmland"), nullptr);
  EXPECT_EQ(Plan(layers).find("permanent_farmland")->layer.size(), 1u);
}

TEST(Plan, RefusesAnUnknownKindOfZone) {
  auto layers = town.layers();
  column(layers, "growth_boundary_zones", "zone_kind").values[1] = std::string("集中");
  const std::string why = refusal(layers);
  EXPECT_TRUE(why.starts_with("bad_plan") && why.find("growth_boundary_zones row 1") != std::string::npos) << why;
}

TEST(Plan, RefusesZonesWithoutKinds) {
  auto layers = town.layers();
  layer(layers, "growth_boundary_zones").fields.pop_back();
  EXPECT_TRUE(refusal(layers).starts_with("field_not_found")) << refusal(layers);
}

TEST(Plan, RefusesDatesThatCouldBeComparedWrongly) {
  for (const char* date : {"2026/01/01", "2026", "2026-02-30", "01.01.2026"}) {
    auto layers = town.layers();
    column(layers, "layer_manifest", "valid_to").values[0] = std::string(date);
    const std::string why = refusal(layers);
    EXPECT_TRUE(why.starts_with("bad_plan") && why.find(date) != std::string::npos) << why;
  }
}

TEST(Plan, RefusesARoleTwiceAndALayerInTwoRoles) {
  auto layers = town.layers();
  column(layers, "layer_manifest", "role").values[1] = std::string("units");
  EXPECT_TRUE(refusal(layers).starts_with("bad_plan")) << refusal(layers);
  layers = town.layers();
  column(layers, "layer_manifest", "layer").values[3] = std::string("permanent_farmland");
  EXPECT_TRUE(refusal(layers).starts_with("bad_plan")) << refusal(layers);
}

TEST(Plan, ALayerWithRowsButNoPolygonIsNoEmptyLayer) {
  auto layers = town.layers();
  Layer& farmland = layer(layers, "permanent_farmland");
  farmland.shapes = Shapes();
  farmland.shapes.add_none();
  EXPECT_TRUE(refusal(layers).starts_with("no_polygons")) << refusal(layers);
  farmland.crs.reset();
  EXPECT_TRUE(refusal(layers).starts_with("no_polygons")) << refusal(layers);
}

TEST(Plan, RefusesAFileThatIsNone) {
  EXPECT_TRUE(refusal({}).starts_with("bad_plan"));
  Layer other = testing::layer_of({testing::rectangle(543000, 4857000, 543010, 4857010)});
  EXPECT_TRUE(refusal({other}).starts_with("bad_plan"));
}

TEST(Plan, ReprojectsEveryLayer) {
  const Plan plan = town.plan().reproject(Crs("EPSG:4490"));
  for (const PlanLayer& one : plan.layers()) EXPECT_EQ(one.layer.crs->code(), "EPSG:4490") << one.role;
  EXPECT_NEAR(plan.find("ugb")->layer.shapes.box().min_y, 43.8, 0.2);
}

}  // namespace
}  // namespace libspatial
