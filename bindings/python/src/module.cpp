#include "module.hpp"

using namespace libspatial;

namespace {

template <class T>
void define_column(py::module_& module, const char* name) {
  py::class_<Column<T>>(module, name, py::buffer_protocol(), "Numbers, for numpy.asarray() or memoryview().")
      .def("__len__", [](const Column<T>& c) { return c.values.size(); })
      .def_buffer([](Column<T>& c) { return py::buffer_info(c.values.data(), static_cast<py::ssize_t>(c.values.size()), true); });
}

}  // namespace

PYBIND11_MODULE(_core, module) {
  module.doc() = "The compiled core of libspatial. Use the package, not this module.";
  module.attr("__version__") = LIBSPATIAL_VERSION;
  define_column<double>(module, "Reals");
  define_column<std::int64_t>(module, "Integers");
  init_atlas(module);
  init_errors(module);
  init_doctor(module);
  init_drawing(module);
  init_evaluation(module);
  init_layer(module);
  init_opening(module);
  init_measure(module);
  init_metrics(module);
  init_overlay(module);
  init_coordinates(module);
  init_corridor(module);
  init_profile(module);
  init_rules(module);
  init_schema(module);
  init_validation(module);
}

py::list wkb_list(const Shapes& shapes) {
  py::list result;
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    const auto wkb = to_wkb(shapes, i);
    if (wkb.empty()) result.append(py::none());
    else result.append(py::bytes(reinterpret_cast<const char*>(wkb.data()), wkb.size()));
  }
  return result;
}

Progress progress_of(py::handle callable) {
  return [callable](std::size_t done, std::size_t all) {  // a handle: copies of this run without the GIL
    py::gil_scoped_acquire acquire;
    if (PyErr_CheckSignals() != 0) return false;  // Ctrl-C: the error is set and raised when the work has stopped
    if (callable.is_none()) return true;
    try {
      const py::object answer = callable(done, all);
      return !(py::isinstance<py::bool_>(answer) && !answer.cast<bool>());
    } catch (py::error_already_set& e) {
      e.restore();
      return false;
    }
  };
}
