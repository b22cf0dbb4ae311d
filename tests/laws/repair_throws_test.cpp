// A feature that GEOS cannot repair once stopped the run of all rows. MakeValid throws a TopologyException for some crossed shapes (here a
// hole that is the shell but for one point, a hundred metres across); repair() passed it on as Error(internal), and so polygons(), the
// program and the package reported nothing for any row. Now it is a row in the rejects.
#include <gtest/gtest.h>

#include "libspatial/layer.hpp"
#include "support/sketch.hpp"

namespace libspatial {
namespace {

const std::vector<Point> shell{{45.651228890767158, 7.7913906515032227}, {32.809329640560826, 15.192326803691552}, {25.114301620545891, 27.187974902773533}, {18.537294837136038, 31.671770048088742},
    {8.3463183970435928, 38.614566000861849}, {-6.3258660931051178, 41.808391780966062}, {-15.058006535738194, 33.136757882791287}, {-24.687253096735233, 32.541036616474585},
    {-34.482988155073059, 23.994684019985588}, {-44.293031919765937, 18.917939667938587}, {-29.585120625904146, 28.267860318230085}, {-34.863047663431274, -13.453603206688049},
    {-42.075336373684628, -24.646888327526256}, {-25.100569247203811, -39.339222975332852}, {-11.892315883644459, -39.161934805660209}, {0.60967658713775141, -49.289750428341435},
    {8.1736331684650736, -38.039484172090738}, {20.446167833802029, -40.088822860787893}, {34.83942222013988, -28.534976249153594}, {34.585234122673093, -19.966397627763989},
    {40.019139860371297, -6.7152206208913272}, {45.651228890767158, 7.7913906515032227}};

TEST(Polygons, AFeatureThatCannotBeRepairedIsARow) {
  std::vector<Point> hole = shell;
  hole[10] = {-46.715348345067611, -0.28215201719887761};
  const MultiPolygon broken{{{{shell}, {{hole}}}}};
  Layer result;
  ASSERT_NO_THROW(result = polygons(testing::layer_of({testing::rectangle(0, 0, 1, 1), broken}, "EPSG:32652")));
  EXPECT_EQ(result.shapes.type(0), ShapeType::polygon);
  ASSERT_EQ(result.rejects.size(), 1u);
  EXPECT_EQ(result.rejects[0].row, 1u);
  EXPECT_EQ(result.rejects[0].reason, "invalid");
}

}  // namespace
}  // namespace libspatial
