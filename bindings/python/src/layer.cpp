// Layers come in as WKB and columns of plain values; nothing of NumPy, pandas or QGIS is seen here.

#include "libspatial/layer.hpp"

#include <bit>
#include <cstring>
#include <numeric>

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

Layer named(const std::string& name, const std::string& file, const std::string& crs) {
  Layer layer;
  layer.name = name;
  layer.file = file;
  if (!crs.empty()) layer.crs = Crs(crs);
  return layer;
}

/// A row of WKB, or None; bytes that are no shape are a reject.
void add_wkb(const py::handle& item, Layer& layer, double tolerance, WkbNotes& seen) {
  const std::size_t row = layer.size();
  const auto bytes = item.is_none() ? std::string_view() : item.cast<std::string_view>();
  const std::span span(reinterpret_cast<const std::byte*>(bytes.data()), bytes.size());
  try {
    seen |= from_wkb(span, layer.shapes, tolerance);
  } catch (const Error& e) {
    const std::string n = std::to_string(row);
    layer.shapes.add_none();
    layer.rejects.push_back({row, "bad_geometry", {title(layer) + " 第 " + n + " 行：" + e.text().zh, title(layer) + " row " + n + ": " + e.text().en}, {span.begin(), span.end()}});
  }
}

Layer make_layer(const std::string& name, const std::string& file, const std::string& crs, const py::sequence& wkb, const py::dict& fields) {
  Layer layer = named(name, file, crs);
  std::size_t bytes = 0;
  for (const py::handle item : wkb) bytes += py::isinstance<py::bytes>(item) ? static_cast<std::size_t>(PyBytes_GET_SIZE(item.ptr())) : 0;
  layer.shapes.reserve(py::len(wkb), bytes / sizeof(Point));
  const double tolerance = arc_tolerance_in(layer.crs);
  WkbNotes seen;
  for (const py::handle item : wkb) add_wkb(item, layer, tolerance, seen);
  add_notes(layer, seen);
  for (const auto& [key, cells] : fields) {
    layer.fields.push_back(to_field(py::str(key).cast<std::string>(), py::reinterpret_borrow<py::sequence>(cells)));
    if (layer.fields.back().values.size() != layer.size()) throw py::value_error("every field needs one value per geometry");
  }
  return layer;
}

/// The numbers of a buffer where they lie.
template <class T>
std::span<const T> numbers(const py::buffer_info& info) {
  if (!info.item_type_is_equivalent_to<T>() || !PyBuffer_IsContiguous(info.view(), 'C')) throw py::type_error("coordinates are contiguous float64, counts int64");
  return {static_cast<const T*>(info.ptr), static_cast<std::size_t>(info.size)};
}

bool all_finite(std::span<const double> values) {
  constexpr std::uint64_t exponent = 0x7FF0000000000000u, one = 0x0010000000000000u;
  std::uint64_t carried = 0;  // into the sign, when an exponent is all ones
  for (const double v : values) carried |= (std::bit_cast<std::uint64_t>(v) & exponent) + one;
  return !(carried >> 63);
}

/// Polygons of one ring each: how many points a row has, and their coordinates, x y x y …, in blocks of whole rows. Where a count is 0
/// the next of `wkb` is the row. None when a coordinate is not finite: as WKB such a row is a reject with its bytes.
std::optional<Layer> from_rings(const std::string& name, const std::string& crs, const py::iterable& blocks, const py::buffer& counts, const py::sequence& wkb) {
  const py::buffer_info rows = counts.request();
  const std::span<const std::int64_t> each = numbers<std::int64_t>(rows);
  Layer layer = named(name, "", crs);
  layer.shapes.reserve(each.size(), static_cast<std::size_t>(std::accumulate(each.begin(), each.end(), std::int64_t{0})));
  const double tolerance = arc_tolerance_in(layer.crs);
  WkbNotes seen;
  py::iterator block = py::iter(blocks);
  py::buffer_info info;
  std::span<const double> left;
  std::size_t next = 0;
  for (const std::int64_t count : each) {
    if (count == 0) {
      add_wkb(wkb[next++], layer, tolerance, seen);
      continue;
    }
    for (; left.empty() && block != py::iterator::sentinel(); ++block) {
      info = py::reinterpret_borrow<py::buffer>(*block).request();
      left = numbers<double>(info);
      if (!all_finite(left)) return std::nullopt;
    }
    if (count < 4 || static_cast<std::size_t>(count) > left.size() / 2) throw py::value_error("counts do not fit the coordinates");
    layer.shapes.begin_shape(ShapeType::polygon);
    layer.shapes.begin_part();
    const std::span<Point> ring = layer.shapes.add_ring(static_cast<std::size_t>(count));
    std::memcpy(static_cast<void*>(ring.data()), left.data(), ring.size_bytes());
    left = left.subspan(2 * ring.size());
  }
  if (!left.empty() || block != py::iterator::sentinel() || next != py::len(wkb)) throw py::value_error("counts do not fit the coordinates");
  add_notes(layer, seen);
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
      .def_property_readonly("notes", [](const Layer& l) {
        py::list result;
        for (const Text& note : l.notes) result.append(py::make_tuple(note.zh, note.en));
        return result;
      })
      .def_readonly("unread", &Layer::unread)
      .def_property_readonly("repaired", [](const Layer& l) {
        std::vector<std::size_t> rows;
        for (const Repair& r : l.repairs) rows.push_back(r.row);
        return rows;
      });
  module.def("from_rings", &from_rings, py::arg("name"), py::arg("crs"), py::arg("blocks"), py::arg("counts"), py::arg("wkb"));
  module.def("polygons", [](Layer& layer, const std::string& width_field, double widest_m, bool take) {
    return without_gil([&] { return polygons(take ? std::move(layer) : Layer(layer), {.width_field = width_field, .widest = Length::metres(widest_m)}); });
  }, py::arg("layer"), py::arg("width_field") = "", py::arg("widest_m") = 0.0, py::arg("take") = false);  // `take`: the layer is not used again
  module.def("reproject", [](const Layer& layer, const std::string& crs) {
    return without_gil([&] { return reproject(layer, Crs(crs)); });
  });
  module.def("is_web_map", [](const std::string& declared) { return find_web_map(declared).has_value(); });
  module.def("may_hold_land", &may_hold_land);
  module.def("add_unread", [](Layer& layer, const std::vector<std::string>& drawn) { add_unread(layer, drawn); });
  module.def("unshift", [](const Layer& layer, const std::string& map) {
    return without_gil([&] { return unshift(layer, find_web_map(map).value()); });
  });
  module.def("row_names", [](const Layer& layer, const std::string& field) { return row_names(layer, field); }, py::arg("layer"), py::arg("field"));
  module.def("same_crs", [](const Layer& a, const Layer& b) { return a.crs && b.crs && *a.crs == *b.crs; });
}
