#pragma once
// A drawn city: a growth boundary of three zones with one outer border, farmland and a red line that reach into it, one unit. Half of the projects lie within 3 km of a border.

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>
#include <string>
#include <vector>

#include "libspatial/rules.hpp"

namespace libspatial::drawn {

inline constexpr Point middle{500000, 4850000};
using Points = std::vector<Point>;

/// Bent like a border drawn along parcels: radius `r` at angle `turn`.
inline double bent(double r, double turn) { return r * (1 + 0.05 * std::sin(9 * turn) + 0.002 * std::sin(331 * turn) + 0.0002 * std::sin(5003 * turn)); }

inline Points round(std::size_t n, double radius, Point at = middle, double phase = 0) {
  Points ring;
  for (std::size_t i = 0; i < n; ++i) {
    const double turn = 2 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(n), r = bent(radius, turn + phase);
    ring.push_back({at.x + r * std::cos(turn), at.y + r * std::sin(turn)});
  }
  ring.push_back(ring.front());
  return ring;
}

inline Polygon between(Points outer, Points inner) {
  std::reverse(inner.begin(), inner.end());
  return {{std::move(outer)}, {{std::move(inner)}}};
}

inline Layer layer(const char* name, std::vector<Polygon> shapes) {
  Layer made;
  made.name = name;
  made.file = "drawn";
  made.crs = Crs("EPSG:4551");
  for (Polygon& p : shapes) made.shapes.add(MultiPolygon{{std::move(p)}});
  return made;
}

inline Field words(const char* name, std::vector<std::string> values) {
  Field field{name, FieldType::text, {}};
  for (std::string& value : values) field.values.emplace_back(std::move(value));
  return field;
}

/// `accuracy`: σ of every layer in metres; 0: not stated, and nothing is tried with moved borders.
inline Plan city(std::size_t vertices, double accuracy) {
  const std::size_t n = vertices / 3;
  Layer ugb = layer("growth_boundary_zones", {{{round(n, 12000)}, {}}, between(round(n, 14000), round(n, 12000)), between(round(n, 15000), round(n, 14000))});
  ugb.fields = {words("zone_kind", {"concentrated", "flexible", "special"}), words("name", {"a", "b", "c"})};
  Layer farmland = layer("permanent_farmland", {between(round(n, 30000), round(n, 14900))}), red = layer("ecological_redline", {{{round(n / 4, 9000, {middle.x + 20000, middle.y})}, {}}});
  Layer unit = layer("admin_units", {{{round(2000, 40000)}, {}}});
  unit.name = "units";
  unit.fields = {words("name", {"u"}), words("code", {"220200"})};
  Layer manifest;
  manifest.name = "layer_manifest";
  manifest.file = "drawn";
  const std::vector<std::string> roles{"ugb", "permanent_farmland", "ecological_redline", "units"}, names{ugb.name, farmland.name, red.name, unit.name};
  manifest.fields = {words("role", roles), words("layer", names), words("valid_from", std::vector<std::string>(4, "2024-01-01")), words("covers", std::vector<std::string>(4, "units")),
                     Field{"accuracy_m", FieldType::real, std::vector<Value>(4, Value(accuracy))}};
  for (std::size_t i = 0; i < roles.size(); ++i) manifest.shapes.add_none();
  std::vector<Layer> layers{std::move(ugb), std::move(farmland), std::move(red), std::move(unit), std::move(manifest)};
  return Plan(std::move(layers));
}

inline Layer projects(std::size_t n) {
  std::mt19937_64 random(1);
  std::uniform_real_distribution<double> unit(0, 1);
  std::vector<Polygon> shapes;
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < n; ++i) {
    const double turn = 2 * std::numbers::pi * unit(random), r = i % 2 ? 12000 + 3000 * unit(random) : 30000 * std::sqrt(unit(random));
    shapes.push_back({{round(12 + i % 40, 30 + 150 * unit(random), {middle.x + bent(r, turn) * std::cos(turn), middle.y + bent(r, turn) * std::sin(turn)}, turn)}, {}});
    ids.push_back("P" + std::to_string(i));
  }
  Layer made = layer("projects", std::move(shapes));
  made.fields = {words("id", ids), words("kind", std::vector<std::string>(n, "residential"))};
  return polygons(std::move(made));
}

}  // namespace libspatial::drawn
