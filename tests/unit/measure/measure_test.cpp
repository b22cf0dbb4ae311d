// The three kinds of area: golden values to the cent, the traps around them, and balancing.
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <numbers>
#include <numeric>
#include <random>

#include "libspatial/measure.hpp"
#include "measure/patch.hpp"
#include "support/sketch.hpp"

namespace libspatial {
namespace {

using nlohmann::json;

struct Golden {
  std::string name;
  int epsg;
  Shapes shapes;
  double official, unrounded, geodesic, planar;
};

std::vector<Golden> golden() {
  std::ifstream file(LIBSPATIAL_ROOT "/tests/unit/measure/golden_areas.json");
  std::vector<Golden> result;
  const json cases = json::parse(file)["cases"];
  for (const json& c : cases) {
    MultiPolygon shape;
    shape.polygons.emplace_back();
    for (const json& ring : c["rings"]) {
      Ring r;
      for (const json& p : ring) r.points.push_back({p[0], p[1]});
      if (shape.polygons[0].shell.points.empty()) shape.polygons[0].shell = r;
      else shape.polygons[0].holes.push_back(r);
    }
    Golden g{c["name"], c["epsg"], {}, c["official_m2"], c["unrounded_m2"], c["geodesic_m2"], c["planar_m2"]};
    g.shapes.add(shape);
    result.push_back(std::move(g));
  }
  return result;
}

Crs crs(int epsg) { return Crs("EPSG:" + std::to_string(epsg)); }

Shapes moved(const Shapes& shapes, double dx) {
  MultiPolygon shape = shapes.multipolygon(0);
  for (Polygon& polygon : shape.polygons) {
    for (Point& p : polygon.shell.points) p.x += dx;
    for (Ring& hole : polygon.holes) for (Point& p : hole.points) p.x += dx;
  }
  Shapes result;
  result.add(shape);
  return result;
}

double official(const Shapes& shapes, const char* code) { return area(shapes, 0, Crs(code), AreaKind::official).square_metres(); }

TEST(Official, GoldenCasesToTheCent) {
  const auto cases = golden();
  ASSERT_EQ(cases.size(), 6u);
  for (const Golden& g : cases) {
    EXPECT_EQ(area(g.shapes, 0, crs(g.epsg), AreaKind::official).hundredths(), std::llround(g.official * 100)) << g.name;
    // one flipped rounding of 1e-6 arc-seconds is 1e-3 m² on an edge of 70 m
    EXPECT_NEAR(official_unrounded(g.shapes, 0, crs(g.epsg)), g.unrounded, 2e-3) << g.name;
  }
}

TEST(Official, IsTheSameWithAndWithoutZonePrefix) {
  for (const Golden& g : golden()) {
    const bool prefixed = g.epsg == 4530;
    const Shapes other = moved(g.shapes, prefixed ? -42000000.0 : 42000000.0);
    EXPECT_EQ(area(other, 0, crs(prefixed ? 4551 : 4530), AreaKind::official).hundredths(), std::llround(g.official * 100)) << g.name;
  }
}

// An edge that is straight in metres is not straight in degrees: handed over by its corners alone, a 10 km square is
// another piece of land. Divided first, it is the same to the cent.
TEST(Official, NeedsDividedEdgesWhenHandedOverInDegrees) {
  for (const Golden& g : golden()) {
    const Shapes divided = reproject(g.shapes, crs(g.epsg), Crs("EPSG:4490"));
    EXPECT_NEAR(official(divided, "EPSG:4490"), g.official, 0.0051 + 1e-9 * g.official) << g.name;
    const Shapes corners = reproject_vertices(g.shapes, crs(g.epsg), Crs("EPSG:4490"));
    const double wrong = std::abs(official(corners, "EPSG:4490") - g.official);
    if (g.planar > 9e7) {
      EXPECT_GT(wrong, 5.0) << g.name;
    }
  }
}

TEST(Official, ThousandMetreSquaresInDegreesToTheCent) {
  for (const Golden& g : golden()) {
    if (g.planar > 2e6) continue;
    const Shapes divided = reproject(g.shapes, crs(g.epsg), Crs("EPSG:4490"));
    EXPECT_EQ(std::llround(official(divided, "EPSG:4490") * 100), std::llround(g.official * 100)) << g.name;
  }
}

/// The procedure as written, sine by sine, on the same ring.
double as_written(std::span<const Point> ring, const std::optional<GaussKrueger>& zone) {
  return zone ? official::ring_area(ring, *zone) : official::ring_area_degrees(ring);
}

TEST(Official, BySeriesIsTheSameAsSineBySine) {
  std::mt19937 random(2008);
  std::uniform_real_distribution<> unit(0, 1);
  for (const int epsg : {4551, 4530, 4552, 4490}) {
    const Crs system = crs(epsg);
    const double metre = epsg == 4490 ? 1 / 111000.0 : 1;
    for (int i = 0; i < 3000; ++i) {
      const double size = std::pow(10, 0.5 + 3 * unit(random)) * metre;  // 3 m … 3 km
      Point at = epsg == 4490 ? Point{123 + 6 * unit(random), 41 + 5 * unit(random)} : Point{350000 + 300000 * unit(random), 4600000 + 400000 * unit(random)};
      if (epsg == 4530) at.x += 42000000;
      Ring ring;
      const int n = 3 + static_cast<int>(60 * unit(random));
      for (int k = 0; k < n; ++k) {
        const double turn = 2 * std::numbers::pi * k / n, r = size / 2 * (0.7 + 0.3 * unit(random));
        ring.points.push_back({at.x + r * std::cos(turn), at.y + r * std::sin(turn)});
      }
      ring.points.push_back(ring.points.front());
      Shapes shapes;
      shapes.add(MultiPolygon{{{ring, {}}}});
      const double expected = as_written(ring.points, system.gauss_krueger());
      // 1e-9 m is what sines of latitudes keep; a point rounded otherwise is 3e-5 m away
      ASSERT_NEAR(official_unrounded(shapes, 0, system), expected, 4e-9 * size / metre + 1e-9) << epsg << " case " << i;
    }
  }
}

TEST(Official, SeriesGiveAPointTheSameAloneAndAmongOthers) {
  std::mt19937 random(32);
  std::uniform_real_distribution<> unit(0, 1);
  const official::Patch& patch = official::Patch::near({42543000, 4857000}, crs(4530).gauss_krueger());
  for (int i = 0; i < 20000; ++i) {
    const Point points[] = {{42542000 + 2000 * unit(random), 4856000 + 2000 * unit(random)}, {42542000 + 2000 * unit(random), 4856000 + 2000 * unit(random)}};
    std::vector<official::Corner> both;
    patch.corners(points, both);
    for (std::size_t k = 0; k < 2; ++k) {
      const official::Corner one = patch.corner(points[k]);
      ASSERT_EQ(one.l, both[k].l);
      ASSERT_EQ(one.g, both[k].g);
    }
  }
}

TEST(Official, TheoreticalSheetAreas) {  // 1:10,000 and 1:5,000 sheets with south edge 43°50'
  const double south = 43 + 50.0 / 60;
  const auto sheet = [&](double width_minutes, double height_minutes) {
    Shapes s;
    s.add(testing::rectangle(126.5, south, 126.5 + width_minutes / 60, south + height_minutes / 60));
    return official_unrounded(s, 0, Crs("EPSG:4490"));
  };
  EXPECT_NEAR(sheet(3.75, 2.5), 23264220.1413, 0.01);
  EXPECT_NEAR(sheet(1.875, 1.25), 5817056.7638, 0.01);
}

TEST(Official, DoesNotDependOnTheZone) {
  Shapes square;
  square.add(testing::rectangle(628500, 4857000, 629500, 4858000));  // near 127.6°E
  const Shapes other = reproject(square, Crs("EPSG:4551"), Crs("EPSG:4552"));
  EXPECT_NEAR(official_unrounded(square, 0, Crs("EPSG:4551")), official_unrounded(other, 0, Crs("EPSG:4552")), 0.05)
      << "what rounding vertices to 0.1 mm can do";
  EXPECT_GT(std::abs(area(square, 0, Crs("EPSG:4551"), AreaKind::planar).square_metres() -
                     area(other, 0, Crs("EPSG:4552"), AreaKind::planar).square_metres()), 50);
}

TEST(Official, UtmGoesThroughCgcs2000) {
  for (const Golden& g : golden()) {
    const Shapes utm = reproject(g.shapes, crs(g.epsg), Crs("EPSG:32652"));
    EXPECT_NEAR(official(utm, "EPSG:32652"), g.official, 0.02 + 1e-8 * g.official) << g.name;
  }
}

TEST(Official, HolesAreTakenOutAndPartsAddedUp) {
  const auto shapes = testing::sketch("AAA.A A.A.. AAA.. .....", {.cell = 40, .origin = {544000, 4857000}});
  Shapes s, whole, hole;
  s.add(shapes.at('A'));
  whole.add(testing::rectangle(544000, 4857040, 544120, 4857160));
  hole.add(testing::rectangle(544040, 4857080, 544080, 4857120));
  Shapes part;
  part.add(testing::rectangle(544160, 4857120, 544200, 4857160));
  const Crs c("EPSG:4551");
  EXPECT_NEAR(official_unrounded(s, 0, c), official_unrounded(whole, 0, c) - official_unrounded(hole, 0, c) + official_unrounded(part, 0, c), 0.01);
}

TEST(Official, RefusesOldDatums) {
  Shapes s;
  s.add(testing::rectangle(500000, 4857000, 500100, 4857100));
  for (const char* code : {"EPSG:2387", "EPSG:2439"}) {
    try {
      official(s, code);
      FAIL() << code;
    } catch (const Error& e) {
      EXPECT_EQ(e.code(), Errc::crs_unknown);
    }
  }
}

TEST(Geodesic, AgreesWithOfficial) {
  for (const Golden& g : golden()) {
    const double geodesic = area(g.shapes, 0, crs(g.epsg), AreaKind::geodesic).square_metres();
    EXPECT_NEAR(geodesic, g.geodesic, 0.001 + 1e-9 * g.planar) << g.name;
    EXPECT_NEAR(geodesic, g.official, 0.02 + 1e-8 * g.planar) << g.name;
  }
}

TEST(Planar, IsTooLargeInTheEast) {
  for (const Golden& g : golden()) {
    const double planar = area(g.shapes, 0, crs(g.epsg), AreaKind::planar).square_metres();
    EXPECT_NEAR(planar, g.planar, 0.006) << g.name;
    if (g.name.find("Jiaohe") != std::string::npos) {
      EXPECT_NEAR((planar - g.official) / g.official, 489e-6, 3e-6);
    }
  }
}

TEST(Planar, IsRefusedInDegrees) {
  Shapes s;
  s.add(testing::rectangle(126, 43, 126.1, 43.1));
  EXPECT_THROW(area(s, 0, Crs("EPSG:4490"), AreaKind::planar), Error);
}

TEST(Areas, DoNotDependOnThreads) {
  Shapes s;
  for (int i = 0; i < 2000; ++i) s.add(testing::rectangle(544000 + i * 3.1, 4857000, 544011.7 + i * 3.1, 4857031.3 + i));
  const Crs c("EPSG:4551");
  EXPECT_EQ(areas(s, c, AreaKind::official, 1), areas(s, c, AreaKind::official, 4));
  EXPECT_EQ(areas(s, c, AreaKind::geodesic, 1), areas(s, c, AreaKind::geodesic, 3));
}

TEST(Planar, AreasFarFromThoseOfTheLandAreDoubted) {
  struct Case { const char* crs; Point at; const char* says; };
  const Case cases[] = {
      {"EPSG:3857", {14083000, 5440000}, "planar areas in EPSG:3857 are 1.922 times those of the land here: use official or geodesic, or reproject to EPSG:4551 first"},
      {"EPSG:4548", {1269900, 4894700}, "planar areas in EPSG:4548 are 1.01"},  // the zone of 117°E
      {"EPSG:4551", {544000, 4857000}, ""},
      {"EPSG:32652", {300000, 4857000}, ""},
      {"EPSG:32652", {0, 0}, ""},
      {"EPSG:4490", {126.5, 43.8}, ""},
      {"ESRI:102025", {2400000, 4900000}, ""},  // Albers: lengths are off, areas are not
  };
  for (const Case& c : cases) {
    const double size = c.at.y < 90 && c.at.y > 1 ? 1e-3 : 100;
    Shapes square;
    square.add(testing::rectangle(c.at.x, c.at.y, c.at.x + size, c.at.y + size));
    const auto doubt = find_planar_doubt(square, Crs(c.crs));
    if (*c.says == 0) EXPECT_FALSE(doubt) << c.crs << " " << doubt->en;
    else EXPECT_TRUE(doubt && doubt->en.starts_with(c.says)) << c.crs << " " << (doubt ? doubt->en : "nothing");
  }
  EXPECT_FALSE(find_planar_doubt({}, Crs("EPSG:3857")));
}

TEST(Balance, AddsUpExactly) {
  std::mt19937 random(7);
  std::uniform_real_distribution<> value(0, 1e6);
  for (int round = 0; round < 10000; ++round) {
    std::vector<double> parts(1 + random() % 9);
    for (double& p : parts) p = random() % 5 ? value(random) : 0;
    parts[random() % parts.size()] = 1 + value(random);
    const double total = std::accumulate(parts.begin(), parts.end(), 0.0);
    const std::int64_t control = std::llround(total * 100) + static_cast<int>(random() % 5) - 2;
    const auto result = balance(control, parts);
    EXPECT_EQ(std::accumulate(result.begin(), result.end(), std::int64_t{0}), control);
    for (std::size_t i = 0; i < parts.size(); ++i) {
      EXPECT_GE(result[i], 0);
      if (parts[i] == 0) {
        EXPECT_EQ(result[i], 0) << "nothing may come from nothing";
      }
      EXPECT_NEAR(static_cast<double>(result[i]), parts[i] * 100, 4);
    }
  }
}

TEST(Balance, GivesTiesToTheEarlierPart) {
  EXPECT_EQ(balance(100, std::vector<double>{1, 1, 1}), (std::vector<std::int64_t>{34, 33, 33}));
  EXPECT_EQ(balance(0, std::vector<double>{1, 2}), (std::vector<std::int64_t>{0, 0}));
  EXPECT_EQ(balance(1, std::vector<double>{0, 2}), (std::vector<std::int64_t>{0, 1}));
}

}  // namespace
}  // namespace libspatial
