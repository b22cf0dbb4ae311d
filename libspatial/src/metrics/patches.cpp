// Contacts between rows, and patches: rows of one class with a border in common, dissolved.

#include <numeric>

#include "metrics/near.hpp"
#include "metrics/rows.hpp"

namespace libspatial::metrics {

std::vector<Contact> contacts(const Shapes& shapes, double tolerance, int threads, const Progress& progress) {
  const EdgeIndex index(shapes);
  std::vector<std::vector<Contact>> by_edge(index.edges().size());
  each_row(threads, progress, index.edges().size(), [&](std::size_t i) {
    const Edge& e = index.edges()[i];
    Bounds near = e.bounds();
    near.grow(tolerance);
    index.index().each(near, [&](std::size_t k) {
      const Edge& f = index.edges()[k];
      if (f.row <= e.row) return;
      if (const double length = along_each_other(e, f, tolerance); length > 0) by_edge[i].push_back({e.row, f.row, length});
    });
  });
  std::vector<Contact> all;
  for (const auto& own : by_edge) all.insert(all.end(), own.begin(), own.end());
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
