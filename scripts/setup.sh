#!/bin/sh
# Installs the Debian packages of scripts/packages.txt that are missing. "setup.sh test" adds those of the tests, "test bench" those of the benchmark too,
# "setup.sh fuzz" those of the fuzzers.
# Silent when nothing is missing. Without root it prints the command and stops.
set -eu
here=$(dirname "$0")
sets="demo $*"

missing=
for set in $sets; do
  for package in $(sed -n "s/^$set //p" "$here/packages.txt"); do
    status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$status" = installed ] || missing="$missing $package"
  done
done
[ -z "$missing" ] && exit 0

install="apt-get install -y --no-install-recommends$missing"
if [ "$(id -u)" -ne 0 ]; then
  printf '%s\n' "缺少软件包。请先运行（需要管理员权限）：" "Packages are missing. Run first (needs root):" \
    "  sudo apt-get update && sudo $install" >&2
  exit 1
fi
echo "安装 / installing:$missing"
log="${LIBSPATIAL_ROOT:-$here/..}/build/setup.log"
mkdir -p "$(dirname "$log")"
if ! { apt-get -o DPkg::Lock::Timeout=600 update &&
       DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 install -y --no-install-recommends $missing; } \
     >"$log" 2>&1; then
  tail -20 "$log" >&2
  echo "安装失败，完整记录见 / installation failed, full log: $log" >&2
  exit 1
fi
