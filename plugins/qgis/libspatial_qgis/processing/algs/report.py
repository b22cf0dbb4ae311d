"""libspatial:report — the sheets of a check as paper: a PDF with a page for every project, the page for the screen, the workbook, or a document."""

import os

from qgis.core import (
    QgsProcessingAlgorithm, QgsProcessingException, QgsProcessingParameterBoolean, QgsProcessingParameterEnum, QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination, QgsProcessingParameterString,
)

from ... import engine
from ...core import checked
from ...core.messages import tr
from ...report import files
from ..base import Algorithm

FORMATS, PAPERS = ("pdf", "html", "xlsx", "docx"), ("a4", "a3")


class Report(Algorithm):
    ID, GROUP = "report", "checks"
    NAME = ("生成检查单", "Write the sheets of a check")
    HELP = (
        "由一次核查的文件夹（“项目合规检查”的 FOLDER，或 libspatial check --out 的结果）生成检查单：PDF（每个项目一页，A4 或 A3，含地图、分区面积、逐项结论、签字栏），HTML 报告，XLSX 各表，或 DOCX 意见书。"
        "可用本单位的打印布局模板（.qpt，项目 id 为 title、subject、verdict、not_checked、map、legend、zones、findings、sign、foot）。只排版，不计算。",
        "From the folder of a check (FOLDER of \"check projects\", or what `libspatial check --out` wrote): a PDF with a page for every project (A4 or A3, map, areas by zone, findings, lines to sign), the HTML report, the workbook, or a document. "
        "A print layout template of your office can be used (.qpt; ids of its items: title, subject, verdict, not_checked, map, legend, zones, findings, sign, foot). Nothing is computed here.",
    )

    def flags(self):
        return super().flags() | QgsProcessingAlgorithm.FlagNoThreading  # layouts belong to the main thread

    def declare(self):
        add = self.addParameter
        add(QgsProcessingParameterFile("CHECK", tr("核查结果文件夹", "Folder of the check"), QgsProcessingParameterFile.Behavior.Folder))
        add(QgsProcessingParameterEnum("FORMAT", tr("格式", "Format"), ["PDF", "HTML", "XLSX", "DOCX"], defaultValue=0))
        add(QgsProcessingParameterEnum("PAPER", tr("纸张（PDF）", "Paper (PDF)"), [tr("A4 纵向", "A4 portrait"), tr("A3 横向", "A3 landscape")], defaultValue=0))
        add(QgsProcessingParameterBoolean("EACH", tr("每个项目一个文件（PDF）", "A file for every project (PDF)"), defaultValue=False))
        add(QgsProcessingParameterString("HEADING", tr("标题（默认：项目规划符合性初步核查单）", "Heading (default: preliminary check …)"), optional=True))
        add(QgsProcessingParameterFile("TEMPLATE", tr("打印布局模板（PDF）", "Print layout template (PDF)"), extension="qpt", optional=True))
        add(QgsProcessingParameterFileDestination("OUTPUT", tr("检查单", "Sheets"), "PDF (*.pdf);;HTML (*.html);;XLSX (*.xlsx);;DOCX (*.docx)"))
        self.add_numbers("N_PROJECTS", "N_FILES")

    def work(self, run):
        answer, form, output = checked.read(run.file("CHECK")), run.choice("FORMAT", FORMATS), run.output_file("OUTPUT")
        self.done = 0
        stem, ending = os.path.splitext(output)
        if ending.lower() != f".{form}":
            raise QgsProcessingException(tr(f"{output}：格式为 {form.upper()}，文件名应以 .{form} 结尾", f"{output}: the format is {form.upper()}, the name must end with .{form}"))
        options = {"paper": run.choice("PAPER", PAPERS), "template": run.file("TEMPLATE"), "heading": run.text("HEADING"), "stop": lambda: self._page(run, answer)}
        try:
            written = files.write_each(answer, stem, **options) if run.flag("EACH") and form == "pdf" else files.write(answer, output, **options)
        except (OSError, RuntimeError, ValueError) as error:
            raise QgsProcessingException(tr(f"没有写出 {output}：{error}", f"{output} was not written: {error}")) from error
        run.say(f"{len(answer.projects)} 个项目，写出 {len(written)} 个文件", f"{len(answer.projects)} projects, {len(written)} files written")
        return {"OUTPUT": written[0] if len(written) == 1 else os.path.dirname(output), "N_PROJECTS": len(answer.projects), "N_FILES": len(written)}

    def _page(self, run, answer):
        """Before each page."""
        if not run.progress(self.done, len(answer.projects)):
            raise engine.Cancelled
        self.done += 1
