#include "support/bureau.hpp"

#include <algorithm>
#include <filesystem>

#include "libspatial/exchange.hpp"
#include "support/sketch.hpp"

namespace libspatial::testing {

namespace fs = std::filesystem;

Schemas known_schemas() {
  const fs::path folder = fs::path(LIBSPATIAL_ROOT) / "libspatial/data/schemas";
  Schemas schemas = standard_schemas(parse_layout(read_text(folder / "plan.yaml"), "plan.yaml"));
  std::vector<std::string> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".yaml" && entry.path().filename() != "plan.yaml") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  for (const std::string& file : files) add_schemas(schemas, read_text(file), fs::path(file).filename());
  return schemas;
}

Layer bureau_layer(const std::string& name, const std::string& drawing, const Columns& columns, const char* crs) {
  Layer layer = drawing.empty() ? Layer{} : sketch_layer(drawing, crs);
  if (drawing.empty() && *crs) layer.crs = Crs(crs);
  layer.name = name;
  layer.file = "bureau.gdb";
  layer.fields.clear();
  for (const auto& [column, cells] : columns) {
    Field field{column, FieldType::text, {}};
    for (std::size_t row = 0; row < layer.size(); ++row) field.values.push_back(row >= cells.size() || cells[row].empty() ? Value() : Value(cells[row]));
    layer.fields.push_back(std::move(field));
  }
  return layer;
}

std::string refusal_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& e) {
    return std::string(name(e.code())) + ": " + e.text().en;
  }
  return "accepted";
}

}  // namespace libspatial::testing
