// libspatial rules test: the tests a set brings along, and whether they would notice a change.

#include <algorithm>
#include <iostream>
#include <memory>

#include "cli.hpp"

namespace libspatial::cli {
namespace {

/// What the tests did not notice.
std::size_t survivors(const Session& session, const RuleSet& rules) {
  const auto mutants = mutate(rules);
  std::size_t alive = 0;
  for (const Mutant& mutant : mutants) {
    if (mutant.killed) continue;
    ++alive;
    std::cout << session.say({"未被发现", "not noticed"}) << '\t' << mutant.rule << '\t' << session.say(mutant.change) << '\n';
  }
  const std::string all = std::to_string(mutants.size()), killed = std::to_string(mutants.size() - alive);
  std::cout << session.say({"改动 " + all + " 处，发现 " + killed + " 处", killed + " of " + all + " changes noticed"}) << '\n';
  return alive;
}

}  // namespace

void add_rules_test(CLI::App& rules, Session& session) {
  CLI::App* command = add_command(rules, session, "test", {"运行规则集自带的测试；有不通过时退出码为 2", "runs the set's own tests; exit code 2 when one fails"});
  struct Options { std::string rules; bool mutate = false; };
  auto o = std::make_shared<Options>();
  command->add_option("rules", o->rules, session.say({"规则集：文件、文件夹或名称（默认：示例）", "rule set: file, folder or name (default: the sample)"}));
  command->add_flag("--mutate", o->mutate, session.say({"逐一改动阈值、比较、词、分支和例外：测试必须全部发现", "changes every threshold, comparator, word, branch and exception in turn: the tests must notice each"}));
  command->callback([o, &session] {
    const RuleSet set = load_rules(o->rules);
    const auto outcomes = run_tests(set);
    std::size_t failed = 0;
    for (const TestOutcome& outcome : outcomes) {
      if (outcome.passed) continue;
      ++failed;
      const Situation& test = set.tests[outcome.test];
      const std::string line = std::to_string(test.line), expected(name(test.expected)), given(name(outcome.given));
      std::cout << session.say({"不通过", "failed"}) << '\t' << test.rule << '\t'
                << session.say({"第 " + line + " 行：应为 " + expected + "，实为 " + given + "：" + outcome.message.zh, "line " + line + ": expected " + expected + ", got " + given + ": " + outcome.message.en}) << '\n';
    }
    const std::string all = std::to_string(outcomes.size()), passed = std::to_string(outcomes.size() - failed);
    std::cout << title_of(session, set) << '\n' << session.say({"测试 " + all + " 个，通过 " + passed + " 个", passed + " of " + all + " tests passed"}) << '\n';
    const std::size_t alive = o->mutate ? survivors(session, set) : 0;
    if (failed + alive > 0 || outcomes.empty()) session.exit_code = exit_needs_review;
  });
}

}  // namespace libspatial::cli
