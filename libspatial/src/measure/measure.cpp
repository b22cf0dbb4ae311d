// The three kinds of area behind one call.

#include "libspatial/measure.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "crs/zone.hpp"
#include "geometry/side_by_side.hpp"
#include "measure/degrees.hpp"
#include "measure/earth.hpp"
#include "measure/patch.hpp"

namespace libspatial {
namespace {

/// Σ shells − Σ holes of something measured per ring.
template <class Measure>
double shells_minus_holes(const Shapes& shapes, std::size_t shape, Measure measure) {
  double total = 0;
  if (shapes.type(shape) != ShapeType::polygon) return total;
  for (std::size_t part = 0; part < shapes.part_count(shape); ++part) {
    for (std::size_t r = 0; r < shapes.ring_count(shape, part); ++r) {
      total += (r == 0 ? 1 : -1) * measure(shapes.ring(shape, part, r));
    }
  }
  return total;
}

double geodesic_ring(std::span<const Point> ring) {
  geod_polygon polygon;
  geod_polygon_init(&polygon, 0);
  for (std::size_t i = 0; i + 1 < ring.size(); ++i) geod_polygon_addpoint(&ellipsoid(), &polygon, ring[i].y, ring[i].x);
  double area = 0, perimeter = 0;
  geod_polygon_compute(&ellipsoid(), &polygon, 0, 1, &area, &perimeter);
  return std::abs(area);
}

double geodesic_area(const Shapes& shapes, std::size_t shape, const Crs& crs) {
  return shells_minus_holes(divided_degrees(shapes, shape, crs), 0, geodesic_ring);
}

void require_on_earth(const Shapes& shapes, std::size_t shape, const Crs& crs) {
  if (on_earth(shapes.box(shape), crs)) return;
  const std::string n = std::to_string(shape);
  throw Error(Errc::bad_geometry, {"第 " + n + " 个图形" + nowhere().zh, "shape " + n + " " + nowhere().en});
}

}  // namespace

double official_unrounded(const Shapes& shapes, std::size_t shape, const Crs& crs) {
  require_on_earth(shapes, shape, crs);
  const auto zone = crs.gauss_krueger();
  if (!zone) {
    require_cgcs2000(crs);
    if (!crs.is_geographic()) return shells_minus_holes(reproject(one(shapes, shape), crs, cgcs2000()), 0, official::ring_area_degrees);
  }
  const Box box = shapes.box(shape);
  const official::Patch& patch = official::Patch::near({(box.min_x + box.max_x) / 2, (box.min_y + box.max_y) / 2}, zone);
  if (patch.holds(box)) return shells_minus_holes(shapes, shape, [&](auto ring) { return patch.ring(ring); });
  if (zone) return shells_minus_holes(shapes, shape, [&](auto ring) { return official::ring_area(ring, *zone); });
  return shells_minus_holes(shapes, shape, official::ring_area_degrees);
}

Area area(const Shapes& shapes, std::size_t shape, const Crs& crs, AreaKind kind) {
  switch (kind) {
    case AreaKind::official: return Area::hundredths(Area::square_metres(official_unrounded(shapes, shape, crs)).hundredths());
    case AreaKind::geodesic: require_on_earth(shapes, shape, crs); return Area::square_metres(geodesic_area(shapes, shape, crs));
    case AreaKind::planar: break;
  }
  if (crs.is_geographic()) require_planar(crs);  // feet are asked for where there are many shapes
  return Area::square_metres(ring_area(shapes, shape));
}

std::vector<Area> areas(const Shapes& shapes, const Crs& crs, AreaKind kind, int threads) {
  if (kind == AreaKind::planar) require_planar(crs);
  std::vector<Area> result(shapes.size());
  constexpr std::size_t block = 256;
  side_by_side(threads_or_all(threads), (shapes.size() + block - 1) / block, [&](std::size_t b) {
    for (std::size_t i = b * block; i < std::min(shapes.size(), (b + 1) * block); ++i) result[i] = area(shapes, i, crs, kind);
  });
  return result;
}

std::optional<Text> find_planar_doubt(const Shapes& shapes, const Crs& crs) {
  const Box box = shapes.box();
  const auto times = find_area_stretch(crs, box);
  if (!times) return std::nullopt;
  const std::string factor = decimals(*times, 3);
  const Text instead = metres_instead(crs, box);
  return Text{crs.code() + " 的平面面积在这里是实地的 " + factor + " 倍：请用 official 或 geodesic，或先转换到 " + instead.zh,
              "planar areas in " + crs.code() + " are " + factor + " times those of the land here: use official or geodesic, or reproject to " + instead.en + " first"};
}

std::vector<std::int64_t> balance(std::int64_t control, std::span<const double> parts) {
  const double total = std::accumulate(parts.begin(), parts.end(), 0.0);
  std::vector<std::int64_t> result(parts.size());
  if (control == 0 || total <= 0) return result;
  std::vector<double> rest(parts.size());
  std::int64_t given = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const double exact = static_cast<double>(control) * (parts[i] / total);
    result[i] = static_cast<std::int64_t>(std::floor(exact));
    rest[i] = exact - std::floor(exact);
    given += result[i];
  }
  std::vector<std::size_t> order(parts.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return rest[a] > rest[b]; });
  // rounding of doubles can leave more than one step per part, or take one back: go round until nothing is left
  for (std::size_t i = 0; given < control; i = (i + 1) % order.size()) {
    if (parts[order[i]] > 0) ++result[order[i]], ++given;
  }
  for (std::size_t i = order.size(); given > control;) {
    i = i == 0 ? order.size() - 1 : i - 1;
    if (result[order[i]] > 0) --result[order[i]], --given;
  }
  return result;
}

}  // namespace libspatial
