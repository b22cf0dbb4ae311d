// libspatial plan corridor: what lines enclose, or the land beside them.

#include <iostream>
#include <memory>

#include "libspatial/io.hpp"
#include "plan_lines.hpp"

namespace libspatial::cli {
namespace {

struct CorridorCommand {
  LineChoice choice;
  std::string out, kind = "official";
  std::optional<double> buffer;
  double snap = 0;
  bool enclose = false, round = false;

  void run(Session& session) {
    require_output(out, false);
    if (enclose == buffer.has_value()) throw Error(Errc::bad_argument, {"请在 --enclose（围合区域）与 --buffer（两侧距离）中选一个", "choose one of --enclose (the region enclosed) and --buffer (a distance to both sides)"});
    if (!enclose) require_width(Length::metres(*buffer), Length::metres(widest("widest_corridor").metres() / 2), {"--buffer", "--buffer"});
    if (!(snap >= 0) || (snap > 0 && !enclose)) throw Error(Errc::bad_argument, {"--snap 应为正数（米），并与 --enclose 同用", "--snap must be positive (metres) and goes with --enclose"});
    const Layer lines = choice.read(session);
    if (enclose) region(session, lines);
    else belt(session, lines);
    say_rejects(session, out, {&lines});
  }

 private:
  void region(Session& session, const Layer& lines) const {
    const AreaKind how = area_kind(kind);
    const Enclosed found = enclosed(lines, {.name_field = choice.name_field, .snap = Length::metres(snap), .area = how});
    say_stretch(session, lines, how);
    session.not_carried(write_geopackage(out, tables(found, *lines.crs, how), "libspatial plan corridor --enclose, area " + kind + " m2, " + lines.crs->code()));
    const std::string n = std::to_string(found.faces.size()), m2 = decimals(found.region_area.square_metres(), 2), km2 = decimals(found.region_area.square_kilometres(), 4);
    std::cout << session.say({"围合区域：" + n + " 个面，" + m2 + " m² = " + km2 + " km²（" + kind + "）；节点 " + std::to_string(found.nodes.size()) + " 个",
                              "enclosed: " + n + " faces, " + m2 + " m² = " + km2 + " km² (" + kind + "); " + std::to_string(found.nodes.size()) + " nodes"}) << '\n';
    for (const LineEnd& end : found.ends) say_end(session, found, end, *lines.crs);
    for (const std::size_t n_line : found.unused) {
      session.warn({"线“" + found.names[n_line] + "”不在任何围合面的边上", "line \"" + found.names[n_line] + "\" lies on the border of no face"});
    }
    if (found.faces.size() == 0) session.warn({"这些线没有围合出任何面", "these lines enclose nothing"});
    const bool open = std::any_of(found.ends.begin(), found.ends.end(), [](const LineEnd& end) { return end.to != outside && !end.beyond && !end.joined; });
    if (found.faces.size() == 0 || !found.unused.empty() || open) session.exit_code = exit_needs_review;
  }

  static void say_end(const Session& session, const Enclosed& found, const LineEnd& end, const Crs& crs) {
    if (end.beyond || end.to == outside) return;
    const int digits = crs.is_geographic() ? 7 : 3;
    const std::string at = "(" + decimals(end.place.x, digits) + ", " + decimals(end.place.y, digits) + ")", gap = decimals(end.gap.metres(), 3);
    const std::string &line = found.names[end.line], &to = found.names[end.to];
    if (end.joined) {
      session.note({"已接合：线“" + line + "”的端点 " + at + " 接到“" + to + "”，间隙 " + gap + " 米", "joined: the end of \"" + line + "\" at " + at + " to \"" + to + "\", over a gap of " + gap + " m"});
    } else {
      session.note({"未接：线“" + line + "”的端点 " + at + " 距最近的“" + to + "” " + gap + " 米", "open: the end of \"" + line + "\" at " + at + " is " + gap + " m from \"" + to + "\", the nearest line"});
    }
  }

  void belt(Session& session, const Layer& lines) const {
    const AreaKind how = area_kind(kind);
    Layer made = corridors(lines, {.name_field = choice.name_field, .width = Length::metres(2 * *buffer), .width_field = {}, .round_joins = round});
    say_stretch(session, made, how);
    add_areas(made, how);
    Layer all;
    all.name = "corridor";
    all.crs = made.crs;
    all.shapes = united(made.shapes);
    const Area total = area(all.shapes, 0, *all.crs, how);
    all.fields = {{"area_m2", FieldType::real, {total.square_metres()}}, {"area_kind", FieldType::text, {kind}}, {"lines", FieldType::integer, {static_cast<std::int64_t>(made.size())}}};
    session.not_carried(write_geopackage(out, std::vector<Layer>{all, made}, "libspatial plan corridor --buffer " + shortest(*buffer) + " m, area " + kind + " m2, " + lines.crs->code()));
    const std::string n = std::to_string(made.size()), m2 = decimals(total.square_metres(), 2), km2 = decimals(total.square_kilometres(), 4);
    std::cout << session.say({"廊道：" + n + " 条线，两侧各 " + shortest(*buffer) + " 米，" + m2 + " m² = " + km2 + " km²（" + kind + "，重叠处只计一次）",
                              "corridor: " + n + " lines, " + shortest(*buffer) + " m to both sides, " + m2 + " m² = " + km2 + " km² (" + kind + ", land under several counted once)"}) << '\n';
  }

  static void add_areas(Layer& layer, AreaKind how) {
    Field field{"area_m2", FieldType::real, {}};
    for (const Area a : areas(layer.shapes, *layer.crs, how)) field.values.emplace_back(a.square_metres());
    layer.fields.push_back(std::move(field));
  }
};

}  // namespace

void add_plan_corridor(CLI::App& plan, Session& session) {
  CLI::App* command = add_command(plan, session, "corridor", {"几条线围合的区域，或线两侧的廊道", "the region lines enclose, or the land beside them"});
  auto o = std::make_shared<CorridorCommand>();
  o->choice.add_options(*command, session, "LINES");
  command->add_flag("--enclose", o->enclose, session.say({"求围合区域、各个面、交点和未接的端点", "the region enclosed, its faces, the crossings and the loose ends"}));
  command->add_option("--snap", o->snap, session.say({"接合不超过该间隙（米）的端点，并逐一说明（默认 0：不接）", "join ends over gaps up to this (metres), each one is said (default 0: none)"}));
  command->add_option("--buffer", o->buffer, session.say({"两侧各多少米，平头", "metres to both sides, flat ends"}));
  command->add_flag("--round", o->round, session.say({"转角为圆角（默认斜接）", "corners rounded (default: mitred)"}));
  command->add_option("--area", o->kind, session.say({"面积种类：official、geodesic、planar", "official, geodesic or planar"}))->capture_default_str();
  command->add_option("--out", o->out, session.say({"输出 .gpkg", ".gpkg to write"}))->required();
  command->callback([o, &session] { o->run(session); });
}

}  // namespace libspatial::cli
