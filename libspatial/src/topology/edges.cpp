#include "topology/edges.hpp"

#include <algorithm>
#include <bit>
#include <cassert>
#include <tuple>

#include "geometry/side_by_side.hpp"

namespace libspatial::topology {
namespace {

constexpr std::size_t bucket_bits = 12, buckets = 1u << bucket_bits, chunks = 64;

bool before(Point a, Point b) { return a.x < b.x || (a.x == b.x && a.y < b.y); }
auto order(const LandEdge& e) { return std::tuple(e.a.x, e.a.y, e.b.x, e.b.y); }

std::uint64_t mixed(std::uint64_t h) {
  h ^= h >> 32;
  h *= 0x9E3779B97F4A7C15u;
  h ^= h >> 29;
  h *= 0xBF58476D1CE4E5B9u;
  return h ^ (h >> 32);
}

std::uint64_t hash_of(Point p) { return mixed(std::bit_cast<std::uint64_t>(p.x + 0.0) * 3 + mixed(std::bit_cast<std::uint64_t>(p.y + 0.0))); }

/// An edge by its hash; the last bit says which way it runs.
struct Entry {
  std::uint64_t key;
  std::uint32_t start;  // of its ring's direction, in all points
  std::uint32_t turned; // the ring runs clockwise where it should not, or the reverse
};

Entry entry_of(const Point* first, const Point* all, std::uint64_t h0, std::uint64_t h1, bool turned) {
  const Point a = turned ? first[1] : first[0], b = turned ? first[0] : first[1];
  const bool forward = before(a, b);
  const std::uint64_t both = mixed(forward != turned ? h0 * 5 + h1 : h1 * 5 + h0);
  return {(both & ~std::uint64_t{1}) | (forward ? 1u : 0u), static_cast<std::uint32_t>(first - all), turned ? 1u : 0u};
}

class Matcher {
 public:
  Matcher(const Shapes& shapes, std::size_t threads) : shapes_(shapes), threads_(threads), turned_(chunks), counts_(chunks * buckets), sums_(shapes.size()) {
    assert(shapes.points().size() < UINT32_MAX);
  }

  Unmatched run() {
    side_by_side(threads_, chunks, [&](std::size_t chunk) { count(chunk); });
    Unmatched result;
    std::vector<std::size_t> starts(buckets + 1, 0);
    for (std::size_t bucket = 0; bucket < buckets; ++bucket) {
      starts[bucket] = result.all;
      for (std::size_t chunk = 0; chunk < chunks; ++chunk) {
        const std::size_t n = counts_[chunk * buckets + bucket];
        counts_[chunk * buckets + bucket] = result.all;
        result.all += n;
      }
    }
    starts[buckets] = result.all;
    entries_.resize(result.all);
    side_by_side(threads_, chunks, [&](std::size_t chunk) { scatter(chunk); });
    std::vector<std::vector<LandEdge>> left(buckets);
    side_by_side(threads_, buckets, [&](std::size_t b) { match(std::span(entries_).subspan(starts[b], starts[b + 1] - starts[b]), left[b]); });
    for (const auto& edges : left) result.edges.insert(result.edges.end(), edges.begin(), edges.end());
    std::sort(result.edges.begin(), result.edges.end(), [](const LandEdge& a, const LandEdge& b) { return order(a) < order(b); });
    result.duplicates = duplicates();
    return result;
  }

 private:
  struct Sum {
    std::uint64_t add = 0, mix = 0;
    std::size_t edges = 0;
    friend auto operator<=>(const Sum&, const Sum&) = default;
  };

  template <class F>
  void each_ring(std::size_t chunk, F visit) const {
    const std::size_t from = shapes_.size() * chunk / chunks, to = shapes_.size() * (chunk + 1) / chunks;
    for (std::size_t row = from; row < to; ++row) {
      if (shapes_.type(row) != ShapeType::polygon) continue;
      for (std::size_t part = 0; part < shapes_.part_count(row); ++part) {
        for (std::size_t r = 0; r < shapes_.ring_count(row, part); ++r) visit(row, shapes_.ring(row, part, r), r > 0);
      }
    }
  }

  template <class F>
  void each_entry(std::span<const Point> ring, bool turned, F visit) const {
    const Point* all = shapes_.points().data();
    std::uint64_t h0 = hash_of(ring[0]);
    for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
      const std::uint64_t h1 = hash_of(ring[i + 1]);
      if (ring[i] != ring[i + 1]) visit(entry_of(&ring[i], all, h0, h1, turned));
      h0 = h1;
    }
  }

  static std::size_t bucket_of(std::uint64_t key) { return key >> (64 - bucket_bits); }

  void count(std::size_t chunk) {
    std::size_t* counts = &counts_[chunk * buckets];
    each_ring(chunk, [&](std::size_t row, std::span<const Point> ring, bool hole) {
      const bool turned = turning(ring) < 0 ? !hole : hole;
      turned_[chunk].push_back(turned);
      each_entry(ring, turned, [&](const Entry& e) {
        ++counts[bucket_of(e.key)];
        sums_[row].add += e.key, sums_[row].mix += mixed(e.key), ++sums_[row].edges;
      });
    });
  }

  void scatter(std::size_t chunk) {
    std::size_t* next = &counts_[chunk * buckets];
    std::size_t ring_number = 0;
    each_ring(chunk, [&](std::size_t, std::span<const Point> ring, bool) {
      const bool turned = turned_[chunk][ring_number++];
      each_entry(ring, turned, [&](const Entry& e) { entries_[next[bucket_of(e.key)]++] = e; });
    });
  }

  LandEdge edge(const Entry& e) const {
    const Point* p = &shapes_.points()[e.start];
    return e.turned ? LandEdge{p[1], p[0]} : LandEdge{p[0], p[1]};
  }

  void match(std::span<Entry> entries, std::vector<LandEdge>& left) const {
    std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return std::tie(a.key, a.start) < std::tie(b.key, b.start); });
    std::vector<LandEdge> group;
    for (std::size_t i = 0, end = 0; i < entries.size(); i = end) {
      while (end < entries.size() && (entries[end].key | 1) == (entries[i].key | 1)) ++end;
      if (end - i == 2 && entries[i].key != entries[i + 1].key) {
        const LandEdge back = edge(entries[i]), forth = edge(entries[i + 1]);
        if (back.a == forth.b && back.b == forth.a) continue;  // the usual case
      }
      group.clear();
      for (std::size_t k = i; k < end; ++k) group.push_back(edge(entries[k]));
      group = cancel(std::move(group));
      left.insert(left.end(), group.begin(), group.end());
    }
  }

  std::vector<std::vector<std::size_t>> duplicates() const {
    std::vector<std::size_t> rows;
    for (std::size_t row = 0; row < sums_.size(); ++row) {
      if (sums_[row].edges > 0) rows.push_back(row);
    }
    std::sort(rows.begin(), rows.end(), [&](std::size_t a, std::size_t b) { return std::tie(sums_[a], a) < std::tie(sums_[b], b); });
    std::vector<std::vector<std::size_t>> groups;
    for (std::size_t i = 0, end = 0; i < rows.size(); i = end) {
      while (end < rows.size() && sums_[rows[end]] == sums_[rows[i]]) ++end;
      if (end - i > 1) groups.emplace_back(rows.begin() + static_cast<std::ptrdiff_t>(i), rows.begin() + static_cast<std::ptrdiff_t>(end));
    }
    std::sort(groups.begin(), groups.end());
    return groups;
  }

  const Shapes& shapes_;
  const std::size_t threads_;
  std::vector<std::vector<bool>> turned_;  // per chunk and ring
  std::vector<std::size_t> counts_;        // per chunk and bucket
  std::vector<Sum> sums_;                  // per row, in whatever order its edges come
  std::vector<Entry> entries_;
};

}  // namespace

double turning(std::span<const Point> ring) {
  double sum = 0;
  for (std::size_t i = 1; i + 1 < ring.size(); ++i) {
    sum += (ring[i].x - ring[0].x) * (ring[i + 1].y - ring[0].y) - (ring[i + 1].x - ring[0].x) * (ring[i].y - ring[0].y);
  }
  return sum;
}

std::vector<LandEdge> cancel(std::vector<LandEdge> edges) {
  const auto line = [](const LandEdge& e) { return before(e.a, e.b) ? order(e) : std::tuple(e.b.x, e.b.y, e.a.x, e.a.y); };
  std::sort(edges.begin(), edges.end(), [&](const LandEdge& a, const LandEdge& b) { return line(a) < line(b); });
  std::vector<LandEdge> left;
  for (std::size_t i = 0, end = 0; i < edges.size(); i = end) {
    std::ptrdiff_t forward = 0;
    while (end < edges.size() && line(edges[end]) == line(edges[i])) forward += before(edges[end].a, edges[end].b) ? 1 : -1, ++end;
    const bool forth = before(edges[i].a, edges[i].b);
    const LandEdge same = edges[i], other{edges[i].b, edges[i].a};
    for (std::ptrdiff_t k = 0; k < std::abs(forward); ++k) left.push_back((forward > 0) == forth ? same : other);
  }
  return left;
}

Unmatched match_edges(const Shapes& shapes, std::size_t threads) { return Matcher(shapes, threads).run(); }

}  // namespace libspatial::topology
