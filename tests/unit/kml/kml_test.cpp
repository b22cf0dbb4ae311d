#include "libspatial/kml.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "kml/placemark.hpp"

namespace libspatial {
namespace {

std::vector<Layer> read(const std::string& body, const ReadLimits& limits = {}) {
  const auto path = std::filesystem::path(LIBSPATIAL_TEST_TMP) / "test.kml";
  std::ofstream(path) << "<kml><Document><name>d</name>" << body << "</Document></kml>";
  return read_kml(path.string(), "test.kml", limits);
}

std::string square(const std::string& more = "") {
  return "<Placemark><Polygon><outerBoundaryIs><LinearRing><coordinates>126,43 127,43 127,44 126,44 126,43" + more + "</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>";
}

TEST(Kml, ASquareIsASquare) {
  const auto layers = read(square());
  ASSERT_EQ(layers.size(), 1u);
  EXPECT_EQ(layers[0].name, "d");
  EXPECT_DOUBLE_EQ(ring_area(layers[0].shapes, 0), 1.0);
  EXPECT_EQ(layers[0].crs->code(), "EPSG:4326");
}

TEST(Kml, EveryPlacemarkIsARow) {
  const auto layers = read("<Placemark/>" + square(" x,y") + square() + "<Folder><name>d</name>" + square() + "</Folder>");
  ASSERT_EQ(layers.size(), 2u);
  EXPECT_EQ(layers[1].name, "d (2)");
  ASSERT_EQ(layers[0].size(), 3u);
  ASSERT_EQ(layers[0].rejects.size(), 1u);
  EXPECT_EQ(layers[0].rejects[0].row, 1u);
  EXPECT_EQ(layers[0].shapes.type(0), ShapeType::none);
}

TEST(Kml, LimitsHold) {
  for (const char* limit : {"shape_points=4", "rows=1", "layers=1", "layer_points=6"}) {
    ReadLimits limits;
    set_limit(limits, limit);
    EXPECT_THROW(read(square() + square() + "<Folder>" + square() + "</Folder>", limits), Error) << limit;
  }
}

TEST(Kml, PointsAreReadToTheirLastCharacter) {
  const auto points = [](const char* text) {
    kml::Placemark place;
    const auto found = kml::read_points(text, 1, 100, "f", place);
    return place.flaw ? std::vector<Point>() : found;
  };
  const std::vector<Point> two{{126.5, 43}, {127, 44}};
  for (const char* good : {"126.5,43 127,44", "\n126.5,43,0\t127,44,1e3\n", "126.5, 43 127, 44", "126.5 ,43 127 ,44", "126.50,43.0,  127,44"}) {
    if (std::string_view(good).find(",  127") != std::string_view::npos) EXPECT_TRUE(points(good).empty()) << good;  // a height of 127?
    else EXPECT_EQ(points(good), two) << good;
  }
  for (const char* bad : {"126.5", "126.5,", ",43", "126.5,43,0,0", "126.5;43", "0x7e,43", "126.5,43abc", "inf,43", "181,43", "43,126", ","}) EXPECT_TRUE(points(bad).empty()) << bad;
}

}  // namespace
}  // namespace libspatial
