#include "report/result_layers_json.hpp"

#include <algorithm>

namespace libspatial::report {
namespace {

std::int64_t count(std::size_t n) { return static_cast<std::int64_t>(n); }

void write_rows(JsonWriter& json, const Layer& layer) {
  const std::size_t read = layer.size(), repaired = layer.repairs.size(), rejected = layer.rejects.size();
  json.begin_object("rows");
  json.integer("read", count(read));
  json.integer("used", count(read - std::min(read, repaired + rejected)));
  json.integer("repaired", count(repaired));
  json.integer("rejected", count(rejected));
  json.end();
}

// `of` tells what the plan's manifest says of the layer.
void write_layer(JsonWriter& json, const std::string& role, const Layer& layer, const PlanLayer& of) {
  json.begin_object();
  json.string("role", role);
  json.string("name", layer.name);
  json.known("file", layer.file);
  json.known("crs", layer.crs ? layer.crs->code() : "");
  write_rows(json, layer);
  json.known("valid_from", of.valid_from);
  json.known("valid_to", of.valid_to);
  json.known("covers", of.covers);
  json.decimal("accuracy_m", of.accuracy_m > 0 ? std::optional(of.accuracy_m) : std::nullopt, 2);
  json.known("source", of.source);
  json.begin_array("notes");
  for (const Text& note : layer.notes) json.text({}, note);
  json.end();
  json.end();
}

// Runs `visit(layer, is_projects)` over the projects' layer and every layer of the plan.
template <class Visit>
void each_layer(const CheckResult& result, Visit visit) {
  visit(result.projects_layer, true);
  for (const PlanLayer& of : result.plan.layers()) visit(of.layer, false);
}

void write_place_of_row(JsonWriter& json, const CheckResult& result, const Layer& layer, bool projects, std::size_t row) {
  const RowPlace place = place_of(layer, row);
  json.known("file", place.file);
  json.string("layer", place.layer);
  json.integer("row", count(place.row));
  json.known("id", projects ? project_of_row(result, row) : "");
}

void write_repair(JsonWriter& json, const Layer& layer, const Repair& repair) {
  const bool degrees = layer.crs && layer.crs->is_geographic();
  json.text("message", repair.flaw.reason);
  json.decimal("x", repair.flaw.place.x, degrees ? 8 : 3);
  json.decimal("y", repair.flaw.place.y, degrees ? 8 : 3);
  // Square degrees are no area: only metres say something here.
  json.decimal("before_m2", degrees ? std::nullopt : std::optional(repair.before), 2);
  json.decimal("after_m2", degrees ? std::nullopt : std::optional(repair.after), 2);
}

}  // namespace

std::string project_of_row(const CheckResult& result, std::size_t row) {
  for (const ProjectResult& project : result.projects)
    if (std::ranges::find(project.rows, row) != project.rows.end()) return project.id;
  return {};
}

void write_layers(JsonWriter& json, const CheckResult& result) {
  json.begin_array("layers");
  write_layer(json, "projects", result.projects_layer, {});
  for (const PlanLayer& of : result.plan.layers()) write_layer(json, of.role, of.layer, of);
  json.end();
}

void write_rejects(JsonWriter& json, const CheckResult& result) {
  json.begin_array("rejects");
  each_layer(result, [&](const Layer& layer, bool projects) {
    for (const Reject& reject : layer.rejects) {
      json.begin_object();
      write_place_of_row(json, result, layer, projects, reject.row);
      json.string("reason", reject.reason);
      json.text("message", reject.text);
      json.end();
    }
  });
  json.end();
}

void write_repairs(JsonWriter& json, const CheckResult& result) {
  json.begin_array("repairs");
  each_layer(result, [&](const Layer& layer, bool projects) {
    for (const Repair& repair : layer.repairs) {
      json.begin_object();
      write_place_of_row(json, result, layer, projects, repair.row);
      write_repair(json, layer, repair);
      json.end();
    }
  });
  json.end();
}

}  // namespace libspatial::report
