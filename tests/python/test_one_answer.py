"""One answer: the program and the Python package give the same numbers for the sample, to the last digit."""

import csv
import json
import subprocess
import warnings

import geopandas as gpd
import jsonschema
import pytest

import libspatial

AS_OF = "2026-11-01"


@pytest.fixture(scope="module")
def run(root, tmp_path_factory):
    """`libspatial check` on the sample: exit code, folder, result.json."""
    out = tmp_path_factory.mktemp("check") / "out"
    command = [root / "build/bin/libspatial", "check", "--plan", "sample_data/jilin.gpkg", "--projects", "sample_data/projects.gpkg", "--out", out,
               "--as-of", AS_OF]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True)
    return done, out, json.loads((out / "result.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def checked(root):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", libspatial.RejectedWarning)
        return libspatial.check(root / "sample_data/projects.gpkg", root / "sample_data/jilin.gpkg", as_of=AS_OF)


def without_paths(value, root):
    return json.loads(json.dumps(value, ensure_ascii=False).replace(str(root) + "/", ""))


def test_python_gives_the_result_of_the_program(run, checked, root):
    assert without_paths(checked.to_dict(), root) == run[2]


def test_exit_code_is_the_worst_verdict(run):
    done, _, result = run
    assert done.returncode == 3
    assert "conflict" in {p["verdict"] for p in result["projects"]}


def test_the_folder_is_complete(run):
    assert sorted(p.name for p in run[1].iterdir()) == ["audit.log", "pieces.gpkg", "rejects.csv", "report.html", "result.json"]


def test_result_fits_its_schema(run, root):
    schema = json.loads((root / "libspatial/data/schemas/result.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(run[2], schema)


def test_all_verdicts_can_be_seen(run):
    assert {p["verdict"] for p in run[2]["projects"]} == {"pass", "conditional", "needs_review", "not_checked", "conflict"}


def test_zones_add_up_to_the_project_exactly(run):
    for project in run[2]["projects"]:
        cents = sum(round(z["area_m2"] * 100) for z in project["zones"])
        assert cents == round(project["area"]["official_m2"] * 100), project["id"]


def test_pieces_add_up_to_the_project_exactly(checked):
    pieces = checked.pieces
    ugb = pieces[pieces.role.str.startswith("ugb.")]
    for project in checked.to_dict()["projects"]:
        cents = round(ugb[ugb["project"] == project["id"]].area_m2 * 100).sum()
        assert cents == round(project["area"]["official_m2"] * 100), project["id"]


def test_areas_agree(root, tmp_path, projects):
    out = tmp_path / "areas.csv"
    done = subprocess.run([root / "build/bin/libspatial", "area", projects, "--out", out], capture_output=True, text=True)
    assert done.returncode == 2, "the bow-tie and the line cannot be measured"
    rows = list(csv.DictReader(out.open(encoding="utf-8")))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", libspatial.RejectedWarning)
        found = libspatial.area(gpd.read_file(projects))
    for row, area in zip(rows, found, strict=True):
        assert row["area_m2"] == ("" if area != area else f"{area:.2f}")


def test_overlay_agrees(root, tmp_path, projects, plan):
    out = tmp_path / "table.csv"
    subprocess.run([root / "build/bin/libspatial", "overlay", projects, f"{plan}|layername=growth_boundary_zones", "--out", out], capture_output=True)
    rows = list(csv.DictReader(out.open(encoding="utf-8")))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        table = libspatial.overlay(gpd.read_file(projects), gpd.read_file(plan, layer="growth_boundary_zones"))
    assert len(rows) == len(table)
    for row, found in zip(rows, table.itertuples(), strict=True):
        assert (row["subject"], row["area_m2"], float(row["share"])) == (str(found.subject), f"{found.area_m2:.2f}", found.share)
