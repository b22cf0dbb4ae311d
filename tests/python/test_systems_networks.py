"""Networks, registers of projects and files, on what the generator of the sample planted (docs/reference/systems.md)."""

import subprocess
import warnings

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely
from conftest import ROOT
from test_sample_truth import PLAN, PLANTED, SAMPLE, layer, total

import libspatial

PROGRAM = ROOT / "build/bin/libspatial"


@pytest.mark.parametrize("kind, km", [("railway", 999), ("expressway", 912)])
def test_networks_have_the_length_of_the_plan(kind, km):
    lines, units = layer("transport_lines"), layer("units")
    lines = lines[lines.kind == kind]
    table = libspatial.lengths(lines, units, unit="code")
    totals = table[table.line.isna()].set_index("unit").length_m / 1000
    inside = totals[totals.index.notna()]
    assert inside.sum() == pytest.approx(km, abs=1e-5) and totals.sum() == pytest.approx(PLANTED[f"{kind}_total/not_clipped"], abs=1e-5)
    assert len(inside) == 9 and all(length == pytest.approx(PLANTED[f"{kind}_total/{code}"], abs=2e-6) for code, length in inside.items())
    blind = libspatial.lengths(lines.assign(segment=None, name=range(len(lines))), units, unit="code")
    alone = blind[blind.line.notna() & blind.unit.notna()].length_m.sum() / 1000
    assert alone == pytest.approx(PLANTED[f"{kind}_total/shared_counted_twice"], abs=1e-5) and alone > km + 30, "what adding line by line gives"
    density = inside / (libspatial.area(units) / 1e6)[units.code.searchsorted(inside.index)]
    assert density.between(0.01, 0.2).all()


def test_rural_roads_of_the_twelve_units_add_up():
    """A table and no lines: the plan gives lengths, and its total is the sum of the parts in words and in the table."""
    rows = layer("indicator_inputs").query("indicator == 'rural_roads_total'")
    plan = libspatial.Plan(profile="jilin")
    register = plan.register()
    parts = register.index[register.of == "b3-023"]
    stated = {plan.find(register.unit[p])["id"]: next(q["value"] for q in plan.projects().loc[p, "quantities"]) for p in parts}
    zones = {"220271": "jingkai_qu", "220272": "gaoxin_qu", "220273": "zhongxin_shipinqu"}
    written = {zones.get(code) or plan.find(code)["id"]: km for code, km in zip(rows.unit_code, rows.value)}
    assert written == stated and len(written) == 12
    assert round(sum(written.values()), 6) == PLANTED["rural_roads_total"] == 3782.52 and register.difference["b3-023"] == 0


def test_streets_of_the_districts():
    """Number, length and area; how well they connect is another question."""
    streets, units = layer("streets"), layer("units").set_index("code")
    table = libspatial.lengths(streets.assign(name=streets.id), units.reset_index(), unit="code")
    four = ["220202", "220203", "220204", "220211"]
    rows = table[table.line.notna() & table.unit.isin(four) & (table.length_m > 0)]
    assert rows.line.nunique() == PLANTED["roads_count"] == 765
    assert rows.length_m.sum() / 1000 == pytest.approx(2146.9, abs=1e-3)
    width = streets.set_index(streets.id.astype(str)).width_m
    area = (rows.length_m * width[rows.line].to_numpy()).groupby(rows.unit).sum() / 1e6
    assert all(area[code] == pytest.approx(PLANTED[f"roads_area/{code}"], abs=1e-5) for code in four) and area.sum() == pytest.approx(29.0, abs=1e-4)


@pytest.fixture(scope="module")
def result():
    with pytest.warns(libspatial.RejectedWarning):
        return libspatial.check(SAMPLE / "projects.gpkg", PLAN, as_of="2026-11-01")


def test_projects_and_verdicts_by_unit(result):
    table = result.by_unit()
    units = layer("units")
    projects = result.to_dict()["projects"]
    assert list(table.code[:9]) == list(units.code) and len(table) == 10 and pd.isna(table.code[9])
    verdict = {p["id"]: p["verdict"] for p in projects}
    lands = libspatial.frames.frame(next(layer for layer in result.layers if layer.name == "projects")).set_index("id")
    plane = units.set_geometry(units.segmentize(5e-4)).to_crs(lands.crs)
    for row, unit in zip(table[:9].itertuples(), plane.geometry):
        inside = np.nan_to_num(shapely.area(shapely.intersection(lands.geometry.to_numpy(), unit)))
        mine = lands.index[inside > 0.5]
        assert row.projects == len(mine) and row.area_m2 == pytest.approx(inside.sum(), rel=6e-4), row.name  # planar against official
        for word in ("conditional", "needs_review", "not_checked", "conflict"):
            assert getattr(row, word) == sum(verdict[name] == word for name in mine)
    assert table.area_m2.sum() == pytest.approx(sum(p["area"]["official_m2"] for p in projects), abs=0.02)
    beyond = table.iloc[9]
    assert (beyond.projects, beyond.needs_review, beyond.not_checked, beyond.conflict) == (3, 1, 1, 1), "a bow-tie without land, and two that reach over the border"
    assert (table[["pass", "conditional", "needs_review", "not_checked", "conflict"]].sum(axis=1) == table.projects).all()


def cents(areas):
    return sum(round(100 * m2) for m2 in areas)


def test_the_land_of_every_project_by_unit_adds_up_to_its_official_area(result):
    """b10-008 has two parcels: measured as one shape they had 0.01 m² more."""
    assert cents(result.by_unit().area_m2) == cents(result.to_frame().official_m2)
    plan, drawn = libspatial.Plan(PLAN), gpd.read_file(SAMPLE / "projects.gpkg")
    several = 0
    for id_, parcels in drawn.groupby("id"):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            one = libspatial.check(parcels, plan, as_of="2026-11-01")
        assert cents(one.by_unit().area_m2) == cents(one.to_frame().official_m2), id_
        assert one.by_unit().projects.max() == 1
        several += len(parcels) > 1
    assert several >= 1


def test_parcels_of_a_project_over_units_add_up():
    """Parcels of one project (of a second, of none) across the border of two units, some of them of two parts: what each unit has is the sum over parcels."""
    random, border = np.random.default_rng(8), 543000.0
    units = gpd.GeoDataFrame({"code": ["1", "2"], "name": ["甲", "乙"]}, geometry=[shapely.box(border - 4000, 4856000, border, 4860000), shapely.box(border, 4856000, border + 4000, 4860000)], crs="EPSG:4551")
    at = [(border - 30 + 60 * random.random(), 4856500 + 40 * n, *(5 + 60 * random.random(2))) for n in range(60)]
    boxes = [shapely.box(x, y, x + w, y + min(h, 30)) for x, y, w, h in at]
    shapes = [shapely.MultiPolygon([b, shapely.affinity.translate(b, 500, 0)]) if n % 5 == 0 else b for n, b in enumerate(boxes)]
    for ids in (["p"] * 60, [7.5 if n % 2 else None for n in range(60)], list(range(60))):
        found = libspatial.check(gpd.GeoDataFrame({"no": ids}, geometry=shapes, crs="EPSG:4551"), {"units": units}, project_id="no", as_of="2026-11-01")
        table, pieces = found.by_unit(), libspatial.overlay(shapes, units, crs="EPSG:4551")
        assert table.area_m2.round(2).tolist() == pieces.groupby("zone").area_m2.sum().round(2).tolist() and table.code.tolist() == ["1", "2"]
        assert cents(table.area_m2) == cents(found.to_frame().official_m2)
        project = pd.Series([n if v is None or pd.isna(v) else str(v) for n, v in enumerate(ids)])
        assert table.projects.tolist() == [project[pieces.subject[pieces.zone == z]].nunique() for z in (0, 1)]


@pytest.mark.parametrize("ids, names", [(["p", None, "", "p", "#1"], ["p", "##1", "#2", "#1"]), (["#2", "##2", None, None, "x"], ["#2", "##2", "###2", "#3", "x"]), ([1, "1", 1.0, None, "a"], ["1", "#3", "a"])])
def test_a_project_without_an_id_is_no_other(ids, names):
    """An id "#1" and the row 1 without an id were one project, and by_unit counted two."""
    shapes = [shapely.box(x, 4856500, x + 10, 4856510) for x in range(543000, 543500, 100)]
    plan = {"units": gpd.GeoDataFrame({"code": ["1"], "name": ["甲"]}, geometry=[shapely.box(542000, 4856000, 544000, 4857000)], crs="EPSG:4551")}
    found = libspatial.check(gpd.GeoDataFrame({"id": pd.Series(ids, dtype=object)}, geometry=shapes, crs="EPSG:4551"), plan, as_of="2026-11-01")
    assert [p["id"] for p in found.to_dict()["projects"]] == names and found.by_unit().projects.tolist() == [len(names)]
    assert cents(found.by_unit().area_m2) == cents(found.to_frame().official_m2)


def test_a_plan_without_units_has_one_row():
    plan = [layer for layer in libspatial.Plan(PLAN).layers if layer.name != "units"]
    with pytest.warns(libspatial.RejectedWarning):
        table = libspatial.check(SAMPLE / "projects.gpkg", plan, as_of="2026-11-01").by_unit()
    assert table.projects.tolist() == [30] and table.code.isna().all() and table.area_m2[0] == pytest.approx(2_424_424.2, abs=0.05)


@pytest.mark.parametrize("crs", ["EPSG:4490", "EPSG:4530", "EPSG:4326", "EPSG:32652", "EPSG:3857"])
@pytest.mark.parametrize("name", ["lots.gpkg", "lots.shp", "lots.geojson", "lots.fgb"])
def test_files_and_coordinate_systems_of_others(tmp_path, name, crs):
    """What comes in by any format and CRS gives the same square metres; what goes out others can load."""
    lots = gpd.read_file(SAMPLE / "projects.gpkg", rows=4).set_crs("EPSG:4530")[["id", "geometry"]]
    zones = layer("growth_boundary_zones")[["zone_kind", "geometry"]]
    expected = libspatial.overlay(lots.set_geometry(lots.segmentize(10)).to_crs("EPSG:4490"), zones)
    given = lots.set_geometry(lots.segmentize(10)).to_crs(crs)
    if name.endswith("json") and crs != "EPSG:4326":
        given = given.to_crs("EPSG:4326")  # RFC 7946 knows no other
    given.to_file(tmp_path / name, **({"RFC7946": "NO"} if name.endswith("json") else {}))
    run = subprocess.run([PROGRAM, "overlay", tmp_path / name, f"{PLAN}|layername=growth_boundary_zones", "--by", "zone_kind", "--subject-id", "id", "--pieces", "--out", "pieces.gpkg"],
                         cwd=tmp_path, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    table = pyogrio.read_dataframe(tmp_path / "pieces.gpkg", layer="overlay")
    assert table.area_m2.sum() == pytest.approx(expected.area_m2.sum(), abs=0.3) and set(table.subject) == set(lots.id) and set(table.zone) == {"concentrated"}
    pieces = gpd.read_file(tmp_path / "pieces.gpkg", layer="pieces")
    assert pieces.crs == given.crs and pieces.is_valid.all() and total(pieces.to_crs("EPSG:4490").geometry) == pytest.approx(table.area_m2.sum(), abs=0.5)
