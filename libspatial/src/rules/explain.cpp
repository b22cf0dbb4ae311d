// Explain: a rule in sentences. Changes: what differs between two sets.

#include <algorithm>
#include <functional>
#include <map>

#include "rules/formula.hpp"
#include "rules/judge.hpp"

namespace libspatial {
namespace {

Text symbol(Test test) {
  switch (test) {
    case Test::lt: return {"小于", "is less than"};
    case Test::le: return {"不大于", "is at most"};
    case Test::gt: return {"大于", "is more than"};
    case Test::ge: return {"不小于", "is at least"};
    case Test::ne: return {"不等于", "is not"};
    default: return {"等于", "is"};
  }
}

std::string joined(const std::vector<std::string>& words, const std::string& by) {
  std::string result;
  for (const std::string& word : words) result += (result.empty() ? "" : by) + word;
  return result;
}

class Teller {
 public:
  Teller(const RuleSet& rules, const Rule& rule, const std::string& as_of) : rules_(rules), rule_(rule), as_of_(as_of) {}

  Text tell(const Condition& c) const {
    if (c.test == Test::always) return {"其余情况", "otherwise"};
    if (c.test == Test::negation) {
      const Text part = tell(c.parts.front());
      return {"并非（" + part.zh + "）", "not (" + part.en + ")"};
    }
    if (!c.parts.empty()) {
      Text result;
      for (const Condition& part : c.parts) {
        Text one = tell(part);
        if (part.parts.size() > 1) one = {"（" + one.zh + "）", "(" + one.en + ")"};
        result.zh += (result.zh.empty() ? "" : c.test == Test::all ? "，且" : "，或") + one.zh;
        result.en += (result.en.empty() ? "" : c.test == Test::all ? " and " : " or ") + one.en;
      }
      return result;
    }
    const Text of = subject(c);
    if (c.test == Test::present) return c.wanted ? Text{of.zh + "已填写", of.en + " is given"} : Text{of.zh + "未填写", of.en + " is not given"};
    if (c.test == Test::in) return {of.zh + "属于 " + joined(c.words, "、"), of.en + " is one of " + joined(c.words, ", ")};
    if (!c.words.empty()) return {of.zh + symbol(c.test).zh + " " + c.words.front(), of.en + " " + symbol(c.test).en + " " + c.words.front()};
    if (c.test == Test::between) return {of.zh + "在 " + value(c.bounds[0]) + " 与 " + value(c.bounds[1]) + " 之间", of.en + " is between " + value(c.bounds[0]) + " and " + value(c.bounds[1])};
    return {of.zh + symbol(c.test).zh + " " + value(c.bounds[0]), of.en + " " + symbol(c.test).en + " " + value(c.bounds[0])};
  }

  Text subject(const Condition& c) const {
    if (!c.attribute.empty()) return rules_.find_attribute(c.attribute)->title;
    return {c.fact + " ", c.fact};
  }

  std::string value(const Bound& bound) const {
    if (bound.parameter.empty()) return shortest(bound.value) + " " + bound.unit;
    return shortest(rules_.parameter(bound.parameter, as_of_)) + " " + bound.unit + " [" + bound.parameter + "]";
  }

 private:
  const RuleSet& rules_;
  const Rule& rule_;
  const std::string& as_of_;
};

void line(Text& text, const std::string& zh, const std::string& en) {
  text.zh += zh + "\n";
  text.en += en + "\n";
}

void tell_facts(const RuleSet& rules, const Rule& rule, Text& text) {
  for (const Fact& fact : rule.facts) {
    if (fact.measure.empty()) {
      const std::string head = "  " + fact.name + " = " + formula_text(fact.formula);
      line(text, head + "，" + fact.unit, head + ", " + fact.unit);
      continue;
    }
    const MeasureWord& word = *find_measure(fact.measure);
    std::vector<std::string> zh, en;
    for (const std::string& role : fact.roles) {
      const auto layer = std::find_if(rules.layers.begin(), rules.layers.end(), [&](const LayerRole& l) { return l.role == role; });
      zh.push_back(layer == rules.layers.end() ? role : layer->title.zh + " " + role);
      en.push_back(layer == rules.layers.end() ? role : layer->title.en + " " + role);
    }
    const std::string classes = fact.classes.empty() ? "" : " [" + fact.classes + "]";
    line(text, "  " + fact.name + " = " + word.title.zh + (zh.empty() ? "" : "（" + joined(zh, "、") + "）") + classes + "，" + std::string(word.unit),
         "  " + fact.name + " = " + word.title.en + (en.empty() ? "" : " (" + joined(en, ", ") + ")") + classes + ", " + std::string(word.unit));
  }
}

void tell_branch(const RuleSet& rules, const Branch& branch, const Text& when, Text& text) {
  line(text, "  " + when.zh + " → " + title(branch.verdict).zh, "  " + when.en + " → " + title(branch.verdict).en);
  line(text, "    " + branch.text.zh, "    " + branch.text.en);
  for (const std::string& id : branch.papers) {
    const auto paper = std::find_if(rules.papers.begin(), rules.papers.end(), [&](const Paper& p) { return p.id == id; });
    line(text, "    需提交：" + paper->title.zh, "    needed: " + paper->title.en);
  }
}

void tell_thresholds(const RuleSet& rules, const Rule& rule, Text& text) {
  std::vector<std::string> told;
  const auto tell = [&](const Bound& bound) {
    if (bound.parameter.empty() || std::find(told.begin(), told.end(), bound.parameter) != told.end()) return;
    told.push_back(bound.parameter);
    const auto p = std::find_if(rules.parameters.begin(), rules.parameters.end(), [&](const Parameter& each) { return each.id == bound.parameter; });
    for (const auto& value : p->values) {
      const std::string head = "  " + p->id + " = " + shortest(value.value) + " " + p->unit;
      line(text, head + "，自 " + value.from + "：" + value.reference + (value.verified ? "" : "（未核实）"), head + ", from " + value.from + ": " + value.reference + (value.verified ? "" : " (unverified)"));
    }
  };
  each_condition(rule, [&](const Condition& c) { for (const Bound& bound : c.bounds) tell(bound); });
  for (const Fact& fact : rule.facts) each_part(fact.formula, [&](const Formula& part) { tell(part.quantity); });
}

void tell_citations(const RuleSet& rules, const Rule& rule, Text& text) {
  std::vector<std::string> all = rule.cite;
  for (const Exception& e : rule.exceptions) {
    for (const std::string& id : e.cite) {
      if (std::find(all.begin(), all.end(), id) == all.end()) all.push_back(id);
    }
  }
  for (const std::string& id : all) {
    const Citation& c = *rules.find_citation(id);
    const std::string what = "  [" + id + "] " + c.source.document + (c.source.clause.empty() ? "" : " " + c.source.clause) + (c.source.date.empty() ? "" : " " + c.source.date);
    line(text, what + (c.source.verified ? "，已核实：" + c.verified_by + " " + c.verified_at : "，未核实"), what + (c.source.verified ? ", verified: " + c.verified_by + " " + c.verified_at : ", unverified"));
    if (!c.source.quote.empty()) line(text, "    “" + c.source.quote + "”", "    “" + c.source.quote + "”");
  }
  if (rule.house) line(text, "  数据质量规则，不引用条文", "  a rule of data quality, cites nothing");
}

// ---- Changes

class Differ {
 public:
  Differ(const RuleSet& before, const RuleSet& after) : before_(before), after_(after) {}

  std::vector<RuleChange> run() {
    if (before_.version != after_.version || before_.id != after_.id) say("", {before_.id + " " + before_.version + " → " + after_.id + " " + after_.version, before_.id + " " + before_.version + " → " + after_.id + " " + after_.version});
    each(before_.parameters, after_.parameters, "参数", "parameter", [&](const Parameter& a, const Parameter& b) { parameter(a, b); });
    each(before_.rules, after_.rules, "规则", "rule", [&](const Rule& a, const Rule& b) { rule(a, b); });
    each(before_.citations, after_.citations, "条文", "citation", [&](const Citation& a, const Citation& b) {
      if (a.source.verified != b.source.verified) say(a.id, b.source.verified ? Text{"条文已核实", "the citation is verified now"} : Text{"条文改为未核实", "the citation is unverified now"});
      if (a.source.document != b.source.document || a.source.clause != b.source.clause || a.source.quote != b.source.quote) say(a.id, {"条文文字有变", "the words of the citation changed"});
    });
    each(before_.classes, after_.classes, "地类表", "list of classes", [&](const ClassList& a, const ClassList& b) {
      if (a.codes != b.codes) say(a.id, {"地类编码有变", "the codes changed"});
    });
    each(before_.attributes, after_.attributes, "属性", "attribute", [&](const Attribute& a, const Attribute& b) {
      if (a.words != b.words || a.field != b.field || a.is_number != b.is_number) say(a.id, {"字段或词有变", "the field or its words changed"});
    });
    layers();
    const auto tolerance = [](const RuleSet& set) { return set.tolerance.k + "/" + set.tolerance.project_accuracy + "/" + set.tolerance.sliver_area; };
    if (tolerance(before_) != tolerance(after_)) say("", {"容差的参数有变", "the parameters of the tolerance changed"});
    if (before_.valid_from != after_.valid_from || before_.valid_to != after_.valid_to) say("", {"规则集的有效期：" + period(before_.valid_from, before_.valid_to) + " → " + period(after_.valid_from, after_.valid_to), "the period of the set: " + period(before_.valid_from, before_.valid_to) + " → " + period(after_.valid_from, after_.valid_to)});
    if (before_.approvals.size() != after_.approvals.size()) say("", {"批准记录有变", "the approvals changed"});
    return std::move(changes_);
  }

 private:
  void say(const std::string& id, Text text) { changes_.push_back({id, std::move(text)}); }

  template <class T, class F>
  void each(const std::vector<T>& before, const std::vector<T>& after, const std::string& zh, const std::string& en, F compare) {
    std::map<std::string, const T*> old;
    for (const T& item : before) old[item.id] = &item;
    for (const T& item : after) {
      const auto found = old.find(item.id);
      if (found == old.end()) {
        say(item.id, {"新增" + zh, "new " + en});
        continue;
      }
      compare(*found->second, item);
      old.erase(found);
    }
    for (const T& item : before) {
      if (old.contains(item.id)) say(item.id, {"删除" + zh, en + " removed"});
    }
  }

  void layers() {
    const auto text = [](const RuleSet& set) {
      std::map<std::string, std::string> all;
      for (const LayerRole& of : set.layers) all[of.role] = of.class_field + "/" + of.ridge_field + "/" + shortest(of.max_age_days);
      return all;
    };
    const auto before = text(before_), after = text(after_);
    for (const auto& [role, of] : after) {
      const auto found = before.find(role);
      if (found == before.end() || found->second != of) say(role, {"图层的字段或期限有变", "fields or age of the layer changed"});
    }
    for (const auto& [role, of] : before) {
      if (!after.contains(role)) say(role, {"删除图层", "layer removed"});
    }
  }

  void parameter(const Parameter& a, const Parameter& b) {
    const auto text = [](const Parameter& p) {
      std::string all;
      for (const auto& v : p.values) all += (all.empty() ? "" : ", ") + shortest(v.value) + " " + p.unit + " (" + v.from + ")";
      return all;
    };
    if (text(a) != text(b)) say(a.id, {text(a) + " → " + text(b), text(a) + " → " + text(b)});
  }

  void rule(const Rule& a, const Rule& b) {
    std::vector<std::string> zh, en;
    const auto note = [&](bool changed, const char* z, const char* e) {
      if (changed) zh.emplace_back(z), en.emplace_back(e);
    };
    const auto decisions = [](const RuleSet& set, const Rule& r) {
      std::string all;
      const auto add = [&](const Branch& branch) {
        const std::string today = "9999-12-31";
        all += sentence(set, r, branch.when, today).en + "→" + std::string(name(branch.verdict));
        for (const std::string& paper : branch.papers) all += "+" + paper;
        all += ";";
      };
      add({r.applies_when, Verdict::pass, {}, {}});
      for (const Branch& branch : r.base) add(branch);
      for (const Exception& e : r.exceptions) {
        all += e.id + " " + std::to_string(e.priority) + " ", add(e.branch);
        for (const std::string& id : e.cite) all += "[" + id + "]";
      }
      for (const Fact& f : r.facts) {
        all += f.name + "=" + f.measure + f.classes + formula_text(f.formula);
        for (const std::string& role : f.roles) all += " " + role;
      }
      return all;
    };
    note(decisions(before_, a) != decisions(after_, b), "条件或结论", "conditions or verdicts");
    note(a.valid_from != b.valid_from || a.valid_to != b.valid_to, "有效期", "period in force");
    note(a.tolerant != b.tolerant, "是否考虑位置误差", "whether positions may be off");
    note(a.cite != b.cite, "引用条文", "citations");
    note(a.on_unknown != b.on_unknown, "信息不足时的结论", "verdict when something is not known");
    note(before_.may_decide(a) != after_.may_decide(b), "能否作出结论", "whether it may decide");
    if (!zh.empty()) say(a.id, {"有变：" + joined(zh, "、"), "changed: " + joined(en, ", ")});
  }

  const RuleSet &before_, &after_;
  std::vector<RuleChange> changes_;
};

}  // namespace

Text sentence(const RuleSet& rules, const Rule& rule, const Condition& condition, const std::string& as_of) { return Teller(rules, rule, as_of).tell(condition); }

Text explain(const RuleSet& rules, const Rule& rule, const std::string& as_of) {
  Text text;
  const Teller teller(rules, rule, as_of);
  line(text, rule.id + "  " + rule.title.zh, rule.id + "  " + rule.title.en);
  line(text, "有效期 " + period(rule.valid_from, rule.valid_to) + (in_force(rule.valid_from, rule.valid_to, as_of) ? "" : "（" + as_of + " 不适用）"),
       "in force " + period(rule.valid_from, rule.valid_to) + (in_force(rule.valid_from, rule.valid_to, as_of) ? "" : " (not on " + as_of + ")"));
  if (rule.applies_when.test != Test::always) line(text, "适用条件：" + teller.tell(rule.applies_when).zh, "applies when " + teller.tell(rule.applies_when).en);
  line(text, "量", "facts");
  tell_facts(rules, rule, text);
  if (!rule.exceptions.empty()) line(text, "例外（优先级高者先）", "exceptions (highest priority first)");
  for (const Exception& e : rule.exceptions) {
    const Text when = teller.tell(e.branch.when);
    tell_branch(rules, e.branch, {"[" + e.id + "，" + std::to_string(e.priority) + "] " + when.zh, "[" + e.id + ", " + std::to_string(e.priority) + "] " + when.en}, text);
  }
  line(text, "结论", "verdicts");
  for (const Branch& branch : rule.base) tell_branch(rules, branch, teller.tell(branch.when), text);
  line(text, "信息不足时 → " + title(rule.on_unknown).zh, "when something is not known → " + title(rule.on_unknown).en);
  line(text, "阈值", "thresholds");
  tell_thresholds(rules, rule, text);
  line(text, "依据", "citations");
  tell_citations(rules, rule, text);
  line(text, rules.may_decide(rule) ? "本规则可作出“符合”“不符合”的结论" : "本规则只能提示：条文未经核实，也未经批准", rules.may_decide(rule) ? "this rule may convict and pass" : "this rule can advise only: a citation is unverified, and nobody approved the set");
  return text;
}

std::vector<RuleChange> changes(const RuleSet& before, const RuleSet& after) { return Differ(before, after).run(); }

}  // namespace libspatial
