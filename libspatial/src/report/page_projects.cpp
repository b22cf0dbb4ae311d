// One section per project: map, areas, areas per zone, findings.

#include <algorithm>

#include "libspatial/units.hpp"
#include "report/folded.hpp"
#include "report/map_shared.hpp"
#include "report/numbers.hpp"
#include "report/page.hpp"
#include "report/svg.hpp"
#include "report/words.hpp"

namespace libspatial::report {
namespace {

void head_of_project(Html& html, const Json& project, std::size_t number) {
  html.markup("<h3><span class=\"no\">" + std::to_string(number) + "</span> ").data(string_of(project, "name"));
  html.markup(" <small>").data(string_of(project, "id")).markup("</small> ");
  badge(html, string_of(project, "verdict"));
  html.markup("</h3>\n");
}

void area_row(Html& html, const Text& what, const std::optional<std::int64_t>& area) {
  html.markup("<tr><td>").both(what).markup("</td>");
  for (const Unit unit : {square_metres, hectares, mu}) html.number(area ? print(*area, unit) : "–");
  html.markup("</tr>\n");
}

void areas(Html& html, const Json& project) {
  const Json& area = project.at("area");
  html.markup("<table class=\"areas\">");
  html.head_row({{"面积", "Area"}, {"#m²", "m²"}, {"#公顷", "ha"}, {"#亩", "mu"}}).markup("<tbody>\n");
  area_row(html, {"椭球面积", "official"}, hundredths_of(area, "official_m2"));
  area_row(html, {"平面面积", "planar"}, hundredths_of(area, "planar_m2"));
  area_row(html, {"申报面积", "declared"}, hundredths_of(area, "declared_m2"));
  html.markup("</tbody></table>\n");
}

void zone_rows(Html& html, const Json& zones, const std::vector<std::int64_t>& parts) {
  const auto m2 = print_parts(parts, square_metres), ha = print_parts(parts, hectares), in_mu = print_parts(parts, mu);
  const auto percent = print_percent(parts);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    html.markup("<tr><td><i class=\"key ").markup(role_class("ugb." + string_of(zones[i], "kind"))).markup("\"></i> ");
    html.both(text_of(zones[i], "name")).markup("</td>");
    html.number(m2[i]).number(ha[i]).number(in_mu[i]).number(percent[i]).markup("</tr>\n");
  }
}

void zone_table(Html& html, const Json& project) {
  const Json& zones = project.at("zones");
  std::vector<std::int64_t> parts;
  for (const Json& zone : zones) parts.push_back(hundredths_of(zone, "area_m2").value_or(0));
  if (parts.empty()) return;
  std::int64_t sum = 0;
  for (const auto part : parts) sum += part;
  html.markup("<table class=\"zones\">");
  html.head_row({{"分区", "Zone"}, {"#m²", "m²"}, {"#公顷（平差）", "ha (balanced)"}, {"#亩（平差）", "mu (balanced)"}, {"#%（平差）", "% (balanced)"}}).markup("<tbody>\n");
  zone_rows(html, zones, parts);
  html.markup("</tbody><tfoot><tr><td>").both({"合计", "Total"}).markup("</td>");
  html.number(print(sum, square_metres)).number(print(sum, hectares)).number(print(sum, mu)).number("100.00");
  html.markup("</tr></tfoot></table>\n");
}

void overlap_note(Html& html, const Json& project) {
  const auto twice = hundredths_of(project, "multi_cover_m2").value_or(0);
  if (twice == 0) return;
  html.markup("<p class=\"warning\">");
  html.both({"分区数据相互重叠，重复覆盖面积（未重复计入）", "Zones overlap each other; covered twice, counted once:"});
  html.markup(" ").data(print(twice, square_metres)).markup(" m²</p>\n");
}

// "《…》 第十条 未核对原文" for each source; the words themselves are in the list of citations.
void cited(Html& html, const Json& finding, const Json& citations) {
  for (const Json& id : finding.at("cite")) {
    const auto it = std::ranges::find_if(citations, [&](const Json& c) { return c.at("id") == id; });
    html.markup("<div class=\"cite\">");
    if (it == citations.end()) {
      html.data(id.get<std::string>());
    } else {
      html.data(string_of(*it, "document") + " " + string_of(*it, "clause")).markup(" ");
      const bool verified = it->at("verified").get<bool>();
      html.markup(verified ? "<em class=\"verified\">" : "<em class=\"unverified\">");
      html.both(verified ? Text{"原文已核对", "verified"} : Text{"原文未核对", "not verified"}).markup("</em>");
    }
    html.markup("</div>");
  }
}

Text title_of_rule(const std::string& id, const Json& ruleset) {
  for (const Json& rule : ruleset.at("rules"))
    if (string_of(rule, "id") == id) return text_of(rule, "title");
  if (id == "reject") return {"图形剔除", "Rejected shape"};  // said by the check itself, of no rule
  return {id, id};
}

void finding_row(Html& html, const Json& finding, const Json& ruleset) {
  const std::string rule = string_of(finding, "rule");
  const auto area = hundredths_of(finding, "area_m2");
  html.markup("<tr><td>").both(title_of_rule(rule, ruleset)).markup("<br><code>").data(rule).markup("</code></td><td>");
  badge(html, string_of(finding, "verdict"));
  html.markup("</td>").number(area ? print(*area, square_metres) : "–").number(area ? print(*area, hectares) : "–");
  html.markup("<td>").both(text_of(finding, "message"));
  for (const Json& paper : finding.at("requires")) {
    html.markup("<div class=\"cite\">").both({"需提交：", "needed: "}).both({paper.at("zh").get<std::string>(), paper.at("en").get<std::string>()}).markup("</div>");
  }
  html.markup("</td><td>");
  cited(html, finding, ruleset.at("citations"));
  html.markup("</td></tr>\n");
}

bool applies(const Json& finding) { return verdict_of(string_of(finding, "verdict")) != Verdict::not_applicable; }

// Rules that do not apply are named in one line: they say nothing about the land.
void not_applicable(Html& html, const Json& findings, const Json& ruleset) {
  if (std::ranges::all_of(findings, applies)) return;
  html.markup("<p class=\"hint\">").both(title(Verdict::not_applicable)).markup(": ");
  bool first = true;
  for (const Json& finding : findings) {
    if (applies(finding)) continue;
    html.markup(first ? "" : "; ").both(title_of_rule(string_of(finding, "rule"), ruleset));
    first = false;
  }
  html.markup("</p>\n");
}

void findings(Html& html, const Json& project, const Json& ruleset) {
  const Json& all = project.at("findings");
  if (std::ranges::any_of(all, applies)) {
    html.markup("<table class=\"findings\">");
    html.head_row({{"规则", "Rule"}, {"判定", "Verdict"}, {"#m²", "m²"}, {"#公顷", "ha"}, {"说明", "Finding"}, {"依据", "Source"}});
    html.markup("<tbody>\n");
    for (const Json& finding : all)
      if (applies(finding)) finding_row(html, finding, ruleset);
    html.markup("</tbody></table>\n");
  }
  not_applicable(html, all, ruleset);
}

void project_facts(Html& html, const Json& project) {
  const std::string kind = string_of(project, "kind");
  html.markup("<p class=\"hint\">").both({"项目类型", "Kind"}).markup(": ");
  kind.empty() ? html.both({"未给出", "not given"}) : html.data(kind);
  html.markup(" · ").both({"地块数", "Parcels"}).markup(": ").data(project.at("parcels").dump()).markup("</p>\n");
}

void project_article(Html& html, const Json& result, std::size_t at, const Drawing& drawing, const SharedShapes* shared) {
  const Json& project = result.at("projects")[at];
  html.markup("<article class=\"project\" id=\"p" + std::to_string(at + 1) + "\">\n<div class=\"top\">\n");
  head_of_project(html, project, at + 1);
  html.markup("<div class=\"columns\"><figure>");
  project_map(html, project, drawing, is_synthetic(result), shared, at + 1);
  html.markup("</figure>\n<div>\n");
  project_facts(html, project);
  areas(html, project);
  zone_table(html, project);
  overlap_note(html, project);
  html.markup("</div></div></div>\n");
  findings(html, project, result.at("ruleset"));
  html.markup("</article>\n");
}

void head_of_section(Html& html) {
  html.markup("<section>\n");
  heading(html, "4", {"逐项目核查", "Project by project"});
  zone_legend(html, {"ugb.concentrated", "ugb.flexible", "ugb.special", "ugb.outside", "permanent_farmland", "ecological_redline"});
}

}  // namespace

std::optional<std::string> page_projects(const Json& result, const Drawing& drawing) {
  Html html;
  head_of_section(html);
  html.markup("<p class=\"hint\">").both({"图上的线为显示而简化，误差小于四分之一像素；面积和结论按原图形计算。", "Lines on maps are simplified by less than a quarter of a pixel; areas and verdicts are of the shapes as they are."}).markup("</p>\n");
  for (std::size_t at = 0; at < result.at("projects").size(); ++at) {
    project_article(html, result, at, drawing, nullptr);
    if (html.size() > largest_plain_page) return std::nullopt;
  }
  html.markup("</section>\n");
  return html.take();
}

void page_projects_folded(Html& html, const Json& result, const Drawing& drawing) {
  constexpr std::size_t most_shared = 4u << 20;
  const SharedShapes shared(drawing, most_shared);
  head_of_section(html);
  const std::string metres = shortest(shared.tolerance());
  html.markup("<p class=\"hint\">").both({"点击汇总表中的一行，即在该行下展开项目的图、面积和逐项结论；全部内容都在本文件中，不联网。打印时印出已展开的项目。", "Click a row of the summary: the project's map, areas and findings unfold below it. All of it is in this file, nothing is fetched. Projects that are unfolded are printed."});
  html.markup("</p>\n<p class=\"hint\">").both({"图上的线为显示而简化：周围的分区和区界误差不超过 " + metres + " 米，更小的图形不画，项目图斑误差小于半个像素；面积和结论按原图形计算。",
             "Lines on maps are simplified: zones and boundaries around by no more than " + metres + " m, and what is smaller is not drawn; a project's pieces by less than half a pixel. Areas and verdicts are of the shapes as they are."});
  html.markup("</p>\n<noscript><p class=\"warning\">").both({"展开项目需要浏览器运行本页自带的脚本；不用脚本时，各项目的数字见 result.json 或 --also xlsx 的工作簿。", "Unfolding needs the script of this page; without it, the figures of each project are in result.json and in the workbook of --also xlsx."}).markup("</p></noscript>\n</section>\n");
  write_folded(html, "z", 1, [&](std::size_t) { return "<svg class=\"defs shared\" width=\"0\" height=\"0\"><defs>" + shared.markup() + "</defs></svg>"; });
  write_folded(html, "p", result.at("projects").size(), [&](std::size_t at) {
    Html one;
    project_article(one, result, at, drawing, &shared);
    return one.take();
  });
}

}  // namespace libspatial::report
