#pragma once
// Coordinate reference systems: PROJ behind one small type. Axis order is always east, north (longitude, latitude).

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "libspatial/geometry.hpp"

namespace libspatial {

/// A Gauss–Krüger (transverse Mercator, scale 1) projection of CGCS2000, the frame of the official area.
struct GaussKrueger {
  double central_meridian = 0.0;  ///< degrees
  double false_easting = 0.0;     ///< metres; 42,500,000 with the prefix of zone 42
};

/// Immutable and cheap to copy.
class Crs {
 public:
  /// From "EPSG:4490", WKT or a PROJ string. Throws Error(crs_unknown); the text says when PROJ's own database
  /// is missing (PROJ_DATA or PROJ_LIB pointing elsewhere).
  explicit Crs(std::string_view definition);

  /// "EPSG:4490" when PROJ identifies it with full confidence (an ESRI .prj of 4530 gives "EPSG:4530"), else the name.
  const std::string& code() const;
  const std::string& name() const;
  const std::string& wkt() const;
  bool is_geographic() const;
  /// Set for CGCS2000 Gauss–Krüger systems only.
  std::optional<GaussKrueger> gauss_krueger() const;
  /// True when the datum is CGCS2000 or WGS 84, which agree within decimetres (official areas are defined for these).
  bool is_cgcs2000_like() const;

  /// The same coordinates mean the same place (by code or by PROJ's equivalence).
  friend bool operator==(const Crs& a, const Crs& b);

 private:
  struct Impl;
  struct Known;
  std::shared_ptr<const Impl> impl_;
};

/// Longest edge, in metres, between two points that are transformed; 70 m keeps the error of a
/// straight edge below 0.1 mm in Jilin.
inline constexpr double reproject_segment = 70.0;

/// Transforms shapes: every edge is first divided into pieces of at most `max_segment` metres, straight in `from`
/// (an edge that is straight in degrees is not straight in metres: 18.8 mm on a kilometre). An edge gives the same
/// points whichever way it runs, so neighbours stay neighbours. Same CRS: an unchanged copy.
/// Throws Error(crs_unknown) when no transformation of known accuracy exists (Xi'an 80, Beijing 54).
Shapes reproject(const Shapes& shapes, const Crs& from, const Crs& to, double max_segment = reproject_segment);

/// The same without dividing edges: for points, and for drawing.
Shapes reproject_vertices(const Shapes& shapes, const Crs& from, const Crs& to);

/// Coordinates of Chinese web maps: degrees moved by some 500 m (GCJ-02) or 1.3 km (BD-09). No file says so and no look at the numbers
/// tells: they are moved back only where the caller declares it.
enum class WebMap { gcj02, bd09 };
std::string_view name(WebMap map);                            ///< "GCJ-02", "BD-09"
/// "GCJ-02", "gcj02", "BD-09" …; nothing for every other word.
std::optional<WebMap> find_web_map(std::string_view declared);

/// From WGS 84 or CGCS2000 degrees to those of a web map, by the published offset formula (in common use, not an official definition).
Point shift(Point degrees, WebMap map);
/// The inverse, to 1e-10 degrees (0.01 mm). Between vertices edges stay straight. How near the formula is to the true offset is not
/// published: good for finding a place, not for an area to be signed.
Shapes unshift(const Shapes& shapes, WebMap map);

/// Why these coordinates cannot be in this CRS, or nothing: degrees in a metre CRS, metres in a degree CRS, a zone
/// prefix without prefix CRS and the reverse, swapped axes. Says what they may be instead (a proposal, never applied).
std::optional<Text> find_implausible(const Shapes& shapes, const Crs& crs);

}  // namespace libspatial
