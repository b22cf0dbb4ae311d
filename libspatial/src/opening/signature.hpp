#pragma once
// What a file is, by its first bytes.

#include <string>
#include <string_view>

namespace libspatial::opening {

enum class Kind { sqlite, shapefile, geojson, flatgeobuf, kml, zip, other };

struct Signature {
  Kind kind = Kind::other;
  std::string name;  ///< of what we do not read: "VRT", "PDF", "DWG"; empty when nobody knows
};

/// `head`: 4 KiB are enough.
Signature signature_of(std::string_view head);
std::string head_of(const std::string& file);

}  // namespace libspatial::opening
