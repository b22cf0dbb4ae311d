// libspatial compare: what changed from one check to another.

#include <iostream>
#include <memory>

#include "cli.hpp"
#include "libspatial/comparison.hpp"
#include "report_files.hpp"

namespace libspatial::cli {
namespace {

struct CompareCommand {
  std::string before, after, out;

  void run(Session& session) const {
    require_sheets_ending(out);
    const auto sheets = what_changed(read_result(before), read_result(after), session.language);
    write_sheets(session, out, sheets);
    for (const auto& row : sheets[2].rows) {
      if (row[1] != row[2]) std::cout << row[0] << ": " << row[1] << " → " << row[2] << '\n';
    }
    const std::size_t changed = sheets[0].rows.size();
    if (changed > 0) std::cout << sheet_table(narrow(sheets[0]));
    std::cout << session.say({"有变化的项目：", "projects that changed: "}) << changed << '\n';
    if (changed > 0) session.exit_code = exit_needs_review;
  }

 private:
  /// What fits a terminal: to the areas, and the rules.
  static Sheet narrow(const Sheet& sheet) {
    Sheet out{sheet.id, sheet.title, {}, {}};
    const std::size_t last = sheet.columns.size() - 1;
    const auto keep = [&](const auto& cells, auto& into) {
      for (std::size_t i = 0; i < cells.size(); ++i) {
        if (i < 5 || i == 7 || i == last) into.push_back(cells[i]);
      }
    };
    keep(sheet.columns, out.columns);
    for (const auto& row : sheet.rows) keep(row, out.rows.emplace_back());
    return out;
  }
};

}  // namespace

void add_compare(CLI::App& app, Session& session) {
  CLI::App* command = add_command(app, session, "compare", {"比较两次核查：换规则集、日期、规划或图形之后，哪些项目变了", "what changed from one check to another: other rules, date, plan or shapes"});
  auto o = std::make_shared<CompareCommand>();
  command->add_option("BEFORE", o->before, session.say({"原来的核查：目录或 result.json", "the earlier check: its folder, or result.json"}))->required();
  command->add_option("AFTER", o->after, session.say({"新的核查", "the later check"}))->required();
  command->add_option("--out", o->out, session.say({"另写 .xlsx（变化、逐项变化、输入）或 .csv（变化）", "also write .xlsx (changes, findings, inputs) or .csv (changes)"}));
  command->callback([o, &session] { o->run(session); });
}

}  // namespace libspatial::cli
