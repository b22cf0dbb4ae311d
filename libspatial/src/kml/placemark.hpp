#pragma once
// One placemark as it is read, and how its shapes become one.

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "libspatial/layer.hpp"

namespace libspatial::kml {

struct Flaw {
  std::string reason;
  std::size_t line = 0;
  Text why;
};

struct Placemark {
  std::size_t line = 0;
  std::vector<std::pair<std::string, std::string>> values;  ///< name, description, ExtendedData
  std::vector<Polygon> polygons;
  std::vector<Ring> lines;
  std::vector<Point> points;
  bool dropped_z = false;
  std::optional<Flaw> flaw;

  void spoil(const char* reason, std::size_t at, Text why) {
    if (!flaw) flaw = Flaw{reason, at, std::move(why)};
  }
};

/// "lon,lat[,height] lon,lat …" to its last character; a flaw otherwise.
std::vector<Point> read_points(const std::string& text, std::size_t line, std::size_t most, const std::string& file, Placemark& of);

/// Appends the shape; false when what it holds cannot be one. Points beside polygons are the places of labels: left out, counted.
bool add_shape(const Placemark& placemark, Shapes& shapes, std::size_t& labels);

}  // namespace libspatial::kml
