"""Draws output layers by the categories of styles/*.json, and names their columns in the language of QGIS, once QGIS has loaded them."""

import json
from pathlib import Path

from qgis.core import QgsCategorizedSymbolRenderer, QgsFillSymbol, QgsMarkerSymbol, QgsProcessingLayerPostProcessorInterface, QgsRendererCategory, QgsWkbTypes

from ..core.messages import tr

STYLES = Path(__file__).parents[1] / "styles"
_kept = []  # QGIS does not keep a post-processor alive


class Titles(QgsProcessingLayerPostProcessorInterface):
    """Columns named for people; in the file they keep their names."""

    def postProcessLayer(self, layer, context, feedback):  # noqa: N802
        titles = _read("fields")["titles"]
        for index, field in enumerate(layer.fields()):
            if field.name() in titles and not field.alias():
                layer.setFieldAlias(index, tr(*titles[field.name()]))


class Categories(Titles):
    def __init__(self, style):
        super().__init__()
        self.style = style

    def postProcessLayer(self, layer, context, feedback):  # noqa: N802
        super().postProcessLayer(layer, context, feedback)
        categories = []
        for value, zh, en, colour in self.style["categories"]:
            if layer.geometryType() == QgsWkbTypes.PointGeometry:
                symbol = QgsMarkerSymbol.createSimple({"color": colour, "outline_color": "#3c4753", "size": "3.4"})
            else:
                symbol = QgsFillSymbol.createSimple({"color": colour, "outline_color": "#3c4753", "outline_width": "0.3"})
            categories.append(QgsRendererCategory(value, symbol, tr(zh, en)))
        layer.setRenderer(QgsCategorizedSymbolRenderer(self.style["field"], categories))
        layer.triggerRepaint()


def draw(context, destination, sheet, name):
    """Has the layer at `destination` drawn as styles/`sheet`.json says under `name`, if QGIS is going to load it."""
    _after(context, destination, lambda: Categories(_read(sheet)[name]))


def draw_now(layer, sheet, name):
    """A layer that is loaded already."""
    Categories(_read(sheet)[name]).postProcessLayer(layer, None, None)


def name_columns(context, destination):
    _after(context, destination, Titles)


def categories(sheet, name):
    """[value, 中文, English, colour] as styles/`sheet`.json has them."""
    return _read(sheet)[name]["categories"]


def _read(sheet):
    return json.loads((STYLES / f"{sheet}.json").read_text(encoding="utf-8"))


def _after(context, destination, make):
    if context.willLoadLayerOnCompletion(destination):
        _kept[:] = _kept[-40:] + [make()]
        context.layerToLoadOnCompletionDetails(destination).setPostProcessor(_kept[-1])
