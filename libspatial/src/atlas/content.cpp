#include "atlas/content.hpp"

#include <algorithm>

#include "report/svg.hpp"

namespace libspatial::atlas {
namespace {

using report::px;

/// The land with a margin of a fortieth, on a sheet as large as reads well.
Sheet sheet_for(Box land) {
  const double margin = std::max(std::max(land.max_x - land.min_x, land.max_y - land.min_y) / 40, 50.0);
  land = {land.min_x - margin, land.min_y - margin, land.max_x + margin, land.max_y + margin};
  const double height = 1080, width = std::clamp(height / report::proportion(land, false), 640.0, 1500.0);
  return sheet_of(land, width, height);
}

}  // namespace

bool Content::is_on(const std::string& id) const { return std::find(options.hidden.begin(), options.hidden.end(), id) == options.hidden.end(); }

void Content::add(const char* id, const Text& title, std::string svg, std::vector<Key> keys) {
  parts.push_back({id, say(title), is_on(id), std::move(svg), std::move(keys)});
}

Content begin_content(const Canvas& canvas, const PlanMapOptions& options, const Sheet& sheet) { return {canvas, options, sheet, {}, {}, {}, {}, {}, {}, {}}; }

Content content_of(const Canvas& canvas, const PlanMapOptions& options) {
  const auto known = plan_map_layers();
  for (const std::string& id : options.hidden) {
    if (std::find(known.begin(), known.end(), id) != known.end()) continue;
    std::string list;
    for (const std::string& k : known) list += (list.empty() ? "" : ", ") + k;
    throw Error(Errc::bad_argument, {"图上没有图层“" + id + "”；有：" + list, "the map has no layer \"" + id + "\"; it has " + list});
  }
  Content map = begin_content(canvas, options, sheet_for(canvas.land()));
  for (const auto add : {add_ground, add_zones, add_areas, add_lines, add_projects, add_places, add_names}) add(map);
  return map;
}

std::string title_of(const Content& map) {
  if (!map.options.title.empty()) return map.options.title;
  return map.say({map.profile().title.zh + "规划图", "Plan of " + map.profile().title.en});
}

std::vector<std::string> imprint(const Content& map, const AtlasRun& run) {
  const Profile& profile = map.profile();
  std::vector<std::string> lines;
  for (const Text& note : map.notes) lines.push_back(map.say(note));
  const std::string meridian = decimals(map.canvas.crs().gauss_krueger()->central_meridian, 0);
  const std::string data = run.plan_title.empty() ? map.say({"没有规划图层", "no layers of a plan"}) : run.plan_title;
  lines.push_back(map.say({"数据：" + data + "，城市配置 " + profile.id + " · CGCS2000 高斯-克吕格投影，中央经线 " + meridian + "° · " + run.program,
                           "Data: " + data + ", city profile " + profile.id + " · CGCS2000 Gauss–Krüger, central meridian " + meridian + "° · " + run.program}));
  lines.push_back(map.say({"分区、红线、农田的颜色是本程序的默认色，不是制图规范的规定。示意图，不作审批依据。", "Colours of zones, red line and farmland are defaults of this program, not of a standard. For orientation, no ground for an approval."}));
  return lines;
}

void draw_pin(Html& html, std::string_view rank) {
  if (rank == "core") html.markup("<circle class=\"pin\" r=\"5.5\"/><circle class=\"pin core\" r=\"2.4\"/>");
  else if (rank == "seat") html.markup("<circle class=\"pin seat\" r=\"4\"/><circle class=\"pin core\" r=\".9\"/>");
  else if (rank == "main") html.markup("<path class=\"pin main\" d=\"M0-5L4.6 3.6H-4.6z\"/>");
  else html.markup("<circle class=\"pin\" r=\"1.9\"/>");
}

void draw_key(Html& html, const Key& key) {
  const std::string scale = "<g class=\"paths\" transform=\"scale(" + shortest(1 / path_unit) + ")\">";
  switch (key.form) {
    case Key::Form::area:
      html.markup(scale);
      for (const std::string& css : key.names) html.markup("<path class=\"").markup(css).markup("\" d=\"M120 120h1560v720h-1560z\"/>");
      html.markup("</g>");
      break;
    case Key::Form::line:
      html.markup(scale);
      for (const std::string& css : key.names) html.markup("<path class=\"").markup(css).markup("\" d=\"M60 480h1680\"/>");
      html.markup("</g>");
      break;
    case Key::Form::dot:
      html.markup("<g class=\"dots\" transform=\"translate(15 8)\">");
      for (const std::string& css : key.names) html.markup("<circle class=\"").markup(css).markup("\" r=\"4\"/>");
      html.markup("</g>");
      break;
    case Key::Form::pin:
      html.markup("<g transform=\"translate(15 8)\">");
      draw_pin(html, key.names[0]);
      html.markup("</g>");
      break;
  }
}

void draw_names(Html& html, const Content& map, bool all) {
  html.markup("<g data-layer=\"names\"").markup(map.is_on("names") ? ">\n" : " class=\"off\">\n");
  const double width = map.sheet.view.width(), height = map.sheet.view.height();
  std::vector<Obstacle> discs = map.discs;
  for (const double x : {20.0, 60.0, 100.0}) discs.push_back({{x, height - 18}, 22});  // the scale bar
  discs.push_back({{width - 20, 24}, 20});                                            // the north arrow
  for (const Placed& p : place(map.labels, discs, width, height)) {
    if (p.zoom > 1 && !all) continue;
    html.markup("<g class=\"keep").markup(p.zoom > 1 ? " hidden" : "").markup("\" data-zoom=\"" + std::to_string(p.zoom) + "\" transform=\"translate(");
    html.markup(px(p.label.at.x) + " " + px(p.label.at.y) + ")\"><text class=\"name ").markup(p.label.name).markup("\"");
    if (p.shift.x != 0) html.markup(" x=\"" + px(p.shift.x) + "\"");
    html.markup(" y=\"" + px(p.shift.y) + "\"").markup(p.centred ? " text-anchor=\"middle\">" : ">").data(p.label.text).markup("</text></g>\n");
  }
  html.markup("</g>\n");
}

void draw_parts(Html& html, const Content& map, bool all) {
  for (const Part& part : map.parts) {
    if (part.id == "names") draw_names(html, map, all);
    else if (part.on || all) html.markup(part.svg);
  }
}

}  // namespace libspatial::atlas

namespace libspatial {

std::vector<std::string> plan_map_layers() {
  return {"units", "towns", "farmland", "redline", "zones", "areas", "groups", "corridors", "lines", "projects", "places", "names"};
}

}  // namespace libspatial
