// The overview: every project as a numbered mark on the city, moved aside where marks would hide each other.

#include <algorithm>
#include <cmath>
#include <vector>

#include "report/spread.hpp"
#include "report/svg.hpp"
#include "report/words.hpp"

namespace libspatial::report {
namespace {

constexpr double width = 1000, radius = 10;
constexpr std::size_t most_marks = 400;
constexpr Verdict dots_from_below[] = {Verdict::pass, Verdict::conditional, Verdict::needs_review, Verdict::not_checked, Verdict::conflict};

struct Mark : Disc {
  std::size_t number;  // 1, 2, … as in the table
  std::string verdict, title;
};

Box land_of(const Drawing& drawing) {
  Box land = drawing.units.shapes.box();
  land.add(drawing.projects.shapes.box());
  land.add(drawing.rejects.shapes.box());
  if (drawing.units.size() == 0) land.add(drawing.zones.shapes.box());
  return land;
}

// As high as the land needs, with a margin of a fiftieth, between a third and four fifths of the width.
MapView view_of(Box land, bool degrees) {
  const double margin = std::max(land.max_x - land.min_x, land.max_y - land.min_y) / 50 + (degrees ? 1e-4 : 10);
  land = {land.min_x - margin, land.min_y - margin, land.max_x + margin, land.max_y + margin};
  return MapView(land, degrees, width, std::clamp(width * proportion(land, degrees), width / 3, width * 0.8));
}

std::vector<Mark> marks_of(const Json& result, const Drawing& drawing, const MapView& view) {
  std::vector<Mark> marks;
  std::size_t number = 0;
  for (const Json& project : result.at("projects")) {
    ++number;
    const Box box = drawing.box_of(string_of(project, "id"));
    if (box.empty()) continue;
    const Point at = view.place({(box.min_x + box.max_x) / 2, (box.min_y + box.max_y) / 2});
    const std::string title = std::to_string(number) + " " + string_of(project, "name");
    marks.push_back({{at, at, radius}, number, string_of(project, "verdict"), title});
  }
  return marks;
}

void draw_leaders(Html& html, const std::vector<Mark>& marks) {
  for (const Mark& m : marks) {
    if (std::hypot(m.shown.x - m.at.x, m.shown.y - m.at.y) < 3) continue;
    html.markup("<path class=\"leader\" d=\"M" + px(m.at.x) + " " + px(m.at.y) + "L" + px(m.shown.x) + " " + px(m.shown.y) + "\"/>");
    html.markup("<circle class=\"foot\" cx=\"" + px(m.at.x) + "\" cy=\"" + px(m.at.y) + "\" r=\"2\"/>\n");
  }
}

void draw_marks(Html& html, const std::vector<Mark>& marks) {
  draw_leaders(html, marks);
  for (const Mark& m : marks) {
    const std::string n = std::to_string(m.number);
    html.markup("<a href=\"#p" + n + "\"><g class=\"mark v-").markup(name(verdict_of(m.verdict)));
    html.markup("\" data-mark=\"" + n + "\" transform=\"translate(" + px(m.shown.x) + " " + px(m.shown.y) + ")\">");
    html.element("title", "", m.title);
    html.markup("<circle r=\"" + px(radius) + "\"/><text y=\"3.7\">" + n + "</text></g></a>\n");
  }
}

/// So many that numbers would cover the map: dots, the worst verdict on top, with the numbers of their projects for the page's script.
void draw_dots(Html& html, const std::vector<Mark>& marks) {
  for (const Verdict verdict : dots_from_below) {
    std::string path, numbers;
    for (const Mark& m : marks) {
      if (verdict_of(m.verdict) != verdict) continue;
      path += "M" + px(m.at.x) + " " + px(m.at.y) + "h0";
      numbers += (numbers.empty() ? "" : " ") + std::to_string(m.number);
    }
    if (!path.empty()) html.markup("<path class=\"dots v-").markup(name(verdict)).markup("\" d=\"" + path + "\" data-n=\"" + numbers + "\"/>\n");
  }
}

void draw_unit_names(Html& html, const Layer& units, const MapView& view) {
  for (std::size_t row = 0; row < units.size(); ++row) {
    if (units.shapes.type(row) != ShapeType::polygon) continue;
    const Point at = view.place(middle(units.shapes, row));
    html.markup("<text class=\"unit-name\" x=\"" + px(at.x) + "\" y=\"" + px(at.y) + "\">");
    html.data(cell(units, "name", row)).markup("</text>\n");
  }
}

}  // namespace

void overview_map(Html& html, const Json& result, const Drawing& drawing) {
  const Box land = land_of(drawing);
  if (land.empty()) return;
  const MapView view = view_of(land, drawing.degrees());
  auto marks = marks_of(result, drawing, view);
  const bool numbered = marks.size() <= most_marks;
  std::vector<Disc*> discs;
  for (Mark& mark : marks) discs.push_back(&mark);
  if (numbered) spread(discs, view.width(), view.height());
  begin_map(html, view, {"全部项目位置", "Where the projects are"}, numbered ? "map-overview" : "map-overview dots-map");
  for (std::size_t row = 0; row < drawing.units.size(); ++row) draw(html, drawing.units, row, view, "unit");
  for (std::size_t row = 0; row < drawing.zones.size(); ++row) {
    const std::string role = cell(drawing.zones, "role", row);
    if (role.starts_with("ugb")) draw(html, drawing.zones, row, view, role_class(role), cell(drawing.zones, "name", row));
  }
  draw_unit_names(html, drawing.units, view);
  numbered ? draw_marks(html, marks) : draw_dots(html, marks);
  end_map(html, view, is_synthetic(result));
}

}  // namespace libspatial::report
