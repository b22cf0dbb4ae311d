// Cards of a drawn city: areas counted with a finger, distances along its grid, and a sentence for everything that is not there.
#include "libspatial/cards.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "support/drawn.hpp"
#include "support/sketch.hpp"

namespace libspatial {
namespace {

using testing::Drawn;

constexpr double west = 543000, south = 4857000;

/// The district U (10 x 4 cells of 10 m) and in it the town T of the two western columns; other places have no land.
Profile words() {
  Profile profile;
  profile.id = "drawn";
  profile.city = "city";
  profile.place_kinds = {{"city", 1, {"市", "city"}}, {"district", 2, {"区", "district"}}, {"town", 3, {"镇", "town"}}, {"seat", 0, {"城", "seat"}}};
  const auto add = [&](const char* id, const char* name, const char* kind, const char* parent) {
    Place p;
    p.id = id, p.name = name, p.kind = kind, p.parent = parent;
    profile.places.push_back(p);
  };
  add("city", "云上市", "city", "");
  add("u", "U", "district", "city");
  add("t", "T镇", "town", "u");
  add("lost", "失镇", "town", "u");
  add("seat", "U城", "seat", "u");
  profile.groups.push_back({"all", "list", "全部", "", {"t", "lost"}, {}, {}, "", "", {}, ""});
  profile.cards = {"all", "seat", "seat"};
  return profile;
}

Layer towns() {
  Layer layer = testing::layer_of({testing::rectangle(west, south, west + 20, south + 40)});
  layer.name = "towns";
  layer.fields = {{"code", FieldType::text, {std::string("T01")}}, {"name", FieldType::text, {std::string("T镇")}}, {"parent", FieldType::text, {std::string()}}};
  return layer;
}

std::vector<Layer> city(const Drawn& drawn) {
  auto layers = drawn.layers();
  layers.push_back(towns());
  return layers;
}

double area_of(const Card& card, const std::string& role) {
  for (const LandIn& in : card.lands) {
    if (in.role == role && in.area) return in.area->square_metres();
  }
  return -1;
}

std::string why_of(const Card& card, const std::string& role) {
  for (const LandIn& in : card.lands) {
    if (in.role == role) return in.why.en;
  }
  return "no such role";
}

bool says(const std::vector<Text>& texts, const std::string& en) {
  return std::any_of(texts.begin(), texts.end(), [&](const Text& t) { return t.en.find(en) != std::string::npos; });
}

TEST(Cards, AreasAreThoseOfTheDrawing) {
  const Drawn drawn{.zones = "CF........ CF........ SS........ ..........", .farmland = ".......... .......... .......... PP........", .redline = ".RR......."};
  const Cards found = cards(Plan(city(drawn), words()));
  ASSERT_EQ(found.cards.size(), 2u);
  EXPECT_EQ(found.group, "全部");
  const Card& card = found.cards[0];
  ASSERT_TRUE(card.area);
  EXPECT_NEAR(card.area->square_metres(), 800, 0.1);  // 8 cells of 100 m², on the ellipsoid
  EXPECT_NEAR(area_of(card, "ugb.concentrated"), 200, 0.1);
  EXPECT_NEAR(area_of(card, "ugb.flexible"), 200, 0.1);
  EXPECT_NEAR(area_of(card, "ugb.special"), 200, 0.1);
  EXPECT_NEAR(area_of(card, "ugb.outside"), 200, 0.1);
  EXPECT_NEAR(area_of(card, "permanent_farmland"), 200, 0.1);
  EXPECT_NEAR(area_of(card, "ecological_redline"), 100, 0.1);
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < 4; ++i) sum += card.lands[i].area->hundredths();
  EXPECT_EQ(sum, card.area->hundredths()) << "the kinds and the part outside add up";
}

TEST(Cards, LandInSeveralRowsIsCountedOnce) {
  auto layers = city({.zones = "C", .farmland = "PP........"});
  for (Layer& layer : layers) {
    if (layer.name != "permanent_farmland") continue;
    layer.shapes.add(testing::rectangle(west, south, west + 20, south + 10));  // the same two cells once more
    for (Field& field : layer.fields) field.values.push_back(field.values[0]);
  }
  EXPECT_NEAR(area_of(cards(Plan(layers, words())).cards[0], "permanent_farmland"), 200, 0.1);
}

TEST(Cards, OverlappingZonesAreSaid) {
  const Cards found = cards(Plan(city({.zones = "CC", .zones_again = "FF"}), words()));
  EXPECT_TRUE(says(found.cards[0].notes, "zones of growth_boundary_zones overlap by 199.99"));
}

TEST(Cards, APlaceWithoutLandSaysSo) {
  const Card card = cards(Plan(city({.zones = "C"}), words())).cards[1];
  EXPECT_EQ(card.place.id, "lost");
  EXPECT_FALSE(card.area);
  EXPECT_EQ(area_of(card, "ugb.concentrated"), -1);
  EXPECT_EQ(why_of(card, "permanent_farmland"), "no polygon in the plan: only the point");
  EXPECT_TRUE(says(card.missing, "no polygon in the plan, and no point"));
}

TEST(Cards, ALayerThatIsNotThereSaysSo) {
  const Cards found = cards(Plan(city({.zones = nullptr, .farmland = nullptr}), words()));
  EXPECT_EQ(why_of(found.cards[0], "ugb.special"), "the plan has no layer growth_boundary_zones");
  EXPECT_EQ(why_of(found.cards[0], "permanent_farmland"), "the plan has no layer permanent_farmland");
  EXPECT_TRUE(says(found.cards[0].missing, "the plan has no layer transport_lines"));
  EXPECT_FALSE(found.complete());
}

TEST(Cards, ALayerWithARowThatCannotBeUsedIsNotMeasured) {
  auto layers = city({.zones = "C", .farmland = "PP"});
  for (Layer& layer : layers) {
    if (layer.name != "permanent_farmland") continue;
    layer.shapes.add_none();
    for (Field& field : layer.fields) field.values.push_back(field.values[0]);
  }
  EXPECT_NE(why_of(cards(Plan(layers, words())).cards[0], "permanent_farmland").find("1 rows whose shape cannot be used"), std::string::npos);
}

TEST(Cards, DistancesFromTheEdgeAndFromThePoint) {
  auto layers = city({.zones = "C"});
  Layer lines;
  lines.name = "transport_lines";
  lines.crs = Crs("EPSG:4551");
  for (const double x : {west + 50, west + 120}) {  // 30 m and 100 m east of the town
    lines.shapes.begin_shape(ShapeType::line);
    lines.shapes.begin_part();
    const Point points[] = {{x, south - 500}, {x, south + 500}};
    lines.shapes.add_ring(points);
  }
  lines.fields = {{"name", FieldType::text, {std::string("近"), std::string("远")}}, {"kind", FieldType::text, {std::string("railway"), std::string("highway")}},
                  {"status", FieldType::text, {std::string("planned"), std::string("existing")}}};
  Layer places;
  places.name = "places";
  places.crs = Crs("EPSG:4551");
  for (const Point p : {Point{west + 10, south + 20}, Point{west + 60, south + 20}}) {
    places.shapes.begin_shape(ShapeType::point);
    places.shapes.begin_part();
    places.shapes.add_ring(std::span(&p, 1));
  }
  places.fields = {{"id", FieldType::text, {std::string("t"), std::string("seat")}}};
  layers.push_back(lines);
  layers.push_back(places);
  Profile profile = words();
  profile.corridors.push_back({"c", "廊", "", false, {{"远", "axis", "existing", ""}}, ""});
  const Card card = cards(Plan(layers, profile)).cards[0];
  ASSERT_EQ(card.access.size(), 4u);
  EXPECT_EQ(card.access[0].edge.to, "近");
  EXPECT_EQ(card.access[0].edge.status, "planned");
  EXPECT_NEAR(card.access[0].edge.length->metres(), 30, 0.01);
  EXPECT_NEAR(card.access[0].point.length->metres(), 40, 0.01);
  EXPECT_EQ(card.access[1].edge.to, "远") << "the nearest of those a corridor has";
  EXPECT_EQ(card.access[1].corridors, std::vector<std::string>{"廊"});
  EXPECT_NEAR(card.access[1].edge.length->metres(), 100, 0.01);
  EXPECT_EQ(card.access[2].edge.method, "land–point") << "the seat has no land";
  EXPECT_NEAR(card.access[2].edge.length->metres(), 40, 0.01);
  EXPECT_NEAR(card.access[2].point.length->metres(), 50, 0.01);
  EXPECT_EQ(card.point_off_land, Length());
  EXPECT_TRUE(card.missing.empty());
}

TEST(Cards, ProjectsByNameAndByWhatLiesInside) {
  Profile profile = words();
  Place village;
  village.id = "v", village.name = "村", village.kind = "seat", village.parent = "t";
  profile.places.push_back(village);
  const auto project = [&](const char* id, std::vector<std::string> at, const char* same = "") {
    PlannedProject p;
    p.id = id, p.name = id, p.unit = "u", p.places = std::move(at), p.same_as = same;
    profile.projects.push_back(p);
  };
  project("a", {"t"});
  project("b", {"v"});
  project("c", {"lost"});
  project("d", {"t"}, "a");
  const Card card = cards(Plan(city({.zones = "C"}), profile)).cards[0];
  ASSERT_EQ(card.projects.size(), 3u);
  EXPECT_EQ(card.projects[1].via, "村");
  EXPECT_EQ(card.distinct_projects, 2u);
}

std::string refusal(const Profile& profile, const CardOptions& options) {
  try {
    cards(Plan(city({.zones = "C"}), profile), options);
  } catch (const Error& e) {
    return std::string(name(e.code())) + ": " + e.text().en;
  }
  return "accepted";
}

TEST(Cards, WhoseCardsIsAskedWhenNobodySays) {
  Profile profile = words();
  EXPECT_NE(refusal(profile, {.group = "mars"}).find("no group \"mars\"; it has all"), std::string::npos);
  EXPECT_TRUE(refusal(profile, {.places = {"mars"}}).starts_with("bad_argument"));
  profile.cards.group.clear();
  EXPECT_NE(refusal(profile, {}).find("states no group for cards"), std::string::npos);
  EXPECT_EQ(refusal(profile, {.places = {"t"}}), "accepted");
}

TEST(Cards, WordsAloneHaveNoLand) {
  const Cards found = cards(Plan::of_words(words()), {.places = {"t"}});
  EXPECT_FALSE(found.cards[0].area);
  EXPECT_FALSE(found.complete());
}

TEST(Cards, ThreadsChangeNothing) {
  const Plan plan(city({.zones = "CF", .farmland = "PP"}), words());
  const Cards one = cards(plan, {.threads = 1}), four = cards(plan, {.threads = 4});
  for (std::size_t i = 0; i < one.cards[0].lands.size(); ++i) EXPECT_EQ(one.cards[0].lands[i].area, four.cards[0].lands[i].area);
}

}  // namespace
}  // namespace libspatial
