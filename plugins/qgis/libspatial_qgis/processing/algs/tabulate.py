"""libspatial:tabulate — how much of every subject lies in which class of zones, and outside; the rows add up."""

import math

from qgis.core import (
    QgsProcessing, QgsProcessingException, QgsProcessingOutputString, QgsProcessingParameterFeatureSink, QgsProcessingParameterFeatureSource, QgsProcessingParameterField,
    QgsWkbTypes,
)

from ... import engine
from ...core.messages import tr
from ..base import REAL, TEXT, WHOLE, Algorithm, fields_of, in_units
from ..postprocess import draw

COLUMNS = {"subject": TEXT, "feature_id": WHOLE, "class": TEXT, "outside": WHOLE, "area_m2": REAL, "area_ha": REAL, "area_mu": REAL, "share": REAL, "multi_cover_m2": REAL, "area_kind": TEXT}
MOST_CLASSES = 200


class Tabulate(Algorithm):
    ID, GROUP = "tabulate", "areas"
    NAME = ("交叉面积表", "Tabulate intersection")
    HELP = (
        "每个地块落在各类分区和分区之外的面积，一行一项；与命令行 libspatial overlay 逐位相同。各行之和减去重叠（multi_cover_m2）等于地块面积，CHECK_SUM 为差，应为 0.00。"
        "分区相互重叠会警告；不能安全修复的分区会停止计算，指出是哪一个，不会当作 0。",
        "How much of every subject lies in every class of zones, and outside all of them, a row each; every digit is that of the command `libspatial overlay`. The rows of a subject minus "
        "what several zones cover (multi_cover_m2) are its area; CHECK_SUM is the difference, 0.00. Zones that overlap are said; a zone that cannot be repaired safely stops the run by name "
        "and is never taken for nothing.",
    )

    def declare(self):
        add = self.addParameter
        polygon = [QgsProcessing.SourceType.TypeVectorPolygon]
        add(QgsProcessingParameterFeatureSource("INPUT", tr("地块", "Subjects"), polygon))
        add(QgsProcessingParameterField("ID", tr("地块编号字段（默认行号）",
                                                 "Field with the subject's id (default: row numbers)"), parentLayerParameterName="INPUT", optional=True))
        add(QgsProcessingParameterFeatureSource("OVERLAY", tr("分区", "Zones"), polygon))
        add(QgsProcessingParameterField("CLASS", tr("分区类别字段（默认每个分区一行）",
                                                    "Field with the zone's class (default: a row for each zone)"), parentLayerParameterName="OVERLAY", optional=True))
        add(QgsProcessingParameterField("SUM_FIELDS", tr("按面积分摊的数量字段（人口、投资……）", "Fields with amounts to divide by area (people, money, …)"), parentLayerParameterName="INPUT",
                                        type=QgsProcessingParameterField.DataType.Numeric, allowMultiple=True, optional=True))
        self.add_area_kind()
        self.add_anywhere()
        self.add_strict()
        self.add_table("OUTPUT", tr("交叉面积表", "Table"))
        self.add_table("WIDE", tr("每个地块一行，每类一列", "A row for each subject, a column for each class"), optional=True)
        add(QgsProcessingParameterFeatureSink("OUTPUT_PIECES", tr("图斑", "Pieces"), QgsProcessing.SourceType.TypeVectorPolygon, optional=True, createByDefault=False))
        self.add_account()
        self.add_numbers("CHECK_SUM", "TOTAL_M2", "OUTSIDE_M2", "MULTI_COVER_M2", "N_MULTI_COVER")
        self.addOutput(QgsProcessingOutputString("AREA_KIND", "AREA_KIND"))

    def work(self, run):
        subjects, zones, kind = run.given("INPUT"), run.given("OVERLAY"), run.area_kind()
        for given, field in ((subjects, run.text("ID")), (zones, run.text("CLASS"))):
            if field and given.fields.indexOf(field) < 0:
                raise QgsProcessingException(tr(f"{given.layer.name} 没有字段“{field}”", f"{given.layer.name} has no field \"{field}\""))
        left, right = run.polygons(subjects), run.polygons(zones)
        want_pieces = run.parameters.get("OUTPUT_PIECES") not in (None, "")
        table, moved = engine.overlay(left, right, kind, want_pieces, run.progress)
        if moved:
            run.warn(f"分区已由 {right.crs} 转换到 {left.crs}（长边按 70 m 加密）", f"zones were reprojected from {right.crs} to {left.crs} (edges divided to 70 m)")
        wholes = [0.0 if math.isnan(area) else area for area in engine.areas(left, kind)]
        run.stop_if_cancelled()
        ids, classes, multi = subjects.labels(run.text("ID")), zones.labels(run.text("CLASS")), table["multi_cover_m2"]
        fids = [feature.id() for feature in subjects.features]
        pieces = list(zip(table["subject"], table["zone"], table["area_m2"], table["share"]))
        sums = summed(pieces, classes, kind, by_class=bool(run.text("CLASS")))
        inside = math.fsum(area for _, zone, area, _ in pieces)
        total, double = math.fsum(wholes), math.fsum(multi)
        numbers = {"CHECK_SUM": round(inside - double - total, 2) + 0.0, "TOTAL_M2": round(total, 2), "MULTI_COVER_M2": round(double, 2),
                   "OUTSIDE_M2": round(math.fsum(area for _, zone, area, _ in pieces if zone < 0), 2), "N_MULTI_COVER": sum(area > 0 for area in multi)}
        if abs(numbers["CHECK_SUM"]) >= (0.005 if kind == "official" else 0.005 + 1e-9 * total):  # a law of the engine: never a table that does not close
            raise QgsProcessingException(tr(f"[internal] 各行之和与地块面积相差 {numbers['CHECK_SUM']} m²，未写出任何文件，请报告",
                                            f"[internal] rows and subjects differ by {numbers['CHECK_SUM']} m², nothing was written: please report it"))
        amounts = {field: subjects.layer.fields[field] for field in self.parameterAsFields(run.parameters, "SUM_FIELDS", run.context)}
        rows = ([ids[s], fids[s], name, int(out), *in_units(area, kind), share, multi[s], kind, *(None if values[s] is None else values[s] * share for values in amounts.values())] for s, name, out, area, share in sums)
        outputs = run.account((subjects, left), (zones, right)) | run.table("OUTPUT", COLUMNS | {f"sum_{field}": REAL for field in amounts}, rows)
        outputs |= self._write_wide(run, sums, ids, fids, wholes, multi)
        if want_pieces:
            outputs |= self._write_pieces(run, subjects, pieces, table["wkb"], ids, fids, classes, kind, multi)
        self._say(run, kind, left, ids, multi, numbers)
        return outputs | numbers | {"AREA_KIND": kind}

    @staticmethod
    def _write_wide(run, sums, ids, fids, wholes, multi):
        if run.parameters.get("WIDE") in (None, ""):
            return {}
        names = list(dict.fromkeys(name for _, name, out, _, _ in sums if not out))
        if len(names) > MOST_CLASSES:
            raise QgsProcessingException(tr(f"{len(names)} 类，宽表最多 {MOST_CLASSES} 列：请选类别字段", f"{len(names)} classes, the wide table takes {MOST_CLASSES}: choose a field with the class"))
        cells = {}
        for subject, name, out, area, _ in sums:
            row = cells.setdefault(subject, {})
            row[None if out else name] = row.get(None if out else name, 0.0) + area
        rows = ([ids[s], fids[s], wholes[s], *(found.get(name, 0.0) for name in names), found.get(None, 0.0), multi[s]] for s, found in cells.items())
        return run.table("WIDE", fields_titled(names), rows)

    @staticmethod
    def _say(run, kind, left, ids, multi, numbers):
        run.say(f"面积种类 {kind}，坐标系 {left.crs}，libspatial {engine.version()}。各行之和 − 重叠 − 地块面积 = {numbers['CHECK_SUM']:.2f} m²",
                f"area {kind}, CRS {left.crs}, libspatial {engine.version()}. Rows − covered twice − subjects = {numbers['CHECK_SUM']:.2f} m²")
        if numbers["N_MULTI_COVER"]:
            first, n, m2 = ids[next(row for row, area in enumerate(multi) if area > 0)], numbers["N_MULTI_COVER"], numbers["MULTI_COVER_M2"]
            run.warn(f"分区之间相互重叠：{n} 个要素中有 {m2:.2f} m² 落在多个分区内（首个：{first}），各行之和大于要素面积",
                     f"zones overlap each other: {m2:.2f} m² of {n} subjects lie in several zones (first: {first}); their rows add up to more than the subject")

    @staticmethod
    def _write_pieces(run, subjects, pieces, shapes, ids, fids, classes, kind, multi):
        rows = (([ids[s], fids[s], "" if zone < 0 else classes[zone], int(zone < 0), *in_units(area, kind), share, multi[s], kind], shape)
                for (s, zone, area, share), shape in zip(pieces, shapes))
        written = run.write("OUTPUT_PIECES", fields_of(COLUMNS), QgsWkbTypes.MultiPolygon, subjects.crs, rows)
        draw(run.context, written["OUTPUT_PIECES"], "areas", "pieces")
        return written


def fields_titled(names):
    """Columns of the wide table; a class that is named as another column gets _2."""
    columns = {"subject": TEXT, "feature_id": WHOLE, "area_m2": REAL}
    for name in names:
        title = name or "-"
        while title in (*columns, "outside_m2", "multi_cover_m2"):
            title += "_2"
        columns[title] = REAL
    return columns | {"outside_m2": REAL, "multi_cover_m2": REAL}


def summed(pieces, classes, kind, by_class):
    """(subject, class, outside, area, share): pieces of one subject in zones of one class are one row, where the first of them stood."""
    rows = {}
    for at, (subject, zone, area, share) in enumerate(pieces):
        out = zone < 0
        name = "" if out else classes[zone]
        row = rows.setdefault((subject, name, out) if by_class else at, [subject, name, out, 0.0, 0.0])
        row[3] += area
        row[4] += share
    if kind == "official":  # whole 0.01 m²: the sum of two is one
        for row in rows.values():
            row[3] = round(row[3], 2)
    return list(rows.values())
