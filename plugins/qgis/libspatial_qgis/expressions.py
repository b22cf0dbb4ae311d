"""ls_area and ls_zone_share: the engine's numbers in labels, forms and layouts. What cannot be computed is an evaluation error, never 0."""

import contextlib
import re

from qgis.core import QgsCoordinateReferenceSystem, QgsExpression, QgsExpressionFunction, QgsProject, QgsVectorLayer

from . import engine
from .core import adapters, kept
from .core.compat import DAY, HOUR, MOMENT, YES
from .core.messages import tr

GROUP = "libspatial"
_TIMES = {  # type of a field → what it holds, how adapters.plain() writes it, an example
    DAY: ("日期", "dates", r"\d{4}-\d\d-\d\d", "'2025-01-31'"),
    MOMENT: ("日期时间", "moments", r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d{3})?([+-]\d\d(\d\d)?)?", "'2025-01-31 08:30:00'"),
    HOUR: ("时间", "times", r"\d\d:\d\d:\d\d(\.\d{3})?", "'08:30:00'"),
}


class Area(QgsExpressionFunction):
    def __init__(self):
        help_text = tr("ls_area(geometry, kind, crs)：面积 m²。kind：'official'（图斑椭球面积，默认）、'geodesic'、'planar'；crs 默认为图层的坐标系。例：ls_area($geometry) / 10000",
                       "ls_area(geometry, kind, crs): area in m². kind: 'official' (national procedure, the default), 'geodesic' or 'planar'; crs: by default that of the layer. Example: ls_area($geometry) / 10000")
        super().__init__("ls_area", -1, GROUP, help_text)

    def func(self, values, context, parent, node):
        return _guarded(parent, lambda: self._area(values, context))

    @staticmethod
    def _area(values, context):
        if not 1 <= len(values) <= 3:
            raise engine.EngineError(tr("ls_area 需要 1 到 3 个参数", "ls_area takes 1 to 3 arguments"))
        kind = values[1] if len(values) > 1 and values[1] else "official"
        if kind not in ("official", "geodesic", "planar"):
            raise engine.EngineError(tr(f"kind 应为 official、geodesic 或 planar，而不是“{kind}”", f'kind must be official, geodesic or planar, not "{kind}"'))
        crs = _known(values[2]) if len(values) > 2 and values[2] else _crs_of(context)
        shape = _polygons(values[0], crs)
        if kind == "planar" and (doubt := engine.planar_doubt(shape)):  # a number in a label has no room for a word of warning
            raise engine.EngineError(tr(*doubt))
        return engine.areas(shape, kind)[0]


class ZoneShare(QgsExpressionFunction):
    def __init__(self):
        help_text = tr("ls_zone_share(geometry, layer, field, value, crs)：图形有多大份额（0..1，official 面积）位于图层中 field = value 的分区；value 与字段类型相同（文本加引号，数字按数值比较）。例：ls_zone_share($geometry, '开发边界', 'zone_kind', 'concentrated')",
                       "ls_zone_share(geometry, layer, field, value, crs): the share (0..1, of the official area) of a shape that lies in the zones of a layer with field = value; the value is of the type of the field (text in quotes, numbers are compared as numbers). Example: ls_zone_share($geometry, 'boundary', 'zone_kind', 'concentrated')")
        super().__init__("ls_zone_share", -1, GROUP, help_text)

    def func(self, values, context, parent, node):
        return _guarded(parent, lambda: self._share(values, context))

    @staticmethod
    def _share(values, context):
        if not 4 <= len(values) <= 5:
            raise engine.EngineError(tr("ls_zone_share 需要 4 或 5 个参数", "ls_zone_share takes 4 or 5 arguments"))
        geometry, name, field, value = values[:4]
        layer = _layer(name)
        at = layer.fields().lookupField(str(field))  # as QGIS finds fields: in other letters and by alias too
        if at < 0:
            raise engine.EngineError(tr(f"图层 {layer.name()} 没有字段“{field}”", f"the layer {layer.name()} has no field \"{field}\""))
        wanted = _as_in(layer, layer.fields()[at], value)
        zones, columns = kept.of(layer, context, _prepared)
        crs = _known(values[4]) if len(values) > 4 and values[4] else _crs_of(context)
        found, _ = engine.overlay(_polygons(geometry, crs), zones, "official", False, None)
        whole, named = sum(found["area_m2"]) - sum(found["multi_cover_m2"]), columns[layer.fields()[at].name()]
        if sum(found["multi_cover_m2"]) > 0:
            raise engine.EngineError(tr(f"图层 {layer.name()} 的分区在这里相互重叠，份额不能确定", f"zones of {layer.name()} overlap here, the share is not known"))
        return sum(area for zone, area in zip(found["zone"], found["area_m2"]) if zone >= 0 and named[zone] == wanted) / whole if whole else 0.0


def _guarded(parent, work):
    problem = engine.problem()
    if problem:
        parent.setEvalErrorString(problem)
        return None
    try:
        return work()
    except (engine.EngineError, adapters.ReadError) as error:
        parent.setEvalErrorString(str(error))
        return None


def _crs_of(context):
    layer_crs = context.variable("layer_crs") if context is not None else None
    if layer_crs:
        return _known(layer_crs)
    layer = QgsProject.instance().mapLayer(str(context.variable("layer_id"))) if context is not None else None
    if layer is None or not layer.crs().isValid():
        raise engine.EngineError(tr("不知道坐标系：请把它写成最后一个参数，例如 'EPSG:4530'", "the CRS is not known: give it as the last argument, for example 'EPSG:4530'"))
    return adapters.crs_text(layer.crs())


def _known(crs):
    """A CRS as the engine knows it: one the user has defined is known to QGIS alone."""
    return adapters.crs_text(QgsCoordinateReferenceSystem(crs)) or crs if str(crs).startswith("USER:") else crs


def _polygons(geometry, crs):
    if geometry is None or not hasattr(geometry, "asWkb") or geometry.isNull():
        raise engine.EngineError(tr("没有图形", "there is no shape"))
    used = engine.polygons(engine.layer("geometry", "", crs, [bytes(geometry.asWkb())], {}))
    if used.rejects:
        raise engine.EngineError(tr(used.rejects[0]["zh"], used.rejects[0]["en"]))
    return used


def _layer(name):
    project = QgsProject.instance()
    layer = project.mapLayer(str(name)) or next(iter(project.mapLayersByName(str(name))), None)
    if not isinstance(layer, QgsVectorLayer):
        raise engine.EngineError(tr(f"没有矢量图层“{name}”", f'there is no layer "{name}" of shapes'))
    return layer


def _prepared(layer):
    """Valid zones of a layer, and its columns as QGIS has them."""
    wkb, columns = adapters.columns_of(layer)
    return engine.polygons(engine.layer(layer.name(), "", adapters.crs_text(layer.crs()), wkb, columns)), columns


def _as_in(layer, field, value):
    """A value as the column of a field has it. One of another type is refused: no zone would have it, and 0 look like an answer."""
    given, (zh, en, form, example) = adapters.plain(value), _TIMES.get(field.type(), ("文本", "text", "", "'0101'"))
    if form:
        if isinstance(given, str) and re.fullmatch(form, given):
            return given.replace("T", " ")
    elif field.isNumeric() or field.type() == YES:
        zh, en, example = "数字", "numbers", "1, 2.5, true"
        for number in (int, float) if isinstance(value, str) else ():
            with contextlib.suppress(ValueError):
                return number(value)
        if isinstance(given, (int, float)):
            return given
    elif isinstance(value, str):
        return value
    raise engine.EngineError(tr(f"图层 {layer.name()} 的字段“{field.name()}”是{zh}，{given} 不是；应写成 {example}",
                                f"the field \"{field.name()}\" of {layer.name()} holds {en}, {given} is of another type: write it as {example}"))


_functions = []


def register():
    if not _functions:
        _functions.extend((Area(), ZoneShare()))
        for function in _functions:
            QgsExpression.registerFunction(function)


def unregister():
    for function in _functions:
        QgsExpression.unregisterFunction(function.name())
    _functions.clear()
    kept.clear()
