// libspatial alternatives: sites of one check beside each other.

#include <iostream>
#include <memory>

#include "cli.hpp"
#include "libspatial/comparison.hpp"
#include "report_files.hpp"

namespace libspatial::cli {
namespace {

struct AlternativesCommand {
  std::string result, out;
  std::vector<std::string> projects;

  void run(Session& session) const {
    require_sheets_ending(out);
    const Sheet sheet = alternatives(read_result(result), projects, session.language);
    write_sheets(session, out, std::span(&sheet, 1));
    std::cout << sheet_table(sheet);
  }
};

}  // namespace

void add_alternatives(CLI::App& app, Session& session) {
  CLI::App* command = add_command(app, session, "alternatives", {"方案比选：把同一次核查中的几个选址并排列出", "sites of one check beside each other"});
  auto o = std::make_shared<AlternativesCommand>();
  command->add_option("DIR", o->result, session.say({"libspatial check 的输出目录或 result.json", "the folder libspatial check has written, or result.json"}))->required();
  command->add_option("--projects", o->projects, session.say({"要比较的项目编号，逗号分隔（默认：全部）", "ids of the projects, separated by commas (default: all)"}))->delimiter(',')->allow_extra_args(false);
  command->add_option("--out", o->out, session.say({"另写 .xlsx 或 .csv", "also write .xlsx or .csv"}));
  command->callback([o, &session] { o->run(session); });
}

}  // namespace libspatial::cli
