#include "rules/facts.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <set>

#include "rules/ground.hpp"

namespace libspatial {
namespace {

std::string text_at(const Layer& layer, std::string_view field, std::size_t row) {
  const Field* found = layer.find_field(field);
  return found ? to_text(found->values[row]) : std::string();
}

/// A code of land use as it is meant: without blanks. Empty when nobody can tell: a number may have lost its first zero, and a word is none where codes are digits.
std::string code_at(const Field& field, std::size_t row, bool digits) {
  std::string code = to_text(field.values[row]);
  std::erase(code, ' ');
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (field.type != FieldType::text && code.size() % 2 == 1) return {};
  if (digits && (code.size() < 2 || !is_digit(code[0]) || !is_digit(code[1]))) return {};
  return code;
}

/// Growth-boundary kinds a fact asks for; empty: all of the layer.
std::vector<ZoneKind> kinds_of(const Fact& fact) {
  std::vector<ZoneKind> kinds;
  for (const std::string& role : fact.roles) {
    const std::size_t dot = role.find('.');
    if (dot == std::string::npos) return {};
    kinds.push_back(zone_kind(role.substr(dot + 1)));
  }
  return kinds;
}

/// Land of one subject in the zones that are wanted, once however many of them cover it.
template <typename Wanted>
std::int64_t covered(const Layer& zones, const Laid& laid, std::size_t row, const Wanted& wanted) {
  const bool several = laid.overlay.multi_cover[row].hundredths() > 0;
  std::int64_t sum = 0;
  std::vector<std::size_t> of;
  for (const Piece& p : pieces_of(laid.overlay, row)) {
    if (p.zone == libspatial::outside || !wanted(p.zone)) continue;
    sum += p.area.hundredths();
    if (several) of.push_back(p.zone);
  }
  if (of.size() < 2) return sum;
  Layer subject, over;
  subject.crs = over.crs = laid.subjects.crs;
  subject.shapes.add(laid.subjects.shapes, row);
  for (const std::size_t zone : of) over.shapes.add(zones.shapes, zone);
  return sum - overlay(subject, ZoneIndex(over), {.threads = 1}).multi_cover.front().hundredths();
}

}  // namespace

double day_number(const std::string& date) {
  const auto part = [&](std::size_t at, std::size_t n) { return std::stoi(date.substr(at, n)); };
  using namespace std::chrono;
  return static_cast<double>(sys_days(year(part(0, 4)) / part(5, 2) / part(8, 2)).time_since_epoch().count());
}

std::span<const Piece> pieces_of(const Overlay& overlay, std::size_t row) {
  const auto [first, last] = std::equal_range(overlay.pieces.begin(), overlay.pieces.end(), Piece{.subject = row, .zone = 0, .area = {}},
                                              [](const Piece& a, const Piece& b) { return a.subject < b.subject; });
  return {first, last};
}

std::vector<Group> group_projects(const Layer& projects, const CheckOptions& options) {
  const bool default_id = options.id_field.empty() || options.id_field == CheckOptions{}.id_field;
  const std::string field = default_id && !projects.find_field(options.id_field) ? "" : options.id_field;
  const auto ids = row_names(projects, field);  // no id: a project of its own
  std::vector<Group> groups;
  std::map<std::string, std::size_t> seen;
  std::set<std::size_t> lacking;  // groups with a parcel that declares no area
  for (std::size_t row = 0; row < projects.size(); ++row) {
    const auto [at, fresh] = seen.emplace(ids[row], groups.size());
    if (fresh) groups.push_back({ids[row], {}, {}, {}, {}});
    Group& group = groups[at->second];
    group.rows.push_back(row);
    if (group.name.empty()) group.name = text_at(projects, "name", row);
    if (group.kind.empty()) group.kind = text_at(projects, "kind", row);
    if (const Field* declared = projects.find_field("declared_area_m2")) {
      if (const auto m2 = to_number(declared->values[row])) group.declared_m2 = group.declared_m2.value_or(0) + *m2;
      else lacking.insert(at->second);
    }
  }
  for (Group& group : groups) {
    if (group.kind.empty()) group.kind = options.kind;
  }
  for (const std::size_t group : lacking) groups[group].declared_m2.reset();  // the sum of some is not that of all
  return groups;
}

double epsilon_of(const RuleSet& rules, const PlanLayer& layer, const CheckOptions& options) {
  if (rules.tolerance.k.empty() || layer.accuracy_m <= 0) return 0.0;
  double projects = options.accuracy_m;
  if (projects <= 0 && !rules.tolerance.project_accuracy.empty()) projects = rules.parameter(rules.tolerance.project_accuracy, options.as_of);
  return rules.parameter(rules.tolerance.k, options.as_of) * std::hypot(projects, layer.accuracy_m);
}

Facts::Facts(const Layer& projects, const Plan& plan, const RuleSet& rules, const CheckOptions& options, const std::vector<std::string>& roles)
    : projects_(projects), plan_(plan), rules_(rules), options_(options) {
  for (std::size_t i = 0; i < roles.size(); ++i) {
    Progress progress;  // of the whole check: one pass over the projects for every role
    if (options.progress) progress = [&, i](std::size_t done, std::size_t all) { return options.progress(i * all + done, roles.size() * all); };
    lay_over(roles[i], progress);
    roles_[roles[i]].unfit = why_unfit(roles[i]);
  }
  for (const Area a : areas(projects.shapes, *projects.crs, AreaKind::official, options.threads)) official_.push_back(a.hundredths());
}

std::optional<Text> Facts::why_unfit(const std::string& layer) const {
  const RoleOverlay& laid = role(layer);
  if (laid.problem) return laid.problem;
  const std::string& day = options_.as_of;
  if (!in_force(laid.plan->valid_from, laid.plan->valid_to, day)) {
    const std::string when = period(laid.plan->valid_from, laid.plan->valid_to);
    return Text{"图层 " + layer + " 的有效期为 " + when + "，不含 " + day, "layer " + layer + " is valid " + when + ", not on " + day};
  }
  for (const LayerRole& known : rules_.layers) {
    if (known.role != layer || known.max_age_days <= 0) continue;
    if (laid.plan->valid_from.empty()) return Text{"图层 " + layer + " 未写生效日期，不能核实其年龄", "layer " + layer + " does not say since when it is valid: its age is not known"};
    const double age = day_number(day) - day_number(laid.plan->valid_from);
    if (age <= known.max_age_days) continue;
    const std::string days = decimals(age, 0), most = decimals(known.max_age_days, 0);
    return Text{"图层 " + layer + " 已有 " + days + " 天，规则集只认 " + most + " 天以内", "layer " + layer + " is " + days + " days old, the rule set takes " + most + " at most"};
  }
  return std::nullopt;
}

void Facts::lay_over(const std::string& role, const Progress& progress) {
  RoleOverlay& laid = roles_[role];
  laid.plan = plan_.find(role);
  if (!laid.plan) {
    laid.problem = Text{"规划文件中没有图层 " + role, "the plan has no layer " + role};
    return;
  }
  const Layer& zones = laid.plan->layer;
  if (!zones.rejects.empty()) {  // whatever the row was to say, land may be missing: nobody passes
    const Text& why = zones.rejects.front().text;
    laid.problem = Text{"图层不能使用：" + why.zh, "the layer cannot be used: " + why.en};
    return;
  }
  if (!zones.crs) return;  // without one it is empty: there is no such land
  laid.index = std::make_unique<ZoneIndex>(zones, options_.threads);
  laid.overlay = overlay(projects_, *laid.index, {.shapes = true, .threads = options_.threads, .progress = progress});
  laid.epsilon_m = epsilon_of(rules_, *laid.plan, options_);
  for (const LayerRole& known : rules_.layers) {
    if (known.role == role) find_classes(laid, known);
  }
  if (laid.epsilon_m > 0) find_near(laid);
}

void Facts::find_classes(RoleOverlay& laid, const LayerRole& role) {
  const Layer& zones = laid.plan->layer;
  if (const Field* field = role.class_field.empty() ? nullptr : zones.find_field(role.class_field)) {
    const bool digits = std::ranges::all_of(rules_.classes, [](const ClassList& list) {
      return std::ranges::all_of(list.codes, [](const std::string& code) { return !code.empty() && code[0] >= '0' && code[0] <= '9'; });
    });
    std::vector<std::string> codes;
    for (std::size_t row = 0; row < zones.size(); ++row) codes.push_back(code_at(*field, row, digits));
    for (const ClassList& list : rules_.classes) {
      std::vector<char>& rows = laid.classes[list.id];
      for (const std::string& code : codes) rows.push_back(std::any_of(list.codes.begin(), list.codes.end(), [&](const std::string& c) { return code.starts_with(c); }));
    }
    for (const std::string& code : codes) laid.unclassed.push_back(code.empty());
  }
  const Field* ridges = role.ridge_field.empty() ? nullptr : zones.find_field(role.ridge_field);
  for (std::size_t row = 0; ridges && row < zones.size(); ++row) {
    const double share = to_number(ridges->values[row]).value_or(0.0);
    laid.net.push_back(share >= 0 && share < 1 ? 1 - share : 1.0);
  }
}

/// A box round every project, wider by ε, tells most projects from those near a border: cheaper than to widen shapes.
void Facts::find_near(RoleOverlay& laid) {
  Layer boxes;
  boxes.crs = projects_.crs;
  for (std::size_t row = 0; row < projects_.size(); ++row) {
    if (projects_.shapes.type(row) != ShapeType::polygon) {
      boxes.shapes.add_none();
      continue;
    }
    Box box = projects_.shapes.box(row);
    const Metre metre = metre_at(*projects_.crs, {(box.min_x + box.max_x) / 2, (box.min_y + box.max_y) / 2});
    const double dx = laid.epsilon_m * metre.east * 1.001, dy = laid.epsilon_m * metre.north * 1.001;
    const double x0 = box.min_x - dx, y0 = box.min_y - dy, x1 = box.max_x + dx, y1 = box.max_y + dy;
    boxes.shapes.add(MultiPolygon{{{{{{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}, {x0, y0}}}, {}}}});
  }
  const AreaKind cheap = projects_.crs->is_geographic() ? AreaKind::geodesic : AreaKind::planar;
  const Overlay wide = overlay(boxes, *laid.index, {.area = cheap, .threads = options_.threads});
  laid.near.assign(projects_.size(), 1);
  for (std::size_t row = 0; row < projects_.size(); ++row) {
    if (pieces_of(wide, row).size() <= 1) laid.near[row] = 0;
  }
}

std::int64_t Facts::official(const Group& group) const {
  std::int64_t sum = 0;
  for (const std::size_t row : group.rows) sum += official_[row];
  return sum;
}

std::int64_t Facts::outside(const Group& group, const std::string& layer) const {
  const RoleOverlay& laid = roles_.at(layer);
  std::int64_t sum = 0;
  for (const std::size_t row : group.rows) {
    if (laid.overlay.subject_areas.empty()) {
      sum += official_[row];  // an empty layer: everything is outside
      continue;
    }
    for (const Piece& p : pieces_of(laid.overlay, row)) {
      if (p.zone == libspatial::outside) sum += p.area.hundredths();
    }
  }
  return sum;
}

std::int64_t Facts::multi_cover(const Group& group, const std::string& layer) const {
  const RoleOverlay& laid = roles_.at(layer);
  std::int64_t sum = 0;
  for (const std::size_t row : group.rows) {
    if (row < laid.overlay.multi_cover.size()) sum += laid.overlay.multi_cover[row].hundredths();
  }
  return sum;
}

LandByKind Facts::by_kind(const Laid& laid, std::size_t row) const {
  const std::vector<ZoneKind>& kind = plan_.ugb_kinds();
  LandByKind result{};
  if (laid.overlay.multi_cover[row].hundredths() == 0) {
    for (const Piece& p : pieces_of(laid.overlay, row)) {
      if (p.zone != libspatial::outside) result[static_cast<std::size_t>(kind[p.zone])] += p.area.hundredths();
    }
    return result;
  }
  std::int64_t stricter = 0;
  for (std::size_t k = result.size(); k-- > 0;) {  // land of several kinds is of the strictest
    const std::int64_t land = std::max(stricter, covered(plan_.find("ugb")->layer, laid, row, [&](std::size_t zone) { return static_cast<std::size_t>(kind[zone]) >= k; }));
    result[k] = land - stricter;
    stricter = land;
  }
  return result;
}

LandByKind Facts::by_kind(const Group& group) const {
  const RoleOverlay& ugb = roles_.at("ugb");
  LandByKind result{};
  if (ugb.overlay.subject_areas.empty()) return result;
  for (const std::size_t row : group.rows) {
    const LandByKind of_row = by_kind({projects_, ugb.overlay}, row);
    for (std::size_t k = 0; k < result.size(); ++k) result[k] += of_row[k];
  }
  return result;
}

std::int64_t Facts::self_overlap(const Group& group) const {
  if (group.rows.size() < 2) return 0;
  Layer parcels;
  parcels.crs = projects_.crs;
  for (const std::size_t row : group.rows) parcels.shapes.add(projects_.shapes, row);
  const Overlay cut = overlay(parcels, ZoneIndex(parcels), {.shapes = true, .threads = 1});
  if (std::ranges::all_of(cut.multi_cover, [](Area a) { return a.hundredths() == 0; })) return 0;
  Layer common;  // of each pair
  common.crs = parcels.crs;
  for (std::size_t i = 0; i < cut.pieces.size(); ++i) {
    if (cut.pieces[i].zone != libspatial::outside && cut.pieces[i].zone < cut.pieces[i].subject) common.shapes.add(cut.shapes, i);
  }
  return area(united(common.shapes), 0, *parcels.crs, AreaKind::official).hundredths();
}

bool Facts::counts(const Fact& fact, const RoleOverlay& laid, std::size_t zone) const {
  const bool out = zone == libspatial::outside;
  if (fact.measure.starts_with("outside") || fact.measure.starts_with("uncovered")) return out;
  if (out) return false;
  const bool by_kind = fact.roles.front().find('.') != std::string::npos;
  if (const auto kinds = by_kind ? kinds_of(fact) : std::vector<ZoneKind>(); !kinds.empty() && std::find(kinds.begin(), kinds.end(), plan_.ugb_kinds()[zone]) == kinds.end()) return false;
  if (fact.classes.empty()) return true;
  const auto rows = laid.classes.find(fact.classes);
  return rows != laid.classes.end() && rows->second[zone];
}

std::int64_t Facts::inside(const Fact& fact, const RoleOverlay& of, const Laid& laid, std::size_t row) const {
  const bool net = fact.measure == "net_area" && !of.net.empty();
  if (!net) return covered(of.plan->layer, laid, row, [&](std::size_t zone) { return counts(fact, of, zone); });
  std::set<double, std::greater<>> shares;
  for (const Piece& p : pieces_of(laid.overlay, row)) {
    if (counts(fact, of, p.zone)) shares.insert(of.net[p.zone]);
  }
  double sum = 0;
  std::int64_t before = 0;
  for (const double share : shares) {  // land of several shares counts with the largest
    const std::int64_t land = std::max(before, covered(of.plan->layer, laid, row, [&](std::size_t zone) { return counts(fact, of, zone) && of.net[zone] >= share; }));
    sum += share * static_cast<double>(land - before);
    before = land;
  }
  return std::llround(sum);
}

std::int64_t Facts::land(const Fact& fact, const Laid& laid, std::span<const std::size_t> rows) const {
  const RoleOverlay& of = roles_.at(layer_of(fact.roles.front()));
  const bool out = fact.measure.starts_with("outside") || fact.measure.starts_with("uncovered");
  const auto kinds = kinds_of(fact);
  std::int64_t sum = 0;
  for (const std::size_t row : rows) {
    if (row >= laid.overlay.subject_areas.size()) continue;
    if (!kinds.empty()) {
      const LandByKind here = by_kind(laid, row);
      std::int64_t in = 0;
      for (const ZoneKind kind : kinds) in += here[static_cast<std::size_t>(kind)];
      sum += out ? laid.overlay.subject_areas[row].hundredths() - in : in;
    } else if (out) {
      for (const Piece& p : pieces_of(laid.overlay, row)) sum += p.zone == libspatial::outside ? p.area.hundredths() : 0;
    } else {
      sum += inside(fact, of, laid, row);
    }
  }
  return sum;
}

std::int64_t Facts::unclassed(const std::string& layer, const Group& group) const {
  const RoleOverlay& laid = roles_.at(layer);
  std::int64_t sum = 0;
  for (const std::size_t row : group.rows) {
    if (laid.unclassed.empty() || row >= laid.overlay.subject_areas.size()) continue;
    sum += covered(laid.plan->layer, {projects_, laid.overlay}, row, [&](std::size_t zone) { return laid.unclassed[zone] != 0; });
  }
  return sum;
}

Shapes Facts::shape(const Fact& fact, const Group& group) const {
  const RoleOverlay& laid = roles_.at(layer_of(fact.roles.front()));
  std::vector<std::size_t> wanted;
  for (const std::size_t row : group.rows) {
    const auto pieces = pieces_of(laid.overlay, row);
    for (const Piece& p : pieces) {
      if (counts(fact, laid, p.zone)) wanted.push_back(static_cast<std::size_t>(&p - laid.overlay.pieces.data()));
    }
  }
  Shapes result;
  if (wanted.size() == 1) result.add(laid.overlay.shapes, wanted.front());
  else if (!wanted.empty()) add_union(laid.overlay.shapes, wanted, result);
  return result;
}

}  // namespace libspatial
