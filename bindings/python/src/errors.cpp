// One exception class per Errc; the classes are made in libspatial/errors.py, which gives us a function to raise with.

#include "module.hpp"

using namespace libspatial;

void init_errors(py::module_& module) {
  py::list codes;
  for (int i = 0; i <= static_cast<int>(Errc::internal); ++i) codes.append(std::string(name(static_cast<Errc>(i))));
  module.attr("error_codes") = py::tuple(codes);
  py::register_exception_translator([](std::exception_ptr thrown) {
    try {
      if (thrown) std::rethrow_exception(thrown);
    } catch (const Error& e) {
      const py::object make = py::module_::import("libspatial.errors").attr("make");
      const py::object error = make(std::string(name(e.code())), e.text().zh, e.text().en);
      PyErr_SetObject(reinterpret_cast<PyObject*>(Py_TYPE(error.ptr())), error.ptr());
    }
  });
}
