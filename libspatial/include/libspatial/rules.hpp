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

/// Throws Error(bad_argument).
Verdict verdict_named(std::string_view name);
std::string_view name(Verdict verdict);   ///< "needs_review"
Text title(Verdict verdict);              ///< 无法判定（需人工复核） / needs review
/// 0 pass · 1 conditional · 2 needs_review, not_checked · 3 conflict
int exit_code(Verdict verdict);

struct Citation {
  std::string id;
  Source source;
  std::string verified_by, verified_at, note;
};

// ---- The language: docs/reference/rule-sets.md says it for those who write rules.

/// A threshold: a number with its unit, or a parameter of the day.
struct Bound {
  std::string parameter;           ///< empty: `value`
  double value = 0.0;              ///< in `unit`, as it was written
  std::string unit;                ///< "m2" "ha" "mu" "km2" "m" "km" "share" "%" "count" "day"
};

enum class Test { always, all, any, negation, present, in, eq, ne, lt, le, gt, ge, between };
std::string_view name(Test test);  ///< as it is written: "not", "gt"

/// True, false or unknown (Kleene): a comparison is unknown when what is compared is not known, or known too loosely.
struct Condition {
  Test test = Test::always;
  std::vector<Condition> parts;    ///< of all, any, not
  std::string attribute, fact;     ///< what is asked about: one of the two
  std::vector<std::string> words;  ///< in, eq, ne of an attribute: words of its list
  std::vector<Bound> bounds;       ///< one; two for between, both of them inside
  bool wanted = true;              ///< present: true or false
  int line = 0;                    ///< of Rule::file
};

/// How a quantity is worked out from others: exactly, and from bounds to bounds. Unknown when a part of it is, or when it would divide by 0.
struct Formula {
  enum class Step { none, quantity, fact, attribute, plus, minus, times, over, least, greatest };
  Step step = Step::none;
  std::vector<Formula> parts;      ///< two of plus, minus, times, over; two or more of least (min) and greatest (max)
  std::string name;                ///< of the fact; of the attribute, a plain number
  Bound quantity;                  ///< a number without a unit is in "factor"
};

/// A named measure of the project in layers of the plan; docs/reference/rule-sets.md lists the measures. Or a formula over others.
struct Fact {
  std::string name, measure;       ///< measure: empty for a formula
  std::vector<std::string> roles;  ///< "permanent_farmland", "ugb.flexible"; none: of the project itself
  std::string classes;             ///< name of a list of land-use codes: features of these only
  Formula formula = {};
  std::string unit = {};           ///< of a formula: "m2" "m" "share" "count" "factor" "day"
  int line = 0;                    ///< of Rule::file
};

/// The first branch whose condition is true answers; the last one has none.
struct Branch {
  Condition when;
  Verdict verdict = Verdict::needs_review;
  Text text;                           ///< {fact|m2}: facts of the rule only, m2 ha mu pct m count day factor
  std::vector<std::string> papers;     ///< needed when this branch answers
  int line = 0, papers_line = 0;       ///< of Rule::file: of the text and of the papers
};

/// Goes before the branches; the highest priority whose condition is true answers.
struct Exception {
  std::string id;
  int priority = 0;
  Branch branch;
  std::vector<std::string> cite;
  int cite_line = 0;                      ///< of Rule::file
};

struct Rule {
  std::string id;
  Text title;
  Condition applies_when;                 ///< attributes only; false: not applicable
  std::vector<Fact> facts;
  std::vector<Branch> base;
  std::vector<Exception> exceptions;
  Verdict on_unknown = Verdict::needs_review;
  bool house = false;                     ///< a rule of data quality: cites nothing and decides
  bool tolerant = true;                   ///< judged with the uncertainty of positions
  std::vector<std::string> cite;
  std::string valid_from, valid_to;       ///< YYYY-MM-DD; empty: open
  std::string file;                       ///< it was read from
  int line = 0, cite_line = 0;

  std::vector<std::string> layers() const;  ///< roles of layers needed, "ugb" for "ugb.flexible"
  std::vector<std::string> land() const;    ///< roles of the pieces (ProjectPiece) its measures are of: "ugb.outside", "permanent_farmland"; none for lengths, distances, attributes
  const Fact* find_fact(std::string_view name) const;
};

/// A word or number of the project: which field, which words mean the same.
struct Attribute {
  std::string id, field;
  Text title;
  bool is_number = false;
  std::map<std::string, std::vector<std::string>> words;  ///< word of the rules → words found in data
};

/// A layer the rules need: what it is called, where its codes stand.
struct LayerRole {
  std::string role;
  Text title;
  std::string class_field, ridge_field;  ///< land-use code; share of ridges in the land (扣除地类系数)
  double max_age_days = 0.0;             ///< older gives not_checked; 0: any age
};

struct Paper {
  std::string id;
  Text title;
};

/// Land-use codes by name; a code stands for all that begin with it.
struct ClassList {
  std::string id;
  Text title;
  std::vector<std::string> codes;
};

/// How the uncertainty of positions counts: ε = k · √(σ of the projects² + σ of the layer²). Names of parameters; empty: not at all.
struct Tolerance {
  std::string k, project_accuracy;        ///< number; m
  std::string sliver_area;                ///< m²: a piece no larger, and no wider than 2 ε, is a sliver
};

/// One case of a rule's own tests: what is known, and the verdict expected.
struct Situation {
  struct Given { double value = 0, low = 0, high = 0; std::string unit; };
  std::string rule, as_of;
  std::map<std::string, std::string> attributes;
  std::map<std::string, Given> facts;
  std::map<std::string, std::string> layers;  ///< role → missing, expired, partial
  Verdict expected = Verdict::not_checked;
  std::string exception;                      ///< that must have answered; empty: any
  std::string file = {};
  int line = 0;
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
  Text not_covered;                       ///< what no rule of the set asks about: printed under what was not checked; may be empty
  std::string jurisdiction, valid_from, valid_to;
  std::string extends;                    ///< id, version and hash of the set whose rules are taken over; empty: none
  std::vector<Approval> approvals;        ///< by name and date; then unverified citations may convict and pass
  std::vector<Attribute> attributes;
  std::vector<LayerRole> layers;
  std::vector<Paper> papers;
  std::vector<ClassList> classes;
  Tolerance tolerance;
  std::vector<Parameter> parameters;
  std::vector<Citation> citations;
  std::vector<Rule> rules;
  std::vector<Situation> tests;
  std::string file;
  std::string hash;                       ///< SHA-256 of the set in canonical form

  const Citation* find_citation(std::string_view id) const;
  const Attribute* find_attribute(std::string_view id) const;
  const Rule* find_rule(std::string_view id) const;
  /// The value in force on `date`, in the parameter's unit. Throws Error(bad_rules) when there is none.
  double parameter(std::string_view id, std::string_view date) const;
  /// May convict and pass: a rule of the house, every citation verified, or approved by name and date.
  bool may_decide(const Rule& rule, const Exception* exception = nullptr) const;
};

/// A fact as it was found, for the reader and for the record.
struct FactValue {
  std::string name, measure, unit;        ///< measure: "formula" when it was worked out; unit: m2, m, share, count, factor, day
  std::optional<double> value;
  double low = 0.0, high = 0.0;           ///< what it is at least and at most
};

struct Finding {
  std::string rule;
  Verdict verdict = Verdict::not_checked;
  std::optional<std::int64_t> hundredths;  ///< measured official area, whole 0.01 m²; none when it could not be measured
  double tolerance_m2 = 0.0;               ///< the first threshold in m² the rule compares with
  Text message;
  std::vector<std::string> cite;
  std::string exception;                   ///< id of the exception that answered
  std::vector<Text> papers;                ///< needed
  std::vector<FactValue> facts;
  double epsilon_m = 0.0;                  ///< uncertainty of positions the answer was tried with; 0: none stated
  std::optional<double> margin;            ///< how far the deciding fact is from its threshold, in the fact's unit; set where ε decides
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
  double accuracy_m = 0.0;                 ///< standard deviation of a position of the projects; 0: as the rule set says
  const Layer* lines = nullptr;            ///< the projects as they were read, row by row: line projects have lengths and crossings by it
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

/// A piece that is small and narrow: listed, and part of every total.
struct Sliver {
  std::size_t piece = 0;                   ///< index in CheckResult::pieces
  double width_m = 0.0;                    ///< diameter of the largest circle inside
};

struct CheckResult {
  std::string as_of;
  RuleSet rules;
  Plan plan;                               ///< in the CRS of the projects
  Layer projects_layer;                    ///< valid polygons; rejects and repairs inside
  std::vector<ProjectResult> projects;     ///< in the order of their first feature
  std::vector<ProjectPiece> pieces;
  Shapes piece_shapes;                     ///< one per piece, CRS of the projects
  std::vector<Sliver> slivers;
};

/// Checks every project against the plan. Projects whose shape is rejected get needs_review; a missing layer, a layer
/// that is not valid on `as_of` or does not cover the site gives not_checked, never pass; what the covered part gives
/// beyond that stands.
/// Throws Error(field_not_found), Error(bad_rules), Error(bad_argument).
CheckResult check(const Layer& projects, const Plan& plan, const RuleSet& rules, const CheckOptions& options);

// ---- The care of rule sets

struct LintIssue {
  Severity severity = Severity::error;
  std::string rule;                        ///< empty: the set
  Text text;
};
/// What a rule set lacks before somebody may sign for it. Errors first.
std::vector<LintIssue> lint(const RuleSet& rules);

struct TestOutcome {
  std::size_t test = 0;                    ///< index in RuleSet::tests
  Verdict given = Verdict::not_checked;
  std::string exception;
  Text message;
  bool passed = false;
};
/// The set's own tests, without any map.
std::vector<TestOutcome> run_tests(const RuleSet& rules);

struct Mutant {
  std::string rule;
  Text change;                             ///< what was changed
  bool killed = false;                     ///< some test of the set noticed
};
/// Every threshold, comparator, word, exception, branch, and sign and number of a formula changed, one at a time, against the set's own tests.
std::vector<Mutant> mutate(const RuleSet& rules);

/// A rule in sentences, with the values of the day, papers and citations.
Text explain(const RuleSet& rules, const Rule& rule, const std::string& as_of);
/// One condition as a sentence.
Text sentence(const RuleSet& rules, const Rule& rule, const Condition& condition, const std::string& as_of);

struct RuleChange {
  std::string id;                          ///< of a rule, parameter or citation; empty: of the set
  Text text;
};
/// What changed from one set to another: rules, thresholds, citations.
std::vector<RuleChange> changes(const RuleSet& before, const RuleSet& after);

}  // namespace libspatial
