"""The sheets of a check: a page for every project with the figures of the result; a folder of the program and one of QGIS give the same."""

import json
import os
import re
import shutil
import subprocess
import sys

import pytest

from conftest import ROOT
from shapes import box, layer, log

AS_OF = "2026-11-01"
REPORT = "libspatial:report"


@pytest.fixture(scope="module")
def folder(sample, tmp_path_factory):
    """What the program leaves."""
    out = tmp_path_factory.mktemp("paper") / "check"
    subprocess.run([ROOT / "build/bin/libspatial", "check", "--plan", sample / "jilin.gpkg", "--projects", sample / "projects.gpkg", "--as-of", AS_OF, "--out", out], capture_output=True)
    return out


def text_of(file):
    return subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, text=True, check=True).stdout


def pages_of(file):
    return text_of(file).rstrip("\f").split("\f")


def test_every_project_has_its_page(qgis, folder, tmp_path):
    file = tmp_path / "sheets.pdf"
    out = qgis.run(REPORT, {"CHECK": str(folder), "FORMAT": 0, "OUTPUT": str(file)})
    result = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    assert out["N_PROJECTS"] == len(result["projects"]) and out["N_FILES"] == 1
    sheets = [page for page in pages_of(file) if "Preliminary finding" in page]
    assert len(sheets) == len(result["projects"])
    for project, page in zip(result["projects"], sheets):
        assert project["id"] in page and (project["name"] or "") in page and "no approval" in page and "Checked by" in page
        for zone in project["zones"]:
            assert f"{zone['area_m2']:.2f}" in page, (project["id"], zone)
        assert f"{project['area']['official_m2']:.2f}" in page


def test_the_map_of_projects_in_a_crs_without_a_code(qgis):
    """Its name, "unknown", is no CRS: the map had none."""
    from types import SimpleNamespace

    from libspatial_qgis import engine
    from libspatial_qgis.report.pieces import Drawn
    from qgis.core import QgsCoordinateReferenceSystem, QgsGeometry

    own = QgsCoordinateReferenceSystem.fromProj("+proj=tmerc +lat_0=0 +lon_0=126.5 +k=1 +x_0=500000 +y_0=0 +datum=WGS84 +units=m +no_defs")
    shape = [bytes(QgsGeometry.fromWkt(box(0, 0, 100, 100, east=500000)).asWkb())]
    layers = [engine.layer(name, "", own.toWkt(), shape, {"id": ["1"], "role": ["x"], "name": [""]}) for name in ("pieces", "projects", "zones", "units")]
    assert Drawn(SimpleNamespace(layers=layers)).crs == own


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("paper", [0, 1])
def test_no_sentence_is_cut_off(qgis, folder, tmp_path, monkeypatch, language, paper):
    """Every finding and every verdict stands on the page as a whole, in Chinese too, which has no spaces to divide at."""
    from libspatial_qgis import engine
    from libspatial_qgis.core import messages

    for place in (engine, messages):
        monkeypatch.setattr(place, "is_chinese", lambda: language == "zh")
    file = tmp_path / "sheets.pdf"
    qgis.run(REPORT, {"CHECK": str(folder), "FORMAT": 0, "PAPER": paper, "OUTPUT": str(file)})
    text = re.sub(r"\s", "", subprocess.run(["pdftotext", "-raw", file, "-"], capture_output=True, text=True, check=True).stdout)
    tables = {sheet["id"]: sheet["rows"] for sheet in engine.sheets((folder / "result.json").read_text(encoding="utf-8"), ())}
    cells = {cell for row in tables["findings"] if row[4] not in ("不适用", "not applicable") for cell in (row[3], row[4], row[8])} | {row[0] for row in tables["not_checked"]}
    assert len(cells) > 20 and [cell for cell in cells if re.sub(r"\s", "", cell) not in text] == []


@pytest.mark.parametrize("paper, size", [(0, "595.276 x 841.89"), (1, "1190.55 x 841.89")])
def test_paper_and_heading(qgis, folder, tmp_path, paper, size):
    file = tmp_path / "sheets.pdf"
    qgis.run(REPORT, {"CHECK": str(folder), "FORMAT": 0, "PAPER": paper, "HEADING": "吉林市自然资源局核查单", "OUTPUT": str(file)})
    about = subprocess.run(["pdfinfo", file], capture_output=True, text=True).stdout
    width, height = (round(float(n)) for n in about.split("Page size:")[1].split("pts")[0].split("x"))
    assert (width, height) == tuple(round(float(n)) for n in size.split(" x "))
    assert "吉林市自然资源局核查单" in text_of(file).replace(" ", "")


def test_a_file_for_every_project(qgis, folder, tmp_path):
    out = qgis.run(REPORT, {"CHECK": str(folder), "FORMAT": 0, "EACH": True, "OUTPUT": str(tmp_path / "s.pdf")})
    ids = [project["id"] for project in json.loads((folder / "result.json").read_text(encoding="utf-8"))["projects"]]
    assert sorted(os.listdir(tmp_path)) == sorted(f"s-{name}.pdf" for name in ids) and out["N_FILES"] == len(ids)


def test_the_map_is_drawn(qgis, folder, tmp_path):
    """The colours of the zones a project lies in stand on its page."""
    from qgis.PyQt.QtGui import QImage

    qgis.run(REPORT, {"CHECK": str(folder), "FORMAT": 0, "EACH": True, "OUTPUT": str(tmp_path / "s.pdf")})
    subprocess.run(["pdftoppm", "-r", "60", "-png", "-singlefile", tmp_path / "s-b9-003.pdf", tmp_path / "page"], check=True)
    picture = QImage(str(tmp_path / "page.png"))
    seen = {}
    for y in range(picture.height()):
        for x in range(picture.width()):
            colour = picture.pixelColor(x, y).name()
            seen[colour] = seen.get(colour, 0) + 1
    assert seen.get("#b5d8a8", 0) > 500 and seen.get("#f4dc8c", 0) > 200  # special and flexible, where the project lies
    assert seen.get("#b8322a", 0) > 2000                                # the band of the verdict


def test_the_other_formats_are_those_of_the_program(qgis, folder, tmp_path):
    qgis.run(REPORT, {"CHECK": str(folder), "FORMAT": 1, "OUTPUT": str(tmp_path / "page.html")})
    assert (tmp_path / "page.html").read_bytes() == (folder / "report.html").read_bytes()
    qgis.run(REPORT, {"CHECK": str(folder), "FORMAT": 2, "OUTPUT": str(tmp_path / "book.xlsx")})
    from osgeo import ogr

    assert ogr.Open(str(tmp_path / "book.xlsx")).GetLayerCount() >= 8


def test_a_document_and_what_it_needs(qgis, folder, tmp_path, monkeypatch):
    from qgis.core import QgsProcessingException

    qgis.run(REPORT, {"CHECK": str(folder), "FORMAT": 3, "OUTPUT": str(tmp_path / "s.docx")})
    import docx

    document = docx.Document(str(tmp_path / "s.docx"))
    cells = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    assert {project["id"] for project in json.loads((folder / "result.json").read_text(encoding="utf-8"))["projects"]} <= cells
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(QgsProcessingException, match="python-docx"):
        qgis.run(REPORT, {"CHECK": str(folder), "FORMAT": 3, "OUTPUT": str(tmp_path / "t.docx")})
    assert not (tmp_path / "t.docx").exists()


def test_the_folder_of_qgis_is_one_of_the_program(qgis, sample, folder, tmp_path):
    own = tmp_path / "own"
    qgis.run("libspatial:checkprojects", {"PROJECTS": str(sample / "projects.gpkg"), "PLAN": str(sample / "jilin.gpkg"), "AS_OF": AS_OF, "OUTPUT_PROJECTS": "memory:", "OUTPUT_PIECES": "memory:", "FOLDER": str(own)})
    mine, theirs = (json.loads((place / "result.json").read_text(encoding="utf-8")) for place in (own, folder))
    assert [(p["id"], p["verdict"], p["zones"]) for p in mine["projects"]] == [(p["id"], p["verdict"], p["zones"]) for p in theirs["projects"]]
    assert sorted(os.listdir(own)) == ["pieces.gpkg", "report.html", "result.json"]
    out = qgis.run(REPORT, {"CHECK": str(own), "FORMAT": 0, "OUTPUT": str(tmp_path / "own.pdf")})
    assert out["N_PROJECTS"] == len(theirs["projects"])
    qgis.run(REPORT, {"CHECK": str(folder), "FORMAT": 0, "OUTPUT": str(tmp_path / "theirs.pdf")})
    figures = [re.findall(r"\d+\.\d\d+", text_of(tmp_path / f"{name}.pdf")) for name in ("own", "theirs")]
    assert figures[0] == figures[1] and len(figures[0]) > 100


def test_a_template_of_the_office(qgis, folder, tmp_path):
    """Items are found by their ids; those it leaves out are not missed."""
    from qgis.core import QgsLayoutItemLabel, QgsPrintLayout, QgsProject, QgsReadWriteContext

    layout = QgsPrintLayout(QgsProject.instance())
    layout.initializeDefaults()
    for name in ("title", "verdict", "office"):
        label = QgsLayoutItemLabel(layout)
        label.setId(name)
        label.setText("本局专用" if name == "office" else "")
        label.attemptSetSceneRect(label.rect().adjusted(20, 20, 150, 40))
        layout.addLayoutItem(label)
    template = tmp_path / "office.qpt"
    assert layout.saveAsTemplate(str(template), QgsReadWriteContext())
    qgis.run(REPORT, {"CHECK": str(folder), "FORMAT": 0, "TEMPLATE": str(template), "OUTPUT": str(tmp_path / "s.pdf")})
    assert "Preliminary" in text_of(tmp_path / "s.pdf") and "Checked by" not in text_of(tmp_path / "s.pdf")


def test_zones_that_overlap_are_said_below_the_sum(qgis, tmp_path):
    """100 × 100 m in two zones that share 10 × 100 m: counted once, in the stricter, so that the rows are the project."""
    from libspatial_qgis.core import live
    from libspatial_qgis.report import layout

    zones = layer([box(-500, -500, 60, 600), box(50, -500, 600, 600)], zone_kind=["concentrated", "flexible"], name="growth_boundary_zones")
    lots = layer([box(0, 0, 100, 100)], id=["a"])
    plan = [live.engine.layer(one.name(), "", "EPSG:4530", *live.adapters.columns_of(one)) for one in (zones, layer([box(-900, -900, 900, 900)], code=["220202"], name="units"))]
    answer = live.check(live.Inputs.of(lots, list(lots.getFeatures())), plan)
    layout.write_pdf(layout.pages(answer), 1, str(tmp_path / "s.pdf"))
    text, project = text_of(tmp_path / "s.pdf"), answer.projects[0]
    twice = re.search(r"of it zones overlap, in the stricter +(\d+\.\d\d)", text)[1]
    assert float(twice) == project["multi_cover_m2"] > 990
    assert answer.adds_up() and round(sum(zone["area_m2"] for zone in project["zones"]), 2) == project["area"]["official_m2"]


def test_a_run_that_is_stopped_leaves_nothing(qgis, folder, tmp_path):
    from qgis.core import QgsProcessingException

    said = log()
    said.progressChanged.connect(lambda percent: percent > 30 and said.cancel())
    with pytest.raises(QgsProcessingException, match="cancelled|已取消"):
        qgis.run(REPORT, {"CHECK": str(folder), "FORMAT": 0, "OUTPUT": str(tmp_path / "s.pdf")}, feedback=said)
    assert not os.listdir(tmp_path)


def broken(kind, folder, to):
    shutil.copytree(folder, to)
    if kind == "no result":
        (to / "result.json").unlink()
    elif kind == "no json":
        (to / "result.json").write_text("{", encoding="utf-8")
    elif kind == "another result":
        (to / "result.json").write_text((to / "result.json").read_text(encoding="utf-8").replace('"official_m2": 33532.77', '"official_m2": 33532.78').replace('"official_m2":33532.77', '"official_m2":33532.78'), encoding="utf-8")
    elif kind == "no pieces":
        (to / "pieces.gpkg").unlink()


@pytest.mark.parametrize("kind, words", [("no result", "result.json"), ("no json", "no result of a check"), ("another result", "not of result.json"), ("no pieces", "pieces.gpkg")])
def test_a_folder_that_is_none_is_said(qgis, folder, tmp_path, kind, words):
    from qgis.core import QgsProcessingException

    broken(kind, folder, tmp_path / "check")
    with pytest.raises(QgsProcessingException) as raised:
        qgis.run(REPORT, {"CHECK": str(tmp_path / "check"), "FORMAT": 0, "OUTPUT": str(tmp_path / "s.pdf")})
    assert words in str(raised.value) and not (tmp_path / "s.pdf").exists()


@pytest.mark.parametrize("more, words", [({"OUTPUT": "s.html"}, ".pdf"), ({"TEMPLATE": "x.qpt"}, "template")])
def test_what_is_asked_wrongly_is_said(qgis, folder, tmp_path, more, words):
    from qgis.core import QgsProcessingException

    (tmp_path / "x.qpt").write_text("<Layout/>", encoding="utf-8")
    paths = {key: str(tmp_path / value) for key, value in ({"OUTPUT": "s.pdf"} | more).items()}
    with pytest.raises(QgsProcessingException) as raised:
        qgis.run(REPORT, {"CHECK": str(folder), "FORMAT": 0} | paths)
    assert words in str(raised.value) and not [f for f in os.listdir(tmp_path) if f.startswith((".tmp", "s."))]


def test_by_qgis_process(qgis_process, folder, tmp_path):
    run = qgis_process("run", REPORT, f"--CHECK={folder}", "--FORMAT=0", f"--OUTPUT={tmp_path / 's.pdf'}")
    assert run.returncode == 0, run.stderr
    assert "b9-003" in text_of(tmp_path / "s.pdf")
