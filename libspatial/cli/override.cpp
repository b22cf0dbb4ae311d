// libspatial override: what a person says of a project after the check, beside the verdict of the check and never instead of it.

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "check.hpp"
#include "libspatial/exchange.hpp"
#include "libspatial/io.hpp"
#include "report_files.hpp"

namespace libspatial::cli {
namespace {

namespace fs = std::filesystem;

struct OverrideCommand {
  std::string folder, project, verdict, by, reason;

  void run(Session& session) const {
    if (by.find_first_not_of(" \t") == std::string::npos || reason.find_first_not_of(" \t") == std::string::npos) {
      throw Error(Errc::bad_argument, {"--by 和 --reason 不能为空：人工意见必须有姓名和理由", "--by and --reason must not be empty: an opinion has a name and a reason"});
    }
    const std::string json = read_text((fs::path(folder) / "result.json").string());
    const std::string machine = machine_verdict(json);
    const LogCheck log = check_log(read_text(log_of(folder)), log_of(folder));
    if (!log.flaws.empty()) throw Error(Errc::damaged_file, log.flaws[0]);
    auto recorded = find_recorded(log.entries);
    if (!recorded) throw Error(Errc::damaged_file, {log_of(folder) + " 中没有核查记录，请确认这是 libspatial check 的输出目录", log_of(folder) + " has no entry of a check: is this a folder libspatial check has written?"});
    require_as_recorded(folder, *recorded);
    recorded->overrides.push_back({project, verdict_named(verdict), by, reason, time_now()});
    const std::vector<Layer> layers = read_layers((fs::path(folder) / "pieces.gpkg").string());
    publish_text((fs::path(folder) / "report.html").string(), report_html(json, layers, recorded->overrides));
    write_also(session, folder, json, layers, find_also(folder), recorded->overrides);
    record_override(recorded->overrides.back(), machine, folder);
    std::cout << project << session.say({"：核查结论 ", ": the check says "}) << session.say(title(verdict_named(machine))) << session.say({"，", ", "}) << by << session.say({" 的意见 ", " says "})
              << session.say(title(verdict_named(verdict))) << session.say({"（已记入报告和日志，核查结论不变）\n", " (in the report and the log; the verdict of the check stands)\n"});
  }

 private:
  std::string machine_verdict(const std::string& json) const {
    const auto result = nlohmann::json::parse(json, nullptr, false);
    std::string known;
    if (result.is_object() && result.contains("projects")) {
      for (const auto& p : result["projects"]) {
        const std::string id = p.value("id", "");
        if (id == project) return p.value("verdict", "");
        if (known.size() < 200) known += (known.empty() ? "" : ", ") + id;
      }
    }
    throw Error(Errc::bad_argument, {"结果中没有项目“" + project + "”；现有：" + known, "the result has no project \"" + project + "\"; there are: " + known});
  }
};

}  // namespace

void add_override(CLI::App& app, Session& session) {
  CLI::App* command = add_command(app, session, "override", {"记录人工意见：与核查结论并列，不替代它", "record what a person says of a project: beside the verdict of the check, never instead of it"});
  auto o = std::make_shared<OverrideCommand>();
  command->add_option("DIR", o->folder, session.say({"libspatial check 的输出目录", "the folder libspatial check has written"}))->required();
  command->add_option("--project", o->project, session.say({"项目编号", "id of the project"}))->required();
  command->add_option("--verdict", o->verdict, session.say({"意见：pass、conditional、needs_review、conflict", "pass, conditional, needs_review or conflict"}))->required()->check(CLI::IsMember({"pass", "conditional", "needs_review", "conflict"}));
  command->add_option("--by", o->by, session.say({"姓名", "name of the person"}))->required();
  command->add_option("--reason", o->reason, session.say({"理由", "reason"}))->required();
  command->callback([o, &session] { o->run(session); });
}

}  // namespace libspatial::cli
