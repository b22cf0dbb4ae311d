#include "libspatial/schema.hpp"

#include "libspatial/exchange.hpp"
#include "module.hpp"

using namespace libspatial;

namespace {

/// The layers of the plan and the report as JSON.
py::tuple run(const std::vector<Layer>& layers, const std::string& layout, const std::vector<std::string>& files, const std::vector<std::pair<std::string, std::string>>& roles,
              const std::string& crs, const std::string& valid_from, const std::string& valid_to, const std::string& source, const std::map<std::string, std::string>& covers,
              double accuracy_m, const std::string& profile, const std::vector<std::string>& inputs) {
  auto [made, json] = without_gil([&] {
    const Schemas schemas = read_schemas(layout, files);
    ImportOptions options{.roles = roles, .crs = crs, .valid_from = valid_from, .valid_to = valid_to, .source = source, .covers = covers, .accuracy_m = accuracy_m};
    Import import = import_layers(layers, schemas, options);
    std::string text = import_json(import, {"libspatial " LIBSPATIAL_VERSION, profile, "", inputs});
    return std::pair(std::move(import.layers), std::move(text));
  });
  return py::make_tuple(made, json);
}

}  // namespace

Schemas read_schemas(const std::string& layout, const std::vector<std::string>& files) {
  Schemas schemas = standard_schemas(parse_layout(read_text(layout), layout));
  for (const std::string& file : files) add_schemas(schemas, read_text(file), file);
  return schemas;
}

void init_schema(py::module_& module) {
  module.def("import_layers", &run, py::arg("layers"), py::arg("layout"), py::arg("schemas"), py::arg("roles"), py::arg("crs"), py::arg("valid_from"), py::arg("valid_to"),
             py::arg("source"), py::arg("covers"), py::arg("accuracy_m"), py::arg("profile"), py::arg("inputs"));
}
