// libspatial rules export: a set as a workbook, for people who do not write YAML.

#include <iostream>
#include <memory>

#include "cli.hpp"
#include "libspatial/exchange.hpp"
#include "libspatial/workbook.hpp"

namespace libspatial::cli {

void add_rules_export(CLI::App& rules, Session& session) {
  CLI::App* command = add_command(rules, session, "export", {"把规则集写成 XLSX，用表格软件修改后再用 import 读回", "writes a set as an XLSX to be changed in a spreadsheet program and read back by import"});
  struct Options { std::string rules, out; };
  auto o = std::make_shared<Options>();
  command->add_option("rules", o->rules, session.say({"规则集：文件、文件夹或名称", "rule set: file, folder or name"}))->required();
  command->add_option("--out", o->out, session.say({"写入的 .xlsx", "the .xlsx to write"}))->required();
  command->callback([o, &session] {
    if (!o->out.ends_with(".xlsx")) throw Error(Errc::bad_argument, {o->out + "：结尾应为 .xlsx", o->out + ": the ending must be .xlsx"});
    const RuleSet set = load_rules(o->rules);
    write_rules_workbook(o->out, set);
    std::cout << title_of(session, set) << '\n' << o->out << '\n';
  });
}

}  // namespace libspatial::cli
