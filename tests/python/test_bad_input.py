"""`libspatial check` on every bad input a planner is handed: the message, the exit code, and nothing half-written."""

import json
import shutil
import sqlite3
import subprocess
from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest
import shapely

ROOT = Path(__file__).parents[2]
CENTRE = (42544400, 4855500)  # inside the concentrated zone of the sample's downtown, EPSG:4530
FILES = {"result.json", "pieces.gpkg", "report.html", "rejects.csv", "audit.log"}


def project(*shapes, crs="EPSG:4530", kind="industry", ids=None):
    rows = len(shapes)
    return gpd.GeoDataFrame({"id": ids or [f"p{i}" for i in range(rows)], "kind": [kind] * rows}, geometry=list(shapes), crs=crs)


def square(dx=0.0, dy=0.0, side=100.0):
    x, y = CENTRE[0] + dx, CENTRE[1] + dy
    return shapely.box(x, y, x + side, y + side)


def check(projects, plan, out, *options):
    run = subprocess.run([ROOT / "build/bin/libspatial", "check", "--plan", plan, "--projects", projects, "--out", out, "--as-of", "2026-11-01", "--lang", "en", *options],
                         capture_output=True, text=True, timeout=300)
    written = {p.name for p in Path(out).iterdir()} if Path(out).is_dir() else set()
    assert written in (set(), FILES), written
    assert bool(written) == (run.returncode < 4), run.stderr
    result = json.loads((Path(out) / "result.json").read_text(encoding="utf-8")) if written else None
    return run.returncode, run.stderr, result


@pytest.fixture
def given(tmp_path):
    """Writes a project layer under a name and returns its path."""

    def write(frame, name="projects.gpkg", **options):
        path = tmp_path / name
        pyogrio.write_dataframe(frame, path, **options)
        return path

    return write


def edited(plan, tmp_path, *statements):
    copy = tmp_path / "plan.gpkg"
    shutil.copy(plan, copy)
    with sqlite3.connect(copy) as db:
        for (trigger,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            db.execute(f'DROP TRIGGER "{trigger}"')  # they call functions of GDAL
        for statement in statements:
            db.execute(statement)
    db.close()
    return copy


def test_a_good_project_passes(given, plan, tmp_path):
    code, errors, result = check(given(project(square())), plan, tmp_path / "out")
    assert (code, errors) == (0, "") and result["projects"][0]["verdict"] == "pass"


def test_a_wrong_path(plan, tmp_path):
    code, errors, _ = check(tmp_path / "none.gpkg", plan, tmp_path / "out")
    assert code == 4 and "[file_not_found]" in errors and "none.gpkg" in errors


def test_a_wrong_plan_path(given, tmp_path):
    code, errors, _ = check(given(project(square())), tmp_path / "none.gpkg", tmp_path / "out")
    assert code == 4 and "[file_not_found]" in errors


def test_an_empty_layer(given, plan, tmp_path):
    code, errors, _ = check(given(project(square()).iloc[:0], geometry_type="Polygon"), plan, tmp_path / "out")
    assert code == 4 and "[no_polygons]" in errors


@pytest.mark.parametrize("name", ["projects.gpkg", "projects.shp", "projects.fgb"])
def test_no_crs(given, plan, tmp_path, name):
    frame = project(square(), crs=None)
    code, errors, _ = check(given(frame, name), plan, tmp_path / "out")
    assert code == 4 and "[crs_missing]" in errors and "--crs EPSG:" in errors
    code, errors, _ = check(tmp_path / name, plan, tmp_path / "out", "--crs", "EPSG:4530")
    assert code == 0


@pytest.mark.parametrize("declared,shift", [("EPSG:4551", 0), ("EPSG:4530", -42_000_000), ("EPSG:4490", 0)])
def test_a_crs_that_cannot_be(given, plan, tmp_path, declared, shift):
    code, errors, _ = check(given(project(square(shift), crs=declared)), plan, tmp_path / "out")
    assert code == 4 and "[crs_implausible]" in errors and "projects.gpkg" in errors


def test_a_project_that_crosses_itself(given, plan, tmp_path):
    x, y = CENTRE
    bow_tie = shapely.Polygon([(x, y), (x + 80, y + 100), (x + 100, y), (x, y + 90)])
    code, errors, result = check(given(project(square(-300), bow_tie)), plan, tmp_path / "out")
    assert code == 2 and "row 1: Self-intersection at (" in errors
    assert [p["verdict"] for p in result["projects"]] == ["pass", "needs_review"] and len(result["rejects"]) == 1


def test_zones_that_overlap(given, plan, tmp_path):
    zones = gpd.read_file(plan, layer="growth_boundary_zones")
    copy = tmp_path / "plan.gpkg"
    shutil.copy(plan, copy)
    extra = zones.iloc[[0]].assign(zone_kind="flexible", name="again", geometry=project(square(side=50)).to_crs(zones.crs).geometry.to_numpy())
    pyogrio.write_dataframe(extra, copy, layer="growth_boundary_zones", append=True)
    code, _, result = check(given(project(square())), copy, tmp_path / "out")
    found = result["projects"][0]
    assert code == 2 and found["verdict"] == "needs_review" and abs(found["multi_cover_m2"] - 2500) < 5
    assert round(sum(z["area_m2"] for z in found["zones"]), 2) == found["area"]["official_m2"]


def test_a_truncated_geopackage(given, plan, tmp_path):
    path = given(project(*(square(i * 200) for i in range(-20, 20))))
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    code, errors, _ = check(path, plan, tmp_path / "out")
    assert code == 4 and "[damaged_file]" in errors


def test_a_truncated_plan(given, plan, tmp_path):
    cut = tmp_path / "plan.gpkg"
    cut.write_bytes(plan.read_bytes()[:5_000_000])
    code, errors, _ = check(given(project(square())), cut, tmp_path / "out")
    assert code == 4 and "[damaged_file]" in errors


def test_a_vrt_in_disguise(plan, tmp_path):
    vrt = tmp_path / "projects.geojson"
    vrt.write_text('<OGRVRTDataSource><OGRVRTLayer name="p"><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>')
    code, errors, _ = check(vrt, plan, tmp_path / "out")
    assert code == 4 and "[unsupported_format]" in errors and "VRT" in errors


def test_a_project_in_another_city(given, plan, tmp_path):
    changchun = shapely.box(125.30, 43.88, 125.301, 43.881)
    code, _, result = check(given(project(changchun, crs="EPSG:4490")), plan, tmp_path / "out")
    found = result["projects"][0]
    assert code == 2 and found["verdict"] == "not_checked"
    assert any("outside all units" in f["message"]["en"] for f in found["findings"])


@pytest.mark.parametrize("layer,role", [("permanent_farmland", "permanent_farmland"), ("ecological_redline", "ecological_redline"),
                                        ("growth_boundary_zones", "ugb"), ("units", "units")])
def test_a_plan_without_a_layer(given, plan, tmp_path, layer, role):
    copy = edited(plan, tmp_path, f"DELETE FROM gpkg_contents WHERE table_name = '{layer}'", f"DELETE FROM gpkg_geometry_columns WHERE table_name = '{layer}'",
                  f"DELETE FROM gpkg_extensions WHERE table_name = '{layer}'", f"ALTER TABLE {layer} RENAME TO gpkg_gone")
    code, _, result = check(given(project(square())), copy, tmp_path / "out")
    found = result["projects"][0]
    assert code == 2 and found["verdict"] == "not_checked"
    assert any(f"no layer {role}" in f["message"]["en"] for f in found["findings"])


def test_a_plan_without_a_manifest(given, plan, tmp_path):
    copy = edited(plan, tmp_path, "DELETE FROM layer_manifest")
    code, _, result = check(given(project(square())), copy, tmp_path / "out")
    assert code == 2 and result["projects"][0]["verdict"] == "not_checked"


def test_a_plan_that_has_expired(given, plan, tmp_path):
    copy = edited(plan, tmp_path, "UPDATE layer_manifest SET valid_to = '2026-10-31' WHERE role = 'permanent_farmland'")
    code, _, result = check(given(project(square())), copy, tmp_path / "out")
    assert code == 2 and result["projects"][0]["verdict"] == "not_checked"
    copy = edited(plan, tmp_path, "UPDATE layer_manifest SET valid_to = '2026/10/31' WHERE role = 'permanent_farmland'")
    code, errors, _ = check(tmp_path / "projects.gpkg", copy, tmp_path / "out2")
    assert code == 4 and "[bad_plan]" in errors and "2026/10/31" in errors


def test_a_zone_of_unknown_kind(given, plan, tmp_path):
    copy = edited(plan, tmp_path, "UPDATE growth_boundary_zones SET zone_kind = 'core' WHERE fid = 3")
    code, errors, _ = check(given(project(square())), copy, tmp_path / "out")
    assert code == 4 and "[bad_plan]" in errors and "growth_boundary_zones row 2" in errors


def test_an_old_result_stays_when_the_next_run_fails(given, plan, tmp_path):
    assert check(given(project(square())), plan, tmp_path / "out")[0] == 0
    before = {p.name: p.read_bytes() for p in (tmp_path / "out").iterdir()}
    run = subprocess.run([ROOT / "build/bin/libspatial", "check", "--plan", plan, "--projects", tmp_path / "none.gpkg", "--out", tmp_path / "out"], capture_output=True)
    assert run.returncode == 4 and {p.name: p.read_bytes() for p in (tmp_path / "out").iterdir()} == before


def test_inputs_stay_as_they_are(given, plan, tmp_path):
    folder = tmp_path / "given"
    folder.mkdir()
    shutil.copy(plan, folder / "plan.gpkg")
    pyogrio.write_dataframe(project(square()), folder / "projects.shp", encoding="UTF-8")
    before = {p.name: p.read_bytes() for p in folder.iterdir()}
    assert check(folder / "projects.shp", folder / "plan.gpkg", tmp_path / "out")[0] == 0
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == before
