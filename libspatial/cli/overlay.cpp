// libspatial overlay: how much of every subject lies in which zone.

#include "libspatial/overlay.hpp"

#include <algorithm>
#include <chrono>
#include <iostream>
#include <memory>

#include "cli.hpp"
#include "libspatial/io.hpp"
#include "overlay_table.hpp"

namespace libspatial::cli {
namespace {

struct OverlayCommand {
  std::string subjects, zones, out, kind = "official", subject_id, zone_id, by, crs;
  bool pieces = false, stats = false;

  /// A table of any size, in bounded memory.
  void run(Session& session) const {
    if (!is_geopackage(out) && !is_csv(out)) {
      throw Error(Errc::bad_argument, {"--out " + out + "：只能写 .csv 或 .gpkg", "--out " + out + ": only .csv and .gpkg can be written"});
    }
    if (pieces && !is_geopackage(out)) {
      throw Error(Errc::bad_argument, {"--pieces 需要输出为 .gpkg 文件", "--pieces needs --out to be a .gpkg file"});
    }
    const auto start = std::chrono::steady_clock::now();
    const auto field = [](const std::string& name) { return name.empty() ? std::vector<std::string>{} : std::vector{name}; };
    const std::string& zone_label = by.empty() ? zone_id : by;
    const LayerStream left(subjects, crs, field(subject_id), 2048, session.limits);
    (void)polygons(left.head(), {.width_field = {}, .may_be_empty = true});  // refuses a missing CRS before anything is read
    const Layer right = in_crs_of(session, left.head(), read_polygons(session, zones, crs, {}, field(zone_label)));
    say_stretch(session, right, area_kind(kind));
    const auto before_index = std::chrono::steady_clock::now();
    const ZoneIndex index(right, session.threads);
    const auto after_index = std::chrono::steady_clock::now();
    const TableTask task{out, subject_id, area_kind(kind), session.threads, zone_names(session, right, zone_label), !by.empty(), [&](const Layer& first) { require_in_city(session, first); }, pieces};
    const TableResult result = write_table(left, index, task, "libspatial overlay, area " + kind + " m2, " + left.head().crs->code(), progress_bar(session, {"叠加分析", "overlay"}));
    for (const Text& note : result.flaws.notes) session.note({title(result.flaws) + "：" + note.zh, title(result.flaws) + ": " + note.en});
    say_flaws(session, result.flaws);
    say_overlaps(session, result.double_count, result.double_cover, result.first_double);
    say_rejects(session, result.flaws);
    const auto seconds = [](auto from, auto to) { return std::chrono::duration<double>(to - from).count(); };
    if (stats) {
      std::cout << "{\"rows\": " << result.rows << ", \"pieces\": " << result.pieces << ", \"rejected\": " << result.flaws.rejects.size() << ", \"repaired\": " << result.flaws.repairs.size()
                << ", \"fallbacks\": " << result.fallbacks << ", \"largest_spread_m2\": " << shortest(result.largest_spread) << ", \"seconds\": {\"all\": "
                << shortest(seconds(start, std::chrono::steady_clock::now())) << ", \"zones\": " << shortest(seconds(start, before_index)) << ", \"index\": "
                << shortest(seconds(before_index, after_index)) << ", \"read\": " << shortest(result.read_s) << ", \"validity\": " << shortest(result.validity_s) << ", \"overlay\": "
                << shortest(result.overlay_s) << ", \"format\": " << shortest(result.format_s) << ", \"write\": " << shortest(result.write_s) << "}}\n";
    }
  }

 private:
  /// No zone is called "", which is what lies in none.
  static std::vector<std::string> zone_names(Session& session, const Layer& zones, const std::string& field) {
    const std::vector<std::string> given = labels(zones, field);
    const auto nameless = std::count(given.begin(), given.end(), std::string());
    if (nameless > 0) session.warn({std::to_string(nameless) + " 个分区的字段“" + field + "”为空，以 #行号 表示", std::to_string(nameless) + " zones have nothing in the field \"" + field + "\": they are written as #row"});
    return row_names(zones, field);
  }

  void say_rejects(Session& session, const Layer& left) const {
    if (left.rejects.empty()) return;
    session.exit_code = exit_needs_review;
    const std::string path = write_rejects(out, {&left});
    session.warn({"有 " + std::to_string(left.rejects.size()) + " 个要素未采用，见 " + path, std::to_string(left.rejects.size()) + " features were not used, see " + path});
  }

  /// Zones that overlap each other are said, once, with the sum: rows of one subject then add up to more than it.
  static void say_overlaps(const Session& session, std::size_t count, Area total, const std::string& first) {
    if (count == 0) return;
    const std::string n = std::to_string(count), m2 = decimals(total.square_metres(), 2);
    session.warn({"分区之间相互重叠：" + n + " 个要素中有 " + m2 + " m² 落在多个分区内（首个：" + first + "），各行之和大于要素面积",
                  "zones overlap each other: " + m2 + " m² of " + n + " subjects lie in several zones (first: " + first + "); their rows add up to more than the subject"});
  }
};

}  // namespace

void add_overlay(CLI::App& app, Session& session) {
  CLI::App* command = add_command(app, session, "overlay", {"每个地块落在各分区的面积", "how much of every subject lies in which zone"});
  auto o = std::make_shared<OverlayCommand>();
  command->add_option("SUBJECTS", o->subjects, session.say({"地块，可写 文件|layername=图层", "subjects: a file, or FILE|layername=NAME"}))->required();
  command->add_option("ZONES", o->zones, session.say({"分区", "zones"}))->required();
  command->add_option("--out", o->out, session.say({"输出 .csv 或 .gpkg", ".csv or .gpkg to write"}))->required();
  command->add_option("--area", o->kind, session.say({"面积种类：official、geodesic、planar", "official, geodesic or planar"}))->capture_default_str();
  command->add_option("--subject-id", o->subject_id, session.say({"地块编号字段（默认：行号）", "field with the subject's id (default: row numbers)"}));
  command->add_option("--zone-id", o->zone_id, session.say({"分区编号字段（默认：行号）", "field with the zone's id (default: row numbers)"}));
  command->add_option("--by", o->by, session.say({"按该分区字段汇总", "add up zones with the same value of this field"}))->excludes("--zone-id");
  add_crs_options(*command, session, o->crs);
  command->add_flag("--pieces", o->pieces, session.say({"在 .gpkg 中写出每块的图形", "write the shape of every piece too (.gpkg)"}));
  command->add_flag("--stats", o->stats, session.say({"以 JSON 打印用时和计数", "print times and counts as JSON"}));
  command->callback([o, &session] { o->run(session); });
}

}  // namespace libspatial::cli
