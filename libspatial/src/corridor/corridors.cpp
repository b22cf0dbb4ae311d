// The land along lines: chains buffered with flat ends, and what is missing outside of corners where chains meet.

#include <algorithm>
#include <cmath>
#include <map>

#include "corridor/network.hpp"
#include "libspatial/units.hpp"
#include "crs/zone.hpp"
#include "measure/degrees.hpp"

namespace libspatial {
namespace {

using namespace corridor;

constexpr int quarter_segments = 32;  // of a rounded corner: its area is right within 0.04 %
constexpr double mitre_limit = 5.0;   // a sharper corner is cut off, as add_corridor() does
constexpr double flat_angle = 3.14159265358979323846 + 1e-9;

geos::Geometry buffer(const GEOSGeometry* g, double half_width, bool round_joins) {
  return geos::own(GEOSBufferWithStyle_r(geos::context(), g, half_width, quarter_segments, GEOSBUF_CAP_FLAT,
                                         round_joins ? GEOSBUF_JOIN_ROUND : GEOSBUF_JOIN_MITRE, mitre_limit),
                   "buffer");
}

/// Stretches of one line with the width of each, in metres; the network is in a metric CRS.
class Land {
 public:
  Land(const Network& net, bool round_joins) : net_(net), round_joins_(round_joins) {}

  void add(std::size_t stretch, double width) { widths_[stretch] = width; }

  geos::Geometry make() const {
    std::map<double, std::vector<geos::Geometry>> by_width;
    for (const auto& [s, width] : widths_) {
      std::vector<Point> points;
      for (const std::uint32_t at : net_.stretches[s].at) points.push_back(net_.local[at]);
      by_width[width].push_back(line(points));
    }
    std::vector<geos::Geometry> land;
    for (auto& [width, stretches] : by_width) {
      const geos::Geometry all = collection(GEOS_MULTILINESTRING, std::move(stretches));
      const geos::Geometry chains = geos::own(GEOSLineMerge_r(geos::context(), all.get()), "merge");
      land.push_back(buffer(chains.get(), width / 2, round_joins_));
    }
    add_corners(land);
    const geos::Geometry all = collection(GEOS_GEOMETRYCOLLECTION, std::move(land));
    return geos::own(GEOSUnaryUnionPrec_r(geos::context(), all.get(), grid), "union");
  }

 private:
  struct Branch { double angle; std::uint32_t next; double width; };

  /// Flat ends leave a notch outside of the corner between two chains when nothing lies there.
  void add_corners(std::vector<geos::Geometry>& land) const {
    std::map<std::uint32_t, std::vector<Branch>> nodes;
    for (const auto& [s, width] : widths_) {
      const auto& at = net_.stretches[s].at;
      const auto add = [&](std::uint32_t node, std::uint32_t next) {
        const Point a = net_.local[node], b = net_.local[next];
        nodes[node].push_back({std::atan2(b.y - a.y, b.x - a.x), next, width});
      };
      add(at.front(), at[1]);
      add(at.back(), at[at.size() - 2]);
    }
    for (auto& [node, branches] : nodes) {
      if (branches.size() < 2) continue;
      std::sort(branches.begin(), branches.end(), [](const Branch& a, const Branch& b) { return a.angle < b.angle; });
      for (std::size_t i = 0; i < branches.size(); ++i) {
        const Branch& a = branches[i];
        const Branch& b = branches[(i + 1) % branches.size()];
        const double gap = b.angle - a.angle + (i + 1 == branches.size() ? 2 * (flat_angle - 1e-9) : 0);
        if (gap <= flat_angle) continue;
        const Point corner[] = {net_.local[a.next], net_.local[node], net_.local[b.next]};
        land.push_back(buffer(line(corner).get(), std::min(a.width, b.width) / 2, round_joins_));
      }
    }
  }

  const Network& net_;
  const bool round_joins_;
  std::map<std::size_t, double> widths_;
};

/// The width of every row; 0 and a reject where it cannot be used.
std::vector<double> widths_of(Layer& layer, const CorridorOptions& options) {
  const Field* field = options.width_field.empty() ? nullptr : &layer.field(options.width_field);
  std::vector<double> result(layer.size(), 0);
  for (std::size_t row = 0; row < layer.size(); ++row) {
    if (layer.shapes.type(row) != ShapeType::line) continue;
    const double given = options.width.metres();
    const bool usable = std::isfinite(given) && given > 0, own = field && (!usable || !std::holds_alternative<std::monostate>(field->values[row]));
    const auto bad = own ? find_bad_width(*field, row, options.widest) : usable ? std::nullopt : std::optional(BadWidth{"no_width", {"没有给出宽度", "no width is given"}});
    if (!bad) {
      result[row] = own ? *to_number(field->values[row]) : given;
      continue;
    }
    const std::string n = std::to_string(layer.first_row + row);
    layer.rejects.push_back({row, bad->reason, {title(layer) + " 第 " + n + " 行：" + bad->why.zh, title(layer) + " row " + n + ": " + bad->why.en}, to_wkb(layer.shapes, row)});
  }
  std::stable_sort(layer.rejects.begin(), layer.rejects.end(), [](const Reject& a, const Reject& b) { return a.row < b.row; });
  return result;
}

std::vector<std::vector<std::size_t>> stretches_of_lines(const Network& net, const Names& names) {
  std::vector<std::vector<std::size_t>> result(names.names.size());
  for (std::size_t s = 0; s < net.stretches.size(); ++s) {
    for (const std::size_t n : lines_of(net.stretches[s].sources, names)) result[n].push_back(s);
  }
  return result;
}

/// The rows that have a width; the others are `none`.
Shapes with_width(const Shapes& lines, const std::vector<double>& widths) {
  Shapes result;
  for (std::size_t row = 0; row < lines.size(); ++row) {
    if (widths[row] > 0) result.add(lines, row);
    else result.add_none();
  }
  return result;
}

std::string plain(Length length) { return decimals(length.metres(), length.metres() == std::floor(length.metres()) ? 0 : 3); }

}  // namespace

void require_width(Length width, Length widest, const Text& what) {
  const double metres = width.metres();
  if (std::isfinite(metres) && metres > 0 && metres <= widest.metres()) return;
  const std::string given = shortest(metres), most = plain(widest);
  throw Error(Errc::bad_argument, {what.zh + " " + given + "：应为大于 0、不超过 " + most + " 的数（米）", what.en + " " + given + ": must be a number above 0 and at most " + most + " (metres)"});
}

Layer corridors(const Layer& lines, const CorridorOptions& options) {
  require_cgcs2000(*lines.crs);
  Layer given = lines;
  const std::vector<double> widths = widths_of(given, options);
  const Shapes used = with_width(given.shapes, widths);
  if (used.points().empty()) {
    throw Error(Errc::no_lines, {title(lines) + " 没有一条线有宽度。请用 --width 或 --width-field 给出宽度（米）", title(lines) + " has no line with a width. Give one in metres with --width or --width-field"});
  }
  const Names names = names_of(lines, options.name_field);
  const Crs metres = metric_crs(*lines.crs, used.box());
  const Shapes metric = reproject(used, *lines.crs, metres);
  const Frame frame(metric.box(), metres), own_frame(used.box(), *lines.crs);
  const Network net = cut(paths_of(metric), frame);
  const Network own = cut(paths_of(used), own_frame);  // lengths are those of the lines as they are in the file
  const std::vector<Length> own_lengths = lengths(own.lines(), *lines.crs, 1);

  Layer result;
  result.name = "corridors";
  result.file = lines.file;
  result.crs = lines.crs;
  result.rejects = given.rejects;
  result.repairs = given.repairs;
  result.notes = given.notes;
  result.fields = {{"name", FieldType::text, {}}, {"width_m", FieldType::real, {}}, {"length_m", FieldType::real, {}}};
  const auto of_line = stretches_of_lines(net, names), own_of_line = stretches_of_lines(own, names);
  for (std::size_t n = 0; n < names.names.size(); ++n) {
    Land land(net, options.round_joins);
    double widest = 0;
    Length length;
    for (const std::size_t s : of_line[n]) {
      double width = 0;
      for (const std::size_t row : net.stretches[s].sources) width = std::max(width, names.of_row[row] == n ? widths[row] : 0);
      land.add(s, width);
      widest = std::max(widest, width);
    }
    if (widest == 0) continue;  // all its rows are rejects
    for (const std::size_t s : own_of_line[n]) length += own_lengths[s];
    Shapes local, shape;
    geos::append(land.make().get(), {0, 0}, local);
    shape.begin_shape(ShapeType::polygon);
    for (std::size_t part = 0; part < local.part_count(0); ++part) {
      shape.begin_part();
      for (std::size_t r = 0; r < local.ring_count(0, part); ++r) {
        std::vector<Point> ring;
        for (const Point p : local.ring(0, part, r)) ring.push_back(frame.back(p));
        shape.add_ring(ring);
      }
    }
    result.shapes.add(reproject(shape, metres, *lines.crs), 0);
    result.fields[0].values.emplace_back(names.names[n]);
    result.fields[1].values.emplace_back(widest);
    result.fields[2].values.emplace_back(length.metres());
  }
  return result;
}

}  // namespace libspatial
