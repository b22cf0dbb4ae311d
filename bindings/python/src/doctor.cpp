#include "libspatial/doctor.hpp"

#include "libspatial/exchange.hpp"
#include "module.hpp"

using namespace libspatial;

namespace {

/// The diagnosis of layers as they were read, as JSON.
std::string run(const std::vector<Layer>& layers, const std::string& limits, const Profile& profile, const std::string& layout, const std::vector<std::string>& alias_files, double widest_m, int threads) {
  return without_gil([&] {
    const Schemas schemas = read_schemas(layout, alias_files);
    const Limits values = parse_limits(read_text(limits), limits);
    std::vector<std::pair<Layer, Diagnosis>> all;
    for (const Layer& layer : layers) all.emplace_back(layer, diagnose(layer, values, {.frame = profile.frame, .schemas = &schemas, .widest = Length::metres(widest_m), .threads = threads}));
    return diagnosis_json(all);
  });
}

}  // namespace

void init_doctor(py::module_& module) {
  module.def("diagnose", &run, py::arg("layers"), py::arg("limits"), py::arg("profile"), py::arg("layout"), py::arg("schemas"), py::arg("widest_m"), py::arg("threads"));
  module.def("require_in_city", [](const Layer& layer, const Profile& profile) {
    if (!layer.crs || find_implausible(layer.shapes, *layer.crs)) return;  // polygons() refuses it
    if (const auto why = find_astray(layer, profile.frame)) {
      throw crs_implausible(layer, {why->zh + "。坐标系写错时请改正（QGIS：图层属性；GeoPandas：set_crs(…, allow_override=True)）；数据确实在那里时写 with libspatial.anywhere():",
                                    why->en + ". If the CRS is wrong, correct it (QGIS: properties of the layer; GeoPandas: set_crs(…, allow_override=True)); if the land does lie there, say so: with libspatial.anywhere():"});
    }
  }, py::arg("layer"), py::arg("profile"));
}
