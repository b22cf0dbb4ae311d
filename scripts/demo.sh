#!/bin/sh
# The main job on the sample: check every project against the plan and write the report.
# Exit codes 0 to 3 of the program are verdicts, not failures.
set -eu
root=${LIBSPATIAL_ROOT:-$(cd "$(dirname "$0")/.." && pwd)}
cd "$root"
if ! [ -f sample_data/jilin.gpkg ] || ! [ -f sample_data/projects.gpkg ]; then
  echo "生成示例数据 / making the sample data"
  build/venv/bin/python3 sample_data/generate.py
fi
code=0
build/bin/libspatial check --plan sample_data/jilin.gpkg --projects sample_data/projects.gpkg --out build/demo || code=$?
[ "$code" -le 3 ] || exit "$code"
