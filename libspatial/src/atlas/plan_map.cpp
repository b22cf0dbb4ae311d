// The map of a plan: a sheet for the wall (SVG), and a page with layers to switch.

#include <algorithm>

#include "atlas/content.hpp"
#include "atlas/page.hpp"
#include "report/frame.hpp"
#include "report/svg.hpp"

namespace libspatial::atlas {
namespace {

using report::px;

const Text synthetic_notice{"合成数据，非法定成果", "Synthetic data, not a statutory product"};

// ---- The sheet

constexpr double margin = 22, head = 84, column = 268, line = 19;

struct LegendLine { const Part* title = nullptr; const Key* key = nullptr; double x = 0, y = 0; };

/// Titles and keys from top to bottom, in as many columns as they need; returns the number of columns.
std::vector<LegendLine> legend_of(const Content& map, double left, double top, double bottom, int& columns) {
  std::vector<LegendLine> lines;
  double x = left, y = top;
  const auto next = [&](double height) {
    y += height;
    if (y <= bottom) return;
    x += column, y = top + height, ++columns;
  };
  for (const Part& part : map.parts) {
    if (!part.on || part.keys.empty()) continue;
    next(part.keys.size() > 1 ? 24 : 0);
    if (part.keys.size() > 1) lines.push_back({&part, nullptr, x, y});
    for (const Key& key : part.keys) {
      next(line);
      lines.push_back({nullptr, &key, x, y});
    }
  }
  return lines;
}

void draw_legend(Html& html, const std::vector<LegendLine>& lines) {
  for (const LegendLine& l : lines) {
    if (l.title) {
      html.markup("<text class=\"legend-title\" x=\"" + px(l.x) + "\" y=\"" + px(l.y) + "\">").data(l.title->title).markup("</text>\n");
      continue;
    }
    html.markup("<g transform=\"translate(" + px(l.x) + " " + px(l.y - 12) + ")\">");
    draw_key(html, *l.key);
    html.markup("<text class=\"legend-text\" x=\"38\" y=\"12\">").data(l.key->title).markup("</text></g>\n");
  }
}

/// The central area once more, larger, where the legend leaves room; a city's middle is too dense for a map of all of it.
void draw_inset(Html& html, const Content& map, double left, double top, double bottom) {
  constexpr double wide = column - 22, least = 150;
  Box box = map.canvas.layer("central_urban_area").shapes.box();
  const double high = std::min(bottom - top, wide * 1.3);
  if (box.empty() || high < least) return;
  const double margin_m = 0.02 * (box.max_x - box.min_x);
  box = {box.min_x - margin_m, box.min_y - margin_m, box.max_x + margin_m, box.max_y + margin_m};
  PlanMapOptions options = map.options;
  options.hidden.insert(options.hidden.end(), {"groups", "towns"});
  Content inset = begin_content(map.canvas, options, sheet_of(box, wide, high));
  for (const auto add : {add_ground, add_zones, add_areas, add_lines, add_projects, add_places, add_names}) add(inset);
  const std::string size = px(wide) + "\" height=\"" + px(high), top_px = px(bottom - high);
  html.markup("<text class=\"legend-title\" x=\"" + px(left) + "\" y=\"" + px(bottom - high - 8) + "\">").data(map.say({"中心城区", "Central urban area"})).markup("</text>\n");
  html.markup("<svg x=\"" + px(left) + "\" y=\"" + top_px + "\" width=\"" + size + "\" viewBox=\"0 0 " + px(wide) + " " + px(high) + "\">\n");
  html.markup("<rect class=\"ground\" width=\"100%\" height=\"100%\"/>\n");
  draw_parts(html, inset, false);
  report::end_map(html, inset.sheet.view, false);
  html.markup("<rect class=\"neat\" x=\"" + px(left) + "\" y=\"" + top_px + "\" width=\"" + size + "\"/>\n");
}

std::string sheet(const Content& map, const AtlasRun& run) {
  const MapView& view = map.sheet.view;
  const double left = margin, top = head, right = left + view.width(), bottom = top + view.height();
  int columns = 1;
  const auto legend = legend_of(map, right + 22, top + 22, bottom, columns);
  const auto lines = imprint(map, run);
  const double width = right + 22 + columns * column, height = bottom + 14 + 17 * static_cast<double>(lines.size()) + margin;
  const bool synthetic = map.canvas.plan().is_synthetic();
  Html html;
  html.markup("<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"atlas\" viewBox=\"0 0 " + px(width) + " " + px(height) + "\" width=\"" + px(width) + "\" height=\"" + px(height) + "\">\n");
  html.element("title", "", title_of(map)).markup("\n<style>").markup(map_style(true)).markup(map.class_style).markup("</style>\n");
  html.markup("<rect fill=\"#fff\" width=\"100%\" height=\"100%\"/>\n");
  html.markup("<text class=\"sheet-title\" x=\"" + px(width / 2) + "\" y=\"44\">").data(title_of(map)).markup("</text>\n");
  html.markup("<text class=\"sheet-sub\" x=\"" + px(width / 2) + "\" y=\"68\">").data(map.profile().source.document).markup("</text>\n");
  html.markup("<svg x=\"" + px(left) + "\" y=\"" + px(top) + "\" width=\"" + px(view.width()) + "\" height=\"" + px(view.height()) + "\" viewBox=\"0 0 " + px(view.width()) + " " +
              px(view.height()) + "\">\n<rect class=\"ground\" width=\"100%\" height=\"100%\"/>\n");
  draw_parts(html, map, false);
  report::end_map(html, view, synthetic);
  html.markup("<rect class=\"neat\" x=\"" + px(left) + "\" y=\"" + px(top) + "\" width=\"" + px(view.width()) + "\" height=\"" + px(view.height()) + "\"/>\n");
  html.markup("<rect class=\"neat thick\" x=\"" + px(left - 5) + "\" y=\"" + px(top - 5) + "\" width=\"" + px(view.width() + 10) + "\" height=\"" + px(view.height() + 10) + "\"/>\n");
  html.markup("<text class=\"legend-title\" x=\"" + px(right + 22) + "\" y=\"" + px(top + 12) + "\">").data(map.say({"图例", "Legend"})).markup("</text>\n");
  draw_legend(html, legend);
  if (!legend.empty()) draw_inset(html, map, legend.back().x, legend.back().y + 46, bottom);
  double y = bottom + 26;
  for (const std::string& text : lines) {
    html.markup("<text class=\"legend-note\" x=\"" + px(left) + "\" y=\"" + px(y) + "\">").data(text).markup("</text>\n");
    y += 17;
  }
  html.markup("</svg>\n");
  return html.take();
}

// ---- The page

void notices(Html& html, const Content& map) {
  html.markup("<div class=\"notices\">\n");
  if (map.canvas.plan().is_synthetic()) html.element("p", "notice strong", map.say(synthetic_notice)).markup("\n");
  for (const Text& text : map.missing) html.element("p", "notice", map.say({"缺：" + text.zh, "Missing: " + text.en})).markup("\n");
  html.markup("</div>\n");
}

void layers(Html& html, const Content& map) {
  html.markup("<aside class=\"layers\">");
  html.element("h2", "", map.say({"图层", "Layers"})).markup("\n");
  for (const Part& part : map.parts) {
    html.markup("<label><input type=\"checkbox\" data-toggle=\"").markup(part.id).markup(part.on ? "\" checked> " : "\"> ").data(part.title).markup("</label>\n");
    if (part.keys.empty()) continue;
    html.markup("<ul class=\"legend\">");
    for (const Key& key : part.keys) {
      html.markup("<li><svg class=\"atlas\" viewBox=\"0 0 30 16\">");
      draw_key(html, key);
      html.markup("</svg> ").data(key.title).markup("</li>");
    }
    html.markup("</ul>\n");
  }
  html.markup("</aside>\n");
}

void unplaced(Html& html, const Content& map) {
  if (map.unplaced.empty()) return;
  const std::string n = std::to_string(map.unplaced.size());
  html.markup("<details><summary>").data(map.say({"没有地名、未画的项目 " + n + " 项", n + " projects that name no place and are not drawn"})).markup("</summary>\n<table><tbody>\n");
  for (const PlannedProject* p : map.unplaced) {
    html.markup("<tr>").element("td", "code", p->id).element("td", "", p->name).element("td", "", map.name(map.profile().place(p->unit))).element("td", "", p->section).markup("</tr>\n");
  }
  html.markup("</tbody></table></details>\n");
}

std::string page(const Content& map, const AtlasRun& run) {
  const std::string title = title_of(map), style = map_style(false) + map.class_style + std::string(atlas_style);
  const report::Frame frame{.title = {title, title}, .script = map_script, .style = style, .show = map.options.language == Language::en ? "en" : "zh"};
  Html html;
  report::begin_page(html, frame);
  html.markup("<main class=\"wide\">\n<header>").element("h1", "", title).element("p", "hint", map.profile().source.document).markup("</header>\n");
  notices(html, map);
  html.markup("<div class=\"plan\"><figure>\n");
  report::begin_map(html, map.sheet.view, {title, title}, "atlas plan-map");
  draw_parts(html, map, true);
  report::end_map(html, map.sheet.view, map.canvas.plan().is_synthetic());
  html.markup("</figure>\n");
  layers(html, map);
  html.markup("</div>\n");
  for (const std::string& text : imprint(map, run)) html.element("p", "hint", text).markup("\n");
  unplaced(html, map);
  html.markup("</main>\n");
  report::end_page(html, frame);
  return html.take();
}

}  // namespace
}  // namespace libspatial::atlas

namespace libspatial {

PlanMap plan_map(const Plan& plan, const PlanMapOptions& options, const AtlasRun& run) {
  const atlas::Canvas canvas(plan);
  atlas::Content map = atlas::content_of(canvas, options);
  return {atlas::sheet(map, run), atlas::page(map, run), map.notes, map.missing};
}

}  // namespace libspatial
