// The page that lists the pages.

#include "libspatial/batch.hpp"
#include "report/document.hpp"
#include "report/frame.hpp"
#include "report/html.hpp"
#include "report/numbers.hpp"
#include "report/page.hpp"
#include "report/words.hpp"

namespace libspatial {
namespace {

using report::Html;
using report::Json;

/// A path of our own making in a link: every byte that is not plain is written %XX.
std::string in_link(const std::string& path) {
  constexpr char digits[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 128 && (std::isalnum(byte) || std::string_view("-_./").find(c) != std::string_view::npos)) out += c;
    else out += {'%', digits[byte >> 4], digits[byte & 15]};
  }
  return out;
}

void projects(Html& html, const Json& result, const Pages& pages, const std::string& folder) {
  html.markup("<table data-list>\n").head_row({{"编号", "Id"}, {"项目", "Project"}, {"初步核查意见", "Opinion"}, {"#椭球面积 m²", "Official area, m²"}, {"#公顷", "ha"}}).markup("<tbody>\n");
  for (const Json& project : result.at("projects")) {
    const std::int64_t area = report::hundredths_of(project.at("area"), "official_m2").value_or(0);
    html.markup("<tr><td><a href=\"").data(in_link(folder + "/" + pages.stem_of(report::string_of(project, "id")) + ".html")).markup("\">").data(report::string_of(project, "id")).markup("</a></td>");
    html.element("td", "", report::string_of(project, "name")).markup("<td>");
    report::badge(html, report::string_of(project, "verdict"));
    html.markup("</td>").number(report::print(area, report::square_metres)).number(report::print(area, report::hectares)).markup("</tr>\n");
  }
  html.markup("</tbody></table>\n");
}

void broken_inputs(Html& html, std::span<const FileRemark> broken) {
  if (broken.empty()) return;
  report::heading(html, "2", {"未能读取的文件", "Files that could not be read"});
  html.markup("<table>\n").head_row({{"文件", "File"}, {"代码", "Code"}, {"原因", "Reason"}}).markup("<tbody>\n");
  for (const FileRemark& b : broken) html.markup("<tr>").element("td", "", b.file).element("td", "", b.code).markup("<td>").both(b.text).markup("</td></tr>\n");
  html.markup("</tbody></table>\n");
}

}  // namespace

std::string batch_index(const std::string& result_json, const Pages& pages, std::span<const FileRemark> broken, const std::string& folder) {
  const auto result = report::parse_result(result_json);
  return report::rendering([&] {
    const report::Frame frame{.title = {"项目规划符合性初步核查：批量", "Preliminary plan check: batch"}, .script = report::page_script};
    Html html;
    report::begin_page(html, frame);
    html.markup("<main>\n");
    report::page_head(html, result);
    report::heading(html, "1", {"项目", "Projects"});
    projects(html, result, pages, folder);
    broken_inputs(html, broken);
    html.markup("</main>\n");
    report::end_page(html, frame);
    return html.take();
  });
}

std::string remarks_csv(std::span<const FileRemark> remarks) {
  Sheet sheet{"remarks", "", {{"file"}, {"code"}, {"zh"}, {"en"}}, {}};
  for (const FileRemark& r : remarks) sheet.rows.push_back({r.file, r.code, r.text.zh, r.text.en});
  return sheet_csv(sheet);
}

}  // namespace libspatial
