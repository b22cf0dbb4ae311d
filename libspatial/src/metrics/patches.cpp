// Contacts between rows, and patches: rows of one class with a border in common, dissolved.

#include <array>
#include <map>
#include <numeric>
#include <span>

#include "metrics/near.hpp"
#include "metrics/rows.hpp"

namespace libspatial::metrics {

std::vector<Contact> contacts(const Shapes& shapes, double tolerance, int threads, const Progress& progress) {
  const EdgeIndex index(shapes);
  const std::span<const Edge> edges = index.edges();
  constexpr std::size_t run = 8;  // edges that follow each other lie beside each other: one question to the tree for all of them
  std::vector<std::vector<Contact>> by_run((edges.size() + run - 1) / run);
  each_row(threads, progress, by_run.size(), [&](std::size_t r) {
    const std::span<const Edge> own = edges.subspan(r * run, std::min(run, edges.size() - r * run));
    std::array<Bounds, run> near;
    Bounds all;
    for (std::size_t i = 0; i < own.size(); ++i) {
      near[i] = own[i].bounds();
      near[i].grow(tolerance);
      all.add(near[i]);
    }
    std::vector<std::size_t> others;
    index.index().each(all, [&](std::size_t k) {
      if (edges[k].row > own.front().row) others.push_back(k);
    });
    for (std::size_t i = 0; i < own.size(); ++i) {
      for (const std::size_t k : others) {
        if (edges[k].row <= own[i].row || !near[i].meets(edges[k].bounds())) continue;
        if (const double length = along_each_other(own[i], edges[k], tolerance); length > 0) by_run[r].push_back({own[i].row, edges[k].row, length});
      }
    }
  });
  std::vector<Contact> all;
  for (const auto& found : by_run) all.insert(all.end(), found.begin(), found.end());
  if (tolerance <= least_stretch) return all;
  std::map<std::pair<std::size_t, std::size_t>, ExactSum> common;  // edges shorter than the tolerance are near each other around a corner, too
  for (const Contact& c : all) common[{c.a, c.b}].add(c.length);
  std::erase_if(all, [&](const Contact& c) { return common.at({c.a, c.b}).value() <= tolerance; });
  return all;
}

Layer patches(const Layer& parcels, const std::string& class_field, Length tolerance, int threads, const Progress& progress) {
  const std::vector<std::string> klass = class_field.empty() ? std::vector<std::string>(parcels.size()) : labels(parcels, class_field);
  std::vector<std::size_t> first(parcels.size());
  std::iota(first.begin(), first.end(), std::size_t{0});
  const auto root = [&](std::size_t i) {
    while (first[i] != i) i = first[i] = first[first[i]];
    return i;
  };
  for (const Contact& c : contacts(parcels.shapes, tolerance.metres(), threads, progress)) {
    if (klass[c.a] != klass[c.b]) continue;
    const std::size_t a = root(c.a), b = root(c.b);
    first[std::max(a, b)] = std::min(a, b);
  }
  std::vector<std::vector<std::size_t>> members(parcels.size());
  for (std::size_t row = 0; row < parcels.size(); ++row) {
    if (parcels.shapes.type(row) == ShapeType::polygon) members[root(row)].push_back(row);
  }
  Layer made;
  made.name = "patches";
  made.crs = parcels.crs;
  Field of{class_field.empty() ? "class" : class_field, FieldType::text, {}}, count{"parcels", FieldType::integer, {}};
  for (const auto& rows : members) {
    if (rows.empty()) continue;
    if (rows.size() == 1) made.shapes.add(parcels.shapes, rows[0]);
    else add_union(parcels.shapes, rows, made.shapes);
    of.values.emplace_back(klass[rows[0]]);
    count.values.emplace_back(static_cast<std::int64_t>(rows.size()));
  }
  made.fields = {std::move(of), std::move(count)};
  made.rejects = parcels.rejects;
  return made;
}

}  // namespace libspatial::metrics
