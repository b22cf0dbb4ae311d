// Maps: what is drawn where.
#include <gtest/gtest.h>

#include "../../../libspatial/src/report/map_view.hpp"
#include "support/sketch.hpp"

namespace libspatial::report {
namespace {

Shapes square(double x, double y, double side) {
  Shapes shapes;
  shapes.add(testing::rectangle(x, y, x + side, y + side));
  return shapes;
}

TEST(MapView, LandFillsTheMapAndNorthIsUp) {
  const MapView view({0, 0, 200, 100}, false, 400, 300);
  EXPECT_DOUBLE_EQ(view.metres_per_pixel(), 0.5);
  EXPECT_EQ(view.place({0, 100}), (Point{0, 50}));
  EXPECT_EQ(view.land(), (Box{0, -25, 200, 125}));
}

TEST(MapView, DegreesOfLongitudeAreShorter) {
  const MapView view({126, 59.5, 127, 60.5}, true, 500, 1000);
  const Point west = view.place({126, 60}), east = view.place({127, 60}), south = view.place({126, 59.5}), north = view.place({126, 60.5});
  EXPECT_NEAR((east.x - west.x) / (south.y - north.y), 0.5, 1e-9);
}

TEST(MapView, ASmallProjectKeepsThreeHundredMetresAround) {
  const MapView view = project_view({1000, 1000, 1010, 1010}, false);
  EXPECT_LE(view.land().min_x, 700);
  EXPECT_LE(view.land().min_y, 700);
  const MapView large = project_view({0, 0, 10000, 10000}, false);
  EXPECT_NEAR(large.land().min_y, -3000, 1e-6);
}

TEST(SvgPath, WholeTenthsOfAPixel) {
  const MapView view({0, 0, 100, 100}, false, 100, 100);
  EXPECT_EQ(svg_path(square(10, 10, 20), 0, view), "M100 900l200 0l0-200l-200 0z");
}

TEST(SvgPath, NothingFarAwayIsWritten) {
  const MapView view({0, 0, 100, 100}, false, 100, 100);
  EXPECT_EQ(svg_path(square(500, 500, 20), 0, view), "");
  // A zone a thousand times the map is cut to the map and eight pixels around it.
  EXPECT_EQ(svg_path(square(-50000, -50000, 100000), 0, view), "M1080 1080l0-1160l-1160 0l0 1160z");
}

TEST(SvgPath, ALineOfManyPointsIsAsLongAsItLooks) {
  Ring ring;
  for (int i = 0; i <= 1000; ++i) ring.points.push_back({10 + i * 0.02, 10});
  ring.points.insert(ring.points.end(), {{30, 30}, {10, 30}, {10, 10}});
  Shapes shapes;
  shapes.add(MultiPolygon{{{ring, {}}}});
  const MapView view({0, 0, 100, 100}, false, 100, 100);
  EXPECT_EQ(svg_path(shapes, 0, view), "M100 900l200 0l0-200l-200 0z");
}

}  // namespace
}  // namespace libspatial::report
