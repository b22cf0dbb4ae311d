// libspatial rules list: the rules of a set, what each needs and whether it may decide.

#include <iostream>
#include <memory>

#include "cli.hpp"

namespace libspatial::cli {

void add_rules_list(CLI::App& rules, Session& session) {
  CLI::App* command = add_command(rules, session, "list", {"列出规则：编号、名称、图层、依据是否核实", "the rules: id, title, layers, whether citations are verified"});
  struct Options { std::string rules, as_of = today(); };
  auto o = std::make_shared<Options>();
  command->add_option("rules", o->rules, session.say({"规则集：文件、文件夹或名称（默认：示例）", "rule set: file, folder or name (default: the sample)"}));
  command->add_option("--as-of", o->as_of, session.say({"按哪一天 YYYY-MM-DD", "on which day, YYYY-MM-DD"}))->capture_default_str();
  command->callback([o, &session] {
    const RuleSet set = load_rules(o->rules);
    std::cout << title_of(session, set) << '\n';
    for (const Approval& a : set.approvals) std::cout << session.say({"批准：", "approved: "}) << a.name << ' ' << a.date << (a.note.empty() ? "" : " · ") << a.note << '\n';
    for (const Rule& rule : set.rules) {
      const bool in_force = (rule.valid_from.empty() || rule.valid_from <= o->as_of) && (rule.valid_to.empty() || o->as_of <= rule.valid_to);
      std::string layers;
      for (const std::string& layer : rule.layers()) layers += (layers.empty() ? "" : " ") + layer;
      const Text does = !in_force            ? Text{"该日不适用", "not in force"}
                        : set.may_decide(rule) ? (rule.house ? Text{"数据质量", "data quality"} : Text{"可作结论", "decides"})
                                             : Text{"只提示", "advises"};
      std::cout << rule.id << '\t' << session.say(rule.title) << '\t' << (layers.empty() ? "–" : layers) << '\t' << session.say(does) << '\n';
    }
  });
}

}  // namespace libspatial::cli
