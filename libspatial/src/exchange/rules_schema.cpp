// The JSON Schema of rule sets: the words come from the tables of the language; tests/python/test_rules_schema.py holds it against the reader, key by key.

#include <nlohmann/json.hpp>

#include "libspatial/exchange.hpp"
#include "rules/vocabulary.hpp"

namespace libspatial {
namespace {

using Json = nlohmann::ordered_json;

Json ref(const std::string& name) { return {{"$ref", "#/definitions/" + name}}; }
Json list(Json items, int least = 0) {
  Json json{{"type", "array"}, {"items", std::move(items)}};
  if (least > 0) json["minItems"] = least;
  return json;
}
Json only(Json properties, std::initializer_list<const char*> required) {
  Json json{{"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}};
  if (required.size() > 0) json["required"] = required;
  return json;
}
Json any_of(std::initializer_list<Json> schemas) {
  Json json;
  for (const Json& schema : schemas) json["anyOf"].push_back(schema);
  return json;
}
Json pattern(const std::string& text, const Text& why) { return {{"type", "string"}, {"pattern", text}, {"description", why.zh + " · " + why.en}}; }
Json said(Json schema, const Text& text) {
  schema["description"] = text.zh + " · " + text.en;
  return schema;
}

template <class Words>
std::string either(const Words& words) {
  std::string all;
  for (const auto& word : words) all += (all.empty() ? "" : "|") + std::string(word);
  return all;
}

/// Measures by what they need.
Json measures(bool (*wanted)(const MeasureWord&)) {
  Json names = Json::array();
  std::string zh, en;
  for (const MeasureWord& word : measure_words()) {
    if (!wanted(word)) continue;
    names.push_back(word.name);
    const std::string head = (zh.empty() ? "" : "; ") + std::string(word.name) + " ";
    zh += head + word.title.zh + " " + std::string(word.unit);
    en += head + word.title.en;
  }
  return said({{"enum", std::move(names)}}, {zh, en});
}

Json scalars() {
  const std::string number = "-?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]+)?", units = either(unit_words());
  Json verdict, unknown, states;
  for (const Verdict v : verdicts()) {
    verdict["enum"].push_back(name(v));
    if (v >= Verdict::not_checked) unknown["enum"].push_back(name(v));
  }
  for (const StateWord& state : layer_states()) states["enum"].push_back(state.name);
  Json unit;
  for (const std::string_view word : unit_words()) unit["enum"].push_back(word);
  return {{"word", {{"type", {"string", "number", "boolean"}}, {"minLength", 1}}},
          {"maybe", {{"type", {"string", "number", "boolean", "null"}}}},
          {"flag", {{"enum", {true, false, "true", "false"}}}},
          {"number", any_of({{{"type", "number"}}, pattern("^" + number + "$", {"数值", "a number"})})},
          {"whole", any_of({{{"type", "integer"}}, pattern("^-?[0-9]+$", {"整数", "a whole number"})})},
          {"date", {{"type", "string"}, {"format", "date"}, {"pattern", "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}, {"description", "日期 YYYY-MM-DD · a date YYYY-MM-DD"}}},
          {"unit", std::move(unit)},
          {"verdict", std::move(verdict)},
          {"unknown", said(std::move(unknown), {"信息不足时的结论：不能通过", "the verdict when something is not known: it never passes"})},
          {"state", std::move(states)},
          {"quantity", pattern("^" + number + " *(" + units + ")$", {"带单位的数值，如 10 m2、0.5 %", "a number with its unit, such as 10 m2, 0.5 %"})},
          {"both", only({{"zh", ref("word")}, {"en", ref("word")}}, {"zh", "en"})},
          {"sentence", pattern("^([^{}]|\\{[^{}|]+\\|(" + either(text_units()) + ")\\})+$", {"文字；{事实|单位} 处填入数值", "a text; the number of a fact stands for {fact|unit}"})},
          {"sentences", only({{"zh", ref("sentence")}, {"en", ref("sentence")}}, {"zh", "en"})},
          {"words", list(ref("word"))}};
}

Json facts() {
  std::string zones;
  for (const ZoneKind kind : zone_kinds) zones += (zones.empty() ? "" : "|") + std::string(name(kind));
  const Json zone = pattern("^ugb\\.(" + zones + ")$", {"城镇开发边界的分区", "a zone of the growth boundary"}), role = any_of({zone, pattern("^[^.]+$", {"图层", "a layer"})});
  Json one = list(role, 1), several = list(zone, 2);
  one["maxItems"] = 1;
  const Json roles = any_of({role, one, several});
  const auto of_role = [](const MeasureWord& w) { return w.of == Of::role && !w.classes; };
  const auto of_classes = [](const MeasureWord& w) { return w.classes; };
  const auto of_project = [](const MeasureWord& w) { return w.of == Of::project; };
  return any_of({only({{"measure", measures(of_role)}, {"role", roles}, {"classes", ref("word")}}, {"measure", "role"}),
                 only({{"measure", measures(of_classes)}, {"role", roles}, {"classes", ref("word")}}, {"measure", "role", "classes"}),
                 only({{"measure", measures(of_project)}, {"classes", ref("word")}}, {"measure"}),
                 only({{"formula", pattern("^[A-Za-z0-9_.%+*/(), \\u0080-\\uffff-]+$", {"公式：+ - * / min max，事实、param 参数、attr 属性、带单位的数值", "a formula: + - * / min max, facts, param NAME, attr NAME, numbers with units"})}}, {"formula"})});
}

Json conditions() {
  Json bound = any_of({ref("quantity"), only({{"param", ref("word")}}, {"param"})});
  Json between = list(any_of({ref("quantity"), pattern("^param .+$", {"参数", "a parameter"})}), 2);
  between["maxItems"] = 2;
  Json attribute{{"attr", ref("word")}}, fact{{"fact", ref("word")}}, all;
  for (const Test test : condition_tests()) {
    const std::string key(name(test));
    if (test == Test::all || test == Test::any) all["anyOf"].push_back(only({{key, list(ref("condition"), 1)}}, {key.c_str()}));
    else if (test == Test::negation) all["anyOf"].push_back(only({{key, ref("condition")}}, {key.c_str()}));
    else if (test == Test::in) attribute[key] = list(ref("word"), 1);
    else if (test == Test::present) attribute[key] = fact[key] = ref("flag");
    else if (test == Test::between) attribute[key] = fact[key] = between;
    else {
      attribute[key] = test == Test::eq || test == Test::ne ? any_of({ref("word"), bound}) : bound;
      fact[key] = bound;
    }
  }
  for (Json* of : {&attribute, &fact}) {
    Json test = only(*of, {of->begin().key().c_str()});
    test["minProperties"] = test["maxProperties"] = 2;  // what is asked about, and one test
    all["anyOf"].push_back(std::move(test));
  }
  return all;
}

Json rules() {
  const Json branch{{"when", ref("condition")}, {"verdict", ref("verdict")}, {"text", ref("sentences")}, {"requires", ref("words")}};
  Json exception{{"id", ref("word")}, {"priority", ref("whole")}, {"cite", ref("words")}};
  exception.update(branch);
  Json base = list(only(branch, {"verdict", "text"}), 1);
  base["contains"] = {{"not", {{"required", {"when"}}}}};  // the last: it answers everything else
  Json rule = only({{"id", ref("word")}, {"title", ref("both")}, {"applies_when", ref("condition")}, {"let", {{"type", "object"}, {"additionalProperties", ref("fact")}}},
                    {"decide", only({{"base", std::move(base)}, {"exceptions", list(only(std::move(exception), {"id", "priority", "when", "verdict", "text"}))}}, {"base"})},
                    {"on_unknown", ref("unknown")}, {"house_rule", ref("flag")}, {"tolerance", ref("flag")}, {"cite", ref("words")}, {"valid_from", ref("date")}, {"valid_to", ref("date")}},
                   {"id", "title", "let", "decide"});
  rule["if"] = {{"properties", {{"house_rule", {{"enum", {true, "true"}}}}}}, {"required", {"house_rule"}}};
  rule["then"] = {{"properties", {{"cite", {{"maxItems", 0}}}}}};
  return rule;
}

Json tests() {
  Json three = list(ref("quantity"), 3), one = list(ref("quantity"), 1);
  three["maxItems"] = 3, one["maxItems"] = 1;
  const Json given{{"as_of", ref("date")}, {"attributes", {{"type", "object"}, {"additionalProperties", ref("maybe")}}}, {"layers", {{"type", "object"}, {"additionalProperties", ref("state")}}},
                   {"facts", {{"type", "object"}, {"additionalProperties", any_of({ref("quantity"), one, three})}}}};
  Json test{{"rule", ref("word")}}, cases{{"expect", ref("verdict")}, {"exception", ref("word")}};
  test.update(given), cases.update(given);
  const Json dated{{"required", {"as_of"}}}, with_dates{{"properties", {{"cases", {{"items", dated}}}}}};
  test["cases"] = list(only(std::move(cases), {"expect"}));
  Json all = only(std::move(test), {"rule"});
  all["anyOf"] = {dated, with_dates};
  return all;
}

Json citation() {
  Json json = only({{"id", ref("word")}, {"document", ref("word")}, {"clause", ref("maybe")}, {"quote", ref("maybe")}, {"date", ref("date")}, {"verified", ref("flag")},
                    {"verified_by", ref("maybe")}, {"verified_at", ref("date")}, {"note", ref("maybe")}}, {"id", "document"});
  json["if"] = {{"properties", {{"verified", {{"enum", {true, "true"}}}}}}, {"required", {"verified"}}};
  json["then"] = {{"required", {"quote"}}, {"properties", {{"quote", ref("word")}}}};
  return json;
}

Json attribute() {
  Json json = only({{"id", ref("word")}, {"title", ref("both")}, {"field", ref("word")}, {"number", ref("flag")},
                    {"words", {{"type", "object"}, {"minProperties", 1}, {"additionalProperties", ref("words")}}}}, {"id", "title"});
  const Json number{{"properties", {{"number", {{"enum", {true, "true"}}}}}}, {"required", {"number"}}};
  json["oneOf"] = {number, Json{{"required", {"words"}}}};
  return json;
}

Json sections() {
  Json value = only({{"from", ref("date")}, {"value", ref("number")}, {"reference", ref("word")}, {"verified", ref("flag")}}, {"value", "reference"});
  return {{"attributes", list(attribute())},
          {"layers", list(only({{"role", ref("word")}, {"title", ref("both")}, {"class_field", ref("maybe")}, {"ridge_field", ref("maybe")}, {"max_age", pattern("^[0-9.]+ *day$", {"天数，如 1827 day", "days, such as 1827 day"})}}, {"role", "title"}))},
          {"papers", list(only({{"id", ref("word")}, {"title", ref("both")}}, {"id", "title"}))},
          {"classes", list(only({{"id", ref("word")}, {"title", ref("both")}, {"codes", ref("words")}}, {"id", "title"}))},
          {"parameters", list(only({{"id", ref("word")}, {"unit", ref("unit")}, {"values", list(std::move(value), 1)}}, {"id", "unit", "values"}))},
          {"citations", list(citation())},
          {"rules", list(ref("rule"))},
          {"tests", list(ref("test"))}};
}

}  // namespace

std::string rules_schema() {
  const std::vector<std::string> needed{"id", "version", "status", "title", "notice", "jurisdiction"};
  Json head{{"id", ref("word")}, {"version", ref("word")}, {"status", ref("word")}, {"title", ref("both")}, {"notice", ref("both")}, {"not_covered", ref("both")}, {"jurisdiction", ref("word")},
            {"valid_from", ref("date")}, {"valid_to", ref("date")}, {"extends", ref("maybe")}, {"taken_from", ref("maybe")},
            {"approvals", list(only({{"name", ref("word")}, {"date", ref("date")}, {"note", ref("maybe")}}, {"name", "date"}))},
            {"tolerance", only({{"k", ref("maybe")}, {"project_accuracy", ref("maybe")}, {"sliver_area", ref("maybe")}}, {})}};
  Json schema{{"$schema", "http://json-schema.org/draft-07/schema#"}, {"title", "libspatial 规则集 · rule set"},
              {"description", "规则集的一个文件：单文件，或文件夹中的任一文件 · a file of a rule set: the whole set, or any file of its folder"}};
  for (const auto& [key, unused] : head.items()) schema["dependencies"][key] = needed;  // a head is a whole head; the other files of a folder have none
  head.update(sections());
  schema.update(only(std::move(head), {}));
  schema["definitions"] = scalars();
  schema["definitions"].update(Json{{"fact", facts()}, {"condition", conditions()}, {"rule", rules()}, {"test", tests()}});
  return schema.dump(1) + "\n";
}

}  // namespace libspatial
