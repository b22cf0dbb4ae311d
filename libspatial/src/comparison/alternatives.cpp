// Sites of one project: a column each.

#include <algorithm>

#include "libspatial/comparison.hpp"
#include "report/document.hpp"
#include "report/numbers.hpp"
#include "report/words.hpp"

namespace libspatial {
namespace {

using report::Json;

class Alternatives {
 public:
  Alternatives(const Json& result, Language language) : result_(result), language_(language) {}

  Sheet run(std::span<const std::string> ids) {
    out_ = {"alternatives", say({"方案比选", "Alternatives"}), {{say({"内容", "Matter"})}}, {}};
    choose(ids);
    for (const Json* site : sites_) out_.columns.push_back({report::string_of(*site, "id")});
    row({"项目", "project"}, [](const Json& s) { return report::string_of(s, "name"); });
    row({"结论", "verdict"}, [&](const Json& s) { return verdict(s); });
    row({"不符合的规则数", "rules in conflict"}, [](const Json& s) { return count(s, Verdict::conflict); });
    row({"需人工复核或未检查的规则数", "rules to review or not checked"}, [](const Json& s) { return std::to_string(std::stoul(count(s, Verdict::needs_review)) + std::stoul(count(s, Verdict::not_checked))); });
    for (const auto& [title, unit] : {std::pair{Text{"椭球面积 m²", "official area, m²"}, report::square_metres}, {Text{"椭球面积 公顷", "official area, ha"}, report::hectares}, {Text{"椭球面积 亩", "official area, mu"}, report::mu}}) {
      row(title, [unit = unit](const Json& s) { return report::print(area_of(s), unit); });
    }
    for (const auto kind : report::zone_kind_names) {
      const Text zone = report::zone_title(kind);
      row({zone.zh + " m²", zone.en + ", m²"}, [&](const Json& s) { return report::print(zone_of(s, kind), report::square_metres); });
      row({zone.zh + " %", zone.en + ", %"}, [&](const Json& s) { return percent_of(s, kind); });
    }
    for (const Json& rule : result_.at("ruleset").at("rules")) {
      const std::string id = report::string_of(rule, "id");
      const Text title = report::text_of(rule, "title");
      row({id + " " + title.zh, id + " " + title.en}, [&](const Json& s) { return finding_of(s, id); });
    }
    row({"需要的材料", "papers needed"}, [&](const Json& s) { return papers_of(s); });
    return std::move(out_);
  }

 private:
  std::string say(const Text& text) const { return in(language_, text); }
  std::string verdict(const Json& of) const { return say(title(report::verdict_of(report::string_of(of, "verdict")))); }
  static std::int64_t area_of(const Json& site) { return report::hundredths_of(site.at("area"), "official_m2").value_or(0); }

  void choose(std::span<const std::string> ids) {
    std::string known;
    for (const Json& project : result_.at("projects")) {
      if (ids.empty()) sites_.push_back(&project);
      if (known.size() < 200) known += (known.empty() ? "" : ", ") + report::string_of(project, "id");
    }
    for (const std::string& id : ids) {
      const auto& all = result_.at("projects");
      const auto found = std::find_if(all.begin(), all.end(), [&](const Json& p) { return report::string_of(p, "id") == id; });
      if (found == all.end()) throw Error(Errc::bad_argument, {"结果中没有项目“" + id + "”；现有：" + known, "the result has no project \"" + id + "\"; there are: " + known});
      sites_.push_back(&*found);
    }
  }

  template <class Cell>
  void row(const Text& title, Cell cell) {
    std::vector<std::string> cells{say(title)};
    for (const Json* site : sites_) cells.push_back(cell(*site));
    out_.rows.push_back(std::move(cells));
  }

  static std::string count(const Json& site, Verdict verdict) {
    const auto& all = site.at("findings");
    return std::to_string(std::count_if(all.begin(), all.end(), [&](const Json& f) { return report::string_of(f, "verdict") == name(verdict); }));
  }

  static std::int64_t zone_of(const Json& site, std::string_view kind) {
    for (const Json& zone : site.at("zones")) {
      if (report::string_of(zone, "kind") == kind) return report::hundredths_of(zone, "area_m2").value_or(0);
    }
    return 0;
  }

  static std::string percent_of(const Json& site, std::string_view kind) {
    std::vector<std::int64_t> parts;
    std::size_t at = 0;
    for (const auto each : report::zone_kind_names) {
      if (each == kind) at = parts.size();
      parts.push_back(zone_of(site, each));
    }
    return report::print_percent(parts)[at];
  }

  std::string finding_of(const Json& site, const std::string& rule) const {
    for (const Json& finding : site.at("findings")) {
      if (report::string_of(finding, "rule") != rule) continue;
      const auto area = report::hundredths_of(finding, "area_m2");
      return verdict(finding) + (area && *area != 0 ? " · " + report::print(*area, report::square_metres) + " m²" : "");
    }
    return "";
  }

  std::string papers_of(const Json& site) const {
    std::vector<std::string> papers;
    for (const Json& finding : site.at("findings")) {
      for (const Json& paper : finding.at("requires")) {
        const std::string text = say({report::string_of(paper, "zh"), report::string_of(paper, "en")});
        if (std::find(papers.begin(), papers.end(), text) == papers.end()) papers.push_back(text);
      }
    }
    std::string list;
    for (const std::string& paper : papers) list += (list.empty() ? "" : "; ") + paper;
    return list;
  }

  const Json& result_;
  const Language language_;
  std::vector<const Json*> sites_;
  Sheet out_;
};

}  // namespace

Sheet alternatives(const std::string& result_json, std::span<const std::string> projects, Language language) {
  const auto result = report::parse_result(result_json);
  return report::rendering([&] { return Alternatives(result, language).run(projects); });
}

}  // namespace libspatial
