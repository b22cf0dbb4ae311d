// The control lines: apart from each other, closed lines large enough, what they enclose; and the published areas of units.

#include <algorithm>
#include <cmath>

#include "libspatial/measure.hpp"
#include "libspatial/overlay.hpp"
#include "validation/findings.hpp"

namespace libspatial::validation {
namespace {

Layer bare(const Shapes& shapes, const Crs& crs) {
  Layer layer;
  layer.shapes = shapes;
  layer.crs = crs;
  return layer;
}

/// One ring of a polygon as a polygon.
Shapes ring_land(const Shapes& shapes, std::size_t shape, std::size_t ring) {
  const auto points = shapes.ring(shape, 0, ring);
  std::vector<Point> turned(points.begin(), points.end());
  if (ring > 0) std::reverse(turned.begin(), turned.end());
  Shapes land;
  land.begin_shape(ShapeType::polygon);
  land.begin_part();
  land.add_ring(turned);
  return land;
}

std::string hectares(std::int64_t hundredths) { return decimals(Area::hundredths(hundredths).hectares(), 4); }

}  // namespace

void check_disjoint(const Part& a, const Part& b, Findings& findings) {
  findings.begin("lines", a.role + "+" + b.role);
  if (findings.reprojected()) {
    findings.note({"各图层坐标系不同，直边转换后不再是直边：窄于 sliver_width 的重叠只作警告", "the layers are in several CRSs, straight edges of one are not straight in another: overlaps narrower than sliver_width are warnings"});
  }
  const ZoneIndex zones(bare(b.layer.shapes, findings.crs()), findings.threads());
  const Overlay cut = overlay(bare(a.layer.shapes, findings.crs()), zones, {.threads = findings.threads()});
  std::vector<std::size_t> over;
  for (const Piece& piece : cut.pieces) {
    if (piece.zone != outside && (over.empty() || over.back() != piece.subject)) over.push_back(piece.subject);
  }
  if (over.empty()) return;
  Layer some = bare({}, findings.crs());
  for (const std::size_t row : over) some.shapes.add(a.layer.shapes, row);
  const Overlay shapes = overlay(some, zones, {.shapes = true, .threads = findings.threads()});
  for (std::size_t i = 0; i < shapes.pieces.size(); ++i) {
    const std::size_t zone = shapes.pieces[i].zone, row = over[shapes.pieces[i].subject];
    if (zone == outside) continue;
    const Shapes places = parts(shapes.shapes, i);
    for (std::size_t k = 0; k < places.size(); ++k) {
      findings.add_area("lines_overlap", Severity::error, {&a, {row}, &b, {zone}}, places, k,
                        {a.role + " " + a.names[row] + " 与 " + b.role + " " + b.names[zone] + " 重叠", a.role + " " + a.names[row] + " overlaps " + b.role + " " + b.names[zone]}, true);
    }
  }
}

void check_closed_lines(const Part& boundary, const Shapes& lines, Findings& findings) {
  findings.begin("closed_lines", boundary.role);
  const Limit& least = findings.limit("closed_line", "ha");
  for (std::size_t line = 0; line < lines.size(); ++line) {
    const Shapes land = ring_land(lines, line, 0);
    const std::int64_t hundredths = area(land, 0, findings.crs(), AreaKind::official).hundredths();
    if (Area::hundredths(hundredths) >= Area::hectares(least.value)) continue;
    const std::string size = hectares(hundredths), limit = shortest(least.value);
    findings.add_shape("small_line", findings.convicts(least), {&boundary, {}, nullptr, {}}, land, 0,
                       {"闭合线围合 " + size + " 公顷，小于 " + limit + " 公顷", "a closed line encloses " + size + " ha, less than " + limit + " ha"});
  }
}

void check_windows(const Part& boundary, const Shapes& lines, const Part* farmland, Findings& findings) {
  findings.begin("windows", boundary.role);
  Layer holes = bare({}, findings.crs());
  for (std::size_t line = 0; line < lines.size(); ++line) {
    for (std::size_t ring = 1; ring < lines.ring_count(line, 0); ++ring) {
      const Shapes land = ring_land(lines, line, ring);
      const double m2 = area(land, 0, findings.crs(), AreaKind::official).square_metres();
      if (m2 > 0 && !findings.is_sliver(m2, width_of(land, 0, findings.crs()))) holes.shapes.add(land, 0);  // a crack is a gap, and reported as one
    }
  }
  if (holes.size() == 0) return;
  std::vector<std::int64_t> farmed(holes.size(), 0);
  std::vector<std::vector<std::size_t>> rows(holes.size());
  if (farmland) {
    const Overlay cut = overlay(holes, ZoneIndex(bare(farmland->layer.shapes, findings.crs()), findings.threads()), {.threads = findings.threads()});
    for (const Piece& piece : cut.pieces) {
      if (piece.zone == outside) continue;
      farmed[piece.subject] += piece.area.hundredths();
      rows[piece.subject].push_back(piece.zone);
    }
    for (std::size_t hole = 0; hole < holes.size(); ++hole) farmed[hole] -= cut.multi_cover[hole].hundredths();
  } else {
    findings.note({"没有 permanent_farmland，天窗内的永久基本农田未计算", "without permanent_farmland the farmland in holes is not known"});
  }
  for (std::size_t hole = 0; hole < holes.size(); ++hole) {
    const std::string size = hectares(area(holes.shapes, hole, findings.crs(), AreaKind::official).hundredths()), farm = hectares(farmed[hole]);
    const bool window = farmed[hole] > 0;
    findings.add_shape(window ? "window" : "hole", Severity::info, {&boundary, {}, window ? farmland : nullptr, rows[hole]}, holes.shapes, hole,
                       window ? Text{"开天窗 " + size + " 公顷，其中永久基本农田 " + farm + " 公顷", "a hole of " + size + " ha in the boundary, " + farm + " ha of it permanent farmland"}
                              : Text{"边界内的空洞 " + size + " 公顷", "a hole of " + size + " ha in the boundary"});
  }
}

void check_official_areas(const Part& units, const std::map<std::string, double>& km2, Findings& findings) {
  findings.begin("official_areas", units.role);
  if (km2.empty()) return findings.not_made({"没有给出公布面积", "no published areas were given"});
  const Limit& share = findings.limit("unit_area_share", "share");
  const auto sizes = areas(units.layer.shapes, findings.crs(), AreaKind::official, findings.threads());
  std::map<std::string, std::pair<std::int64_t, std::vector<std::size_t>>> found;
  for (std::size_t row = 0; row < units.layer.size(); ++row) {
    auto& [sum, rows] = found[units.cell("code", row)];
    sum += sizes[row].hundredths();
    rows.push_back(row);
  }
  for (const auto& [code, published] : km2) {
    const auto unit = found.find(code);
    if (unit == found.end()) {
      findings.add_point("unknown_unit", Severity::warning, {&units, {}, nullptr, {}}, std::nullopt, {"公布面积表中的代码 " + code + " 不在 units 中", "code " + code + " of the published areas is not in units"});
      continue;
    }
    const auto& [hundredths, rows] = unit->second;
    const double ours = Area::hundredths(hundredths).square_kilometres();
    if (std::abs(ours - published) <= share.value * published) continue;
    const std::string name = units.names[rows[0]], a = decimals(ours, 2), b = shortest(published), percent = decimals(100 * (ours - published) / published, 2);
    std::optional<Point> at;
    if (units.layer.shapes.type(rows[0]) == ShapeType::polygon) at = point_inside(units.layer.shapes, rows[0]);
    findings.add_point("area_differs", findings.convicts(share), {&units, rows, nullptr, {}}, at,
                       {name + " 的图形面积 " + a + " km²，公布 " + b + " km²，相差 " + percent + "%", name + " measures " + a + " km², published are " + b + " km²: " + percent + " % off"}, hundredths);
  }
  for (const auto& [code, unit] : found) {
    if (km2.count(code) == 0) findings.note({units.names[unit.second[0]] + " 没有公布面积", "no published area of " + units.names[unit.second[0]]});
  }
}

}  // namespace libspatial::validation
