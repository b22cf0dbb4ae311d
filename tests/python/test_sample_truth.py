"""What the generator of the sample says it planted is there, found by other means: shapely, pyproj and the library's areas."""

import csv
import hashlib
import subprocess
import sys

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import shapely
import shapely.ops
from conftest import ROOT
from pyproj import Geod

import libspatial

SAMPLE = ROOT / "sample_data"
PLAN = SAMPLE / "jilin.gpkg"
DAY = "2020-12-31"
GEOD = Geod(ellps="GRS80")
MADE_WITH = ("3.12.4", (3, 14, 1))  # GDAL and GEOS of the files in the repository


def planted_in(file):
    with open(file, encoding="utf-8") as rows:
        return {row["name"]: float(row["value"]) for row in csv.DictReader(rows)}


PLANTED = planted_in(SAMPLE / "facts" / "planted.csv")


def layer(name):
    return gpd.read_file(PLAN, layer=name)


@pytest.fixture(scope="module")
def units():
    return layer("units").set_index("code").geometry


def total(shapes):
    land = [shape for shape in shapes if not shape.is_empty]
    return round(float(libspatial.area(land, crs="EPSG:4490").sum()), 2) if land else 0.0


def united(frame):
    return shapely.union_all(frame.geometry.to_numpy())


@pytest.fixture(scope="module")
def ledgers():
    approvals, supplies = layer("land_approvals"), layer("land_supplies")
    return approvals, supplies, united(supplies[supplies.supplied_on <= DAY])


def test_approved_and_not_supplied_is_exact(ledgers):
    approvals, _, supplied = ledgers
    valid = approvals[approvals.approved_on <= DAY]
    land = shapely.difference(united(valid), supplied)
    assert total([land]) == PLANTED["land_approved_unsupplied"] == 37_640_000.00
    assert total(shapely.get_parts(land)) == 37_640_000.00  # however it is cut
    for code, mine in valid.groupby("unit_code"):
        assert total([shapely.difference(united(mine), supplied)]) == PLANTED[f"land_approved_unsupplied/{code}"]


def test_approved_and_not_supplied_by_age(ledgers):
    approvals, _, supplied = ledgers
    for code, mine in approvals[approvals.approved_on <= DAY].groupby("unit_code"):
        earlier = supplied
        for year in sorted(set(mine.approved_on.str[:4])):
            land = united(mine[mine.approved_on.str[:4] == year])
            fresh = shapely.difference(land, earlier)
            assert total([fresh]) == PLANTED.get(f"land_approved_unsupplied/{code}/{year}", 0.0), (code, year)
            earlier = shapely.union(earlier, land)


def test_shortcuts_give_the_wrong_numbers_that_are_written_down(ledgers):
    approvals, supplies, supplied = ledgers
    assert total(approvals.geometry) == PLANTED["land_approvals/sum_of_rows"]
    assert total(supplies.geometry) == PLANTED["land_supplies/sum_of_rows"]
    assert total([shapely.difference(united(approvals), united(supplies))]) == PLANTED["land_approved_unsupplied/dates_ignored"] != 37_640_000
    valid = united(approvals[approvals.approved_on <= DAY])
    assert total([shapely.difference(supplied, valid)]) == PLANTED["land_supplied_without_approval"] > 0
    # an idle supply may lie beyond the approvals; one supply is older than its approval
    joined = gpd.sjoin(supplies, approvals, predicate="covered_by")
    assert (joined.supplied_on < joined.approved_on).any()


def idle(supplies, of_started):
    due = supplies.start_by.astype("datetime64[ns]") + np.timedelta64(365, "D") < np.datetime64(DAY)
    started = supplies.started_on.fillna("9999-12-31") <= DAY
    return supplies[(supplies.supplied_on <= DAY) & np.where(started, of_started(supplies), due)]


def test_idle_is_exact_by_every_reading(ledgers):
    supplies = ledgers[1]
    long_ago = supplies.started_on.fillna("9999") < "2019-12-31"
    readings = {
        "both": lambda s: (s.built_share < 1 / 3) & (s.invested_share < 0.25) & s.cause.notna(),
        "either": lambda s: ((s.built_share < 1 / 3) | (s.invested_share < 0.25)) & s.cause.notna(),
        "begun more than a year ago": lambda s: (s.built_share < 1 / 3) & (s.invested_share < 0.25) & long_ago,
    }
    for of_started in readings.values():
        found = idle(supplies, of_started)
        assert total(found.geometry) == total([united(found)]) == PLANTED["land_idle"] == 9_430_000.00
    for by, name in (("unit_code", "land_idle/"), ("cause", "land_idle/cause/")):
        for key, mine in found.groupby(by):
            assert total(mine.geometry) == PLANTED[name + key]


def metres(lines):
    return sum(GEOD.geometry_length(line) for line in lines)


def within(line, land):
    return metres(p for p in shapely.get_parts(shapely.intersection(line, land)) if p.geom_type == "LineString")


@pytest.mark.parametrize("kind, km", [("railway", 999.0), ("expressway", 912.0)])
def test_lines_have_their_lengths_with_shared_track_once(units, kind, km):
    city = shapely.union_all(units.to_numpy())
    lines = layer("transport_lines").query("kind == @kind")
    once = lines[~(lines.segment.notna() & lines.segment.duplicated())]
    assert abs(sum(within(line, city) for line in once.geometry) / 1000 - km) < 1e-6 and abs(PLANTED[f"{kind}_total"] - km) < 1e-6
    assert len(once) < len(lines)
    assert sum(within(line, city) for line in lines.geometry) / 1000 == pytest.approx(PLANTED[f"{kind}_total/shared_counted_twice"], abs=1e-6)
    for _, shared in lines[lines.segment.notna()].groupby("segment"):
        assert all(shapely.equals(shared.geometry.iloc[0], other) for other in shared.geometry)


def test_the_six_lines_enclose_the_planted_region():
    lines = layer("transport_lines")
    six = lines[lines.id.str.startswith("hv-")]
    faces = list(shapely.ops.polygonize(shapely.union_all(six.geometry.to_numpy())))
    assert len(six) == 6 and len(faces) == PLANTED["san_heng_san_zong/faces"]
    assert abs(total([shapely.union_all(faces)]) - PLANTED["san_heng_san_zong/region"]) <= 0.02
    own = lines.set_index("id").geometry
    for name in ("hv-v1", "hv-v3", "rail-l1", "urb-2"):
        assert metres([own[name]]) / 1000 == pytest.approx(PLANTED[f"line/{name}"], abs=1e-6)


def test_streets_have_number_length_and_area_of_the_plan(units):
    streets = layer("streets")
    districts = shapely.union_all(units[["220202", "220203", "220204", "220211"]].to_numpy())
    inside = streets[streets.intersects(districts)]
    assert len(inside) == PLANTED["roads_count"] == 765 and len(streets) > 765
    length = inside.geometry.map(lambda line: metres([line]))
    assert length.sum() / 1000 == pytest.approx(PLANTED["roads_length"], abs=1e-6) and abs(PLANTED["roads_length"] - 2146.9) < 1e-6
    assert (length * inside.width_m).sum() / 1e6 == pytest.approx(29.0, abs=1e-6)
    block = streets[streets.name.isin(["越山路", "吉林大街", "松江中路", "解放大路"])]
    assert total(shapely.ops.polygonize(shapely.union_all(block.geometry.to_numpy()))) == PLANTED["renewal_block"] == 1_200_000.00


def test_the_boundary_is_a_known_multiple_of_the_base():
    zones, base = layer("growth_boundary_zones"), layer("urban_land_base")
    assert set(base.czcsxm) == {"201", "202"}
    assert abs(total([united(base)]) - total(base.geometry)) < 0.5  # no land twice
    for code in sorted(set(zones.unit_code)):
        multiple = total(zones.geometry[zones.unit_code == code]) / total(base.geometry[base.unit_code == code])
        assert multiple == pytest.approx(PLANTED[f"expansion_multiple/{code}"], abs=1e-7)
    hard = zones[zones.zone_kind != "special"]
    assert total(zones.geometry) / total(base.geometry) == pytest.approx(PLANTED["expansion_multiple"], abs=1e-8)
    assert total(hard.geometry) / total(base.geometry) == pytest.approx(PLANTED["expansion_multiple_without_special"], abs=1e-8)


def test_farmland_was_lost_and_won():
    then, now = layer("land_parcels_base"), layer("land_parcels")
    both = gpd.overlay(then[["dlbm", "unit_code", "geometry"]], now[["dlbm", "geometry"]], how="intersection", keep_geom_type=True)
    was, is_ = both.dlbm_1.isin(["0101", "0103"]), both.dlbm_2.isin(["0101", "0103"])
    assert abs(total(both.geometry) - total(then.geometry)) < 1
    assert total(both.geometry[was & ~is_]) == pytest.approx(PLANTED["farmland_loss"], abs=0.1)
    assert total(both.geometry[~was & is_]) == pytest.approx(PLANTED["farmland_gain"], abs=0.1)
    assert len(then) < PLANTED["land_parcels_base/parcels_now"]  # some were one parcel then


def test_buildings_and_pairs_and_people():
    buildings, towns = layer("buildings"), layer("population")
    footprint = libspatial.area(list(buildings.geometry), crs="EPSG:4490")
    assert footprint.sum() == pytest.approx(PLANTED["building_footprint"], abs=0.005)
    assert buildings.floor_area_m2.sum() == pytest.approx(PLANTED["floor_area"], abs=0.005)
    assert np.allclose(buildings.floor_area_m2, footprint * buildings.floors, atol=0.006)
    gone, built = layer("demolitions"), layer("rebuilds")
    assert total(gone.geometry) == PLANTED["demolished/sum_of_rows"] > PLANTED["demolished"] == pytest.approx(total([united(gone)]), abs=0.02)
    assert total(built.geometry) == PLANTED["rebuilt"]
    for project, mine in built.groupby("project"):
        assert total(mine.geometry) == PLANTED[f"rebuilt/{project}"]
        assert total(gone.geometry[gone["project"] == project]) == PLANTED[f"demolished/{project}"]
    people = towns[(towns.year == 2020) & ~towns.unit_code.str.startswith("22027")]
    assert people.total.sum() == 3_623_713 and round(100 * people.urban.sum() / people.total.sum(), 2) == 63.51
    roads = layer("indicator_inputs").query("indicator == 'rural_roads_total'")
    assert len(roads) == 12 and round(roads.value.sum(), 3) == 3782.52
    assert set(layer("quotas").status) == {"unverified"}


def generate(folder, *options):
    subprocess.run([sys.executable, SAMPLE / "generate.py", "--out", folder, *options], check=True, capture_output=True)
    return folder


def sha(file):
    return hashlib.sha256(file.read_bytes()).hexdigest()


def test_the_generator_makes_the_same_again(tmp_path):
    made = generate(tmp_path)
    assert sha(made / "planted.csv") == sha(SAMPLE / "facts" / "planted.csv")
    if (pyogrio.__gdal_version_string__, shapely.geos_version) == MADE_WITH:  # another GDAL writes other bytes with the same content
        assert sha(made / "jilin.gpkg") == sha(PLAN) and sha(made / "projects.gpkg") == sha(SAMPLE / "projects.gpkg")


def test_the_large_sample_covers_the_units_with_parcels(tmp_path):
    made = generate(tmp_path, "--large", "--parcels", "60000")
    read = lambda name: gpd.read_file(made / "jilin.gpkg", layer=name)  # noqa: E731
    units, parcels = read("units"), read("land_parcels")
    assert 58_000 < len(parcels) < 64_000 and parcels.bsm.is_unique
    assert shapely.is_valid(parcels.geometry.to_numpy()).all() and shapely.coverage_is_valid(parcels.geometry.to_numpy())
    for unit in units.itertuples():
        land = shapely.coverage_union_all(parcels.geometry[parcels.unit_code == unit.code].to_numpy())
        assert shapely.normalize(land).equals_exact(shapely.normalize(unit.geometry), 0) and unit.geometry.geom_type == "Polygon"
    with open(SAMPLE / "facts" / "units.csv", encoding="utf-8") as file:
        for fact in csv.DictReader(file):
            assert abs(total(units.geometry[units.code == fact["code"]]) / 1e6 / float(fact["area_km2"]) - 1) < 0.015, fact["name"]
    lines = shapely.boundary(shapely.union_all(np.concatenate([read(n).geometry for n in ("growth_boundary_zones", "permanent_farmland", "ecological_redline")])))
    cut = parcels.sample(3000, random_state=1).geometry.to_numpy()
    assert not shapely.crosses(shapely.buffer(cut, -1e-7), lines).any()  # the lines run along borders of parcels
    assert set(pyogrio.list_layers(made / "jilin.gpkg")[:, 0]) == set(pyogrio.list_layers(PLAN)[:, 0])
    projects = gpd.read_file(made / "projects.gpkg")
    assert len(projects) >= 300 and projects.is_valid.all()
    planted = planted_in(made / "planted.csv")
    assert planted["land_approved_unsupplied"] == 37_640_000 and planted["land_idle"] == 9_430_000
