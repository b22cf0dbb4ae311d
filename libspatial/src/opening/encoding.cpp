// Which encoding a Shapefile's attributes are in: .cpg, else the language byte when it means 936, else strict UTF-8,
// else GB18030; a statement that the bytes refute does not hold. GDAL alone takes 0x57 for Latin-1 and 0x00 for raw bytes, without a word.

#include <filesystem>
#include <fstream>

#include "libspatial/opening.hpp"
#include "opening/dbf.hpp"

namespace libspatial {
namespace {

namespace fs = std::filesystem;

std::string sibling(const std::string& shp, std::initializer_list<const char*> extensions) {
  for (const char* extension : extensions) {
    const fs::path path = fs::path(shp).replace_extension(extension);
    std::error_code none;
    if (fs::is_regular_file(path, none)) return path.string();
  }
  return {};
}

std::string bytes_of(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

bool is_utf8(std::string_view text, std::size_t* wide = nullptr) {
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t n = lead < 0x80 ? 1 : lead >= 0xC2 && lead < 0xE0 ? 2 : lead >= 0xE0 && lead < 0xF0 ? 3 : lead >= 0xF0 && lead < 0xF5 ? 4 : 0;
    if (n == 0 || i + n > text.size()) return false;
    for (std::size_t k = 1; k < n; ++k) {
      if ((static_cast<unsigned char>(text[i + k]) & 0xC0) != 0x80) return false;
    }
    if (wide && n > 2) ++*wide;
    i += n;
  }
  return true;
}

/// Each cell of text on its own: fixed-width columns may cut the last character of one, which is no proof of another
/// encoding for the rest. `wide` counts characters of three bytes and more, which no text in another encoding holds by chance.
bool cells_are_utf8(const std::string& dbf, std::size_t& wide) {
  if (dbf.size() < 32) return true;
  const auto u16 = [&](std::size_t at) { return static_cast<unsigned char>(dbf[at]) | static_cast<unsigned char>(dbf[at + 1]) << 8; };
  const std::size_t header = static_cast<std::size_t>(u16(8)), record = static_cast<std::size_t>(u16(10));
  std::vector<std::pair<std::size_t, std::size_t>> columns;
  std::size_t offset = 1;
  for (std::size_t at = 32; at + 32 <= std::min(header, dbf.size()) && dbf[at] != '\r'; at += 32) {
    const std::string_view name(&dbf[at], 11);
    if (!is_utf8(name.substr(0, name.find('\0')), &wide)) return false;
    const std::size_t width = static_cast<unsigned char>(dbf[at + 16]);
    if (dbf[at + 11] == 'C') columns.emplace_back(offset, width);
    offset += width;
  }
  if (record == 0) return true;
  for (std::size_t at = header; at + record <= dbf.size(); at += record) {
    for (const auto& [start, width] : columns) {
      std::string_view cell(&dbf[at + start], width);
      cell = cell.substr(0, cell.find_last_not_of(std::string_view(" \0", 2)) + 1);
      if (!is_utf8(cell, &wide) && !(cell.size() == width && (is_utf8(cell.substr(0, width - 1)) || is_utf8(cell.substr(0, width - 2))))) return false;
    }
  }
  return true;
}

}  // namespace

Encoding shapefile_encoding(const std::string& shp) {
  constexpr std::size_t no_chance = 3;
  const std::string dbf = sibling(shp, {".dbf", ".DBF"});
  const std::string bytes = dbf.empty() ? "" : bytes_of(dbf);
  std::size_t wide = 0;
  const bool utf8 = cells_are_utf8(bytes, wide);
  std::string stated;
  Text by;
  if (const std::string cpg = sibling(shp, {".cpg", ".CPG"}); !cpg.empty()) {
    stated = bytes_of(cpg).substr(0, 64);
    stated.erase(stated.find_last_not_of(" \r\n\t") + 1);
    if (stated == "936") stated = "GBK";
    by = {".cpg", ".cpg"};
  } else if (const int language = bytes.size() > 29 ? static_cast<unsigned char>(bytes[29]) : 0; language == 0x4D || language == 0x7A) {
    stated = "GBK";
    by = {"dbf 语言标记", "language byte of the dbf"};
  }
  std::string upper;
  for (const char c : stated) upper += static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  const bool says_utf8 = upper == "UTF-8" || upper == "UTF8";
  if (says_utf8 && !utf8) {
    return {"GB18030", {"属性编码按 GB18030（" + by.zh + " 写 UTF-8，而内容不是 UTF-8）", "attributes taken as GB18030 (" + by.en + " says UTF-8, the content is not)"}, true};
  }
  if (!stated.empty() && !says_utf8 && utf8 && wide >= no_chance) {
    return {"UTF-8", {"属性编码按 UTF-8（" + by.zh + " 写 " + stated + "，而内容全部符合 UTF-8，含 " + std::to_string(wide) + " 个汉字）", "attributes taken as UTF-8 (" + by.en + " says " + stated + ", but all of the content is valid UTF-8 with " + std::to_string(wide) + " wide characters)"}, true};
  }
  if (!stated.empty()) return {stated, {"属性编码 " + stated + "（" + by.zh + " 写明）", "attributes in " + stated + " (" + by.en + ")"}, false};
  if (utf8 && wide == 0) return {"UTF-8", {"属性编码：只有 ASCII，任何编码都一样", "attributes are plain ASCII, the same in every encoding"}, false};
  if (utf8) return {"UTF-8", {"属性编码 UTF-8（没有 .cpg；内容符合 UTF-8，可以确定）", "attributes in UTF-8 (no .cpg; the content is valid UTF-8, which is no chance)"}, false};
  return {"GB18030", {"属性编码按 GB18030（没有 .cpg，内容不是 UTF-8）", "attributes taken as GB18030 (no .cpg; the content is not UTF-8)"}, true};
}

std::string opening::dbf_types(const std::string& shp) {
  const std::string dbf = sibling(shp, {".dbf", ".DBF"});
  std::ifstream in(dbf, std::ios::binary);
  std::string head(32, '\0'), types;
  if (dbf.empty() || !in.read(head.data(), 32)) return types;
  while (in.read(head.data(), 32) && head[0] != '\r') types += head[11];
  return types;
}

std::size_t opening::dbf_deleted(const std::string& shp) {
  const std::string dbf = sibling(shp, {".dbf", ".DBF"});
  const std::string bytes = dbf.empty() ? "" : bytes_of(dbf);
  if (bytes.size() < 32) return 0;
  const auto byte = [&](std::size_t at) { return static_cast<std::size_t>(static_cast<unsigned char>(bytes[at])); };
  const std::size_t records = byte(4) | byte(5) << 8 | byte(6) << 16 | byte(7) << 24, header = byte(8) | byte(9) << 8, length = byte(10) | byte(11) << 8;
  std::size_t deleted = 0;
  for (std::size_t i = 0, at = header; length > 0 && i < records && at < bytes.size(); ++i, at += length) deleted += bytes[at] == '*';
  return deleted;
}

}  // namespace libspatial
