// Which characters the bytes are. iconv of the C library knows GB18030; nothing else is needed.

#include <iconv.h>

#include <algorithm>
#include <cerrno>

#include "coordinates/text.hpp"

namespace libspatial::coordinates {
namespace {

class Converter {
 public:
  Converter(const char* to, const char* from) : handle_(::iconv_open(to, from)) {
    if (handle_ == reinterpret_cast<iconv_t>(-1)) {
      throw Error(Errc::unsupported_format, {std::string("本机的 C 库不能转换编码 ") + from + " → " + to + "。请把文件另存为 UTF-8", std::string("the C library of this machine cannot convert ") + from + " to " + to + ". Save the file as UTF-8"});
    }
  }
  ~Converter() { ::iconv_close(handle_); }
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;

  /// Converts up to the first byte that is no character, appends, and returns how many bytes were taken.
  std::size_t convert(std::string_view bytes, std::string& out) {
    ::iconv(handle_, nullptr, nullptr, nullptr, nullptr);
    char* in = const_cast<char*>(bytes.data());  // iconv does not write there
    std::size_t left = bytes.size();
    char buffer[16384];
    while (left > 0) {
      char* to = buffer;
      std::size_t room = sizeof buffer;
      const std::size_t result = ::iconv(handle_, &in, &left, &to, &room);
      out.append(buffer, sizeof buffer - room);
      if (result == static_cast<std::size_t>(-1) && errno != E2BIG) break;
    }
    return bytes.size() - left;
  }

 private:
  iconv_t handle_;
};

std::size_t append_gb18030(std::string_view bytes, std::string& out) { return from_encoding(bytes, "GB18030", out); }

Decoded utf16(std::string_view bytes, const std::string& file, bool big) {
  Decoded result{{}, big ? "UTF-16BE" : "UTF-16LE", {}};
  Converter converter("UTF-8", result.encoding.c_str());
  if (converter.convert(bytes, result.text) != bytes.size()) {
    throw Error(Errc::damaged_file, {file + " 是 UTF-16，但在一个字符中间断开，文件可能被截断。请重新取得该文件", file + " is UTF-16 cut off inside a character. Get the file again"});
  }
  return result;
}

/// Digits and commas in UTF-16 have a zero beside them.
std::optional<bool> utf16_by_its_zeros(std::string_view bytes) {
  const std::string_view head = bytes.substr(0, 4096);
  std::size_t even = 0, odd = 0;
  for (std::size_t i = 0; i < head.size(); ++i) (i % 2 ? odd : even) += head[i] == '\0';
  if (odd > head.size() / 8 && even * 4 < odd) return false;  // U+4E00 has a zero on the other side
  if (even > head.size() / 8 && odd * 4 < even) return true;
  return std::nullopt;
}

bool is_ascii(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}

/// Valid UTF-8 whose characters beyond ASCII are all Chinese or full-width, of three bytes: text in GBK never looks like that by chance.
bool is_chinese_utf8(std::string_view line) {
  if (!is_utf8(line)) return false;
  bool any = false;
  for (std::size_t i = 0; i < line.size();) {
    const auto lead = static_cast<unsigned char>(line[i]);
    if (lead < 0x80) {
      ++i;
      continue;
    }
    if (!((lead >= 0xE3 && lead <= 0xE9) || lead == 0xEF)) return false;
    any = true;
    i += 3;
  }
  return any;
}

Decoded line_by_line(std::string_view bytes) {
  Decoded result;
  std::size_t utf8_lines = 0, other_lines = 0, first_bad = 0, bad = 0, number = 0;
  bool any_utf8 = false;
  Lines lines(bytes);
  while (const auto line = lines.next()) any_utf8 |= !is_ascii(*line) && is_chinese_utf8(*line);
  if (!any_utf8) {  // the usual case, in one go
    bad = append_gb18030(bytes, result.text);
    result.encoding = "GB18030";
    if (bad > 0) first_bad = static_cast<std::size_t>(std::count(result.text.begin(), result.text.begin() + static_cast<long>(result.text.find("\uFFFD")), '\n')) + 1;
  } else {
    Lines again(bytes);
    while (const auto line = again.next()) {
      ++number;
      if (is_ascii(*line)) {
        result.text += *line;
      } else if (is_chinese_utf8(*line)) {
        result.text += *line;
        ++utf8_lines;
      } else {
        const std::size_t here = append_gb18030(*line, result.text);
        if (here > 0 && bad == 0) first_bad = number;
        bad += here;
        ++other_lines;
      }
      result.text += '\n';
    }
    result.encoding = other_lines > 0 ? "UTF-8 + GB18030" : "UTF-8";
    const std::string a = std::to_string(utf8_lines), b = std::to_string(other_lines);
    result.notes.push_back({"文件混用两种编码：" + a + " 行 UTF-8，" + b + " 行 GB18030，已逐行识别；请核对名称", "two encodings in one file: " + a + " lines of UTF-8, " + b + " of GB18030, told apart line by line: check the names"});
  }
  if (bad > 0) {
    const std::string n = std::to_string(bad);
    result.notes.push_back(at_line(first_bad, {"有 " + n + " 个字节不是任何字符（首见于此），已代以 \uFFFD", n + " bytes are no character (the first is here), U+FFFD stands for each"}));
  }
  return result;
}

}  // namespace

std::size_t from_encoding(std::string_view bytes, const char* encoding, std::string& out) {
  Converter converter("UTF-8", encoding);
  std::size_t bad = 0;
  while (!bytes.empty()) {
    bytes.remove_prefix(converter.convert(bytes, out));
    if (bytes.empty()) break;
    out += "\uFFFD";
    bytes.remove_prefix(1);
    ++bad;
  }
  return bad;
}

std::optional<std::string> find_gbk(std::string_view character) {
  thread_local Converter converter("GBK", "UTF-8");
  std::string bytes;
  return converter.convert(character, bytes) == character.size() && bytes.size() <= 2 ? std::optional(bytes) : std::nullopt;
}

bool is_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = [&](std::size_t k) { return static_cast<unsigned char>(text[i + k]); };
    const unsigned lead = byte(0);
    const std::size_t n = lead < 0x80 ? 1 : lead >= 0xC2 && lead < 0xE0 ? 2 : lead >= 0xE0 && lead < 0xF0 ? 3 : lead >= 0xF0 && lead < 0xF5 ? 4 : 0;
    if (n == 0 || i + n > text.size()) return false;
    for (std::size_t k = 1; k < n; ++k) {
      if ((byte(k) & 0xC0) != 0x80) return false;
    }
    if ((lead == 0xE0 && byte(1) < 0xA0) || (lead == 0xED && byte(1) >= 0xA0) || (lead == 0xF0 && byte(1) < 0x90) || (lead == 0xF4 && byte(1) >= 0x90)) return false;
    i += n;
  }
  return true;
}

Decoded decode(std::string_view bytes, const std::string& file) {
  if (bytes.starts_with("\xFF\xFE")) return utf16(bytes.substr(2), file, false);
  if (bytes.starts_with("\xFE\xFF")) return utf16(bytes.substr(2), file, true);
  const bool marked = bytes.starts_with("\xEF\xBB\xBF");
  if (marked) bytes.remove_prefix(3);
  if (const auto big = utf16_by_its_zeros(bytes)) return utf16(bytes, file, *big);
  if (bytes.find('\0') != std::string_view::npos) {
    throw Error(Errc::unsupported_format, {file + " 含有二进制数据，不是坐标文本。请导出为 TXT 或 CSV", file + " holds binary data and is no text of coordinates. Export it as TXT or CSV"});
  }
  if (is_utf8(bytes)) return {std::string(bytes), marked ? "UTF-8 (BOM)" : is_ascii(bytes) ? "ASCII" : "UTF-8", {}};
  return line_by_line(bytes);
}

std::string to_gb18030(std::string_view utf8) {
  Converter converter("GB18030", "UTF-8");
  std::string result;
  while (!utf8.empty()) {
    utf8.remove_prefix(converter.convert(utf8, result));
    if (utf8.empty()) break;
    result += '?';
    utf8.remove_prefix(1);
  }
  return result;
}

}  // namespace libspatial::coordinates
