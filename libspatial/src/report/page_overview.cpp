// The map of all projects and one row per project.

#include "report/numbers.hpp"
#include "report/page.hpp"
#include "report/svg.hpp"
#include "report/words.hpp"

namespace libspatial::report {
namespace {

// Drawn in tenths of a pixel like the maps, so that hatches look alike.
void swatch(Html& html, std::string_view name, const Text& title) {
  html.markup("<li><svg viewBox=\"0 0 20 14\"><rect class=\"").markup(name);
  html.markup("\" transform=\"scale(.1)\" x=\"10\" y=\"10\" width=\"180\" height=\"120\"/></svg> ");
  html.both(title).markup("</li>\n");
}

void verdict_legend(Html& html) {
  html.markup("<ul class=\"legend\">\n");
  for (const Verdict verdict : project_verdicts) {
    html.markup("<li><svg viewBox=\"0 0 14 14\"><circle class=\"dot v-").markup(name(verdict));
    html.markup("\" cx=\"7\" cy=\"7\" r=\"6\"/></svg> ").both(title(verdict)).markup("</li>\n");
  }
  html.markup("</ul>\n");
}

void cell(Html& html, const std::string& number, bool lean) { lean ? html.element("td", "", number) : html.number(number); }

// The area in each of the four zone kinds, "–" where there is none.
void zone_cells(Html& html, const Json& project, bool lean) {
  for (const auto kind : zone_kind_names) {
    std::string text = "–";
    for (const Json& zone : project.at("zones"))
      if (string_of(zone, "kind") == kind) text = print(hundredths_of(zone, "area_m2").value_or(0), square_metres);
    cell(html, text, lean);
  }
}

void summary_row(Html& html, const Json& project, std::size_t number, bool lean) {
  const std::string n = std::to_string(number);
  const std::int64_t area = hundredths_of(project.at("area"), "official_m2").value_or(0);
  html.markup("<tr data-project=\"" + n + (lean ? "\"><td>" : "\"><td class=\"num\">") + "<a href=\"#p" + n + "\">" + n + "</a></td><td>");
  html.data(string_of(project, "name")).markup(" <small>").data(string_of(project, "id")).markup("</small></td>");
  for (const Unit unit : {square_metres, hectares, mu}) cell(html, print(area, unit), lean);
  zone_cells(html, project, lean);
  html.markup("<td>");
  badge(html, string_of(project, "verdict"));
  html.markup("</td></tr>\n");
}

}  // namespace

void zone_legend(Html& html, std::initializer_list<std::string_view> roles) {
  html.markup("<ul class=\"legend\">\n");
  for (const auto role : roles) swatch(html, role_class(role), role_title(role));
  swatch(html, "unit", {"行政区界", "unit boundary"});
  html.markup("</ul>\n");
}

void page_overview(Html& html, const Json& result, const Drawing& drawing, bool folded) {
  html.markup("<section id=\"overview\">\n");
  heading(html, "2", {"项目位置", "Where the projects are"});
  html.markup("<figure>");
  overview_map(html, result, drawing);
  verdict_legend(html);
  zone_legend(html, {"ugb.concentrated", "ugb.flexible", "ugb.special"});
  html.markup("</figure>\n</section>\n<section>\n");
  heading(html, "3", {"汇总表", "Summary"});
  html.markup("<p class=\"hint\">");
  html.both({"面积均为椭球面积（国土调查办发〔2008〕32号），各区面积单位为平方米。",
             "Areas are official ellipsoidal areas; zone columns in m²."});
  html.markup("</p>\n").markup(folded ? "<table class=\"summary lean\" data-list>" : "<table class=\"summary\" data-list>");
  html.head_row({{"#序号", "No."}, {"项目", "Project"}, {"#面积 m²", "Area m²"}, {"#公顷", "ha"}, {"#亩", "mu"},
                 {"#集中建设区", "Concentr."}, {"#弹性发展区", "Flexible"}, {"#特别用途区", "Special"},
                 {"#边界外", "Outside"}, {"判定", "Verdict"}});
  html.markup("<tbody>\n");
  std::size_t number = 0;
  for (const Json& project : result.at("projects")) summary_row(html, project, ++number, folded);
  html.markup("</tbody></table>\n</section>\n");
}

}  // namespace libspatial::report
