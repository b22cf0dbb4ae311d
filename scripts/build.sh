#!/bin/sh
# Builds build/bin/libspatial and build/venv (on /usr/bin/python3, with the module). Quiet when nothing has changed.
# "build.sh all" builds the tests too.
set -eu
root=${LIBSPATIAL_ROOT:-$(cd "$(dirname "$0")/.." && pwd)}
. "$(dirname "$0")/ccache.sh"
cd "$root"
mkdir -p build
export PIP_CACHE_DIR="$root/build/cache/pip" PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONDONTWRITEBYTECODE=1
run() {  # a step: its output only when it fails
  if ! "$@" >build/step.log 2>&1; then
    cat build/step.log >&2
    exit 1
  fi
}

venv=build/venv
requirements=bindings/python/requirements-dev.txt
if ! cmp -s "$requirements" "$venv/installed.txt"; then
  echo "Python 环境 / Python environment: $venv"
  [ -x "$venv/bin/python3" ] || run /usr/bin/python3 -m venv "$venv"
  run "$venv/bin/python3" -m pip install --quiet --requirement "$requirements"
  "$venv/bin/python3" -c 'import sysconfig; print(sysconfig.get_path("purelib"))' >build/step.log
  printf '%s\n' "$root/build/release/python" >"$(cat build/step.log)/libspatial-build.pth"
  cp "$requirements" "$venv/installed.txt"
fi

[ -f build/release/build.ninja ] || { echo "配置 / configuring"; run cmake --preset release; }
targets="libspatial_cli libspatial_python"
[ "${1:-}" = all ] && targets=all
if [ -t 1 ]; then
  cmake --build --preset release --target $targets
else
  run cmake --build --preset release --target $targets
fi
