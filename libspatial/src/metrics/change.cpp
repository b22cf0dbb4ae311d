// Group E from a transition table (class_t0, class_t1, area_m2): gain and loss, dynamic degree, persistence; the shift of a centre.

#include <cmath>
#include <numbers>
#include <set>

#include "metrics/call.hpp"

namespace libspatial::metrics {
namespace {

/// m² by pair of classes; "" is land of which one date knows nothing.
struct Matrix {
  std::map<std::pair<std::string, std::string>, ExactSum> cells;
  std::set<std::string> classes;
  std::string_view flaw;

  void add(const std::string& from, const std::string& to, double m2) {
    cells[{from, to}].add(m2);
    for (const std::string& k : {from, to}) {
      if (!k.empty()) classes.insert(k);
    }
  }
  /// Of land that both dates know.
  template <class Keep>
  double sum(Keep keep) const {
    ExactSum all;
    for (const auto& [pair, m2] : cells) {
      if (!pair.first.empty() && !pair.second.empty() && keep(pair.first, pair.second)) all.add(m2);
    }
    return flaw.empty() ? all.value() : nan;
  }
  std::string_view why(double base) const { return !flaw.empty() ? flaw : base > 0 ? "" : "zero_base"; }
};

std::map<std::string, Matrix> matrices(const Call& call) {
  const auto area = call.numbers("area_m2");
  const auto from = call.texts("class_t0"), to = call.texts("class_t1");
  std::map<std::string, Matrix> result;
  for (const auto& [name, rows] : groups(area.size(), call.find_texts("zone"))) {
    Matrix& m = result[name];
    m.flaw = call.flaw(rows);
    for (const std::size_t r : rows) m.add(from[r], to[r], area[r]);
  }
  return result;
}

using Text2 = const std::string&;

Result gain_and_loss(const Call& call) {
  Answer answer(call, {"zone", "class"});
  for (const auto& [zone, m] : matrices(call)) {
    for (const std::string& k : m.classes) {
      const double gain = m.sum([&](Text2 a, Text2 b) { return b == k && a != k; }) / hectare, loss = m.sum([&](Text2 a, Text2 b) { return a == k && b != k; }) / hectare;
      answer.row({zone, k}, {gain, loss, gain - loss, 2 * std::min(gain, loss)}, m.flaw);
    }
  }
  return std::move(answer).result();
}

Result dynamic_degree(const Call& call) {
  const double years = call.number("years");
  Answer answer(call, {"zone", "class"});
  for (const auto& [zone, m] : matrices(call)) {
    for (const std::string& k : m.classes) {
      const double before = m.sum([&](Text2 a, Text2) { return a == k; }), after = m.sum([&](Text2, Text2 b) { return b == k; });
      answer.row({zone, k}, {100 * (after - before) / before / years}, m.why(before));
    }
  }
  return std::move(answer).result();
}

Result dynamic_degree_total(const Call& call) {
  const double years = call.number("years");
  const std::string variant = call.word("variant");
  Answer answer(call, {"zone"});
  for (const auto& [zone, m] : matrices(call)) {
    const double all = m.sum([](Text2, Text2) { return true; });
    double changed = m.sum([](Text2 a, Text2 b) { return a != b; });
    if (variant == "net") {
      changed = exact_sum(m.classes, [&](Text2 k) { return std::abs(m.sum([&](Text2 a, Text2) { return a == k; }) - m.sum([&](Text2, Text2 b) { return b == k; })); });
    }
    answer.row({zone}, {100 * changed / (variant == "full" ? 1 : 2) / all / years}, m.why(all));
  }
  return std::move(answer).result();
}

Result persistence(const Call& call) {
  Answer answer(call, {"zone"});
  for (const auto& [zone, m] : matrices(call)) {
    const double all = m.sum([](Text2, Text2) { return true; });
    answer.row({zone}, {m.sum([](Text2 a, Text2 b) { return a == b; }) / all, m.sum([](Text2 a, Text2 b) { return a != b; }) / hectare}, m.why(all));
  }
  return std::move(answer).result();
}

/// Centres weighted by area (or people) at two dates; the way from one to the other.
Result centroid_shift(const Call& call) {
  const auto x = call.numbers("x"), y = call.numbers("y"), w0 = call.numbers("weight_t0"), w1 = call.numbers("weight_t1");
  Answer answer(call, {"group"});
  for (const auto& [name, rows] : groups(x.size(), call.find_texts("group"))) {
    const auto mean = [&](const std::vector<double>& w, const std::vector<double>& of) {
      const double first = rows.empty() ? 0 : of[rows[0]];
      return first + exact_sum(rows, [&](std::size_t r) { return w[r] * (of[r] - first); }) / exact_sum(rows, [&](std::size_t r) { return w[r]; });
    };
    const std::string_view flaw = call.flaw(rows);
    const bool none = !(exact_sum(rows, [&](std::size_t r) { return w0[r]; }) > 0) || !(exact_sum(rows, [&](std::size_t r) { return w1[r]; }) > 0);
    if (none || !flaw.empty()) {
      answer.row({name}, {}, !flaw.empty() ? flaw : "zero_base");
      continue;
    }
    const double x0 = mean(w0, x), y0 = mean(w0, y), x1 = mean(w1, x), y1 = mean(w1, y), far = std::hypot(x1 - x0, y1 - y0);
    const double azimuth = std::fmod(std::atan2(x1 - x0, y1 - y0) * 180 / std::numbers::pi + 360, 360);
    answer.row({name}, {far, far > 0 ? azimuth : nan, x0, y0, x1, y1}, far > 0 ? "" : "no_change");
  }
  return std::move(answer).result();
}

}  // namespace

const Formulas& change_formulas() {
  static const Formulas all{{"gain", &gain_and_loss}, {"dynamic_degree", &dynamic_degree}, {"dynamic_degree_total", &dynamic_degree_total}, {"persistence", &persistence}, {"centroid_shift", &centroid_shift}};
  return all;
}

}  // namespace libspatial::metrics
