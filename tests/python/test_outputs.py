"""One result, seven renderings: every number is the same in all of them, a text is never a formula, and what cannot be written says what to install."""

import csv
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import openpyxl
import pytest
import shapely

import libspatial

ROOT = Path(__file__).parents[2]
SHEETS = ["summary", "zones", "findings", "pieces", "slivers", "not_checked", "overrides", "rejects", "repairs", "sources", "layers"]


def run(out, *options, projects=ROOT / "sample_data/projects.gpkg", **environment):
    return subprocess.run([ROOT / "build/bin/libspatial", "check", "--plan", ROOT / "sample_data/jilin.gpkg", "--projects", projects, "--out", out, "--as-of", "2026-11-01", "--lang", "zh", *options],
                          capture_output=True, text=True, env={**os.environ, "LIBSPATIAL_PYTHON": sys.executable, "PYTHONPATH": os.pathsep.join(sys.path), **environment})


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    out = tmp_path_factory.mktemp("outputs") / "out"
    done = run(out, "--also", "xlsx,csv,pdf,docx")
    assert done.returncode == 3, done.stderr
    return out


@pytest.fixture(scope="module")
def result(folder):
    return libspatial.check(ROOT / "sample_data/projects.gpkg", ROOT / "sample_data/jilin.gpkg", as_of="2026-11-01")


def workbook(path):
    """{title: rows of cells as they are shown}"""
    book = openpyxl.load_workbook(path)
    shown = {}
    for sheet in book:
        rows = []
        for row in sheet.iter_rows():
            cells = []
            for cell in row:
                assert cell.data_type != "f", cell.coordinate
                decimals = len(cell.number_format.partition(".")[2])
                cells.append("" if cell.value is None else f"{cell.value:.{decimals}f}" if isinstance(cell.value, (int, float)) else cell.value)
            rows.append(cells)
        shown[sheet.title] = rows
    return shown


def test_workbook_tables_and_frames_hold_the_same_cells(folder, result, tmp_path):
    sheets = result.sheets()
    assert list(sheets) == SHEETS
    result.write(tmp_path / "python.xlsx")
    by_program, by_python = workbook(folder / "report.xlsx"), workbook(tmp_path / "python.xlsx")
    assert by_program == by_python and list(by_program) == ["汇总", "分区面积", "逐项结论", "图斑", "碎面", "未核查", "人工意见", "剔除", "修复", "依据", "数据版本"]
    for (name, frame), rows in zip(sheets.items(), by_program.values()):
        table = [frame.columns.tolist(), *frame.values.tolist()]
        assert rows == table, name
        with open(folder / f"report-{name}.csv", encoding="utf-8-sig", newline="") as file:
            assert list(csv.reader(file)) == table, name


def test_every_area_of_the_result_is_in_every_rendering(folder, result):
    import docx
    import pypdf

    data = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    assert data["projects"] == result.to_dict()["projects"]
    texts = {"html": (folder / "report.html").read_text(encoding="utf-8"), "xlsx": json.dumps(workbook(folder / "report.xlsx")), "csv": "".join(p.read_text(encoding="utf-8") for p in folder.glob("report-*.csv")),
             "docx": "\n".join(cell.text for table in docx.Document(folder / "report.docx").tables for row in table.rows for cell in row.cells),
             "pdf": "\n".join(page.extract_text() for page in pypdf.PdfReader(folder / "report.pdf").pages)}
    raw = (folder / "result.json").read_text(encoding="utf-8")
    areas = {m for m in re.findall(r'"(?:official_m2|area_m2)": ?(-?[\d.]+)', raw)}
    assert len(areas) > 50
    for kind, text in texts.items():
        missing = [a for a in areas if a not in text]
        assert not missing, (kind, missing[:5])


def test_the_document_says_the_verdict_what_was_not_checked_and_where_to_sign(folder):
    import docx

    document = docx.Document(folder / "report.docx")
    words = "\n".join(p.text for p in document.paragraphs)
    assert "初步核查意见：不符合" in words and "不是审批" in words and "1 未核查" in words and "核查人" in words
    assert "须由主管部门核定" in words


def test_a_pdf_of_more_than_memory_holds_is_refused_with_the_ways_on(folder, tmp_path):
    page = (folder / "report.html").read_text(encoding="utf-8")
    count = len(json.loads((folder / "result.json").read_text(encoding="utf-8"))["projects"])
    with pytest.raises(libspatial.errors.LimitExceededError, match=f"{count} projects, and one PDF holds {count - 1} at most.*libspatial batch") as refused:
        libspatial.documents.write_pdf(page, tmp_path / "report.pdf", most=count - 1)
    assert f"{count} 个项目" in refused.value.zh and not list(tmp_path.iterdir())


def test_the_pdf_is_a4_with_its_fonts_inside_and_drawn_maps(folder):
    import pypdf

    pdf = pypdf.PdfReader(folder / "report.pdf")
    assert all(abs(float(page.mediabox.width) - 595.3) < 1 for page in pdf.pages)
    fonts = [f.get_object() for page in pdf.pages for f in page["/Resources"]["/Font"].values()]
    for font in fonts:
        inside = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        assert "/FontFile2" in inside or "/FontFile3" in inside
    drawn = pdf.pages[1].get_contents().get_data()
    assert drawn.count(b" l\n") + drawn.count(b" c\n") > 500, "the overview map is lines, no picture"


def test_an_earlier_runs_files_do_not_stand_beside_a_new_result(tmp_path):
    assert run(tmp_path / "out", "--also", "xlsx,csv").returncode == 3
    assert (tmp_path / "out/report.xlsx").exists() and (tmp_path / "out/report-summary.csv").exists()
    assert run(tmp_path / "out").returncode == 3
    assert {p.name for p in (tmp_path / "out").iterdir()} == {"result.json", "pieces.gpkg", "report.html", "rejects.csv", "audit.log"}


def test_the_same_inputs_give_the_same_workbook(tmp_path):
    for name in ("a", "b"):
        assert run(tmp_path / name, "--also", "xlsx,csv", "--threads", "1" if name == "a" else "2").returncode == 3
    for file in ("report.xlsx", "report-summary.csv", "report-pieces.csv"):
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes(), file


HOSTILE = ['=HYPERLINK("http://x","y")', "+1+1", "-2+3", "@SUM(A1)", "\t=1", "{=1}", "a&b<c>\"d'", "\u202egnp.exe", "项目；=1"]


def test_a_name_is_never_a_formula(tmp_path):
    shapes = [shapely.box(42544400 + 200 * i, 4855500, 42544500 + 200 * i, 4855600) for i in range(len(HOSTILE))]
    projects = tmp_path / "p.gpkg"
    gpd.GeoDataFrame({"id": [f"{i}" for i in range(len(HOSTILE))], "name": HOSTILE, "kind": ["industry"] * len(HOSTILE)}, geometry=shapes, crs=4530).to_file(projects, engine="pyogrio")
    done = run(tmp_path / "out", "--also", "xlsx,csv,docx,pdf", projects=projects)
    assert done.returncode < 4, done.stderr
    names = [row[2] for row in workbook(tmp_path / "out/report.xlsx")["汇总"][1:]]
    assert len(names) == len(HOSTILE) and not any(n.startswith(("=", "+", "-", "@", "\t")) for n in names)
    with open(tmp_path / "out/report-summary.csv", encoding="utf-8-sig", newline="") as file:
        assert [row[2] for row in csv.reader(file)][1:] == names


def test_what_is_missing_is_said(tmp_path):
    done = run(tmp_path / "out", "--also", "pdf", LIBSPATIAL_PYTHON="/nonexistent/python3")
    assert done.returncode == 4 and "[unsupported_format]" in done.stderr and "pip install" in done.stderr and "LIBSPATIAL_PYTHON" in done.stderr
    assert (tmp_path / "out/result.json").exists() and not (tmp_path / "out/report.pdf").exists()
    (tmp_path / "weasyprint.py").write_text("raise ImportError('none here')")
    done = run(tmp_path / "out", "--also", "pdf", PYTHONPATH=os.pathsep.join([str(tmp_path), *sys.path]))
    assert done.returncode == 4 and "pip install weasyprint" in done.stderr


def test_python_writes_what_the_ending_says(result, tmp_path):
    for ending in ("html", "json", "docx"):
        result.write(tmp_path / f"r.{ending}")
    assert (tmp_path / "r.html").read_text(encoding="utf-8") == result.report_html() and (tmp_path / "r.json").read_text(encoding="utf-8") == result.to_json()
    with pytest.raises(libspatial.errors.BadArgumentError, match="docx"):
        result.write(tmp_path / "r.odt")
    with pytest.raises(libspatial.errors.WriteFailedError):
        result.write(tmp_path / "no" / "r.html")
    assert not list(tmp_path.glob(".tmp-*"))


@pytest.mark.parametrize("name, shown", [
    ("地" * 40000, "地" * 32766 + "…"), ("x" * 32767, "x" * 32767), ("x" * 32768, "x" * 32766 + "…"), ("😀" * 20000, "😀" * 16383 + "…"), ("a\ufffeb\uffffc", "a\ufffdb\ufffdc"),
], ids=["Chinese", "just fits", "one more", "pairs", "no XML"])
def test_a_workbook_holds_what_fits_into_a_cell(name, shown, tmp_path):
    """Cut inside a character, the file was no XML; cut anywhere, nobody knew."""
    lots = gpd.read_file(ROOT / "sample_data/projects.gpkg").iloc[:1]
    lots.assign(name=name).to_file(tmp_path / "lots.gpkg")
    assert run(tmp_path / "out", "--also", "xlsx", projects=tmp_path / "lots.gpkg").returncode in (0, 1, 2, 3)
    cells = [cell for row in openpyxl.load_workbook(tmp_path / "out/report.xlsx")["汇总"].iter_rows(values_only=True) for cell in row]
    assert shown in cells, [len(str(cell)) for cell in cells]


def test_an_accuracy_nobody_asks_for_is_said(tmp_path):
    done = run(tmp_path / "out", "--accuracy", "100")
    assert "--accuracy 不起作用" in done.stderr and done.returncode == 3
