// One rule in YAML, and the tests of a set.

#include <algorithm>

#include "exchange/rules_parts.hpp"
#include "rules/formula.hpp"

namespace libspatial::rules_yaml {
namespace {

using yaml::Map;

/// What they say of one kind of zone would be said of all.
constexpr std::string_view of_whole_layers[] = {"min_distance", "feature_count", "multi_cover_area", "uncovered_area", "coverage", "layer_age"};

Fact read_fact(const std::string& id, Map map) {
  Fact fact;
  fact.name = id;
  fact.line = map.line();
  if (map.has("formula")) {
    try {
      fact.formula = parse_formula(map.text("formula"));
    } catch (const Text& why) {
      map.fail_at("formula", {id + "：" + why.zh, id + ": " + why.en});
    }
    map.finish();
    return fact;
  }
  fact.measure = map.text("measure");
  fact.roles = map.is_text("role") ? std::vector{map.text("role")} : map.words("role");
  fact.classes = map.text_or("classes", "");
  map.finish();
  const MeasureWord* word = find_measure(fact.measure);
  if (!word) map.fail_at("measure", {"未知的量“" + fact.measure + "”", "unknown measure \"" + fact.measure + "\""});
  if ((word->of == Of::project) != fact.roles.empty()) {
    const bool takes = word->of != Of::project;
    map.fail_at("role", {id + "：量 " + fact.measure + (takes ? " 需要 role" : " 不需要 role"), id + ": measure " + fact.measure + (takes ? " needs a role" : " takes no role")});
  }
  if (word->classes && fact.classes.empty()) map.fail_at("classes", {id + "：量 " + fact.measure + " 需要 classes", id + ": measure " + fact.measure + " needs classes"});
  for (const std::string& role : fact.roles) {
    if (layer_of(role) != layer_of(fact.roles.front())) map.fail_at("role", {id + "：一个量只能取自一个图层", id + ": one fact is taken from one layer"});
    const std::size_t dot = role.find('.');
    if (dot == std::string::npos) {
      if (fact.roles.size() > 1) map.fail_at("role", {id + "：多个 role 须是同一图层的不同分区", id + ": several roles must be zones of one layer"});
      continue;
    }
    if (std::ranges::find(of_whole_layers, fact.measure) != std::end(of_whole_layers)) map.fail_at("role", {id + "：量 " + fact.measure + " 只能取自整个图层，不能是“" + role + "”", id + ": measure " + fact.measure + " is of a whole layer, not of \"" + role + "\""});
    const std::string kind = role.substr(dot + 1);
    if (layer_of(role) != "ugb" || std::none_of(std::begin(zone_kinds), std::end(zone_kinds), [&](ZoneKind k) { return name(k) == kind; })) {
      map.fail_at("role", {"未知的分区“" + role + "”", "unknown zone \"" + role + "\""});
    }
  }
  return fact;
}

Branch read_branch(Map& map) {
  Branch branch;
  branch.line = map.line_of("text"), branch.papers_line = map.line_of("requires");
  if (map.has("when")) branch.when = read_condition(map.map("when"));
  branch.verdict = read_verdict(map, "verdict");
  branch.text = map.both("text");
  branch.papers = map.words("requires");
  return branch;
}

Exception read_exception(Map map) {
  Exception exception;
  exception.id = map.text("id");
  const double priority = map.number("priority");
  exception.priority = static_cast<int>(priority);
  if (exception.priority != priority) map.fail_at("priority", {"priority 应为整数", "priority must be a whole number"});
  exception.branch = read_branch(map);
  exception.cite = map.words("cite");
  exception.cite_line = map.line_of("cite");
  map.finish();
  if (exception.branch.when.test == Test::always) map.fail({exception.id + "：例外必须有条件（when）", exception.id + ": an exception needs a condition (when)"});
  return exception;
}

void read_decide(Map map, Rule& rule) {
  for (Map& branch : map.maps("base")) {
    rule.base.push_back(read_branch(branch));
    branch.finish();
  }
  for (Map& exception : map.maps("exceptions")) rule.exceptions.push_back(read_exception(std::move(exception)));
  map.finish();
  if (rule.base.empty() || rule.base.back().when.test != Test::always) {
    map.fail({rule.id + "：base 的最后一个分支不写 when，其余情况都归它", rule.id + ": the last branch of base has no when: it answers everything else"});
  }
  for (std::size_t i = 0; i + 1 < rule.base.size(); ++i) {
    if (rule.base[i].when.test == Test::always) map.fail({rule.id + "：没有 when 的分支必须是最后一个", rule.id + ": a branch without when must be the last one"});
  }
}

}  // namespace

Verdict read_verdict(Map& map, const std::string& key) {
  const std::string word = map.text(key);
  for (const Verdict v : verdicts()) {
    if (word == name(v)) return v;
  }
  map.fail_at(key, {"未知的结论“" + word + "”", "unknown verdict \"" + word + "\""});
}

Rule read_rule(Map map) {
  Rule rule;
  rule.file = map.file(), rule.line = map.line(), rule.cite_line = map.line_of("cite");
  rule.id = map.text("id");
  rule.title = map.both("title");
  if (map.has("applies_when")) rule.applies_when = read_condition(map.map("applies_when"));
  Map facts = map.map("let");
  for (const std::string& id : facts.keys()) rule.facts.push_back(read_fact(id, facts.map(id)));
  std::sort(rule.facts.begin(), rule.facts.end(), [](const Fact& a, const Fact& b) { return a.name < b.name; });  // their order says nothing
  read_decide(map.map("decide"), rule);
  if (map.has("on_unknown")) rule.on_unknown = read_verdict(map, "on_unknown");
  rule.house = map.flag("house_rule", false);
  rule.tolerant = map.flag("tolerance", true);
  rule.cite = map.words("cite");
  rule.valid_from = map.date_or("valid_from", "");
  rule.valid_to = map.date_or("valid_to", "");
  if (!rule.valid_from.empty() && !rule.valid_to.empty() && rule.valid_from > rule.valid_to) map.fail_at("valid_to", {rule.id + "：valid_to 早于 valid_from", rule.id + ": valid_to is before valid_from"});
  map.finish();
  if (rule.on_unknown < Verdict::not_checked) {
    map.fail_at("on_unknown", {rule.id + "：on_unknown 只能是 not_checked、needs_review 或 conflict", rule.id + ": on_unknown is not_checked, needs_review or conflict: what is not known never passes"});
  }
  if (rule.house && !rule.cite.empty()) map.fail_at("cite", {rule.id + "：house_rule 不引用条文", rule.id + ": a house_rule cites nothing"});
  return rule;
}

void read_tests(Map map, std::vector<Situation>& tests) {
  Situation common;
  common.rule = map.text("rule");
  common.as_of = map.date_or("as_of", "");
  const auto read = [](Map& from, Situation& into) {
    if (from.has("attributes")) {
      Map attributes = from.map("attributes");
      for (const std::string& key : attributes.keys()) into.attributes[key] = attributes.text_or(key, "");
    }
    if (from.has("layers")) {
      Map layers = from.map("layers");
      for (const std::string& key : layers.keys()) {
        const std::string state = into.layers[key] = layers.text(key);
        if (std::ranges::find(layer_states(), state, &StateWord::name) == layer_states().end()) layers.fail_at(key, {"图层状态应为 missing expired partial", "the state of a layer is missing, expired or partial"});
      }
    }
    if (!from.has("facts")) return;
    Map facts = from.map("facts");
    for (const std::string& key : facts.keys()) {
      std::vector<std::string> words = facts.is_text(key) ? std::vector{facts.text(key)} : facts.words(key);
      if (words.empty()) continue;
      if (words.size() != 1 && words.size() != 3) facts.fail_at(key, {"事实写一个值，或 [值, 最小, 最大]", "a fact is one value, or [value, least, most]"});
      const Bound value = read_quantity(facts, words[0]);
      Situation::Given given{value.value, value.value, value.value, value.unit};
      if (words.size() == 3) {
        const Bound low = read_quantity(facts, words[1]), high = read_quantity(facts, words[2]);
        if (low.unit != value.unit || high.unit != value.unit) facts.fail_at(key, {"[值, 最小, 最大] 须用同一单位", "[value, least, most] need one unit"});
        if (!(low.value <= value.value && value.value <= high.value)) facts.fail_at(key, {"应为 最小 ≤ 值 ≤ 最大", "least ≤ value ≤ most is needed"});
        given.low = low.value, given.high = high.value;
      }
      into.facts[key] = given;
    }
  };
  read(map, common);
  for (Map& one : map.maps("cases")) {
    Situation situation = common;
    situation.file = one.file(), situation.line = one.line();
    read(one, situation);
    if (one.has("as_of")) situation.as_of = one.date_or("as_of", "");
    situation.expected = read_verdict(one, "expect");
    situation.exception = one.text_or("exception", "");
    one.finish();
    if (situation.as_of.empty()) one.fail({"测试须写 as_of", "a test needs as_of"});
    tests.push_back(std::move(situation));
  }
  map.finish();
}

}  // namespace libspatial::rules_yaml
