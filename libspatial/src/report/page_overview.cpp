// The map of all projects and one row per project.

#include "report/numbers.hpp"
#include "report/page.hpp"
#include "report/svg.hpp"
#include "report/words.hpp"

namespace libspatial::report {
namespace {

void swatch(Html& html, std::string_view name, const Text& title) {
  html.markup("<li><svg viewBox=\"0 0 20 14\"><rect class=\"").markup(name).markup("\" x=\"1\" y=\"1\" width=\"18\" height=\"12\"/></svg> ");
  html.both(title).markup("</li>\n");
}

void legend(Html& html) {
  html.markup("<ul class=\"legend\">\n");
  for (const Verdict verdict : project_verdicts) {
    html.markup("<li><svg viewBox=\"0 0 14 14\"><circle class=\"dot v-").markup(name(verdict));
    html.markup("\" cx=\"7\" cy=\"7\" r=\"6\"/></svg> ").both(title(verdict)).markup("</li>\n");
  }
  html.markup("</ul>\n<ul class=\"legend\">\n");
  for (const char* role : {"ugb.concentrated", "ugb.flexible", "ugb.special", "permanent_farmland", "ecological_redline"})
    swatch(html, role_class(role), role_title(role));
  swatch(html, "unit", {"行政区界", "unit boundary"});
  html.markup("</ul>\n");
}

// The area in each of the four zone kinds, "–" where there is none.
void zone_cells(Html& html, const Json& project) {
  for (const auto kind : zone_kind_names) {
    std::string text = "–";
    for (const Json& zone : project.at("zones"))
      if (string_of(zone, "kind") == kind) text = print(hundredths_of(zone, "area_m2").value_or(0), square_metres);
    html.number(text);
  }
}

void summary_row(Html& html, const Json& project, std::size_t number) {
  const std::string n = std::to_string(number);
  const std::int64_t area = hundredths_of(project.at("area"), "official_m2").value_or(0);
  html.markup("<tr data-project=\"" + n + "\"><td class=\"num\"><a href=\"#p" + n + "\">" + n + "</a></td><td>");
  html.data(string_of(project, "name")).markup(" <small>").data(string_of(project, "id")).markup("</small></td>");
  html.number(print(area, square_metres)).number(print(area, hectares)).number(print(area, mu));
  zone_cells(html, project);
  html.markup("<td>");
  badge(html, string_of(project, "verdict"));
  html.markup("</td></tr>\n");
}

}  // namespace

void page_overview(Html& html, const Json& result, const Drawing& drawing) {
  html.markup("<section id=\"overview\">\n");
  heading(html, "2", {"项目位置", "Where the projects are"});
  html.markup("<figure>");
  overview_map(html, result, drawing);
  legend(html);
  html.markup("</figure>\n</section>\n<section>\n");
  heading(html, "3", {"汇总表", "Summary"});
  html.markup("<p class=\"hint\">");
  html.both({"面积均为椭球面积（国土调查办发〔2008〕32号），各区面积单位为平方米。",
             "Areas are official ellipsoidal areas; zone columns in m²."});
  html.markup("</p>\n<table class=\"summary\">");
  html.head_row({{"#序号", "No."}, {"项目", "Project"}, {"#面积 m²", "Area m²"}, {"#公顷", "ha"}, {"#亩", "mu"},
                 {"#集中建设区", "Concentr."}, {"#弹性发展区", "Flexible"}, {"#特别用途区", "Special"},
                 {"#边界外", "Outside"}, {"判定", "Verdict"}});
  html.markup("<tbody>\n");
  std::size_t number = 0;
  for (const Json& project : result.at("projects")) summary_row(html, project, ++number);
  html.markup("</tbody></table>\n</section>\n");
}

}  // namespace libspatial::report
