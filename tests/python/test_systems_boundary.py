"""The growth boundary and the bottom lines, on what the generator of the sample planted (docs/reference/systems.md)."""

import csv

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from test_sample_truth import PLAN, PLANTED, SAMPLE, layer, total

import libspatial

PROJECTS = SAMPLE / "projects.gpkg"
CRS = "EPSG:4551"
X, Y = 544_000, 4_857_000


def facts():
    with open(SAMPLE / "facts" / "projects.csv", encoding="utf-8") as file:
        return {row["id"]: row["situation"] for row in csv.DictReader(file)}


def of(*situations):
    return {name for name, situation in facts().items() if situation in situations}


@pytest.fixture(scope="module")
def result():
    with pytest.warns(libspatial.RejectedWarning):
        return libspatial.check(PROJECTS, PLAN, as_of="2026-11-01")


@pytest.fixture(scope="module")
def projects():
    return gpd.read_file(PROJECTS).query("id != 'b4-013' and id != 'b4-014'")  # a bow-tie; a line


def in_degrees(lots):
    """As the library does it: edges divided before they change from metres to degrees."""
    return lots.set_geometry(lots.segmentize(60)).to_crs("EPSG:4490")


def taken(result, rule):
    """m² of every project that the rule found."""
    found = {p["id"]: next(f for f in p["findings"] if f["rule"] == rule) for p in result.to_dict()["projects"] if p["area"]["official_m2"] > 0}
    return {name: f["area_m2"] for name, f in found.items() if f["verdict"] != "not_checked"}


def test_zones_make_up_the_boundary(result):
    zones, line, units = layer("growth_boundary_zones"), layer("growth_boundary"), layer("units").set_index("code")
    whole = libspatial.overlay(line, zones)
    assert whole.zone.notna().all() and whole.attrs["multi_cover_m2"] == {}, "nothing of the boundary without a zone or in two"
    assert whole.area_m2.sum() == pytest.approx(PLANTED["growth_boundary"], abs=0.5)
    table = libspatial.overlay(zones, units).assign(kind=lambda t: zones.zone_kind[t.subject].to_numpy())
    per_unit = table.pivot_table(index="zone", columns="kind", values="area_m2", aggfunc="sum")
    assert table.zone.notna().all() and (zones.unit_code[table.subject].to_numpy() == table.zone).all()
    for code, row in per_unit.iterrows():
        assert row.sum() == pytest.approx(PLANTED[f"growth_boundary/{code}"], abs=0.01)
        hard = PLANTED[f"expansion_multiple_without_special/{code}"] * PLANTED[f"urban_land_base/{code}"]
        assert row.concentrated + row.flexible == pytest.approx(hard, abs=1), "without 特别用途区"
    plates, _ = libspatial.Plan(PLAN).membership(["districts"])
    inside = libspatial.overlay(zones, plates)
    assert inside[inside.zone.notna()].area_m2.sum() == pytest.approx(sum(PLANTED[f"growth_boundary/2202{c}"] for c in ("02", "03", "04", "11")), abs=0.05)


def test_projects_lie_where_they_were_put(result):
    """Every situation of facts/projects.csv is the one that the check finds."""
    table = result.to_frame().set_index("id")
    share = table[["concentrated", "flexible", "special", "outside"]].div(table.official_m2, axis=0).fillna(0).round(9)
    for name, situation in facts().items():
        c, f, s, o = share.loc[name]
        expected = {
            "inside": c == 1, "inside_hole": c == 1, "multipart": c == 1, "two_features": c == 1, "shared_edge": c == 1, "flexible": f == 1, "special": s == 1, "outside": o == 1,
            "concentrated_flexible": c > 0.25 and f > 0.25 and o == s == 0, "flexible_special": f > 0.2 and s > 0.2 and o == c == 0, "crossing": 0.1 < o < 0.7,
            "redline": o > 0, "farmland": o > 0, "border": o == 1, "line": c > 0 and o > 0, "bow_tie": table.official_m2[name] == 0,
        }[situation]
        assert expected, (name, situation)
    assert set(table.index[table.verdict == "pass"]) == of("inside", "inside_hole", "multipart", "two_features", "shared_edge") - {"b2-006", "b9-004"}, "two declare a wrong area"
    assert set(table.index[table.verdict == "not_checked"]) == of("border")


def test_land_in_special_use_zones_is_named_with_what_is_protected(result, projects):
    """The check names the zone; which resource it protects stands in the zone's name, or is measured against the layer that holds it."""
    zones = layer("growth_boundary_zones")
    special = zones[zones.zone_kind == "special"].reset_index(drop=True)
    lots = in_degrees(projects)
    expected = {name: total(mine.geometry.intersection(shapely.union_all(special.geometry.to_numpy()))) for name, mine in lots.groupby("id")}
    found = taken(result, "JL-UGB-030")
    assert {name for name, m2 in found.items() if m2 > 0} == of("special", "flexible_special") | {"b8-003", "b4-014"}
    for name in set(found) & set(expected):
        assert found[name] == pytest.approx(expected[name], abs=0.05)
    pieces = result.pieces[result.pieces.role == "ugb.special"]
    for piece in pieces.itertuples():
        there = special[special.to_crs(pieces.crs).intersects(shapely.point_on_surface(piece.geometry))]
        assert list(there.name) == [piece.zone]
    resource = libspatial.distance(projects[projects.id.isin(pieces["project"])].dissolve("id"), layer("ecological_redline").to_crs(projects.crs).set_index("name"))
    nearest = resource.loc[resource.groupby("a").edge_m.idxmin()].set_index("a")
    plane = layer("ecological_redline").to_crs(projects.crs).set_index("name")
    for name, row in nearest.iterrows():
        lot = shapely.union_all(projects.geometry[projects.id == name].to_numpy())
        assert row.b == plane.distance(lot).idxmin() and row.edge_m == pytest.approx(plane.distance(lot).min(), rel=1e-3)


@pytest.mark.parametrize("rule, name, where", [("JL-PBF-010", "permanent_farmland", "farmland"), ("JL-ERL-010", "ecological_redline", "redline")])
def test_bottom_lines_are_zero_or_they_are_not(result, projects, rule, name, where):
    found = taken(result, rule)
    assert {project for project, m2 in found.items() if m2 > 0} >= of(where)
    every = shapely.union_all(layer(name).geometry.to_numpy())
    lots = in_degrees(projects).groupby("id")
    assert len(lots) >= 27
    for project, mine in lots:
        if project in found:
            assert found[project] == pytest.approx(total(shapely.intersection(mine.geometry.to_numpy(), every)), abs=0.05), project


@pytest.mark.parametrize("depth, verdict", [(0.0, "pass"), (0.00005, "pass"), (0.0003, "conflict")], ids=["touching", "0.005 m²", "0.03 m²"])
def test_a_hair_of_farmland_is_a_conflict(depth, verdict):
    """A lot 100 m wide that reaches over the border of the farmland by some tenths of a millimetre."""
    box = lambda x0, y0, x1, y1: shapely.box(X + x0, Y + y0, X + x1, Y + y1)  # noqa: E731
    roles = ["units", "ugb", "permanent_farmland", "ecological_redline"]
    names = ["units", "growth_boundary_zones", "permanent_farmland", "ecological_redline"]
    plan = {
        "units": gpd.GeoDataFrame({"code": ["1"], "name": ["甲"]}, geometry=[box(-5000, -5000, 5000, 5000)], crs=CRS),
        "growth_boundary_zones": gpd.GeoDataFrame({"zone_kind": ["concentrated"], "unit_code": ["1"]}, geometry=[box(0, 0, 1000, 1000)], crs=CRS),
        "permanent_farmland": gpd.GeoDataFrame({"dlbm": ["0101"]}, geometry=[box(0, -500, 1000, 0)], crs=CRS),
        "ecological_redline": gpd.GeoDataFrame({"name": ["红线"]}, geometry=[box(2000, 0, 3000, 1000)], crs=CRS),
        "layer_manifest": pd.DataFrame({"role": roles, "layer": names, "valid_from": "2021-01-01", "valid_to": "2035-12-31", "covers": "units"}),
    }
    lot = gpd.GeoDataFrame({"id": ["p"], "kind": ["industry"]}, geometry=[box(100, -depth, 200, 100)], crs=CRS)
    finding = libspatial.check(lot, plan, as_of="2026-11-01").to_dict()["projects"][0]["findings"]
    assert next(f["verdict"] for f in finding if f["rule"] == "JL-PBF-010") == verdict


def test_the_renewal_block_has_its_120_hectares():
    streets = layer("streets")
    four = streets[streets.name.isin(["越山路", "吉林大街", "松江中路", "解放大路"])]
    block = libspatial.enclosed(four)
    assert block.region.area_m2.tolist() == [PLANTED["renewal_block"]] == [1_200_000.00] and len(block.faces) == 1 and block.unused == []
    stated = libspatial.Plan(profile="jilin").projects().loc["b4-023", "quantities"]
    assert [(q["value"], q["unit"]) for q in stated] == [(120.0, "ha")]
    three = libspatial.enclosed(four[four.name != "越山路"])
    assert len(three.region) == 0 and set(three.unused) == {"吉林大街", "松江中路", "解放大路"}, "three streets enclose nothing, and that is said"


def test_the_land_a_road_takes():
    """环山街: 22.5 km and 60 m between the red lines are 135 hectares, and each of them lies somewhere."""
    lines = layer("transport_lines")
    road = lines[lines.id == "urb-2"]
    take = libspatial.corridor(road, width_m=60)
    area = total(take.geometry)
    assert take.length_m[0] / 1000 == pytest.approx(PLANTED["line/urb-2"], abs=1e-6) and area == pytest.approx(22_500 * 60, rel=5e-5)
    for name, kinds in (("growth_boundary_zones", "zone_kind"), ("permanent_farmland", "dlbm"), ("ecological_redline", "name"), ("towns", "name")):
        zones = layer(name)
        table = libspatial.overlay(take, zones)
        assert round(table.area_m2.sum(), 2) == area
        by = table[table.zone.notna()].assign(kind=lambda t: zones[kinds][t.zone].to_numpy()).groupby("kind").area_m2.sum()
        for kind, mine in zones.groupby(kinds):
            cut = [p for p in shapely.get_parts(shapely.intersection(mine.geometry.to_numpy(), take.geometry[0])) if p.geom_type == "Polygon"]
            assert by.get(kind, 0.0) == pytest.approx(total(cut), abs=0.1)
    parcels = layer("land_parcels")
    touched = libspatial.overlay(take, parcels)
    crossed = parcels.index[shapely.area(shapely.intersection(parcels.geometry.to_numpy(), take.geometry[0])) > 1e-11]
    assert set(crossed) <= set(touched.zone.dropna()) and len(crossed) > 50
