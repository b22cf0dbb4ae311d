// From a layer as read to lines, or to places along them. No row is ever dropped.

#include <algorithm>
#include <cmath>

#include "corridor/network.hpp"
#include "libspatial/units.hpp"
#include "measure/earth.hpp"

namespace libspatial {
namespace {

bool known_reject(const Layer& layer, std::size_t row) {
  return std::any_of(layer.rejects.begin(), layer.rejects.end(), [&](const Reject& r) { return r.row == row; });
}

void require_crs(const Layer& layer) {
  if (!layer.crs) throw crs_missing(layer);
  if (const auto why = find_implausible(layer.shapes, *layer.crs)) throw crs_implausible(layer, *why);
}

/// Why a row cannot be used: a stable word and a sentence.
struct Why { std::string reason; Text text; };

/// A layer whose rows are judged one by one; those refused become rejects.
class Judged {
 public:
  explicit Judged(Layer layer) : in_(std::move(layer)) {}

  template <class Judge>
  Layer run(Judge judge) {
    for (std::size_t row = 0; row < in_.size(); ++row) {
      if (known_reject(in_, row)) {
        out_.add_none();
        continue;
      }
      if (const auto why = common(row)) reject(row, *why);
      else if (const std::optional<Why> special = judge(row, out_)) reject(row, *special);
      else any_ = true;
    }
    std::stable_sort(in_.rejects.begin(), in_.rejects.end(), [](const Reject& a, const Reject& b) { return a.row < b.row; });
    in_.shapes = std::move(out_);
    return std::move(in_);
  }

  const Layer& in() const { return in_; }
  Layer& in() { return in_; }
  bool any() const { return any_; }

 private:
  std::optional<Why> common(std::size_t row) const {
    if (in_.shapes.type(row) == ShapeType::none) return Why{"null_geometry", {"没有几何图形", "has no geometry"}};
    if (!on_earth(in_.shapes.box(row), *in_.crs)) return Why{"bad_geometry", nowhere()};
    return std::nullopt;
  }

  void reject(std::size_t row, const Why& why) {
    const std::string n = std::to_string(in_.first_row + row);
    in_.rejects.push_back({row, why.reason, {title(in_) + " 第 " + n + " 行：" + why.text.zh, title(in_) + " row " + n + ": " + why.text.en}, to_wkb(in_.shapes, row)});
    out_.add_none();
  }

  Layer in_;
  Shapes out_;
  bool any_ = false;
};

/// The parts that have a length, repeated points left out.
void add_line(const Shapes& shapes, std::size_t row, Shapes& out) {
  out.begin_shape(ShapeType::line);
  for (std::size_t part = 0; part < shapes.part_count(row); ++part) {
    const auto given = shapes.ring(row, part, 0);
    std::vector<Point> points(given.begin(), given.end());
    points.erase(std::unique(points.begin(), points.end()), points.end());
    if (points.size() < 2) continue;
    out.begin_part();
    out.add_ring(points);
  }
}

}  // namespace

Layer lines(Layer layer) {
  require_crs(layer);
  Judged judged(std::move(layer));
  const std::string which = title(judged.in());
  Layer result = judged.run([&](std::size_t row, Shapes& out) -> std::optional<Why> {
    const Shapes& shapes = judged.in().shapes;
    if (shapes.type(row) != ShapeType::line) {
      const bool point = shapes.type(row) == ShapeType::point;
      return Why{"not_line", {point ? "是点要素，不是线" : "是面要素，不是线", point ? "is a point, not a line" : "is a polygon, not a line"}};
    }
    Shapes line;
    add_line(shapes, row, line);
    if (line.part_count(0) == 0) return Why{"no_length", {"线的长度为零（只有一个点，或各点重合）", "is a line without length (one point, or all points the same)"}};
    out.add(line, 0);
    return std::nullopt;
  });
  if (!judged.any()) throw Error(Errc::no_lines, {which + " 没有可用的线要素。请检查是否选错了图层", which + " has no line that can be used. Is it the right layer?"});
  return result;
}

Layer places(Layer layer) {
  require_crs(layer);
  Judged judged(std::move(layer));
  const std::string which = title(judged.in());
  Layer result = judged.run([&](std::size_t row, Shapes& out) -> std::optional<Why> {
    const Shapes& shapes = judged.in().shapes;
    if (shapes.type(row) == ShapeType::line) return Why{"not_place", {"是线要素，不是点或面", "is a line, neither a point nor a polygon"}};
    const auto flaw = find_flaw(shapes, row);
    if (!flaw) {
      out.add(shapes, row);
      return std::nullopt;
    }
    RepairResult repaired = repair(shapes, row);
    if (!repaired.safe) return Why{"invalid", {flaw->reason.zh + "；自动修复会改变面积，请在源数据中改正", flaw->reason.en + "; repairing it automatically would change its area: correct it in the source"}};
    out.add(repaired.shape, 0);
    repaired.record.row = row;
    judged.in().repairs.push_back(repaired.record);
    return std::nullopt;
  });
  if (!judged.any()) throw Error(Errc::bad_argument, {which + " 没有可用的点或面要素。请检查是否选错了图层", which + " has no point or polygon that can be used. Is it the right layer?"});
  return result;
}

Layer rows_where(const Layer& layer, const std::string& field, const std::vector<std::string>& values) {
  const std::vector<std::string> given = labels(layer, layer.field(field).name);
  const auto is_wanted = [&](std::size_t row) { return std::find(values.begin(), values.end(), given[row]) != values.end(); };
  for (const std::string& value : values) {
    if (std::find(given.begin(), given.end(), value) != given.end()) continue;
    std::vector<std::string> known = given;
    std::sort(known.begin(), known.end());
    known.erase(std::unique(known.begin(), known.end()), known.end());
    constexpr std::size_t most = 12;
    std::string some;
    for (std::size_t i = 0; i < std::min(most, known.size()); ++i) some += (i ? ", " : "") + known[i];
    if (known.size() > most) some += ", …";
    throw Error(Errc::bad_argument, {title(layer) + " 的字段“" + field + "”没有值“" + value + "”；现有：" + some,
                                     title(layer) + " has no \"" + value + "\" in its field \"" + field + "\"; it has: " + some});
  }
  Layer result;
  result.name = layer.name, result.file = layer.file, result.crs = layer.crs, result.notes = layer.notes;
  for (const Field& f : layer.fields) result.fields.push_back({f.name, f.type, {}});
  // row numbers in messages were made before: rejects keep their texts, and point to the new rows
  for (std::size_t row = 0; row < layer.size(); ++row) {
    if (!is_wanted(row)) continue;
    for (Reject r : layer.rejects) {
      if (r.row == row) r.row = result.size(), result.rejects.push_back(std::move(r));
    }
    for (Repair r : layer.repairs) {
      if (r.row == row) r.row = result.size(), result.repairs.push_back(std::move(r));
    }
    result.shapes.add(layer.shapes, row);
    for (std::size_t f = 0; f < layer.fields.size(); ++f) result.fields[f].values.push_back(layer.fields[f].values[row]);
  }
  return result;
}

}  // namespace libspatial
