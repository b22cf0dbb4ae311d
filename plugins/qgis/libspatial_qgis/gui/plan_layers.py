"""Layers of a plan in the map, drawn by their role (styles/roles.json)."""

import json

from qgis.core import QgsFillSymbol, QgsLineSymbol, QgsMapThemeCollection, QgsProject, QgsSingleSymbolRenderer, QgsVectorLayer, QgsWkbTypes

from ..core import plan_file
from ..core.messages import tr
from ..processing.postprocess import STYLES, draw_now


def _looks():
    return json.loads((STYLES / "roles.json").read_text(encoding="utf-8"))


def roles():
    return _looks()["roles"]


def title(role):
    return tr(*roles()[role]["title"])


def draw(layer, role):
    look = roles()[role]
    if "categories" in look:
        return draw_now(layer, *look["categories"])
    make = QgsLineSymbol if layer.geometryType() == QgsWkbTypes.LineGeometry else QgsFillSymbol
    layer.setRenderer(QgsSingleSymbolRenderer(make.createSimple(look["symbol"])))
    layer.triggerRepaint()


def add(group, uri, role):
    """One drawn layer at the end of a group of the legend."""
    layer = QgsVectorLayer(uri, title(role), "ogr")
    draw(layer, role)
    QgsProject.instance().addMapLayer(layer, False)
    node = group.addLayer(layer)
    node.setItemVisibilityChecked(not roles()[role].get("hidden", False))
    return layer


def add_plan(file, heading, top=True):
    """Every layer of the plan that has a look, in one group. Raises ReadError."""
    names = plan_file.layer_names(file)
    root = QgsProject.instance().layerTreeRoot()
    group = root.insertGroup(0 if top else -1, heading)
    added = {name: add(group, f"{file}|layername={name}", name) for name, look in roles().items() if name in names and not look.get("result") and name != "projects"}
    _add_themes(added)
    return group, list(added.values())


def _add_themes(layers):
    """What of the plan is seen together, in the menu of themes of the layer panel; one of the same name is made anew."""
    for theme in _looks()["themes"].values():
        record = QgsMapThemeCollection.MapThemeRecord()
        for role in theme["roles"]:
            if role in layers:
                one = QgsMapThemeCollection.MapThemeLayerRecord(layers[role])
                one.isVisible = True
                record.addLayerRecord(one)
        themes, name = QgsProject.instance().mapThemeCollection(), tr(*theme["title"])
        (themes.update if themes.hasMapTheme(name) else themes.insert)(name, record)
