#include "fuzz/target.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "libspatial/overlay.hpp"
#include "support/cases.hpp"
#include "support/exact.hpp"
#include "support/sketch.hpp"

namespace libspatial::testing {
namespace {

void require(bool holds, const std::string& law) {
  if (!holds) throw Broken(law);
}

struct Pair {
  unsigned how = 0;
  std::span<const std::byte> subject, zone;
};

Pair split(std::span<const std::byte> bytes) {
  if (bytes.size() < 3) return {};
  const auto byte = [&](std::size_t i) { return std::to_integer<unsigned>(bytes[i]); };
  const std::size_t length = std::min<std::size_t>(byte(1) + 256 * byte(2), bytes.size() - 3);
  return {byte(0), bytes.subspan(3, length), bytes.subspan(3 + length)};
}

Layer layer_from(std::span<const std::byte> wkb, const char* crs, bool parts_are_rows) {
  Layer layer = layer_of({}, crs);
  from_wkb(wkb, layer.shapes);
  if (parts_are_rows && layer.shapes.type(0) == ShapeType::polygon) {
    Shapes rows;
    for (const Polygon& part : layer.shapes.multipolygon(0).polygons) rows.add(MultiPolygon{{part}});
    layer.shapes = rows;
  }
  const std::size_t rows = layer.size();
  layer = polygons(std::move(layer));
  require(layer.size() == rows, "polygons() keeps every row");
  std::size_t none = 0;
  for (std::size_t row = 0; row < rows; ++row) none += layer.shapes.type(row) != ShapeType::polygon;
  require(none == layer.rejects.size(), "read = used + repaired + rejected");
  return layer;
}

/// Coordinates of which a double holds the tenth of a micrometre, land that is wider than a micrometre, and nothing more than 100 km
/// across (a larger shape minus a whole-number origin is rounded, by more than its area may be off): for these every law holds.
/// For others there may be an error, but areas are numbers, not below 0, and official ones add up.
bool is_earthly(const Layer& layer) {
  const Box box = layer.shapes.box();
  if (box.empty()) return true;
  if (std::max({std::abs(box.min_x), std::abs(box.min_y), std::abs(box.max_x), std::abs(box.max_y)}) > 1e8) return false;
  if (std::max(box.max_x - box.min_x, box.max_y - box.min_y) > (layer.crs->is_geographic() ? 1 : 1e5)) return false;
  for (std::size_t row = 0; row < layer.size(); ++row) {
    const double wide = layer.crs->is_geographic() ? 1e-11 : 1e-6;
    if (layer.shapes.type(row) == ShapeType::polygon && ring_area(layer.shapes, row) < wide * perimeter_of(layer.shapes.multipolygon(row))) return false;
  }
  return true;
}

/// Of doubles at the coordinates of a shape: its corners are rounded to them, which moves each of its edges by as much. A piece 11 km long and 4 mm wide loses 1.5 mm².
double spacing_at(const Shapes& shapes, std::size_t shape) {
  const Box box = shapes.box(shape);
  const double most = std::max({std::abs(box.min_x), std::abs(box.min_y), std::abs(box.max_x), std::abs(box.max_y)});
  return std::nextafter(most, 2 * most + 1) - most;
}

void require_laws(const Layer& subjects, const Overlay& result, AreaKind kind, bool earthly) {
  std::vector<double> sums(subjects.size());
  std::vector<std::int64_t> hundredths(subjects.size());
  require(result.shapes.size() == result.pieces.size(), "a shape for each piece");
  for (std::size_t i = 0; i < result.pieces.size(); ++i) {
    const Piece& p = result.pieces[i];
    require(p.subject < subjects.size(), "a piece is of a row");
    require(i == 0 || std::pair(result.pieces[i - 1].subject, result.pieces[i - 1].zone) < std::pair(p.subject, p.zone), "by subject, then zone, outside last");
    const double m2 = p.area.square_metres();
    require(std::isfinite(m2) && m2 >= 0, "an area is a number, not below 0");
    sums[p.subject] += m2;
    hundredths[p.subject] += kind == AreaKind::official ? p.area.hundredths() : 0;
    if (!earthly) continue;
    const double noise = kind == AreaKind::geodesic ? 1e-4 : 0;  // m²: PROJ's polygon area is a sum over edges, each good to 1e-5
    require(p.share >= 0 && m2 <= result.subject_areas[p.subject].square_metres() * (1 + 1e-9) + noise, "a share is 0..1");
    require(!find_flaw(result.shapes, i), "the shape of a piece is valid");
    const double whole = ring_area(subjects.shapes, p.subject), rounded = spacing_at(result.shapes, i) * perimeter_of(result.shapes.multipolygon(i));
    if (kind == AreaKind::planar) require(std::abs(ring_area(result.shapes, i) - m2) <= 1e-9 * whole + 1e-6 + rounded, "the shape of a piece has its area");
  }
  for (std::size_t row = 0; row < subjects.size(); ++row) {
    const double whole = result.subject_areas[row].square_metres(), multi = result.multi_cover[row].square_metres();
    require(std::isfinite(whole) && std::isfinite(multi) && multi >= 0, "areas of a subject are numbers");
    if (kind == AreaKind::official) require(hundredths[row] - result.multi_cover[row].hundredths() == result.subject_areas[row].hundredths(), "official pieces add up exactly");
    if (kind == AreaKind::planar && earthly) require(std::abs(sums[row] - multi - whole) <= 1e-9 * whole, "pieces add up");
  }
}

double inside(const Overlay& result) {
  double sum = 0;
  for (const Piece& p : result.pieces) sum += p.zone == outside ? 0 : p.area.square_metres();
  return sum;
}

void overlay_pair(const Pair& pair) {
  static constexpr std::array frames{"EPSG:32652", "EPSG:4530", "EPSG:4490", "EPSG:32652"};
  const unsigned frame = pair.how & 3u;
  const AreaKind kind = frame == 1 || frame == 2 ? (pair.how & 8u ? AreaKind::geodesic : AreaKind::official) : AreaKind::planar;
  const Layer subjects = layer_from(pair.subject, frames[frame], false), zones = layer_from(pair.zone, frames[frame], (pair.how & 4u) != 0);
  const bool earthly = is_earthly(subjects) && is_earthly(zones);
  Overlay result;
  try {
    result = overlay(subjects, ZoneIndex(zones), {.area = kind, .shapes = true, .threads = 1});
  } catch (const Error& e) {
    if (e.code() == Errc::internal) require(!earthly, std::string("no internal error: ") + e.what());
    throw;
  }
  require_laws(subjects, result, kind, earthly);
  if (kind != AreaKind::planar || !earthly) return;
  const MultiPolygon subject = subjects.shapes.multipolygon(0), zone = zones.shapes.multipolygon(0);
  if (zones.size() != 1 || subjects.shapes.points().size() * zones.shapes.points().size() > 400) return;
  const double exact = exact_intersection_area(subject, zone), ours = inside(result);
  require(std::abs(ours - exact) <= 1e-9 * ring_area(subjects.shapes, 0) + 1e-6, "the exact area is " + std::to_string(exact) + ", not " + std::to_string(ours));
}

/// May be the answer to bytes of a stranger; an internal error only where is_earthly() lets it.
bool is_answer(Errc code) {
  return code == Errc::bad_geometry || code == Errc::no_polygons || code == Errc::crs_implausible || code == Errc::invalid_zone || code == Errc::internal;
}

Point* any_point(MultiPolygon& shape, Random& random, Ring** ring) {
  if (shape.polygons.empty()) return nullptr;
  Polygon& polygon = shape.polygons[random() % shape.polygons.size()];
  *ring = polygon.holes.empty() || random() % 2 ? &polygon.shell : &polygon.holes[random() % polygon.holes.size()];
  return (*ring)->points.empty() ? nullptr : &(*ring)->points[random() % ((*ring)->points.size() - 1)];
}

void mutate(MultiPolygon& shape, MultiPolygon& other, Random& random) {
  Ring *ring = nullptr, *its_ring = nullptr;
  Point* p = any_point(shape, random, &ring);
  const Point* q = any_point(other, random, &its_ring);
  if (!p || !q) return;
  const Point next = q[1];
  const double t = random() % 2 ? 0.5 : uniform(random, 0, 1), hair = std::pow(10.0, -static_cast<int>(random() % 12));
  const std::size_t at = static_cast<std::size_t>(p - ring->points.data());
  switch (random() % 9) {
    case 0: *p = *q; break;                                                                        // a corner in common
    case 1: *p = {q->x + (next.x - q->x) * t, q->y + (next.y - q->y) * t}; break;                  // on an edge of the other
    case 2: *p = {q->x + hair, q->y - (random() % 2 ? hair : 0)}; break;                           // a hair beside
    case 3: *p = {std::nextafter(p->x, random() % 2 ? 1e9 : -1e9), std::nextafter(p->y, random() % 2 ? 1e9 : -1e9)}; break;
    case 4: *p = {p->x + uniform(random, -1, 1), p->y + uniform(random, -1, 1)}; break;
    case 5: *p = {std::round(p->x), std::round(p->y)}; break;
    case 6:                                                                                        // another point on the edge
      if (ring->points.size() < 40) ring->points.insert(ring->points.begin() + static_cast<long>(at) + 1, {(p->x + p[1].x) / 2, (p->y + p[1].y) / 2});
      break;
    case 7:
      if (ring->points.size() > 4) ring->points.erase(ring->points.begin() + static_cast<long>(at));
      break;
    default:                                                                                       // an edge of the other, whole
      *p = *q;
      if (at + 2 < ring->points.size()) p[1] = next;
  }
  ring->points.back() = ring->points.front();
}

}  // namespace

bool fuzz_wkb(std::span<const std::byte> bytes) {
  Shapes shapes;
  shapes.add_none();
  const Shapes before = shapes;
  try {
    from_wkb(bytes, shapes);
  } catch (const Error& e) {
    require(e.code() == Errc::bad_geometry, "bytes that are no shape are bad_geometry");
    require(!e.text().en.empty() && !e.text().zh.empty(), "an error says why, in both languages");
    require(shapes == before, "nothing is half added");
    return false;
  }
  require(shapes.size() == 2, "one geometry is one shape");
  require(shapes.type(0) == ShapeType::none && shapes.part_count(0) == 0, "what was there stays");
  for (const Point p : shapes.points()) require(std::isfinite(p.x) && std::isfinite(p.y), "coordinates are numbers");
  if (shapes.type(1) == ShapeType::polygon) {
    for (std::size_t part = 0; part < shapes.part_count(1); ++part) {
      for (std::size_t r = 0; r < shapes.ring_count(1, part); ++r) {
        const auto ring = shapes.ring(1, part, r);
        require(ring.size() >= 4 && ring.front() == ring.back(), "rings are closed and have four points");
      }
    }
  }
  Shapes again;
  again.add_none();
  const auto wkb = to_wkb(shapes, 1);
  from_wkb(wkb, again);
  require(again == shapes, "written and read it is the same shape");
  require(to_wkb(again, 1) == wkb, "written again it is the same bytes");
  return true;
}

bool fuzz_overlay(std::span<const std::byte> bytes) {
  try {
    overlay_pair(split(bytes));
    return true;
  } catch (const Error& e) {
    require(is_answer(e.code()), std::string("not an answer to bad bytes: ") + e.what());
    return false;
  }
}

Bytes pair_bytes(unsigned how, const Bytes& subject, const Bytes& zone) {
  Bytes bytes;
  bytes.reserve(3 + subject.size() + zone.size());
  for (const std::size_t byte : {std::size_t{how}, subject.size(), subject.size() >> 8}) bytes.push_back(std::byte(byte & 255u));
  bytes.insert(bytes.end(), subject.begin(), subject.end());
  bytes.insert(bytes.end(), zone.begin(), zone.end());
  return bytes;
}

Bytes mutated_bytes(std::span<const std::byte> bytes, std::uint32_t seed) {
  Random random(seed);
  Bytes result(bytes.begin(), bytes.end());
  static constexpr unsigned char odd[] = {0, 1, 2, 0x20, 0x40, 0x7f, 0x80, 0xa0, 0xe0, 0xf0, 0xff};
  for (unsigned n = 1 + random() % 3; n > 0 && !result.empty(); --n) {
    const auto at = result.begin() + static_cast<long>(random() % result.size());
    const auto end = at + static_cast<long>(random() % static_cast<unsigned>(std::min<long>(result.end() - at, 40)));
    switch (random() % 6) {
      case 0: *at ^= std::byte(1u << random() % 8); break;
      case 1: *at = std::byte(odd[random() % std::size(odd)]); break;
      case 2: result.erase(at, end); break;
      case 3: {
        const Bytes copy(at, end);
        result.insert(at, copy.begin(), copy.end());
        break;
      }
      case 4: result.resize(random() % result.size()); break;
      default: std::reverse(at, end);
    }
  }
  return result;
}

Bytes mutated_pair(std::span<const std::byte> bytes, std::uint32_t seed) {
  Random random(seed);
  if (random() % 8 == 0) return mutated_bytes(bytes, seed + 1);
  const Pair pair = split(bytes);
  Shapes subject, zone;
  try {
    from_wkb(pair.subject, subject);
    from_wkb(pair.zone, zone);
  } catch (const Error&) {
    return mutated_bytes(bytes, seed + 1);
  }
  if (subject.type(0) != ShapeType::polygon || zone.type(0) != ShapeType::polygon) return mutated_bytes(bytes, seed + 1);
  MultiPolygon a = subject.multipolygon(0), b = zone.multipolygon(0);
  for (unsigned n = 1 + random() % 4; n > 0; --n) {
    if (random() % 2) mutate(a, b, random);
    else mutate(b, a, random);
  }
  unsigned how = pair.how;
  if (random() % 8 == 0) how ^= random() % 2 ? 4u : 3u;
  return pair_bytes(how, to_wkb(shapes_of(a), 0), to_wkb(shapes_of(b), 0));
}

}  // namespace libspatial::testing
