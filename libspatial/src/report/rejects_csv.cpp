// rejects.csv, for people and their spreadsheets.

#include <charconv>
#include <cmath>

#include "libspatial/report.hpp"
#include "report/document.hpp"
#include "report/utf8.hpp"

namespace libspatial {
namespace {

// Quoting as in RFC 4180.
std::string csv_cell(std::string text) {
  text = no_formula(std::move(text));
  if (text.find_first_of("\",\r\n") == std::string::npos) return text;
  for (std::size_t i = 0; (i = text.find('"', i)) != std::string::npos; i += 2) text.insert(i, 1, '"');
  return '"' + text + '"';
}

}  // namespace

std::string no_formula(std::string text) {
  double number = 0;
  if (std::from_chars(text.data(), text.data() + text.size(), number).ptr == text.data() + text.size() && std::isfinite(number)) return text;
  if (!text.empty() && std::string_view("=+-@\t\r").find(text[0]) != std::string_view::npos) text.insert(0, "'");
  return text;
}

std::string workbook_text(std::string text) {
  constexpr std::size_t most_units = 32767;
  text = no_formula(report::valid_utf8(text));
  std::string result;
  std::size_t units = 0, last = 0;  // last: where the text ends if "…" follows
  for (std::size_t at = 0; at < text.size();) {
    const auto lead = static_cast<unsigned char>(text[at]);
    const std::size_t bytes = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    std::string_view character = std::string_view(text).substr(at, bytes);
    if (character == "\xEF\xBF\xBE" || character == "\xEF\xBF\xBF" || (lead < 0x20 && lead != '\t' && lead != '\n' && lead != '\r')) character = "\xEF\xBF\xBD";
    units += bytes == 4 ? 2 : 1;
    if (units > most_units) return result.substr(0, last) + "…";
    result += character;
    if (units < most_units) last = result.size();
    at += bytes;
  }
  return result;
}

std::string sheet_csv(const Sheet& sheet) {
  std::string out = "\xEF\xBB\xBF";
  const auto line = [&](auto cells) {
    for (std::size_t i = 0; i < cells.size(); ++i) out += (i == 0 ? "" : ",") + cells[i];
    out += "\n";
  };
  std::vector<std::string> titles;
  for (const SheetColumn& column : sheet.columns) titles.push_back(csv_cell(column.title));
  line(std::move(titles));
  for (const auto& row : sheet.rows) {
    std::vector<std::string> cells;
    for (std::size_t i = 0; i < row.size(); ++i) cells.push_back(sheet.columns[i].decimals < 0 ? csv_cell(row[i]) : row[i]);
    line(std::move(cells));
  }
  return out;
}

std::string rejects_csv(const std::string& result_json) {
  const auto result = report::parse_result(result_json);
  return report::rendering([&] {
    std::string out = "\xEF\xBB\xBF" "file,layer,row,id,reason,message_zh,message_en\n";
    for (const auto& reject : result.at("rejects")) {
      const Text message = report::text_of(reject, "message");
      const auto cell = [&](const char* key) { return csv_cell(report::string_of(reject, key)); };
      out += cell("file") + ',' + cell("layer") + ',' + reject.at("row").dump() + ',' + cell("id") + ',' + cell("reason") +
             ',' + csv_cell(message.zh) + ',' + csv_cell(message.en) + '\n';
    }
    return out;
  });
}

}  // namespace libspatial
