// Layers as columns: cells, labels, titles.

#include "libspatial/layer.hpp"

#include <algorithm>
#include <charconv>
#include <set>

#include "libspatial/units.hpp"

namespace libspatial {

std::string to_text(const Value& value) {
  if (const auto* i = std::get_if<std::int64_t>(&value)) return std::to_string(*i);
  if (const auto* d = std::get_if<double>(&value)) return shortest(*d);
  if (const auto* s = std::get_if<std::string>(&value)) return *s;
  return {};
}

std::optional<double> to_number(const Value& value) {
  if (const auto* i = std::get_if<std::int64_t>(&value)) return static_cast<double>(*i);
  if (const auto* d = std::get_if<double>(&value)) return *d;
  if (const auto* s = std::get_if<std::string>(&value)) {
    double number = 0;
    const auto [end, error] = std::from_chars(s->data(), s->data() + s->size(), number);
    if (error == std::errc{} && end == s->data() + s->size()) return number;
  }
  return std::nullopt;
}

const Field* Layer::find_field(std::string_view wanted) const {
  const auto found = std::find_if(fields.begin(), fields.end(), [&](const Field& f) { return f.name == wanted; });
  return found == fields.end() ? nullptr : &*found;
}

const Field& Layer::field(std::string_view wanted) const {
  if (const Field* found = find_field(wanted)) return *found;
  std::string names;
  for (const Field& f : fields) names += (names.empty() ? "" : ", ") + f.name;
  throw Error(Errc::field_not_found,
              {title(*this) + " 没有字段“" + std::string(wanted) + "”；现有字段：" + (names.empty() ? "无" : names),
               title(*this) + " has no field \"" + std::string(wanted) + "\"; its fields: " + (names.empty() ? "none" : names)});
}

std::string cell(const Layer& layer, std::string_view field, std::size_t row) {
  const Field* found = layer.find_field(field);
  return found ? to_text(found->values[row]) : std::string();
}

std::vector<std::string> labels(const Layer& layer, std::string_view field) {
  std::vector<std::string> result;
  result.reserve(layer.size());
  if (field.empty()) {
    for (std::size_t row = 0; row < layer.size(); ++row) result.push_back(std::to_string(layer.first_row + row));
  } else {
    for (const Value& value : layer.field(field).values) result.push_back(to_text(value));
  }
  return result;
}

RowPlace place_of(const Layer& layer, std::size_t row) {
  const auto after = std::partition_point(layer.origins.begin(), layer.origins.end(), [row](const Origin& origin) { return origin.begin <= row; });
  if (after == layer.origins.begin()) return {layer.file, layer.name, layer.first_row + row};
  const Origin& origin = *std::prev(after);
  return {origin.file, origin.layer, origin.first_row + row - origin.begin};
}

std::vector<std::string> row_names(const Layer& layer, std::string_view field) {
  std::vector<std::string> result = labels(layer, field);
  std::set<std::string, std::less<>> taken;  // by a label that could be a number's
  for (const std::string& label : result) {
    if (label.starts_with('#')) taken.insert(label);
  }
  for (std::size_t row = 0; row < result.size(); ++row) {
    if (!result[row].empty()) continue;
    result[row] = "#" + std::to_string(layer.first_row + row);
    while (taken.contains(result[row])) result[row].insert(0, 1, '#');
  }
  return result;
}

double arc_tolerance_in(const std::optional<Crs>& crs) { return crs && crs->is_geographic() ? 1e-8 : arc_tolerance; }

void add_notes(Layer& layer, const WkbNotes& seen) {
  if (seen.dropped_z_or_m) layer.notes.push_back({"坐标的高程（Z）或度量（M）已略去", "heights (Z) or measures (M) of the coordinates were dropped"});
  if (seen.stroked_arcs) layer.notes.push_back({"圆弧已展为折线，偏离不超过 1 毫米，面积与圆弧相同", "circular arcs were turned into edges, at most 1 mm off, that hold the area of the arcs"});
}

bool may_hold_land(const Layer& layer) {
  bool empty = true;
  for (std::size_t row = 0; row < layer.size(); ++row) {
    const ShapeType type = layer.shapes.type(row);
    if (type == ShapeType::polygon || type == ShapeType::line) return true;
    empty &= type == ShapeType::none;
  }
  return empty;
}

void add_unread(Layer& layer, std::span<const std::string> drawn) {
  std::string names;
  bool met = false;  // this layer; an archive may have another of its name
  for (const std::string& other : drawn) {
    names += (names.empty() ? "" : ", ") + other;
    if (met || other != layer.name) layer.unread.push_back(layer.file + "|layername=" + other);
    else met = true;
  }
  if (layer.unread.empty()) return;
  layer.notes.push_back({"文件里有 " + std::to_string(drawn.size()) + " 个有图形的图层：" + names + "；只读取了 " + layer.name + "，其他请用 |layername=图层",
                         "the file has " + std::to_string(drawn.size()) + " layers with shapes: " + names + "; only " + layer.name + " is read, others by |layername=NAME"});
}

std::string title(const Layer& layer) {
  if (layer.file.empty()) return layer.name.empty() ? "layer" : layer.name;
  return layer.name.empty() ? layer.file : layer.file + "|layername=" + layer.name;
}

Layer reproject(const Layer& layer, const Crs& to) {
  if (!layer.crs || *layer.crs == to) return layer;
  Layer result = layer;
  result.shapes = reproject(layer.shapes, *layer.crs, to);
  result.crs = to;
  return result;
}

Layer unshift(Layer layer, WebMap map) {
  const std::string word(name(map));
  if (layer.crs && layer.crs->code() == "EPSG:3857") {
    layer.shapes = reproject_vertices(layer.shapes, *layer.crs, Crs("EPSG:4326"));
  } else if (layer.crs && !(layer.crs->is_geographic() && layer.crs->is_cgcs2000_like())) {
    throw Error(Errc::crs_mismatch, {title(layer) + " 是 " + layer.crs->code() + "，不能声明为 " + word + "：偏移坐标只能是经纬度或 EPSG:3857",
                                     title(layer) + " is in " + layer.crs->code() + " and cannot be declared as " + word + ": shifted coordinates are degrees, or EPSG:3857"});
  }
  layer.crs = Crs("EPSG:4490");
  layer.shapes = unshift(layer.shapes, map);
  layer.notes.push_back({"按声明由 " + word + " 改正到 EPSG:4490（通用公式，非官方定义，精度未公布）：可用于查找位置，不宜据此签署面积",
                         "declared as " + word + " and moved back to EPSG:4490 (by the formula in common use, not an official one, of unpublished accuracy): good for finding a place, not for an area to be signed"});
  return layer;
}

namespace {

/// Where the user learns more, for a layer that has a file.
Text pointer_to_doctor(const Layer& layer) {
  if (layer.file.empty()) return {};
  return {"；libspatial inspect " + layer.file + " 给出诊断和建议", "; libspatial inspect " + layer.file + " says more and proposes"};
}

Value as_text(const Value& value) { return std::holds_alternative<std::monostate>(value) ? value : Value{to_text(value)}; }

}  // namespace

void append(Layer& to, const Layer& from) {
  const std::size_t before = to.size(), rows = from.size();
  to.shapes.add(from.shapes, 0, rows);
  for (const Field& field : from.fields) {
    if (!to.find_field(field.name)) to.fields.push_back({field.name, field.type, std::vector<Value>(before)});
  }
  for (Field& field : to.fields) {
    const Field* more = from.find_field(field.name);
    if (more && more->type != field.type && field.type != FieldType::text) {
      field.type = FieldType::text;
      std::ranges::transform(field.values, field.values.begin(), as_text);
    }
    for (std::size_t row = 0; row < rows; ++row) {
      const Value value = more ? more->values[row] : Value{};
      field.values.push_back(field.type == FieldType::text ? as_text(value) : value);
    }
  }
  to.unread.insert(to.unread.end(), from.unread.begin(), from.unread.end());
  for (Reject reject : from.rejects) {
    reject.row += before;
    to.rejects.push_back(std::move(reject));
  }
  for (Repair repair : from.repairs) {
    repair.row += before;
    to.repairs.push_back(std::move(repair));
  }
}

Error crs_missing(const Layer& layer) {
  const Text more = pointer_to_doctor(layer);
  return {Errc::crs_missing, {title(layer) + " 没有坐标系。请在数据中定义坐标系，或用 --crs EPSG:代码 说明（例如 --crs EPSG:4530）" + more.zh,
                              title(layer) + " has no CRS. Define it in the data, or say it with --crs EPSG:code (for example --crs EPSG:4530)" + more.en}};
}

Error crs_implausible(const Layer& layer, const Text& why) {
  const Text more = pointer_to_doctor(layer);
  return {Errc::crs_implausible, {title(layer) + "：" + why.zh + more.zh, title(layer) + ": " + why.en + more.en}};
}

}  // namespace libspatial
