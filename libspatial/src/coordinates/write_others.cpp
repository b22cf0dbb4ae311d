// Tables of points, CASS .dat and WKT lines.

#include <algorithm>

#include "coordinates/columns.hpp"
#include "coordinates/text.hpp"
#include "coordinates/write.hpp"

namespace libspatial::coordinates {
namespace {

std::string csv_cell(const std::string& text) {
  if (text.find_first_of(",;\t\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + '"';
}

std::string ring_text(const WrittenRing& ring) {
  std::string text = "(";
  for (std::size_t i = 0; i < ring.text.size(); ++i) text += (i ? ", " : "") + ring.text[i].first + " " + ring.text[i].second;
  return text + ")";
}

std::string part_text(ShapeType type, const WrittenPart& part) {
  if (type != ShapeType::polygon) return ring_text(part[0]);
  std::string text = "(";
  for (std::size_t r = 0; r < part.size(); ++r) text += (r ? ", " : "") + ring_text(part[r]);
  return text + ")";
}

}  // namespace

std::string write_table(const Layer& layer, const CoordinateStyle& style, Plotter& plotter, Shapes& expected) {
  const bool degrees = plotter.crs().is_geographic();
  std::vector<const Field*> others;
  std::vector<std::string> carried{style.id_field, style.name_field, "declared_area_m2", "width_m"};
  for (const Field& field : layer.fields) {
    if (std::count(carried.begin(), carried.end(), field.name) > 0 || column_of(field.name) != Column::other) continue;
    others.push_back(&field);
    carried.push_back(field.name);
  }
  const Field* area = layer.find_field("declared_area_m2");
  const Field* width = layer.find_field("width_m");
  std::string text = "\xEF\xBB\xBF地块序号,地块编号,地块名称,图形类型,部分号,圈号,点号," + std::string(degrees ? "纬度,经度" : "北坐标X,东坐标Y");
  if (area) text += ",面积(平方米)";
  if (width) text += ",宽度(m)";
  for (const Field* field : others) text += "," + csv_cell(field->name);
  text += ",坐标系\r\n";
  const std::string crs = plotter.crs().code();
  if (!crs.starts_with("EPSG:")) throw Error(Errc::crs_mismatch, {title(layer) + " 的坐标系没有 EPSG 代码，表中无法写明。请加 --to-crs", "the CRS of " + title(layer) + " has no EPSG code to be written into a table. Add --to-crs"});
  for (std::size_t row = 0; row < layer.size(); ++row) {
    const std::vector<WrittenPart> parts = plotter.parts(row);
    if (parts.empty()) continue;
    const ShapeType type = layer.shapes.type(row);
    add_shape(expected, type, parts);
    const std::string before = std::to_string(row + 1) + "," + csv_cell(cell(layer, style.id_field, row)) + "," + csv_cell(cell(layer, style.name_field, row)) + "," + (type == ShapeType::polygon ? "面" : type == ShapeType::line ? "线" : "点") + ",";
    std::string after = area ? "," + to_text(area->values[row]) : "";
    if (width) after += "," + to_text(width->values[row]);
    for (const Field* field : others) after += "," + csv_cell(to_text(field->values[row]));
    after += "," + crs + "\r\n";
    long number = 1;
    for (std::size_t part = 0; part < parts.size(); ++part) {
      for (std::size_t r = 0; r < parts[part].size(); ++r) {
        const WrittenRing& ring = parts[part][r];
        const long first = number;
        for (std::size_t i = 0; i < ring.text.size(); ++i) {
          const bool closing = type == ShapeType::polygon && i + 1 == ring.text.size();
          text += before + std::to_string(part + 1) + "," + std::to_string(r + 1) + ",J" + std::to_string(closing ? first : number) + "," + ring.text[i].second + "," + ring.text[i].first + after;
          number += !closing;
        }
      }
    }
  }
  plotter.lose_fields_but(carried);
  return text;
}

std::string write_cass(const Layer& layer, const CoordinateStyle& style, Plotter& plotter, Shapes& expected) {
  std::string text;
  std::size_t number = 0, rings = 0, unnamed = 0, alike = 0;
  std::string before;
  const Field* height = layer.find_field("height_m");
  const bool points_only = layer.find_field("no") != nullptr;
  for (std::size_t row = 0; row < layer.size(); ++row) {
    const std::vector<WrittenPart> parts = plotter.parts(row);
    if (parts.empty()) continue;
    const bool polygon = layer.shapes.type(row) == ShapeType::polygon;
    std::string code = cell(layer, points_only ? "code" : style.id_field, row);
    std::replace(code.begin(), code.end(), ',', ';');
    if (polygon && code.empty()) code = std::to_string(row + 1), ++unnamed;
    alike += !points_only && code == before && number > 0;
    before = code;
    const std::string h = height && !to_text(height->values[row]).empty() ? to_text(height->values[row]) : "0.000";
    std::size_t here = 0;
    for (const WrittenPart& part : parts) {
      for (const WrittenRing& ring : part) {
        ++here;
        for (std::size_t i = 0; i + polygon < ring.text.size(); ++i) {
          const std::string no = points_only ? cell(layer, "no", row) : std::to_string(number + 1);
          text += no + "," + code + "," + ring.text[i].first + "," + ring.text[i].second + "," + h + "\r\n";
          ++number;
          expected.begin_shape(ShapeType::point);
          expected.begin_part();
          expected.add_ring(std::span(&ring.points[i], 1));
        }
      }
    }
    rings += here > 1;
  }
  if (rings > 0) plotter.lose("rings", {std::to_string(rings) + " 行有多个环或部分，.dat 不能区分", std::to_string(rings) + " rows have several rings or parts, which a .dat cannot tell apart"});
  if (unnamed > 0) plotter.lose("ids", {std::to_string(unnamed) + " 行没有编号，编码用序号", std::to_string(unnamed) + " rows have no id: their code is the row's number"});
  if (alike > 0) plotter.lose("ids", {std::to_string(alike) + " 行与前一行编码相同，.dat 中分不开，读取时会成为一个地块", std::to_string(alike) + " rows have the code of the row before: a .dat cannot tell them apart, a reader makes one parcel of them"});
  plotter.lose("crs", {".dat 不写坐标系：" + plotter.crs().code() + " 须另外告知", "a .dat does not say its CRS: pass on " + plotter.crs().code()});
  plotter.lose_fields_but(points_only ? std::vector<std::string>{"no", "code", "height_m"} : std::vector<std::string>{style.id_field, "height_m"});
  return text;
}

std::string write_wkt(const Layer& layer, Plotter& plotter, Shapes& expected) {
  std::string text, srid;
  if (plotter.crs().code().starts_with("EPSG:")) srid = "SRID=" + plotter.crs().code().substr(5) + ";";
  else throw Error(Errc::crs_mismatch, {title(layer) + " 的坐标系没有 EPSG 代码，WKT 中无法写明。请加 --to-crs", "the CRS of " + title(layer) + " has no EPSG code to be written before the WKT. Add --to-crs"});
  for (std::size_t row = 0; row < layer.size(); ++row) {
    const std::vector<WrittenPart> parts = plotter.parts(row);
    if (parts.empty()) continue;
    const ShapeType type = layer.shapes.type(row);
    add_shape(expected, type, parts);
    const std::string word = type == ShapeType::polygon ? "POLYGON " : type == ShapeType::line ? "LINESTRING " : "POINT ";
    text += srid + (parts.size() > 1 ? "MULTI" : "") + word + (parts.size() > 1 ? "(" : "");
    for (std::size_t i = 0; i < parts.size(); ++i) text += (i ? ", " : "") + part_text(type, parts[i]);
    text += parts.size() > 1 ? ")\n" : "\n";
  }
  plotter.lose_fields_but({});
  return text;
}

}  // namespace libspatial::coordinates
