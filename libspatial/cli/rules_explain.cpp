// libspatial rules explain: one rule in sentences.

#include <iostream>
#include <memory>

#include "cli.hpp"

namespace libspatial::cli {

void add_rules_explain(CLI::App& rules, Session& session) {
  CLI::App* command = add_command(rules, session, "explain", {"用文字说明一条规则：条件、阈值、材料、依据", "one rule in sentences: conditions, thresholds, papers, citations"});
  struct Options { std::string rule, rules, as_of = today(); };
  auto o = std::make_shared<Options>();
  command->add_option("rule", o->rule, session.say({"规则编号", "id of the rule"}))->required();
  command->add_option("--rules", o->rules, session.say({"规则集：文件、文件夹或名称（默认：示例）", "rule set: file, folder or name (default: the sample)"}));
  command->add_option("--as-of", o->as_of, session.say({"按哪一天的阈值 YYYY-MM-DD", "thresholds of which day, YYYY-MM-DD"}))->capture_default_str();
  command->callback([o, &session] {
    const RuleSet set = load_rules(o->rules);
    const Rule* rule = set.find_rule(o->rule);
    if (!rule) throw Error(Errc::bad_argument, {"规则集 " + set.id + " 没有规则 " + o->rule + "；用 rules list 查看", "the rule set " + set.id + " has no rule " + o->rule + "; see rules list"});
    std::cout << session.say(explain(set, *rule, o->as_of)) << title_of(session, set) << '\n';
  });
}

}  // namespace libspatial::cli
