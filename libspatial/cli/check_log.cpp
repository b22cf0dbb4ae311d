// The entries of a check in its folder's log.

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "check.hpp"

namespace libspatial::cli {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

std::string user() {
  const passwd* entry = ::getpwuid(::geteuid());
  return entry && entry->pw_name ? entry->pw_name : std::to_string(::geteuid());
}

void add(Json& list, const std::string& role, const std::vector<Fingerprint>& prints) {
  for (const Fingerprint& p : prints) {
    Json entry{{"file", p.file}, {"bytes", p.bytes}, {"sha256", p.sha256}};
    if (!role.empty()) entry["role"] = role;
    list.push_back(std::move(entry));
  }
}

/// Every file of the folder but the log, by its name there.
Json outputs_of(const std::string& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (entry.is_regular_file() && name[0] != '.' && name != "audit.log") names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  Json list = Json::array();
  for (const std::string& name : names) {
    Fingerprint print = fingerprints((fs::path(folder) / name).string())[0];
    print.file = name;
    add(list, "", {print});
  }
  return list;
}

std::vector<RecordedFile> files_of(const Json& list) {
  std::vector<RecordedFile> result;
  for (const Json& f : list) result.push_back({f.value("role", ""), {f.at("file"), f.at("bytes"), f.at("sha256")}});
  return result;
}

/// An entry of any action, of now and by whom.
Json entry_of(const char* action) { return {{"action", action}, {"time", time_now()}, {"user", user()}, {"program", std::string("libspatial ") + LIBSPATIAL_VERSION}}; }

void add_to(const std::string& folder, const Json& entry) { append_log(log_of(folder), entry.dump(-1, ' ', false, Json::error_handler_t::replace)); }

}  // namespace

std::string time_now() {
  const char* fixed = std::getenv("SOURCE_DATE_EPOCH");
  const std::time_t time = fixed && *fixed ? static_cast<std::time_t>(std::strtoll(fixed, nullptr, 10)) : std::time(nullptr);
  std::tm utc{};
  gmtime_r(&time, &utc);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
  return text;
}

nlohmann::json json_of(const CheckTask& task) {
  return {{"plan", task.plan}, {"projects", task.projects}, {"rules", task.rules}, {"project_id", task.id}, {"project_kind", task.kind}, {"as_of", task.as_of}, {"crs", task.crs}, {"accuracy_m", task.accuracy}, {"anywhere", task.anywhere}};
}

std::string log_of(const std::string& folder) { return (fs::path(folder) / "audit.log").string(); }

void require_as_recorded(const std::string& folder, const Recorded& recorded) {
  for (const RecordedFile& output : recorded.outputs) {
    const std::string path = (fs::path(folder) / output.print.file).string();
    if (fingerprints(path)[0].sha256 == output.print.sha256) continue;
    throw Error(Errc::damaged_file, {path + " 与日志不符，已被改动。请重新核查", path + " is not as the log has it, it was changed: check again"});
  }
}

void record_check(const CheckTask& task, const RuleSet& rules, const std::string& folder) {
  Json inputs = Json::array();
  add(inputs, "plan", fingerprints(task.plan));
  add(inputs, "projects", fingerprints(task.projects));
  add(inputs, "rules", {{rules.id + " " + rules.version, 0, rules.hash}});  // of its content, wherever it is installed
  Json entry = entry_of("check");
  entry["directory"] = fs::current_path().string();
  entry["options"] = json_of(task);
  entry["inputs"] = std::move(inputs);
  entry["outputs"] = outputs_of(folder);
  add_to(folder, entry);
}

void record_override(const Override& o, const std::string& machine, const std::string& folder) {
  Json entry = entry_of("override");
  entry["time"] = o.time;
  entry["project"] = o.project;
  entry["machine"] = machine;
  entry["verdict"] = name(o.verdict);
  entry["by"] = o.by;
  entry["reason"] = o.reason;
  entry["outputs"] = outputs_of(folder);
  add_to(folder, entry);
}

std::optional<Recorded> find_recorded(const std::vector<std::string>& entries) {
  std::optional<Recorded> found;
  try {
    for (const std::string& line : entries) {
      const Json entry = Json::parse(line);
      const std::string action = entry.at("action");
      if (action == "check") {
        const Json& o = entry.at("options");
        found = Recorded{{o.at("plan"), o.at("projects"), o.at("rules"), o.at("project_id"), o.at("project_kind"), o.at("as_of"), o.at("crs"), o.at("accuracy_m"), o.at("anywhere"), {}, {}},
                         entry.at("program"), entry.at("directory"), files_of(entry.at("inputs")), files_of(entry.at("outputs")), {}};
      } else if (action == "override" && found) {
        found->overrides.push_back({entry.at("project"), verdict_named(entry.at("verdict").get<std::string>()), entry.at("by"), entry.at("reason"), entry.at("time")});
        found->outputs = files_of(entry.at("outputs"));
      }
    }
  } catch (const Json::exception&) {
    return std::nullopt;
  }
  return found;
}

}  // namespace libspatial::cli
