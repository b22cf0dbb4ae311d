// WKB: ISO and EWKB of either byte order in, ISO little endian out. Every count is checked against the bytes that
// are left before anything is allocated.

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <utility>
#include <vector>

#include "geometry/arcs.hpp"
#include "libspatial/geometry.hpp"

namespace libspatial {
namespace {

constexpr int max_depth = 8;  // collections in collections; deeper is an attack, not a shape
constexpr std::size_t most_edges = 2'000'000;  // that the arcs of one shape become; more is an attack, too

enum WkbType : std::uint32_t { kPoint = 1, kLine, kPolygon, kMultiPoint, kMultiLine, kMultiPolygon, kCollection, kArcs, kCompoundCurve, kCurvePolygon, kMultiCurve, kMultiSurface };

[[noreturn]] void refuse(const std::string& zh, const std::string& en) { throw Error(Errc::bad_geometry, {zh, en}); }

/// Reads one geometry straight into the columns of `shapes`.
class Reader {
 public:
  Reader(std::span<const std::byte> bytes, WkbNotes& notes, Shapes& shapes, double tolerance) : bytes_(bytes), notes_(notes), shapes_(shapes), strokes_(tolerance), tolerance_(tolerance) {}

  void read() {
    geometry(0);
    if (at_ != bytes_.size()) refuse("WKB 末尾有多余字节" + at(), "trailing bytes in WKB" + at_en());
    if (type_ == ShapeType::none) shapes_.add_none();
  }

 private:
  struct Head { std::uint32_t type; int dims; };

  std::string at() const { return "（第 " + std::to_string(at_) + " 字节）"; }
  std::string at_en() const { return " at byte " + std::to_string(at_); }
  [[noreturn]] void truncated() const { refuse("WKB 被截断" + at(), "truncated WKB" + at_en()); }

  void geometry(int depth) {
    const Head head = read_head(depth);
    switch (head.type) {
      case kPoint: point(head.dims); break;
      case kLine: line(head.dims); break;
      case kPolygon: polygon(head.dims); break;
      case kMultiPoint: case kMultiLine: case kMultiPolygon: case kCollection: case kMultiCurve: case kMultiSurface:
        members([&] { geometry(depth + 1); });
        break;
      case kArcs: case kCompoundCurve: {
        std::vector<Point> points;
        curve(head, depth, points);
        if (points.empty()) break;
        begin_part(ShapeType::line);
        shapes_.add_ring(points);
        break;
      }
      case kCurvePolygon: curve_polygon(depth); break;
      default: unsupported(head);
    }
  }

  [[noreturn]] void unsupported(Head head) const {
    refuse("不支持的几何类型 " + std::to_string(head.type) + "（曲面等）", "geometry type " + std::to_string(head.type) + " is not supported (surfaces, solids)");
  }

  std::span<const std::byte> take(std::size_t n) {
    if (n > bytes_.size() - at_) truncated();
    const auto result = bytes_.subspan(at_, n);
    at_ += n;
    return result;
  }

  template <class T>
  T number() {
    std::byte raw[sizeof(T)];
    std::memcpy(raw, take(sizeof(T)).data(), sizeof(T));
    if (!little_) std::reverse(raw, raw + sizeof(T));
    T value;
    std::memcpy(&value, raw, sizeof(T));
    return value;
  }

  Head read_head(int depth) {
    if (depth > max_depth) refuse("WKB 嵌套过深", "WKB is nested too deeply");
    const auto order = std::to_integer<unsigned>(take(1)[0]);
    if (order > 1) refuse("WKB 字节序标记无效" + at(), "bad byte order mark in WKB" + at_en());
    little_ = order == 1;
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

  /// The shape's next part; its first one says what the shape is.
  void begin_part(ShapeType type) {
    if (type_ == ShapeType::none) shapes_.begin_shape(type);
    else if (type != type_) refuse("几何集合混有点、线、面", "a collection mixes points, lines and polygons");
    type_ = type;
    shapes_.begin_part();
  }

  void require_finite(std::span<const Point> points, std::size_t size) {
    // a double is not finite when its exponent is all ones: adding one to it then carries into the sign
    constexpr std::uint64_t exponent = 0x7FF0000000000000u, one = 0x0010000000000000u;
    std::uint64_t carried = 0;
    for (const Point& p : points) carried |= ((std::bit_cast<std::uint64_t>(p.x) & exponent) + one) | ((std::bit_cast<std::uint64_t>(p.y) & exponent) + one);
    if (!(carried >> 63)) return;
    const auto first = std::find_if(points.begin(), points.end(), [](Point p) { return !std::isfinite(p.x) || !std::isfinite(p.y); });
    at_ -= static_cast<std::size_t>(points.end() - first - 1) * size;
    refuse("坐标不是有限数" + at(), "a coordinate is not finite" + at_en());
  }

  void point(int dims) {
    const Point p{number<double>(), number<double>()};
    take(sizeof(double) * static_cast<std::size_t>(dims - 2));
    if (std::isnan(p.x) && std::isnan(p.y)) return;  // ISO: the empty point
    require_finite({&p, 1}, 0);
    begin_part(ShapeType::point);
    shapes_.add_ring({&p, 1});
  }

  /// As many as `points` has. Precondition: so many bytes are left.
  void coordinates(std::span<Point> points, int dims) {
    const std::size_t size = sizeof(double) * static_cast<std::size_t>(dims);
    if (little_ && dims == 2) {
      static_assert(sizeof(Point) == 2 * sizeof(double) && std::endian::native == std::endian::little);
      if (!points.empty()) std::memcpy(points.data(), take(points.size() * size).data(), points.size() * size);
    } else {
      for (Point& p : points) {
        p = {number<double>(), number<double>()};
        take(size - 2 * sizeof(double));
      }
    }
    require_finite(points, size);
  }

  /// `n` coordinates as one ring of the shape. Precondition: so many bytes are left.
  std::span<Point> sequence(std::uint32_t n, int dims, bool close) {
    const std::span<Point> all = shapes_.add_ring(n + close), points = all.first(n);
    coordinates(points, dims);
    if (close) all.back() = all.front();
    return all;
  }

  std::uint32_t count(int dims) {
    const std::uint32_t n = number<std::uint32_t>();
    if (n > (bytes_.size() - at_) / (sizeof(double) * static_cast<std::size_t>(dims))) truncated();
    return n;
  }

  void line(int dims) {
    const std::uint32_t n = count(dims);
    if (n == 0) return;
    begin_part(ShapeType::line);
    sequence(n, dims, false);
  }

  void polygon(int dims) {
    const std::uint32_t rings = number<std::uint32_t>();
    if (rings > 0) begin_part(ShapeType::polygon);
    for (std::uint32_t r = 0; r < rings; ++r) {
      const std::uint32_t n = count(dims);
      const auto points = sequence(n, dims, n > 0 && !is_closed(n, dims));
      if (points.size() < 4) refuse("环少于 4 个点" + at(), "a ring has fewer than 4 points" + at_en());
    }
  }

  /// The ring of n > 0 points that comes next ends where it begins.
  bool is_closed(std::uint32_t n, int dims) {
    const std::size_t begin = at_, size = sizeof(double) * static_cast<std::size_t>(dims);
    const Point first{number<double>(), number<double>()};
    at_ = begin + (n - 1) * size;
    const Point last{number<double>(), number<double>()};
    at_ = begin;
    return first == last;
  }

  template <class Member>
  void members(const Member& member) {
    const bool little = little_;
    const std::uint32_t n = number<std::uint32_t>();
    if (n > (bytes_.size() - at_) / 5) truncated();
    for (std::uint32_t i = 0; i < n; ++i) {
      member();
      little_ = little;
    }
  }

  void curve_polygon(int depth) {
    bool first = true;
    members([&] {
      if (std::exchange(first, false)) begin_part(ShapeType::polygon);
      std::vector<Point> ring;
      curve(read_head(depth + 1), depth + 1, ring);
      if (!ring.empty() && ring.front() != ring.back()) ring.push_back(ring.front());
      if (ring.size() < 4) refuse("环少于 4 个点" + at(), "a ring has fewer than 4 points" + at_en());
      shapes_.add_ring(ring);
    });
  }

  /// A line, arcs, or a chain of both, behind its head, is appended to `out`: where that has points, the curve goes on from the last.
  void curve(Head head, int depth, std::vector<Point>& out) {
    if (head.type == kCompoundCurve) return members([&] { curve(read_head(depth + 1), depth + 1, out); });
    if (head.type != kLine && head.type != kArcs) unsupported(head);
    std::vector<Point> given(count(head.dims));
    coordinates(given, head.dims);
    if (given.empty()) return;
    if (!out.empty() && !(std::hypot(given[0].x - out.back().x, given[0].y - out.back().y) <= tolerance_)) refuse("曲线各段首尾不相接" + at(), "the parts of a curve do not meet" + at_en());
    if (out.empty()) out.push_back(given[0]);
    if (head.type == kLine) {
      out.insert(out.end(), given.begin() + 1, given.end());
      return;
    }
    notes_.stroked_arcs = true;
    if (given.size() % 2 == 0) refuse("圆弧应有奇数个点" + at(), "arcs need an odd number of points" + at_en());
    for (std::size_t i = 2; i < given.size(); i += 2) {
      const std::size_t before = out.size();
      const bool drawn = strokes_.through(given[i - 2], given[i - 1], given[i], out);
      edges_ += out.size() - before;
      if (!drawn || edges_ > most_edges) refuse("圆弧过大，不能展为折线" + at(), "an arc is too large to become edges" + at_en());
    }
  }

  std::span<const std::byte> bytes_;
  WkbNotes& notes_;
  Shapes& shapes_;
  const Strokes strokes_;
  const double tolerance_;
  std::size_t edges_ = 0;             // of arcs
  ShapeType type_ = ShapeType::none;  // of the shape, when one has begun
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

WkbNotes from_wkb(std::span<const std::byte> wkb, Shapes& shapes, double tolerance) {
  WkbNotes notes;
  if (wkb.empty()) {
    shapes.add_none();
    return notes;
  }
  const std::size_t before = shapes.size();
  try {
    Reader(wkb, notes, shapes, tolerance).read();
  } catch (...) {
    shapes.truncate(before);
    throw;
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
