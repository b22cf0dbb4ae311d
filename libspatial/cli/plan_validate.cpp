// libspatial plan validate: is the geometry of a plan sound? Every issue with its place and size.

#include <filesystem>
#include <iostream>
#include <memory>

#include "cli.hpp"
#include "libspatial/exchange.hpp"
#include "libspatial/io.hpp"
#include "libspatial/validation.hpp"

namespace libspatial::cli {
namespace {

namespace fs = std::filesystem;

struct ValidateCommand {
  std::string plan, out, limits, areas, profile;
  std::size_t show = 20;

  void run(Session& session) const {
    const std::string ending = fs::path(out).extension().string();
    if (!ending.empty() && ending != ".csv" && ending != ".gpkg") {
      throw Error(Errc::bad_argument, {"--out " + out + "：只能写 .csv、.gpkg 或目录", "--out " + out + ": only .csv, .gpkg or a folder can be written"});
    }
    const std::string file = limits.empty() ? data_file("checks/topology.yaml") : limits;
    const Limits values = parse_limits(read_text(file), file);
    ValidationOptions options;
    options.threads = session.threads;
    if (!areas.empty()) options.official_km2 = parse_areas(read_text(areas), areas);
    const Validation result = validate(Plan(read_layers(plan, {}, session.limits), load_profile(profile)), values, options);
    if (!out.empty()) write(result, ending);
    say(session, result, values);
    session.exit_code = result.exit_code();
  }

 private:
  void write(const Validation& result, const std::string& ending) const {
    const auto csv = [&](const std::string& name) { publish_text(name, to_csv(issue_table(result))); };
    const auto layers = [&](const std::string& name) { write_geopackage(name, issue_layers(result), "libspatial plan validate"); };
    if (ending == ".csv") return csv(out);
    if (ending == ".gpkg") return layers(out);
    const FileToPublish files[] = {{"issues.gpkg", layers}, {"issues.csv", csv}};
    publish_folder(out, files);
  }

  void say(const Session& session, const Validation& result, const Limits& values) const {
    std::size_t shown = 0;
    for (const Issue& issue : result.issues) {
      if (shown++ == show) break;
      std::cout << session.say(title(issue.severity)) << " [" << issue.code << "] " << issue.role;
      if (!issue.rows.empty()) std::cout << session.say({" 第 ", " row "}) << issue.rows[0] << (issue.rows.size() > 1 ? session.say({" 等行", " …"}) : session.say({" 行", ""}));
      std::cout << session.say({"：", ": "}) << session.say(issue.message);
      const int digits = result.crs && result.crs->is_geographic() ? 7 : 3;
      if (issue.place) std::cout << " @ " << decimals(issue.place->x, digits) << ' ' << decimals(issue.place->y, digits);
      std::cout << '\n';
    }
    if (result.issues.size() > show) {
      const std::string n = std::to_string(result.issues.size() - show);
      std::cout << session.say({"… 另有 " + n + " 条" + (out.empty() ? "，用 --out 写出全部" : "，见输出文件"), "… " + n + " more" + (out.empty() ? ", all with --out" : ", see the files")}) << '\n';
    }
    say_checks(session, result);
    const auto count = [&](Severity s) { return std::to_string(result.count(s)); };
    const std::string e = count(Severity::error), w = count(Severity::warning), i = count(Severity::info);
    std::cout << session.say({"错误 " + e + "，警告 " + w + "，信息 " + i, e + " errors, " + w + " warnings, " + i + " infos"}) << " · " << session.say(values.title) << " · " << session.say(values.notice) << '\n';
  }

  /// What was checked, what only in part, and what not: nothing is passed in silence.
  static void say_checks(const Session& session, const Validation& result) {
    std::size_t made = 0;
    std::map<std::string, std::string> missing;  // why → which
    for (const CheckMade& check : result.checks) {
      made += check.made;
      const std::string which = check.check + " " + check.role;
      if (!check.made) {
        std::string& list = missing[session.say(check.note)];
        list += (list.empty() ? "" : ", ") + which;
      } else if (!check.note.en.empty()) {
        std::cout << session.say({"部分检查 ", "checked in part: "}) << which << session.say({"：", ": "}) << session.say(check.note) << '\n';
      }
    }
    for (const auto& [why, which] : missing) std::cout << session.say({"未检查（", "not checked ("}) << why << session.say({"）：", "): "}) << which << '\n';
    const std::string n = std::to_string(made), all = std::to_string(result.checks.size());
    std::cout << session.say({"检查 " + n + " 项，共 " + all + " 项", n + " of " + all + " checks made"}) << '\n';
  }
};

}  // namespace

void add_plan_validate(CLI::App& plan, Session& session) {
  CLI::App* command = add_command(plan, session, "validate", {"拓扑检验：空隙、重叠、越界、碎片，逐处列出位置和大小", "gaps, overlaps, land outside its parent, slivers: each with place and size"});
  auto o = std::make_shared<ValidateCommand>();
  command->add_option("PLAN", o->plan, session.say({"规划 GeoPackage", "the plan GeoPackage"}))->required();
  command->add_option("--out", o->out, session.say({"输出目录、.gpkg 或 .csv（默认：只打印）", "folder, .gpkg or .csv to write (default: print only)"}));
  command->add_option("--profile", o->profile, session.say({"城市配置的名称或文件夹：区县的公布面积取自其中", "city profile, name or folder: published areas of units are taken from it"}));
  command->add_option("--areas", o->areas, session.say({"公布面积 CSV：code,area_km2，代替城市配置中的", "CSV of published areas, code,area_km2, instead of the profile's"}));
  command->add_option("--limits", o->limits, session.say({"限值 YAML（默认：随程序的示例）", "limits in YAML (default: the sample shipped)"}));
  command->add_option("--show", o->show, session.say({"最多打印多少条", "how many issues to print"}))->capture_default_str();
  command->callback([o, &session] { o->run(session); });
}

}  // namespace libspatial::cli
