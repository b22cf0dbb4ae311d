#pragma once
// A check as the program runs it: by `check`, and again by `verify`.

#include <optional>
#include <string>
#include <vector>

#include "cli.hpp"
#include "libspatial/audit.hpp"

namespace libspatial::cli {

struct CheckTask {
  std::string plan, projects, rules, id, kind, as_of, crs;
  bool anywhere = false;
};

struct Checked {
  std::string json;             ///< result.json
  std::vector<Layer> layers;    ///< of pieces.gpkg
  RuleSet rules;
  Verdict worst = Verdict::pass;
};

Checked run_check(Session& session, const CheckTask& task);

/// The four files, all or none; result.json comes last and is the mark of completeness.
void publish_check(const std::string& folder, const Checked& checked);

/// What is found in the log of a folder.
struct RecordedFile {
  std::string role;             ///< of an input: "plan", "projects", "rules"; of an output: empty
  Fingerprint print;
};
struct Recorded {
  CheckTask task;
  std::string program, directory;  ///< from which relative names were meant
  std::vector<RecordedFile> inputs, outputs;
};

/// Adds the check to the log of `folder`: who, when, with which options, the fingerprints of its inputs and of every file in the folder.
void record_check(const CheckTask& task, const std::string& folder);
/// The last check of a log, or nothing.
std::optional<Recorded> find_recorded(const std::vector<std::string>& entries);
/// The rule set file a task means.
std::string rules_file(const CheckTask& task);

/// audit.log in the folder of a check.
std::string log_of(const std::string& folder);

}  // namespace libspatial::cli
