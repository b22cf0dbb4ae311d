"""area() and overlay(): golden values, every kind of input, indexes kept, nothing dropped silently."""

import doctest
import json
import threading

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
import shapely

import libspatial
from libspatial import errors

CRS = "EPSG:4551"


def golden(root):
    return json.loads((root / "tests/unit/measure/golden_areas.json").read_text(encoding="utf-8"))["cases"]


def squares(n=6, x=544000.0, y=4857000.0):
    return [shapely.box(x + 100 * i, y, x + 100 * i + 90, y + 80) for i in range(n)]


def test_golden_areas_to_the_cent(root):
    for case in golden(root):
        shape = shapely.Polygon(case["rings"][0], case["rings"][1:])
        found = libspatial.area([shape], crs=f"EPSG:{case['epsg']}")
        assert round(found[0] * 100) == round(case["official_m2"] * 100), case["name"]


def test_every_kind_of_input_gives_the_same():
    shapes = squares()
    frame = gpd.GeoDataFrame({"name": list("abcdef")}, geometry=shapes, crs=CRS)
    expected = libspatial.area(frame)
    inputs = [frame.geometry, shapes, np.array(shapes), [shapely.to_wkb(s) for s in shapes], pa.table({"geometry": [shapely.to_wkb(s) for s in shapes]}),
              pa.array([shapely.to_wkb(s) for s in shapes]), frame.to_arrow(), json.loads(frame.to_json())]
    for given in inputs:
        assert np.array_equal(libspatial.area(given, crs=CRS), expected), type(given)
    assert expected.dtype == np.float64


def test_a_declared_crs_never_overrides_one():
    frame = gpd.GeoSeries(squares(1), crs=CRS)
    assert libspatial.area(frame, crs="EPSG:4490")[0] == libspatial.area(frame)[0]
    with pytest.raises(errors.CrsMissingError, match="CRS"):
        libspatial.area(squares(1))


def test_overlay_keeps_index_labels_and_adds_up():
    subjects = gpd.GeoDataFrame({"n": range(4)}, geometry=squares(4), crs=CRS, index=["p", "q", "r", "s"])
    zones = gpd.GeoDataFrame({"k": ["a", "b"]}, geometry=[shapely.box(543990, 4856990, 544150, 4857040), shapely.box(544150, 4856990, 544250, 4857200)],
                             crs=CRS, index=[10, 20])
    table = libspatial.overlay(subjects, zones)
    assert list(table.columns) == ["subject", "zone", "area_m2", "share"]
    assert set(table.subject) == {"p", "q", "r", "s"} and set(table.zone.dropna()) == {10, 20}
    assert table.zone.isna().any()
    cents = (table.area_m2 * 100).round().astype(int).groupby(table.subject).sum()
    assert list(cents) == [round(a * 100) for a in libspatial.area(subjects)]
    pieces = libspatial.overlay(subjects, zones, pieces=True)
    assert isinstance(pieces, gpd.GeoDataFrame) and pieces.is_valid.all()
    assert np.array_equal(pieces.area_m2, table.area_m2)


def test_planar_areas_are_those_of_shapely():
    rng = np.random.default_rng(5)
    lots = [shapely.affinity.rotate(shapely.box(x, y, x + 37, y + 21), a) for x, y, a in rng.uniform(0, 300, (200, 3))]
    zones = [shapely.Point(80, 80).buffer(60), shapely.box(150, 0, 333, 222)]
    table = libspatial.overlay(lots, zones, crs="EPSG:32652", area="planar")
    for row in table[table.zone.notna()].itertuples():
        assert row.area_m2 == pytest.approx(lots[row.subject].intersection(zones[row.zone]).area, rel=1e-9, abs=1e-6)
    one = libspatial.overlay(lots, zones, crs="EPSG:32652", area="planar", threads=1)
    pd.testing.assert_frame_equal(one, table)


def test_overlapping_zones_are_said():
    table = libspatial.overlay([shapely.box(0, 0, 10, 10)], [shapely.box(0, 0, 6, 10), shapely.box(4, 0, 8, 10)], crs="EPSG:32652", area="planar")
    assert table.attrs["multi_cover_m2"] == {0: pytest.approx(20)}


def test_rejected_subjects_are_listed_and_rejected_zones_refused():
    bow_tie = shapely.Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])
    good = shapely.box(0, 0, 10, 10)
    with pytest.warns(libspatial.RejectedWarning, match="row 1"):
        table = libspatial.overlay([good, bow_tie], [good], crs="EPSG:32652", area="planar")
    assert [r["row"] for r in table.attrs["rejects"]] == [1]
    with pytest.warns(libspatial.RejectedWarning):
        assert np.isnan(libspatial.area([good, bow_tie], crs="EPSG:32652", kind="planar")[1])
    with pytest.warns(libspatial.RejectedWarning), pytest.raises(errors.InvalidZoneError, match="row 0"):
        libspatial.overlay([good], [bow_tie], crs="EPSG:32652", area="planar")


def test_planar_in_degrees_is_refused():
    with pytest.raises(errors.AreaKindError):
        libspatial.area([shapely.box(126, 43, 126.1, 43.1)], crs="EPSG:4490", kind="planar")


def test_implausible_coordinates_are_refused_with_a_proposal():
    with pytest.raises(errors.CrsImplausibleError, match="EPSG:4530"):
        libspatial.area([shapely.box(42544000, 4857000, 42544100, 4857100)], crs="EPSG:4551")


def test_zones_in_another_crs_are_reprojected_and_said():
    lots = gpd.GeoSeries(squares(2), crs=CRS)
    zone = gpd.GeoSeries([shapely.box(126.4, 43.7, 126.7, 44.0)], crs="EPSG:4490")
    with pytest.warns(UserWarning, match="reprojected"):
        table = libspatial.overlay(lots, zone)
    assert len(table) == 2 and table.share.eq(1).all()


def test_empty_input_is_an_empty_answer():
    assert len(libspatial.area(gpd.GeoSeries([], crs=CRS))) == 0
    assert len(libspatial.overlay(gpd.GeoSeries([], crs=CRS), gpd.GeoSeries(squares(1), crs=CRS))) == 0


def test_every_code_has_its_class():
    from libspatial import _core

    assert len(_core.error_codes) == len(errors.CLASSES)
    for code in _core.error_codes:
        error = errors.make(code, "中", "en")
        assert isinstance(error, libspatial.LibspatialError) and error.code == code and error.zh == "中"


def test_the_gil_is_released():
    lots = gpd.GeoSeries(squares(400), crs=CRS)
    ticks, done = [], threading.Event()

    def count():
        while not done.is_set():
            ticks.append(1)

    thread = threading.Thread(target=count)
    thread.start()
    libspatial.overlay(lots, lots)
    done.set()
    thread.join()
    assert ticks


def test_progress_stops_the_work():
    lots = gpd.GeoSeries(squares(400), crs=CRS)
    calls = []
    libspatial.overlay(lots, lots, threads=4, progress=lambda done, all: calls.append((done, all)))
    assert calls[-1] == (len(lots), len(lots))
    with pytest.raises(KeyboardInterrupt):
        libspatial.overlay(lots, lots, progress=lambda done, all: False)

    def broken(done, all):
        raise ZeroDivisionError("mine")

    with pytest.raises(ZeroDivisionError, match="mine"):
        libspatial.overlay(lots, lots, threads=4, progress=broken)


def test_docstrings_run():
    failed, ran = doctest.testmod(libspatial, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert ran >= 5 and failed == 0


def test_balance_adds_up_to_the_last_step():
    """平差 over drawn parts: whole steps, their sum the control, none further from its share than a step."""
    import random

    draw = random.Random(7)
    for _ in range(300):
        parts = [draw.choice([0.0, draw.uniform(0, 5), draw.uniform(0, 1e6)]) for _ in range(draw.randint(1, 40))]
        decimals = draw.randint(0, 4)
        control = round(sum(parts) * draw.uniform(0.99, 1.01), decimals)
        if control == 0 or not any(parts):
            continue
        steps = [value * 10**decimals for value in libspatial.balance(parts, control, decimals=decimals)]
        assert sum(round(step) for step in steps) == round(control * 10**decimals) and all(abs(step - round(step)) < 1e-4 for step in steps)
        assert all(abs(step - part / sum(parts) * control * 10**decimals) <= 1 + 1e-3 for step, part in zip(steps, parts))
    assert libspatial.balance([], 0) == [] and libspatial.balance([0, 0], 0) == [0, 0] and libspatial.balance([1.004, 1.004]) == [1.01, 1.0]


@pytest.mark.parametrize("arguments, words", [(([1, -1],), "part 1"), (([1, float("nan")],), "part 1"), (([1, 2], 3.001), "3.001"), (([0, 0], 1.0), "divided"), (([1], -1.0), "-1.0"), (([1], 1.0, 9), "decimals=9")])
def test_what_cannot_be_balanced_is_said(arguments, words):
    with pytest.raises(libspatial.errors.BadArgumentError) as raised:
        libspatial.balance(*arguments[:2], **({"decimals": arguments[2]} if len(arguments) > 2 else {}))
    assert words in raised.value.en


@pytest.mark.parametrize("name, number", [("A", "#1"), ("#1", "##1")])
def test_a_zone_without_a_name_is_not_outside_and_no_other(tmp_path, program, name, number):
    import geopandas as gpd
    import shapely

    lot = gpd.GeoDataFrame({"id": ["p"]}, geometry=[shapely.box(544000, 4857000, 544300, 4857100)], crs="EPSG:4551")
    zones = gpd.GeoDataFrame({"name": [name, None]}, geometry=[shapely.box(544000, 4857000, 544100, 4857100), shapely.box(544100, 4857000, 544250, 4857100)], crs="EPSG:4551")
    lot.to_file(tmp_path / "lot.gpkg")
    zones.to_file(tmp_path / "zones.gpkg")
    for option in ("--by", "--zone-id"):
        code, _, errors = program("overlay", tmp_path / "lot.gpkg", tmp_path / "zones.gpkg", option, "name", "--subject-id", "id", "--out", tmp_path / "o.csv", "--lang", "en")
        rows = [line.split(",") for line in (tmp_path / "o.csv").read_text(encoding="utf-8-sig").splitlines()[1:]]
        assert code == 0 and "1 zones have nothing" in errors, (code, errors)
        assert {row[1]: round(float(row[2]) / 100) for row in rows} == {name: 100, number: 150, "": 50}, rows
