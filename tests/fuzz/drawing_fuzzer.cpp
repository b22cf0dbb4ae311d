#include "fuzz/target.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  libspatial::testing::fuzz_drawing_one_way(std::as_bytes(std::span(data, size)));
  return 0;
}
