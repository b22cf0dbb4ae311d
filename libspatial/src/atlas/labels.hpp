#pragma once
// Names on a map: none over another, the important ones first, the rest when there is room after zooming.

#include <string>
#include <vector>

#include "libspatial/geometry.hpp"

namespace libspatial::atlas {

struct Label {
  Point at;                 ///< pixels
  double off = 0;           ///< how far the text stays away from it; centred on it when 0
  std::string text, name;   ///< name: of the CSS class
  double size = 11;         ///< of the font, pixels
  double spacing = 0;       ///< between letters, in parts of the size
  int from = 1;             ///< not before this magnification
};

struct Placed {
  Label label;
  Point shift;              ///< of the text's left end and base line from `at`; of its middle when centred
  bool centred = false;
  int zoom = 1;             ///< from this magnification on there is room: 1, 2, 4, 8 or 16
};

/// Places labels in their order, on a map of width × height pixels. `discs` are kept free. A label without room even at the last magnification is left out.
struct Obstacle { Point at; double radius; };
std::vector<Placed> place(const std::vector<Label>& labels, const std::vector<Obstacle>& discs, double width, double height);

/// Width of a text in pixels, as most fonts set it: a Chinese character is as wide as high.
double text_width(const std::string& text, double size, double spacing = 0);

}  // namespace libspatial::atlas
