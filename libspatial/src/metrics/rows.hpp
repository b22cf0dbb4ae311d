#pragma once
// Work on the rows of a layer in blocks, side by side, with progress and a way to stop.

#include <chrono>
#include <thread>

#include "geometry/side_by_side.hpp"
#include "metrics/call.hpp"

namespace libspatial::metrics {

/// Calls work(row) for every row below `rows`; throws Cancelled when `progress` says so.
template <class Work>
void each_row(int threads, const Progress& progress, std::size_t rows, Work work, std::size_t block = 256) {
  const auto caller = std::this_thread::get_id();
  std::atomic<std::size_t> done{0};
  auto last = std::chrono::steady_clock::now();
  side_by_side(threads_or_all(threads), (rows + block - 1) / block, [&](std::size_t b) {
    const std::size_t end = std::min(rows, (b + 1) * block);
    for (std::size_t row = b * block; row < end; ++row) work(row);
    done += end - b * block;
    if (!progress || std::this_thread::get_id() != caller) return;
    const auto now = std::chrono::steady_clock::now();
    if (now - last < std::chrono::milliseconds(100)) return;
    last = now;
    if (!progress(done, rows)) throw Cancelled();
  });
  if (progress && !progress(rows, rows)) throw Cancelled();
}

template <class Work>
void each_row(const Call& call, std::size_t rows, Work work, std::size_t block = 256) {
  each_row(call.threads(), call.progress(), rows, std::move(work), block);
}

}  // namespace libspatial::metrics
