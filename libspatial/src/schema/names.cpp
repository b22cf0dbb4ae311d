#include "schema/names.hpp"

#include <algorithm>

namespace libspatial::schema {
namespace {

constexpr std::size_t shapefile_name = 10;  // bytes of a dbf column name

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

char capital(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

std::string capitals(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), capital);
  return result;
}

void take(std::string_view& text, std::string_view word) {
  if (text.starts_with(word)) text.remove_prefix(word.size());
}

std::string_view without_digits(std::string_view text) {
  while (!text.empty() && is_digit(text.front())) text.remove_prefix(1);
  return text;
}

/// "220200", "2020年", "" …
bool is_number_or_year(std::string_view text) {
  const std::string_view rest = without_digits(text);
  std::string_view after = rest;
  if (rest.size() < text.size()) {
    for (const char* word : {"年度", "年末", "年"}) {
      if (after.starts_with(word)) {
        take(after, word);
        break;
      }
    }
  }
  return without_digits(after).empty();
}

/// "吉林市", "220202船营区2020年": digits, then nothing or a place, then digits or a year. A word that ends in 区 may be a 储备区 or a 调整区 and
/// no place: it needs a division code before it.
bool is_place_or_number(std::string_view text) {
  if (is_number_or_year(text)) return true;
  const bool coded = text.size() - without_digits(text).size() >= 6;
  for (const char* word : {"省", "市", "县", "区", "州", "盟", "旗", "镇", "乡"}) {
    if (!coded && std::string_view("省市县").find(word) == std::string_view::npos) continue;
    const std::size_t at = text.rfind(word);
    if (at == std::string_view::npos || at == 0) continue;
    const std::string_view place = without_digits(text.substr(0, at)), after = text.substr(at + std::string_view(word).size());
    const bool letters = std::none_of(place.begin(), place.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    if (!place.empty() && letters && is_number_or_year(after)) return true;
  }
  return false;
}

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return !is_continuation(c); }));
}

/// Bytes in GBK: one for ASCII, two for the rest.
std::size_t gbk_bytes(std::string_view text) {
  return characters(text) + static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0xC0; }));
}

bool is_cut(std::string_view column, std::string_view alias) {
  if (column.size() >= alias.size() || column.empty() || !alias.starts_with(column)) return false;
  const bool gbk = gbk_bytes(column) <= shapefile_name && gbk_bytes(column) + 2 > shapefile_name;
  const bool utf8 = column.size() <= shapefile_name && column.size() + 3 > shapefile_name;
  return gbk || utf8;
}

}  // namespace

std::string plain(std::string_view name) {
  std::string result;
  for (const char c : name) {
    if (std::string_view(" _-.()").find(c) == std::string_view::npos) result += capital(c);
  }
  for (const char* mark : {"（", "）", "　"}) {
    for (std::size_t at = result.find(mark); at != std::string::npos; at = result.find(mark)) result.erase(at, std::string_view(mark).size());
  }
  return result;
}

NameMatch match_layer_name(std::string_view name, std::string_view alias) {
  const bool open = alias.ends_with('*');
  const std::string whole = plain(name), wanted = plain(open ? alias.substr(0, alias.size() - 1) : alias);
  if (wanted.empty()) return NameMatch::no;
  for (std::size_t at = whole.find(wanted); at != std::string::npos; at = whole.find(wanted, at + 1)) {
    const std::string_view before = std::string_view(whole).substr(0, at), after = std::string_view(whole).substr(at + wanted.size());
    if (!is_place_or_number(before)) continue;
    if (open) return NameMatch::pattern;
    if (is_number_or_year(after)) return NameMatch::whole;
  }
  return NameMatch::no;
}

std::optional<std::size_t> find_column(const Layer& layer, const std::vector<std::string>& aliases, const std::vector<std::string>& all) {
  const auto among = [](const std::vector<std::string>& names, const std::string& name) { return std::find(names.begin(), names.end(), name) != names.end(); };
  for (const std::string& alias : aliases) {
    for (std::size_t i = 0; i < layer.fields.size(); ++i) {
      if (capitals(layer.fields[i].name) == capitals(alias)) return i;
    }
  }
  for (std::size_t i = 0; i < layer.fields.size(); ++i) {
    const std::string column = capitals(layer.fields[i].name);
    const auto cut = [&](const std::string& alias) { return is_cut(column, capitals(alias)); };
    const bool other = std::any_of(all.begin(), all.end(), [&](const std::string& name) { return cut(name) && !among(aliases, name); });
    if (!other && std::any_of(aliases.begin(), aliases.end(), cut)) return i;
  }
  return std::nullopt;
}

std::string trimmed(std::string_view text) {
  constexpr std::string_view wide = "　";
  for (bool more = true; more;) {
    more = false;
    while (!text.empty() && std::string_view(" \t\r\n").find(text.front()) != std::string_view::npos) text.remove_prefix(1), more = true;
    while (!text.empty() && std::string_view(" \t\r\n").find(text.back()) != std::string_view::npos) text.remove_suffix(1), more = true;
    if (text.starts_with(wide)) text.remove_prefix(wide.size()), more = true;
    if (text.ends_with(wide)) text.remove_suffix(wide.size()), more = true;
  }
  return std::string(text);
}

std::size_t digits_of_code(std::string_view code) {
  if (code.size() < 6 || !std::all_of(code.begin(), code.end(), is_digit)) return 0;
  while (code.size() > 6 && code.ends_with("000")) code.remove_suffix(3);
  return code.size();
}

}  // namespace libspatial::schema
