#pragma once
// A check as the program runs it: by `check`, and again by `verify`.

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "cli.hpp"
#include "libspatial/audit.hpp"
#include "libspatial/report.hpp"

namespace libspatial::cli {

struct CheckTask {
  std::string plan, projects, rules, id, kind, as_of, crs;
  double accuracy = 0.0;        ///< m
  bool anywhere = false;
  std::string plan_name, projects_name;  ///< in the results, where the files lie elsewhere now; empty: as they are
};

struct Checked {
  std::string json;             ///< result.json
  std::vector<Layer> layers;    ///< of pieces.gpkg
  RuleSet rules;
  Verdict worst = Verdict::pass;
};

/// The options of a task, but for `lines`.
CheckOptions options_of(const Session& session, const CheckTask& task);
/// How results name a task.
RunInfo run_of(const CheckTask& task);
/// A task as logs and records have it.
nlohmann::json json_of(const CheckTask& task);

/// Reads the files of a task and checks them.
CheckResult check_files(Session& session, const CheckTask& task);

Checked run_check(Session& session, const CheckTask& task);

/// The options of every command that checks: --plan, --projects, --rules, --project-id, --project-kind, --as-of, --accuracy, --crs, --anywhere.
void add_task_options(CLI::App& command, Session& session, CheckTask& task);

/// The four files, all or none; result.json comes last and is the mark of completeness.
void publish_check(const std::string& folder, const Checked& checked, std::span<const Override> overrides = {});

/// Now, UTC; SOURCE_DATE_EPOCH when it is set.
std::string time_now();

/// What is found in the log of a folder.
struct RecordedFile {
  std::string role;             ///< of an input: "plan", "projects", "rules"; of an output: empty
  Fingerprint print;
};
struct Recorded {
  CheckTask task;
  std::string program, directory;  ///< from which relative names were meant
  std::vector<RecordedFile> inputs, outputs;
  std::vector<Override> overrides;
};

/// Adds the check to the log of `folder`: who, when, with which options, the fingerprints of its inputs and of every file in the folder.
void record_check(const CheckTask& task, const RuleSet& rules, const std::string& folder);
/// The same for what a person says.
void record_override(const Override& override, const std::string& machine, const std::string& folder);

/// The last check of a log, the outputs as its last entry has them, and what persons have said since; or nothing.
std::optional<Recorded> find_recorded(const std::vector<std::string>& entries);

/// audit.log in the folder of a check.
std::string log_of(const std::string& folder);
/// Nobody signs, or sends away, what was touched: throws Error(damaged_file) for a file that is not as the log has it.
void require_as_recorded(const std::string& folder, const Recorded& recorded);

}  // namespace libspatial::cli
