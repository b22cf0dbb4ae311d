// report.html: the frame of the page and its Content Security Policy.

#include "libspatial/report.hpp"
#include "report/page.hpp"
#include "report/sha256.hpp"
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

void begin_page(Html& html) {
  html.markup("<!DOCTYPE html>\n<html lang=\"zh-CN\" data-show=\"both\">\n<head>\n<meta charset=\"utf-8\">\n");
  html.markup("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'sha256-");
  html.markup(base64(sha256(page_script))).markup("'; style-src 'unsafe-inline'; img-src data:; ");
  html.markup("base-uri 'none'; form-action 'none'\">\n");
  html.markup("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
  html.markup("<title>项目规划符合性初步核查报告 Preliminary plan check</title>\n<style>");
  html.markup(page_style).markup("</style>\n</head>\n<body>\n");
}

void language_switch(Html& html) {
  html.markup(R"(<div class="switch" role="group" aria-label="Language"><button data-show="both">中文 + English</button>)");
  html.markup(R"(<button data-show="zh">中文</button><button data-show="en">English</button></div>)").markup("\n");
}

std::string page(const Json& result, const Drawing& drawing) {
  Html html;
  begin_page(html);
  define_patterns(html);
  language_switch(html);
  html.markup("<main>\n");
  page_head(html, result);
  page_not_checked(html, result);
  page_overview(html, result, drawing);
  page_projects(html, result, drawing);
  page_rejects(html, result);
  page_sources(html, result);
  page_signatures(html);
  html.markup("</main>\n<script>").markup(page_script).markup("</script>\n</body>\n</html>\n");
  return html.take();
}

}  // namespace
}  // namespace libspatial::report

namespace libspatial {

std::string report_html(const std::string& result_json, std::span<const Layer> layers) {
  const auto result = report::parse_result(result_json);
  const report::Drawing drawing(layers);
  return report::rendering([&] { return report::page(result, drawing); });
}

}  // namespace libspatial
