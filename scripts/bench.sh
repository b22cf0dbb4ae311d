#!/bin/sh
# Us and the peers side by side: bench.sh 10k|100k|1m [--only PEER] [--seconds N]. A peer that cannot be installed is a row that says so.
set -eu
root=${LIBSPATIAL_ROOT:-$(cd "$(dirname "$0")/.." && pwd)}
cd "$root"
export PIP_CACHE_DIR="$root/build/cache/pip" PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONDONTWRITEBYTECODE=1
unset PROJ_LIB PROJ_DATA GDAL_DATA PYTHONPATH PYTHONHOME

scripts/setup.sh test bench || echo "goes on without" >&2
if ! cmp -s benchmarks/requirements.txt build/venv/bench.txt; then
  if build/venv/bin/python3 -m pip install --quiet --requirement benchmarks/requirements.txt >build/step.log 2>&1; then
    cp benchmarks/requirements.txt build/venv/bench.txt
  else
    tail -3 build/step.log >&2
    echo "goes on without" >&2
  fi
fi
run() {  # a step: its output only when it fails
  if ! "$@" >build/step.log 2>&1; then
    cat build/step.log >&2
    exit 1
  fi
}
run cmake --preset release -DLIBSPATIAL_BENCH=ON
run cmake --build --preset release
exec build/venv/bin/python3 benchmarks/run.py "$@"
