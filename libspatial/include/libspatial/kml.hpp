#pragma once
// KML: placemarks in folders, from Google Earth, 奥维 and their like. Longitude and latitude in WGS 84, always. No GDAL here: its drivers make
// points out of text that is no number.

#include <string>
#include <vector>

#include "libspatial/layer.hpp"
#include "libspatial/opening.hpp"

namespace libspatial {

/// Reads a KML: a layer per folder that holds placemarks, in their order, named by the folder (the document's name for those in none, else the file's); fields
/// name, description and those of ExtendedData, as text. Heights are dropped with a note. A placemark that cannot be used keeps its row as a reject, whose text names the
/// line. A document type (and with it every entity of one's own), a link to another file and a picture are never followed: the first is refused, the others noted.
/// CRS: EPSG:4326, with a note of what that means beside CGCS2000. Throws Error(damaged_file) naming the line, Error(unsupported_format), Error(limit_exceeded).
std::vector<Layer> read_kml(const std::string& path, const std::string& file, const ReadLimits& limits = {});

}  // namespace libspatial
