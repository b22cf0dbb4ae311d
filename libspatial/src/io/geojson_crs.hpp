#pragma once

#include <string>

namespace libspatial::gdal {

struct GeoJsonCrs {
  bool present = false;  ///< the top level has a "crs", if only null
  bool is_link = false;  ///< it asks for an address to be fetched
  std::string name;      ///< "urn:ogc:def:crs:EPSG::4490"; empty: null or not understood
};

GeoJsonCrs geojson_crs(const std::string& file);

}  // namespace libspatial::gdal
