"""libspatial:compareboundaries and libspatial:transitionmatrix — land of two dates, from which class to which; nothing twice, nothing lost."""

import math

from qgis.core import QgsProcessing, QgsProcessingException, QgsProcessingParameterFeatureSink, QgsProcessingParameterFeatureSource, QgsProcessingParameterField, QgsWkbTypes

from ... import engine
from ...core.messages import tr
from ..base import REAL, TEXT, Algorithm, fields_of, in_units
from ..postprocess import draw

MATRIX = {"from_class": TEXT, "to_class": TEXT, "change": TEXT, "area_m2": REAL, "area_ha": REAL, "area_mu": REAL, "area_kind": TEXT}
GAINED, LOST, SAME, OTHER = "gained", "lost", "unchanged", "changed"


class Change(Algorithm):
    """Land of NEW cut along OLD, and what of OLD lies outside NEW."""

    GROUP = "areas"
    OLD, NEW = ("", ""), ("", "")

    def declare(self):
        polygon = [QgsProcessing.SourceType.TypeVectorPolygon]
        for name, title in (("OLD", self.OLD), ("NEW", self.NEW)):
            self.addParameter(QgsProcessingParameterFeatureSource(name, tr(*title), polygon))
            self.addParameter(QgsProcessingParameterField(f"{name}_CLASS", tr(*title) + tr("的类别字段", ": field with its class"), parentLayerParameterName=name, optional=self.ID == "compareboundaries"))
        self.add_area_kind()
        self.add_anywhere()
        self.add_strict()
        self.add_table("MATRIX", tr("转移矩阵（一行一项）", "Matrix (a row each)"))
        self.addParameter(QgsProcessingParameterFeatureSink("OUTPUT", tr("变化图斑", "Pieces by change"), QgsProcessing.SourceType.TypeVectorPolygon, optional=self.ID != "compareboundaries",
                                                            createByDefault=self.ID == "compareboundaries"))
        self.add_account()
        self.add_numbers("OLD_M2", "NEW_M2", "GAINED_M2", "LOST_M2", "UNCHANGED_M2", "CHANGED_M2", "CHECK_SUM")

    def work(self, run):
        old, new, kind = run.given("OLD"), run.given("NEW"), run.area_kind()
        fields = [run.text(f"{name}_CLASS") for name in ("OLD", "NEW")]
        for given, field in zip((old, new), fields):
            if field and given.fields.indexOf(field) < 0:
                raise QgsProcessingException(tr(f"{given.layer.name} 没有字段“{field}”", f"{given.layer.name} has no field \"{field}\""))
        before, after = run.polygons(old), run.polygons(new)
        classes = [self._classes(run, given, field) if field else [tr("范围内", "inside")] * len(given.features) for given, field in zip((old, new), fields)]
        for layer in (before, after):
            if families := engine.overlapping(layer, run.progress):
                rows, (one, other, *_) = sum(map(len, families)), families[0]
                self._refuse(layer, f"{rows} 个要素，首处在第 {one}、{other} 行", f"{rows} features, first rows {one} and {other}")
        pieces = self._pieces(run, before, after, classes, kind)
        if bool(fields[0]) != bool(fields[1]):  # one of the two says nothing about classes: what is inside both is the same
            run.say("只有一个版本给了类别字段：只比较是否在范围内，类别照列，不算改类", "only one version has a field with the class: compared is what lies inside, the class is listed and nothing is of another class")
            pieces = [(come, go, SAME if change == OTHER else change, area, wkb) for come, go, change, area, wkb in pieces]
        sums = {}
        for come, go, change, area, _ in pieces:
            sums[come, go, change] = sums.get((come, go, change), 0.0) + area
        numbers = {f"{name.upper()}_M2": round(math.fsum(area for (_, _, change), area in sums.items() if change == name), 2) for name in (GAINED, LOST, SAME, OTHER)}
        wholes = [round(math.fsum(a for a in engine.areas(layer, kind) if not math.isnan(a)), 2) for layer in (before, after)]
        numbers |= {"OLD_M2": wholes[0], "NEW_M2": wholes[1], "CHECK_SUM": round(numbers["GAINED_M2"] + numbers["UNCHANGED_M2"] + numbers["CHANGED_M2"] - wholes[1], 2) + 0.0}
        run.say(f"面积种类 {kind}：原 {wholes[0]:.2f} m²，新 {wholes[1]:.2f} m²；新增 {numbers['GAINED_M2']:.2f}，减少 {numbers['LOST_M2']:.2f}，不变 {numbers['UNCHANGED_M2']:.2f}，改类 {numbers['CHANGED_M2']:.2f}",
                f"area {kind}: before {wholes[0]:.2f} m², after {wholes[1]:.2f} m²; gained {numbers['GAINED_M2']:.2f}, lost {numbers['LOST_M2']:.2f}, unchanged {numbers['UNCHANGED_M2']:.2f}, of another class {numbers['CHANGED_M2']:.2f}")
        rows = [[come, go, change, *in_units(round(area, 2) if kind == "official" else area, kind), kind] for (come, go, change), area in sorted(sums.items())]
        outputs = run.account((new, after), (old, before)) | run.table("MATRIX", MATRIX, rows)
        shapes = (([come, go, change, *in_units(area, kind), kind], wkb) for come, go, change, area, wkb in pieces)
        written = run.write("OUTPUT", fields_of(MATRIX), QgsWkbTypes.MultiPolygon, new.crs, shapes)
        if written:
            draw(run.context, written["OUTPUT"], "areas", "change")
        return outputs | written | numbers

    @staticmethod
    def _classes(run, given, field):
        """The class of every row; one without is "?", for "" is land that a version does not have."""
        classes = given.labels(field)
        if without := classes.count(""):
            run.warn(f"{given.layer.name} 有 {without} 行没有地类，记作 ?", f"{given.layer.name}: {without} rows have no class and are called ?")
        return [name or "?" for name in classes]

    @staticmethod
    def _refuse(layer, zh, en):
        """Land that one version has twice has no answer, wherever it lies."""
        raise QgsProcessingException(tr(f"“{layer.name}”的图斑相互重叠（{zh}），变化不能确定，未写出结果：请先用“数据体检”找出并改正",
                                        f"polygons of \"{layer.name}\" overlap each other ({en}): what changed cannot be said, nothing was written. Find them with datacheck and correct them"))

    def _pieces(self, run, before, after, classes, kind):
        """(from, to, change, m², WKB): land of the new layer, then what is lost, in the CRS of the new one."""
        found = []
        for subjects, zones, lost in ((after, before, False), (before, after, True)):
            table, _ = engine.overlay(subjects, zones, kind, True, run.progress)
            if (twice := math.fsum(table["multi_cover_m2"])) >= 0.005:  # less than that a pair, but of many
                self._refuse(zones, f"边界交错，共 {twice:.2f} m²", f"at borders that cross, {twice:.2f} m² in all")
            for subject, zone, area, wkb in zip(table["subject"], table["zone"], table["area_m2"], table["wkb"]):
                if lost and zone < 0:
                    found.append((classes[0][subject], "", LOST, area, wkb))
                elif not lost and zone < 0:
                    found.append(("", classes[1][subject], GAINED, area, wkb))
                elif not lost:
                    come, go = classes[0][zone], classes[1][subject]
                    found.append((come, go, SAME if come == go else OTHER, area, wkb))
        if not engine.same_crs(before, after):  # what is lost was cut in the CRS of the old layer
            lost = [piece for piece in found if piece[2] == LOST]
            moved = engine.reprojected([piece[4] for piece in lost], before, after)
            found = [piece for piece in found if piece[2] != LOST] + [(*piece[:4], wkb) for piece, wkb in zip(lost, moved)]
        return found


class CompareBoundaries(Change):
    ID = "compareboundaries"
    NAME = ("边界版本对比", "Compare boundaries")
    HELP = ("两个版本的边界或分区之间：新增、减少、不变、改变类别的土地，图斑和矩阵；新版各部分之和等于新版面积（CHECK_SUM 为 0.00）。同一版本内的图斑相互重叠时停止并指出。"
            "两个版本都给类别字段才比较类别；只给一个时只比较是否在范围内，类别照列。",
            "Between two versions of a boundary or of zones: land gained, lost, unchanged and of another class, as pieces and as a matrix; the parts of the new version add up to it (CHECK_SUM is 0.00). Polygons of "
            "one version that overlap stop the run. Classes are compared where both versions have a field for them; with one field what lies inside is compared, and the class listed.")
    OLD, NEW = ("原版本", "Old version"), ("新版本", "New version")


class TransitionMatrix(Change):
    ID = "transitionmatrix"
    NAME = ("地类转移矩阵", "Transition matrix")
    HELP = ("由现状到规划（或两个时点之间）各地类相互转移的面积，一行一项，可另出图斑；合计与两期面积分别相等。没有地类的土地记作“?”，并有警告。同一期内的图斑相互重叠时停止并指出。",
            "From present land use to planned (or between two dates): how much of which class becomes which, a row each, with pieces if wanted; the sums are those of both dates. Land without a class is called \"?\", with a warning. Polygons of one date that overlap stop the run.")
    OLD, NEW = ("现状（前期）", "Present (earlier)"), ("规划（后期）", "Planned (later)")
