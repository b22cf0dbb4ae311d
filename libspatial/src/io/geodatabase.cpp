// File geodatabases: a folder of tables. GDAL leaves a layer out without a word when its table is missing, and guesses when the index of
// its rows is; so the catalogue is read first, and every table it names must be there whole.

#include <array>
#include <cstdio>
#include <filesystem>

#include "io/gdal.hpp"

namespace libspatial::gdal {
namespace {

namespace fs = std::filesystem;

std::string file_of_table(GIntBig number, const char* extension) {
  std::array<char, 40> name{};
  std::snprintf(name.data(), name.size(), "a%08llx%s", static_cast<unsigned long long>(number), extension);
  return name.data();
}

}  // namespace

std::optional<Text> find_missing_table(GDALDataset& dataset, const std::string& folder) {
  const Errors errors;
  OGRLayer* catalogue = dataset.GetLayerByName("GDB_SystemCatalog");
  if (!catalogue) return Text{"没有系统目录", "no system catalogue"};
  catalogue->ResetReading();
  while (const OGRFeatureUniquePtr row{catalogue->GetNextFeature()}) {
    const std::string name = row->GetFieldAsString("Name");
    if (name.starts_with("GDB_")) continue;  // tables of the system that no layer needs may be absent
    for (const char* extension : {".gdbtable", ".gdbtablx"}) {
      const std::string file = file_of_table(row->GetFID(), extension);
      std::error_code none;
      if (!fs::is_regular_file(fs::path(folder) / file, none)) return Text{"图层 " + name + " 缺少文件 " + file, "layer " + name + " lacks its file " + file};
    }
    if (!dataset.GetLayerByName(name.c_str())) return Text{"图层 " + name + " 打不开", "layer " + name + " cannot be opened"};
  }
  if (errors.failures() > 0) return Text{errors.first(), errors.first()};
  return std::nullopt;
}

bool has_open_ring(const OGRGeometry& geometry) {
  const OGRwkbGeometryType type = wkbFlatten(geometry.getGeometryType());
  if (type == wkbPolygon) {
    for (const OGRLinearRing* ring : *geometry.toPolygon()) {
      if (!ring->get_IsClosed()) return true;
    }
  } else if (OGR_GT_IsSubClassOf(type, wkbGeometryCollection)) {
    for (const OGRGeometry* part : *geometry.toGeometryCollection()) {
      if (has_open_ring(*part)) return true;
    }
  }
  return false;
}

}  // namespace libspatial::gdal
