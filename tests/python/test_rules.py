"""Rule sets as a planner uses them: commands, locks and replays, dates of law; and the defects others have had (D1–D12), each as a test that we pass."""

import json
import re
import shlex
import subprocess
import warnings
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

import libspatial

ROOT = Path(__file__).parents[2]
DAY = "2026-11-01"
X, Y = 543000, 4857000


def program(*words, cwd=ROOT):
    return subprocess.run([ROOT / "build/bin/libspatial", *map(str, words), "--lang", "en"], cwd=cwd, capture_output=True, text=True)


def box(x0, y0, x1, y1):
    return shapely.box(X + x0, Y + y0, X + x1, Y + y1)


def frame(shapes, **columns):
    return gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:4551")


def plan(**layers):
    """A town of 1000 × 1000 m, concentrated in its west half; other layers empty unless given, left out when None."""
    given = {"units": frame([box(0, 0, 1000, 1000)], code=["220202"], name=["区"]),
             "growth_boundary_zones": frame([box(0, 0, 500, 1000)], zone_kind=["concentrated"], name=["集中"]),
             "permanent_farmland": frame([box(900, 0, 1000, 100)], name=["田"]), "ecological_redline": frame([box(900, 900, 1000, 1000)], name=["线"])} | layers
    given = {name: layer for name, layer in given.items() if layer is not None}
    roles = {"growth_boundary_zones": "ugb"}
    manifest = pd.DataFrame({"role": [roles.get(n, n) for n in given], "layer": list(given), "valid_from": "2021-01-01", "valid_to": "2035-12-31", "covers": "units"})
    return given | {"layer_manifest": manifest}


def check(*shapes, kind="industry", plan=None, **options):
    projects = frame(list(shapes), id=["A"] * len(shapes), kind=[kind] * len(shapes), **options.pop("columns", {}))
    return libspatial.check(projects, plan if plan is not None else globals()["plan"](), **{"as_of": DAY} | options).to_dict()


def finding(result, rule, project=0):
    return next(f for f in result["projects"][project]["findings"] if f["rule"] == rule)


# ---- Commands and the table

PAGES = sorted((ROOT / "docs/commands").glob("rules-*.md"))


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_the_examples_of_the_pages_run(page, tmp_path):
    lines = re.findall(r"^\$ libspatial (.+)$", page.read_text(encoding="utf-8"), re.M)
    assert lines
    for line in lines:
        words = [w.replace("sample_data/", f"{ROOT}/sample_data/") for w in shlex.split(line)]
        (tmp_path / "out").mkdir(exist_ok=True)
        run = subprocess.run([ROOT / "build/bin/libspatial", *words], cwd=tmp_path, capture_output=True, text=True)
        assert run.returncode == 0 and run.stdout and "error" not in run.stderr, run.stdout + run.stderr


def test_the_table_of_a_set():
    table = libspatial.rules("jilin", as_of=DAY)
    assert {"id", "title_zh", "title_en", "layers", "decides", "unverified", "tests"} <= set(table.columns)
    assert not table[~table.house_rule].decides.any() and (table.tests > 0).all()
    assert "CN-PBF-011" in set(table.id) and "CN-PBF-010" not in set(table.id)
    assert table.attrs["id"] == "jilin" and len(table.attrs["hash"]) == 64
    assert libspatial.rules().attrs["id"] == "jilin-sample" and libspatial.rules().decides.all()


@pytest.mark.parametrize("name", ["jilin-sample", "national", "jilin"])
def test_a_shipped_set_lints_and_its_tests_notice_every_change(name):
    assert program("rules", "lint", name).returncode == 0
    run = program("rules", "test", name, "--mutate")
    assert run.returncode == 0, run.stdout
    passed, all_tests = re.search(r"(\d+) of (\d+) tests passed", run.stdout).groups()
    killed, mutants = re.search(r"(\d+) of (\d+) changes noticed", run.stdout).groups()
    assert passed == all_tests and killed == mutants and int(mutants) >= 80


def test_a_hole_in_the_tests_is_found(tmp_path):
    text = (ROOT / "libspatial/data/rules/jilin-sample.yaml").read_text(encoding="utf-8")
    weak = re.sub(r"      - \{facts: \{special: 1 m2\}.*\n", "", text)
    assert weak != text
    (tmp_path / "weak.yaml").write_text(weak, encoding="utf-8")
    run = program("rules", "test", tmp_path / "weak.yaml", "--mutate")
    assert run.returncode == 2 and "not noticed\tJL-UGB-030" in run.stdout


def test_a_lock_repeats_the_check(tmp_path):
    lock = tmp_path / "set.lock"
    run = program("rules", "lock", "jilin-sample", "--out", lock)
    assert run.returncode == 0 and json.loads(lock.read_text(encoding="utf-8"))["id"] == "jilin-sample"
    first, again = check(box(450, 10, 550, 60)), check(box(450, 10, 550, 60), rules=lock)
    assert first["ruleset"].pop("file") == "jilin-sample.yaml" and again["ruleset"].pop("file") == "set.lock"
    assert first == again and first["ruleset"]["hash"] in run.stdout


def test_a_set_with_errors_is_not_locked(tmp_path):
    text = (ROOT / "libspatial/data/rules/jilin-sample.yaml").read_text(encoding="utf-8")
    (tmp_path / "set.yaml").write_text(text[:text.index("\ntests:")] + "\n", encoding="utf-8")
    run = program("rules", "lock", tmp_path / "set.yaml", "--out", tmp_path / "set.lock")
    assert run.returncode == 4 and "rules lint" in run.stderr and not (tmp_path / "set.lock").exists()


def test_an_unknown_name_says_what_there_is():
    run = program("rules", "list", "moon")
    assert run.returncode == 4 and "jilin, jilin-sample, national" in run.stderr
    run = program("rules", "explain", "XX-1")
    assert run.returncode == 4 and "rules list" in run.stderr


def test_the_law_of_the_day():
    rules = {day: {f["rule"] for f in check(box(10, 10, 60, 60), rules="national", as_of=day)["projects"][0]["findings"]} for day in ("2025-09-30", "2025-10-01", "2026-02-10", "2026-02-11")}
    assert "CN-PBF-010" in rules["2025-09-30"] and "CN-PBF-011" in rules["2025-10-01"] and "CN-PBF-010" not in rules["2025-10-01"]
    assert "CN-UGB-010" in rules["2026-02-10"] and "CN-UGB-011" in rules["2026-02-11"] and "CN-UGB-010" not in rules["2026-02-11"]


def test_papers_are_named():
    f = finding(check(box(600, 10, 650, 60), kind="road"), "JL-UGB-010")
    assert f["verdict"] == "conditional" and [p["zh"] for p in f["requires"]] == ["边界外准入类型的认定材料"]


# ---- What others got wrong


def test_d1_a_layer_that_is_missing_is_not_a_layer_without_land():
    result = check(box(10, 10, 60, 60), plan=plan(ecological_redline=None))
    assert finding(result, "JL-ERL-010")["verdict"] == "not_checked" and result["projects"][0]["verdict"] == "not_checked"


def test_d2_d10_every_feature_counts_however_many():
    fields = [box(600 + 2 * i % 100, 2 * (2 * i // 100), 601 + 2 * i % 100, 2 * (2 * i // 100) + 1) for i in range(600)]
    f = finding(check(box(595, 0, 705, 100), plan=plan(permanent_farmland=frame(fields, name=["田"] * 600))), "JL-PBF-010")
    assert f["area_m2"] == pytest.approx(600, rel=1e-3)
    assert finding(check(box(895, 95, 905, 105)), "JL-PBF-010")["area_m2"] == pytest.approx(25, rel=1e-3), "a corner counts: nothing asks for 'within'"


def test_d3_no_rule_that_spoke_is_no_pass(tmp_path):
    text = (ROOT / "libspatial/data/rules/jilin-sample.yaml").read_text(encoding="utf-8").replace("valid_from: 2021-01-01\n", "valid_from: 2021-01-01\nvalid_to: 2021-12-31\n", 1)
    (tmp_path / "old.yaml").write_text(text, encoding="utf-8")
    assert check(box(10, 10, 60, 60), rules=tmp_path / "old.yaml")["projects"][0]["verdict"] == "not_checked"


def test_d4_the_verdict_needs_no_drawing():
    projects = frame([box(600, 10, 650, 60)], id=["A"], kind=["industry"])
    result = libspatial.check(projects, plan(), as_of=DAY)
    before = result.to_json()
    result.report_html()
    assert result.to_json() == before and result.to_dict()["projects"][0]["verdict"] == "conflict"


def test_d5_exactly_inside_is_inside():
    f = finding(check(box(400, 0, 500, 100)), "JL-UGB-010")
    assert f["verdict"] == "pass" and f["area_m2"] == 0


def test_d6_a_text_cannot_name_another_number(tmp_path):
    text = (ROOT / "libspatial/data/rules/jilin-sample.yaml").read_text(encoding="utf-8").replace("{taken|m2}", "{outside|m2}", 1)
    (tmp_path / "set.yaml").write_text(text, encoding="utf-8")
    run = program("rules", "list", tmp_path / "set.yaml")
    assert run.returncode == 4 and "no fact of this rule" in run.stderr


def test_d7_a_declared_area_is_compared_and_never_used():
    result = check(box(10, 10, 60, 60), columns={"declared_area_m2": [1.0]})
    assert result["projects"][0]["area"]["official_m2"] == pytest.approx(2500, rel=1e-3)
    assert finding(result, "JL-DQ-030")["verdict"] == "needs_review"
    assert finding(result, "JL-UGB-040")["area_m2"] == pytest.approx(2500, rel=1e-3)


def test_d8_the_same_check_has_the_same_bytes():
    projects = frame([box(450, 10, 550, 60)], id=["A"], kind=["industry"])
    texts = {libspatial.check(projects, plan(), as_of=DAY, threads=n).to_json() for n in (1, 2, 1)}
    assert len(texts) == 1


def test_d11_land_that_two_features_cover_counts_once():
    result = check(box(600, 0, 700, 100), plan=plan(permanent_farmland=frame([box(600, 0, 660, 100), box(640, 0, 700, 100)], name=["甲", "乙"])))
    assert finding(result, "JL-PBF-010")["area_m2"] == pytest.approx(10000, rel=1e-3)


def test_d12_a_project_is_cut_not_taken_or_left_as_a_whole():
    zones = {z["kind"]: z["area_m2"] for z in check(box(450, 0, 550, 100))["projects"][0]["zones"]}
    assert zones["concentrated"] == pytest.approx(5000, rel=1e-3) and zones["outside"] == pytest.approx(5000, rel=1e-3)


# ---- INV-6: nothing of the kind ends in a silent pass

SILENT = {"a missing layer": {"plan": {"permanent_farmland": None}}, "the boundary missing": {"plan": {"growth_boundary_zones": None}}, "units missing": {"plan": {"units": None}},
          "land beyond the units": {"at": (-20, 10, 60, 60)}, "a date beyond the data": {"as_of": "2036-01-01"}, "a date before the set": {"as_of": "2020-01-01"},
          "no kind": {"at": (600, 10, 650, 60), "kind": ""}, "a kind nobody knows": {"at": (600, 10, 650, 60), "kind": "月球基地"}}


@pytest.mark.parametrize("what", SILENT)
def test_it_does_not_pass(what):
    given = dict(SILENT[what])
    result = check(box(*given.pop("at", (10, 10, 60, 60))), plan=plan(**given.pop("plan", {})), **given)
    assert result["projects"][0]["verdict"] in ("not_checked", "needs_review"), what


@pytest.mark.parametrize(("rules", "said", "unsaid"), [(None, "水源保护", "占补平衡的落实"), ("jilin", "占补平衡的落实", "地质灾害")])
def test_a_set_says_itself_what_it_does_not_cover(rules, said, unsaid):
    """A report that calls a matter outside the set when a rule asks about it is false."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", libspatial.RejectedWarning)
        result = libspatial.check(ROOT / "sample_data/projects.gpkg", ROOT / "sample_data/jilin.gpkg", rules=rules, as_of="2026-11-01").to_dict()
    scope = next(item["reason"]["zh"] for item in result["not_checked"] if item["subject"] == "scope")
    assert said in scope and unsaid not in scope
    missing = [item["title"]["zh"] for item in result["not_checked"] if item["subject"] == "layer"]
    assert missing == ([] if rules is None else ["自然保护地", "饮用水水源保护区", "历史文化保护线", "行洪区、蓄滞洪区", "地质灾害风险区", "重要矿产"]), "layers have names, no ids"
