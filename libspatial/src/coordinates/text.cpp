#include "coordinates/text.hpp"

#include <charconv>
#include <cmath>

namespace libspatial::coordinates {
namespace {

/// Length of the blank at the front, or 0.
std::size_t blank_at(std::string_view text) {
  if (text.empty()) return 0;
  if (text[0] == ' ' || text[0] == '\t') return 1;
  if (text.starts_with("\u3000") || text.starts_with("\uFEFF")) return 3;
  return text.starts_with("\u00A0") ? 2 : 0;
}

std::size_t blank_before_end(std::string_view text) {
  if (text.empty()) return 0;
  if (text.back() == ' ' || text.back() == '\t') return 1;
  if (text.ends_with("\u3000")) return 3;
  return text.ends_with("\u00A0") ? 2 : 0;
}

}  // namespace

std::string_view trim(std::string_view text) {
  while (const std::size_t n = blank_at(text)) text.remove_prefix(n);
  while (const std::size_t n = blank_before_end(text)) text.remove_suffix(n);
  return text;
}

std::vector<std::string_view> split(std::string_view line, char delimiter) {
  std::vector<std::string_view> cells;
  for (std::size_t from = 0;;) {
    const std::size_t to = line.find(delimiter, from);
    cells.push_back(trim(line.substr(from, to == std::string_view::npos ? to : to - from)));
    if (to == std::string_view::npos) return cells;
    from = to + 1;
  }
}

std::optional<double> number(std::string_view cell) {
  if (cell.starts_with('+')) cell.remove_prefix(1);
  if (cell.empty() || cell.find_first_not_of("0123456789+-.eE") != std::string_view::npos) return std::nullopt;
  double value = 0;
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  if (error != std::errc{} || end != cell.data() + cell.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::optional<long> whole(std::string_view cell) {
  long value = 0;
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  if (cell.empty() || error != std::errc{} || end != cell.data() + cell.size()) return std::nullopt;
  return value;
}

std::string narrow(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    // U+FF01 … U+FF5E are the ASCII characters in full width
    if (i + 2 < text.size() && text[i] == '\xEF' && (text[i + 1] == '\xBC' || text[i + 1] == '\xBD')) {
      const int code = 0xF000 | (static_cast<unsigned char>(text[i + 1]) & 0x3F) << 6 | (static_cast<unsigned char>(text[i + 2]) & 0x3F);
      if (code >= 0xFF01 && code <= 0xFF5E) {
        result += static_cast<char>(code - 0xFF00 + 0x20);
        i += 3;
        continue;
      }
    }
    result += text[i++];
  }
  return result;
}

bool contains(std::string_view text, std::string_view what) { return text.find(what) != std::string_view::npos; }

Text at_line(const std::string& file, std::size_t line, const Text& what) {
  const Text text = at_line(line, what);
  return {file + " " + text.zh, file + " " + text.en};
}

Text at_line(std::size_t line, const Text& what) {
  const std::string n = std::to_string(line);
  return {"第 " + n + " 行：" + what.zh, "line " + n + ": " + what.en};
}

std::optional<std::string_view> Lines::next() {
  if (rest_.empty()) return std::nullopt;
  const std::size_t end = rest_.find_first_of("\r\n");
  const std::string_view line = rest_.substr(0, end);
  if (end == std::string_view::npos) rest_ = {};
  else rest_.remove_prefix(end + (rest_.substr(end).starts_with("\r\n") ? 2 : 1));
  ++number_;
  return line;
}

}  // namespace libspatial::coordinates
