"""`libspatial overlay` and the Python package on geometry a stranger may hand in: each a typed error or a row in the rejects; read = used +
repaired + rejected; no crash, no hang, nothing half-written."""

import csv
import json
import math
import os
import resource
import signal
import sqlite3
import struct
import subprocess
import time
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import shapely

import libspatial

ROOT = Path(__file__).parents[2]
PROGRAM = ROOT / "build/bin/libspatial"
CRS = "EPSG:4551"
X, Y = 543000.0, 4857000.0
BOUND = 120  # seconds; what takes a second may take many on a busy machine, a hang takes for ever
NAN, INF = math.nan, math.inf


def wkb(*rings, order="<", code=3, dims=2, srid=None):
    data = struct.pack(order + "BI", order == "<", code) + (struct.pack(order + "I", srid) if srid is not None else b"") + struct.pack(order + "I", len(rings))
    for ring in rings:
        data += struct.pack(order + "I", len(ring)) + b"".join(struct.pack(f"{order}{dims}d", X + x, Y + y, *[5.0] * (dims - 2)) for x, y in ring)
    return data


def ring(x=0.0, y=0.0, side=10.0):
    return [(x, y), (x + side, y), (x + side, y + side), (x, y + side), (x, y)]


def blob(data, flags=1, envelope=None, magic=b"GP", srs=4551):
    return magic + struct.pack("<BBi", 0, flags, srs) + (struct.pack(f"<{len(envelope)}d", *envelope) if envelope else b"") + data


GOOD = wkb(ring())
BOW_TIE = wkb([(0, 0), (10, 10), (10, 0), (0, 10), (0, 0)])
# name: (the blob in the file, its WKB for Python or None, area in m² or None for a reject)
GEOMETRIES = {
    "good": (blob(GOOD), GOOD, 100),
    "big endian": (blob(wkb(ring(), order=">")), wkb(ring(), order=">"), 100),
    "with height": (blob(wkb(ring(), code=1003, dims=3)), wkb(ring(), code=1003, dims=3), 100),
    "with height and measure": (blob(wkb(ring(), code=3003, dims=4)), wkb(ring(), code=3003, dims=4), 100),
    "EWKB": (blob(wkb(ring(), code=0xA0000003, dims=3, srid=4551)), wkb(ring(), code=0xA0000003, dims=3, srid=4551), 100),
    "open ring": (blob(wkb(ring()[:-1])), wkb(ring()[:-1]), 100),
    "box that lies: elsewhere": (blob(GOOD, 3, (0, 1, 0, 1)), GOOD, 100),
    "box that lies: too small": (blob(GOOD, 3, (X + 4, X + 5, Y + 4, Y + 5)), GOOD, 100),
    "box that lies: upside down": (blob(GOOD, 3, (X + 10, X, Y + 10, Y)), GOOD, 100),
    "box that lies: no numbers": (blob(GOOD, 3, (NAN, INF, -INF, NAN)), GOOD, 100),
    "box with height": (blob(GOOD, 5, (X, X + 10, Y, Y + 10, 0, 9)), GOOD, 100),
    "box with height and measure": (blob(GOOD, 9, (X, X + 10, Y, Y + 10, 0, 9, 0, 9)), GOOD, 100),
    "header of the other byte order": (b"GP" + struct.pack(">BBi", 0, 2, 4551) + struct.pack(">4d", X, X + 10, Y, Y + 10) + GOOD, GOOD, 100),
    "another SRS in the header": (blob(GOOD, srs=4326), GOOD, 100),
    "not a number": (blob(wkb([(NAN, 0), *ring()[1:]])), wkb([(NAN, 0), *ring()[1:]]), None),
    "infinite": (blob(wkb([(0, INF), *ring()[1:-1], (0, INF)])), wkb([(0, INF), *ring()[1:-1], (0, INF)]), None),
    "minus infinite": (blob(wkb([(0, -INF), *ring()[1:-1], (0, -INF)])), wkb([(0, -INF), *ring()[1:-1], (0, -INF)]), None),
    "ring of two points": (blob(wkb(ring()[:2])), wkb(ring()[:2]), None),
    "ring of no points": (blob(wkb([])), wkb([]), None),
    "bow tie": (blob(BOW_TIE), BOW_TIE, None),
    "no land": (blob(wkb([(0, 0), (5, 5), (10, 10), (0, 0)])), wkb([(0, 0), (5, 5), (10, 10), (0, 0)]), None),
    "hole outside": (blob(wkb(ring(), ring(50))), wkb(ring(), ring(50)), None),
    "hole that is the shell": (blob(wkb(ring(), ring())), wkb(ring(), ring()), None),
    "cut off": (blob(GOOD[:-7]), GOOD[:-7], None),
    "trailing bytes": (blob(GOOD + b"\0"), GOOD + b"\0", None),
    "four billion rings": (blob(struct.pack("<BII", 1, 3, 0xFFFFFFFF)), struct.pack("<BII", 1, 3, 0xFFFFFFFF), None),
    "four billion parts": (blob(struct.pack("<BII", 1, 6, 0xFFFFFFFF)), struct.pack("<BII", 1, 6, 0xFFFFFFFF), None),
    "curve": (blob(wkb(ring(), code=10)), wkb(ring(), code=10), None),
    "collections in collections": (blob(struct.pack("<BII", 1, 7, 1) * 200 + GOOD), struct.pack("<BII", 1, 7, 1) * 200 + GOOD, None),
    "point": (blob(struct.pack("<BI2d", 1, 1, X, Y)), struct.pack("<BI2d", 1, 1, X, Y), None),
    "empty polygon": (blob(struct.pack("<BII", 1, 3, 0)), struct.pack("<BII", 1, 3, 0), None),
    "empty by its flag": (blob(struct.pack("<BII", 1, 3, 0), 0x11), b"", None),
    "null": (None, None, None),
}
# what a GeoPackage adds: what has no WKB at all
GARBAGE = {
    "no magic": (blob(GOOD, magic=b"XX"), None, None),
    "no bytes": (b"", None, None),
    "three bytes": (b"GP\0", None, None),
    "a header that ends": (blob(b"", 3), None, None),
    "a box of unknown kind": (blob(GOOD, 0x0F), None, None),
    "noise": (np.random.default_rng(7).bytes(200), None, None),
    "text": ("POLYGON ((0 0, 1 0, 1 1, 0 0))", None, None),
    "the number 7": (7, None, None),
}


@pytest.fixture(scope="module")
def zones(tmp_path_factory):
    """Everything lies in zone 0 as far as 6 m east, then in zone 1."""
    path = tmp_path_factory.mktemp("zones") / "zones.gpkg"
    frame = gpd.GeoDataFrame(geometry=[shapely.box(X - 1e5, Y - 1e5, X + 6, Y + 1e5), shapely.box(X + 6, Y - 1e5, X + 1e5, Y + 1e5)], crs=CRS)
    pyogrio.write_dataframe(frame, path)
    return path


def geopackage(path, blobs):
    """A layer whose rows hold exactly these blobs."""
    pyogrio.write_dataframe(gpd.GeoDataFrame({"n": range(len(blobs))}, geometry=[shapely.box(X, Y, X + 1, Y + 1)] * len(blobs), crs=CRS), path, layer="lots", SPATIAL_INDEX="NO")
    with sqlite3.connect(path) as db:
        for (trigger,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            db.execute(f'DROP TRIGGER "{trigger}"')
        db.executemany("UPDATE lots SET geom = ? WHERE n = ?", [(b, n) for n, b in enumerate(blobs)])
    db.close()
    return path


def run(subjects, zones, out, *options, preexec=None):
    return subprocess.run([PROGRAM, "overlay", subjects, zones, "--out", out, "--lang", "en", *options], capture_output=True, text=True, timeout=BOUND, preexec_fn=preexec)


def rows_of(path):
    with open(path, encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("rows", [1, 9_000])  # one batch, and a large file of several, which is read directly
def test_each_row_is_used_or_rejected(tmp_path, zones, rows):
    wanted = GEOMETRIES | GARBAGE
    blobs = [b for b, _, _ in wanted.values()]
    path = geopackage(tmp_path / "lots.gpkg", [*blobs, *[blob(GOOD)] * (rows - 1)])
    done = run(path, zones, tmp_path / "table.csv", "--area", "planar", "--stats")
    assert done.returncode == 2, done.stderr
    area = {}
    for row in rows_of(tmp_path / "table.csv"):
        area[int(row["subject"])] = area.get(int(row["subject"]), 0) + float(row["area_m2"])
    rejected = [int(r["row"]) for r in rows_of(tmp_path / "table.rejects.csv")]
    for number, (name, (_, _, m2)) in enumerate(wanted.items()):
        assert (number in rejected) == (m2 is None), f"{name}: {done.stderr}"
        assert area.get(number) == (None if m2 is None else pytest.approx(m2, abs=1e-6)), name
    stats = json.loads(done.stdout)
    assert stats["rows"] == len(wanted) + rows - 1 and stats["rejected"] == len(rejected)
    assert len(area) + len(rejected) == stats["rows"] and not set(area) & set(rejected)


def test_each_row_is_used_or_rejected_in_python(zones):
    layer = [w for _, w, _ in GEOMETRIES.values()]
    with pytest.warns(libspatial.RejectedWarning):
        table = libspatial.overlay(layer, gpd.read_file(zones).to_wkb().geometry.tolist(), crs=CRS, area="planar")
    area = table.groupby("subject").area_m2.sum()
    rejected = {r["row"] for r in table.attrs["rejects"]}
    for number, (name, (_, _, m2)) in enumerate(GEOMETRIES.items()):
        assert (number in rejected) == (m2 is None), name
        assert area.get(number) == (None if m2 is None else pytest.approx(m2, abs=1e-6)), name


@pytest.mark.parametrize("name", [n for n, (_, w, m2) in GEOMETRIES.items() if m2 is None and n not in ("null", "empty polygon", "empty by its flag")])
def test_such_a_zone_stops_the_run(tmp_path, zones, name):
    path = geopackage(tmp_path / "lots.gpkg", [blob(GOOD), GEOMETRIES[name][0]])
    done = run(zones, path, tmp_path / "table.csv")
    assert done.returncode == 4 and "row 1" in done.stderr and "[invalid_zone]" in done.stderr, done.stderr
    assert sorted(p.name for p in tmp_path.iterdir()) == ["lots.gpkg"]
    with pytest.warns(libspatial.RejectedWarning), pytest.raises(libspatial.errors.InvalidZoneError):
        libspatial.overlay([GOOD], [GOOD, GEOMETRIES[name][1]], crs=CRS)


def test_empty_zones_cover_nothing(tmp_path, zones):
    path = geopackage(tmp_path / "zones.gpkg", [None, blob(GOOD), blob(struct.pack("<BII", 1, 3, 0), 0x11)])
    lots = geopackage(tmp_path / "lots.gpkg", [blob(wkb(ring(5))), blob(wkb(ring(50)))])
    assert run(lots, path, tmp_path / "table.csv", "--area", "planar").returncode == 0
    assert [(r["subject"], r["zone"], float(r["area_m2"])) for r in rows_of(tmp_path / "table.csv")] == [("0", "1", 50), ("0", "", 50), ("1", "", 100)]


def disc(n, radius):
    angle = np.arange(n) * 2 * np.pi / n
    return shapely.Polygon(np.column_stack([X + radius * np.cos(angle), Y + radius * np.sin(angle)]))


def sieve(n):
    side = math.isqrt(n)
    x, y = np.divmod(np.arange(side * side), side)
    holes = shapely.get_coordinates(shapely.box(X + 2 * x + 0.5, Y + 2 * y + 0.5, X + 2 * x + 1.5, Y + 2 * y + 1.5)).reshape(-1, 5, 2)
    return shapely.Polygon(shapely.box(X, Y, X + 2 * side, Y + 2 * side).exterior, list(holes))


@pytest.mark.parametrize("make,inside", [(lambda: disc(1_000_000, 900), None), (lambda: sieve(100_000), (4 - 1) * 3 * 316)], ids=["a million points", "a hundred thousand holes"])
def test_a_very_large_shape(tmp_path, zones, make, inside):
    shape = make()
    pyogrio.write_dataframe(gpd.GeoDataFrame(geometry=[shape], crs=CRS), tmp_path / "lots.gpkg")
    done = run(tmp_path / "lots.gpkg", zones, tmp_path / "table.csv", "--area", "planar")
    assert done.returncode == 0, done.stderr
    areas = [float(r["area_m2"]) for r in rows_of(tmp_path / "table.csv")]
    assert len(areas) == 2 and sum(areas) == pytest.approx(shape.area, rel=1e-9)
    assert inside is None or areas[0] == pytest.approx(inside, rel=1e-9)
    assert run(zones, tmp_path / "lots.gpkg", tmp_path / "again.csv", "--area", "planar").returncode == 0  # and as a zone
    again = [float(r["area_m2"]) for r in rows_of(tmp_path / "again.csv") if r["zone"] == "0"]
    assert again == pytest.approx(areas, rel=1e-9)


def test_a_very_large_shape_that_crosses_itself(tmp_path, zones):
    points = shapely.get_coordinates(disc(1_000_000, 900))[:-1]
    points[[499_999, 500_006]] = points[[500_006, 499_999]]
    pyogrio.write_dataframe(gpd.GeoDataFrame(geometry=[shapely.Polygon(points), shapely.box(X, Y, X + 1, Y + 1)], crs=CRS), tmp_path / "lots.gpkg")
    done = run(tmp_path / "lots.gpkg", zones, tmp_path / "table.csv")
    assert done.returncode in (0, 2), done.stderr
    assert ("Self-intersection" in done.stderr or "repaired" in done.stderr) and {r["subject"] for r in rows_of(tmp_path / "table.csv")} >= {"1"}


def test_many_zones_over_one_spot(tmp_path):
    n = 10_000 if os.environ.get("LIBSPATIAL_FUZZ") else 2_000
    pyogrio.write_dataframe(gpd.GeoDataFrame(geometry=[shapely.box(X, Y, X + 10, Y + 10)] * n, crs=CRS), tmp_path / "zones.gpkg")
    pyogrio.write_dataframe(gpd.GeoDataFrame(geometry=[shapely.box(X + 1, Y + 1, X + 2, Y + 2), shapely.box(X + 5, Y, X + 15, Y + 10)], crs=CRS), tmp_path / "lots.gpkg")
    done = run(tmp_path / "lots.gpkg", tmp_path / "zones.gpkg", tmp_path / "table.csv", "--area", "planar")
    assert done.returncode == 0 and "zones overlap" in done.stderr
    rows = rows_of(tmp_path / "table.csv")
    assert len(rows) == 2 * n + 1 and {float(r["area_m2"]) for r in rows if r["subject"] == "0"} == {1.0}
    assert {round(float(r["area_m2"]), 6) for r in rows if r["subject"] == "1"} == {50.0}


def full_disk(limit):
    def few_bytes():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return few_bytes


@pytest.mark.parametrize("out", ["table.csv", "table.gpkg"])
@pytest.mark.parametrize("limit", [0, 1, 4096, 100_000])
def test_a_full_disk_leaves_what_stood_there(tmp_path, zones, out, limit):
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / out).write_text("old")
    lots = gpd.GeoDataFrame(geometry=shapely.box(X + 12 * np.arange(9000.0), Y, X + 12 * np.arange(9000.0) + 10, Y + 10), crs=CRS)
    pyogrio.write_dataframe(lots, tmp_path / "lots.gpkg")
    done = run(tmp_path / "lots.gpkg", zones, folder / out, *(["--pieces"] if out.endswith("gpkg") else []), preexec=full_disk(limit))
    assert done.returncode == 4 and "[write_failed]" in done.stderr, (done.returncode, done.stderr)
    assert {p.name: p.read_text() for p in folder.iterdir()} == {out: "old"}


def test_what_cannot_be_printed_is_no_crash(tmp_path, zones):
    """Standard output goes to /dev/full, which has no space left. As `--out` nothing below /dev may ever be named: what is published is
    renamed onto its target, and a test run by root would replace the device."""
    if not os.path.exists("/dev/full"):
        pytest.skip("no /dev/full here")
    lots = geopackage(tmp_path / "lots.gpkg", [blob(GOOD)])
    with open("/dev/full", "wb") as full:
        done = subprocess.run([PROGRAM, "overlay", lots, zones, "--out", tmp_path / "table.csv", "--stats"], stdout=full, stderr=subprocess.PIPE, timeout=BOUND)
    assert 0 <= done.returncode < 6 and len(rows_of(tmp_path / "table.csv")) == 2


@pytest.mark.parametrize("out", ["table.csv", "table.gpkg"])
def test_who_is_killed_leaves_what_stood_there(tmp_path, zones, out):
    folder = tmp_path / "out"
    folder.mkdir()
    n = 60_000
    x, y = np.divmod(np.arange(n), 200)
    pyogrio.write_dataframe(gpd.GeoDataFrame(geometry=shapely.box(X + 3.0 * x, Y + 3.0 * y, X + 3.0 * x + 2, Y + 3.0 * y + 2), crs=CRS), tmp_path / "lots.gpkg")
    command = [PROGRAM, "overlay", tmp_path / "lots.gpkg", zones, "--out", folder / out, "--threads", "1"]
    start = time.monotonic()
    assert subprocess.run(command, capture_output=True, timeout=BOUND).returncode == 0
    whole, seconds = (folder / out).read_bytes(), time.monotonic() - start
    for share in (0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95):
        for name in os.listdir(folder):
            os.remove(folder / name)
        (folder / out).write_text("old")
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(share * seconds)
        process.kill()
        process.wait()
        text = (folder / out).read_bytes()
        assert text == b"old" or len(text) == len(whole), f"killed after {share:.0%}: {len(text)} bytes"


def test_what_the_library_throws_has_a_class_of_its_own():
    for bad in ([b"\x01\x03"], [GOOD[:-1]], [wkb([(NAN, 0), *ring()[1:]])]):
        with pytest.warns(libspatial.RejectedWarning):
            assert np.isnan(libspatial.area(bad, crs=CRS)).all()
    for call in (lambda: libspatial.overlay([GOOD], [GOOD]), lambda: libspatial.overlay([GOOD], [GOOD], crs="EPSG:0"),
                 lambda: libspatial.overlay([struct.pack("<BI2d", 1, 1, X, Y)], [GOOD], crs=CRS), lambda: libspatial.overlay([GOOD], [GOOD], crs="EPSG:4490", area="planar")):
        with pytest.raises(libspatial.LibspatialError):
            call()
    assert len(libspatial.overlay([], [GOOD], crs=CRS)) == 0
