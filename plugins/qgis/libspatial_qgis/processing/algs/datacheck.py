"""libspatial:datacheck and libspatial:crsdoctor — would areas computed from these layers be right? What is wrong, where, and one step for each."""

from qgis.core import (
    QgsCoordinateReferenceSystem, QgsCoordinateTransform, QgsCsException, QgsGeometry, QgsPointXY, QgsProcessing, QgsProcessingException, QgsProcessingOutputString,
    QgsProcessingParameterBoolean, QgsProcessingParameterFeatureSink, QgsProcessingParameterMultipleLayers, QgsProcessingParameterVectorLayer, QgsWkbTypes,
)

from ... import engine
from ...core import adapters, symptoms
from ...core.messages import tr
from ..base import TEXT, WHOLE, Algorithm, fields_of
from ..postprocess import draw

COLUMNS = {"layer": TEXT, "severity": TEXT, "code": TEXT, "n": WHOLE, "message": TEXT, "action": TEXT, "proposed_crs": TEXT, "fids": TEXT}


class Diagnosis(Algorithm):
    """Layers are read in the main thread, whole: a diagnosis of a selection would be none."""

    GROUP = "data"

    def layers_of(self, run):
        return []

    def prepare(self, run):
        self.read = []
        for layer in self.layers_of(run):
            features = adapters.features_of(layer, run.stop_if_cancelled)
            wkb, fields = adapters.columns_of(layer, features)
            crs = layer.crs() if adapters.has_shapes(layer) else QgsCoordinateReferenceSystem()
            self.read.append((engine.layer(layer.name(), "", adapters.crs_text(crs), wkb, fields), crs, features))

    def diagnoses(self, run):
        """(diagnosis, CRS, features) of every layer, each said in the log."""
        result = []
        for done, (layer, crs, features) in enumerate(self.read):
            if not run.progress(done, len(self.read)):
                raise engine.Cancelled
            found = engine.diagnose([layer])[0]
            result.append((found, crs, features))
        for found, *_ in result:
            name = found["layer"]
            run.say(f"{name}：读 {found['read']} = 可用 {found['used']} + 修复 {found['repaired']} + 不可用 {found['rejected']}",
                    f"{name}: {found['read']} read = {found['used']} used + {found['repaired']} repaired + {found['rejected']} rejected")
            for symptom in found["symptoms"]:
                said = run.feedback.pushInfo if symptom["severity"] == "info" else run.feedback.pushWarning
                said(tr(*symptoms.SEVERITIES[symptom["severity"]]) + f" [{symptom['code']} × {symptom['count']}] " + tr(symptom["message"]["zh"], symptom["message"]["en"])
                     + ("" if symptom["severity"] == "info" else " → " + symptoms.action(symptom)))
            run.say("由此计算的面积可用" if found["areas_are_right"] else "由此计算的面积不可用，请先处理以上错误",
                    "areas computed from it are right" if found["areas_are_right"] else "areas computed from it would be wrong: deal with the errors first")
        return result


class DataCheck(Diagnosis):
    ID = "datacheck"
    NAME = ("数据体检", "Check data")
    HELP = (
        "由这些图层计算的面积是否可用：坐标系、图形、重复、重叠、细碎重叠、字段中的面积、图层类型。每个问题一行：代码、严重程度、说明、下一步；有位置的是点。"
        "N_ERRORS 为错误数；勾选“有错误时停止”可用于模型和脚本。",
        "Would areas computed from these layers be right: CRS, shapes, duplicates, overlaps, slivers, areas written in fields, kinds of layers. A row for each problem with code, severity, "
        "message and next step; a point where it has a place. N_ERRORS counts the errors; STRICT stops a model or script at errors.",
    )

    def declare(self):
        self.addParameter(QgsProcessingParameterMultipleLayers("LAYERS", tr("图层", "Layers"), QgsProcessing.SourceType.TypeVector))
        self.addParameter(QgsProcessingParameterBoolean("STRICT", tr("有错误时停止（退出码不为 0）", "Stop at errors (exit code not 0)"), defaultValue=False))
        self.addParameter(QgsProcessingParameterFeatureSink("OUTPUT", tr("问题", "Problems"), QgsProcessing.SourceType.TypeVectorPoint))
        self.add_numbers("N_ERRORS", "N_WARNINGS", "N_READ", "N_USED", "N_REPAIRED", "N_REJECTED")

    def layers_of(self, run):
        layers, asked = self.parameterAsLayerList(run.parameters, "LAYERS", run.context), run.parameters["LAYERS"]
        asked = asked if isinstance(asked, (list, tuple)) else [asked]
        if len(layers) < len(asked):  # in a model QGIS leaves out what it cannot open
            known = {layer.source() for layer in layers} | {layer.id() for layer in layers} | {layer.name() for layer in layers}
            lost = [str(one) for one in asked if isinstance(one, str) and one not in known]
            raise QgsProcessingException(tr(f"{len(asked)} 个图层只打开了 {len(layers)} 个：{'；'.join(lost)}。请检查路径和图层名",
                                            f"only {len(layers)} of {len(asked)} layers could be opened: {'; '.join(lost)}. Check paths and names"))
        return layers

    def work(self, run):
        found = self.diagnoses(run)
        crs = next((crs for _, crs, _ in found if crs.isValid()), QgsCoordinateReferenceSystem())
        rows = [(symptoms.row_of(one["layer"], symptom, features), self._places(run, one, symptom, own, crs, features)) for one, own, features in found for symptom in one["symptoms"]]
        errors = [row for row, _ in rows if row[1] == "error"]
        if errors and run.flag("STRICT"):
            raise QgsProcessingException(tr(f"{len(errors)} 个错误，首个：[{errors[0][2]}] {errors[0][0]}：{errors[0][4]}",
                                            f"{len(errors)} errors, first: [{errors[0][2]}] {errors[0][0]}: {errors[0][4]}"))
        outputs = run.write("OUTPUT", fields_of(COLUMNS), QgsWkbTypes.MultiPoint, crs, rows)
        draw(run.context, outputs["OUTPUT"], "data", "problems")
        counts = {f"N_{key.upper()}": sum(one[key] for one, *_ in found) for key in ("read", "used", "repaired", "rejected")}
        return outputs | counts | {"N_ERRORS": len(errors), "N_WARNINGS": sum(row[1] == "warning" for row, _ in rows)}

    @staticmethod
    def _places(run, one, symptom, own, crs, features):
        """Marks on the map, never numbers: the place, or a point of each of its features. None where no transformation can be relied on."""
        if not own.isValid() or own != crs and any(s["code"] in ("implausible_crs", "old_datum") for s in one["symptoms"]):
            return None
        points = [QgsPointXY(*symptom["place"])] if symptom["place"] else [point for row in symptom["rows"] for point in point_of(features[row])]
        if not points:
            return None
        geometry = QgsGeometry.fromMultiPointXY(points)
        try:
            geometry.transform(QgsCoordinateTransform(own, crs, run.context.transformContext()))
        except QgsCsException:
            return None
        return geometry


def point_of(feature):
    """[a point of it], or [] where it has no shape."""
    geometry = feature.geometry()
    return [] if geometry.isEmpty() else [QgsPointXY(geometry.vertexAt(0))]


class CrsDoctor(Diagnosis):
    ID = "crsdoctor"
    NAME = ("坐标系诊断", "CRS doctor")
    HELP = (
        "图层声明的坐标系与坐标是否相符：没有坐标系、带号、轴序、度与米、邻带、西安 80 / 北京 54、网络墨卡托。PROPOSED_CRS 为建议，从不自动改动。",
        "Does the declared CRS agree with the coordinates: none, zone prefix, order of axes, degrees or metres, neighbouring zone, Xi'an 80 and Beijing 54, web Mercator. PROPOSED_CRS is a "
        "proposal and is never applied by itself.",
    )

    def declare(self):
        self.addParameter(QgsProcessingParameterVectorLayer("LAYER", tr("图层", "Layer"), [QgsProcessing.SourceType.TypeVectorAnyGeometry]))
        self.add_table("OUTPUT", tr("坐标系问题", "Problems of the CRS"))
        for name in ("CRS", "PROPOSED_CRS", "CODES"):
            self.addOutput(QgsProcessingOutputString(name, name))
        self.add_numbers("N_ERRORS")

    def layers_of(self, run):
        layer = self.parameterAsVectorLayer(run.parameters, "LAYER", run.context)
        if layer is None:
            raise QgsProcessingException(self.invalidSourceError(run.parameters, "LAYER"))
        return [layer]

    def work(self, run):
        (found, _, features), = self.diagnoses(run)
        rows = [symptoms.row_of(found["layer"], symptom, features) for symptom in found["symptoms"] if symptom["code"] in symptoms.CRS_CODES]
        outputs = run.table("OUTPUT", COLUMNS, rows)
        return outputs | {"CRS": found["crs"] or "", "PROPOSED_CRS": next((row[6] for row in rows if row[6]), ""), "CODES": ", ".join(row[2] for row in rows),
                          "N_ERRORS": sum(row[1] == "error" for row in rows)}
