#pragma once
// Sketches: shapes drawn with letters on a grid, so that an expected area is counted with a finger.
//
//   sketch("AAB"
//          "A.B")
//
// gives A = the cells marked A (an L, one polygon), B = a column. Cells are `cell` wide, row 0 is the northernmost,
// the lower left corner of the drawing is `origin`. Equal letters that touch by an edge form one part; cells that touch
// at a corner only are separate parts. '.' is nothing.

#include <map>
#include <string>
#include <vector>

#include "libspatial/geometry.hpp"
#include "libspatial/layer.hpp"

namespace libspatial::testing {

struct SketchOptions {
  double cell = 10.0;
  Point origin{543000.0, 4857000.0};
};

/// One shape per letter, letters ascending. Rows are separated by spaces or newlines in `drawing`.
std::map<char, MultiPolygon> sketch(const std::string& drawing, const SketchOptions& options = {});

/// The drawn letters as a layer in `crs` with one text field "name" holding the letter.
Layer sketch_layer(const std::string& drawing, const char* crs = "EPSG:4551", const SketchOptions& options = {});

/// A layer of given shapes.
Layer layer_of(const std::vector<MultiPolygon>& shapes, const char* crs = "EPSG:4551");

MultiPolygon rectangle(double min_x, double min_y, double max_x, double max_y);

int cells(const std::string& drawing, char letter);

/// A folder for one test, emptied first.
std::string fresh_folder(const std::string& name);

}  // namespace libspatial::testing
