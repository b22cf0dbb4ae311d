#include <algorithm>

#include "libspatial/schema.hpp"

namespace libspatial {

const StandardField* StandardLayer::find(std::string_view field) const {
  const auto found = std::find_if(fields.begin(), fields.end(), [&](const StandardField& f) { return f.name == field; });
  return found == fields.end() ? nullptr : &*found;
}

const StandardLayer* PlanLayout::find(std::string_view role) const {
  const auto found = std::find_if(layers.begin(), layers.end(), [&](const StandardLayer& l) { return l.role == role; });
  return found == layers.end() ? nullptr : &*found;
}

Schemas standard_schemas(PlanLayout layout) {
  Schemas result;
  for (const StandardLayer& layer : layout.layers) {
    Schema schema;
    schema.id = "standard-" + layer.role;
    schema.file = layout.file;
    schema.role = layer.role;
    schema.title = layer.title;
    schema.verified = true;
    schema.source = layout.file;
    schema.names = {layer.name, layer.role};
    for (const StandardField& field : layer.fields) schema.fields.push_back({field.name, {field.name}, {}, 0, {}, {}});
    result.sets.push_back(std::move(schema));
  }
  result.layout = std::move(layout);
  return result;
}

namespace {

Layer without_rows(const StandardLayer& standard, const std::optional<Crs>& crs) {
  Layer layer;
  layer.name = standard.name;
  if (standard.shape != ShapeType::none) layer.crs = crs;
  for (const StandardField& field : standard.fields) layer.fields.push_back({field.name, field.type, {}});
  return layer;
}

std::string type_of(const StandardField& field) {
  return field.is_date ? "date YYYY-MM-DD" : field.type == FieldType::integer ? "integer" : field.type == FieldType::real ? "real" : "text";
}

void explain(const StandardLayer& layer, Layer& readme) {
  const auto add = [&](const std::vector<std::string>& cells) {
    readme.shapes.add_none();
    for (std::size_t i = 0; i < cells.size(); ++i) readme.fields[i].values.push_back(cells[i].empty() ? Value() : Value(cells[i]));
  };
  add({layer.name, "", "", "", layer.title.zh, layer.title.en});
  for (const StandardField& field : layer.fields) {
    std::string words;
    for (const std::string& word : field.values) words += (words.empty() ? "" : ", ") + word;
    add({layer.name, field.name, type_of(field) + (field.required ? ", required" : ""), words, field.title.zh, field.title.en});
  }
}

}  // namespace

std::vector<Layer> empty_plan(const PlanLayout& layout, const Crs& crs) {
  std::vector<Layer> layers;
  Layer manifest = without_rows(layout.manifest, {});
  Layer readme;
  readme.name = "README";
  for (const char* field : {"layer", "field", "type", "values", "zh", "en"}) readme.fields.push_back({field, FieldType::text, {}});
  for (const StandardLayer& standard : layout.layers) {
    if (standard.many) continue;
    layers.push_back(without_rows(standard, crs));
    explain(standard, readme);
    manifest.shapes.add_none();
    for (Field& field : manifest.fields) field.values.push_back(field.name == "role" ? Value(standard.role) : field.name == "layer" ? Value(standard.name) : Value());
  }
  explain(layout.manifest, readme);
  layers.push_back(std::move(manifest));
  layers.push_back(std::move(readme));
  return layers;
}

std::string_view name(Outcome outcome) {
  switch (outcome) {
    case Outcome::used: return "used";
    case Outcome::known: return "known";
    case Outcome::refused: return "refused";
    case Outcome::left_out: return "left_out";
    case Outcome::unknown: return "unknown";
  }
  return "";
}

int Import::exit_code() const {
  int code = 0;
  for (const LayerReport& r : reports) {
    const bool doubtful = r.outcome == Outcome::unknown || r.outcome == Outcome::refused || !r.verified || !r.unverified.empty() || !r.fields_unknown.empty() ||
                          !r.values_unknown.empty() || (r.outcome == Outcome::used && r.by == RecognisedBy::fields);
    code = std::max(code, r.rejected > 0 ? 2 : doubtful ? 1 : 0);
  }
  return code;
}

}  // namespace libspatial
