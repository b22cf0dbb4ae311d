"""Tables of points in an XLSX: as other programs write them, whole, hidden, in several worksheets, broken; and written by us."""

import datetime
import subprocess
import warnings
import zipfile
from pathlib import Path

import openpyxl
import pytest

import libspatial

ROOT = Path(__file__).parents[2]
PROGRAM = ROOT / "build/bin/libspatial"
SAMPLE = ROOT / "sample_data/boundary_points.txt"
SQUARE = [(4857000, 543000), (4857100, 543000), (4857100, 543100), (4857000, 543100)]
HEADER = ["点号", "北坐标X", "东坐标Y"]


def program(*words, code=0):
    run = subprocess.run([PROGRAM, *map(str, words)], capture_output=True, text=True, timeout=60)
    assert run.returncode == code, run.stderr
    return run


def table(page, corners=SQUARE, prefix=42, above=(("宗地号", "DK01"), ("坐标系", "EPSG:4530"))):
    for row in above:
        page.append(row)
    page.append(HEADER)
    for i, (north, east) in enumerate(corners, 1):
        page.append([f"J{i}", north, east + prefix * 1_000_000])


@pytest.fixture
def book():
    made = openpyxl.Workbook()
    made.active.title = "成果表"
    return made


def saved(book, tmp_path, name="points.xlsx"):
    book.save(tmp_path / name)
    return tmp_path / name


def test_a_table_under_its_titles(book, tmp_path):
    table(book.active)
    book.create_sheet("说明").append(["本表由测绘院提供"])
    lots = libspatial.read(saved(book, tmp_path))
    assert lots["id"].tolist() == ["DK01"] and lots.crs.to_epsg() == 4530
    assert lots.geometry[0].area == 10000 and lots.attrs["points"] == {"read": 4, "used": 4, "repaired": 0, "rejected": 0}
    assert any("说明" in zh and "没有坐标" in zh for zh, _ in lots.attrs["notes"])
    assert program("area", tmp_path / "points.xlsx").stdout.splitlines()[1] == f"0,{libspatial.area(lots)[0]:.2f}"


def test_a_header_of_two_rows_with_merged_cells(book, tmp_path):
    page = book.active
    page.append(["点号", "坐标", None, "边长"])
    page.append([None, "X(m)", "Y(m)", None])
    page.merge_cells("B1:C1")
    page.merge_cells("A1:A2")
    for i, (north, east) in enumerate(SQUARE, 1):
        page.append([i, str(north), f"42{east}", 100.0])  # numbers typed as text
    assert libspatial.read(saved(book, tmp_path), crs="EPSG:4530").geometry[0].area == 10000


def test_every_worksheet_with_points_is_read(book, tmp_path):
    table(book.active)
    table(book.create_sheet("第二块"), [(n, e + 500) for n, e in SQUARE], above=(("宗地号", "DK02"), ("坐标系", "EPSG:4530")))
    path = saved(book, tmp_path)
    lots = libspatial.read(path)
    assert lots[["id", "worksheet"]].values.tolist() == [["DK01", "成果表"], ["DK02", "第二块"]]
    assert lots.attrs["points"]["read"] == 8 and lots.geometry.area.tolist() == [10000, 10000]
    assert libspatial.read(f"{path}|layername=第二块")["id"].tolist() == ["DK02"]
    with pytest.raises(libspatial.errors.LayerNotFoundError, match="成果表、第二块"):
        libspatial.read(f"{path}|layername=第三块")
    assert len(program("area", path).stdout.splitlines()) == 3


def test_worksheets_of_two_crs_are_not_one_layer(book, tmp_path):
    table(book.active)
    table(book.create_sheet("西安80"), above=(("宗地号", "DK01"), ("坐标系", "EPSG:2366")))
    path = saved(book, tmp_path)
    with pytest.raises(libspatial.errors.CrsMismatchError, match="EPSG:4530.*西安80.*layername"):
        libspatial.read(path)
    assert libspatial.read(f"{path}|layername=成果表").geometry[0].area == 10000


def test_a_reject_names_worksheet_and_row(book, tmp_path):
    table(book.active)
    table(book.create_sheet("二"), [(n, e + 500) for n, e in SQUARE])
    book["二"]["C6"] = None
    with pytest.warns(libspatial.RejectedWarning, match=r"points.xlsx\|二"):
        lots = libspatial.read(saved(book, tmp_path))
    assert [(r["row"], r["line"], r["reason"]) for r in lots.attrs["rejects"]] == [(1, 6, "bad_line")]


def test_what_is_hidden_is_said(book, tmp_path):
    table(book.active)
    book.active.row_dimensions[5].hidden = True
    table(book.create_sheet("旧坐标"))
    book["旧坐标"].sheet_state = "hidden"
    path = saved(book, tmp_path)
    lots = libspatial.read(path)
    said = "".join(zh for zh, _ in lots.attrs["notes"])
    assert len(lots) == 1 and "1 行是隐藏的，也已读取（首见于第 5 行）" in said and "旧坐标" in said
    assert len(libspatial.read(f"{path}|layername=旧坐标")) == 1


def test_a_formula_that_was_never_computed_is_no_coordinate(book, tmp_path):
    table(book.active)
    book.active["B5"] = "=B4+100"
    with pytest.warns(libspatial.RejectedWarning):
        lots = libspatial.read(saved(book, tmp_path))
    assert lots.geometry[0] is None and lots.attrs["rejects"][0]["line"] == 5
    assert any("公式没有存下结果" in zh for zh, _ in lots.attrs["notes"])


def test_a_workbook_without_points_says_what_is_wanted(book, tmp_path):
    book.active.append(["项目", "面积"])
    book.active.append(["甲", 1])
    path = saved(book, tmp_path)
    for run in (lambda: libspatial.read(path), lambda: libspatial.area(path)):
        with pytest.raises(libspatial.errors.UnsupportedFormatError, match="成果表.*north, east"):
            run()
    assert "表头" in program("--lang", "zh", "area", path, code=4).stderr


@pytest.mark.parametrize("by", ["program", "python"])
def test_what_is_written_is_read_again(by, tmp_path):
    out = tmp_path / "out.xlsx"
    lots = libspatial.read(SAMPLE)
    lots.loc[0, "name"] = "=HYPERLINK(1)"
    if by == "program":
        lots.to_file(tmp_path / "lots.gpkg")
        program("convert", tmp_path / "lots.gpkg", out)
    else:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            libspatial.write(lots, out)
    page = openpyxl.load_workbook(out).worksheets[0]
    rows = list(page.iter_rows(values_only=True))
    north = rows[0].index("北坐标X")
    assert isinstance(rows[1][north], (int, float)) and all(cell.data_type != "f" for row in page.iter_rows() for cell in row)
    again = libspatial.read(out)
    assert again.geometry.geom_equals(lots.geometry).all() and again.crs.to_epsg() == 4530 and again["name"][1] == lots["name"][1]
    program("convert", out, tmp_path / "again.csv")
    assert libspatial.read(tmp_path / "again.csv").geometry.geom_equals(lots.geometry).all()


@pytest.mark.parametrize("options, ours", [(["--decimals", "2", "--start", "north-west"], {"decimals": 2, "start": "north-west"}), (["--to-crs", "EPSG:4490"], {})])
def test_both_write_the_same_cells(options, ours, tmp_path):
    program("convert", SAMPLE, tmp_path / "its.xlsx", *options)
    if "--to-crs" in options:
        program("convert", SAMPLE, tmp_path / "degrees.gpkg", *options)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        libspatial.write(libspatial.read(tmp_path / "degrees.gpkg" if "--to-crs" in options else SAMPLE), tmp_path / "ours.xlsx", **ours)
    its, mine = ([[(c.value, c.number_format) for c in row] for row in openpyxl.load_workbook(tmp_path / f"{who}.xlsx").worksheets[0].iter_rows()] for who in ("its", "ours"))
    assert its == mine and len(its) > 15


def test_what_reads_back_as_something_else_is_not_kept(tmp_path, monkeypatch):
    from libspatial import _core

    real = _core.read_spreadsheet
    monkeypatch.setattr(_core, "read_spreadsheet", lambda *words: (_core.read_coordinates(b"n,X,Y,CRS\n1,4857000,42543000,EPSG:4530\n2,4857100,42543000,\n3,4857100,42543100,\n", "x", "EPSG:4530", "", False)[0], real))
    with warnings.catch_warnings(), pytest.raises(libspatial.LibspatialError, match="reads back"):
        warnings.simplefilter("ignore")
        libspatial.write(libspatial.read(SAMPLE), tmp_path / "out.xlsx")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("since_1904", [False, True])
def test_days_and_times_are_what_their_cells_show(tmp_path, since_1904):
    """A spreadsheet keeps days as numbers: 45688 was read for 2025-01-31."""
    book = openpyxl.Workbook()
    if since_1904:
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    page = book.active
    page.append(["地块编号", "X", "Y", "批准日期", "时刻", "时间", "中文", "金额", "坐标系"])
    for north, east in ((4857000, 42543000), (4857100, 42543000), (4857100, 42543100)):
        page.append(["A", north, east, datetime.date(2025, 1, 31), datetime.datetime(2025, 1, 31, 8, 30), datetime.time(8, 30), datetime.date(2024, 2, 29), 45688.5, "EPSG:4530"])
        row = page[page.max_row]
        row[1].number_format, row[2].number_format, row[6].number_format, row[7].number_format = '0.000"m"', '#,##0.00_ ', 'yyyy"年"m"月"d"日";@', '[Red]0.00"元/d"'
    book.save(tmp_path / "days.xlsx")
    found = libspatial.read(tmp_path / "days.xlsx").iloc[0]
    assert (found["批准日期"], found["时刻"], found["中文"], found["金额"]) == ("2025-01-31", "2025-01-31 08:30:00", "2024-02-29", "45688.5")
    assert since_1904 or found["时间"] == "08:30:00"
    assert found.geometry.area == 5000


# ---- Broken and hostile.


def changed(path, part, change):
    """The same archive with one part changed; None leaves it out."""
    out = path.with_name("changed.xlsx")
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for entry in before.namelist():
            content = before.read(entry)
            if entry == part:
                content = change(content)
            if content is not None:
                after.writestr(entry, content)
    return out


SHEET = "xl/worksheets/sheet1.xml"
BROKEN = {
    "no sheet": (SHEET, lambda b: None, "DamagedFileError"),
    "no workbook": ("xl/workbook.xml", lambda b: None, "DamagedFileError"),
    "no relations": ("_rels/.rels", lambda b: None, "DamagedFileError"),
    "cut": (SHEET, lambda b: b[: len(b) // 2], "DamagedFileError"),
    "entities": (SHEET, lambda b: b'<!DOCTYPE x [<!ENTITY a "b">]>' + b[b.index(b"<worksheet"):], "UnsupportedFormatError"),
    "rows out of order": (SHEET, lambda b: b.replace(b'<row r="5"', b'<row r="2"'), "DamagedFileError"),
    "cells out of order": (SHEET, lambda b: b.replace(b'r="B5"', b'r="A5"'), "DamagedFileError"),
    "a row beyond the format": (SHEET, lambda b: b.replace(b'<row r="7"', b'<row r="99999999"'), "DamagedFileError"),
    "a column beyond the format": (SHEET, lambda b: b.replace(b'r="C7"', b'r="ZZZZZ7"'), "DamagedFileError"),
    "deep": (SHEET, lambda b: b.replace(b"</sheetData>", b"<x>" * 5000 + b"</x>" * 5000 + b"</sheetData>"), "DamagedFileError"),
    "an error in a cell": (SHEET, lambda b: b.replace(b'<c r="B5" t="n"><v>4857100</v></c>', b'<c r="B5" t="e"><v>#REF!</v></c>'), "rejected"),
}


@pytest.mark.parametrize("how", BROKEN)
def test_broken_ones_are_refused(book, tmp_path, how):
    table(book.active)
    part, change, expected = BROKEN[how]
    path = changed(saved(book, tmp_path), part, change)
    if expected == "rejected":
        with pytest.warns(libspatial.RejectedWarning, match="#REF!"):
            assert libspatial.read(path).geometry[0] is None
        return
    with pytest.raises(getattr(libspatial.errors, expected), match="changed.xlsx"):
        libspatial.read(path)
    assert "changed.xlsx" in program("area", path, code=4).stderr


@pytest.fixture
def shared(tmp_path):
    """A workbook that keeps its texts in a part of their own."""
    program("convert", SAMPLE, tmp_path / "shared.xlsx")
    return tmp_path / "shared.xlsx"


def test_texts_that_are_not_there(shared):
    assert libspatial.read(shared)["name"].tolist() == ["一号地块", "二号地块"]
    with pytest.raises(libspatial.errors.DamagedFileError, match="row 1"):
        libspatial.read(changed(shared, "xl/sharedStrings.xml", lambda b: b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'))


def test_how_a_text_is_pronounced_is_no_part_of_it(shared):
    run = "<si><r><t>一号</t></r><rPh sb='0' eb='1'><t>YIHAO</t></rPh><r><t>地块</t></r></si>".encode()
    path = changed(shared, "xl/sharedStrings.xml", lambda b: b.replace("<si><t>一号地块</t></si>".encode(), run))
    assert libspatial.read(path)["name"].tolist() == ["一号地块", "二号地块"]


def test_a_bomb_is_refused(shared):
    with pytest.raises(libspatial.errors.LimitExceededError, match="zip_ratio"):
        libspatial.read(changed(shared, "xl/sharedStrings.xml", lambda b: b + b" " * (200 << 20)))
    with pytest.raises(libspatial.errors.LimitExceededError, match="zip_bytes"):
        libspatial.read(shared, read_limits={"zip_bytes": 1000})


def test_a_wide_sheet_asks_for_no_more_than_it_may(book, tmp_path):
    table(book.active)
    far = b"".join(b'<row r="%d"><c r="XFD%d"><v>1</v></c></row>' % (i, i) for i in range(8, 60_000))
    path = changed(saved(book, tmp_path), SHEET, lambda b: b.replace(b"</sheetData>", far + b"</sheetData>"))
    with pytest.raises(libspatial.errors.LimitExceededError, match="text_bytes"):
        libspatial.read(path)


@pytest.mark.parametrize("content, said", [(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + b"\0" * 600, "XLS"), (None, "DOCX")])
def test_other_office_files_are_named(content, said, tmp_path):
    path = tmp_path / "a.xlsx"
    if content is None:
        with zipfile.ZipFile(path, "w") as z:
            z.writestr("[Content_Types].xml", "<Types/>")
            z.writestr("word/document.xml", "<w/>")
    else:
        path.write_bytes(content)
    with pytest.raises(libspatial.errors.UnsupportedFormatError, match=said):
        libspatial.read(path)
    assert said in program("area", path, code=4).stderr
