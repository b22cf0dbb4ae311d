"""What other software has left in the environment, or set in this process, changes no answer; and reading changes nothing for others."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest
import shapely

import libspatial

ROOT = Path(__file__).parents[2]
CRS = "EPSG:4551"
KINDS = ["gpkg", "shp", "geojson", "fgb", "gdb", "kml", "zip"]

READ = """
import json, os, sys, warnings
warnings.simplefilter("ignore")
import geopandas, libspatial
found = {}
for path in sys.argv[1:]:
    try:
        frame = libspatial.read(path)
        found[os.path.basename(path)] = [len(frame), list(frame.columns), frame["name"].tolist() if "name" in frame else None, str(frame.crs), libspatial.area(frame).tolist()]
    except Exception as e:
        found[os.path.basename(path)] = repr(e)[:300]
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def given(tmp_path_factory):
    folder = tmp_path_factory.mktemp("given")
    hole = shapely.box(544000, 4857000, 544300, 4857300) - shapely.box(544100, 4857100, 544200, 4857200)
    frame = gpd.GeoDataFrame({"name": ["甲", "乙", None], "n": [1, 2, 3], "day": ["2026-01-01"] * 3}, geometry=[hole, shapely.box(544400, 4857000, 544500, 4857100), shapely.MultiPolygon([shapely.box(544600, 4857000, 544700, 4857100), hole.interiors[0].convex_hull])], crs=CRS)
    for kind in KINDS[:5]:
        path = folder / f"lots.{kind}"
        pyogrio.write_dataframe(frame.to_crs(4490) if kind == "geojson" else frame, path, promote_to_multi=True, **({"driver": "OpenFileGDB", "layer": "lots"} if kind == "gdb" else {"encoding": "UTF-8"} if kind == "shp" else {}))
    pyogrio.write_dataframe(frame.to_crs(4326), folder / "lots.kml", driver="KML")
    import zipfile

    with zipfile.ZipFile(folder / "lots.zip", "w") as archive:
        for file in sorted(folder.glob("lots.[sdpc]*")):
            if file.suffix in (".shp", ".shx", ".dbf", ".prj", ".cpg"):
                archive.write(file, file.name)
    return [str(folder / f"lots.{kind}") for kind in KINDS]


def answer(files, code=READ, **variables):
    clean = {k: v for k, v in os.environ.items() if not re.match(r"(GDAL|OGR|OSR|CPL|PROJ|SHAPE)_", k)}
    done = subprocess.run([sys.executable, "-c", code, *files], capture_output=True, text=True, env=clean | variables)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def options_of_gdal():
    """Names in the library that look like settings, whatever its version."""
    from pyogrio import _ogr

    libraries = [p for p in Path(_ogr.__file__).parents[1].glob("pyogrio.libs/libgdal*")] or [p for p in Path("/usr/lib").glob("*/libgdal.so*")]
    text = b"\n".join(p.read_bytes() for p in libraries[:1])
    names = {m.decode() for m in re.findall(rb"(?<=\0)(?:OGR|OSR|CPL|SHAPE|GPKG|SQLITE|GEOJSON|OPENFILEGDB|GDAL|VSI)_[A-Z0-9_]{3,40}(?=\0)", text)}
    names |= {"ATTRIBUTES_SKIP", "GEOMETRY_AS_COLLECTION", "ARRAY_AS_STRING", "USE_OSR_FIND_MATCHES", "LIST_ALL_TABLES", "NATIVE_DATA", "DATE_AS_STRING"}
    spies = {"OGR_API_SPY_FILE", "OGR_API_SPY_SNAPSHOT_PATH", "CPL_LOG", "CPL_VSISTDIN_FILE", "CPL_DEBUG"}  # write beside the answer, never into it
    return sorted(names - spies)


@pytest.mark.parametrize("value", ["YES", "NO", "SKIP", "1", "0.000001", "/nowhere", "CP1252", "AUTHORITY_COMPLIANT"])
def test_no_variable_of_gdal_changes_what_python_reads(given, value):
    names = options_of_gdal()
    assert len(names) > 200
    assert answer(given, **dict.fromkeys(names, value)) == answer(given)


def test_variables_of_proj_and_of_another_installation_change_nothing(given, tmp_path):
    (tmp_path / "proj.ini").write_text("[general]\nnetwork = on\n")
    hostile = {"PROJ_NETWORK": "ON", "PROJ_DATA": str(tmp_path), "PROJ_LIB": str(tmp_path), "PROJ_DEBUG": "3", "PROJ_USER_WRITABLE_DIRECTORY": str(tmp_path), "PROJ_ONLY_BEST_DEFAULT": "ON",
               "GDAL_DATA": "/nowhere", "GDAL_DRIVER_PATH": str(tmp_path), "OGR_DRIVER_PATH": str(tmp_path)}
    assert answer(given, **hostile) == answer(given)
    core = "import json, sys, libspatial\nl = libspatial.Layer('x', '', 'EPSG:4551', [bytes.fromhex(sys.argv[1])], {})\nprint(json.dumps([libspatial._core.reproject(l, 'EPSG:4490').wkb[0].hex(), list(memoryview(libspatial._core.areas(l, 'official')))]))"
    lot = shapely.to_wkb(shapely.box(544000, 4857000, 544100, 4857100)).hex()
    assert answer([lot], core, **hostile, PROJ_AUX_DB="/nowhere/x.db") == answer([lot], core)


TOGETHER = """
import json, os, sys, threading, warnings
warnings.simplefilter("ignore")
import geopandas, libspatial, pyogrio, rasterio
settings = {"OGR_ORGANIZE_POLYGONS": "SKIP", "OGR_GEOJSON_MAX_OBJ_SIZE": "0.000001", "ATTRIBUTES_SKIP": "YES", "GEOMETRY_AS_COLLECTION": "YES", "SHAPE_RESTORE_SHX": "YES", "OSR_DEFAULT_AXIS_MAPPING_STRATEGY": "AUTHORITY_COMPLIANT", "OPENFILEGDB_REPORT_DELETED_FEATURES": "YES"}
pyogrio.set_gdal_config_options(settings | {"MINE": "kept"})
def state():
    with rasterio.Env() as env:
        return [{n: pyogrio.get_gdal_config_option(n) for n in [*settings, "MINE", "CPL_DEBUG", "OGR_CURRENT_DATE", "GDAL_DRIVER_PATH"]}, {n: rasterio.env.getenv().get(n) for n in settings}, sorted(pyogrio.list_drivers())]
with rasterio.Env(CPL_DEBUG=False, OGR_ORGANIZE_POLYGONS="SKIP"):
    before = state()
    exec(sys.argv[1])
    assert state() == before, (before, state())
    broken = []
    try:
        libspatial.read(__file__ if "__file__" in globals() else sys.executable)
    except libspatial.LibspatialError as e:
        broken.append(e.code)
    assert state() == before and broken == ["unsupported_format"], broken
    seen = []
    def other():  # another thread, while we read
        for _ in range(200):
            seen.append(pyogrio.get_gdal_config_option("OGR_ORGANIZE_POLYGONS"))
    thread = threading.Thread(target=other)
    thread.start()
    for path in sys.argv[2:]:
        libspatial.read(path)
    thread.join()
    assert set(seen) == {"SKIP"}, set(seen)
"""


def test_settings_of_pyogrio_and_rasterio_in_one_process_are_neither_obeyed_nor_changed(given):
    code = READ.replace("sys.argv[1:]", "sys.argv[2:]")
    assert answer([code, *given], TOGETHER) == answer(given)


def test_the_reach_into_gdal_is_used_and_where_there_is_none_settings_come_back(given, monkeypatch):
    from libspatial import _gdal

    assert _gdal._library() is not None
    pyogrio.set_gdal_config_options({"OGR_ORGANIZE_POLYGONS": "SKIP", "OGR_ARC_STEPSIZE": None})
    try:
        monkeypatch.setattr(_gdal, "_library", lambda: None)
        with _gdal.settings():
            assert pyogrio.get_gdal_config_option("OGR_ORGANIZE_POLYGONS") == "DEFAULT"
        assert pyogrio.get_gdal_config_option("OGR_ORGANIZE_POLYGONS") == "SKIP" and pyogrio.get_gdal_config_option("OGR_ARC_STEPSIZE") is None
        assert len(libspatial.read(given[0])) == 3
    finally:
        pyogrio.set_gdal_config_options({"OGR_ORGANIZE_POLYGONS": None})


def test_our_settings_are_ones_that_gdal_knows(given, recwarn):
    for path in given:
        libspatial.read(path)
    assert [str(w.message) for w in recwarn] == []
