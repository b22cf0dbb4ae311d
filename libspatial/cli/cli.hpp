#pragma once
// What the commands share: language, files, progress, exit codes. One command, one file.

#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <vector>

#include "libspatial/coordinates.hpp"
#include "libspatial/layer.hpp"
#include "libspatial/metrics.hpp"
#include "libspatial/opening.hpp"
#include "libspatial/overlay.hpp"
#include "libspatial/plan.hpp"
#include "libspatial/rules.hpp"
#include "libspatial/schema.hpp"

namespace libspatial::cli {

/// Exit codes: 0–3 are verdicts (rules.hpp), the rest says that there is no result.
inline constexpr int exit_needs_review = 2, exit_input = 4, exit_internal = 5;

/// Options every command takes, and the code the program ends with.
struct Session {
  Language language = Language::en;
  int threads = 0;
  int exit_code = 0;
  ReadLimits limits;  ///< of every file that is read: --read-limit
  bool quiet = false;     ///< notes are not printed: the command keeps them elsewhere
  bool anywhere = false;  ///< land outside the city is meant: no CRS is doubted for it

  const std::string& say(const Text& text) const { return in(language, text); }
  /// A line on stderr.
  void note(const Text& text) const;
  void warn(const Text& text) const;
  /// What a file that was written does not hold, a line each.
  void not_carried(const std::vector<Loss>& losses) const;
};

/// A subcommand with --threads, --read-limit and --lang, whose help is in the session's language.
CLI::App* add_command(CLI::App& app, Session& session, const std::string& name, const Text& description);

void add_check(CLI::App& app, Session& session);
void add_overlay(CLI::App& app, Session& session);
void add_area(CLI::App& app, Session& session);
void add_inspect(CLI::App& app, Session& session);
void add_convert(CLI::App& app, Session& session);
void add_verify(CLI::App& app, Session& session);
void add_override(CLI::App& app, Session& session);
void add_compare(CLI::App& app, Session& session);
void add_redact(CLI::App& app, Session& session);
void add_cut(CLI::App& app, Session& session);
void add_batch(CLI::App& app, Session& session);
void add_alternatives(CLI::App& app, Session& session);
void add_plan(CLI::App& app, Session& session);
void add_metrics(CLI::App& app, Session& session);
void add_rules(CLI::App& app, Session& session);

// The subcommands of rules, one file each.
void add_rules_list(CLI::App& rules, Session& session);
void add_rules_lint(CLI::App& rules, Session& session);
void add_rules_explain(CLI::App& rules, Session& session);
void add_rules_test(CLI::App& rules, Session& session);
void add_rules_diff(CLI::App& rules, Session& session);
void add_rules_lock(CLI::App& rules, Session& session);
void add_rules_schema(CLI::App& rules, Session& session);
void add_rules_export(CLI::App& rules, Session& session);
void add_rules_import(CLI::App& rules, Session& session);

/// A rule set by its file or folder, or by the name of an installed or an archived one ("national-0.1.0"); empty: the sample.
RuleSet load_rules(const std::string& name_or_path);
/// The file of the archived set with this hash; empty when it was never shipped.
std::string archived_rules(const std::string& hash);
/// One line per set: id, version, hash.
std::string title_of(const Session& session, const RuleSet& rules);

// The subcommands of plan, one file each.
void add_plan_show(CLI::App& plan, Session& session);
void add_plan_groups(CLI::App& plan, Session& session);
void add_plan_import(CLI::App& plan, Session& session);
void add_plan_init(CLI::App& plan, Session& session);
void add_plan_validate(CLI::App& plan, Session& session);
void add_plan_evaluate(CLI::App& plan, Session& session);
void add_plan_ledger(CLI::App& plan, Session& session);
void add_plan_corridor(CLI::App& plan, Session& session);
void add_plan_lengths(CLI::App& plan, Session& session);
void add_plan_landtake(CLI::App& plan, Session& session);
void add_plan_along(CLI::App& plan, Session& session);
void add_plan_distance(CLI::App& plan, Session& session);
void add_plan_cards(CLI::App& plan, Session& session);
void add_plan_map(CLI::App& plan, Session& session);

// The subcommands of metrics.
void add_metrics_list(CLI::App& group, Session& session);
void add_metrics_explain(CLI::App& group, Session& session);
void add_metrics_compute(CLI::App& group, Session& session);

/// The catalogue of metrics that is installed.
metrics::Catalogue load_metrics();

/// A city profile by the name of an installed one or by its folder; empty: the only one installed.
Profile load_profile(const std::string& name_or_folder);

/// Longitude and latitude of the city of the only profile installed; empty when there are several.
Box city_frame();

/// Alias files: what the library knows, then the profile, then `more`: the last has the first word.
Schemas load_schemas(const std::string& profile, const std::vector<std::string>& more);

/// A width of data/checks/lines.yaml.
Length widest(const char* id);

/// How projects are land: lines by their field width_m, as wide as a road or railway can be.
PolygonOptions project_land();

/// Reads a layer of valid polygons, with all its fields or those named; repairs and rejects are said on stderr, none is lost.
Layer read_polygons(const Session& session, const std::string& spec, const std::string& crs, const PolygonOptions& options = {},
                    const std::optional<std::vector<std::string>>& fields = {});

/// The same of a layer that was read.
Layer valid_polygons(const Session& session, Layer given, const PolygonOptions& options);

/// --crs and --anywhere, of every command that reads land.
void add_crs_options(CLI::App& command, Session& session, std::string& crs);
/// --anywhere alone, of those that read a plan only.
void add_anywhere(CLI::App& command, Session& session);

/// Every layer of a plan, each where the city is.
std::vector<Layer> read_plan_layers(const Session& session, const std::string& file);

/// Throws Error(crs_implausible) for a layer that by its CRS lies outside the city of the only profile installed, and inside by another.
void require_in_city(const Session& session, const Layer& layer);

/// Repairs and rejects of a layer, on stderr.
void say_flaws(const Session& session, const Layer& layer);

/// That planar areas of a layer are far from those of its land, where they are.
void say_stretch(const Session& session, const Layer& layer, AreaKind kind);

/// `zones` in the CRS of `subjects`; says so when they had to be reprojected.
Layer in_crs_of(const Session& session, const Layer& subjects, Layer zones);

/// A bar on stderr when that is a terminal, nothing otherwise.
Progress progress_bar(const Session& session, const Text& title);

/// A file of the installed data folder: LIBSPATIAL_DATA, else beside the program, else the source tree.
std::string data_file(const std::string& name);

/// Today, local time, YYYY-MM-DD.
std::string today();

/// rejects.csv for the commands that are not `check`; returns its path.
std::string write_rejects(const std::string& beside, const std::vector<const Layer*>& layers);

}  // namespace libspatial::cli
