#pragma once
// Rules: sentences of law or plan as data, and the check of projects against them.
// The result is a preliminary check (初步核查意见), never an approval.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libspatial/overlay.hpp"
#include "libspatial/plan.hpp"
#include "libspatial/source.hpp"

namespace libspatial {

/// The lattice of answers; the overall verdict of a project is the greatest of its findings'.
enum class Verdict {
  not_applicable,  ///< 不适用; of a rule only, neutral
  pass,            ///< 符合
  conditional,     ///< 有条件符合
  not_checked,     ///< 无法判定(未检查): a layer is missing, not valid at the date, does not cover the site
  needs_review,    ///< 无法判定(需人工复核)
  conflict,        ///< 不符合
};

std::string_view name(Verdict verdict);   ///< "needs_review"
Text title(Verdict verdict);              ///< 无法判定（需人工复核） / needs review
/// 0 pass · 1 conditional · 2 needs_review, not_checked · 3 conflict
int exit_code(Verdict verdict);

struct Citation {
  std::string id;
  Source source;
};

/// One branch of a rule: when the measured area is above the threshold and the project's kind is in the list.
struct Branch {
  std::vector<std::string> kinds;  ///< project kinds it holds for; empty: all
  Verdict verdict = Verdict::needs_review;
  Text text;                       ///< may use {area_m2} {area_ha} {area_mu} {share_pct}
};

struct Rule {
  std::string id;
  Text title;
  std::string role;                       ///< layer needed: "ugb", "permanent_farmland", …; empty: none
  /// "outside", "in.concentrated", "in.flexible", "in.special", "overlap", "multi_cover" (of the role's layer);
  /// "declared_difference", "self_overlap" (of the project itself)
  std::string measure;
  std::string tolerance;                  ///< name of a parameter, m²
  std::string relative_tolerance;         ///< name of a parameter, share of the project; the larger of both counts
  bool needs_kind = false;                ///< without the project's kind the answer is needs_review
  std::vector<Branch> above;              ///< measured area > tolerance: the first branch that fits
  Branch otherwise;                       ///< measured area ≤ tolerance
  std::vector<std::string> cite;
  std::string valid_from, valid_to;       ///< YYYY-MM-DD; empty: open
};

struct Parameter {
  std::string id;
  std::string unit;
  struct Dated { std::string from; double value = 0; std::string reference; bool verified = false; };
  std::vector<Dated> values;  ///< ascending
};

struct Approval {
  std::string name, date, note;
};

struct RuleSet {
  std::string id, version, status;
  Text title, notice;                     ///< notice: printed on every page
  std::string jurisdiction, valid_from, valid_to;
  std::vector<Approval> approvals;        ///< by name and date; then unverified citations may convict and pass
  std::map<std::string, std::vector<std::string>> kind_aliases;  ///< kind → words found in data
  std::vector<Parameter> parameters;
  std::vector<Citation> citations;
  std::vector<Rule> rules;
  std::string file;

  const Citation* find_citation(std::string_view id) const;
  /// The value in force on `date`. Throws Error(bad_rules) when there is none.
  double parameter(std::string_view id, std::string_view date) const;
};

struct Finding {
  std::string rule;
  Verdict verdict = Verdict::not_checked;
  std::optional<std::int64_t> hundredths;  ///< measured official area, whole 0.01 m²; none when it could not be measured
  double tolerance_m2 = 0.0;
  Text message;
  std::vector<std::string> cite;
};

/// A project's land in one kind of zone ("concentrated", "flexible", "special", "outside").
struct ZoneShare {
  std::string kind;
  Text name;
  std::int64_t hundredths = 0;
  double share = 0.0;
};

struct ProjectResult {
  std::string id, name, kind;
  std::vector<std::size_t> rows;           ///< the features (parcels) of the project
  Verdict verdict = Verdict::not_checked;
  std::int64_t official = 0;               ///< whole 0.01 m²
  std::optional<double> planar_m2;         ///< in the CRS of the projects; none in degrees
  std::optional<double> declared_m2;
  std::vector<ZoneShare> zones;            ///< add up to `official` exactly
  std::int64_t multi_cover = 0;            ///< covered by several zones, whole 0.01 m²
  std::vector<Finding> findings;
};

struct CheckOptions {
  std::string as_of;                       ///< YYYY-MM-DD, required
  std::string id_field = "id";
  std::string kind;                        ///< the kind of every project, for data that has no kind field
  int threads = 0;
  Progress progress = {};
};

/// A piece of a project for maps and tables. `role` is "ugb.concentrated" …, "ugb.outside", "permanent_farmland", ….
struct ProjectPiece {
  std::size_t project = 0;                 ///< index in CheckResult::projects
  std::string role;
  std::string zone;                        ///< name of the zone or feature, as written in the data
  std::int64_t hundredths = 0;
};

struct CheckResult {
  std::string as_of;
  RuleSet rules;
  Plan plan;                               ///< in the CRS of the projects
  Layer projects_layer;                    ///< valid polygons; rejects and repairs inside
  std::vector<ProjectResult> projects;     ///< in the order of their first feature
  std::vector<ProjectPiece> pieces;
  Shapes piece_shapes;                     ///< one per piece, CRS of the projects
};

/// Checks every project against the plan. Projects whose shape is rejected get needs_review; a missing layer, a layer
/// that is not valid on `as_of` or does not cover the site gives not_checked, never pass; what the covered part gives
/// beyond that stands.
/// Throws Error(field_not_found), Error(bad_rules), Error(bad_argument).
CheckResult check(const Layer& projects, const Plan& plan, const RuleSet& rules, const CheckOptions& options);

}  // namespace libspatial
