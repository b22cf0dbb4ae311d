#!/bin/sh
# The C++ tests under sanitizers: addresses and undefined behaviour, then threads. Each is a build of its own in build/.
set -eu
root=${LIBSPATIAL_ROOT:-$(cd "$(dirname "$0")/.." && pwd)}
cd "$root"
mkdir -p build
failed=
for preset in sanitize tsan; do
  echo "== $preset"
  cmake --preset $preset >build/step.log 2>&1 && cmake --build --preset $preset >build/step.log 2>&1 || { cat build/step.log >&2; exit 1; }
  # libraries that are not built by us (PROJ, GDAL) keep what they have until the end, which is no leak
  ASAN_OPTIONS=detect_leaks=0:strict_string_checks=1:detect_stack_use_after_return=1 UBSAN_OPTIONS=print_stacktrace=1 \
    TSAN_OPTIONS=halt_on_error=1:second_deadlock_stack=1 ctest --preset $preset || failed="$failed $preset"
done
if [ -n "$failed" ]; then
  echo "失败 / failed:$failed" >&2
  exit 1
fi
