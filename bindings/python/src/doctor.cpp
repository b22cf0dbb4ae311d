#include "libspatial/doctor.hpp"

#include "libspatial/exchange.hpp"
#include "module.hpp"

using namespace libspatial;

namespace {

/// The diagnosis of layers as they were read, as JSON.
std::string run(const std::vector<Layer>& layers, const std::string& limits, const Profile& profile, int threads) {
  return without_gil([&] {
    const Limits values = parse_limits(read_text(limits), limits);
    std::vector<std::pair<Layer, Diagnosis>> all;
    for (const Layer& layer : layers) all.emplace_back(layer, diagnose(layer, values, {.frame = profile.frame, .schemas = nullptr, .threads = threads}));
    return diagnosis_json(all);
  });
}

}  // namespace

void init_doctor(py::module_& module) { module.def("diagnose", &run, py::arg("layers"), py::arg("limits"), py::arg("profile"), py::arg("threads")); }
