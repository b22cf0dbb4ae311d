#pragma once
// A model unfolded: every entity where it lies, blocks inserted, arcs as edges.

#include <set>
#include <unordered_set>

#include "drawing/texts.hpp"
#include "libspatial/drawing.hpp"

namespace libspatial::drawing {

/// One row of the layer, beside its shape.
struct Row {
  const Entity* entity = nullptr;
  std::string_view layer;  ///< as bytes; that of the insertion where the entity lies on "0"
  std::string_view block;
  int color = 7;
};
struct Rejected {
  std::size_t row = 0;
  std::string reason;
  Text why;
};
struct Label {
  Point at;
  const Entity* entity = nullptr;
};
/// Kinds that are never land, and where the first stands.
struct Passed {
  std::string_view type;
  std::size_t count = 0, line = 0;
};

struct Unfolded {
  Shapes shapes;
  std::vector<Row> rows;
  std::vector<Rejected> rejects;
  std::vector<Label> labels;
  std::vector<Passed> passed;
  EntityCount count;  ///< without labels
  std::vector<Text> notes;
};

class Unfolder {
 public:
  Unfolder(const Model& model, const CodePage& page, const std::string& file, const DrawingOptions& options, double metre);
  Unfolded run();

 private:
  struct Context {
    Affine place;
    std::string_view layer, block;
    int color = 7;
    int depth = 0;
  };
  struct Hatch {
    const Entity* entity;
    Affine place;
    Row row;
  };

  void each(const std::vector<Entity>& entities, const Context& at);
  void add(const Entity& e, const Context& at);
  void insert(const Entity& e, const Context& at);
  void add_path(const Entity& e, const Affine& place, const Row& row);
  void add_curve(const Entity& e, const Affine& place, const Row& row);
  void add_hatch(const Hatch& hatch);
  bool is_fill(const Shapes& shape, const Entity& e) const;
  bool ring_of(const Path& path, const Affine& place, std::vector<Point>& out) const;
  bool edges_of(const Path& path, const Affine& place, std::vector<Point>& out) const;
  void keep(ShapeType type, std::span<const Point> points, const Row& row);
  void refuse(const Entity& e, const Row& row, const std::string& reason, const Text& why);
  void pass(std::string_view type, std::size_t line);
  bool is_wanted(std::string_view layer);
  void require_room();
  void tell();

  const Model& model_;
  const CodePage& page_;
  const std::string& file_;
  const DrawingOptions& options_;
  const double metre_;
  const Strokes strokes_;
  Unfolded out_;
  std::vector<Hatch> hatches_;
  std::unordered_map<std::string_view, bool> wanted_;
  std::unordered_set<std::string> rings_;
  std::map<std::string_view, std::size_t> polygon_handles_;  // and the row
  std::set<std::string_view> hidden_, stack_;
  std::size_t unfolded_ = 0, paper_ = 0, circles_ = 0, arcs_ = 0, wide_ = 0, heights_ = 0, fills_ = 0, doubled_ = 0, closed_ = 0;
};

}  // namespace libspatial::drawing
