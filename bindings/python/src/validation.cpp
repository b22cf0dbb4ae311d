#include "libspatial/validation.hpp"

#include "libspatial/exchange.hpp"
#include "module.hpp"

using namespace libspatial;

namespace {

/// The issues with their shapes, and the table of checks.
py::tuple run(const std::vector<Layer>& plan, const Profile& profile, const std::string& limits, const std::map<std::string, double>& areas, int threads) {
  ValidationOptions options;
  options.official_km2 = areas;
  options.threads = threads;
  auto [issues, checks] = without_gil([&] {
    const Validation result = validate(Plan(plan, profile), parse_limits(read_text(limits), limits), options);
    return std::pair(issue_table(result), issue_layers(result).back());
  });
  return py::make_tuple(issues, checks);
}

}  // namespace

void init_validation(py::module_& module) {
  module.def("validate", &run, py::arg("plan"), py::arg("profile"), py::arg("limits"), py::arg("areas"), py::arg("threads"));
  module.def("read_areas", [](const std::string& file) { return parse_areas(read_text(file), file); });
}
