"""batch: a folder of projects in many formats, broken ones among them; a crash in the middle; the same figures as one check."""

import csv
import json
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import geopandas as gpd
import openpyxl
import pyogrio
import pytest
import shapely

ROOT = Path(__file__).parents[2]
PROGRAM = ROOT / "build/bin/libspatial"
AS_OF = ["--as-of", "2026-11-01", "--lang", "en"]


def everything(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.fixture(scope="module")
def inputs(tmp_path_factory, projects):
    """Thirty projects, a file each, in four formats and two CRS; two files nobody can read, one that belongs to another."""
    folder = tmp_path_factory.mktemp("projects")
    lots = gpd.read_file(projects)
    lots = lots[lots.is_valid]
    for i, name in enumerate(lots["id"].unique()):
        one, path = lots[lots["id"] == name], folder / name
        if i % 3 == 0:
            one.rename(columns={"declared_area_m2": "declared"}).to_file(path.with_suffix(".shp"), encoding="utf-8")
        elif i % 3 == 1:
            one.to_file(path.with_suffix(".gpkg"))
        else:
            one.to_crs(4551).to_file(path.with_suffix(".fgb"))
    shutil.copy(ROOT / "sample_data/boundary_points.txt", folder)
    (folder / "letter.pdf").write_bytes(b"%PDF-1.7\n")
    (folder / "cut.gpkg").write_bytes(projects.read_bytes()[:5000])
    (folder / "notes.md").write_text("not data")
    return folder


def batch(plan, inputs, out, *more):
    return [PROGRAM, "batch", "--plan", plan, "--projects", inputs, "--out", out, *AS_OF, *more]


@pytest.fixture(scope="module")
def done(tmp_path_factory, plan, inputs):
    out = tmp_path_factory.mktemp("batch") / "out"
    run = subprocess.run(batch(plan, inputs, out), capture_output=True, text=True)
    assert run.returncode == 3, run.stderr
    assert "warning: not read" in run.stderr and "GB18030" not in run.stderr, "notes of thousands of files stand in notes.csv"
    return out, run.stdout


def test_every_file_is_a_project_or_is_listed(done, inputs):
    out, said = done
    result = json.loads((out / "result.json").read_text())
    ids = {p["id"] for p in result["projects"]}
    data = {p.stem for p in inputs.iterdir() if p.suffix in (".shp", ".gpkg", ".fgb", ".txt")} - {"cut"}
    assert ids == data and result["summary"]["projects"] == len(ids)
    broken = list(csv.DictReader((out / "broken.csv").open(encoding="utf-8-sig")))
    assert [(Path(b["file"]).name, b["code"]) for b in broken] == [("cut.gpkg", "damaged_file"), ("letter.pdf", "unsupported_format")]
    notes = list(csv.DictReader((out / "notes.csv").open(encoding="utf-8-sig")))
    assert any("GB18030" in n["en"] and n["file"].endswith("boundary_points.txt") for n in notes)
    assert f"{len(data) + 2} files, 2 of them not read; {len(ids)} projects" in said
    assert sum(result["summary"][v] for v in ("pass", "conditional", "needs_review", "not_checked", "conflict")) == len(ids)


def test_the_figures_are_those_of_one_check(done, plan, projects, tmp_path):
    out, _ = done
    subprocess.run([PROGRAM, "check", "--plan", plan, "--projects", projects, "--out", tmp_path / "o", *AS_OF], capture_output=True)
    once = {p["id"]: p for p in json.loads((tmp_path / "o/result.json").read_text())["projects"]}
    for project in json.loads((out / "result.json").read_text())["projects"]:
        if project["id"] == "boundary_points":
            assert project["parcels"] == 2, "a file is a project"
            continue
        same = once[project["id"]]
        assert project["verdict"] == same["verdict"] and project["area"]["official_m2"] == pytest.approx(same["area"]["official_m2"], abs=0.011)
        assert [(z["kind"], z["area_m2"]) for z in project["zones"]] == [(z["kind"], pytest.approx(z["area_m2"], abs=0.011)) for z in same["zones"]]


def test_one_workbook_one_geopackage_a_page_each(done):
    out, _ = done
    result = json.loads((out / "result.json").read_text())
    rows = list(openpyxl.load_workbook(out / "batch.xlsx").worksheets[0].iter_rows(min_row=2, values_only=True))
    assert [r[1] for r in rows] == [p["id"] for p in result["projects"]] and [r[6] for r in rows] == [p["area"]["official_m2"] for p in result["projects"]]
    assert len(pyogrio.read_dataframe(out / "pieces.gpkg", layer="projects")) == len(rows)
    pages = {p.stem: p.read_text(encoding="utf-8") for p in (out / "pages").iterdir()}
    index = (out / "index.html").read_text(encoding="utf-8")
    assert set(pages) == {r[1] for r in rows}
    for project in result["projects"]:
        page = pages[project["id"]]
        assert f'{project["area"]["official_m2"]:.2f}' in page and f'href="pages/{project["id"]}.html"' in index
        others = [p["name"] for p in result["projects"] if p["name"] and p["id"] != project["id"] and p["name"] != project["name"]]
        assert not any(f">{name}<" in page for name in others), "a page is of one project"
    assert "letter.pdf" in index and "http" not in index.replace("http-equiv", "")


def test_each_page_has_the_map_of_its_own_crs(done, plan, projects, tmp_path):
    """Zones round a project of the second CRS are on its page, and a zone that two of them see stands once in pieces.gpkg."""
    out, _ = done
    subprocess.run([PROGRAM, "check", "--plan", plan, "--projects", projects, "--out", tmp_path / "o", *AS_OF], capture_output=True)
    pages = {p.stem: p.read_text(encoding="utf-8") for p in (out / "pages").iterdir()}
    assert {crs for page in pages.values() for crs in ("EPSG:4530", "EPSG:4551") if f"<dd>{crs}</dd>" in page} == {"EPSG:4530", "EPSG:4551"}
    found, wanted = (pyogrio.read_dataframe(folder / "pieces.gpkg", layer="zones") for folder in (out, tmp_path / "o"))
    kinds = lambda zones: zones.groupby("role").size().to_dict()  # noqa: E731
    assert kinds(found).keys() == kinds(wanted).keys() and all(n <= kinds(wanted)[role] for role, n in kinds(found).items())
    assert kinds(found)["permanent_farmland"] > 0 and not found.geometry.to_crs(4530).centroid.round(0).to_wkt().duplicated().any()


def test_the_same_bytes_after_a_crash(done, plan, inputs, tmp_path):
    out, _ = done
    again = tmp_path / "out"
    process = subprocess.Popen(batch(plan, inputs, again), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    while process.poll() is None and len(list(again.glob("pages/*.html"))) < 5:
        time.sleep(0.002)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    written = {p.name: p.stat().st_mtime_ns for p in (again / "pages").glob("[!.]*.html")}
    assert subprocess.run(batch(plan, inputs, again), capture_output=True).returncode == 3
    assert everything(again) == everything(out)
    assert all((again / "pages" / name).stat().st_mtime_ns == at for name, at in written.items()), "a page that was there is not made again"


def test_other_options_leave_no_old_page(done, plan, inputs, tmp_path):
    out, _ = done
    shutil.copytree(out, tmp_path / "out")
    few = tmp_path / "few"
    few.mkdir()
    shutil.copy(inputs / "boundary_points.txt", few)
    run = subprocess.run(batch(plan, few, tmp_path / "out"), capture_output=True, text=True)
    assert run.returncode in (0, 1, 2, 3) and [p.name for p in (tmp_path / "out/pages").iterdir()] == ["boundary_points.html"]
    by_id = subprocess.run(batch(plan, few, tmp_path / "by-id", "--by", "id"), capture_output=True, text=True)
    assert "2 projects" in by_id.stdout


def test_two_files_of_one_name_are_two_projects(plan, inputs, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    shutil.copy(inputs / "boundary_points.txt", folder / "a.txt")
    subprocess.run([PROGRAM, "convert", folder / "a.txt", folder / "a.gpkg"], check=True, capture_output=True)
    subprocess.run(batch(plan, folder, tmp_path / "out"), capture_output=True)
    assert [p["id"] for p in json.loads((tmp_path / "out/result.json").read_text())["projects"]] == ["a.gpkg", "a.txt"]


def test_a_folder_of_somebody_else_is_left_alone(plan, inputs, tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    run = subprocess.run(batch(plan, inputs, tmp_path), capture_output=True, text=True)
    assert run.returncode == 4 and "name another" in run.stderr and [p.name for p in tmp_path.iterdir()] == ["mine.txt"]


def test_ids_that_are_no_file_names(plan, projects, tmp_path):
    lots = gpd.read_file(projects).iloc[:4]
    lots["id"] = ["../../x", "A", "a", "con:<b>&'\""]
    lots.to_file(tmp_path / "p.gpkg")
    run = subprocess.run(batch(plan, tmp_path / "p.gpkg", tmp_path / "out", "--by", "id"), capture_output=True, text=True)
    assert run.returncode in (0, 1, 2, 3), run.stderr
    names = sorted(p.name for p in (tmp_path / "out/pages").iterdir())
    assert len(names) == 4 and len({n.lower() for n in names}) == 4 and all("/" not in n and "<" not in n for n in names)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out", "p.gpkg"]
    assert "con:&lt;b&gt;&amp;" in (tmp_path / "out/index.html").read_text(encoding="utf-8"), "an id is text, never markup"


def test_nothing_that_can_be_read(plan, tmp_path):
    (tmp_path / "in").mkdir()
    run = subprocess.run(batch(plan, tmp_path / "in", tmp_path / "out"), capture_output=True, text=True)
    assert run.returncode == 4 and "holds no file" in run.stderr
    (tmp_path / "in" / "a.pdf").write_bytes(b"%PDF-1.7")
    run = subprocess.run(batch(plan, tmp_path / "in", tmp_path / "out"), capture_output=True, text=True)
    assert run.returncode == 4 and "not one file can be checked" in run.stderr


@pytest.fixture(scope="module")
def slow(tmp_path_factory):
    """A GeoJSON at which its reader works for seconds before the first row comes out."""
    path = tmp_path_factory.mktemp("slow") / "m-slow.geojson"
    ring = ",".join(f"[{126 + i * 1e-6:.7f},{43 + (i % 7) * 1e-6:.7f}]" for i in range(1000))
    feature = '{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[[' + ring + ",[126,43.0]]]}}"
    path.write_text('{"type":"FeatureCollection","features":[' + ",\n".join([feature] * 6000) + "]}")
    return path


def test_a_file_that_hangs_costs_only_itself(plan, projects, slow, tmp_path):
    """The reader is stopped at the limit, the file is listed with code and reason, the others before and after it are checked; again gives the same bytes."""
    folder = tmp_path / "in"
    folder.mkdir()
    lots = gpd.read_file(projects)
    for name, lot in zip(("a", "z"), lots["id"].unique()):
        lots[lots["id"] == lot].to_file(folder / f"{name}.gpkg")
    shutil.copy(slow, folder)
    outs = [tmp_path / "out", tmp_path / "again"]
    for out in outs:
        run = subprocess.run(batch(plan, folder, out, "--read-limit", "seconds=1"), capture_output=True, text=True, timeout=120)
        assert run.returncode in (2, 3), run.stderr
        assert "3 files, 1 of them not read; 2 projects" in run.stdout
    (broken,) = csv.DictReader((outs[0] / "broken.csv").open(encoding="utf-8-sig"))
    assert Path(broken["file"]).name == "m-slow.geojson" and broken["code"] == "damaged_file" and "--read-limit seconds=10" in broken["en"]
    assert [p["id"] for p in json.loads((outs[0] / "result.json").read_text())["projects"]] == ["a", "z"]
    assert everything(outs[0]) == everything(outs[1])


def test_a_file_that_crashes_its_reader_costs_only_itself(plan, projects, slow, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    gpd.read_file(projects).iloc[:1].to_file(folder / "z.gpkg")
    shutil.copy(slow, folder)
    process = subprocess.Popen(batch(plan, folder, tmp_path / "out"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    child = None
    while child is None:
        child = next(iter(Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()), None)
    while not (tmp_path / "out/batch.json").exists():
        time.sleep(0.01)
    time.sleep(0.5)
    os.kill(int(child), signal.SIGSEGV)
    said, problem = process.communicate(timeout=120)
    (broken,) = csv.DictReader((tmp_path / "out/broken.csv").open(encoding="utf-8-sig"))
    assert process.returncode in (2, 3) and "crashed its reader" in broken["en"] and "2 files, 1 of them not read; 1 projects" in said, problem


def test_what_is_no_file_is_listed_and_does_not_hang(plan, projects, tmp_path):
    """A pipe nobody writes to, a link to nowhere."""
    folder = tmp_path / "in"
    folder.mkdir()
    gpd.read_file(projects).iloc[:1].to_file(folder / "a.gpkg")
    os.mkfifo(folder / "pipe.gpkg")
    (folder / "gone.gpkg").symlink_to(tmp_path / "nowhere.gpkg")
    run = subprocess.run(batch(plan, folder, tmp_path / "out"), capture_output=True, text=True, timeout=60)
    assert run.returncode in (2, 3), run.stderr
    broken = {Path(b["file"]).name: b for b in csv.DictReader((tmp_path / "out/broken.csv").open(encoding="utf-8-sig"))}
    assert set(broken) == {"pipe.gpkg", "gone.gpkg"} and all(b["code"] and b["zh"] and b["en"] for b in broken.values())
    assert "3 files, 2 of them not read; 1 projects" in run.stdout


def test_rejects_say_the_file_and_the_row_they_come_from(plan, projects, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    lots = gpd.read_file(projects)
    lots = lots[lots.is_valid].reset_index(drop=True)
    lots.iloc[:3].to_file(folder / "a.gpkg", layer="sound")
    bow = lots.iloc[:2].copy()
    x, y = bow.geometry.iloc[1].centroid.coords[0]
    bow.loc[1, "geometry"] = shapely.Polygon([(x, y), (x + 50, y + 50), (x + 50, y), (x, y + 50)])
    bow.to_file(folder / "b.gpkg", layer="bow")
    done = subprocess.run(batch(plan, folder, tmp_path / "out"), capture_output=True, text=True)
    assert done.returncode in (2, 3), done.stderr
    with open(tmp_path / "out/rejects.csv", encoding="utf-8-sig", newline="") as file:
        reject, = csv.DictReader(file)
    assert (Path(reject["file"]).name, reject["layer"], reject["row"]) == ("b.gpkg", "bow", "1") and "b.gpkg|layername=bow row 1" in reject["message_en"]


def test_features_without_an_id_are_projects_of_their_own_in_every_file(plan, projects, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    lots = gpd.read_file(projects)
    lots = lots[lots.is_valid].iloc[:2]
    lots.drop(columns="id").to_file(folder / "a.gpkg")
    lots.to_crs(4551).assign(id=["", None]).to_file(folder / "b.gpkg")
    lots.to_crs(4551).assign(id=["X", None]).to_file(folder / "c.gpkg")
    done = subprocess.run(batch(plan, folder, tmp_path / "out", "--by", "id"), capture_output=True, text=True)
    assert done.returncode in (0, 1, 2, 3), done.stderr
    assert sorted(project["id"] for project in json.loads((tmp_path / "out/result.json").read_text(encoding="utf-8"))["projects"]) == ["X", "a#0", "a#1", "b#0", "b#1", "c#1"]
