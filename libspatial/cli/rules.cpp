// libspatial rules: the care of rule sets. One subcommand, one file.

#include <algorithm>
#include <filesystem>

#include "cli.hpp"
#include "libspatial/audit.hpp"
#include "libspatial/exchange.hpp"

namespace libspatial::cli {

namespace fs = std::filesystem;

namespace {

fs::path installed_rules() { return fs::path(data_file("rules/jilin-sample.yaml")).parent_path(); }

/// Archived sets, a folder each, named by id and version; the lock in it has the name of the set's own file.
template <class Wanted>
std::string find_archived(Wanted wanted) {
  std::error_code none;
  for (const auto& kept : fs::directory_iterator(installed_rules() / "archive", none)) {
    for (const auto& file : fs::directory_iterator(kept.path(), none)) {
      if (wanted(kept.path().filename().string(), file.path().string())) return file.path().string();
    }
  }
  return {};
}

}  // namespace

RuleSet load_rules(const std::string& wanted) {
  std::error_code none;
  if (wanted.empty()) return read_rules(data_file("rules/jilin-sample.yaml"));
  if (fs::exists(wanted, none)) return read_rules(wanted);
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(installed_rules())) {
    if (entry.is_directory() || entry.path().extension() == ".yaml") names.push_back(entry.path().stem().string());
    if (names.size() > 0 && names.back() == wanted) return read_rules(entry.path().string());
  }
  if (const std::string kept = find_archived([&](const std::string& name, const std::string&) { return name == wanted; }); !kept.empty()) return read_rules(kept);
  std::erase(names, "archive");
  std::sort(names.begin(), names.end());
  std::string list;
  for (const std::string& name : names) list += (list.empty() ? "" : ", ") + name;
  throw Error(Errc::file_not_found, {"没有规则集“" + wanted + "”：请写文件、文件夹，或已安装的名称（" + list + "）", "there is no rule set \"" + wanted + "\": give a file, a folder, or the name of an installed one (" + list + ")"});
}

std::string archived_rules(const std::string& hash) {
  return find_archived([&](const std::string&, const std::string& file) { return fingerprints(file)[0].sha256 == hash; });
}

std::string title_of(const Session& session, const RuleSet& rules) {
  return rules.id + " " + rules.version + " · " + session.say(rules.title) + " · " + session.say(rules.notice) + " · sha256 " + rules.hash.substr(0, 16);
}

void add_rules(CLI::App& app, Session& session) {
  CLI::App* rules = app.add_subcommand("rules", session.say({"规则集：列出、检查、解释、测试、比较、锁定、编辑", "rule sets: list, lint, explain, test, diff, lock, edit"}));
  rules->set_help_flag("-h,--help", session.say({"显示帮助", "show this help"}));
  rules->group(session.say({"命令", "Subcommands"}));
  rules->require_subcommand(1);
  add_rules_list(*rules, session);
  add_rules_lint(*rules, session);
  add_rules_explain(*rules, session);
  add_rules_test(*rules, session);
  add_rules_diff(*rules, session);
  add_rules_lock(*rules, session);
  add_rules_schema(*rules, session);
  add_rules_export(*rules, session);
  add_rules_import(*rules, session);
}

}  // namespace libspatial::cli
