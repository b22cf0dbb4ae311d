// Two results of checks, project by project.

#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include "libspatial/comparison.hpp"
#include "report/document.hpp"
#include "report/numbers.hpp"
#include "report/words.hpp"

namespace libspatial {
namespace {

using report::Json;
using Row = std::vector<std::string>;

/// A whole number of 0.01 m², or none.
using Amount = std::optional<std::int64_t>;

class Comparison {
 public:
  Comparison(const Json& before, const Json& after, Language language) : before_(before), after_(after), language_(language) {}

  std::vector<Sheet> run() {
    changes_ = {"changes", say({"变化", "Changes"}), {words({"编号", "Id"}), words({"项目", "Project"}), words({"变化", "Change"}), words({"原结论", "Before"}), words({"新结论", "After"}), number({"原面积 m²", "Area before, m²"}),
                number({"新面积 m²", "Area after, m²"}), number({"面积差 m²", "Difference, m²"})}, {}};
    for (const auto kind : report::zone_kind_names) {
      const Text zone = report::zone_title(kind);
      changes_.columns.push_back(number({zone.zh + "差 m²", zone.en + ", difference, m²"}));
    }
    changes_.columns.push_back(words({"结论有变的规则", "Rules with another verdict"}));
    changes_.columns.push_back(words({"其他变化", "What else changed"}));
    findings_ = {"findings", say({"逐项变化", "Findings"}), {words({"编号", "Id"}), words({"规则", "Rule"}), words({"内容", "Subject"}), words({"原结论", "Before"}), words({"新结论", "After"}), number({"原 m²", "Before, m²"}), number({"新 m²", "After, m²"}),
                 number({"差 m²", "Difference, m²"}), words({"原说明", "Said before"}), words({"新说明", "Said after"})}, {}};
    for (const Json& project : before_.at("projects")) add(project, find(after_.at("projects"), "id", report::string_of(project, "id")));
    for (const Json& project : after_.at("projects")) {
      if (!find(before_.at("projects"), "id", report::string_of(project, "id"))) add_single(project, {"新增", "new"}, false);
    }
    return {changes_, findings_, inputs()};
  }

 private:
  std::string say(const Text& text) const { return in(language_, text); }
  SheetColumn words(const Text& title) const { return {say(title)}; }
  SheetColumn number(const Text& title) const { return {say(title), 2}; }
  static std::string print(Amount amount) { return amount ? report::print(*amount, report::square_metres) : ""; }
  static std::string difference(Amount before, Amount after) { return before && after ? print(*after - *before) : ""; }
  static Verdict verdict(const Json& of) { return report::verdict_of(report::string_of(of, "verdict")); }

  static const Json* find(const Json& list, const char* key, const std::string& value) {
    for (const Json& one : list) {
      if (report::string_of(one, key) == value) return &one;
    }
    return nullptr;
  }

  static std::int64_t zone(const Json& project, std::string_view kind) {
    const Json* found = find(project.at("zones"), "kind", std::string(kind));
    return found ? report::hundredths_of(*found, "area_m2").value_or(0) : 0;
  }

  std::string title_of(const Json& result, const std::string& rule) const {
    const Json* found = find(result.at("ruleset").at("rules"), "id", rule);
    return found ? say(report::text_of(*found, "title")) : rule;
  }

  void add_single(const Json& project, const Text& change, bool gone) {
    const Amount area = report::hundredths_of(project.at("area"), "official_m2");
    Row row{report::string_of(project, "id"), report::string_of(project, "name"), say(change), gone ? say(title(verdict(project))) : "", gone ? "" : say(title(verdict(project))), gone ? print(area) : "", gone ? "" : print(area), ""};
    row.resize(changes_.columns.size());
    changes_.rows.push_back(std::move(row));
  }

  void add(const Json& before, const Json* after) {
    if (!after) return add_single(before, {"不再有", "gone"}, true);
    const std::string rules = add_findings(before, *after);
    const Amount was = report::hundredths_of(before.at("area"), "official_m2"), is = report::hundredths_of(after->at("area"), "official_m2");
    Row zones;
    const std::string others = other_changes(before, *after);
    bool same = was == is && verdict(before) == verdict(*after) && !findings_differ_ && others.empty();
    for (const auto kind : report::zone_kind_names) {
      zones.push_back(print(zone(*after, kind) - zone(before, kind)));
      same &= zone(*after, kind) == zone(before, kind);
    }
    if (same) return;
    const Verdict a = verdict(before), b = verdict(*after);
    const Text change = a == b ? Text{"结论不变", "same verdict"} : b > a ? Text{"变严", "stricter"} : Text{"放宽", "milder"};
    Row row{report::string_of(*after, "id"), report::string_of(*after, "name"), say(change), say(title(a)), say(title(b)), print(was), print(is), difference(was, is)};
    row.insert(row.end(), zones.begin(), zones.end());
    row.push_back(rules);
    row.push_back(others);
    changes_.rows.push_back(std::move(row));
  }

  std::string other_changes(const Json& before, const Json& after) const {
    std::string all;
    const auto one = [&](const Text& what, const std::string& was, const std::string& is) {
      if (was != is) all += (all.empty() ? "" : "; ") + say(what) + " " + (was.empty() ? "–" : was) + " → " + (is.empty() ? "–" : is);
    };
    const auto area = [](const Json& project, const char* key) { return print(report::hundredths_of(project.at("area"), key)); };
    one({"名称", "name"}, report::string_of(before, "name"), report::string_of(after, "name"));
    one({"类型", "kind"}, report::string_of(before, "kind"), report::string_of(after, "kind"));
    one({"地块数", "parcels"}, before.at("parcels").dump(), after.at("parcels").dump());
    one({"申报面积 m²", "declared m²"}, area(before, "declared_m2"), area(after, "declared_m2"));
    one({"分区重叠 m²", "in several zones, m²"}, print(report::hundredths_of(before, "multi_cover_m2")), print(report::hundredths_of(after, "multi_cover_m2")));
    return all;
  }

  /// Findings by rule, and of one rule in their order.
  using Numbered = std::pair<std::string, int>;
  static std::vector<std::pair<Numbered, const Json*>> numbered(const Json& findings) {
    std::map<std::string, int> seen;
    std::vector<std::pair<Numbered, const Json*>> result;
    for (const Json& finding : findings) result.push_back({{report::string_of(finding, "rule"), seen[report::string_of(finding, "rule")]++}, &finding});
    return result;
  }

  /// Whether two findings of one rule say the same; a rejected feature names its file, which may be another.
  static bool same(const Json& a, const Json& b) {
    const bool says_same = report::string_of(a, "rule") == "reject" || a.at("message") == b.at("message");
    return says_same && std::ranges::all_of(std::array{"verdict", "area_m2", "requires", "exception"}, [&](const char* key) { return a.at(key) == b.at(key); });
  }

  /// The rules whose verdict is another; a row for each finding that differs in anything.
  std::string add_findings(const Json& before, const Json& after) {
    std::string rules;
    findings_differ_ = false;
    const auto one = [&](const std::string& rule, const Json* a, const Json* b) {
      if (a && b && same(*a, *b)) return;
      findings_differ_ = true;
      const Amount was = a ? report::hundredths_of(*a, "area_m2") : Amount{}, is = b ? report::hundredths_of(*b, "area_m2") : Amount{};
      if (!a || !b || verdict(*a) != verdict(*b)) rules += (rules.empty() ? "" : ", ") + rule;
      const std::string none = say({"（无）", "(none)"});
      findings_.rows.push_back({report::string_of(after, "id"), rule, title_of(b ? after_ : before_, rule), a ? say(title(verdict(*a))) : none, b ? say(title(verdict(*b))) : none, print(was), print(is), difference(was, is),
                                a ? say(report::text_of(*a, "message")) : "", b ? say(report::text_of(*b, "message")) : ""});
    };
    const auto was = numbered(before.at("findings")), is = numbered(after.at("findings"));
    const auto in = [](const auto& list, const Numbered& which) {
      const auto found = std::ranges::find(list, which, [](const auto& entry) { return entry.first; });
      return found == list.end() ? nullptr : found->second;
    };
    for (const auto& [which, finding] : was) one(which.first, finding, in(is, which));
    for (const auto& [which, finding] : is) {
      if (!in(was, which)) one(which.first, nullptr, finding);
    }
    return rules;
  }

  Sheet inputs() const {
    Sheet out{"inputs", say({"输入", "Inputs"}), {words({"内容", "Matter"}), words({"原", "Before"}), words({"新", "After"}), words({"相同", "Same"})}, {}};
    const auto add = [&](const Text& what, const std::string& a, const std::string& b) { out.rows.push_back({say(what), a, b, say(a == b ? Text{"是", "yes"} : Text{"否", "no"})}); };
    const auto rules = [](const Json& result) { return report::string_of(result.at("ruleset"), "id") + " " + report::string_of(result.at("ruleset"), "version") + " " + report::string_of(result.at("ruleset"), "hash").substr(0, 12); };
    add({"规则集", "rule set"}, rules(before_), rules(after_));
    for (const auto& [what, object, key] : {std::tuple{Text{"核查日期", "as of"}, "run", "as_of"}, {Text{"规划", "plan"}, "plan", "file"}, {Text{"项目", "projects"}, "run", "projects_title"}, {Text{"坐标系", "CRS"}, "run", "crs"}, {Text{"程序", "program"}, "run", "program"}}) {
      add(what, report::string_of(before_.at(object), key), report::string_of(after_.at(object), key));
    }
    return out;
  }

  const Json &before_, &after_;
  const Language language_;
  Sheet changes_, findings_;
  bool findings_differ_ = false;
};

}  // namespace

std::vector<Sheet> what_changed(const std::string& before_json, const std::string& after_json, Language language) {
  const auto before = report::parse_result(before_json), after = report::parse_result(after_json);
  return report::rendering([&] { return Comparison(before, after, language).run(); });
}

}  // namespace libspatial
