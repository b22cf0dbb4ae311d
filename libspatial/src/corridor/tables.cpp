// Results as layers, which every writer and every frame knows.

#include <algorithm>
#include <cmath>
#include <numeric>

#include "corridor/network.hpp"

namespace libspatial {
namespace {

using namespace corridor;

Layer empty(const char* name, const std::optional<Crs>& crs, std::vector<Field> fields) {
  Layer layer;
  layer.name = name;
  layer.crs = crs;
  layer.fields = std::move(fields);
  return layer;
}

Field text(const char* name) { return {name, FieldType::text, {}}; }
Field real(const char* name) { return {name, FieldType::real, {}}; }
Field integer(const char* name) { return {name, FieldType::integer, {}}; }

void add(Layer& layer, std::vector<Value> cells) {
  for (std::size_t i = 0; i < cells.size(); ++i) layer.fields[i].values.push_back(std::move(cells[i]));
}

void add_point(Layer& layer, Point p) { layer.shapes.add(point_shape(std::span(&p, 1)), 0); }

/// Lengths are shown to the millimetre.
double millimetres(double metres) { return std::round(metres * 1000) / 1000; }
Value metres(Length length) { return millimetres(length.metres()); }

std::string joined(const std::vector<std::size_t>& lines, const std::vector<std::string>& names) {
  std::string result;
  for (const std::size_t n : lines) result += (result.empty() ? "" : "; ") + names[n];
  return result;
}

/// Area in the table: official ones are whole 0.01 m² already.
Value square_metres(Area area) { return area.square_metres(); }

/// Rows of one line, their lengths in whole millimetres that add up to the millimetres of the sum.
void add_balanced(Layer& layer, std::span<const UnitLength> rows, const Lengths& lengths) {
  std::vector<double> parts;
  for (const UnitLength& row : rows) parts.push_back(row.length.metres());
  const double sum = std::accumulate(parts.begin(), parts.end(), 0.0);
  const std::vector<std::int64_t> whole = balance(std::llround(sum * 1000), parts);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const double length = static_cast<double>(whole[i]) / 1000;
    layer.shapes.add_none();
    add(layer, {rows[i].unit == outside ? Value{} : Value{lengths.units[rows[i].unit]}, rows[i].line == all_lines ? Value{} : Value{lengths.names[rows[i].line]}, length,
                std::min(length, millimetres(rows[i].on_border.metres()))});
  }
}

}  // namespace

std::vector<Layer> tables(const Enclosed& enclosed, const Crs& crs, AreaKind kind) {
  const std::string how(name(kind));
  Layer region = empty("region", crs, {real("area_m2"), text("area_kind"), integer("faces")});
  if (enclosed.region.type(0) == ShapeType::polygon) {
    region.shapes.add(enclosed.region, 0);
    add(region, {square_metres(enclosed.region_area), how, static_cast<std::int64_t>(enclosed.faces.size())});
  }
  Layer faces = empty("faces", crs, {real("area_m2"), text("area_kind"), text("lines")});
  faces.shapes = enclosed.faces;
  for (const Face& face : enclosed.about) add(faces, {square_metres(face.area), how, joined(face.lines, enclosed.names)});
  Layer nodes = empty("nodes", crs, {text("kind"), text("lines")});
  for (const Node& node : enclosed.nodes) {
    add_point(nodes, node.place);
    add(nodes, {std::string(name(node.kind)), joined(node.lines, enclosed.names)});
  }
  Layer ends = empty("ends", crs, {text("line"), integer("row"), text("to_line"), real("gap_m"), text("state")});
  for (const LineEnd& end : enclosed.ends) {
    add_point(ends, end.place);
    const bool alone = end.to == outside;
    add(ends, {enclosed.names[end.line], static_cast<std::int64_t>(end.row), alone ? Value{} : Value{enclosed.names[end.to]}, alone ? Value{} : metres(end.gap),
               std::string(end.joined ? "joined" : end.beyond ? "beyond" : "open")});
  }
  Layer unused = empty("unused", {}, {text("line")});
  for (const std::size_t n : enclosed.unused) {
    unused.shapes.add_none();
    add(unused, {enclosed.names[n]});
  }
  return {region, faces, nodes, ends, unused};
}

Layer table(const Lengths& lengths) {
  Layer result = empty("lengths", {}, {text("unit"), text("line"), real("length_m"), real("on_border_m")});
  add_balanced(result, lengths.totals, lengths);
  for (auto begin = lengths.by_line.begin(); begin != lengths.by_line.end();) {
    const auto end = std::find_if(begin, lengths.by_line.end(), [&](const UnitLength& row) { return row.line != begin->line; });
    add_balanced(result, {begin, end}, lengths);
    begin = end;
  }
  return result;
}

Layer table(const Along& along, const std::vector<std::string>& places, const Crs& crs) {
  Layer result = empty("along", crs, {text("place"), real("at_m"), real("from_m"), real("to_m"), real("distance_m"), text("side")});
  for (const Stop& stop : along.stops) {
    add_point(result, stop.foot);
    add(result, {places[stop.place], metres(stop.at), metres(stop.from), metres(stop.to), metres(stop.distance), std::string(name(stop.side))});
  }
  return result;
}

Layer table(const std::vector<Distance>& distances, const std::vector<std::string>& a, const std::vector<std::string>& b, const Crs& crs) {
  Layer result = empty("distances", crs, {text("a"), text("b"), real("edge_m"), real("centre_m")});
  for (const Distance& d : distances) {
    const Point ends[] = {d.from, d.to};
    if (d.from == d.to) {
      add_point(result, d.from);
    } else {
      result.shapes.begin_shape(ShapeType::line);
      result.shapes.begin_part();
      result.shapes.add_ring(ends);
    }
    add(result, {a[d.a], b[d.b], metres(d.edge), metres(d.centre)});
  }
  return result;
}

}  // namespace libspatial
