"""Files in and out: a surveyor's text of coordinates in one line, under the same rules and with the same numbers as ``libspatial convert``."""

from __future__ import annotations

import os
import tempfile
import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, Union

from . import _core, documents, errors, files, frames
from .frames import ReadLimits

if TYPE_CHECKING:
    import geopandas as gpd

Path = Union[str, "os.PathLike[str]"]
FORMATS = ("txt", "dat", "csv", "xlsx", "wkt")


class NotCarriedWarning(UserWarning):
    """What a format could not hold; :func:`write` returns all of it."""


def read(path: Path, *, crs: Any = None, axes: Literal["", "north-first", "east-first"] = "", join: bool = False, read_limits: ReadLimits | None = None) -> gpd.GeoDataFrame:
    """Read a file: a text of coordinates (界址点 TXT, CASS .dat, CSV with a header row, WKT), a table of points in an XLSX, a DXF drawing, GeoPackage, Shapefile, GeoJSON, FlatGeobuf, KML, FileGDB, a ZIP or KMZ of them, or GeoParquet (with pyarrow).

    Parameters
    ----------
    path : the format is told by the content, never by the name; ``FILE|layername=NAME`` names a layer, or a worksheet
    crs : str or pyproj.CRS, optional
        CRS of a file that does not say its own, or which of two readings holds where a text contradicts itself. Overrides nothing else. ``"GCJ-02"`` and
        ``"BD-09"``: the degrees of a web map, moved back to EPSG:4490.
    axes : {"", "north-first", "east-first"}
        Order of the two numbers of a point, where a text differs from its format.
    join : bool
        CASS: points of one code, in their order, are a polygon.
    read_limits : mapping, optional
        Limits of reading to raise or lower, by the names of ``--read-limit``: ``{"shape_points": 50_000_000}`` or ``"50M"``; docs/reference/safe-opening.md lists them.

    Returns
    -------
    geopandas.GeoDataFrame
        One row per parcel, line or point; a row that cannot be used has no geometry and stands in ``attrs["rejects"]`` with its line. Of a text, ``attrs`` also holds
        ``format``, ``encoding``, ``header`` (section, key, value), ``points`` (read = used + repaired + rejected) and ``notes`` (zh, en).

    Raises
    ------
    errors.CrsMissingError (a DXF never says its CRS), errors.CrsImplausibleError (zone against prefix, swapped axes, degrees called metres), errors.UnsupportedFormatError, errors.DamagedFileError

    Examples
    --------
    >>> import libspatial
    >>> lots = libspatial.read("sample_data/boundary_points.txt")
    >>> lots[["id", "name"]].iloc[0].tolist(), lots.crs.to_epsg(), lots.attrs["points"]["read"]
    (['1', '一号地块'], 4530, 15)
    """
    text = files.read_text(path, crs, axes, join, read_limits=read_limits)
    if text is None:
        if axes or join:
            raise errors.make("bad_argument", "axes 和 join 只用于坐标文本", "axes and join are for texts of coordinates")
        layer = files.read_layer(path, crs, read_limits)
        about = {}
    else:
        layer, about = text
    frame = frames.frame(layer)
    rejects = layer.rejects
    for reject, line in zip(rejects, about.pop("reject_lines", [])):
        reject["line"] = line
    frame.attrs.update({**about, "notes": frame.attrs["notes"]}, rejects=rejects)
    if rejects:
        warnings.warn(f"{len(rejects)} row(s) not used, first: {rejects[0]['en']}", frames.RejectedWarning, stacklevel=2)
    return frame


def write(
    shapes: Any, path: Path, *, crs: Any = None, read_limits: ReadLimits | None = None, zone_prefix: bool | None = None, start: Literal["", "north-west"] = "", decimals: int | None = None,
    multipart: Literal["blocks", "rings"] = "blocks", encoding: Literal["", "gbk", "utf-8"] = "", id: str = "id", name: str = "name", header: Sequence[tuple[str, str, str]] | None = None,
) -> list[tuple[str, str, str]]:
    """Write shapes as a text of coordinates: .txt (界址点), .dat (CASS), .csv or .xlsx (table of points; the latter with XlsxWriter) or .wkt, as a whole or not at all.

    Parameters
    ----------
    shapes : as for :func:`area`
    path : str or path
        Its ending says the format.
    crs : str or pyproj.CRS, optional
        CRS of shapes that do not say theirs; never overrides one.
    read_limits : mapping, optional
        Limits of reading files to raise or lower, as for :func:`libspatial.read`.
    zone_prefix : bool, optional
        Eastings with the zone's number; default: with it in a TXT, as the CRS has it elsewhere.
    start : {"", "north-west"}
        Every ring from its north-west corner, clockwise (holes the other way).
    decimals : int, optional
        Default: 3 in metres, 9 in degrees.
    multipart : {"blocks", "rings"}
        A parcel of several parts as a parcel each, or as rings of one.
    encoding : {"", "gbk", "utf-8"}
        Default: GBK (GB18030) for .txt and .dat; the others are always UTF-8.
    id, name : columns with the parcel's id and name
    header : sequence of (section, key, value), optional
        Of a TXT; default: that of the GeoDataFrame :func:`read` gave.

    Returns
    -------
    list of (code, zh, en)
        What could not be carried over, also as one :class:`NotCarriedWarning`.

    Examples
    --------
    >>> import shapely, libspatial, tempfile, os
    >>> lot = shapely.box(42543000, 4857000, 42543100, 4857100)
    >>> path = os.path.join(tempfile.mkdtemp(), "lot.txt")
    >>> [code for code, zh, en in libspatial.write([lot], path, crs="EPSG:4530")]
    ['ids']
    >>> float(libspatial.area(libspatial.read(path))[0])
    9999.54
    """
    ending = os.path.splitext(str(path))[1].lower().lstrip(".")
    if ending not in FORMATS:
        raise errors.make("bad_argument", f"{path}：结尾应为 .txt、.dat、.csv、.xlsx 或 .wkt；其他格式请用 GeoDataFrame.to_file", f"{path}: the ending must be .txt, .dat, .csv, .xlsx or .wkt; for others use GeoDataFrame.to_file")
    if encoding not in ("", "gbk", "utf-8"):
        raise errors.make("bad_argument", f"encoding 应为 gbk 或 utf-8，而不是“{encoding}”", f'encoding must be gbk or utf-8, not "{encoding}"')
    with frames.limited(read_limits):
        layer, _ = frames.read(shapes, "shapes", crs)
    if header is None:
        header = getattr(shapes, "attrs", {}).get("header", ())
    style = (zone_prefix, start == "north-west", -1 if decimals is None else decimals, multipart == "rings", encoding == "utf-8", id, name, list(header))
    if ending == "xlsx":
        with tempfile.TemporaryDirectory() as folder:
            table = os.path.join(folder, "points.csv")
            lost = _core.write_coordinates(layer, table, "csv", *style)
            lost += documents.write_points_xlsx(table, path)
    else:
        lost = _core.write_coordinates(layer, str(path), ending, *style)
    if lost:
        warnings.warn("; ".join(en for _, _, en in lost), NotCarriedWarning, stacklevel=2)
    return lost
