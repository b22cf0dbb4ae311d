"""libspatial:threelines — what every project takes of the three control lines, a row each and a sum."""

from qgis.core import QgsProcessing, QgsProcessingException, QgsProcessingParameterFeatureSource, QgsProcessingParameterField

from ... import engine
from ...core.messages import tr
from ..base import REAL, TEXT, Algorithm

POLYGON = [QgsProcessing.SourceType.TypeVectorPolygon]
COLUMNS = {"project": TEXT, "area_m2": REAL, "concentrated_m2": REAL, "flexible_m2": REAL, "special_m2": REAL, "outside_m2": REAL, "farmland_m2": REAL, "farmland_net_m2": REAL, "redline_m2": REAL}
KINDS = ("concentrated", "flexible", "special")


class ThreeLines(Algorithm):
    ID, GROUP = "threelines", "checks"
    NAME = ("三线占用汇总", "Three control lines")
    HELP = (
        "每个项目占用城镇开发边界各分区、边界外、永久基本农田（可按扣除系数折算净面积）、生态保护红线的面积（official，m²），一行一个项目，末行合计。只汇总面积，不下结论；结论用“项目合规检查”。"
        "图斑相互重叠处只计一次。未给出的图层、不能使用的项目留空，不写 0；没有编号的项目记作“#行号”。",
        "What every project takes of the zones of the growth boundary and outside it, of permanent basic farmland (net of a deduction factor, if there is a field) and of the ecological red line, in official m2: a row each "
        "and a sum. Areas only, no verdict (see checkprojects). Land that several polygons cover counts once. What a layer that is not given, or a project that cannot be used, would have is empty, not 0; a project without an id is #row.",
    )

    def declare(self):
        add = self.addParameter
        add(QgsProcessingParameterFeatureSource("PROJECTS", tr("项目", "Projects"), POLYGON))
        add(QgsProcessingParameterField("ID", tr("项目编号字段（默认行号）", "Field with the project's id (default: row numbers)"), parentLayerParameterName="PROJECTS", optional=True))
        add(QgsProcessingParameterFeatureSource("BOUNDARY", tr("城镇开发边界分区", "Zones of the growth boundary"), POLYGON))
        add(QgsProcessingParameterField("KIND", tr("分区类型字段（concentrated、flexible、special）", "Field with their kind (concentrated, flexible, special)"), parentLayerParameterName="BOUNDARY"))
        add(QgsProcessingParameterFeatureSource("FARMLAND", tr("永久基本农田", "Permanent basic farmland"), POLYGON, optional=True))
        add(QgsProcessingParameterField("DEDUCTION", tr("扣除系数字段（0..1）", "Field with the deduction factor (0..1)"), parentLayerParameterName="FARMLAND", optional=True))
        add(QgsProcessingParameterFeatureSource("REDLINE", tr("生态保护红线", "Ecological red line"), POLYGON, optional=True))
        self.add_anywhere()
        self.add_strict()
        self.add_table("OUTPUT", tr("三线占用汇总表", "Table"))
        self.add_account()
        self.add_numbers("TOTAL_M2", "OUTSIDE_M2", "FARMLAND_M2", "REDLINE_M2")

    def work(self, run):
        given = {name: run.given(name) for name in ("PROJECTS", "BOUNDARY")}
        given |= {name: run.given(name) for name in ("FARMLAND", "REDLINE") if run.parameters.get(name) not in (None, "")}
        used = {name: run.polygons(one) for name, one in given.items()}
        ids, projects = engine.row_names(given["PROJECTS"].layer, run.text("ID")), used["PROJECTS"]
        rows = {name: {"project": name} for name in dict.fromkeys(ids)}
        for name, area in zip(ids, engine.areas(projects, "official")):
            if area == area:  # a project without usable land has a row, and no number in it
                rows[name]["area_m2"] = rows[name].get("area_m2", 0) + round(area * 100)
        partly = dict.fromkeys(ids[reject["row"]] for reject in projects.rejects if "area_m2" in rows[ids[reject["row"]]])
        run.warn_all([(f"项目“{name}”有地块不能使用：只汇总了其余地块", f'parcels of the project "{name}" cannot be used: its figures are those of the others') for name in partly])
        kinds = given["BOUNDARY"].labels(run.text("KIND"))
        unknown = sorted(set(kinds) - set(KINDS))
        if unknown:
            raise QgsProcessingException(tr(f"分区类型“{unknown[0]}”不认识：应为 concentrated、flexible、special", f'the kind of zone "{unknown[0]}" is not known: concentrated, flexible or special'))
        self._boundary(run, rows, ids, projects, used["BOUNDARY"], kinds)
        for layer, column in (("FARMLAND", "farmland_m2"), ("REDLINE", "redline_m2")):
            if layer in used:
                found, _ = engine.overlay(projects, used[layer], "official", False, run.progress)
                self._inside(rows, ids, found, column)
                if layer == "FARMLAND" and run.text("DEDUCTION"):
                    self._net(rows, ids, found, given[layer], run.text("DEDUCTION"))
        table = [[row["project"], *(None if row.get(c) is None else row[c] / 100 for c in list(COLUMNS)[1:])] for row in rows.values()]
        sums = [sum(values) if (values := [row[c] for row in rows.values() if row.get(c) is not None]) else None for c in list(COLUMNS)[1:]]
        table.append([tr("合计", "sum"), *(None if s is None else s / 100 for s in sums)])
        outputs = run.account(*((given[name], used[name]) for name in given)) | run.table("OUTPUT", COLUMNS, table)
        total = dict(zip(list(COLUMNS)[1:], sums))
        return outputs | {number: None if total[column] is None else total[column] / 100 for number, column in (("TOTAL_M2", "area_m2"), ("OUTSIDE_M2", "outside_m2"), ("FARMLAND_M2", "farmland_m2"), ("REDLINE_M2", "redline_m2"))}

    @staticmethod
    def _boundary(run, rows, ids, projects, zones, kinds):
        """Zones that overlap have no answer: which of them the land is in is not for us to say."""
        found, _ = engine.overlay(projects, zones, "official", False, run.progress)
        double = [ids[s] for s, area in enumerate(found["multi_cover_m2"]) if area > 0]
        if double:
            raise QgsProcessingException(tr(f"开发边界分区在项目“{double[0]}”处相互重叠，各分区面积不能确定：请先用“数据体检”找出并改正",
                                            f'zones of the boundary overlap at the project "{double[0]}", the area of each is not known: find them with datacheck and correct them'))
        for row in _measured(rows):
            row.update(dict.fromkeys((*(f"{kind}_m2" for kind in KINDS), "outside_m2"), 0))
        for subject, zone, area in zip(found["subject"], found["zone"], found["area_m2"]):
            rows[ids[subject]]["outside_m2" if zone < 0 else f"{kinds[zone]}_m2"] += round(area * 100)

    @staticmethod
    def _inside(rows, ids, found, column):
        """Inside at all, however many polygons cover it."""
        for row in _measured(rows):
            row[column] = 0
        for subject, zone, area in zip(found["subject"], found["zone"], found["area_m2"]):
            if zone >= 0:
                rows[ids[subject]][column] += round(area * 100)
        for subject, area in enumerate(found["multi_cover_m2"]):
            if area > 0:
                rows[ids[subject]][column] -= round(area * 100)

    @staticmethod
    def _net(rows, ids, found, given, field):
        factors = given.layer.fields[field] if field in given.layer.fields else None
        if factors is None:
            raise QgsProcessingException(tr(f"{given.layer.name} 没有字段“{field}”", f"{given.layer.name} has no field \"{field}\""))
        wrong = next((row for row, k in enumerate(factors) if not isinstance(k, (int, float)) or not 0 <= k <= 1), None)
        if wrong is not None:
            raise QgsProcessingException(tr(f"{given.layer.name} 第 {wrong} 行的扣除系数“{factors[wrong]}”不是 0 到 1 的数", f"{given.layer.name} row {wrong}: the deduction factor \"{factors[wrong]}\" is no number from 0 to 1"))
        if any(area > 0 for area in found["multi_cover_m2"]):
            raise QgsProcessingException(tr("永久基本农田图斑相互重叠，净面积不能确定", "polygons of farmland overlap each other, the net area is not known"))
        net = {row["project"]: 0.0 for row in _measured(rows)}
        for subject, zone, area in zip(found["subject"], found["zone"], found["area_m2"]):
            if zone >= 0:
                net[ids[subject]] += area * (1 - factors[zone])
        for name, area in net.items():
            rows[name]["farmland_net_m2"] = round(area * 100)


def _measured(rows):
    """Rows of projects that have land."""
    return [row for row in rows.values() if "area_m2" in row]
