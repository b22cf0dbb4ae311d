// libspatial verify: is the folder of a check what the check wrote, and would it write the same today?

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>
#include <random>

#include "check.hpp"
#include "libspatial/exchange.hpp"

namespace libspatial::cli {
namespace {

namespace fs = std::filesystem;

/// A folder of our own that is gone at the end.
struct Scratch {
  fs::path folder = fs::temp_directory_path() / ("libspatial-verify-" + std::to_string(std::random_device{}()));
  Scratch() { fs::create_directory(folder); }
  ~Scratch() {
    std::error_code none;
    fs::remove_all(folder, none);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
};

class Verification {
 public:
  Verification(Session& session, const std::string& folder) : session_(session), folder_(folder) {}

  void run(CheckTask instead) {
    const std::string file = log_of(folder_);
    const LogCheck log = check_log(read_text(file), file);
    for (const Text& flaw : log.flaws) differs(flaw);
    if (log.flaws.empty()) same({"日志完整，共 " + std::to_string(log.entries.size()) + " 条", "the log is whole, " + std::to_string(log.entries.size()) + " entries"});
    const auto recorded = find_recorded(log.entries);
    if (!recorded) throw Error(Errc::damaged_file, {file + " 中没有核查记录，请确认这是 libspatial check 的输出目录", file + " has no entry of a check: is this a folder libspatial check has written?"});
    outputs(*recorded);
    if (inputs(*recorded, instead)) again(*recorded, instead);
    std::cout << (differences_ == 0 ? session_.say({"可复核：与记录完全一致\n", "verified: everything is as recorded\n"})
                                    : session_.say({"不一致 " + std::to_string(differences_) + " 处，不能据此签署\n", std::to_string(differences_) + " differences: do not sign this\n"}));
    if (differences_ > 0) session_.exit_code = exit_needs_review;
  }

 private:
  void same(const Text& what) const { std::cout << "  ✓ " << session_.say(what) << '\n'; }
  void differs(const Text& what) {
    ++differences_;
    std::cout << "  ✗ " << session_.say(what) << '\n';
  }

  void compare(const std::string& name, const std::string& found, const std::string& wanted, const Text& when) {
    if (found == wanted) same({name + "：" + when.zh + "一致", name + ": the same " + when.en});
    else differs({name + "：" + when.zh + "不一致", name + ": not the same " + when.en});
  }

  void outputs(const Recorded& recorded) {
    for (const RecordedFile& output : recorded.outputs) {
      const std::string path = (fs::path(folder_) / output.print.file).string();
      std::error_code none;
      if (!fs::is_regular_file(path, none)) differs({output.print.file + "：输出文件不在了", output.print.file + ": the output is gone"});
      else compare(output.print.file, fingerprints(path)[0].sha256, output.print.sha256, {"输出与记录", "as recorded"});
    }
  }

  /// Names as the check was given them, from the folder it was run in; or what the user gives instead. False when an input is not there.
  bool inputs(const Recorded& recorded, CheckTask& instead) {
    const auto found = [&](const std::string& given, const std::string& written) {
      if (!given.empty()) return given;
      std::error_code none;
      const bool here = fs::exists(written.substr(0, written.find("|layername=")), none);
      return here || written.empty() || fs::path(written).is_absolute() ? written : (fs::path(recorded.directory) / written).string();
    };
    instead.plan = found(instead.plan, recorded.task.plan);
    instead.projects = found(instead.projects, recorded.task.projects);
    const bool by_name = instead.rules.empty() && recorded.task.rules.find('/') == std::string::npos;  // of an installed set, not where a file lies
    if (instead.rules.empty()) instead.rules = by_name ? recorded.task.rules : found("", recorded.task.rules);
    bool all = true;
    for (const auto& [role, path] : {std::pair<std::string, std::string>{"plan", instead.plan}, {"projects", instead.projects}, {"rules", instead.rules}}) {
      std::vector<std::string> wanted, now;
      std::string name = path;
      for (const RecordedFile& input : recorded.inputs) {
        if (input.role == role) wanted.push_back(input.print.sha256);
      }
      try {
        if (role == "rules") {
          RuleSet rules = load_rules(path);
          if (const std::string kept = !by_name || wanted.empty() || rules.hash == wanted[0] ? "" : archived_rules(wanted[0]); !kept.empty()) {  // a version of before
            rules = load_rules(kept);
            instead.rules = kept;
          }
          now.push_back(rules.hash);
          name = rules.id + " " + rules.version;
        } else {
          for (const Fingerprint& print : fingerprints(path)) now.push_back(print.sha256);
        }
      } catch (const Error& e) {
        all = false;
        differs(e.text());
        continue;
      }
      std::sort(wanted.begin(), wanted.end());
      std::sort(now.begin(), now.end());
      if (now == wanted) same({name + "：输入与记录一致", name + ": the input is as recorded"});
      else differs({name + "：输入已改变", name + ": the input has changed"});
    }
    return all;
  }

  /// By which two outputs are compared: of a container and of a page what is in them, not how it was packed.
  static std::string content(const std::string& path) {
    return fs::path(path).extension() == ".html" ? page_content(read_text(path)) : fingerprints(path)[0].sha256;
  }

  /// Runs the check again, and compares what it writes.
  void again(const Recorded& recorded, const CheckTask& where) {
    CheckTask task = recorded.task;
    task.plan = where.plan;
    task.projects = where.projects;
    task.rules = where.rules;
    task.plan_name = recorded.task.plan;
    task.projects_name = recorded.task.projects;
    session_.anywhere = task.anywhere;
    const Scratch scratch;
    const Checked checked = run_check(session_, task);
    publish_check(scratch.folder.string(), checked, recorded.overrides);
    const std::string program = std::string("libspatial ") + LIBSPATIAL_VERSION;
    if (program != recorded.program) same({"程序为 " + program + "，记录为 " + recorded.program + "：result.json 中的版本会不同", "the program is " + program + ", recorded is " + recorded.program + ": result.json names another version"});
    for (const char* name : {"result.json", "pieces.gpkg", "report.html", "rejects.csv"}) {
      std::error_code none;
      const std::string path = (fs::path(folder_) / name).string();
      if (fs::is_regular_file(path, none)) compare(name, content(path), content((scratch.folder / name).string()), {"重新核查结果", "when checked again"});
    }
  }

  Session& session_;
  const std::string folder_;
  std::size_t differences_ = 0;
};

struct VerifyCommand {
  std::string folder;
  CheckTask instead;
};

}  // namespace

void add_verify(CLI::App& app, Session& session) {
  CLI::App* command = add_command(app, session, "verify", {"复核一次核查：日志、输出、输入是否与记录一致，重新核查是否得到相同结果", "is a check's folder as it was written, and would it come out the same today"});
  auto o = std::make_shared<VerifyCommand>();
  command->add_option("DIR", o->folder, session.say({"libspatial check 的输出目录", "the folder libspatial check has written"}))->required();
  command->add_option("--plan", o->instead.plan, session.say({"规划文件现在的位置（默认：记录中的）", "where the plan lies now (default: as recorded)"}));
  command->add_option("--projects", o->instead.projects, session.say({"项目文件现在的位置", "where the projects lie now"}));
  command->add_option("--rules", o->instead.rules, session.say({"规则集现在的位置", "where the rule set lies now"}));
  command->callback([o, &session] { Verification(session, o->folder).run(o->instead); });
}

}  // namespace libspatial::cli
