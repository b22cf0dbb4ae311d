// Which encoding a Shapefile's attributes are in: .cpg, else the language byte when it means 936, else strict UTF-8,
// else GB18030. GDAL alone takes 0x57 for Latin-1 and 0x00 for raw bytes, without a word.

#include <cpl_string.h>

#include <filesystem>
#include <fstream>

#include "io/gdal.hpp"

namespace libspatial::gdal {
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

bool is_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t n = lead < 0x80 ? 1 : lead >= 0xC2 && lead < 0xE0 ? 2 : lead >= 0xE0 && lead < 0xF0 ? 3 : lead >= 0xF0 && lead < 0xF5 ? 4 : 0;
    if (n == 0 || i + n > text.size()) return false;
    for (std::size_t k = 1; k < n; ++k) {
      if ((static_cast<unsigned char>(text[i + k]) & 0xC0) != 0x80) return false;
    }
    i += n;
  }
  return true;
}

/// Each cell of text on its own: fixed-width columns may cut the last character of one, which is no proof of another
/// encoding for the rest.
bool cells_are_utf8(const std::string& dbf) {
  if (dbf.size() < 32) return true;
  const auto u16 = [&](std::size_t at) { return static_cast<unsigned char>(dbf[at]) | static_cast<unsigned char>(dbf[at + 1]) << 8; };
  const std::size_t header = static_cast<std::size_t>(u16(8)), record = static_cast<std::size_t>(u16(10));
  std::vector<std::pair<std::size_t, std::size_t>> columns;
  std::size_t offset = 1;
  for (std::size_t at = 32; at + 32 <= std::min(header, dbf.size()) && dbf[at] != '\r'; at += 32) {
    const std::string_view name(&dbf[at], 11);
    if (!is_utf8(name.substr(0, name.find('\0')))) return false;
    const std::size_t width = static_cast<unsigned char>(dbf[at + 16]);
    if (dbf[at + 11] == 'C') columns.emplace_back(offset, width);
    offset += width;
  }
  if (record == 0) return true;
  for (std::size_t at = header; at + record <= dbf.size(); at += record) {
    for (const auto& [start, width] : columns) {
      std::string_view cell(&dbf[at + start], width);
      cell = cell.substr(0, cell.find_last_not_of(std::string_view(" \0", 2)) + 1);
      if (!is_utf8(cell) && !(cell.size() == width && (is_utf8(cell.substr(0, width - 1)) || is_utf8(cell.substr(0, width - 2))))) return false;
    }
  }
  return true;
}

}  // namespace

Encoding shapefile_encoding(const std::string& shp) {
  if (const std::string cpg = sibling(shp, {".cpg", ".CPG"}); !cpg.empty()) {
    std::string name = bytes_of(cpg);
    name.erase(name.find_last_not_of(" \r\n\t") + 1);
    if (name == "936") name = "GBK";
    return {name, {"属性编码 " + name + "（.cpg）", "attributes in " + name + " (.cpg)"}};
  }
  const std::string dbf = sibling(shp, {".dbf", ".DBF"});
  const std::string bytes = dbf.empty() ? "" : bytes_of(dbf);
  const int language = bytes.size() > 29 ? static_cast<unsigned char>(bytes[29]) : 0;
  if (language == 0x4D || language == 0x7A) return {"GBK", {"属性编码 GBK（dbf 语言标记）", "attributes in GBK (language byte of the dbf)"}};
  if (cells_are_utf8(bytes)) return {"UTF-8", {"属性编码 UTF-8（没有 .cpg，内容符合 UTF-8）", "attributes in UTF-8 (no .cpg; the content is valid UTF-8)"}};
  return {"GB18030", {"属性编码按 GB18030（没有 .cpg，内容不是 UTF-8）", "attributes taken as GB18030 (no .cpg; the content is not UTF-8)"}};
}

}  // namespace libspatial::gdal
