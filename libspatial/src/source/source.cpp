#include "libspatial/source.hpp"

#include <charconv>
#include <chrono>
#include <regex>

namespace libspatial {

bool is_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  unsigned parts[3] = {};
  const std::string_view words[] = {text.substr(0, 4), text.substr(5, 2), text.substr(8, 2)};
  for (int i = 0; i < 3; ++i) {
    const auto [end, error] = std::from_chars(words[i].data(), words[i].data() + words[i].size(), parts[i]);
    if (error != std::errc{} || end != words[i].data() + words[i].size()) return false;
  }
  return std::chrono::year_month_day{std::chrono::year(static_cast<int>(parts[0])), std::chrono::month(parts[1]), std::chrono::day(parts[2])}.ok();
}

std::string day_of(std::string text) {
  static const std::regex midnight("[T ]00:00(:00(\\.0+)?)?(Z|[+-][0-9]{2}(:?[0-9]{2})?)?");
  if (text.size() > 10 && is_date(std::string_view(text).substr(0, 10)) && std::regex_match(text.begin() + 10, text.end(), midnight)) text.resize(10);
  return text;
}

bool calls_itself_synthetic(std::string_view source) {
  return source.find("合成数据") != std::string_view::npos || source.find("ynthetic") != std::string_view::npos;
}

}  // namespace libspatial
