// What a result says of the place it was made at is left out.

#include <algorithm>
#include <nlohmann/json.hpp>

#include "libspatial/report.hpp"
#include "report/document.hpp"

namespace libspatial {
namespace {

using Json = nlohmann::ordered_json;

std::string name_of(const std::string& file) { return file.substr(file.find_last_of("/\\") + 1); }

/// Every file the result names with a folder, the longest first.
std::vector<std::string> files_with_folders(const Json& result) {
  std::vector<std::string> files;
  const auto add = [&](const Json& value) {
    if (value.is_string() && value.get<std::string>().find_first_of("/\\") != std::string::npos) files.push_back(value.get<std::string>());
  };
  add(result.at("run").at("projects_title"));
  add(result.at("plan").at("file"));
  add(result.at("plan").at("title"));
  add(result.at("ruleset").at("file"));
  for (const char* list : {"layers", "rejects", "repairs"}) {
    for (const Json& one : result.at(list)) add(one.at("file"));
  }
  std::ranges::sort(files, [](const std::string& a, const std::string& b) { return a.size() != b.size() ? a.size() > b.size() : a < b; });
  files.erase(std::unique(files.begin(), files.end()), files.end());
  return files;
}

std::string without_folders(std::string text, const std::vector<std::string>& files) {
  for (const std::string& file : files) {
    for (std::size_t at = 0; (at = text.find(file, at)) != std::string::npos; at += name_of(file).size()) text.replace(at, file.size(), name_of(file));
  }
  return text;
}

void leave_out(Json& value, const std::vector<std::string>& files) {
  if (value.is_string()) {
    value = without_folders(value.get<std::string>(), files);
  } else if (value.is_structured()) {
    for (Json& part : value) leave_out(part, files);
  }
}

}  // namespace

std::string redacted(const std::string& result_json) {
  (void)report::parse_result(result_json);
  return report::rendering([&] {
    Json result = Json::parse(result_json);
    leave_out(result, files_with_folders(result));
    return result.dump(1) + "\n";
  });
}

std::vector<Layer> redacted(std::vector<Layer> layers, const std::string& result_json) {
  const auto files = report::rendering([&] { return files_with_folders(Json::parse(result_json)); });
  for (Layer& layer : layers) {
    layer.file = name_of(layer.file);
    for (Field& field : layer.fields) {
      for (Value& value : field.values) {
        if (field.type == FieldType::text && !std::holds_alternative<std::monostate>(value)) value = without_folders(to_text(value), files);
      }
    }
    if (layer.name != "zones") continue;
    layer.shapes = {};
    for (Field& field : layer.fields) field.values.clear();
  }
  return layers;
}

}  // namespace libspatial
