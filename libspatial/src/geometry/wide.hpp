#pragma once
// Four doubles at once. A function marked LIBSPATIAL_WIDE is compiled for processors that hold four in a register too, and called there
// when has_wide() says so; what it inlines is LIBSPATIAL_INLINE. The bits are the same: no multiplication is fused with an addition.

#include <cstddef>
#include <cstring>

namespace libspatial {

#if defined(__x86_64__)
#define LIBSPATIAL_WIDE [[gnu::target("avx2")]]
inline bool has_wide() {
  static const bool has = __builtin_cpu_supports("avx2");
  return has;
}
#else
#define LIBSPATIAL_WIDE
inline bool has_wide() { return false; }
#endif
#define LIBSPATIAL_INLINE [[gnu::always_inline]] inline

using Four = double __attribute__((vector_size(32)));

LIBSPATIAL_INLINE Four load_four(const double* from) {
  Four four;
  std::memcpy(&four, from, sizeof four);
  return four;
}

}  // namespace libspatial
