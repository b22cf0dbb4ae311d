"""An answer as it is read: banner, areas by zone with their sum, findings. Widgets only; whoever has them decides what is shown."""

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QHeaderView, QLabel, QVBoxLayout, QWidget

from ..core.messages import tr
from ..processing.postprocess import categories
from .tables import add_row, as_text, new_table

_DRAWN = categories("check", "projects")  # verdict, 中文, English, colour: as the layers of the algorithm are drawn
VERDICTS = {verdict: (zh, en) for verdict, zh, en, _ in reversed(_DRAWN)} | {"not_applicable": ("不适用", "not applicable")}
COLOURS = {verdict: colour for verdict, *_, colour in _DRAWN} | {"": "#8a929c"}


class AnswerView(QWidget):
    def __init__(self, parent=None):
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.banner = QLabel()
        self.banner.setWordWrap(True)
        self.banner.setTextFormat(Qt.TextFormat.PlainText)
        self.banner.setMinimumHeight(44)
        column.addWidget(self.banner)
        self.zones = new_table([tr("分区", "Zone"), "m²", tr("公顷", "ha"), "%"])
        self.zones.horizontalHeader().setStretchLastSection(False)
        self.zones.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for bar in (self.zones.setVerticalScrollBarPolicy, self.zones.setHorizontalScrollBarPolicy):
            bar(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column.addWidget(self.zones)
        self.sums = QLabel()
        self.sums.setWordWrap(True)
        column.addWidget(self.sums)
        self.findings = new_table([tr("项目", "Project"), tr("规则", "Rule"), tr("结论", "Verdict"), tr("说明", "Finding")])
        self.findings.setWordWrap(True)
        column.addWidget(self.findings, 1)

    def clear(self):
        self.zones.setRowCount(0)
        self.findings.setRowCount(0)
        self.sums.clear()

    def say(self, verdict, text):
        """In the colour of a verdict; grey for ""."""
        self.banner.setStyleSheet(f"background: {COLOURS[verdict]}; color: white; padding: 6px; font-weight: bold; border: 2px solid #ffffff; border-radius: 4px;")
        self.banner.setText(text)

    def mark_stale(self):
        self.banner.setStyleSheet(self.banner.styleSheet().replace("solid", "dashed"))
        if not self.banner.text().startswith("⟳"):
            self.banner.setText("⟳ " + tr("已过期：", "out of date: ") + self.banner.text())

    def show_answer(self, answer, above="", verdict=None):
        """`above`: a line over the verdict; `verdict`: another colour than its own."""
        counts = answer.result["summary"]
        listed = "，".join(f"{tr(*VERDICTS[v])} {counts[v]}" for v in VERDICTS if counts.get(v))
        one = answer.projects[0] if len(answer.projects) == 1 else None
        head = (f"{one['id']} {one['name'] or ''}".strip() + "：" + tr(*VERDICTS[answer.verdict])) if one else listed
        worst = [row[3] for row in answer.findings() if row[2] == answer.verdict]
        self.say(answer.verdict if verdict is None else verdict, above + head + "\n" + (worst[0] if worst else ""))
        self._show_zones(answer)
        for project, rule, found, text in answer.findings():
            add_row(self.findings, [project, rule, tr(*VERDICTS[found]), text], colour=COLOURS.get(found), coloured=(2,))
        self.findings.setColumnHidden(0, one is not None)
        self.findings.resizeRowsToContents()

    def _show_zones(self, answer):
        rows, whole = answer.zones()
        for kind, title, cents in [*rows, ("", tr("合计（项目面积）", "Sum (of the projects)"), whole)]:
            share = f"{100 * cents / whole:.2f}" if whole else ""
            add_row(self.zones, [title, f"{cents / 100:.2f}", f"{cents / 1e6:.4f}", share], colour=COLOURS["conflict"] if kind == "outside" else None, bold=not kind, numbers=(1, 2, 3))
        good = answer.adds_up()
        text = (tr("分区情况未知，见逐项结论", "nothing is known of the zones, see the findings") if good is None else
                tr("✓ 各分区之和 = 项目面积（0.01 m²）", "✓ the zones add up to the project (0.01 m²)") if good else tr("✗ 各分区之和不等于项目面积，请报告此问题", "✗ the zones do not add up: please report this"))
        if answer.multi_cover():
            text += "\n" + tr(f"⚠ 分区相互重叠 {answer.multi_cover() / 100:.2f} m²，只计一次，计入较严的分区", f"⚠ zones overlap on {answer.multi_cover() / 100:.2f} m²: counted once, in the stricter zone")
        self.sums.setText(text)
        self.zones.setFixedHeight(self.zones.horizontalHeader().height() + sum(self.zones.rowHeight(r) for r in range(self.zones.rowCount())) + 2 * self.zones.frameWidth() + 2)

    def as_text(self):
        return "\n".join(as_text(table) for table in (self.zones, self.findings))
