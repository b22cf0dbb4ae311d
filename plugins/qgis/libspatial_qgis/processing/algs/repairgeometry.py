"""libspatial:repairgeometry — what can be repaired without changing its area is repaired; what cannot is kept apart, with the place."""

from qgis.core import QgsGeometry, QgsProcessing, QgsProcessingParameterFeatureSink, QgsProcessingParameterFeatureSource

from ...core.messages import tr
from ..base import TEXT, Algorithm, fields_of, geometry_of
from ..postprocess import draw


class RepairGeometry(Algorithm):
    ID, GROUP = "repairgeometry", "data"
    NAME = ("修复几何", "Repair geometries")
    HELP = (
        "只做不改变面积的修复（重复点、极小的自交、方向等），其余要素原样输出到“未能修复”，并写明原因和位置：自动修复会改变面积的图形须在源数据中改正。属性不变，读 = 采用 + 修复 + 未采用。",
        "Repairs only what can be repaired without changing the area (repeated points, tiny crossings, …). Every other feature goes as it is into \"not repaired\", with reason and place: shapes whose area a repair would change "
        "must be corrected in the source. Attributes stay; read = used + repaired + rejected.",
    )

    def declare(self):
        self.addParameter(QgsProcessingParameterFeatureSource("INPUT", tr("面图层", "Polygons"), [QgsProcessing.SourceType.TypeVectorPolygon]))
        self.add_anywhere()
        self.addParameter(QgsProcessingParameterFeatureSink("OUTPUT", tr("有效的图形", "Valid shapes"), QgsProcessing.SourceType.TypeVectorPolygon))
        self.addParameter(QgsProcessingParameterFeatureSink("REJECTED", tr("未能修复", "Not repaired"), QgsProcessing.SourceType.TypeVectorAnyGeometry, optional=True))
        self.add_account()

    def work(self, run):
        given = run.given("INPUT")
        used = run.polygons(given)
        run.stop_if_cancelled()
        shapes, repaired, refused = used.wkb, set(used.repaired), {reject["row"]: reject for reject in used.rejects}
        outputs = run.account((given, used))
        good = ((feature.attributes() + ["repaired" if row in repaired else "used"], _of_kind(geometry_of(shapes[row]), given) if row in repaired else feature.geometry())
                for row, feature in enumerate(given.features) if row not in refused)
        outputs |= run.write("OUTPUT", fields_of({"state": TEXT}, before=given.fields), given.kind, given.crs, good)
        draw(run.context, outputs["OUTPUT"], "areas", "measured")
        bad = ((feature.attributes() + [refused[row]["reason"], tr(refused[row]["zh"], refused[row]["en"])], feature.geometry()) for row, feature in enumerate(given.features) if row in refused)
        return outputs | run.write("REJECTED", fields_of({"reason": TEXT, "message": TEXT}, before=given.fields), given.kind, given.crs, bad)


def _of_kind(geometry, given):
    """A shape of one part in a layer of single polygons is one; of several it stays whole, as the layer's file allows."""
    single = QgsGeometry(geometry)
    if single.constGet().partCount() == 1 and not given.is_multi():
        single.convertToSingleType()
    return single
