"""What a rule cannot know never passes, and what a rule set says wrongly is told with its line."""

import pandas as pd
import pytest
import shapely
from test_rules import ROOT, box, check, finding, frame, plan, program

import libspatial

SAMPLE = (ROOT / "libspatial/data/rules/jilin-sample.yaml").read_text(encoding="utf-8")
BASE = """
      base:
        - when: {fact: %s, gt: %s}
          verdict: needs_review
          text: {zh: "{%s|%s}", en: "{%s|%s}"}
        - verdict: pass
          text: {zh: 无, en: none}
"""


def rules(tmp_path, fact, unit, limit="0 m2", classes="", layers="", let="", name="x"):
    """The sample with one rule more."""
    rule = f"\n  - id: T-010\n    title: {{zh: 试, en: try}}\n    let: {{{name}: {{{fact}}}}}\n    house_rule: true\n    decide:" + BASE % (name, limit, name, unit, name, unit)
    text = SAMPLE.replace("\nrules:\n", "\nrules:" + rule, 1)
    for section, more in (("classes", classes), ("layers", layers)):
        if more:
            text = text.replace(f"\n{section}:\n", f"\n{section}:\n{more}\n", 1) if f"\n{section}:\n" in text else text.replace("\nrules:", f"\n{section}:\n{more}\n\nrules:", 1)
    path = tmp_path / "set.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_units_that_have_expired_verify_no_coverage():
    expired = plan()
    expired["layer_manifest"] = expired["layer_manifest"].assign(valid_to=["2022-12-31" if role == "units" else "2035-12-31" for role in expired["layer_manifest"].role])
    result = check(box(10, 10, 60, 60), plan=expired)
    assert result["projects"][0]["verdict"] == "not_checked"
    assert "coverage cannot be verified" in finding(result, "JL-PBF-010")["message"]["en"]


@pytest.mark.parametrize("accuracy", ["0.3m", -1, 1e9, float("inf")])
def test_an_accuracy_that_is_none_is_refused(accuracy):
    wrong = plan()
    wrong["layer_manifest"]["accuracy_m"] = pd.Series([accuracy] + [None] * (len(wrong["layer_manifest"]) - 1), dtype=object if isinstance(accuracy, str) else "float64")
    with pytest.raises(libspatial.LibspatialError, match="accuracy_m .* must be a number from 0 to 1000"):
        check(box(10, 10, 60, 60), plan=wrong)


def test_parcels_over_each_other_count_each_place_once(tmp_path):
    path = rules(tmp_path, "measure: self_overlap", "m2")
    for parcels, land in (([box(0, 0, 10, 10), box(5, 0, 15, 10)], 50), ([box(0, 0, 10, 10)] * 3, 100), ([box(0, 0, 10, 10), box(5, 0, 15, 10), box(5, 5, 15, 15)], 75)):
        found = finding(check(*parcels, rules=path), "T-010")
        assert found["facts"][0]["value"] == pytest.approx(land, rel=2e-3), found


def test_a_parcel_that_declares_no_area_leaves_the_difference_open():
    areas = libspatial.area(frame([box(0, 0, 100, 100), box(200, 0, 300, 100)]))
    half = check(box(0, 0, 100, 100), box(200, 0, 300, 100), columns={"declared_area_m2": [float(sum(areas)), None]})
    assert finding(half, "JL-DQ-030")["verdict"] == "needs_review"
    whole = check(box(0, 0, 100, 100), box(200, 0, 300, 100), columns={"declared_area_m2": [float(a) for a in areas]})
    assert finding(whole, "JL-DQ-030")["verdict"] == "pass"


@pytest.mark.parametrize("code, verdict", [
    ("0101", "needs_review"), (" 0101", "needs_review"), ("011", "needs_review"), ("101", "pass"), ("0702", "pass"), (1001, "pass"), (101, "not_checked"), ("", "not_checked"), (None, "not_checked"), ("水田", "not_checked"), ("０１０１", "not_checked"),
])
def test_land_without_a_class_is_not_land_of_another(code, verdict, tmp_path):
    path = rules(tmp_path, "measure: class_area, role: land_use, classes: arable", "m2", classes="  - {id: arable, title: {zh: 耕地, en: arable land}, codes: [\"01\"]}",
                 layers="  - {role: land_use, title: {zh: 现状, en: land use}, class_field: DLBM}")
    use = frame([box(0, 0, 1000, 1000)], DLBM=[code])  # 011: the second survey; a column of numbers has lost zeros
    found = finding(check(box(10, 10, 60, 60), plan=plan(land_use=use), rules=path), "T-010")
    assert found["verdict"] == verdict, found
    assert verdict != "not_checked" or "have no class" in found["message"]["en"]


def test_land_without_a_class_does_not_hide_that_a_layer_is_not_complete(tmp_path):
    """A strip without a class made a conflict of what nobody can tell."""
    path = rules(tmp_path, "measure: class_area, role: land_use, classes: arable", "m2", classes="  - {id: arable, title: {zh: 耕地, en: arable land}, codes: [\"01\"]}",
                 layers="  - {role: land_use, title: {zh: 现状, en: land use}, class_field: DLBM}")
    text = path.read_text(encoding="utf-8").replace("when: {fact: x, gt: 0 m2}\n          verdict: needs_review", "when: {fact: x, lt: 1000 m2}\n          verdict: needs_review")
    path.write_text(text, encoding="utf-8")
    partly = plan(land_use=frame([box(0, 0, 1000, 10), box(0, 10, 1000, 11)], DLBM=["0702", None]))
    partly["layer_manifest"] = partly["layer_manifest"].assign(covers=["partial" if role == "land_use" else "units" for role in partly["layer_manifest"].role])
    found = finding(check(box(10, 0, 60, 200), plan=partly, rules=path), "T-010")
    assert found["verdict"] == "not_checked" and "have no class" in found["message"]["en"] and "covers" in found["message"]["en"]


@pytest.mark.parametrize("fact, wrong", [
    ("measure: min_distance, role: ugb.special", "is of a whole layer"), ("measure: feature_count, role: ugb.special", "is of a whole layer"), ("measure: multi_cover_area, role: ugb.flexible", "is of a whole layer"),
])
def test_a_measure_of_a_whole_layer_takes_no_kind_of_zone(fact, wrong, tmp_path):
    run = program("rules", "lint", rules(tmp_path, fact, "m"))
    assert run.returncode == 4 and wrong in run.stderr and "set.yaml:" in run.stderr


@pytest.mark.parametrize("change, wrong", [
    (("  - {id: declared_area,", "  - {id: state, title: {zh: 状, en: state}, words: {a: [甲], b: [乙, 甲]}}\n  - {id: declared_area,"), "“甲”|\"甲\" is both a and b"),
    (("valid_from: 2021-01-01\n", "valid_from: 2021-01-01\nvalid_to: 2020-12-31\n"), "valid_to is before valid_from"),
    (("    let:\n      outside: {measure: outside_area", "    valid_from: 2025-01-01\n    valid_to: 2024-01-01\n    let:\n      outside: {measure: outside_area"), "valid_to is before valid_from"),
    (("{fact: outside, gt: {param: boundary_tolerance}}", "{fact: outside, between: [100 m2, 1 m2]}"), "the first bound of between is larger"),
    (("{fact: outside, gt: {param: boundary_tolerance}}", "{fact: outside, between: [1 ha, 50 m2]}"), "the first bound of between is larger"),
])
def test_what_never_holds_is_told(change, wrong, tmp_path):
    assert change[0] in SAMPLE
    (tmp_path / "set.yaml").write_text(SAMPLE.replace(*change, 1), encoding="utf-8")
    run = program("rules", "lint", tmp_path / "set.yaml")
    assert run.returncode == 4 and any(part in run.stderr for part in wrong.split("|")), run.stderr


def test_bounds_of_two_units_are_in_order(tmp_path):
    (tmp_path / "set.yaml").write_text(SAMPLE.replace("{fact: outside, gt: {param: boundary_tolerance}}", "{fact: outside, between: [500 m2, 1 ha]}", 1), encoding="utf-8")
    assert "first bound" not in program("rules", "lint", tmp_path / "set.yaml").stderr


@pytest.mark.parametrize("change, told", [
    (("  - {id: declared_area,", "  - {id: state, title: {zh: 状, en: state}, words: {a: [甲]}}\n  - {id: declared_area,"), "new attribute"),
    (("valid_from: 2021-01-01\n", "valid_from: 2021-01-01\nvalid_to: 2034-12-31\n"), "period of the set"),
    (("field: declared_area_m2", "field: other_area"), "the field or its words changed"),
])
def test_a_difference_of_two_sets_is_told(change, told, tmp_path):
    assert change[0] in SAMPLE
    for name, text in (("before", SAMPLE), ("after", SAMPLE.replace(*change, 1))):
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    run = program("rules", "diff", tmp_path / "before.yaml", tmp_path / "after.yaml")
    assert told in run.stdout, run.stdout + run.stderr


WAYS = {
    "straight": ([[(0, 50), (1000, 50)]], 1), "crosses itself within": ([[(0, 20), (500, 20), (500, 80), (400, 80), (400, 0), (1000, 0)]], 1), "in, out, in": ([[(0, 50), (350, 50), (350, 300), (550, 300), (550, 50), (900, 50)]], 2),
    "in, out, in again across itself": ([[(0, 100), (500, 100), (500, 300), (400, 300), (400, 0), (400, -100)]], 2), "two lines that cross": ([[(0, 0), (1000, 100)], [(0, 100), (1000, 0)]], 2),
    "two that meet end to end": ([[(0, 50), (450, 50)], [(450, 50), (1000, 50)]], 1), "one drawn twice": ([[(0, 50), (1000, 50)], [(1000, 50), (0, 50)]], 1), "corners within": ([[(0, 50), (350, 50), (400, 90), (450, 50), (1000, 50)]], 1),
    "begins within": ([[(400, 50), (1000, 50)]], 1), "beside it": ([[(0, 500), (1000, 500)]], 0),
}


@pytest.mark.parametrize("way", WAYS)
def test_how_often_a_line_comes_in(way, tmp_path):
    """Nodes where a line crosses itself, or another, are no borders."""
    lines, times = WAYS[way]
    path = rules(tmp_path, "measure: crossings, role: permanent_farmland", "count", limit="0 count")
    road = frame([shapely.affinity.translate(shapely.LineString(line), 543000, 4857000) for line in lines], id=["A"] * len(lines), kind=["transport"] * len(lines), width_m=[4.0] * len(lines))
    result = libspatial.check(road, plan(permanent_farmland=frame([box(300, -50, 600, 200)], name=["田"])), as_of="2026-11-01", rules=path).to_dict()
    assert finding(result, "T-010")["facts"][0]["value"] == times


@pytest.mark.parametrize("facts, why", [("[0 m2, 0 ha, 1 ha]", "need one unit"), ("[5 m2, 9 m2, 2 m2]", "least ≤ value ≤ most")])
def test_the_range_of_a_test_is_of_one_unit_and_in_order(facts, why, tmp_path):
    at = SAMPLE.index("facts: {outside: ") + len("facts: {outside: ")
    end = min(SAMPLE.index(c, at) for c in ",}")
    (tmp_path / "set.yaml").write_text(SAMPLE[:at] + facts + SAMPLE[end:], encoding="utf-8")
    run = program("rules", "lint", tmp_path / "set.yaml")
    assert run.returncode == 4 and why in run.stderr, run.stderr


def test_a_difference_in_words_only_is_no_identity(tmp_path):
    for name, text in (("before", SAMPLE), ("after", SAMPLE.replace("wholly inside the growth boundary", "all inside the growth boundary", 1)), ("still", SAMPLE.replace("    house_rule: true\n", "    house_rule: true\n    tolerance: false\n", 1))):
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    assert "only words changed" in program("rules", "diff", tmp_path / "before.yaml", tmp_path / "after.yaml").stdout
    assert "whether positions may be off" in program("rules", "diff", tmp_path / "before.yaml", tmp_path / "still.yaml").stdout
    assert "no difference" in program("rules", "diff", tmp_path / "before.yaml", tmp_path / "before.yaml").stdout
