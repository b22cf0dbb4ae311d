"""The recipes of docs/how-to/recipes.md run as they stand, and their answers are those one can count on the drawing."""

import re
import warnings

import geopandas as gpd
import pytest
import shapely
from conftest import ROOT
from test_sample_truth import PLANTED, layer

import libspatial

PAGE = (ROOT / "docs/how-to/recipes.md").read_text(encoding="utf-8")
HEAD, *SECTIONS = re.split(r"^## (?=S\d\d )", PAGE, flags=re.M)


def code(section):
    return "\n".join(re.findall(r"^```python\n(.*?)^```", section, re.M | re.S))


@pytest.fixture
def run(monkeypatch):
    """What the block of a section leaves behind."""
    monkeypatch.chdir(ROOT)

    def answer(number):
        section = next(s for s in SECTIONS if s.startswith(number + " "))
        names = {}
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            exec(compile(code(HEAD) + "\n" + code(section), f"recipes.md {number}", "exec"), names)
        return names

    return answer


def hectares(values):
    return [round(float(v) / 1e4, 3) for v in values]


def test_every_section_is_tested():
    text = (ROOT / "tests/python/test_recipes.py").read_text(encoding="utf-8")
    assert [s[:3] for s in SECTIONS] == sorted(re.findall(r'run\("(S\d\d)"\)', text)) and len(SECTIONS) == 14


def test_parcels_against_the_detailed_plan(run):
    table = run("S13")["table"]
    assert table.breaks.tolist() == ["", "用途不符、容积率超限", "", "高度超限", "无详细规划"]
    assert table.share.round(6).tolist() == [1, 1, 0.6, 1, 1]


def test_density_and_vacant_land_of_parks(run):
    found = run("S15")
    park = found["parks"].geometry.iloc[0]
    buildings = layer("buildings")
    parts = libspatial.area([p for p in shapely.intersection(buildings.geometry.to_numpy(), park) if not p.is_empty], crs="EPSG:4490")
    row = found["density"].loc["高新南区"]
    assert row.footprint_m2 == pytest.approx(parts.sum(), abs=2) and row.coverage == pytest.approx(parts.sum() / PLANTED["area/functional_zones/高新南区"], rel=1e-5)
    inside = buildings[buildings.within(park)]
    assert len(inside) > 300 and row.floor_m2 == pytest.approx(inside.floor_area_m2.sum(), abs=0.05), "no building crosses the border of the park"
    assert row.far == pytest.approx(row.floor_m2 / PLANTED["area/functional_zones/高新南区"])
    everywhere = libspatial.overlay(buildings, found["parks"]).join(buildings.floor_area_m2, on="subject")
    assert everywhere.area_m2.sum() == pytest.approx(PLANTED["building_footprint"], abs=0.005)
    assert (everywhere.floor_area_m2 * everywhere.share).sum() == pytest.approx(PLANTED["floor_area"], abs=0.05)
    industrial = found["industrial"][found["industrial"].within(park.buffer(1e-9))]
    empty = industrial[~industrial.index.isin(gpd.sjoin(industrial, buildings, predicate="contains").index)]  # the sample puts one building into a parcel
    assert found["vacant"].loc["高新南区", "parcels"] == len(empty) > 0 and found["vacant"].loc["高新南区", "area_m2"] == pytest.approx(libspatial.area(empty).sum(), abs=0.01)


def test_clusters_of_land_used_too_little(run):
    found = run("S19")
    assert found["stock"].score.tolist() == [3, 2, 3, 3, 3, 0] and list(found["low"].index) == [0, 1, 2], "the fourth and fifth touch the red line"
    assert found["clusters"].parcels.tolist() == [2] and hectares(found["clusters"].area_m2) == [2.0] and found["clusters"].score.tolist() == [2.5]


def test_farmland_inside_a_project(run):
    found = run("S22")
    coverage = found["coverage"]
    assert hectares(coverage.loc[["甲镇", "乙镇"]].area_m2) == [8.0, 4.0] and hectares(coverage.loc[["甲镇", "乙镇"]].inside) == [4.0, 2.0]
    assert coverage.share.round(4).tolist() == [0.5, 0.5] and round(coverage.inside_mu["甲镇"]) == 60
    assert found["stated_km2"] == pytest.approx(120, abs=1e-9)
    target = next(q for q in libspatial.Plan(profile="jilin").projects().loc["b10-027", "quantities"] if q["name"] == "area")
    assert target["value"] == 18 and "万亩" in target["text"]


def test_collective_land_and_homesteads(run):
    found = run("S23")
    assert found["collective"]["where"].to_dict() == {"A": "边界内", "B": "跨边界", "C": "边界外"}
    homes = found["homes"].round(0)
    assert homes.growth_m2.to_dict() == {"张": 0, "李": 200, "王": 400} and homes.excess_m2.to_dict() == {"张": 0, "李": 150, "王": 50}


def test_leases(run):
    found = run("S24")
    tenants = found["tenants"]
    assert tenants.area_mu.round(1).to_dict() == {"甲公司": 120, "乙户": 15}, "eight hectares, not ten"
    assert tenants.over_cap.to_dict() == {"甲公司": True, "乙户": False}
    assert found["leased"].round(4).to_dict() == {"东村": 0.5, "西村": 0.0625}
    assert hectares(tenants.not_farmed_m2.loc[["甲公司", "乙户"]]) == [1.0, 0.0]


def test_contaminated_land(run):
    blocked = run("S25")["blocked"]
    assert blocked.subject.tolist() == ["学校一", "住宅二"] and set(blocked.site) == {"原厂址"}
    assert hectares(blocked.area_m2) == [2.25, 0.1], "1.5 cells by 1.5, and ten metres of the houses 40 m away; the store is not sensitive, the other site is clean"


def test_sites_for_rental_housing(run):
    ranked = run("S26")["ranked"]
    assert list(ranked.index) == ["B", "A"], "C lies outside, D has another origin, E touches the red line"
    assert ranked.stop_m.round(0).tolist() == [80, 120] and ranked.homes.tolist() == [566, 283]


def test_rooms_of_communities(run):
    table = run("S29")["communities"]
    assert table.needed_m2.tolist() == [500, 900, 600] and table.short_m2.tolist() == [0, 100, 600]


def test_land_for_the_elderly(run):
    care = run("S30")["care"].round(0)
    assert care.needed_m2.to_dict() == {"东区": 7200, "西区": 24000}
    assert care.there_m2.to_dict() == {"东区": 10000, "西区": 5000} and care.short_m2.to_dict() == {"东区": 0, "西区": 19000}


def test_towns_without_a_clinic(run):
    found = run("S34")
    assert found["access"].clinics.to_dict() == {"甲镇": 1, "乙镇": 1, "丙乡": 0} and found["without"] == ["丙乡"]
    assert found["access"].hospital_m.round(-1).to_dict() == {"甲镇": 510, "乙镇": 140, "丙乡": 320}, "√26, √2 and √10 cells"


def test_streets(run):
    network = run("S43")["network"]
    assert network.length_km.sum() == pytest.approx(PLANTED["roads_length"], abs=1e-3) and network.area_km2.sum() == pytest.approx(PLANTED["roads_area"], abs=1e-4)
    codes = {"昌邑区": "220202", "龙潭区": "220203", "船营区": "220204", "丰满区": "220211"}
    assert set(network.index) == set(codes)
    for name, code in codes.items():
        assert network.length_km[name] == pytest.approx(PLANTED[f"roads_length/{code}"], abs=1e-4)
        assert network.km_per_km2[name] == pytest.approx(network.length_km[name] / (libspatial.area(layer("units").query("code == @code"))[0] / 1e6))
    assert network.streets.sum() >= PLANTED["roads_count"] == 765, "a street in two districts counts in both"


def test_rate_of_urbanisation(run):
    found = run("S57")
    assert round(found["rate"], 2) == PLANTED["urb_rate_2020"] == 63.51 and len(found["rates"]) == 9 and round(found["gap"], 2) == 3.49
    assert found["people"].total.sum() == PLANTED["population/2020"] < PLANTED["population/2020/all_rows"]
    assert found["rates"].min() < found["rate"] < found["rates"].max()


def test_targets_by_unit_and_year(run):
    found = run("S56")
    estates, urban = found["estates"], found["population"].set_index("unit_code").urban
    assert estates.sum() == 295 and len(estates) == 9 and ((estates - 295 * urban / urban.sum()).abs() < 1).all()
    assert found["divide"](10, found["pd"].Series([1, 1, 1])).sum() == 10
    assert found["path"][2020] == 63.51 and found["path"][2025] == 67 and found["path"].diff().dropna().between(0.68, 0.71).all()
