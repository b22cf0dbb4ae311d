// libspatial plan along, plan distance: places in order along an axis; how far places are apart.

#include <iostream>
#include <memory>

#include "plan_lines.hpp"

namespace libspatial::cli {
namespace {

struct AlongCommand {
  LineChoice choice;
  std::string places, id, out;
  double within = 0, join = 0;

  void run(Session& session) {
    require_output(out, true);
    const Layer axis = choice.read(session);
    const Layer where = in_crs_of(session, axis, read_places(session, places, choice.crs));
    const Along found = along(axis, where, {.within = Length::metres(within), .join = Length::metres(join)});
    Layer line;
    line.name = "axis";
    line.crs = axis.crs;
    line.shapes = found.axis;
    line.fields = {{"length_m", FieldType::real, {found.length.metres()}}};
    write_tables(out, {table(found, labels_of(where, id), *axis.crs), line}, "libspatial plan along, m on the ellipsoid, " + axis.crs->code());
    for (const Length gap : found.joined) session.note({"轴线间隙已接合：" + decimals(gap.metres(), 3) + " 米", "a gap of the axis was bridged: " + decimals(gap.metres(), 3) + " m"});
    const std::string n = std::to_string(found.stops.size());
    std::cout << session.say({"轴线长 " + kilometres(found.length) + "，沿线 " + n + " 处", "the axis is " + kilometres(found.length) + " long, " + n + " places lie along it"}) << '\n';
    say_rejects(session, out, {&axis, &where});
  }
};

struct DistanceCommand {
  std::string a, b, a_id, b_id, crs, out;

  void run(Session& session) const {
    require_output(out, true);
    const Layer from = read_places(session, a, crs);
    const Layer to = in_crs_of(session, from, read_places(session, b, crs));
    const auto found = distances(from, to, session.threads);
    write_tables(out, {table(found, labels_of(from, a_id), labels_of(to, b_id), *from.crs)}, "libspatial plan distance, m on the ellipsoid, " + from.crs->code());
    say_rejects(session, out, {&from, &to});
  }
};

}  // namespace

void add_plan_along(CLI::App& plan, Session& session) {
  CLI::App* command = add_command(plan, session, "along", {"沿一条轴线依次有哪些地方", "what lies along an axis, in order"});
  auto o = std::make_shared<AlongCommand>();
  o->choice.add_options(*command, session, "AXIS");
  command->add_option("PLACES", o->places, session.say({"点或面", "points or polygons"}))->required();
  command->add_option("--within", o->within, session.say({"距轴线多少米以内", "not farther from the axis than this (metres)"}))->required();
  command->add_option("--join", o->join, session.say({"接合轴线上不超过该值的间隙（米，默认 0）", "bridge gaps of the axis up to this (metres, default 0)"}));
  command->add_option("--id", o->id, session.say({"地方的名称字段（默认：name 或 code）", "field with the place's name (default: name or code)"}));
  command->add_option("--out", o->out, session.say({"输出 .csv 或 .gpkg", ".csv or .gpkg to write"}))->required();
  command->callback([o, &session] { o->run(session); });
}

void add_plan_distance(CLI::App& plan, Session& session) {
  CLI::App* command = add_command(plan, session, "distance", {"两处相距多远：边缘之间与中心之间", "how far places are apart: between edges and between centres"});
  auto o = std::make_shared<DistanceCommand>();
  command->add_option("A", o->a, session.say({"点或面，可写 文件|layername=图层", "points or polygons: a file, or FILE|layername=NAME"}))->required();
  command->add_option("B", o->b, session.say({"点或面", "points or polygons"}))->required();
  command->add_option("--a-id", o->a_id, session.say({"A 的名称字段（默认：name 或 code）", "field with the name in A (default: name or code)"}));
  command->add_option("--b-id", o->b_id, session.say({"B 的名称字段", "field with the name in B"}));
  add_crs_options(*command, session, o->crs);
  command->add_option("--out", o->out, session.say({"输出 .csv 或 .gpkg", ".csv or .gpkg to write"}))->required();
  command->callback([o, &session] { o->run(session); });
}

}  // namespace libspatial::cli
