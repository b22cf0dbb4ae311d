#include "opening/layer_limits.hpp"

#include <filesystem>
#include <fstream>

namespace libspatial {
namespace opening {
namespace {

std::string title_of(const Layer& layer, std::size_t row) { return title(layer) + " [" + std::to_string(layer.first_row + row) + "]"; }

}  // namespace

void require_shape(const Layer& layer, std::size_t row, const ReadLimits& limits) {
  const std::size_t points = layer.shapes.points(row).size();
  if (points > limits.shape_points) refuse_limit(title_of(layer, row), "shape_points", points, limits.shape_points);
  if (points <= limits.shape_rings) return;  // a ring has a point at least
  std::uint64_t rings = 0;
  for (std::size_t part = 0; part < layer.shapes.part_count(row); ++part) rings += layer.shapes.ring_count(row, part);
  if (rings > limits.shape_rings) refuse_limit(title_of(layer, row), "shape_rings", rings, limits.shape_rings);
}

void require_value(const Layer& layer, std::size_t field, std::size_t row, const ReadLimits& limits) {
  const auto* text = std::get_if<std::string>(&layer.fields[field].values[row]);
  if (text && text->size() > limits.value_bytes) refuse_limit(title_of(layer, row) + " " + layer.fields[field].name, "value_bytes", text->size(), limits.value_bytes);
}

}  // namespace opening

void require_limits(const Layer& layer, const ReadLimits& limits) {
  if (layer.size() > limits.rows) refuse_limit(title(layer), "rows", layer.size(), limits.rows);
  if (layer.fields.size() > limits.fields) refuse_limit(title(layer), "fields", layer.fields.size(), limits.fields);
  const std::size_t points = layer.shapes.points().size();
  if (points > limits.layer_points) refuse_limit(title(layer), "layer_points", points, limits.layer_points);
  for (std::size_t row = 0; row < layer.size(); ++row) {
    opening::require_shape(layer, row, limits);
    for (std::size_t field = 0; field < layer.fields.size(); ++field) opening::require_value(layer, field, row, limits);
  }
}

std::string read_whole(const std::string& path, const std::string& written, const ReadLimits& limits) {
  std::error_code error;
  const std::uint64_t size = std::filesystem::file_size(path, error);
  std::ifstream in(path, std::ios::binary);
  if (error || !in) throw Error(Errc::file_not_found, {"找不到文件 " + written + "（或不能读取），请检查路径和权限", "no file " + written + " (or it cannot be read): check the path and the permissions"});
  if (size > limits.text_bytes) refuse_limit(written, "text_bytes", size, limits.text_bytes);
  std::string bytes(static_cast<std::size_t>(size), '\0');
  in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (static_cast<std::uint64_t>(in.gcount()) != size) throw Error(Errc::damaged_file, {written + " 读不完整（磁盘或网络错误）。请重新取得该文件", written + " could not be read to its end (disk or network). Get the file again"});
  return bytes;
}

}  // namespace libspatial
