#include "libspatial/measure.hpp"

#include <cstdint>
#include <limits>
#include <vector>

#include "module.hpp"

using namespace libspatial;

void warn_of_stretch(const Layer& layer, AreaKind kind) {
  const auto doubt = kind == AreaKind::planar && layer.crs ? find_planar_doubt(layer.shapes, *layer.crs) : std::nullopt;
  if (doubt && PyErr_WarnEx(PyExc_UserWarning, in(default_language(), *doubt).c_str(), 2) != 0) throw py::error_already_set();
}

void init_measure(py::module_& module) {
  module.def("areas", [](const Layer& layer, const std::string& kind, int threads) {
    warn_of_stretch(layer, area_kind(kind));
    return without_gil([&] {
      Column<double> result;
      result.values.reserve(layer.size());
      for (const Area a : areas(layer.shapes, *layer.crs, area_kind(kind), threads)) result.values.push_back(a.square_metres());
      for (std::size_t row = 0; row < layer.size(); ++row) {
        if (layer.shapes.type(row) != ShapeType::polygon) result.values[row] = std::numeric_limits<double>::quiet_NaN();
      }
      return result;
    });
  }, py::arg("layer"), py::arg("kind"), py::arg("threads") = 0);
  module.def("planar_doubt", [](const Layer& layer) -> py::object {
    const auto doubt = layer.crs ? find_planar_doubt(layer.shapes, *layer.crs) : std::nullopt;
    return doubt ? py::object(py::make_tuple(doubt->zh, doubt->en)) : py::none();
  }, py::arg("layer"));
  module.def("balance", [](std::int64_t control, const std::vector<double>& parts) { return balance(control, parts); }, py::arg("control"), py::arg("parts"));
}
