#pragma once
// The table of a Shapefile, as far as GDAL does not say what is in it.

#include <string>

namespace libspatial::opening {

/// A letter per column of the .dbf beside a .shp: C text, N and F number, D day, L yes or no. Empty without one.
std::string dbf_types(const std::string& shp);

/// How many records are marked as deleted, which GDAL counts and does not read.
std::size_t dbf_deleted(const std::string& shp);

}  // namespace libspatial::opening
