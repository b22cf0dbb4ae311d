// 界址点坐标 TXT, strictly: nine fields to a parcel, points numbered through the block, a closing point with the number of the first.

#include <algorithm>
#include <set>

#include "coordinates/text.hpp"
#include "coordinates/write.hpp"
#include "libspatial/measure.hpp"

namespace libspatial::coordinates {
namespace {

constexpr const char* line_end = "\r\n";
constexpr const char* own_keys[] = {"坐标系", "几度分带", "分带", "投影类型", "计量单位", "带号", "精度"};

class Writer {
 public:
  Writer(const Layer& layer, const CoordinateStyle& style, Plotter& plotter, Shapes& expected) : layer_(layer), style_(style), plotter_(plotter), expected_(expected) {
    if (!plotter.zoned()) {
      throw Error(Errc::crs_mismatch, {title(layer) + " 是 " + layer.crs->code() + "，界址点 TXT 只能写高斯克吕格分带坐标或经纬度。请加 --to-crs（例如 --to-crs EPSG:4530）",
                                       title(layer) + " is in " + layer.crs->code() + ", a TXT holds Gauss–Krüger zones or degrees. Add --to-crs (for example --to-crs EPSG:4530)"});
    }
  }

  std::string run() {
    write_header();
    for (std::size_t row = 0; row < layer_.size(); ++row) ids_.insert(id_of(row));
    for (std::size_t row = 0; row < layer_.size(); ++row) add_row(row);
    plotter_.lose_fields_but({style_.id_field, style_.name_field, "declared_area_m2", "sheet", "use", "land_code", "more"});
    if (!layer_.find_field(style_.id_field)) plotter_.lose("ids", {"没有字段“" + style_.id_field + "”，地块编号用序号", "there is no field \"" + style_.id_field + "\": parcels are numbered"});
    const auto count = [](std::size_t n) { return std::to_string(n); };
    if (divided_ > 0) plotter_.lose("parts", {count(divided_) + " 个地块由多个部分组成，每部分写成一个地块（编号加 -1、-2…；--multipart rings 可写成一个）", count(divided_) + " parcels have several parts: each part is a parcel of its own (id-1, id-2, …; --multipart rings makes one)"});
    if (changed_ > 0) plotter_.lose("text", {count(changed_) + " 处文字中的逗号、换行已改（TXT 以逗号分隔）", count(changed_) + " texts had commas or line ends that a TXT cannot hold: they were replaced"});
    if (areas_ > 0) plotter_.lose("declared_area", {count(areas_) + " 个地块写出的面积按坐标计算，与数据中的声明面积不同", count(areas_) + " parcels are written with the area of their coordinates, which differs from the area the data declare"});
    return std::move(text_);
  }

 private:
  void line(const std::string& text) { text_ += text + line_end; }

  std::string kept(const std::string& key, const std::string& otherwise) const {
    for (const HeaderLine& h : style_.header) {
      if (h.key == key) return h.value;
    }
    return otherwise;
  }

  void write_header() {
    std::vector<std::string> sections;  // others first, as they come
    for (const HeaderLine& h : style_.header) {
      if (h.section != "属性描述" && h.section != "地块坐标" && !h.section.empty() && std::count(sections.begin(), sections.end(), h.section) == 0) sections.push_back(h.section);
    }
    for (const std::string& section : sections) {
      line("[" + section + "]");
      for (const HeaderLine& h : style_.header) {
        if (h.section == section) line(h.key + "=" + h.value);
      }
    }
    const Zoned& z = *plotter_.zoned();
    const int places = style_.decimals >= 0 ? style_.decimals : z.degrees == 0 ? 9 : 3;
    line("[属性描述]");
    for (const auto& [key, value] : {std::pair<std::string, std::string>{"格式版本号", kept("格式版本号", "1.01")}, {"数据产生单位", kept("数据产生单位", "")}, {"数据产生日期", kept("数据产生日期", "")},
                                     {"坐标系", title_of(z.datum)}, {"几度分带", z.degrees > 0 ? std::to_string(z.degrees) : ""}, {"投影类型", z.degrees > 0 ? "高斯克吕格" : ""}, {"计量单位", z.degrees > 0 ? "米" : "度"},
                                     {"带号", z.degrees > 0 ? std::to_string(z.zone) : ""}, {"精度", places == 0 ? "1" : "0." + std::string(static_cast<std::size_t>(places - 1), '0') + "1"}, {"转换参数", kept("转换参数", "0,0,0,0,0,0,0")}}) {
      line(key + "=" + value);
    }
    for (const HeaderLine& h : style_.header) {
      const bool ours = std::find(std::begin(own_keys), std::end(own_keys), h.key) != std::end(own_keys) || h.key == "格式版本号" || h.key == "数据产生单位" || h.key == "数据产生日期" || h.key == "转换参数";
      if (!ours && (h.section == "属性描述" || h.section.empty())) line(h.key + "=" + h.value);
    }
    line("[地块坐标]");
  }

  /// Without what separates fields and lines.
  std::string plain(const std::string& text) {
    std::string result;
    for (const char c : text) result += c == ',' ? "，" : c == '\n' || c == '\r' ? " " : std::string(1, c);
    result = std::string(trim(result));
    changed_ += result != trim(text);
    return result;
  }

  std::string id_of(std::size_t row) const { return layer_.find_field(style_.id_field) ? cell(layer_, style_.id_field, row) : std::to_string(row + 1); }

  void add_row(std::size_t row) {
    std::vector<WrittenPart> parts = plotter_.parts(row);
    if (parts.empty()) return;
    const ShapeType type = layer_.shapes.type(row);
    const std::string id = id_of(row);
    if (type != ShapeType::polygon || parts.size() == 1 || style_.parts_as_rings) return add_block(row, id, type, parts);
    ++divided_;
    std::size_t n = 0;
    for (const WrittenPart& part : parts) {
      std::string of_part;
      do of_part = id + "-" + std::to_string(++n);
      while (ids_.contains(of_part));  // another parcel is called so
      add_block(row, of_part, type, std::span(&part, 1));
    }
  }

  void add_block(std::size_t row, const std::string& id, ShapeType type, std::span<const WrittenPart> parts) {
    std::size_t points = 0;
    for (const WrittenPart& part : parts) {
      for (const WrittenRing& ring : part) points += ring.points.size();
    }
    Shapes shape;
    add_shape(shape, type, parts);
    expected_.add(shape, 0);
    const char* kind = type == ShapeType::polygon ? "面" : type == ShapeType::line ? "线" : "点";
    const std::string more = cell(layer_, "more", row);
    text_ += std::to_string(points) + "," + area_text(row, shape, parts.size() == layer_.shapes.part_count(row)) + "," + plain(id) + "," + plain(cell(layer_, style_.name_field, row)) + "," + kind + "," + plain(cell(layer_, "sheet", row)) + "," +
             plain(cell(layer_, "use", row)) + "," + plain(cell(layer_, "land_code", row)) + "," + (more.empty() ? "" : more + ",") + "@" + line_end;
    long number = 1, ring_number = 1;
    for (const WrittenPart& part : parts) {
      for (const WrittenRing& ring : part) {
        const long first = number;
        for (std::size_t i = 0; i < ring.text.size(); ++i) {
          const bool closing = type == ShapeType::polygon && i + 1 == ring.text.size();
          text_ += "J" + std::to_string(closing ? first : number) + "," + std::to_string(ring_number) + "," + ring.text[i].second + "," + ring.text[i].first + line_end;
          number += !closing;
        }
        ring_number += type != ShapeType::point;
      }
    }
  }

  /// Hectares with four decimals, of the coordinates as written; planar where there is no official area.
  std::string area_text(std::size_t row, const Shapes& shape, bool whole_row) {
    if (shape.type(0) != ShapeType::polygon) return "";
    const Crs& crs = plotter_.crs();
    if (!crs.is_cgcs2000_like() && crs.is_geographic()) return "";
    const double m2 = crs.is_cgcs2000_like() ? area(shape, 0, crs, AreaKind::official).square_metres() : ring_area(shape, 0);
    const auto declared = layer_.find_field("declared_area_m2") ? to_number(layer_.find_field("declared_area_m2")->values[row]) : std::nullopt;
    areas_ += whole_row && declared && std::abs(*declared - m2) > 0.5 + 1e-6;
    return decimals(m2 / 1e4, 4);
  }

  const Layer& layer_;
  const CoordinateStyle& style_;
  Plotter& plotter_;
  Shapes& expected_;
  std::string text_;
  std::set<std::string> ids_;
  std::size_t divided_ = 0, changed_ = 0, areas_ = 0;
};

}  // namespace

std::string write_boundary_points(const Layer& layer, const CoordinateStyle& style, Plotter& plotter, Shapes& expected) { return Writer(layer, style, plotter, expected).run(); }

}  // namespace libspatial::coordinates
