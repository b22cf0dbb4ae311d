#pragma once
// What the parts of the module share. One .cpp per public header.

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include "libspatial/opening.hpp"
#include "libspatial/overlay.hpp"
#include "libspatial/schema.hpp"

namespace py = pybind11;

void init_coordinates(py::module_& module);
void init_atlas(py::module_& module);
void init_corridor(py::module_& module);
void init_doctor(py::module_& module);
void init_drawing(py::module_& module);
void init_errors(py::module_& module);
void init_evaluation(py::module_& module);
void init_layer(py::module_& module);
void init_opening(py::module_& module);
void init_measure(py::module_& module);
void init_metrics(py::module_& module);
void init_overlay(py::module_& module);
void init_profile(py::module_& module);
void init_rules(py::module_& module);
void init_schema(py::module_& module);
void init_validation(py::module_& module);

/// Numbers that Python sees where they lie: memoryview(column), numpy.asarray(column).
template <class T>
struct Column {
  std::vector<T> values;
};

/// Limits of reading by name.
libspatial::ReadLimits limits_of(const std::map<std::string, std::uint64_t>& words);

/// The layout of a plan file with alias files, the last of which has the first word.
libspatial::Schemas read_schemas(const std::string& layout, const std::vector<std::string>& files);

/// WKB of every shape: one bytes object each, None for none.
py::list wkb_list(const libspatial::Shapes& shapes);

/// That planar areas of a layer are far from those of its land, where they are: a UserWarning at the line that called the package.
void warn_of_stretch(const libspatial::Layer& layer, libspatial::AreaKind kind);

/// A Python callable (done, all) → None, or None, as a Progress. Ctrl-C stops the work and raises KeyboardInterrupt; so does
/// what the callable raises. The callable must outlive the work.
libspatial::Progress progress_of(py::handle callable);

/// Runs without the GIL; a wish to stop becomes the Python exception that caused it.
template <class F>
auto without_gil(F work) {
  try {
    py::gil_scoped_release release;
    return work();
  } catch (const libspatial::Cancelled&) {
    py::gil_scoped_acquire acquire;
    if (!PyErr_Occurred()) PyErr_SetNone(PyExc_KeyboardInterrupt);
    throw py::error_already_set();
  }
}
