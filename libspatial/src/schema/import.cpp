// import_layers(): orders → recognition → the standard form, and what became of every row.

#include <algorithm>
#include <set>

#include "schema/columns.hpp"
#include "schema/names.hpp"
#include "schema/values.hpp"

namespace libspatial {
namespace {

using schema::Cells;

constexpr std::string_view no_role = "none";

std::string titles_of(const std::vector<Layer>& layers) {
  std::string names;
  for (const Layer& layer : layers) names += (names.empty() ? "" : ", ") + title(layer);
  return names.empty() ? "-" : names;
}

/// The role ordered for every layer; empty: none was.
std::vector<std::string> ordered_roles(const std::vector<Layer>& layers, const Schemas& schemas, const ImportOptions& options) {
  std::vector<std::string> roles(layers.size());
  for (const auto& [wanted, role] : options.roles) {
    if (role != no_role && !schemas.layout.find(role)) {
      std::string known(no_role);
      for (const StandardLayer& layer : schemas.layout.layers) known += ", " + layer.role;
      throw Error(Errc::bad_argument, {"--map " + wanted + "=" + role + "：没有这个角色；角色有 " + known, "--map " + wanted + "=" + role + ": no such role; the roles are " + known});
    }
    std::vector<std::size_t> meant;
    for (std::size_t i = 0; i < layers.size(); ++i) {
      if (layers[i].name == wanted || title(layers[i]) == wanted) meant.push_back(i);
    }
    if (meant.size() != 1) {
      const Text why = meant.empty() ? Text{"没有这个图层；现有 ", "there is no such layer; there are "} : Text{"有几个同名图层，请写成 文件|layername=图层；现有 ", "several layers have that name, write FILE|layername=NAME; there are "};
      throw Error(Errc::bad_argument, {"--map " + wanted + "：" + why.zh + titles_of(layers), "--map " + wanted + ": " + why.en + titles_of(layers)});
    }
    if (!roles[meant[0]].empty()) throw Error(Errc::bad_argument, {"--map 两次指定了 " + title(layers[meant[0]]), "--map names " + title(layers[meant[0]]) + " twice"});
    roles[meant[0]] = role;
  }
  for (const auto& [role, covers] : options.covers) {
    const bool known = role.empty() || schemas.layout.find(role);
    if (known && (covers == "units" || covers == "partial")) continue;
    throw Error(Errc::bad_argument, {"--covers 应写成 units、partial，或 角色=units、角色=partial，而不是“" + (role.empty() ? "" : role + "=") + covers + "”",
                                     "--covers must be units or partial, or ROLE=units or ROLE=partial, not \"" + (role.empty() ? "" : role + "=") + covers + "\""});
  }
  return roles;
}

[[noreturn]] void ambiguous(const Layer& layer, const Recognition& found) {
  std::string kinds_zh, kinds_en;
  for (const Schema* schema : found.rivals) {
    const std::string role = schema->role.empty() ? std::string(no_role) : schema->role;
    kinds_zh += (kinds_zh.empty() ? "" : "、") + schema->title.zh + "（" + role + "）";
    kinds_en += (kinds_en.empty() ? "" : ", ") + schema->title.en + " (" + role + ")";
  }
  throw Error(Errc::bad_plan, {title(layer) + " 同时符合几种图层：" + kinds_zh + "。请用 --map " + layer.name + "=角色 指明，或用 --map " + layer.name + "=none 略去",
                               title(layer) + " fits several kinds of layer: " + kinds_en + ". Say which with --map " + layer.name + "=ROLE, or leave it out with --map " + layer.name + "=none"});
}

Recognition recognise_as_ordered(const Layer& layer, const Schemas& schemas, const std::string& role) {
  Recognition found = recognise(layer, schemas);
  if (role.empty()) {
    if (!found.rivals.empty()) ambiguous(layer, found);
    return found;
  }
  if (found.schema && found.schema->use == SchemaUse::refused) {
    throw Error(Errc::bad_plan, {title(layer) + " 不能作 " + role + "：" + found.schema->note.zh, title(layer) + " cannot be " + role + ": " + found.schema->note.en});
  }
  found = recognise(layer, schemas, role);
  if (found.schema) return found;
  Text why;
  for (const Text& note : found.notes) why = {why.zh + "；" + note.zh, why.en + "; " + note.en};
  throw Error(Errc::bad_plan, {title(layer) + " 不能作 " + role + why.zh + "。请检查图层，或用 --schema 补充别名", title(layer) + " cannot be " + role + why.en + ". Check the layer, or add its fields by --schema"});
}

/// Rows whose shape is not what the role needs, for roles whose shapes are not mended.
void require_shapes(Layer& layer, ShapeType wanted) {
  std::set<std::size_t> known;
  for (const Reject& r : layer.rejects) known.insert(r.row);
  for (std::size_t row = 0; row < layer.size(); ++row) {
    const ShapeType type = layer.shapes.type(row);
    if (type == wanted || known.count(row)) continue;
    const std::string n = std::to_string(layer.first_row + row);
    const Text why = type == ShapeType::none ? Text{"没有几何图形", "has no geometry"} : Text{"图形类型不对", "has a shape of another type"};
    layer.rejects.push_back({row, type == ShapeType::none ? "null_geometry" : "wrong_shape", {title(layer) + " 第 " + n + " 行：" + why.zh, title(layer) + " row " + n + ": " + why.en}, {}});
  }
}

Layer with_shapes(Layer layer, const StandardLayer& standard, const ImportOptions& options) {
  if (standard.shape == ShapeType::none) {
    layer.crs.reset();
    layer.rejects.clear();
    return layer;
  }
  if (!layer.crs && !options.crs.empty()) layer.crs = Crs(options.crs);
  if (standard.shape == ShapeType::polygon) return polygons(std::move(layer), {.width_field = "", .may_be_empty = true, .threads = options.threads});
  if (!layer.crs) return polygons(std::move(layer), {.width_field = "", .may_be_empty = true, .threads = 1});  // says what is to be done
  if (const auto why = find_implausible(layer.shapes, *layer.crs)) throw crs_implausible(layer, *why);
  require_shapes(layer, standard.shape);
  return layer;
}

/// The shapes as they go into the plan: none where the row cannot be used, but one that crosses itself stays for all to see.
Shapes shapes_to_write(const Layer& layer, const std::set<std::size_t>& without) {
  Shapes shapes;
  std::map<std::size_t, const Reject*> rejects;
  for (const Reject& r : layer.rejects) rejects.emplace(r.row, &r);
  for (std::size_t row = 0; row < layer.size(); ++row) {
    const auto reject = rejects.find(row);
    if (without.count(row)) shapes.add_none();
    else if (reject == rejects.end()) shapes.add(layer.shapes, row);
    else if (reject->second->reason == "invalid") from_wkb(reject->second->wkb, shapes);
    else shapes.add_none();
  }
  return shapes;
}

void report_fields(const Layer& layer, const Schema& schema, const StandardLayer& standard, const Schemas& schemas, LayerReport& report) {
  const auto columns = schema::columns_of(layer, schema);
  const auto all = schema::all_names(schema);
  std::set<std::size_t> known;
  std::set<std::string> given;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    std::set<std::size_t> of_this;
    if (columns[i].from) of_this.insert(*columns[i].from);
    for (const auto* sets : {&columns[i].names, &columns[i].codes}) {
      for (const auto& column : *sets) {
        if (column) of_this.insert(*column);
      }
    }
    for (const std::size_t column : of_this) {
      report.fields.emplace_back(layer.fields[column].name, schema.fields[i].to);
      known.insert(column);
      given.insert(schema.fields[i].to);
    }
    for (const std::string& alias : schema.fields[i].from) {  // a second column of the same meaning is known, too
      if (const auto column = schema::find_column(layer, {alias}, all)) known.insert(*column);
    }
  }
  for (const auto* names : {&schema.unused, &schemas.unused_fields}) {
    for (const std::string& alias : *names) {
      if (const auto column = schema::find_column(layer, {alias}, all)) known.insert(*column);
    }
  }
  for (std::size_t i = 0; i < layer.fields.size(); ++i) {
    if (!known.count(i)) report.fields_unknown.push_back(layer.fields[i].name);
  }
  for (const StandardField& field : standard.fields) {
    if (!given.count(field.name)) report.fields_missing.push_back(field.name);
  }
}

/// One layer in the standard form; fills its report.
Layer adapt(Layer given, const Schema& schema, const Schemas& schemas, const ImportOptions& options, LayerReport& report) {
  const StandardLayer& standard = *schemas.layout.find(schema.role);
  Cells cells = schema::read_cells(given, schema, standard);
  report_fields(given, schema, standard, schemas, report);
  const Layer layer = with_shapes(std::move(given), standard, options);
  std::set<std::size_t> by_value, rejected;
  for (const Reject& r : cells.rejects) by_value.insert(r.row);
  report.rejects = layer.rejects;
  for (const Reject& r : layer.rejects) rejected.insert(r.row);
  for (Reject& r : cells.rejects) {
    if (rejected.insert(r.row).second) report.rejects.push_back(std::move(r));
  }
  std::stable_sort(report.rejects.begin(), report.rejects.end(), [](const Reject& a, const Reject& b) { return a.row < b.row; });
  for (const Repair& r : layer.repairs) {
    if (!rejected.count(r.row)) report.repairs.push_back(r);
  }
  report.rejected = rejected.size();
  report.repaired = report.repairs.size();
  report.used = layer.size() - report.rejected - report.repaired;
  report.values_unknown = std::move(cells.unknown);
  report.unverified = std::move(cells.unverified);
  report.crs = layer.crs ? layer.crs->code() : "";
  report.notes.insert(report.notes.end(), layer.notes.begin(), layer.notes.end());
  if (layer.size() == 0) {
    report.notes.push_back({"图层没有要素：是确实没有，还是没有提供，无法得知；layer_manifest 的 covers 未填，相关规则将无法判定",
                            "the layer has no rows: nobody can tell whether there is none or it was not delivered; covers of layer_manifest is left empty, so that its rules cannot judge"});
  }
  Layer out;
  out.name = standard.many ? standard.name + "_" + report.layer : standard.name;
  out.crs = layer.crs;
  out.shapes = standard.shape == ShapeType::none ? layer.shapes : shapes_to_write(layer, by_value);
  out.fields = std::move(cells.fields);
  report.written_as = out.name;
  return out;
}

std::string covers_of(const std::string& role, const ImportOptions& options) {
  auto found = options.covers.find(role);
  if (found == options.covers.end()) found = options.covers.find("");
  return found == options.covers.end() ? "" : found->second;
}

Layer manifest_of(const std::vector<LayerReport>& reports, const Schemas& schemas, const ImportOptions& options) {
  const StandardLayer& standard = schemas.layout.manifest;
  Layer manifest;
  manifest.name = standard.name;
  for (const StandardField& field : standard.fields) manifest.fields.push_back({field.name, field.type, {}});
  for (const LayerReport& r : reports) {
    if (r.outcome != Outcome::used || schemas.layout.find(r.role)->many) continue;
    manifest.shapes.add_none();
    const std::map<std::string, Value> cells{{"role", r.role}, {"layer", r.written_as}, {"valid_from", options.valid_from}, {"valid_to", options.valid_to},
                                             {"covers", r.read > 0 ? covers_of(r.role, options) : ""}, {"accuracy_m", options.accuracy_m > 0 ? Value(options.accuracy_m) : Value()},
                                             {"source", options.source.empty() ? r.file + "|layername=" + r.layer : options.source}};
    for (Field& field : manifest.fields) {
      const auto found = cells.find(field.name);
      const auto* text = found == cells.end() ? nullptr : std::get_if<std::string>(&found->second);
      field.values.push_back(found == cells.end() || (text && text->empty()) ? Value() : found->second);
    }
  }
  return manifest;
}

void require_one_layer_per_role(const std::vector<LayerReport>& reports, const Schemas& schemas) {
  std::map<std::string, const LayerReport*> first;
  for (const LayerReport& r : reports) {
    if (r.outcome != Outcome::used || schemas.layout.find(r.role)->many) continue;
    const auto [at, fresh] = first.emplace(r.role, &r);
    if (fresh) continue;
    const std::string a = at->second->file + "|layername=" + at->second->layer, b = r.file + "|layername=" + r.layer;
    throw Error(Errc::bad_plan, {"角色 " + r.role + " 有两个图层：" + a + " 和 " + b + "。请用 --map 图层=none 略去一个，或用 --map 图层=角色 改作别的角色",
                                 "two layers have the role " + r.role + ": " + a + " and " + b + ". Leave one out with --map LAYER=none, or give it another role with --map LAYER=ROLE"});
  }
}

}  // namespace

LayerReport read_fields(const Layer& layer, const Schema& schema, const Schemas& schemas) {
  const StandardLayer& standard = *schemas.layout.find(schema.role);
  LayerReport report;
  Cells cells = schema::read_cells(layer, schema, standard);
  report_fields(layer, schema, standard, schemas, report);
  report.values_unknown = std::move(cells.unknown);
  report.unverified = std::move(cells.unverified);
  report.rejects = std::move(cells.rejects);
  return report;
}

Import import_layers(std::vector<Layer> layers, const Schemas& schemas, const ImportOptions& options) {
  const auto orders = ordered_roles(layers, schemas, options);
  std::vector<const Schema*> kinds(layers.size());
  Import result;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    LayerReport report;
    report.file = layers[i].file;
    report.layer = layers[i].name;
    report.read = layers[i].size();
    report.crs = layers[i].crs ? layers[i].crs->code() : "";
    if (orders[i] == no_role) {
      report.outcome = Outcome::left_out;
      report.by = RecognisedBy::order;
    } else {
      const Recognition found = recognise_as_ordered(layers[i], schemas, orders[i]);
      kinds[i] = found.schema;
      report.by = found.by;
      report.notes = found.notes;
    }
    if (const Schema* kind = kinds[i]) {
      report.schema = kind->id;
      report.role = kind->role;
      report.title = kind->title;
      report.verified = kind->verified;
      report.outcome = kind->use == SchemaUse::role ? Outcome::used : kind->use == SchemaUse::none ? Outcome::known : Outcome::refused;
      if (!kind->note.zh.empty()) report.notes.push_back(kind->note);
    }
    result.reports.push_back(std::move(report));
  }
  require_one_layer_per_role(result.reports, schemas);
  if (std::none_of(result.reports.begin(), result.reports.end(), [](const LayerReport& r) { return r.outcome == Outcome::used; })) {
    throw Error(Errc::bad_plan, {"没有认出任何规划图层：" + titles_of(layers) + "。请用 --map 图层=角色 指明，或用 --schema 补充别名",
                                 "no layer of a plan was recognised: " + titles_of(layers) + ". Say what they are with --map LAYER=ROLE, or add their names by --schema"});
  }
  for (std::size_t i = 0; i < layers.size(); ++i) {
    if (result.reports[i].outcome == Outcome::used) result.layers.push_back(adapt(std::move(layers[i]), *kinds[i], schemas, options, result.reports[i]));
  }
  result.layers.push_back(manifest_of(result.reports, schemas, options));
  return result;
}

}  // namespace libspatial
