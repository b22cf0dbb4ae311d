#include "opening/signature.hpp"

#include <algorithm>
#include <fstream>

namespace libspatial::opening {
namespace {

constexpr std::size_t head_bytes = 4096;

/// A file of these bytes is not ours to read; the user is told what it is.
struct Known {
  std::string_view magic;
  const char* name;
};
constexpr Known others[] = {{"%PDF", "PDF"}, {"AC10", "DWG"}, {"Rar!", "RAR"}, {"7z\xBC\xAF", "7-Zip"}, {"\x1F\x8B", "gzip"}, {"II*\0", "TIFF"}, {"MM\0*", "TIFF"}, {"II+\0", "BigTIFF"},
                            {"\x89PNG", "PNG"}, {"\xFF\xD8\xFF", "JPEG"}, {"\xD0\xCF\x11\xE0", "XLS/DOC/encrypted XLSX"}, {"!table", "MapInfo TAB"}, {"PGDMP", "PostgreSQL dump"}, {"\x7F" "ELF", "ELF"}};

bool has(std::string_view text, std::string_view what) { return text.find(what) != std::string_view::npos; }

/// The name of the root element without its prefix: after declaration, comments and document type.
std::string_view root_of(std::string_view xml) {
  for (std::size_t at = 0; (at = xml.find('<', at)) != std::string_view::npos;) {
    const std::string_view rest = xml.substr(at + 1);
    if (rest.starts_with("!--")) {
      const std::size_t end = rest.find("-->");
      if (end == std::string_view::npos) return {};
      at += end + 4;
    } else if (rest.starts_with("?") || rest.starts_with("!")) {
      if (rest.starts_with("!DOCTYPE")) {  // the root is named by it, whatever its subset holds
        const std::size_t from = rest.find_first_not_of(" \t\r\n", 8);
        return from == std::string_view::npos ? std::string_view() : rest.substr(from, rest.substr(from).find_first_of(" \t\r\n[>"));
      }
      ++at;
    } else {
      const std::string_view name = rest.substr(0, rest.find_first_of(" \t\r\n/>"));
      return name.substr(name.find(':') + 1);
    }
  }
  return {};
}

Signature of_xml(std::string_view text) {
  const std::string_view root = root_of(text);
  if (root == "kml") return {Kind::kml, {}};
  if (root == "OGRVRTDataSource" || root == "VRTDataset" || root == "GDALTileIndexDataset") return {Kind::other, "VRT"};
  if (root == "html" || root == "HTML") return {Kind::other, "HTML"};
  if (root == "gpx") return {Kind::other, "GPX"};
  if (root == "svg") return {Kind::other, "SVG"};
  if (root == "FeatureCollection" || has(text, "opengis.net/gml")) return {Kind::other, "GML"};
  return {Kind::other, "XML"};
}

Signature of_json(std::string_view text) {
  if (has(text, "\"Topology\"")) return {Kind::other, "TopoJSON"};
  if (has(text, "esriGeometry")) return {Kind::other, "Esri JSON"};
  return {Kind::geojson, {}};
}

}  // namespace

std::string head_of(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  std::string head(head_bytes, '\0');
  in.read(head.data(), static_cast<std::streamsize>(head.size()));
  head.resize(static_cast<std::size_t>(std::max<std::streamsize>(in.gcount(), 0)));
  return head;
}

Signature signature_of(std::string_view head) {
  if (head.starts_with(std::string_view("SQLite format 3\0", 16))) return {Kind::sqlite, {}};
  if (head.starts_with(std::string_view("\0\0\x27\x0A", 4))) return {Kind::shapefile, {}};
  if (head.starts_with("fgb")) return {Kind::flatgeobuf, {}};
  if (head.starts_with("PK\3\4") || head.starts_with(std::string_view("PK\5\6", 4))) return {Kind::zip, {}};
  for (const Known& known : others) {
    if (head.starts_with(known.magic)) return {Kind::other, known.name};
  }
  std::string text(head);
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) text.erase(0, 2), std::erase(text, '\0');  // UTF-16, as far as tags go
  if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
  text.erase(0, std::min(text.find_first_not_of(" \t\r\n"), text.size()));
  if (text.starts_with("<")) return of_xml(text);
  if (text.starts_with("{")) return of_json(text);
  if (has(text, "SECTION") && has(text, "HEADER")) return {Kind::other, "DXF"};
  return {};
}

}  // namespace libspatial::opening
