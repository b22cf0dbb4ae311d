#pragma once
// What cutting one subject along the zones gives, whichever engine has done it.

#include <optional>

#include "libspatial/overlay.hpp"

namespace libspatial {

/// One subject, cut. Areas are planar, in square units of the coordinates.
struct Cut {
  struct Part {
    std::size_t zone = outside;
    double planar = 0.0;
    bool whole = false;  ///< the part is the whole subject
    std::optional<std::size_t> shape = {}; ///< number in `shapes`; none when `whole`, or not needed
    std::optional<double> official = {};   ///< m², not rounded, where it is known without the shape
  };
  std::vector<Part> parts;    ///< zones ascending, outside last
  Shapes shapes;              ///< of parts, in absolute coordinates
  double planar = 0.0;        ///< of the subject
  double multi_cover = 0.0;   ///< covered by more than one zone, counted once per extra zone

  void clear() { parts.clear(), shapes.truncate(0), planar = multi_cover = 0; }
};

/// Of the subject: land below this is rounding of the coordinates.
inline constexpr double cut_noise = 1e-12;
/// Relative to the subject: what "add up" means in the plane.
inline constexpr double cut_law = 1e-9;

}  // namespace libspatial
