// The layers of pieces.gpkg: docs/reference/pieces-gpkg.md lists their fields.

#include <algorithm>
#include <map>
#include <set>

#include "geometry/box_index.hpp"
#include "libspatial/report.hpp"
#include "report/map_view.hpp"
#include "report/result_layers_json.hpp"
#include "report/utf8.hpp"
#include "report/words.hpp"

namespace libspatial {
namespace {

using report::valid_utf8;

// A layer that grows row by row; cells are given in the order of the fields.
class Table {
 public:
  Table(std::string name, const std::optional<Crs>& crs, std::vector<Field> fields) {
    layer_.name = std::move(name);
    layer_.crs = crs;
    layer_.fields = std::move(fields);
  }
  Shapes& shapes() { return layer_.shapes; }
  void add_cells(std::vector<Value> cells) {
    for (std::size_t i = 0; i < cells.size(); ++i) layer_.fields[i].values.push_back(std::move(cells[i]));
  }
  Layer take() { return std::move(layer_); }

 private:
  Layer layer_;
};

Field text(const char* name) { return {name, FieldType::text, {}}; }
Field real(const char* name) { return {name, FieldType::real, {}}; }
Field integer(const char* name) { return {name, FieldType::integer, {}}; }

Value square_metres(std::int64_t hundredths) { return Area::hundredths(hundredths).square_metres(); }
Value optional(const std::optional<double>& value) { return value ? Value(*value) : Value(); }

// The land of one zone kind as the table of the project says it, 0 when it has none.
Value zone_area(const ProjectResult& project, std::string_view kind) {
  std::int64_t sum = 0;
  for (const auto& zone : project.zones)
    if (zone.kind == kind) sum += zone.hundredths;
  return square_metres(sum);
}

// All parcels of a project as one shape.
void add_parcels(const Shapes& parcels, const std::vector<std::size_t>& rows, Shapes& out) {
  MultiPolygon all;
  for (const std::size_t row : rows) {
    if (parcels.type(row) != ShapeType::polygon) continue;
    for (auto& polygon : parcels.multipolygon(row).polygons) all.polygons.push_back(std::move(polygon));
  }
  all.polygons.empty() ? out.add_none() : out.add(all);
}

Layer projects_table(const CheckResult& result) {
  std::vector<Field> fields{text("id"), text("name"), text("kind"), text("verdict"), integer("parcels"),
                            real("official_m2"), real("planar_m2"), real("declared_m2")};
  for (const auto kind : report::zone_kind_names) fields.push_back(real((std::string(kind) + "_m2").c_str()));
  fields.push_back(real("multi_cover_m2"));
  Table table("projects", result.projects_layer.crs, std::move(fields));
  for (const ProjectResult& p : result.projects) {
    add_parcels(result.projects_layer.shapes, p.rows, table.shapes());
    std::vector<Value> cells{valid_utf8(p.id), valid_utf8(p.name), valid_utf8(p.kind), std::string(name(p.verdict)),
                             static_cast<std::int64_t>(p.rows.size()), square_metres(p.official),
                             optional(p.planar_m2), optional(p.declared_m2)};
    for (const auto kind : report::zone_kind_names) cells.push_back(zone_area(p, kind));
    cells.push_back(square_metres(p.multi_cover));
    table.add_cells(std::move(cells));
  }
  return table.take();
}

Layer pieces_table(const CheckResult& result) {
  Table table("pieces", result.projects_layer.crs, {text("project"), text("role"), text("zone"), real("area_m2"), integer("sliver")});
  std::set<std::size_t> slivers;
  for (const Sliver& sliver : result.slivers) slivers.insert(sliver.piece);
  for (std::size_t i = 0; i < result.pieces.size(); ++i) {
    const ProjectPiece& piece = result.pieces[i];
    table.shapes().add(result.piece_shapes, i);
    table.add_cells({valid_utf8(result.projects[piece.project].id), piece.role, valid_utf8(piece.zone),
                     square_metres(piece.hundredths), std::int64_t{slivers.contains(i)}});
  }
  return table.take();
}

// A reject's shape as it was given, when its bytes can be read at all.
void add_as_given(const Reject& reject, Shapes& out) {
  try {
    from_wkb(reject.wkb, out);
  } catch (const Error&) {
    out.add_none();
  }
}

Layer rejects_table(const CheckResult& result) {
  Table table("rejects", result.projects_layer.crs,
              {text("file"), text("layer"), integer("row"), text("id"), text("reason"), text("message_zh"), text("message_en")});
  const auto add = [&](const Layer& layer, const Reject& reject, const std::string& id) {
    const RowPlace place = place_of(layer, reject.row);
    table.add_cells({valid_utf8(place.file), valid_utf8(place.layer), static_cast<std::int64_t>(place.row), valid_utf8(id),
                     reject.reason, valid_utf8(reject.text.zh), valid_utf8(reject.text.en)});
  };
  for (const Reject& reject : result.projects_layer.rejects) {
    add_as_given(reject, table.shapes());
    add(result.projects_layer, reject, report::project_of_row(result, reject.row));
  }
  // A rejected row of the plan is kept as it was given, in a CRS that may not be this table's: no shape.
  for (const PlanLayer& of : result.plan.layers()) {
    for (const Reject& reject : of.layer.rejects) {
      table.shapes().add_none();
      add(of.layer, reject, {});
    }
  }
  return table.take();
}

// The land the projects' maps show, one box per project with a shape, as given or rejected.
std::vector<Box> map_frames(const CheckResult& result, const Layer& projects, const Layer& rejects) {
  const bool degrees = result.projects_layer.crs && result.projects_layer.crs->is_geographic();
  std::map<std::string, Box> boxes;
  for (const Layer* layer : {&projects, &rejects})
    for (std::size_t row = 0; row < layer->size(); ++row)
      boxes[to_text(layer->field("id").values[row])].add(layer->shapes.box(row));
  std::vector<Box> frames;
  for (const auto& [id, box] : boxes)
    if (!box.empty()) frames.push_back(report::project_view(box, degrees).land());
  return frames;
}

std::string cell(const Layer& layer, const char* field, std::size_t row) {
  const Field* found = layer.find_field(field);
  return found ? valid_utf8(to_text(found->values[row])) : std::string();
}

void add_zone_rows(const CheckResult& result, const PlanLayer& of, const BoxIndex& frames, Table& table) {
  const bool boundary = of.role == "ugb";
  for (std::size_t row = 0; row < of.layer.size(); ++row) {
    const Box box = of.layer.shapes.box(row);
    const bool shown = frames.meets(box);
    // The growth boundary is the skeleton of the overview map: it is kept whole.
    if (box.empty() || !(boundary || shown)) continue;
    const std::string kind = boundary ? std::string(name(result.plan.ugb_kinds()[row])) : std::string();
    table.shapes().add(of.layer.shapes, row);
    table.add_cells({boundary ? "ugb." + kind : of.role, cell(of.layer, "name", row)});
  }
}

Layer zones_table(const CheckResult& result, const BoxIndex& frames) {
  Table table("zones", result.projects_layer.crs, {text("role"), text("name")});
  for (const char* role : {"ugb", "permanent_farmland", "ecological_redline"})
    if (const PlanLayer* of = result.plan.find(role)) add_zone_rows(result, *of, frames, table);
  return table.take();
}

Layer units_table(const CheckResult& result) {
  Table table("units", result.projects_layer.crs, {text("code"), text("name"), text("level")});
  if (const PlanLayer* units = result.plan.find("units")) {
    for (std::size_t row = 0; row < units->layer.size(); ++row) {
      table.shapes().add(units->layer.shapes, row);
      table.add_cells({cell(units->layer, "code", row), cell(units->layer, "name", row), cell(units->layer, "level", row)});
    }
  }
  return table.take();
}

}  // namespace

std::vector<Layer> result_layers(const CheckResult& result) {
  Layer projects = projects_table(result), rejects = rejects_table(result);
  Layer zones = zones_table(result, BoxIndex(map_frames(result, projects, rejects)));
  std::vector<Layer> layers;
  layers.push_back(std::move(projects));
  layers.push_back(pieces_table(result));
  layers.push_back(std::move(zones));
  layers.push_back(units_table(result));
  layers.push_back(std::move(rejects));
  return layers;
}

}  // namespace libspatial
