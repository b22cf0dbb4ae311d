#pragma once
// The edges of one large shape on a grid of cells, about as many cells as edges: which of them lie near a place.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "libspatial/geometry.hpp"

namespace libspatial {

struct Edge { Point a, b; };

class EdgeGrid {
 public:
  /// False when the edges are so long that cells would hold too many of them.
  bool fill(std::span<const Edge> edges, const Box& box) {
    columns_ = rows_ = std::max<std::size_t>(1, static_cast<std::size_t>(std::sqrt(static_cast<double>(edges.size()))));
    origin_ = {box.min_x, box.min_y};
    per_x_ = static_cast<double>(columns_) / std::max(box.max_x - box.min_x, 1e-300);
    per_y_ = static_cast<double>(rows_) / std::max(box.max_y - box.min_y, 1e-300);
    starts_.assign(columns_ * rows_ + 1, 0);
    const std::size_t most = 8 * edges.size() + 64;
    std::size_t all = 0;
    for (const Edge& e : edges) {
      each_cell(e, [&](std::size_t cell) { ++starts_[cell + 1], ++all; });
      if (all > most) return false;
    }
    for (std::size_t c = 0; c + 1 < starts_.size(); ++c) starts_[c + 1] += starts_[c];
    edges_.resize(all);
    next_.assign(starts_.begin(), starts_.end() - 1);
    for (std::uint32_t i = 0; i < edges.size(); ++i) each_cell(edges[i], [&](std::size_t cell) { edges_[next_[cell]++] = i; });
    return true;
  }

  std::size_t columns() const { return columns_; }
  std::size_t rows() const { return rows_; }
  std::size_t column(double x) const { return place((x - origin_.x) * per_x_, columns_); }
  std::size_t row(double y) const { return place((y - origin_.y) * per_y_, rows_); }
  /// Numbers of the edges whose box meets a cell, ascending.
  std::span<const std::uint32_t> cell(std::size_t x, std::size_t y) const {
    const std::size_t c = y * columns_ + x;
    return std::span(edges_).subspan(starts_[c], starts_[c + 1] - starts_[c]);
  }

 private:
  static std::size_t place(double at, std::size_t count) { return at <= 0 ? 0 : std::min(count - 1, static_cast<std::size_t>(at)); }
  template <class F>
  void each_cell(const Edge& e, F visit) const {
    const std::size_t x0 = column(std::min(e.a.x, e.b.x)), x1 = column(std::max(e.a.x, e.b.x)), y0 = row(std::min(e.a.y, e.b.y)), y1 = row(std::max(e.a.y, e.b.y));
    for (std::size_t y = y0; y <= y1; ++y) {
      for (std::size_t x = x0; x <= x1; ++x) visit(y * columns_ + x);
    }
  }

  std::size_t columns_ = 0, rows_ = 0;
  Point origin_;
  double per_x_ = 0, per_y_ = 0;
  std::vector<std::uint32_t> starts_, edges_, next_;
};

}  // namespace libspatial
