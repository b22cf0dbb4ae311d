#!/bin/sh
# Every test: C++ (CTest), the house and Python (pytest in the virtual environment), QGIS (pytest of the system's Python).
# Everything a test writes stays under build/. Each part runs even when one before it failed; the end says which did.
set -u
root=${LIBSPATIAL_ROOT:-$(cd "$(dirname "$0")/.." && pwd)}
. "$(dirname "$0")/ccache.sh"
cd "$root" || exit 1
scratch="$root/build/test-home"
mkdir -p "$scratch/tmp" "$scratch/run"
chmod 700 "$scratch/run"
export HOME="$scratch" TMPDIR="$scratch/tmp" TEST_TMPDIR="$scratch/tmp" XDG_RUNTIME_DIR="$scratch/run" \
  XDG_CONFIG_HOME="$scratch/config" XDG_CACHE_HOME="$scratch/cache" XDG_DATA_HOME="$scratch/data" \
  PIP_CACHE_DIR="$root/build/cache/pip" PIP_DISABLE_PIP_VERSION_CHECK=1 \
  JUPYTER_DATA_DIR="$scratch/jupyter" JUPYTER_CONFIG_DIR="$scratch/jupyter" JUPYTER_RUNTIME_DIR="$scratch/jupyter/run" \
  IPYTHONDIR="$scratch/ipython" MPLCONFIGDIR="$scratch/matplotlib" \
  PYTHONDONTWRITEBYTECODE=1 QT_QPA_PLATFORM=offscreen
unset PROJ_LIB PROJ_DATA GDAL_DATA PYTHONPATH PYTHONHOME

failed=
part() {
  name=$1
  shift
  echo "== $name"
  "$@" || failed="$failed $name"
}
part C++ ctest --preset release
part Python build/venv/bin/python3 -m pytest -q -p no:cacheprovider tests/house tests/python tests/golden
[ -d tests/qgis ] && part QGIS /usr/bin/python3 -m pytest -q -p no:cacheprovider tests/qgis
if [ -n "$failed" ]; then
  echo "失败 / failed:$failed" >&2
  exit 1
fi
echo "全部测试通过 / all tests passed"
