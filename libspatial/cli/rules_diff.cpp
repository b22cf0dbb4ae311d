// libspatial rules diff: what changed between two sets, and for which projects the verdict does.

#include <iostream>
#include <memory>

#include "cli.hpp"
#include "libspatial/io.hpp"

namespace libspatial::cli {
namespace {

struct DiffCommand {
  std::string before, after, plan, projects, as_of = today(), crs;

  void run(const Session& session) const {
    const RuleSet a = load_rules(before), b = load_rules(after);
    std::cout << "A\t" << title_of(session, a) << "\nB\t" << title_of(session, b) << '\n';
    const auto changed = changes(a, b);
    for (const RuleChange& change : changed) std::cout << (change.id.empty() ? "–" : change.id) << '\t' << session.say(change.text) << '\n';
    if (changed.empty()) std::cout << (a.hash == b.hash ? session.say({"没有差别", "no difference"}) : session.say({"只有文字（标题、说明、意见的措辞）有变", "only words changed: titles, notes, texts of findings"})) << '\n';
    if (!projects.empty()) verdicts(session, a, b);
  }

 private:
  void verdicts(const Session& session, const RuleSet& a, const RuleSet& b) const {
    if (plan.empty()) throw Error(Errc::bad_argument, {"比较项目的结论还需要 --plan", "to compare verdicts of projects, give --plan too"});
    const Plan city(read_plan_layers(session, plan));
    const Layer given = read_layer(projects, crs, session.limits), layer = valid_polygons(session, given, project_land());
    const CheckOptions options{.as_of = as_of, .kind = {}, .lines = &given, .threads = session.threads};
    const CheckResult first = check(layer, city, a, options), second = check(layer, city, b, options);
    std::size_t count = 0;
    for (std::size_t i = 0; i < first.projects.size(); ++i) {
      const ProjectResult &x = first.projects[i], &y = second.projects[i];
      if (x.verdict == y.verdict) continue;
      ++count;
      std::cout << x.id << '\t' << x.name << '\t' << session.say(title(x.verdict)) << " → " << session.say(title(y.verdict)) << '\n';
    }
    const std::string n = std::to_string(count), all = std::to_string(first.projects.size());
    std::cout << session.say({"项目 " + all + " 个，结论不同的 " + n + " 个", "the verdict differs for " + n + " of " + all + " projects"}) << '\n';
  }
};

}  // namespace

void add_rules_diff(CLI::App& rules, Session& session) {
  CLI::App* command = add_command(rules, session, "diff", {"比较两个规则集：规则、阈值、依据；可比较项目的结论", "what differs between two sets: rules, thresholds, citations; and verdicts of projects"});
  auto o = std::make_shared<DiffCommand>();
  command->add_option("before", o->before, session.say({"规则集 A", "rule set A"}))->required();
  command->add_option("after", o->after, session.say({"规则集 B", "rule set B"}))->required();
  command->add_option("--projects", o->projects, session.say({"项目图层：列出结论不同的项目", "projects whose verdicts are compared"}));
  command->add_option("--plan", o->plan, session.say({"规划 GeoPackage（与 --projects 一起）", "the plan GeoPackage (with --projects)"}));
  command->add_option("--as-of", o->as_of, session.say({"核查日期 YYYY-MM-DD", "date of the check, YYYY-MM-DD"}))->capture_default_str();
  add_crs_options(*command, session, o->crs);
  command->callback([o, &session] { o->run(session); });
}

}  // namespace libspatial::cli
