#!/bin/sh
# The Python module as a Debian package for the system's Python, which QGIS uses: build/deb/python3-libspatial_<version>_<architecture>.deb. It links the GEOS and PROJ of the
# system, the same ones QGIS has in its process. The same files give the same bytes.
set -eu
root=${LIBSPATIAL_ROOT:-$(cd "$(dirname "$0")/.." && pwd)}
cd "$root"
out=build/deb
stage=$out/stage
rm -rf "$stage"
mkdir -p "$stage/DEBIAN" "$stage/debian"
version=$(sed -n 's/^project(libspatial VERSION \([0-9.]*\).*/\1/p' CMakeLists.txt)
python=$(/usr/bin/python3 -c 'import sys; print("%d.%d" % sys.version_info[:2])')
next=${python%.*}.$((${python#*.} + 1))
module=$stage/usr/lib/python3/dist-packages

cmake --install build/release --component python --prefix "$module" --strip >build/step.log 2>&1 || { cat build/step.log >&2; exit 1; }
cp bindings/python/libspatial/*.py bindings/python/libspatial/*.pyi bindings/python/libspatial/py.typed "$module/libspatial/"
mkdir -p "$stage/usr/share/doc/python3-libspatial"
cp LICENSE "$stage/usr/share/doc/python3-libspatial/copyright"

# Which libraries it needs, and from which version on, is told by their own packages.
printf 'Source: libspatial\n\nPackage: python3-libspatial\nArchitecture: any\n' >"$stage/debian/control"
needs=$(cd "$stage" && dpkg-shlibdeps -O usr/lib/python3/dist-packages/libspatial/_core.*.so 2>/dev/null | sed -n 's/^shlibs:Depends=//p')
rm -r "$stage/debian"
[ -n "$needs" ] || { echo "dpkg-shlibdeps: no libraries found" >&2; exit 1; }
cat >"$stage/DEBIAN/control" <<EOF
Package: python3-libspatial
Version: $version
Architecture: $(dpkg --print-architecture)
Maintainer: libspatial maintainers <maintainers@libspatial.invalid>
Installed-Size: $(du -sk "$stage/usr" | cut -f1)
Depends: python3 (>= $python), python3 (<< $next), proj-data, $needs
Recommends: python3-numpy
Suggests: python3-geopandas, python3-xlsxwriter, qgis
Section: python
Priority: optional
Description: what a piece of land in Jilin City falls in, exactly (Python module)
 Exact overlay, official areas, the plan model, rules and land-use metrics of
 libspatial, for Python and as the engine of its QGIS plugin.
EOF
find "$stage" -type d -exec chmod 755 {} + && find "$stage" -type f -exec chmod 644 {} +
epoch=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 0)}
find "$stage" -exec touch -h -d "@$epoch" {} +
made=$out/python3-libspatial_${version}_$(dpkg --print-architecture).deb
SOURCE_DATE_EPOCH=$epoch dpkg-deb --root-owner-group -Zxz --build "$stage" "$made" >build/step.log
rm -r "$stage"
echo "$made"
