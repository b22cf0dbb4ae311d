#!/bin/sh
# Us and the peers side by side; the size is the first word: 10k, 100k or 1m.
set -eu
root=${LIBSPATIAL_ROOT:-$(cd "$(dirname "$0")/.." && pwd)}
cd "$root"
cmake --preset release -DLIBSPATIAL_BENCH=ON >build/step.log
cmake --build --preset release >build/step.log
build/venv/bin/python3 benchmarks/run.py "${1:-10k}"
