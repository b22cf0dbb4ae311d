// libspatial rules import: the workbook of a set back to YAML.

#include <algorithm>
#include <iostream>
#include <memory>

#include "cli.hpp"
#include "libspatial/exchange.hpp"
#include "libspatial/workbook.hpp"

namespace libspatial::cli {

void add_rules_import(CLI::App& rules, Session& session) {
  CLI::App* command = add_command(rules, session, "import", {"读取 export 写出并修改过的 XLSX，写成 YAML 规则集", "reads an XLSX that export wrote and somebody changed, and writes the rule set as YAML"});
  struct Options { std::string workbook, out; };
  auto o = std::make_shared<Options>();
  command->add_option("workbook", o->workbook, session.say({"规则集的 .xlsx", "the .xlsx of a rule set"}))->required();
  command->add_option("--out", o->out, session.say({"写入的 .yaml", "the .yaml to write"}))->required();
  command->callback([o, &session] {
    if (!o->out.ends_with(".yaml")) throw Error(Errc::bad_argument, {o->out + "：结尾应为 .yaml", o->out + ": the ending must be .yaml"});
    const RuleSet set = read_rules_workbook(o->workbook, o->workbook);
    publish_text(o->out, rules_text(set));
    const auto issues = lint(set);
    const std::string errors = std::to_string(std::count_if(issues.begin(), issues.end(), [](const LintIssue& i) { return i.severity == Severity::error; }));
    std::cout << title_of(session, set) << '\n' << o->out << '\n';
    session.note({"检查有 " + errors + " 个错误：用 rules lint 和 rules test 查看", errors + " errors by lint: see rules lint and rules test"});
    if (!set.approvals.empty()) session.note({"规则集带有批准记录（" + set.approvals.front().name + " " + set.approvals.front().date + "）：内容改动后须重新批准", "the set carries an approval (" + set.approvals.front().name + ", " + set.approvals.front().date + "): what was changed must be approved again"});
  });
}

}  // namespace libspatial::cli
