// Drawings among the other files: read by our own reader, never by GDAL.

#include <fstream>

#include "io/gdal.hpp"
#include "libspatial/doctor.hpp"
#include "libspatial/drawing.hpp"

namespace libspatial::gdal {
namespace {

constexpr std::size_t head_bytes = 1 << 12;

/// "EPSG:4530, EPSG:4531"
std::string proposed(const Shapes& shapes) {
  std::string codes;
  for (const CrsProposal& p : propose_crs(shapes)) {
    if (!p.swapped) codes += (codes.empty() ? "" : ", ") + p.code;
  }
  return codes;
}

}  // namespace

std::optional<Layer> find_drawing_layer(const Path& path, std::string_view declared_crs, bool may_lack_crs, const ReadLimits& limits) {
  if (is_file_geodatabase(path.absolute)) return std::nullopt;
  std::string head(head_bytes, '\0');
  std::ifstream in(path.absolute, std::ios::binary);
  in.read(head.data(), static_cast<std::streamsize>(head.size()));
  head.resize(static_cast<std::size_t>(in.gcount()));
  const auto format = find_drawing_format(head);
  if (!format) return std::nullopt;
  const std::string bytes = *format == DrawingFormat::dxf ? read_whole(path.absolute, path.written, limits) : head;
  Drawing drawing = read_drawing(bytes, path.written, {.crs = std::string(declared_crs), .layer = path.layer, .limits = limits});
  require_limits(drawing.layer, limits);
  if (!drawing.layer.crs && !may_lack_crs) {
    const std::string codes = proposed(drawing.layer.shapes);
    const std::string one = codes.empty() ? "EPSG:4530" : codes.substr(0, codes.find(','));
    throw Error(Errc::crs_missing, {path.written + "：DXF 不写坐标系" + (codes.empty() ? "，由坐标也看不出" : "，按坐标可能是 " + codes) + "。请核对后用 --crs EPSG:代码 说明（例如 --crs " + one + "）",
                                    path.written + ": a DXF does not say its CRS" + (codes.empty() ? ", and the coordinates tell nothing" : "; by its coordinates it may be " + codes) + ". Check, then say it with --crs EPSG:code (for example --crs " + one + ")"});
  }
  return std::move(drawing.layer);
}

}  // namespace libspatial::gdal
