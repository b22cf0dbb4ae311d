// Texts of coordinates and spreadsheets among the other files: read by our own readers, never by GDAL.

#include <fstream>

#include "io/gdal.hpp"
#include "libspatial/coordinates.hpp"
#include "libspatial/spreadsheet.hpp"

namespace libspatial::gdal {
namespace {

constexpr std::size_t head_bytes = (1 << 16) + 1;

std::string head_of(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  std::string head(head_bytes, '\0');
  in.read(head.data(), static_cast<std::streamsize>(head.size()));
  head.resize(static_cast<std::size_t>(in.gcount()));
  return head;
}

}  // namespace

std::optional<Layer> find_coordinate_layer(const Path& path, std::string_view declared_crs, const ReadLimits& limits) {
  if (is_file_geodatabase(path.absolute)) return std::nullopt;
  if (is_spreadsheet(path.absolute, limits)) {
    const Errors watched(&path.written);
    Layer layer = read_spreadsheet(path.absolute, path.written, path.layer, {.crs = std::string(declared_crs)}, limits).layer;
    require_limits(layer, limits);
    return layer;
  }
  if (!find_coordinate_format(head_of(path.absolute))) return std::nullopt;
  if (!path.layer.empty()) {
    throw Error(Errc::layer_not_found, {path.written + " 是坐标文本，没有图层名，请去掉 |layername=", path.written + " is a text of coordinates and has no layers: leave out |layername="});
  }
  CoordinateFile file = read_coordinates(read_whole(path.absolute, path.written, limits), path.written, {.crs = std::string(declared_crs)});
  require_limits(file.layer, limits);
  return std::move(file.layer);
}

}  // namespace libspatial::gdal
