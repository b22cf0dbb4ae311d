"""A page of paper for every project of a result: verdict, what was not checked, map, areas by zone, findings, lines to sign. Computes nothing: every figure is a printed cell of the library's own tables."""

import hashlib
import json
import os
import re

from qgis.core import (
    QgsAbstractLayoutIterator, QgsApplication, QgsLayoutExporter, QgsLayoutFrame, QgsLayoutItemLabel, QgsLayoutItemLegend, QgsLayoutItemManualTable, QgsLayoutItemMap,
    QgsLayoutItemPicture, QgsLayoutItemScaleBar, QgsLayoutMultiFrame, QgsLayoutPoint, QgsLayoutSize, QgsLayoutTable, QgsLayoutTableColumn, QgsLegendStyle, QgsPrintLayout, QgsProject,
    QgsReadWriteContext, QgsRectangle, QgsRenderContext, QgsTableCell, QgsTextFormat, QgsUnitTypes,
)
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor, QFont, QFontMetricsF
from qgis.PyQt.QtXml import QDomDocument

from ..core.compat import set_letters
from ..core.files import beside
from ..core.messages import tr
from ..processing.postprocess import STYLES, categories
from . import pieces

TITLE = ("项目规划符合性初步核查单", "Preliminary check of a project against the plan")
SIGN = ("核查人：＿＿＿＿＿＿　　审核人：＿＿＿＿＿＿　　单位（盖章）：＿＿＿＿＿＿　　日期：＿＿＿＿＿＿", "Checked by: __________   Reviewed by: __________   Office (seal): __________   Date: __________")
INK = "#22303c"
FONT = "WenQuanYi Micro Hei"
ROUND = 0.3       # of a project's box, around it on the map
LEAST = 300.0     # m around it
LINE = 3.6        # mm of a line of plain letters
ROW = 4.8         # mm of a line of a table
TIGHT = 0.97      # of a cell, for what two ways of measuring letters differ in
NOT_FIRST = "，。；：、）》”%"  # never begins a line
GAP = 4.0         # mm between tables
SMALL, PLAIN, LARGE, HUGE = 7, 8, 12, 16  # pt
VERDICT = {verdict: colour for verdict, *_, colour in categories("check", "projects")}


def paper(name):
    return json.loads((STYLES / "paper.json").read_text(encoding="utf-8"))[name]


def pages(answer, size="a4", template="", heading="", context=()):
    """A QgsPrintLayout for each project, made as it is asked for. `answer`: core.live.Answer; `context`: layers under the map, from the top; in the main thread."""
    drawn, printed = pieces.Drawn(answer), Printed(answer)
    for project in answer.projects:
        layout = _from_template(template) if template else _new(paper(size))
        _fill(layout, answer, project, printed, heading)
        _map(layout, project, drawn, context)
        if not template:
            _close_up(layout)
        yield layout


class _Book(QgsAbstractLayoutIterator):
    """Pages one after the other, for one file. QGIS calls it and would not survive an exception: it is kept in `error`, and the book ends."""

    def __init__(self, sheets, count, stop):
        super().__init__()
        self._sheets, self._count, self._stop, self._one, self.error = iter(sheets), count, stop, None, None

    def beginRender(self):  # noqa: N802
        return True

    def endRender(self):  # noqa: N802
        return True

    def count(self):
        return self._count

    def next(self):
        try:
            self._stop()
            self._one = next(self._sheets, None)
        except Exception as error:
            self._one, self.error = None, error
        return self._one is not None

    def layout(self):
        return self._one

    def filePath(self, base, extension):  # noqa: N802
        return f"{base}.{extension}"


def write_pdf(sheets, count, file, stop=lambda: None):
    """Pages as one file, whole or absent. `stop` may end it by raising. Raises OSError."""
    if not os.path.isdir(os.path.dirname(os.path.abspath(file))):  # QGIS would make it
        raise FileNotFoundError(tr("文件夹不存在", "there is no such folder"))
    book = _Book(sheets, count, stop)
    settings = QgsLayoutExporter.PdfExportSettings()
    settings.forceVectorOutput = True
    settings.textRenderFormat = QgsRenderContext.TextFormatAlwaysText  # can be searched and copied
    with beside(file) as aside:
        result, why = QgsLayoutExporter.exportToPdf(book, aside, settings)
        if book.error is not None:
            raise book.error
        if result != QgsLayoutExporter.ExportResult.Success:
            raise OSError(why or tr("没有写成 PDF", "the PDF was not written"))


# ---- A page of our own.


def _new(form):
    layout = QgsPrintLayout(QgsProject.instance())
    layout.initializeDefaults()
    layout.pageCollection().page(0).setPageSize(QgsLayoutSize(*form["size"]))
    place = form["rects"]
    for name, size, bold in (("title", HUGE, True), ("subject", PLAIN, False), ("verdict", LARGE, True), ("not_checked", PLAIN, False), ("sign", PLAIN, False), ("foot", SMALL, False)):
        label = _put(QgsLayoutItemLabel(layout), layout, name, place)
        set_letters(label, _font(size, bold, "#ffffff" if name == "verdict" else INK))
        label.setVAlign(Qt.AlignmentFlag.AlignVCenter if name in ("title", "verdict") else Qt.AlignmentFlag.AlignTop)
    layout.itemById("title").setHAlign(Qt.AlignmentFlag.AlignHCenter)
    layout.itemById("subject").setHAlign(Qt.AlignmentFlag.AlignHCenter)
    map_ = _put(QgsLayoutItemMap(layout), layout, "map", place)
    map_.setFrameEnabled(True)
    legend = _put(QgsLayoutItemLegend(layout), layout, "legend", place)
    legend.setLinkedMap(map_)
    legend.setAutoUpdateModel(False)
    bar = _put(QgsLayoutItemScaleBar(layout), layout, "scale", place)
    bar.setLinkedMap(map_)
    bar.setStyle("Line Ticks Up")
    bar.setTextFormat(_font(SMALL))
    north = _put(QgsLayoutItemPicture(layout), layout, "north", place)
    north.setPicturePath(next((p for folder in QgsApplication.svgPaths() if os.path.isfile(p := os.path.join(folder, "arrows", "NorthArrow_02.svg"))), ""))
    for name in ("zones", "findings"):
        _add_table(layout, name, place[name], form["columns"][name])
    return layout


def _put(item, layout, name, place):
    x, y, width, height = place[name]
    item.setId(name)
    item.attemptMove(QgsLayoutPoint(x, y, QgsUnitTypes.LayoutMillimeters))
    item.attemptResize(QgsLayoutSize(width, height, QgsUnitTypes.LayoutMillimeters))
    layout.addLayoutItem(item)
    return item


def _font(size, bold=False, colour=INK):
    text = QgsTextFormat()
    text.setFont(QFont(FONT, size, QFont.Weight.Bold if bold else QFont.Weight.Normal))
    text.setSize(size)
    text.setSizeUnit(QgsUnitTypes.RenderPoints)
    text.setColor(QColor(colour))
    return text


def _add_table(layout, name, rect, widths):
    table = QgsLayoutItemManualTable.create(layout)
    layout.addMultiFrame(table)
    table.setColumnWidths([float(w) for w in widths])
    table.setContentTextFormat(_font(PLAIN))
    table.setHeaderTextFormat(_font(PLAIN, True))
    table.setIncludeTableHeader(True)
    table.setWrapBehavior(QgsLayoutTable.WrapBehavior.WrapText)
    table.setGridStrokeWidth(0.15)
    table.setCellMargin(0.9)
    frame = QgsLayoutFrame(layout, table)
    _put(frame, layout, name, {name: rect})
    table.addFrame(frame)
    table.setResizeMode(QgsLayoutMultiFrame.ResizeMode.RepeatUntilFinished if name == "findings" else QgsLayoutMultiFrame.ResizeMode.UseExistingFrames)


def _close_up(layout):
    """The findings begin where the areas end."""
    zones, findings, sign = (layout.itemById(name) for name in ("zones", "findings", "sign"))
    top = zones.pos().y() + len(zones.multiFrame().tableContents()) * ROW + ROW + GAP
    findings.attemptMove(QgsLayoutPoint(findings.pos().x(), top, QgsUnitTypes.LayoutMillimeters))
    findings.attemptResize(QgsLayoutSize(findings.rect().width(), sign.pos().y() - top - GAP, QgsUnitTypes.LayoutMillimeters))
    findings.multiFrame().recalculateFrameSizes()


def _from_template(file):
    layout, document = QgsPrintLayout(QgsProject.instance()), QDomDocument()
    with open(file, encoding="utf-8") as text:
        good = document.setContent(text.read())
    found, fine = layout.loadFromTemplate(document, QgsReadWriteContext()) if good else ([], False)
    if not fine or not found:
        raise ValueError(tr(f"{file} 不是打印布局模板（.qpt）", f"{file} is no template of a print layout (.qpt)"))
    return layout


# ---- What is on it: items are found by their id, those a template leaves out are not missed.


class Printed:
    """The printed cells of a result, by the id of their project."""

    def __init__(self, answer):
        tables = {sheet["id"]: sheet for sheet in answer.sheets()}
        self.heads = {name: [title for title, _ in tables[name]["columns"]] for name in ("zones", "findings")}
        self.summary = {row[1]: row for row in tables["summary"]["rows"]}
        self.zones, self.findings = (_by_project(tables[name]["rows"]) for name in ("zones", "findings"))
        self.unchecked, self.unchecked_for_all = {}, []
        for one in answer.result["not_checked"]:
            title = tr(one["title"]["zh"], one["title"]["en"])
            for names in [self.unchecked.setdefault(project, []) for project in one["projects"]] or [self.unchecked_for_all]:
                names.append(title)
        self.digest = hashlib.sha256(answer.text.encode("utf-8")).hexdigest()


def _by_project(rows):
    found = {}
    for row in rows:
        found.setdefault(row[0], []).append(row)
    return found


def _fill(layout, answer, project, printed, heading):
    run, rules, name = answer.result["run"], answer.result["ruleset"], project["id"]
    layout.setName(name)
    _say(layout, "title", heading or tr(*TITLE))
    _say(layout, "subject", "　".join(filter(None, (name, project["name"], project["kind"], tr("核查基准日 ", "as of ") + run["as_of"]))))
    _verdict(layout, project, printed)
    names = dict.fromkeys(printed.unchecked.get(name, []) + printed.unchecked_for_all)
    _say(layout, "not_checked", tr("未检查：", "Not checked: ") + (tr("、", ", ").join(names) + tr("（原因见下表）", " (for the reasons see below)") if names else tr("无", "nothing")),
         tr(f"未检查：{len(names)} 项（内容和原因见下表）", f"Not checked: {len(names)} subjects (which, and why, see below)"))
    zones, area = [row[2:] for row in printed.zones.get(name, [])], printed.summary[name][6:9]
    double = [[tr("其中分区相互重叠，计入较严的", "of it zones overlap, in the stricter"), printed.summary[name][-1], "", "", ""]] if project["multi_cover_m2"] > 0 else []
    rows = [*zones, [tr("合计（项目面积）", "Sum (of the project)"), *area, "100.00" if zones else ""], *double]
    _table(layout, "zones", printed.heads["zones"][2:], rows, numbers=(1, 2, 3, 4), bold=len(zones))
    findings = [[row[3], row[4], row[5], row[8]] for row in printed.findings.get(name, []) if row[4] != tr("不适用", "not applicable")]
    colours = [VERDICT.get(finding["verdict"]) for finding in project["findings"] if finding["verdict"] != "not_applicable"]
    _table(layout, "findings", [printed.heads["findings"][c] for c in (3, 4, 5, 8)], findings, numbers=(2,), colours={1: colours})
    _say(layout, "sign", tr(*SIGN))
    notice = tr(rules["notice"]["zh"], rules["notice"]["en"])
    _say(layout, "foot", tr(f"初步核查意见，不是审批、许可或测绘成果。面积：图斑椭球面积（国土调查办发〔2008〕32号），精确到 0.01 m²。坐标系 {run['crs']}；规则集 {rules['id']} {rules['version']}（{notice}）；{run['program']}；结果 SHA-256 {printed.digest[:16]}…",
                            f"A preliminary check: no approval, permit or survey. Areas by the national procedure (图斑椭球面积), to 0.01 m². CRS {run['crs']}; rule set {rules['id']} {rules['version']} ({notice}); {run['program']}; result SHA-256 {printed.digest[:16]}…"))


def _say(layout, name, text, shorter=""):
    """`shorter` where the text would not fit."""
    item = layout.itemById(name)
    if item is None:
        return
    lines = len(wrapped(text, item.rect().width(), PLAIN).split("\n"))
    item.setText(shorter if shorter and lines * LINE > item.rect().height() else text)


def _verdict(layout, project, printed):
    item = layout.itemById("verdict")
    if item is None:
        return
    item.setText(" " + tr("初步核查意见：", "Preliminary finding: ") + printed.summary[project["id"]][4])
    item.setBackgroundEnabled(True)
    item.setBackgroundColor(QColor(VERDICT.get(project["verdict"], "#8a929c")))


def wrapped(text, width, size):
    """Lines no wider than `width` mm in letters of `size` pt. QGIS divides at spaces alone: a Chinese sentence would run out of its cell."""
    font = QFont(FONT)
    font.setPixelSize(1000)
    metrics, most = QFontMetricsF(font), width * TIGHT * 1000 / (size * 25.4 / 72)
    lines, line = [], ""
    for part in re.findall(r"[!-~]+ ?|.", text.replace("\n", " ")):
        if line and metrics.horizontalAdvance((line + part).rstrip()) > most:
            if part in NOT_FIRST:
                line, part = line[:-1], line[-1] + part
            lines.append(line.rstrip())
            line = ""
        while metrics.horizontalAdvance(part) > most and len(part) > 1:  # one word wider than the cell
            fits = next(n for n in range(len(part) - 1, 0, -1) if n == 1 or metrics.horizontalAdvance(part[:n]) <= most)
            lines.append(part[:fits])
            part = part[fits:]
        line += part
    return "\n".join([*lines, line.rstrip()])


def _table(layout, name, titles, rows, numbers=(), bold=-1, colours=None):
    """`colours`: by column, one for each row."""
    frame = layout.itemById(name)
    if frame is None:
        return
    table = frame.multiFrame()
    widths = table.columnWidths()
    table.setHeaders([QgsLayoutTableColumn(title) for title in titles])
    cells = []
    for r, row in enumerate(rows):
        line = []
        for c, text in enumerate(row):
            cell = QgsTableCell(wrapped(text, widths[c], PLAIN) if c < len(widths) and widths[c] > 0 else text)
            cell.setHorizontalAlignment(Qt.AlignmentFlag.AlignRight if c in numbers else Qt.AlignmentFlag.AlignLeft)
            cell.setTextFormat(_font(PLAIN, r == bold or c in (colours or {}), (colours or {}).get(c, {r: INK})[r] or INK))
            line.append(cell)
        cells.append(line)
    table.setTableContents(cells)
    table.recalculateFrameSizes()


def _map(layout, project, drawn, context):
    item = layout.itemById("map")
    if item is None or not isinstance(item, QgsLayoutItemMap):
        return
    box = drawn.box(project["id"])
    layers = drawn.of(project["id"]) + list(context)
    item.setCrs(drawn.crs)
    item.setLayers(layers)
    item.setKeepLayerSet(True)
    if not box.isEmpty():
        around = max(ROUND * max(box.width(), box.height()), LEAST)
        item.setExtent(_in_shape(box.buffered(around), item.rect().width() / item.rect().height()))
    legend = layout.itemById("legend")
    if isinstance(legend, QgsLayoutItemLegend):
        legend.setAutoUpdateModel(False)
        root = legend.model().rootGroup()
        root.clear()
        for layer in (drawn.pieces, drawn.zones):
            root.addLayer(layer)
        legend.setLegendFilterByMapEnabled(True)
        for style in (QgsLegendStyle.Title, QgsLegendStyle.Group, QgsLegendStyle.Subgroup, QgsLegendStyle.SymbolLabel):
            form = legend.style(style)
            form.setFont(QFont(FONT, SMALL))
            legend.setStyle(style, form)
        legend.adjustBoxSize()
    bar = layout.itemById("scale")
    if isinstance(bar, QgsLayoutItemScaleBar):
        bar.applyDefaultSize()
        bar.update()


def _in_shape(box, ratio):
    """The box, wider or higher, so that width is `ratio` times height."""
    width, height = max(box.width(), box.height() * ratio), max(box.height(), box.width() / ratio)
    centre = box.center()
    return QgsRectangle(centre.x() - width / 2, centre.y() - height / 2, centre.x() + width / 2, centre.y() + height / 2)
