// Layers as columns: cells, labels, titles.

#include "libspatial/layer.hpp"

#include <algorithm>
#include <charconv>

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

}  // namespace libspatial
