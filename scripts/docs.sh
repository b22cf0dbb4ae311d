#!/bin/sh
# The documentation site in build/docs/html: docs.sh [--no-notebooks]. Sphinx goes into build/venv at the first run; after that nothing needs a network.
# The notebooks are executed; what they gave is kept in build/docs/notebooks until they, the engine or the sample change.
set -eu
root=${LIBSPATIAL_ROOT:-$(cd "$(dirname "$0")/.." && pwd)}
cd "$root"
scratch="$root/build/docs-home"
mkdir -p "$scratch"
export PIP_CACHE_DIR="$root/build/cache/pip" PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONDONTWRITEBYTECODE=1 \
  JUPYTER_DATA_DIR="$scratch/jupyter" JUPYTER_CONFIG_DIR="$scratch/jupyter" JUPYTER_RUNTIME_DIR="$scratch/jupyter/run" \
  IPYTHONDIR="$scratch/ipython" MPLCONFIGDIR="$scratch/matplotlib"
unset PROJ_LIB PROJ_DATA GDAL_DATA PYTHONPATH PYTHONHOME
run() {  # a step: its output only when it fails
  if ! "$@" >build/step.log 2>&1; then
    cat build/step.log >&2
    exit 1
  fi
}

if ! cmp -s docs/site/requirements.txt build/venv/docs.txt; then
  run build/venv/bin/python3 -m pip install --quiet --requirement docs/site/requirements.txt
  cp docs/site/requirements.txt build/venv/docs.txt
fi
echo "文档 / documentation: build/docs/html/index.html"
run build/venv/bin/python3 docs/site/build.py "$@"
