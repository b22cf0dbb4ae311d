#pragma once
// What the programs of the benchmark share: a clock, and the line they print.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <limits>

inline double seconds(auto&& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// The shortest of several runs.
inline double best(int repeats, auto&& work) {
  double shortest = std::numeric_limits<double>::infinity();
  for (int i = 0; i < std::max(1, repeats); ++i) shortest = std::min(shortest, seconds(work));
  return shortest;
}

inline constexpr double sliver = 1e-4;  ///< m²: what is smaller is no pair but the rounding of coordinates

/// One row of the table, as JSON. `land_m2`: of all parcels, for those who look at them only.
inline void say(const char* engine, const char* what, double s, double inside_m2 = 0, std::size_t pairs = 0, double land_m2 = 0) {
  std::printf("{\"engine\": \"%s\", \"what\": \"%s\", \"seconds\": %.6f, \"inside_m2\": %.6f, \"pairs\": %zu, \"land_m2\": %.6f}\n", engine, what, s, inside_m2, pairs, land_m2);
  std::fflush(stdout);
}
