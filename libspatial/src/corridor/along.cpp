// What lies along an axis: the rows of the axis made one line, places by their nearest point on it.

#include <algorithm>
#include <cmath>

#include "corridor/nearest.hpp"
#include "corridor/network.hpp"
#include "measure/degrees.hpp"

namespace libspatial {
namespace {

using namespace corridor;

constexpr double on_the_axis = 1e-3;  // metres

std::string place_text(Point p, const Crs& crs) {
  const int digits = crs.is_geographic() ? 7 : 3;
  return "(" + decimals(p.x, digits) + ", " + decimals(p.y, digits) + ")";
}

/// The parts of all rows, put end to end.
class Chain {
 public:
  Chain(const Layer& axis, Length join) : axis_(axis), crs_(*axis.crs), frame_(axis.shapes.box(), crs_), join_(join.metres()) {
    for (Path& path : paths_of(axis.shapes)) parts_.push_back(std::move(path.points));
    drop_repeats();
  }

  std::vector<Point> run(std::vector<Length>& joined) {
    std::vector<Point> line = parts_.front();
    parts_.erase(parts_.begin());
    while (!parts_.empty()) {
      const Best next = nearest_end(line);
      if (next.metres > std::max(join_, grid)) gap(next);
      if (next.rivals) branch(next);
      if (next.metres > grid) joined.push_back(Length::metres(next.metres));
      std::vector<Point> part = std::move(parts_[next.part]);
      parts_.erase(parts_.begin() + static_cast<std::ptrdiff_t>(next.part));
      if (next.at_front == next.part_front) std::reverse(part.begin(), part.end());
      if (next.at_front) {
        if (next.metres <= grid) part.pop_back();
        line.insert(line.begin(), part.begin(), part.end());
      } else {
        line.insert(line.end(), part.begin() + (next.metres <= grid ? 1 : 0), part.end());
      }
    }
    return line;
  }

 private:
  struct Best {
    std::size_t part = 0;
    bool at_front = false;    ///< of the line
    bool part_front = false;  ///< the end of the part that meets it
    double metres = std::numeric_limits<double>::infinity();
    bool rivals = false;      ///< another part meets there too
    Point place, other;
  };

  /// A row that was drawn twice is one.
  void drop_repeats() {
    std::vector<std::vector<Point>> kept;
    for (auto& part : parts_) {
      const std::vector<Point> turned(part.rbegin(), part.rend());
      const bool known = std::any_of(kept.begin(), kept.end(), [&](const auto& k) { return k == part || k == turned; });
      if (!known) kept.push_back(std::move(part));
    }
    parts_ = std::move(kept);
  }

  double metres(Point a, Point b) const {
    const Point p = frame_.to(a), q = frame_.to(b);
    return std::hypot(p.x - q.x, p.y - q.y);
  }

  Best nearest_end(const std::vector<Point>& line) const {
    Best best;
    for (const bool at_front : {false, true}) {
      for (std::size_t i = 0; i < parts_.size(); ++i) {
        for (const bool part_front : {true, false}) {
          const Point here = at_front ? line.front() : line.back(), there = part_front ? parts_[i].front() : parts_[i].back();
          const double m = metres(here, there);
          const bool same_end = at_front == best.at_front && i != best.part;
          if (m <= grid && best.metres <= grid && same_end) best.rivals = true;
          if (m < best.metres) best = {i, at_front, part_front, m, false, here, there};
        }
      }
    }
    return best;
  }

  [[noreturn]] void gap(const Best& next) const {
    const std::string m = decimals(next.metres, 2), from = place_text(next.place, crs_), to = place_text(next.other, crs_);
    throw Error(Errc::bad_argument, {title(axis_) + "：轴线不连续，" + from + " 与 " + to + " 之间断开 " + m + " 米。请在数据中接上，或用 --join 允许更大的间隙；若这些是几条线，请用 --lines 选一条",
                                     title(axis_) + ": the axis is not one line, there is a gap of " + m + " m between " + from + " and " + to +
                                         ". Close it in the data, allow it with --join, or choose one line with --lines"});
  }
  [[noreturn]] void branch(const Best& next) const {
    const std::string at = place_text(next.place, crs_);
    throw Error(Errc::bad_argument, {title(axis_) + "：轴线在 " + at + " 处分叉。请用 --lines 或 --where 选出一条线", title(axis_) + ": the axis branches at " + at + ". Choose one line with --lines or --where"});
  }

  const Layer& axis_;
  const Crs& crs_;
  const Frame frame_;
  const double join_;
  std::vector<std::vector<Point>> parts_;
};

/// Where the axis runs inside a polygon: first and last point, in metres along.
std::optional<std::pair<double, double>> inside(const Shapes& axis, const Shapes& places, std::size_t row, const Crs& crs) {
  if (places.type(row) != ShapeType::polygon || !axis.box(0).meets(places.box(row))) return std::nullopt;
  const auto ctx = geos::context();
  const Point origin = geos::local_origin(places.box(row));
  const geos::Geometry land = geos::from(places, row, origin);
  std::optional<std::pair<double, double>> result;
  const auto add = [&](double m) {
    if (!result) result = {m, m};
    result->first = std::min(result->first, m), result->second = std::max(result->second, m);
  };
  // edge by edge, so that a place on a loop of the axis is not taken for another one
  const auto points = axis.points(0);
  double begin = 0;
  for (std::size_t i = 0; i + 1 < points.size(); ++i) {
    const Point local[] = {{points[i].x - origin.x, points[i].y - origin.y}, {points[i + 1].x - origin.x, points[i + 1].y - origin.y}};
    Shapes edge;
    edge.begin_shape(ShapeType::line);
    edge.begin_part();
    edge.add_ring(std::span(&points[i], 2));
    Box box;
    box.add(points[i]), box.add(points[i + 1]);
    const double length = libspatial::length(edge, 0, crs).metres();
    if (box.meets(places.box(row))) {
      const geos::Geometry cut = geos::own(GEOSIntersection_r(ctx, line(local).get(), land.get()), "intersection");
      each_line(cut.get(), [&](const std::vector<Point>& part) {
        const double whole = std::hypot(local[1].x - local[0].x, local[1].y - local[0].y);
        for (const Point p : {part.front(), part.back()}) add(begin + length * std::hypot(p.x - local[0].x, p.y - local[0].y) / whole);
      });
    }
    begin += length;
  }
  return result;
}

Side side_of(const Chords::Chord& axis, Point place, double metres) {
  if (metres <= on_the_axis) return Side::on;
  const double shrink = std::cos(axis.a.y * 0.017453292519943295);
  const double cross = (axis.b.x - axis.a.x) * shrink * (place.y - axis.a.y) - (axis.b.y - axis.a.y) * (place.x - axis.a.x) * shrink;
  return cross > 0 ? Side::left : Side::right;
}

}  // namespace

std::string_view name(Side side) {
  switch (side) {
    case Side::left: return "left";
    case Side::right: return "right";
    case Side::on: return "on";
  }
  return "on";
}

Along along(const Layer& axis, const Layer& places, const AlongOptions& options) {
  const Crs& crs = *axis.crs;
  require_cgcs2000(crs);
  require_length(options.within, "沿线距离 ", "within");
  require_length(options.join, "接合间隙 ", "join");
  if (!(crs == *places.crs)) {
    throw Error(Errc::crs_mismatch, {title(axis) + " 是 " + crs.code() + "，" + title(places) + " 是 " + places.crs->code() + "：请先转换其一",
                                     title(axis) + " is " + crs.code() + ", " + title(places) + " is " + places.crs->code() + ": reproject one"});
  }
  Along result;
  result.axis.begin_shape(ShapeType::line);
  result.axis.begin_part();
  result.axis.add_ring(Chain(axis, options.join).run(result.joined));
  result.length = length(result.axis, 0, crs);
  const Chords chords(result.axis, 0, crs);
  for (std::size_t row = 0; row < places.size(); ++row) {
    const Chords place(places.shapes, row, crs);
    if (place.empty()) continue;
    const Nearest found = nearest(chords, place);
    const Chords::Chord& chord = chords.chords()[found.chord_a];
    Stop stop;
    stop.place = row;
    const auto through = inside(result.axis, places.shapes, row, crs);
    if (!through && found.metres > options.within.metres()) continue;
    stop.at = Length::metres(chord.begin + found.along_a * geodesic(chord.a, chord.b));
    stop.from = stop.to = stop.at;
    stop.foot = in_crs(found.a, crs);
    if (through) {
      stop.from = Length::metres(through->first), stop.to = Length::metres(through->second);
      stop.at = (stop.from + stop.to) * 0.5;
      const auto after = std::upper_bound(chords.chords().begin(), chords.chords().end(), stop.at.metres(), [](double m, const Chords::Chord& c) { return m < c.begin; });
      const Chords::Chord& middle = *(after - 1);
      const double whole = geodesic(middle.a, middle.b), t = whole > 0 ? std::min(1.0, (stop.at.metres() - middle.begin) / whole) : 0;
      stop.foot = in_crs({middle.a.x + (middle.b.x - middle.a.x) * t, middle.a.y + (middle.b.y - middle.a.y) * t}, crs);
    } else {
      stop.distance = Length::metres(found.metres);
      stop.side = side_of(chord, found.b, found.metres);
    }
    result.stops.push_back(stop);
  }
  std::stable_sort(result.stops.begin(), result.stops.end(), [](const Stop& a, const Stop& b) { return a.at < b.at; });
  return result;
}

}  // namespace libspatial
