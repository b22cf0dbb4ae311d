"""compare, alternatives and cut: checks beside each other, and what a project in conflict would have to give up."""

import csv
import json

import geopandas as gpd
import openpyxl
import pytest
import shapely

import libspatial

AS_OF = ["--as-of", "2026-11-01", "--lang", "en"]


@pytest.fixture(scope="module")
def checked(tmp_path_factory, projects, plan, program):
    """A folder of a check of the sample."""
    out = tmp_path_factory.mktemp("checked") / "a"
    program("check", "--plan", plan, "--projects", projects, "--out", out, *AS_OF)
    return out


@pytest.fixture(scope="module")
def moved(tmp_path_factory, projects, plan, program):
    """The same with one project moved 3 km, one gone and one new."""
    folder = tmp_path_factory.mktemp("moved")
    lots = gpd.read_file(projects)
    lots.loc[lots["id"] == "b10-001", "geometry"] = lots.loc[lots["id"] == "b10-001", "geometry"].translate(0, 3000)
    new = lots[lots["id"] == "b10-003"].assign(id="new-1")
    lots = gpd.pd.concat([lots[lots["id"] != "b10-002"], new])
    lots.to_file(folder / "projects.gpkg", layer="projects")
    program("check", "--plan", plan, "--projects", folder / "projects.gpkg", "--out", folder / "b", *AS_OF)
    return folder / "b"


def test_nothing_changed(checked, program):
    code, out, _ = program("compare", checked, checked / "result.json", "--lang", "en")
    assert code == 0 and out == "projects that changed: 0\n"


def test_what_changed(checked, moved, program, tmp_path):
    code, out, _ = program("compare", checked, moved, "--lang", "en", "--out", tmp_path / "c.xlsx")
    assert code == 2 and "projects that changed: 3" in out
    book = openpyxl.load_workbook(tmp_path / "c.xlsx")
    rows = {row[0]: row for row in book.worksheets[0].iter_rows(min_row=2, values_only=True)}
    assert set(rows) == {"b10-001", "b10-002", "new-1"}
    areas = {p["id"]: p["area"]["official_m2"] for p in json.loads((moved / "result.json").read_text())["projects"]}
    assert rows["b10-002"][2] == "gone" and rows["b10-002"][4] is None
    assert rows["new-1"][2] == "new" and rows["new-1"][3] is None and rows["new-1"][6] == areas["new-1"]
    before, after = (next(p for p in json.loads((d / "result.json").read_text())["projects"] if p["id"] == "b10-001") for d in (checked, moved))
    row = rows["b10-001"]
    assert row[3] == "pass" and row[5] == before["area"]["official_m2"] and row[6] == after["area"]["official_m2"]
    assert row[7] == pytest.approx(row[6] - row[5], abs=1e-9)
    zones = [sum(z["area_m2"] for z in p["zones"] if z["kind"] == kind) for p in (before, after) for kind in ("concentrated", "flexible", "special", "outside")]
    assert list(row[8:12]) == pytest.approx([b - a for a, b in zip(zones[:4], zones[4:])], abs=1e-9)
    assert sum(row[8:12]) == pytest.approx(row[7], abs=1e-9), "the differences of the zones add up to that of the area"
    found = [r for r in book.worksheets[1].iter_rows(min_row=2, values_only=True)]
    assert {r[0] for r in found} == {"b10-001"} and all(r[3] != r[4] or r[5] != r[6] for r in found)


def test_the_same_areas_and_verdicts_are_not_all(plan, program, tmp_path):
    """Of two parcels that cannot be used one is gone, another project is now a road: no area and no verdict changed."""
    x, y = 42489000, 4857000
    good, bow = shapely.box(x, y, x + 50, y + 50), shapely.Polygon([(x + 100, y), (x + 150, y + 50), (x + 150, y), (x + 100, y + 50)])
    for name, ids, kinds, shapes in (("a", "AAAB", ["industry"] * 4, [good, bow, shapely.affinity.translate(bow, 200), shapely.affinity.translate(good, 400)]),
                                     ("b", "AAB", ["industry"] * 2 + ["warehouse"], [good, bow, shapely.affinity.translate(good, 400)])):
        gpd.GeoDataFrame({"id": list(ids), "kind": kinds}, geometry=shapes, crs=4530).to_file(tmp_path / f"{name}.gpkg", layer="projects")
        program("check", "--plan", plan, "--projects", tmp_path / f"{name}.gpkg", "--out", tmp_path / name, *AS_OF)
    code, out, _ = program("compare", tmp_path / "a", tmp_path / "b", "--lang", "en", "--out", tmp_path / "c.xlsx")
    assert code == 2 and "projects that changed: 2" in out
    book = openpyxl.load_workbook(tmp_path / "c.xlsx")
    heads, *rows = book.worksheets[0].iter_rows(values_only=True)
    changed = {row[0]: dict(zip(heads, row)) for row in rows}
    assert changed["A"]["What else changed"] == "parcels 3 → 2" and changed["A"]["Rules with another verdict"] == "reject"
    assert changed["B"]["What else changed"] == "kind industry → warehouse"
    rejects = [row for row in book.worksheets[1].iter_rows(min_row=2, values_only=True) if row[1] == "reject"]
    assert len(rejects) == 1 and rejects[0][4] == "(none)"


def test_another_rule_set(checked, projects, plan, program, tmp_path):
    program("check", "--plan", plan, "--projects", projects, "--out", tmp_path / "n", "--rules", "national", *AS_OF)
    code, out, _ = program("compare", checked, tmp_path / "n", "--lang", "zh", "--out", tmp_path / "c.csv")
    assert code == 2 and "规则集: jilin-sample" in out and "national" in out
    rows = list(csv.DictReader((tmp_path / "c.csv").open(encoding="utf-8-sig")))
    assert {r["变化"] for r in rows} <= {"变严", "放宽", "结论不变"} and all(r["面积差 m²"] == "0.00" for r in rows)


def test_what_cannot_be_compared(checked, program, tmp_path):
    (tmp_path / "x.json").write_text("{}")
    assert "not a valid result.json" in program("compare", checked, tmp_path / "x.json", "--lang", "en")[2]
    code, _, err = program("compare", checked, checked, "--out", tmp_path / "c.pdf", "--lang", "en")
    assert code == 4 and ".xlsx or .csv" in err
    assert program("compare", checked, tmp_path / "nothing", "--lang", "en")[0] == 4


def test_alternatives(checked, program, tmp_path):
    code, out, _ = program("alternatives", checked, "--projects", "b9-005,b10-001", "--out", tmp_path / "a.xlsx", "--lang", "en")
    assert code == 0
    rows = {row[0]: row[1:] for row in openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0].iter_rows(values_only=True)}
    assert rows["Matter"] == ("b9-005", "b10-001") and rows["verdict"] == ("conflict", "pass")
    assert rows["official area, m²"] == ("112353.03", "83597.67")
    assert "b9-005" in out and "conflict" in out
    result = json.loads((checked / "result.json").read_text())
    for rule in result["ruleset"]["rules"]:
        assert any(key.startswith(rule["id"]) for key in rows), "a row for every rule"
    code, _, err = program("alternatives", checked, "--projects", "nobody", "--lang", "en")
    assert code == 4 and '"nobody"' in err and "b10-001" in err


# ---- Cut.


@pytest.fixture(scope="module")
def cut(tmp_path_factory, projects, plan, program):
    folder = tmp_path_factory.mktemp("cut")
    code, out, _ = program("cut", "--plan", plan, "--projects", projects, "--out", folder / "cut.gpkg", "--table", folder / "cut.csv", *AS_OF)
    assert code == 0
    return folder, out


def test_a_proposal_holds_when_it_is_checked_as_a_project(cut, plan, projects, program, tmp_path):
    folder, out = cut
    left = gpd.read_file(folder / "cut.gpkg", layer="left")
    assert len(left) >= 4 and "checked again" in out and "no approval" in out
    kinds = gpd.read_file(str(projects), layer="projects").drop_duplicates("id").set_index("id")["kind"]
    left.assign(id=left["project"], kind=left["project"].map(kinds)).to_file(tmp_path / "again.gpkg", layer="projects")
    program("check", "--plan", plan, "--projects", tmp_path / "again.gpkg", "--out", tmp_path / "o", *AS_OF)
    again = {p["id"]: p for p in json.loads((tmp_path / "o" / "result.json").read_text())["projects"]}
    for _, row in left.iterrows():
        assert again[row["project"]]["verdict"] == row["verdict_after"] != "conflict"
        assert again[row["project"]]["area"]["official_m2"] == pytest.approx(row["area_m2"], abs=0.011)


def test_nothing_is_lost_between_what_is_left_and_what_is_given_up(cut, checked):
    folder, _ = cut
    areas = {p["id"]: p["area"]["official_m2"] for p in json.loads((checked / "result.json").read_text())["projects"]}
    left, given = (gpd.read_file(folder / "cut.gpkg", layer=layer).set_index("project") for layer in ("left", "given_up"))
    assert left.index.tolist() == given.index.tolist() and left.is_valid.all() and given.is_valid.all()
    for project in left.index:
        assert round(left["area_m2"][project] + given["area_m2"][project], 2) == areas[project]
        both = shapely.intersection(left.geometry[project], given.geometry[project])
        assert both.area < 1e-6, "no land twice"


def test_every_project_in_conflict_has_a_row(cut, checked):
    folder, out = cut
    rows = {r["Id"]: r for r in csv.DictReader((folder / "cut.csv").open(encoding="utf-8-sig"))}
    conflicts = {p["id"] for p in json.loads((checked / "result.json").read_text())["projects"] if p["verdict"] == "conflict"}
    assert set(rows) == conflicts and f"{len(conflicts)} projects in conflict, proposals for 4" in out
    assert all(bool(r["Given up, m²"]) != bool(r["Why there is none"]) for r in rows.values())
    assert rows["b2-002"]["Why there is none"].startswith("all of its land")
    # farmland lies outside the boundary there: giving up what is outside is enough
    assert rows["b1-027"]["Rules in conflict"] == "JL-UGB-010, JL-PBF-010" and rows["b1-027"]["Land given up"] == "outside the growth boundary"


def test_cut_refuses_other_outputs(plan, projects, program, tmp_path):
    code, _, err = program("cut", "--plan", plan, "--projects", projects, "--out", tmp_path / "x.shp", *AS_OF)
    assert code == 4 and ".gpkg" in err
