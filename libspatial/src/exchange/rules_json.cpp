// A rule set in canonical form: one JSON document, keys sorted, numbers in their shortest form, everything taken over written out. It is itself a
// rule set that can be read, and its SHA-256 is the set's name for ever.

#include <nlohmann/json.hpp>

#include "libspatial/exchange.hpp"
#include "rules/formula.hpp"
#include "source/sha256.hpp"

namespace libspatial {
namespace {

using Json = nlohmann::json;  // sorts its keys

Json both(const Text& text) { return {{"zh", text.zh}, {"en", text.en}}; }

void put(Json& to, const char* key, const std::string& text) {
  if (!text.empty()) to[key] = text;
}

std::string quantity(const Bound& bound) { return shortest(bound.value) + " " + bound.unit; }

Json of(const Condition& condition) {
  Json json;
  const std::string test(name(condition.test));
  if (condition.test == Test::negation) {
    json["not"] = of(condition.parts.front());
    return json;
  }
  if (!condition.parts.empty()) {
    for (const Condition& part : condition.parts) json[test].push_back(of(part));
    return json;
  }
  json[condition.fact.empty() ? "attr" : "fact"] = condition.fact.empty() ? condition.attribute : condition.fact;
  if (condition.test == Test::present) json[test] = condition.wanted ? "true" : "false";
  else if (condition.test == Test::in) json[test] = condition.words;
  else if (!condition.words.empty()) json[test] = condition.words.front();
  else if (condition.test == Test::between) {
    for (const Bound& bound : condition.bounds) json[test].push_back(bound.parameter.empty() ? quantity(bound) : "param " + bound.parameter);
  } else if (const Bound& bound = condition.bounds.front(); bound.parameter.empty()) json[test] = quantity(bound);
  else json[test]["param"] = bound.parameter;
  return json;
}

Json of(const Branch& branch) {
  Json json{{"verdict", name(branch.verdict)}, {"text", both(branch.text)}};
  if (branch.when.test != Test::always) json["when"] = of(branch.when);
  if (!branch.papers.empty()) json["requires"] = branch.papers;
  return json;
}

Json of(const Rule& rule) {
  Json json{{"id", rule.id}, {"title", both(rule.title)}, {"on_unknown", name(rule.on_unknown)}, {"house_rule", rule.house ? "true" : "false"},
            {"tolerance", rule.tolerant ? "true" : "false"}, {"cite", rule.cite}};
  if (rule.applies_when.test != Test::always) json["applies_when"] = of(rule.applies_when);
  put(json, "valid_from", rule.valid_from), put(json, "valid_to", rule.valid_to);
  json["let"] = Json::object();
  for (const Fact& fact : rule.facts) {
    Json& let = json["let"][fact.name] = Json::object();
    put(let, "measure", fact.measure), put(let, "formula", formula_text(fact.formula));
    if (!fact.roles.empty()) let["role"] = fact.roles;
    put(let, "classes", fact.classes);
  }
  for (const Branch& branch : rule.base) json["decide"]["base"].push_back(of(branch));
  for (const Exception& exception : rule.exceptions) {
    Json one = of(exception.branch);
    one["id"] = exception.id, one["priority"] = exception.priority;
    if (!exception.cite.empty()) one["cite"] = exception.cite;
    json["decide"]["exceptions"].push_back(std::move(one));
  }
  return json;
}

Json of(const Parameter& parameter) {
  Json json{{"id", parameter.id}, {"unit", parameter.unit}, {"values", Json::array()}};
  for (const auto& value : parameter.values) {
    Json one{{"value", shortest(value.value)}, {"reference", value.reference}, {"verified", value.verified ? "true" : "false"}};
    put(one, "from", value.from);
    json["values"].push_back(std::move(one));
  }
  return json;
}

Json of(const Citation& citation) {
  const Source& source = citation.source;
  Json json{{"id", citation.id}, {"document", source.document}, {"verified", source.verified ? "true" : "false"}};
  put(json, "clause", source.clause), put(json, "quote", source.quote), put(json, "date", source.date);
  put(json, "verified_by", citation.verified_by), put(json, "verified_at", citation.verified_at), put(json, "note", citation.note);
  return json;
}

Json of(const Situation& test) {
  Json one{{"expect", name(test.expected)}};
  put(one, "exception", test.exception), put(one, "as_of", test.as_of);
  for (const auto& [id, given] : test.facts) {
    const auto text = [&](double value) { return quantity({{}, value, given.unit}); };
    if (given.low == given.high) one["facts"][id] = text(given.value);
    else one["facts"][id] = {text(given.value), text(given.low), text(given.high)};
  }
  for (const auto& [id, value] : test.attributes) one["attributes"][id] = value;
  for (const auto& [id, state] : test.layers) one["layers"][id] = state;
  return {{"rule", test.rule}, {"cases", Json::array({std::move(one)})}};
}

Json of(const Attribute& attribute) {
  Json json{{"id", attribute.id}, {"title", both(attribute.title)}, {"field", attribute.field}, {"number", attribute.is_number ? "true" : "false"}};
  for (const auto& [word, found] : attribute.words) json["words"][word] = found;
  return json;
}

Json of(const LayerRole& layer) {
  Json json{{"role", layer.role}, {"title", both(layer.title)}};
  put(json, "class_field", layer.class_field), put(json, "ridge_field", layer.ridge_field);
  if (layer.max_age_days > 0) json["max_age"] = quantity({{}, layer.max_age_days, "day"});
  return json;
}

template <class T>
Json each(const std::vector<T>& items) {
  Json list = Json::array();
  for (const T& item : items) list.push_back(of(item));
  return list;
}

}  // namespace

std::string rules_json(const RuleSet& set) {
  Json json{{"id", set.id}, {"version", set.version}, {"status", set.status}, {"title", both(set.title)}, {"notice", both(set.notice)}, {"jurisdiction", set.jurisdiction},
            {"attributes", each(set.attributes)}, {"layers", each(set.layers)}, {"parameters", each(set.parameters)}, {"citations", each(set.citations)},
            {"rules", each(set.rules)}, {"tests", each(set.tests)}};
  put(json, "valid_from", set.valid_from), put(json, "valid_to", set.valid_to), put(json, "taken_from", set.extends);
  if (!set.not_covered.zh.empty()) json["not_covered"] = both(set.not_covered);
  for (const Approval& a : set.approvals) {
    Json one{{"name", a.name}, {"date", a.date}};
    put(one, "note", a.note);
    json["approvals"].push_back(std::move(one));
  }
  for (const Paper& paper : set.papers) json["papers"].push_back({{"id", paper.id}, {"title", both(paper.title)}});
  for (const ClassList& list : set.classes) json["classes"].push_back({{"id", list.id}, {"title", both(list.title)}, {"codes", list.codes}});
  put(json["tolerance"] = Json::object(), "k", set.tolerance.k);
  put(json["tolerance"], "project_accuracy", set.tolerance.project_accuracy), put(json["tolerance"], "sliver_area", set.tolerance.sliver_area);
  return json.dump(1) + "\n";
}

std::string rules_hash(const RuleSet& set) { return sha256_text(rules_json(set)); }

}  // namespace libspatial
