"""libspatial:checkprojects — every project against the plan: a preliminary check (初步核查意见), never an approval."""

import datetime
import json

from qgis.core import (
    QgsCoordinateReferenceSystem, QgsFeature, QgsFeatureSink, QgsField, QgsFields, QgsGeometry, QgsProcessing, QgsProcessingAlgorithm,
    QgsProcessingException, QgsProcessingOutputNumber, QgsProcessingParameterFeatureSink, QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField, QgsProcessingParameterFile, QgsProcessingParameterFileDestination, QgsProcessingParameterString, QgsVectorLayer,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QVariant

from ... import engine
from ...core import adapters
from ...core.messages import needs_engine, tr
from ..files import is_geopackage, publish
from ..postprocess import draw

COUNTS = {"N_PASS": ("pass",), "N_CONDITIONAL": ("conditional",), "N_REVIEW": ("needs_review", "not_checked"), "N_CONFLICT": ("conflict",)}
TEXT, REAL = QVariant.String, QVariant.Double


class CheckProjects(QgsProcessingAlgorithm):
    def createInstance(self):  # noqa: N802
        return CheckProjects()

    def name(self):
        return "checkprojects"

    def displayName(self):  # noqa: N802
        return tr("项目合规检查", "Check projects against the plan")

    def group(self):
        return tr("核查", "Checks")

    def groupId(self):  # noqa: N802
        return "checks"

    def shortHelpString(self):  # noqa: N802
        return tr(
            "按规则集核查每个项目落在城镇开发边界各分区、永久基本农田和生态保护红线的面积（法定口径 official，各部分之和精确到 0.01 m²），给出初步核查意见，不是审批结论。"
            "规划为一个 GeoPackage；项目为面图层，或带 width_m 宽度字段的线图层。",
            "How much of every project lies in which zone of the growth boundary, on permanent basic farmland and in the ecological red line (official areas that "
            "add up to 0.01 m2), with a preliminary finding per rule, never an approval. The plan is one GeoPackage; projects are polygons, or lines with a width "
            "field width_m.",
        )

    def initAlgorithm(self, configuration=None):  # noqa: N802
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
        for number in COUNTS:
            self.addOutput(QgsProcessingOutputNumber(number, number))

    def checkParameterValues(self, parameters, context):  # noqa: N802
        problem = engine.problem()
        if problem:
            return False, needs_engine(self.displayName(), problem)
        return super().checkParameterValues(parameters, context)

    def processAlgorithm(self, parameters, context, feedback):  # noqa: N802
        problem = engine.problem()
        if problem:  # qgis_process asks neither canExecute() nor, in models, the check above
            raise QgsProcessingException(needs_engine(self.displayName(), problem))
        source = self.parameterAsSource(parameters, "PROJECTS", context)
        if source is None:
            raise QgsProcessingException(self.invalidSourceError(parameters, "PROJECTS"))
        try:
            text, layers, page = self._check(parameters, context, feedback, source)
        except (engine.EngineError, adapters.ReadError) as error:
            raise QgsProcessingException(str(error)) from error
        result = json.loads(text)
        by_name = {layer.name: layer for layer in layers}
        outputs = {}
        for name in ("projects", "pieces"):
            output = f"OUTPUT_{name.upper()}"
            outputs[output] = self._write(parameters, output, context, by_name[name])
            draw(context, outputs[output], "check", name)
        for name, content in (("REPORT_HTML", page), ("RESULT_JSON", text)):
            file = self.parameterAsFileOutput(parameters, name, context)
            if file:
                publish(file, content)
                outputs[name] = file
        for number, verdicts in COUNTS.items():
            outputs[number] = sum(project["verdict"] in verdicts for project in result["projects"])
        self._say(result, feedback)
        return outputs

    def _check(self, parameters, context, feedback, source):
        wkb, fields = adapters.columns_of(source)
        projects = engine.layer(source.sourceName(), "", adapters.crs_text(source.sourceCrs()), wkb, fields)
        plan = self._plan(self.parameterAsFile(parameters, "PLAN", context))
        options = {"project_id": self.parameterAsString(parameters, "PROJECT_ID", context) or None,
                   "project_kind": self.parameterAsString(parameters, "PROJECT_KIND", context) or None,
                   "rules": self.parameterAsFile(parameters, "RULES", context) or None,
                   "as_of": self.parameterAsString(parameters, "AS_OF", context) or datetime.date.today().isoformat()}

        def progress(done, everything):
            feedback.setProgress(100.0 * done / max(everything, 1))
            return not feedback.isCanceled()

        try:
            return engine.check(projects, plan, progress, **options)
        except engine.Cancelled as cancelled:
            raise QgsProcessingException(tr("已取消，未写出结果", "cancelled, nothing was written")) from cancelled

    def _plan(self, file):
        """Every layer of the plan file, read by QGIS."""
        if not is_geopackage(file):
            raise QgsProcessingException(tr(f"规划 {file} 不是 GeoPackage 文件", f"the plan {file} is no GeoPackage file"))
        first = self._open(file, file)
        names = [entry.split("!!::!!")[1] for entry in first.dataProvider().subLayers()]
        layers = []
        for name in dict.fromkeys(names):  # a layer of several geometry types is listed once for each
            layer = self._open(f"{file}|layername={name}", name)
            wkb, fields = adapters.columns_of(layer)
            fields.pop("fid", None)
            crs = adapters.crs_text(layer.crs()) if adapters.has_shapes(layer) else ""
            layers.append(engine.layer(name, file, crs, wkb, fields))
        return layers

    def _open(self, uri, name):
        layer = QgsVectorLayer(uri, name, "ogr")
        if not layer.isValid():
            raise QgsProcessingException(tr(f"不能打开规划文件 {uri}", f"the plan {uri} cannot be opened"))
        return layer

    def _write(self, parameters, name, context, layer):
        fields = QgsFields()
        columns = layer.fields
        for column, values in columns.items():
            numeric = any(isinstance(v, (int, float)) for v in values)
            fields.append(QgsField(column, REAL if numeric else TEXT))
        sink, destination = self.parameterAsSink(parameters, name, context, fields, QgsWkbTypes.MultiPolygon,
                                                 QgsCoordinateReferenceSystem(layer.crs))
        if sink is None:
            raise QgsProcessingException(self.invalidSinkError(parameters, name))
        for row, wkb in enumerate(layer.wkb):
            feature = QgsFeature(fields)
            feature.setAttributes([values[row] for values in columns.values()])
            if wkb:
                geometry = QgsGeometry()
                geometry.fromWkb(wkb)
                geometry.convertToMultiType()
                feature.setGeometry(geometry)
            if not sink.addFeature(feature, QgsFeatureSink.Flag.FastInsert):
                raise QgsProcessingException(self.writeFeatureError(sink, parameters, name))
        return destination

    @staticmethod
    def _say(result, feedback):
        feedback.pushInfo(tr("初步核查意见", "preliminary check") + f" · {result['run']['as_of']} · {result['ruleset']['id']}")
        for reject in result["rejects"]:
            feedback.pushWarning(tr(reject["message"]["zh"], reject["message"]["en"]))
