"""The sample is what it says: areas of the facts, no gaps, points in their unit, lines apart, marked as synthetic."""

import csv
import sqlite3
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

import libspatial

SAMPLE = Path(__file__).parents[2] / "sample_data"
PLAN, PROJECTS = SAMPLE / "jilin.gpkg", SAMPLE / "projects.gpkg"
MARK = "合成数据, 非法定成果"


def facts(name):
    with open(SAMPLE / "facts" / f"{name}.csv", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def layer(name):
    return gpd.read_file(PLAN, layer=name)


@pytest.fixture(scope="module")
def units():
    return layer("units").set_index("code")


def test_units_have_the_areas_of_the_facts(units):
    assert sorted(units.level.value_counts().to_dict().values()) == [1, 4, 4]
    for fact in facts("units"):
        measured = libspatial.area([units.geometry[fact["code"]]], crs=units.crs)[0] / 1e6
        assert abs(measured / float(fact["area_km2"]) - 1) < 0.01, fact["name"]


def test_units_are_seamless_and_of_one_part_each(units):
    assert shapely.coverage_is_valid(units.geometry.to_numpy())
    whole = shapely.union_all(units.geometry.to_numpy())
    assert whole.geom_type == "Polygon" and len(whole.interiors) == 0
    assert all(len(shapely.get_parts(shape)) == 1 for shape in units.geometry)


def test_every_place_lies_in_its_unit(units):
    places = layer("places")
    codes = {fact["id"]: fact["code"] for fact in facts("units")}
    inside = places[places.parent.isin(codes)]
    assert places.role.str.startswith("重点小城镇").sum() == 15 and len(inside) == 15 + 5  # with the county towns
    for place in inside.itertuples():
        assert units.geometry[codes[place.parent]].contains(place.geometry), place.name


def test_zones_and_lines_are_apart():
    layers = {name: layer(name).geometry.to_numpy() for name in ("growth_boundary_zones", "permanent_farmland", "ecological_redline")}
    assert all(shapely.is_valid(shapes).all() for shapes in layers.values())
    everything = np.concatenate(list(layers.values()))
    assert shapely.coverage_is_valid(everything)
    left, right = shapely.STRtree(everything).query(everything, predicate="overlaps")
    assert len(left) == 0


def test_the_boundary_has_its_three_kinds_everywhere(units):
    zones = layer("growth_boundary_zones")
    assert set(zones.zone_kind) == {"concentrated", "flexible", "special"}
    assert set(zones.unit_code) == set(units.index)
    for code, shape in units.geometry.items():
        mine = zones[zones.unit_code == code].geometry
        assert shapely.area(shapely.difference(shapely.union_all(mine.to_numpy()), shape)) < 1e-12


def test_parcels_share_their_borders_and_carry_codes():
    parcels = layer("land_parcels")
    assert len(parcels) >= 20_000 and parcels.bsm.is_unique
    assert shapely.coverage_is_valid(parcels.geometry.to_numpy())
    assert parcels.dlbm.str.fullmatch(r"\d\d(\d\d|H\d)[A-Z]?").all() and parcels.dlmc.notna().all() and parcels.dlbm.nunique() >= 10
    some = parcels.iloc[::500]
    assert np.allclose(some.tbmj, libspatial.area(some), rtol=1e-5)


def test_projects_show_every_situation():
    projects = gpd.read_file(PROJECTS)
    assert len(projects) >= 24 and projects.crs.to_epsg() == 4530
    kinds = projects.geom_type.value_counts()
    assert kinds["LineString"] == 1 and kinds["MultiPolygon"] >= 1 and (~projects.is_valid).sum() == 1
    assert projects.width_m[projects.geom_type == "LineString"].iloc[0] > 0
    assert any(len(p.interiors) for p in projects.geometry if p.geom_type == "Polygon")
    assert projects.id.duplicated().sum() >= 1
    verdicts = {p["verdict"] for p in libspatial.check(PROJECTS, PLAN, as_of="2026-11-01").to_dict()["projects"]}
    assert verdicts == {"pass", "conditional", "needs_review", "not_checked", "conflict"}


def test_it_is_small_and_marked_as_synthetic():
    assert sum(p.stat().st_size for p in SAMPLE.rglob("*") if p.is_file()) < 15_000_000
    for path in (PLAN, PROJECTS):
        with sqlite3.connect(path) as db:
            rows = db.execute("SELECT table_name, description FROM gpkg_contents WHERE data_type = 'features'").fetchall()
        db.close()
        assert rows and all(MARK in description for _, description in rows), rows
    assert layer("layer_manifest").source.str.contains(MARK).all()
    assert MARK in (SAMPLE / "README.md").read_text(encoding="utf-8")
