"""What the doctor calls wrong gives no length, no corridor and no land take either; widths that cannot be meant are rows or errors."""

import json
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from test_wrong_crs import PLACES, WRONG, ring, save

import libspatial

SAMPLE = Path(__file__).parents[2] / "sample_data"
REFUSED = (libspatial.errors.CrsImplausibleError, libspatial.errors.CrsMissingError)


def save_lines(path, points, said):
    gpd.GeoDataFrame({"name": ["a"], "width_m": [20.0]}, geometry=[shapely.LineString(points[:-1])], crs=said and f"EPSG:{said}").to_file(path)
    return path


@pytest.mark.parametrize("case", WRONG)
def test_no_length_from_a_wrong_crs(case, tmp_path, program):
    true, said, swapped = WRONG[case]
    place = PLACES["downtown"]
    line, lots = save_lines(tmp_path / "road.gpkg", ring(*place, true, swapped), said), save(tmp_path / "lots.gpkg", ring(*place, true, swapped), said)
    good_line, good = save_lines(tmp_path / "good.gpkg", ring(*place, 4530), 4530), save(tmp_path / "zones.gpkg", ring(*place, 4530), 4530)
    out = tmp_path / "out.gpkg"
    commands = [("lengths", line, good), ("lengths", good_line, lots), ("corridor", line, "--buffer", "20"), ("corridor", line, "--enclose"), ("along", line, good, "--within", "500"), ("along", good_line, lots, "--within", "500"),
                ("landtake", line, "--width", "20", "--zones", good), ("landtake", good_line, "--width", "20", "--zones", lots), ("distance", lots, good), ("distance", good, lots)]
    for command, *words in commands:
        code, printed, errors = program("plan", command, *words, "--out", out, "--lang", "en")
        assert code == 4 and printed == "" and "[crs_" in errors and "libspatial inspect" in errors, (case, command, errors)
        assert not out.exists()
    calls = [lambda: libspatial.line_lengths(line), lambda: libspatial.lengths(line, good), lambda: libspatial.lengths(good_line, lots), lambda: libspatial.corridor(line, width_m=20), lambda: libspatial.enclosed(line),
             lambda: libspatial.along(line, good, 500), lambda: libspatial.along(good_line, lots, 500), lambda: libspatial.distance(lots, good), lambda: libspatial.distance(good, lots)]
    for call in calls:
        with pytest.raises(REFUSED):
            call()


def test_lines_that_do_lie_elsewhere(tmp_path, program):
    line = save_lines(tmp_path / "road.gpkg", ring(*PLACES["downtown"], 4551), 4552)
    lots = save(tmp_path / "lots.gpkg", ring(*PLACES["downtown"], 4551), 4552)
    for words in (("lengths", line, lots), ("corridor", line, "--buffer", "20"), ("along", line, lots, "--within", "500"), ("landtake", line, "--width", "20", "--zones", lots), ("distance", lots, lots)):
        code, _, errors = program("plan", *words, "--out", tmp_path / "out.gpkg", "--anywhere")
        assert code == 0, errors
    with libspatial.anywhere():
        assert libspatial.line_lengths(line)[0] > 0 and len(libspatial.distance(lots, lots)) == 1


def test_a_plan_in_a_neighbouring_zone_is_refused(tmp_path, program):
    lots, place = save(tmp_path / "lots.gpkg", ring(*PLACES["downtown"], 4551), 4551), ring(*PLACES["downtown"], 4551)
    units = gpd.GeoDataFrame({"code": ["220202"], "name": ["x"]}, geometry=[shapely.Polygon(place)], crs="EPSG:4552")
    units.to_file(tmp_path / "plan.gpkg", layer="units")
    line = save_lines(tmp_path / "road.gpkg", place, 4551)
    for words in (("check", "--projects", lots, "--plan", tmp_path / "plan.gpkg", "--out", tmp_path / "out"), ("plan", "landtake", line, "--width", "20", "--plan", tmp_path / "plan.gpkg", "--out", tmp_path / "o.gpkg"),
                  ("plan", "evaluate", tmp_path / "plan.gpkg"), ("plan", "ledger", tmp_path / "plan.gpkg"), ("plan", "groups", tmp_path / "plan.gpkg"), ("plan", "cards", tmp_path / "plan.gpkg", "--out", tmp_path / "cards"),
                  ("plan", "map", tmp_path / "plan.gpkg", "--out", tmp_path / "map.svg")):
        code, _, errors = program(*words, "--lang", "en")
        assert code == 4 and "[crs_implausible]" in errors and "plan.gpkg" in errors and "EPSG:4551" in errors, errors
    for plan in (tmp_path / "plan.gpkg", {"units": units}, libspatial.Plan(tmp_path / "plan.gpkg")):
        with pytest.raises(libspatial.errors.CrsImplausibleError, match="EPSG:4551"):
            libspatial.check(lots, plan)
    for call in (libspatial.evaluate, libspatial.zone_ledger, lambda plan: libspatial.Plan(plan).membership(["昌邑区"]), lambda plan: libspatial.Plan(plan).cards()):
        with pytest.raises(libspatial.errors.CrsImplausibleError, match="EPSG:4551"):
            call(tmp_path / "plan.gpkg")


ROADS = [shapely.LineString([(544000, 4857000 + 10 * i), (544100, 4857000 + 10 * i)]) for i in range(7)]
WIDTHS = [20.0, 0.0, -3.0, float("nan"), float("inf"), 24000.0, 500.0]


@pytest.mark.parametrize("width", ["0", "-1", "nan", "inf", "-inf", "500.1", "1e300"])
def test_a_width_that_cannot_be_meant_is_an_error(width, tmp_path, program):
    roads = tmp_path / "roads.gpkg"
    gpd.GeoDataFrame({"name": list("abcdefg")}, geometry=ROADS, crs="EPSG:4551").to_file(roads)
    code, _, errors = program("plan", "landtake", roads, f"--width={width}", "--zones", roads, "--out", tmp_path / "o.csv", "--lang", "en")
    assert code == 4 and "[bad_argument] --width" in errors and "500" in errors, errors
    for command, option in (("corridor", f"--buffer={'50000.1' if width == '500.1' else width}"), ("corridor", None), ("along", f"--within={width}"), ("lengths", f"--tolerance={width}")):
        if option is None or (command in ("along", "lengths") and width in ("0", "500.1", "1e300")):
            continue
        words = [roads, *([save(tmp_path / "lots.gpkg", ring(*PLACES["downtown"], 4551), 4551)] if command != "corridor" else []), option]
        code, _, errors = program("plan", command, *words, "--out", tmp_path / "o.gpkg", "--lang", "en", *(["--lines", "a"] if command == "along" else []))
        assert code == 4 and "[bad_argument]" in errors, (command, option, errors)
    with pytest.raises(libspatial.errors.BadArgumentError, match="width_m"):
        libspatial.corridor(ROADS, width_m=float(width) if width != "500.1" else 100001, crs="EPSG:4551")


def test_a_row_with_such_a_width_is_rejected(tmp_path, program):
    frame = gpd.GeoDataFrame({"name": list("abcdefg"), "width_m": WIDTHS}, geometry=ROADS, crs="EPSG:4551")
    frame.to_file(tmp_path / "roads.gpkg")
    zones = save(tmp_path / "zones.gpkg", [(543000, 4856000), (546000, 4856000), (546000, 4858000), (543000, 4858000), (543000, 4856000)], 4551)
    code, _, errors = program("plan", "landtake", tmp_path / "roads.gpkg", "--width-field", "width_m", "--zones", zones, "--out", tmp_path / "o.csv", "--lang", "en")
    rejects = (tmp_path / "o.rejects.csv").read_text(encoding="utf-8")
    assert code == 2 and rejects.count(",no_width,") == 4 and rejects.count(",too_wide,") == 1 and "row 5" in rejects and "24000" in errors, (errors, rejects)
    assert {line.split(",")[0] for line in (tmp_path / "o.csv").read_text().splitlines()[1:]} == {"a", "g"}
    with pytest.warns(libspatial.RejectedWarning):
        land = libspatial.corridor(frame, width_field="width_m")
    assert land["name"].tolist() == ["a", "g"] and [r["reason"] for r in land.attrs["rejects"]] == ["no_width"] * 4 + ["too_wide"] or sorted(r["reason"] for r in land.attrs["rejects"]) == ["no_width"] * 4 + ["too_wide"]
    assert json.dumps(sorted(r["row"] for r in land.attrs["rejects"])) == "[1, 2, 3, 4, 5]"


def test_projects_of_such_a_width_are_rejected_by_every_call(tmp_path, program):
    frame = gpd.GeoDataFrame({"id": list("abcdefg"), "width_m": WIDTHS}, geometry=ROADS, crs="EPSG:4551")
    roads, plan, many = tmp_path / "roads.gpkg", SAMPLE / "jilin.gpkg", tmp_path / "many"
    frame.to_file(roads)
    many.mkdir()
    frame.to_file(many / "roads.gpkg")
    with pytest.warns(libspatial.RejectedWarning, match="not used"):
        checked = libspatial.check(frame, plan).to_dict()
    assert [r["row"] for r in checked["rejects"] if r["reason"] == "too_wide"] == [5], checked["rejects"]
    with pytest.warns(libspatial.RejectedWarning, match="5 feature"):
        libspatial.evaluate(plan, projects=frame)
    found = libspatial.inspect(roads)
    assert found.loc[found["code"] == "too_wide", ["severity", "rows"]].values.tolist() == [["error", [5]]]
    for command in (["check", "--projects", roads, "--plan", plan, "--out", tmp_path / "check"], ["batch", "--projects", many, "--plan", plan, "--out", tmp_path / "batch"],
                    ["plan", "ledger", plan, "--projects", roads, "--out", tmp_path / "ledger.csv"], ["plan", "evaluate", plan, "--projects", roads, "--out", tmp_path / "evaluated"],
                    ["rules", "diff", "national", "jilin", "--projects", roads, "--plan", plan]):
        code, said, errors = program(*command, "--lang", "en")
        assert code != 4 and "row 5: the width field \"width_m\" says 24000 m, more than the limit of 500 m" in errors, (command, code, said, errors)


def test_the_limit_is_data():
    import yaml

    with open(libspatial.imports._data("checks", "lines.yaml"), encoding="utf-8") as file:
        limits = {entry["id"]: entry for entry in yaml.safe_load(file)["limits"]}
    assert limits["widest_land"]["value"] == 500 and all(entry["document"] and entry["unit"] == "m" and entry["verified"] is False for entry in limits.values())
