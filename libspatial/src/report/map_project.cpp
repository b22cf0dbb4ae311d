// The map of one project: zones around it, its pieces, its outline in the colour of its verdict.

#include "report/svg.hpp"
#include "report/words.hpp"

namespace libspatial::report {
namespace {

void draw_zones(Html& html, const Layer& zones, const MapView& view) {
  for (std::size_t row = 0; row < zones.size(); ++row) {
    const std::string role = cell(zones, "role", row);
    const std::string name = cell(zones, "name", row);
    draw(html, zones, row, view, std::string(role_class(role)), name.empty() ? role_title(role).zh : name);
  }
}

// Pieces in the growth boundary first, so that farmland and red line are seen above them.
void draw_pieces(Html& html, const Layer& pieces, const std::string& project, const MapView& view) {
  for (const bool boundary : {true, false}) {
    for (std::size_t row = 0; row < pieces.size(); ++row) {
      const std::string role = cell(pieces, "role", row);
      if (role.starts_with("ugb") != boundary || cell(pieces, "project", row) != project) continue;
      draw(html, pieces, row, view, "piece " + std::string(role_class(role)), role_title(role).zh);
    }
  }
}

void draw_rows_of(Html& html, const Layer& layer, const std::string& id, const MapView& view, const std::string& name) {
  for (std::size_t row = 0; row < layer.size(); ++row)
    if (cell(layer, "id", row) == id) draw(html, layer, row, view, name);
}

}  // namespace

void project_map(Html& html, const Json& project, const Drawing& drawing, bool synthetic) {
  const std::string id = string_of(project, "id");
  const Box box = drawing.box_of_project(id);
  if (box.empty()) {
    html.markup("<p class=\"no-map\">").both({"无可用图形", "No usable shape"}).markup("</p>");
    return;
  }
  const MapView view = project_view(box, drawing.degrees());
  begin_map(html, view, {"项目位置与分区", "The project over the zones"}, "map-project");
  draw_zones(html, drawing.zones, view);
  for (std::size_t row = 0; row < drawing.units.size(); ++row) draw(html, drawing.units, row, view, "unit-line");
  draw_pieces(html, drawing.pieces, id, view);
  draw_rows_of(html, drawing.projects, id, view, "outline v-" + std::string(name(verdict_of(string_of(project, "verdict")))));
  draw_rows_of(html, drawing.rejects, id, view, "rejected");
  end_map(html, view, synthetic);
}

}  // namespace libspatial::report
