// Rows of one layer that lie over each other: found by laying the layer over itself, and counted once.

#include <algorithm>
#include <map>
#include <numeric>

#include "libspatial/units.hpp"
#include "metrics/laid.hpp"

namespace libspatial::metrics {
namespace {

constexpr double least = 0.005;  // m²

/// The same shapes: rows that are rejected have no land.
Layer only_shapes(const Layer& layer) {
  Layer result;
  result.name = layer.name, result.file = layer.file, result.crs = layer.crs, result.shapes = layer.shapes;
  return result;
}

}  // namespace

std::vector<Text> name_missing(const Layer& layer, std::vector<std::string>& classes) {
  const auto count = std::count(classes.begin(), classes.end(), std::string());
  if (count == 0) return {};
  std::replace(classes.begin(), classes.end(), std::string(), std::string(no_class));
  const std::string n = std::to_string(count);
  return {{title(layer) + " 有 " + n + " 行没有地类，记作 ?", title(layer) + ": " + n + " rows have no class and are called ?"}};
}

Overlaps overlaps(const Layer& layer, int threads, const Progress& progress) {
  Overlaps found;
  if (layer.size() < 2) return found;
  const Layer land = only_shapes(layer);
  const AreaKind kind = land.crs->is_geographic() ? AreaKind::official : AreaKind::planar;
  const Overlay over = laid(land, land, kind, threads, progress);
  std::vector<std::size_t> first(land.size());
  std::iota(first.begin(), first.end(), std::size_t{0});
  const auto root = [&](std::size_t i) {
    while (first[i] != i) i = first[i] = first[first[i]];
    return i;
  };
  for (const Piece& p : over.pieces) {
    if (p.zone == outside || p.zone == p.subject || p.area.square_metres() < least) continue;
    const std::size_t a = root(p.subject), b = root(p.zone);
    first[std::max(a, b)] = std::min(a, b);
  }
  std::map<std::size_t, std::vector<std::size_t>> together;
  for (std::size_t row = 0; row < first.size(); ++row) {
    if (land.shapes.type(row) == ShapeType::polygon) together[root(row)].push_back(row);
  }
  for (auto& [row, rows] : together) {
    if (rows.size() < 2) continue;
    add_union(land.shapes, rows, found.unions);
    found.rows.push_back(std::move(rows));
  }
  return found;
}

Once::Once(const Layer& layer, int threads, const Progress& progress) : given_(&layer) {
  const Overlaps found = overlaps(layer, threads, progress);
  if (found.rows.empty()) return;
  std::vector<std::size_t> is(layer.size(), layer.size());  // of each row the union it is in
  ExactSum sum;
  for (std::size_t i = 0; i < found.rows.size(); ++i) {
    for (const std::size_t row : found.rows[i]) is[row] = i, sum.add(ring_area(layer.shapes, row));
    sum.add(-ring_area(found.unions, i));
  }
  again_ = sum.value();
  made_.emplace(only_shapes(layer));
  made_->shapes = {};
  for (std::size_t row = 0; row < layer.size(); ++row) {
    if (is[row] == layer.size()) made_->shapes.add(layer.shapes, row);
    else if (found.rows[is[row]][0] == row) made_->shapes.add(found.unions, is[row]);
    else made_->shapes.add_none();
  }
}

void Once::note(Result& result) const {
  if (!made_) return;
  const std::string m2 = decimals(again_, 2);
  result.notes.push_back({title(*given_) + " 的要素相互重叠：" + m2 + " m² 只计一次", "rows of " + title(*given_) + " overlap each other: " + m2 + " m² are counted once"});
}

}  // namespace libspatial::metrics
