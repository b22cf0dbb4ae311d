"""Land use in one call: the standard table of metrics per zone, patches, values carried from one layer to another."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Callable, Literal, NamedTuple

from . import _core, _metric_inputs, errors, frames, metrics
from .frames import ReadLimits

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

AreaKind = Literal["official", "geodesic", "planar"]
Progress = Callable[[int, int], object]


class Tabulation(NamedTuple):
    """What :func:`tabulate` found."""

    zones: pd.DataFrame    #: index zone: area and the metrics of a zone
    classes: pd.DataFrame  #: index (zone, class): area, share, patches, location quotient
    pieces: pd.DataFrame   #: every piece of every parcel: parcel, zone, class, area_m2, share, parcel_m2


def _polygons(shapes: Any, name: str, crs: Any, columns: Sequence[str] = ()) -> tuple[_core.Layer, Any]:
    if type(shapes).__name__ == "GeoDataFrame" and shapes.columns.is_unique and set(columns) < set(shapes.columns):  # one that lacks a column is refused, with all it has
        shapes = shapes[[*(c for c in columns if c != shapes.geometry.name), shapes.geometry.name]]
    layer, index = frames.read(shapes, name, crs, attributes=list(columns))
    return (frames.polygons(layer, take=layer is not shapes) if len(layer) else layer), index


def _texts(shapes: Any, column: str) -> Any:
    """A column of a GeoDataFrame that is text throughout, or None: its shapes need no column, and come in by their coordinates."""
    import pandas as pd

    if type(shapes).__name__ != "GeoDataFrame" or not shapes.columns.is_unique or column not in shapes.columns or pd.api.types.infer_dtype(shapes[column], skipna=True) != "string":
        return None
    return shapes[column].fillna("").to_numpy(dtype=object)


def _labels(zones: _core.Layer, by: str | None) -> list[str]:
    """Names of zones as the library writes them (a float 1.0 is "1", a null ""), or their numbers."""
    if not by:
        return [str(row) for row in range(len(zones))]
    if by not in zones.fields:
        have = ", ".join(zones.fields) or "—"
        raise errors.make("field_not_found", f"{zones.name} 没有字段“{by}”；现有字段：{have}", f"{zones.name} has no field \"{by}\"; its fields: {have}")
    texts = _core.Layer("", "", "", [None] * (len(zones) + 1), {by: [*zones.fields[by], ""]}).fields[by]  # a column with a text is text
    return ["" if text is None else text for text in texts[:-1]]


def _same(layer: _core.Layer, as_of: _core.Layer, what: str, stacklevel: int = 3) -> _core.Layer:
    if not len(layer) or not len(as_of) or _core.same_crs(layer, as_of):
        return layer
    warnings.warn(f"{what} reprojected from {layer.crs} to {as_of.crs} (edges divided to 70 m)", stacklevel=stacklevel)
    return _core.reproject(layer, as_of.crs_wkt)


def patches(parcels: Any, *, classes: str | None = None, tolerance_m: float = 0.001, crs: Any = None, read_limits: ReadLimits | None = None, threads: int | None = None, progress: Progress | None = None) -> gpd.GeoDataFrame:
    """Dissolve parcels of one class that have a border in common; a corner alone joins nothing.

    Parameters
    ----------
    parcels
        As for :func:`libspatial.area`, in metres.
    classes : str, optional
        Column with the class. Without it all parcels are of one.
    tolerance_m : float
        How near to each other borders are common.
    crs : str or pyproj.CRS, optional
    read_limits : mapping, optional
        Limits of reading files to raise or lower, as for :func:`libspatial.read`.
    threads : int, optional
    progress : callable (done, all), optional

    Returns
    -------
    geopandas.GeoDataFrame
        One row per patch: the class, ``parcels`` (how many it is made of). Rejected parcels are in ``attrs["rejects"]``.

    Examples
    --------
    >>> import geopandas, shapely, libspatial
    >>> land = geopandas.GeoDataFrame({"use": list("AABA")}, geometry=[shapely.box(x, y, x + 10, y + 10) for x, y in ((0, 0), (10, 0), (20, 0), (20, 10))], crs="EPSG:32652")
    >>> found = libspatial.patches(land, classes="use")
    >>> found["parcels"].tolist(), found.area.tolist()
    ([2, 1, 1], [200.0, 100.0, 100.0])
    """
    with frames.limited(read_limits):
        layer, _ = _polygons(parcels, "parcels", crs, [classes] if classes else [])
    frame = frames.frame(_core.patches(layer, classes or "", tolerance_m, threads or 0, progress))
    frame.attrs.update(crs=layer.crs, rejects=layer.rejects, units={"parcels": "n"})
    return frame


def tabulate(
    parcels: Any, zones: Any, *, classes: str | None = None, by: str | None = None, area: AreaKind = "official", dissolve: bool = False, crs: Any = None, read_limits: ReadLimits | None = None,
    threads: int | None = None, progress: Progress | None = None,
) -> Tabulation:
    """Lay parcels over zones once, and give the usual metrics of every zone and of every class in it.

    Parameters
    ----------
    parcels, zones
        As for :func:`libspatial.area`. Zones in another CRS are reprojected to that of the parcels, with a warning.
    classes : str, optional
        Column of the parcels with the class (for example ``"DLBM"``). Without it there are no metrics of classes.
    by : str, optional
        Column of the zones: rows of one value are one zone. Default: every row, by its number.
    area : {"official", "geodesic", "planar"}
    dissolve : bool
        Count patches of :func:`patches` instead of parcels: neighbours of one class are one.
    crs : str or pyproj.CRS, optional
        CRS of inputs that do not say theirs; never overrides one.
    read_limits : mapping, optional
        Limits of reading files to raise or lower, as for :func:`libspatial.read`.
    threads : int, optional
    progress : callable (done, all), optional

    Returns
    -------
    Tabulation
        ``zones``: ``zone_m2``, ``covered_m2`` (by parcels; land of several parcels once) and np, pd, lpi, area_mn, area_md, area_sd, area_cv, area_am, shdi, shei, sidi, hhi, pr, mesh, division, split;
        ``classes``: ca, pland, np, pd, lq; ``pieces``: the overlay itself, with NA as zone outside all of them (with `dissolve`, parcel is the number of a patch). ``attrs["units"]`` has the unit of every column. Shares are of
        ``zone_m2``; a piece is a patch. Where parcels lie over each other every one of them has its area, with a warning; ``attrs["again_m2"]`` says by zone (None outside) how much land
        is so counted again.

    Raises
    ------
    errors.InvalidZoneError, errors.FieldNotFoundError, errors.CrsMissingError, errors.AreaKindError

    Examples
    --------
    >>> import geopandas, shapely, libspatial
    >>> land = geopandas.GeoDataFrame({"use": ["A", "B", "A"]}, geometry=[shapely.box(0, y, 1000, y + h) for y, h in ((0, 300), (300, 400), (700, 300))], crs="EPSG:32652")
    >>> found = libspatial.tabulate(land, [shapely.box(0, 0, 1000, 1000)], classes="use", area="planar", crs="EPSG:32652")
    >>> found.zones[["np", "lpi", "mesh"]]
           np   lpi  mesh
    zone
    0     3.0  40.0  34.0
    >>> found.classes[["ca", "pland"]]
                  ca  pland
    zone class
    0    A      60.0   60.0
         B      40.0   40.0
    """
    import numpy as np
    import pandas as pd

    texts = _texts(parcels, classes) if classes and not dissolve else None
    field = classes if classes and texts is None else ""
    with frames.limited(read_limits):
        left, index = _polygons(parcels, "parcels", crs, [field] if field else [])
        right, right_index = _polygons(zones, "zones", crs, [by] if by else [])
    right = _same(right, left, "zones")
    if dissolve:
        left, index = _core.patches(left, field, 0.001, threads or 0, progress), None
    found, notes, again = _core.tabulate(left, right, field, by or "", area, threads or 0, progress)
    for note in notes:
        warnings.warn(note, stacklevel=2)
    cells = found.fields
    if texts is not None:
        cells["class"] = texts[np.asarray(cells["parcel"], dtype="int64")].tolist()
    pieces = pd.DataFrame(cells).astype({"parcel": "int64", "zone": "string", "area_m2": "float64", "share": "float64", "parcel_m2": "float64"})
    if index is not None:
        pieces["parcel"] = index.take(pieces["parcel"].to_numpy())
    measured = pd.Series(np.asarray(_core.areas(right, area, threads or 0)), index=_labels(right, by)).groupby(level=0).sum()
    inside = pieces.loc[pieces["zone"].notna(), ["area_m2", "zone", *(["class"] if classes else [])]].copy()
    inside["zone_area_m2"] = inside["zone"].map(measured).astype("float64")
    table = _metric_inputs.ready_table({c: inside[c] for c in inside.columns})
    tables = [metrics.compute("np", table, level="zone"), metrics.compute("lpi", table), metrics.compute("area_mn", table), metrics.compute("mesh", table), metrics.compute("division", table)]
    per_class = pd.DataFrame(columns=["ca", "pland", "np", "pd", "lq"])
    if classes:
        small = _metric_inputs.ready_table(_class_areas(inside))
        tables += [metrics.compute(i, small) for i in ("shdi", "shei", "sidi", "hhi", "pr")]
        per_class = pd.concat([metrics.compute("ca", small), metrics.compute("np", table), metrics.compute("lq", small)], axis=1)
    per_zone = pd.concat(tables, axis=1)[["np", "pd", "lpi", "area_mn", "area_md", "area_sd", "area_cv", "area_am", *(["shdi", "shei", "sidi", "hhi", "pr"] if classes else []), "mesh", "division", "split"]]
    per_zone = _by_zone(per_zone, inside, measured, again)
    units = {"zone_m2": "m2", "covered_m2": "m2", **{k: v for t in tables for k, v in t.attrs["units"].items()}}
    said = {"area": area, "crs": left.crs, "rejects": left.rejects + right.rejects, "notes": notes, "again_m2": again}
    per_zone.attrs = {"units": {c: units[c] for c in per_zone.columns}, **said}
    per_class.attrs = {"units": {"ca": "ha", "pland": "%", "np": "n", "pd": "n/100ha", "lq": "1"}, **said}
    pieces.attrs = {"units": {"area_m2": "m2", "share": "1", "parcel_m2": "m2"}, **said}
    return Tabulation(per_zone, per_class, pieces)


def _class_areas(pieces: pd.DataFrame) -> pd.DataFrame:
    """A row per zone and class with the exact sum of its pieces: what follows from areas of classes follows from it to the last digit."""
    import math

    import numpy as np
    import pandas as pd

    (zone, zones), (klass, kinds) = pd.factorize(pieces["zone"]), pd.factorize(pieces["class"])
    pair = zone.astype("int64") * len(kinds) + klass
    order = np.argsort(pair, kind="stable")
    starts = np.flatnonzero(np.diff(pair[order], prepend=-1))
    areas, ends = pieces["area_m2"].to_numpy()[order].tolist(), [*starts[1:].tolist(), len(order)]
    table = pieces.iloc[order[starts]].copy()
    table["area_m2"] = [math.fsum(areas[a:b]) for a, b in zip(starts.tolist(), ends)]
    return table


def _by_zone(table: pd.DataFrame, inside: pd.DataFrame, measured: pd.Series, again: dict[str | None, float]) -> pd.DataFrame:
    """Zones in the order of their name; one without parcels is there too. Land of several parcels is covered once."""
    import pandas as pd

    table.index = table.index if table.index.name == "zone" else pd.Index(sorted(set(inside["zone"])), name="zone")
    table = table.reindex(pd.Index(measured.index, name="zone"))
    table.insert(0, "zone_m2", measured.to_numpy())
    covered = inside.groupby("zone")["area_m2"].sum().reindex(table.index, fill_value=0.0)
    table.insert(1, "covered_m2", (covered - [again.get(zone, 0.0) for zone in table.index]).to_numpy())
    return table


def interpolate(
    source: Any, target: Any, *, extensive: Sequence[str] = (), intensive: Sequence[str] = (), denominator: Literal["source", "covered"] = "source", area: AreaKind = "official",
    crs: Any = None, read_limits: ReadLimits | None = None, threads: int | None = None, progress: Progress | None = None,
) -> pd.DataFrame:
    """Carry values from one layer to another by area: totals (people) are divided, densities are averaged.

    Parameters
    ----------
    source, target
        As for :func:`libspatial.area`; in one CRS.
    extensive : sequence of str
        Columns of the source that are totals. What their parts add up to is checked to the last digit.
    intensive : sequence of str
        Columns of the source that are densities or rates.
    denominator : {"source", "covered"}
        Divide by the whole area of a source, so that what no target covers is left over; or only by what targets cover.
    area : {"official", "geodesic", "planar"}
    crs : str or pyproj.CRS, optional
    read_limits : mapping, optional
        Limits of reading files to raise or lower, as for :func:`libspatial.read`.
    threads : int, optional
    progress : callable (done, all), optional

    Returns
    -------
    pandas.DataFrame
        One row per target, with its index; NaN where no source is. ``attrs["left_over"]``: column → the part of a total that no target got.

    Raises
    ------
    errors.CrsMismatchError, errors.FieldNotFoundError, errors.BadArgumentError (a column named twice), errors.InternalError (a total that does not add up)

    Examples
    --------
    >>> import geopandas, shapely, libspatial
    >>> census = geopandas.GeoDataFrame({"people": [100]}, geometry=[shapely.box(0, 0, 1000, 100)], crs="EPSG:32652")
    >>> lots = geopandas.GeoSeries([shapely.box(0, 0, 400, 100), shapely.box(400, 0, 800, 100)], crs="EPSG:32652")
    >>> found = libspatial.interpolate(census, lots, extensive=["people"], area="planar")
    >>> found["people"].tolist(), found.attrs["left_over"]
    ([40.0, 40.0], {'people': 20.0})
    """
    import pandas as pd

    if not extensive and not intensive:
        raise ValueError("name columns in extensive or intensive")
    names = [*extensive, *intensive]
    if other := [name for name in names if not isinstance(name, str)]:
        raise errors.make("bad_argument", f"extensive、intensive 中的列名应是文本，而不是 {other[0]!r}：请先改名，例如 source.rename(columns=str)",
                          f"extensive and intensive name columns by text, not by {other[0]!r}: rename the column first, for example source.rename(columns=str)")
    if twice := sorted({name for name in names if names.count(name) > 1}):  # the table has one column of a name
        raise errors.make("bad_argument", f"列在 extensive、intensive 中重复：{', '.join(twice)}。一列要么是总量，要么是密度；两者都要时请分两次计算",
                          f"extensive and intensive name a column twice: {', '.join(twice)}. It is either a total or a density; for both, call twice")
    columns: dict[str, Any] = {}
    left_over: dict[str, float] = {}
    rejects: list[Any] = []
    notes: list[str] = []
    given: dict[str, Any] = {"area": area, "threads": threads, "progress": progress}
    with frames.limited(read_limits):
        sources, targets = (_metric_inputs.ready_shapes(n, shapes, columns_of, crs) for n, shapes, columns_of in (("source", source, names), ("target", target, [])))
    for name in extensive:
        found = metrics.compute("interp_extensive", sources, targets, value=name, denominator=denominator, **given)
        values = found["interp_extensive"]
        columns[name], left_over[name] = values.iloc[:-1], float(values.iloc[-1])
        rejects, notes = found.attrs["rejects"], notes + found.attrs["notes"]
    for name in intensive:
        found = metrics.compute("interp_intensive", sources, targets, value=name, **given)
        columns[name] = found["interp_intensive"]
        rejects, notes = found.attrs["rejects"], notes + found.attrs["notes"]
    index = pd.RangeIndex(len(next(iter(columns.values())))) if targets.index is None else targets.index
    table = pd.DataFrame({name: values.to_numpy() for name, values in columns.items()}, index=index)
    table.attrs.update(left_over=left_over, rejects=rejects, notes=notes, area=area)
    return table


def balance(parts: Sequence[float], total: float | None = None, *, decimals: int = 2) -> list[float]:
    """Rounds the parts of a whole so that they add up to it (平差, 强制调平): by largest remainder, ties to the earlier part.

    Parameters
    ----------
    parts : sequence of float
        Not negative, in any unit.
    total : float, optional
        What they have to add up to, with at most `decimals` decimals; by default their own sum, rounded. The difference is divided in proportion to the parts.
    decimals : int
        0 to 6: 2 for m², 4 for hectares.

    Returns
    -------
    list of float
        As long as `parts`. In whole steps of 10⁻ᵈ they add up to `total` exactly.

    Raises
    ------
    errors.BadArgumentError
        A part is negative or no number, `total` has more decimals, or there is nothing to divide it among.

    Source: 国土调查办发〔2008〕32号 and the practice of 面积控制与平差.

    Examples
    --------
    >>> import libspatial
    >>> libspatial.balance([33.333, 33.333, 33.334], 100.01)
    [33.34, 33.33, 33.34]
    >>> libspatial.balance([1.23456, 2.34567], decimals=4)
    [1.2345, 2.3457]
    """
    import math

    if not 0 <= decimals <= 6:
        raise errors.make("bad_argument", f"decimals={decimals}：应为 0 到 6", f"decimals={decimals}: 0 to 6")
    steps, values = 10**decimals, [float(part) for part in parts]
    wrong = next((n for n, part in enumerate(values) if not (math.isfinite(part) and part >= 0)), None)
    if wrong is not None:
        raise errors.make("bad_argument", f"第 {wrong} 个部分 {values[wrong]} 不是非负的数", f"part {wrong} is {values[wrong]}: a number ≥ 0 is needed")
    control = round((math.fsum(values) if total is None else total) * steps)
    if total is not None and not (total >= 0 and abs(total * steps - control) < 1e-6 * max(1.0, abs(control) * 1e-6)):
        raise errors.make("bad_argument", f"合计 {total} 不是有 {decimals} 位小数的非负数", f"the total {total} is no number ≥ 0 with {decimals} decimals")
    if control > 2**53 or (control and not any(values)):
        raise errors.make("bad_argument", f"合计 {total} 无法分配", f"the total {total} cannot be divided among the parts")
    return [whole / steps for whole in _core.balance(control, values)]
