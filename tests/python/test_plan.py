"""The plan as a model: places, groups and their land, on the installed profile and on a city that does not exist."""

import io
import shutil
import subprocess
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

import libspatial

ROOT = Path(__file__).parents[2]
CRS = "EPSG:4551"
X, Y = 544_000, 4_857_000

PLACES = """id,name,name_en,aliases,kind,parent,code,roles,industries,lon,lat,quality,coord_source,area_km2,area_source,population,population_source,section,note
city,云上市,Cloud City,,city,,990100,,,,,,,,,,,,
east,东区,East,,district,city,990101,,,,,,,,,,,,
west,西区,West,,district,city,990102,,,,,,,,,,,,
port,港区,Port,,zone,city,,,,,,,,,,,,,
moon,月亮湾,Moon Bay,,zone,city,,,,,,,,,,,,,
core,中心,Core,,core,city,,,,,,,,,,,,,
t1,新镇,Newtown,,town,east,,,,,,,,,,,,,
t2,新镇,Newtown,,town,west,,,,,,,,,,,,,
"""
HEAD = """id: cloud
title: {zh: 云上市, en: Cloud City}
city: city
source: {document: 《云上市规划》, verified: true}
plan: {from: 2030, to: 2040, baseline: 2029}
place_kinds:
  - {id: city, level: 1, title: {zh: 市, en: city}}
  - {id: district, level: 2, title: {zh: 区, en: district}}
  - {id: town, level: 3, title: {zh: 镇, en: town}}
  - {id: zone, level: 0, title: {zh: 开发区, en: zone}}
  - {id: core, level: 0, title: {zh: 中心, en: core}}
statistical_codes: [{code: "990171", place: port, name: 港区}]
project_kinds: [road]
units: [km]
"""
GROUPS = """groups:
  - {id: north, kind: plate, name: 北片, members: [east, port]}
  - {id: limited, kind: plate, name: 限片, members: [east, west], within: core}
  - {id: lost, kind: plate, name: 失片, members: [east, moon]}
"""


@pytest.fixture
def cloud(tmp_path):
    folder = tmp_path / "cloud"
    folder.mkdir()
    (folder / "places.csv").write_text(PLACES, encoding="utf-8")
    (folder / "profile.yaml").write_text(HEAD, encoding="utf-8")
    (folder / "groups.yaml").write_text(GROUPS, encoding="utf-8")
    (folder / "projects.csv").write_text("id,name,unit,kind,geometry,places,quantities,section,same_as,maybe_same_as,total_of,unit_stated\n", encoding="utf-8")
    (folder / "targets.csv").write_text("id,name,value,unit,comparator,year,scope,kind,computable,section,quote\n", encoding="utf-8")
    return folder


def cells(x0, y0, x1, y1):
    """A rectangle on a grid of 100 m."""
    return shapely.box(X + 100 * x0, Y + 100 * y0, X + 100 * x1, Y + 100 * y1)


def layers(crs=CRS):
    """East 4x4 cells, west 4x4 beside it; the port lies across both (2x1 cells); the core covers 2x2 of each; a town in each."""
    units = gpd.GeoDataFrame({"code": ["990101", "990102"], "name": ["东区", "西区"]}, geometry=[cells(4, 0, 8, 4), cells(0, 0, 4, 4)], crs=CRS)
    zones = gpd.GeoDataFrame({"code": ["990171"], "name": ["港"], "place": [""]}, geometry=[cells(3, 0, 5, 1)], crs=CRS)
    core = gpd.GeoDataFrame({"name": ["中心"]}, geometry=[cells(2, 1, 6, 3)], crs=CRS)
    towns = gpd.GeoDataFrame({"code": ["990102001", "990101001"], "name": ["新镇", "新镇"], "parent": ["990102", "990101"]},
                             geometry=[cells(0, 0, 1, 1), cells(7, 0, 8, 3)], crs=CRS)
    return {"units": units, "functional_zones": zones.to_crs(crs), "core": core, "towns": towns,
            "layer_manifest": pd.DataFrame({"role": ["core"], "layer": ["core"]})}


def test_land_of_groups_is_counted_once_and_by_the_pair(cloud):
    plan = libspatial.Plan(layers(), profile=cloud)
    lands, shared = plan.membership(["north", "limited", "city"], area="planar")
    assert list(lands["area_m2"] / 1e4) == [17, 8, 32]  # east and the port's one cell in the west; two by two of each; all
    assert (shared / 1e4).to_numpy().tolist() == [[17, 4, 17], [4, 8, 8], [17, 8, 32]]
    assert lands.attrs["sum_m2"] / 1e4 == 57 and lands.attrs["cover_m2"] / 1e4 == 32
    assert lands.attrs["missing"] == []
    assert lands.geometry.is_valid.all()


def test_places_of_one_name_have_their_own_land(cloud):
    lands, _ = libspatial.Plan(layers(), profile=cloud).membership(["t1", "t2", "port"], area="planar")
    assert list(lands["area_m2"] / 1e4) == [3, 1, 2]


def test_members_without_land_are_said(cloud):
    plan = libspatial.Plan(layers(), profile=cloud)
    with pytest.warns(UserWarning, match="月亮湾"):
        lands, _ = plan.membership(["lost"], area="planar")
    assert lands["area_m2"][0] / 1e4 == 16
    without = layers()
    del without["core"]
    with pytest.warns(UserWarning, match="core"):
        libspatial.Plan(without, profile=cloud).membership(["limited"])
    with pytest.raises(libspatial.errors.BadArgumentError, match="mars"):
        plan.membership(["mars"])


def test_layers_in_another_crs_are_brought_to_one(cloud):
    lands, shared = libspatial.Plan(layers("EPSG:4490"), profile=cloud).membership(["east", "port"], area="planar")
    assert lands["area_m2"][1] == pytest.approx(2e4, rel=1e-8)
    assert shared.loc["port", "east"] == pytest.approx(1e4, abs=0.1)  # an edge straight in degrees is bent in metres


def test_official_areas_of_plates_never_count_land_twice():
    plan = libspatial.Plan(ROOT / "sample_data/jilin.gpkg", profile="jilin")
    lands, shared = plan.membership(["districts", "sicheng", "yongji_xian", "jilin_shi"])
    area = dict(zip(lands["id"], lands["area_m2"]))
    assert area["jilin_shi"] == pytest.approx(area["districts"] + area["sicheng"] + area["yongji_xian"], abs=0.05)
    assert lands.attrs["cover_m2"] == area["jilin_shi"]
    assert shared.loc["districts", "sicheng"] == 0
    assert shared.loc["districts", "jilin_shi"] == area["districts"]


def test_the_installed_profile_holds_what_the_plan_names():
    plan = libspatial.Plan(profile="jilin")
    assert len(plan.places) == 134 and len(plan.targets()) == 105
    assert (plan.places["kind"] == "key_town").sum() == 15
    assert [p["id"] for p in plan.members("key_towns")] == list(plan.places.index[plan.places["kind"] == "key_town"])
    plates = plan.groups[plan.groups["kind"] == "plate"]
    times = pd.Series([m for members in plates["members"] for m in members]).value_counts()
    assert times["changyi_qu"] == 3 and (times[["chuanying_qu", "fengman_qu", "yongji_xian"]] == 2).all()
    assert not set(times.index) & {"shulan_shi", "panshi_shi", "jiaohe_shi", "huadian_shi"}
    roads = plan.projects(section="专栏3").loc["b3-023"]
    parts = plan.projects().loc[roads["total_of"]]
    total = sum(q["value"] for quantities in parts["quantities"] for q in quantities if q["name"] == "length")
    assert round(total, 3) == next(q["value"] for q in roads["quantities"] if q["name"] == "length") == 3782.52


def test_statistical_codes_are_places_and_no_division_codes():
    plan = libspatial.Plan(profile="jilin")
    assert plan.find("220273")["id"] == "zhongxin_shipinqu"
    assert not plan.places["code"].isin(["220271", "220272", "220273"]).any()


def test_zones_by_kind_and_unit():
    plan = libspatial.Plan(ROOT / "sample_data/jilin.gpkg")
    of_yongji = plan.zones("concentrated", "永吉县")
    assert len(of_yongji) > 0 and set(of_yongji["zone_kind"]) == {"concentrated"} and set(of_yongji["unit_code"]) == {"220221"}


def test_a_profile_that_is_wrong_names_file_and_line(cloud, tmp_path):
    (cloud / "places.csv").write_text(PLACES.replace("district,city,990102", "district,mars,990102"), encoding="utf-8")
    with pytest.raises(libspatial.errors.BadProfileError, match=r"places.csv.*4.*mars"):
        libspatial.Plan(profile=cloud)
    with pytest.raises(libspatial.errors.FileNotFoundError, match="jilin"):
        libspatial.Plan(profile="mars")
    shutil.rmtree(cloud)
    with pytest.raises(libspatial.errors.FileNotFoundError):
        libspatial.Plan(profile=cloud)


def test_check_takes_a_plan():
    plan = libspatial.Plan(ROOT / "sample_data/jilin.gpkg")
    by_plan = libspatial.check(ROOT / "sample_data/projects.gpkg", plan, as_of="2026-11-01")
    by_path = libspatial.check(ROOT / "sample_data/projects.gpkg", ROOT / "sample_data/jilin.gpkg", as_of="2026-11-01")
    assert by_plan.to_frame().equals(by_path.to_frame())


def test_the_command_and_python_agree(cloud, tmp_path):
    import pyogrio

    file = tmp_path / "plan.gpkg"
    for name, frame in layers().items():
        pyogrio.write_dataframe(frame, file, layer=name, driver="GPKG", append=file.exists())
    program = ROOT / "build/bin/libspatial"
    run = subprocess.run([program, "plan", "groups", file, "--profile", cloud, "--lang", "en"], capture_output=True, text=True, cwd=tmp_path)
    assert run.returncode == 2 and "月亮湾" in run.stderr  # a member without land is not passed over
    with pytest.warns(UserWarning):
        lands, shared = libspatial.Plan(file, profile=cloud).membership(["north", "limited", "lost"])
    table = pd.read_csv(io.StringIO(run.stdout))
    assert list(table["area_m2"]) == list(lands["area_m2"])
    assert (table.iloc[:, 3:].to_numpy() == shared.to_numpy()).all()
    run = subprocess.run([program, "plan", "groups", file, "north", "--profile", cloud, "--out", "lands.gpkg"], capture_output=True, text=True, cwd=tmp_path)
    assert run.returncode == 0, run.stderr
    assert gpd.read_file(tmp_path / "lands.gpkg").geometry.area.sum() == pytest.approx(17e4)
    run = subprocess.run([program, "plan", "groups", file, "north", "--profile", cloud, "--out", "lands.txt"], capture_output=True, text=True, cwd=tmp_path)
    assert run.returncode == 4 and "lands.txt" in run.stderr
