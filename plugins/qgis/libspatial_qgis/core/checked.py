"""A check in a folder, as `libspatial check --out` leaves it: result.json, report.html, pieces.gpkg."""

import json
import os

from qgis.core import QgsCoordinateReferenceSystem, QgsCoordinateTransformContext, QgsFeature, QgsField, QgsFields, QgsGeometry, QgsVectorFileWriter, QgsWkbTypes

from .. import engine
from . import adapters, live, plan_file
from .compat import REAL, TEXT, WHOLE
from .files import beside, publish
from .messages import tr

RESULT, PAGE, PIECES = "result.json", "report.html", "pieces.gpkg"


def read(folder):
    """The check as the dock has it (live.Answer). Raises ReadError, EngineError."""
    file = os.path.join(folder, RESULT)
    try:
        with open(file, encoding="utf-8") as text:
            content = text.read()
        result = json.loads(content)
        projects = {project["id"]: project["area"]["official_m2"] for project in result["projects"]}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise adapters.ReadError(tr(f"{file} 不是一次核查的结果（{error}）", f"{file} is no result of a check ({error})")) from error
    layers = plan_file.read(os.path.join(folder, PIECES))
    shapes = next((layer.fields for layer in layers if layer.name == "projects"), {"id": [], "official_m2": []})
    if dict(zip(shapes["id"], shapes["official_m2"])) != projects:
        raise adapters.ReadError(tr(f"{folder} 中的 {PIECES} 不属于 {RESULT}：项目或面积不同，请重新核查", f"{PIECES} in {folder} is not of {RESULT}: other projects or areas. Check again"))
    return live.Answer(content, layers, lambda: engine.report_html(content, layers), 0.0)


def write(folder, text, page, layers):
    """The three files, each whole; result.json comes last. Raises OSError."""
    os.makedirs(folder, exist_ok=True)
    _write_layers(os.path.join(folder, PIECES), layers)
    publish(os.path.join(folder, PAGE), page)
    publish(os.path.join(folder, RESULT), text)


def _write_layers(file, layers):
    with beside(file) as aside:
        for number, layer in enumerate(layers):
            options = QgsVectorFileWriter.SaveVectorOptions()
            options.driverName, options.fileEncoding, options.layerName = "GPKG", "UTF-8", layer.name
            options.actionOnExistingFile = QgsVectorFileWriter.CreateOrOverwriteLayer if number else QgsVectorFileWriter.CreateOrOverwriteFile
            _write_layer(aside, layer, options)


def _write_layer(file, layer, options):
    fields, columns = QgsFields(), layer.fields
    for name, values in columns.items():
        fields.append(QgsField(name, _type_of(values)))
    crs = QgsCoordinateReferenceSystem(layer.crs)
    crs = crs if crs.isValid() else QgsCoordinateReferenceSystem.fromWkt(layer.crs_wkt)
    kind = QgsWkbTypes.Unknown if layer.name == "rejects" else QgsWkbTypes.MultiPolygon
    writer = QgsVectorFileWriter.create(file, fields, kind, crs, QgsCoordinateTransformContext(), options)
    if writer.hasError():
        raise OSError(writer.errorMessage())
    for row, wkb in enumerate(layer.wkb):
        feature = QgsFeature(fields)
        feature.setAttributes([values[row] for values in columns.values()])
        if wkb:
            geometry = QgsGeometry()
            geometry.fromWkb(wkb)
            if kind == QgsWkbTypes.MultiPolygon:
                geometry.convertToMultiType()
            feature.setGeometry(geometry)
        if not writer.addFeature(feature):
            raise OSError(writer.errorMessage())
    good = writer.flushBuffer()
    why = writer.errorMessage()
    del writer  # closed
    if not good:
        raise OSError(why)


def _type_of(values):
    """As pieces.gpkg of the program has it: texts, whole numbers, else reals."""
    present = [v for v in values if v is not None]
    if any(isinstance(v, str) for v in present):
        return TEXT
    return WHOLE if present and all(isinstance(v, int) for v in present) else REAL
