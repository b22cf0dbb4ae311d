#include "spreadsheet/dates.hpp"

#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>

namespace libspatial::spreadsheet {
namespace {

/// Letters of days and times outside quotes, brackets and escapes.
bool is_of_date(std::string_view format) {
  for (std::size_t i = 0; i < format.size(); ++i) {
    if (format[i] == '\\' || format[i] == '_' || format[i] == '*') ++i;
    else if (format[i] == '"') i = std::min(format.find('"', i + 1), format.size());
    else if (format[i] == '[' && i + 2 < format.size() && (format[i + 2] == ']' || format[i + 1] == format[i + 2]) && std::string_view("hHmMsS").find(format[i + 1]) != std::string_view::npos) return true;  // [h], [mm]
    else if (format[i] == '[') i = std::min(format.find(']', i), format.size());
    else if (format.substr(i).starts_with("General")) return false;
    else if (std::string_view("yYmMdDhHsS").find(format[i]) != std::string_view::npos) return true;
  }
  return false;
}

/// Formats every workbook has, East Asian ones among them.
bool is_date_by_number(int id) { return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58); }

}  // namespace

void DateStyles::begin(std::string_view name, const char** attributes) {
  if (name == "numFmt") formats_[attribute(attributes, "numFmtId")] = attribute(attributes, "formatCode");
  else if (name == "cellXfs") of_cells_ = true;
  else if (name == "xf" && of_cells_) {
    const std::string id = attribute(attributes, "numFmtId");
    const auto own = formats_.find(id);
    int number = 0;
    std::from_chars(id.data(), id.data() + id.size(), number);
    are_dates.push_back(own != formats_.end() ? is_of_date(own->second) : is_date_by_number(number));
  }
}

void DateStyles::end(std::string_view name) {
  if (name == "cellXfs") of_cells_ = false;
}

std::string moment_of(const std::string& number, bool since_1904) {
  constexpr double last_day = 2958466, day_1904 = 1462, false_leap_day = 60;  // 1900-02-29, which was none
  double serial = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), serial);
  if (error != std::errc{} || end != number.data() + number.size() || !(serial >= 0 && serial < last_day)) return number;
  double day = std::floor(serial);
  int second = static_cast<int>(std::lround((serial - day) * 86400));
  if (second == 86400) second = 0, ++day;
  char text[40];
  const int h = second / 3600, m = second / 60 % 60, s = second % 60;
  if (day == 0 && !since_1904) {
    std::snprintf(text, sizeof text, "%02d:%02d:%02d", h, m, s);
    return text;
  }
  if (since_1904) day += day_1904;
  using namespace std::chrono;
  const year_month_day date = sys_days(year(1899) / 12 / 30) + days(static_cast<int>(day) + (day < false_leap_day ? 1 : 0));
  const int written = std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(date.year()), static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  if (second != 0) std::snprintf(text + written, sizeof text - static_cast<std::size_t>(written), " %02d:%02d:%02d", h, m, s);
  return text;
}

}  // namespace libspatial::spreadsheet
