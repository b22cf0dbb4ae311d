// rejects.csv, for people and their spreadsheets.

#include "libspatial/report.hpp"
#include "report/document.hpp"

namespace libspatial {
namespace {

// A cell that a spreadsheet would run as a formula is made text by an apostrophe; quoting as in RFC 4180.
std::string csv_cell(std::string text) {
  if (!text.empty() && std::string_view("=+-@\t\r").find(text[0]) != std::string_view::npos) text.insert(0, "'");
  if (text.find_first_of("\",\r\n") == std::string::npos) return text;
  for (std::size_t i = 0; (i = text.find('"', i)) != std::string::npos; i += 2) text.insert(i, 1, '"');
  return '"' + text + '"';
}

}  // namespace

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
