// Lengths by unit: lines and borders cut together, so that every stretch is in a unit, on a border or outside, as a whole.

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "corridor/network.hpp"
#include "corridor/run_tree.hpp"
#include "measure/degrees.hpp"

namespace libspatial {
namespace {

using namespace corridor;

constexpr double long_enough = 10;  // times the tolerance: a crossing is that near too, but not for long
constexpr double near_border = 1e-3;  // metres: border edges farther from every line are not cut

Bounds<2> box_of(Point a, Point b) {
  Bounds<2> box;
  box.add({a.x, a.y}), box.add({b.x, b.y});
  return box;
}

/// Where a place is.
struct Where {
  std::vector<std::size_t> units;  ///< ascending; none: outside
  bool on_border = false;          ///< each has its share; else each has all of it (units overlap)
};

class Units {
 public:
  Units(const Layer& layer, const std::string& field, const Frame& frame) : names_(names_of(layer, field)) {
    Shapes local;
    for (std::size_t row = 0; row < layer.size(); ++row) {
      boxes_.emplace_back();
      local.begin_shape(layer.shapes.type(row));
      for (std::size_t part = 0; part < layer.shapes.part_count(row); ++part) {
        local.begin_part();
        for (std::size_t r = 0; r < layer.shapes.ring_count(row, part); ++r) {
          std::vector<Point> ring;
          for (const Point p : layer.shapes.ring(row, part, r)) {
            ring.push_back(frame.to(p));
            boxes_.back().add({ring.back().x, ring.back().y});
          }
          local.add_ring(ring);
        }
      }
      shapes_.push_back(layer.shapes.type(row) == ShapeType::polygon ? geos::from(local, row, {0, 0}) : geos::Geometry());
      prepared_.emplace_back(shapes_.back() ? GEOSPrepare_r(geos::context(), shapes_.back().get()) : nullptr);
    }
  }

  const std::vector<std::string>& names() const { return names_.names; }

  /// `borders`: rows whose border runs there.
  Where where(Point p, std::span<const std::size_t> borders) const {
    const auto ctx = geos::context();
    GEOSCoordSequence* sequence = GEOSCoordSeq_create_r(ctx, 1, 2);
    GEOSCoordSeq_setXY_r(ctx, sequence, 0, p.x, p.y);
    const geos::Geometry point = geos::own(GEOSGeom_createPoint_r(ctx, sequence), "create");
    const Bounds<2> here = box_of(p, p);
    std::set<std::size_t> within, touched;
    for (std::size_t row = 0; row < prepared_.size(); ++row) {
      if (!prepared_[row] || !boxes_[row].meets(here) || std::binary_search(borders.begin(), borders.end(), row)) continue;
      const char inside = GEOSPreparedIntersects_r(ctx, prepared_[row].get(), point.get());
      if (inside == 2) geos::own(nullptr, "within");
      if (inside == 1) within.insert(names_.of_row[row]);
    }
    if (!within.empty()) return {{within.begin(), within.end()}, false};
    std::map<std::size_t, int> rows;
    for (const std::size_t row : borders) touched.insert(names_.of_row[row]), ++rows[names_.of_row[row]];
    const bool between_its_own_parts = touched.size() == 1 && rows.begin()->second > 1;
    return {{touched.begin(), touched.end()}, !touched.empty() && !between_its_own_parts};
  }

 private:
  Names names_;
  std::vector<Bounds<2>> boxes_;
  std::vector<geos::Geometry> shapes_;
  std::vector<geos::Prepared> prepared_;
};

/// The edges of borders that come near a line, with `first` + their row as source.
std::vector<Path> borders_near(const Layer& units, std::span<const Path> lines, std::size_t first, const Frame& frame) {
  std::vector<Bounds<2>> boxes;
  for (const Path& path : lines) {
    for (std::size_t i = 0; i + 1 < path.points.size(); ++i) boxes.push_back(box_of(frame.to(path.points[i]), frame.to(path.points[i + 1])));
  }
  const RunTree<2> tree(std::move(boxes));
  std::vector<Path> result;
  for (const Path& ring : paths_of(units.shapes)) {
    for (std::size_t i = 0; i + 1 < ring.points.size(); ++i) {
      Bounds<2> box = box_of(frame.to(ring.points[i]), frame.to(ring.points[i + 1]));
      box.grow(near_border);
      bool near = false;
      tree.each(box, [&](std::size_t) { near = true; });
      if (near) result.push_back({first + ring.source, {ring.points[i], ring.points[i + 1]}});
    }
  }
  return result;
}

/// What of some lines lies where: `visit(sources, where, length)` for every stretch. Sources of lines are below `first`.
template <class F>
void each_stretch(std::vector<Path> paths, std::size_t first, const Layer& layer, const Units& units, const Frame& frame, F visit) {
  const std::vector<Path> borders = borders_near(layer, paths, first, frame);
  paths.insert(paths.end(), borders.begin(), borders.end());
  Network net = cut(paths, frame);
  std::erase_if(net.stretches, [&](const Stretch& s) { return s.sources.front() >= first; });
  const std::vector<Length> measured = lengths(net.lines(), *layer.crs, 1);
  for (std::size_t s = 0; s < net.stretches.size(); ++s) {
    std::vector<std::size_t> sources, on;
    for (const std::size_t source : net.stretches[s].sources) source < first ? sources.push_back(source) : on.push_back(source - first);
    visit(sources, units.where(net.middle(net.stretches[s]), on), measured[s]);
  }
}

/// Sums by unit, outside last.
class Sums {
 public:
  explicit Sums(std::size_t units) : lengths_(units + 1), borders_(units + 1) {}

  void add(const Where& where, Length length) {
    all_ += length;
    if (where.units.empty()) lengths_.back() += length;
    const double share = where.on_border ? 1.0 / static_cast<double>(where.units.size()) : 1;
    for (const std::size_t u : where.units) {
      lengths_[u] += length * share;
      if (where.on_border) borders_[u] += length * share;
    }
    if (!where.on_border && where.units.size() > 1) several_ += length * static_cast<double>(where.units.size() - 1);
  }

  Length all() const { return all_; }
  Length several() const { return several_; }
  std::vector<UnitLength> rows(std::size_t line, bool with_empty) const {
    std::vector<UnitLength> result;
    for (std::size_t u = 0; u < lengths_.size(); ++u) {
      if (with_empty || lengths_[u] > Length()) result.push_back({line, u + 1 == lengths_.size() ? outside : u, lengths_[u], borders_[u]});
    }
    return result;
  }

 private:
  std::vector<Length> lengths_, borders_;
  Length all_, several_;
};

/// Rows that are counted: of lines that share a track by name of a segment, those of the first.
std::vector<bool> counted_rows(const Layer& layer, const std::string& field, const Names& names, std::vector<SharedTrack>& shared) {
  std::vector<bool> counted(layer.size(), true);
  if (field.empty()) return counted;
  const std::vector<std::string> segments = labels(layer, layer.field(field).name);
  const std::vector<Length> each = lengths(layer.shapes, *layer.crs);
  std::map<std::string, SharedTrack> tracks;
  for (std::size_t row = 0; row < layer.size(); ++row) {
    if (segments[row].empty() || layer.shapes.type(row) != ShapeType::line) continue;
    SharedTrack& track = tracks[segments[row]];
    track.segment = segments[row];
    const auto known = std::find(track.lines.begin(), track.lines.end(), names.of_row[row]);
    const auto at = static_cast<std::size_t>(known - track.lines.begin());
    if (known == track.lines.end()) track.lines.push_back(names.of_row[row]), track.lengths.emplace_back();
    track.lengths[at] += each[row];
    counted[row] = at == 0;
  }
  for (auto& [segment, track] : tracks) {
    if (track.lines.size() > 1) shared.push_back(std::move(track));
  }
  return counted;
}

/// The paths without what runs beside an earlier one, within `tolerance` metres.
std::vector<Path> without_repeats(const std::vector<Path>& paths, double tolerance, const Frame& frame) {
  const auto ctx = geos::context();
  std::vector<Path> result;
  std::vector<Bounds<2>> boxes;
  std::vector<geos::Geometry> land;  // round what is counted already
  for (std::size_t begin = 0, end = 0; begin < paths.size(); begin = end) {
    std::vector<geos::Geometry> parts;
    Bounds<2> box;
    for (end = begin; end < paths.size() && paths[end].source == paths[begin].source; ++end) {
      std::vector<Point> local;
      for (const Point p : paths[end].points) local.push_back(frame.to(p)), box.add({local.back().x, local.back().y});
      parts.push_back(line(local));
    }
    geos::Geometry row = collection(GEOS_MULTILINESTRING, std::move(parts));
    Bounds<2> wide = box;
    wide.grow(tolerance);
    std::vector<geos::Geometry> kept;
    for (std::size_t i = 0; i < land.size(); ++i) {
      if (!boxes[i].meets(wide)) continue;
      const geos::Geometry beside = geos::own(GEOSIntersection_r(ctx, row.get(), land[i].get()), "intersection");
      std::vector<geos::Geometry> lines_only;
      each_line(beside.get(), [&](const std::vector<Point>& points) { lines_only.push_back(line(points)); });
      if (lines_only.empty()) continue;
      const geos::Geometry merged = geos::own(GEOSLineMerge_r(ctx, collection(GEOS_MULTILINESTRING, std::move(lines_only)).get()), "merge");
      row = geos::own(GEOSDifference_r(ctx, row.get(), land[i].get()), "difference");
      each_line(merged.get(), [&](std::vector<Point> points) {
        double length = 0;
        for (std::size_t k = 0; k + 1 < points.size(); ++k) length += std::hypot(points[k + 1].x - points[k].x, points[k + 1].y - points[k].y);
        if (length < long_enough * tolerance) kept.push_back(line(points));
      });
    }
    each_line(row.get(), [&](const std::vector<Point>& points) { kept.push_back(line(points)); });
    if (kept.empty()) continue;
    geos::Geometry counted = collection(GEOS_MULTILINESTRING, std::move(kept));
    each_line(counted.get(), [&](const std::vector<Point>& points) {
      Path path{paths[begin].source, {}};
      for (const Point p : points) path.points.push_back(frame.back(p));
      result.push_back(std::move(path));
    });
    land.push_back(geos::own(GEOSBuffer_r(ctx, counted.get(), tolerance, 8), "buffer"));
    boxes.push_back(wide);
  }
  return result;
}

void require(const Layer& lines, const Layer& units) {
  if (!(*lines.crs == *units.crs)) {
    throw Error(Errc::crs_mismatch, {title(lines) + " 是 " + lines.crs->code() + "，" + title(units) + " 是 " + units.crs->code() + "：请先转换其一",
                                     title(lines) + " is " + lines.crs->code() + ", " + title(units) + " is " + units.crs->code() + ": reproject one"});
  }
  for (const Reject& r : units.rejects) {
    if (r.reason == "not_polygon" || r.reason == "null_geometry") continue;
    throw Error(Errc::invalid_zone, {"分区不可用，其附近的长度都会出错：" + r.text.zh, "a unit cannot be used, every length near it would be wrong: " + r.text.en});
  }
}

}  // namespace

Lengths lengths_by_unit(const Layer& lines, const Layer& units, const LengthOptions& options) {
  require_cgcs2000(*lines.crs);
  require_length(options.tolerance, "容差 ", "tolerance");
  require(lines, units);
  const Frame frame(lines.shapes.box(), *lines.crs);
  const Names names = names_of(lines, options.name_field);
  const Units where(units, options.unit_field, frame);
  Lengths result;
  result.names = names.names;
  result.units = where.names();
  const std::vector<Path> paths = paths_of(lines.shapes);
  const std::size_t first = lines.size();

  std::vector<Sums> own(names.names.size(), Sums(result.units.size()));
  each_stretch(paths, first, units, where, frame, [&](std::span<const std::size_t> rows, const Where& at, Length length) {
    for (const std::size_t n : lines_of(rows, names)) own[n].add(at, length);
  });
  for (std::size_t n = 0; n < own.size(); ++n) {
    result.line_lengths.push_back(own[n].all());
    for (const UnitLength& row : own[n].rows(n, false)) result.by_line.push_back(row);
  }

  const std::vector<bool> counted = counted_rows(lines, options.segment_field, names, result.shared);
  std::vector<Path> once;
  std::copy_if(paths.begin(), paths.end(), std::back_inserter(once), [&](const Path& path) { return counted[path.source]; });
  if (options.tolerance > Length()) once = without_repeats(once, options.tolerance.metres(), frame);
  Sums total(result.units.size());
  each_stretch(std::move(once), first, units, where, frame, [&](std::span<const std::size_t>, const Where& at, Length length) { total.add(at, length); });
  result.all = total.all();
  result.several = total.several();
  result.totals = total.rows(all_lines, true);
  return result;
}

}  // namespace libspatial
