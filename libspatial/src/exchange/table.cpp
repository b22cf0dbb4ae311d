#include "exchange/table.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace libspatial::table {
namespace {

[[noreturn]] void refuse(const std::string& file, std::size_t line, const Text& why) {
  const std::string n = std::to_string(line);
  throw Error(Errc::bad_profile, {file + " 第 " + n + " 行：" + why.zh, file + " line " + n + ": " + why.en});
}

}  // namespace

/// The records of the text; quoted cells may hold commas, quotes and line ends.
std::vector<Record> records(std::string_view text, const std::string& file) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  std::vector<Record> result;
  std::size_t line = 1;
  for (std::size_t i = 0; i < text.size();) {
    Record record{line, {}};
    for (bool more = true; more;) {
      std::string cell;
      if (i < text.size() && text[i] == '"') {
        const std::size_t start = line;
        for (++i;; ++i) {
          if (i >= text.size()) refuse(file, start, {"引号没有闭合", "a quote is not closed"});
          if (text[i] == '"' && (i + 1 >= text.size() || text[i + 1] != '"')) break;
          if (text[i] == '"') ++i;
          line += text[i] == '\n';
          cell += text[i];
        }
        ++i;
      } else {
        while (i < text.size() && text[i] != ',' && text[i] != '\n' && text[i] != '\r') cell += text[i++];
      }
      record.cells.push_back(std::move(cell));
      if (i < text.size() && text[i] == '\r') ++i;
      more = i < text.size() && text[i] == ',';
      if (!more && i < text.size() && text[i] != '\n') refuse(file, line, {"引号后面应为逗号或行末", "a comma or the end of the line must follow a quote"});
      ++i;
    }
    ++line;
    if (record.cells.size() > 1 || !record.cells[0].empty()) result.push_back(std::move(record));
  }
  return result;
}

Row::Row(std::shared_ptr<const Header> header, std::size_t line, std::vector<std::string> cells)
    : header_(std::move(header)), line_(line), cells_(std::move(cells)) {}

void Row::fail(const Text& why) const { refuse(header_->file, line_, why); }

const std::string& Row::text(std::string_view column) const {
  const auto& columns = header_->columns;
  return cells_[static_cast<std::size_t>(std::find(columns.begin(), columns.end(), column) - columns.begin())];
}

const std::string& Row::needed(std::string_view column) const {
  const std::string& cell = text(column);
  const std::string c(column);
  if (cell.empty()) fail({c + " 不能为空", c + " must not be empty"});
  return cell;
}

std::optional<double> Row::number(std::string_view column) const {
  const std::string& cell = text(column);
  if (cell.empty()) return std::nullopt;
  double value = 0;
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  if (error != std::errc{} || end != cell.data() + cell.size() || !std::isfinite(value)) {
    const std::string c(column);
    fail({c + " 应为有限数值，而不是“" + cell + "”", c + " must be a finite number, not \"" + cell + "\""});
  }
  return value;
}

std::vector<std::string> Row::words(std::string_view column) const {
  std::vector<std::string> result;
  const std::string& cell = text(column);
  for (std::size_t from = 0; from < cell.size();) {
    const std::size_t to = std::min(cell.find(';', from), cell.size());
    std::size_t a = from, b = to;
    while (a < b && cell[a] == ' ') ++a;
    while (b > a && cell[b - 1] == ' ') --b;
    if (b > a) result.push_back(cell.substr(a, b - a));
    from = to + 1;
  }
  return result;
}

std::vector<Row> read(std::string_view text, const std::string& file, const std::vector<std::string>& expected) {
  std::vector<Record> all = records(text, file);
  if (all.empty()) refuse(file, 1, {"没有表头", "there is no header"});
  const auto header = std::make_shared<const Header>(Header{file, std::move(all[0].cells)});
  for (const std::string& column : expected) {
    if (std::count(header->columns.begin(), header->columns.end(), column) != 1) refuse(file, 1, {"表头应有一列 " + column, "the header must have one column " + column});
  }
  for (const std::string& column : header->columns) {
    if (std::find(expected.begin(), expected.end(), column) == expected.end()) refuse(file, 1, {"未知的列“" + column + "”", "unknown column \"" + column + "\""});
  }
  std::vector<Row> rows;
  for (std::size_t i = 1; i < all.size(); ++i) {
    const std::string have = std::to_string(all[i].cells.size()), want = std::to_string(header->columns.size());
    if (have != want) refuse(file, all[i].line, {"有 " + have + " 格，应为 " + want + " 格", have + " cells instead of " + want});
    rows.emplace_back(header, all[i].line, std::move(all[i].cells));
  }
  return rows;
}

}  // namespace libspatial::table
