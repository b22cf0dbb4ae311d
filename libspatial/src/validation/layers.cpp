// One layer by itself: shapes that cannot be used, the same shape twice, slivers; gaps and overlaps among its rows.

#include <algorithm>
#include <map>

#include "libspatial/measure.hpp"
#include "validation/findings.hpp"

namespace libspatial::validation {
namespace {

std::string joined(const std::vector<std::string>& names) {
  constexpr std::size_t most = 6;
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), most); ++i) text += (i ? ", " : "") + names[i];
  return names.size() > most ? text + ", …" : text;
}

std::string names_of(const Part& part, const std::vector<std::size_t>& rows) {
  std::vector<std::string> names;
  for (const std::size_t row : rows) names.push_back(part.names[row]);
  return joined(names);
}

/// Where a shape that cannot be used fails, or where it lies; in the CRS of the layer as it was read.
std::optional<Point> place_of(const Reject& reject) {
  Shapes shapes;
  try {
    from_wkb(reject.wkb, shapes);
  } catch (const Error&) {
    return std::nullopt;  // no geometry at all
  }
  if (shapes.points().empty()) return std::nullopt;
  const auto flaw = reject.reason == "invalid" ? find_flaw(shapes, 0) : std::nullopt;
  return flaw ? flaw->place : shapes.points().front();
}

std::optional<Point> moved(std::optional<Point> at, const Crs& from, const Crs& to) {
  if (!at || from == to) return at;
  Shapes point;
  point.begin_shape(ShapeType::point);
  point.begin_part();
  point.add_ring(std::span(&*at, 1));
  try {
    return reproject_vertices(point, from, to).points().front();
  } catch (const Error&) {
    return std::nullopt;  // nowhere on Earth
  }
}

void find_slivers(const Part& part, Findings& findings) {
  const double least = findings.limit("sliver_area", "m2").value;
  for (std::size_t row = 0; row < part.layer.size(); ++row) {
    if (part.layer.shapes.type(row) != ShapeType::polygon) continue;
    const Box box = part.layer.shapes.box(row);
    const Metre metre = metre_at(findings.crs(), {box.min_x, box.min_y});
    const bool many = part.layer.shapes.part_count(row) > 1;
    if (!many && ring_area(part.layer.shapes, row) / (metre.east * metre.north) > 2 * least) continue;  // by far the most
    const Shapes alone = parts(part.layer.shapes, row);
    for (std::size_t i = 0; i < alone.size(); ++i) {
      if (ring_area(alone, i) / (metre.east * metre.north) > 2 * least) continue;
      const std::int64_t hundredths = area(alone, i, findings.crs(), AreaKind::official).hundredths();
      if (!findings.is_sliver(static_cast<double>(hundredths) / 100, width_of(alone, i, findings.crs()))) continue;
      const std::string size = square_metres(hundredths);
      const Text what = many ? Text{"多部件要素中的一个碎片部件，面积 ", "a part of the feature is a sliver of "} : Text{"要素是碎片，面积 ", "the feature is a sliver of "};
      findings.add_shape("sliver", Severity::warning, {&part, {row}, nullptr, {}}, alone, i, {what.zh + size, what.en + size});
    }
  }
}

/// A county and its seat may share a point, a place twice is a mistake. Points are compared as they are; polygons by their edges, wherever their rings start.
void find_same_points(const Part& part, Findings& findings) {
  std::map<std::pair<double, double>, std::vector<std::size_t>> rows;
  for (std::size_t row = 0; row < part.layer.size(); ++row) {
    if (part.layer.shapes.type(row) != ShapeType::point) continue;
    const Point p = part.layer.shapes.points(row).front();
    rows[{p.x, p.y}].push_back(row);
  }
  for (const auto& [at, same] : rows) {
    if (same.size() < 2) continue;
    const std::string who = names_of(part, same), name = part.cell("name", same[0]);
    const bool one = std::all_of(same.begin(), same.end(), [&](std::size_t row) { return part.cell("name", row) == name; });
    findings.add_point("duplicate", one ? Severity::warning : Severity::info, {&part, same, nullptr, {}}, Point{at.first, at.second}, {"同一位置有多个点：" + who, "points in one place: " + who});
  }
}

void add_duplicates(const Part& part, const Defects& found, Findings& findings) {
  for (const auto& same : found.duplicates) {
    const std::string who = names_of(part, same);
    const std::string size = square_metres(area(part.layer.shapes, same[0], findings.crs(), AreaKind::official).hundredths());
    findings.add_shape("duplicate", Severity::error, {&part, same, nullptr, {}}, part.layer.shapes, same[0],
                       {"同一图形重复 " + std::to_string(same.size()) + " 次（" + who + "），面积 " + size, "the same shape " + std::to_string(same.size()) + " times (" + who + "), area " + size});
  }
}

bool among(const std::vector<std::size_t>& rows, const std::vector<std::vector<std::size_t>>& groups) {
  return std::any_of(groups.begin(), groups.end(), [&](const auto& group) { return std::includes(group.begin(), group.end(), rows.begin(), rows.end()); });
}

/// What a layer's rows owe each other.
struct Duty {
  Severity overlap = Severity::error;
  bool overlaps = true;   ///< must not
  Severity gap = Severity::error;
  bool only_slivers = false;  ///< enclosed land is lawful here, a crack between neighbours is not
  bool gaps = true;
};

Duty duty_of(const Part& part) {
  const std::string& role = part.role;
  if (role == "units" || role == "towns" || role == "villages") return {};
  if (role == "ugb") return {.only_slivers = true};
  if (role == "land_parcels" || role == "land_parcels_base") {
    return {.gap = part.covers == "units" ? Severity::error : Severity::warning};  // a part of the land may be left out on purpose
  }
  if (role == "permanent_farmland" || role == "ecological_redline" || role == "urban_land_base") return {.gaps = false};
  if (role == "growth_boundary") return {.only_slivers = true};
  return {.overlaps = false, .gaps = false};
}

}  // namespace

void check_shapes(const Part& part, const Layer& as_read, Findings& findings) {
  findings.begin("shapes", part.role);
  for (const Reject& reject : as_read.rejects) {
    findings.add_point(reject.reason == "invalid" ? "invalid" : "no_shape", Severity::error, {&part, {reject.row}, nullptr, {}},
                       as_read.crs ? moved(place_of(reject), *as_read.crs, findings.crs()) : std::nullopt, reject.text);
  }
  for (const Repair& repair : as_read.repairs) {
    const std::string n = std::to_string(as_read.first_row + repair.row);
    findings.add_point("repaired", Severity::warning, {&part, {repair.row}, nullptr, {}}, moved(repair.flaw.place, *as_read.crs, findings.crs()),
                       {"第 " + n + " 行：" + repair.flaw.reason.zh + "，已按面积不变修复，请在源数据中改正", "row " + n + ": " + repair.flaw.reason.en + ", repaired without changing its area: correct it in the source"});
  }
  find_slivers(part, findings);
  find_same_points(part, findings);
}

void check_siblings(const Part& part, const Part* frame, Findings& findings) {
  findings.begin("siblings", part.role);
  const Duty duty = duty_of(part);
  const Defects found = find_defects(part.layer, {.rounding = findings.rounding(), .mouth = findings.limit("sliver_width", "m").value, .frame = frame ? &frame->layer : nullptr, .threads = findings.threads()});
  add_duplicates(part, found, findings);
  for (std::size_t i = 0; i < found.defects.size(); ++i) {
    const Defect& defect = found.defects[i];
    const std::string who = names_of(part, defect.rows);
    const Findings::Place place{&part, defect.rows, frame && defect.kind != DefectKind::overlap ? frame : nullptr, {}};
    switch (defect.kind) {
      case DefectKind::overlap:
        if (duty.overlaps && !among(defect.rows, found.duplicates)) findings.add_area("overlap", duty.overlap, place, found.shapes, i, {who + " 相互重叠", who + " overlap"});
        break;
      case DefectKind::beyond:
        findings.add_area("beyond", duty.overlap, place, found.shapes, i, {who + " 超出 " + frame->role, who + " reaches beyond " + frame->role});
        break;
      case DefectKind::gap: {
        const bool sliver = findings.is_sliver(area(found.shapes, i, findings.crs(), AreaKind::official).square_metres(), width_of(found.shapes, i, findings.crs()));
        if (!duty.gaps || (duty.only_slivers && !frame && !sliver)) break;
        const Text near = who.empty() ? Text{"空隙", "a gap"} : Text{who + " 之间的空隙", "a gap at " + who};
        const bool partial = duty.gap == Severity::warning;
        findings.add_area("gap", duty.gap, place, found.shapes, i,
                          {near.zh + (partial ? "（本图层未声明覆盖全部区县，可能有意留空）" : ""), near.en + (partial ? " (the layer does not say that it covers all units: it may be left out on purpose)" : "")});
        break;
      }
    }
  }
}

}  // namespace libspatial::validation
