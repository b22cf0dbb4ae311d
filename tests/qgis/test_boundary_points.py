"""Texts of coordinates in and out: what goes out comes in again, and what cannot be read is named with its line."""

import subprocess

import pytest

from conftest import ROOT
from shapes import EAST, NORTH, box, layer, log, ring, rows

IMPORT, EXPORT = "libspatial:importboundarypoints", "libspatial:exportboundarypoints"
FORMATS = ("txt", "dat", "csv", "wkt")


def read(qgis, file, **more):
    return qgis.run(IMPORT, {"FILE": str(file), "OUTPUT": "memory:", "REJECTS": "memory:", **more})


def content(made):
    return [(row, feature.geometry().asWkt(3)) for row, feature in zip(rows(made), made.getFeatures())]


def test_the_sample(qgis, sample):
    found = read(qgis, sample / "boundary_points.txt")
    assert (found["FORMAT"], found["ENCODING"], found["CRS_FOUND"]) == ("txt", "GB18030", "EPSG:4530")
    assert (found["N_READ"], found["N_USED"], found["N_REJECTED"], found["POINTS_READ"], found["POINTS_USED"]) == (2, 2, 0, 15, 15)
    first = rows(found["OUTPUT"])[0]
    assert (first["id"], first["name"], first["declared_area_m2"], first["use"]) == ("1", "一号地块", 9600.0, "建设用地")
    assert [f.geometry().area() for f in found["OUTPUT"].getFeatures()] == [9600.0, 10000.0] and found["OUTPUT"].crs().authid() == "EPSG:4530"


def test_a_spreadsheet(qgis, sample, tmp_path):
    subprocess.run([ROOT / "build/bin/libspatial", "convert", sample / "boundary_points.txt", tmp_path / "points.xlsx"], check=True, capture_output=True)
    found = read(qgis, tmp_path / "points.xlsx")
    assert (found["CRS_FOUND"], found["N_READ"], found["N_USED"], found["POINTS_READ"]) == ("EPSG:4530", 2, 2, 15)
    assert [wkt for _, wkt in content(found["OUTPUT"])] == [wkt for _, wkt in content(read(qgis, sample / "boundary_points.txt")["OUTPUT"])]


@pytest.mark.parametrize("form", ["txt", "csv", "wkt"])
def test_import_after_export_is_the_identity(qgis, sample, tmp_path, form):
    first = read(qgis, sample / "boundary_points.txt")["OUTPUT"]
    file = tmp_path / f"out.{form}"
    said = qgis.run(EXPORT, {"INPUT": first, "FORMAT": FORMATS.index(form), "OUTPUT": str(file)})
    again = read(qgis, file)["OUTPUT"]
    shapes = [wkt for _, wkt in content(first)]
    assert [wkt for _, wkt in content(again)] == shapes and said["N_WRITTEN"] == 2 and said["N_LEFT_OUT"] == 0
    if form == "txt":
        assert content(again) == content(first) and said["NOT_CARRIED"] == ""
    before = file.read_bytes()
    qgis.run(EXPORT, {"INPUT": again, "FORMAT": FORMATS.index(form), "OUTPUT": str(file)})
    assert file.read_bytes() == before


def test_the_bytes_are_those_of_the_program(qgis, sample, tmp_path):
    subprocess.run([ROOT / "build/bin/libspatial", "convert", sample / "projects.gpkg", tmp_path / "program.txt", "--start", "north-west"], capture_output=True)
    qgis.run(EXPORT, {"INPUT": str(sample / "projects.gpkg"), "FORMAT": 0, "START": 1, "OUTPUT": str(tmp_path / "qgis.txt")})
    assert (tmp_path / "program.txt").read_bytes() == (tmp_path / "qgis.txt").read_bytes()


def test_points_of_cass_are_joined(qgis, tmp_path):
    lot = layer([box(0, 0, 100, 50)], id=["7"])
    qgis.run(EXPORT, {"INPUT": lot, "FORMAT": 1, "OUTPUT": str(tmp_path / "lot.dat")})
    loose, said = tmp_path / "lot.dat", log()
    found = qgis.run(IMPORT, {"FILE": str(loose), "CRS": "EPSG:4530", "OUTPUT": "memory:", "REJECTS": "memory:"}, feedback=said)
    assert found["N_POLYGONS"] == 0 and found["N_POINTS"] == found["N_READ"] > 0
    assert [w for w in said.warnings if "JOIN" in w]
    found = read(qgis, loose, CRS="EPSG:4530", JOIN=True)
    assert [f.geometry().area() for f in found["OUTPUT"].getFeatures()] == [5000.0]


def test_what_cannot_be_read_has_its_line(qgis, sample, tmp_path):
    lines = (sample / "boundary_points.txt").read_bytes().decode("gb18030").splitlines()
    bad = next(n for n, line in enumerate(lines) if line.startswith("J3,1,4857100.000,42543400"))
    lines[bad] = "J3,1,48571O0.000,42543400.000"
    (tmp_path / "bad.txt").write_text("\r\n".join(lines), encoding="utf-8")
    found = read(qgis, tmp_path / "bad.txt")
    assert (found["N_READ"], found["N_USED"], found["N_REJECTED"]) == (2, 1, 1) and found["ENCODING"] == "UTF-8"
    reject, = rows(found["REJECTS"])
    assert (reject["line"], reject["id"], reject["reason"]) == (bad + 1, "2", "bad_line") and reject["message"]
    assert found["POINTS_READ"] == found["POINTS_USED"] + found["POINTS_REPAIRED"] + found["POINTS_REJECTED"]


def test_a_file_that_does_not_say_its_crs(qgis, sample, tmp_path):
    from qgis.core import QgsProcessingException

    text = (sample / "boundary_points.txt").read_bytes().decode("gb18030")
    (tmp_path / "no.txt").write_text("\r\n".join(line for line in text.splitlines() if not line.startswith("坐标系")), encoding="utf-8")
    with pytest.raises(QgsProcessingException, match="crs_missing"):
        read(qgis, tmp_path / "no.txt")
    assert read(qgis, tmp_path / "no.txt", CRS="EPSG:4530")["CRS_FOUND"] == "EPSG:4530"


def test_a_file_of_another_kind(qgis, sample):
    from qgis.core import QgsProcessingException

    with pytest.raises(QgsProcessingException, match="projects.gpkg"):
        read(qgis, sample / "projects.gpkg")


def test_what_a_text_cannot_hold_is_said(qgis, tmp_path):
    lots = layer([box(0, 0, 100, 100), ring((0, 0), (100, 100), (100, 0), (0, 100)), None, box(0, 0, 0.0001, 0.0001), None], id=["a", "b", "c", "d", "e"], owner=["甲", "乙", "丙", "丁", "戊"])
    said = log()
    out = qgis.run(EXPORT, {"INPUT": lots, "FORMAT": 0, "ENCODING": 1, "OUTPUT": str(tmp_path / "lots.txt")}, feedback=said)
    assert (out["N_READ"], out["N_WRITTEN"], out["N_LEFT_OUT"]) == (5, 1, 4)
    assert {"fields", "shape"} <= set(out["NOT_CARRIED"].split(", ")) and out["N_NOT_CARRIED"] == len([w for w in said.warnings if "[" in w])
    assert read(qgis, tmp_path / "lots.txt")["ENCODING"] == "UTF-8"


def test_options_of_the_text(qgis, tmp_path):
    lot = layer(["MultiPolygon (((%d %d, %d %d, %d %d, %d %d)), ((%d %d, %d %d, %d %d, %d %d)))" % tuple(
        v for x, y in ((0, 0), (10, 0), (10, 10), (0, 0), (20, 0), (30, 0), (30, 10), (20, 0)) for v in (EAST + x, NORTH + y))], nr=["9"], title=["两块"])
    file = tmp_path / "lot.txt"
    said = qgis.run(EXPORT, {"INPUT": lot, "ID": "nr", "NAME": "title", "FORMAT": 0, "START": 1, "DECIMALS": 1, "ZONE_PREFIX": 2, "MULTIPART": 1, "OUTPUT": str(file)})
    text = file.read_bytes().decode("gb18030")
    points = [line.split(",") for line in text.splitlines() if line.startswith("J")]
    assert points[0][1:] == ["1", "4857010.0", "543010.0"] and ",9,两块," in text and text.count("@") == 1 and said["N_WRITTEN"] == 1
    assert read(qgis, file)["CRS_FOUND"] == "EPSG:4551"


def test_a_drawing(qgis, sample, tmp_path):
    from qgis.core import QgsProcessingException

    subprocess.run([ROOT / "build/bin/libspatial", "convert", sample / "boundary_points.txt", tmp_path / "lots.dxf"], capture_output=True, check=True)
    with pytest.raises(QgsProcessingException, match="crs_missing"):
        read(qgis, tmp_path / "lots.dxf")
    found = read(qgis, tmp_path / "lots.dxf", CRS="EPSG:4530")
    assert (found["FORMAT"], found["N_POLYGONS"], found["N_READ"]) == ("dxf", 2, found["N_USED"] + found["N_REJECTED"])
    assert sorted(f.geometry().area() for f in found["OUTPUT"].getFeatures()) == pytest.approx([9600.0, 10000.0], abs=0.01)
    assert found["POINTS_READ"] == found["POINTS_USED"] + found["POINTS_REPAIRED"] + found["POINTS_REJECTED"]
