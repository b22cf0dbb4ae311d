"""The facts of a check as a table: every one of result.json, once, and the numbers a finger counts."""

import doctest
import warnings

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from conftest import ROOT

import libspatial
from libspatial import results

COLUMNS = ["project", "rule", "verdict", "name", "measure", "unit", "value"]


@pytest.fixture(scope="module")
def result():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", libspatial.RejectedWarning)
        return libspatial.check(ROOT / "sample_data/projects.gpkg", ROOT / "sample_data/jilin.gpkg", as_of="2026-11-01")


def test_every_fact_is_a_row_in_the_order_of_the_result(result):
    facts = result.facts()
    assert list(facts.columns) == COLUMNS and facts["value"].dtype == "float64" and facts.index.equals(pd.RangeIndex(len(facts)))
    expected = [(p["id"], f["rule"], f["verdict"], x["name"], x["measure"], x["unit"], x["value"]) for p in result.to_dict()["projects"] for f in p["findings"] for x in f["facts"]]
    assert list(facts.itertuples(index=False, name=None)) == expected and len(expected) > 200
    table = result.to_frame().set_index("id")
    outside = facts[facts["measure"] == "outside_area"].set_index("project")["value"]
    unknown = {id_ for row in result.to_dict()["not_checked"] for id_ in row["projects"]}
    assert len(outside) == 29 and all(m2 == table["outside"].fillna(0)[id_] for id_, m2 in outside.items() if id_ not in unknown)
    assert "b4-013" not in set(facts["project"]), "a shape that cannot be used rests on no fact"


def test_counted_by_hand():
    """100 m × 100 m in the plane, 60 m of it in the flexible zone; a second parcel all in it."""
    lots = [shapely.box(544000, 4857000, 544100, 4857100), shapely.box(544000, 4857100, 544060, 4857200)]
    zone = gpd.GeoDataFrame({"zone_kind": ["flexible"]}, geometry=[shapely.box(544000, 4857000, 544060, 4857200)], crs="EPSG:4551")
    facts = libspatial.check(gpd.GeoDataFrame({"id": ["p", "p"]}, geometry=lots, crs="EPSG:4551"), {"growth_boundary_zones": zone}, as_of="2026-11-01").facts()
    inside = round(libspatial.area([shapely.box(544000, y, 544060, y + 100) for y in (4857000, 4857100)], crs="EPSG:4551").sum(), 2)
    assert facts[facts["value"] > 0].set_index(["rule", "name", "measure"])["value"].to_dict() == {("JL-UGB-020", "flexible", "overlap_area"): inside}
    assert set(facts["unit"]) == {"m2"} and set(facts["project"]) == {"p"}


def test_without_facts_the_table_is_empty_and_has_its_columns():
    bow = shapely.Polygon([(544000, 4857000), (544100, 4857100), (544100, 4857000), (544000, 4857100)])
    fine = shapely.box(544000, 4857000, 544100, 4857100)
    lots = gpd.GeoDataFrame({"id": ["bad", "fine"]}, geometry=[bow, fine], crs="EPSG:4551")
    with pytest.warns(libspatial.RejectedWarning):
        facts = libspatial.check(lots, ROOT / "sample_data/jilin.gpkg", as_of="2026-11-01").facts()
    assert set(facts["project"]) == {"fine"}
    none = results.CheckResult('{"projects": []}', []).facts()
    assert list(none.columns) == COLUMNS and len(none) == 0 and none["value"].dtype == "float64"
    unmeasured = results.CheckResult('{"projects": [{"id": "p", "findings": [{"rule": "r", "verdict": "pass", "facts": [{"name": "n", "measure": "distance", "unit": "m", "value": null}]}]}]}', []).facts()
    assert unmeasured["value"].isna().tolist() == [True]


def test_the_examples_of_the_docstrings():
    failed, ran = doctest.testmod(results, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert failed == 0 and ran > 3
