// libspatial plan lengths: how long lines are in which unit, shared track counted once.

#include <iostream>
#include <memory>

#include "plan_lines.hpp"

namespace libspatial::cli {
namespace {

constexpr double alike = 0.01;  // of a shared track: lines whose lengths differ by more do not run on it all the way

struct LengthsCommand {
  LineChoice choice;
  std::string units, by, segment, out;
  double tolerance = 0;

  void run(Session& session) {
    require_output(out, true);
    const Layer lines = choice.read(session);
    const Layer zones = in_crs_of(session, lines, read_polygons(session, units, choice.crs));
    if (segment.empty() && lines.find_field("segment")) segment = "segment";
    const Lengths found = lengths_by_unit(lines, zones, {.name_field = choice.name_field, .segment_field = segment, .unit_field = by, .tolerance = Length::metres(tolerance)});
    Layer rows = table(found);
    write_tables(out, {rows}, "libspatial plan lengths, m on the ellipsoid, " + lines.crs->code());
    Length sum;
    for (const Length own : found.line_lengths) sum += own;
    std::cout << session.say({"总长 " + kilometres(found.all) + "（共线路段只计一次）；各线长度之和 " + kilometres(sum), "total " + kilometres(found.all) + " (shared track counted once); the lines' own lengths add up to " + kilometres(sum)}) << '\n';
    for (const SharedTrack& track : found.shared) say_shared(session, found, track);
    if (found.several > Length()) {
      session.warn({"分区之间相互重叠：有 " + kilometres(found.several) + " 计入了多个分区，各行之和大于总长", "units overlap each other: " + kilometres(found.several) + " are counted in several, the rows add up to more than the total"});
    }
    say_rejects(session, out, {&lines, &zones});
  }

 private:
  static void say_shared(Session& session, const Lengths& found, const SharedTrack& track) {
    for (std::size_t i = 1; i < track.lines.size(); ++i) {
      const double first = track.lengths[0].metres(), other = track.lengths[i].metres();
      const std::string &a = found.names[track.lines[0]], &b = found.names[track.lines[i]];
      if (std::abs(first - other) <= alike * first) continue;
      session.exit_code = exit_needs_review;
      session.warn({"共线路段“" + track.segment + "”：“" + a + "”长 " + kilometres(track.lengths[0]) + "，“" + b + "”长 " + kilometres(track.lengths[i]) + "；只计了前者，请核对",
                    "shared track \"" + track.segment + "\": \"" + a + "\" has " + kilometres(track.lengths[0]) + ", \"" + b + "\" has " + kilometres(track.lengths[i]) + "; the first is counted, check them"});
    }
  }
};

}  // namespace

void add_plan_lengths(CLI::App& plan, Session& session) {
  CLI::App* command = add_command(plan, session, "lengths", {"各分区内线路的长度，共线路段只计一次", "how long lines are in which unit, shared track counted once"});
  auto o = std::make_shared<LengthsCommand>();
  o->choice.add_options(*command, session, "LINES");
  command->add_option("UNITS", o->units, session.say({"分区（面）", "units (polygons)"}))->required();
  command->add_option("--by", o->by, session.say({"分区字段，值相同为一个分区（默认：行号）", "field of the units: rows of one value are one unit (default: row numbers)"}));
  command->add_option("--segment", o->segment, session.say({"共线路段字段，值相同的线共用一条路（默认：segment，如有）", "field: lines with the same text share one track (default: segment, if there is one)"}));
  command->add_option("--tolerance", o->tolerance, session.say({"多近算同一条路（米，默认 0：完全重合）", "how near is the same track (metres, default 0: exactly the same)"}));
  command->add_option("--out", o->out, session.say({"输出 .csv 或 .gpkg", ".csv or .gpkg to write"}))->required();
  command->callback([o, &session] { o->run(session); });
}

}  // namespace libspatial::cli
