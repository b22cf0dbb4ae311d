// The map of one project: zones around it, its pieces, its outline in the colour of its verdict.

#include "report/map_shared.hpp"
#include "report/svg.hpp"
#include "report/words.hpp"

namespace libspatial::report {
namespace {

void draw_zones(Html& html, const Layer& zones, const MapView& view) {
  for (std::size_t row = 0; row < zones.size(); ++row) {
    if (!zones.shapes.box(row).meets(view.land())) continue;
    const std::string role = cell(zones, "role", row), name = cell(zones, "name", row);
    draw(html, zones, row, view, role_class(role), name.empty() ? role_title(role).zh : name);
  }
}

// Pieces in the growth boundary first, so that farmland and red line are seen above them.
void draw_pieces(Html& html, const Layer& pieces, const std::vector<std::size_t>& rows, const MapView& view, bool coarse) {
  for (const bool boundary : {true, false}) {
    for (const std::size_t row : rows) {
      const std::string role = cell(pieces, "role", row);
      if (role.starts_with("ugb") != boundary) continue;
      draw(html, pieces, row, view, "piece " + std::string(role_class(role)), role_title(role).zh, coarse);
    }
  }
}

}  // namespace

void project_map(Html& html, const Json& project, const Drawing& drawing, bool synthetic, const SharedShapes* shared, std::size_t number) {
  const std::string id = string_of(project, "id");
  const Box box = drawing.box_of(id);
  if (box.empty()) {
    html.markup("<p class=\"no-map\">").both({"无可用图形", "No usable shape"}).markup("</p>");
    return;
  }
  const MapView view = project_view(box, drawing.degrees());
  begin_map(html, view, {"项目位置与分区", "The project over the zones"}, "map-project");
  if (shared) {
    shared->draw(html, view, number);
  } else {
    draw_zones(html, drawing.zones, view);
    for (std::size_t row = 0; row < drawing.units.size(); ++row) draw(html, drawing.units, row, view, "unit-line");
  }
  const auto& rows = drawing.rows_of(id);
  draw_pieces(html, drawing.pieces, rows.pieces, view, shared);
  const std::string outline = "outline v-" + std::string(name(verdict_of(string_of(project, "verdict"))));
  for (const std::size_t row : rows.projects) draw(html, drawing.projects, row, view, outline, {}, shared);
  for (const std::size_t row : rows.rejects) draw(html, drawing.rejects, row, view, "rejected", {}, shared);
  end_map(html, view, synthetic);
}

}  // namespace libspatial::report
