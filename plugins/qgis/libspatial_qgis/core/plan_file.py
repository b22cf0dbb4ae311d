"""A plan: every layer of one GeoPackage, read by QGIS."""

import os

from qgis.core import QgsVectorLayer

from .. import engine
from . import adapters
from .messages import tr


def is_geopackage(path):
    """A regular file of the right kind: OGR would follow a VRT under any name, and fetch an address."""
    if not os.path.isfile(path):
        return False
    with open(path, "rb") as file:
        return file.read(16) == b"SQLite format 3\0"


def layer_names(file):
    """In their order. Raises ReadError."""
    if not is_geopackage(file):
        raise adapters.ReadError(tr(f"规划 {file} 不是 GeoPackage 文件", f"the plan {file} is no GeoPackage file"))
    first = _open(file, file)  # its provider lives as long as it does
    names = [entry.split("!!::!!")[1] for entry in first.dataProvider().subLayers()]
    return list(dict.fromkeys(names))  # a layer of several geometry types is listed once for each


def read(file):
    """Layers for the engine. Raises ReadError."""
    layers = []
    for name in layer_names(file):
        layer = _open(f"{file}|layername={name}", name)
        wkb, fields = adapters.columns_of(layer)
        fields.pop("fid", None)
        crs = adapters.crs_text(layer.crs()) if adapters.has_shapes(layer) else ""
        layers.append(engine.layer(name, file, crs, wkb, fields))
    return layers


def _open(uri, name):
    layer = QgsVectorLayer(uri, name, "ogr")
    if not layer.isValid():
        raise adapters.ReadError(tr(f"不能打开规划文件 {uri}", f"the plan {uri} cannot be opened"))
    return layer
