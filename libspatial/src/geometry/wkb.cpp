// WKB: ISO and EWKB of either byte order in, ISO little endian out. Every count is checked against the bytes that
// are left before anything is allocated.

#include <bit>
#include <cmath>
#include <cstring>

#include "libspatial/geometry.hpp"

namespace libspatial {
namespace {

constexpr int max_depth = 8;  // collections in collections; deeper is an attack, not a shape

enum WkbType : std::uint32_t { kPoint = 1, kLine, kPolygon, kMultiPoint, kMultiLine, kMultiPolygon, kCollection };

[[noreturn]] void refuse(const std::string& zh, const std::string& en) { throw Error(Errc::bad_geometry, {zh, en}); }

class Reader {
 public:
  Reader(std::span<const std::byte> bytes, WkbNotes& notes) : bytes_(bytes), notes_(notes) {}

  MultiPolygon polygons;                    // what was read, by type
  std::vector<std::vector<Point>> lines;
  std::vector<Point> points;

  void geometry(int depth = 0) {
    if (depth > max_depth) refuse("WKB 嵌套过深", "WKB is nested too deeply");
    const auto order = std::to_integer<unsigned>(take(1)[0]);
    if (order > 1) refuse("WKB 字节序标记无效" + at(), "bad byte order mark in WKB" + at_en());
    little_ = order == 1;
    const Head head = read_head();
    switch (head.type) {
      case kPoint: point(head.dims); break;
      case kLine: lines.push_back(sequence(head.dims)); break;
      case kPolygon: polygon(head.dims); break;
      case kMultiPoint: case kMultiLine: case kMultiPolygon: case kCollection: members(depth); break;
      default:
        refuse("不支持的几何类型 " + std::to_string(head.type) + "（曲线、曲面等）",
               "geometry type " + std::to_string(head.type) + " is not supported (curves, surfaces)");
    }
  }

  void end() const {
    if (at_ != bytes_.size()) refuse("WKB 末尾有多余字节" + at(), "trailing bytes in WKB" + at_en());
  }

 private:
  struct Head { std::uint32_t type; int dims; };

  std::string at() const { return "（第 " + std::to_string(at_) + " 字节）"; }
  std::string at_en() const { return " at byte " + std::to_string(at_); }

  std::span<const std::byte> take(std::size_t n) {
    if (n > bytes_.size() - at_) refuse("WKB 被截断" + at(), "truncated WKB" + at_en());
    const auto result = bytes_.subspan(at_, n);
    at_ += n;
    return result;
  }

  template <class T>
  T number() {
    auto raw = take(sizeof(T));
    std::byte swapped[sizeof(T)];
    for (std::size_t i = 0; i < sizeof(T); ++i) swapped[little_ ? i : sizeof(T) - 1 - i] = raw[i];
    T value;
    std::memcpy(&value, swapped, sizeof(T));
    return value;
  }

  Head read_head() {
    std::uint32_t code = number<std::uint32_t>();
    int dims = 2;
    if (code & 0xE0000000u) {  // EWKB flags
      if (code & 0x80000000u) ++dims;
      if (code & 0x40000000u) ++dims;
      if (code & 0x20000000u) notes_.srid = static_cast<int>(number<std::uint32_t>());
      code &= 0x1FFFFFFFu;
    } else {
      const std::uint32_t thousands = code / 1000;
      if (thousands > 3) return {code, 2};
      dims = thousands == 0 ? 2 : thousands == 3 ? 4 : 3;
      code %= 1000;
    }
    if (dims > 2) notes_.dropped_z_or_m = true;
    return {code, dims};
  }

  Point coordinate(int dims) {
    const Point p{number<double>(), number<double>()};
    take(sizeof(double) * static_cast<std::size_t>(dims - 2));
    return p;
  }

  void require_finite(Point p) const {
    if (!std::isfinite(p.x) || !std::isfinite(p.y)) refuse("坐标不是有限数" + at(), "a coordinate is not finite" + at_en());
  }

  void point(int dims) {
    const Point p = coordinate(dims);
    if (std::isnan(p.x) && std::isnan(p.y)) return;  // ISO: the empty point
    require_finite(p);
    points.push_back(p);
  }

  std::vector<Point> sequence(int dims) {
    const std::uint32_t n = number<std::uint32_t>();
    const std::size_t size = sizeof(double) * static_cast<std::size_t>(dims);
    if (n > (bytes_.size() - at_) / size) refuse("WKB 被截断" + at(), "truncated WKB" + at_en());
    std::vector<Point> result(n);
    for (Point& p : result) {
      p = coordinate(dims);
      require_finite(p);
    }
    return result;
  }

  void polygon(int dims) {
    const std::uint32_t rings = number<std::uint32_t>();
    Polygon polygon;
    for (std::uint32_t r = 0; r < rings; ++r) {
      Ring ring{sequence(dims)};
      if (!ring.points.empty() && ring.points.front() != ring.points.back()) ring.points.push_back(ring.points.front());
      if (ring.points.size() < 4) refuse("环少于 4 个点" + at(), "a ring has fewer than 4 points" + at_en());
      if (r == 0) polygon.shell = std::move(ring);
      else polygon.holes.push_back(std::move(ring));
    }
    if (rings > 0) polygons.polygons.push_back(std::move(polygon));
  }

  void members(int depth) {
    const bool little = little_;
    const std::uint32_t n = number<std::uint32_t>();
    if (n > (bytes_.size() - at_) / 5) refuse("WKB 被截断" + at(), "truncated WKB" + at_en());
    for (std::uint32_t i = 0; i < n; ++i) geometry(depth + 1);
    little_ = little;
  }

  std::span<const std::byte> bytes_;
  WkbNotes& notes_;
  std::size_t at_ = 0;
  bool little_ = true;
};

class Writer {
 public:
  std::vector<std::byte> bytes;

  void head(std::uint32_t type) {
    bytes.push_back(std::byte{1});
    number(type);
  }
  template <class T>
  void number(T value) {
    static_assert(std::endian::native == std::endian::little);
    const auto* raw = reinterpret_cast<const std::byte*>(&value);
    bytes.insert(bytes.end(), raw, raw + sizeof(T));
  }
  void sequence(std::span<const Point> points) {
    number(static_cast<std::uint32_t>(points.size()));
    for (const Point& p : points) coordinate(p);
  }
  void coordinate(Point p) {
    number(p.x);
    number(p.y);
  }
  void part(const Shapes& shapes, std::size_t shape, std::size_t part) {
    switch (shapes.type(shape)) {
      case ShapeType::point:
        head(kPoint);
        coordinate(shapes.ring(shape, part, 0).front());
        break;
      case ShapeType::line:
        head(kLine);
        sequence(shapes.ring(shape, part, 0));
        break;
      default:
        head(kPolygon);
        number(static_cast<std::uint32_t>(shapes.ring_count(shape, part)));
        for (std::size_t r = 0; r < shapes.ring_count(shape, part); ++r) sequence(shapes.ring(shape, part, r));
    }
  }
};

}  // namespace

WkbNotes from_wkb(std::span<const std::byte> wkb, Shapes& shapes) {
  WkbNotes notes;
  if (wkb.empty()) {
    shapes.add_none();
    return notes;
  }
  Reader reader(wkb, notes);
  reader.geometry();
  reader.end();
  const int kinds = !reader.polygons.polygons.empty() + !reader.lines.empty() + !reader.points.empty();
  if (kinds > 1) refuse("几何集合混有点、线、面", "a collection mixes points, lines and polygons");
  if (!reader.polygons.polygons.empty()) {
    shapes.add(reader.polygons);
  } else if (!reader.lines.empty()) {
    shapes.begin_shape(ShapeType::line);
    for (const auto& line : reader.lines) {
      shapes.begin_part();
      shapes.add_ring(line);
    }
  } else if (!reader.points.empty()) {
    shapes.begin_shape(ShapeType::point);
    for (const Point& p : reader.points) {
      shapes.begin_part();
      shapes.add_ring({&p, 1});
    }
  } else {
    shapes.add_none();
  }
  return notes;
}

std::vector<std::byte> to_wkb(const Shapes& shapes, std::size_t shape) {
  Writer writer;
  const std::size_t parts = shapes.part_count(shape);
  if (shapes.type(shape) == ShapeType::none || parts == 0) return writer.bytes;
  if (parts > 1) {
    const ShapeType type = shapes.type(shape);
    writer.head(type == ShapeType::point ? kMultiPoint : type == ShapeType::line ? kMultiLine : kMultiPolygon);
    writer.number(static_cast<std::uint32_t>(parts));
  }
  for (std::size_t part = 0; part < parts; ++part) writer.part(shapes, shape, part);
  return writer.bytes;
}

}  // namespace libspatial
