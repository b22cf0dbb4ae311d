#include "support/sketch.hpp"

#include <algorithm>
#include <filesystem>
#include <set>
#include <sstream>

namespace libspatial::testing {
namespace {

using Cell = std::pair<int, int>;  // column, row from the south

std::vector<std::string> rows_of(const std::string& drawing) {
  std::istringstream in(drawing);
  std::vector<std::string> rows;
  for (std::string row; in >> row;) rows.push_back(row);
  std::reverse(rows.begin(), rows.end());  // rows[0] is the southernmost
  return rows;
}

/// Cells that hang together by edges.
std::vector<std::set<Cell>> components(std::set<Cell> cells) {
  std::vector<std::set<Cell>> result;
  while (!cells.empty()) {
    std::set<Cell> found;
    std::vector<Cell> open{*cells.begin()};
    cells.erase(cells.begin());
    while (!open.empty()) {
      const auto [x, y] = open.back();
      open.pop_back();
      found.insert({x, y});
      for (const Cell next : {Cell{x + 1, y}, Cell{x - 1, y}, Cell{x, y + 1}, Cell{x, y - 1}}) {
        if (cells.erase(next)) open.push_back(next);
      }
    }
    result.push_back(std::move(found));
  }
  return result;
}

/// Walks the border of a component with the cells on the left: shells run counter-clockwise, holes clockwise. At a
/// pinched corner the walk turns right, so that a ring never touches itself where two rings would do.
std::vector<std::vector<Cell>> border(const std::set<Cell>& cells) {
  std::multimap<Cell, Cell> edges;
  const auto in = [&](int x, int y) { return cells.count({x, y}) > 0; };
  for (const auto& [x, y] : cells) {
    if (!in(x, y - 1)) edges.insert({{x, y}, {x + 1, y}});
    if (!in(x + 1, y)) edges.insert({{x + 1, y}, {x + 1, y + 1}});
    if (!in(x, y + 1)) edges.insert({{x + 1, y + 1}, {x, y + 1}});
    if (!in(x - 1, y)) edges.insert({{x, y + 1}, {x, y}});
  }
  std::vector<std::vector<Cell>> rings;
  while (!edges.empty()) {
    auto edge = edges.begin();
    const Cell start = edge->first;
    std::vector<Cell> ring{start};
    Cell from = edge->first, to = edge->second;
    edges.erase(edge);
    while (to != start) {
      ring.push_back(to);
      auto [first, last] = edges.equal_range(to);
      auto best = first;
      for (auto next = first; next != last; ++next) {  // the right turn keeps to the same hole
        const int cross = (to.first - from.first) * (next->second.second - to.second) -
                          (to.second - from.second) * (next->second.first - to.first);
        if (cross < 0) best = next;
      }
      from = to;
      to = best->second;
      edges.erase(best);
    }
    ring.push_back(start);
    rings.push_back(std::move(ring));
  }
  return rings;
}

double twice_area(const std::vector<Cell>& ring) {
  double sum = 0;
  for (std::size_t i = 1; i < ring.size(); ++i) sum += ring[i - 1].first * ring[i].second - ring[i].first * ring[i - 1].second;
  return sum;
}

Ring to_ring(const std::vector<Cell>& cells, const SketchOptions& options) {
  Ring ring;
  for (const auto& [x, y] : cells) ring.points.push_back({options.origin.x + x * options.cell, options.origin.y + y * options.cell});
  return ring;
}

bool holds(const std::vector<Cell>& shell, const std::vector<Cell>& hole) {  // by a cell centre just inside the hole's corner
  const auto corner = *std::min_element(hole.begin(), hole.end());
  const double px = corner.first + 0.5, py = corner.second + 0.5;
  bool inside = false;
  for (std::size_t i = 1; i < shell.size(); ++i) {
    const auto [x1, y1] = shell[i - 1];
    const auto [x2, y2] = shell[i];
    if ((y1 > py) != (y2 > py) && px < x1 + (py - y1) * (x2 - x1) / double(y2 - y1)) inside = !inside;
  }
  return inside;
}

}  // namespace

std::map<char, MultiPolygon> sketch(const std::string& drawing, const SketchOptions& options) {
  std::map<char, std::set<Cell>> letters;
  const auto rows = rows_of(drawing);
  for (int y = 0; y < static_cast<int>(rows.size()); ++y) {
    for (int x = 0; x < static_cast<int>(rows[y].size()); ++x) {
      if (rows[y][x] != '.') letters[rows[y][x]].insert({x, y});
    }
  }
  std::map<char, MultiPolygon> result;
  for (const auto& [letter, cells] : letters) {
    MultiPolygon shape;
    for (const auto& component : components(cells)) {
      std::vector<std::vector<Cell>> shells, holes;
      for (auto& ring : border(component)) (twice_area(ring) > 0 ? shells : holes).push_back(std::move(ring));
      for (const auto& shell : shells) {
        Polygon polygon{to_ring(shell, options), {}};
        for (const auto& hole : holes) {
          if (holds(shell, hole)) polygon.holes.push_back(to_ring(hole, options));
        }
        shape.polygons.push_back(std::move(polygon));
      }
    }
    result[letter] = std::move(shape);
  }
  return result;
}

Layer layer_of(const std::vector<MultiPolygon>& shapes, const char* crs) {
  Layer layer;
  layer.name = "test";
  layer.crs = Crs(crs);
  for (const auto& shape : shapes) layer.shapes.add(shape);
  return layer;
}

Layer sketch_layer(const std::string& drawing, const char* crs, const SketchOptions& options) {
  std::vector<MultiPolygon> shapes;
  Field names{"name", FieldType::text, {}};
  for (auto& [letter, shape] : sketch(drawing, options)) {
    shapes.push_back(std::move(shape));
    names.values.emplace_back(std::string(1, letter));
  }
  Layer layer = layer_of(shapes, crs);
  layer.fields.push_back(std::move(names));
  return layer;
}

MultiPolygon rectangle(double min_x, double min_y, double max_x, double max_y) {
  return {{{{{{min_x, min_y}, {max_x, min_y}, {max_x, max_y}, {min_x, max_y}, {min_x, min_y}}}, {}}}};
}

int cells(const std::string& drawing, char letter) {
  return static_cast<int>(std::count(drawing.begin(), drawing.end(), letter));
}

std::string fresh_folder(const std::string& name) {
  const auto folder = std::filesystem::path(LIBSPATIAL_TEST_TMP) / name;
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  return folder.string();
}

}  // namespace libspatial::testing
