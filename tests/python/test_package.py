"""The Python package as others get it: the wheel works outside the source tree, types and stubs are true."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import libspatial

ROOT = Path(__file__).parents[2]
BINDINGS = ROOT / "bindings" / "python"

USE = """
import sys, libspatial, shapely
assert libspatial.__file__.startswith(sys.argv[1]), libspatial.__file__
assert [float(a) for a in libspatial.area([shapely.box(544000, 4857000, 544100, 4857100)], crs="EPSG:4551")] == [9999.52]
result = libspatial.check(sys.argv[3], sys.argv[2], as_of="2026-11-01")
assert len(result.report_html()) > 100_000 and len(result.pieces) > 0
print(result.to_json())
"""


def run(*words, **options):
    done = subprocess.run([sys.executable, *map(str, words)], capture_output=True, text=True, **options)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_wheel_works_outside_the_source_tree(tmp_path, plan, projects):
    quiet = ["--quiet", "--no-deps", "--no-index", "--no-build-isolation", "--disable-pip-version-check"]
    run("-m", "pip", "install", *quiet, "--target", tmp_path / "site", BINDINGS)
    assert not list(ROOT.glob("bindings/python/**/*.egg-info")) and not list(BINDINGS.glob("build"))
    out = run("-c", USE, tmp_path, plan, projects, cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(tmp_path / "site")})
    assert json.loads(out) == libspatial.check(projects, plan, as_of="2026-11-01").to_dict()


def test_types_hold():
    run("-m", "mypy", "--cache-dir", ROOT / "build" / "mypy", "libspatial", cwd=BINDINGS)


def test_stubs_are_those_of_the_module(tmp_path):
    (tmp_path / "allowed").write_text("libspatial\\._core\\.(Catalogue|Layer|OpenedFile|PreparedPlan|Profile|Reals|Integers)\n"  # their metaclass is pybind11's
                                      "libspatial\\._core\\.(Reals|Integers)\\.(__init__|__buffer__)\n")  # __buffer__ is seen from Python 3.12 on
    run("-m", "mypy.stubtest", "libspatial._core", "--mypy-config-file", BINDINGS / "pyproject.toml", "--allowlist", tmp_path / "allowed", cwd=tmp_path)


@pytest.mark.parametrize("module", ["pandas", "geopandas", "shapely", "pyogrio", "pyarrow"])
def test_importing_it_does_not_load(module):
    run("-c", f"import sys, libspatial; assert {module!r} not in sys.modules")


TOGETHER = """
import sys, tempfile
for name in sys.argv[1].split(","):
    __import__(name)
import duckdb, geopandas, libspatial, numpy, pyogrio, rasterio, rasterio.features, shapely
from rasterio.transform import from_origin
lots = geopandas.GeoDataFrame({"id": [1]}, geometry=[shapely.box(544000, 4857000, 544100, 4857100)], crs="EPSG:4551")
with tempfile.TemporaryDirectory() as folder:
    pyogrio.write_dataframe(lots, folder + "/lots.gpkg")
    back = pyogrio.read_dataframe(folder + "/lots.gpkg")
    with rasterio.open(folder + "/r.tif", "w", driver="GTiff", width=10, height=10, count=1, dtype="uint8", crs="EPSG:4551", transform=from_origin(544000, 4857100, 10, 10)) as raster:
        raster.write(rasterio.features.rasterize(back.geometry, out_shape=(10, 10), transform=from_origin(544000, 4857100, 10, 10)), 1)
    with rasterio.open(folder + "/r.tif") as raster:
        cells, crs = int(raster.read(1).sum()), raster.crs.to_epsg()
    moved = float(back.to_crs("EPSG:4490").to_crs("EPSG:4551").area.iloc[0])
    print(cells, crs, round(moved, 1), float(libspatial.area(back)[0]), float(libspatial.area(duckdb.sql("select 1 as n").df().assign(geometry=lots.geometry.to_wkb())["geometry"].tolist(), crs="EPSG:4551")[0]))
"""


@pytest.mark.parametrize("first", ["libspatial,rasterio,pyogrio,duckdb", "rasterio,duckdb,pyogrio,libspatial", "pyogrio,libspatial,rasterio,duckdb"])
def test_it_lives_in_one_process_with_other_copies_of_gdal_and_proj(first):
    """rasterio, pyogrio and pyproj bring their own GDAL and PROJ; whichever is loaded first, all of them go on giving their answers."""
    done = subprocess.run([sys.executable, "-W", "error::RuntimeWarning", "-c", TOGETHER, first], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["100", "4551", "10000.0", "9999.52", "9999.52"]
