// The table of the terminal, aligned where Chinese characters take two columns.

#include <algorithm>

#include "libspatial/report.hpp"
#include "report/document.hpp"
#include "report/numbers.hpp"
#include "report/utf8.hpp"
#include "report/words.hpp"

namespace libspatial {
namespace {

using report::Json;

constexpr std::size_t longest_name = 28;

using Row = std::vector<std::string>;

bool is_number_column(std::size_t column) { return column >= 2 && column <= 6; }

Row titles(Language language) {
  const Text text[] = {{"编号", "id"}, {"项目", "project"}, {"面积(m²)", "area (m²)"}, {"集中建设区", "concentrated"},
                       {"弹性发展区", "flexible"}, {"特别用途区", "special"}, {"边界外", "outside"}, {"判定", "verdict"}};
  Row row;
  for (const Text& t : text) row.push_back(in(language, t));
  return row;
}

Row row_of(const Json& project, Language language) {
  const auto area = [](const Json& of, const char* key) {
    return report::print(report::hundredths_of(of, key).value_or(0), report::square_metres);
  };
  Row row{report::fit(report::printable(report::string_of(project, "id")), longest_name),
          report::fit(report::printable(report::string_of(project, "name")), longest_name),
          area(project.at("area"), "official_m2")};
  for (const auto kind : report::zone_kind_names) {
    row.emplace_back("-");
    for (const Json& zone : project.at("zones"))
      if (report::string_of(zone, "kind") == kind) row.back() = area(zone, "area_m2");
  }
  row.push_back(in(language, title(report::verdict_of(report::string_of(project, "verdict")))));
  return row;
}

std::string line(const Row& row, const std::vector<std::size_t>& widths) {
  std::string out;
  for (std::size_t i = 0; i < row.size(); ++i) {
    const std::string fill(widths[i] - report::display_width(row[i]), ' ');
    out += is_number_column(i) ? fill + row[i] : row[i] + fill;
    out += "  ";
  }
  out.resize(out.find_last_not_of(' ') + 1);
  return out + '\n';
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

std::string aligned(const std::vector<Row>& rows) {
  std::vector<std::size_t> widths(rows[0].size(), 0);
  for (const Row& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], report::display_width(row[i]));
  std::string out;
  for (const Row& row : rows) out += line(row, widths);
  return out;
}

}  // namespace

std::string summary_table(const std::string& result_json, Language language) {
  const auto result = report::parse_result(result_json);
  return report::rendering([&] {
    std::vector<Row> rows{titles(language)};
    for (const Json& project : result.at("projects")) rows.push_back(row_of(project, language));
    return aligned(rows) + counts(result.at("summary"), language);
  });
}

}  // namespace libspatial
