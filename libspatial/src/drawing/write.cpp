// Writing R2000: what AutoCAD asks of a file, and no more. Every number is the shortest that reads back as the same.

#include <algorithm>
#include <cstdio>
#include <cmath>
#include <set>

#include "coordinates/text.hpp"
#include "coordinates/write.hpp"
#include "drawing/texts.hpp"
#include "geometry/geos.hpp"
#include "libspatial/drawing.hpp"
#include "libspatial/units.hpp"

namespace libspatial {
namespace {

using namespace drawing;

constexpr double highest_text = 2.5;

Point place_inside(const Shapes& shapes, std::size_t row) {
  const Point origin = geos::local_origin(shapes.box(row));
  const geos::Geometry land = geos::from(shapes, row, origin);
  const geos::Geometry point = geos::own(GEOSPointOnSurface_r(geos::context(), land.get()), "point on surface");
  Point place;
  GEOSGeomGetX_r(geos::context(), point.get(), &place.x);
  GEOSGeomGetY_r(geos::context(), point.get(), &place.y);
  return {place.x + origin.x, place.y + origin.y};
}

class Writer {
 public:
  Writer(const Layer& layer, const DrawingStyle& style) : layer_(layer), style_(style) {}

  std::string run() {
    for (std::size_t row = 0; row < layer_.size(); ++row) names_.insert(layer_of(row));
    header();
    tables();
    blocks();
    group(0, "SECTION"), group(2, "ENTITIES");
    for (std::size_t row = 0; row < layer_.size(); ++row) add(row);
    group(0, "ENDSEC");
    group(0, "SECTION"), group(2, "OBJECTS");
    group(0, "DICTIONARY"), group(5, "C"), group(330, "0"), group(100, "AcDbDictionary"), group(281, "1"), group(3, "ACAD_GROUP"), group(350, "D");
    group(0, "DICTIONARY"), group(5, "D"), group(330, "C"), group(100, "AcDbDictionary"), group(281, "1");
    group(0, "ENDSEC"), group(0, "EOF");
    const std::size_t at = out_.find(seed_mark);
    out_.replace(at, seed_mark.size(), hex(next_));
    return std::move(out_);
  }

  Shapes expected;
  std::vector<std::string> ids, more;
  std::size_t left_out = 0, hatches = 0, parts = 0;
  std::size_t unlabelled = 0;  // lines and points with an id or a name: a text belongs to the land around it

 private:
  static constexpr std::string_view seed_mark = "@HANDSEED@";

  static std::string hex(unsigned long v) {
    char buffer[20];
    std::snprintf(buffer, sizeof buffer, "%lX", v);
    return buffer;
  }
  void group(int code, std::string_view value) {
    out_ += std::to_string(code);
    out_ += "\r\n";
    out_ += value;
    out_ += "\r\n";
  }
  void group(int code, double value) { group(code, std::string_view(shortest(value))); }
  void group(int code, const char* value) { group(code, std::string_view(value)); }
  std::string handle() { return hex(next_++); }

  std::string layer_of(std::size_t row) const {
    std::string name = style_.layer_field.empty() ? std::string() : cell(layer_, style_.layer_field, row);
    for (char& c : name) {
      if (std::string_view("<>/\\\":;?*|,=`").find(c) != std::string_view::npos || static_cast<unsigned char>(c) < 0x20) c = '_';  // no layer is called so
    }
    return name.empty() ? style_.layer : name;
  }

  void header() {
    group(0, "SECTION"), group(2, "HEADER");
    group(9, "$ACADVER"), group(1, "AC1015");
    group(9, "$DWGCODEPAGE"), group(3, "ANSI_936");
    group(9, "$INSUNITS"), group(70, "6");
    group(9, "$HANDSEED"), group(5, seed_mark);
    const Box box = layer_.shapes.box();
    group(9, "$EXTMIN"), group(10, box.empty() ? 0 : box.min_x), group(20, box.empty() ? 0 : box.min_y), group(30, "0");
    group(9, "$EXTMAX"), group(10, box.empty() ? 0 : box.max_x), group(20, box.empty() ? 0 : box.max_y), group(30, "0");
    group(0, "ENDSEC");
    group(0, "SECTION"), group(2, "CLASSES"), group(0, "ENDSEC");
  }

  void table(const char* name, const char* number, std::size_t entries) { group(0, "TABLE"), group(2, name), group(5, number), group(330, "0"), group(100, "AcDbSymbolTable"), group(70, std::to_string(entries)); }
  void record(const char* type, const std::string& number, const char* owner, const char* kind, const std::string& name) {
    group(0, type), group(std::string_view(type) == "DIMSTYLE" ? 105 : 5, number), group(330, owner), group(100, "AcDbSymbolTableRecord"), group(100, kind), group(2, name), group(70, "0");
  }

  void tables() {
    group(0, "SECTION"), group(2, "TABLES");
    table("VPORT", "8", 0), group(0, "ENDTAB");
    table("LTYPE", "5", 3);
    for (const auto& [number, name] : {std::pair{"14", "ByBlock"}, {"15", "ByLayer"}, {"16", "Continuous"}}) record("LTYPE", number, "5", "AcDbLinetypeTableRecord", name), group(3, ""), group(72, "65"), group(73, "0"), group(40, "0");
    group(0, "ENDTAB");
    names_.insert("0");
    table("LAYER", "2", names_.size());
    for (const std::string& name : names_) record("LAYER", name == "0" ? "10" : handle(), "2", "AcDbLayerTableRecord", to_gbk(name, false)), group(62, "7"), group(6, "Continuous"), group(370, "-3"), group(390, "F");
    group(0, "ENDTAB");
    table("STYLE", "3", 1);
    record("STYLE", "11", "3", "AcDbTextStyleTableRecord", "Standard"), group(40, "0"), group(41, "1"), group(50, "0"), group(71, "0"), group(42, "2.5"), group(3, "txt"), group(4, "gbcbig.shx");
    group(0, "ENDTAB");
    table("VIEW", "6", 0), group(0, "ENDTAB");
    table("UCS", "7", 0), group(0, "ENDTAB");
    table("APPID", "9", 1), record("APPID", "12", "9", "AcDbRegAppTableRecord", "ACAD"), group(0, "ENDTAB");
    table("DIMSTYLE", "A", 1), group(100, "AcDbDimStyleTable"), record("DIMSTYLE", "27", "A", "AcDbDimStyleTableRecord", "Standard"), group(0, "ENDTAB");
    table("BLOCK_RECORD", "1", 2);
    for (const auto& [number, name] : {std::pair{"1F", "*Model_Space"}, {"1B", "*Paper_Space"}}) group(0, "BLOCK_RECORD"), group(5, number), group(330, "1"), group(100, "AcDbSymbolTableRecord"), group(100, "AcDbBlockTableRecord"), group(2, name);
    group(0, "ENDTAB"), group(0, "ENDSEC");
  }

  void blocks() {
    group(0, "SECTION"), group(2, "BLOCKS");
    for (const auto& [name, owner, begin, end] : {std::tuple{"*Model_Space", "1F", "20", "21"}, {"*Paper_Space", "1B", "1C", "1D"}}) {
      group(0, "BLOCK"), group(5, begin), group(330, owner), group(100, "AcDbEntity"), group(8, "0"), group(100, "AcDbBlockBegin"), group(2, name), group(70, "0"), group(10, "0"), group(20, "0"), group(30, "0"), group(3, name), group(1, "");
      group(0, "ENDBLK"), group(5, end), group(330, owner), group(100, "AcDbEntity"), group(8, "0"), group(100, "AcDbBlockEnd");
    }
    group(0, "ENDSEC");
  }

  void begin(const char* type, const std::string& layer, const char* kind) { group(0, type), group(5, handle()), group(330, "1F"), group(100, "AcDbEntity"), group(8, to_gbk(layer, false)), group(100, kind); }

  void polyline(std::span<const Point> points, bool closed, const std::string& layer) {
    begin("LWPOLYLINE", layer, "AcDbPolyline");
    if (closed) points = points.first(points.size() - 1);
    group(90, std::to_string(points.size())), group(70, closed ? "1" : "0"), group(43, "0");
    for (const Point p : points) group(10, p.x), group(20, p.y);
  }

  void hatch(std::size_t row, const std::string& layer) {
    const Shapes& s = layer_.shapes;
    std::size_t rings = 0;
    for (std::size_t part = 0; part < s.part_count(row); ++part) rings += s.ring_count(row, part);
    begin("HATCH", layer, "AcDbHatch");
    group(10, "0"), group(20, "0"), group(30, "0"), group(210, "0"), group(220, "0"), group(230, "1"), group(2, "SOLID"), group(70, "1"), group(71, "0"), group(91, std::to_string(rings));
    for (std::size_t part = 0; part < s.part_count(row); ++part) {
      for (std::size_t r = 0; r < s.ring_count(row, part); ++r) {
        const auto ring = s.ring(row, part, r).first(s.ring(row, part, r).size() - 1);
        group(92, r == 0 ? "3" : "2"), group(72, "0"), group(73, "1"), group(93, std::to_string(ring.size()));
        for (const Point p : ring) group(10, p.x), group(20, p.y);
        group(97, "0");
      }
    }
    group(75, "0"), group(76, "1"), group(98, "0");
    ++hatches;
  }

  void text(const std::string& value, Point at, bool above, double height, const std::string& layer) {
    begin("TEXT", layer, "AcDbText");
    group(10, at.x), group(20, at.y), group(30, "0"), group(40, height), group(1, to_gbk(value, true)), group(72, "1"), group(11, at.x), group(21, at.y), group(31, "0"), group(100, "AcDbText"), group(73, above ? "1" : "3");
  }

  void expect(ShapeType type, std::size_t row, std::size_t part) {
    expected.begin_shape(type);
    expected.begin_part();
    for (std::size_t r = 0; r < layer_.shapes.ring_count(row, part); ++r) expected.add_ring(layer_.shapes.ring(row, part, r));
    ids.emplace_back();
    more.emplace_back();
  }

  void add(std::size_t row) {
    const Shapes& s = layer_.shapes;
    const std::string layer = layer_of(row);
    const std::size_t n = s.part_count(row);
    if (s.type(row) == ShapeType::none || n == 0) {
      ++left_out;
      return;
    }
    if (s.type(row) != ShapeType::polygon) {
      parts += n > 1;
      unlabelled += !cell(layer_, style_.id_field, row).empty() || !cell(layer_, style_.name_field, row).empty();
      for (std::size_t part = 0; part < n; ++part) {
        const auto points = s.ring(row, part, 0);
        if (s.type(row) == ShapeType::line) polyline(points, false, layer);
        else begin("POINT", layer, "AcDbPoint"), group(10, points[0].x), group(20, points[0].y), group(30, "0");
        expect(s.type(row), row, part);
      }
      return;
    }
    if (n == 1 && s.ring_count(row, 0) == 1) polyline(s.ring(row, 0, 0), true, layer);
    else hatch(row, layer);
    expected.add(s, row);
    ids.push_back(cell(layer_, style_.id_field, row));
    more.push_back(cell(layer_, style_.name_field, row));
    if (ids.back().empty() && more.back().empty()) return;
    const Point at = place_inside(s, row);
    const double height = std::clamp(std::sqrt(std::abs(ring_area(s, row))) / 10, 0.01, highest_text);
    if (!ids.back().empty()) text(ids.back(), at, true, height, layer);
    if (!more.back().empty()) text(more.back(), at, false, height, layer);
  }

  const Layer& layer_;
  const DrawingStyle& style_;
  std::string out_;
  std::set<std::string> names_;
  unsigned long next_ = 0x100;
};

bool same(const Shapes& a, std::size_t i, const Shapes& b, std::size_t k) {
  Shapes one, other;
  one.add(a, i);
  other.add(b, k);
  return one == other;
}

std::string normal(const std::string& text) { return std::string(coordinates::trim(text)); }

}  // namespace

CoordinateText write_drawing(const Layer& layer, const DrawingStyle& style) {
  if (layer.crs && layer.crs->is_geographic()) {
    throw Error(Errc::bad_argument, {title(layer) + " 是经纬度，图应以米为单位。请加 --to-crs，例如 --to-crs EPSG:4530", title(layer) + " is in degrees, a drawing is in metres. Add --to-crs, for example --to-crs EPSG:4530"});
  }
  Writer writer(layer, style);
  CoordinateText result;
  result.bytes = writer.run();
  result.left_out = writer.left_out;
  result.rows = layer.size() - writer.left_out;
  const auto lose = [&](const char* code, Text text) { result.not_carried.push_back({code, std::move(text)}); };
  const auto n = [](std::size_t v) { return std::to_string(v); };
  // read again: hatches come after everything else
  const Drawing again = read_drawing(result.bytes, title(layer));
  const Shapes &now = again.layer.shapes, &then = writer.expected;
  std::vector<std::size_t> order;
  const auto is_hatch = [&](std::size_t i) { return then.type(i) == ShapeType::polygon && (then.part_count(i) > 1 || then.ring_count(i, 0) > 1); };
  for (const bool hatch : {false, true}) {
    for (std::size_t i = 0; i < then.size(); ++i) {
      if (is_hatch(i) == hatch) order.push_back(i);
    }
  }
  std::size_t texts = 0;
  bool equal = now.size() == then.size() && again.layer.rejects.empty();
  for (std::size_t k = 0; equal && k < order.size(); ++k) {
    equal = same(now, k, then, order[k]);
    if (then.type(order[k]) != ShapeType::polygon) continue;
    const std::string id = cell(again.layer, "id", k), name = cell(again.layer, "name", k), &given = writer.ids[order[k]], &given_name = writer.more[order[k]];
    texts += normal(given).empty() ? id != normal(given_name) : id != normal(given) || name != normal(given_name);
  }
  if (!equal) throw Error(Errc::bad_geometry, {title(layer) + "：有图形不能原样写入 DXF（环不足 3 个不同的点、未闭合，或部分互相包含），未写出文件。请用 inspect 检查", title(layer) + ": a shape cannot be written to DXF as it is (a ring of fewer than three different points, or parts inside each other), no file was written. See inspect"});
  std::string fields;
  for (const Field& field : layer.fields) {
    const bool kept = field.name == style.layer_field || field.name == style.id_field || field.name == style.name_field;
    if (!kept && std::any_of(field.values.begin(), field.values.end(), [](const Value& v) { return !to_text(v).empty(); })) fields += (fields.empty() ? "" : ", ") + field.name;
  }
  if (!fields.empty()) lose("fields", {"未写出的字段：" + fields, "fields that are not written: " + fields});
  if (texts > 0) lose("text", {n(texts) + " 个编号或名称再读时不同（面互相重叠，或文字含首尾空格、换行）", n(texts) + " ids or names are read again as others (polygons over each other, or blanks and line ends in them)"});
  if (writer.unlabelled > 0) lose("text", {n(writer.unlabelled) + " 条线或点的编号、名称未写出（图中文字只属于所在的面）", "the ids and names of " + n(writer.unlabelled) + " lines or points are not written: a text in a drawing belongs to the polygon around it"});
  if (writer.hatches > 0) lose("rings", {n(writer.hatches) + " 个有洞或多部分的面写成填充（HATCH），多段线写不了洞", n(writer.hatches) + " polygons with holes or of several parts are HATCHes: a polyline holds no hole"});
  if (writer.parts > 0) lose("parts", {n(writer.parts) + " 个多部分的线或点写成了多个图元", n(writer.parts) + " lines or points of several parts are several entities"});
  if (writer.left_out > 0) lose("shape", {n(writer.left_out) + " 行没有可用的图形，未写出", n(writer.left_out) + " rows have no shape that can be used and are not written"});
  lose("crs", {"DXF 不写坐标系" + (layer.crs ? "，读时须说明 --crs " + layer.crs->code() : std::string()), "a DXF does not say its CRS" + (layer.crs ? ": read it with --crs " + layer.crs->code() : std::string())});
  return result;
}

}  // namespace libspatial
