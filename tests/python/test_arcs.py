"""Circular arcs in files: the program and Python give the area of the arc, to the last digit the same; pyogrio alone would give that of edges of 4°."""

import math
import struct
import sys

import numpy as np
import pyogrio.raw
import pytest

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


def test_without_pyarrow_arcs_are_refused_not_stroked(lots, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(libspatial.errors.UnsupportedFormatError, match="pip install pyarrow"):
        libspatial.area(lots)
