"""The shapes of a result as layers of QGIS, for the map of a page: the project, its pieces over the plan's zones, districts."""

from qgis.core import (
    QgsCategorizedSymbolRenderer, QgsCoordinateReferenceSystem, QgsFeature, QgsField, QgsFillSymbol, QgsRectangle, QgsRendererCategory, QgsSingleSymbolRenderer, QgsVectorLayer,
)

from ..core.compat import TEXT
from ..core.messages import tr
from ..processing.base import geometry_of
from ..processing.postprocess import categories

OUTLINE = {"color": "255,255,255,0", "outline_color": "#111820", "outline_width": "0.7"}
BORDER = {"color": "255,255,255,0", "outline_color": "#66707c", "outline_width": "0.3", "outline_style": "dash"}
PALE = 0.4  # of a colour, the rest white: an opacity would not be drawn by every printer of vectors


class Drawn:
    def __init__(self, answer):
        layers = {layer.name: layer for layer in answer.layers}
        crs = QgsCoordinateReferenceSystem(layers["pieces"].crs)
        self.crs = crs if crs.isValid() else QgsCoordinateReferenceSystem.fromWkt(layers["pieces"].crs_wkt)
        shapes = layers["projects"]
        self._shapes = {project: geometry_of(wkb) for project, wkb in zip(shapes.fields["id"], shapes.wkb) if wkb}
        self.pieces = self._by_role(layers["pieces"], tr("项目各部分", "Parts of the project"), {"outline_color": "#22303c", "outline_width": "0.25"}, 1.0)
        self.zones = self._by_role(layers["zones"], tr("规划", "Plan"), {"outline_style": "no"}, PALE)
        self.units = self._layer(layers["units"], "", tr("区县界", "Districts"))
        self.units.setRenderer(QgsSingleSymbolRenderer(QgsFillSymbol.createSimple(BORDER)))
        self._outline = None

    def box(self, project):
        return self._shapes[project].boundingBox() if project in self._shapes else QgsRectangle()

    def of(self, project):
        """Layers of the map of a project, from the top."""
        self._outline = self._memory(tr("项目范围", "Project"), [(project, self._shapes[project])] if project in self._shapes else [])
        self._outline.setRenderer(QgsSingleSymbolRenderer(QgsFillSymbol.createSimple(OUTLINE)))
        return [self._outline, self.pieces, self.units, self.zones]

    def _by_role(self, layer, title, line, strength):
        made = self._layer(layer, "role", title)
        present = set(layer.fields["role"])
        made.setRenderer(QgsCategorizedSymbolRenderer("value", [
            QgsRendererCategory(role, QgsFillSymbol.createSimple({"color": _mixed(colour, strength), **line}), tr(zh, en)) for role, zh, en, colour in categories("check", "pieces") if role in present]))
        return made

    def _layer(self, layer, field, title):
        values = layer.fields[field] if field else [""] * len(layer.wkb)
        return self._memory(title, [(value, geometry_of(wkb)) for value, wkb in zip(values, layer.wkb) if wkb])

    def _memory(self, title, rows):
        layer = QgsVectorLayer("MultiPolygon", title, "memory")
        layer.setCrs(self.crs)
        layer.dataProvider().addAttributes([QgsField("value", TEXT)])
        layer.updateFields()
        features = []
        for value, geometry in rows:
            feature = QgsFeature(layer.fields())
            feature.setAttributes([value])
            feature.setGeometry(geometry)
            features.append(feature)
        layer.dataProvider().addFeatures(features)
        layer.updateExtents()
        return layer


def _mixed(colour, strength):
    parts = (int(colour[at:at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{round(255 - (255 - part) * strength):02x}" for part in parts)
