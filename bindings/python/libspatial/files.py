"""Files, read under the rules of the program: a text of coordinates by our own reader, one of four formats by its content through pyogrio, or
the folder of a file geodatabase; every row or an error, and the file itself never changed."""

import contextlib
import json
import os
import shutil
import tempfile

from . import _core, errors, frames
from ._core import Layer

FORMATS = {b"SQLite format 3\0": "GPKG", b"fgb": "FlatGeobuf", b"\x00\x00\x27\x0a": "ESRI Shapefile"}


def read_layers(path):
    """Every layer of a file, tables without geometry included."""
    if _is_parquet(path):
        return [_read_parquet(path)]
    if (text := read_text(path)) is not None:
        return [text[0]]
    with _opened(path) as (file, names):
        return [_read(path, file, name) for name in names]


def read_layer(path, crs=None):
    """The first layer of a file that has polygons or lines; `crs` is used when the file does not say its own."""
    if (text := read_text(path, crs)) is not None:
        return text[0]
    if _core.is_web_map(frames._crs_text(crs)):
        return _core.unshift(read_layer(path, "EPSG:4490"), frames._crs_text(crs))
    if _is_parquet(path):
        return _read_parquet(path, crs)
    with _opened(path) as (file, names):
        lands = (name for name, kind in names.items() if kind and "Point" not in kind)
        return _read(path, file, next(lands, next(iter(names), "")), crs)


def read_text(path, crs=None, axes="", join=False):
    """``(Layer, what else the file says)`` of a text of coordinates, or None when the file is none."""
    if not os.path.isfile(path):
        return None
    with open(path, "rb") as file:
        head = file.read((1 << 16) + 1)
        if not _core.coordinate_format(head):
            return None
        return _core.read_coordinates(head + file.read(), str(path), frames._crs_text(crs), axes, join)


def _is_parquet(path):
    if not os.path.isfile(path):
        return False
    with open(path, "rb") as file:
        return file.read(4) == b"PAR1"


def _read_parquet(path, crs=None):
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
    made, _ = frames.read(frame, os.path.splitext(os.path.basename(path))[0], crs)
    return Layer(made.name, str(path), made.crs if made.crs.startswith("EPSG:") else made.crs_wkt, made.wkb, made.fields)


@contextlib.contextmanager
def _opened(path):
    """(file to read, layer name → type of geometry). What GDAL says of a broken file becomes one error that names it."""
    import pyogrio

    driver = _format(path)
    try:
        with _still(os.path.abspath(path)) as file:
            names = {str(name): kind for name, kind in pyogrio.list_layers(file)}
            if driver == "OpenFileGDB":
                _require_tables(path)
            if names and pyogrio.read_info(file, layer=next(iter(names)))["driver"] != driver:
                raise _unsupported(path)
            yield file, names
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as e:
        raise errors.make("damaged_file", f"{path} 不能读取，文件可能被截断或损坏（{e}）。请重新取得该文件",
                          f"{path} cannot be read, it may be cut off or corrupt ({e}). Get the file again") from e


def _format(path):
    """The driver, by content: GDAL would follow a VRT under any name, and fetch what an address or a GeoJSON's crs names."""
    if os.path.isfile(os.path.join(path, "a00000001.gdbtable")):
        return "OpenFileGDB"
    if not os.path.isfile(path):
        raise errors.make("file_not_found", f"找不到文件 {path}（或不是普通文件，也不是 FileGDB 文件夹；网络地址和压缩包内的路径不读取），请检查路径",
                          f"no file {path} (or neither a regular file nor a FileGDB folder; network addresses and paths into archives are not read): check the path")
    with open(path, "rb") as file:
        head = file.read(64)
    for magic, driver in FORMATS.items():
        if head.startswith(magic):
            return driver
    if not head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
        raise _unsupported(path)
    _refuse_link(path)
    return "GeoJSON"


def _require_tables(path):
    """GDAL leaves a layer of a file geodatabase out without a word when its table is missing."""
    import pyogrio

    catalogue = pyogrio.read_dataframe(path, layer="GDB_SystemCatalog", fid_as_index=True, read_geometry=False)
    for number, name in catalogue["Name"].items():
        for file in (f"a{number:08x}.gdbtable", f"a{number:08x}.gdbtablx"):
            if not name.startswith("GDB_") and not os.path.isfile(os.path.join(path, file)):
                raise errors.make("damaged_file", f"{path} 已损坏：图层 {name} 缺少文件 {file}。请重新取得整个文件夹",
                                  f"{path} is damaged: layer {name} lacks its file {file}. Get the whole folder again")


def _refuse_link(path):
    try:
        with open(path, encoding="utf-8-sig") as file:
            crs = json.load(file).get("crs")
    except ValueError as e:
        raise errors.make("damaged_file", f"{path} 不是完整的 GeoJSON（{e}）。请重新取得该文件", f"{path} is no whole GeoJSON ({e}). Get the file again") from e
    if isinstance(crs, dict) and crs.get("type") in ("link", "url"):
        raise errors.make("unsupported_format", f"{path} 的 crs 是一个链接，不会去读取。请在文件中写明坐标系",
                          f"{path} has a link as its crs, which is not fetched. Name the CRS in the file")


def _unsupported(path):
    return errors.make("unsupported_format", f"{path} 不是可读的格式。可读 GeoPackage、Shapefile、GeoJSON、FlatGeobuf、FileGDB 和坐标文本（界址点 TXT、CASS .dat、带表头的 CSV、WKT），请另存为 GeoPackage",
                       f"{path} is in no format we read. GeoPackage, Shapefile, GeoJSON, FlatGeobuf, FileGDB and texts of coordinates (界址点 TXT, CASS .dat, CSV with a header row, WKT) are read: save it as GeoPackage")


@contextlib.contextmanager
def _still(path):
    """The file; or, while another program writes to it, a copy with its -wal: opening the file itself would change it."""
    if not os.path.exists(path + "-wal") or os.path.getsize(path + "-wal") == 0:
        yield path
        return
    with tempfile.TemporaryDirectory() as folder:
        copy = os.path.join(folder, os.path.basename(path))
        for end in ("", "-wal"):
            shutil.copyfile(path + end, copy + end)
        yield copy


def _read(path, file, name, crs=None):
    import geopandas as gpd
    import pyogrio

    frame = pyogrio.read_dataframe(file, layer=name or None, fid_as_index=False)
    promised = pyogrio.read_info(file, layer=name or None, force_feature_count=True)["features"]
    if len(frame) != promised:
        raise errors.make("damaged_file", f"{path} 已损坏：应有 {promised} 行，只读出 {len(frame)} 行。请重新取得该文件",
                          f"{path} is damaged: it promises {promised} rows and gives {len(frame)}. Get the file again")
    if not isinstance(frame, gpd.GeoDataFrame):
        return Layer(name, str(path), "", [None] * len(frame), frames.columns(frame))
    made, _ = frames.read(frame, name, crs)
    return Layer(name, str(path), made.crs if made.crs.startswith("EPSG:") else made.crs_wkt, made.wkb, made.fields)
