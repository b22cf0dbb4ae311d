#include "libspatial/evaluation.hpp"

#include "libspatial/exchange.hpp"
#include "module.hpp"

using namespace libspatial;

namespace {

/// Every table, the JSON of the whole, and why an account could not be made.
py::tuple run(const std::vector<Layer>& layers, const Profile& profile, const std::string& limits, const std::string& as_of, const std::optional<Layer>& projects, int threads) {
  auto [made, json, missing] = without_gil([&] {
    const Limits values = parse_limits(read_text(limits), limits);
    const Plan plan(layers, profile);
    const Evaluation result = evaluate(plan, values, {.as_of = as_of, .projects = projects ? &*projects : nullptr, .threads = threads});
    std::vector<Layer> found = tables(result, plan);
    std::string text = evaluation_json(result, found, values);
    std::vector<std::string> why;
    for (const Text& reason : result.missing) why.push_back(in(default_language(), reason));
    return std::tuple(std::move(found), std::move(text), std::move(why));
  });
  return py::make_tuple(made, json, missing);
}

/// Zones, entries, what stands beside (id, area), and the rows that were not counted.
py::tuple ledger(const std::vector<Layer>& layers, const std::string& as_of, const std::optional<Layer>& projects, int threads) {
  ZoneLedger found = without_gil([&] { return zone_ledger(Plan(layers), {.as_of = as_of, .projects = projects ? &*projects : nullptr, .threads = threads}); });
  py::dict beside;
  for (const LandBeside& land : found.beside) beside[py::str(land.id)] = land.area.square_metres();
  std::vector<std::string> flaws;
  for (const Text& flaw : found.flaws) flaws.push_back(in(default_language(), flaw));
  return py::make_tuple(std::move(found.zones), std::move(found.entries), beside, flaws);
}

}  // namespace

void init_evaluation(py::module_& module) {
  module.def("evaluate", &run, py::arg("plan"), py::arg("profile"), py::arg("limits"), py::arg("as_of"), py::arg("projects"), py::arg("threads"));
  module.def("zone_ledger", &ledger, py::arg("plan"), py::arg("as_of"), py::arg("projects"), py::arg("threads"));
}
