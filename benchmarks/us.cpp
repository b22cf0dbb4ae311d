// Our kernel in memory: reads both files with libspatial::io, then times the index and the overlay apart. One JSON object a line.
//   bench_us PARCELS ZONES REPEATS [table]      table: only the index and the planar table in one thread

#include <cstdio>
#include <cstdlib>

#include "libspatial/io.hpp"
#include "libspatial/overlay.hpp"
#include "timing.hpp"

using namespace libspatial;

namespace {

void run(const char* what, const Layer& parcels, const ZoneIndex& index, const OverlayOptions& options, int repeats) {
  Overlay result;
  double shortest = std::numeric_limits<double>::infinity();
  for (int i = 0; i < repeats; ++i) {
    result = {};  // freeing it is no part of the time
    shortest = std::min(shortest, seconds([&] { result = overlay(parcels, index, options); }));
  }
  double inside = 0;
  std::size_t pairs = 0, flawed = 0;
  for (std::size_t i = 0; i < result.pieces.size(); ++i) {
    if (options.shapes && options.threads == 1) flawed += find_flaw(result.shapes, i).has_value();
    if (result.pieces[i].zone == outside) continue;
    const double a = result.pieces[i].area.square_metres();
    inside += a, pairs += a > sliver;
  }
  std::printf("{\"engine\": \"libspatial\", \"what\": \"%s\", \"threads\": %d, \"seconds\": %.6f, \"inside_m2\": %.6f, \"pairs\": %zu, \"fallbacks\": %zu, \"flawed\": %zu}\n", what,
              options.threads, shortest, inside, pairs, result.fallbacks, flawed);
  std::fflush(stdout);
}

}  // namespace

int main(int count, char** words) {
  if (count < 4) return 4;
  const int repeats = std::atoi(words[3]);
  Layer parcels, zones;
  say("libspatial", "read", seconds([&] { parcels = read_layer(words[1]), zones = read_layer(words[2]); }));
  say("libspatial", "validity", seconds([&] { parcels = polygons(std::move(parcels)), zones = polygons(std::move(zones)); }));
  say("libspatial", "index", best(repeats, [&] { const ZoneIndex again(zones); }));
  const ZoneIndex index(zones);
  if (count > 4) {
    run("planar", parcels, index, {.area = AreaKind::planar, .threads = 1}, repeats);
    return 0;
  }
  for (const int threads : {1, 2}) {
    run("planar", parcels, index, {.area = AreaKind::planar, .threads = threads}, repeats);
    run("planar pieces", parcels, index, {.area = AreaKind::planar, .shapes = true, .threads = threads}, repeats);
    run("official", parcels, index, {.area = AreaKind::official, .threads = threads}, repeats);
  }
}
