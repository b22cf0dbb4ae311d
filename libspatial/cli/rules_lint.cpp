// libspatial rules lint: what a set lacks before somebody may sign for it.

#include <iostream>
#include <memory>

#include "cli.hpp"

namespace libspatial::cli {

void add_rules_lint(CLI::App& rules, Session& session) {
  CLI::App* command = add_command(rules, session, "lint", {"检查规则集：依据、测试、例外、未用到的内容；有错误时退出码为 2", "looks for what is missing: citations, tests, exceptions, unused parts; exit code 2 when there are errors"});
  auto set = std::make_shared<std::string>();
  command->add_option("rules", *set, session.say({"规则集：文件、文件夹或名称（默认：示例）", "rule set: file, folder or name (default: the sample)"}));
  command->callback([set, &session] {
    const RuleSet known = load_rules(*set);
    const auto issues = lint(known);
    std::size_t errors = 0;
    for (const LintIssue& issue : issues) {
      if (issue.severity == Severity::error) ++errors;
      std::cout << session.say(title(issue.severity)) << '\t' << (issue.rule.empty() ? known.id : issue.rule) << '\t' << session.say(issue.text) << '\n';
    }
    const std::string n = std::to_string(errors);
    std::cout << title_of(session, known) << '\n' << session.say({"错误 " + n + " 个", n + (errors == 1 ? " error" : " errors")}) << '\n';
    if (errors > 0) session.exit_code = exit_needs_review;
  });
}

}  // namespace libspatial::cli
