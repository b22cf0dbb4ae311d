#pragma once
// The table of a Shapefile, as far as GDAL does not say what is in it.

#include <string>

namespace libspatial::opening {

/// A letter per column of the .dbf beside a .shp: C text, N and F number, D day, L yes or no. Empty without one.
std::string dbf_types(const std::string& shp);

}  // namespace libspatial::opening
