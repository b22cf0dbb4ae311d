// City profiles: an invented city is read whole, and what breaks the schema is refused with file and line.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "libspatial/exchange.hpp"

namespace libspatial {
namespace {

namespace fs = std::filesystem;

const std::string places_header =
    "id,name,name_en,aliases,kind,parent,code,roles,industries,lon,lat,quality,coord_source,area_km2,area_source,population,population_source,section,note\n";

/// A city that does not exist: 云上市 with two districts, a zone that cuts across, a town in each.
struct City {
  std::string head = R"(id: cloud
title: {zh: 云上市, en: Cloud City}
city: city
source: {document: 《云上市规划》, verified: true}
plan: {from: 2030, to: 2040, baseline: 2029}
place_kinds:
  - {id: city, level: 1, title: {zh: 市, en: city}}
  - {id: district, level: 2, title: {zh: 区, en: district}}
  - {id: town, level: 3, title: {zh: 镇, en: town}}
  - {id: zone, level: 0, title: {zh: 开发区, en: zone}}
statistical_codes:
  - {code: "990171", place: port, name: 港区}
project_kinds: [road, park]
units: [km, "%"]
)";
  std::string groups = R"(groups:
  - {id: north, kind: plate, name: 北片, members: [east, port]}
  - {id: all, kind: plate, name: 全片, members: [east, west, port]}
corridors:
  - {id: ring, name: 环, encloses: true, lines: [{name: 一号线, role: ring, status: planned}]}
)";
  std::string places = places_header +
                       "city,云上市,Cloud City,云市,city,,990100,,,120.5,30.5,A,gazetteer,100,statistics,5000,census,一,\n"
                       "east,东区,East,,district,city,990101,,,,,,,,,,,一,\n"
                       "west,西区,West,,district,city,990102,,,,,,,,,,,一,\n"
                       "port,港区,Port,,zone,city,,,,,,,,,,,,二,\n"
                       "t1,新镇,Newtown,,town,east,,,种植;旅游,,,,,,,,,二,\n"
                       "t2,新镇,Newtown,,town,west,,,,,,,,,,,,二,\"同名, \"\"两处\"\"\"\n";
  std::string projects = "id,name,unit,kind,geometry,places,quantities,section,same_as,maybe_same_as,total_of,unit_stated\n"
                         "p1,总路,east,road,line,,length=12 km,专栏1,,,p2;p3,yes\n"
                         "p2,路一,east,road,line,t1,length~5 km; lanes=2x3,专栏1,,,,yes\n"
                         "p3,路二,t1,road,line,,length=7 km,专栏1,,,,yes\n"
                         "p4,公园,west,park,polygon,,,专栏2,,,,no\n"
                         "p5,公园(重),west,park,polygon,,,专栏2,p4,,,yes\n";
  std::string targets = "id,name,value,unit,comparator,year,scope,kind,computable,section,quote\n"
                        "green,绿地率,40,%,>=,2035,全市,target,yes,一,绿地率达到 40%\n"
                        "roads,道路,12,km,=,2040,全市,target,partly,一,\n";

  std::string indicators = R"(indicators:
  - {target: roads, measure: parts, project: p1, names: [length]}
  - {target: green, measure: none, needs: {zh: 绿地, en: green land}}
)";
  std::string figures = R"(checks:
  - {id: sum, title: {zh: 合计, en: total}, section: 一, stated: {target: roads}, parts: [{project: p2, quantity: length}, {project: p3, quantity: length}]}
  - {id: line, title: {zh: 桩号, en: stations}, section: 一, stated: {number: 2.5, unit: km}, parts: [{from: k7+380, to: k9+890}]}
  - {id: plates, title: {zh: 片, en: plates}, section: 一, stated: {number: 3, unit: "%"}, groups: plate}
  - {id: words, title: {zh: 文字, en: words}, section: 一, wording: {zh: 相反, en: the opposite}}
)";

  std::string write() const {
    const fs::path folder = fs::path(LIBSPATIAL_TEST_TMP) / ::testing::UnitTest::GetInstance()->current_test_info()->name();
    fs::create_directories(folder);
    for (const auto& [name, text] : {std::pair{"profile.yaml", &head}, {"groups.yaml", &groups}, {"places.csv", &places}, {"projects.csv", &projects}, {"targets.csv", &targets},
                                      {"indicators.yaml", &indicators}, {"consistency.yaml", &figures}}) {
      std::ofstream(folder / name, std::ios::binary) << *text;
    }
    return folder.string();
  }
  Profile read() const { return read_profile(write()); }
  /// "places.csv line 3: …" of the refusal.
  std::string refusal() const {
    try {
      read();
    } catch (const Error& e) {
      const std::string text = e.text().en;
      return std::string(name(e.code())) + " " + text.substr(text.rfind('/') + 1);
    }
    return "accepted";
  }
};

void replace(std::string& text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  ASSERT_NE(at, std::string::npos) << from;
  text.replace(at, from.size(), to);
}

std::vector<std::string> ids(const auto& items) {
  std::vector<std::string> result;
  for (const auto* item : items) result.push_back(item->id);
  return result;
}

using Words = std::vector<std::string>;

TEST(Profile, AnInventedCityIsReadWhole) {
  const Profile city = City{}.read();
  EXPECT_EQ(city.title.zh, "云上市");
  EXPECT_EQ(city.places.size(), 6u);
  EXPECT_EQ(city.places[5].note, "同名, \"两处\"");
  EXPECT_EQ(city.place("t1").industries, (Words{"种植", "旅游"}));
  EXPECT_DOUBLE_EQ(city.place("city").at->y, 30.5);
  EXPECT_EQ(city.corridors[0].lines[0].status, "planned");
  EXPECT_EQ(city.projects[1].quantities[0].relation, "~");
  EXPECT_DOUBLE_EQ(*city.projects[1].quantities[0].value, 5);
  EXPECT_EQ(city.projects[1].quantities[0].unit, "km");
  EXPECT_FALSE(city.projects[1].quantities[1].value);  // "2x3" stays text
  EXPECT_FALSE(city.projects[3].unit_stated);
}

TEST(Profile, PlacesAreFoundByIdCodeNameAndAlias) {
  const Profile city = City{}.read();
  EXPECT_EQ(city.find("east")->name, "东区");
  EXPECT_EQ(city.find("990102")->id, "west");
  EXPECT_EQ(city.find("990171")->id, "port");  // a statistical code
  EXPECT_EQ(city.find("云市")->id, "city");
  EXPECT_EQ(city.find("990103"), nullptr);
  EXPECT_EQ(city.find(""), nullptr);
  EXPECT_THROW(city.place("新镇镇"), Error);
  try {
    city.find("新镇");
    FAIL() << "two places have this name";
  } catch (const Error& e) {
    EXPECT_NE(e.text().en.find("t1, t2"), std::string::npos) << e.text().en;
  }
}

TEST(Profile, TheHierarchyGoesBothWays) {
  const Profile city = City{}.read();
  EXPECT_EQ(ids(city.parents(city.place("t1"))), (Words{"east", "city"}));
  EXPECT_EQ(ids(city.children(city.place("city"))), (Words{"east", "west", "port"}));
  EXPECT_EQ(city.unit_of(city.place("t2"))->id, "west");
  EXPECT_EQ(city.unit_of(city.place("port")), nullptr);
  EXPECT_EQ(ids(city.groups_of(city.place("east"))), (Words{"north", "all"}));
  EXPECT_EQ(ids(city.members(*city.find_group("北片"))), (Words{"east", "port"}));
}

TEST(Profile, ProjectsAndTargetsAreFiltered) {
  const Profile city = City{}.read();
  EXPECT_EQ(ids(city.find_projects("east", "", "")), (Words{"p1", "p2", "p3"}));  // p3 lies in a town of the district
  EXPECT_EQ(ids(city.find_projects("", "", "", true)), (Words{"p1", "p4"}));      // parts of a total and repeats left out
  EXPECT_EQ(ids(city.find_projects("", "park", "专栏2")), (Words{"p4", "p5"}));
  EXPECT_EQ(ids(city.find_targets("绿")), (Words{"green"}));
  EXPECT_EQ(ids(city.find_targets("", "2040")), (Words{"roads"}));
}

TEST(Profile, WhatBreaksTheSchemaIsRefusedWithFileAndLine) {
  const auto broken = [](std::string City::*file, const std::string& from, const std::string& to) {
    City city;
    replace(city.*file, from, to);
    return city.refusal();
  };
  EXPECT_EQ(City{}.refusal(), "accepted");
  EXPECT_EQ(broken(&City::places, "district,city,990101", "district,nowhere,990101"), "bad_profile places.csv line 3: there is no parent nowhere");
  EXPECT_EQ(broken(&City::places, "990102", "990101"), "bad_profile places.csv line 4: the code 990101 is repeated");
  EXPECT_EQ(broken(&City::places, "t2,新镇", "t1,新镇"), "bad_profile places.csv line 7: the id t1 is repeated");
  EXPECT_EQ(broken(&City::places, "120.5", "nan"), "bad_profile places.csv line 2: lon must be a finite number, not \"nan\"");
  EXPECT_EQ(broken(&City::places, "120.5", "220.5"), "bad_profile places.csv line 2: beyond the range of degrees (lon is the longitude)");
  EXPECT_EQ(broken(&City::places, "120.5,30.5,A", "120.5,30.5,"), "bad_profile places.csv line 2: a point needs its quality: A, B, C or D");
  EXPECT_EQ(broken(&City::places, "120.5,30.5", "120.5,"), "bad_profile places.csv line 2: lon and lat go together");
  EXPECT_EQ(broken(&City::places, "town,east", "village,east"), "bad_profile places.csv line 6: profile.yaml has no kind village");
  EXPECT_EQ(broken(&City::places, "city,,990100", "city,t1,990100"), "bad_profile places.csv line 2: the parents form a circle: city … city");
  EXPECT_EQ(broken(&City::places, "district,city,990101", "district,t2,990101"), "bad_profile places.csv line 3: the parent t2 does not stand above it");
  EXPECT_EQ(broken(&City::places, ",note\n", ",remark\n"), "bad_profile places.csv line 1: the header must have one column note");
  EXPECT_EQ(broken(&City::places, "二,\"同名", "\"二,\"同名"), "bad_profile places.csv line 7: a comma or the end of the line must follow a quote");
  EXPECT_EQ(broken(&City::places, "一,\neast", "一\neast"), "bad_profile places.csv line 2: 18 cells instead of 19");
  EXPECT_EQ(broken(&City::places, "100,statistics", "-1,statistics"), "bad_profile places.csv line 2: area_km2 must not be negative");
  EXPECT_EQ(broken(&City::projects, "west,park,polygon,,,专栏2,,", "mars,park,polygon,,,专栏2,,"), "bad_profile projects.csv line 5: there is no place mars");
  EXPECT_EQ(broken(&City::projects, ",p4,", ",p9,"), "bad_profile projects.csv line 6: there is no project p9");
  EXPECT_EQ(broken(&City::projects, "length=12 km", "12 km"), "bad_profile projects.csv line 2: the quantity \"12 km\" must be name=value unit");
  EXPECT_EQ(broken(&City::targets, "40,%", "40,furlong"), "bad_profile targets.csv line 2: profile.yaml has no unit \"furlong\"");
  EXPECT_EQ(broken(&City::targets, "40,%", "inf,%"), "bad_profile targets.csv line 2: value must be a finite number, not \"inf\"");
  EXPECT_EQ(broken(&City::targets, ">=", "=>"), "bad_profile targets.csv line 2: comparator must be = >= <= > < or ~");
  EXPECT_EQ(broken(&City::groups, "[east, port]", "[east, moon]"), "bad_profile groups.yaml:2: there is no place moon");
  EXPECT_EQ(broken(&City::groups, "[east, port]", "[east, east]"), "bad_profile groups.yaml:2: a member of north is repeated");
  EXPECT_EQ(broken(&City::head, "place: port", "place: moon"), "bad_profile profile.yaml: there is no place moon");
  EXPECT_EQ(broken(&City::head, "from: 2030", "from: soon"), "bad_profile profile.yaml:5: profile.plan.from must be a finite number, not \"soon\"");
}

TEST(Profile, TheInstalledOnesAreRead) {
  int read = 0;
  for (const auto& entry : fs::directory_iterator(fs::path(LIBSPATIAL_ROOT) / "libspatial/data/profiles")) {
    if (!entry.is_directory()) continue;
    const Profile city = read_profile(entry.path().string());
    EXPECT_FALSE(city.places.empty());
    ++read;
  }
  EXPECT_GE(read, 1);
}

TEST(Profile, FiguresOfThePlanAreAddedUpAsDecimals) {
  const Profile city = City{}.read();
  ASSERT_EQ(city.figures.size(), 4u);
  EXPECT_EQ(*city.figures[0].found, 12);
  EXPECT_EQ(city.figures[0].how.en, "5 + 7");
  EXPECT_EQ(*city.figures[1].found, 2.51);
  EXPECT_EQ(*city.figures[2].found, 2);
  EXPECT_FALSE(city.figures[3].found);
  EXPECT_EQ(city.figures[3].note.zh, "相反");
  EXPECT_EQ(city.indicators[1].needs.zh, "绿地");
}

TEST(Profile, ACityMayDoWithoutIndicators) {
  City city;
  const std::string folder = city.write();
  fs::remove(fs::path(folder) / "indicators.yaml");
  fs::remove(fs::path(folder) / "consistency.yaml");
  const Profile read = read_profile(folder);
  EXPECT_TRUE(read.indicators.empty() && read.figures.empty());
}

TEST(Profile, WrongIndicatorsAndFiguresAreRefusedWithTheirLine) {
  struct Case { std::string City::* file; const char *from, *to, *message; };
  const Case cases[] = {
      {&City::indicators, "measure: parts", "measure: part", "there is no measure part"},
      {&City::indicators, "target: roads", "target: rails", "there is no target rails"},
      {&City::indicators, "target: green", "target: roads", "the target roads is repeated"},
      {&City::indicators, "project: p1", "project: p9", "there is no project p9"},
      {&City::indicators, "names: [length]", "names: [width]", "the project p1 has no quantity width"},
      {&City::indicators, "needs: {zh: 绿地, en: green land}", "nees: {zh: 绿地, en: green land}", "needs"},
      {&City::figures, "to: k9+890", "to: 9890", "must be written k5+020"},
      {&City::figures, "to: k9+890", "to: k9+8x", "must be written k5+020"},
      {&City::figures, "groups: plate", "note: {zh: 无, en: none}", "there is nothing to compare plates with"},
      {&City::figures, "quantity: length}, {project: p3", "quantity: lanes}, {project: p3", "the project p2 has no quantity lanes"},
      {&City::figures, "number: 2.5", "number: .nan", "number"},
      {&City::figures, "groups: plate", "distance: [city, east]", "east has no point"},
      {&City::figures, "id: line", "id: sum", "the id sum is repeated"},
  };
  for (const Case& c : cases) {
    City city;
    replace(city.*c.file, c.from, c.to);
    const std::string refusal = city.refusal();
    EXPECT_TRUE(refusal.starts_with("bad_profile " + std::string(c.file == &City::indicators ? "indicators.yaml:" : "consistency.yaml:"))) << refusal;
    EXPECT_NE(refusal.find(c.message), std::string::npos) << refusal;
  }
}

TEST(Profile, CardsAndClassesOfProjectsMayBeStatedAndAreHeldAgainstTheRest) {
  City city;
  EXPECT_TRUE(city.read().cards.group.empty());
  const std::string kind = city.read().project_kinds.at(0), group = city.read().groups.at(0).id, place = city.read().places.at(0).id;
  const std::string head = city.head;
  const auto refused = [&](const std::string& more) {
    city.head = head + more;
    return city.refusal();
  };
  city.head = head + "cards: {group: " + group + ", centre: " + place + "}\nproject_classes: [{title: {zh: 类, en: class}, colour: '#0a1b2c', kinds: [" + kind + "]}]\n";
  const Profile profile = city.read();
  EXPECT_EQ(profile.cards.group, group);
  EXPECT_EQ(profile.cards.centre, place);
  EXPECT_EQ(profile.project_classes.at(0).colour, "#0a1b2c");
  EXPECT_NE(refused("cards: {group: mars}\n").find("no group mars"), std::string::npos);
  EXPECT_NE(refused("cards: {group: " + group + ", centre: mars}\n").find("no place mars"), std::string::npos);
  EXPECT_NE(refused("cards: {group: " + group + ", seat_kind: mars}\n").find("has no mars"), std::string::npos);
  EXPECT_NE(refused("project_classes: [{title: {zh: 类, en: class}, colour: 'red}x{', kinds: [" + kind + "]}]\n").find("#rrggbb"), std::string::npos);
  const std::string one = "{title: {zh: 类, en: class}, colour: '#0a1b2c', kinds: [" + kind + "]}";
  EXPECT_NE(refused("project_classes: [" + one + ", " + one + "]\n").find("in two classes"), std::string::npos);
}

}  // namespace
}  // namespace libspatial
