#include "libspatial/opening.hpp"

#include "libspatial/kml.hpp"
#include "module.hpp"

using namespace libspatial;

ReadLimits limits_of(const std::map<std::string, std::uint64_t>& words) {
  ReadLimits limits;
  for (const auto& [name, value] : words) set_limit(limits, name + "=" + std::to_string(value));
  return limits;
}

namespace {

/// ((zh, en), …) and ((name, path, driver, strict, views), …).
py::tuple parts(const OpenedFile& file) {
  py::list notes, members;
  for (const Text& note : file.notes()) notes.append(py::make_tuple(note.zh, note.en));
  for (const Member& member : file.members()) members.append(py::make_tuple(member.name, member.path, std::string(name(member.format)), member.strict, member.views));
  return py::make_tuple(notes, members);
}

}  // namespace

void init_opening(py::module_& module) {
  py::class_<OpenedFile>(module, "OpenedFile")
      .def(py::init([](const std::string& path, const std::map<std::string, std::uint64_t>& limits) {
             return without_gil([&] { return std::make_unique<OpenedFile>(path, limits_of(limits)); });
           }),
           py::arg("path"), py::arg("limits"))
      .def("parts", &parts);
  module.def("shapefile_encoding", [](const std::string& shp) { return without_gil([&] { return shapefile_encoding(shp).name; }); }, py::arg("shp"));
  module.def("read_kml", [](const std::string& path, const std::string& file, const std::map<std::string, std::uint64_t>& limits) {
    return without_gil([&] { return read_kml(path, file, limits_of(limits)); });
  }, py::arg("path"), py::arg("file"), py::arg("limits"));
}
