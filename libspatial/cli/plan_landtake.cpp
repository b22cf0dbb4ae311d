// libspatial plan landtake: the land a road or railway takes, by zone of every layer of a plan.

#include <iostream>
#include <memory>

#include "libspatial/io.hpp"
#include "plan_lines.hpp"

namespace libspatial::cli {
namespace {

/// Layers of a plan that a land take is held against.
constexpr const char* plan_roles[] = {"units", "ugb", "permanent_farmland", "ecological_redline", "land_parcels", "towns", "villages"};

struct LandtakeCommand {
  LineChoice choice;
  std::string width_field, plan, out, kind = "official", zone_id;
  std::vector<std::string> zones;
  std::optional<double> width;
  bool round = false;

  void run(Session& session) {
    require_output(out, true);
    if (plan.empty() && zones.empty()) throw Error(Errc::bad_argument, {"请用 --plan 或 --zones 给出分区", "give zones with --plan or --zones"});
    if (!width && width_field.empty()) throw Error(Errc::bad_argument, {"请用 --width（米）或 --width-field 给出宽度", "give a width with --width (metres) or --width-field"});
    const Length most = widest("widest_land");
    if (width) require_width(Length::metres(*width), most, {"--width", "--width"});
    const AreaKind how = area_kind(kind);
    const Layer lines = choice.read(session);
    Layer land = corridors(lines, {.name_field = choice.name_field, .width = Length::metres(width.value_or(0)), .width_field = width_field, .widest = most, .round_joins = round});
    say_stretch(session, land, how);
    for (const Reject& r : land.rejects) {
      if (r.reason == "no_width" || r.reason == "too_wide") session.warn({"未采用 " + r.text.zh, "not used: " + r.text.en});
    }
    Layer rows = empty_rows(*land.crs, is_gpkg());
    std::vector<Layer> against = layers(session, land);
    for (const Layer& layer : against) add_rows(session, rows, land, layer, how);
    Layer corridor_table = land;
    corridor_table.name = "corridors";
    corridor_table.rejects.clear();
    Field field{"area_m2", FieldType::real, {}};
    Area sum;
    for (const Area a : areas(land.shapes, *land.crs, how, session.threads)) field.values.emplace_back(a.square_metres()), sum += a;
    corridor_table.fields.push_back(std::move(field));
    write_tables(out, {rows, corridor_table}, "libspatial plan landtake, area " + kind + " m2, " + land.crs->code());
    const Area once = area(united(land.shapes), 0, *land.crs, how);
    std::cout << session.say({std::to_string(land.size()) + " 条线，占地之和 " + decimals(sum.square_metres(), 2) + " m²，重叠处只计一次 " + decimals(once.square_metres(), 2) + " m²（" + kind + "）",
                              std::to_string(land.size()) + " lines take " + decimals(sum.square_metres(), 2) + " m² in all, " + decimals(once.square_metres(), 2) + " m² with land under several counted once (" + kind + ")"}) << '\n';
    Layer flaws = lines;
    flaws.rejects = land.rejects;
    std::vector<const Layer*> told{&flaws};
    for (const Layer& layer : against) told.push_back(&layer);
    say_rejects(session, out, told);
  }

 private:
  bool is_gpkg() const { return out.ends_with(".gpkg"); }

  static Layer empty_rows(const Crs& crs, bool with_shapes) {
    Layer rows;
    rows.name = "landtake";
    if (with_shapes) rows.crs = crs;
    rows.fields = {{"line", FieldType::text, {}}, {"layer", FieldType::text, {}}, {"zone", FieldType::text, {}}, {"kind", FieldType::text, {}}, {"row", FieldType::integer, {}}, {"area_m2", FieldType::real, {}}, {"share", FieldType::real, {}}};
    return rows;
  }

  /// Zone layers in the CRS of the land, named by role or by their layer.
  std::vector<Layer> layers(const Session& session, const Layer& land) const {
    std::vector<Layer> result;
    if (!plan.empty()) {
      const Plan loaded(read_plan_layers(session, plan));
      for (const char* role : plan_roles) {
        const PlanLayer* found = loaded.find(role);
        if (!found) continue;
        result.push_back(in_crs_of(session, land, found->layer));
        say_flaws(session, result.back());
        result.back().name = role;
      }
      if (result.empty()) throw Error(Errc::bad_plan, {plan + " 没有可以叠加的分区图层", plan + " has no layer of zones to lay over"});
    }
    for (const std::string& spec : zones) result.push_back(in_crs_of(session, land, read_polygons(session, spec, choice.crs)));
    return result;
  }

  std::vector<std::string> zone_labels(const Layer& layer) const {
    if (!zone_id.empty() && layer.find_field(zone_id)) return labels(layer, zone_id);
    for (const char* usual : {"code", "bsm", "id", "name"}) {
      if (layer.find_field(usual)) return labels(layer, usual);
    }
    return labels(layer, {});
  }

  void add_rows(Session& session, Layer& rows, const Layer& land, const Layer& layer, AreaKind how) const {
    const Overlay result = overlay(land, ZoneIndex(layer, session.threads), {.area = how, .shapes = is_gpkg(), .threads = session.threads, .progress = {}});
    const auto names = labels(land, "name"), zone_names = zone_labels(layer);
    const Field* kinds = nullptr;
    for (const char* usual : {"zone_kind", "dlbm", "level"}) {
      if (!kinds) kinds = layer.find_field(usual);
    }
    for (std::size_t i = 0; i < result.pieces.size(); ++i) {
      const Piece& p = result.pieces[i];
      const bool is_outside = p.zone == outside;
      if (is_gpkg()) rows.shapes.add(result.shapes, i);
      else rows.shapes.add_none();
      const Value cells[] = {names[p.subject], layer.name, is_outside ? Value{} : Value{zone_names[p.zone]}, is_outside || !kinds ? Value{} : Value{to_text(kinds->values[p.zone])},
                             is_outside ? Value{} : Value{static_cast<std::int64_t>(layer.first_row + p.zone)}, p.area.square_metres(), p.share};
      for (std::size_t f = 0; f < rows.fields.size(); ++f) rows.fields[f].values.push_back(cells[f]);
    }
    Area twice;
    for (const Area a : result.multi_cover) twice += a;
    if (twice > Area()) {
      session.warn({layer.name + "：分区之间相互重叠，有 " + decimals(twice.square_metres(), 2) + " m² 计入了多个分区", layer.name + ": zones overlap each other, " + decimals(twice.square_metres(), 2) + " m² are counted in several"});
    }
  }
};

}  // namespace

void add_plan_landtake(CLI::App& plan, Session& session) {
  CLI::App* command = add_command(plan, session, "landtake", {"道路、铁路按红线宽度占用各类分区的面积", "the land a road or railway takes in every zone, from its centre line and width"});
  auto o = std::make_shared<LandtakeCommand>();
  o->choice.add_options(*command, session, "ROADS");
  command->add_option("--width", o->width, session.say({"红线宽度（米），用于没有自己宽度的线", "width across in metres, of lines without one of their own"}));
  command->add_option("--width-field", o->width_field, session.say({"宽度字段（米）", "field with the width in metres"}));
  command->add_option("--plan", o->plan, session.say({"规划 .gpkg：其中的分区、永久基本农田、红线、图斑都会叠加", "plan .gpkg: its zones, farmland, red line and parcels are laid over"}));
  command->add_option("--zones", o->zones, session.say({"其他分区图层（可多次）", "other layers of zones (may be repeated)"}));
  command->add_option("--zone-id", o->zone_id, session.say({"分区编号字段（默认：code、bsm、id 或 name）", "field with the zone's id (default: code, bsm, id or name)"}));
  command->add_flag("--round", o->round, session.say({"转角为圆角（默认斜接）", "corners rounded (default: mitred)"}));
  command->add_option("--area", o->kind, session.say({"面积种类：official、geodesic、planar", "official, geodesic or planar"}))->capture_default_str();
  command->add_option("--out", o->out, session.say({"输出 .csv 或 .gpkg", ".csv or .gpkg to write"}))->required();
  command->callback([o, &session] { o->run(session); });
}

}  // namespace libspatial::cli
