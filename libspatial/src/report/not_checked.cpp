#include "report/not_checked.hpp"

#include <algorithm>

#include "report/words.hpp"

namespace libspatial::report {
namespace {

bool has_layer(const CheckResult& result, const std::string& role) { return result.plan.find(role) != nullptr; }

/// As the rule set calls a layer that the plan lacks.
Text title_of_layer(const RuleSet& rules, const std::string& role) {
  const auto named = std::ranges::find(rules.layers, role, &LayerRole::role);
  return named != rules.layers.end() && !named->title.zh.empty() ? named->title : role_title(role);
}

void add_missing_layers(const CheckResult& result, std::vector<Unchecked>& out) {
  for (const Rule& rule : result.rules.rules) {
    for (const std::string& role : rule.layers()) {
      const auto known = [&](const Unchecked& u) { return u.id == role; };
      if (has_layer(result, role) || std::ranges::any_of(out, known)) continue;
      out.push_back({"layer", role, title_of_layer(result.rules, role),
                     {"规划数据中没有该图层，涉及该图层的规则均未核查",
                      "the plan has no such layer; no rule that needs it was checked"}, {}});
    }
  }
}

bool lacks_layer(const CheckResult& result, const Rule& rule) {
  return std::ranges::any_of(rule.layers(), [&](const std::string& role) { return !has_layer(result, role); });
}

// Findings of one rule with one reason are one line, with the projects they concern.
void add_rules(const CheckResult& result, std::vector<Unchecked>& out) {
  for (const ProjectResult& project : result.projects) {
    for (const Finding& finding : project.findings) {
      if (finding.verdict != Verdict::not_checked) continue;
      const Rule* rule = result.rules.find_rule(finding.rule);
      if (rule && lacks_layer(result, *rule)) continue;  // said once, by the layer
      auto it = std::ranges::find_if(out, [&](const Unchecked& u) {
        return u.subject == "rule" && u.id == finding.rule && u.reason.zh == finding.message.zh;
      });
      if (it == out.end()) {
        const Text title = rule ? rule->title : Text{finding.rule, finding.rule};
        it = out.insert(out.end(), {"rule", finding.rule, title, finding.message, {}});
      }
      it->projects.push_back(project.id);
    }
  }
}

void add_projects(const CheckResult& result, std::vector<Unchecked>& out) {
  for (const ProjectResult& project : result.projects) {
    const auto rejected = std::ranges::count_if(result.projects_layer.rejects, [&](const Reject& reject) {
      return std::ranges::find(project.rows, reject.row) != project.rows.end();
    });
    if (rejected == 0) continue;
    const std::string n = std::to_string(rejected), all = std::to_string(project.rows.size());
    out.push_back({"project", project.id, {project.name, project.name},
                   {"共" + all + "个地块，其中" + n + "个图形不可用，其面积未计入",
                    n + " of " + all + " parcels have no usable shape; their area is not counted"},
                   {project.id}});
  }
}

/// Land that nobody named, beside what was checked.
void add_unread_layers(const CheckResult& result, std::vector<Unchecked>& out) {
  for (const std::string& other : result.projects_layer.unread) {
    out.push_back({"unread", other, {other, other}, {"项目文件中的另一个图层，未读取、未核查；如是项目用地，请指明图层另行核查", "another layer of the projects' file, neither read nor checked; if it holds projects, check it by its name"}, {}});
  }
}

}  // namespace

std::vector<Unchecked> unchecked(const CheckResult& result) {
  std::vector<Unchecked> out;
  add_unread_layers(result, out);
  add_missing_layers(result, out);
  add_rules(result, out);
  add_projects(result, out);
  const Text& named = result.rules.not_covered;
  const Text scope = named.zh.empty() ? Text{"凡规则集没有规则的事项，均未核查", "whatever no rule of the set asks about was not checked"}
                                      : Text{"本规则集不涉及" + named.zh + "等事项", named.en + " and whatever else no rule asks about are not part of this rule set"};
  out.push_back({"scope", "", {"规则集以外的事项", "matters outside the rule set"}, scope, {}});
  return out;
}

}  // namespace libspatial::report
