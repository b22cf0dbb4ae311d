#include "report/document.hpp"

#include <algorithm>
#include <cmath>

#include "libspatial/source.hpp"

namespace libspatial::report {
namespace {

const Layer& layer_named(std::span<const Layer> layers, std::string_view name) {
  const auto it = std::ranges::find(layers, name, &Layer::name);
  if (it == layers.end()) {
    throw Error(Errc::bad_argument, {"成果图层中缺少“" + std::string(name) + "”",
                                     "the layers of the result lack \"" + std::string(name) + "\""});
  }
  return *it;
}

}  // namespace

void throw_not_a_result(const std::string& why) {
  throw Error(Errc::bad_argument, {"不是有效的 result.json：" + why, "not a valid result.json: " + why});
}

Json parse_result(const std::string& text) {
  Json json = rendering([&] { return Json::parse(text); });
  if (!json.is_object() || json.value("schema", "") != "urn:libspatial:result:1")
    throw_not_a_result("schema urn:libspatial:result:1");
  return json;
}

std::string string_of(const Json& object, const char* key) {
  const Json& value = object.at(key);
  return value.is_null() ? std::string() : value.get<std::string>();
}

Text text_of(const Json& object, const char* key) {
  const Json& value = object.at(key);
  return {string_of(value, "zh"), string_of(value, "en")};
}

std::optional<std::int64_t> hundredths_of(const Json& object, const char* key) {
  const Json& value = object.at(key);
  if (value.is_null()) return std::nullopt;
  return std::llround(value.get<double>() * 100);
}

Drawing::Drawing(std::span<const Layer> layers)
    : projects(layer_named(layers, "projects")),
      pieces(layer_named(layers, "pieces")),
      zones(layer_named(layers, "zones")),
      units(layer_named(layers, "units")),
      rejects(layer_named(layers, "rejects")) {
  for (std::size_t row = 0; row < projects.size(); ++row) rows_[cell(projects, "id", row)].projects.push_back(row);
  for (std::size_t row = 0; row < pieces.size(); ++row) rows_[cell(pieces, "project", row)].pieces.push_back(row);
  for (std::size_t row = 0; row < rejects.size(); ++row) rows_[cell(rejects, "id", row)].rejects.push_back(row);
}

const Drawing::Rows& Drawing::rows_of(const std::string& project) const {
  static const Rows none;
  const auto it = rows_.find(project);
  return it == rows_.end() ? none : it->second;
}

Box Drawing::box_of(const std::string& project) const {
  const Rows& rows = rows_of(project);
  Box box;
  for (const std::size_t row : rows.projects) box.add(projects.shapes.box(row));
  for (const std::size_t row : rows.rejects) box.add(rejects.shapes.box(row));
  return box;
}

std::string cell(const Layer& layer, const char* field, std::size_t row) {
  return to_text(layer.field(field).values[row]);
}

bool is_synthetic(const Json& result) {
  return std::ranges::any_of(result.at("layers"), [](const Json& layer) {
    return calls_itself_synthetic(string_of(layer, "source"));
  });
}

}  // namespace libspatial::report
