// The environment of the program. A variable of GDAL, PROJ or SQLite left by another installation must not change an area.

#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "worker.hpp"

extern char** environ;

namespace libspatial::cli {

void scrub_environment() {
  constexpr std::string_view families[] = {"GDAL_", "OGR_", "OSR_", "CPL_", "VSI_", "PROJ_", "SQLITE_", "SHAPE_", "GEOJSON_", "LIBKML_", "KML_", "SPATIALITE_", "AWS_", "GS_", "AZURE_", "OSS_", "SWIFT_", "WEBHDFS_"};
  constexpr std::string_view others[] = {"ATTRIBUTES_SKIP", "GEOMETRY_AS_COLLECTION", "ARRAY_AS_STRING", "GPKG_FLUSH_ON_CLOSE", "USE_RESAMPLE", "CURL_CA_BUNDLE"};
  std::vector<std::string> gone;
  for (char** at = environ; *at; ++at) {
    const std::string_view entry = *at, name = entry.substr(0, entry.find('='));
    bool ours = false;
    for (const std::string_view family : families) ours |= name.starts_with(family);
    for (const std::string_view other : others) ours |= name == other;
    if (ours) gone.emplace_back(name);
  }
  for (const std::string& name : gone) unsetenv(name.c_str());
  setenv("GDAL_CONFIG_FILE", "/dev/null", 1);  // else ~/.gdal/gdalrc would speak
}

}  // namespace libspatial::cli
