// check(): projects → facts → findings → verdicts.

#include <algorithm>
#include <set>

#include "geometry/side_by_side.hpp"
#include "rules/ground.hpp"
#include "rules/judge.hpp"
#include "rules/measured.hpp"

namespace libspatial {
namespace {

void require_date(const std::string& date) {
  if (is_date(date)) return;
  throw Error(Errc::bad_argument, {"核查日期“" + date + "”应写成 YYYY-MM-DD", "the date of the check \"" + date + "\" must be YYYY-MM-DD"});
}

std::vector<std::string> roles_of(const RuleSet& rules) {
  std::set<std::string> roles{"units", "ugb"};
  for (const Rule& rule : rules.rules) {
    for (const std::string& layer : rule.layers()) roles.insert(layer);
  }
  return {roles.begin(), roles.end()};
}

/// Land by kind of zone and outside, in a fixed order; kinds without land are left out.
std::vector<ZoneShare> shares(const Group& group, const Facts& facts, std::int64_t whole) {
  std::vector<ZoneShare> result;
  const auto add = [&](std::string kind, Text name, std::int64_t hundredths) {
    if (hundredths == 0) return;
    result.push_back({std::move(kind), std::move(name), hundredths, static_cast<double>(hundredths) / static_cast<double>(whole)});
  };
  const RoleOverlay& ugb = facts.role("ugb");
  const bool unfilled = ugb.plan && ugb.plan->layer.size() == 0 && ugb.plan->covers != "units";  // nobody says that the city has no boundary
  if (!ugb.plan || ugb.problem || unfilled) return result;  // nothing is known: no row, and the findings say why
  const LandByKind by_kind = facts.by_kind(group);
  for (const ZoneKind kind : zone_kinds) add(std::string(name(kind)), title(kind), by_kind[static_cast<std::size_t>(kind)]);
  add("outside", {"边界外", "outside the boundary"}, facts.outside(group, "ugb"));
  return result;
}

void add_rejects(const Group& group, const Layer& projects, ProjectResult& result) {
  for (const Reject& reject : projects.rejects) {
    if (std::find(group.rows.begin(), group.rows.end(), reject.row) == group.rows.end()) continue;
    Finding finding;
    finding.rule = "reject";
    finding.verdict = Verdict::needs_review;
    finding.message = {"图形不能使用，须改正后重新核查：" + reject.text.zh, "the shape cannot be used, correct it and check again: " + reject.text.en};
    result.findings.push_back(std::move(finding));
  }
}

std::optional<double> planar(const Group& group, const Layer& projects) {
  if (projects.crs->is_geographic()) return std::nullopt;
  double sum = 0;
  for (const std::size_t row : group.rows) sum += ring_area(projects.shapes, row);
  return sum;
}

ProjectResult judge_project(const Group& group, const Facts& facts, const Judge& judge, const Layer& projects) {
  ProjectResult result;
  result.id = group.id;
  result.name = group.name;
  result.kind = group.kind;
  result.rows = group.rows;
  result.declared_m2 = group.declared_m2;
  result.planar_m2 = planar(group, projects);
  result.official = facts.official(group);
  result.zones = shares(group, facts, result.official);
  result.multi_cover = facts.multi_cover(group, "ugb");
  add_rejects(group, projects, result);
  // a project without any usable shape has nothing to measure: its rejects are the answer
  if (result.official > 0) {
    for (Finding& finding : judge.findings(MeasuredSubject(facts, group))) result.findings.push_back(std::move(finding));
  }
  Verdict worst = Verdict::not_applicable;
  for (const Finding& finding : result.findings) worst = std::max(worst, finding.verdict);
  result.verdict = worst == Verdict::not_applicable ? Verdict::not_checked : worst;  // no rule has spoken
  return result;
}

std::string zone_name(const Layer& layer, std::size_t row) {
  for (const char* field : {"name", "dlmc", "dlbm", "code"}) {
    if (const Field* found = layer.find_field(field)) {
      if (std::string text = to_text(found->values[row]); !text.empty()) return text;
    }
  }
  return std::to_string(row);
}

/// A piece of one layer's overlay, before its shape is copied.
struct Found {
  std::size_t project = 0;
  const std::string* role = nullptr;
  std::size_t piece = 0;
};

/// Pieces of every project in every role that a rule asks about, project by project; land outside is a piece for the growth boundary only.
std::vector<Found> find_pieces(const std::vector<Group>& groups, const Facts& facts, const std::vector<std::string>& roles) {
  std::vector<std::size_t> project_of(facts.projects().size());
  for (std::size_t i = 0; i < groups.size(); ++i) {
    for (const std::size_t row : groups[i].rows) project_of[row] = i;
  }
  std::vector<Found> found;
  for (const std::string& role : roles) {
    const RoleOverlay& laid = facts.role(role);
    if (role == "units" || !laid.plan || laid.problem) continue;
    for (std::size_t i = 0; i < laid.overlay.pieces.size(); ++i) {
      const Piece& piece = laid.overlay.pieces[i];
      if (piece.zone != outside || role == "ugb") found.push_back({project_of[piece.subject], &role, i});
    }
  }
  std::stable_sort(found.begin(), found.end(), [](const Found& a, const Found& b) { return a.project < b.project; });
  return found;
}

void add_pieces(const std::vector<Found>& found, const Facts& facts, CheckResult& result) {
  result.pieces.reserve(found.size());
  for (const Found& at : found) {
    const RoleOverlay& laid = facts.role(*at.role);
    const Piece& piece = laid.overlay.pieces[at.piece];
    const bool out = piece.zone == outside;
    std::string full_role = *at.role;
    if (full_role == "ugb") full_role += out ? ".outside" : "." + std::string(name(result.plan.ugb_kinds()[piece.zone]));
    result.pieces.push_back({at.project, std::move(full_role), out ? "" : zone_name(laid.plan->layer, piece.zone), piece.area.hundredths()});
    result.piece_shapes.add(laid.overlay.shapes, at.piece);
  }
}

/// Pieces that are small and narrow: said, and left where they are.
void find_slivers(const Facts& facts, CheckResult& result) {
  if (result.rules.tolerance.sliver_area.empty()) return;
  const double most = result.rules.parameter(result.rules.tolerance.sliver_area, result.as_of);
  for (std::size_t i = 0; i < result.pieces.size(); ++i) {
    const double epsilon = facts.role(layer_of(result.pieces[i].role)).epsilon_m;
    if (epsilon <= 0 || static_cast<double>(result.pieces[i].hundredths) / 100 > most) continue;
    if (width_of(result.piece_shapes, i, *result.projects_layer.crs) > 2 * epsilon) continue;  // never more than the circle's diameter
    Shapes one;
    one.add(result.piece_shapes, i);
    const double width = ground::widest_circle(one, *result.projects_layer.crs);
    if (width <= 2 * epsilon) result.slivers.push_back({i, width});
  }
}

}  // namespace

CheckResult check(const Layer& projects, const Plan& plan, const RuleSet& rules, const CheckOptions& options) {
  require_date(options.as_of);
  if (!(options.accuracy_m >= 0 && options.accuracy_m <= 1000)) throw Error(Errc::bad_argument, {"点位中误差应为 0 到 1000 米", "the accuracy must be 0 to 1000 m"});
  CheckResult result{options.as_of, rules, plan.reproject(*projects.crs), projects, {}, {}, {}, {}};
  const auto roles = roles_of(rules);
  const auto groups = group_projects(projects, options);
  const Facts facts(result.projects_layer, result.plan, result.rules, options, roles);
  const Judge judge(result.rules, options.as_of);
  result.projects.resize(groups.size());
  constexpr std::size_t portion = 64;
  side_by_side(threads_or_all(options.threads), (groups.size() + portion - 1) / portion, [&](std::size_t number) {
    for (std::size_t i = number * portion; i < std::min(groups.size(), (number + 1) * portion); ++i) result.projects[i] = judge_project(groups[i], facts, judge, result.projects_layer);
  });
  add_pieces(find_pieces(groups, facts, roles), facts, result);
  find_slivers(facts, result);
  return result;
}

}  // namespace libspatial
