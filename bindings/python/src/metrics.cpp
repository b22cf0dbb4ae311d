#include "libspatial/metrics.hpp"

#include "libspatial/exchange.hpp"
#include "module.hpp"

using namespace libspatial;

namespace {

py::tuple both(const Text& text) { return py::make_tuple(text.zh, text.en); }

py::dict entry(const metrics::Metric& m) {
  py::list ids, needs, parameters, examples;
  for (const metrics::Quantity& q : m.ids) ids.append(py::make_tuple(q.id, q.unit, both(q.title)));
  for (const metrics::Need& n : m.needs) {
    py::dict d;
    d["name"] = n.name, d["of"] = n.of, d["type"] = n.type, d["unit"] = n.unit, d["title"] = both(n.title), d["optional"] = n.optional, d["amount"] = n.amount;
    needs.append(d);
  }
  for (const metrics::Parameter& p : m.parameters) {
    py::dict d;
    d["name"] = p.name, d["unit"] = p.unit, d["value"] = p.value, d["words"] = p.words, d["title"] = both(p.title), d["least"] = p.least, d["most"] = p.most, d["open"] = p.open;
    parameters.append(d);
  }
  for (const metrics::Example& e : m.examples) {
    py::dict d;
    d["fixture"] = e.fixture, d["parameters"] = e.parameters, d["expect"] = e.expect, d["tolerance"] = e.tolerance;
    examples.append(d);
  }
  py::dict d;
  d["ids"] = ids, d["group"] = m.group, d["per"] = m.per, d["formula"] = m.formula, d["note"] = both(m.note), d["needs"] = needs, d["parameters"] = parameters;
  d["merges"] = std::string(metrics::name(m.merge)), d["halo"] = m.halo, d["source"] = m.source.document, d["verified"] = m.source.verified, d["examples"] = examples;
  return d;
}

py::list entries(const metrics::Catalogue& catalogue) {
  py::list all;
  for (const metrics::Metric& m : catalogue.metrics) all.append(entry(m));
  return all;
}

py::dict fixtures(const metrics::Catalogue& catalogue) {
  py::dict all;
  for (const metrics::Fixture& f : catalogue.fixtures) {
    py::dict layers;
    for (const Layer& layer : f.layers) layers[py::str(layer.name)] = layer;
    all[py::str(f.id)] = py::make_tuple(both(f.title), layers);
  }
  return all;
}

py::object column(const Field& field) {
  if (field.type == FieldType::text) return py::cast(field.values);
  if (field.type == FieldType::integer) return py::cast(field.values);
  Column<double> numbers;
  numbers.values.reserve(field.values.size());
  for (const Value& v : field.values) numbers.values.push_back(to_number(v).value_or(std::numeric_limits<double>::quiet_NaN()));
  return py::cast(std::move(numbers));
}

py::dict compute(const metrics::Catalogue& catalogue, const std::string& id, const std::map<std::string, const Layer*>& layers, const std::map<std::string, std::string>& columns,
                 const std::map<std::string, std::string>& parameters, int threads, const py::object& progress) {
  const metrics::Input input{.layers = layers, .columns = columns, .parameters = parameters, .threads = threads, .progress = progress_of(progress)};
  const metrics::Result found = without_gil([&] { return metrics::compute(catalogue, id, input); });
  py::dict keys, values, units, reasons;
  for (const Field& f : found.keys) keys[py::str(f.name)] = column(f);
  for (const Field& f : found.values) values[py::str(f.name)] = column(f);
  for (const metrics::Quantity& q : found.quantities) units[py::str(q.id)] = q.unit;
  for (std::size_t row = 0; row < found.rows(); ++row) {
    if (!found.reasons[row].empty()) reasons[py::int_(row)] = found.reasons[row];
  }
  py::list notes;
  for (const Text& note : found.notes) notes.append(in(default_language(), note));
  py::dict result;
  result["per"] = found.per, result["rows"] = found.rows(), result["keys"] = keys, result["values"] = values, result["units"] = units;
  result["reasons"] = reasons, result["parameters"] = found.parameters, result["notes"] = notes;
  return result;
}

}  // namespace

void init_metrics(py::module_& module) {
  py::class_<metrics::Catalogue>(module, "Catalogue", "The catalogue of metrics.")
      .def(py::init([](const std::string& folder) { return read_metrics(folder); }), py::arg("folder"))
      .def("groups", [](const metrics::Catalogue& c) {
        py::list all;
        for (const metrics::Group& g : c.groups) all.append(py::make_tuple(g.id, both(g.title)));
        return all;
      })
      .def("entries", &entries)
      .def("fixtures", &fixtures)
      .def("compute", &compute, py::arg("id"), py::arg("layers"), py::arg("columns"), py::arg("parameters"), py::arg("threads"), py::arg("progress"));
  module.def("patches", [](const Layer& parcels, const std::string& klass, double tolerance_m, int threads, const py::object& progress) {
    const Progress told = progress_of(progress);
    return without_gil([&] { return metrics::patches(parcels, klass, Length::metres(tolerance_m), threads, told); });
  }, py::arg("parcels"), py::arg("class_field"), py::arg("tolerance_m"), py::arg("threads"), py::arg("progress"));
  module.def("overlapping", [](const Layer& polygons, int threads, const py::object& progress) {
    const Progress told = progress_of(progress);
    return without_gil([&] { return metrics::overlapping(polygons, threads, told); });
  }, py::arg("polygons"), py::arg("threads"), py::arg("progress"));
  module.def("once", [](const Layer& parcels, const std::string& klass, const std::string& area, int threads, const py::object& progress) {
    const Progress told = progress_of(progress);
    return without_gil([&] { return metrics::once(parcels, klass, area_kind(area), threads, told); });
  }, py::arg("parcels"), py::arg("class_field"), py::arg("area"), py::arg("threads"), py::arg("progress"));
  module.def("tabulate", [](const Layer& parcels, const Layer& zones, const std::string& klass, const std::string& zone, const std::string& area, int threads, const py::object& progress) {
    const metrics::TableOptions options{.class_field = klass, .zone_field = zone, .area = area_kind(area), .threads = threads, .progress = progress_of(progress)};
    const metrics::Tabulation made = without_gil([&] { return metrics::tabulate(parcels, zones, options); });
    std::vector<std::string> notes;
    for (const Text& note : made.pieces.notes) notes.push_back(in(default_language(), note));
    return py::make_tuple(made.pieces, notes, made.again);
  }, py::arg("parcels"), py::arg("zones"), py::arg("class_field"), py::arg("zone_field"), py::arg("area"), py::arg("threads"), py::arg("progress"));
}
