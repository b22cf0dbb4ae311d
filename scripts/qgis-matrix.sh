#!/bin/sh
# The tests of QGIS on newer versions than Debian 12 has: trixie is QGIS 3.40, forky 3.44. `qgis-matrix.sh [SUITE…]`
# Each suite is a Debian root of its own, 4 GB in build/qgis-roots (or $QGIS_ROOTS) and kept for the next run; the engine is built in it, against its own libraries.
# Needs root, debootstrap and unshare. Mounts live in a mount namespace and end with each command: a root can be deleted at any time.
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
roots=${QGIS_ROOTS:-$here/build/qgis-roots}
# beside what the host installs, from Debian what there comes from PyPI
packages="pybind11-dev python3-pybind11 python3-geopandas $(sed -n -e 's/^demo //p' -e 's/^test //p' "$here/scripts/packages.txt" | tr '\n' ' ')"
mirror=$(apt-get indextargets --no-release-info --format '$(REPO_URI)' 'Created-By: Packages' | grep -v security | head -n 1)

inside() {  # ROOT COMMAND…: in the root, with the checkout as /w and a build folder of its own
  unshare --mount --propagation private sh -eu -c '
    root=$1 checkout=$2
    shift 2
    mkdir -p "$root/w" "$root/w-build"
    mount --bind /proc "$root/proc"
    mount --rbind /dev "$root/dev"
    mount --bind "$checkout" "$root/w"
    mkdir -p "$root/w/build"
    mount --bind "$root/w-build" "$root/w/build"
    exec chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive QT_QPA_PLATFORM=offscreen sh -eu -c "$@"
  ' sh "$1" "$here" "$2"
}

make_root() {  # SUITE ROOT
  script=/usr/share/debootstrap/scripts/$1
  [ -e "$script" ] || script=/usr/share/debootstrap/scripts/sid  # of suites younger than this debootstrap
  debootstrap --variant=minbase --include=ca-certificates "$1" "$2" "$mirror" "$script"
  cp /etc/resolv.conf /etc/hosts "$2/etc/"
  printf '#!/bin/sh\nexit 101\n' >"$2/usr/sbin/policy-rc.d"  # no service starts
  chmod +x "$2/usr/sbin/policy-rc.d"
}

failed=
for suite in ${*:-trixie forky}; do
  root=$roots/$suite
  mkdir -p "$roots"
  [ -e "$root/usr/sbin/policy-rc.d" ] || { echo "== $suite: $root"; make_root "$suite" "$root" >"$roots/$suite.log" 2>&1 || { tail -20 "$roots/$suite.log" >&2; exit 1; }; }
  # lists of packages of testing may be past their date
  inside "$root" "dpkg-query -W $packages >/dev/null 2>&1 || { apt-get -o Acquire::Check-Valid-Until=false update && apt-get install -y --no-install-recommends $packages; }" >"$roots/$suite.log" 2>&1 ||
    { tail -20 "$roots/$suite.log" >&2; exit 1; }
  inside "$root" 'echo "== $(. /etc/os-release; echo $VERSION_CODENAME): QGIS $(dpkg-query -W -f "\${Version}" qgis), Python $(python3 -V | cut -d" " -f2)"'
  inside "$root" 'cd /w
    cmake -S . -B build/release -G Ninja -DCMAKE_BUILD_TYPE=Release -DPython_EXECUTABLE=/usr/bin/python3 -DLIBSPATIAL_BIN_DIR=/w/build/bin -DLIBSPATIAL_TESTS=OFF >build/step.log 2>&1 &&
      cmake --build build/release --target libspatial_cli libspatial_python -- -k 0 >build/step.log 2>&1 || { grep -E "error|FAILED" build/step.log | head -40 >&2; exit 1; }' || { failed="$failed $suite"; continue; }
  inside "$root" 'rm -rf /w/build/venv; mkdir -p /w/build/venv/bin; ln -s /usr/bin/python3 /w/build/venv/bin/python3'  # of its own packages
  inside "$root" 'cd /w && /usr/bin/python3 -m pytest -q -p no:cacheprovider tests/qgis' || failed="$failed $suite"
done
if [ -n "$failed" ]; then
  echo "失败 / failed:$failed" >&2
  exit 1
fi
