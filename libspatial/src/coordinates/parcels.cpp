#include "coordinates/parcels.hpp"

#include <algorithm>
#include <cmath>

#include "coordinates/rings.hpp"
#include "libspatial/measure.hpp"
#include "measure/earth.hpp"

namespace libspatial::coordinates {
namespace {

constexpr std::size_t most_notes = 10;  // of one kind

/// Notes of one kind: the first ones, then how many more.
class Notes {
 public:
  explicit Notes(std::vector<Text>& out) : out_(out) {}
  void add(Text note) {
    if (++count_ <= most_notes) out_.push_back(std::move(note));
  }
  void end() {
    if (count_ <= most_notes) return;
    const std::string more = std::to_string(count_ - most_notes);
    out_.push_back({"……此类另有 " + more + " 处", "… and " + more + " more of this kind"});
  }

 private:
  std::vector<Text>& out_;
  std::size_t count_ = 0;
};

/// The kind most points are of, and the first of them.
Example most_common(const std::vector<RawPoint>& points) {
  std::vector<std::pair<Example, std::size_t>> kinds;  // a handful
  for (const RawPoint& p : points) {
    const Seen seen = see(p.first, p.second);
    auto found = std::find_if(kinds.begin(), kinds.end(), [&](const auto& k) { return k.first.seen == seen; });
    if (found == kinds.end()) found = kinds.insert(kinds.end(), {Example{p.line, p.first, p.second, seen}, 0});
    ++found->second;
  }
  Example best;
  std::size_t most = 0;
  for (const auto& [example, n] : kinds) {
    if (n > most) best = example, most = n;
  }
  return best;
}

class Finisher {
 public:
  Finisher(Raw raw, CoordinateFormat format, Decoded&& decoded, const std::string& file, const CoordinateOptions& options) : raw_(std::move(raw)), file_(file), options_(options) {
    out_.format = format;
    out_.encoding = decoded.encoding;
    out_.header = raw_.header;
    out_.layer.file = file;
    if (decoded.encoding != "ASCII") note({"编码 " + decoded.encoding, "encoding " + decoded.encoding});
    for (std::vector<Text>* notes : {&decoded.notes, &raw_.notes}) std::move(notes->begin(), notes->end(), std::back_inserter(out_.layer.notes));
  }

  CoordinateFile run() {
    if (raw_.parcels.empty()) throw Error(Errc::damaged_file, {file_ + " 没有任何坐标点，文件可能被截断。请重新取得该文件", file_ + " holds no point at all, it may be cut off. Get the file again"});
    example_ = most_common(raw_.points);
    const Frame frame = find_frame(raw_.stated, example_, raw_.north_first, options_, file_);
    north_first_ = frame.north_first;
    out_.layer.crs = frame.crs;
    note(frame.note);
    judged_ = frame.crs.is_geographic() || zoned_of(frame.crs);
    out_.layer.shapes.reserve(raw_.parcels.size(), raw_.points.size());
    for (std::size_t row = 0; row < raw_.parcels.size(); ++row) add(row);
    dropped_.end();
    counts_.end();
    if (const auto why = find_implausible(out_.layer.shapes, frame.crs)) throw Error(Errc::crs_implausible, {file_ + "：" + why->zh, file_ + ": " + why->en});
    add_fields();
    compare_areas();
    if (opened_ > 0) note({std::to_string(opened_) + " 个环没有闭合，已按首点闭合", std::to_string(opened_) + " rings were not closed, they end at their first point"});
    const PointCount& c = out_.points;
    const auto n = [](std::size_t v) { return std::to_string(v); };
    note({"点：读 " + n(c.read) + " = 采用 " + n(c.used) + " + 修复 " + n(c.repaired) + " + 剔除 " + n(c.rejected), "points: " + n(c.read) + " read = " + n(c.used) + " used + " + n(c.repaired) + " repaired + " + n(c.rejected) + " rejected"});
    return std::move(out_);
  }

 private:
  void note(Text text) { out_.layer.notes.push_back(std::move(text)); }

  void add(std::size_t row) {
    RawParcel& parcel = raw_.parcels[row];
    const std::size_t points = parcel.end - parcel.begin;
    out_.points.read += points + parcel.bad_lines;
    RingCount count;
    if (!parcel.flaw) build(parcel, count);
    if (parcel.flaw) {
      out_.points.rejected += points + parcel.bad_lines;
      out_.layer.shapes.add_none();
      out_.reject_lines.push_back(parcel.flaw->line);
      out_.layer.rejects.push_back({row, parcel.flaw->reason, at_line(file_, parcel.flaw->line, parcel.flaw->why), {}});
      return;
    }
    out_.points.used += count.used;
    out_.points.repaired += count.repeated;
    out_.points.rejected += count.dropped;
    opened_ += parcel.type == ShapeType::polygon ? count.opened : 0;
    if (count.dropped > 0 && out_.format != CoordinateFormat::table) {
      const std::string n = std::to_string(count.dropped);
      dropped_.add(at_line(count.dropped_line, {"不足三个不同点的环已略去（共 " + n + " 点）", "rings of fewer than three different points are left out (" + n + " points in all)"}));
    }
  }

  void build(RawParcel& parcel, RingCount& count) {
    std::vector<Corner> corners;
    corners.reserve(parcel.end - parcel.begin);
    for (std::size_t i = parcel.begin; i < parcel.end; ++i) {
      const RawPoint& p = raw_.points[i];
      if (judged_ && example_.seen.known && see(p.first, p.second) != example_.seen) {
        parcel.flaw = {"bad_point", p.line, {"坐标 (" + shortest(p.first) + ", " + shortest(p.second) + ") 与其他点不在同一处（位数、带号或次序不同），请改正这一行", "coordinates (" + shortest(p.first) + ", " + shortest(p.second) + ") differ from the others in digits, zone or order: correct this line"}};
        return;
      }
      corners.push_back({north_first_ ? Point{p.second, p.first} : Point{p.first, p.second}, p.ring, p.line});
    }
    Shapes& shapes = out_.layer.shapes;
    if (parcel.type == ShapeType::point) {
      if (corners.empty()) return too_few(parcel, 1);
      shapes.begin_shape(ShapeType::point);
      for (const Corner& c : corners) {
        shapes.begin_part();
        shapes.add_ring(std::span(&c.at, 1));
      }
      count.used = corners.size();
      return;
    }
    const bool line = parcel.type == ShapeType::line;
    const std::vector<Ring> rings = line ? paths_of(corners, count) : rings_of(corners, count);
    if (rings.empty()) return too_few(parcel, line ? 2 : 3);
    if (is_cut_off(parcel, corners.size(), rings.size(), count)) return;
    if (count.dropped > 0 && out_.format == CoordinateFormat::table) {  // every ring of a table was put there by hand
      parcel.flaw = {"too_few_points", count.dropped_line, {"此处的环不足 3 个不同的点。请补全坐标，或删去多余的点", "a ring that begins here has fewer than 3 different points: complete it, or remove what is not of it"}};
      return;
    }
    if (line) {
      shapes.begin_shape(ShapeType::line);
      for (const Ring& path : rings) {
        shapes.begin_part();
        shapes.add_ring(path.points);
      }
    } else if (rings.size() > most_rings) {
      parcel.flaw = {"too_many_rings", parcel.line, {"一个地块有 " + std::to_string(rings.size()) + " 个环，多于 " + std::to_string(most_rings) + "。请拆成多个地块", "one parcel has " + std::to_string(rings.size()) + " rings, more than " + std::to_string(most_rings) + ": divide it"}};
    } else {
      add_by_containment(rings, shapes);
    }
  }

  static void too_few(RawParcel& parcel, int need) {
    const std::string n = std::to_string(need);
    parcel.flaw = {"too_few_points", parcel.line, {"不同的点不足 " + n + " 个。请补全坐标", "has fewer than " + n + " different points: complete the coordinates"}};
  }

  /// Fewer points than declared may be another way of counting, or a file that was cut off: then the area says so too.
  bool is_cut_off(RawParcel& parcel, std::size_t lines, std::size_t rings, const RingCount& count) {
    if (!parcel.count) return false;
    const long found = static_cast<long>(lines), closings = parcel.type == ShapeType::polygon ? static_cast<long>(rings) : 0, opened = parcel.type == ShapeType::polygon ? static_cast<long>(count.opened) : 0;
    const long least = found - (closings - opened), most = found + opened;  // without and with the points that close rings
    if (*parcel.count >= least && *parcel.count <= most) return false;
    const std::string declared = std::to_string(*parcel.count), here = std::to_string(found);
    if (*parcel.count > most && !area_agrees(parcel)) {
      parcel.flaw = {"points_missing", parcel.line, {"声明 " + declared + " 点，只有 " + here + " 点，声明面积也不符：文件可能被截断。请重新取得该文件", "declares " + declared + " points and has " + here + ", and the declared area does not agree: the file may be cut off. Get it again"}};
      return true;
    }
    counts_.add(at_line(parcel.line, {"声明 " + declared + " 点，实有 " + here + " 点，请核对", "declares " + declared + " points and has " + here + ": check"}));
    return false;
  }

  bool area_agrees(const RawParcel& parcel) const {
    if (!parcel.area || parcel.type != ShapeType::polygon) return false;
    std::vector<Corner> corners;
    for (std::size_t i = parcel.begin; i < parcel.end; ++i) {
      const RawPoint& p = raw_.points[i];
      corners.push_back({north_first_ ? Point{p.second, p.first} : Point{p.first, p.second}, p.ring, p.line});
    }
    RingCount ignored;
    Shapes shape;
    const std::vector<Ring> rings = rings_of(corners, ignored);
    if (rings.size() > most_rings) return false;
    add_by_containment(rings, shape);
    return unit_of(parcel, shape, 0) > 0;
  }

  /// m² per unit of a declared area that agrees with the computed one: what it is said to be, else 10,000 or 1; 0 when it does not agree.
  double unit_of(const RawParcel& parcel, const Shapes& shapes, std::size_t row) const {
    const double said = parcel.area_unit;
    for (const double computed : computed_areas(shapes, row)) {
      for (const double unit : {said > 0 ? said : 1e4, said > 0 ? said : 1.0}) {
        if (std::abs(*parcel.area * unit - computed) <= 0.5 + 1e-6) return unit;  // four decimals of a hectare
      }
    }
    return 0;
  }

  /// Official and planar, as far as the CRS has them.
  std::vector<double> computed_areas(const Shapes& shapes, std::size_t row) const {
    std::vector<double> result;
    const Crs& crs = *out_.layer.crs;
    if (!on_earth(shapes.box(row), crs)) return result;
    if (crs.is_cgcs2000_like()) result.push_back(area(shapes, row, crs, AreaKind::official).square_metres());
    if (!crs.is_geographic()) result.push_back(ring_area(shapes, row));
    return result;
  }

  void add_fields() {
    Layer& layer = out_.layer;
    for (std::size_t i = 0; i < raw_.fields.size(); ++i) {
      Field field{raw_.fields[i], FieldType::text, {}};
      for (const RawParcel& parcel : raw_.parcels) field.values.push_back(parcel.cells[i].empty() ? Value{} : Value{parcel.cells[i]});
      if (field.name == "width_m" || field.name == "height_m") make_real(field);
      layer.fields.push_back(std::move(field));
    }
    if (raw_.declares_area) layer.fields.insert(layer.fields.begin() + static_cast<long>(std::min<std::size_t>(2, layer.fields.size())), {"declared_area_m2", FieldType::real, std::vector<Value>(layer.size())});
  }

  static void make_real(Field& field) {
    field.type = FieldType::real;
    for (Value& value : field.values) {
      const auto v = number(to_text(value));
      value = v ? Value{*v} : Value{};
    }
  }

  /// A declared area that is no number stays what it is, so that nobody takes the parcel for one that declares none.
  void keep_texts(Field& field) const {
    if (std::all_of(raw_.parcels.begin(), raw_.parcels.end(), [](const RawParcel& parcel) { return parcel.area_text.empty(); })) return;
    field.type = FieldType::text;
    for (std::size_t row = 0; row < field.values.size(); ++row) {
      if (const std::string& text = raw_.parcels[row].area_text; !text.empty()) field.values[row] = text;
      else if (!std::holds_alternative<std::monostate>(field.values[row])) field.values[row] = to_text(field.values[row]);
    }
  }

  void compare_areas() {
    if (!raw_.declares_area) return;
    Layer& layer = out_.layer;
    Field& field = *std::find_if(layer.fields.begin(), layer.fields.end(), [](const Field& f) { return f.name == "declared_area_m2"; });
    auto& values = field.values;
    Notes differ(layer.notes);
    std::size_t in_m2 = 0, in_hectares = 0;
    for (std::size_t row = 0; row < layer.size(); ++row) {
      const RawParcel& parcel = raw_.parcels[row];
      if (!parcel.area) continue;
      if (layer.shapes.type(row) != ShapeType::polygon) {
        values[row] = Value{*parcel.area * (parcel.area_unit > 0 ? parcel.area_unit : 1e4)};
        in_hectares += parcel.area_unit == 0;
        continue;
      }
      double unit = unit_of(parcel, layer.shapes, row);
      if (unit == 0) {
        const double computed = computed_areas(layer.shapes, row).empty() ? 0 : computed_areas(layer.shapes, row)[0];
        const bool hectares = !(computed > 0) || !(*parcel.area > 0) || std::abs(std::log(*parcel.area * 1e4 / computed)) <= std::abs(std::log(*parcel.area / computed));
        unit = parcel.area_unit > 0 ? parcel.area_unit : hectares ? 1e4 : 1;
        const std::string declared = decimals(*parcel.area * unit / 1e4, 4), ours = decimals(computed / 1e4, 4);
        differ.add(at_line(parcel.line, {"声明面积 " + declared + " 公顷，按坐标计算 " + ours + " 公顷，请核对", "declares " + declared + " ha, the coordinates give " + ours + " ha: check"}));
      }
      in_m2 += parcel.area_unit == 0 && unit == 1;
      in_hectares += parcel.area_unit == 0 && unit == 1e4;
      values[row] = Value{*parcel.area * unit};
    }
    differ.end();
    keep_texts(field);
    if (in_m2 > 0 && out_.format == CoordinateFormat::boundary_points) note({std::to_string(in_m2) + " 个地块的声明面积单位是平方米，不是公顷", std::to_string(in_m2) + " parcels declare their area in m², not in hectares"});
    if (in_m2 + in_hectares > 0 && out_.format == CoordinateFormat::table) {
      const std::string ha = std::to_string(in_hectares), m2 = std::to_string(in_m2);
      note({"面积没有写单位，按坐标面积判断：" + ha + " 个地块为公顷，" + m2 + " 个为平方米。请在列名中写明，如“面积（公顷）”", "areas name no unit and were judged by the coordinates: " + ha + " parcels in hectares, " + m2 + " in m². Name it in the header, as in 面积(公顷)"});
    }
  }

  Raw raw_;
  const std::string& file_;
  const CoordinateOptions& options_;
  CoordinateFile out_;
  Example example_;
  bool north_first_ = true, judged_ = false;
  std::size_t opened_ = 0;
  Notes dropped_{out_.layer.notes}, counts_{out_.layer.notes};
};

}  // namespace

RawParcel& Raw::begin_parcel(std::size_t line) {
  RawParcel parcel;
  parcel.line = line;
  parcel.begin = parcel.end = points.size();
  parcel.cells.resize(fields.size());
  return parcels.emplace_back(std::move(parcel));
}

void Raw::add(const RawPoint& point) {
  points.push_back(point);
  parcels.back().end = points.size();
}

void Raw::bad_line(std::size_t line, const std::string& reason, const Text& why) {
  RawParcel& parcel = parcels.back();
  ++parcel.bad_lines;
  if (!parcel.flaw) parcel.flaw = {reason, line, why};
}

std::optional<ShapeType> shape_of(std::string_view word) {
  for (const auto& [type, words] : {std::pair{ShapeType::polygon, "|面|多边形|面状|polygon|Polygon|area|"}, {ShapeType::line, "|线|线状|折线|line|Line|polyline|"}, {ShapeType::point, "|点|点状|point|Point|"}}) {
    if (!word.empty() && contains(words, "|" + std::string(word) + "|")) return type;
  }
  return std::nullopt;
}

CoordinateFile finish(Raw raw, CoordinateFormat format, Decoded&& decoded, const std::string& file, const CoordinateOptions& options) {
  return Finisher(std::move(raw), format, std::move(decoded), file, options).run();
}

}  // namespace libspatial::coordinates
