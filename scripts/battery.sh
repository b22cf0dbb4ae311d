#!/bin/sh
# Bad inputs by the thousand through the program; a check whose every third call fails, or ends it, and allocations (EVERY=3); then the C++ tests under sanitizers: addresses and undefined behaviour, then threads. Each is a build of its own in build/.
set -eu
root=${LIBSPATIAL_ROOT:-$(cd "$(dirname "$0")/.." && pwd)}
cd "$root"
mkdir -p build
failed=
echo "== bad inputs"
build/venv/bin/python3 tests/battery/bad_inputs.py --count "${COUNT:-3000}" --seed "${SEED:-1}" || failed=" bad-inputs"
echo "== a machine that fails"
build/venv/bin/python3 tests/battery/faults.py --every "${EVERY:-3}" || failed="$failed faults"
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
