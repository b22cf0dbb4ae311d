"""Files, read under the rules of the program: looked through by the core before anything opens them (docs/reference/safe-opening.md), then by our own readers (texts of
coordinates, spreadsheets, KML) or through pyogrio; every row or an error, and the file itself never changed."""

import os
import warnings

from . import _core, _gdal, _geojson, errors, frames
from ._core import Layer

__all__ = ["read_layers", "read_layer", "read_text"]
MAY_HOLD_ARCS = ("GPKG", "FlatGeobuf", "OpenFileGDB")


def read_layers(path, crs=None, read_limits=None):
    """Every layer of a file, tables without geometry included.

    Parameters
    ----------
    path : str or path
        The format is told by the content, never by the name.
    crs : str or pyproj.CRS, optional
        CRS of a file that does not say its own; never overrides one.
    read_limits : mapping, optional
        Limits of reading to raise or lower, ``{"rows": 1_000_000}`` or ``{"rows": "1M"}``; docs/reference/safe-opening.md lists them.

    Returns
    -------
    list of Layer

    Raises
    ------
    errors.FileNotFoundError, errors.UnsupportedFormatError, errors.DamagedFileError, errors.LimitExceededError

    Examples
    --------
    >>> from libspatial import files
    >>> [layer.name for layer in files.read_layers("sample_data/projects.gpkg")]
    ['projects']
    """
    limits = frames.limits(read_limits)
    if (map := frames._crs_text(crs)) and _core.is_web_map(map):
        return [_core.unshift(layer, map) if any(layer.wkb) else layer for layer in read_layers(path, "EPSG:4490", limits)]
    if _is_parquet(path):
        return [_read_parquet(path, crs, limits)]
    if (text := read_text(path, crs, may_lack_crs=True, read_limits=limits)) is not None:
        return [text[0]]
    return [layer for layer in _every(path, lambda name, kind: True, crs, limits)]


def read_layer(path, crs=None, read_limits=None):
    """The first layer of a file that has polygons or lines, or the one that is named. A warning names the others that have shapes.

    Parameters
    ----------
    path : str or path
        ``FILE|layername=NAME`` names a layer, or a worksheet.
    crs : str or pyproj.CRS, optional
        CRS of a file that does not say its own; never overrides one. ``"GCJ-02"`` and ``"BD-09"``: degrees of a web map, moved back to EPSG:4490.
    read_limits : mapping, optional
        As for :func:`read_layers`.

    Returns
    -------
    Layer

    Raises
    ------
    errors.LayerNotFoundError, errors.NoPolygonsError (no layer at all), and those of :func:`read_layers`

    Examples
    --------
    >>> from libspatial import files
    >>> layer = files.read_layer("sample_data/jilin.gpkg|layername=units")
    >>> layer.name, layer.crs
    ('units', 'EPSG:4490')
    """
    limits = frames.limits(read_limits)
    if (text := read_text(path, crs, read_limits=limits)) is not None:
        return text[0]
    if _core.is_web_map(frames._crs_text(crs)):
        return _core.unshift(read_layer(path, "EPSG:4490", limits), frames._crs_text(crs))
    if _is_parquet(path):
        return _read_parquet(path, crs, limits)
    path, _, named = str(path).partition("|layername=")
    if named:
        found = next(_every(path, lambda name, kind: name == named, crs, limits), None)
        if found is None:
            raise errors.make("layer_not_found", f"{path} 没有图层“{named}”", f"{path} has no layer \"{named}\"")
        return found
    found, drawn = None, []

    def is_choice(name, kind):
        drawn.extend([name] if kind else [])
        return found is None and bool(kind) and "Point" not in kind

    for layer in _every(path, is_choice, crs, limits):
        if found is None and _core.may_hold_land(layer):
            found = layer
    if found is None:
        found = next(_every(path, lambda name, kind: True, crs, limits), None)
    if found is None:
        raise errors.make("no_polygons", f"{path} 没有图层", f"{path} has no layer")
    _core.add_unread(found, drawn)
    if found.unread:
        warnings.warn(f"{path}: {found.notes[-1][1]}", stacklevel=3)
    return found


def read_text(path, crs=None, axes="", join=False, may_lack_crs=False, read_limits=None):
    """A text of coordinates, a spreadsheet or a drawing, with what else the file says.

    Parameters
    ----------
    path : str or path
        ``FILE|layername=NAME`` names a worksheet, or a layer of a drawing.
    crs : str or pyproj.CRS, optional
        CRS of a file that does not say its own.
    axes : {"", "north-first", "east-first"}
        Order of the two numbers of a point, where a text differs from its format.
    join : bool
        CASS: points of one code, in their order, are a polygon.
    may_lack_crs : bool
        A drawing without a CRS is read all the same.
    read_limits : mapping, optional
        As for :func:`read_layers`.

    Returns
    -------
    tuple of Layer and dict, or None
        The dictionary has ``format``, ``encoding``, ``header``, ``points`` and ``notes``, as the attrs of :func:`libspatial.read`; None when the file is none of these.

    Raises
    ------
    errors.CrsMissingError, errors.CrsMismatchError, errors.DamagedFileError
    """
    name, _, layer = str(path).partition("|layername=")
    if not os.path.isfile(name):
        return None
    limits = frames.limits(read_limits)
    if _core.is_spreadsheet(name, limits):
        return _core.read_spreadsheet(name, layer, frames._crs_text(crs), axes, join, limits)
    with open(name, "rb") as file:
        head = file.read((1 << 16) + 1)
        if _core.drawing_format(head):
            return _drawing(_whole(head, file, name, limits), name, layer, frames._crs_text(crs), may_lack_crs, limits)
        if layer or not _core.coordinate_format(head):
            return None
        return _core.read_coordinates(_whole(head, file, name, limits), name, frames._crs_text(crs), axes, join, limits)


def _whole(head, file, name, limits):
    """A file that is held as a whole."""
    if (size := os.fstat(file.fileno()).st_size) > limits["text_bytes"]:
        _core.refuse_limit(name, "text_bytes", size, limits["text_bytes"])
    return head + file.read()


def _drawing(content, name, layer, crs, may_lack_crs, limits):
    if _core.is_web_map(crs):
        raise errors.make("crs_mismatch", f"{name} 是 DXF，坐标是米，不能声明为 {crs}", f"{name} is a DXF, in metres, and cannot be declared as {crs}")
    drawing = _core.read_drawing(content, name, crs, layer, limits)
    if not drawing[0].crs and not may_lack_crs:
        raise errors.make("crs_missing", f'{name}：DXF 不写坐标系。核对后说明，例如 crs="EPSG:4530"；libspatial.inspect({name!r}) 按坐标给出建议',
                          f'{name}: a DXF does not say its CRS. Check, then say it, for example crs="EPSG:4530"; libspatial.inspect({name!r}) proposes one by the coordinates')
    return drawing


def _is_parquet(path):
    if not os.path.isfile(path):
        return False
    with open(path, "rb") as file:
        return file.read(4) == b"PAR1"


def _read_parquet(path, crs, limits):
    """A GeoParquet through GeoPandas and pyarrow, where these are installed."""
    try:
        import geopandas as gpd
        import pyarrow
    except ImportError as e:
        raise errors.make("unsupported_format", f"{path} 是 GeoParquet，读取它需要 pyarrow：pip install pyarrow", f"{path} is a GeoParquet: to read it, pip install pyarrow") from e
    try:
        frame = gpd.read_parquet(path)
    except (ValueError, OSError, pyarrow.ArrowException) as e:  # a cut file, or one without geometry
        raise errors.make("damaged_file", f"{path} 不能作为 GeoParquet 读取（{e}）。请重新取得该文件，或用 pandas.read_parquet 读取无图形的表",
                          f"{path} cannot be read as a GeoParquet ({e}). Get the file again, or read a table without shapes with pandas.read_parquet") from e
    return _layer(frame, os.path.splitext(os.path.basename(path))[0], path, crs, limits)


def _layer(frame, name, path, crs, limits):
    made, _ = frames.read(frame, name, crs)
    layer = Layer(made.name, str(path), made.crs if made.crs.startswith("EPSG:") else made.crs_wkt, made.wkb, made.fields)
    _core.require_limits(layer, limits)
    return layer


def _every(path, wanted, crs, limits):
    """The layers of a file that are wanted by name and type of geometry, one after the other, out of whatever it is: the core looks at the bytes first, unpacks what
    is in an archive and copies what another program is writing; GDAL sees what is left."""
    opened = _core.OpenedFile(str(path), limits)
    for name, file, driver, _, views in opened.parts()[1]:
        if driver == "KML":
            for layer in _core.read_kml(file, str(path), limits):
                if wanted(layer.name, "Polygon" if _core.may_hold_land(layer) else "Point"):
                    yield layer
            continue
        yield from _through_gdal(path, file, driver, views, wanted, crs, limits)
    del opened  # and with it what was unpacked


def _through_gdal(path, file, driver, views, wanted, crs, limits):
    """What GDAL says of a broken file becomes one error that names it."""
    import pyogrio
    import shapely

    says_crs = _geojson.look(path, file) if driver == "GeoJSON" else "known"
    encoding = _core.shapefile_encoding(str(file)) if driver == "ESRI Shapefile" else None  # the wrong one would be letters of another script
    try:
        with _gdal.settings():
            names = {str(name): kind for name, kind in pyogrio.list_layers(file) if str(name) not in views}
            if len(names) > limits["layers"]:
                _core.refuse_limit(str(path), "layers", len(names), limits["layers"])
            if driver == "OpenFileGDB":
                _require_tables(path, file)
            if names and pyogrio.read_info(file, layer=next(iter(names)), encoding=encoding)["driver"] != driver:
                raise errors.make("unsupported_format", f"{path} 不是完好的 {driver} 文件。请另存为 GeoPackage", f"{path} is no sound {driver} file: save it as GeoPackage")
        for name, kind in names.items():
            if wanted(name, kind):
                with _gdal.settings():
                    layer = _read(path, file, name, crs, encoding, limits, says_crs)
                yield layer
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, shapely.errors.ShapelyError) as e:
        raise _damaged(path, e) from e


def _damaged(path, e):
    return errors.make("damaged_file", f"{path} 不能读取，文件可能被截断或损坏（{e}）。请重新取得该文件", f"{path} cannot be read, it may be cut off or corrupt ({e}). Get the file again")


def _require_tables(path, file):
    """GDAL leaves a layer of a file geodatabase out without a word when its table is missing."""
    import pyogrio

    catalogue = pyogrio.read_dataframe(file, layer="GDB_SystemCatalog", fid_as_index=True, read_geometry=False)
    for number, name in catalogue["Name"].items():
        for part in (f"a{number:08x}.gdbtable", f"a{number:08x}.gdbtablx"):
            if not name.startswith("GDB_") and not os.path.isfile(os.path.join(file, part)):
                raise errors.make("damaged_file", f"{path} 已损坏：图层 {name} 缺少文件 {part}。请重新取得整个文件夹",
                                  f"{path} is damaged: layer {name} lacks its file {part}. Get the whole folder again")


def _every_row(driver):
    """What is asked of GDAL so that it goes through the rows of a GeoPackage: without a condition it believes the number that gpkg_ogr_contents keeps, which another program may have left behind."""
    return {"where": "1 = 1"} if driver == "GPKG" else {}


def _rows(file, name, info):
    """How many rows a layer has, counted."""
    import pyogrio

    if info["driver"] != "GPKG":
        return info["features"]
    table = name.replace('"', '""')
    return int(pyogrio.read_dataframe(file, sql=f'SELECT COUNT(*) AS n FROM "{table}" WHERE 1 = 1', read_geometry=False)["n"].iloc[0])


def _with_arcs(path, file, name, driver):
    """The shapes as WKB with the arcs they have, which pyogrio would make edges of 4°; None where there are none to lose."""
    import pyogrio.raw
    import shapely

    try:
        import pyarrow
    except ImportError:
        arcs = ", ".join(f"'{kind}'" for kind in ("CIRCULARSTRING", "COMPOUNDCURVE", "CURVEPOLYGON", "MULTICURVE", "MULTISURFACE", "GEOMETRYCOLLECTION"))
        table = name.replace("\\", "\\\\").replace('"', '\\"')
        sql = f'SELECT OGR_GEOMETRY AS kind FROM "{table}" WHERE OGR_GEOMETRY IN ({arcs})'  # COUNT(*) would count every row, whatever the condition
        if len(pyogrio.read_dataframe(file, sql=sql, sql_dialect="OGRSQL", read_geometry=False)):
            raise errors.make("unsupported_format", f"{path}|layername={name} 含圆弧，或可能含圆弧的集合，读取它需要 pyarrow：pip install pyarrow", f"{path}|layername={name} has circular arcs, or collections that may have: to read them, pip install pyarrow") from None
        return None
    try:
        about, table = pyogrio.raw.read_arrow(file, layer=name, columns=[], **_every_row(driver))
        shapes = table.column(about["geometry_name"] or "wkb_geometry")
        shapes.validate(full=True)
        if driver == "OpenFileGDB":  # where a ring that is not closed means lost bytes
            shapely.from_wkb([wkb for wkb in shapes.to_pylist() if wkb and int.from_bytes(wkb[1:5], "little") % 1000 <= 7])
    except (pyarrow.ArrowException, shapely.errors.ShapelyError, OSError) as e:
        raise _damaged(path, e) from e
    return shapes


def _keep_long_numbers(frame, info, path, file, name, encoding):
    """Whole numbers beyond 2⁵³ as they are: beside an empty cell pyogrio makes them floats, which several of them share."""
    lost = [str(field) for field, kind in zip(info["fields"], info["dtypes"]) if str(kind).startswith(("int", "uint")) and frame[field].dtype.kind == "f" and (frame[field].abs() >= 2**53).any()]
    if not lost:
        return
    import pandas as pd
    import pyogrio.raw

    try:
        _, table = pyogrio.raw.read_arrow(file, layer=name or None, columns=lost, read_geometry=False, encoding=encoding, **_every_row(info["driver"]))
    except ImportError as e:
        raise errors.make("unsupported_format", f"{path}|layername={name} 的字段 {', '.join(lost)} 有很长的整数和空值，读取它需要 pyarrow：pip install pyarrow",
                          f"{path}|layername={name}: {', '.join(lost)} holds long whole numbers and empty cells; to read them, pip install pyarrow") from e
    for field in lost:
        frame[field] = pd.array(table.column(field).to_pylist(), dtype="Int64")


def _as_texts(file, name, fields):
    """Lists and JSON as the text GDAL makes of them, which is that of the program: pyogrio gives arrays and dictionaries, and none of lists of yes and no."""
    import pyogrio

    def quoted(word):
        return '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'

    wanted = ", ".join(f"CAST({quoted(field)} AS character) AS f{i}" for i, field in enumerate(fields))  # aliases: names may differ in their case only
    texts = pyogrio.read_dataframe(file, sql=f"SELECT {wanted} FROM {quoted(name)} WHERE 1 = 1", sql_dialect="OGRSQL", read_geometry=False)
    return {field: texts[f"f{i}"].to_numpy() for i, field in enumerate(fields)}


def _crs_of(info, crs):
    """The CRS a layer says, else the one declared, as text for the core."""
    import pyproj

    return frames._crs_text(pyproj.CRS.from_user_input(info["crs"]) if info["crs"] else crs)


def _read(path, file, name, crs, encoding, limits, says_crs="known"):
    import geopandas as gpd
    import pandas as pd
    import pyogrio

    info = pyogrio.read_info(file, layer=name or None, encoding=encoding, force_feature_count=True, force_total_bounds=says_crs != "known")
    if says_crs != "known" and not _geojson.is_wgs84(says_crs, info["total_bounds"]):
        info["crs"] = None
    names = [str(field) for field in info["fields"]]
    if twice := sorted({field for field in names if names.count(field) > 1}):  # pyogrio would give the cells of the last to all of them
        raise errors.make("unsupported_format", f"{path}|layername={name} 有重名的字段：{', '.join(twice)}，无法分开读取。请先在原程序（如 QGIS“重构字段”）中改名",
                          f"{path}|layername={name} has fields of one name: {', '.join(twice)}, which cannot be read apart. Rename them where the file comes from (in QGIS: Refactor fields)")
    promised = _rows(file, name, info)
    for limit, found in (("rows", promised), ("fields", len(info["fields"]))):
        if found > limits[limit]:
            _core.refuse_limit(f"{path}|layername={name}", limit, found, limits[limit])
    shapes = _with_arcs(path, file, name, info["driver"]) if info["geometry_type"] and info["driver"] in MAY_HOLD_ARCS else None
    if shapes is None and info["geometry_type"] and "geometry" in info["fields"]:  # pyogrio would put the shapes in its place
        alone = pyogrio.read_dataframe(file, layer=name or None, fid_as_index=False, encoding=encoding, columns=[])
        shapes = alone.geometry.to_wkb()
    texts = [field for field, kind, subtype in zip(names, info["ogr_types"], info["ogr_subtypes"]) if kind.endswith("List") or subtype == "OFSTJSON"]
    plain = [field for field in names if field not in texts]
    if not plain and (shapes is not None or not info["geometry_type"]):
        frame = pd.DataFrame(index=range(promised if shapes is None else len(shapes)))
    else:
        frame = pyogrio.read_dataframe(file, layer=name or None, fid_as_index=False, encoding=encoding, columns=plain if texts else None, read_geometry=shapes is None, datetime_as_string=True, **_every_row(info["driver"]))
        for field, kind in zip(info["fields"], info["dtypes"]):
            if str(kind).startswith("datetime64"):
                frame[field] = [frames.moment(text) if isinstance(text, str) else None for text in frame[field]]
    found = _as_texts(file, name or info["layer_name"], texts) if texts else {}
    for rows in (len(frame), len(frame) if shapes is None else len(shapes), *(len(cells) for cells in found.values())):
        if rows != promised:
            raise errors.make("damaged_file", f"{path} 已损坏：应有 {promised} 行，只读出 {rows} 行。请重新取得该文件",
                              f"{path} is damaged: it promises {promised} rows and gives {rows}. Get the file again")
    if found:
        others = [column for column in frame.columns if column not in names]
        for field, cells in found.items():
            frame[field] = cells
        frame = frame[[*names, *others]]  # in the order of the file
    _keep_long_numbers(frame, info, path, file, name, encoding)
    if shapes is not None or not isinstance(frame, gpd.GeoDataFrame):
        wkb = [None] * len(frame) if shapes is None else list(shapes.to_pylist() if hasattr(shapes, "to_pylist") else shapes)
        layer = Layer(name, str(path), _crs_of(info, crs) if shapes is not None else "", wkb, frames.columns(frame))
        _core.require_limits(layer, limits)
        return layer
    return _layer(frame if info["crs"] else frame.set_crs(None, allow_override=True), name, path, crs, limits)
