"""Lines: what they enclose, the land beside them, their lengths by unit, what lies along them; distances.

Lengths are in metres on the ellipsoid (geodesic, CGCS2000), of the edges as they are straight in the CRS of the input.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from . import _core, frames
from .frames import ReadLimits
from .imports import _data

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    import pandas as pd

AreaKind = Literal["official", "geodesic", "planar"]


class Enclosed(NamedTuple):
    """What lines enclose; see :func:`enclosed`."""

    region: gpd.GeoDataFrame
    faces: gpd.GeoDataFrame
    nodes: gpd.GeoDataFrame
    ends: gpd.GeoDataFrame
    unused: list[str]


def _said(layer: _core.Layer) -> _core.Layer:
    if layer.rejects:
        warnings.warn(f"{len(layer.rejects)} feature(s) not used, first: {layer.rejects[0]['en']}", frames.RejectedWarning, stacklevel=4)
    return layer


def _lines(shapes: Any, crs: Any) -> _core.Layer:
    layer, _ = frames.read(shapes, "lines", crs)
    frames.require_in_city(layer)
    return _said(_core.lines(layer))


def _places(layer: _core.Layer) -> _core.Layer:
    frames.require_in_city(layer)
    return _core.places(layer)


def _name_field(layer: _core.Layer, name: str | None) -> str:
    return name if name is not None else "name" if "name" in layer.fields else ""


def _same_crs(layer: _core.Layer, as_of: _core.Layer, what: str) -> _core.Layer:
    if _core.same_crs(layer, as_of):
        return layer
    warnings.warn(f"{what} reprojected from {layer.crs} to {as_of.crs} (edges divided to 70 m)", stacklevel=3)
    return _core.reproject(layer, as_of.crs_wkt)


def line_lengths(lines: Any, *, crs: Any = None, read_limits: ReadLimits | None = None, threads: int | None = None) -> np.ndarray:
    """Length of every line in metres on the ellipsoid.

    Parameters
    ----------
    lines : path, or shapes as for :func:`area`
    crs : str or pyproj.CRS, optional
        CRS of inputs that do not say theirs; never overrides one.
    read_limits : mapping, optional
        Limits of reading files to raise or lower, as for :func:`libspatial.read`.
    threads : int, optional
        Default: all processors. The result does not depend on it.

    Returns
    -------
    numpy.ndarray of float64
        m, in the order of the input; NaN (with a :class:`RejectedWarning`) where a row is no line.

    Examples
    --------
    >>> import shapely, libspatial
    >>> float(libspatial.line_lengths([shapely.LineString([(126, 44), (126, 45)])], crs="EPSG:4490").round(3)[0])
    111122.008
    """
    import numpy as np

    with frames.limited(read_limits):
        layer = _lines(lines, crs)
    values = np.array(_core.line_lengths(layer, threads or 0))
    values[[r["row"] for r in layer.rejects]] = np.nan
    return values


def enclosed(lines: Any, *, name: str | None = None, snap_m: float = 0.0, area: AreaKind = "official", crs: Any = None, read_limits: ReadLimits | None = None) -> Enclosed:
    """The region that lines enclose, its faces, where the lines meet, and where they do not.

    Parameters
    ----------
    lines : GeoDataFrame, GeoSeries, Arrow table, sequence of WKB or shapely geometries, ``__geo_interface__``
    name : str, optional
        Column with the line's name: rows of one name are one line. Default: ``"name"`` when there is one, else every row.
    snap_m : float
        Loose ends this near another line are joined to it; each one is listed in ``ends`` with state ``"joined"``.
    area : {"official", "geodesic", "planar"}
    crs : str or pyproj.CRS, optional
        CRS of inputs that do not say theirs; never overrides one.
    read_limits : mapping, optional
        Limits of reading files to raise or lower, as for :func:`libspatial.read`.

    Returns
    -------
    Enclosed
        ``region`` (no row when nothing is enclosed), ``faces`` (``area_m2``, ``lines``; they add up to the region), ``nodes`` (``kind``
        crossing, meeting or shared; ``lines``), ``ends`` (``line``, ``row``, ``to_line``, ``gap_m``, ``state``: ``"open"``, ``"beyond"`` a
        crossing with it, or ``"joined"``) and ``unused``, the names of lines that border no face.

    Examples
    --------
    >>> import shapely, libspatial
    >>> roads = [shapely.LineString(p) for p in ([(0, -9), (0, 109)], [(100, -9), (100, 109)], [(-9, 0), (109, 0)], [(-9, 100), (109, 100)])]
    >>> found = libspatial.enclosed(roads, crs="EPSG:32652", area="planar")
    >>> float(found.region.area_m2[0]), len(found.nodes), found.unused
    (10000.0, 4, [])
    """
    with frames.limited(read_limits):
        layer = _lines(lines, crs)
    tables = {t.name: t for t in _core.enclosed(layer, _name_field(layer, name), snap_m, area)}
    made = {key: frames.frame(tables[key]) for key in ("region", "faces", "nodes", "ends")}
    for frame in made.values():
        frame.attrs.update(area=area, crs=layer.crs, rejects=layer.rejects, units={"area_m2": "m2", "gap_m": "m"})
    return Enclosed(unused=list(tables["unused"].fields["line"]), **made)


def corridor(
    lines: Any, *, width_m: float | None = None, width_field: str | None = None, name: str | None = None, round_joins: bool = False, crs: Any = None, read_limits: ReadLimits | None = None
) -> gpd.GeoDataFrame:
    """The land lines take: flat ends, mitred corners, land under one line several times counted once.

    Parameters
    ----------
    lines, name, crs
        As for :func:`enclosed`.
    width_m : float, optional
        Width across in metres, of rows without one of their own.
    width_field : str, optional
        Column with the width in metres: a row whose width is no positive number, or beyond the limit of data/checks/lines.yaml, is not used.
    round_joins : bool
        Rounded corners instead of mitred ones.
    read_limits : mapping, optional
        Limits of reading files to raise or lower, as for :func:`libspatial.read`.

    Returns
    -------
    geopandas.GeoDataFrame
        One row per line: ``name``, ``width_m``, ``length_m``. Give it to :func:`overlay` for the land take by zone.

    Examples
    --------
    >>> import shapely, libspatial
    >>> road = shapely.LineString([(543000, 4857000), (543100, 4857000), (543100, 4857100)])
    >>> round(float(libspatial.corridor([road], width_m=20, crs="EPSG:4551").area[0]), 3)
    4000.0
    """
    if width_m is None and width_field is None:
        raise ValueError("give width_m, width_field or both")
    widest = frames.widest("widest_land" if width_field else "widest_corridor")
    if width_m is not None:
        _core.require_width(width_m, widest, "width_m")
    with frames.limited(read_limits):
        layer = _lines(lines, crs)
    made = _core.corridors(layer, _name_field(layer, name), width_m or 0.0, width_field or "", widest, round_joins)
    if len(made.rejects) > len(layer.rejects):
        _said(made)
    frame = frames.frame(made)
    frame.attrs.update(crs=layer.crs, rejects=made.rejects, units={"width_m": "m", "length_m": "m"})
    return frame


def lengths(
    lines: Any, by: Any, *, unit: str | None = None, name: str | None = None, segment: str | None = None, tolerance_m: float = 0.0, crs: Any = None, read_limits: ReadLimits | None = None
) -> pd.DataFrame:
    """How long lines are in which unit; track that several lines share is counted once in the total.

    Parameters
    ----------
    lines, name, crs
        As for :func:`enclosed`.
    by
        Units (polygons), as for :func:`area`. In another CRS they are reprojected, with a warning.
    unit : str, optional
        Column of the units: rows of one value are one unit. Default: every row, by its number.
    segment : str, optional
        Column of the lines: lines with the same text share one track, the first of them is counted. Default: ``"segment"`` when there is one.
    tolerance_m : float
        A later line this near an earlier one, for ten times as far or more, runs on its track.
    read_limits : mapping, optional
        Limits of reading files to raise or lower, as for :func:`libspatial.read`.

    Returns
    -------
    pandas.DataFrame
        ``unit`` (NA: outside), ``line`` (NA: all lines, every track once), ``length_m``, ``on_border_m`` (of it, along a border: each unit that
        touches it has an equal share). ``attrs``: ``total_m``, ``lines_m``, ``several_units_m`` (where units overlap), ``shared``, ``rejects``.

    Examples
    --------
    >>> import shapely, libspatial
    >>> a = shapely.LineString([(543000, 4857005), (543100, 4857005)])
    >>> b = shapely.LineString([(543060, 4857005), (543020, 4857005)])
    >>> libspatial.lengths([a, b], [shapely.box(543000, 4857000, 543050, 4857010)], crs="EPSG:4551").round(2)
       unit  line  length_m  on_border_m
    0     0  <NA>      50.0          0.0
    1  <NA>  <NA>      50.0          0.0
    2     0     0      50.0          0.0
    3  <NA>     0      50.0          0.0
    4     0     1      30.0          0.0
    5  <NA>     1      10.0          0.0
    """
    import pandas as pd

    with frames.limited(read_limits):
        layer = _lines(lines, crs)
        units = frames.polygons(frames.read(by, "units", crs)[0])
    units = _same_crs(units, layer, "units")
    shared = segment if segment is not None else "segment" if "segment" in layer.fields else ""
    found = _core.lengths(layer, units, _name_field(layer, name), shared, unit or "", tolerance_m)
    columns = {c: found.pop(c) for c in ("unit", "line", "length_m", "on_border_m")}
    table = pd.DataFrame(columns).astype({"unit": "string", "line": "string", "length_m": "float64", "on_border_m": "float64"})
    table.attrs.update(found, crs=layer.crs, rejects=layer.rejects + units.rejects, units={"length_m": "m", "on_border_m": "m"})
    return table


def along(axis: Any, places: Any, within_m: float, *, join_m: float = 0.0, crs: Any = None, read_limits: ReadLimits | None = None) -> gpd.GeoDataFrame:
    """Places in order along an axis.

    Parameters
    ----------
    axis
        Lines that make one line end to end; it begins as the first row does.
    places
        Points or polygons, as for :func:`area`. In another CRS they are reprojected, with a warning.
    within_m : float
        Places farther from the axis are left out.
    join_m : float
        Gaps of the axis up to this are bridged and count as its length.
    crs : str or pyproj.CRS, optional
    read_limits : mapping, optional
        Limits of reading files to raise or lower, as for :func:`libspatial.read`.

    Returns
    -------
    geopandas.GeoDataFrame
        ``place`` (index labels of GeoPandas and pandas inputs, else row numbers), ``at_m`` along the axis, ``from_m`` and ``to_m`` where it runs through
        a polygon, ``distance_m``, ``side`` (left, right, on); the nearest point of the axis as geometry. ``attrs``: ``length_m``, ``joined_m``.

    Examples
    --------
    >>> import shapely, libspatial
    >>> axis = [shapely.LineString([(543000, 4857000), (544000, 4857000)])]
    >>> towns = [shapely.Point(543700, 4857050), shapely.Point(543200, 4856990)]
    >>> list(libspatial.along(axis, towns, 100, crs="EPSG:4551").side)
    ['right', 'left']
    """
    import geopandas as gpd

    with frames.limited(read_limits):
        layer = _lines(axis, crs)
        given, index = frames.read(places, "places", crs, attributes=False)
    where = _same_crs(_said(_places(given)), layer, "places")
    found = _core.along(layer, where, within_m, join_m)
    rows = found["place"]
    frame = gpd.GeoDataFrame(
        {"place": rows if index is None else index.take(rows), **{c: found[c] for c in ("at_m", "from_m", "to_m", "distance_m", "side")}},
        geometry=gpd.GeoSeries.from_wkb(found["wkb"]), crs=layer.crs_wkt or None)
    frame.attrs.update(length_m=found["length_m"], joined_m=found["joined_m"], crs=layer.crs, rejects=layer.rejects + where.rejects,
                       units={c: "m" for c in ("at_m", "from_m", "to_m", "distance_m")})
    return frame


def distance(a: Any, b: Any, *, crs: Any = None, read_limits: ReadLimits | None = None, threads: int | None = None) -> pd.DataFrame:
    """How far every shape of `a` is from every shape of `b`, between edges and between centroids.

    The nearest points are right to 1 cm in 100 km; distances are geodesics.

    Parameters
    ----------
    a, b
        Points or polygons, as for :func:`area`. `b` in another CRS is reprojected, with a warning.
    crs : str or pyproj.CRS, optional
    read_limits : mapping, optional
        Limits of reading files to raise or lower, as for :func:`libspatial.read`.
    threads : int, optional

    Returns
    -------
    pandas.DataFrame
        ``a``, ``b`` (index labels of GeoPandas and pandas inputs, else row numbers), ``edge_m`` (0 when they touch), ``centre_m``.

    Examples
    --------
    >>> import shapely, libspatial
    >>> city, seat = shapely.box(126.4, 43.8, 126.6, 43.9), shapely.Point(126.5, 43.67)
    >>> libspatial.distance([city], [seat], crs="EPSG:4490").round(0)
       a  b   edge_m  centre_m
    0  0  0  14444.0   19999.0
    """
    import pandas as pd

    with frames.limited(read_limits):
        left_given, left_index = frames.read(a, "a", crs, attributes=False)
        right_given, right_index = frames.read(b, "b", crs, attributes=False)
    left = _said(_places(left_given))
    right = _same_crs(_said(_places(right_given)), left, "b")
    found = _core.distances(left, right, threads or 0)
    table = pd.DataFrame({"a": found["a"] if left_index is None else left_index.take(found["a"]), "b": found["b"] if right_index is None else right_index.take(found["b"]),
                          "edge_m": found["edge_m"], "centre_m": found["centre_m"]})
    table.attrs.update(crs=left.crs, rejects=left.rejects + right.rejects, units={"edge_m": "m", "centre_m": "m"})
    return table
