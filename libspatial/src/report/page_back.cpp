// What the numbers rest on: rejects and repairs, citations, data versions; and the lines to sign.

#include "libspatial/units.hpp"
#include "report/page.hpp"
#include "report/words.hpp"

namespace libspatial::report {
namespace {

std::string or_dash(const Json& object, const char* key) {
  const std::string text = string_of(object, key);
  return text.empty() ? "–" : text;
}

void place_cells(Html& html, const Json& item) {
  html.markup("<tr><td>").data(string_of(item, "file") + " " + string_of(item, "layer")).markup("</td>");
  html.number(item.at("row").dump()).element("td", "", or_dash(item, "id"));
}

void rejects_table(Html& html, const Json& rejects) {
  html.markup("<h4>").both({"剔除的图形", "Rejected features"}).markup("</h4>\n<table>");
  html.head_row({{"文件与图层", "File and layer"}, {"#行号", "Row"}, {"项目", "Project"}, {"代码", "Code"}, {"原因", "Reason"}});
  html.markup("<tbody>\n");
  for (const Json& reject : rejects) {
    place_cells(html, reject);
    html.element("td", "code", string_of(reject, "reason")).markup("<td>").both(text_of(reject, "message")).markup("</td></tr>\n");
  }
  html.markup("</tbody></table>\n");
}

std::string number_or_dash(const Json& object, const char* key, int digits) {
  return object.at(key).is_null() ? "–" : decimals(object.at(key).get<double>(), digits);
}

void repairs_table(Html& html, const Json& repairs) {
  html.markup("<h4>").both({"修复的图形", "Repaired features"}).markup("</h4>\n<table>");
  html.head_row({{"文件与图层", "File and layer"}, {"#行号", "Row"}, {"项目", "Project"}, {"问题", "Flaw"},
                 {"#修复前 m²", "Before m²"}, {"#修复后 m²", "After m²"}});
  html.markup("<tbody>\n");
  for (const Json& repair : repairs) {
    place_cells(html, repair);
    html.markup("<td>").both(text_of(repair, "message")).markup("</td>");
    html.number(number_or_dash(repair, "before_m2", 2)).number(number_or_dash(repair, "after_m2", 2)).markup("</tr>\n");
  }
  html.markup("</tbody></table>\n");
}

void slivers_table(Html& html, const Json& slivers) {
  html.markup("<h4>").both({"碎片（小而窄，计入合计）", "Slivers (small and narrow, part of every total)"}).markup("</h4>\n<table>");
  html.head_row({{"项目", "Project"}, {"图层", "Layer"}, {"分区", "Zone"}, {"#m²", "m²"}, {"#宽 m", "Width m"}}).markup("<tbody>\n");
  for (const Json& piece : slivers.at("pieces")) {
    html.markup("<tr>").element("td", "", or_dash(piece, "project")).markup("<td>").both(role_title(string_of(piece, "role"))).markup("</td>").element("td", "", or_dash(piece, "zone"));
    html.number(number_or_dash(piece, "area_m2", 2)).number(number_or_dash(piece, "width_m", 3)).markup("</tr>\n");
  }
  html.markup("<tr><td>").both({"合计", "Sum"}).markup("</td><td></td><td></td>").number(number_or_dash(slivers, "area_m2", 2)).markup("<td></td></tr></tbody></table>\n");
}

void citations_table(Html& html, const Json& citations) {
  html.markup("<h4>").both({"引用依据", "Citations"}).markup("</h4>\n<table>");
  html.head_row({{"文件", "Document"}, {"条款", "Clause"}, {"原文", "Quote"}, {"日期", "Date"}, {"状态", "Status"}}).markup("<tbody>\n");
  for (const Json& c : citations) {
    const bool verified = c.at("verified").get<bool>();
    html.markup("<tr>").element("td", "", string_of(c, "document")).element("td", "", or_dash(c, "clause"));
    html.element("td", "", or_dash(c, "quote")).element("td", "code", or_dash(c, "date"));
    html.markup(verified ? "<td class=\"verified\">" : "<td class=\"unverified\">");
    html.both(verified ? Text{"原文已核对", "verified"} : Text{"原文未核对", "not verified"}).markup("</td></tr>\n");
  }
  html.markup("</tbody></table>\n");
}

void overrides_table(Html& html, const Json& result, std::span<const Override> overrides) {
  html.markup("<h4>").both({"人工意见（不替代核查结论）", "What persons say (beside the verdict, not instead of it)"}).markup("</h4>\n<table>");
  html.head_row({{"项目", "Project"}, {"核查结论", "Verdict of the check"}, {"人工意见", "Verdict of the person"}, {"姓名", "Name"}, {"理由", "Reason"}, {"时间", "Time"}}).markup("<tbody>\n");
  for (const Override& o : overrides) {
    html.markup("<tr>").element("td", "", o.project).markup("<td>");
    for (const Json& project : result.at("projects")) {
      if (string_of(project, "id") == o.project) badge(html, string_of(project, "verdict"));
    }
    html.markup("</td><td>");
    badge(html, name(o.verdict));
    html.markup("</td>").element("td", "", o.by).element("td", "", o.reason).element("td", "code", o.time).markup("</tr>\n");
  }
  html.markup("</tbody></table>\n");
}

std::string validity(const Json& layer) {
  const std::string from = string_of(layer, "valid_from"), to = string_of(layer, "valid_to");
  return from.empty() && to.empty() ? "–" : from + " – " + to;
}

void layer_row(Html& html, const Json& layer) {
  html.markup("<tr><td>").both(role_title(string_of(layer, "role"))).markup("</td>");
  html.element("td", "", string_of(layer, "file") + " " + string_of(layer, "name"));
  html.element("td", "code", or_dash(layer, "crs"));
  for (const char* count : {"read", "used", "repaired", "rejected"}) html.number(layer.at("rows").at(count).dump());
  html.element("td", "code", validity(layer)).element("td", "", or_dash(layer, "covers")).element("td", "", or_dash(layer, "source"));
  html.markup("</tr>\n");
}

void layers_table(Html& html, const Json& layers) {
  html.markup("<h4>").both({"数据版本", "Data versions"}).markup("</h4>\n<table>");
  html.head_row({{"用途", "Role"}, {"文件与图层", "File and layer"}, {"坐标系", "CRS"}, {"#读取", "Read"}, {"#采用", "Used"},
                 {"#修复", "Repaired"}, {"#剔除", "Rejected"}, {"有效期", "Valid"}, {"覆盖", "Covers"}, {"来源", "Source"}});
  html.markup("<tbody>\n");
  for (const Json& layer : layers) layer_row(html, layer);
  html.markup("</tbody></table>\n");
  for (const Json& layer : layers) {
    for (const Json& note : layer.at("notes")) html.markup("<p>").data(string_of(layer, "file") + " " + string_of(layer, "name")).both({"：", ": "}).both(Text{string_of(note, "zh"), string_of(note, "en")}).markup("</p>\n");
  }
}

}  // namespace

void page_rejects(Html& html, const Json& result) {
  html.markup("<section>\n");
  heading(html, "5", {"剔除与修复", "Rejects and repairs"});
  const Json &rejects = result.at("rejects"), &repairs = result.at("repairs");
  if (rejects.empty() && repairs.empty())
    html.markup("<p>").both({"全部图形有效，无剔除、无修复。", "Every shape is valid: nothing rejected, nothing repaired."}).markup("</p>\n");
  if (!rejects.empty()) rejects_table(html, rejects);
  if (!repairs.empty()) repairs_table(html, repairs);
  if (!result.at("slivers").at("pieces").empty()) slivers_table(html, result.at("slivers"));
  html.markup("</section>\n");
}

void page_sources(Html& html, const Json& result) {
  html.markup("<section>\n");
  heading(html, "6", {"依据与数据", "Sources and data"});
  citations_table(html, result.at("ruleset").at("citations"));
  layers_table(html, result.at("layers"));
  html.markup("</section>\n");
}

void page_signatures(Html& html, const Json& result, std::span<const Override> overrides) {
  html.markup("<section class=\"signatures\">\n");
  heading(html, "7", {"签署", "Signatures"});
  if (!overrides.empty()) overrides_table(html, result, overrides);
  html.markup("<div>\n");
  for (const Text& who : {Text{"核查人", "Checked by"}, Text{"复核人", "Reviewed by"}, Text{"审定人", "Confirmed by"}, Text{"日期", "Date"}})
    html.markup("<p>").both(who).markup("<span class=\"line\"></span></p>\n");
  html.markup("</div>\n</section>\n");
}

}  // namespace libspatial::report
