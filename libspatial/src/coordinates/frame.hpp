#pragma once
// In which CRS a text file's numbers are: what it says, what its numbers look like, and what to do when these differ.

#include <optional>
#include <string>

#include "libspatial/coordinates.hpp"

namespace libspatial::coordinates {

enum class Datum { unknown, cgcs2000, xian80, beijing54 };

/// A system of Gauss–Krüger zones, or (degrees = 0) longitude and latitude, of one datum.
struct Zoned {
  Datum datum = Datum::unknown;
  int degrees = 0;  ///< width of a zone: 3, 6
  int zone = 0;
  bool prefix = false;
};
/// The EPSG code, or nothing when there is no such zone.
std::optional<int> epsg_of(const Zoned& zoned);
std::optional<Zoned> zoned_of(const Crs& crs);
/// "2000国家大地坐标系"; as a TXT names it.
const char* title_of(Datum datum);
double central_meridian(const Zoned& zoned);

/// What a file says of its frame, and on which lines.
struct Stated {
  std::string datum, width, zone, unit, projection, meridian;  ///< as written; empty: not said
  std::size_t datum_line = 0, zone_line = 0, unit_line = 0, projection_line = 0, meridian_line = 0;
  std::string crs;         ///< a code stated outright ("EPSG:4530")
  bool axes_named = false; ///< columns say which is north and which is east
};

/// What two numbers look like.
struct Seen {
  bool known = false;
  bool degrees = false;
  bool north_first = false;
  int prefix = 0;  ///< 0: none
  friend bool operator==(const Seen&, const Seen&) = default;
};
Seen see(double first, double second);

struct Example {
  std::size_t line = 0;
  double first = 0, second = 0;
  Seen seen;
};

struct Frame {
  Crs crs;
  bool north_first = false;
  Text note;  ///< where the CRS comes from
};

/// `example` is a point of the kind that most points of the file are. Throws as read_coordinates() says.
Frame find_frame(const Stated& stated, const Example& example, bool format_north_first, const CoordinateOptions& options, const std::string& file);

}  // namespace libspatial::coordinates
