// The table of the terminal.

#include "libspatial/report.hpp"
#include "report/document.hpp"
#include "report/numbers.hpp"
#include "report/words.hpp"

namespace libspatial {
namespace {

using report::Json;

using Row = std::vector<std::string>;

std::vector<SheetColumn> titles(Language language) {
  std::vector<SheetColumn> columns;
  const std::pair<Text, int> all[] = {{{"编号", "id"}, -1}, {{"项目", "project"}, -1}, {{"面积(m²)", "area (m²)"}, 2}, {{"集中建设区", "concentrated"}, 2},
                                      {{"弹性发展区", "flexible"}, 2}, {{"特别用途区", "special"}, 2}, {{"边界外", "outside"}, 2}, {{"判定", "verdict"}, -1}};
  for (const auto& [text, decimals] : all) columns.push_back({in(language, text), decimals});
  return columns;
}

Row row_of(const Json& project, Language language) {
  const auto area = [](const Json& of, const char* key) {
    return report::print(report::hundredths_of(of, key).value_or(0), report::square_metres);
  };
  Row row{report::string_of(project, "id"), report::string_of(project, "name"),
          area(project.at("area"), "official_m2")};
  for (const auto kind : report::zone_kind_names) {
    row.emplace_back("-");
    for (const Json& zone : project.at("zones"))
      if (report::string_of(zone, "kind") == kind) row.back() = area(zone, "area_m2");
  }
  row.push_back(in(language, title(report::verdict_of(report::string_of(project, "verdict")))));
  return row;
}

std::string counts(const Json& summary, Language language) {
  std::string out = in(language, {"合计 ", "in all "}) + summary.at("projects").dump() + in(language, {" 个项目：", " projects: "});
  bool first = true;
  for (const Verdict verdict : report::project_verdicts) {
    const auto n = summary.at(std::string(name(verdict))).get<std::int64_t>();
    if (n == 0) continue;
    out += (first ? "" : in(language, {"，", ", "})) + in(language, title(verdict)) + " " + std::to_string(n);
    first = false;
  }
  return out + '\n';
}

}  // namespace

std::string summary_table(const std::string& result_json, Language language) {
  const auto result = report::parse_result(result_json);
  return report::rendering([&] {
    Sheet sheet{"summary", "", titles(language), {}};
    for (const Json& project : result.at("projects")) sheet.rows.push_back(row_of(project, language));
    return sheet_table(sheet) + counts(result.at("summary"), language);
  });
}

}  // namespace libspatial
