// Rule sets in YAML, one file or a folder. docs/reference/rule-sets.md describes what is read here.

#include <algorithm>
#include <filesystem>

#include "exchange/rules_parts.hpp"
#include "libspatial/exchange.hpp"
#include "rules/formula.hpp"

namespace libspatial {
namespace {

using yaml::Map;
namespace fs = std::filesystem;

constexpr int longest_chain = 4;

Parameter read_parameter(Map map) {
  Parameter parameter;
  parameter.id = map.text("id");
  parameter.unit = map.text("unit");
  if (unit_factor(parameter.unit) == 0) map.fail({"未知的单位“" + parameter.unit + "”", "unknown unit \"" + parameter.unit + "\""});
  for (Map& value : map.maps("values")) {
    Parameter::Dated dated;
    dated.from = value.date_or("from", "");
    dated.value = value.number("value");
    dated.reference = value.text("reference");
    dated.verified = value.flag("verified", false);
    value.finish();
    if (!parameter.values.empty() && dated.from <= parameter.values.back().from) value.fail({"取值日期应递增", "the dates of values must ascend"});
    parameter.values.push_back(std::move(dated));
  }
  map.finish();
  if (parameter.values.empty()) map.fail({parameter.id + " 没有取值", parameter.id + " has no value"});
  return parameter;
}

Citation read_citation(Map map) {
  Citation citation;
  citation.id = map.text("id");
  citation.source.document = map.text("document");
  citation.source.clause = map.text_or("clause", "");
  citation.source.quote = map.text_or("quote", "");
  citation.source.date = map.date_or("date", "");
  citation.source.verified = map.flag("verified", false);
  citation.verified_by = map.text_or("verified_by", "");
  citation.verified_at = map.date_or("verified_at", "");
  citation.note = map.text_or("note", "");
  map.finish();
  if (citation.source.verified && citation.source.quote.empty()) {
    map.fail({citation.id + "：没有原文引句的条文不能标为已核实", citation.id + ": a citation without a quote cannot be verified"});
  }
  return citation;
}

Attribute read_attribute(Map map) {
  Attribute attribute;
  attribute.id = map.text("id");
  attribute.title = map.both("title");
  attribute.field = map.text_or("field", attribute.id);
  attribute.is_number = map.flag("number", false);
  if (map.has("words")) {
    Map words = map.map("words");
    std::map<std::string, std::string> means;
    for (const std::string& word : words.keys()) {
      attribute.words[word] = words.words(word);
      for (const std::string& text : attribute.words[word]) {
        if (const auto [at, fresh] = means.emplace(text, word); !fresh && at->second != word) {
          words.fail_at(word, {attribute.id + "：“" + text + "”既是 " + at->second + " 又是 " + word, attribute.id + ": \"" + text + "\" is both " + at->second + " and " + word});
        }
      }
    }
  }
  map.finish();
  if (attribute.is_number != attribute.words.empty()) map.fail({attribute.id + "：写 words，或 number: true", attribute.id + ": has words, or number: true"});
  return attribute;
}

LayerRole read_layer_role(Map map) {
  LayerRole role;
  role.role = map.text("role");
  role.title = map.both("title");
  role.class_field = map.text_or("class_field", "");
  role.ridge_field = map.text_or("ridge_field", "");
  if (map.has("max_age")) {
    const Bound age = rules_yaml::read_quantity(map, map.text("max_age"));
    if (age.unit != "day") map.fail({"max_age 的单位应为 day", "max_age must be in day"});
    role.max_age_days = age.value;
  }
  map.finish();
  return role;
}

/// Reads maps into one set; what stands in several files of a folder adds up.
class Reader {
 public:
  explicit Reader(int depth) : depth_(depth) {}
  RuleSet set;

  void header(Map& map, const std::string& file) {
    set.file = file;
    set.id = map.text("id");
    set.version = map.text("version");
    set.status = map.text("status");
    set.title = map.both("title");
    set.notice = map.both("notice");
    if (map.has("not_covered")) set.not_covered = map.both("not_covered");
    set.jurisdiction = map.text("jurisdiction");
    set.valid_from = map.date_or("valid_from", "");
    set.valid_to = map.date_or("valid_to", "");
    if (!set.valid_from.empty() && !set.valid_to.empty() && set.valid_from > set.valid_to) map.fail_at("valid_to", {set.id + "：valid_to 早于 valid_from", set.id + ": valid_to is before valid_from"});
    set.extends = map.text_or("taken_from", "");
    for (Map& approval : map.maps("approvals")) {
      set.approvals.push_back({approval.text("name"), approval.date_or("date", ""), approval.text_or("note", "")});
      if (set.approvals.back().date.empty()) approval.fail({"批准必须写明日期", "an approval needs a date"});
      approval.finish();
    }
    if (map.has("tolerance")) {
      Map tolerance = map.map("tolerance");
      set.tolerance = {tolerance.text_or("k", ""), tolerance.text_or("project_accuracy", ""), tolerance.text_or("sliver_area", "")};
      tolerance.finish();
    }
    const std::string base = map.text_or("extends", "");
    if (base.empty()) return;
    if (depth_ >= longest_chain) map.fail({"extends 的链太长或成环", "the chain of extends is too long, or a circle"});
    base_ = read(fs::path(file).parent_path() / base);
    set.extends = base_->id + " " + base_->version + " " + base_->hash;
  }

  void sections(Map& map) {
    for (Map& m : map.maps("attributes")) set.attributes.push_back(read_attribute(std::move(m)));
    for (Map& m : map.maps("layers")) set.layers.push_back(read_layer_role(std::move(m)));
    for (Map& m : map.maps("papers")) {
      set.papers.push_back({m.text("id"), m.both("title")});
      m.finish();
    }
    for (Map& m : map.maps("classes")) {
      set.classes.push_back({m.text("id"), m.both("title"), m.words("codes")});
      m.finish();
    }
    for (Map& m : map.maps("parameters")) set.parameters.push_back(read_parameter(std::move(m)));
    for (Map& m : map.maps("citations")) set.citations.push_back(read_citation(std::move(m)));
    for (Map& m : map.maps("rules")) set.rules.push_back(rules_yaml::read_rule(std::move(m)));
    for (Map& m : map.maps("tests")) rules_yaml::read_tests(std::move(m), set.tests);
    map.finish();
  }

  /// Takes over the rules of the set that is extended; looks whether everything fits.
  RuleSet finish(const Map& map) {
    require_distinct(map, set.attributes), require_distinct(map, set.parameters), require_distinct(map, set.citations);
    require_distinct(map, set.rules), require_distinct(map, set.papers), require_distinct(map, set.classes);
    if (base_) take_over();
    if (set.rules.empty()) map.fail({"没有规则", "there is no rule"});
    for (Rule& rule : set.rules) resolve(rule);
    rules_yaml::require_references(map, set);
    set.hash = rules_hash(set);
    return std::move(set);
  }

  RuleSet read(const fs::path& path) {
    Reader reader(depth_ + 1);
    return reader.from(path.lexically_normal().string());
  }

  RuleSet from(const std::string& path) {
    std::error_code none;
    if (!fs::is_directory(path, none)) return from_text(read_text(path), path);
    const std::string main = (fs::path(path) / "ruleset.yaml").string();
    Map map(yaml::load(read_text(main), main), main, "ruleset");
    header(map, main);
    sections(map);
    std::vector<std::string> more;
    for (const char* name : {"layers.yaml", "params.yaml", "citations.yaml"}) {
      if (fs::is_regular_file(fs::path(path) / name, none)) more.push_back((fs::path(path) / name).string());
    }
    for (const char* folder : {"rules", "tests"}) {
      if (!fs::is_directory(fs::path(path) / folder, none)) continue;
      std::vector<std::string> found;
      for (const auto& entry : fs::directory_iterator(fs::path(path) / folder)) {
        if (entry.path().extension() == ".yaml") found.push_back(entry.path().string());
      }
      std::sort(found.begin(), found.end());  // whatever the file system's order
      more.insert(more.end(), found.begin(), found.end());
    }
    for (const std::string& file : more) {
      Map part(yaml::load(read_text(file), file), file, fs::path(file).filename().string());
      sections(part);
    }
    return finish(map);
  }

  RuleSet from_text(std::string_view text, const std::string& file) {
    Map map(yaml::load(text, file), file, "ruleset");
    header(map, file);
    sections(map);
    return finish(map);
  }

 private:
  template <class T>
  static const std::string& key(const T& item) {
    if constexpr (requires { item.role; }) return item.role;
    else return item.id;
  }

  template <class T>
  static void require_distinct(const Map& map, const std::vector<T>& items) {
    std::set<std::string> ids;
    for (const T& item : items) {
      if (!ids.insert(item.id).second) map.fail({"编号 " + item.id + " 重复", "the id " + item.id + " is repeated"});
    }
  }

  /// What the base has comes first; what has the same id here takes its place.
  template <class T>
  static void merge(const std::vector<T>& base, std::vector<T>& own) {
    std::vector<T> all = base;
    for (T& item : own) {
      const auto same = std::find_if(all.begin(), all.end(), [&](const T& other) { return key(other) == key(item); });
      if (same == all.end()) all.push_back(std::move(item));
      else *same = std::move(item);
    }
    own = std::move(all);
  }

  void take_over() {
    std::vector<Situation> tests;
    for (const Situation& test : base_->tests) {
      if (!set.find_rule(test.rule)) tests.push_back(test);  // a rule that is replaced brings its own
    }
    tests.insert(tests.end(), set.tests.begin(), set.tests.end());
    set.tests = std::move(tests);
    merge(base_->attributes, set.attributes), merge(base_->layers, set.layers), merge(base_->papers, set.papers);
    merge(base_->classes, set.classes), merge(base_->parameters, set.parameters), merge(base_->citations, set.citations);
    merge(base_->rules, set.rules);
    for (std::string Tolerance::* part : {&Tolerance::k, &Tolerance::project_accuracy, &Tolerance::sliver_area}) {
      if ((set.tolerance.*part).empty()) set.tolerance.*part = base_->tolerance.*part;
    }
    if (set.not_covered.zh.empty()) set.not_covered = base_->not_covered;
  }

  /// A quantity by parameter is in the parameter's unit.
  void resolve(Bound& bound, const Rule& rule, int line) const {
    if (bound.parameter.empty()) return;
    const auto p = std::find_if(set.parameters.begin(), set.parameters.end(), [&](const Parameter& each) { return each.id == bound.parameter; });
    if (p == set.parameters.end()) yaml::refuse_at(rule.file, line, {rule.id + "：没有参数 " + bound.parameter, rule.id + ": there is no parameter " + bound.parameter});
    bound.unit = p->unit;
  }
  void resolve(Condition& condition, const Rule& rule) const {
    for (Bound& bound : condition.bounds) resolve(bound, rule, condition.line);
    for (Condition& part : condition.parts) resolve(part, rule);
  }
  void resolve(Formula& formula, const Rule& rule, int line) const {
    resolve(formula.quantity, rule, line);
    for (Formula& part : formula.parts) resolve(part, rule, line);
  }
  void resolve(Rule& rule) const {
    for (Fact& fact : rule.facts) resolve(fact.formula, rule, fact.line);
    for (Fact& fact : rule.facts) {
      if (!fact.measure.empty()) continue;
      try {
        fact.unit = formula_unit(set, rule, fact);
      } catch (const Text& why) {
        yaml::refuse_at(rule.file, fact.line, {rule.id + "：" + why.zh, rule.id + ": " + why.en});
      }
    }
    resolve(rule.applies_when, rule);
    for (Branch& branch : rule.base) resolve(branch.when, rule);
    for (Exception& exception : rule.exceptions) resolve(exception.branch.when, rule);
  }

  const int depth_;
  std::optional<RuleSet> base_;
};

}  // namespace

RuleSet parse_rules(std::string_view text, const std::string& file) { return Reader(0).from_text(text, file); }
RuleSet read_rules(const std::string& file_or_folder) { return Reader(0).from(file_or_folder); }

}  // namespace libspatial
