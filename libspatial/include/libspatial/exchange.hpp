#pragma once
// Exchange: our own readers and writers of text (CSV, GeoJSON, rule sets), and the publishing of files. No GDAL here.

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "libspatial/doctor.hpp"
#include "libspatial/evaluation.hpp"
#include "libspatial/layer.hpp"
#include "libspatial/metrics.hpp"
#include "libspatial/overlay.hpp"
#include "libspatial/profile.hpp"
#include "libspatial/rules.hpp"
#include "libspatial/schema.hpp"
#include "libspatial/validation.hpp"

namespace libspatial {

/// Reads a rule set: one YAML document without anchors, aliases, tags or duplicate keys, at most 1 MiB and 32 levels
/// deep. `file` is used in messages. Throws Error(bad_rules) with the line and what is wrong.
RuleSet parse_rules(std::string_view yaml, const std::string& file);
/// The same from a file, or from a folder: ruleset.yaml, then layers.yaml, params.yaml, citations.yaml, rules/*.yaml, tests/*.yaml.
RuleSet read_rules(const std::string& file_or_folder);

/// A rule set in canonical form: JSON with sorted keys, the sets it extends written out. Read again it is the same set.
std::string rules_json(const RuleSet& rules);
/// SHA-256 of that, in hexadecimal.
std::string rules_hash(const RuleSet& rules);
/// The canonical form as YAML for people: the same set, the same hash.
std::string rules_text(const RuleSet& rules);
/// JSON Schema (draft-07) of the files of a rule set, for editors: what a file may say by itself, from the tables the reader uses.
std::string rules_schema();

/// Reads a city profile: a folder with profile.yaml, groups.yaml, places.csv, projects.csv, targets.csv and, where there are any, indicators.yaml
/// and consistency.yaml (docs/reference/profiles.md). Throws
/// Error(bad_profile) with file, line and what is wrong: an unknown parent, a repeated id or code, a circle, an unknown unit, NaN.
Profile read_profile(const std::string& folder);
/// Its frame alone, from profile.yaml: what a command that only asks where the city lies needs.
Box read_frame(const std::string& folder);

/// The standard form of a plan file (data/schemas/plan.yaml), under the same rules. Throws Error(bad_rules).
PlanLayout parse_layout(std::string_view yaml, const std::string& file);

/// Adds the alias sets of one file (docs/reference/schemas.md) in front of those that are there. Throws Error(bad_rules) with file and
/// line: an unknown key, role or field, a column with two roles, a word with two meanings, an id that is used already.
void add_schemas(Schemas& schemas, std::string_view yaml, const std::string& file);

/// What an import was asked to do.
struct ImportRun {
  std::string tool, profile, plan;
  std::vector<std::string> files;
};
/// The report of an import: everything as JSON, and one line per layer as CSV.
std::string import_json(const Import& import, const ImportRun& run);
std::string import_csv(const Import& import);

/// An evaluation as JSON: as_of, the parameters used, how every account was counted, what is missing, and every table by name.
std::string evaluation_json(const Evaluation& evaluation, std::span<const Layer> tables, const Limits& limits);

/// The diagnosis of layers as JSON: per layer file, layer, crs, read, used, repaired, rejected, area_m2, areas_are_right, symptoms.
std::string diagnosis_json(std::span<const std::pair<Layer, Diagnosis>> layers);

/// Reads limits, of a validation or an evaluation (docs/reference/validation.md, evaluation.md) as strictly. Throws Error(bad_rules).
Limits parse_limits(std::string_view yaml, const std::string& file);

/// The catalogue of metrics: a folder with catalogue.yaml (groups, words for inputs and parameters) and any number of files of metrics and fixtures
/// (docs/reference/metrics.md). Throws Error(bad_rules) with file and line.
metrics::Catalogue read_metrics(const std::string& folder);

/// Published areas: CSV with the header `code,area_km2`, or a table with these columns first. Throws Error(bad_argument) naming
/// file and line: no number, an area that is not positive, a code twice.
std::map<std::string, double> parse_areas(std::string_view csv, const std::string& file);

/// A table with a header row, as a layer without shapes: a column is numbers when every cell is one or empty and none begins with a needless 0
/// (codes such as 0101 stay text). Throws Error(bad_argument) with file and line.
Layer parse_rows(std::string_view csv, const std::string& file);

/// A regular file of at most `limit` bytes. Throws Error(file_not_found).
std::string read_text(const std::string& file, std::size_t limit = 64u << 20);

/// Writes a file as a whole or not at all: `write` fills a temporary file beside `file` (same folder, same extension),
/// then it is flushed to disk, checked by `verify` when given, and renamed. On any failure the old file is untouched
/// and nothing is left behind. Throws Error(write_failed) or Error(target_in_use).
void publish(const std::string& file, const std::function<void(const std::string& temporary)>& write,
             const std::function<void(const std::string& temporary)>& verify = {});

/// Several files of one folder that belong together: all are written aside first, then renamed in order, the last one
/// as the mark of completeness (an old one is removed before the first rename). On any failure nothing of the old set
/// is touched and nothing is left behind. Makes the folder when it is missing.
struct FileToPublish {
  std::string name;
  std::function<void(const std::string& file)> write;
};
void publish_folder(const std::string& folder, std::span<const FileToPublish> files);

/// publish() for text, whole or piece by piece: `next` gives the following piece, and nothing at the end.
void publish_text(const std::string& file, std::string_view text);
void publish_pieces(const std::string& file, const std::function<std::optional<std::string>()>& next);

/// One CSV record (RFC 4180 quoting, LF).
std::string csv_record(std::span<const std::string> cells);

/// The overlay as a table `subject,zone,area_m2,share`; zone is empty outside. With `by`, pieces of zones with equal
/// label are added up. Labels need not be unique. Official areas have two decimals, others full precision.
struct OverlayRow { std::string subject, zone; bool is_outside = false; Area area; double share = 0.0; };
std::vector<OverlayRow> overlay_rows(const Overlay& overlay, std::span<const std::string> subjects,
                                     std::span<const std::string> zones, bool sum_equal_zones);
inline constexpr std::string_view overlay_csv_header = "subject,zone,area_m2,share\n";
/// The rows without the header.
std::string overlay_csv(std::span<const OverlayRow> rows, AreaKind kind);

/// A layer as GeoJSON (RFC 7946: coordinates in WGS 84 order lon, lat; throws Error(crs_mismatch) for any other CRS than
/// EPSG:4490 or EPSG:4326) or as CSV with a WKT-free attribute table.
std::string to_geojson(const Layer& layer);
std::string to_csv(const Layer& layer);

}  // namespace libspatial
