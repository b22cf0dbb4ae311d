// libspatial cut: what projects in conflict would have to give up, checked again.

#include <iostream>
#include <memory>

#include "check.hpp"
#include "libspatial/cut.hpp"
#include "libspatial/exchange.hpp"
#include "libspatial/io.hpp"
#include "report_files.hpp"

namespace libspatial::cli {
namespace {

struct CutCommand {
  CheckTask task;
  std::string out, table;

  void run(Session& session) {
    require_sheets_ending(table);
    if (!out.ends_with(".gpkg")) throw Error(Errc::bad_argument, {out + "：结尾应为 .gpkg", out + ": the ending must be .gpkg"});
    task.anywhere = session.anywhere;
    const CheckResult result = check_files(session, task);
    const Cuts cuts = smallest_cuts(result, options_of(session, task));
    const Sheet sheet = cuts_sheet(result, cuts, session.language);
    session.not_carried(write_geopackage(out, cuts.layers, "libspatial cut"));
    write_sheets(session, table, std::span(&sheet, 1));
    if (!cuts.cuts.empty()) std::cout << sheet_table(sheet);
    std::size_t proposals = 0;
    for (const Cut& cut : cuts.cuts) proposals += cut.why_not.zh.empty();
    const std::string all = std::to_string(cuts.cuts.size()), with = std::to_string(proposals);
    std::cout << session.say({"不符合的项目 " + all + " 个，有建议的 " + with + " 个：", all + " projects in conflict, proposals for " + with + ": "}) << out << '\n'
              << session.say({"建议只供设计参考，不是审批；减地后的图形须重新核查\n", "a proposal for the designer, no approval; the new shape must be checked again\n"});
  }
};

}  // namespace

void add_cut(CLI::App& app, Session& session) {
  CLI::App* command = add_command(app, session, "cut", {"减地建议：不符合的项目至少减去哪些用地才不再冲突，减后重新核查", "what projects in conflict would have to give up, checked again"});
  auto o = std::make_shared<CutCommand>();
  add_task_options(*command, session, o->task);
  command->add_option("--out", o->out, session.say({"要写的 GeoPackage：图层 left（保留）、given_up（减去）", "GeoPackage to write: layers left and given_up"}))->required();
  command->add_option("--table", o->table, session.say({"另写表：.xlsx 或 .csv", "also write the table: .xlsx or .csv"}));
  command->callback([o, &session] { o->run(session); });
}

}  // namespace libspatial::cli
