// A drawing as a layer: names from texts, fields, the unit against the coordinates, the account.

#include <algorithm>
#include <array>
#include <map>

#include "coordinates/text.hpp"
#include "drawing/labels.hpp"
#include "drawing/unfold.hpp"
#include "libspatial/units.hpp"

namespace libspatial {
namespace {

using namespace drawing;

constexpr double metres_of_degree = 111'000;
constexpr std::size_t most_shown = 20;

struct Unit {
  long code;
  double metres;
  Text name;
};
const Unit units[] = {{1, 0.0254, {"英寸", "inches"}}, {2, 0.3048, {"英尺", "feet"}}, {4, 0.001, {"毫米", "millimetres"}}, {5, 0.01, {"厘米", "centimetres"}}, {7, 1000, {"千米", "kilometres"}}, {14, 0.1, {"分米", "decimetres"}}};

Shapes scaled(const Shapes& shapes, double by) {
  Shapes out;
  std::vector<Point> corners;  // the frame tells
  const Box box = shapes.box();
  for (const Point p : {Point{box.min_x, box.min_y}, Point{box.max_x, box.max_y}}) corners.push_back({p.x * by, p.y * by});
  out.begin_shape(ShapeType::line);
  out.begin_part();
  out.add_ring(corners);
  return out;
}

[[noreturn]] void refuse_kind(DrawingFormat format, const std::string& file) {
  const Text kind = format == DrawingFormat::dwg ? Text{"DWG 图", "a DWG"} : Text{"二进制 DXF", "a binary DXF"};
  throw Error(Errc::unsupported_format, {file + " 是" + kind.zh + "，不读取。请在 CAD 中用 SAVEAS 另存为 DXF（R2000 及以后的 ASCII 格式）", file + " is " + kind.en + ", which is not read. Save it in CAD as DXF (SAVEAS, ASCII, R2000 or later)"});
}

class Reader {
 public:
  Reader(std::string_view bytes, const std::string& file, const DrawingOptions& options)
      : file_(file), options_(options), crs_(options.crs.empty() ? std::nullopt : std::optional(Crs(options.crs))), model_(parse(bytes, file)), page_(model_) {}

  Drawing run() {
    out_.version = model_.version;
    out_.encoding = page_.name();
    const double metre = crs_ && crs_->is_geographic() ? 1 / metres_of_degree : 1;
    Unfolded u = Unfolder(model_, page_, file_, options_, metre).run();
    Layer& layer = out_.layer;
    layer.file = file_;
    layer.name = options_.layer;
    layer.crs = crs_;
    layer.notes = page_.notes();
    layer.notes.insert(layer.notes.end(), u.notes.begin(), u.notes.end());
    out_.entities = u.count;
    count_layers(u);
    if (!options_.layer.empty() && u.rows.empty()) no_layer();
    check_frame(u.shapes);
    add_fields(u);
    name_polygons(u);
    for (const Rejected& r : u.rejects) {
      layer.rejects.push_back({r.row, r.reason, r.why, {}});
      out_.reject_lines.push_back(u.rows[r.row].entity->line);
    }
    layer.shapes = std::move(u.shapes);
    const EntityCount& c = out_.entities;
    const auto n = [](std::size_t v) { return std::to_string(v); };
    if (layer.size() == 0) note({"图中没有可读的图元（" + n(c.rejected) + " 个未读）", "the drawing holds no entity that is read (" + n(c.rejected) + " are not)"});
    note({"图元：读 " + n(c.read) + " = 采用 " + n(c.used) + " + 修复 " + n(c.repaired) + " + 未采用 " + n(c.rejected), "entities: " + n(c.read) + " read = " + n(c.used) + " used + " + n(c.repaired) + " repaired + " + n(c.rejected) + " rejected"});
    return std::move(out_);
  }

 private:
  void note(Text text) { out_.layer.notes.push_back(std::move(text)); }

  const std::string& decoded(std::string_view bytes) {
    auto [found, is_new] = names_.try_emplace(std::string(bytes));
    if (is_new) found->second = page_.decode(bytes);
    return found->second;
  }

  void count_layers(const Unfolded& u) {
    std::map<std::string, std::array<std::size_t, 3>> count;  // polygons, lines, others
    for (std::size_t row = 0; row < u.rows.size(); ++row) {
      const ShapeType type = u.shapes.type(row);
      ++count[decoded(u.rows[row].layer)][type == ShapeType::polygon ? 0 : type == ShapeType::line ? 1 : 2];
    }
    std::string zh, en;
    std::size_t shown = 0;
    for (const auto& [name, c] : count) {
      out_.layers.emplace_back(name, c[0] + c[1] + c[2]);
      if (++shown > most_shown) continue;
      const auto list = [&](const char* polygons, const char* lines, const char* others) {
        std::string text;
        for (const auto& [what, k] : {std::pair{polygons, c[0]}, {lines, c[1]}, {others, c[2]}}) {
          if (k > 0) text += (text.empty() ? "" : ", ") + std::string(what) + " " + std::to_string(k);
        }
        return text;
      };
      zh += (zh.empty() ? "" : "；") + name + "（" + list("面", "线", "其他") + "）";
      en += (en.empty() ? "" : "; ") + name + " (" + list("polygons", "lines", "others") + ")";
    }
    if (count.size() > most_shown) zh += "……", en += "…";
    if (options_.layer.empty() && count.size() > 1) note({"CAD 图层：" + zh + "。只读一层：文件|layername=图层", "CAD layers: " + en + ". To read one: FILE|layername=LAYER"});
  }

  [[noreturn]] void no_layer() {
    std::map<std::string, std::size_t> known;
    for (const auto& [layer, style] : model_.layers) known[decoded(layer)] = 0;
    std::string names;
    std::size_t shown = 0;
    for (const auto& [name, none] : known) {
      if (++shown <= most_shown) names += (names.empty() ? "" : ", ") + name;
    }
    if (known.size() > most_shown) names += ", …";
    throw Error(Errc::layer_not_found, {file_ + " 的 CAD 图层“" + options_.layer + "”不存在或没有图形；现有图层：" + names, file_ + " has no CAD layer \"" + options_.layer + "\", or nothing on it; its layers: " + names});
  }

  /// A unit in the header is what the template said; the coordinates tell whether it is so.
  void check_frame(const Shapes& shapes) {
    const Unit* said = nullptr;
    for (const Unit& unit : units) {
      if (model_.units == unit.code) said = &unit;
    }
    if (!crs_) return;
    const auto why = find_implausible(shapes, *crs_);
    if (why) {
      for (const Unit& unit : units) {
        if (crs_->is_geographic() || shapes.box().empty() || find_implausible(scaled(shapes, unit.metres), *crs_)) continue;
        if (unit.code != 4 && &unit != said) continue;
        const std::string by = shortest(unit.metres);
        throw Error(Errc::crs_implausible, {file_ + " 以" + unit.name.zh + "为单位，面积会相差百万倍，不读取。请在 CAD 中以 (0,0) 为基点缩放（SCALE）" + by + " 倍，使坐标为米，再另存", file_ + " is drawn in " + unit.name.en + ", areas would be wrong a million times, and is not read. Scale it in CAD about (0,0) by " + by + " (SCALE) so that coordinates are metres, and save again"});
      }
      throw Error(Errc::crs_implausible, {file_ + "：" + why->zh, file_ + ": " + why->en});
    }
    if (!said || crs_->is_geographic()) return;
    const std::string code = std::to_string(said->code);
    if (!crs_->gauss_krueger()) {
      throw Error(Errc::crs_implausible, {file_ + " 的图形单位写" + said->name.zh + "（$INSUNITS " + code + "），在 " + crs_->code() + " 中无法用坐标核对。请在 CAD 中缩放为米，或用 UNITS 把插入单位改为米，再另存", file_ + " says its unit is " + said->name.en + " ($INSUNITS " + code + "), which coordinates in " + crs_->code() + " cannot confirm. Scale it to metres in CAD, or set the insertion unit to metres (UNITS), and save again"});
    }
    note({"文件头写图形单位为" + said->name.zh + "（$INSUNITS " + code + "），而坐标是 " + crs_->code() + " 的米，按米读取", "the header says the unit is " + said->name.en + " ($INSUNITS " + code + "), but the coordinates are metres of " + crs_->code() + " and taken as such"});
  }

  void add_fields(const Unfolded& u) {
    Layer& layer = out_.layer;
    for (const char* name : {"layer", "id", "name", "kind", "color", "block", "handle"}) layer.fields.push_back({name, std::string_view(name) == "color" ? FieldType::integer : FieldType::text, std::vector<Value>(u.rows.size())});
    bool xdata = false;
    for (const Row& row : u.rows) xdata |= !row.entity->xdata.empty();
    if (xdata) layer.fields.push_back({"xdata", FieldType::text, std::vector<Value>(u.rows.size())});
    for (std::size_t i = 0; i < u.rows.size(); ++i) {
      const Row& row = u.rows[i];
      const Entity& e = *row.entity;
      auto& f = layer.fields;
      f[0].values[i] = decoded(row.layer);
      f[3].values[i] = std::string(e.type);
      f[4].values[i] = std::int64_t{row.color};
      if (!row.block.empty()) f[5].values[i] = decoded(row.block);
      if (!e.handle.empty()) f[6].values[i] = std::string(e.handle);
      if (xdata && !e.xdata.empty()) f[7].values[i] = page_.decode(e.xdata);
    }
  }

  /// The uppermost text is the id, the others in reading order the name.
  void name_polygons(const Unfolded& u) {
    std::vector<Point> places;
    for (const Label& label : u.labels) places.push_back(label.at);
    const std::vector<std::size_t> owners = polygons_at(places, u.shapes);
    std::vector<std::size_t> order(owners.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return places[a].y != places[b].y ? places[a].y > places[b].y : places[a].x < places[b].x; });
    auto &id = out_.layer.fields[1].values, &name = out_.layer.fields[2].values;
    std::vector<char> several(u.rows.size(), 0);
    std::size_t outside = 0, first_line = 0;
    for (const std::size_t i : order) {
      const Entity& e = *u.labels[i].entity;
      const bool placed = owners[i] != nowhere;
      if (!placed && !options_.layer.empty()) continue;  // of no interest to one layer
      ++out_.entities.read;
      ++(placed ? out_.entities.used : out_.entities.rejected);
      if (!placed) {
        if (outside++ == 0 || e.line < first_line) first_line = e.line;
        continue;
      }
      for (const std::string& line : lines_of(page_.decode(e.text), e.formatted)) {
        if (to_text(id[owners[i]]).empty()) {
          id[owners[i]] = line;
        } else {
          const std::string before = to_text(name[owners[i]]);
          several[owners[i]] = !before.empty() || several[owners[i]];
          name[owners[i]] = before.empty() ? line : before + " " + line;
        }
      }
    }
    const auto n = static_cast<std::size_t>(std::count(several.begin(), several.end(), 1));
    if (n > 0) note({std::to_string(n) + " 个面内有三个以上的文字：最上面的作编号（id），其余自上而下连成名称（name），请核对", std::to_string(n) + " polygons hold three texts or more: the uppermost is the id, the others downwards the name: check"});
    if (outside > 0) note(coordinates::at_line(first_line, {std::to_string(outside) + " 个文字不在任何面内，未采用（首见于此）", std::to_string(outside) + " texts lie in no polygon and were not used (the first is here)"}));
  }

  const std::string& file_;
  const DrawingOptions& options_;
  const std::optional<Crs> crs_;
  const Model model_;
  const CodePage page_;
  Drawing out_;
  std::map<std::string, std::string> names_;
};

}  // namespace

Drawing read_drawing(std::string_view bytes, const std::string& file, const DrawingOptions& options) {
  const auto format = find_drawing_format(bytes.substr(0, 1 << 16));
  if (!format) throw Error(Errc::unsupported_format, {file + " 不是 DXF 图。请在 CAD 中另存为 DXF", file + " is no DXF drawing. Save it in CAD as DXF"});
  if (*format != DrawingFormat::dxf) refuse_kind(*format, file);
  return Reader(bytes, file, options).run();
}

}  // namespace libspatial
