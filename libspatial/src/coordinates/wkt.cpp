// WKT: one geometry a line, or over several lines until its brackets are closed; "SRID=4530;" before it says its CRS.

#include <cctype>

#include "coordinates/parcels.hpp"
#include "geometry/geos.hpp"

namespace libspatial::coordinates {
namespace {

std::string_view without_srid(std::string_view text, std::optional<long>* srid) {
  if (!text.starts_with("SRID=")) return text;
  const std::size_t end = text.find(';');
  if (end == std::string_view::npos) return text;
  if (srid) *srid = whole(text.substr(5, end - 5));
  return trim(text.substr(end + 1));
}

bool begins_geometry(std::string_view text) {
  std::string upper;
  for (const char c : text.substr(0, 20)) upper += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  for (const char* word : {"POINT", "LINESTRING", "POLYGON", "MULTIPOINT", "MULTILINESTRING", "MULTIPOLYGON", "GEOMETRYCOLLECTION"}) {
    const std::string_view w(word);
    if (!upper.starts_with(w)) continue;
    std::string_view rest = trim(std::string_view(upper).substr(w.size()));
    for (const char* more : {"ZM", "Z", "M"}) {
      if (rest.starts_with(more) && upper[w.size()] == ' ') rest = trim(rest.substr(std::string_view(more).size()));
    }
    if (rest.empty() || rest[0] == '(' || rest.starts_with("EMPTY")) return true;  // "Point No." is a header
  }
  return false;
}

/// How deep the brackets are after a line.
long depth_after(std::string_view line, long depth) {
  for (const char c : line) depth += c == '(' ? 1 : c == ')' ? -1 : 0;
  return depth;
}

constexpr long deepest = 16;  // a multipolygon has three; the reader calls itself for each

bool is_too_deep(std::string_view text) {
  long depth = 0;
  for (const char c : text) {
    depth += c == '(' ? 1 : c == ')' ? -1 : 0;
    if (depth > deepest) return true;
  }
  return false;
}

std::vector<std::byte> wkb_of(const std::string& wkt) {
  const auto context = geos::context();
  const std::unique_ptr<GEOSWKTReader, void (*)(GEOSWKTReader*)> reader(GEOSWKTReader_create_r(context), [](GEOSWKTReader* r) { GEOSWKTReader_destroy_r(geos::context(), r); });
  const geos::Geometry geometry(GEOSWKTReader_read_r(context, reader.get(), wkt.c_str()));
  if (!geometry) throw Error(Errc::bad_geometry, {"不是有效的 WKT（" + geos::last_message() + "）", "is no WKT (" + geos::last_message() + ")"});
  const std::unique_ptr<GEOSWKBWriter, void (*)(GEOSWKBWriter*)> writer(GEOSWKBWriter_create_r(context), [](GEOSWKBWriter* w) { GEOSWKBWriter_destroy_r(geos::context(), w); });
  GEOSWKBWriter_setOutputDimension_r(context, writer.get(), 3);
  std::size_t size = 0;
  unsigned char* bytes = GEOSWKBWriter_write_r(context, writer.get(), geometry.get(), &size);
  if (!bytes) throw Error(Errc::bad_geometry, {"不能读取（" + geos::last_message() + "）", "cannot be read (" + geos::last_message() + ")"});
  const auto* begin = reinterpret_cast<const std::byte*>(bytes);
  std::vector<std::byte> result(begin, begin + size);
  GEOSFree_r(context, bytes);
  return result;
}

class Reader {
 public:
  Reader(Decoded&& decoded, const std::string& file) : decoded_(std::move(decoded)), file_(file) {
    out_.format = CoordinateFormat::wkt;
    out_.encoding = decoded_.encoding;
    out_.layer.file = file;
    out_.layer.notes = decoded_.notes;
  }

  CoordinateFile run(const CoordinateOptions& options) {
    std::string text;
    std::size_t begun = 0;
    long depth = 0;
    Lines lines(decoded_.text);
    while (const auto line = lines.next()) {
      const std::string_view part = trim(*line);
      if (part.empty() && depth == 0) continue;
      if (depth > 0 && begins_geometry(without_srid(part, nullptr))) {  // the one before was never closed
        add(text, begun);
        text.clear();
        depth = 0;
      }
      if (depth <= 0) begun = lines.number();
      text += (text.empty() ? "" : " ") + std::string(part);
      depth = depth_after(part, depth);
      if (depth > 0) continue;
      add(text, begun);
      text.clear();
      depth = 0;
    }
    if (!text.empty()) add(text, begun);
    add_notes(out_.layer, seen_);
    if (options.axes == AxisOrder::north_first) turn();
    set_crs(options);
    return std::move(out_);
  }

 private:
  void add(std::string_view text, std::size_t line) {
    Layer& layer = out_.layer;
    const std::size_t before = layer.shapes.points().size();
    try {
      std::optional<long> srid;
      text = without_srid(text, &srid);
      if (is_too_deep(text)) throw Error(Errc::bad_geometry, {"括号嵌套过深", "has brackets nested too deep"});
      if (srid && srid_ && srid != srid_) throw Error(Errc::crs_mismatch, at_line(file_, line, {"SRID 与前面各行不同，请拆成两个文件", "has another SRID than the lines before it: divide the file in two"}));
      if (srid) srid_ = srid;
      seen_ |= from_wkb(wkb_of(std::string(text)), layer.shapes);
      out_.points.read += layer.shapes.points().size() - before;
      out_.points.used += layer.shapes.points().size() - before;
    } catch (const Error& e) {
      if (e.code() != Errc::bad_geometry) throw;
      layer.rejects.push_back({layer.size(), "bad_geometry", at_line(file_, line, {e.text().zh + "，请改正这一行", e.text().en + ": correct this line"}), {}});
      out_.reject_lines.push_back(line);
      layer.shapes.add_none();
    }
  }

  /// x is east in WKT; --axes north-first says that this file has it the other way.
  void turn() {
    Shapes turned;
    const Shapes& shapes = out_.layer.shapes;
    for (std::size_t row = 0; row < shapes.size(); ++row) {
      turned.begin_shape(shapes.type(row));
      for (std::size_t part = 0; part < shapes.part_count(row); ++part) {
        turned.begin_part();
        for (std::size_t r = 0; r < shapes.ring_count(row, part); ++r) {
          std::vector<Point> points;
          for (const Point p : shapes.ring(row, part, r)) points.push_back({p.y, p.x});
          turned.add_ring(points);
        }
      }
    }
    out_.layer.shapes = std::move(turned);
  }

  void set_crs(const CoordinateOptions& options) {
    Layer& layer = out_.layer;
    if (srid_) layer.crs = Crs("EPSG:" + std::to_string(*srid_));
    else if (!options.crs.empty()) layer.crs = Crs(options.crs);
    else throw Error(Errc::crs_missing, {file_ + "：WKT 没有写明坐标系（SRID=…;）。请用 --crs EPSG:代码 说明（例如 --crs EPSG:4530）", file_ + ": the WKT does not say its CRS (SRID=…;). Say it with --crs EPSG:code (for example --crs EPSG:4530)"});
    if (const auto why = find_implausible(layer.shapes, *layer.crs)) throw Error(Errc::crs_implausible, {file_ + "：" + why->zh, file_ + ": " + why->en});
  }

  Decoded decoded_;
  const std::string& file_;
  CoordinateFile out_;
  std::optional<long> srid_;
  WkbNotes seen_;
};

}  // namespace

CoordinateFile read_wkt(Decoded&& decoded, const std::string& file, const CoordinateOptions& options) { return Reader(std::move(decoded), file).run(options); }

bool is_wkt(std::string_view text) {
  Lines lines(text);
  while (const auto line = lines.next()) {
    const std::string_view part = trim(*line);
    if (!part.empty()) return begins_geometry(without_srid(part, nullptr)) && contains(part, "(");
  }
  return false;
}

}  // namespace libspatial::coordinates
