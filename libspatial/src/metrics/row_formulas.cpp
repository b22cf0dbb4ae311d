// Metrics of one row of a table: growth, SDG 11, sprawl, the growth boundary, land intensity, services, jobs. A row is a zone, a unit or a year.

#include "metrics/call.hpp"

namespace libspatial::metrics {
namespace {

/// The numbers of one row, by the catalogue's order of columns; NaN where an optional column is missing.
struct Row {
  const double* v;
  const Call& call;
  double operator[](std::size_t i) const { return v[i]; }
  double or_zero(std::size_t i) const { return std::isnan(v[i]) ? 0 : v[i]; }
};

/// Fills one number per id; the text says why a number is missing, or what to think of it.
using Of = const char* (*)(const Row&, double* out);

constexpr double m2 = 1e4;      // of a hectare
constexpr double km2 = 0.01;    // of a hectare

Result compute_rows(const Call& call, Of formula) {
  const auto& needs = call.metric().needs;
  std::vector<std::vector<double>> columns(needs.size());
  std::size_t n = 0;
  for (std::size_t i = 0; i < needs.size(); ++i) {
    if (needs[i].optional) columns[i] = call.find_numbers(needs[i].name).value_or(std::vector<double>());
    else columns[i] = call.numbers(needs[i].name);
    n = std::max(n, columns[i].size());
  }
  Answer answer(call, {});
  std::vector<double> in(needs.size()), out(call.metric().ids.size());
  for (std::size_t row = 0; row < n; ++row) {
    std::fill(out.begin(), out.end(), nan);
    for (std::size_t i = 0; i < needs.size(); ++i) in[i] = columns[i].empty() ? nan : columns[i][row];
    std::string_view why = call.flaw(row);
    if (why.empty()) why = formula(Row{in.data(), call}, out.data());
    answer.row({}, out, why);
  }
  return std::move(answer).result();
}

Formula rows(Of formula) {
  return [formula](const Call& call) { return compute_rows(call, formula); };
}

/// A quotient; over zero there is none.
const char* ratio(double above, double below, double* out, double times = 1) {
  if (below == 0) return "zero_base";
  *out = times * (above / below);
  return "";
}

/// A quotient of a part and its whole; a part larger than that is none of it.
const char* share(double part, double whole, double* out, double times = 1) {
  return part > whole * (1 + 1e-9) ? "contradiction" : ratio(part, whole, out, times);
}

template <int Times>
const char* share_of(const Row& r, double* out) { return share(r[0], r[1], out, Times); }

template <int Times>
const char* quotient(const Row& r, double* out) { return ratio(r[0], r[1], out, Times); }

const char* elasticity(double a0, double a1, double b0, double b1, double* out) {
  if (a0 == 0 || b0 == 0) return "zero_base";
  return ratio((a1 - a0) / a0, (b1 - b0) / b0, out) == std::string_view("zero_base") ? "no_change" : "";
}

double land_rate(const Row& r, double v0, double v1, double years) {
  return r.call.word("rule") == "2018" ? std::log(v1 / v0) / years : (v1 - v0) / v0 / years;
}

const char* lcrpgr(const Row& r, double* out) {
  if (r[0] <= 0 || r[2] <= 0 || r[3] <= 0 || r[4] <= 0) return "zero_base";
  const double growth = std::log(r[3] / r[2]) / r[4];
  if (growth == 0) return "no_change";
  *out = land_rate(r, r[0], r[1], r[4]) / growth;
  return growth < 0 ? "shrinking" : "";
}

const char* wup(const Row& r, double* out) {
  const auto sigma = [](double x) { return 1 / (1 + std::exp(-x)); };
  if (r[0] > 1) return "contradiction";
  if (r[2] <= 0) return "zero_base";
  *out = r[0] * r[1] * (0.5 + sigma(0.294432 * r[1] - 12.955)) * sigma(4.159 - 613.125 / r[2]);
  return "";
}

const char* expansion(const Row& r, double* out) {
  const double core = r[0] + r.or_zero(1);
  if (r[3] == 0) return "zero_base";
  out[0] = (core + r.or_zero(2)) / r[3];
  out[1] = core / r[3];
  return "";
}

const char* per_growth(const Row& r, double* out) {  // land of a rise: of people or product; a fall has no answer
  const double rise = r[2] - r[1];
  if (rise <= 0) return rise == 0 ? "no_change" : "shrinking";
  *out = r[0] * m2 / rise;
  return "";
}

const char* standard(const Row& r, double* out) {
  if (r[1] <= 0) return "zero_base";
  const bool larger = r.call.word("better") == "larger";
  if (!larger && r[0] <= 0) return "sign";
  *out = std::min(1.0, larger ? r[0] / r[1] : r[1] / r[0]);
  return *out < 0 ? (*out = nan, "sign") : "";
}

}  // namespace

const Formulas& row_formulas() {
  static const Formulas all{
      // F urban growth: built_t0_ha, built_t1_ha, …
      {"ueii", rows([](const Row& r, double* out) { return ratio(r[1] - r[0], r[2] * r[3], out, 100); })},
      {"uer", rows([](const Row& r, double* out) {
         if (r[0] <= 0 || r[2] <= 0) return "zero_base";
         out[0] = 100 * (r[1] - r[0]) / r[0] / r[2];
         out[1] = 100 * (std::pow(r[1] / r[0], 1 / r[2]) - 1);
         return "";
       })},
      {"uedi", rows([](const Row& r, double* out) { return elasticity(r[0], r[1], r[2], r[3], out); })},
      {"land_pop_elasticity", rows([](const Row& r, double* out) {
         const char* why = elasticity(r[0], r[1], r[2], r[3], out);
         const char* back = elasticity(r[2], r[3], r[0], r[1], out + 1);
         return *why ? why : *back ? back : r[3] < r[2] ? "shrinking" : "";
       })},
      // G SDG 11
      {"lcr", rows([](const Row& r, double* out) {
         if (r[0] <= 0 || r[2] <= 0) return "zero_base";
         *out = land_rate(r, r[0], r[1], r[2]);
         return "";
       })},
      {"pgr", rows([](const Row& r, double* out) {
         if (r[0] <= 0 || r[1] <= 0 || r[2] <= 0) return "zero_base";
         *out = std::log(r[1] / r[0]) / r[2];
         return "";
       })},
      {"lcrpgr", rows(&lcrpgr)},
      {"bupc", rows(&quotient<10000>)},
      {"bu_change", rows([](const Row& r, double* out) { return ratio(r[1] - r[0], r[0], out, 100); })},
      {"sdg1171a", rows([](const Row& r, double* out) { return share(r[0] + r[1], r[2], out, 100); })},
      // H sprawl
      {"pba", rows(&share_of<1>)},
      {"lup", rows([](const Row& r, double* out) { return ratio(r[0] * m2, r[1] + r.or_zero(2), out); })},
      {"wup", rows(&wup)},
      // I growth boundary
      {"flex_ratio", rows([](const Row& r, double* out) { return ratio(r.or_zero(1), r[0], out, 100); })},
      {"expansion_multiple", rows(&expansion)},
      {"ugb_built_share", rows([](const Row& r, double* out) {
         if (r[0] <= r[1]) out[1] = r[1] - r[0];
         return share(r[0], r[1], out, 100);
       })},
      {"ugb_utilisation", rows([](const Row& r, double* out) {
         if (r[0] <= r[1]) out[1] = r[1] - r[0];
         return share(r[0], r[1], out, 100);
       })},
      {"pc_town_land", rows(&quotient<10000>)},
      {"pc_housing", rows(&quotient<10000>)},
      {"pc_village", rows(&quotient<10000>)},
      // I intensity
      {"PUII1", rows([](const Row& r, double* out) { return ratio(r[0], r[1] * km2, out); })},
      {"EUII1", rows([](const Row& r, double* out) { return ratio(r[0], r[1] * km2, out); })},
      {"EUII2", rows([](const Row& r, double* out) { return ratio(r[0], r[1] * km2, out); })},
      {"PGCI1", rows(&per_growth)},
      {"EGCI1", rows([](const Row& r, double* out) {
         if (r[0] == 0 || r[2] == 0 || r[3] == 0) return "zero_base";
         *out = 100 * (1 - r[1] / r[3] / (r[0] / r[2]));
         return "";
       })},
      {"EGCI2", rows(&per_growth)},
      {"EGCI3", rows(&quotient<10000>)},
      {"PEI1", rows([](const Row& r, double* out) {
         const char* why = elasticity(r[0], r[1], r[2], r[3], out);
         return *why ? why : r[1] < r[0] ? "shrinking" : "";
       })},
      {"EEI1", rows([](const Row& r, double* out) {
         const char* why = elasticity(r[0], r[1], r[2], r[3], out);
         return *why ? why : r[1] < r[0] ? "shrinking" : "";
       })},
      {"ULAPI1", rows(&share_of<100>)},
      {"ULAPI2", rows(&quotient<100>)},
      {"std_value", rows(&standard)},
      {"jz_ratio", rows(&quotient<1>)},
      {"ind_share", rows(&share_of<100>)},
      {"res_share", rows(&share_of<100>)},
      {"gdp_land_intensity", rows(&quotient<10000>)},
      {"va_ind_per_land", rows([](const Row& r, double* out) { return ratio(r[0], r[1] * km2, out); })},
      {"road_density", rows([](const Row& r, double* out) { return ratio(r[0] / 1000, r[1] * km2, out); })},
      {"park_pc", rows(&quotient<1>)},
      {"greenway_pc", rows(&quotient<1>)},
      {"permeable_share", rows([](const Row& r, double* out) { return r[0] > r[1] ? "contradiction" : ratio(r[1] - r[0], r[1], out, 100); })},
      {"bldg_density", rows(&share_of<100>)},
      {"far", rows(&quotient<1>)},
      {"stock_ledger", rows([](const Row& r, double* out) {
         out[1] = r[0] - r[1];
         if (out[1] >= 0 && r.or_zero(3) > std::min(out[1], r[2]) * (1 + 1e-9)) return "contradiction";
         out[0] = out[1] + r[2] - r.or_zero(3);
         return out[1] < 0 ? "sign" : "";
       })},
      {"disposal_rate", rows(&share_of<100>)},
      // K services, L jobs
      {"per_100hh_facility", rows(&quotient<100>)},
      {"jhr", rows(&quotient<1>)},
      {"self_containment", rows(&share_of<1>)},
  };
  return all;
}

}  // namespace libspatial::metrics
