// From a layer as read to a layer of valid polygons: corridors, repairs, rejects. No row is ever dropped.

#include <algorithm>
#include <cmath>

#include "crs/zone.hpp"
#include "geometry/side_by_side.hpp"
#include "libspatial/layer.hpp"
#include "libspatial/units.hpp"
#include "measure/earth.hpp"

namespace libspatial {
namespace {

constexpr std::size_t many_points = 1 << 16;  // fewer, some milliseconds, are not worth a thread

void add_metre_corridor(const Shapes& lines, std::size_t row, const Crs& crs, const Crs& metres, double width, Shapes& out) {
  if (metres == crs) return add_corridor(lines, row, width, out);
  Shapes line, corridor;
  line.add(lines, row);
  add_corridor(reproject(line, crs, metres), 0, width, corridor);
  out.add(reproject(corridor, metres, crs), 0);
}

class Polygons {
 public:
  Polygons(Layer layer, const PolygonOptions& options) : in_(std::move(layer)), options_(options) {
    if (!options.width_field.empty()) width_ = in_.find_field(options.width_field);
  }

  Layer run() {
    const bool must_hold_some = !options_.may_be_empty;
    if (!in_.crs && must_hold_some && in_.shapes.points().empty()) no_polygons();  // a table: a CRS would not help it
    if (!in_.crs) throw crs_missing(in_);
    if (const auto why = find_implausible(in_.shapes, *in_.crs)) throw crs_implausible(in_, *why);
    find_flaws();
    const bool as_they_are = std::all_of(valid_.begin(), valid_.end(), [](char valid) { return valid != 0; });
    any_ = as_they_are && in_.size() > 0;
    for (std::size_t row = 0; row < in_.size() && !as_they_are; ++row) add(row);
    if (!any_ && must_hold_some) no_polygons();
    std::stable_sort(in_.rejects.begin(), in_.rejects.end(), [](const Reject& a, const Reject& b) { return a.row < b.row; });
    if (!as_they_are) in_.shapes = std::move(out_);
    return std::move(in_);
  }

 private:
  [[noreturn]] void no_polygons() const {
    std::size_t points = 0;
    for (std::size_t row = 0; row < in_.size(); ++row) points += in_.shapes.type(row) == ShapeType::point;
    if (points > 0 && points == in_.size()) {
      throw Error(Errc::no_polygons, {title(in_) + " 只有点要素，没有面。若各点按次序围成面（CASS .dat），请先用 libspatial convert --join 连成面", title(in_) + " has points only, no polygon. If they are corners in order (CASS .dat), join them first: libspatial convert --join"});
    }
    Text said{title(in_) + " 没有面要素，也没有带宽度的线要素。请检查是否选错了图层", title(in_) + " has no polygon, and no line with a width. Is it the right layer?"};
    for (const std::string& other : in_.unread) said = {said.zh + "；还有 " + other, said.en + " There is also " + other};
    throw Error(Errc::no_polygons, said);
  }

  /// Which rows are valid polygons. Those of a large layer are looked at side by side; what follows is in order again.
  void find_flaws() {
    valid_.assign(in_.size(), 0);
    const std::size_t threads = in_.shapes.points().size() > many_points ? threads_or_all(options_.threads) : 1;
    const std::size_t step = std::clamp<std::size_t>(in_.size() / 1024, 1, 64);
    side_by_side(threads, (in_.size() + step - 1) / step, [&](std::size_t portion) {
      for (std::size_t row = portion * step; row < std::min(in_.size(), (portion + 1) * step); ++row) {
        valid_[row] = in_.shapes.type(row) == ShapeType::polygon && on_earth(in_.shapes.box(row), *in_.crs) && !find_flaw(in_.shapes, row);
      }
    });
  }

  void add(std::size_t row) {
    if (!on_earth(in_.shapes.box(row), *in_.crs) && in_.shapes.type(row) != ShapeType::none) {
      any_ = true;
      return reject(row, "bad_geometry", nowhere());
    }
    switch (in_.shapes.type(row)) {
      case ShapeType::polygon: any_ = true; return add_polygon(in_.shapes, row, row, valid_[row] != 0);
      case ShapeType::line: return add_line(row);
      case ShapeType::point: return reject(row, "not_polygon", {"是点要素，不是面", "is a point, not a polygon"});
      case ShapeType::none: break;
    }
    const bool known = std::any_of(in_.rejects.begin(), in_.rejects.end(), [&](const Reject& r) { return r.row == row; });
    if (known) {
      any_ = true;  // it was rejected when read: there is a shape, but a broken one
      out_.add_none();
    } else {
      reject(row, "null_geometry", {"没有几何图形", "has no geometry"});
    }
  }

  void add_line(std::size_t row) {
    if (!width_) return reject(row, "not_polygon", {"是线要素，不是面", "is a line, not a polygon"});
    any_ = true;
    if (const auto bad = find_bad_width(*width_, row, options_.widest)) return reject(row, bad->reason, bad->why);
    Shapes corridor;
    add_metre_corridor(in_.shapes, row, *in_.crs, metres_of(row), *to_number(width_->values[row]), corridor);
    if (corridor.type(0) == ShapeType::none) return reject(row, "no_length", {"线的长度为零，不占土地", "is a line without length, which takes no land"});
    add_polygon(corridor, 0, row, !find_flaw(corridor, 0));
  }

  /// In which a metre of width is one where the line lies: a metre of EPSG:3857 is 0.72 m here.
  Crs metres_of(std::size_t row) {
    if (in_.crs->is_geographic()) return gauss_krueger_of(in_.shapes.points(row).front().x);
    if (!is_true_) is_true_ = metric_crs(*in_.crs, in_.shapes.box()) == *in_.crs;
    return *is_true_ ? *in_.crs : metric_crs(*in_.crs, in_.shapes.box(row));
  }

  void add_polygon(const Shapes& shapes, std::size_t shape, std::size_t row, bool valid) {
    if (valid) return out_.add(shapes, shape);
    RepairResult repaired = repair(shapes, shape);
    if (!repaired.safe) return reject_flaw(row, repaired.record);
    repaired.record.row = row;
    out_.add(repaired.shape, 0);
    in_.repairs.push_back(repaired.record);
  }

  void reject_flaw(std::size_t row, const Repair& record) {
    const int digits = in_.crs->is_geographic() ? 7 : 3;
    const std::string at = "(" + decimals(record.flaw.place.x, digits) + ", " + decimals(record.flaw.place.y, digits) + ")";
    reject(row, "invalid",
           {record.flaw.reason.zh + "，位置 " + at + "；自动修复会改变面积，请在源数据中改正",
            record.flaw.reason.en + " at " + at + "; repairing it automatically would change its area: correct it in the source"});
  }

  void reject(std::size_t row, std::string reason, const Text& why) {
    const std::string n = std::to_string(in_.first_row + row);
    in_.rejects.push_back({row, std::move(reason),
                           {title(in_) + " 第 " + n + " 行：" + why.zh, title(in_) + " row " + n + ": " + why.en},
                           to_wkb(in_.shapes, row)});
    out_.add_none();
  }

  Layer in_;
  PolygonOptions options_;
  const Field* width_ = nullptr;
  Shapes out_;
  std::vector<char> valid_;  // per row
  std::optional<bool> is_true_;  // the scale of the CRS, where the layer lies
  bool any_ = false;
};

}  // namespace

std::optional<BadWidth> find_bad_width(const Field& field, std::size_t row, Length widest) {
  const auto width = to_number(field.values[row]);
  if (!width || !(*width > 0) || !std::isfinite(*width)) {
    return BadWidth{"no_width", {"宽度字段“" + field.name + "”为空或不是正数", "the width field \"" + field.name + "\" is empty or not positive"}};
  }
  if (widest.metres() == 0 || *width <= widest.metres()) return std::nullopt;
  const std::string given = shortest(*width), most = shortest(widest.metres());
  return BadWidth{"too_wide", {"宽度字段“" + field.name + "”为 " + given + " 米，超过限值 " + most + " 米。单位是否为毫米或厘米？请在数据中改正",
                               "the width field \"" + field.name + "\" says " + given + " m, more than the limit of " + most + " m. Are these millimetres or centimetres? Correct the data"}};
}

Layer polygons(Layer layer, const PolygonOptions& options) { return Polygons(std::move(layer), options).run(); }

}  // namespace libspatial
