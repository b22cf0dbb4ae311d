// The first thing a reader sees: what this is, the opinion, and what was not checked.

#include <algorithm>

#include "report/page.hpp"
#include "report/words.hpp"

namespace libspatial::report {
namespace {

void fact(Html& html, const Text& what, const std::string& value) {
  if (value.empty()) return;
  html.markup("<div><dt>").both(what).markup("</dt><dd>").data(value).markup("</dd></div>\n");
}

void facts_of_run(Html& html, const Json& result) {
  const Json& run = result.at("run");
  const Json& rules = result.at("ruleset");
  const Json& plan = result.at("plan");
  const std::string plan_title = string_of(plan, "title");
  html.markup("<dl class=\"facts\">\n");
  fact(html, {"项目数据", "Projects"}, string_of(run, "projects_title"));
  fact(html, {"规划数据", "Plan"}, plan_title.empty() ? string_of(plan, "file") : plan_title);
  fact(html, {"核查基准日", "As of"}, string_of(run, "as_of"));
  fact(html, {"规则集", "Rule set"}, text_of(rules, "title").zh + "（" + string_of(rules, "id") + " " + string_of(rules, "version") + (string_of(rules, "hash").empty() ? "" : " · SHA-256 " + string_of(rules, "hash").substr(0, 16)) + "）");
  fact(html, {"坐标系", "CRS"}, string_of(run, "crs"));
  fact(html, {"程序", "Program"}, string_of(run, "program"));
  html.markup("</dl>\n");
}

void verdict_box(Html& html, const Json& result) {
  const Json& summary = result.at("summary");
  const std::string overall = string_of(summary, "verdict");
  html.markup("<section class=\"verdict-box v-").markup(name(verdict_of(overall))).markup("\">\n<div class=\"overall\"><span>");
  html.both({"初步核查意见", "Preliminary opinion"}).markup("</span>");
  html.markup("<strong>").both(title(verdict_of(overall))).markup("</strong>");
  html.markup("<small>").both({"以全部项目中最严的判定为准", "the strictest of all projects"}).markup("</small></div>\n<ul class=\"counts\">\n");
  html.markup("<li><b>").data(summary.at("projects").dump()).markup("</b> ").both({"个项目", "projects"}).markup("</li>\n");
  for (const Verdict verdict : project_verdicts) {
    const auto count = summary.at(std::string(name(verdict))).get<std::int64_t>();
    html.markup("<li class=\"v-").markup(name(verdict)).markup(count == 0 ? " none" : "").markup("\"><b>");
    html.data(std::to_string(count)).markup("</b> ").both(title(verdict)).markup("</li>\n");
  }
  html.markup("</ul>\n</section>\n");
}

std::string approvals_of(const Json& rules) {
  std::string all;
  for (const Json& approval : rules.at("approvals")) {
    const std::string note = string_of(approval, "note");
    all += (all.empty() ? "" : "；") + string_of(approval, "name") + " " + string_of(approval, "date");
    if (!note.empty()) all += "（" + note + "）";
  }
  return all;
}

void notices(Html& html, const Json& result) {
  const Json& rules = result.at("ruleset");
  html.markup("<div class=\"notices\">\n");
  if (const Text notice = text_of(rules, "notice"); !notice.zh.empty()) {
    html.markup("<p class=\"notice strong\">").both(notice).markup("</p>\n");
  }
  if (is_synthetic(result)) {
    html.markup("<p class=\"notice strong\">");
    html.both({"输入含合成数据，非法定成果", "Synthetic data among the inputs: no statutory product"}).markup("</p>\n");
  }
  html.markup("<p class=\"notice\">");
  html.both({"本报告为初步核查意见，不是审批、许可或测绘成果，须由主管部门核定。",
             "A preliminary check; neither an approval, a permit nor a survey. The competent authority decides."});
  html.markup("</p>\n");
  if (const std::string who = approvals_of(rules); !who.empty()) {
    html.markup("<p class=\"notice\">").both({"规则集使用批准：", "Rule set approved for use by:"}).markup(" ");
    html.data(who).markup("</p>\n");
  }
  html.markup("</div>\n");
}

constexpr std::size_t many_ids = 50;  // more of them are folded

std::string joined(const Json& ids) {
  std::string all;
  for (const Json& id : ids) all += (all.empty() ? "" : "、") + id.get<std::string>();
  return all;
}

}  // namespace

void page_head(Html& html, const Json& result) {
  html.markup("<header><h1>");
  html.both({"项目规划符合性初步核查报告", "Preliminary check of projects against the territorial plan"});
  html.markup("</h1>\n");
  facts_of_run(html, result);
  html.markup("</header>\n");
  verdict_box(html, result);
  notices(html, result);
}

void page_not_checked(Html& html, const Json& result) {
  html.markup("<section>\n");
  heading(html, "1", {"未核查的内容及原因", "What was not checked, and why"});
  html.markup("<table class=\"not-checked\">");
  html.head_row({{"内容", "Matter"}, {"原因", "Reason"}, {"涉及项目", "Projects"}}).markup("<tbody>\n");
  for (const Json& item : result.at("not_checked")) {
    html.markup("<tr><td>").both(text_of(item, "title")).markup("</td><td>").both(text_of(item, "reason")).markup("</td><td>");
    const std::string ids = joined(item.at("projects"));
    const std::size_t n = item.at("projects").size();
    if (n > many_ids) html.markup("<details><summary>").both({std::to_string(n) + " 个", std::to_string(n) + " of them"}).markup("</summary>").data(ids).markup("</details>");
    else ids.empty() ? html.both({"全部", "all"}) : html.data(ids);
    html.markup("</td></tr>\n");
  }
  html.markup("</tbody></table>\n</section>\n");
}

}  // namespace libspatial::report
