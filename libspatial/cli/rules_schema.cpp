// libspatial rules schema: the JSON Schema of rule sets, for editors.

#include <iostream>

#include "cli.hpp"
#include "libspatial/exchange.hpp"

namespace libspatial::cli {

void add_rules_schema(CLI::App& rules, Session& session) {
  CLI::App* command = add_command(rules, session, "schema", {"输出规则集文件的 JSON Schema，供编辑器补全和检查", "prints the JSON Schema of rule-set files, for editors to complete and check"});
  command->callback([] { std::cout << rules_schema(); });
}

}  // namespace libspatial::cli
