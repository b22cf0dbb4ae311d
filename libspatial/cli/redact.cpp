// libspatial redact: the folder of a check as it may travel.

#include <filesystem>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "check.hpp"
#include "libspatial/exchange.hpp"
#include "libspatial/io.hpp"
#include "report_files.hpp"

namespace libspatial::cli {
namespace {

namespace fs = std::filesystem;

struct RedactCommand {
  std::string folder, out;
  std::vector<std::string> also;

  void run(Session& session) const {
    std::error_code none;
    if (fs::equivalent(folder, out, none)) throw Error(Errc::bad_argument, {"输出目录不能是 " + folder + " 本身，请另给一个目录", "the output must not be " + folder + " itself: name another folder"});
    if (fs::is_directory(out, none) && !fs::is_empty(out, none)) throw Error(Errc::bad_argument, {"输出目录 " + out + " 不是空的，请另给一个目录", "the output folder " + out + " is not empty: name another"});
    const std::string original = (fs::path(folder) / "result.json").string(), whole = read_result(folder), json = redacted(whole);
    const std::vector<Layer> layers = redacted(read_layers((fs::path(folder) / "pieces.gpkg").string(), {}, session.limits), whole);
    const auto overrides = opinions(session);
    const nlohmann::json record{{"result_sha256", fingerprints(original)[0].sha256}, {"left_out", {"folders", "users", "names", "zones"}}};
    const FileToPublish files[] = {{"pieces.gpkg", [&](const std::string& f) { write_geopackage(f, layers, "libspatial redact"); }},
                                   {"report.html", [&](const std::string& f) { publish_text(f, report_html(json, layers, overrides)); }},
                                   {"rejects.csv", [&](const std::string& f) { publish_text(f, rejects_csv(json)); }},
                                   {"redacted.json", [&](const std::string& f) { publish_text(f, record.dump(1) + "\n"); }},
                                   {"result.json", [&](const std::string& f) { publish_text(f, json); }}};
    publish_folder(out, files);
    write_also(session, out, json, layers, also, overrides);
    std::cout << session.say({"已写出可外送的副本：", "a copy that may travel: "}) << (fs::path(out) / "report.html").string() << '\n'
              << session.say({"未写入：文件夹、用户名、意见人姓名、项目以外的分区；原件 result.json 的 SHA-256 见 redacted.json\n", "left out: folders, users, names of those who gave an opinion, zones beyond the projects; the SHA-256 of the original result.json is in redacted.json\n"});
  }

 private:
  /// What persons have said stays, their names do not.
  std::vector<Override> opinions(const Session& session) const {
    const std::string log = log_of(folder);
    if (!fs::is_regular_file(log)) return {};
    const LogCheck checked = check_log(read_text(log), log);
    if (!checked.flaws.empty()) throw Error(Errc::damaged_file, checked.flaws[0]);
    const auto recorded = find_recorded(checked.entries);
    if (recorded) require_as_recorded(folder, *recorded);
    std::vector<Override> result = recorded ? recorded->overrides : std::vector<Override>();
    for (Override& o : result) o.by = session.say({"（姓名略去）", "(name left out)"});
    return result;
  }
};

}  // namespace

void add_redact(CLI::App& app, Session& session) {
  CLI::App* command = add_command(app, session, "redact", {"把一次核查写成可外送的副本：不含文件夹、用户、意见人姓名和项目以外的分区", "a check as it may travel: without folders, users, names of those who gave an opinion, and zones beyond the projects"});
  auto o = std::make_shared<RedactCommand>();
  command->add_option("DIR", o->folder, session.say({"libspatial check 的输出目录，不变", "the folder libspatial check has written; it stays as it is"}))->required();
  command->add_option("OUT", o->out, session.say({"要写的目录：新的或空的", "folder to write: new, or empty"}))->required();
  add_also_option(*command, session, o->also);
  command->callback([o, &session] { o->run(session); });
}

}  // namespace libspatial::cli
