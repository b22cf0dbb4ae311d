"""libspatial:landusemetrics — the structure of land use in every unit: areas and shares by class, diversity, patches."""

import math

from qgis.core import QgsProcessing, QgsProcessingException, QgsProcessingParameterFeatureSource, QgsProcessingParameterField, QgsProcessingParameterFeatureSink, QgsWkbTypes

from ... import engine
from ...core.messages import tr
from ..base import REAL, TEXT, Algorithm, fields_of

OF_UNITS = ("np", "area_mn", "lpi", "shdi", "shei", "sidi", "hhi", "pr", "mesh")  # ids of the catalogue
UNITS = {"unit": TEXT, "unit_m2": REAL, "covered_m2": REAL, "per_head_m2": REAL, **dict.fromkeys(OF_UNITS, REAL), "area_kind": TEXT}
CLASSES = {"unit": TEXT, "class": TEXT, "ca": REAL, "pland": REAL, "np": REAL, "lq": REAL, "area_kind": TEXT}


class LandUseMetrics(Algorithm):
    ID, GROUP = "landusemetrics", "areas"
    NAME = ("用地结构指标", "Land-use metrics")
    HELP = (
        "每个单元（区县、乡镇）内各地类的面积（公顷）和占比、区位商，斑块数、最大斑块指数、多样性（Shannon、Simpson）、集中度、有效网格。公式和来源见指标目录；与 Python 的 libspatial.tabulate 逐位相同。"
        "图斑按单元边界裁开；没有图斑的单元也在表中。填了人口字段时给出人均面积。",
        "For every unit (district, town): areas in ha and shares of every class, location quotient, number of patches, largest patch index, diversity (Shannon, Simpson), concentration, effective mesh size. Formulas and "
        "sources are in the catalogue; every digit is that of libspatial.tabulate in Python. Parcels are cut along the units; a unit without parcels is in the table. With a field of population, land per head.",
    )

    def declare(self):
        polygon = [QgsProcessing.SourceType.TypeVectorPolygon]
        self.addParameter(QgsProcessingParameterFeatureSource("LANDUSE", tr("地类图斑", "Land use"), polygon))
        self.addParameter(QgsProcessingParameterField("CLASS", tr("地类字段", "Field with the class"), parentLayerParameterName="LANDUSE"))
        self.addParameter(QgsProcessingParameterFeatureSource("UNITS", tr("单元", "Units"), polygon))
        self.addParameter(QgsProcessingParameterField("UNIT", tr("单元名称字段", "Field with the unit's name"), parentLayerParameterName="UNITS"))
        self.addParameter(QgsProcessingParameterField("POPULATION", tr("人口字段", "Field with the population"), parentLayerParameterName="UNITS", optional=True))
        self.add_area_kind()
        self.add_anywhere()
        self.add_strict()
        self.addParameter(QgsProcessingParameterFeatureSink("OUTPUT", tr("单元指标", "Units"), QgsProcessing.SourceType.TypeVectorPolygon))
        self.add_table("CLASSES", tr("各地类指标", "Classes"))
        self.add_account()
        self.add_numbers("COVERED_M2", "OUTSIDE_M2")

    def work(self, run):
        land, units, kind = run.given("LANDUSE"), run.given("UNITS"), run.area_kind()
        by, name, heads = run.text("CLASS"), run.text("UNIT"), run.text("POPULATION")
        for given, field in ((land, by), (units, name), (units, heads)):
            if field and given.fields.indexOf(field) < 0:
                raise QgsProcessingException(tr(f"{given.layer.name} 没有字段“{field}”", f"{given.layer.name} has no field \"{field}\""))
        names = units.labels(name)
        if len(set(names)) < len(names):
            twice = next(n for n in names if names.count(n) > 1)
            raise QgsProcessingException(tr(f"单元“{twice}”出现多次：请先融合，或换一个名称字段", f'the unit "{twice}" stands there more than once: dissolve the units first, or choose another field'))
        left, right = run.polygons(land), run.polygons(units)
        pieces, notes, again = engine.tabulate(left, right, by, name, kind, run.progress)
        run.warn_all([(note, note) for note in notes])
        rows = [row for row in zip(pieces["zone"], pieces["class"], pieces["area_m2"]) if row[0] is not None]
        wholes = dict(zip(names, (0.0 if math.isnan(a) else a for a in engine.areas(right, kind))))
        table = {"zone": [r[0] for r in rows], "class": ["" if r[1] is None else str(r[1]) for r in rows], "area_m2": [r[2] for r in rows], "zone_area_m2": [wholes[r[0]] for r in rows]}
        of_units, of_classes = self._metrics(run, table, again)
        outputs = run.account((land, left), (units, right))
        outputs |= run.table("CLASSES", CLASSES, [[*key, *(found.get(c) for c in ("ca", "pland", "np", "lq")), kind] for key, found in sorted(of_classes.items())])
        outputs |= run.write("OUTPUT", fields_of(UNITS), QgsWkbTypes.MultiPolygon, units.crs, self._unit_rows(units, names, rows, wholes, of_units, heads, kind, again))
        outside = math.fsum([-again.pop(None, 0.0), *(a for zone, a in zip(pieces["zone"], pieces["area_m2"]) if zone is None)])
        run.say(f"面积种类 {kind}，坐标系 {left.crs}，libspatial {engine.version()}", f"area {kind}, CRS {left.crs}, libspatial {engine.version()}")
        return outputs | {"COVERED_M2": round(math.fsum([*(r[2] for r in rows), *(-a for a in again.values())]), 2), "OUTSIDE_M2": round(outside, 2)}

    @staticmethod
    def _metrics(run, table, again):
        """unit → metrics, (unit, class) → metrics; what is undefined is None, what is doubtful is said."""
        of_units, of_classes, notes, doubtful = {}, {}, {}, {}
        if not table["zone"]:
            return of_units, of_classes

        def computed(formula, parameters):
            rows, said = engine.metric(formula, table, parameters)
            notes.update(dict.fromkeys(said))
            for key, values, reason in rows:
                if reason and None not in values.values() and again.get(key["zone"]):  # not for the cents of many parcels that together are more than their unit
                    doubtful.setdefault(reason, {})[key["zone"]] = None
                yield key, values

        for wanted in OF_UNITS:
            for key, values in computed(wanted, {"level": "zone"} if wanted == "np" else {}):
                of_units.setdefault(key["zone"], {})[wanted] = values[wanted]
        for formula in ("ca", "np", "lq"):
            for key, values in computed(formula, {}):
                of_classes.setdefault((key["zone"], key["class"]), {}).update(values)
        run.warn_all([(note, note) for note in notes])
        run.warn_all([(f"单元“{unit}”的指标存疑：{reason}，含义见指标目录", f'metrics of the unit "{unit}" are doubtful: {reason}, see the catalogue of metrics') for reason, units in doubtful.items() for unit in units])
        return of_units, of_classes

    @staticmethod
    def _unit_rows(units, names, rows, wholes, of_units, heads, kind, again):
        covered = {zone: -area for zone, area in again.items()}  # land of several parcels once
        for zone, _, area in rows:
            covered[zone] = covered.get(zone, 0.0) + area
        people = [None] * len(names) if not heads else units.layer.fields[heads]
        for name, feature, count in zip(names, units.features, people):
            land = round(covered.get(name, 0.0), 2) if kind == "official" else covered.get(name, 0.0)
            per_head = land / float(count) if isinstance(count, (int, float)) and count > 0 else None
            yield [name, wholes[name], land, per_head, *(of_units.get(name, {}).get(m) for m in OF_UNITS), kind], feature.geometry()
