"""libspatial:checkprojects — every project against the plan: a preliminary check (初步核查意见), never an approval."""

import datetime
import json

from qgis.core import (
    QgsProcessing, QgsProcessingParameterFeatureSink, QgsProcessingParameterFeatureSource, QgsProcessingParameterField,
    QgsProcessingParameterFile, QgsProcessingParameterFileDestination, QgsProcessingParameterFolderDestination, QgsProcessingParameterString,
)

from ... import engine
from ...core import adapters, checked, plan_file
from ...core.messages import tr
from ..base import Algorithm
from ...core.files import publish
from ..postprocess import draw

COUNTS = {"N_PASS": ("pass",), "N_CONDITIONAL": ("conditional",), "N_REVIEW": ("needs_review", "not_checked"), "N_CONFLICT": ("conflict",)}


class CheckProjects(Algorithm):
    ID, GROUP = "checkprojects", "checks"
    NAME = ("项目合规检查", "Check projects against the plan")
    HELP = (
        "按规则集核查每个项目落在城镇开发边界各分区、永久基本农田和生态保护红线的面积（法定口径 official，各部分之和精确到 0.01 m²），给出初步核查意见，不是审批结论。"
        "规划为一个 GeoPackage；项目为面图层，或带 width_m 宽度字段的线图层。",
        "How much of every project lies in which zone of the growth boundary, on permanent basic farmland and in the ecological red line (official areas that "
        "add up to 0.01 m2), with a preliminary finding per rule, never an approval. The plan is one GeoPackage; projects are polygons, or lines with a width "
        "field width_m.",
    )

    def declare(self):
        add = self.addParameter
        source = [QgsProcessing.SourceType.TypeVectorPolygon, QgsProcessing.SourceType.TypeVectorLine]
        add(QgsProcessingParameterFeatureSource("PROJECTS", tr("项目图层", "Projects"), source))
        add(QgsProcessingParameterFile("PLAN", tr("规划 GeoPackage", "Plan GeoPackage"), extension="gpkg"))
        add(QgsProcessingParameterField("PROJECT_ID", tr("项目编号字段（默认 id）", "Field with the project's id (default: id)"),
                                        parentLayerParameterName="PROJECTS", optional=True))
        add(QgsProcessingParameterString("PROJECT_KIND", tr("没有类型字段时的项目类型", "Kind of projects that have none"), optional=True))
        add(QgsProcessingParameterString("AS_OF", tr("核查日期 YYYY-MM-DD（默认今天）", "Date of the check YYYY-MM-DD (default: today)"), optional=True))
        add(QgsProcessingParameterFile("RULES", tr("规则集 YAML（默认示例规则集）", "Rule set YAML (default: the sample)"), extension="yaml", optional=True))
        add(QgsProcessingParameterFeatureSink("OUTPUT_PROJECTS", tr("项目结论", "Projects with verdict"), QgsProcessing.SourceType.TypeVectorPolygon))
        add(QgsProcessingParameterFeatureSink("OUTPUT_PIECES", tr("分区图斑", "Pieces by zone"), QgsProcessing.SourceType.TypeVectorPolygon))
        add(QgsProcessingParameterFileDestination("RESULT_JSON", tr("结果 JSON", "Result JSON"), "JSON (*.json)", optional=True, createByDefault=False))
        add(QgsProcessingParameterFileDestination("REPORT_HTML", tr("报告 HTML", "Report HTML"), "HTML (*.html)", optional=True, createByDefault=False))
        add(QgsProcessingParameterFolderDestination("FOLDER", tr("核查结果文件夹（供“生成检查单”）", "Folder of the check (for the sheets)"), optional=True, createByDefault=False))
        self.add_numbers(*COUNTS)

    def work(self, run):
        source = run.source("PROJECTS")
        wkb, fields = adapters.columns_of(source, adapters.features_of(source, run.stop_if_cancelled))
        projects = engine.layer(source.sourceName(), "", adapters.crs_text(source.sourceCrs()), wkb, fields)
        options = {"project_id": run.text("PROJECT_ID") or None, "project_kind": run.text("PROJECT_KIND") or None, "rules": run.file("RULES") or None,
                   "as_of": run.text("AS_OF") or datetime.date.today().isoformat()}
        text, layers, page = engine.check(projects, plan_file.read(run.file("PLAN")), run.progress, **options)
        result = json.loads(text)
        by_name = {layer.name: layer for layer in layers}
        outputs = {}
        for name in ("projects", "pieces"):
            output = f"OUTPUT_{name.upper()}"
            outputs |= run.layer(output, by_name[name])
            draw(run.context, outputs[output], "check", name)
        for name, content in (("REPORT_HTML", page), ("RESULT_JSON", lambda: text)):
            file = run.output_file(name)
            if file:
                publish(file, content())
                outputs[name] = file
        folder = run.text("FOLDER")
        if folder:
            checked.write(folder, text, page(), layers)
            outputs["FOLDER"] = folder
        run.say(f"初步核查意见 · {result['run']['as_of']} · {result['ruleset']['id']}", f"preliminary check · {result['run']['as_of']} · {result['ruleset']['id']}")
        run.warn_all([(reject["message"]["zh"], reject["message"]["en"]) for reject in result["rejects"]])
        return outputs | {number: sum(project["verdict"] in verdicts for project in result["projects"]) for number, verdicts in COUNTS.items()}
