"""What may come in (GeoPandas, Arrow, WKB, shapely, ``__geo_interface__``) and what goes out (pandas, GeoPandas).

Everything heavy is imported when it is needed: QGIS, which has neither pandas nor GeoPandas, uses :class:`Layer` directly.
"""

import contextlib
import contextvars
import datetime
import functools
import itertools
import json
import numbers
import os
import re
import warnings
from collections.abc import Iterator, Mapping
from typing import Union

from . import _core


Layer = _core.Layer
ReadLimits = Mapping[str, Union[int, str]]


class RejectedWarning(UserWarning):
    """Features that could not be used; the result lists them."""


_anywhere = contextvars.ContextVar("anywhere", default=False)


@contextlib.contextmanager
def anywhere() -> Iterator[None]:
    """Within ``with libspatial.anywhere():`` land may lie outside the city: its CRS is not doubted for it.

    Elsewhere :class:`errors.CrsImplausibleError` is raised for a layer that by its CRS lies outside the city of the only profile installed, and inside by another
    CRS (a neighbouring zone makes areas wrong by up to 1 %).

    Examples
    --------
    >>> import shapely, libspatial
    >>> lot = shapely.box(544000, 4857000, 544100, 4857100)  # in EPSG:4552 120 km east of the city, in EPSG:4551 in its middle
    >>> with libspatial.anywhere():
    ...     float(libspatial.area([lot], crs="EPSG:4552")[0])
    9999.52
    """
    token = _anywhere.set(True)
    try:
        yield
    finally:
        _anywhere.reset(token)


_limits = contextvars.ContextVar("limits", default=None)


def limits(given=None):
    """Every limit of reading: those given, else those of the call that reads, else the usual ones."""
    return _core.read_limits(given) if given is not None else _limits.get() or _core.read_limits({})


@contextlib.contextmanager
def limited(given):
    """Files read within are read under these limits; None: under those there are."""
    token = _limits.set(limits(given))
    try:
        yield
    finally:
        _limits.reset(token)


@functools.lru_cache(maxsize=1)
def _city():
    """The only profile installed, or None."""
    from . import plan

    return _core.read_profile(plan._profile_folder(None)) if len(plan.profiles()) == 1 else None


_moment = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d(?::?\d\d)?)?")


def moment(text):
    """A point in time as the program writes it: ``2025-01-01 08:30:00``, with ``.123`` and with ``+08`` where there are fractions and a zone."""
    if not (parts := _moment.fullmatch(text)):
        return text
    day, time, fraction, zone = parts.groups()
    fraction = (fraction or "").rstrip("0.")
    zone = "+00" if zone == "Z" else (zone or "").replace(":", "")
    return f"{day} {time}" + (fraction and fraction.ljust(4, "0")) + (zone[:3] if zone.endswith("00") else zone)


def _json(value):
    """JSON spaced as the program writes it: ``{ "k": [ 1, "a" ] }``."""
    value = value.tolist() if hasattr(value, "ndim") else value
    if isinstance(value, Mapping):
        cells, (left, right) = [f"{json.dumps(str(key), ensure_ascii=False)}: {_json(cell)}" for key, cell in value.items()], "{}"
    elif isinstance(value, (list, tuple)):
        cells, (left, right) = [_json(cell) for cell in value], "[]"
    else:
        return json.dumps(_plain(value), ensure_ascii=False).replace("/", "\\/")
    return f"{left} {', '.join(cells)} {right}" if cells else f"{left} {right}"


def _gathered(value):
    """A list of texts or of numbers as the program writes it, ``(2:a,b)``; every other list and mapping as JSON."""
    array = hasattr(value, "ndim")
    value = value.tolist() if array else value
    if not isinstance(value, Mapping) and (value or array):
        if all(isinstance(cell, str) for cell in value):
            return f"({len(value)}:{','.join(value)})"
        if all(isinstance(cell, numbers.Real) for cell in value):
            number = "{:d}".format if all(isinstance(cell, numbers.Integral) for cell in value) else "{:.16g}".format
            return f"({len(value)}:{','.join(map(number, value))})"
    return _json(value)


def _plain(value):
    """A cell as a plain Python value; missing is None."""
    if isinstance(value, (list, tuple, Mapping)) or getattr(value, "ndim", 0):
        return _gathered(value)
    plain = getattr(value, "item", None) or getattr(value, "as_py", None)  # a cell of numpy or of Arrow
    value = plain() if plain else value
    if value is None or value != value:
        return None
    if isinstance(value, datetime.datetime):
        return moment(value.isoformat())
    if isinstance(value, bytes):
        return value.hex().upper()
    return value if isinstance(value, (bool, int, float, str)) else str(value)


def require_64_bits(name, cells):
    """Refuses whole numbers that are longer; those of Arrow are text."""
    if (row := next((i for i, cell in enumerate(cells) if isinstance(cell, int) and not -(2**63) <= cell < 2**63), None)) is not None:
        from . import errors

        raise errors.make("bad_argument", f"“{name}”第 {row} 行的整数超出 64 位（−2⁶³ 至 2⁶³−1）：编号请先转为文本，例如 .astype(str)；数量请先转为浮点数 .astype(float)",
                          f"\"{name}\" row {row} holds a whole number of more than 64 bits (−2⁶³ to 2⁶³−1): turn names into text first, for example by .astype(str), amounts into .astype(float)")


def _column(series):
    """A Series as a list of plain values."""
    cells, kind = _plain_cells(series), getattr(series.dtype, "categories", series).dtype
    if kind == object or kind.name in ("uint64", "UInt64"):
        require_64_bits(series.name, cells)
    return cells


def _plain_cells(series):
    """By its type at once, cell by cell only where the cells are of any type."""
    import numpy as np
    import pandas as pd

    kind = series.dtype
    if isinstance(kind, np.dtype) and kind.kind in "biu":
        return series.tolist()
    if isinstance(kind, np.dtype) and kind.kind == "f" and not series.isna().any():
        return series.tolist()
    if isinstance(kind, pd.StringDtype) or (kind == object and pd.api.types.infer_dtype(series, skipna=True) == "string"):
        cells = series.to_numpy(dtype=object, copy=True)
        cells[series.isna().to_numpy()] = None
        return cells.tolist()
    if isinstance(kind, np.dtype) and kind.kind == "M" and not (series.dropna() != series.dropna().dt.normalize()).any():  # pandas has no type for days: midnights only
        return [None if missing else v.date().isoformat() for v, missing in zip(series, series.isna())]
    if isinstance(kind, pd.CategoricalDtype):
        cells = np.array([*_plain_cells(kind.categories.to_series()), None], dtype=object)  # the last is of the code −1: missing
        return cells[series.cat.codes.to_numpy()].tolist()
    return [None if missing else _plain(v) for v, missing in zip(series.tolist(), pd.isna(series))]


def require_own_names(names):
    """Refuses columns of one name: one of them would be lost."""
    names = [str(name) for name in names]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        from . import errors

        raise errors.make("bad_argument", f"表有重名的列：{', '.join(twice)}。请先改名", f"the table has columns of one name: {', '.join(twice)}. Rename them first")


def columns(frame):
    """The cells of a table, column by column."""
    require_own_names(frame.columns)
    return {str(c): _column(frame[c]) for c in frame.columns}


def _crs_text(crs):
    """A CRS as text the library understands; empty when there is none."""
    if crs is None:
        return ""
    authority = crs.to_authority() if hasattr(crs, "to_authority") else None
    return ":".join(authority) if authority else crs.to_wkt() if hasattr(crs, "to_wkt") else str(crs)


def _from_geopandas(shapes, name, crs, attributes=True):
    import geopandas as gpd

    series = shapes.geometry if isinstance(shapes, gpd.GeoDataFrame) else shapes
    fields = {}
    if attributes and isinstance(shapes, gpd.GeoDataFrame):
        own = [c for c in shapes.columns if c != shapes.geometry.name]
        require_own_names(own)
        fields = {str(c): _column(shapes[c]) for c in own}
    crs = _crs_text(series.crs) or crs
    layer = None if fields else _from_rings(series.to_numpy(), name, crs)
    return layer or Layer(name, "", crs, series.to_wkb().tolist(), fields), series.index


def _from_rings(shapes, name, crs):
    """Polygons without holes by their coordinates, which take a quarter of the time of their WKB; the others by theirs. None where
    only WKB can say what is wrong."""
    import numpy as np
    import shapely

    counts = np.where((shapely.get_type_id(shapes) == 3) & (shapely.get_num_interior_rings(shapes) == 0), shapely.get_num_coordinates(shapes), 0)
    counts = np.where(counts < 4, 0, counts).astype(np.int64)
    plain = shapes[counts > 0]
    step = 16384  # rows at once: their coordinates stay in the processor's reach
    blocks = (shapely.get_coordinates(plain[i : i + step]) for i in range(0, len(plain), step))
    return _core.from_rings(name, crs, blocks, counts, shapely.to_wkb(shapes[counts == 0]).tolist())


def _to_wkb(item):
    if item is None or isinstance(item, bytes):
        return item
    if isinstance(item, (bytearray, memoryview)):
        return bytes(item)
    import shapely

    if isinstance(item, shapely.Geometry):
        return shapely.to_wkb(item)
    if (isinstance(item, dict) and "type" in item) or hasattr(item, "__geo_interface__"):
        return shapely.to_wkb(shapely.geometry.shape(item))
    raise TypeError(f"not a shape: {type(item).__name__}")


def shape_column(frame):
    """The place of the column of a pandas table that holds shapes of shapely; None where none does."""
    def holds(column):
        return column.dtype.name == "geometry" or (column.dtype == object and len(known := column.dropna()) and hasattr(known.iloc[0], "geom_type"))

    from . import arrow, errors

    found = [i for i in range(frame.shape[1]) if holds(frame.iloc[:, i])]
    named = [i for i in found if frame.columns[i] in arrow.NAMES]
    found = named if len(named) == 1 else found
    if len(found) > 1:
        names = ", ".join(str(frame.columns[i]) for i in found)
        raise errors.make("bad_argument", f"表有几列图形：{names}。请用 geopandas.GeoDataFrame(frame, geometry=\"…\") 说明是哪一列", f"the table has several columns of shapes: {names}. Say which by geopandas.GeoDataFrame(frame, geometry=\"…\")")
    return found[0] if found else None


def _from_pandas(shapes, name, crs, attributes=True):
    """The layer of a Series or DataFrame of pandas that holds shapes of shapely; None where it holds none."""
    import pandas as pd

    frame = shapes.to_frame() if isinstance(shapes, pd.Series) else shapes
    if (place := shape_column(frame)) is None:
        return None
    column, others = frame.iloc[:, place], frame.iloc[:, [i for i in range(frame.shape[1]) if i != place]]
    wkb = [None if missing else _to_wkb(shape) for shape, missing in zip(column, column.isna())]
    return Layer(name, "", _crs_text(getattr(column.array, "crs", None)) or crs, wkb, columns(others) if attributes else {})


def _from_features(shapes, name, crs):
    features = list(shapes["features"])
    properties = [f.get("properties") or {} for f in features]
    names = list(dict.fromkeys(k for p in properties for k in p))
    wkb = [_to_wkb(f["geometry"]) if f.get("geometry") else None for f in features]
    cells = {n: [_plain(p.get(n)) for p in properties] for n in names}
    for n, column in cells.items():
        require_64_bits(n, column)
    return Layer(name, "", crs, wkb, cells), None


def read(shapes, name="layer", crs=None, attributes=True):
    """``(Layer, index)`` of anything that holds shapes; the index is None where the input has none.

    `crs` is used for inputs that do not say their CRS, and never overrides one; "GCJ-02" and "BD-09" move the degrees of a web map back to EPSG:4490. Without `attributes` the shapes of a GeoDataFrame
    or an Arrow table come alone; names of columns say which of an Arrow table are needed.
    """
    from . import arrow

    crs = _crs_text(crs)
    if _core.is_web_map(crs) and not isinstance(shapes, (str, os.PathLike)):
        layer, index = read(shapes, name, "EPSG:4490", attributes)
        return _core.unshift(layer, crs), index
    if isinstance(shapes, Layer):
        return shapes, None
    if isinstance(shapes, (str, os.PathLike)):
        from . import files

        return files.read_layer(shapes, crs), None
    if type(shapes).__module__.split(".")[0] == "geopandas" and hasattr(shapes, "to_wkb"):
        return _from_geopandas(shapes, name, crs, attributes)
    index = shapes.index if hasattr(shapes, "iloc") else None
    if index is not None and (layer := _from_pandas(shapes, name, crs, attributes)) is not None:
        return layer, index
    if arrow.is_arrow(shapes):
        return arrow.read(shapes, name, crs, attributes), index
    if isinstance(shapes, dict) or (hasattr(shapes, "__geo_interface__") and not hasattr(shapes, "geom_type")):
        mapping = shapes if isinstance(shapes, dict) else shapes.__geo_interface__
        if mapping.get("type") == "FeatureCollection":
            return _from_features(mapping, name, crs)
        return Layer(name, "", crs, [_to_wkb(mapping.get("geometry", mapping))], {}), None
    if hasattr(shapes, "geom_type"):
        return Layer(name, "", crs, [_to_wkb(shapes)], {}), None
    return Layer(name, "", crs, [_to_wkb(s) for s in shapes], {}), index


def read_plan(plan):
    """The layers of a plan in memory: a mapping of layer name to GeoDataFrame, Arrow table or Layer, or Layers."""
    if isinstance(plan, dict):
        return [_plan_layer(name, frame) for name, frame in plan.items()]
    return list(plan)


def _plan_layer(name, frame):
    from . import arrow

    if type(frame).__module__.split(".")[0] == "geopandas":
        return _from_geopandas(frame, name, "")[0]
    if isinstance(frame, Layer):
        return Layer(name, frame.file, frame.crs_wkt, frame.wkb, frame.fields)
    if arrow.is_arrow(frame) and not hasattr(frame, "iloc"):
        return arrow.read(frame, name, "", may_lack=True)
    if hasattr(frame, "iloc") and (layer := _from_pandas(frame, name, "")) is not None:
        return layer
    return Layer(name, "", "", [None] * len(frame), columns(frame))


def require_in_city(layer):
    """Refuses a layer that by its CRS lies outside the city, and inside by another."""
    if not _anywhere.get() and (city := _city()) is not None:
        _core.require_in_city(layer, city)


def widest(id):
    """A width of data/checks/lines.yaml, in metres."""
    from .imports import _data

    return _core.limit(_data("checks", "lines.yaml"), id, "m")


def project_width():
    """How lines of projects are land, for polygons(): the field of their width, and as wide as a road or railway can be."""
    return "width_m", widest("widest_land")


def polygons(layer, width_field="", widest_m=0.0, take=False):
    """Valid polygons, with a warning that names what could not be used. With `take` the layer is not used again."""
    require_in_city(layer)
    used = _core.polygons(layer, width_field, widest_m, take)
    if used.rejects:
        first = used.rejects[0]
        warnings.warn(f"{len(used.rejects)} feature(s) not used, first: {first['en']}", RejectedWarning, stacklevel=3)
    return used


def _long_numbers(cells):
    """Whole numbers beyond 2⁵³ beside an empty cell keep their digits: pandas makes floats of them, which several share."""
    import pandas as pd

    if any(cell is None for cell in cells) and any(isinstance(cell, int) and abs(cell) >= 2**53 for cell in cells) and all(cell is None or isinstance(cell, int) for cell in cells):
        return pd.array(cells, dtype="Int64")
    return cells


def frame(layer):
    """A Layer as a GeoDataFrame. An attribute that is called geometry, as the shapes are, gets another name; ``attrs["notes"]`` and a warning say so."""
    import geopandas as gpd

    shapes, fields = gpd.GeoSeries.from_wkb(layer.wkb, crs=layer.crs_wkt or None), layer.fields
    notes = list(layer.notes)
    if "geometry" in fields:
        from . import errors

        other = next(name for i in itertools.count(1) if (name := f"geometry_{i}") not in fields)
        fields = {other if name == "geometry" else name: cells for name, cells in fields.items()}
        note = f"{layer.name} 的属性字段“geometry”与图形列同名，改称“{other}”", f"{layer.name}: the attribute \"geometry\" has the name of the column of shapes and is called \"{other}\""
        warnings.warn(note[0] if errors._chinese() else note[1], stacklevel=3)
        notes.append(note)
    fields = {name: _long_numbers(cells) for name, cells in fields.items()}
    frame = gpd.GeoDataFrame(fields, geometry=shapes, crs=layer.crs_wkt or None)
    frame.attrs["notes"] = notes
    return frame


