#include "support/drawn.hpp"

#include <cctype>
#include <stdexcept>

#include "libspatial/exchange.hpp"
#include "support/sketch.hpp"

namespace libspatial::testing {
namespace {

constexpr const char* crs = "EPSG:4551";

Layer named(const std::string& name, const std::string& drawing, const std::string& field) {
  Layer layer = drawing.empty() ? Layer{} : sketch_layer(drawing, crs);
  layer.name = name;
  layer.file = "drawn.gpkg";
  layer.crs = Crs(crs);
  if (layer.fields.empty()) layer.fields.push_back({"name", FieldType::text, {}});
  layer.fields.push_back({field, FieldType::text, layer.fields.front().values});
  return layer;
}

std::string kind_word(const Value& letter) {
  const std::string text = to_text(letter);
  return text == "C" ? "concentrated" : text == "F" ? "flexible" : text == "S" ? "special" : text;
}

}  // namespace

std::vector<Layer> Drawn::layers() const {
  std::vector<Layer> result;
  Layer manifest;
  manifest.name = "layer_manifest";
  manifest.file = "drawn.gpkg";
  for (const char* field : {"role", "layer", "valid_from", "valid_to", "covers"}) manifest.fields.push_back({field, FieldType::text, {}});
  const auto add = [&](const char* role, Layer layer) {
    const std::string cells[] = {role, layer.name, valid_from, valid_to, covers};
    for (std::size_t i = 0; i < 5; ++i) manifest.fields[i].values.emplace_back(cells[i]);
    manifest.shapes.add_none();
    result.push_back(std::move(layer));
  };
  if (units) add("units", named("units", units, "code"));
  if (zones) {
    Layer layer = named("growth_boundary_zones", zones, "zone_kind");
    append(layer, named("", zones_again, "zone_kind"));
    for (Value& value : layer.fields.back().values) value = kind_word(value);
    add("ugb", std::move(layer));
  }
  if (farmland) add("permanent_farmland", named("permanent_farmland", farmland, "dlbm"));
  if (redline) add("ecological_redline", named("ecological_redline", redline, "no"));
  result.push_back(std::move(manifest));
  return result;
}

Layer drawn_projects(const std::string& drawing, const std::string& kind) {
  Layer layer = sketch_layer(drawing, crs);
  layer.name = "projects";
  layer.file = "projects.gpkg";
  Field id{"id", FieldType::text, {}}, kinds{"kind", FieldType::text, {}};
  for (const Value& letter : layer.fields.front().values) {
    id.values.emplace_back(std::string(1, static_cast<char>(std::toupper(to_text(letter)[0]))));
    kinds.values.emplace_back(kind);
  }
  layer.fields = {std::move(id), std::move(kinds)};
  return layer;
}

RuleSet sample_rules() {
  const std::string file = LIBSPATIAL_ROOT "/libspatial/data/rules/jilin-sample.yaml";
  return parse_rules(read_text(file), file);
}

const Finding& finding_of(const ProjectResult& project, const std::string& rule) {
  for (const Finding& finding : project.findings) {
    if (finding.rule == rule) return finding;
  }
  throw std::out_of_range(project.id + " has no finding of " + rule);
}

}  // namespace libspatial::testing
