#include "atlas/canvas.hpp"

#include <algorithm>
#include <charconv>

#include "crs/zone.hpp"

namespace libspatial::atlas {
namespace {

Shapes point_shape(Point p) {
  Shapes shapes;
  shapes.begin_shape(ShapeType::point);
  shapes.begin_part();
  shapes.add_ring(std::span(&p, 1));
  return shapes;
}

const Crs& degrees() {
  static const Crs crs("EPSG:4490");
  return crs;
}

void add_corners(Box& box, const Box& of, const Crs& crs) {
  if (of.empty()) return;
  for (const Point p : {Point{of.min_x, of.min_y}, Point{of.max_x, of.min_y}, Point{of.min_x, of.max_y}, Point{of.max_x, of.max_y}}) {
    box.add(reproject_vertices(point_shape(p), crs, degrees()).points()[0]);
  }
}

/// Units, else whatever has a shape, else the places of the profile; in degrees.
Box ground_of(const Plan& plan) {
  Box box;
  if (const PlanLayer* units = plan.find("units"); units && units->layer.crs) add_corners(box, units->layer.shapes.box(), *units->layer.crs);
  if (!box.empty()) return box;
  for (const PlanLayer& entry : plan.layers()) {
    if (entry.layer.crs) add_corners(box, entry.layer.shapes.box(), *entry.layer.crs);
  }
  if (!box.empty()) return box;
  for (const Place& p : plan.profile().places) {
    if (p.at && !p.parent.empty()) box.add(*p.at);
  }
  if (box.empty()) {
    throw Error(Errc::bad_plan, {"没有可画的内容：没有规划图层，城市配置的地名也没有点位", "nothing can be drawn: there is no layer of a plan, and no place of the profile has a point"});
  }
  return box;
}

}  // namespace

Canvas::Canvas(const Plan& plan) : plan_(plan), crs_(degrees()) {
  const Box ground = ground_of(plan);
  crs_ = gauss_krueger_of((ground.min_x + ground.max_x) / 2);
  for (const char* role : {"units", "towns", "permanent_farmland", "ecological_redline", "ugb", "pilot_area", "functional_zones", "central_urban_area", "transport_lines"}) {
    const PlanLayer* entry = plan_.find(role);
    layers_.emplace(role, entry && entry->layer.crs ? in_metres(entry->layer) : Layer());
  }
  land_ = layer("units").shapes.box();
  if (!land_.empty()) return;
  for (const Point p : {Point{ground.min_x, ground.min_y}, Point{ground.max_x, ground.min_y}, Point{ground.min_x, ground.max_y}, Point{ground.max_x, ground.max_y}}) {
    land_.add(reproject_vertices(point_shape(p), degrees(), crs_).points()[0]);
  }
}

const Layer& Canvas::layer(std::string_view role) const { return layers_.find(role)->second; }

Layer Canvas::in_metres(const Layer& layer) const {
  Layer result;
  result.name = layer.name;
  result.crs = crs_;
  result.fields = layer.fields;
  result.shapes = reproject_vertices(layer.shapes, *layer.crs, crs_);
  return result;
}

std::optional<Point> Canvas::point(const Place& place) const {
  if (place.at) return reproject_vertices(point_shape(*place.at), Crs("EPSG:4326"), crs_).points()[0];
  const PlanLayer* entry = plan_.find("places");
  const Field* id = entry && entry->layer.crs ? entry->layer.find_field("id") : nullptr;
  for (std::size_t row = 0; id && row < entry->layer.size(); ++row) {
    if (to_text(id->values[row]) != place.id || entry->layer.shapes.type(row) != ShapeType::point) continue;
    return reproject_vertices(point_shape(entry->layer.shapes.points(row)[0]), *entry->layer.crs, crs_).points()[0];
  }
  return std::nullopt;
}

Sheet sheet_of(const Box& land, double width, double height) {
  return {MapView(land, false, width, height), MapView(land, false, width * fine, height * fine)};
}

void begin_paths(Html& html, std::string_view layer, bool on) {
  html.markup("<g class=\"paths").markup(on ? "\"" : " off\"");
  if (!layer.empty()) html.markup(" data-layer=\"").data(layer).markup("\"");
  html.markup(" transform=\"scale(" + shortest(1 / path_unit) + ")\">\n");
}

void end_group(Html& html) { html.markup("</g>\n"); }

void draw(Html& html, const Layer& layer, std::size_t row, const Sheet& sheet, std::string_view name, std::string_view tooltip) {
  const std::string path = report::svg_path(layer.shapes, row, sheet.paths);
  if (path.empty()) return;
  html.markup("<path class=\"").markup(name).markup("\" d=\"").markup(path).markup("\"");
  if (tooltip.empty()) html.markup("/>\n");
  else html.markup(">").element("title", "", tooltip).markup("</path>\n");
}

std::string map_style(bool scaled) {
  static const std::string_view text =
#include "atlas/page/map.css.inc"
      ;
  std::string out = scaled ? "" : ".paths path{vector-effect:non-scaling-stroke}\n";
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t open = text.find("{=", at);
    out += text.substr(at, open - at);
    if (open == std::string_view::npos) break;
    const std::size_t close = text.find('}', open);
    double pixels = 0;
    std::from_chars(text.data() + open + 2, text.data() + close, pixels);  // the same in every locale
    out += shortest(scaled ? pixels * path_unit : pixels) + (scaled ? "" : "px");
    at = close + 1;
  }
  return out;
}

}  // namespace libspatial::atlas
