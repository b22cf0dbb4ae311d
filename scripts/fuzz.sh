#!/bin/sh
# The long runs: every test that draws its cases draws the first word's times as many, pairs for GEOS five times that again; then each fuzzer runs for the second word's
# seconds, or with RUNS=10000000 in the environment that many inputs. What a fuzzer learns is kept in build/fuzz/corpus; what it finds lies in build/fuzz/found, to be copied to
# tests/fuzz/corpus/<target>/found-<name>, where the ordinary suite tries it ever after.
set -eu
root=${LIBSPATIAL_ROOT:-$(cd "$(dirname "$0")/.." && pwd)}
cd "$root"
rounds=${1:-20}
limit=-max_total_time=${2:-300}
[ -z "${RUNS:-}" ] || limit=-runs=$RUNS

failed=
LIBSPATIAL_FUZZ=$((rounds * 5)) build/release/tests/test_differential --gtest_brief=1 --gtest_filter='Differential.*' || failed=" differential"
for suite in differential laws fuzz; do
  LIBSPATIAL_FUZZ=$rounds build/release/tests/test_$suite --gtest_brief=1 --gtest_filter='Validity.*:Exact.*:Metamorphic.*:Rest.*:Official.*:Fuzz.*' || failed="$failed $suite"
done

scripts/setup.sh fuzz
cmake --preset fuzz >build/step.log 2>&1 && cmake --build --preset fuzz >build/step.log 2>&1 || { cat build/step.log >&2; exit 1; }
mkdir -p build/fuzz/found
for target in wkb overlay text drawing; do
  mkdir -p "build/fuzz/corpus/$target"
  # an input that takes longer than 20 s or more than 2 GB is a finding as well; GEOS leaks when it throws, so a leak of ours shows by reaching the 2 GB
  build/fuzz/tests/fuzz_$target "$limit" -timeout=20 -rss_limit_mb=2048 -max_len=4096 -print_final_stats=1 -detect_leaks=0 \
    -artifact_prefix="build/fuzz/found/$target-" "build/fuzz/corpus/$target" "tests/fuzz/corpus/$target" >"build/fuzz/$target.log" 2>&1 || failed="$failed fuzz_$target"
  grep -E 'stat::number_of_executed_units|ERROR|what\(\)|Test unit written' "build/fuzz/$target.log" | sed "s/^/$target: /"
done
if [ -n "$failed" ]; then
  echo "失败 / failed:$failed" >&2
  exit 1
fi
