// Layers come in as WKB and columns of plain values; nothing of NumPy, pandas or QGIS is seen here.

#include "libspatial/layer.hpp"

#include "module.hpp"

using namespace libspatial;

namespace {

Value to_value(const py::handle& cell, FieldType& type) {
  if (cell.is_none()) return {};
  if (py::isinstance<py::bool_>(cell)) return static_cast<std::int64_t>(cell.cast<bool>());
  if (py::isinstance<py::int_>(cell)) return cell.cast<std::int64_t>();
  if (py::isinstance<py::float_>(cell)) {
    type = type == FieldType::integer ? FieldType::real : type;
    return cell.cast<double>();
  }
  type = FieldType::text;
  return py::str(cell).cast<std::string>();
}

/// A column of one type: whole numbers, numbers, or text when any cell is text.
Field to_field(const std::string& name, const py::sequence& cells) {
  Field field{name, FieldType::integer, {}};
  bool any = false;
  for (const py::handle cell : cells) {
    field.values.push_back(to_value(cell, field.type));
    any |= !std::holds_alternative<std::monostate>(field.values.back());
  }
  if (!any) field.type = FieldType::text;
  for (Value& value : field.values) {
    if (std::holds_alternative<std::monostate>(value)) continue;
    if (field.type == FieldType::real) value = *to_number(value);
    if (field.type == FieldType::text) value = to_text(value);
  }
  return field;
}

Layer make_layer(const std::string& name, const std::string& file, const std::string& crs, const py::sequence& wkb, const py::dict& fields) {
  Layer layer;
  layer.name = name;
  layer.file = file;
  if (!crs.empty()) layer.crs = Crs(crs);
  for (const py::handle item : wkb) {
    const std::size_t row = layer.size();
    const auto bytes = item.is_none() ? std::string_view() : item.cast<std::string_view>();
    const std::span span(reinterpret_cast<const std::byte*>(bytes.data()), bytes.size());
    try {
      from_wkb(span, layer.shapes);
    } catch (const Error& e) {
      const std::string n = std::to_string(row);
      layer.shapes.add_none();
      layer.rejects.push_back({row, "bad_geometry", {title(layer) + " 第 " + n + " 行：" + e.text().zh, title(layer) + " row " + n + ": " + e.text().en}, {span.begin(), span.end()}});
    }
  }
  for (const auto& [key, cells] : fields) {
    layer.fields.push_back(to_field(py::str(key).cast<std::string>(), py::reinterpret_borrow<py::sequence>(cells)));
    if (layer.fields.back().values.size() != layer.size()) throw py::value_error("every field needs one value per geometry");
  }
  return layer;
}

py::list reject_list(const Layer& layer) {
  py::list result;
  for (const Reject& r : layer.rejects) {
    py::dict entry;
    entry["row"] = r.row;
    entry["reason"] = r.reason;
    entry["zh"] = r.text.zh;
    entry["en"] = r.text.en;
    result.append(entry);
  }
  return result;
}

py::dict columns(const Layer& layer) {
  py::dict result;
  for (const Field& field : layer.fields) result[py::str(field.name)] = py::cast(field.values);
  return result;
}

}  // namespace

void init_layer(py::module_& module) {
  py::class_<Layer>(module, "Layer", "Shapes (WKB) with columns and a CRS.")
      .def(py::init(&make_layer), py::arg("name"), py::arg("file"), py::arg("crs"), py::arg("wkb"), py::arg("fields"))
      .def("__len__", &Layer::size)
      .def_readonly("name", &Layer::name)
      .def_readonly("file", &Layer::file)
      .def_property_readonly("crs", [](const Layer& l) { return l.crs ? l.crs->code() : std::string(); })
      .def_property_readonly("crs_wkt", [](const Layer& l) { return l.crs ? l.crs->wkt() : std::string(); })
      .def_property_readonly("wkb", [](const Layer& l) { return wkb_list(l.shapes); })
      .def_property_readonly("fields", &columns)
      .def_property_readonly("rejects", &reject_list)
      .def_property_readonly("repaired", [](const Layer& l) {
        std::vector<std::size_t> rows;
        for (const Repair& r : l.repairs) rows.push_back(r.row);
        return rows;
      });
  module.def("polygons", [](const Layer& layer, const std::string& width_field) {
    return without_gil([&] { return polygons(layer, {.width_field = width_field}); });
  }, py::arg("layer"), py::arg("width_field") = "");
  module.def("reproject", [](const Layer& layer, const std::string& crs) {
    return without_gil([&] { return reproject(layer, Crs(crs)); });
  });
  module.def("same_crs", [](const Layer& a, const Layer& b) { return a.crs && b.crs && *a.crs == *b.crs; });
}
