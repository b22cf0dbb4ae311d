#include "coordinates/write.hpp"

#include <algorithm>
#include <cmath>

#include "coordinates/carried.hpp"
#include "coordinates/text.hpp"
#include "libspatial/units.hpp"

namespace libspatial::coordinates {
namespace {

double twice_area(std::span<const Point> ring) {
  double sum = 0;
  const Point o = ring.empty() ? Point{} : ring[0];
  for (std::size_t i = 0; i + 1 < ring.size(); ++i) sum += (ring[i].x - o.x) * (ring[i + 1].y - o.y) - (ring[i + 1].x - o.x) * (ring[i].y - o.y);
  return sum;
}

/// The corner nearest to the north-west corner of the ring's box; of two the northern one.
std::size_t north_west(std::span<const Point> open) {
  Box box;
  for (const Point p : open) box.add(p);
  const auto away = [&](Point p) { return std::pair(std::hypot(p.x - box.min_x, box.max_y - p.y), -p.y); };
  std::size_t best = 0;
  for (std::size_t i = 1; i < open.size(); ++i) {
    if (away(open[i]) < away(open[best])) best = i;
  }
  return best;
}

}  // namespace

Plotter::Plotter(const Layer& layer, const CoordinateStyle& style) : layer_(layer), style_(style), crs_(layer.crs ? *layer.crs : Crs("EPSG:4490")) {
  if (!layer.crs) throw crs_missing(layer);
  zoned_ = zoned_of(crs_);
  if (style.decimals > 12) throw Error(Errc::bad_argument, {"小数位数最多 12 位", "at most 12 decimals"});
  decimals_ = style.decimals >= 0 ? style.decimals : crs_.is_geographic() ? 9 : 3;
  const bool by_default = style.format == CoordinateFormat::boundary_points || (zoned_ && zoned_->prefix);
  if (zoned_ && zoned_->degrees > 0 && style.zone_prefix.value_or(by_default) != zoned_->prefix) {
    zoned_->prefix = !zoned_->prefix;
    shift_ = (zoned_->prefix ? 1e6 : -1e6) * zoned_->zone;
    crs_ = Crs("EPSG:" + std::to_string(*epsg_of(*zoned_)));
  } else if (style.zone_prefix && !(zoned_ && zoned_->degrees > 0)) {
    throw Error(Errc::bad_argument, {"只有高斯克吕格分带坐标才有带号，而数据是 " + crs_.code() + "。请先用 --to-crs 转换", "only Gauss–Krüger zones have a prefix, and the data are in " + crs_.code() + ". Transform them with --to-crs first"});
  }
}

void Plotter::leave_out(std::size_t row, const Text& why) {
  ++left_out_;
  const std::string n = std::to_string(layer_.first_row + row);
  lose("shape", {title(layer_) + " 第 " + n + " 行未写出：" + why.zh, title(layer_) + " row " + n + " is not written: " + why.en});
}

WrittenRing Plotter::written(std::span<const Point> points, bool closed, bool clockwise) {
  std::vector<Point> ring(points.begin(), points.end());
  if (closed && style_.from_north_west) {
    ring.pop_back();
    if ((twice_area(points) < 0) != clockwise) std::reverse(ring.begin(), ring.end());
    std::rotate(ring.begin(), ring.begin() + static_cast<long>(north_west(ring)), ring.end());
    ring.push_back(ring.front());
  }
  WrittenRing out;
  for (const Point p : ring) {
    std::string x = decimals(p.x + shift_, decimals_), y = decimals(p.y, decimals_);
    const Point again{*number(x), *number(y)};
    if (!out.points.empty() && out.points.back() == again) {
      ++merged_points_;
      continue;
    }
    out.text.emplace_back(std::move(x), std::move(y));
    out.points.push_back(again);
  }
  return out;
}

std::vector<WrittenPart> Plotter::parts(std::size_t row) {
  const Shapes& shapes = layer_.shapes;
  const ShapeType type = shapes.type(row);
  std::vector<WrittenPart> result;
  if (type == ShapeType::none) return ++left_out_, ++without_shape_, result;
  if (const auto flaw = find_flaw(shapes, row)) return leave_out(row, {flaw->reason.zh + "，请在源数据中改正", flaw->reason.en + ": correct the source"}), result;
  for (std::size_t part = 0; part < shapes.part_count(row); ++part) {
    WrittenPart rings;
    for (std::size_t r = 0; r < shapes.ring_count(row, part); ++r) {
      WrittenRing ring = written(shapes.ring(row, part, r), type == ShapeType::polygon, r == 0);
      const std::size_t least = type == ShapeType::polygon ? 4 : type == ShapeType::line ? 2 : 1;
      if (ring.points.size() >= least) {
        rings.push_back(std::move(ring));
      } else if (r == 0) {
        leave_out(row, {"取整到 " + std::to_string(decimals_) + " 位小数后成为一点或一线，请加大 --decimals", "rounded to " + std::to_string(decimals_) + " decimals it is a point or a line: use more --decimals"});
        return {};
      } else {
        ++lost_holes_;
      }
    }
    result.push_back(std::move(rings));
  }
  Shapes rounded;
  add_shape(rounded, type, result);
  if (const auto flaw = find_flaw(rounded, 0)) {
    const std::string n = std::to_string(decimals_);
    leave_out(row, {"取整到 " + n + " 位小数后" + flaw->reason.zh + "，请加大 --decimals", "rounded to " + n + " decimals " + flaw->reason.en + ": use more --decimals"});
    return {};
  }
  rows_.push_back(row);
  return result;
}

void Plotter::compare(const std::vector<std::string>& fields, const std::vector<std::string>& names, const Layer& again) {
  Layer given;
  for (const std::string& field : fields) given.fields.push_back({field, FieldType::text, {}});
  Carried carried(given, fields);
  const auto text = [](const Value& value) { return std::holds_alternative<std::monostate>(value) ? value : Value(to_text(value)); };
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const Field &of = layer_.field(fields[i]), &now = again.field(names[i]);
    for (std::size_t row = 0; row < rows_.size(); ++row) carried.compare(i, layer_.first_row + rows_[row], text(of.values[rows_[row]]), text(now.values[row]));
  }
  for (Loss& loss : carried.losses()) losses_.push_back(std::move(loss));
}

void Plotter::lose_fields_but(const std::vector<std::string>& carried) {
  std::string names;
  for (const Field& field : layer_.fields) {
    const bool kept = std::find(carried.begin(), carried.end(), field.name) != carried.end();
    const bool any = std::any_of(field.values.begin(), field.values.end(), [](const Value& v) { return !to_text(v).empty(); });
    if (!kept && any) names += (names.empty() ? "" : ", ") + field.name;
  }
  if (!names.empty()) lose("fields", {"未写出的字段：" + names, "fields that are not written: " + names});
}

std::vector<Loss> Plotter::losses() {
  if (without_shape_ > 0) lose("shape", {std::to_string(without_shape_) + " 行没有可用的图形，未写出", std::to_string(without_shape_) + " rows have no shape that can be used and are not written"});
  const std::string n = std::to_string(decimals_);
  if (merged_points_ > 0) lose("rounded", {std::to_string(merged_points_) + " 个点取整到 " + n + " 位小数后与前一点重合，已并为一点", std::to_string(merged_points_) + " points are the same as the one before, rounded to " + n + " decimals, and were merged"});
  if (lost_holes_ > 0) lose("rounded", {std::to_string(lost_holes_) + " 个内环取整后消失", std::to_string(lost_holes_) + " holes vanish when rounded"});
  return std::move(losses_);
}

void add_shape(Shapes& shapes, ShapeType type, std::span<const WrittenPart> parts) {
  shapes.begin_shape(type);
  for (const WrittenPart& part : parts) {
    shapes.begin_part();
    for (const WrittenRing& ring : part) shapes.add_ring(ring.points);
  }
}

}  // namespace libspatial::coordinates

namespace libspatial {
namespace {

using namespace coordinates;

std::string text_of(const Layer& layer, const CoordinateStyle& style, Plotter& plotter, Shapes& expected) {
  switch (style.format) {
    case CoordinateFormat::boundary_points: return write_boundary_points(layer, style, plotter, expected);
    case CoordinateFormat::cass: return write_cass(layer, style, plotter, expected);
    case CoordinateFormat::table: return write_table(layer, style, plotter, expected);
    case CoordinateFormat::wkt: break;
  }
  return write_wkt(layer, plotter, expected);
}

bool same_shape(const Shapes& a, const Shapes& b, std::size_t row) {
  Shapes one, other;
  one.add(a, row);
  other.add(b, row);
  return one == other;
}

/// Read again, row by row, as any reader would.
CoordinateFile verify(const Layer& layer, const std::string& bytes, const Crs& crs, const Shapes& expected) {
  CoordinateFile again = read_coordinates(bytes, title(layer), {.crs = crs.code()});
  for (std::size_t row = 0; row < expected.size() || row < again.layer.size(); ++row) {
    if (row < expected.size() && row < again.layer.size() && same_shape(again.layer.shapes, expected, row)) continue;
    const std::string n = std::to_string(row);
    throw Error(Errc::bad_geometry, {title(layer) + "：写出的第 " + n + " 个地块取整后成为另一图形，未写出文件。请加大 --decimals", title(layer) + ": parcel " + n + " as written is another shape once it is rounded, no file was written. Use more --decimals"});
  }
  return again;
}

/// Of a table every field is written, and the id and the name under other words.
void compare_cells(const Layer& layer, const CoordinateStyle& style, const Layer& again, Plotter& plotter) {
  std::vector<std::string> fields, names;
  for (const Field& field : layer.fields) {
    const std::string name = field.name == style.id_field ? "id" : field.name == style.name_field ? "name" : field.name;
    if (std::count(fields.begin(), fields.end(), field.name) == 0 && again.find_field(name)) fields.push_back(field.name), names.push_back(name);
  }
  plotter.compare(fields, names, again);
}

}  // namespace

CoordinateText write_coordinates(const Layer& layer, const CoordinateStyle& style) {
  Plotter plotter(layer, style);
  Shapes expected;
  std::string text = text_of(layer, style, plotter, expected);
  if (expected.size() > 0) {
    const CoordinateFile again = verify(layer, text, plotter.crs(), expected);
    if (style.format == CoordinateFormat::table) compare_cells(layer, style, again.layer, plotter);
  }
  const bool may_be_gbk = style.format == CoordinateFormat::boundary_points || style.format == CoordinateFormat::cass;
  CoordinateText result{!style.utf8 && may_be_gbk ? to_gb18030(text) : std::move(text), plotter.losses(), layer.size() - plotter.left_out(), plotter.left_out()};
  return result;
}

}  // namespace libspatial
