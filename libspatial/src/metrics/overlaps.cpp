// Rows of one layer that lie over each other: found by edges that no neighbour shares, and counted once.

#include <algorithm>
#include <atomic>
#include <bit>
#include <map>
#include <numeric>

#include "crs/zone.hpp"
#include "geometry/side_by_side.hpp"
#include "libspatial/units.hpp"
#include "metrics/laid.hpp"
#include "metrics/near.hpp"

namespace libspatial::metrics {
Layer only(const Layer& layer, std::span<const std::size_t> rows) {
  Layer result;
  result.name = layer.name, result.file = layer.file, result.crs = layer.crs;
  for (const std::size_t row : rows) result.shapes.add(layer.shapes, row);
  return result;
}

namespace {

constexpr double least = 0.005;  // m²

std::uint64_t mixed(std::uint64_t v) {  // the end of MurmurHash3
  v = (v ^ v >> 33) * 0xFF51AFD7ED558CCDu;
  v = (v ^ v >> 33) * 0xC4CEB9FE1A85EC53u;
  return v ^ v >> 33;
}
std::uint64_t hash(Point p) { return mixed(std::bit_cast<std::uint64_t>(p.x + 0.0) + 3 * mixed(std::bit_cast<std::uint64_t>(p.y + 0.0))); }

/// Rows with an edge that no neighbour has in the other direction, or that another row has in the same. How many rows cover a place changes across such
/// edges only, so where rows lie over each other one of them is here.
class LooseRows {
 public:
  LooseRows(const Shapes& shapes, int threads) : edges_(std::max<std::size_t>(1, shapes.points().size() >> 17)), loose_(shapes.size()) {
    for (auto& portion : edges_) portion.reserve(shapes.points().size() / edges_.size() * 17 / 16);
    for (std::size_t row = 0; row < shapes.size(); ++row) {
      if (shapes.type(row) == ShapeType::polygon) name_edges(shapes, row);
    }
    side_by_side(threads_or_all(threads), edges_.size(), [&](std::size_t portion) { match(edges_[portion]); });
  }
  std::vector<std::size_t> rows() const {
    std::vector<std::size_t> result;
    for (std::size_t row = 0; row < loose_.size(); ++row) {
      if (loose_[row]) result.push_back(row);
    }
    return result;
  }

 private:
  struct Edge {
    std::uint32_t tag, low, row;  // the last bit of `low` is the direction
  };
  struct Slot {
    std::uint32_t tag = 0, forward = 0;  // 0: free
    std::uint32_t row = 0;
  };
  static constexpr std::uint32_t matched = std::numeric_limits<std::uint32_t>::max();

  template <class F>
  static void each_ring(const Shapes& shapes, std::size_t row, F f) {
    for (std::size_t part = 0; part < shapes.part_count(row); ++part) {
      for (std::size_t r = 0; r < shapes.ring_count(row, part); ++r) f(shapes.ring(row, part, r), r == 0);
    }
  }

  /// Edges by a hash that both directions share, in portions whose table fits into a cache.
  void name_edges(const Shapes& shapes, std::size_t row) {
    each_ring(shapes, row, [&](std::span<const Point> ring, bool shell) {
      double twice = 0;
      for (std::size_t i = 0; i + 1 < ring.size(); ++i) twice += (ring[i].x - ring[0].x) * (ring[i + 1].y - ring[0].y) - (ring[i + 1].x - ring[0].x) * (ring[i].y - ring[0].y);
      const bool land_left = (twice > 0) == shell;
      std::uint64_t from = hash(ring[0]);
      for (std::size_t i = 1; i < ring.size(); ++i) {
        const std::uint64_t to = hash(ring[i]), key = mixed(from ^ to);
        const auto tag = static_cast<std::uint32_t>(key >> 32), low = static_cast<std::uint32_t>(key) & ~1u;
        if (from != to) edges_[tag % edges_.size()].push_back({tag, low | static_cast<std::uint32_t>((from < to) == land_left), static_cast<std::uint32_t>(row)});
        from = to;
      }
    });
  }

  void match(const std::vector<Edge>& edges) {
    std::vector<Slot> table(std::bit_ceil(2 * edges.size() + 16));
    for (const Edge& e : edges) place(table, e);
    for (const Slot& slot : table) {
      if (slot.forward != 0 && slot.row != matched) loose_[slot.row] = 1;
    }
  }

  void place(std::vector<Slot>& table, const Edge& edge) {
    const std::uint32_t forward = 1 + (edge.low & 1);
    std::size_t at = edge.low >> 1 & (table.size() - 1);
    for (; table[at].forward != 0; at = (at + 1) & (table.size() - 1)) {
      Slot& slot = table[at];
      if (slot.tag != edge.tag) continue;
      if (slot.forward != forward && slot.row != matched) {
        slot.row = matched;
        return;
      }
      loose_[edge.row] = 1;  // a third, or a second in the same direction
    }
    table[at] = {edge.tag, forward, edge.row};
  }

  std::vector<std::vector<Edge>> edges_;
  std::vector<std::atomic<char>> loose_;
};

}  // namespace

std::vector<Text> name_missing(const Layer& layer, std::vector<std::string>& classes) {
  const auto count = std::count(classes.begin(), classes.end(), std::string());
  if (count == 0) return {};
  std::replace(classes.begin(), classes.end(), std::string(), std::string(no_class));
  const std::string n = std::to_string(count);
  return {{title(layer) + " 有 " + n + " 行没有地类，记作 ?", title(layer) + ": " + n + " rows have no class and are called ?"}};
}

Overlaps overlaps(const Layer& layer, int threads, const Progress& progress, bool with_pieces) {
  Overlaps found;
  std::vector<std::size_t> asked = LooseRows(layer.shapes, threads).rows(), first(layer.size());
  std::vector<char> known(layer.size(), 0);
  std::iota(first.begin(), first.end(), std::size_t{0});
  const auto root = [&](std::size_t i) {
    while (first[i] != i) i = first[i] = first[first[i]];
    return i;
  };
  const OverlayOptions options{.area = is_in_metres(*layer.crs) ? AreaKind::planar : AreaKind::official, .shapes = with_pieces, .threads = threads, .progress = progress};
  const BoxIndex index = asked.empty() ? BoxIndex() : boxes_of(layer.shapes);
  while (!asked.empty()) {  // rows, then what they lie over, and so on
    std::vector<char> near(layer.size(), 0);
    for (const std::size_t row : asked) {
      known[row] = 1;
      index.each(bounds(layer.shapes.box(row)), [&](std::size_t k) { near[k] = layer.shapes.type(k) == ShapeType::polygon; });
    }
    std::vector<std::size_t> beside;
    for (std::size_t row = 0; row < near.size(); ++row) {
      if (near[row]) beside.push_back(row);
    }
    std::vector<std::size_t> next;
    const Overlay over = overlay(only(layer, asked), ZoneIndex(only(layer, beside), threads), options);
    for (std::size_t i = 0; i < over.pieces.size(); ++i) {
      const Piece& p = over.pieces[i];
      if (p.zone == outside || beside[p.zone] == asked[p.subject] || p.area.square_metres() < least) continue;
      const std::size_t row = asked[p.subject], other = beside[p.zone], a = root(row), b = root(other);
      first[std::max(a, b)] = std::min(a, b);
      if (with_pieces) found.pairs.push_back({row, other}), found.pieces.add(over.shapes, i);
      if (!known[other]) known[other] = 1, next.push_back(other);
    }
    std::sort(next.begin(), next.end());
    asked = std::move(next);
  }
  std::map<std::size_t, std::vector<std::size_t>> together;
  for (std::size_t row = 0; row < first.size(); ++row) {
    if (layer.shapes.type(row) == ShapeType::polygon) together[root(row)].push_back(row);
  }
  for (auto& [row, rows] : together) {
    if (rows.size() > 1) found.rows.push_back(std::move(rows));
  }
  return found;
}

Shapes unions(const Layer& layer, const Overlaps& overlaps) {
  Shapes result;
  for (const auto& rows : overlaps.rows) add_union(layer.shapes, rows, result);
  return result;
}

std::vector<std::vector<std::size_t>> overlapping(const Layer& layer, int threads, const Progress& progress) { return overlaps(layer, threads, progress).rows; }

Text counted_once(const Layer& layer, double again) {
  const std::string m2 = decimals(again, 2);
  return {title(layer) + " 的要素相互重叠：" + m2 + " m² 只计一次", "rows of " + title(layer) + " overlap each other: " + m2 + " m² are counted once"};
}

Once::Once(const Layer& layer, int threads, const Progress& progress) : given_(&layer) {
  const Overlaps found = overlaps(layer, threads, progress);
  if (found.rows.empty()) return;
  const Shapes lands = unions(layer, found);
  std::vector<std::size_t> is(layer.size(), layer.size());  // of each row the union it is in
  ExactSum sum;
  for (std::size_t i = 0; i < found.rows.size(); ++i) {
    for (const std::size_t row : found.rows[i]) is[row] = i, sum.add(ring_area(layer.shapes, row));
    sum.add(-ring_area(lands, i));
  }
  again_ = sum.value();
  made_.emplace(only(layer, {}));
  for (std::size_t row = 0; row < layer.size(); ++row) {
    if (is[row] == layer.size()) made_->shapes.add(layer.shapes, row);
    else if (found.rows[is[row]][0] == row) made_->shapes.add(lands, is[row]);
    else made_->shapes.add_none();
  }
}

void Once::note(Result& result) const {
  if (made_) result.notes.push_back(counted_once(*given_, again_));
}

}  // namespace libspatial::metrics
