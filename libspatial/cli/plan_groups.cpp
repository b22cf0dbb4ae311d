// libspatial plan groups: the land of groups of places, each, together, and what every two share.

#include <iostream>
#include <memory>

#include "cli.hpp"
#include "libspatial/exchange.hpp"
#include "libspatial/io.hpp"

namespace libspatial::cli {
namespace {

struct GroupsCommand {
  std::string plan, profile, out;
  std::vector<std::string> names;

  void run(Session& session) const {
    const Plan city(read_plan_layers(session, plan), load_profile(profile));
    std::vector<std::string> wanted = names;
    if (wanted.empty()) {
      for (const PlaceGroup& g : city.profile().groups) {
        if (g.kind == "plate") wanted.push_back(g.id);
      }
    }
    const Membership found = membership(city, wanted, AreaKind::official, session.threads);
    for (const Text& missing : found.missing) session.warn(missing);
    if (!found.missing.empty()) session.exit_code = exit_needs_review;
    const std::string csv = table(found);
    if (out.empty()) std::cout << csv;
    else if (out.ends_with(".csv")) publish_text(out, csv);
    else if (out.ends_with(".gpkg")) write_geopackage(out, std::span(&found.lands, 1), "libspatial plan groups");
    else throw Error(Errc::bad_argument, {"--out 应以 .csv 或 .gpkg 结尾：" + out, "--out must end in .csv or .gpkg: " + out});
    session.note({"合计 " + square_metres(found.sum) + " m²，其中重复计算 " + square_metres(found.sum - found.cover) + " m²；并集（每块地只计一次）" + square_metres(found.cover) + " m²",
                  "sum " + square_metres(found.sum) + " m2, of which counted more than once " + square_metres(found.sum - found.cover) + " m2; together (all land once) " +
                      square_metres(found.cover) + " m2"});
  }

 private:
  static std::string square_metres(Area a) { return decimals(a.square_metres(), 2); }

  static std::string table(const Membership& found) {
    const Field& id = found.lands.field("id");
    std::vector<std::string> header{"id", "name", "area_m2"};
    for (const Value& v : id.values) header.push_back("shared_with_" + to_text(v));
    std::string csv = csv_record(header);
    for (std::size_t i = 0; i < found.lands.size(); ++i) {
      std::vector<std::string> cells{to_text(id.values[i]), to_text(found.lands.field("name").values[i]), square_metres(found.areas[i])};
      for (const Area shared : found.shared[i]) cells.push_back(square_metres(shared));
      csv += csv_record(cells);
    }
    return csv;
  }
};

}  // namespace

void add_plan_groups(CLI::App& plan, Session& session) {
  CLI::App* command = add_command(plan, session, "groups", {"地名组的土地：各自、合并、两两重叠", "the land of groups of places: each, together, and what every two share"});
  auto o = std::make_shared<GroupsCommand>();
  command->add_option("PLAN", o->plan, session.say({"规划 GeoPackage", "the plan GeoPackage"}))->required();
  command->add_option("GROUP", o->names, session.say({"组或地名（默认：全部板块）", "groups or places (default: every plate)"}));
  add_anywhere(*command, session);
  command->add_option("--profile", o->profile, session.say({"城市配置：名称或文件夹", "city profile: a name or a folder"}));
  command->add_option("--out", o->out, session.say({"写到 .csv（重叠矩阵）或 .gpkg（合并后的图形）；默认打印", "write a .csv (the matrix) or .gpkg (the dissolved land); default: print"}));
  command->callback([o, &session] { o->run(session); });
}

}  // namespace libspatial::cli
