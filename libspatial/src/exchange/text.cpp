// CSV and GeoJSON, written by us: every byte accounted for, the same on every machine.

#include <algorithm>
#include <map>
#include "exchange/json.hpp"

#include "libspatial/exchange.hpp"

namespace libspatial {

namespace {

void append_cell(std::string& csv, std::string_view cell) {
  const auto special = [](char c) { return c == ',' || c == '"' || c == '\r' || c == '\n'; };
  if (std::none_of(cell.begin(), cell.end(), special)) {
    csv += cell;
    return;
  }
  csv += '"';
  for (const char c : cell) {
    if (c == '"') csv += '"';
    csv += c;
  }
  csv += '"';
}

}  // namespace

std::string csv_record(std::span<const std::string> cells) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i) line += ',';
    append_cell(line, cells[i]);
  }
  return line + '\n';
}

std::vector<OverlayRow> overlay_rows(const Overlay& overlay, std::span<const std::string> subjects, std::span<const std::string> zones,
                                     bool sum_equal_zones) {
  std::vector<OverlayRow> rows;
  rows.reserve(overlay.pieces.size());
  std::size_t first = 0;  // row of this subject's first piece
  for (std::size_t i = 0; i < overlay.pieces.size(); ++i) {
    const Piece& piece = overlay.pieces[i];
    if (i == 0 || piece.subject != overlay.pieces[i - 1].subject) first = rows.size();
    const bool out = piece.zone == outside;
    const std::string& zone = out ? std::string() : zones[piece.zone];
    const auto same = sum_equal_zones ? std::find_if(rows.begin() + static_cast<std::ptrdiff_t>(first), rows.end(),
                                                     [&](const OverlayRow& r) { return r.is_outside == out && r.zone == zone; })
                                      : rows.end();
    if (same != rows.end()) {
      same->area += piece.area;
      same->share += piece.share;
    } else {
      rows.push_back({subjects[piece.subject], zone, out, piece.area, piece.share});
    }
  }
  return rows;
}

std::string overlay_csv(std::span<const OverlayRow> rows, AreaKind kind) {
  std::string csv;
  csv.reserve(rows.size() * 40);
  for (const OverlayRow& row : rows) {
    append_cell(csv, row.subject);
    csv += ',';
    append_cell(csv, row.zone);
    csv += ',';
    csv += kind == AreaKind::official ? decimals_of_hundredths(row.area.hundredths()) : shortest(row.area.square_metres());
    csv += ',';
    csv += shortest(row.share);
    csv += '\n';
  }
  return csv;
}

std::string to_csv(const Layer& layer) {
  std::vector<std::string> cells;
  for (const Field& field : layer.fields) cells.push_back(field.name);
  std::string csv = csv_record(cells);
  for (std::size_t row = 0; row < layer.size(); ++row) {
    for (std::size_t i = 0; i < cells.size(); ++i) cells[i] = to_text(layer.fields[i].values[row]);
    csv += csv_record(cells);
  }
  return csv;
}

using nlohmann::ordered_json;

ordered_json to_json(const Value& value) {
  if (const auto* i = std::get_if<std::int64_t>(&value)) return *i;
  if (const auto* d = std::get_if<double>(&value)) return *d;
  if (const auto* s = std::get_if<std::string>(&value)) return *s;
  return nullptr;
}

namespace {

ordered_json ring_json(std::span<const Point> points) {
  ordered_json ring = ordered_json::array();
  for (const Point& p : points) ring.push_back({p.x, p.y});
  return ring;
}

ordered_json part_json(const Shapes& shapes, std::size_t shape, std::size_t part) {
  if (shapes.type(shape) == ShapeType::point) return ring_json(shapes.ring(shape, part, 0))[0];
  if (shapes.type(shape) == ShapeType::line) return ring_json(shapes.ring(shape, part, 0));
  ordered_json rings = ordered_json::array();
  for (std::size_t r = 0; r < shapes.ring_count(shape, part); ++r) rings.push_back(ring_json(shapes.ring(shape, part, r)));
  return rings;
}

ordered_json geometry_json(const Shapes& shapes, std::size_t shape) {
  if (shapes.type(shape) == ShapeType::none) return nullptr;
  const std::string base = shapes.type(shape) == ShapeType::point ? "Point" : shapes.type(shape) == ShapeType::line ? "LineString" : "Polygon";
  if (shapes.part_count(shape) == 1) return {{"type", base}, {"coordinates", part_json(shapes, shape, 0)}};
  ordered_json parts = ordered_json::array();
  for (std::size_t part = 0; part < shapes.part_count(shape); ++part) parts.push_back(part_json(shapes, shape, part));
  return {{"type", "Multi" + base}, {"coordinates", std::move(parts)}};
}

}  // namespace

std::string to_geojson(const Layer& layer) {
  if (layer.crs && layer.crs->code() != "EPSG:4490" && layer.crs->code() != "EPSG:4326") {
    throw Error(Errc::crs_mismatch, {"GeoJSON 只能是经纬度：" + title(layer) + " 是 " + layer.crs->code() + "，请先转换到 EPSG:4490",
                                     "GeoJSON is in degrees: " + title(layer) + " is " + layer.crs->code() + ", reproject it to EPSG:4490 first"});
  }
  std::string text = "{\"type\":\"FeatureCollection\",\"features\":[\n";
  for (std::size_t row = 0; row < layer.size(); ++row) {
    ordered_json properties = ordered_json::object();
    for (const Field& field : layer.fields) properties[field.name] = to_json(field.values[row]);
    const ordered_json feature = {{"type", "Feature"}, {"properties", std::move(properties)}, {"geometry", geometry_json(layer.shapes, row)}};
    text += feature.dump(-1, ' ', false, ordered_json::error_handler_t::replace) + (row + 1 < layer.size() ? ",\n" : "\n");
  }
  return text + "]}\n";
}

}  // namespace libspatial
