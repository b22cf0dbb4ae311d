"""Files handed to `libspatial.check` are read under the rules of the program: what it refuses, Python refuses with the same code."""

import json
import sqlite3
from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest
import shapely

import libspatial
from libspatial import errors

ROOT = Path(__file__).parents[2]

CRS = "EPSG:4530"


@pytest.fixture
def lots():
    squares = [shapely.box(42544400 + 150 * i, 4855500, 42544500 + 150 * i, 4855600) for i in range(40)]
    return gpd.GeoDataFrame({"id": [f"p{i}" for i in range(40)], "kind": ["工业"] * 40}, geometry=squares, crs=CRS)


def check(projects, plan, **options):
    return libspatial.check(projects, plan, as_of="2026-11-01", **options).to_dict()["projects"]


@pytest.mark.parametrize("name", ["none.gpkg", ".", "http://127.0.0.1:9/p.geojson", "/vsicurl/http://127.0.0.1:9/p.geojson", ""])
def test_what_is_no_file(plan, tmp_path, name, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(errors.FileNotFoundError, match="check the path|请检查路径"):
        check(name, plan)
    with pytest.raises(errors.FileNotFoundError):
        check(plan, name)


def test_a_vrt_is_not_followed(plan, projects, tmp_path):
    vrt = tmp_path / "p.geojson"
    vrt.write_text(f'<OGRVRTDataSource><OGRVRTLayer name="projects"><SrcDataSource>{projects}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>')
    with pytest.raises(errors.UnsupportedFormatError, match="p.geojson"):
        check(vrt, plan)


def test_other_json_is_no_geojson(plan, tmp_path):
    path = tmp_path / "p.geojson"
    path.write_text('{"type": "Topology", "objects": {"a": {"type": "Polygon", "arcs": [[0]]}}, "arcs": [[[126, 43], [127, 43], [127, 44], [126, 43]]]}')
    with pytest.raises(errors.LibspatialError):
        check(path, plan)


def test_a_link_as_crs_is_not_fetched(plan, lots, tmp_path):
    path = tmp_path / "p.geojson"
    pyogrio.write_dataframe(lots.to_crs(4326), path)
    text = json.loads(path.read_text(encoding="utf-8")) | {"crs": {"type": "link", "properties": {"href": "http://127.0.0.1:9/crs"}}}
    path.write_text(json.dumps(text), encoding="utf-8")
    with pytest.raises(errors.UnsupportedFormatError, match="link|链接"):
        check(path, plan)


@pytest.mark.parametrize("name", ["p.gpkg", "p.fgb", "p.geojson"])
def test_a_file_that_was_cut_off(plan, lots, tmp_path, name):
    path = tmp_path / name
    pyogrio.write_dataframe(lots.to_crs(4326) if name.endswith("json") else lots, path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 6 // 10])
    with pytest.raises(errors.DamagedFileError, match=name):
        check(path, plan)


@pytest.mark.parametrize("name", ["p.gpkg", "p.fgb", "p.shp"])
def test_the_formats_of_the_program(plan, lots, tmp_path, name):
    pyogrio.write_dataframe(lots, tmp_path / name)
    assert len(check(tmp_path / name, plan)) == 40


def test_a_crs_can_be_declared(plan, lots, tmp_path):
    pyogrio.write_dataframe(lots.set_crs(None, allow_override=True), tmp_path / "p.fgb")
    with pytest.raises(errors.CrsMissingError):
        check(tmp_path / "p.fgb", plan)
    assert len(check(tmp_path / "p.fgb", plan, crs=CRS)) == 40


def test_a_file_that_is_being_written_stays_as_it_is(plan, lots, tmp_path):
    path = tmp_path / "p.gpkg"
    pyogrio.write_dataframe(lots, path, layer="p")
    db = sqlite3.connect(path)
    db.execute("PRAGMA journal_mode = WAL")
    for (trigger,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        db.execute(f'DROP TRIGGER "{trigger}"')
    db.execute("UPDATE p SET id = 'edited' WHERE id = 'p0'")
    db.commit()
    before = {p.name: p.read_bytes() for p in tmp_path.iterdir() if not p.name.endswith("-shm")}
    assert check(path, plan)[0]["id"] == "edited"
    assert {name: (tmp_path / name).read_bytes() for name in before} == before
    db.close()


@pytest.mark.parametrize("ending", ["gpkg", "shp", "fgb", "geojson"])
def test_long_numbers_beside_an_empty_cell_stay_apart(ending, tmp_path):
    import pandas as pd

    ids = [220201000000000001, 220201000000000003, None]
    frame = gpd.GeoDataFrame({"id": pd.array(ids, dtype="Int64")}, geometry=[shapely.box(544000 + 200 * i, 4857000, 544100 + 200 * i, 4857100) for i in range(3)], crs="EPSG:4551")
    (frame.to_crs(4326) if ending == "geojson" else frame).to_file(tmp_path / f"lots.{ending}")
    read = libspatial.files.read_layer(tmp_path / f"lots.{ending}")
    assert sorted(read.fields["id"], key=str) == sorted(ids, key=str)
    found = libspatial.check(tmp_path / f"lots.{ending}", ROOT / "sample_data/jilin.gpkg").to_dict()["projects"]
    assert sorted(p["id"] for p in found)[1:] == ["220201000000000001", "220201000000000003"] and len(found) == 3
