// libspatial check: every project against the plan, with a report that can be read, printed and re-run.

#include "check.hpp"

#include <filesystem>
#include <iostream>
#include <memory>

#include "libspatial/exchange.hpp"
#include "libspatial/io.hpp"
#include "libspatial/report.hpp"
#include "report_files.hpp"

namespace libspatial::cli {
namespace {

std::string file_of(const std::string& spec) { return spec.substr(0, spec.find("|layername=")); }

struct CheckCommand {
  CheckTask task;
  std::string out;
  std::vector<std::string> also;

  void run(Session& session) {
    task.anywhere = session.anywhere;
    const Checked checked = run_check(session, task);
    publish_check(out, checked);
    std::cout << summary_table(checked.json, session.language) << '\n'
              << session.say({"初步核查意见，截至 ", "preliminary check as of "}) << task.as_of << " · " << session.say(checked.rules.title) << " · "
              << session.say(checked.rules.notice) << '\n'
              << session.say({"报告：", "report: "}) << (std::filesystem::path(out) / "report.html").string() << '\n';
    write_also(session, out, checked.json, checked.layers, also);
    record_check(task, checked.rules, out);
    session.exit_code = exit_code(checked.worst);
  }
};

}  // namespace

CheckOptions options_of(const Session& session, const CheckTask& task) {
  CheckOptions options{.as_of = task.as_of, .kind = task.kind, .accuracy_m = task.accuracy, .threads = session.threads, .progress = progress_bar(session, {"核查项目", "checking"})};
  if (!task.id.empty()) options.id_field = task.id;
  return options;
}

RunInfo run_of(const CheckTask& task) {
  const bool elsewhere = !task.plan_name.empty();
  return {std::string("libspatial ") + LIBSPATIAL_VERSION, elsewhere ? task.projects_name : task.projects, elsewhere ? task.plan_name : task.plan, task.id.empty() ? CheckOptions().id_field : task.id, task.kind};
}

CheckResult check_files(Session& session, const CheckTask& task) {
  session.anywhere = task.anywhere;
  const RuleSet rules = load_rules(task.rules);
  if (task.accuracy > 0 && rules.tolerance.k.empty()) session.warn({"规则集 " + rules.id + " 没有 tolerance，--accuracy 不起作用", "the rule set " + rules.id + " has no tolerance: --accuracy changes nothing"});
  std::vector<Layer> plan = read_plan_layers(session, task.plan);
  Layer given = read_layer(task.projects, task.crs, session.limits);
  if (!task.plan_name.empty()) {
    for (Layer& layer : plan) layer.file = task.plan_name;
    given.file = file_of(task.projects_name);
  }
  const Plan city(std::move(plan));
  const Layer layer = valid_polygons(session, given, project_land());  // `given`: lines have lengths, before they become the land they take
  CheckOptions options = options_of(session, task);
  options.lines = &given;
  return check(layer, city, rules, options);
}

Checked run_check(Session& session, const CheckTask& task) {
  const CheckResult result = check_files(session, task);
  Checked checked{result_json(result, run_of(task)), result_layers(result), result.rules, Verdict::pass};
  for (const ProjectResult& project : result.projects) checked.worst = std::max(checked.worst, project.verdict);
  return checked;
}

void publish_check(const std::string& folder, const Checked& checked, std::span<const Override> overrides) {
  const FileToPublish files[] = {{"pieces.gpkg", [&](const std::string& f) { write_geopackage(f, checked.layers, "libspatial check"); }},
                       {"report.html", [&](const std::string& f) { publish_text(f, report_html(checked.json, checked.layers, overrides)); }},
                       {"rejects.csv", [&](const std::string& f) { publish_text(f, rejects_csv(checked.json)); }},
                       {"result.json", [&](const std::string& f) { publish_text(f, checked.json); }}};
  publish_folder(folder, files);
}

void add_task_options(CLI::App& command, Session& session, CheckTask& task) {
  task.as_of = today();
  command.add_option("--plan", task.plan, session.say({"规划 GeoPackage", "the plan GeoPackage"}))->required();
  command.add_option("--projects", task.projects, session.say({"项目图层，可写 文件|layername=图层", "projects: a file, or FILE|layername=NAME"}))->required();
  command.add_option("--rules", task.rules, session.say({"规则集：文件、文件夹或已安装的名称（默认：示例规则集）", "rule set: file, folder, or name of an installed one (default: the sample)"}));
  command.add_option("--project-id", task.id, session.say({"项目编号字段；同号要素为一个项目的多个地块（默认：id）", "field with the project's id; features with one id are parcels of one project (default: id)"}));
  command.add_option("--project-kind", task.kind, session.say({"没有 kind 字段时，全部项目的类型", "kind of every project, for data without a kind"}));
  command.add_option("--as-of", task.as_of, session.say({"核查日期 YYYY-MM-DD", "date of the check, YYYY-MM-DD"}))->capture_default_str();
  command.add_option("--accuracy", task.accuracy, session.say({"项目图形的点位中误差，米（默认按规则集）", "standard deviation of the projects' positions, m (default: as the rule set says)"}))->check(CLI::Range(0.0, 1000.0));
  add_crs_options(command, session, task.crs);
}

void add_check(CLI::App& app, Session& session) {
  CLI::App* command = add_command(app, session, "check", {"按规划核查项目，给出初步核查意见", "check projects against the plan (a preliminary check)"});
  auto o = std::make_shared<CheckCommand>();
  add_task_options(*command, session, o->task);
  command->add_option("--out", o->out, session.say({"输出目录", "folder to write"}))->required();
  add_also_option(*command, session, o->also);
  command->callback([o, &session] { o->run(session); });
}

}  // namespace libspatial::cli
