// report.html: its parts, in the order they are read.

#include "libspatial/report.hpp"
#include "report/frame.hpp"
#include "report/page.hpp"
#include "report/svg.hpp"
#include "report/words.hpp"

namespace libspatial::report {

void heading(Html& html, std::string_view number, const Text& title) {
  html.markup("<h2><span class=\"no\">").markup(number).markup("</span> ").both(title).markup("</h2>\n");
}

void badge(Html& html, std::string_view verdict) {
  const Verdict value = verdict_of(verdict);
  html.markup("<b class=\"badge v-").markup(name(value)).markup("\">").both(title(value)).markup("</b>");
}

namespace {

std::string page(const Json& result, const Drawing& drawing, std::span<const Override> overrides) {
  const Frame frame{.title = {"项目规划符合性初步核查报告", "Preliminary plan check"}, .script = page_script};
  Html html;
  begin_page(html, frame);
  define_patterns(html);
  html.markup("<main>\n");
  page_head(html, result);
  page_not_checked(html, result);
  const auto projects = page_projects(result, drawing);
  page_overview(html, result, drawing, !projects);
  if (projects) html.markup(*projects);
  else page_projects_folded(html, result, drawing);
  page_rejects(html, result);
  page_sources(html, result);
  page_signatures(html, result, overrides);
  html.markup("</main>\n");
  end_page(html, frame);
  return html.take();
}

}  // namespace
}  // namespace libspatial::report

namespace libspatial {

std::string report_html(const std::string& result_json, std::span<const Layer> layers, std::span<const Override> overrides) {
  const auto result = report::parse_result(result_json);
  const report::Drawing drawing(layers);
  return report::rendering([&] { return report::page(result, drawing, overrides); });
}

}  // namespace libspatial
