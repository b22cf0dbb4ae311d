#pragma once
// What stands in a drawing, still in the coordinates of its block.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "geometry/arcs.hpp"

namespace libspatial::drawing {

struct Vertex {
  Point at;
  double bulge = 0;
};
/// One border of a hatch, or a polyline: straight and bulged edges, or the edges of an ellipse.
struct Edge {
  Point from, to;                  ///< of a line
  std::optional<Ellipse> ellipse;  ///< of an arc
  bool backwards = false;          ///< the arc is run from its end
};
struct Path {
  std::vector<Vertex> vertices;  ///< or:
  std::vector<Edge> edges;
  bool closed = false;
};

enum class Kind { other, path, ellipse, hatch, point, text, insert };

struct Entity {
  Kind kind = Kind::other;
  std::string_view type;   ///< "LWPOLYLINE"
  std::size_t line = 0;    ///< where it begins
  std::string_view layer = "0", handle;
  int color = 256;         ///< 256: by layer, 0: by block
  bool paper = false;      ///< in paper space
  bool flipped = false;    ///< extrusion 0, 0, −1: x runs the other way
  bool height = false;     ///< a z was given that is not 0
  bool wide = false;       ///< a polyline with a width
  std::string xdata;       ///< strings and integers, as bytes, with commas
  std::optional<Text> bad; ///< why it cannot be used
  std::string reason;      ///< stable code of `bad`

  std::vector<Path> paths;      ///< path: one; hatch: its borders
  std::optional<Ellipse> curve; ///< ellipse (CIRCLE, ARC, ELLIPSE)
  Point at;                     ///< point, text, insert
  std::string text;             ///< of a text, as bytes
  bool formatted = false;       ///< MTEXT
  std::vector<std::string_view> sources;  ///< hatch: handles of what it fills

  std::string_view block;       ///< insert
  double scale_x = 1, scale_y = 1, rotation = 0, column_step = 0, row_step = 0;
  long columns = 1, rows = 1;

  void refuse(std::string why, Text text_) {
    if (!bad) bad = std::move(text_), reason = std::move(why);
  }
};

struct Block {
  Point base;
  bool external = false;  ///< an XREF
  std::vector<Entity> entities;
};

struct LayerStyle {
  int color = 7;
  bool hidden = false;  ///< off or frozen
};

struct Model {
  std::string version;        ///< $ACADVER
  std::string_view codepage;  ///< $DWGCODEPAGE
  std::optional<long> units;  ///< $INSUNITS
  std::unordered_map<std::string_view, LayerStyle> layers;
  std::unordered_map<std::string, Block> blocks;  ///< by upper-case name
  std::vector<Entity> entities;
};

/// Views in the model point into `bytes`.
Model parse(std::string_view bytes, const std::string& file);

std::string upper(std::string_view name);

}  // namespace libspatial::drawing
