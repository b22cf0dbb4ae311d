// The catalogue asked by id, and the formulas behind it.

#include "libspatial/metrics.hpp"

#include <algorithm>

#include "metrics/call.hpp"

namespace libspatial::metrics {
namespace {

const Formula* find_formula(std::string_view id) {
  for (const Formulas* of : {&shape_formulas(), &list_formulas(), &row_formulas(), &table_formulas(), &change_formulas(), &neighbour_formulas(), &growth_formulas(), &overlay_formulas(), &service_formulas()}) {
    if (const auto found = of->find(id); found != of->end()) return &found->second;
  }
  return nullptr;
}

/// How many letters of two ids have to be changed, for proposals.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t before = row[0]++;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t here = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, before + (a[i - 1] != b[j - 1])});
      before = here;
    }
  }
  return row.back();
}

}  // namespace

std::string_view name(Merge merge) {
  constexpr std::string_view names[] = {"each", "sum", "state", "all", "halo"};
  return names[static_cast<std::size_t>(merge)];
}

const Metric& Catalogue::metric(std::string_view id) const {
  std::string nearest;
  std::size_t least = id.size();
  for (const Metric& m : metrics) {
    for (const Quantity& q : m.ids) {
      if (q.id == id) return m;
      const std::size_t d = !id.empty() && q.id.find(id) != std::string::npos ? 0 : distance(id, q.id);
      if (d < least) least = d, nearest = q.id;
    }
  }
  const std::string n(id);
  throw Error(Errc::bad_argument, {"没有指标“" + n + "”" + (nearest.empty() ? "" : "，最接近的是 " + nearest) + "；用 libspatial metrics list 查看全部",
                                   "there is no metric \"" + n + "\"" + (nearest.empty() ? "" : "; the nearest is " + nearest) + "; libspatial metrics list shows all"});
}

const Fixture& Catalogue::fixture(std::string_view id) const {
  const auto found = std::find_if(fixtures.begin(), fixtures.end(), [&](const Fixture& f) { return f.id == id; });
  if (found != fixtures.end()) return *found;
  const std::string n(id);
  throw Error(Errc::bad_argument, {"没有算例“" + n + "”", "there is no fixture \"" + n + "\""});
}

bool can_compute(const Metric& metric) { return find_formula(metric.ids.front().id) != nullptr; }

Result compute(const Catalogue& catalogue, std::string_view id, const Input& input) {
  const Metric& metric = catalogue.metric(id);
  const Formula* formula = find_formula(metric.ids.front().id);
  if (!formula) {
    const std::string n(id);
    throw Error(Errc::bad_argument, {"指标 " + n + " 尚不能计算", "the metric " + n + " cannot be computed yet"});
  }
  const Call call(metric, input);
  Result result = (*formula)(call);
  if (const auto kind = call.parameters().find("area"); kind != call.parameters().end() && kind->second == name(AreaKind::planar)) {
    for (const auto& [_, layer] : input.layers) {
      const auto doubt = layer->crs ? find_planar_doubt(layer->shapes, *layer->crs) : std::nullopt;
      if (doubt) result.notes.push_back({title(*layer) + "：" + doubt->zh, title(*layer) + ": " + doubt->en});
    }
  }
  return result;
}

Result only(Result result, std::string_view id) {
  for (std::size_t i = result.quantities.size(); i-- > 0;) {
    if (result.quantities[i].id == id) continue;
    result.quantities.erase(result.quantities.begin() + static_cast<std::ptrdiff_t>(i));
    result.values.erase(result.values.begin() + static_cast<std::ptrdiff_t>(i));
  }
  return result;
}

}  // namespace libspatial::metrics
