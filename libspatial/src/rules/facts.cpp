#include "rules/facts.hpp"

#include <algorithm>
#include <set>

namespace libspatial {
namespace {

std::string text_at(const Layer& layer, std::string_view field, std::size_t row) {
  const Field* found = layer.find_field(field);
  return found ? to_text(found->values[row]) : std::string();
}

RoleOverlay lay_over(const Layer& projects, const Plan& plan, const std::string& role, int threads, const Progress& progress) {
  RoleOverlay result;
  result.plan = plan.find(role);
  if (!result.plan) {
    result.problem = Text{"规划文件中没有图层 " + role, "the plan has no layer " + role};
    return result;
  }
  const Layer& zones = result.plan->layer;
  if (!zones.rejects.empty()) {  // whatever the row was to say, land may be missing: nobody passes
    const Text& why = zones.rejects.front().text;
    result.problem = Text{"图层不能使用：" + why.zh, "the layer cannot be used: " + why.en};
  } else if (zones.crs) {  // without one it is empty: there is no such land
    result.overlay = overlay(projects, ZoneIndex(zones), {.shapes = true, .threads = threads, .progress = progress});
  }
  return result;
}

/// Pieces of one row lie together; the span of them.
std::span<const Piece> pieces_of(const Overlay& overlay, std::size_t row) {
  const auto [first, last] = std::equal_range(overlay.pieces.begin(), overlay.pieces.end(), Piece{.subject = row, .zone = 0, .area = {}},
                                              [](const Piece& a, const Piece& b) { return a.subject < b.subject; });
  return {first, last};
}

}  // namespace

std::vector<Group> group_projects(const Layer& projects, const CheckOptions& options) {
  const bool default_id = options.id_field.empty() || options.id_field == CheckOptions{}.id_field;
  const std::string field = default_id && !projects.find_field(options.id_field) ? "" : options.id_field;
  const auto ids = labels(projects, field);
  std::vector<Group> groups;
  std::map<std::string, std::size_t> seen;
  for (std::size_t row = 0; row < projects.size(); ++row) {
    const std::string id = ids[row].empty() ? "#" + std::to_string(row) : ids[row];  // no id: a project of its own
    const auto [at, fresh] = seen.emplace(id, groups.size());
    if (fresh) groups.push_back({id, {}, {}, {}, {}});
    Group& group = groups[at->second];
    group.rows.push_back(row);
    if (group.name.empty()) group.name = text_at(projects, "name", row);
    if (group.kind.empty()) group.kind = text_at(projects, "kind", row);
    if (const Field* declared = projects.find_field("declared_area_m2")) {
      if (const auto m2 = to_number(declared->values[row])) group.declared_m2 = group.declared_m2.value_or(0) + *m2;
    }
  }
  for (Group& group : groups) {
    if (group.kind.empty()) group.kind = options.kind;
  }
  return groups;
}

Facts::Facts(const Layer& projects, const Plan& plan, const CheckOptions& options, const std::vector<std::string>& roles)
    : projects_(projects), plan_(plan) {
  for (std::size_t i = 0; i < roles.size(); ++i) {
    Progress progress;  // of the whole check: one pass over the projects for every role
    if (options.progress) progress = [&, i](std::size_t done, std::size_t all) { return options.progress(i * all + done, roles.size() * all); };
    roles_.emplace(roles[i], lay_over(projects, plan, roles[i], options.threads, progress));
  }
  for (const Area a : areas(projects.shapes, *projects.crs, AreaKind::official, options.threads)) official_.push_back(a.hundredths());
}

std::int64_t Facts::outside(const Group& group, const std::string& role) const {
  const RoleOverlay& laid = roles_.at(role);
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

std::int64_t Facts::inside(const Group& group, const std::string& role) const {
  std::int64_t all = 0;
  for (const std::size_t row : group.rows) all += official_[row];
  return all - outside(group, role);
}

std::int64_t Facts::multi_cover(const Group& group, const std::string& role) const {
  const RoleOverlay& laid = roles_.at(role);
  std::int64_t sum = 0;
  for (const std::size_t row : group.rows) {
    if (row < laid.overlay.multi_cover.size()) sum += laid.overlay.multi_cover[row].hundredths();
  }
  return sum;
}

std::map<ZoneKind, std::int64_t> Facts::by_kind(const Group& group) const {
  const Overlay& laid = roles_.at("ugb").overlay;
  std::map<ZoneKind, std::int64_t> result;
  for (const std::size_t row : group.rows) {
    std::map<ZoneKind, std::int64_t> here;
    for (const Piece& p : pieces_of(laid, row)) {
      if (p.zone != libspatial::outside) here[plan_.ugb_kinds()[p.zone]] += p.area.hundredths();
    }
    std::int64_t twice = row < laid.multi_cover.size() ? laid.multi_cover[row].hundredths() : 0;
    for (const ZoneKind kind : {ZoneKind::concentrated, ZoneKind::flexible, ZoneKind::special}) {  // taken from the mildest first
      const std::int64_t taken = std::min(twice, here[kind]);
      here[kind] -= taken;
      twice -= taken;
      result[kind] += here[kind];
    }
  }
  return result;
}

std::int64_t Facts::self_overlap(const Group& group) const {
  if (group.rows.size() < 2) return 0;
  Layer parcels;
  parcels.crs = projects_.crs;
  for (const std::size_t row : group.rows) parcels.shapes.add(projects_.shapes, row);
  const Overlay own = overlay(parcels, ZoneIndex(parcels), {.threads = 1});
  std::int64_t sum = 0;
  for (const Area a : own.multi_cover) sum += a.hundredths();
  return sum;
}

}  // namespace libspatial
