#pragma once
// Work in numbered portions, done by several threads.

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace libspatial {

inline std::size_t threads_or_all(int threads) {
  return threads > 0 ? static_cast<std::size_t>(threads) : std::max(1u, std::thread::hardware_concurrency());
}

/// Calls work(i) for every i below `portions`, from this thread and helpers. What the lowest failing portion throws is thrown here.
template <class Work>
void side_by_side(std::size_t threads, std::size_t portions, Work work) {
  std::atomic<std::size_t> next{0};
  std::mutex mutex;
  std::exception_ptr failure;
  std::size_t failed = portions;
  const auto run = [&] {
    for (std::size_t i = next++; i < portions; i = next++) {
      try {
        work(i);
      } catch (...) {
        const std::lock_guard lock(mutex);
        if (i < failed) failed = i, failure = std::current_exception();
        next = portions;
      }
    }
  };
  std::vector<std::jthread> helpers;
  for (std::size_t i = 1; i < std::min(threads, portions); ++i) helpers.emplace_back(run);
  run();
  helpers.clear();  // joins
  if (failure) std::rethrow_exception(failure);
}

}  // namespace libspatial
