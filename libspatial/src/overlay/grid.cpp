#include "overlay/grid.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "geometry/side_by_side.hpp"
#include "overlay/predicates.hpp"

namespace libspatial {
namespace {

constexpr double cells_per_edge = 1, fewest_cells = 1 << 16, most_cells = 1 << 23;

/// The set of zones along a row of centres, and the numbers of the sets seen so far.
class Sets {
 public:
  Sets(std::vector<std::uint32_t>& starts, std::vector<std::uint32_t>& zones) : starts_(starts), zones_(zones) { starts_ = {0, 0}; }
  void turn(std::uint32_t zone, int by) {
    const auto at = std::find_if(inside_.begin(), inside_.end(), [&](const auto& z) { return z.first == zone; });
    if (at == inside_.end()) inside_.emplace_back(zone, by);
    else if ((at->second += by) == 0) inside_.erase(at);
  }
  std::uint32_t number() {
    if (inside_.empty()) return 0;
    key_.clear();
    for (const auto& [zone, count] : inside_) key_.push_back(zone);
    std::sort(key_.begin(), key_.end());
    const auto [at, fresh] = known_.emplace(key_, static_cast<std::uint32_t>(starts_.size() - 1));
    if (fresh) {
      zones_.insert(zones_.end(), key_.begin(), key_.end());
      starts_.push_back(static_cast<std::uint32_t>(zones_.size()));
    }
    return at->second;
  }

 private:
  std::vector<std::pair<std::uint32_t, int>> inside_;
  std::vector<std::uint32_t> key_;
  std::map<std::vector<std::uint32_t>, std::uint32_t> known_;
  std::vector<std::uint32_t>&starts_, &zones_;
};

}  // namespace

ZoneGrid::ZoneGrid(const ZoneEdges& edges, std::size_t threads) {
  if (edges.size() == 0) return;
  choose_size(edges.box(), edges.size());
  find_runs(edges, threads);
  find_labels(edges, threads);
}

void ZoneGrid::choose_size(const Box& box, std::size_t edges) {
  const double width = box.max_x - box.min_x, height = box.max_y - box.min_y;
  const double wanted = std::clamp(cells_per_edge * static_cast<double>(edges), fewest_cells, most_cells);
  size_ = std::max({std::sqrt(width * height / wanted), std::max(width, height) / wanted, 1e-12});
  origin_ = {box.min_x - size_, box.min_y - size_};  // a margin of one cell, which is free
  columns_ = static_cast<std::size_t>(width / size_) + 4;
  rows_ = static_cast<std::size_t>(height / size_) + 4;
}

// One more before the fraction is cut off, so that what lies before the grid goes down to −1.
int ZoneGrid::column(double x) const { return static_cast<int>(std::clamp((x - origin_.x) / size_ + 1, 0.0, static_cast<double>(columns_) + 1)) - 1; }
int ZoneGrid::row(double y) const { return static_cast<int>(std::clamp((y - origin_.y) / size_ + 1, 0.0, static_cast<double>(rows_) + 1)) - 1; }

ZoneGrid::Cells ZoneGrid::cells(const Box& box) const {
  if (columns_ == 0) return {0, 0, -1, -1};
  const int last_x = static_cast<int>(columns_) - 1, last_y = static_cast<int>(rows_) - 1;
  Cells c{std::max(0, column(box.min_x)), std::max(0, row(box.min_y)), std::min(last_x, column(box.max_x)), std::min(last_y, row(box.max_y))};
  if (c.x0 > c.x1 || c.y0 > c.y1) return {0, 0, -1, -1};
  return c;
}

/// Every cell an edge touches between two rows; of long ones, row by row, a little more than that.
template <class F>
void ZoneGrid::each_cell(Point a, Point b, int low_row, int high_row, F visit) const {
  const int y0 = std::max(low_row, row(std::min(a.y, b.y))), y1 = std::min(high_row, row(std::max(a.y, b.y)));
  if (y0 > y1) return;
  const int x0 = column(std::min(a.x, b.x)), x1 = column(std::max(a.x, b.x));
  for (int y = y0; y <= y1; ++y) {
    int from = x0, to = x1;
    if (x1 - x0 > 1 && a.y != b.y) {
      const double slope = (b.x - a.x) / (b.y - a.y), low = origin_.y + y * size_;
      const double at_low = a.x + (low - a.y) * slope, at_high = at_low + size_ * slope, spare = 1e-6 * size_;
      from = std::max(x0, column(std::min(at_low, at_high) - spare));
      to = std::min(x1, column(std::max(at_low, at_high) + spare));
    }
    for (int x = from; x <= to; ++x) visit(cell(x, y));
  }
}

/// Bands of rows, a portion each for threads: they have no cell in common.
template <class F>
void ZoneGrid::each_band(std::size_t threads, F work) const {
  const std::size_t bands = std::min(threads, rows_), height = (rows_ + bands - 1) / bands;
  side_by_side(threads, bands, [&](std::size_t band) {
    const std::size_t last = std::min(rows_, (band + 1) * height);
    if (band * height < last) work(band, static_cast<int>(band * height), static_cast<int>(last) - 1);
  });
}

void ZoneGrid::find_runs(const ZoneEdges& edges, std::size_t threads) {
  struct Found { std::uint32_t cell; Run run; };
  std::vector<std::vector<Found>> found(threads);
  starts_.assign(columns_ * rows_ + 1, 0);
  std::vector<std::uint32_t> newest(columns_ * rows_, 0);  // of a cell's runs: its number in `found`, plus one
  each_band(threads, [&](std::size_t band, int low, int high) {
    auto& runs = found[band];
    for (std::uint32_t r = 0; r < edges.rings().size(); ++r) {
      const ZoneEdges::Ring& ring = edges.rings()[r];
      for (std::uint32_t e = ring.first; e < ring.last; ++e) {
        each_cell(edges.point(e), edges.point(e + 1), low, high, [&](std::size_t c) {
          if (newest[c] != 0 && runs[newest[c] - 1].run.ring == r && runs[newest[c] - 1].run.last + 1 == e) {
            runs[newest[c] - 1].run.last = e;
          } else {
            runs.push_back({static_cast<std::uint32_t>(c), {e, e, r}});
            newest[c] = static_cast<std::uint32_t>(runs.size());
            ++starts_[c + 1];
          }
        });
      }
    }
  });
  for (std::size_t c = 0; c + 1 < starts_.size(); ++c) starts_[c + 1] += starts_[c];
  runs_.resize(starts_.back());
  std::copy(starts_.begin(), starts_.end() - 1, newest.begin());  // now: where a cell's next run goes
  side_by_side(threads, found.size(), [&](std::size_t band) {
    for (const Found& f : found[band]) runs_[newest[f.cell]++] = f.run;
  });
}

bool ZoneGrid::is_free(const Cells& c) const {
  for (int y = c.y0; y <= c.y1; ++y) {
    if (!runs(cell(c.x0, y), cell(c.x1, y)).empty()) return false;
  }
  return true;
}

std::span<const std::uint32_t> ZoneGrid::zones(std::size_t cell) const {
  const std::uint32_t set = labels_[cell];
  return std::span(set_zones_).subspan(set_starts_[set], set_starts_[set + 1] - set_starts_[set]);
}

/// Every row of centres is swept from west to east; where it crosses an edge, the edge's zone begins or ends.
void ZoneGrid::find_labels(const ZoneEdges& edges, std::size_t threads) {
  struct Turn { std::uint32_t column, zone; int by; };
  std::vector<std::vector<Turn>> turns(rows_);
  each_band(threads, [&](std::size_t, int low_row, int high_row) {
    for (const ZoneEdges::Ring& ring : edges.rings()) {
      for (std::uint32_t e = ring.first; e < ring.last; ++e) {
        const Point c = edges.point(e), d = edges.point(e + 1);
        const int low = std::max(low_row, row(std::min(c.y, d.y)) - 1), high = std::min(high_row, row(std::max(c.y, d.y)) + 1);
        for (int y = low; y <= high; ++y) {
          const double height = centre(0, y).y;
          const int up = zone_crosses_height(c, d, height);
          if (up == 0) continue;
          const auto passed = [&](int x) { return subject_left_of_zone(c, d, centre(x, y)) == (up < 0); };  // the centre lies east of the edge
          const double crossing = c.x + (height - c.y) / (d.y - c.y) * (d.x - c.x);
          int x = std::clamp(column(crossing), 0, static_cast<int>(columns_));
          while (x > 0 && passed(x - 1)) --x;
          while (x < static_cast<int>(columns_) && !passed(x)) ++x;
          turns[static_cast<std::size_t>(y)].push_back({static_cast<std::uint32_t>(x), ring.zone, -up});
        }
      }
    }
  });
  labels_.assign(columns_ * rows_, 0);
  Sets sets(set_starts_, set_zones_);
  for (std::size_t y = 0; y < rows_; ++y) {
    auto& row_turns = turns[y];
    std::sort(row_turns.begin(), row_turns.end(), [](const Turn& a, const Turn& b) { return a.column < b.column; });
    for (std::size_t i = 0; i < row_turns.size();) {
      const std::uint32_t from = row_turns[i].column;
      for (; i < row_turns.size() && row_turns[i].column == from; ++i) sets.turn(row_turns[i].zone, row_turns[i].by);
      const std::size_t to = i < row_turns.size() ? row_turns[i].column : columns_;
      if (const std::uint32_t set = sets.number(); set != 0) std::fill(labels_.begin() + static_cast<std::ptrdiff_t>(y * columns_ + from), labels_.begin() + static_cast<std::ptrdiff_t>(y * columns_ + to), set);
    }
  }
}

}  // namespace libspatial
