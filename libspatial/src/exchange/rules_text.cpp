// A rule set as YAML: the canonical form, laid out for people.

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "libspatial/exchange.hpp"

namespace libspatial {
namespace {

using Json = nlohmann::json;

/// What a person looks for first; the rest follows by name.
constexpr const char* first[] = {"id", "rule", "role", "name", "version", "status", "title", "notice", "zh", "when", "verdict", "attr", "fact", "measure"};
constexpr std::size_t short_enough = 120;  // bytes: on one line

void emit(YAML::Emitter& out, const Json& json) {
  if (json.is_structured() && json.dump().size() <= short_enough) out << YAML::Flow;
  if (json.is_object()) {
    std::vector<std::string> keys;
    for (const auto& [key, value] : json.items()) keys.push_back(key);
    std::ranges::stable_sort(keys, {}, [](const std::string& key) { return std::ranges::find(first, key) - std::begin(first); });
    out << YAML::BeginMap;
    for (const std::string& key : keys) {
      out << YAML::Key << key << YAML::Value;
      emit(out, json.at(key));
    }
    out << YAML::EndMap;
  } else if (json.is_array()) {
    out << YAML::BeginSeq;
    for (const Json& item : json) emit(out, item);
    out << YAML::EndSeq;
  } else if (json.is_string()) {
    const std::string& text = json.get_ref<const std::string&>();
    if (text.empty() || text.find_first_of("\n\"") != std::string::npos) out << YAML::DoubleQuoted;
    out << text;
  } else {
    out << json.dump();
  }
}

}  // namespace

std::string rules_text(const RuleSet& rules) {
  YAML::Emitter out;
  emit(out, Json::parse(rules_json(rules)));
  return std::string(out.c_str()) + "\n";
}

}  // namespace libspatial
