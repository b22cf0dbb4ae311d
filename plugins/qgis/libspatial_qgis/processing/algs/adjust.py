"""libspatial:adjust — areas of parts, rounded so that they add up to the area of the whole (平差)."""

import math

from qgis.core import (
    QgsProcessing, QgsProcessingException, QgsProcessingParameterFeatureSink, QgsProcessingParameterFeatureSource, QgsProcessingParameterField, QgsProcessingParameterNumber,
)

from ... import engine
from ...core.messages import tr
from ..base import REAL, TEXT, WHOLE, Algorithm, fields_of
from .areas import number_of

GROUPS = {"group": TEXT, "n": WHOLE, "sum_before": REAL, "control": REAL, "spread": REAL, "sum_after": REAL}


class Adjust(Algorithm):
    ID, GROUP = "adjust", "areas"
    NAME = ("平差", "Adjust areas to their total")
    HELP = (
        "把各部分的面积按最大余数法取整，使每组之和等于控制面积（没有控制面积时为各部分之和取整）；差额按面积比例分摊，相同余数先到先得。单位不限，小数位数自定：m² 取 2 位，公顷取 4 位。"
        "差额超过取整误差（每个部分半个末位）的组会提醒：那不是取整的问题。空值和负数停止运行。",
        "Rounds the areas of parts by largest remainder so that each group adds up to its control area (without one: to its own sum, rounded). The difference is spread in proportion to the areas; ties go to the earlier part. "
        "Any unit, any number of decimals: 2 for m², 4 for hectares. A group whose difference is more than rounding explains is said. Empty cells and negative numbers stop the run.",
    )

    def declare(self):
        add = self.addParameter
        add(QgsProcessingParameterFeatureSource("INPUT", tr("图层或表", "Layer or table"), [QgsProcessing.SourceType.TypeVector]))
        add(QgsProcessingParameterField("AREA", tr("面积字段", "Field with the area"), parentLayerParameterName="INPUT"))
        add(QgsProcessingParameterField("BY", tr("分组字段（不选：全部为一组）", "Field with the group (none: all are one)"), parentLayerParameterName="INPUT", optional=True))
        add(QgsProcessingParameterField("CONTROL", tr("控制面积字段（同组相同）", "Field with the control area (the same within a group)"), parentLayerParameterName="INPUT", optional=True))
        add(QgsProcessingParameterNumber("DECIMALS", tr("小数位数", "Decimals"), QgsProcessingParameterNumber.Type.Integer, defaultValue=2, minValue=0, maxValue=6))
        add(QgsProcessingParameterFeatureSink("OUTPUT", tr("平差后的图层", "Adjusted"), QgsProcessing.SourceType.TypeVector))
        self.add_table("SUMS", tr("各组之和", "Sums of the groups"), optional=True)
        self.add_numbers("N_READ", "N_GROUPS", "TOTAL", "LARGEST_SPREAD")

    def work(self, run):
        given, decimals = run.given("INPUT"), run.whole("DECIMALS")
        parts = self._numbers(given, run.text("AREA"))
        controls = self._numbers(given, run.text("CONTROL")) if run.text("CONTROL") else None
        names = given.labels(run.text("BY")) if run.text("BY") else [""] * len(parts)
        members = {}
        for row, name in enumerate(names):
            members.setdefault(name, []).append(row)
        adjusted, table = [None] * len(parts), []
        for name, rows in members.items():
            control = self._control(name, rows, controls)
            values = engine.balance([parts[row] for row in rows], control, decimals)
            for row, value in zip(rows, values):
                adjusted[row] = value
            before, after = math.fsum(parts[row] for row in rows), round(math.fsum(values), decimals)
            table.append([name, len(rows), before, after, round(after - before, decimals + 4), after])
        suspicious = [line for line in table if abs(line[4]) > 0.5 * len(members[line[0]]) * 10**-decimals + 1e-9]
        run.warn_all([(f"“{name}”：各部分之和 {before} 与控制面积 {control} 相差 {spread}，超过 {n} 个部分的取整误差，请核对", f'"{name}": the parts add up to {before}, the control is {control}; {spread} is more than the rounding of {n} parts explains')
                      for name, n, before, control, spread, _ in suspicious])
        rows = ((feature.attributes() + [value, round(value - part, decimals + 4)], feature.geometry()) for feature, part, value in zip(given.features, parts, adjusted))
        outputs = run.write("OUTPUT", fields_of({"adjusted": REAL, "adjustment": REAL}, before=given.fields), given.kind, given.crs, rows)
        outputs |= run.table("SUMS", GROUPS, table)
        total, spread = round(math.fsum(line[5] for line in table), decimals), max(abs(line[4]) for line in table)
        run.say(f"{len(table)} 组，{len(parts)} 个部分，合计 {total}，最大差额 {spread}", f"{len(table)} groups, {len(parts)} parts, {total} in all, largest difference {spread}")
        return outputs | {"N_READ": len(parts), "N_GROUPS": len(table), "TOTAL": total, "LARGEST_SPREAD": spread}

    @staticmethod
    def _numbers(given, field):
        if field not in given.layer.fields:
            raise QgsProcessingException(tr(f"{given.layer.name} 没有字段“{field}”", f"{given.layer.name} has no field \"{field}\""))
        numbers = [number_of(value) for value in given.layer.fields[field]]
        wrong = next((row for row, number in enumerate(numbers) if number is None or number < 0), None)
        if wrong is not None:
            raise QgsProcessingException(tr(f"{given.layer.name} 第 {wrong} 行（fid {given.features[wrong].id()}）的“{field}”不是非负的数：{given.layer.fields[field][wrong]}",
                                            f"{given.layer.name} row {wrong} (fid {given.features[wrong].id()}): \"{field}\" is no number ≥ 0: {given.layer.fields[field][wrong]}"))
        return numbers

    @staticmethod
    def _control(name, rows, controls):
        if controls is None:
            return None
        found = {controls[row] for row in rows}
        if len(found) > 1:
            raise QgsProcessingException(tr(f"“{name}”组的控制面积不止一个：{sorted(found)[0]}、{sorted(found)[1]}", f'the group "{name}" has more than one control area: {sorted(found)[0]}, {sorted(found)[1]}'))
        return found.pop()
