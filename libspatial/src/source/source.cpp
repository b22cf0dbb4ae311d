#include "libspatial/source.hpp"

#include <charconv>
#include <chrono>

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

bool calls_itself_synthetic(std::string_view source) {
  return source.find("合成数据") != std::string_view::npos || source.find("ynthetic") != std::string_view::npos;
}

}  // namespace libspatial
