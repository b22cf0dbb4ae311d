"""Renderings of a check that Python's libraries write: PDF (WeasyPrint), DOCX (python-docx), XLSX (XlsxWriter). Every figure comes from result.json by way of the
library's own formatter; nothing is computed here.

``python -m libspatial.documents FOLDER --to pdf,docx`` renders the folder ``libspatial check`` has written.
"""

from __future__ import annotations

import argparse
import gc
import html
import json
import os
import re
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import _core, errors
from ._print import for_print

if TYPE_CHECKING:
    from ._core import Layer

__all__ = ["sheets", "write_pdf", "write_docx", "write_xlsx", "write_points_xlsx"]

PACKAGES = {"pdf": ("weasyprint", "weasyprint"), "docx": ("docx", "python-docx"), "xlsx": ("xlsxwriter", "XlsxWriter")}


def _require(kind: str) -> None:
    module, package = PACKAGES[kind]
    try:
        __import__(module)
    except ImportError as e:
        raise errors.make("unsupported_format", f"写 {kind.upper()} 需要 {package}：pip install {package}（或 pip install 'libspatial[documents]'）",
                          f"to write {kind.upper()}, install {package}: pip install {package} (or pip install 'libspatial[documents]')") from e


def _publish(path: str | os.PathLike[str], write: Callable[[str], None]) -> None:
    """The file as a whole or not at all."""
    target, aside = Path(path), ""
    try:
        handle, aside = tempfile.mkstemp(dir=target.parent, prefix=".tmp-", suffix=target.suffix)
        os.close(handle)
        write(aside)
        os.chmod(aside, 0o644)
        with open(aside, "rb") as file:
            os.fsync(file.fileno())
        os.replace(aside, target)
    except OSError as e:
        raise errors.make("write_failed", f"不能写 {path}：{e.strerror}。原有文件未改动", f"cannot write {path}: {e.strerror}. What stood there is untouched") from e
    finally:
        if aside and os.path.exists(aside):
            os.unlink(aside)


# ---- PDF: the page itself, printed on A4.


MOST_IN_PDF = 500  # projects: WeasyPrint holds every page until the last, 4 MB and 0.14 s a project


def write_pdf(page: str, path: str | os.PathLike[str], language: str = "both", *, most: int = MOST_IN_PDF) -> None:
    """The report as an A4 PDF with embedded fonts and vector maps.

    Parameters
    ----------
    page : str
        :meth:`libspatial.CheckResult.report_html`.
    path : str or path
    language : {"both", "zh", "en"}
    most : int
        Projects that one PDF may hold: each takes some 4 MB of memory and 0.14 s while it is written.

    Returns
    -------
    None
        The file is written as a whole or not at all.

    Raises
    ------
    errors.UnsupportedFormatError (WeasyPrint is not installed), errors.LimitExceededError, errors.WriteFailedError
    """
    _require("pdf")
    import logging

    import weasyprint

    logging.getLogger("weasyprint").setLevel(logging.ERROR)  # a rule for screens it does not know is no news
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    printed, pictures = for_print(page, language)
    if (count := printed.count("<article")) > most:
        raise errors.make("limit_exceeded", f"{path}：{count} 个项目，一份 PDF 至多 {most} 个（每个约占 4 MB 内存）。请改用 DOCX 或 XLSX，或用 libspatial batch 为每个项目写一页；确需一份时用 Python：documents.write_pdf(…, most={count})",
                          f"{path}: {count} projects, and one PDF holds {most} at most (each takes some 4 MB of memory). Take DOCX or XLSX, or libspatial batch for a page each; if it must be one: documents.write_pdf(…, most={count}) in Python")

    def fetch(url: str, *_: Any, **__: Any) -> Any:
        """The pictures of the page; nothing else is there, and nothing comes from elsewhere."""
        kind = "image/svg+xml"
        response = getattr(weasyprint.urls, "URLFetcherResponse", None)  # from release 68 on; before, a dict
        return response(url, pictures[url], {"Content-Type": kind}) if response else {"string": pictures[url], "mime_type": kind}

    document = weasyprint.HTML(string=printed, base_url="map:", url_fetcher=fetch)
    collecting = gc.isenabled()
    gc.disable()  # boxes and styles live until the last page: looking for garbage among them is a quarter of the work
    try:
        _publish(path, lambda aside: document.write_pdf(aside))
    finally:
        if collecting:
            gc.enable()


# ---- Tables: the sheets of the library.


def sheets(result: str, layers: Sequence[Layer] = (), language: str = "zh") -> list[dict[str, Any]]:
    """The tables of a result, as every rendering prints them.

    Parameters
    ----------
    result : str
        ``result.json`` as text: :meth:`libspatial.CheckResult.to_json`.
    layers : sequence of Layer
        The layers of ``pieces.gpkg``: :attr:`libspatial.CheckResult.layers`.
    language : {"zh", "en"}

    Returns
    -------
    list of dict
        ``id``, ``title``, ``columns`` (title, decimals or −1 for text), ``rows`` of printed text.
    """
    found: list[dict[str, Any]] = _core.result_sheets(result, list(layers), language)
    return found


def write_xlsx(result: str, layers: Sequence[Layer], path: str | os.PathLike[str], language: str = "zh") -> None:
    """The same sheets and cells as ``libspatial check --also xlsx`` writes.

    Parameters
    ----------
    result : str
        ``result.json`` as text: :meth:`libspatial.CheckResult.to_json`.
    layers : sequence of Layer
        The layers of ``pieces.gpkg``: :attr:`libspatial.CheckResult.layers`.
    path : str or path
    language : {"zh", "en"}

    Returns
    -------
    None
        The file is written as a whole or not at all.

    Raises
    ------
    errors.UnsupportedFormatError (XlsxWriter is not installed), errors.WriteFailedError
    """
    _write_book(path, sheets(result, layers, language))


def write_points_xlsx(table: str, path: str | os.PathLike[str]) -> list[tuple[str, str, str]]:
    """A table of points as one sheet, coordinates as numbers; read again and compared before it gets its name.

    Parameters
    ----------
    table : str or path
        CSV, as :func:`libspatial.write` makes it.
    path : str or path

    Returns
    -------
    list of (code, zh, en)
        Texts that a workbook holds otherwise: line ends, formulas, more than 32,767 characters. The file is written as a whole or not at all.

    Raises
    ------
    errors.UnsupportedFormatError (XlsxWriter is not installed), errors.WriteFailedError
    """
    import csv

    with open(table, encoding="utf-8-sig", newline="") as file:
        titles, *rows = csv.reader(file)
    numbers = {title: len(rows[0][c].partition(".")[2]) for c, title in enumerate(titles) if rows and title in ("北坐标X", "东坐标Y", "纬度", "经度")}
    lost: list[tuple[str, str, str]] = []

    def verify(aside: str) -> None:
        if not rows:
            return
        with open(table, "rb") as file:
            wanted, _ = _core.read_coordinates(file.read(), str(path), "", "", False)
        found, _ = _core.read_spreadsheet(aside, "", "", "", False, {})
        if found.wkb != wanted.wkb or found.crs != wanted.crs:
            raise errors.make("internal", f"写出的 {path} 读回后坐标不同，没有保存。请改写 CSV 并报告此问题", f"what was written to {path} reads back as other coordinates, so it was not kept. Write a CSV and report this")
        lost.extend(_core.cells_not_carried(wanted, found))

    _write_book(path, [{"title": "界址点", "columns": [(title, numbers.get(title, -1)) for title in titles], "rows": rows}], verify)
    return lost


def _write_book(path: str | os.PathLike[str], pages: Sequence[Mapping[str, Any]], verify: Callable[[str], None] = lambda aside: None) -> None:
    _require("xlsx")
    import datetime

    import xlsxwriter

    def write(aside: str) -> None:
        with xlsxwriter.Workbook(aside, {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}) as book:
            book.set_properties({"created": datetime.datetime(2000, 1, 1)})
            header = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E7ECF2", "bottom": 1})
            text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
            numbers = {d: book.add_format({"num_format": "0." + "0" * d if d else "0", "valign": "top"}) for d in range(13)}
            for sheet in pages:
                page = book.add_worksheet(re.sub(r"[\[\]:*?/\\]", " ", sheet["title"])[:31])
                for c, (title, decimals) in enumerate(sheet["columns"]):
                    cells = [row[c] for row in sheet["rows"]]
                    page.write_string(0, c, _core.workbook_text(title), header)
                    for r, cell in enumerate(cells, 1):
                        if cell and decimals >= 0:
                            page.write_number(r, c, float(cell), numbers[decimals])
                        elif cell:
                            page.write_string(r, c, _core.workbook_text(cell), text)
                    page.set_column(c, c, min(60, max(6, *(sum(2 if ord(ch) > 0x2E7F else 1 for ch in cell) + 2 for cell in [title, *cells]))))
                page.freeze_panes(1, 0)
                page.autofilter(0, 0, len(sheet["rows"]), len(sheet["columns"]) - 1)
                page.set_landscape()
                page.set_paper(9)
                page.fit_to_pages(1, 0)
        verify(aside)

    _publish(path, write)


WORDS = {
    "title": {"zh": "项目规划符合性初步核查意见书", "en": "Preliminary opinion on projects against the territorial plan"},
    "opinion": {"zh": "初步核查意见", "en": "Preliminary opinion"},
    "as_of": {"zh": "核查基准日", "en": "as of"}, "rules": {"zh": "规则集", "en": "rule set"}, "plan": {"zh": "规划数据", "en": "plan"}, "projects": {"zh": "项目数据", "en": "projects"},
    "program": {"zh": "程序", "en": "program"}, "crs": {"zh": "坐标系", "en": "CRS"},
    "note": {"zh": "本意见为初步核查，不是审批、许可或测绘成果。", "en": "A preliminary check: neither an approval, nor a permit, nor a survey."},
    "sign": {"zh": "核查人：＿＿＿＿＿＿　　审核人：＿＿＿＿＿＿　　单位（盖章）：＿＿＿＿＿＿　　日期：＿＿＿＿＿＿", "en": "Checked by: __________   Reviewed by: __________   Office (seal): __________   Date: __________"},
    "none": {"zh": "无", "en": "none"},
}
ORDER = ("not_checked", "summary", "zones", "findings", "slivers", "overrides", "rejects", "repairs", "sources", "layers")


def write_docx(result: str, path: str | os.PathLike[str], language: str = "zh") -> None:
    """The opinion (意见书) to sign: verdict, what was not checked, tables, sources, lines for signatures.

    Parameters
    ----------
    result : str
        ``result.json`` as text: :meth:`libspatial.CheckResult.to_json`.
    path : str or path
    language : {"zh", "en"}

    Returns
    -------
    None
        The file is written as a whole or not at all.

    Raises
    ------
    errors.UnsupportedFormatError (python-docx is not installed), errors.WriteFailedError
    """
    _require("docx")
    import docx
    from docx.enum.section import WD_ORIENT
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt, RGBColor

    data = json.loads(result)
    say = {key: text[language] for key, text in WORDS.items()}
    document = docx.Document()
    document.core_properties.author = data["run"]["program"]
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Times New Roman", Pt(10.5)
    for style in document.styles:
        if hasattr(style, "font") and style.element.rPr is not None:
            style.element.rPr.get_or_add_rFonts().set(qn("w:eastAsia"), "宋体" if style.name == "Normal" else "黑体")
    section = document.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(15)
    section.top_margin = section.bottom_margin = Mm(15)

    document.add_heading(say["title"], 0)
    verdict = data["summary"]["verdict"]
    opinion = document.add_paragraph()
    opinion.add_run(say["opinion"] + "：").bold = True
    words = opinion.add_run(_core.verdict_title(verdict, language))
    words.bold, words.font.size = True, Pt(16)
    words.font.color.rgb = RGBColor.from_string({"pass": "2C7A4B", "conditional": "B7770D", "conflict": "B8322A"}.get(verdict, "5B54A4"))
    run, rules = data["run"], data["ruleset"]
    document.add_paragraph("　".join(f"{say[key]}：{value}" for key, value in (("as_of", run["as_of"]), ("rules", f"{rules['title'][language]}（{rules['id']} {rules['version']}）"),
                                                                       ("projects", run["projects_title"] or ""), ("plan", data["plan"]["title"] or ""), ("crs", run["crs"] or ""), ("program", run["program"]))))
    document.add_paragraph(f"{rules['notice'][language]}。{say['note']}")
    tables = {sheet["id"]: sheet for sheet in sheets(result, (), language)}
    for number, key in enumerate((key for key in ORDER if key in tables), 1):
        sheet = tables[key]
        document.add_heading(f"{number} {sheet['title']}", 1)
        if sheet["rows"]:
            _table(document, sheet)
        else:
            document.add_paragraph(say["none"])
    document.add_paragraph()
    document.add_paragraph(say["sign"])
    _publish(path, lambda aside: document.save(aside))


def _table(document: Any, sheet: dict[str, Any]) -> None:
    """Rows are written as XML at once: an object for every cell is most of the time."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    table = document.add_table(rows=1, cols=len(sheet["columns"]), style="Table Grid")
    table._tbl.remove(table.rows[0]._tr)
    titles = [title for title, _ in sheet["columns"]]
    width = round(int(document.sections[0].page_width - document.sections[0].left_margin - document.sections[0].right_margin) / 635 / len(titles))

    def cell(value: str, number: bool, head: bool) -> str:
        aligned = '<w:pPr><w:jc w:val="right"/></w:pPr>' if number else ""
        text = "<w:br/>".join(f'<w:t xml:space="preserve">{html.escape(line, quote=False)}</w:t>' for line in _printable(value).split("\n"))
        return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr><w:p>{aligned}<w:r><w:rPr>{"<w:b/>" if head else ""}<w:sz w:val="16"/></w:rPr>{text}</w:r></w:p></w:tc>'

    for number, row in enumerate([titles, *sheet["rows"]]):
        head = "<w:trPr><w:tblHeader/></w:trPr>" if number == 0 else ""
        cells = "".join(cell(value, decimals >= 0, number == 0) for value, (_, decimals) in zip(row, sheet["columns"]))
        table._tbl.append(parse_xml(f"<w:tr {nsdecls('w')}>{head}{cells}</w:tr>"))


def _printable(text: str) -> str:
    """XML holds no control characters."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]", "\ufffd", text)


def main(arguments: Sequence[str] | None = None) -> int:
    """Renders the folder of a check; 0, or 4 with a coded message."""
    parser = argparse.ArgumentParser(prog="python -m libspatial.documents")
    parser.add_argument("folder")
    parser.add_argument("--to", required=True, help="pdf, docx; separated by commas")
    parser.add_argument("--lang", choices=("zh", "en", "both"), default="both")
    options = parser.parse_args(arguments)
    folder = Path(options.folder)
    try:
        for kind in options.to.split(","):
            if kind == "pdf":
                write_pdf((folder / "report.html").read_text(encoding="utf-8"), folder / "report.pdf", options.lang)
            elif kind == "docx":
                write_docx((folder / "result.json").read_text(encoding="utf-8"), folder / "report.docx", "en" if options.lang == "en" else "zh")
            else:
                parser.error(f"--to {kind}: pdf, docx")
    except errors.LibspatialError as e:
        print(e.en if options.lang == "en" else e.zh, file=sys.stderr)
        return 4
    return 0


if __name__ == "__main__":
    sys.exit(main())
