// GDAL in a host program: what the host and the environment have set changes no answer, and reading leaves it as it was.
#include <cpl_conv.h>
#include <gdal.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <thread>

#include "libspatial/io.hpp"
#include "libspatial/measure.hpp"

namespace libspatial {
namespace {

const std::string projects = std::string(LIBSPATIAL_ROOT) + "/sample_data/projects.gpkg";

std::vector<double> measured(const std::string& file) {
  const Layer layer = polygons(read_layer(file));
  std::vector<double> result;
  for (const Area a : areas(layer.shapes, *layer.crs, AreaKind::official)) result.push_back(a.square_metres());
  return result;
}

TEST(Settings, OfTheHostAreNeitherObeyedNorChanged) {
  const auto right = measured(projects);
  for (const auto& [name, value] : {std::pair{"OGR_ORGANIZE_POLYGONS", "SKIP"}, {"OSR_DEFAULT_AXIS_MAPPING_STRATEGY", "AUTHORITY_COMPLIANT"}, {"SQLITE_LIST_ALL_TABLES", "YES"}}) {
    setenv(name, value, 1);
    CPLSetConfigOption(name, value);
  }
  CPLSetThreadLocalConfigOption("OGR_ORGANIZE_POLYGONS", "ONLY_CCW");
  CPLSetThreadLocalConfigOption("MINE", "kept");
  CPLErrorHandler const before = CPLSetErrorHandler(CPLQuietErrorHandler);
  EXPECT_EQ(measured(projects), right);
  EXPECT_THROW(read_layer(LIBSPATIAL_ROOT "/README.md"), Error);
  EXPECT_STREQ(CPLGetThreadLocalConfigOption("OGR_ORGANIZE_POLYGONS", ""), "ONLY_CCW");
  EXPECT_STREQ(CPLGetThreadLocalConfigOption("MINE", ""), "kept");
  EXPECT_STREQ(CPLGetThreadLocalConfigOption("CPL_DEBUG", "none"), "none");
  EXPECT_STREQ(CPLGetConfigOption("OSR_DEFAULT_AXIS_MAPPING_STRATEGY", ""), "AUTHORITY_COMPLIANT");
  EXPECT_STREQ(CPLGetConfigOption("CPL_DEBUG", "none"), "none");
  EXPECT_EQ(CPLSetErrorHandler(before), &CPLQuietErrorHandler);
  for (const char* name : {"OGR_ORGANIZE_POLYGONS", "MINE"}) CPLSetThreadLocalConfigOption(name, nullptr);
  for (const char* name : {"OGR_ORGANIZE_POLYGONS", "OSR_DEFAULT_AXIS_MAPPING_STRATEGY", "SQLITE_LIST_ALL_TABLES"}) CPLSetConfigOption(name, nullptr), unsetenv(name);
}

TEST(Settings, DriversOfTheHostStay) {
  (void)measured(projects);
  const int ours = GDALGetDriverCount();
  EXPECT_EQ(GDALGetDriverByName("VRT"), nullptr);
  EXPECT_EQ(GDALGetDriverByName("GML"), nullptr);
  (void)measured(projects);
  EXPECT_EQ(GDALGetDriverCount(), ours);
}

TEST(Settings, AnotherThreadSeesNothingOfThem) {
  std::atomic<bool> seen = false, stop = false;
  std::thread other([&] {
    while (!stop) seen = seen || CPLGetConfigOption("OGR_CURRENT_DATE", nullptr) != nullptr;
  });
  for (int i = 0; i < 20; ++i) (void)measured(projects);
  stop = true;
  other.join();
  EXPECT_FALSE(seen);
}

TEST(Settings, AreThoseOfTheList) {
  EXPECT_GT(reader_settings().size(), 30u);
  for (const auto& [name, value] : reader_settings()) EXPECT_TRUE(name && value);
}

}  // namespace
}  // namespace libspatial
