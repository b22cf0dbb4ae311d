#include "report/map_shared.hpp"

#include <algorithm>
#include <map>

#include "report/words.hpp"

namespace libspatial::report {
namespace {

constexpr double finest_step = 0.25;      // metres; the smallest map shows 1.6 m in a pixel
constexpr double tolerance_in_steps = 2;  // of svg_path()
constexpr double most_steps = 1 << 26;

std::string number(double value) {  // a land is a few hundred thousand steps wide
  char text[32];
  std::snprintf(text, sizeof text, "%.6g", value);
  return text;
}

/// `text` plus one path with an id; false when nothing of the shape can be seen.
bool add_path(Html& html, const Layer& layer, std::size_t row, const MapView& view, const std::string& id, std::string_view tooltip) {
  const std::string path = svg_path(layer.shapes, row, view);
  if (path.empty()) return false;
  html.markup("<path id=\"" + id + "\" d=\"").markup(path).markup("\">");
  if (!tooltip.empty()) html.element("title", "", tooltip);
  html.markup("</path>\n");
  return true;
}

}  // namespace

SharedShapes::SharedShapes(const Drawing& drawing, std::size_t most_bytes) : drawing_(drawing), zones_(drawing.zones.shapes), units_(drawing.units.shapes) {
  land_ = drawing.zones.shapes.box();
  land_.add(drawing.units.shapes.box());
  if (land_.empty()) return;
  double step = finest_step;
  while (!draw_all(step, most_bytes)) step *= 2;
}

bool SharedShapes::draw_all(double step, std::size_t most_bytes) {
  const double metres = (drawing_.degrees() ? metres_per_degree : 1.0) * std::max(land_.max_y - land_.min_y, 1e-9), wide = metres / std::max(proportion(land_, drawing_.degrees()), 1e-9);
  if (std::max(wide, metres) / step > most_steps) return false;
  const MapView view(land_, drawing_.degrees(), wide / step / 10, metres / step / 10);  // ten steps a pixel: svg_path() counts in tenths
  grid_ = view.land(), width_ = 10 * view.width(), height_ = 10 * view.height(), tolerance_ = tolerance_in_steps * step;
  Html html;
  std::size_t bytes = 0;
  const auto all = [&](const Layer& layer, const char* prefix, std::vector<bool>& drawn, bool zones) {
    drawn.assign(layer.size(), false);
    for (std::size_t row = 0; row < layer.size() && bytes <= most_bytes; ++row) {
      Html one;
      const std::string name = zones ? cell(layer, "name", row) : std::string(), role = zones ? cell(layer, "role", row) : std::string();
      drawn[row] = add_path(one, layer, row, view, prefix + std::to_string(row), zones && name.empty() ? role_title(role).zh : name);
      const std::string text = one.take();
      bytes += text.size();
      html.markup(text);
    }
  };
  all(drawing_.zones, "z", zone_drawn_, true);
  all(drawing_.units, "u", unit_drawn_, false);
  markup_ = html.take();
  return bytes <= most_bytes;
}

void SharedShapes::draw(Html& html, const MapView& view, std::size_t map_number) const {
  if (land_.empty()) return;
  const Point from = view.place({grid_.min_x, grid_.max_y}), to = view.place({grid_.max_x, grid_.min_y});
  const double a = (to.x - from.x) / width_, d = (to.y - from.y) / height_;
  html.markup("<g transform=\"matrix(" + number(a) + " 0 0 " + number(d) + " " + px(from.x) + " " + px(from.y) + ")\">");
  std::map<std::string_view, std::vector<std::size_t>> by_class;  // as in pieces.gpkg: the boundary's zones lie below farmland and red line
  std::vector<std::string_view> order;
  for (const std::size_t row : zones_.meeting(view.land())) {
    if (!zone_drawn_[row]) continue;
    auto& rows = by_class[role_class(cell(drawing_.zones, "role", row))];
    if (rows.empty()) order.push_back(role_class(cell(drawing_.zones, "role", row)));
    rows.push_back(row);
  }
  for (const std::string_view name : order) {
    const bool hatched = name == "zone-farmland" || name == "zone-redline";
    const std::string kind(name.substr(5)), hatch = "h" + std::to_string(map_number) + kind;
    html.markup("<g class=\"").markup(name).markup("\">");
    if (hatched) {
      html.markup("<pattern id=\"" + hatch + "\" width=\"7\" height=\"7\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(" + (kind == "farmland" ? "45" : "-45") + ") scale(" + number(1 / a) + ")\">");
      html.markup("<path class=\"hatch-" + kind + "\" d=\"M0 0V7\"/></pattern><g fill=\"url(#" + hatch + ")\">");
    }
    for (const std::size_t row : by_class[name]) html.markup("<use href=\"#z" + std::to_string(row) + "\"/>");
    html.markup(hatched ? "</g></g>" : "</g>");
  }
  html.markup("<g class=\"unit-line\">");
  for (const std::size_t row : units_.meeting(view.land()))
    if (unit_drawn_[row]) html.markup("<use href=\"#u" + std::to_string(row) + "\"/>");
  html.markup("</g></g>\n");
}

}  // namespace libspatial::report
