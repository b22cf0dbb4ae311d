"""A table of many batches is the table of one: GeoPackages read directly, other files and numbered-with-gaps ones through GDAL, any
number of threads; rows that cannot be used keep their numbers; times and counts on request."""

import csv
import json
import shutil
import sqlite3
import subprocess
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import shapely

import libspatial

ROOT = Path(__file__).parents[2]
CRS = "EPSG:4551"
ROWS = 20_000  # many batches


@pytest.fixture(scope="module")
def given(tmp_path_factory):
    folder = tmp_path_factory.mktemp("streaming")
    x, y = np.divmod(np.arange(ROWS), 150)
    lots = shapely.box(543000 + 20 * x, 4857000 + 20 * y, 543018 + 20 * x, 4857018 + 20 * y)
    lots[12_345] = shapely.Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])
    lots[12_345] = shapely.transform(lots[12_345], lambda c: c + [543000 + 20 * 82, 4857000 + 20 * 45])
    lots[17_000] = None
    frame = gpd.GeoDataFrame({"bsm": [f"地{i}" for i in range(ROWS)], "n": range(ROWS)}, geometry=lots, crs=CRS)
    zones = gpd.GeoDataFrame({"kind": ["a", "b", "a"]}, geometry=[shapely.box(543000, 4857000, 544111, 4858333), shapely.box(544111, 4857000, 545222, 4859000),
                                                                 shapely.Point(545000, 4859500).buffer(300)], crs=CRS)
    pyogrio.write_dataframe(frame, folder / "lots.gpkg", geometry_type="Polygon")
    pyogrio.write_dataframe(frame, folder / "lots.fgb", geometry_type="Polygon", SPATIAL_INDEX="NO")
    pyogrio.write_dataframe(frame, folder / "lots.shp", encoding="UTF-8")
    pyogrio.write_dataframe(zones, folder / "zones.gpkg")
    return folder


def overlay(folder, subjects, *options):
    out = folder / "table.csv"
    run = subprocess.run([ROOT / "build/bin/libspatial", "overlay", folder / subjects, folder / "zones.gpkg", "--out", out, "--lang", "en", *options],
                         capture_output=True, text=True)
    assert run.returncode in (0, 2), run.stderr
    return out.read_bytes(), run


def test_the_bytes_do_not_depend_on_threads_or_format(given):
    for options in ([], ["--area", "planar"], ["--subject-id", "bsm", "--by", "kind"]):
        one, _ = overlay(given, "lots.gpkg", "--threads", "1", *options)
        for threads in ("2", "5"):
            assert overlay(given, "lots.gpkg", "--threads", threads, *options)[0] == one
        assert overlay(given, "lots.fgb", *options)[0] == one
        assert overlay(given, "lots.shp", *options)[0] == one
        assert one.count(b"\n") > ROWS - 2


def test_rows_that_cannot_be_used_keep_their_numbers(given):
    table, run = overlay(given, "lots.gpkg")
    assert run.returncode == 2 and "row 12345: Self-intersection" in run.stderr and "row 17000: has no geometry" in run.stderr
    with open(given / "table.rejects.csv", encoding="utf-8") as file:
        assert [row["row"] for row in csv.DictReader(file)] == ["12345", "17000"]
    subjects = [int(line.split(b",")[0]) for line in table.splitlines()[1:]]
    assert subjects == sorted(subjects) and set(range(ROWS)) - set(subjects) == {12345, 17000}


def test_the_table_is_that_of_python(given):
    table, _ = overlay(given, "lots.gpkg")
    with pytest.warns(libspatial.RejectedWarning):
        frame = libspatial.overlay(gpd.read_file(given / "lots.gpkg"), gpd.read_file(given / "zones.gpkg"))
    rows = list(csv.DictReader(table.decode().splitlines()))
    assert [int(r["subject"]) for r in rows] == frame.subject.tolist()
    assert [r["area_m2"] for r in rows] == [f"{a:.2f}" for a in frame.area_m2]


def test_row_numbers_with_gaps_go_another_way_to_the_same_table(given, tmp_path):
    for name in ("zones.gpkg", "lots.gpkg"):
        shutil.copy(given / name, tmp_path)
    with sqlite3.connect(tmp_path / "lots.gpkg") as db:
        for (trigger,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            db.execute(f'DROP TRIGGER "{trigger}"')
        db.execute("UPDATE lots SET fid = fid + 1000000 WHERE fid > 500")
    db.close()
    assert overlay(tmp_path, "lots.gpkg")[0] == overlay(given, "lots.gpkg")[0]


@pytest.mark.parametrize("options", [[], ["--area", "planar"], ["--subject-id", "bsm", "--by", "kind"]])
def test_a_geopackage_holds_the_rows_of_the_csv_and_every_shape(given, tmp_path, options):
    table, _ = overlay(given, "lots.gpkg", *options)
    expected = list(csv.reader(table.decode().splitlines()[1:]))
    seen = set()
    for threads in ("1", "2"):
        out = tmp_path / f"{threads}.gpkg"
        run = subprocess.run([ROOT / "build/bin/libspatial", "overlay", given / "lots.gpkg", given / "zones.gpkg", "--out", out, "--pieces", "--threads", threads, "--lang", "en",
                              *options], capture_output=True, text=True)
        assert run.returncode == 2, run.stderr
        rows = pyogrio.read_dataframe(out, layer="overlay")
        assert rows.subject.tolist() == [r[0] for r in expected] and rows.zone.fillna("").tolist() == [r[1] for r in expected]
        assert rows.area_m2.tolist() == [float(r[2]) for r in expected] and rows.share.tolist() == [float(r[3]) for r in expected]
        pieces = pyogrio.read_dataframe(out, layer="pieces")
        assert pieces.crs == CRS and pieces.is_valid.all() and pieces.area_m2.sum() == pytest.approx(rows.area_m2.sum(), rel=1e-12)
        assert np.allclose(pieces.area, pieces.area_m2, rtol=1e-4, atol=0.02)
        seen.add(hash(tuple(pieces.to_wkb().geometry)))
        assert {p.name for p in tmp_path.glob(".tmp*")} == set()
    assert len(seen) == 1


def test_stats(given):
    _, run = overlay(given, "lots.gpkg", "--stats")
    stats = json.loads(run.stdout)
    assert stats["rows"] == ROWS and stats["rejected"] == 2 and stats["fallbacks"] == 0
    assert 0 <= stats["largest_spread_m2"] < 0.02
    assert {"all", "zones", "index", "read", "validity", "overlay", "format", "write"} == set(stats["seconds"])


@pytest.mark.parametrize("kept", [0.3, 0.7, 0.99])
@pytest.mark.parametrize("name", ["lots.gpkg", "lots.fgb"])
@pytest.mark.parametrize("out_name", ["table.csv", "table.gpkg"])
def test_a_large_file_that_was_cut_off_leaves_no_table(given, tmp_path, kept, name, out_name):
    data = (given / name).read_bytes()
    (tmp_path / name).write_bytes(data[: int(len(data) * kept)])
    out = tmp_path / out_name
    run = subprocess.run([ROOT / "build/bin/libspatial", "overlay", tmp_path / name, given / "zones.gpkg", "--out", out, "--lang", "en"], capture_output=True, text=True)
    assert run.returncode == 4 and "[damaged_file]" in run.stderr and not out.exists()
    assert [p.name for p in tmp_path.iterdir()] == [name]
