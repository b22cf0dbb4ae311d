"""Threats to whoever reads a file, each as a test: names that are statements, memory that is not there, a network nobody asked for. What else there is stands in test_safe_opening.py,
test_archives.py, test_environment.py, test_worker.py and tests/battery."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest
import shapely

import libspatial

ROOT = Path(__file__).parents[2]
PROGRAM = ROOT / "build/bin/libspatial"
CRS = "EPSG:4551"
LOTS = [shapely.box(544000 + 200 * i, 4857000, 544100 + 200 * i, 4857100) for i in range(3)]
NAMES = ['x"; DROP TABLE gpkg_contents; --', "a'b", "\u202egpj.exe", "a`b", 'a""b', "select", "一 二", "a%sb", "a;b"]


@pytest.mark.parametrize("name", NAMES)
def test_names_that_are_statements(name, tmp_path):
    """A layer and a field may be called anything: names are quoted, never pasted."""
    path = tmp_path / "lots.gpkg"
    frame = gpd.GeoDataFrame({name + "2": ["甲", "乙", "丙"]}, geometry=LOTS, crs=CRS)
    pyogrio.write_dataframe(frame, path, layer=name)
    before = path.read_bytes()
    for words in (("area", f"{path}|layername={name}", "--id", name + "2"), ("overlay", path, path, "--subject-id", name + "2", "--zone-id", name + "2", "--out", tmp_path / "o.csv")):
        done = subprocess.run([PROGRAM, *words, "--lang", "en"], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
    assert (tmp_path / "o.csv").read_text(encoding="utf-8").count("\n") == 4
    read = libspatial.read(f"{path}|layername={name}")
    assert read[name + "2"].tolist() == ["甲", "乙", "丙"] and path.read_bytes() == before
    done = subprocess.run([PROGRAM, "convert", path, tmp_path / "again.gpkg", "--lang", "en"], capture_output=True, text=True)
    assert done.returncode == 0 and libspatial.read(tmp_path / "again.gpkg")[name + "2"].tolist() == ["甲", "乙", "丙"], done.stderr


def test_a_disguise_in_an_archive(tmp_path):
    vrt = '<OGRVRTDataSource><OGRVRTLayer name="p"><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>'
    for name in ("a.geojson", "a.gpkg", "a.kml", "a.fgb"):
        with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
            archive.writestr(name, vrt)
        done = subprocess.run([PROGRAM, "area", tmp_path / "a.zip", "--lang", "en"], capture_output=True, text=True)
        assert done.returncode == 4 and "[unsupported_format]" in done.stderr and "VRT" in done.stderr, done.stderr
        with pytest.raises(libspatial.errors.UnsupportedFormatError, match="VRT"):
            libspatial.read(tmp_path / "a.zip")


@pytest.mark.skipif(os.environ.get("LIBSPATIAL_NO_PTRACE") == "1", reason="no right to trace")
def test_python_opens_no_socket_and_leaves_the_folder_as_it_was(tmp_path):
    folder = tmp_path / "given"
    folder.mkdir()
    frame = gpd.GeoDataFrame({"name": ["a"]}, geometry=LOTS[:1], crs=CRS)
    pyogrio.write_dataframe(frame, folder / "p.gpkg")
    pyogrio.write_dataframe(frame, folder / "p.shp")
    (folder / "link.geojson").write_text('{"type":"FeatureCollection","crs":{"type":"link","properties":{"href":"http://127.0.0.1:9/x"}},"features":[]}')
    (folder / "vrt.geojson").write_text('<OGRVRTDataSource><OGRVRTLayer name="p"><SrcDataSource>/vsicurl/http://127.0.0.1:9/x</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>')
    (folder / "net.kml").write_text('<kml><NetworkLink><Link><href>http://127.0.0.1:9/x.kml</href></Link></NetworkLink></kml>')
    before = {p.name: (p.read_bytes(), p.stat().st_mtime_ns) for p in folder.iterdir()}
    code = "import glob, sys, libspatial\nread = 0\nfor path in sorted(glob.glob(sys.argv[1] + '/*.[gskj]*')) + ['/vsicurl/http://127.0.0.1:9/x.gpkg', 'http://127.0.0.1:9/x.gpkg', 'PG:dbname=x', '/vsizip/x.zip/p.gpkg']:\n    try:\n        read += len(libspatial.read(path))\n    except libspatial.LibspatialError:\n        pass\nprint(read)"
    log = tmp_path / "trace"
    done = subprocess.run(["strace", "-f", "-qq", "-e", "trace=socket,connect,execve", "-o", log, sys.executable, "-c", code, folder], capture_output=True, text=True, timeout=300)
    assert done.stdout.strip() == "2", done.stderr
    assert "AF_INET" not in log.read_text()
    assert {p.name: (p.read_bytes(), p.stat().st_mtime_ns) for p in folder.iterdir()} == before


SHIM = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>
static void *(*m)(size_t), *(*c)(size_t, size_t), *(*r)(void *, size_t);
static long at = -1, n, here;
static char early[65536];
static size_t used;
static int fails(void) {
  if (at < 0 || getpid() == here) return 0;  /* the child alone, and what it does in its own life */
  return __sync_add_and_fetch(&n, 1) == at;
}
static void boot(void) {
  static int booting;
  if (m || booting) return;
  booting = 1;
  m = dlsym(RTLD_NEXT, "malloc"); c = dlsym(RTLD_NEXT, "calloc"); r = dlsym(RTLD_NEXT, "realloc");
  const char *w = getenv("OOM_AT");
  if (w) at = atol(w);
  here = getpid();
}
void *malloc(size_t k) { boot(); if (!m) { void *p = early + used; used += (k + 15) & ~15ul; return p; } if (fails()) { errno = ENOMEM; return 0; } return m(k); }
void *calloc(size_t a, size_t b) { boot(); if (!c) { void *p = early + used; used += (a * b + 15) & ~15ul; return p; } if (fails()) { errno = ENOMEM; return 0; } return c(a, b); }
void *realloc(void *p, size_t k) { boot(); if (fails()) { errno = ENOMEM; return 0; } return r(p, k); }
static void end(void) { if (getenv("OOM_COUNT") && getpid() != here) { char t[32]; long v = n; int i = 31; t[i] = '\n'; do t[--i] = '0' + v % 10; while (v /= 10); if (write(9, t + i, 32 - i)) {} } }
void _Exit(int code) { end(); for (;;) syscall(SYS_exit_group, code); }  /* how the child ends */
"""


@pytest.fixture(scope="module")
def shim(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shim")
    (folder / "oom.c").write_text(SHIM)
    subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-w", "-o", folder / "oom.so", folder / "oom.c", "-ldl"], check=True)
    return folder / "oom.so"


@pytest.mark.parametrize("kind", ["gpkg", "shp", "geojson", "txt"])
def test_memory_that_runs_out_once_never_changes_an_answer(kind, tmp_path, shim):
    """One allocation of the child fails, here and there over its life: the same answer, or an error and none."""
    points = 12 if os.environ.get("LIBSPATIAL_LONG") != "1" else 2000
    path = tmp_path / f"lots.{kind}"
    frame = gpd.GeoDataFrame({"id": list("abc")}, geometry=LOTS, crs=CRS)
    if kind == "txt":
        libspatial.write(frame.to_crs("EPSG:4530"), path)
    else:
        pyogrio.write_dataframe(frame.to_crs(4490) if kind == "geojson" else frame, path)

    def run(**variables):
        return subprocess.run(["sh", "-c", 'exec "$0" area "$1" --lang en 9>"$2"', PROGRAM, path, tmp_path / "count"], capture_output=True, text=True, timeout=60, env=os.environ | {"LD_PRELOAD": str(shim)} | variables)

    right = run(OOM_AT="0", OOM_COUNT="1")
    total = int((tmp_path / "count").read_text().split()[-1])
    assert right.returncode == 0 and total > 1000, (right, total)
    for i in range(points):
        done = run(OOM_AT=str(1 + total * (2 * i + 1) // (2 * points)))
        said = done.stdout == right.stdout and done.returncode == 0
        refused = done.returncode in (4, 5) and done.stdout == "" and done.stderr != ""
        assert said or refused, (i, done)
