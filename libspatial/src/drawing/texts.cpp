#include "drawing/texts.hpp"

#include <algorithm>
#include <cstdlib>

#include "coordinates/text.hpp"

namespace libspatial::drawing {
namespace {

using coordinates::from_encoding;

bool is_ascii(std::string_view bytes) {
  return std::none_of(bytes.begin(), bytes.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}

/// Every byte beyond ASCII is half of a character of GB 2312, as Chinese text in GBK nearly always is and Western text never.
bool is_gb2312(std::string_view bytes) {
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto lead = static_cast<unsigned char>(bytes[i]);
    if (lead < 0x80) continue;
    const auto trail = i + 1 < bytes.size() ? static_cast<unsigned char>(bytes[i + 1]) : 0;
    if (lead < 0xA1 || lead > 0xF7 || trail < 0xA1 || trail == 0xFF) return false;
    ++i;
  }
  return true;
}

void collect(const std::vector<Entity>& entities, std::string& out) {
  for (const Entity& e : entities) {
    for (const std::string_view text : {e.layer, e.block, std::string_view(e.text), std::string_view(e.xdata)}) {
      if (!is_ascii(text)) out += text, out += '\n';
    }
  }
}

void append_utf8(std::uint32_t c, std::string& out) {
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0 | c >> 6);
    out += static_cast<char>(0x80 | (c & 63));
  } else if (c < 0x10000) {
    out += static_cast<char>(0xE0 | c >> 12);
    out += static_cast<char>(0x80 | (c >> 6 & 63));
    out += static_cast<char>(0x80 | (c & 63));
  } else {
    out += static_cast<char>(0xF0 | c >> 18);
    out += static_cast<char>(0x80 | (c >> 12 & 63));
    out += static_cast<char>(0x80 | (c >> 6 & 63));
    out += static_cast<char>(0x80 | (c & 63));
  }
}

std::optional<std::uint32_t> hex(std::string_view text, std::size_t at, std::size_t n) {
  if (at + n > text.size()) return std::nullopt;
  std::uint32_t value = 0;
  for (const char c : text.substr(at, n)) {
    const int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    if (digit < 0) return std::nullopt;
    value = value * 16 + static_cast<std::uint32_t>(digit);
  }
  return value;
}

/// \U+XXXX, two of them for what lies beyond U+FFFF, and \M+nXXXX: two bytes of a code page.
std::string with_codes(std::string text) {
  if (text.find("\\U+") == std::string::npos && text.find("\\M+") == std::string::npos) return text;
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const std::string_view rest = std::string_view(text).substr(i);
    if (rest.starts_with("\\U+")) {
      if (const auto c = hex(rest, 3, 4)) {
        const auto low = *c >= 0xD800 && *c < 0xDC00 && rest.substr(7).starts_with("\\U+") ? hex(rest, 10, 4) : std::nullopt;
        if (low && *low >= 0xDC00 && *low < 0xE000) {
          append_utf8(0x10000 + ((*c - 0xD800) << 10) + (*low - 0xDC00), out);
          i += 14;
          continue;
        }
        append_utf8((*c >= 0xD800 && *c < 0xE000) || *c == 0 ? 0xFFFD : *c, out);
        i += 7;
        continue;
      }
    } else if (rest.starts_with("\\M+") && rest.size() >= 8) {
      constexpr const char* pages[] = {"", "CP932", "CP950", "CP949", "JOHAB", "GB18030"};
      const auto c = hex(rest, 4, 4);
      if (c && rest[3] >= '1' && rest[3] <= '5') {
        const char bytes[2] = {static_cast<char>(*c >> 8), static_cast<char>(*c & 255)};
        from_encoding(*c < 0x100 ? std::string_view(bytes + 1, 1) : std::string_view(bytes, 2), pages[rest[3] - '0'], out);
        i += 8;
        continue;
      }
    }
    out += text[i++];
  }
  return out;
}

/// %%d, %%p, %%c, %%nnn, %%%; %%u and %%o only draw lines.
std::string plain_text(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%' || i + 2 >= text.size() || text[i + 1] != '%') {
      out += text[i];
      continue;
    }
    const char c = text[i + 2];
    i += 2;
    if (c == 'd' || c == 'D') out += "°";
    else if (c == 'p' || c == 'P') out += "±";
    else if (c == 'c' || c == 'C') out += "⌀";
    else if (c == '%') out += '%';
    else if (c == 'u' || c == 'U' || c == 'o' || c == 'O' || c == 'k' || c == 'K') continue;
    else if (c >= '0' && c <= '9' && i + 2 < text.size() && text[i + 1] >= '0' && text[i + 1] <= '9' && text[i + 2] >= '0' && text[i + 2] <= '9') append_utf8(static_cast<std::uint32_t>((c - '0') * 100 + (text[i + 1] - '0') * 10 + (text[i + 2] - '0')), out), i += 2;
    else out += "%%", out += c;
  }
  return out;
}

std::string plain_mtext(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '{' || text[i] == '}') continue;
    if (text[i] == '^' && i + 1 < text.size()) {  // a control character
      ++i;
      out += text[i] == 'J' || text[i] == 'M' ? '\n' : text[i] == ' ' ? '^' : ' ';
      continue;
    }
    if (text[i] != '\\' || i + 1 >= text.size()) {
      out += text[i];
      continue;
    }
    const char c = text[++i];
    const std::size_t end = std::string_view("fFHhWwQqTtAaCcpSs").find(c) == std::string_view::npos ? std::string::npos : text.find(';', i);
    if (c == 'P' || c == 'X' || c == 'N') out += '\n';
    else if (c == '~') out += ' ';
    else if (c == '\\' || c == '{' || c == '}') out += c;
    else if (std::string_view("LlOoKk").find(c) != std::string_view::npos) continue;
    else if (end != std::string::npos) {
      if (c == 'S' || c == 's') {  // a fraction
        for (std::size_t k = i + 1; k < end; ++k) out += text[k] == '^' || text[k] == '#' ? '/' : text[k];
      }
      i = end;
    } else out += c;
  }
  return out;
}

}  // namespace

CodePage::CodePage(const Model& model) {
  std::string all;
  collect(model.entities, all);
  for (const auto& [block, content] : model.blocks) collect(content.entities, all);
  for (const auto& [layer, style] : model.layers) {
    if (!is_ascii(layer)) all += layer, all += '\n';
  }
  const std::string page = upper(model.codepage);
  const bool unicode = model.version >= "AC1021";
  std::string said = unicode ? "UTF-8" : page == "ANSI_936" || page == "GB2312" || page == "GBK" || page.empty() ? "GB18030" : page.starts_with("ANSI_") ? "CP" + page.substr(5) : page;
  if (all.empty()) {
    name_ = "ASCII";
    return;
  }
  if (coordinates::is_utf8(all)) name_ = "UTF-8";
  else if (said == "UTF-8" || is_gb2312(all)) name_ = "GB18030";
  else name_ = said;
  std::string decoded;
  std::size_t bad = 0;
  try {
    bad = from_encoding(all, name_.c_str(), decoded);
  } catch (const Error&) {  // iconv knows no such code page
    name_ = "GB18030";
    bad = from_encoding(all, name_.c_str(), decoded);
  }
  const std::string header = unicode ? model.version : "$DWGCODEPAGE " + std::string(model.codepage);
  if (name_ != said) notes_.push_back({"编码 " + name_ + "（按字节判断；文件头写 " + header + "，与内容不符），请核对文字", "encoding " + name_ + " (by its bytes; the header says " + header + ", which is not so): check the texts"});
  else notes_.push_back({"编码 " + name_, "encoding " + name_});
  if (bad > 0) notes_.push_back({"有 " + std::to_string(bad) + " 个字节不是任何字符，已代以 \uFFFD", std::to_string(bad) + " bytes are no character, U+FFFD stands for each"});
}

std::string CodePage::decode(std::string_view bytes) const {
  if (is_ascii(bytes)) return with_codes(std::string(bytes));
  std::string out;
  from_encoding(bytes, name_.c_str(), out);
  return with_codes(std::move(out));
}

std::vector<std::string> lines_of(std::string text, bool formatted) {
  const std::string plain = formatted ? plain_mtext(text) : plain_text(text);
  std::vector<std::string> lines;
  coordinates::Lines rest(plain);
  while (const auto line = rest.next()) {
    const std::string_view trimmed = coordinates::trim(*line);
    if (!trimmed.empty()) lines.emplace_back(trimmed);
  }
  return lines;
}

std::string to_gbk(std::string_view utf8, bool escape_percent) {
  std::string out;
  for (std::size_t i = 0; i < utf8.size();) {
    const auto lead = static_cast<unsigned char>(utf8[i]);
    const std::size_t n = std::min(utf8.size() - i, std::size_t{lead < 0x80 ? 1u : lead < 0xE0 ? 2u : lead < 0xF0 ? 3u : 4u});
    const std::string_view c = utf8.substr(i, n);
    i += n;
    if (lead < 0x20 || lead == 0x7F) {
      out += ' ';
    } else if (c == "%" && escape_percent && i < utf8.size() && utf8[i] == '%') {
      out += "%%%%%%";
      ++i;
    } else if (c == "\\") {
      out += "\\U+005C";
    } else if (lead < 0x80) {
      out += c;
    } else if (const auto gbk = coordinates::find_gbk(c)) {
      out += *gbk;
    } else {
      std::uint32_t code = n == 2 ? lead & 31u : n == 3 ? lead & 15u : lead & 7u;
      for (std::size_t k = 1; k < n; ++k) code = code << 6 | (static_cast<unsigned char>(c[k]) & 63u);
      const auto put = [&](std::uint32_t unit) {
        out += "\\U+";
        for (int shift = 12; shift >= 0; shift -= 4) out += "0123456789ABCDEF"[unit >> shift & 15u];
      };
      if (code >= 0x10000) put(0xD800 + ((code - 0x10000) >> 10)), put(0xDC00 + ((code - 0x10000) & 0x3FF));
      else put(code);
    }
  }
  return out;
}

}  // namespace libspatial::drawing
