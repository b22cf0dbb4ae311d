"""Circular arcs in files: the program and Python give the area of the arc, to the last digit the same; pyogrio alone would give that of edges of 4°."""

import contextlib
import math
import sqlite3
import struct
import sys

import geopandas
import numpy as np
import pyogrio.raw
import pytest
import shapely

import libspatial

E, N = 544000.0, 4857000.0


def curve(code, *points):
    return struct.pack("<BII", 1, code, len(points)) + b"".join(struct.pack("<dd", E + x, N + y) for x, y in points)


def of(code, *members):
    return struct.pack("<BII", 1, code, len(members)) + b"".join(members)


RADIUS = (100**2 + 30**2) / (2 * 30)
BITE = RADIUS**2 * (2 * math.asin(100 / RADIUS) - math.sin(2 * math.asin(100 / RADIUS))) / 2
SHAPES = {
    "disc": (of(10, curve(8, (-100, 0), (100, 0), (-100, 0))), math.pi * 1e4),
    "bitten": (of(10, of(9, curve(2, (100, 0), (100, -50), (-100, -50), (-100, 0)), curve(8, (-100, 0), (0, -30), (100, 0)))), 1e4 - BITE),
    "two": (of(12, of(10, curve(8, (-100, 0), (100, 0), (-100, 0))), of(3, curve(2, (200, 0), (300, 0), (300, 100), (200, 0))[1 + 4 :])), math.pi * 1e4 + 5e3),
    "square": (of(3, curve(2, (0, 0), (10, 0), (10, 10), (0, 10), (0, 0))[1 + 4 :]), 100.0),
}


@pytest.fixture(params=["gpkg", "fgb", "gdb"])
def lots(request, tmp_path):
    path = tmp_path / f"lots.{request.param}"
    driver = {"gpkg": "GPKG", "fgb": "FlatGeobuf", "gdb": "OpenFileGDB"}[request.param]
    wkb = np.array([shape for shape, _ in SHAPES.values()], dtype=object)
    pyogrio.raw.write(path, wkb, [np.array(list(SHAPES), dtype=object)], ["id"], layer="lots", driver=driver, geometry_type="Unknown" if driver != "OpenFileGDB" else "MultiPolygon", crs="EPSG:4551")
    return path


def test_arcs_have_their_area_in_every_front_end(lots, program, tmp_path):
    layer = libspatial.read(lots)
    found = dict(zip(layer["id"], layer.geometry.area))
    assert found == pytest.approx({name: area for name, (_, area) in SHAPES.items()}, abs=1e-5)
    planar = libspatial.area(lots, kind="planar")
    assert dict(zip(layer["id"], planar)) == pytest.approx({name: area for name, (_, area) in SHAPES.items()}, abs=1e-5)
    code, _, errors = program("area", lots, "--kind", "planar", "--id", "id", "--out", tmp_path / "areas.csv", "--lang", "en")
    assert code == 0 and "circular arcs were turned into edges" in errors, errors
    rows = (tmp_path / "areas.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
    assert {row.split(",")[0]: float(row.split(",")[1]) for row in rows} == dict(zip(layer["id"], planar))


@pytest.mark.parametrize("ending, driver", [("gpkg", "GPKG"), ("fgb", "FlatGeobuf"), ("gdb", "OpenFileGDB")])
def test_shapes_and_cells_of_a_row_stay_together(ending, driver, tmp_path):
    """They are read apart: rows without shape or after gaps of the numbers, layers without columns, several layers, Chinese names."""
    path = tmp_path / f"lots.{ending}"
    draw = np.random.default_rng(11)
    side = draw.permutation(np.arange(1, 301)).astype(float)
    shapes = shapely.box(E + 20 * np.arange(300), N, E + 20 * np.arange(300) + side, N + side)
    shapes[::7] = None
    if driver != "FlatGeobuf":  # which has one layer
        pyogrio.write_dataframe(geopandas.GeoDataFrame(geometry=shapes[:5], crs="EPSG:4551"), path, layer="只有图形", driver=driver)
    frame = geopandas.GeoDataFrame({"id": [f"号{s:.0f}" for s in side], "side": side}, geometry=shapes, crs="EPSG:4551")
    pyogrio.write_dataframe(frame, path, layer="地块", driver=driver, append=path.exists(), **({"SPATIAL_INDEX": "NO"} if driver == "FlatGeobuf" else {}))
    if driver == "GPKG":
        with contextlib.closing(sqlite3.connect(path)) as database:  # gaps
            for trigger, in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = '地块'").fetchall():
                database.execute(f'DROP TRIGGER "{trigger}"')
            database.execute("DELETE FROM 地块 WHERE fid % 5 = 3")
            database.execute("UPDATE gpkg_ogr_contents SET feature_count = 240 WHERE table_name = '地块'")
            database.commit()
    read = libspatial.read(f"{path}|layername=地块" if driver != "FlatGeobuf" else path)
    known = read[~read.geometry.isna()]
    assert len(read) == (240 if driver == "GPKG" else 300) and len(known) > 200
    assert np.array_equal(np.round(known.geometry.area, 6), known["side"] ** 2) and (known["id"] == known["side"].map("号{:.0f}".format)).all()
    if driver != "FlatGeobuf":
        bare = libspatial.read(f"{path}|layername=只有图形")
        assert len(bare) == 5 and bare.geometry.isna().tolist() == [True, False, False, False, False] and list(bare.columns) == ["geometry"]


def test_without_pyarrow_arcs_are_refused_not_stroked(lots, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(libspatial.errors.UnsupportedFormatError, match="pip install pyarrow"):
        libspatial.area(lots)


@pytest.mark.parametrize("ending, driver", [("gpkg", "GPKG"), ("fgb", "FlatGeobuf"), ("gdb", "OpenFileGDB")])
def test_without_pyarrow_files_without_arcs_are_read(ending, driver, tmp_path, monkeypatch):
    name = '一"期' if driver == "GPKG" else "lots"
    path = tmp_path / f"lots.{ending}"
    pyogrio.write_dataframe(geopandas.GeoDataFrame({"id": ["a"]}, geometry=[shapely.box(E, N, E + 100, N + 100)], crs="EPSG:4551"), path, layer=name, driver=driver)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert libspatial.area(path).tolist() == [9999.52]
