// Metrics that need neighbours: contact lengths, edges, the nearest patch, proximity, dispersion.

#include <atomic>
#include <cmath>
#include <numbers>
#include <numeric>

#include "geometry/orient.hpp"
#include "metrics/figure.hpp"
#include "metrics/laid.hpp"
#include "metrics/near.hpp"
#include "metrics/rows.hpp"

namespace libspatial::metrics {
namespace {

/// Lengths by pair of classes, "" the outer border; a pair once, its classes in the order of their text.
struct Borders {
  std::map<std::pair<std::string, std::string>, ExactSum> pairs;
  double area = 0;
  std::vector<Text> notes;

  explicit Borders(const Call& call) {
    const Layer& parcels = call.plane("parcels");
    auto klass = call.texts("class");
    notes = name_missing(parcels, klass);
    ExactSum land;
    std::vector<ExactSum> open(parcels.size());
    for (std::size_t row = 0; row < parcels.size(); ++row) {
      if (parcels.shapes.type(row) != ShapeType::polygon) continue;
      land.add(ring_area(parcels.shapes, row));
      open[row].add(perimeter(parcels.shapes, row));
    }
    for (const Contact& c : contacts(parcels.shapes, call.number("tolerance"), call.threads(), call.progress())) {
      pairs[std::minmax(klass[c.a], klass[c.b])].add(c.length);
      for (const std::size_t row : {c.a, c.b}) open[row].add(-c.length);
    }
    for (std::size_t row = 0; row < parcels.size(); ++row) pairs[{"", klass[row]}].add(std::max(0.0, open[row].value()));
    area = land.value();
  }

  double edges(bool with_boundary) const {
    ExactSum sum;
    for (const auto& [pair, length] : pairs) {
      if (pair.first != pair.second && (with_boundary || !pair.first.empty())) sum.add(length);
    }
    return sum.value();
  }
};

Result contact_length(const Call& call) {
  Answer answer(call, {"class_a", "class_b"});
  const Borders borders(call);
  for (const auto& [pair, length] : borders.pairs) answer.row({pair.first, pair.second}, {length.value()}, pair.first == no_class || pair.second == no_class ? "no_class" : "");
  answer.so_far().notes = borders.notes;
  return std::move(answer).result();
}

Result total_edge(const Call& call) {
  const Borders borders(call);
  const double te = borders.edges(call.word("boundary") == "yes");
  Answer answer(call, {});
  answer.row({}, {te, te / (borders.area / hectare)}, borders.area > 0 ? "" : "zero_base");
  answer.so_far().notes = borders.notes;
  return std::move(answer).result();
}

Result shape_index(const Call& call) {
  const Borders borders(call);
  const double te = borders.edges(call.word("boundary") == "yes");
  const double least = call.word("reference") == "circle" ? 2 * std::sqrt(std::numbers::pi * borders.area) : 4 * std::sqrt(borders.area);
  Answer answer(call, {});
  answer.row({}, {te / least}, borders.area > 0 ? "" : "zero_base");
  answer.so_far().notes = borders.notes;
  return std::move(answer).result();
}

/// Edges of every class, and which rows are of it.
struct Classes {
  std::vector<std::string> of;
  std::map<std::string, EdgeIndex> index;
  std::vector<std::vector<std::size_t>> edges;  // of each row, in the index of its class
  std::vector<Text> notes;

  Classes(const Call& call, const Layer& patches) : edges(patches.size()) {
    const auto given = call.find_texts("class");
    of = given.value_or(std::vector<std::string>(patches.size()));
    if (given) notes = name_missing(patches, of);
    for (const auto& [name, rows] : groups(patches.size(), of)) index.emplace(name, EdgeIndex(patches.shapes, rows));
    for (const auto& [name, own] : index) {
      for (std::size_t i = 0; i < own.edges().size(); ++i) edges[own.edges()[i].row].push_back(i);
    }
  }
};

/// Even–odd over all the edges of a row: true inside its land.
bool holds(const std::vector<Edge>& edges, const std::vector<std::size_t>& own, Point p) {
  bool inside = false;
  for (const std::size_t i : own) {
    const auto& [a, b, row] = edges[i];
    if ((a.y > p.y) == (b.y > p.y)) continue;
    const double side = orient(a, b, p);
    if (side != 0 && (side > 0) == (b.y > a.y)) inside = !inside;
  }
  return inside;
}

/// Of each row, whether land of another of its class lies over it or under it without a common point of their borders; where borders meet the distance is 0 anyway.
std::vector<char> nested(const Call& call, const Layer& patches, const Classes& classes) {
  const BoxIndex boxes = boxes_of(patches.shapes);
  std::vector<std::atomic<char>> found(patches.size());
  each_row(call, patches.size(), [&](std::size_t row) {
    if (patches.shapes.type(row) != ShapeType::polygon) return;
    for (std::size_t part = 0; part < patches.shapes.part_count(row); ++part) {
      const Point p = patches.shapes.ring(row, part, 0)[0];
      Bounds at;
      at.add({p.x, p.y});
      boxes.each(at, [&](std::size_t other) {
        if (other == row || classes.of[other] != classes.of[row] || (found[row] && found[other])) return;
        if (holds(classes.index.at(classes.of[other]).edges(), classes.edges[other], p)) found[row] = found[other] = 1;
      });
    }
  }, 16);
  return {found.begin(), found.end()};
}

Result nearest_patch(const Call& call) {
  const Layer& patches = call.plane("patches");
  const Classes classes(call, patches);
  std::vector<double> distance(patches.size(), nan);
  const std::vector<char> over_another = nested(call, patches, classes);
  each_row(call, patches.size(), [&](std::size_t row) {
    if (over_another[row]) {
      distance[row] = 0;
      return;
    }
    const EdgeIndex& own = classes.index.at(classes.of[row]);
    double best = std::numeric_limits<double>::infinity();
    for (const std::size_t i : classes.edges[row]) {
      const Edge& e = own.edges()[i];
      own.index().nearest(e.bounds(), best, [&](std::size_t k) {
        return own.edges()[k].row == row ? std::numeric_limits<double>::infinity() : distance2(e, own.edges()[k]);
      });
    }
    if (std::isfinite(best)) distance[row] = std::sqrt(best);
  }, 16);
  Answer answer(call, {});
  for (const double d : distance) answer.row({}, {d}, std::isfinite(d) ? "" : "alone");
  answer.so_far().notes = classes.notes;
  return std::move(answer).result();
}

Result proximity(const Call& call) {
  const Layer& patches = call.plane("patches");
  const double reach = call.number("R");
  const Classes classes(call, patches);
  std::vector<double> value(patches.size(), nan);
  std::vector<const char*> why(patches.size(), "");
  const std::vector<char> over_another = nested(call, patches, classes);
  each_row(call, patches.size(), [&](std::size_t row) {
    if (patches.shapes.type(row) != ShapeType::polygon) {
      why[row] = "not_polygon";
      return;
    }
    if (over_another[row]) {
      why[row] = "touching";
      return;
    }
    const EdgeIndex& own = classes.index.at(classes.of[row]);
    std::map<std::size_t, double> nearest;  // square of the distance by row
    for (const std::size_t i : classes.edges[row]) {
      const Edge& e = own.edges()[i];
      Bounds near = e.bounds();
      near.grow(reach);
      own.index().each(near, [&](std::size_t k) {
        const Edge& f = own.edges()[k];
        if (f.row == row) return;
        const double d2 = distance2(e, f);
        if (d2 > reach * reach) return;
        const auto [at, fresh] = nearest.try_emplace(f.row, d2);
        if (!fresh) at->second = std::min(at->second, d2);
      });
    }
    ExactSum sum;
    for (const auto& [other, d2] : nearest) {
      if (d2 == 0) why[row] = "touching";
      else sum.add(ring_area(patches.shapes, other) / d2);
    }
    if (*why[row] == 0) value[row] = sum.value();
  }, 16);
  Answer answer(call, {});
  for (std::size_t row = 0; row < patches.size(); ++row) answer.row({}, {value[row]}, why[row]);
  answer.so_far().notes = classes.notes;
  return std::move(answer).result();
}

/// Cells of built-up land by their centres: how far apart, weighted so that near is little. A cell's own distance is that within it.
Result dispersion(const Call& call) {
  const auto x = call.numbers("x"), y = call.numbers("y");
  const double cell = call.number("cell"), reach = call.number("R"), within = std::sqrt(0.97428 * cell + 1.046) - 0.996249;
  std::vector<Bounds> boxes(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (std::isfinite(x[i]) && std::isfinite(y[i])) boxes[i].add({x[i], y[i]});
  }
  const BoxIndex index(boxes);
  std::vector<double> mean(x.size(), nan);
  each_row(call, x.size(), [&](std::size_t i) {
    if (!std::isfinite(x[i]) || !std::isfinite(y[i])) return;
    Bounds near = boxes[i];
    near.grow(reach);
    ExactSum sum;
    double count = 0;
    index.each(near, [&](std::size_t k) {
      const double d = std::hypot(x[k] - x[i], y[k] - y[i]);
      if (d > reach) return;
      sum.add(k == i ? within : std::sqrt(2 * d + 1) - 1);
      ++count;
    });
    mean[i] = sum.value() / count;
  }, 64);
  ExactSum all;
  for (const double m : mean) all.add(m);
  std::vector<std::size_t> rows(x.size());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  const std::string_view flaw = call.flaw(rows);
  Answer answer(call, {});
  answer.row({}, {flaw.empty() ? all.value() / static_cast<double>(x.size()) : nan}, !flaw.empty() ? flaw : x.empty() ? "zero_base" : "");
  return std::move(answer).result();
}

}  // namespace

const Formulas& neighbour_formulas() {
  static const Formulas all{{"te", &total_edge}, {"contact_length", &contact_length}, {"lsi", &shape_index}, {"enn", &nearest_patch}, {"prox", &proximity}, {"dis", &dispersion}};
  return all;
}

}  // namespace libspatial::metrics
