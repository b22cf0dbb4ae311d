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
    const std::string_view flaw = call.flaw(rows);
    const double counted = flaw.empty() ? 1 / hectare : nan;
    const bool others = std::any_of(sums.begin(), sums.end(), [](const auto& s) { return s.first != "concentrated" && s.first != "flexible" && s.first != "special" && !s.first.empty() && s.first != "outside"; });
    answer.row({name}, {all.value() * counted, sums["concentrated"].value() * counted, sums["flexible"].value() * counted, sums["special"].value() * counted}, !flaw.empty() ? flaw : others ? "unknown_kind" : "");
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
    const std::string_view flaw = call.flaw(rows);
    for (const std::string& k : kinds) {
      const double sum = exact_sum(rows, [&](std::size_t r) { return kind[r] == k || (kind[r].empty() && k == "outside") ? area[r] : 0; });
      answer.row({name, k}, {flaw.empty() ? sum / hectare : nan}, flaw);
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
    const std::string_view flaw = call.flaw(rows);
    answer.row({name}, {flaw.empty() ? exact_sum(rows, [&](std::size_t r) { return area[r]; }) : nan, flaw.empty() ? static_cast<double>(pieces) : nan}, flaw);
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
    const std::string_view flaw = call.flaw(rows), why = !flaw.empty() ? flaw : !(all.value() > 0) ? "zero_base" : best.empty() ? "no_class" : "";
    answer.row({name}, {why.empty() ? 0 : nan, why.empty() ? most / all.value() : nan}, why);
    answer.text(0, why.empty() ? best : "");
  }
  return std::move(answer).result();
}

/// Every class of a parcel; land without a class is a part of the whole all the same.
Result shares(const Call& call) {
  const auto area = call.numbers("area_m2");
  const auto klass = call.texts("class");
  Answer answer(call, {"group", "class"});
  for (const auto& [name, rows] : groups(area.size(), call.find_texts("group"))) {
    std::map<std::string, ExactSum> sums;
    for (const std::size_t r : rows) sums[klass[r]].add(area[r]);
    const double all = exact_sum(rows, [&](std::size_t r) { return area[r]; });
    const std::string_view flaw = call.flaw(rows), why = !flaw.empty() ? flaw : all > 0 ? "" : "zero_base";
    for (const auto& [k, sum] : sums) answer.row({name, k}, {why.empty() ? sum.value() / all : nan}, k.empty() && why.empty() ? "no_class" : why);
  }
  return std::move(answer).result();
}

/// Values of sources, each divided among its parts by weight.
Result dasymetric(const Call& call) {
  const auto value = call.numbers("value"), weight = call.numbers("weight");
  const auto source = call.texts("source_id");
  std::map<std::string, std::pair<double, std::string_view>> sources;  // all weights, and why there are none
  for (const auto& [name, rows] : groups(value.size(), source)) {
    const double all = exact_sum(rows, [&](std::size_t r) { return weight[r]; });
    const bool differ = std::any_of(rows.begin(), rows.end(), [&](std::size_t r) { return value[r] != value[rows[0]]; });
    const std::string_view flaw = call.flaw(rows);
    sources[name] = {all, !flaw.empty() ? flaw : differ ? "contradiction" : all > 0 ? "" : "zero_base"};
  }
  Answer answer(call, {"source_id"});
  for (std::size_t row = 0; row < value.size(); ++row) {
    const auto& [all, why] = sources[source[row]];
    answer.row({source[row]}, {why.empty() ? value[row] * (weight[row] / all) : nan}, why);
  }
  return std::move(answer).result();
}

/// How differently two kinds lie among zones.
Result dissimilarity(const Call& call) {
  const auto a = call.numbers("count_a"), b = call.numbers("count_b");
  Answer answer(call, {"group"});
  for (const auto& [name, rows] : groups(a.size(), call.find_texts("group"))) {
    const double all_a = exact_sum(rows, [&](std::size_t r) { return a[r]; }), all_b = exact_sum(rows, [&](std::size_t r) { return b[r]; });
    const std::string_view flaw = call.flaw(rows), why = !flaw.empty() ? flaw : all_a > 0 && all_b > 0 ? "" : "zero_base";
    answer.row({name}, {why.empty() ? exact_sum(rows, [&](std::size_t r) { return std::abs(a[r] / all_a - b[r] / all_b); }) / 2 : nan}, why);
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
    const bool zero = std::any_of(rows.begin(), rows.end(), [&](std::size_t r) { return area[r] == 0; });
    const std::string_view flaw = call.flaw(rows), why = !flaw.empty() ? flaw : zero ? "zero_base" : n == 0 ? "too_few" : "";
    answer.row({name}, {why.empty() ? ((low.value() - high.value()) / all.value() + 1) / 2 : nan}, why);
  }
  return std::move(answer).result();
}

}  // namespace

const Formulas& table_formulas() {
  static const Formulas all{
      {"ugb_zone_areas", &boundary_areas}, {"new_land_by_zone", &new_land}, {"encroachment", &encroachment}, {"dominant", &dominant}, {"share_k", &shares}, {"interp_dasymetric", &dasymetric}, {"sprawl_lh", &sprawl}, {"dissimilarity", &dissimilarity},
  };
  return all;
}

}  // namespace libspatial::metrics
