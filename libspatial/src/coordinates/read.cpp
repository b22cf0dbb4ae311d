#include "coordinates/parcels.hpp"

namespace libspatial {
namespace {

using namespace coordinates;

std::optional<CoordinateFormat> format_of(std::string_view text) {
  const std::string_view head = trim(text.substr(0, 64));
  if (head.starts_with('{') || head.starts_with('<')) return std::nullopt;  // JSON, XML
  if (is_boundary_points(text)) return CoordinateFormat::boundary_points;
  if (is_wkt(text)) return CoordinateFormat::wkt;
  if (is_cass(text)) return CoordinateFormat::cass;
  if (is_table(text)) return CoordinateFormat::table;
  return std::nullopt;
}

constexpr std::size_t enough = 1 << 16;  // bytes that tell a format

/// Whole lines only: a character cut in two would look like another encoding.
std::string_view whole_lines(std::string_view head) {
  if (head.size() <= enough) return head;
  head = head.substr(0, enough);
  const std::size_t end = head.rfind('\n');
  return end == std::string_view::npos ? head : head.substr(0, (end + 2) / 2 * 2 <= head.size() && head.substr(0, 4096).find('\0') != std::string_view::npos ? (end + 2) / 2 * 2 : end + 1);
}

}  // namespace

std::string_view name(CoordinateFormat format) {
  switch (format) {
    case CoordinateFormat::boundary_points: return "txt";
    case CoordinateFormat::cass: return "dat";
    case CoordinateFormat::table: return "csv";
    case CoordinateFormat::wkt: break;
  }
  return "wkt";
}

std::optional<CoordinateFormat> find_coordinate_format(std::string_view head) {
  try {
    return format_of(decode(whole_lines(head), "").text);
  } catch (const Error&) {
    return std::nullopt;  // binary
  }
}

CoordinateFile read_coordinates(std::string_view bytes, const std::string& file, const CoordinateOptions& options) {
  if (const auto map = find_web_map(options.crs)) {
    CoordinateOptions degrees = options;
    degrees.crs = "EPSG:4490";
    CoordinateFile result = read_coordinates(bytes, file, degrees);
    result.layer = unshift(std::move(result.layer), *map);
    return result;
  }
  Decoded decoded = decode(bytes, file);
  const auto format = format_of(std::string_view(decoded.text).substr(0, 4 * enough));
  if (!format) {
    throw Error(Errc::unsupported_format, {file + " 不是认识的坐标文本。可读界址点坐标 TXT、CASS .dat、带表头（X、Y 或 北、东）的 CSV、WKT：请加上表头，或另存为其中之一",
                                           file + " is no text of coordinates we know. 界址点 TXT, CASS .dat, CSV with a header row (X, Y or north, east) and WKT are read: add a header row, or save it as one of these"});
  }
  if (options.join && format != CoordinateFormat::cass) {
    throw Error(Errc::bad_argument, {file + " 不是 CASS .dat，不需要 --join：它自己说明了哪些点成面", file + " is no CASS .dat and needs no --join: it says itself which points are a polygon"});
  }
  switch (*format) {
    case CoordinateFormat::wkt: return read_wkt(std::move(decoded), file, options);
    case CoordinateFormat::boundary_points: {
      Raw raw = parse_boundary_points(decoded.text, file);
      return finish(std::move(raw), *format, std::move(decoded), file, options);
    }
    case CoordinateFormat::cass: {
      Raw raw = parse_cass(decoded.text, options.join);
      return finish(std::move(raw), *format, std::move(decoded), file, options);
    }
    case CoordinateFormat::table: break;
  }
  Raw raw = parse_table(decoded.text, file);
  return finish(std::move(raw), *format, std::move(decoded), file, options);
}

}  // namespace libspatial
