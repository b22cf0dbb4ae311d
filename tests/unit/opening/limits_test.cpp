#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "libspatial/layer.hpp"
#include "libspatial/opening.hpp"
#include "opening/signature.hpp"

namespace libspatial {
namespace {

using opening::Kind;
using opening::signature_of;

TEST(Limits, AreSetByNameWithUnits) {
  ReadLimits limits;
  set_limit(limits, "shape_points=50M");
  set_limit(limits, "zip_bytes=1G");
  EXPECT_EQ(limits.shape_points, 50'000'000u);
  EXPECT_EQ(limits.zip_bytes, 1u << 30);
  for (const std::string& name : limit_names()) EXPECT_NO_THROW(set_limit(limits, name + "=7")) << name;
  EXPECT_EQ(limits.zip_ratio, 7u);
}

TEST(Limits, RefuseWhatIsNoneAndNameTheOthers) {
  ReadLimits limits;
  for (const char* wrong : {"", "rows", "rows=", "rows=0", "rows=-1", "rows=1.5", "rows=1Q", "rows=1KK", "rows=99999999999999999999", "rows=9999999999T", "points=1"}) {
    try {
      set_limit(limits, wrong);
      FAIL() << wrong;
    } catch (const Error& e) {
      EXPECT_EQ(e.code(), Errc::bad_argument);
      EXPECT_NE(e.text().en.find("shape_points"), std::string::npos);
    }
  }
}

TEST(Limits, OfALayerThatWasReadAsAWhole) {
  Layer layer;
  layer.name = "lots", layer.file = "lots.txt";
  const Point ring[] = {{0, 0}, {0, 1}, {1, 1}, {0, 0}};
  for (int row = 0; row < 2; ++row) {
    layer.shapes.begin_shape(ShapeType::polygon);
    layer.shapes.begin_part();
    for (int rings = 0; rings <= row; ++rings) layer.shapes.add_ring(ring);
  }
  layer.fields = {{"name", FieldType::text, {std::string("a"), std::string("abc")}}, {"n", FieldType::integer, {std::int64_t{1}, {}}}};
  EXPECT_NO_THROW(require_limits(layer, {}));
  const std::pair<std::uint64_t ReadLimits::*, std::uint64_t> most[] = {{&ReadLimits::rows, 2}, {&ReadLimits::fields, 2}, {&ReadLimits::layer_points, 12}, {&ReadLimits::shape_points, 8}, {&ReadLimits::shape_rings, 2}, {&ReadLimits::value_bytes, 3}};
  for (const auto& [limit, enough] : most) {
    ReadLimits limits;
    limits.*limit = enough;
    EXPECT_NO_THROW(require_limits(layer, limits));
    limits.*limit = enough - 1;
    try {
      require_limits(layer, limits);
      FAIL() << enough;
    } catch (const Error& e) {
      EXPECT_EQ(e.code(), Errc::limit_exceeded);
      EXPECT_NE(e.text().en.find("lots.txt"), std::string::npos);
      EXPECT_NE(e.text().en.find("read_limits={"), std::string::npos);
    }
  }
}

TEST(Limits, AFileThatIsHeldAsAWhole) {
  const std::string file = std::string(LIBSPATIAL_TEST_TMP) + "/whole.txt";
  std::ofstream(file) << "12345";
  ReadLimits limits;
  limits.text_bytes = 5;
  EXPECT_EQ(read_whole(file, "whole.txt", limits), "12345");
  limits.text_bytes = 4;
  EXPECT_THROW(read_whole(file, "whole.txt", limits), Error);
  EXPECT_THROW(read_whole(file + "x", "none", limits), Error);
}

TEST(Signature, IsOfTheBytes) {
  EXPECT_EQ(signature_of(std::string_view("SQLite format 3\0", 16)).kind, Kind::sqlite);
  EXPECT_EQ(signature_of("SQLite format 3").kind, Kind::other);
  EXPECT_EQ(signature_of("\xEF\xBB\xBF\n { \"type\"").kind, Kind::geojson);
  EXPECT_EQ(signature_of("<?xml version='1.0'?><!-- <OGRVRTDataSource> --><k:kml xmlns:k='x'>").kind, Kind::kml);
  EXPECT_EQ(signature_of("<!-- <kml> --><OGRVRTDataSource>").name, "VRT");
  EXPECT_EQ(signature_of("<!DOCTYPE kml [<!ENTITY a 'b'>]><kml>").kind, Kind::kml);  // to be refused by its reader, by its name
  EXPECT_EQ(signature_of("").kind, Kind::other);
  EXPECT_EQ(signature_of("<").kind, Kind::other);
  EXPECT_EQ(signature_of("<!--").kind, Kind::other);
  for (int byte = 0; byte < 256; ++byte) (void)signature_of(std::string(3, static_cast<char>(byte)));
}

TEST(OpenedFile, LeavesNothingBehind) {
  const auto folder = std::filesystem::path(LIBSPATIAL_TEST_TMP) / "opening";
  std::filesystem::create_directories(folder);
  const std::string plan = std::string(LIBSPATIAL_ROOT) + "/sample_data/projects.gpkg", other = (folder / "p%2e.data").string();
  std::filesystem::copy_file(plan, other, std::filesystem::copy_options::overwrite_existing);
  std::string path;
  {
    const OpenedFile given(plan);
    EXPECT_EQ(given.members().front().path, std::filesystem::canonical(plan));
    OpenedFile opened(other);
    path = opened.members().front().path;
    EXPECT_TRUE(path.ends_with(".gpkg")) << path;
    const OpenedFile moved(std::move(opened));
    EXPECT_TRUE(std::filesystem::exists(path));
  }
  EXPECT_FALSE(std::filesystem::exists(path));
  EXPECT_THROW(OpenedFile{folder.string()}, Error);
}

}  // namespace
}  // namespace libspatial
