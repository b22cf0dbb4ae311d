"""Dates and the like are the same text whoever reads them: the program by its two ways into a GeoPackage, Python from the file, and Python from a GeoDataFrame."""

import csv
import datetime
import sqlite3
import warnings

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely

import libspatial
from libspatial import files, frames

DAYS = ["2025-01-01", "2026-01-01", "2027-01-01"]
# SQL type of a column → {what SQLite holds: what everybody reads}
COLUMNS = {
    "DATE": {"2025-01-01": "2025-01-01", "2024-02-29": "2024-02-29", None: "", "nonsense": ""},
    "DATETIME": {"2025-01-01T00:00:00Z": "2025-01-01 00:00:00+00", "2025-01-01T12:30:45.120Z": "2025-01-01 12:30:45.120+00", "2025-01-01T08:00:00+08:00": "2025-01-01 08:00:00+08",
                 "2025-01-01T08:00:00+05:30": "2025-01-01 08:00:00+0530", "2025-01-01T08:00:00": "2025-01-01 08:00:00", None: ""},
    "BOOLEAN": {1: "1", 0: "0", None: ""},
    "DOUBLE": {3.0: "3", 0.1: "0.1", 1e20: "1e+20", None: ""},
    "INTEGER": {220201000000000001: "220201000000000001", 2**53 + 1: str(2**53 + 1), -5: "-5", None: ""},
    "TEXT": {"2025-01-01": "2025-01-01", "": "", "中文": "中文", " x ": " x ", None: ""},
    "BLOB": {b"ab": "6162", b"\0\xff": "00FF", None: ""},
}


def box(i, size=100):
    return shapely.box(544000 + 200 * i, 4857000, 544000 + 200 * i + size, 4857000 + size)


def retype(path, table, **types):
    """Columns of a table under another SQL type, as other programs declare them."""
    with sqlite3.connect(path) as file:
        file.execute("pragma writable_schema=1")
        for column, kind in types.items():
            sql, = file.execute("select sql from sqlite_master where name=?", [table]).fetchone()
            changed = sql.replace(f'"{column}" TEXT', f'"{column}" {kind}').replace(f'"{column}" DATE', f'"{column}" {kind}')
            file.execute("update sqlite_master set sql=? where name=?", [changed, table])
    file.close()


def table_of(path, kind, cells, gaps):
    gpd.GeoDataFrame({"n": range(len(cells))}, geometry=[box(i) for i in range(len(cells))], crs="EPSG:4551").to_file(path, layer="l")
    file = sqlite3.connect(path)
    for trigger, in file.execute("select name from sqlite_master where type='trigger'").fetchall():
        file.execute(f'drop trigger "{trigger}"')
    file.execute(f"alter table l add column v {kind}")
    for i, cell in enumerate(cells):
        file.execute("update l set v=? where n=?", [cell, i])
    if gaps:
        file.execute("update l set fid = fid * 10")
    file.commit()
    file.close()


@pytest.mark.parametrize("gaps", [False, True])
@pytest.mark.parametrize("kind", COLUMNS)
def test_a_column_is_the_same_text_by_every_way(kind, gaps, tmp_path, program):
    path, (cells, expected) = tmp_path / "a.gpkg", zip(*COLUMNS[kind].items())
    table_of(path, kind, cells, gaps)
    code, _, said = program("overlay", path, path, "--by", "v", "--subject-id", "n", "--out", tmp_path / "o.csv", "--lang", "en")
    assert code == 0, said
    with open(tmp_path / "o.csv", encoding="utf-8") as lines:
        assert ["" if row["zone"].startswith("#") else row["zone"] for row in csv.DictReader(lines)] == list(expected)  # a zone without a name is #row
    code, _, said = program("convert", path, tmp_path / "o.fgb", "--lang", "en")
    assert ("nonsense" in said) == ("nonsense" in cells), said
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # GDAL on "nonsense"
        read = files.read_layer(path).fields["v"]
    assert ["" if v is None else v if isinstance(v, str) else as_text(v) for v in read] == list(expected)


def as_text(number):
    return str(int(number)) if number == int(number) and abs(number) < 2**63 and abs(number) < 1e17 or isinstance(number, int) else repr(number)


def plan_with(path, dates):
    gpd.GeoDataFrame({"zone_kind": ["flexible"], "name": ["z"], "unit_code": ["1"]}, geometry=[box(0)], crs="EPSG:4551").to_file(path, layer="growth_boundary_zones")
    approvals = [shapely.box(544000 + 20 * i, 4857000, 544010 + 20 * i, 4857010) for i in range(3)]
    gpd.GeoDataFrame({"batch": ["x", "y", "z"], "approved_on": dates, "unit_code": ["1"] * 3}, geometry=approvals, crs="EPSG:4551").to_file(path, layer="land_approvals")


@pytest.mark.parametrize("dates", [DAYS, pd.to_datetime(DAYS), [datetime.date.fromisoformat(day) for day in DAYS], pd.to_datetime(DAYS, utc=True), [f"{day} 00:00:00" for day in DAYS], [f"{day}T00:00:00.000" for day in DAYS]],
                         ids=["text", "datetime", "date", "utc", "midnight", "iso"])
def test_a_ledger_counts_the_approvals_of_any_column_of_dates(dates, tmp_path, program):
    path = tmp_path / "plan.gpkg"
    plan_with(path, dates)
    in_memory = {name: gpd.read_file(path, layer=name) for name in ("growth_boundary_zones", "land_approvals")}
    for plan in (path, in_memory):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            ledger = libspatial.zone_ledger(plan, as_of="2026-01-01")
        assert ledger.zones.approved_m2.tolist() == pytest.approx([200], abs=0.1)
        assert ledger.entries.date.tolist() == DAYS[:2]
    code, _, said = program("plan", "ledger", path, "--as-of", "2026-01-01", "--out", tmp_path / "ledger.csv", "--lang", "en")
    assert (code, said) == (0, "")
    assert pd.read_csv(tmp_path / "ledger.csv").date.tolist() == DAYS[:2]


def test_a_date_that_cannot_be_read_is_said(tmp_path, program):
    path = tmp_path / "plan.gpkg"
    plan_with(path, ["2025-01-01", "2025-06-01 08:30:00", "spring"])
    with pytest.warns(UserWarning) as told:
        ledger = libspatial.zone_ledger(path, as_of="2026-01-01")
    assert ledger.entries.date.tolist() == ["2025-01-01"]
    said = program("plan", "ledger", path, "--as-of", "2026-01-01", "--lang", "en")[2]
    for text in (said, "\n".join(str(w.message) for w in told)):
        assert "2025-06-01 08:30:00" in text and "spring" in text


def test_the_manifest_of_a_plan_may_have_columns_of_dates(plan, projects, tmp_path):
    path = tmp_path / "plan.gpkg"
    path.write_bytes(plan.read_bytes())
    expected = libspatial.check(projects, path, as_of="2026-11-01").to_dict()["layers"]
    for kind in ("DATE", "DATETIME"):
        retype(path, "layer_manifest", valid_from=kind, valid_to=kind)
        assert (pyogrio.read_info(path, layer="layer_manifest")["dtypes"] == ("datetime64[D]" if kind == "DATE" else "datetime64[ms]")).sum() == 2
        found = libspatial.check(projects, path, as_of="2026-11-01").to_dict()["layers"]
        assert [(layer["valid_from"], layer["valid_to"]) for layer in found[1:]] == [(layer["valid_from"], layer["valid_to"]) for layer in expected[1:]]


@pytest.mark.parametrize("column, expected", [
    (pd.to_datetime(["2025-01-01", None]), ["2025-01-01", None]),
    (pd.to_datetime(["2025-01-01 00:00", "2025-01-01 08:30:00.5"], format="ISO8601"), ["2025-01-01 00:00:00", "2025-01-01 08:30:00.500"]),
    (pd.to_datetime(["2025-01-01"]).tz_localize("Asia/Shanghai"), ["2025-01-01 00:00:00+08"]),
    ([datetime.datetime(2025, 1, 1, 8, 30), datetime.date(2025, 1, 2)], ["2025-01-01 08:30:00", "2025-01-02"]),
])
def test_columns_of_a_frame(column, expected):
    assert frames.columns(pd.DataFrame({"v": pd.Series(column)})) == {"v": expected}
