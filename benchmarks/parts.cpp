// The parts of the kernel, each by what it grows with, through the public headers. bench_parts --help lists the options of Google Benchmark.

#include <benchmark/benchmark.h>

#include <cmath>
#include <numbers>
#include <utility>

#include "libspatial/measure.hpp"
#include "libspatial/overlay.hpp"

using namespace libspatial;

namespace {

const Crs& metres() {
  static const Crs crs("EPSG:4551");
  return crs;
}

constexpr Point middle{500000, 4850000};

/// A round, bent border: `n` vertices at about `radius` from the middle, which is `right` metres east of `middle`.
Polygon round(std::size_t n, double radius, double right = 0) {
  Polygon polygon;
  for (std::size_t i = 0; i < n; ++i) {
    const double turn = 2 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(n), r = radius * (1 + 0.05 * std::sin(9 * turn) + 0.002 * std::sin(331 * turn));
    polygon.shell.points.push_back({middle.x + right + r * std::cos(turn), middle.y + r * std::sin(turn)});
  }
  polygon.shell.points.push_back(polygon.shell.points.front());
  return polygon;
}

/// A comb whose teeth reach `times` / 2 times across the line x = middle.x.
Polygon comb(std::size_t times) {
  Polygon polygon;
  auto& points = polygon.shell.points;
  const double teeth = static_cast<double>(times) / 2;
  points = {{middle.x - 100, middle.y + 10 * teeth + 5}, {middle.x - 100, middle.y - 5}};
  for (double y = 0; y < teeth; ++y) {
    const double at = middle.y + 10 * y;
    points.insert(points.end(), {{middle.x - 50, at}, {middle.x + 50, at + 2}, {middle.x + 50, at + 4}, {middle.x - 50, at + 6}});
  }
  points.push_back({middle.x - 50, middle.y + 10 * teeth + 5});
  points.push_back(points.front());
  return polygon;
}

Layer layer(std::vector<Polygon> shapes) {
  Layer made;
  made.name = "made";
  made.crs = metres();
  for (Polygon& p : shapes) made.shapes.add(MultiPolygon{{std::move(p)}});
  return made;
}

std::size_t n_of(const benchmark::State& state) { return static_cast<std::size_t>(state.range(0)); }

void index(benchmark::State& state) {
  const Layer zones = layer({round(n_of(state), 30000)});
  for (auto _ : state) benchmark::DoNotOptimize(ZoneIndex(zones));
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(index)->Name("index, by vertices of the zone")->Arg(1000)->Arg(20000)->Arg(200000)->Arg(1000000)->Unit(benchmark::kMillisecond);

void project(benchmark::State& state, AreaKind kind, double radius) {
  const ZoneIndex zones(layer({round(n_of(state), 30000)}));
  const Layer one = layer({round(60, radius, 30000)});  // across the border
  for (auto _ : state) benchmark::DoNotOptimize(overlay(one, zones, {.area = kind, .shapes = true, .threads = 1}));
}
BENCHMARK_CAPTURE(project, m, AreaKind::official, 300)->Name("one project of 28 ha, official, with pieces, by vertices of the boundary")->Arg(2000)->Arg(200000)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(project, km, AreaKind::official, 3000)->Name("one project of 28 km2, official, with pieces, by vertices of the boundary")->Arg(2000)->Arg(200000)->Unit(benchmark::kMillisecond);

void crossings(benchmark::State& state) {
  Polygon land;
  land.shell.points = {{middle.x, middle.y - 5000}, {middle.x + 5000, middle.y - 5000}, {middle.x + 5000, middle.y + 5000}, {middle.x, middle.y + 5000}, {middle.x, middle.y - 5000}};
  const ZoneIndex zones(layer({land}));
  const Layer one = layer(std::vector<Polygon>(1000, comb(n_of(state))));
  for (auto _ : state) benchmark::DoNotOptimize(overlay(one, zones, {.area = AreaKind::planar, .threads = 1}));
  state.SetItemsProcessed(state.iterations() * 1000);
}
BENCHMARK(crossings)->Name("overlay of 1000 parcels, planar, by crossings of each")->Arg(2)->Arg(8)->Arg(32)->Arg(128)->Unit(benchmark::kMillisecond);

void flaw(benchmark::State& state) {
  const Layer one = layer({round(n_of(state), 300)});
  for (auto _ : state) benchmark::DoNotOptimize(find_flaw(one.shapes, 0));
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(flaw)->Name("find_flaw, by vertices")->Arg(40)->Arg(400)->Arg(4000)->Arg(200000)->Unit(benchmark::kMicrosecond);

void valid(benchmark::State& state) {
  const Layer parcels = layer(std::vector<Polygon>(1000, round(n_of(state), 100)));
  for (auto _ : state) {
    state.PauseTiming();
    Layer copy = parcels;
    state.ResumeTiming();
    benchmark::DoNotOptimize(polygons(std::move(copy)));
  }
  state.SetItemsProcessed(state.iterations() * 1000 * state.range(0));
}
BENCHMARK(valid)->Name("polygons() of 1000 parcels, by vertices of each")->Arg(40)->Arg(400)->Unit(benchmark::kMillisecond);

void decode(benchmark::State& state) {
  const auto wkb = to_wkb(layer({round(n_of(state), 100)}).shapes, 0);
  for (auto _ : state) {
    Shapes shapes;
    benchmark::DoNotOptimize(from_wkb(wkb, shapes));
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(decode)->Name("from_wkb, by vertices")->Arg(40)->Arg(400)->Arg(200000)->Unit(benchmark::kMicrosecond);

void measure(benchmark::State& state, AreaKind kind) {
  const Layer one = layer({round(n_of(state), 100)});
  for (auto _ : state) benchmark::DoNotOptimize(area(one.shapes, 0, metres(), kind));
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK_CAPTURE(measure, planar, AreaKind::planar)->Name("planar area, by vertices")->Arg(40)->Arg(400)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(measure, official, AreaKind::official)->Name("official area, by vertices")->Arg(40)->Arg(400)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(measure, geodesic, AreaKind::geodesic)->Name("geodesic area, by vertices")->Arg(40)->Arg(400)->Unit(benchmark::kMicrosecond);

}  // namespace
