"""Bad input to every metric of the catalogue, through Python and the program: a reason in its row or an error with its name, never a silent number."""

import csv
import io
import math
import os
import subprocess
import warnings
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from test_metrics import frame_of

import libspatial
from libspatial import errors, metrics

CATALOGUE = metrics._catalogue()
ENTRIES = {e["ids"][0][0]: e for e in CATALOGUE.entries()}
TABLES = [i for i, e in ENTRIES.items() if metrics._layers_of(e) == ["table"]]
SHAPES = [i for i, e in ENTRIES.items() if metrics._layers_of(e) != ["table"]]
PAGE = Path(__file__).parents[2] / "docs" / "reference" / "metrics.md"
BROKEN = {"missing": (None, "missing_value"), "nan": (math.nan, "missing_value"), "text": ("many", "not_number"), "infinite": (math.inf, "not_number"), "negative": (-1, "negative_value")}


def fixture_of(entry):
    example = entry["examples"][0]
    return {n: frame_of(CATALOGUE.fixtures()[example["fixture"]][1][n]) for n in metrics._layers_of(entry)}, dict(example["parameters"])


def run(entry, frames, parameters):
    columns = {n["name"]: n["name"] for n in entry["needs"] if n["type"] != "layer" and n["name"] in frames[n["of"]]}
    given = {metrics._argument(k): v for k, v in {**columns, **parameters}.items()}
    return metrics.compute(entry["ids"][0][0], *(frames[n] for n in metrics._layers_of(entry)), **given)


def cases():
    for id_, entry in ENTRIES.items():
        layers = CATALOGUE.fixtures()[entry["examples"][0]["fixture"]][1]
        for need in entry["needs"]:
            if need["type"] == "layer" or need["name"] not in layers[need["of"]].fields:
                continue
            for word, (cell, reason) in BROKEN.items():
                if need["type"] == "number" and not (need["optional"] and reason == "missing_value") and (need["amount"] or reason != "negative_value"):
                    yield pytest.param(id_, need, cell, reason, id=f"{id_}-{need['name']}-{word}")


@pytest.mark.parametrize("id_, need, cell, reason", list(cases()))
def test_a_cell_that_is_no_number_of_its_kind_has_a_reason(id_, need, cell, reason):
    entry = ENTRIES[id_]
    frames, parameters = fixture_of(entry)
    frame = frames[need["of"]]
    frame[need["name"]] = pd.Series([cell, *frame[need["name"]].tolist()[1:]], index=frame.index, dtype=object)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = run(entry, frames, parameters)
    rate = id_ == "interp_intensive"  # the mean of what is known
    said = {at: why for at, why in found.attrs["reasons"].items() if why == ("partly_missing" if rate else "missing_value" if need["of"] == "source" else reason)}
    assert said and (rate or all(found.loc[at].isna().all(axis=None) for at in said))


def test_reasons_are_documented():
    """Whatever word a row can have stands on the page; words are those in the sources of the formulas."""
    text = PAGE.read_text(encoding="utf-8")
    for word in ("zero_base", "missing_value", "not_number", "negative_value", "contradiction", "more_than_zone", "unknown_kind", "no_class", "partly_missing", "shrinking", "no_change", "not_polygon"):
        assert f"`{word}`" in text, word


@pytest.mark.parametrize("id_", ENTRIES)
def test_empty_frames_give_nothing(id_):
    entry = ENTRIES[id_]
    frames, parameters = fixture_of(entry)
    found = run(entry, {n: f.iloc[:0] for n, f in frames.items()}, parameters)
    for column in found:
        assert all(v is None or v is pd.NA or v != v or v == 0 for v in found[column].tolist()), column


@pytest.mark.parametrize("id_", SHAPES)
def test_crs_that_are_missing_in_degrees_in_feet_or_two(id_):
    entry = ENTRIES[id_]
    frames, parameters = fixture_of(entry)
    if any(p["name"] == "area" for p in entry["parameters"]):
        parameters["area"] = "planar"
    drawn = [n for n, f in frames.items() if isinstance(f, gpd.GeoDataFrame)]

    def attempt(names, crs):
        return run(entry, {n: f.set_crs(crs, allow_override=True) if n in names else f for n, f in frames.items()}, parameters)

    with pytest.raises(errors.CrsMissingError):
        attempt(drawn, None)
    with libspatial.anywhere():
        for crs in ("EPSG:4490", "EPSG:2263"):
            with pytest.raises((errors.AreaKindError, errors.CrsImplausibleError)):
                attempt(drawn, crs)
        if len(drawn) > 1:
            with pytest.raises(errors.CrsMismatchError):
                attempt(drawn[1:], "EPSG:4551")


@pytest.mark.parametrize("id_", [i for i in SHAPES if ENTRIES[i]["per"] == "row" and metrics._layers_of(ENTRIES[i]) == [ENTRIES[i]["needs"][-1]["of"]] and len(ENTRIES[i]["needs"]) == 1])
def test_shapes_without_land_are_rows_with_a_reason(id_):
    """A point, nothing, a bow-tie, a sliver of no area, a coordinate that is no number."""
    entry = ENTRIES[id_]
    frames, parameters = fixture_of(entry)
    (name, frame), = frames.items()
    bad = [shapely.Point(1, 1), None, shapely.Polygon(), shapely.Polygon([(0, 0), (9, 9), (9, 0), (0, 9)]), shapely.Polygon([(0, 0), (9, 0), (5, 0)]), shapely.Polygon([(0, 0), (math.nan, 0), (5, 5)])]
    shapes = gpd.GeoDataFrame(geometry=[*frame.geometry, *bad], crs=frame.crs)
    with pytest.warns(libspatial.RejectedWarning):
        found = run(entry, {name: shapes}, parameters)
    last = found.iloc[len(frame) :]
    assert last.isna().all(axis=None) and {found.attrs["reasons"][at] for at in last.index} == {"not_polygon"}
    assert not found.iloc[: len(frame), 0].isna().all() or id_ in ("orientation", "enn")


@pytest.mark.parametrize("id_, parameter, value", [
    (i, p["name"], v) for i, e in ENTRIES.items() for p in e["parameters"]
    for v in ("many", math.nan, *([p["least"] if p["open"] else p["least"] - 1] if math.isfinite(p["least"]) else []), *([p["most"] + 1] if math.isfinite(p["most"]) else []))
])
def test_a_parameter_out_of_its_range_is_refused(id_, parameter, value):
    frames, parameters = fixture_of(ENTRIES[id_])
    with pytest.raises(errors.BadArgumentError, match=parameter):
        run(ENTRIES[id_], frames, {**parameters, parameter: value})


@pytest.mark.parametrize("wrong", [7, 3.5, object(), ["a", "b"], {"a": 1}])
def test_what_is_no_layer_is_refused(wrong):
    with pytest.raises((TypeError, ValueError, errors.LibspatialError)):
        metrics.reock(wrong, crs="EPSG:32652")


def test_dates_and_flags_are_no_amounts():
    days = pd.DataFrame({"people": pd.to_datetime(["2020-01-01", "2021-01-01"]), "built_ha": [1.0, 2.0]})
    assert set(metrics.bupc(days).attrs["reasons"].values()) == {"not_number"}
    masked = pd.DataFrame({"people": pd.array([10, None], dtype="Int64"), "built_ha": np.array([1.0, 2.0])})
    assert metrics.bupc(masked).attrs["reasons"] == {1: "missing_value"}


def program(root, folder, *arguments):
    env = {**os.environ, "LANG": "C.UTF-8"}
    return subprocess.run([root / "build/bin/libspatial", "metrics", "compute", *arguments], cwd=folder, env=env, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize("id_", TABLES)
def test_the_program_says_the_same(id_, root, tmp_path):
    """One number of the table negative, one a word: every row that hangs on it is empty and says why."""
    entry = ENTRIES[id_]
    frames, parameters = fixture_of(entry)
    need = next(n for n in entry["needs"] if n["type"] == "number" and not n["optional"])
    for cell, reason in ((-1, "negative_value"), ("many", "not_number")):
        if cell == -1 and not need["amount"]:
            continue
        table = frames["table"].copy()
        table[need["name"]] = pd.Series([cell, *table[need["name"]].tolist()[1:]], dtype=object)
        table.to_csv(tmp_path / "table.csv", index=False)
        ran = program(root, tmp_path, id_, "table.csv", *(w for k, v in parameters.items() for w in ("--set", f"{k}={v}")))
        assert ran.returncode == 0, ran.stderr
        rows = list(csv.DictReader(io.StringIO(ran.stdout)))
        said = [r for r in rows if r["reason"] == reason]
        assert said and all(r[q[0]] == "" for r in said for q in entry["ids"])


def test_the_program_refuses_what_it_cannot_measure(root, tmp_path):
    gpd.GeoSeries([shapely.box(126, 43, 126.01, 43.01)], crs="EPSG:4326").to_file(tmp_path / "lots.geojson", driver="GeoJSON")
    ran = program(root, tmp_path, "reock", "lots.geojson")
    assert ran.returncode == 4 and "degrees" in ran.stderr + ran.stdout or "经纬度" in ran.stderr
    ran = program(root, tmp_path, "core_area", "lots.geojson", "--set", "d=-2", "--lang", "en")
    assert ran.returncode == 4 and "d must be at least 0, not -2" in ran.stderr
    (tmp_path / "empty.csv").write_text("area_m2,class\n", encoding="utf-8")
    ran = program(root, tmp_path, "shdi", "empty.csv")
    assert ran.returncode == 0 and ran.stdout.splitlines()[1:] in ([], [",,,zero_base"])
