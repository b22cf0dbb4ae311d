"""libspatial:areas — the area of every feature by a named procedure, and how it compares with the area a field declares."""

import math

from qgis.core import (
    QgsProcessing, QgsProcessingException, QgsProcessingParameterEnum, QgsProcessingParameterFeatureSink, QgsProcessingParameterFeatureSource, QgsProcessingParameterField,
    QgsProcessingParameterNumber,
)

from ... import engine
from ...core.messages import tr
from ..base import REAL, TEXT, WHOLE, Algorithm, fields_of, in_units
from ..postprocess import draw

UNITS = (1.0, 10000.0, 2000.0 / 3.0)  # m² of a square metre, a hectare, a mu
COLUMNS = {"area_m2": REAL, "area_ha": REAL, "area_mu": REAL, "area_kind": TEXT, "state": TEXT}
COMPARED = {"declared_m2": REAL, "diff_m2": REAL, "matches": TEXT}


class Areas(Algorithm):
    ID, GROUP = "areas", "areas"
    NAME = ("面积计算", "Areas")
    HELP = (
        "每个要素的图斑椭球面积（official，国土调查办发〔2008〕32号，精确到 0.01 m²）、测地面积或平面面积，写为 m²、公顷、亩；与命令行 libspatial area 逐位相同。"
        "可与申报面积字段比较，超过容差的列入“面积不符”。不能计算的要素面积为空，列入“修复和未采用的要素”。",
        "The official area (to 0.01 m2), the geodesic or the planar area of every feature in m2, hectares and mu; every digit is that of the command `libspatial area`. A field with a "
        "declared area can be compared: what differs by more than the tolerance stands in the list of mismatches. A feature that cannot be measured has no area and is listed.",
    )

    def declare(self):
        add = self.addParameter
        add(QgsProcessingParameterFeatureSource("INPUT", tr("面图层", "Polygons"), [QgsProcessing.SourceType.TypeVectorPolygon]))
        self.add_area_kind()
        add(QgsProcessingParameterField("DECLARED", tr("申报面积字段", "Field with the declared area"), parentLayerParameterName="INPUT", optional=True))
        add(QgsProcessingParameterEnum("DECLARED_UNIT", tr("申报面积的单位", "Unit of the declared area"), ["m²", tr("公顷", "ha"), tr("亩", "mu")], defaultValue=0))
        add(QgsProcessingParameterNumber("TOLERANCE", tr("容差（m²）", "Tolerance (m²)"), QgsProcessingParameterNumber.Type.Double, defaultValue=1.0, minValue=0.0))
        self.add_anywhere()
        self.add_strict()
        add(QgsProcessingParameterFeatureSink("OUTPUT", tr("带面积的图层", "Layer with areas"), QgsProcessing.SourceType.TypeVectorPolygon))
        self.add_table("MISMATCHES", tr("面积不符", "Areas that differ"), optional=True)
        self.add_account()
        self.add_numbers("TOTAL_M2", "N_MISMATCHES", "N_NOT_DECLARED")

    def work(self, run):
        given, kind = run.given("INPUT"), run.area_kind()
        declared_field = run.text("DECLARED")
        if declared_field and given.fields.indexOf(declared_field) < 0:
            raise QgsProcessingException(tr(f"{given.layer.name} 没有字段“{declared_field}”", f"{given.layer.name} has no field \"{declared_field}\""))
        used = run.polygons(given)
        areas = [None if math.isnan(area) else area for area in engine.areas(used, kind)]
        run.stop_if_cancelled()
        state = dict.fromkeys(used.repaired, "repaired") | {reject["row"]: "rejected" for reject in used.rejects}
        columns = COLUMNS | (COMPARED if declared_field else {})
        fields = fields_of(columns, before=given.fields)
        compared = self._compared(run, given, areas, declared_field)
        rows = ((feature.attributes() + in_units(area, kind) + [kind, state.get(row, "used")] + (list(compared[row]) if declared_field else []), feature.geometry())
                for row, (feature, area) in enumerate(zip(given.features, areas)))
        outputs = run.account((given, used)) | run.write("OUTPUT", fields, given.kind, given.crs, rows)
        draw(run.context, outputs["OUTPUT"], "areas", "compared" if declared_field else "measured")
        total = math.fsum(area for area in areas if area is not None)
        run.say(f"面积种类 {kind}，坐标系 {used.crs}，libspatial {engine.version()}：合计 {total:.2f} m² = {total / 1e4:.4f} 公顷 = {total * 3 / 2000:.2f} 亩",
                f"area {kind}, CRS {used.crs}, libspatial {engine.version()}: {total:.2f} m² = {total / 1e4:.4f} ha = {total * 3 / 2000:.2f} mu in all")
        wrong = [(row, *values) for row, values in enumerate(compared) if values[2] not in ("yes", "not declared")]
        table = [[row, given.features[row].id(), areas[row], *values] for row, *values in wrong]
        outputs |= run.table("MISMATCHES", {"row": WHOLE, "feature_id": WHOLE, "area_m2": REAL} | COMPARED, table)
        missing = sum(values[2] == "not declared" for values in compared)
        if wrong or missing:
            run.warn(f"申报面积：{len(wrong)} 个不符，{missing} 个没有填写（首个不符：第 {wrong[0][0] if wrong else '-'} 行）",
                     f"declared areas: {len(wrong)} differ, {missing} not stated (first: row {wrong[0][0] if wrong else '-'})")
        return outputs | {"TOTAL_M2": round(total, 2), "N_MISMATCHES": len(wrong), "N_NOT_DECLARED": missing}

    @staticmethod
    def _compared(run, given, areas, field):
        """(declared m², difference, yes / no / not declared / no number / not measured) of every row."""
        if not field:
            return []
        unit, tolerance = run.choice("DECLARED_UNIT", UNITS), run.number("TOLERANCE")
        result = []
        for value, area in zip(given.layer.fields[field], areas):
            declared = number_of(value)
            if value is None or str(value).strip() == "":
                result.append((None, None, "not declared"))
            elif declared is None:
                result.append((None, None, "no number"))
            elif area is None:
                result.append((declared * unit, None, "not measured"))
            else:
                difference = round(area - declared * unit, 4)
                result.append((declared * unit, difference, "yes" if abs(difference) <= tolerance else "no"))
        return result


def number_of(value):
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return number if math.isfinite(number) else None
