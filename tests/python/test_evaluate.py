"""The evaluation finds what the generator of the sample planted, to the cent; and says what it could not find."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely

import libspatial

ROOT = Path(__file__).parents[2]
PLAN, PROJECTS = ROOT / "sample_data/jilin.gpkg", ROOT / "sample_data/projects.gpkg"
PLANTED = {row["name"]: float(row["value"]) for row in csv.DictReader((ROOT / "sample_data/facts/planted.csv").open(encoding="utf-8"))}
DAY = "2020-12-31"


@pytest.fixture(scope="module")
def found():
    return libspatial.evaluate(PLAN, as_of=DAY)


@pytest.fixture
def city():
    """The layers of the sample, to be changed."""
    return {name: pyogrio.read_dataframe(PLAN, layer=name) for name in ("units", "land_approvals", "land_supplies", "population", "quotas", "layer_manifest")}


def part(found, account, name, **where):
    rows = found.accounts[(found.accounts.account == account) & (found.accounts.part == name)]
    for column, value in where.items():
        rows = rows[rows[column] == value]
    return rows.area_m2.tolist()


@pytest.mark.parametrize("account,planted", [("approved_unsupplied", "land_approved_unsupplied"), ("idle", "land_idle")])
def test_an_account_is_exact_by_unit_year_and_cause(found, account, planted):
    assert part(found, account, "total") == [PLANTED[planted]]
    by_unit = {name.split("/")[1]: value for name, value in PLANTED.items() if name.startswith(planted + "/2202") and name.count("/") == 1}
    assert len(by_unit) == 9
    for unit, area in by_unit.items():
        assert part(found, account, "by_unit", unit_code=unit) == [area]
    for name, area in PLANTED.items():
        words = name.split("/")
        if words[0] == planted and len(words) == 3:
            if words[1] == "year":
                assert part(found, account, "by_year", year=words[2]) == [area], name
            elif words[1] == "cause":
                assert part(found, account, "by_cause", cause=words[2]) == [area], name
            else:
                assert part(found, account, "by_unit_and_year", unit_code=words[1], year=words[2]) == [area], name
    land = found.land[account]
    assert round(land.area_m2.sum(), 2) == PLANTED[planted] and len(land) == len(set(land.row))


def test_what_is_beside_an_account_is_said(found):
    for name, planted in {"approved": "land_approved", "approved_twice": "land_approved_twice", "supplied": "land_supplied", "supplied_twice": "land_supplied_twice",
                          "supplied_without_approval": "land_supplied_without_approval"}.items():
        assert part(found, "approved_unsupplied", "beside:" + name) == [PLANTED[planted]]


def test_the_date_decides(found):
    later = libspatial.evaluate(PLAN, as_of="2021-12-31")
    baseline = later.indicators.loc["land_approved_unsupplied"]
    assert baseline["at"] == DAY and baseline.value == 37.64 and baseline.standing == "agrees", "a baseline is of its own year"
    shift = PLANTED["land_approved_after_reference_date"] - PLANTED["land_supplied_after_reference_date"]
    assert part(later, "approved_unsupplied", "total")[0] == pytest.approx(37_640_000 + shift, abs=0.005)


def test_the_order_of_rows_and_the_number_of_threads_change_nothing(city):
    expected = libspatial.evaluate(city, as_of=DAY, threads=1).accounts
    mixed = dict(city)
    for name in ("land_approvals", "land_supplies"):
        mixed[name] = city[name].sample(frac=1, random_state=3).reset_index(drop=True)
    pd.testing.assert_frame_equal(libspatial.evaluate(mixed, as_of=DAY, threads=2).accounts, expected)


def test_expansion_and_double_control(found):
    units = found.units
    for unit in units.index:
        name = f"/{unit}" if unit else ""
        assert units.base_m2[unit] == PLANTED["urban_land_base" + name]
        assert round(units.concentrated_m2[unit] + units.flexible_m2[unit] + units.special_m2[unit], 2) == PLANTED["growth_boundary" + name]
        assert units.multiple[unit] == pytest.approx(PLANTED["expansion_multiple" + name], abs=1e-9)
        assert units.multiple_without_special[unit] == pytest.approx(PLANTED["expansion_multiple_without_special" + name], abs=1e-9)
        over = PLANTED["expansion_multiple" + name] > 1.3
        assert ("expansion multiple" in units.findings_en[unit]) == over, unit
    for unit in ("220202", "220204", "220211"):
        assert units.footprint_m2[unit] == PLANTED[f"building_footprint/{unit}"] and units.floor_area_m2[unit] == PLANTED[f"floor_area/{unit}"]
    assert units.people[""] == PLANTED["population/2020"] and units.settled[""] == PLANTED["hukou_settled"], "zones inside units do not count twice"
    assert [u for u in units.index if "urban construction land km²" in units.findings_en[u]] == ["220204", "220284"], "over their quota by construction"
    assert [u for u in units.index if "expansion area" in units.findings_en[u]] == ["220204", "220284"]
    assert "not verified: advice only" in units.findings_en["220204"]
    assert found.details["buildings_partial"] and "floor area ratio" not in "".join(units.findings_en), "a lower bound convicts nobody"
    assert units.stock_per_settled_m2[""] == pytest.approx((37_640_000 + 9_430_000) / 21_980)


def test_farmland_lost_and_won(found):
    total = found.farmland.iloc[-1]
    for column in ("loss", "gain", "loss_net", "gain_net"):
        assert total[column + "_m2"] == pytest.approx(PLANTED["farmland_" + column], abs=0.011)
        for unit in ("220202", "220203"):
            ours = found.farmland[found.farmland.unit_code == unit][column + "_m2"].sum()
            assert ours == pytest.approx(PLANTED[f"farmland_{column}/{unit}"], abs=0.011)
    assert set(found.farmland.dlbm[:-1]) == {"0101", "0103"}


def test_pairs_of_demolition_and_rebuilding(found):
    pairs = found.pairs
    wrong = {"02": "other_unit", "03": "more_than_demolished", "06": "claimed_twice", "07": "rebuilt_first", "08": "nothing_demolished"}
    for project in pairs.index:
        assert pairs.findings[project] == wrong.get(project[-2:], ""), project
        assert pairs.demolished_m2[project] + pairs.claimed_before_m2[project] == pytest.approx(PLANTED[f"demolished/{project}"], abs=0.011)
        assert pairs.rebuilt_m2[project] == pytest.approx(PLANTED[f"rebuilt/{project}"], abs=0.011)
    assert pairs.demolished_m2.sum() == pytest.approx(PLANTED["demolished"], abs=0.011)


def test_indicators_have_the_planted_values(found):
    values = found.indicators.value
    assert values["roads_count"] == 765 and values["roads_length"] == pytest.approx(2146.9, abs=1e-6) and values["roads_area"] == pytest.approx(29, abs=1e-6)
    assert values["rail_total"] == pytest.approx(999, abs=1e-5) and values["expressway_total"] == pytest.approx(912, abs=1e-5), "1 cm"
    assert values["renewal_block"] == 120 and values["urb_rate_2020"] == pytest.approx(63.51, abs=1e-4)
    assert found.indicators.loc["urb_rate_2025", ["standing", "gap"]].tolist() == ["short", pytest.approx(3.49, abs=1e-4)]
    by_unit = found.by_unit.set_index(["id", "unit_code"]).value
    for unit in ("220202", "220203", "220204", "220211"):
        assert by_unit["roads_length", unit] == pytest.approx(PLANTED[f"roads_length/{unit}"], abs=1e-6)
        assert by_unit["rail_total", unit] == pytest.approx(PLANTED[f"railway_total/{unit}"], abs=1e-5)


def test_no_target_passes_in_silence(found):
    indicators = found.indicators
    assert len(indicators) == 105 and (indicators.standing == "not_spatial").sum() == 39, "each of the 66 others is computed or says what it lacks"
    missing = indicators[indicators.standing == "missing"]
    assert missing.note_en.str.len().min() > 10 and missing.note_zh.str.len().min() > 5 and missing.value.isna().all()
    assert "walking network" in indicators.note_en["circle_15"] and "first year is 2025" in indicators.note_en["water_cover"] and "--projects" in indicators.note_en["vanke_snow"]
    computed = indicators[indicators.value.notna()]
    assert computed.formula_en.str.len().min() > 5 and computed.formula_zh.str.len().min() > 2


def test_inputs_of_2025_and_projects_as_drawn():
    with pytest.warns(libspatial.RejectedWarning):
        found = libspatial.evaluate(PLAN, as_of="2026-11-01", projects=PROJECTS)
    indicators = found.indicators
    assert indicators.loc["water_cover", ["value", "standing"]].tolist() == [98.6, "short"]
    assert indicators.loc["sewage_rate", "standing"] == "reached" and indicators.loc["green_building", "standing"] == "reached"
    assert indicators.value["rural_roads_total"] == 3782.52, "the sum of the 12 units is exact"
    assert indicators.loc["old_estates", ["value", "standing"]].tolist() == [295, "reached"]
    assert indicators.loc["vanke_snow", "standing"] == "differs" and indicators.value["vanke_snow"] > 1
    assert 0.08 < indicators.value["elderly_area"] < 0.15
    assert set(indicators.index[indicators.standing == "missing"]) == {
        "circle_15", "circle_10", "circle_5", "fitness_circle", "job_circle", "hour_circle", "expressway_rule_pop", "expressway_five",  # a network
        "good_rural_roads_2020", "black_water_2025", "community_per100", "community_min", "clinic_town", "clinic_village", "straw_yard", "rice_base"}  # no rows, not drawn


def test_the_plans_own_figures(found):
    figures = found.figures
    assert figures.loc["rural_roads", ["stated", "found", "difference", "contradicts"]].tolist() == [3782.52, 3782.52, 0, 0]
    assert figures.loc["beidahu_roads", ["stated", "found", "difference", "contradicts"]].tolist() == [41.85, 40.85, 1, 1]
    assert figures.loc["xiushui_first", ["found", "difference", "contradicts"]].tolist() == [5.02, 0.08, 1]
    assert figures.loc["clusters", ["found", "contradicts"]].tolist() == [5, 1] and figures.loc["beidahu_rail", "contradicts"] == 0
    assert figures.found["yongji_distance"] == pytest.approx(19.7, abs=0.1) and figures.contradicts["yongji_distance"] == 1
    assert figures.found.isna().sum() == 6, "words, listed as such"


def test_the_program_says_the_same(found, tmp_path):
    run = subprocess.run([ROOT / "build/bin/libspatial", "plan", "evaluate", PLAN, "--as-of", DAY, "--out", tmp_path / "out"], capture_output=True, text=True)
    assert run.returncode == 0 and run.stderr == "", run.stderr
    assert "37640000.00 m²" in run.stdout and "9430000.00 m²" in run.stdout
    assert json.loads((tmp_path / "out/evaluation.json").read_text(encoding="utf-8")) == found.details
    for name in ("indicators", "accounts", "units", "figures", "farmland", "pairs"):
        assert len(pd.read_csv(tmp_path / "out" / f"{name}.csv")) == len(found.details["tables"][name])
    land = pyogrio.read_dataframe(tmp_path / "out/evaluation.gpkg", layer="idle")
    assert round(land.area_m2.sum(), 2) == 9_430_000 and land.geometry.is_valid.all()


def test_rows_that_cannot_be_counted_are_named(city, tmp_path):
    city["land_approvals"].loc[3, "approved_on"] = "2015"
    city["land_supplies"].loc[0, "start_by"] = None
    flaws = [flaw["en"] for account in libspatial.evaluate(city, as_of=DAY).details["accounts"] for flaw in account["flaws"]]
    assert flaws == ['land_approvals row 3: approved_on "2015" is no date (YYYY-MM-DD), not counted', "land_supplies row 0: has no agreed day start_by, not counted"]
    with pytest.warns(UserWarning, match="land_supplies"):
        found = libspatial.evaluate({"units": city["units"], "land_approvals": city["land_approvals"]}, as_of=DAY)
    assert found.indicators.loc["land_idle", "note_en"] == "there is no layer land_supplies" and "idle land: there is no layer land_supplies" in found.missing
    plan = tmp_path / "plan.gpkg"
    for name in ("units", "land_approvals"):
        pyogrio.write_dataframe(city[name], plan, layer=name, append=plan.exists())
    run = subprocess.run([ROOT / "build/bin/libspatial", "plan", "evaluate", plan, "--lang", "en"], capture_output=True, text=True)
    assert run.returncode == 2 and "there is no layer land_supplies" in run.stderr


@pytest.mark.parametrize("lang", ["zh_CN.UTF-8", "C.UTF-8"])
def test_a_warning_is_about_what_was_given(lang):
    """Who gives towns and people asks for no account of land; who gives approvals without supplies does."""
    run = ("import json, sys, warnings, pyogrio, libspatial\n"
           "names = sys.argv[2].split(',')\n"
           "with warnings.catch_warnings(record=True) as said:\n"
           "    warnings.simplefilter('always')\n"
           "    found = libspatial.evaluate({n: pyogrio.read_dataframe(sys.argv[1], layer=n) for n in names}, as_of='2020-12-31')\n"
           "print(json.dumps([[str(w.message) for w in said], found.missing]))")

    def said(*names):
        done = subprocess.run([sys.executable, "-c", run, PLAN, ",".join(names)], capture_output=True, text=True, env=os.environ | {"LC_ALL": lang})
        return json.loads(done.stdout)

    warned, missing = said("units", "population")
    assert warned == [] and len(missing) == 4
    for layer, other in (("land_approvals", "land_supplies"), ("land_parcels_base", "land_parcels"), ("demolitions", "rebuilds"), ("rebuilds", "demolitions")):
        (one,), missing = said("units", layer)
        assert one in missing and one.endswith(f" {other}") and len(missing) == 4
    warned, missing = said("units", "land_supplies")  # idle land is made of it
    assert warned == [] and len(missing) == 3


def test_layers_in_another_crs_give_the_same_land(city):
    moved = dict(city, land_supplies=city["land_supplies"].to_crs(4551))
    total = part(libspatial.evaluate(moved, as_of=DAY), "approved_unsupplied", "total")[0]
    assert total == pytest.approx(37_640_000, rel=1e-7), "edges are straight in another CRS now"


def test_wrong_parameters(tmp_path):
    with pytest.raises(libspatial.errors.BadArgumentError, match="2020-13-01"):
        libspatial.evaluate(PLAN, as_of="2020-13-01")
    text = (ROOT / "libspatial/data/checks/evaluation.yaml").read_text(encoding="utf-8")
    for wrong, message in ((text.replace("id: idle_months", "id: idle_moons"), "idle_months"), (text.replace("unit: month", "unit: year"), "month"),
                           (text.replace('values: ["0101", "0102", "0103"]', "values: []"), "farmland_codes")):
        (tmp_path / "limits.yaml").write_text(wrong, encoding="utf-8")
        with pytest.raises(libspatial.errors.BadRulesError, match=message):
            libspatial.evaluate(PLAN, as_of=DAY, limits=tmp_path / "limits.yaml")


def test_a_quota_in_force_goes_before_one_to_come(city):
    quotas = city["quotas"]
    more = quotas[quotas.kind == "expansion_multiple"].copy()
    more["valid_from"], more["value"], more["status"] = "2020-01-01", 1.5, "verified"
    city["quotas"] = pd.concat([quotas, more], ignore_index=True)
    city["growth_boundary_zones"] = pyogrio.read_dataframe(PLAN, layer="growth_boundary_zones")
    city["urban_land_base"] = pyogrio.read_dataframe(PLAN, layer="urban_land_base")
    now, later = (libspatial.evaluate(city, as_of=day).units for day in (DAY, "2021-06-30"))
    assert set(now.multiple_cap) == {1.5} and set(later.multiple_cap) == {1.3}
    assert not now.findings_en.str.contains("expansion multiple").any() and later.findings_en.str.contains("expansion multiple").sum() == 6


def test_land_drawn_by_hand():
    """100 m squares in a row: three approved (one twice), one of them supplied, one supplied and idle, one built beyond approval."""
    def square(x):
        return shapely.box(543000 + 100 * x, 4857000, 543100 + 100 * x, 4857100)

    units = gpd.GeoDataFrame({"code": ["1"], "name": ["甲"]}, geometry=[shapely.box(542000, 4856000, 545000, 4859000)], crs=4551)
    approvals = gpd.GeoDataFrame({"approved_on": ["2018-01-01", "2019-06-01"], "unit_code": "1"}, geometry=[shapely.union(square(0), square(1)), shapely.union(square(1), square(2))], crs=4551)
    supplies = gpd.GeoDataFrame({"supplied_on": ["2018-05-01", "2018-05-01", "2021-01-01"], "start_by": ["2019-05-01", "2019-05-01", "2022-01-01"], "started_on": [None, "2019-04-01", None],
                                 "built_share": [0.0, 1.0, 0.0], "invested_share": [0.0, 1.0, 0.0], "cause": [None, None, None], "unit_code": "1"},
                                geometry=[square(0), square(5), square(2)], crs=4551)
    found = libspatial.evaluate({"units": units, "land_approvals": approvals, "land_supplies": supplies}, as_of=DAY)
    official = libspatial.area(gpd.GeoSeries([square(x) for x in (0, 1, 2, 5)], crs=4551))
    assert part(found, "approved_unsupplied", "by_year", year="2018") == [pytest.approx(official[1], abs=0.011)]
    assert part(found, "approved_unsupplied", "by_year", year="2019") == [pytest.approx(official[2], abs=0.011)]
    assert part(found, "approved_unsupplied", "beside:approved_twice") == [pytest.approx(official[1], abs=0.011)]
    assert part(found, "approved_unsupplied", "beside:supplied_without_approval") == [pytest.approx(official[3], abs=0.011)]
    assert part(found, "idle", "total") == [official[0]] and found.land["idle"].age_years.tolist() == [1]


def test_rows_that_cannot_be_used_are_never_lost_in_silence(city):
    streets = pyogrio.read_dataframe(PLAN, layer="streets").iloc[:40].reset_index(drop=True)
    broken = streets.copy()
    broken.loc[7, "geometry"] = None
    base = pyogrio.read_dataframe(PLAN, layer="urban_land_base")
    x, y = 126.5, 43.8
    base.loc[3, "geometry"] = shapely.Polygon([(x, y), (x + 0.01, y + 0.01), (x + 0.01, y), (x, y + 0.01)])
    whole = libspatial.evaluate(dict(city, streets=streets), as_of=DAY).indicators
    found = libspatial.evaluate(dict(city, streets=broken, urban_land_base=base), as_of=DAY)
    assert whole.value["roads_length"] > 0
    assert found.indicators.loc["roads_length", "standing"] == "missing" and "row 7" in found.indicators.loc["roads_length", "note_en"]
    assert any(m.startswith("urban_land_base: 1 rows cannot be used") and "row 3" in m for m in found.missing)
    empty = libspatial.evaluate(dict(city, streets=streets.iloc[:0]), as_of=DAY).indicators
    assert empty.loc["roads_length", "standing"] == "missing" and empty.value["land_idle"] == 9.43, "one layer without rows stops no other number"


def test_the_program_takes_line_projects_by_their_width_as_python_does():
    run = subprocess.run([ROOT / "build/bin/libspatial", "plan", "evaluate", PLAN, "--as-of", DAY, "--projects", PROJECTS, "--lang", "en"], capture_output=True, text=True)
    assert "row 26" in run.stderr and "is a line" not in run.stderr, run.stderr
