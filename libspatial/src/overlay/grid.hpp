#pragma once
// A grid of cells over all zones. A cell knows the zone edges that touch it, as runs of consecutive edge numbers, and the set
// of zones at its centre. Land over cells without edges lies as a whole in the zones of any of them.

#include <cstdint>
#include <span>
#include <vector>

#include "overlay/edges.hpp"

namespace libspatial {

class ZoneGrid {
 public:
  struct Run { std::uint32_t first, last, ring; };    ///< edges first … last of one ring
  struct Cells { int x0, y0, x1, y1; };               ///< inclusive; empty when x0 > x1

  ZoneGrid(const ZoneEdges& edges, std::size_t threads);

  /// The cells under a box, those beyond the grid (where there is no zone) left out.
  Cells cells(const Box& box) const;
  /// No edge touches any of the cells.
  bool is_free(const Cells& c) const;
  std::size_t cell(int x, int y) const { return static_cast<std::size_t>(y) * columns_ + static_cast<std::size_t>(x); }
  Point centre(int x, int y) const { return {origin_.x + (x + 0.5) * size_, origin_.y + (y + 0.5) * size_}; }
  std::span<const Run> runs(std::size_t cell) const { return runs(cell, cell); }
  /// Of neighbours in one row.
  std::span<const Run> runs(std::size_t first, std::size_t last) const { return {runs_.data() + starts_[first], runs_.data() + starts_[last + 1]}; }
  /// The zones at the cell's centre, ascending.
  std::span<const std::uint32_t> zones(std::size_t cell) const;

 private:
  template <class F> void each_cell(Point a, Point b, int low_row, int high_row, F visit) const;
  template <class F> void each_band(std::size_t threads, F work) const;
  void choose_size(const Box& box, std::size_t edges);
  void find_runs(const ZoneEdges& edges, std::size_t threads);
  void find_labels(const ZoneEdges& edges, std::size_t threads);
  int column(double x) const;
  int row(double y) const;

  Point origin_;
  double size_ = 1.0;
  std::size_t columns_ = 0, rows_ = 0;
  std::vector<std::uint32_t> starts_;
  std::vector<Run> runs_;
  std::vector<std::uint32_t> labels_;                 // per cell: which set of zones
  std::vector<std::uint32_t> set_starts_, set_zones_; // the sets
};

}  // namespace libspatial
