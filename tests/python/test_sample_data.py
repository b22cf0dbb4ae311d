"""The sample is what it says: areas of the facts, no gaps, points in their unit, lines apart, marked as synthetic."""

import csv
import hashlib
import re
import sqlite3
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import shapely

import libspatial

SAMPLE = Path(__file__).parents[2] / "sample_data"
PLAN, PROJECTS = SAMPLE / "jilin.gpkg", SAMPLE / "projects.gpkg"
MARK = "合成数据, 非法定成果"
# WKB and attributes of the layers that projects and documentation were made with: what is added must not touch them
FIRST = {"units": "0a76251aedf5b8fa", "places": "9ef44f75a5acf829", "growth_boundary_zones": "3b09ded79bf3d071", "permanent_farmland": "358c1d45d0ef9977",
         "ecological_redline": "12d45c25f75a293d", "land_parcels": "f4e22ee7b64f6d6e"}
CONTRACT = SAMPLE.parent / "docs" / "reference" / "plan-geopackage.md"


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
    assert sum(p.stat().st_size for p in SAMPLE.rglob("*") if p.is_file()) <= 25_000_000
    for path in (PLAN, PROJECTS):
        with sqlite3.connect(path) as db:
            rows = db.execute("SELECT table_name, description FROM gpkg_contents WHERE data_type = 'features'").fetchall()
        db.close()
        assert rows and all(MARK in description for _, description in rows), rows
    assert layer("layer_manifest").source.str.contains(MARK).all()
    assert MARK in (SAMPLE / "README.md").read_text(encoding="utf-8")


def digest(frame):
    shapes = hashlib.sha256(b"".join(shapely.to_wkb(frame.geometry.to_numpy())))
    shapes.update(frame.drop(columns="geometry").to_csv(index=False).encode())
    return shapes.hexdigest()[:16]


@pytest.mark.parametrize("name", FIRST)
def test_the_first_layers_stay_what_they_are(name):
    assert digest(layer(name)) == FIRST[name]


def contract():
    """(layer, geometry, fields) of the table in the documentation."""
    for line in CONTRACT.read_text(encoding="utf-8").splitlines():
        cells = [c.strip() for c in line.split("|")[1:-1]]
        if len(cells) == 4 and cells[0].startswith("`"):
            fields = re.sub(r"\([^)]*\)", "", cells[2]).split(":")[0]
            for name in re.findall(r"`(\w+)`", cells[0]):
                yield name, cells[1], fields


@pytest.mark.parametrize("name, geometry, fields", list(contract()))
def test_every_layer_of_the_contract_is_there_with_its_fields(name, geometry, fields):
    found = layer(name)
    wanted = {"land_parcels_base": ["bsm", "dlbm", "dlmc", "tbmj", "kcxs", "unit_code"]}.get(name) or [f.strip() for f in fields.split(",")]
    assert set(wanted) <= set(found.columns), name
    assert len(found) > 0
    if geometry == "none":
        assert "geometry" not in found.columns
    else:
        assert found.geom_type.str.endswith({"polygon": "Polygon", "line": "LineString", "point": "Point"}[geometry]).all()
        assert found.is_valid.all() and not found.is_empty.any() and found.crs.to_epsg() == 4490


def test_the_manifest_names_every_layer():
    manifest = layer("layer_manifest")
    assert len(manifest) == len(pyogrio.list_layers(PLAN)) - 1
    assert set(manifest.layer) == set(pyogrio.list_layers(PLAN)[:, 0]) - {"layer_manifest"}


def same_land(shapes, whole):
    return shapely.normalize(shapely.coverage_union_all(shapes)).equals_exact(shapely.normalize(whole), 0)


def test_towns_divide_the_units_and_villages_their_town(units):
    towns, villages = layer("towns").set_index("code", drop=False), layer("villages")
    assert towns.code.is_unique and shapely.coverage_is_valid(towns.geometry.to_numpy())
    assert towns.code.str.fullmatch(r"\d{9}").all() and (towns.code.str[:6] == towns.parent).all()
    for code, shape in units.geometry.items():
        assert same_land(towns.geometry[towns.parent == code].to_numpy(), shape)
    parent = villages.parent.iloc[0]
    assert (villages.parent == parent).all() and same_land(villages.geometry.to_numpy(), towns.geometry[parent])


def test_named_places_lie_in_the_towns_of_their_name():
    towns = layer("towns").set_index("name")
    places = layer("places")
    for fact in facts("towns"):
        assert towns.geometry[fact["name"]].contains(shapely.Point(float(fact["lon"]), float(fact["lat"]))), fact["name"]
    for place in places[places.kind == "key_town"].itertuples():
        name = place.name.split("(")[0].replace("棋盘村区域", "")
        assert towns.geometry[name].contains(place.geometry), place.name
    others = set(towns.index) - {f["name"] for f in facts("towns")}
    assert all(name.endswith("（合成）") for name in others)


def test_the_food_zone_lies_in_its_county_and_holds_its_town(units):
    zones = layer("functional_zones").set_index("place")
    towns = layer("towns").set_index("name")
    food = zones.geometry["zhongxin_shipinqu"]
    assert units.geometry["220221"].covers(food) and food.covers(towns.geometry["岔路河镇"]) and zones.code["zhongxin_shipinqu"] == "220273"
    ice = zones.geometry["bingxue_shiyanqu"]
    assert zones.parent.isna()["bingxue_shiyanqu"] and sum(shape.intersection(ice).area > 0 for shape in units.geometry) == 2
