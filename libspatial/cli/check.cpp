// libspatial check: every project against the plan, with a report that can be read, printed and re-run.

#include <filesystem>
#include <iostream>
#include <memory>

#include "cli.hpp"
#include "libspatial/exchange.hpp"
#include "libspatial/io.hpp"
#include "libspatial/report.hpp"

namespace libspatial::cli {
namespace {

struct CheckCommand {
  std::string plan, projects, out, rules, id, kind, as_of = today(), crs;

  void run(Session& session) const {
    const RuleSet rule_set = load_rules();
    const Plan city(read_layers(plan));
    const Layer layer = read_polygons(session, projects, crs, {.width_field = "width_m"});
    CheckOptions options{.as_of = as_of, .kind = kind, .threads = session.threads};
    if (!id.empty()) options.id_field = id;
    options.progress = progress_bar(session, {"核查项目", "checking"});
    const CheckResult result = check(layer, city, rule_set, options);
    const std::string json = result_json(result, {std::string("libspatial ") + LIBSPATIAL_VERSION, projects, plan, options.id_field, kind});
    publish(json, result_layers(result));

    std::cout << summary_table(json, session.language) << '\n'
              << session.say({"初步核查意见，截至 ", "preliminary check as of "}) << as_of << " · " << session.say(rule_set.title) << " · "
              << session.say(rule_set.notice) << '\n'
              << session.say({"报告：", "report: "}) << (std::filesystem::path(out) / "report.html").string() << '\n';
    for (const ProjectResult& project : result.projects) {
      session.exit_code = std::max(session.exit_code, exit_code(project.verdict));
    }
  }

 private:
  RuleSet load_rules() const {
    const std::string file = rules.empty() ? data_file("rules/jilin-sample.yaml") : rules;
    return parse_rules(read_text(file), file);
  }

  /// All four files or none; result.json comes last and is the mark of completeness.
  void publish(const std::string& json, const std::vector<Layer>& layers) const {
    const FileToPublish files[] = {{"pieces.gpkg", [&](const std::string& f) { write_geopackage(f, layers, "libspatial check"); }},
                         {"report.html", [&](const std::string& f) { publish_text(f, report_html(json, layers)); }},
                         {"rejects.csv", [&](const std::string& f) { publish_text(f, rejects_csv(json)); }},
                         {"result.json", [&](const std::string& f) { publish_text(f, json); }}};
    publish_folder(out, files);
  }
};

}  // namespace

void add_check(CLI::App& app, Session& session) {
  CLI::App* command = add_command(app, session, "check", {"按规划核查项目，给出初步核查意见", "check projects against the plan (a preliminary check)"});
  auto o = std::make_shared<CheckCommand>();
  command->add_option("--plan", o->plan, session.say({"规划 GeoPackage", "the plan GeoPackage"}))->required();
  command->add_option("--projects", o->projects, session.say({"项目图层，可写 文件|layername=图层", "projects: a file, or FILE|layername=NAME"}))->required();
  command->add_option("--out", o->out, session.say({"输出目录", "folder to write"}))->required();
  command->add_option("--rules", o->rules, session.say({"规则集 YAML（默认：示例规则集）", "rule set YAML (default: the sample rule set)"}));
  command->add_option("--project-id", o->id, session.say({"项目编号字段；同号要素为一个项目的多个地块（默认：id）", "field with the project's id; features with one id are parcels of one project (default: id)"}));
  command->add_option("--project-kind", o->kind, session.say({"没有 kind 字段时，全部项目的类型", "kind of every project, for data without a kind"}));
  command->add_option("--as-of", o->as_of, session.say({"核查日期 YYYY-MM-DD", "date of the check, YYYY-MM-DD"}))->capture_default_str();
  add_crs_options(*command, session, o->crs);
  command->callback([o, &session] { o->run(session); });
}

}  // namespace libspatial::cli
