// A sheet on a terminal.

#include <algorithm>

#include "libspatial/report.hpp"
#include "report/utf8.hpp"

namespace libspatial {
namespace {

constexpr std::size_t longest_text = 28;

using Row = std::vector<std::string>;

std::string line(const Row& row, const std::vector<std::size_t>& widths, const std::vector<SheetColumn>& columns) {
  std::string out;
  for (std::size_t i = 0; i < row.size(); ++i) {
    const std::string fill(widths[i] - report::display_width(row[i]), ' ');
    out += columns[i].decimals >= 0 ? fill + row[i] : row[i] + fill;
    out += "  ";
  }
  out.resize(out.find_last_not_of(' ') + 1);
  return out + '\n';
}

}  // namespace

std::string sheet_table(const Sheet& sheet) {
  std::vector<Row> rows{{}};
  for (const SheetColumn& column : sheet.columns) rows[0].push_back(column.title);
  for (const Row& row : sheet.rows) {
    Row cells;
    for (const std::string& cell : row) cells.push_back(report::fit(report::printable(cell), longest_text));
    rows.push_back(std::move(cells));
  }
  std::vector<std::size_t> widths(sheet.columns.size(), 0);
  for (const Row& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], report::display_width(row[i]));
  }
  std::string out;
  for (const Row& row : rows) out += line(row, widths, sheet.columns);
  return out;
}

}  // namespace libspatial
