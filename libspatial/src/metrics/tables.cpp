// Tables of pieces: the growth boundary, new land, encroachment, the dominant class, values divided by weight, cells by density.

#include <algorithm>
#include <set>

#include "metrics/call.hpp"

namespace libspatial::metrics {
namespace {

/// Areas of pieces by group, one column per kind of zone: what the growth boundary consists of.
Result boundary_areas(const Call& call) {
  const auto area = call.numbers("area_m2");
  const auto kind = call.texts("zone_kind");
  Answer answer(call, {"group"});
  for (const auto& [name, rows] : groups(area.size(), call.find_texts("group"))) {
    std::map<std::string, ExactSum> sums;
    for (const std::size_t r : rows) sums[kind[r]].add(area[r]);
    ExactSum all;
    for (const char* k : {"concentrated", "flexible", "special"}) all.add(sums[k]);
    answer.row({name}, {all.value() / hectare, sums["concentrated"].value() / hectare, sums["flexible"].value() / hectare, sums["special"].value() / hectare});
  }
  return std::move(answer).result();
}

Result new_land(const Call& call) {
  const auto area = call.numbers("area_m2");
  const auto kind = call.texts("zone_kind");
  const auto year = call.find_texts("year");
  std::set<std::string> kinds{"concentrated", "flexible", "special", "outside"};
  for (const std::string& k : kind) kinds.insert(k.empty() ? "outside" : k);
  Answer answer(call, {"year", "zone_kind"});
  for (const auto& [name, rows] : groups(area.size(), year)) {
    for (const std::string& k : kinds) {
      answer.row({name, k}, {exact_sum(rows, [&](std::size_t r) { return kind[r] == k || (kind[r].empty() && k == "outside") ? area[r] : 0; }) / hectare});
    }
  }
  return std::move(answer).result();
}

/// Every piece counts, however small.
Result encroachment(const Call& call) {
  const auto area = call.numbers("area_m2");
  Answer answer(call, {"group"});
  for (const auto& [name, rows] : groups(area.size(), call.find_texts("group"))) {
    const auto pieces = std::count_if(rows.begin(), rows.end(), [&](std::size_t r) { return area[r] > 0; });
    answer.row({name}, {exact_sum(rows, [&](std::size_t r) { return area[r]; }), static_cast<double>(pieces)});
  }
  return std::move(answer).result();
}

/// The class with most of a parcel's land; of two with as much, the one whose code comes first.
Result dominant(const Call& call) {
  const auto area = call.numbers("area_m2");
  const auto klass = call.texts("class");
  Answer answer(call, {"group"});
  for (const auto& [name, rows] : groups(area.size(), call.find_texts("group"))) {
    std::map<std::string, ExactSum> sums;
    ExactSum all;
    for (const std::size_t r : rows) sums[klass[r]].add(area[r]), all.add(area[r]);
    std::string best;
    double most = -1;
    for (const auto& [k, sum] : sums) {
      if (sum.value() > most) most = sum.value(), best = k;
    }
    answer.row({name}, {0, most / all.value()}, all.value() > 0 ? "" : "zero_base");
    answer.text(0, best);
  }
  return std::move(answer).result();
}

/// Values of sources, each divided among its parts by weight.
Result dasymetric(const Call& call) {
  const auto value = call.numbers("value"), weight = call.numbers("weight");
  const auto source = call.texts("source_id");
  std::map<std::string, ExactSum> weights;
  for (std::size_t row = 0; row < value.size(); ++row) weights[source[row]].add(weight[row]);
  Answer answer(call, {"source_id"});
  for (std::size_t row = 0; row < value.size(); ++row) {
    const double all = weights[source[row]].value();
    answer.row({source[row]}, {value[row] * (weight[row] / all)}, all > 0 ? "" : "zero_base");
  }
  return std::move(answer).result();
}

/// Cells above and below the density that half of them have.
Result sprawl(const Call& call) {
  const auto people = call.numbers("people"), area = call.numbers("area_km2");
  const double least = call.number("least");
  Answer answer(call, {"group"});
  for (const auto& [name, rows] : groups(people.size(), call.find_texts("group"))) {
    std::vector<double> densities;
    for (const std::size_t r : rows) {
      if (people[r] / area[r] >= least) densities.push_back(people[r] / area[r]);
    }
    std::sort(densities.begin(), densities.end());
    const std::size_t n = densities.size();
    const double median = n == 0 ? nan : n % 2 ? densities[n / 2] : (densities[n / 2 - 1] + densities[n / 2]) / 2;
    ExactSum high, low, all;
    for (const std::size_t r : rows) {
      const double density = people[r] / area[r];
      if (!(density >= least)) continue;
      all.add(people[r]);
      if (density > median) high.add(people[r]);
      if (density < median) low.add(people[r]);
    }
    answer.row({name}, {((low.value() - high.value()) / all.value() + 1) / 2}, n == 0 ? "too_few" : "");
  }
  return std::move(answer).result();
}

}  // namespace

const Formulas& table_formulas() {
  static const Formulas all{
      {"ugb_zone_areas", &boundary_areas}, {"new_land_by_zone", &new_land}, {"encroachment", &encroachment}, {"dominant", &dominant}, {"interp_dasymetric", &dasymetric}, {"sprawl_lh", &sprawl},
  };
  return all;
}

}  // namespace libspatial::metrics
