#include "libspatial/coordinates.hpp"

#include "libspatial/exchange.hpp"
#include "libspatial/opening.hpp"
#include "libspatial/spreadsheet.hpp"
#include "module.hpp"

using namespace libspatial;

namespace {

AxisOrder order_of(const std::string& axes) {
  if (axes.empty()) return AxisOrder::of_format;
  if (axes == "north-first") return AxisOrder::north_first;
  if (axes == "east-first") return AxisOrder::east_first;
  throw Error(Errc::bad_argument, {"axes 应为 north-first 或 east-first，而不是“" + axes + "”", "axes must be north-first or east-first, not \"" + axes + "\""});
}

CoordinateFormat format_of(const std::string& word) {
  for (const CoordinateFormat format : {CoordinateFormat::boundary_points, CoordinateFormat::cass, CoordinateFormat::table, CoordinateFormat::wkt}) {
    if (word == name(format)) return format;
  }
  throw Error(Errc::bad_argument, {"格式应为 txt、dat、csv 或 wkt，而不是“" + word + "”", "the format must be txt, dat, csv or wkt, not \"" + word + "\""});
}

py::list texts(const std::vector<Text>& notes) {
  py::list result;
  for (const Text& note : notes) result.append(py::make_tuple(note.zh, note.en));
  return result;
}

py::list losses(const std::vector<Loss>& all) {
  py::list result;
  for (const Loss& loss : all) result.append(py::make_tuple(loss.code, loss.text.zh, loss.text.en));
  return result;
}

/// The layer, and what else the file says.
py::tuple taken_apart(CoordinateFile read) {
  py::dict about;
  about["format"] = std::string(name(read.format));
  about["encoding"] = read.encoding;
  py::list header;
  for (const HeaderLine& h : read.header) header.append(py::make_tuple(h.section, h.key, h.value));
  about["header"] = header;
  py::dict points;
  points["read"] = read.points.read;
  points["used"] = read.points.used;
  points["repaired"] = read.points.repaired;
  points["rejected"] = read.points.rejected;
  about["points"] = points;
  about["notes"] = texts(read.layer.notes);
  about["reject_lines"] = read.reject_lines;
  return py::make_tuple(std::move(read.layer), about);
}

CoordinateFile within(CoordinateFile file, const ReadLimits& limits) {
  require_limits(file.layer, limits);
  return file;
}

py::tuple read_bytes(const py::bytes& given, const std::string& file, const std::string& crs, const std::string& axes, bool join, const std::map<std::string, std::uint64_t>& limits) {
  const std::string_view bytes(given);  // the caller's, who waits
  return taken_apart(without_gil([&] { return within(read_coordinates(bytes, file, {.crs = crs, .axes = order_of(axes), .join = join}), limits_of(limits)); }));
}

py::tuple read_sheets(const std::string& path, const std::string& worksheet, const std::string& crs, const std::string& axes, bool join, const std::map<std::string, std::uint64_t>& limits) {
  return taken_apart(without_gil([&] { return within(read_spreadsheet(path, path, worksheet, {.crs = crs, .axes = order_of(axes), .join = join}, limits_of(limits)), limits_of(limits)); }));
}

/// Writes the file and returns what could not be carried over.
py::list write_file(const Layer& layer, const std::string& file, const std::string& format, std::optional<bool> zone_prefix, bool from_north_west, int decimals, bool parts_as_rings, bool utf8, const std::string& id_field,
               const std::string& name_field, const std::vector<std::tuple<std::string, std::string, std::string>>& header) {
  CoordinateStyle style{.format = format_of(format), .zone_prefix = zone_prefix, .from_north_west = from_north_west, .decimals = decimals, .parts_as_rings = parts_as_rings, .utf8 = utf8, .id_field = id_field, .name_field = name_field};
  for (const auto& [section, key, value] : header) style.header.push_back({section, key, value});
  const CoordinateText text = without_gil([&] {
    CoordinateText made = write_coordinates(layer, style);
    publish_text(file, made.bytes);
    return made;
  });
  return losses(text.not_carried);
}

}  // namespace

void init_coordinates(py::module_& module) {
  module.def("coordinate_format", [](const py::bytes& head) {
    const auto format = find_coordinate_format(std::string(head));
    return format ? std::string(name(*format)) : std::string();
  });
  module.def("read_coordinates", &read_bytes, py::arg("bytes"), py::arg("file"), py::arg("crs"), py::arg("axes"), py::arg("join"), py::arg("limits") = std::map<std::string, std::uint64_t>());
  module.def("is_spreadsheet", [](const std::string& path, const std::map<std::string, std::uint64_t>& limits) { return without_gil([&] { return is_spreadsheet(path, limits_of(limits)); }); }, py::arg("path"), py::arg("limits"));
  module.def("read_spreadsheet", &read_sheets, py::arg("path"), py::arg("worksheet"), py::arg("crs"), py::arg("axes"), py::arg("join"), py::arg("limits"));
  module.def("write_coordinates", &write_file, py::arg("layer"), py::arg("file"), py::arg("format"), py::arg("zone_prefix"), py::arg("from_north_west"), py::arg("decimals"), py::arg("parts_as_rings"), py::arg("utf8"), py::arg("id_field"),
             py::arg("name_field"), py::arg("header"));
  module.def("cells_not_carried", [](const Layer& given, const Layer& again) { return losses(without_gil([&] { return cells_not_carried(given, again); })); }, py::arg("given"), py::arg("again"));
}
