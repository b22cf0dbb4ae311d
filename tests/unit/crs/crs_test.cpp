// CRSs as PROJ knows them, densifying reprojection, and coordinates that cannot be in their CRS.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <functional>

#include "libspatial/crs.hpp"
#include "support/sketch.hpp"

namespace libspatial {
namespace {

Shapes line(std::vector<Point> points) {
  Shapes s;
  s.begin_shape(ShapeType::line);
  s.begin_part();
  s.add_ring(points);
  return s;
}

Errc code_of(const std::function<void()>& f) {
  try {
    f();
  } catch (const Error& e) {
    return e.code();
  }
  return Errc::internal;
}

TEST(Crs, TheNameThatGeoJsonFilesCarryIsWgs84) {
  for (const char* name : {"urn:ogc:def:crs:OGC:1.3:CRS84", "OGC:CRS84"}) {
    EXPECT_EQ(Crs(name).code(), "EPSG:4326");
    EXPECT_EQ(Crs(name).wkt(), Crs("EPSG:4326").wkt());
  }
}

TEST(Crs, KnowsTheSystemsOfTheCity) {
  EXPECT_TRUE(Crs("EPSG:4490").is_geographic());
  for (const auto& [code, meridian, easting] : {std::tuple{"EPSG:4530", 126., 42500000.}, {"EPSG:4551", 126., 500000.},
                                                {"EPSG:4531", 129., 43500000.}, {"EPSG:4552", 129., 500000.}}) {
    const Crs crs(code);
    EXPECT_EQ(crs.code(), code);
    ASSERT_TRUE(crs.gauss_krueger()) << code;
    EXPECT_EQ(crs.gauss_krueger()->central_meridian, meridian);
    EXPECT_EQ(crs.gauss_krueger()->false_easting, easting);
    EXPECT_TRUE(crs.is_cgcs2000_like());
  }
  EXPECT_FALSE(Crs("EPSG:32652").gauss_krueger());
  EXPECT_TRUE(Crs("EPSG:32652").is_cgcs2000_like());
  EXPECT_FALSE(Crs("EPSG:2387").is_cgcs2000_like());
}

TEST(Crs, RecognisesAnEsriPrj) {
  const Crs crs(R"(PROJCS["CGCS2000_3_Degree_GK_Zone_42",GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",)"
                R"(DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],)"
                R"(PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",42500000.0],PARAMETER["False_Northing",0.0],)"
                R"(PARAMETER["Central_Meridian",126.0],PARAMETER["Scale_Factor",1.0],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]])");
  EXPECT_EQ(crs.code(), "EPSG:4530");
  EXPECT_TRUE(crs == Crs("EPSG:4530"));
  ASSERT_TRUE(crs.gauss_krueger());
  EXPECT_EQ(crs.gauss_krueger()->false_easting, 42500000.0);
}

TEST(Crs, TakesTheHorizontalPartOfACompound) { EXPECT_EQ(Crs("EPSG:4490+5737").code(), "EPSG:4490"); }

TEST(Crs, RefusesWhatIsNone) {
  for (const char* bad : {"EPSG:999999", "nonsense", "", "EPSG:5737", "EPSG:7030"}) {
    EXPECT_EQ(code_of([&] { Crs crs(bad); }), Errc::crs_unknown) << bad;
  }
}

TEST(Crs, AWordIsTheWholeNameOfACrsOrNone) {
  for (const char* near : {"17", "4551", "4490", "zone 42", "Gauss", "CGCS", "WGS"}) {
    EXPECT_EQ(code_of([&] { Crs crs(near); }), Errc::crs_unknown) << near;
  }
  EXPECT_EQ(Crs("CGCS2000 / 3-degree Gauss-Kruger zone 42").code(), "EPSG:4530");
  EXPECT_EQ(Crs("cgcs2000 / 3-degree gauss-kruger CM 126E").code(), "EPSG:4551");
  EXPECT_EQ(Crs("WGS 84").code(), "EPSG:4326");
  try {
    Crs crs("4551");
  } catch (const Error& e) {
    EXPECT_NE(e.text().en.find("EPSG:4551"), std::string::npos) << e.text().en;
  }
}

TEST(Reproject, GoesEastNorth) {
  const Shapes there = reproject(line({{126.55, 43.85}, {126.551, 43.85}}), Crs("EPSG:4490"), Crs("EPSG:4551"));
  EXPECT_NEAR(there.points()[0].x, 544206, 30);
  EXPECT_NEAR(there.points()[0].y, 4857240, 100);
}

// The trap: a kilometre that runs east–west straight in metres is 18.8 mm off when drawn straight in degrees.
TEST(Reproject, DividesEdgesWhereTheyAreStraight) {
  const Crs degrees("EPSG:4490"), metres("EPSG:4551");
  const Shapes ends = reproject_vertices(line({{544000, 4857000}, {545000, 4857000}}), metres, degrees);
  const Point a = ends.points()[0], b = ends.points()[1];
  const Shapes middle = reproject_vertices(line({{(a.x + b.x) / 2, (a.y + b.y) / 2}, b}), degrees, metres);
  EXPECT_NEAR(std::abs(middle.points()[0].y - 4857000), 0.0188, 0.0005);

  const Shapes divided = reproject(line({a, b}), degrees, metres);
  EXPECT_EQ(divided.points().size(), 16u) << "15 pieces of at most 70 m";
  const Shapes back = reproject_vertices(divided, metres, degrees);
  for (const Point& p : back.points()) EXPECT_NEAR(p.y, a.y + (b.y - a.y) * (p.x - a.x) / (b.x - a.x), 1e-12);
}

TEST(Reproject, NeighboursStayNeighbours) {
  const Point a{126.5, 43.8}, b{126.5613, 43.8377};
  const Shapes there = reproject(line({a, b}), Crs("EPSG:4490"), Crs("EPSG:4530"));
  const Shapes back = reproject(line({b, a}), Crs("EPSG:4490"), Crs("EPSG:4530"));
  ASSERT_EQ(there.points().size(), back.points().size());
  for (std::size_t i = 0, n = there.points().size(); i < n; ++i) EXPECT_EQ(there.points()[i], back.points()[n - 1 - i]) << i;
}

TEST(Reproject, SameCrsIsACopy) {
  const Shapes s = line({{544000, 4857000}, {545000, 4857000}});
  EXPECT_EQ(reproject(s, Crs("EPSG:4551"), Crs("EPSG:4551")), s);
}

TEST(Reproject, RefusesOldDatumsBothWays) {
  const Shapes s = line({{500000, 4857000}, {500100, 4857000}});
  for (const char* old : {"EPSG:2387", "EPSG:2439", "EPSG:2366"}) {
    EXPECT_EQ(code_of([&] { reproject(s, Crs(old), Crs("EPSG:4490")); }), Errc::crs_unknown) << old;
    EXPECT_EQ(code_of([&] { reproject(line({{126, 43}, {126.1, 43}}), Crs("EPSG:4490"), Crs(old)); }), Errc::crs_unknown) << old;
  }
}

TEST(Reproject, CarriesPolygonsWithHoles) {
  Shapes s;
  s.add(testing::sketch("AAA A.A AAA").at('A'));
  const Shapes there = reproject(s, Crs("EPSG:4551"), Crs("EPSG:4490"));
  EXPECT_EQ(there.ring_count(0, 0), 2u);
  EXPECT_FALSE(find_flaw(there, 0));
}

struct Case { const char* crs; Point at; const char* says; };

TEST(Implausible, SaysWhatTheCoordinatesMayBe) {
  for (const Case& c : {Case{"EPSG:4530", {543000, 4857000}, "EPSG:4551"},       // no prefix, prefix declared
                        Case{"EPSG:4551", {42543000, 4857000}, "EPSG:4530"},     // the reverse
                        Case{"EPSG:4531", {42543000, 4857000}, "EPSG:4530"},     // prefix of another zone
                        Case{"EPSG:4530", {126.5, 43.8}, "EPSG:4490"},           // degrees
                        Case{"EPSG:4490", {42543000, 4857000}, "EPSG:4530"},     // metres
                        Case{"EPSG:4490", {43.8, 126.5}, "swap"},                // latitude first
                        Case{"EPSG:4530", {4857000, 42543000}, "swap"}}) {
    Shapes s;
    s.add(testing::rectangle(c.at.x, c.at.y, c.at.x + 0.001, c.at.y + 0.001));
    const auto why = find_implausible(s, Crs(c.crs));
    ASSERT_TRUE(why) << c.crs << " " << c.at.x;
    EXPECT_NE(why->en.find(c.says), std::string::npos) << why->en;
    EXPECT_FALSE(why->zh.empty());
  }
}

TEST(Implausible, LetsGoodDataPass) {
  for (const Case& c : {Case{"EPSG:4530", {42543000, 4857000}, ""}, Case{"EPSG:4551", {658000, 4857000}, ""}, Case{"EPSG:4490", {126.5, 43.8}, ""},
                        Case{"EPSG:4326", {2.3, 48.8}, ""}, Case{"EPSG:32652", {300000, 4857000}, ""}, Case{"EPSG:3857", {14087000, 5440000}, ""},
                        Case{"EPSG:4551", {0, 0}, ""}}) {
    Shapes s;
    s.add(testing::rectangle(c.at.x, c.at.y, c.at.x + 1, c.at.y + 1));
    EXPECT_FALSE(find_implausible(s, Crs(c.crs))) << c.crs << find_implausible(s, Crs(c.crs))->en;
  }
}

TEST(Crs, NoVariableMovesTheDatabase) {
  const auto makes = [] {
    for (const char* variable : {"PROJ_DATA", "PROJ_LIB", "PROJ_AUX_DB", "PROJ_USER_WRITABLE_DIRECTORY"}) ::setenv(variable, "/nonexistent", 1);
    ::setenv("PROJ_NETWORK", "ON", 1);
    try {
      std::exit(Crs("EPSG:4551").gauss_krueger() ? 0 : 4);
    } catch (const Error& e) {
      std::fprintf(stderr, "%s\n", e.text().en.c_str());
    }
    std::exit(3);
  };
  ::testing::FLAGS_gtest_death_test_style = "threadsafe";  // a fresh process: PROJ reads the variables once
  EXPECT_EXIT(makes(), ::testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace libspatial
