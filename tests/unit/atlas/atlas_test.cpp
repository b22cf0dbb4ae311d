// The map and the pages: names never over each other, strangers' words are text, what is not drawn is said.
#include "libspatial/atlas.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "atlas/labels.hpp"
#include "report/spread.hpp"
#include "support/drawn.hpp"
#include "support/sketch.hpp"

namespace libspatial {
namespace {

using atlas::Label;
using testing::Drawn;

Label label(double x, double y, const char* text) { return {{x, y}, 4, text, "other", 12, 0}; }

TEST(Labels, TwoInOnePlaceStandOnBothSides) {
  const auto placed = atlas::place({label(100, 100, "甲"), label(100, 100, "乙")}, {}, 200, 200);
  ASSERT_EQ(placed.size(), 2u);
  EXPECT_EQ(placed[0].zoom, 1);
  EXPECT_GT(placed[0].shift.x, 0) << "the first to the right";
  EXPECT_LT(placed[1].shift.x, 0) << "the second to the left";
}

TEST(Labels, WithoutRoomTheyWaitForMagnification) {
  std::vector<Label> many;
  for (int i = 0; i < 30; ++i) many.push_back(label(100 + 4.0 * i, 100, "很长的一个名字"));
  const auto placed = atlas::place(many, {}, 400, 200);
  EXPECT_LT(std::count_if(placed.begin(), placed.end(), [](const atlas::Placed& p) { return p.zoom == 1; }), 10);
  EXPECT_GT(std::count_if(placed.begin(), placed.end(), [](const atlas::Placed& p) { return p.zoom > 1; }), 3);
}

TEST(Labels, ANameStandsBeyondTheDiscOverItsPlace) {
  const auto placed = atlas::place({label(100, 100, "甲")}, {{{100, 100}, 20}}, 300, 300);
  ASSERT_EQ(placed.size(), 1u);
  EXPECT_GT(placed[0].shift.x, 20);
}

TEST(Labels, ADiscBesideThePlaceKeepsItsRoom) {
  const auto placed = atlas::place({label(100, 100, "甲")}, {{{115, 100}, 8}}, 300, 300);
  ASSERT_EQ(placed.size(), 1u);
  EXPECT_LT(placed[0].shift.x, 0) << "to the left of the place";
}

TEST(Labels, SomeAreNotForTheFirstLook) {
  Label late = label(100, 100, "甲");
  late.from = 4;
  EXPECT_EQ(atlas::place({late}, {}, 300, 300).at(0).zoom, 4);
}

TEST(Labels, NothingLeavesTheMap) {
  for (const atlas::Placed& p : atlas::place({label(198, 100, "东边的名字"), label(2, 2, "角")}, {}, 200, 200)) {
    EXPECT_LE(p.label.at.x * p.zoom + p.shift.x + atlas::text_width(p.label.text, 12), 200 * p.zoom) << p.label.text;
  }
}

TEST(Spread, DiscsOfTheirOwnSizeNoLongerHideEachOther) {
  report::Disc a{{50, 50}, {50, 50}, 20}, b{{50, 50}, {50, 50}, 5}, c{{55, 50}, {55, 50}, 10};
  report::Disc* discs[] = {&a, &b, &c};
  report::spread(discs, 200, 200);
  for (const auto& [p, q] : {std::pair{a, b}, {a, c}, {b, c}}) EXPECT_GE(std::hypot(p.shown.x - q.shown.x, p.shown.y - q.shown.y), p.radius + q.radius);
}

Profile words(const std::string& name) {
  Profile profile;
  profile.id = "drawn";
  profile.title = {"云上市", "Cloud City"};
  profile.city = "city";
  profile.place_kinds = {{"city", 1, {"市", "city"}}, {"town", 3, {"镇", "town"}}};
  Place city, town;
  city.id = "city", city.name = "云上市", city.kind = "city";
  town.id = "t", town.name = name, town.kind = "town", town.parent = "city", town.at = Point{126.54, 43.86}, town.quality = "D", town.coord_source = name;
  profile.places = {city, town};
  profile.project_kinds = {"road"};
  profile.project_classes = {{{"交通", "transport"}, "#123456", {"road"}}};
  PlannedProject project;
  project.id = name, project.name = name, project.unit = "city", project.kind = "road", project.section = name;
  profile.projects = {project, project};
  profile.projects[0].places = {"t"};
  return profile;
}

const AtlasRun run{"libspatial test", "plan.gpkg"};
const char* const hostile = "</style><script>alert('1')</script><img src=x onerror=\"a\">&";

TEST(PlanMap, SaysHowManyProjectsHaveNoPlace) {
  const PlanMap map = plan_map(Plan::of_words(words("镇")), {}, run);
  ASSERT_FALSE(map.notes.empty());
  EXPECT_NE(map.notes[0].en.find("2 planned projects (repeats and parts left out): 1 drawn at the place they name, 0 at their district, 1 name no place"), std::string::npos) << map.notes[0].en;
  EXPECT_NE(map.svg.find("#123456"), std::string::npos) << "the class's colour";
  EXPECT_FALSE(map.missing.empty()) << "no layer is said";
}

TEST(PlanMap, WordsOfStrangersAreText) {
  const PlanMap map = plan_map(Plan::of_words(words(hostile)), {}, run);
  for (const std::string& text : {map.svg, map.html}) {
    EXPECT_EQ(text.find("<img"), std::string::npos);
    EXPECT_EQ(text.find("<script>alert"), std::string::npos);
    EXPECT_NE(text.find("&lt;img src=x onerror=&quot;a&quot;&gt;&amp;"), std::string::npos);
  }
}

TEST(PlanMap, HiddenLayersAreNotOnTheSheetAndOffOnThePage) {
  const Plan plan = Drawn{.zones = "CF", .farmland = "..P"}.plan();
  const PlanMap with = plan_map(plan, {}, run), without = plan_map(plan, {.hidden = {"farmland"}}, run);
  EXPECT_NE(with.svg.find("data-layer=\"farmland\""), std::string::npos);
  EXPECT_EQ(without.svg.find("data-layer=\"farmland\""), std::string::npos);
  EXPECT_NE(without.html.find("class=\"paths off\" data-layer=\"farmland\""), std::string::npos);
  EXPECT_THROW(plan_map(plan, {.hidden = {"mars"}}, run), Error);
  EXPECT_THROW(plan_map(plan, {.groups = {"mars"}}, run), Error);
}

TEST(PlanMap, NothingWithAPlaceIsNoMap) {
  Profile profile = words("镇");
  profile.places[1].at.reset();
  try {
    plan_map(Plan::of_words(profile), {}, run);
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), Errc::bad_plan);
  }
}

TEST(PlanMap, TheSheetKeepsWidthsInItsOwnScaleAndThePageOnTheScreen) {
  const PlanMap map = plan_map(Drawn{.zones = "C"}.plan(), {}, run);
  EXPECT_EQ(map.svg.find("{="), std::string::npos);
  EXPECT_EQ(map.svg.find("vector-effect:non-scaling-stroke"), std::string::npos);
  EXPECT_NE(map.html.find("vector-effect:non-scaling-stroke"), std::string::npos);
}

TEST(CardPages, AreNamedByTheirPlaceAndNeverByAPath) {
  Profile profile = words(hostile);
  profile.places[1].id = "../up";
  profile.projects.clear();
  const Plan plan = Plan::of_words(profile);
  const Cards found = cards(plan, {.places = {"../up"}});
  const auto pages = card_pages(found, plan, run);
  ASSERT_EQ(pages.size(), 2u);
  EXPECT_EQ(pages[0].name, "place-1.html");
  EXPECT_EQ(pages[1].name, "index.html");
  EXPECT_EQ(pages[0].html.find("<img"), std::string::npos);
  EXPECT_NE(pages[0].html.find("no polygon in the plan: only the point"), std::string::npos);
  EXPECT_NE(cards_json(found, plan, run).find("\"area_m2\": null"), std::string::npos);
}

}  // namespace
}  // namespace libspatial
