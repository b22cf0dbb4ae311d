"""The ledger of the boundary's zones on the sample: against the union of the approvals, against the account of the evaluation, and the same from the program."""

import subprocess
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest

import libspatial

ROOT = Path(__file__).parents[2]
PLAN, PROJECTS = ROOT / "sample_data/jilin.gpkg", ROOT / "sample_data/projects.gpkg"
PROGRAM = ROOT / "build/bin/libspatial"
DAY = "2020-12-31"


@pytest.fixture(scope="module")
def ledger():
    return libspatial.zone_ledger(PLAN, as_of=DAY)


def test_used_land_is_the_union_of_the_approvals(ledger):
    zones, approved = (pyogrio.read_dataframe(PLAN, layer=name) for name in ("growth_boundary_zones", "land_approvals"))
    union = gpd.GeoSeries([approved[approved.approved_on.astype(str) <= DAY].union_all()], crs=approved.crs)
    flexible = zones[zones.zone_kind == "flexible"]
    cut = gpd.GeoSeries(flexible.intersection(union[0]).buffer(0), crs=zones.crs)  # without the lines and points where they touch
    cut = cut[~cut.is_empty]
    theirs = pd.Series(libspatial.area(cut, kind="official"), index=cut.index).reindex(flexible.index, fill_value=0)
    ours = ledger.zones.loc[flexible.index, "approved_m2"]
    assert ours.sum() > 28e6
    assert ours.to_numpy() == pytest.approx(theirs.to_numpy(), abs=0.05)


def test_every_zone_is_balanced_and_its_entries_add_up(ledger):
    cents = (ledger.zones[["area_m2", "approved_m2", "projects_m2", "left_m2"]] * 100).round().astype("int64")
    assert (cents.area_m2 == cents.approved_m2 + cents.projects_m2 + cents.left_m2).all()
    taken = (ledger.entries.groupby("zone").taken_m2.sum() * 100).round().astype("int64").reindex(cents.index, fill_value=0)
    assert (taken == cents.approved_m2).all()


def test_the_account_of_the_evaluation_has_the_same_approved_land(ledger):
    accounts = libspatial.evaluate(PLAN, as_of=DAY).accounts.set_index(["account", "part"]).area_m2
    for part in ("approved", "approved_twice"):
        assert ledger.beside[part] == accounts["approved_unsupplied", f"beside:{part}"]


def test_projects_come_after_all_approvals_and_the_program_says_the_same(ledger, tmp_path):
    with pytest.warns(libspatial.frames.RejectedWarning):
        planned = libspatial.zone_ledger(PLAN, as_of=DAY, projects=PROJECTS)
    assert planned.zones.approved_m2.equals(ledger.zones.approved_m2)
    for _, entries in planned.entries.groupby("zone"):
        assert entries.entry.is_monotonic_increasing
    run = subprocess.run([PROGRAM, "plan", "ledger", PLAN, "--as-of", DAY, "--projects", PROJECTS, "--out", "ledger.csv", "--lang", "en"], cwd=tmp_path, capture_output=True, text=True)
    assert run.returncode == 2, "two of the sample's projects have no usable land"
    written = pd.read_csv(tmp_path / "ledger.csv", dtype={"unit_code": str}, keep_default_na=False)
    for column in ("zone", "entry", "row", "name", "date", "taken_m2", "already_m2", "left_m2"):
        assert written[column].tolist() == planned.entries[column].tolist(), column


def test_what_cannot_be_counted_is_said(tmp_path):
    layers = {name: pyogrio.read_dataframe(PLAN, layer=name) for name in ("units", "growth_boundary_zones", "land_approvals")}
    layers["land_approvals"]["approved_on"] = layers["land_approvals"].approved_on.astype(str)
    layers["land_approvals"].loc[3, "approved_on"] = "2020"
    with pytest.warns(libspatial.frames.RejectedWarning, match="approved_on \"2020\"|approved_on“2020”"):
        libspatial.zone_ledger(layers, as_of=DAY)
    with pytest.raises(libspatial.errors.BadPlanError, match="land_approvals"):
        libspatial.zone_ledger({"growth_boundary_zones": layers["growth_boundary_zones"]}, as_of=DAY)
    run = subprocess.run([PROGRAM, "plan", "ledger", PLAN, "--out", "ledger.xlsx", "--lang", "en"], cwd=tmp_path, capture_output=True, text=True)
    assert run.returncode == 4 and "only .csv or .gpkg" in run.stderr and not list(tmp_path.iterdir())
