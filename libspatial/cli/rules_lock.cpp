// libspatial rules lock: a set in canonical form, with its SHA-256: what a report refers to, and what a replay reads.

#include <iostream>
#include <memory>

#include "cli.hpp"
#include "libspatial/exchange.hpp"

namespace libspatial::cli {

void add_rules_lock(CLI::App& rules, Session& session) {
  CLI::App* command = add_command(rules, session, "lock", {"写出规则集的标准形式（JSON）和 SHA-256；有检查错误时不写", "writes the set in canonical form (JSON) with its SHA-256; not when lint finds errors"});
  struct Options { std::string rules, out; };
  auto o = std::make_shared<Options>();
  command->add_option("rules", o->rules, session.say({"规则集：文件、文件夹或名称", "rule set: file, folder or name"}))->required();
  command->add_option("--out", o->out, session.say({"写入的文件，如 ruleset.lock", "file to write, such as ruleset.lock"}))->required();
  command->callback([o, &session] {
    const RuleSet set = load_rules(o->rules);
    std::size_t errors = 0;
    for (const LintIssue& issue : lint(set)) errors += issue.severity == Severity::error;
    if (errors > 0) {
      const std::string n = std::to_string(errors);
      throw Error(Errc::bad_rules, {"规则集 " + set.id + " 有 " + n + " 个错误，不能锁定：先用 rules lint 查看", "the rule set " + set.id + " has " + n + " errors and cannot be locked: see rules lint"});
    }
    publish_text(o->out, rules_json(set));
    std::cout << set.id << ' ' << set.version << '\n' << "sha256 " << set.hash << '\n' << o->out << '\n';
  });
}

}  // namespace libspatial::cli
