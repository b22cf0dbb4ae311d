#include "libspatial/drawing.hpp"

#include "module.hpp"

using namespace libspatial;

namespace {

std::string format_of(const py::bytes& head) {
  const auto format = find_drawing_format(std::string(head));
  if (!format) return "";
  return *format == DrawingFormat::dxf ? "dxf" : *format == DrawingFormat::binary_dxf ? "binary_dxf" : "dwg";
}

/// (Layer, what else the drawing says)
py::tuple read_bytes(const py::bytes& given, const std::string& file, const std::string& crs, const std::string& layer, const std::map<std::string, std::uint64_t>& words) {
  const std::string_view bytes(given);  // the caller's, who waits
  Drawing drawing = without_gil([&] {
    const ReadLimits limits = limits_of(words);
    Drawing read = read_drawing(bytes, file, {.crs = crs, .layer = layer, .limits = limits});
    require_limits(read.layer, limits);
    return read;
  });
  py::list notes;
  for (const Text& note : drawing.layer.notes) notes.append(py::make_tuple(note.zh, note.en));
  const EntityCount& n = drawing.entities;
  const py::dict about(py::arg("format") = "dxf", py::arg("version") = drawing.version, py::arg("encoding") = drawing.encoding, py::arg("layers") = drawing.layers, py::arg("notes") = notes,
                       py::arg("entities") = py::dict(py::arg("read") = n.read, py::arg("used") = n.used, py::arg("repaired") = n.repaired, py::arg("rejected") = n.rejected),
                       py::arg("reject_lines") = drawing.reject_lines);
  return py::make_tuple(std::move(drawing.layer), about);
}

}  // namespace

void init_drawing(py::module_& module) {
  module.def("drawing_format", &format_of, py::arg("head"));
  module.def("read_drawing", &read_bytes, py::arg("bytes"), py::arg("file"), py::arg("crs"), py::arg("layer"), py::arg("limits"));
}
