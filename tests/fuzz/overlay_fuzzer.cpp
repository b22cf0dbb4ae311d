#include <algorithm>

#include "fuzz/target.hpp"

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  libspatial::testing::fuzz_overlay(std::as_bytes(std::span(data, size)));
  return 0;
}

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most, unsigned seed) {
  if (seed % 4 == 0) return LLVMFuzzerMutate(data, size, most);
  const auto bytes = libspatial::testing::mutated_pair(std::as_bytes(std::span(data, size)), seed);
  if (bytes.size() > most) return LLVMFuzzerMutate(data, size, most);
  std::transform(bytes.begin(), bytes.end(), data, [](std::byte b) { return std::to_integer<std::uint8_t>(b); });
  return bytes.size();
}
