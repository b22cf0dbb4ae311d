#include "libspatial/units.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "libspatial/error.hpp"

namespace libspatial {

std::string_view name(AreaKind kind) {
  switch (kind) {
    case AreaKind::official: return "official";
    case AreaKind::geodesic: return "geodesic";
    case AreaKind::planar: return "planar";
  }
  return "official";
}

AreaKind area_kind(std::string_view word) {
  for (const AreaKind kind : {AreaKind::official, AreaKind::geodesic, AreaKind::planar}) {
    if (word == name(kind)) return kind;
  }
  const std::string w(word);
  throw Error(Errc::bad_argument, {"未知的面积种类“" + w + "”：可用 official、geodesic、planar",
                                   "unknown kind of area \"" + w + "\": use official, geodesic or planar"});
}

std::int64_t Area::hundredths() const { return std::llround(m2_ * 100); }

std::string shortest(double value) {
  std::array<char, 400> buffer;
  if (value == 0) value = 0;  // no "-0"
  const double size = std::abs(value);
  const bool plain = size == 0 || (size >= 1e-7 && size < 1e16);  // 200000 is no 2e+05
  auto [end, error] = plain ? std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::fixed) : std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  return {buffer.data(), end};
}

std::string decimals(double value, int digits) {
  if (!std::isfinite(value)) return shortest(value);
  std::array<char, 400> buffer;
  auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), std::abs(value), std::chars_format::fixed);
  std::string text(buffer.data(), end);  // the shortest decimal form, without exponent
  std::size_t dot = text.find('.');
  if (dot == std::string::npos) {
    dot = text.size();
    text += '.';
  }
  const std::size_t wanted = dot + 1 + static_cast<std::size_t>(digits);
  const bool up = text.size() > wanted && text[wanted] >= '5';
  text.resize(wanted, '0');
  if (up) {
    std::size_t i = text.size();
    while (i-- > 0) {
      if (text[i] == '.') continue;
      if (text[i]++ < '9') break;
      text[i] = '0';
    }
    if (text.find_first_not_of("0.") == std::string::npos || i == std::string::npos) text.insert(text.begin(), '1');
  }
  if (text.back() == '.') text.pop_back();
  const bool zero = text.find_first_not_of("0.") == std::string::npos;
  return value < 0 && !zero ? "-" + text : text;
}

std::string decimals_of_hundredths(std::int64_t hundredths) {
  const std::uint64_t size = hundredths < 0 ? 0 - static_cast<std::uint64_t>(hundredths) : static_cast<std::uint64_t>(hundredths);
  std::array<char, 32> buffer;
  char* at = std::to_chars(buffer.data() + 1, buffer.data() + 24, size / 100).ptr;
  *at++ = '.';
  *at++ = static_cast<char>('0' + size % 100 / 10);
  *at++ = static_cast<char>('0' + size % 10);
  buffer[0] = '-';
  return {buffer.data() + (hundredths < 0 ? 0 : 1), at};
}

}  // namespace libspatial
