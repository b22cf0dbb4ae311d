// Our kernel in memory: reads both files with libspatial::io, then times the index and the overlay apart. One JSON object a line.
//   bench_us PARCELS ZONES [repeats]

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <limits>

#include "libspatial/io.hpp"
#include "libspatial/overlay.hpp"

using namespace libspatial;

namespace {

double seconds(auto&& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void run(const char* what, const Layer& parcels, const ZoneIndex& index, const OverlayOptions& options, int repeats) {
  double best = std::numeric_limits<double>::infinity(), inside = 0;
  std::size_t pairs = 0, fallbacks = 0;
  for (int i = 0; i < repeats; ++i) {
    Overlay result;
    best = std::min(best, seconds([&] { result = overlay(parcels, index, options); }));
    inside = 0, pairs = 0, fallbacks = result.fallbacks;
    for (const Piece& p : result.pieces) {
      if (p.zone == outside) continue;
      inside += p.area.square_metres();
      ++pairs;
    }
  }
  std::printf("{\"engine\": \"libspatial\", \"what\": \"%s\", \"threads\": %d, \"seconds\": %.6f, \"inside_m2\": %.3f, \"pairs\": %zu, \"fallbacks\": %zu}\n", what, options.threads, best,
              inside, pairs, fallbacks);
  std::fflush(stdout);
}

}  // namespace

int main(int count, char** words) {
  if (count < 3) return 4;
  const int repeats = count > 3 ? std::atoi(words[3]) : 3;
  Layer parcels, zones;
  const double reading = seconds([&] { parcels = read_layer(words[1]), zones = read_layer(words[2]); });
  const double checking = seconds([&] { parcels = polygons(std::move(parcels)), zones = polygons(std::move(zones)); });
  double indexing = std::numeric_limits<double>::infinity();
  for (int i = 0; i < repeats; ++i) indexing = std::min(indexing, seconds([&] { const ZoneIndex again(zones); }));
  const ZoneIndex index(zones);
  std::printf("{\"engine\": \"libspatial\", \"what\": \"read\", \"seconds\": %.6f}\n{\"engine\": \"libspatial\", \"what\": \"validity\", \"seconds\": %.6f}\n"
              "{\"engine\": \"libspatial\", \"what\": \"index\", \"seconds\": %.6f}\n", reading, checking, indexing);
  for (const int threads : {1, 2}) {
    run("planar", parcels, index, {.area = AreaKind::planar, .threads = threads}, repeats);
    run("planar pieces", parcels, index, {.area = AreaKind::planar, .shapes = true, .threads = threads}, repeats);
    run("official", parcels, index, {.area = AreaKind::official, .threads = threads}, repeats);
  }
}
