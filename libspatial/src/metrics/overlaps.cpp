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
namespace {

constexpr double least = 0.005;  // m²

AreaKind quickest(const Crs& crs) { return is_in_metres(crs) ? AreaKind::planar : AreaKind::official; }

/// Rows of a layer as a layer, without what else it knows: rows that are rejected have no land.
Layer only(const Layer& layer, std::span<const std::size_t> rows) {
  Layer result;
  result.name = layer.name, result.file = layer.file, result.crs = layer.crs;
  for (const std::size_t row : rows) result.shapes.add(layer.shapes, row);
  return result;
}

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

Overlaps overlaps(const Layer& layer, int threads, const Progress& progress) {
  Overlaps found;
  std::vector<std::size_t> asked = LooseRows(layer.shapes, threads).rows(), first(layer.size());
  std::vector<char> known(layer.size(), 0);
  std::iota(first.begin(), first.end(), std::size_t{0});
  const auto root = [&](std::size_t i) {
    while (first[i] != i) i = first[i] = first[first[i]];
    return i;
  };
  const AreaKind kind = quickest(*layer.crs);
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
    for (const Piece& p : laid(only(layer, asked), only(layer, beside), kind, threads, progress).pieces) {
      if (p.zone == outside || beside[p.zone] == asked[p.subject] || p.area.square_metres() < least) continue;
      const std::size_t other = beside[p.zone], a = root(asked[p.subject]), b = root(other);
      first[std::max(a, b)] = std::min(a, b);
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
    if (rows.size() < 2) continue;
    add_union(layer.shapes, rows, found.unions);
    found.rows.push_back(std::move(rows));
  }
  return found;
}

std::vector<std::vector<std::size_t>> overlapping(const Layer& layer, int threads, const Progress& progress) { return overlaps(layer, threads, progress).rows; }

namespace {

double area_of(const Layer& layer, AreaKind kind, int threads) {
  ExactSum sum;
  for (const Area a : areas(layer.shapes, *layer.crs, kind, threads)) sum.add(a.square_metres());
  return sum.value();
}

/// Land of families of rows, by class: a row for every class of a family, and the land that several of them claim.
struct Claims {
  Layer land, several;
  std::vector<std::size_t> first, family;  // of every row of `land`: the row it stands for, and whose it is

  /// Takes what several claim out of every claim, and gives it to nobody.
  void settle(AreaKind kind, int threads, const Progress& progress) {
    const OverlayOptions options{.area = kind, .shapes = true, .threads = threads, .progress = progress};
    const Overlay each = overlay(land, ZoneIndex(land, threads), options);
    std::map<std::size_t, std::vector<std::size_t>> common;
    for (std::size_t i = 0; i < each.pieces.size(); ++i) {
      const Piece& p = each.pieces[i];
      if (p.zone != outside && p.zone > p.subject && family[p.zone] == family[p.subject] && each.shapes.type(i) == ShapeType::polygon) common[family[p.subject]].push_back(i);
    }
    for (const auto& [number, pieces] : common) add_union(each.shapes, pieces, several.shapes);
    const Overlay alone = overlay(land, ZoneIndex(several, threads), options);
    std::vector<std::size_t> piece(land.size(), alone.pieces.size());
    for (std::size_t i = 0; i < alone.pieces.size(); ++i) {
      if (alone.pieces[i].zone == outside) piece[alone.pieces[i].subject] = i;
    }
    Shapes left;
    for (const std::size_t i : piece) {
      if (i < alone.pieces.size()) left.add(alone.shapes, i);
      else left.add_none();
    }
    land.shapes = std::move(left);
  }
};

}  // namespace

Once::Once(const Layer& layer, int threads, const Progress& progress, AreaKind kind, std::vector<std::string> classes) : given_(&layer), classes_(std::move(classes)) {
  const Overlaps found = overlaps(layer, threads, progress);
  if (found.rows.empty()) return;
  Claims claims{only(layer, {}), only(layer, {}), {}, {}};
  std::vector<std::size_t> together;
  for (std::size_t i = 0; i < found.rows.size(); ++i) {
    std::map<std::string_view, std::vector<std::size_t>> by_class;
    for (const std::size_t row : found.rows[i]) by_class[classes_.empty() ? std::string_view() : classes_[row]].push_back(row), together.push_back(row);
    for (const auto& [name, rows] : by_class) {
      if (by_class.size() == 1) claims.land.shapes.add(found.unions, i);
      else add_union(layer.shapes, rows, claims.land.shapes);
      claims.first.push_back(rows[0]), claims.family.push_back(i);
    }
  }
  Layer unions = only(layer, {});
  unions.shapes = found.unions;
  again_ = area_of(only(layer, together), kind, threads) - area_of(unions, kind, threads);
  if (claims.land.size() > found.rows.size()) claims.settle(quickest(*layer.crs), threads, progress);
  unclear_ = area_of(claims.several, kind, threads);
  constexpr std::size_t own = outside, none = outside - 1;
  std::vector<std::size_t> claim(layer.size(), own);
  for (const std::size_t row : together) claim[row] = none;
  for (std::size_t i = 0; i < claims.first.size(); ++i) claim[claims.first[i]] = i;
  made_.emplace(only(layer, {}));
  made_->rejects = layer.rejects;
  for (std::size_t row = 0; row < layer.size(); ++row) {
    if (claim[row] == own) made_->shapes.add(layer.shapes, row);
    else if (claim[row] == none) made_->shapes.add_none();
    else made_->shapes.add(claims.land.shapes, claim[row]);
  }
  for (std::size_t i = 0; i < claims.several.size(); ++i) made_->shapes.add(claims.several.shapes, i);
  if (!classes_.empty()) classes_.resize(made_->size(), std::string(no_class));
}

void Once::note(std::vector<Text>& notes) const {
  if (!made_) return;
  const std::string m2 = decimals(again_, 2), unclear = decimals(unclear_, 2);
  notes.push_back({title(*given_) + " 的要素相互重叠：" + m2 + " m² 只计一次", "rows of " + title(*given_) + " overlap each other: " + m2 + " m² are counted once"});
  if (unclear_ > 0) notes.back().zh += "；" + unclear + " m² 上各行地类不同，记作 ?", notes.back().en += "; " + unclear + " m² lie in rows of different classes and are called ?";
}

Layer once(const Layer& parcels, const std::string& class_field, AreaKind kind, int threads, const Progress& progress) {
  std::vector<std::string> classes = labels(parcels, class_field);
  std::vector<Text> notes = name_missing(parcels, classes);
  const Once found(parcels, threads, progress, kind, std::move(classes));
  found.note(notes);
  Layer result = only(found.layer(), {});
  result.shapes = found.layer().shapes, result.rejects = parcels.rejects, result.notes = std::move(notes);
  result.fields = {{"class", FieldType::text, {found.classes().begin(), found.classes().end()}}};
  return result;
}

}  // namespace libspatial::metrics
