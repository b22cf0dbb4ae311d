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

/// All limits, those given in their place; a number or a text such as "50M".
std::map<std::string, std::uint64_t> read_limits(const py::dict& given) {
  ReadLimits limits;
  for (const auto& [name, value] : given) set_limit(limits, py::str(name).cast<std::string>() + "=" + py::str(value).cast<std::string>());
  std::map<std::string, std::uint64_t> all;
  for (const std::string& name : limit_names()) all[name] = limit(limits, name);
  return all;
}

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
  module.def("reader_settings", [] {
    const auto settings = reader_settings();
    return std::vector<std::pair<std::string, std::string>>(settings.begin(), settings.end());
  });
  module.def("limit_names", &limit_names);
  module.def("read_limits", &read_limits, py::arg("given"));
  module.def("refuse_limit", [](const std::string& where, const std::string& limit, std::uint64_t found, std::uint64_t allowed) { refuse_limit(where, limit.c_str(), found, allowed); }, py::arg("where"), py::arg("limit"), py::arg("found"), py::arg("allowed"));
  module.def("require_limits", [](const Layer& layer, const std::map<std::string, std::uint64_t>& limits) {
    return without_gil([&] { require_limits(layer, limits_of(limits)); });
  }, py::arg("layer"), py::arg("limits"));
  module.def("read_kml", [](const std::string& path, const std::string& file, const std::map<std::string, std::uint64_t>& limits) {
    return without_gil([&] { return read_kml(path, file, limits_of(limits)); });
  }, py::arg("path"), py::arg("file"), py::arg("limits"));
}
