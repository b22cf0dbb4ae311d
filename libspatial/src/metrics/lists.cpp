// Groups B, C and D as far as they follow from a table of areas: composition, diversity, inequality, mesh. Algebra only.

#include <algorithm>
#include <cmath>

#include "metrics/call.hpp"

namespace libspatial::metrics {
namespace {

double exact_sum(const std::vector<double>& items) { return metrics::exact_sum(items, [](double v) { return v; }); }
using metrics::exact_sum;

/// Zones of a table, and in each of them patches by class. A null area makes its zone undefined rather than smaller.
struct Zones {
  struct Zone {
    double area = 0;                                        // m², given or the sum of the rows
    std::vector<double> patches;                            // every row
    std::map<std::string, std::vector<double>> classes;     // rows by class; rows without a class are land of none
    std::string_view flaw;
  };
  std::map<std::string, Zone> zones;
  std::size_t without_class = 0;

  explicit Zones(const Call& call) {
    const std::vector<double> areas = call.numbers("area_m2");
    const auto klass = call.find_texts("class");
    const auto given = call.find_numbers("zone_area_m2");
    for (const auto& [name, rows] : groups(areas.size(), call.find_texts("zone"))) {
      Zone& zone = zones[name];
      for (const std::size_t row : rows) {
        zone.patches.push_back(areas[row]);
        const std::string& name_of = klass ? (*klass)[row] : "#" + std::to_string(row);
        if (!name_of.empty()) zone.classes[name_of].push_back(areas[row]);
        without_class += name_of.empty();
      }
      zone.area = given && !rows.empty() ? (*given)[rows[0]] : exact_sum(zone.patches);
      zone.flaw = call.flaw(rows);
      if (zone.flaw.empty() && !std::isfinite(zone.area)) zone.flaw = "missing_value";
      for (const std::size_t row : rows) {
        if (zone.flaw.empty() && given && (*given)[row] != zone.area) zone.flaw = "contradiction";
      }
      if (zone.flaw.empty() && !(zone.area > 0)) zone.flaw = "zero_base";
    }
  }

  Result noted(Result result) const {
    const std::string n = std::to_string(without_class);
    if (without_class > 0) result.notes.push_back({n + " 行没有地类，不属于任何一类", n + " rows have no class and are land of none"});
    return result;
  }
};

using Zone = Zones::Zone;

/// Parts larger than their zone: they lie over each other, or the zone is another one. The value stays.
const char* too_much(const Zone& zone) { return exact_sum(zone.patches) > zone.area * (1 + 1e-9) ? "more_than_zone" : ""; }

std::vector<double> class_areas(const Zone& zone) {
  std::vector<double> areas;
  for (const auto& [name, patches] : zone.classes) areas.push_back(exact_sum(patches));
  std::erase(areas, 0.0);
  return areas;
}

/// A row per zone.
template <class F>
Result by_zone(const Call& call, F value) {
  Answer answer(call, {"zone"});
  std::vector<double> out(call.metric().ids.size());
  const Zones table(call);
  for (const auto& [name, zone] : table.zones) {
    std::fill(out.begin(), out.end(), nan);
    std::string_view reason = zone.flaw;
    if (reason.empty()) reason = value(zone, out.data());
    answer.row({name}, out, reason);
  }
  return table.noted(std::move(answer).result());
}

/// A row per zone from the areas of its classes.
template <class F>
Result by_classes(const Call& call, F value) {
  return by_zone(call, [&](const Zone& zone, double* out) {
    const std::vector<double> areas = class_areas(zone);
    return areas.empty() ? "no_class" : value(areas, zone, out);
  });
}

/// A row per zone and class, or per zone, as the parameter `level` says.
template <class F>
Result by_level(const Call& call, F value) {
  if (call.word("level") == "zone") {
    return by_zone(call, [&](const Zone& zone, double* out) { return value(zone.patches, zone, out), too_much(zone); });
  }
  Answer answer(call, {"zone", "class"});
  std::vector<double> out(call.metric().ids.size());
  const Zones table(call);
  for (const auto& [name, zone] : table.zones) {
    for (const auto& [klass, patches] : zone.classes) {
      std::fill(out.begin(), out.end(), nan);
      if (zone.flaw.empty()) value(patches, zone, out.data());
      answer.row({name, klass}, out, zone.flaw.empty() ? too_much(zone) : zone.flaw);
    }
  }
  return table.noted(std::move(answer).result());
}

Result class_area(const Call& call) {
  return by_level(call, [](const std::vector<double>& patches, const Zone& zone, double* out) {
    const double sum = exact_sum(patches);
    out[0] = sum / hectare;
    out[1] = 100 * sum / zone.area;
  });
}

Result patch_count(const Call& call) {
  return by_level(call, [](const std::vector<double>& patches, const Zone& zone, double* out) {
    out[0] = static_cast<double>(std::count_if(patches.begin(), patches.end(), [](double a) { return a > 0; }));
    out[1] = out[0] / (zone.area / hectare) * 100;
  });
}

Result largest(const Call& call) {
  return by_level(call, [](const std::vector<double>& patches, const Zone& zone, double* out) { out[0] = 100 * *std::max_element(patches.begin(), patches.end()) / zone.area; });
}

Result patch_sizes(const Call& call) {
  return by_level(call, [](std::vector<double> a, const Zone&, double* out) {
    std::erase(a, 0.0);
    std::sort(a.begin(), a.end());
    for (double& v : a) v /= hectare;
    if (a.empty()) return;
    const double n = static_cast<double>(a.size()), sum = exact_sum(a), mean = sum / n;
    out[0] = mean;
    out[1] = a.size() % 2 ? a[a.size() / 2] : (a[a.size() / 2 - 1] + a[a.size() / 2]) / 2;
    out[2] = std::sqrt(exact_sum(a, [&](double v) { return (v - mean) * (v - mean); }) / n);
    out[3] = 100 * out[2] / mean;
    out[4] = exact_sum(a, [](double v) { return v * v; }) / sum;
  });
}

Result location_quotient(const Call& call) {
  const Zones table(call);
  std::map<std::string, ExactSum> city;
  ExactSum all;
  std::string_view flaw;  // of one zone: the city is not known, and nothing beside it
  for (const auto& [name, zone] : table.zones) {
    all.add(zone.area);
    if (flaw.empty()) flaw = zone.flaw;
    for (const auto& [klass, patches] : zone.classes) city[klass].add(exact_sum(patches));
  }
  Answer answer(call, {"zone", "class"});
  for (const auto& [name, zone] : table.zones) {
    for (const auto& [klass, patches] : zone.classes) {
      answer.row({name, klass}, {flaw.empty() ? exact_sum(patches) / zone.area / (city[klass].value() / all.value()) : nan}, flaw.empty() ? too_much(zone) : flaw);
    }
  }
  return table.noted(std::move(answer).result());
}

/// −Σ p ln p over shares of a sum.
double entropy(const std::vector<double>& parts) {
  const double sum = exact_sum(parts);
  return exact_sum(parts, [&](double v) { return v > 0 ? -v / sum * std::log(v / sum) : 0; });
}
double simpson(const std::vector<double>& parts) {
  const double sum = exact_sum(parts);
  return exact_sum(parts, [&](double v) { return v / sum * (v / sum); });
}

double log_of_base(const Call& call) {
  const std::string base = call.word("base");
  return base == "e" ? 1 : std::log(std::stod(base));
}

Result shannon(const Call& call) {
  const double unit = log_of_base(call);
  Result result = by_classes(call, [&](const std::vector<double>& areas, const Zone&, double* out) {
    out[0] = out[1] = entropy(areas) / unit;
    return "";
  });
  const std::string base = call.word("base");
  for (Quantity& q : result.quantities) q.unit = base == "2" ? "bit" : base == "10" ? "dit" : q.unit;
  return result;
}

Result evenness(const Call& call) {
  const double declared = call.word("classes") == "present" ? 0 : call.number("classes");
  return by_classes(call, [&](const std::vector<double>& areas, const Zone&, double* out) {
    const double present = static_cast<double>(areas.size()), m = declared > 0 ? declared : present;
    if (m < present) return "contradiction";
    if (m < 2) return "one_class";
    out[0] = entropy(areas) / std::log(m);
    return "";
  });
}

Result simpsons(const Call& call) {
  return by_classes(call, [](const std::vector<double>& areas, const Zone&, double* out) {
    const double s = simpson(areas), m = static_cast<double>(areas.size());
    out[0] = 1 - s;
    out[2] = -std::log(s);
    if (m < 2) return "one_class";
    out[1] = (1 - s) / (1 - 1 / m);
    out[3] = out[2] / std::log(m);
    return "";
  });
}

Result herfindahl(const Call& call) {
  const double scale = call.number("scale");
  return by_classes(call, [&](const std::vector<double>& areas, const Zone&, double* out) {
    out[0] = scale * simpson(areas);
    return "";
  });
}

Result richness(const Call& call) {
  const double most = call.word("declared") == "unknown" ? nan : call.number("declared");
  return by_classes(call, [&](const std::vector<double>& areas, const Zone& zone, double* out) {
    out[0] = static_cast<double>(areas.size());
    out[1] = out[0] / (zone.area / hectare) * 100;
    if (out[0] <= most) out[2] = 100 * out[0] / most;
    return out[0] <= most ? "" : std::isfinite(most) ? "contradiction" : "not_declared";
  });
}

/// A list of values per group.
template <class F>
Result by_group(const Call& call, F value) {
  const std::vector<double> values = call.numbers("value");
  Answer answer(call, {"group"});
  std::vector<double> out(call.metric().ids.size());
  for (const auto& [name, rows] : groups(values.size(), call.find_texts("group"))) {
    std::vector<double> own;
    for (const std::size_t row : rows) own.push_back(values[row]);
    std::sort(own.begin(), own.end());
    std::fill(out.begin(), out.end(), nan);
    std::string_view reason = own.empty() ? "missing_value" : call.flaw(rows);
    if (reason.empty()) reason = own[0] < 0 ? "negative_value" : exact_sum(own) == 0 ? "zero_base" : value(own, out.data());
    answer.row({name}, out, reason);
  }
  return std::move(answer).result();
}

Result inequality(const Call& call) {
  return by_group(call, [](const std::vector<double>& x, double* out) {
    const double n = static_cast<double>(x.size()), sum = exact_sum(x), mean = sum / n;
    ExactSum ranked;
    for (std::size_t k = 0; k < x.size(); ++k) ranked.add(static_cast<double>(k + 1) * x[k]);
    out[0] = 2 * ranked.value() / (n * sum) - (n + 1) / n;
    out[1] = exact_sum(x, [&](double v) { return v > 0 ? v / mean * std::log(v / mean) : 0; }) / n;
    return "";
  });
}

Result relative_entropy(const Call& call) {
  return by_group(call, [](const std::vector<double>& x, double* out) {
    if (x.size() < 2) return "one_zone";
    out[0] = entropy(x) / std::log(static_cast<double>(x.size()));
    return "";
  });
}

double squares(const std::vector<double>& a) { return exact_sum(a, [](double v) { return v * v; }); }

Result mesh(const Call& call) {
  return by_zone(call, [](const Zone& zone, double* out) {
    out[0] = squares(zone.patches) / zone.area / hectare;
    return too_much(zone);
  });
}

Result division(const Call& call) {
  return by_zone(call, [](const Zone& zone, double* out) {
    const double s = squares(zone.patches);
    out[0] = 1 - s / zone.area / zone.area;
    out[1] = zone.area / s * zone.area;
    return too_much(zone);
  });
}

/// Patches cut by the zone count with the land they have outside it too.
Result mesh_whole(const Call& call) {
  const auto inside = call.numbers("inside_m2"), whole = call.numbers("patch_m2"), zone_area = call.numbers("zone_area_m2");
  Answer answer(call, {"zone"});
  for (const auto& [name, rows] : groups(inside.size(), call.find_texts("zone"))) {
    if (rows.empty()) continue;
    const double area = zone_area[rows[0]];
    const double cut = exact_sum(rows, [&](std::size_t r) { return inside[r] * inside[r]; }), cbc = exact_sum(rows, [&](std::size_t r) { return inside[r] * whole[r]; });
    const bool contradict = std::any_of(rows.begin(), rows.end(), [&](std::size_t r) { return zone_area[r] != area || inside[r] > whole[r] * (1 + 1e-9); });
    const std::string_view flaw = call.flaw(rows), why = !flaw.empty() ? flaw : contradict ? "contradiction" : area > 0 ? "" : "zero_base";
    answer.row({name}, {why.empty() ? cbc / area / hectare : nan, why.empty() ? cut / area / hectare : nan}, why);
  }
  return std::move(answer).result();
}

Result perimeter_area_fractal(const Call& call) {
  const auto area = call.numbers("area_m2"), perimeter = call.numbers("perimeter_m");
  Answer answer(call, {"group"});
  for (const auto& [name, rows] : groups(area.size(), call.find_texts("group"))) {
    ExactSum x, y, xx, xy;
    for (const std::size_t r : rows) {
      const double lp = std::log(perimeter[r]), la = std::log(area[r]);
      x.add(lp), y.add(la), xx.add(lp * lp), xy.add(lp * la);
    }
    const double n = static_cast<double>(rows.size());
    const double slope = (n * xy.value() - x.value() * y.value()) / (n * xx.value() - x.value() * x.value());
    const bool zero = std::any_of(rows.begin(), rows.end(), [&](std::size_t r) { return area[r] == 0 || perimeter[r] == 0; });
    const std::string_view flaw = call.flaw(rows), why = !flaw.empty() ? flaw : zero ? "zero_base" : rows.size() < 10 ? "too_few" : "";
    answer.row({name}, {why.empty() ? 2 / slope : nan}, why);
  }
  return std::move(answer).result();
}

Result contrast(const Call& call) {
  const auto length = call.numbers("length_m"), weight = call.numbers("weight");
  Answer answer(call, {"group"});
  for (const auto& [name, rows] : groups(length.size(), call.find_texts("group"))) {
    const double all = exact_sum(rows, [&](std::size_t r) { return length[r]; });
    const std::string_view flaw = call.flaw(rows), why = !flaw.empty() ? flaw : all > 0 ? "" : "zero_base";
    answer.row({name}, {why.empty() ? exact_sum(rows, [&](std::size_t r) { return weight[r] * length[r]; }) / all : nan}, why);
  }
  return std::move(answer).result();
}

/// How a class's border is shared among the other classes; every pair is there once, in either order.
Result interspersion(const Call& call) {
  const auto length = call.numbers("length_m");
  const auto a = call.texts("class_a"), b = call.texts("class_b");
  std::map<std::string, std::map<std::string, ExactSum>> borders;
  std::map<std::string, std::vector<std::size_t>> rows;
  for (std::size_t row = 0; row < length.size(); ++row) {
    if (a[row] == b[row] || a[row].empty() || b[row].empty()) continue;  // the outer border is no other class
    for (const auto& [one, other] : {std::pair(a[row], b[row]), std::pair(b[row], a[row])}) borders[one][other].add(length[row]), rows[one].push_back(row);
  }
  const double m = static_cast<double>(borders.size());
  Answer answer(call, {"class"});
  for (const auto& [klass, others] : borders) {
    std::vector<double> lengths;
    for (const auto& [other, sum] : others) lengths.push_back(sum.value());
    const std::string_view flaw = call.flaw(rows[klass]), why = !flaw.empty() ? flaw : m <= 2 ? "two_classes" : exact_sum(lengths) > 0 ? "" : "zero_base";
    answer.row({klass}, {why.empty() ? 100 * entropy(lengths) / std::log(m - 1) : nan}, why);
  }
  return std::move(answer).result();
}

}  // namespace

const Formulas& list_formulas() {
  static const Formulas all{
      {"ca", &class_area}, {"np", &patch_count}, {"lpi", &largest}, {"area_mn", &patch_sizes}, {"lq", &location_quotient}, {"edge_contrast", &contrast},
      {"shdi", &shannon}, {"shei", &evenness}, {"sidi", &simpsons}, {"hhi", &herfindahl}, {"pr", &richness}, {"gini", &inequality}, {"yeh_li_entropy", &relative_entropy},
      {"mesh", &mesh}, {"mesh_cbc", &mesh_whole}, {"division", &division}, {"iji_edge", &interspersion}, {"pafrac", &perimeter_area_fractal},
  };
  return all;
}

}  // namespace libspatial::metrics
