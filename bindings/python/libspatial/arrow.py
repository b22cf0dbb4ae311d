"""Arrow in and out by the PyCapsule protocol: whatever has ``__arrow_c_stream__`` or ``__arrow_c_array__`` comes in, tables of pyarrow go out.

pyarrow is imported when something of Arrow is met, and reads the capsules; the column of shapes is found here, and its CRS.
"""

from __future__ import annotations

import ctypes
import json
import re
import warnings
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from . import _core, arrow_shapes, errors, frames
from .frames import ReadLimits

if TYPE_CHECKING:
    import pyarrow

Layer = _core.Layer
Encoding = Literal["wkb", "geoarrow"]
NAMES = ("geometry", "wkb_geometry", "geom", "wkb")  # of a column of WKB that does not say what it is, where several could be


class Shapes(NamedTuple):
    """The column of shapes of a table."""

    place: int
    extension: str
    crs: str  #: as declared; empty when nothing is


def _pyarrow() -> Any:
    try:
        import pyarrow
    except ImportError as e:
        raise errors.make("unsupported_format", "读写 Arrow 数据需要 pyarrow：pip install pyarrow", "Arrow data need pyarrow: pip install pyarrow") from e
    return pyarrow


def is_arrow(shapes: Any) -> bool:
    return hasattr(shapes, "__arrow_c_stream__") or hasattr(shapes, "__arrow_c_array__")


class _Capsule:
    """A capsule that was taken already, as an object that hands it out."""

    def __init__(self, stream: Any = None, schema: Any = None) -> None:
        self._stream, self._schema = stream, schema

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        return self._stream

    def __arrow_c_schema__(self) -> Any:
        return self._schema


def _stream_field(capsule: Any) -> Any:
    """What a stream says of itself as a whole; pyarrow keeps that of tables only. The stream stays as it is: five pointers, get_schema the first (Arrow C stream interface)."""
    pointer = ctypes.pythonapi.PyCapsule_GetPointer
    pointer.restype, pointer.argtypes = ctypes.c_void_p, [ctypes.py_object, ctypes.c_char_p]
    stream, schema = pointer(capsule, b"arrow_array_stream"), (ctypes.c_void_p * 9)()
    get_schema = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)(ctypes.c_size_t.from_address(stream).value)
    if get_schema(stream, ctypes.addressof(schema)):
        return None  # the reader says why
    return _pyarrow().Field._import_from_c(ctypes.addressof(schema))


def _is_rows(kind: Any) -> bool:
    return _pyarrow().types.is_struct(kind)


def _table(shapes: Any) -> pyarrow.Table:
    """Everything as a table; a column alone has the name geometry."""
    pa = _pyarrow()
    if isinstance(shapes, pa.Table):
        return shapes
    try:
        if isinstance(shapes, (pa.Array, pa.ChunkedArray)):
            field, column = pa.field("geometry", shapes.type), shapes if isinstance(shapes, pa.ChunkedArray) else pa.chunked_array([shapes])
        elif hasattr(shapes, "__arrow_c_stream__"):
            stream = _Capsule(stream=shapes.__arrow_c_stream__())
            field = _stream_field(stream._stream)
            if field is None or _is_rows(field.type) and not _extension(field)[0]:
                return pa.RecordBatchReader.from_stream(stream).read_all()
            column = pa.chunked_array(stream)
        else:
            field, column = pa.field(_Capsule(schema=shapes.__arrow_c_array__()[0])), pa.chunked_array([pa.array(shapes)])
            if _is_rows(field.type) and not _extension(field)[0]:
                return pa.Table.from_batches([pa.record_batch(shapes)])
        if _is_rows(column.type) and not _extension(field)[0]:
            return pa.Table.from_batches([pa.RecordBatch.from_struct_array(chunk) for chunk in column.chunks], pa.schema(list(column.type)))
        return pa.Table.from_arrays([column], schema=pa.schema([pa.field("geometry", column.type, metadata=field.metadata)]))
    except (pa.ArrowException, OSError, ValueError) as e:  # also of an extension type that refuses what it is given
        raise _damaged(str(e)) from e


def _damaged(what: str) -> Exception:
    return errors.make("damaged_file", f"Arrow 数据已损坏，或中途不能再读（{what}）。请重新取得数据", f"the Arrow data are damaged, or stopped to come ({what}). Get them again")


def _extension(field: Any) -> tuple[str, Any]:
    """``(name, metadata)`` of an extension type, registered or not."""
    pa = _pyarrow()
    if isinstance(field.type, pa.BaseExtensionType):
        return field.type.extension_name, field.type.__arrow_ext_serialize__()
    metadata = field.metadata or {}
    return metadata.get(b"ARROW:extension:name", b"").decode(), metadata.get(b"ARROW:extension:metadata", b"")


def _parsed(text: Any, where: str) -> dict[str, Any]:
    try:
        found = json.loads(text or b"{}")
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise errors.make("crs_unknown", f"{where} 的元数据不是 JSON 对象，其中的坐标系不可知", f"the metadata of {where} are no JSON object: its CRS is not known")
    return found


def _mapping(found: Any) -> dict[str, Any]:
    return found if isinstance(found, dict) else {}


def _crs(found: dict[str, Any], where: str, missing: str = "") -> str:
    """The CRS that metadata declare, as text for the core."""
    if found.get("edges") not in (None, "planar"):
        raise errors.make("unsupported_format", f"{where} 的边是 {found['edges']}，不是平面直线", f"the edges of {where} are {found['edges']}, not straight lines of the plane")
    crs = found.get("crs", missing)
    if isinstance(crs, dict) or not crs:
        return json.dumps(crs) if crs else ""
    if isinstance(crs, str) and re.search(r"^\w+:\w+$|[\[{]", crs):  # a code, WKT or JSON: of anything else PROJ would take the name that is nearest
        return crs
    raise errors.make("crs_unknown", f"{where} 的坐标系写法不明：{crs}", f"the CRS of {where} is written in a way nobody knows: {crs}")


def _same(a: str, b: str) -> bool:
    return a == b or _core.same_crs(Layer("", "", a, [], {}), Layer("", "", b, [], {}))


def _find(table: pyarrow.Table) -> Shapes | None:
    """The column of shapes: what extension types or the metadata of GeoParquet say, else a binary column. None when there is none."""
    pa = _pyarrow()
    geo = (table.schema.metadata or {}).get(b"geo")
    said = _parsed(geo, "GeoParquet") if geo else {}
    columns = {name: about for name, about in _mapping(said.get("columns")).items() if isinstance(about, dict)}
    marked = [i for i, f in enumerate(table.schema) if _extension(f)[0].startswith(("geoarrow.", "ogc.")) or f.name in columns]
    if len(marked) > 1:
        marked = [i for i in marked if table.schema[i].name == said.get("primary_column")] or marked
    if not marked:
        marked = [i for i, f in enumerate(table.schema) if is_binary(f.type)]
        named = [i for i, f in enumerate(table.schema) if f.name in NAMES and (is_binary(f.type) or pa.types.is_null(f.type))]
        marked = named if len(named) == 1 or not marked else marked
    if len(marked) > 1:
        names = ", ".join(table.schema[i].name for i in marked)
        raise errors.make("bad_argument", f"Arrow 表有几列图形：{names}。请只留一列，例如 table.select([…])", f"the Arrow table has several columns of shapes: {names}. Keep one, for example table.select([…])")
    if not marked:
        return None
    field = table.schema[marked[0]]
    extension, metadata = _extension(field)
    declared = _crs(_parsed(metadata, field.name), field.name)
    if field.name in columns:
        about = columns[field.name]
        encoding = str(about.get("encoding", "WKB")).lower()
        extension = extension or "geoarrow." + encoding
        parquet = _crs(about, field.name, "" if declared else "OGC:CRS84")
        if declared and parquet and not _same(declared, parquet):
            raise errors.make("crs_mismatch", f"{field.name}：列的元数据与 GeoParquet 的元数据写了不同的坐标系", f"{field.name}: the metadata of the column and those of GeoParquet name different CRSs")
        declared = declared or parquet
    return Shapes(marked[0], extension or "geoarrow.wkb", declared)


def is_binary(kind: Any) -> bool:
    types = _pyarrow().types
    if types.is_dictionary(kind):
        kind = kind.value_type
    return types.is_binary(kind) or types.is_large_binary(kind) or types.is_binary_view(kind) or types.is_fixed_size_binary(kind)


def _storage(column: Any, extension: str) -> Any:
    """The column without extension type, looked through; WKB as large_binary."""
    pa = _pyarrow()
    if extension not in arrow_shapes.WKB and extension not in arrow_shapes.TYPES:
        raise errors.make("unsupported_format", f"Arrow 列的编码 {extension} 不能读取。请转为 geoarrow.wkb", f"an Arrow column in {extension} is not read: turn it into geoarrow.wkb")
    kind = column.type
    if isinstance(kind, pa.BaseExtensionType):
        kind, column = kind.storage_type, pa.chunked_array([chunk.storage for chunk in column.chunks], kind.storage_type)
    if extension in arrow_shapes.WKB and not (is_binary(kind) or pa.types.is_null(kind)):
        raise errors.make("unsupported_format", f"Arrow 列注明为 {extension}，但类型是 {kind}", f"an Arrow column says {extension}, and its type is {kind}")
    try:
        column.validate(full=True)
        return column.cast(pa.large_binary()) if extension in arrow_shapes.WKB else column
    except pa.ArrowException as e:
        raise _damaged(str(e)) from e


def column(name: str, values: Any) -> Any:
    """The one column of what came by Arrow, as a ChunkedArray."""
    table = _table(values)
    if table.num_columns != 1:
        raise errors.make("bad_argument", f"“{name}”应是一列，却有 {table.num_columns} 列：{', '.join(table.column_names)}", f"\"{name}\" must be one column, and has {table.num_columns}: {', '.join(table.column_names)}")
    return table.column(0)


def cells(column: Any) -> list[Any]:
    """A column as plain Python values."""
    pa = _pyarrow()
    try:
        column.validate(full=True)
        if pa.types.is_decimal(column.type):
            column = column.cast(pa.float64())
        kind = column.type
        if pa.types.is_integer(kind) and not pa.types.is_uint64(kind) or pa.types.is_string(kind) or pa.types.is_boolean(kind):
            return column.to_pylist()
        values = [frames._plain(v) for v in column.to_pylist()]
    except (pa.ArrowException, UnicodeDecodeError) as e:
        raise _damaged(str(e)) from e
    return [str(v) if isinstance(v, int) and v >= 1 << 63 else v for v in values]


def _fields(table: pyarrow.Table, shapes: Shapes | None, attributes: Any) -> dict[str, list[Any]]:
    """The cells of the other columns: all of them, or those named where all of these are there."""
    names = [name for i, name in enumerate(table.column_names) if shapes is None or i != shapes.place]
    if not isinstance(attributes, bool) and set(attributes) <= set(names):
        names = [name for name in names if name in attributes]
    if not attributes:
        return {}
    if twice := sorted({name for name in names if table.column_names.count(name) > 1}):
        raise errors.make("bad_argument", f"Arrow 表有重名的列：{', '.join(twice)}", f"the Arrow table has columns of one name: {', '.join(twice)}")
    return {name: cells(table.column(name)) for name in names}


def read(shapes: Any, name: str, crs: str, attributes: Any = True, may_lack: bool = False) -> Layer:
    """The Layer of what came by Arrow. `crs` is used where nothing is declared; `attributes`: all columns, none, or those named. A table without shapes is one of
    attributes when it `may_lack` them."""
    table = _table(shapes)
    found = _find(table)
    if found is None and may_lack:
        return Layer(name, "", "", [None] * table.num_rows, _fields(table, None, True))
    if found is None:
        columns = ", ".join(f"{f.name} ({f.type})" for f in table.schema)
        raise errors.make("field_not_found", f"Arrow 表没有图形列（geoarrow.wkb、geoarrow.polygon 等，或 WKB）；它有：{columns}",
                          f"the Arrow table has no column of shapes (geoarrow.wkb, geoarrow.polygon …, or WKB); it has: {columns}")
    column = _storage(table.column(found.place), found.extension)
    declared = found.crs
    if found.extension in arrow_shapes.WKB:
        for srid in sorted(arrow_shapes.srids(column)):
            within = f"EPSG:{srid}"
            if declared and not _same(declared, within):
                raise errors.make("crs_mismatch", f"Arrow 列的坐标系与其 WKB 中的 SRID {srid} 不同", f"the CRS of the Arrow column and the SRID {srid} in its WKB differ")
            declared = declared or within
    return arrow_shapes.layer(column, found.extension, name, declared or crs, _fields(table, found, attributes))


def to_arrow(shapes: Any, *, encoding: Encoding = "wkb", crs: Any = None, read_limits: ReadLimits | None = None) -> pyarrow.Table:
    """Shapes, or a table of results, as an Arrow table.

    Parameters
    ----------
    shapes : :class:`Layer`, GeoDataFrame, DataFrame, Series, or anything :func:`libspatial.area` takes
        A GeoDataFrame goes out as it is, heights included; of what comes by Arrow the columns beside the shapes stay as they are. Everything else becomes a layer first:
        x and y, and a :class:`RejectedWarning` where a shape cannot be read.
    encoding : {"wkb", "geoarrow"}
        ``"wkb"``: a column ``geoarrow.wkb``, which everybody reads; the table also has the metadata of GeoParquet 1.1. ``"geoarrow"``: native coordinates, x y x y …, of one
        kind of shape, polygons beside multipolygons as multipolygons.
    crs : str or pyproj.CRS, optional
        CRS of inputs that do not say theirs; never overrides one.
    read_limits : mapping, optional
        Limits of reading files to raise or lower, as for :func:`libspatial.read`.

    Returns
    -------
    pyarrow.Table
        It has ``__arrow_c_stream__``, as a :class:`Layer` itself has: polars, DuckDB and GeoPandas take both. The CRS is in the metadata of the column ``geometry`` as PROJJSON;
        x is east, y north, in the units of the CRS (m or degrees). A column whose unit a result knows (``attrs["units"]``) says it in its metadata, as ``unit``.

    Raises
    ------
    errors.UnsupportedFormatError (pyarrow is not installed), errors.BadArgumentError (``"geoarrow"`` of mixed shapes), and those of :func:`libspatial.area`

    Examples
    --------
    >>> import geopandas, shapely, libspatial
    >>> lots = geopandas.GeoDataFrame({"id": ["1"]}, geometry=[shapely.box(544000, 4857000, 544100, 4857100)], crs="EPSG:4551")
    >>> table = libspatial.to_arrow(lots)
    >>> table.column_names, float(libspatial.area(table)[0])
    (['id', 'geometry'], 9999.52)
    >>> native = libspatial.to_arrow(table, encoding="geoarrow")
    >>> native.schema.field("geometry").metadata[b"ARROW:extension:name"], float(libspatial.area(native)[0])
    (b'geoarrow.polygon', 9999.52)
    """
    pa = _pyarrow()
    if encoding not in ("wkb", "geoarrow"):
        raise errors.make("bad_argument", f"encoding 应为 wkb 或 geoarrow，而不是“{encoding}”", f'encoding must be wkb or geoarrow, not "{encoding}"')
    kind = type(shapes).__name__ if type(shapes).__module__.split(".")[0] in ("pandas", "geopandas") else ""
    attrs = dict(getattr(shapes, "attrs", {})) if kind else {}
    if kind == "Series":
        shapes = shapes.to_frame(shapes.name or "value")
        attrs["units"] = {shapes.columns[0]: attrs["unit"]} if "unit" in attrs else {}
    if kind in ("DataFrame", "Series") and frames.shape_column(shapes) is None:
        table = pa.Table.from_pandas(shapes)
    elif kind in ("GeoDataFrame", "GeoSeries") and (crs is None or shapes.crs is not None):
        frame = shapes if kind == "GeoDataFrame" else shapes.to_frame("geometry")
        table = _encoded(frame, encoding)
        if encoding == "wkb":
            table = _with_geo(table, frame.geometry.name)
    else:
        with frames.limited(read_limits):
            table = _from_layer(shapes, crs, encoding)
    for column, unit in attrs.get("units", {}).items():
        if table.column_names.count(column) == 1:
            place, field = table.column_names.index(column), table.schema.field(column)
            table = table.set_column(place, field.with_metadata({**(field.metadata or {}), b"unit": str(unit).encode()}), table.column(place))
    return table


def _encoded(frame: Any, encoding: Encoding) -> Any:
    try:
        return _pyarrow().table(frame.to_arrow(geometry_encoding="WKB" if encoding == "wkb" else "geoarrow"))
    except (ValueError, NotImplementedError) as e:
        raise errors.make("bad_argument", f"这些图形不能写成一种 GeoArrow 类型（{e}）。请用 encoding=\"wkb\"", f'these shapes are not of one type of GeoArrow ({e}): use encoding="wkb"') from e


def _from_layer(shapes: Any, crs: Any, encoding: Encoding) -> Any:
    """The table of a layer; the columns beside the shapes of what came by Arrow or GeoPandas as they were."""
    import geopandas as gpd

    pa = _pyarrow()
    given = None
    if not isinstance(shapes, Layer) and is_arrow(shapes) and not hasattr(shapes, "iloc"):
        shapes = given = _table(shapes)
    elif hasattr(shapes, "columns") and hasattr(shapes, "to_wkb"):
        given = pa.Table.from_pandas(shapes.drop(columns=shapes.geometry.name))
    layer, _ = frames.read(shapes, "layer", crs, attributes=given is None)
    series = gpd.GeoSeries.from_wkb(layer.wkb, crs=layer.crs_wkt or frames._crs_text(crs) or None)
    if layer.rejects:
        warnings.warn(f"{len(layer.rejects)} shape(s) not used, first: {layer.rejects[0]['en']}", frames.RejectedWarning, stacklevel=3)
    if given is None:
        given = pa.table({name: pa.array(values, None if any(v is not None for v in values) else pa.string()) for name, values in layer.fields.items()})
    place = found.place if (found := _find(given) if given.num_columns else None) else given.num_columns
    name = given.column_names[place] if found else next(n for n in ("geometry", *(f"geometry_{i}" for i in range(given.num_columns))) if n not in given.column_names)
    made = _encoded(series.to_frame("geometry"), encoding)
    field = made.schema.field("geometry").with_name(name)
    table = given.set_column(place, field, made.column("geometry")) if found else given.append_column(field, made.column("geometry")) if given.num_columns else made
    return _with_geo(table, name) if encoding == "wkb" else _without_geo(table)


def _without_geo(table: Any) -> Any:
    return table.replace_schema_metadata({key: text for key, text in (table.schema.metadata or {}).items() if key != b"geo"})


def _with_geo(table: Any, name: str) -> Any:
    """What makes a Parquet file of the table a GeoParquet."""
    crs = json.loads(_extension(table.schema.field(name))[1] or b"{}").get("crs")
    about = {"version": "1.1.0", "primary_column": name, "columns": {name: {"encoding": "WKB", "geometry_types": [], "crs": crs}}}
    return table.replace_schema_metadata({**(table.schema.metadata or {}), b"geo": json.dumps(about).encode()})


def _stream(self: Layer, requested_schema: object | None = None) -> object:
    """The layer as an Arrow stream: its columns, and its shapes as ``geoarrow.wkb``."""
    return to_arrow(self).__arrow_c_stream__(requested_schema)


setattr(Layer, "__arrow_c_stream__", _stream)
