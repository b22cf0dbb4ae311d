// The lines on the map: corridors of the profile as bands, transport lines by kind and status.

#include <algorithm>
#include <set>

#include "atlas/content.hpp"

namespace libspatial::atlas {
namespace {

struct Kind { const char* id; Text title; bool cased; };
const Kind kinds[] = {{"rural_road", {"农村公路", "rural road"}, false}, {"highway", {"国道、省道", "highway"}, false},
                      {"urban_expressway", {"城市快速路", "urban expressway"}, false}, {"expressway", {"高速公路", "expressway"}, true},
                      {"railway", {"铁路", "railway"}, true}};

std::string status_class(const std::string& status) { return status == "planned" ? " planned" : status == "unclear" ? " unclear" : ""; }


void add_corridors(Content& map, const Layer& lines) {
  Html html;
  std::vector<Key> keys;
  std::string titles;
  begin_paths(html, "corridors", map.is_on("corridors"));
  for (const CorridorPlan& corridor : map.profile().corridors) {
    bool any = false;
    for (std::size_t row = 0; row < lines.size(); ++row) {
      const std::string name = cell(lines, "name", row);
      if (lines.shapes.type(row) != ShapeType::line) continue;
      if (std::none_of(corridor.lines.begin(), corridor.lines.end(), [&](const CorridorLine& l) { return l.name == name; })) continue;
      draw(html, lines, row, map.sheet, "corridor", corridor.name + " · " + name);
      any = true;
    }
    if (any) titles += (titles.empty() ? "" : map.say({"、", ", "})) + corridor.name;
    for (const CorridorLine& line : corridor.lines) {
      bool drawn = false;
      for (std::size_t row = 0; row < lines.size(); ++row) drawn = drawn || cell(lines, "name", row) == line.name;
      if (!drawn) map.missing.push_back({corridor.name + "：transport_lines 中没有“" + line.name + "”", corridor.name + ": transport_lines has no line " + line.name});
    }
  }
  end_group(html);
  if (!titles.empty()) map.add("corridors", {"廊道", "corridors"}, html.take(), {{Key::Form::line, {"corridor"}, titles}});
}

}  // namespace

void add_lines(Content& map) {
  const Layer& lines = map.canvas.layer("transport_lines");
  if (!map.canvas.plan().find("transport_lines")) {
    map.missing.push_back({"规划没有图层 transport_lines，图上没有", "the plan has no layer transport_lines: it is not on the map"});
    return;
  }
  add_corridors(map, lines);
  Html html;
  std::vector<Key> keys;
  std::set<std::string> statuses, named;
  std::size_t unusable = 0;
  begin_paths(html, "lines", map.is_on("lines"));
  const auto draw_kind = [&](const std::string& css, bool cased, const auto& is, const Text& title) {
    bool any = false;
    for (const bool inner : {false, true}) {
      if (inner && !cased) continue;
      for (std::size_t row = 0; row < lines.size(); ++row) {
        if (lines.shapes.type(row) != ShapeType::line || !is(cell(lines, "kind", row))) continue;
        const std::string status = cell(lines, "status", row), name = cell(lines, "name", row);
        draw(html, lines, row, map.sheet, inner ? css + "-in" : "way " + css + status_class(status), inner ? "" : name);
        any = true;
        statuses.insert(status);
      }
    }
    if (any) keys.insert(keys.begin(), {Key::Form::line, cased ? std::vector{"way " + css, css + "-in"} : std::vector{"way " + css}, map.say(title)});
  };
  const auto known = [](const std::string& kind) { return std::any_of(std::begin(kinds), std::end(kinds), [&](const Kind& k) { return kind == k.id; }); };
  draw_kind("other", false, [&](const std::string& kind) { return !known(kind); }, {"其他线路", "other lines"});
  for (const Kind& kind : kinds) draw_kind(kind.id, kind.cased, [&](const std::string& k) { return k == kind.id; }, kind.title);
  end_group(html);
  if (statuses.count("planned")) keys.push_back({Key::Form::line, {"way highway planned"}, map.say({"虚线：规划", "dashed: planned"})});
  if (statuses.count("unclear")) keys.push_back({Key::Form::line, {"way highway unclear"}, map.say({"点线：规划未写明", "dotted: the plan does not say"})});
  if (!keys.empty()) map.add("lines", {"交通线", "transport lines"}, html.take(), keys);
  for (std::size_t row = 0; row < lines.size(); ++row) {
    if (lines.shapes.type(row) != ShapeType::line) ++unusable;
  }
  if (unusable == 0) return;
  const std::string n = std::to_string(unusable);
  map.missing.push_back({"transport_lines 有 " + n + " 行不是可用的线，图上没有", "transport_lines has " + n + " rows that are no usable line: they are not on the map"});
}

}  // namespace libspatial::atlas
