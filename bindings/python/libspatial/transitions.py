"""Which land of which class became which, between two dates: of all land, or zone by zone."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from . import _core, _metric_inputs, errors, frames, landuse, metrics
from .frames import ReadLimits

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

AreaKind = Literal["official", "geodesic", "planar"]
Progress = Callable[[int, int], object]
SLIVERS = 1e-6  # of the land of zones: what they may overlap each other, as edges drawn twice do


class Transition(NamedTuple):
    """What :func:`transition` found. With `zones`, matrix and changes have the name of the zone before the class, flows a column for it; "" is land outside every zone."""

    matrix: pd.DataFrame   #: ha by class at t0 (rows) and t1 (columns); "" is land of one date only
    changes: pd.DataFrame  #: index class: gain, loss, net, swap in ha, on land that both dates have
    persistence: float     #: share of the land of both dates whose class is the same, over all zones
    flows: pd.DataFrame    #: class_t0, class_t1, area_m2: for a Sankey diagram

    def of(self, zone: str) -> Transition:
        """The transition of one zone alone, as without `zones`; ``""`` is the land outside every zone.

        Raises
        ------
        KeyError
            No zone of that name, or no zones at all.
        """
        if "zone" not in self.flows or zone not in self.matrix.index.levels[0]:
            raise KeyError(zone)
        flows = self.flows[self.flows["zone"] == zone].drop(columns="zone").reset_index(drop=True)
        return Transition(self.matrix.loc[zone], self.changes.loc[zone], _persistence(flows), flows)


def transition(
    parcels_t0: Any, parcels_t1: Any, *, classes: str, zones: Any = None, by: str | None = None, area: AreaKind = "official", crs: Any = None, read_limits: ReadLimits | None = None, threads: int | None = None,
    progress: Progress | None = None,
) -> Transition:
    """How much land of which class became which: two layers of any geometry laid over each other, and over zones.

    Parameters
    ----------
    parcels_t0, parcels_t1
        As for :func:`libspatial.area`; in one CRS.
    classes : str
        Column with the class, in both.
    zones : as for :func:`libspatial.area`, optional
        The matrix of each of them too. Zones in another CRS are reprojected to that of the parcels, with a warning.
    by : str, optional
        Column of the zones: rows of one value are one zone. Default: every row, by its number. A row without a value is named ``#`` and its number (``##`` where a zone has that name).
    area : {"official", "geodesic", "planar"}
    crs : str or pyproj.CRS, optional
    read_limits : mapping, optional
        Limits of reading files to raise or lower, as for :func:`libspatial.read`.
    threads : int, optional
    progress : callable (done, all), optional

    Returns
    -------
    Transition
        Land that one date does not know has the class ``""`` there: the matrix adds up to the union of both layers. Land that several rows of one date cover counts once, with a
        warning; where their classes differ its class is ``"?"``, as that of land without a class. With `zones`: a matrix of every zone, and last that of the
        land outside all of them (zone ``""``), each with all classes. Over the zones they add up to the matrix without zones: official areas in whole 0.01 m², others to the last digit of
        ``flows``. A piece of land that a border of zones cuts is divided by area.

    Raises
    ------
    errors.CrsMismatchError, errors.FieldNotFoundError, errors.InvalidZoneError (also zones that overlap each other), errors.CrsMissingError

    Examples
    --------
    >>> import geopandas, shapely, libspatial
    >>> then = geopandas.GeoDataFrame({"use": ["A", "B"]}, geometry=[shapely.box(0, 0, 600, 1000), shapely.box(600, 0, 1000, 1000)], crs="EPSG:32652")
    >>> now = geopandas.GeoDataFrame({"use": ["A", "B"]}, geometry=[shapely.box(0, 0, 500, 1000), shapely.box(500, 0, 1000, 1000)], crs="EPSG:32652")
    >>> found = libspatial.transition(then, now, classes="use", area="planar")
    >>> found.matrix
    class_t1     A     B
    class_t0
    A         50.0  10.0
    B          0.0  40.0
    >>> found.persistence
    0.9
    >>> towns = geopandas.GeoDataFrame({"name": ["south"]}, geometry=[shapely.box(0, 0, 1000, 400)], crs="EPSG:32652")
    >>> found = libspatial.transition(then, now, classes="use", zones=towns, by="name", area="planar")
    >>> found.matrix
    class_t1          A     B
    zone  class_t0
    south A        20.0   4.0
          B         0.0  16.0
          A        30.0   6.0
          B         0.0  24.0
    >>> found.of("south").changes.loc["B", ["gain", "loss"]].tolist()
    [4.0, 0.0]
    """
    with frames.limited(read_limits):
        sides = [_metric_inputs.ready_shapes(name, shapes, [classes], crs) for name, shapes in (("t0", parcels_t0), ("t1", parcels_t1))]
    found = metrics.compute("transition_matrix", *sides, class_=classes, area=area, threads=threads, progress=progress)
    flows = found.reset_index()[["class_t0", "class_t1", "transition_m2"]].rename(columns={"transition_m2": "area_m2"})
    said = {"area": area, "rejects": found.attrs["rejects"], "notes": found.attrs["notes"]}
    kept = _persistence(flows)
    if zones is None:
        return _told(_matrix(flows), _changes(flows), kept, flows, said)
    with frames.limited(read_limits):
        names, flows, rejects = _by_zone(flows, [side.layer for side in sides], classes, zones, by, area, crs, threads, progress)
    said["rejects"] = said["rejects"] + rejects
    whole, changes = _matrix(flows), _changes(flows)
    return _told(_every(whole, names, sorted({c for _, c in whole.index})), _every(changes, names, sorted({c for _, c in changes.index})), kept, flows, said)


def _told(matrix: pd.DataFrame, changes: pd.DataFrame, kept: float, flows: pd.DataFrame, said: dict[str, Any]) -> Transition:
    for made, units in ((matrix, "ha"), (changes, "ha"), (flows, "m2")):
        made.attrs = {"unit": units, **said}
    return Transition(matrix, changes, kept, flows)


def _matrix(flows: pd.DataFrame) -> pd.DataFrame:
    rows = ["zone", "class_t0"] if "zone" in flows else "class_t0"
    return flows.assign(area_m2=flows["area_m2"] / 1e4).pivot(index=rows, columns="class_t1", values="area_m2").fillna(0.0)


def _changes(flows: pd.DataFrame) -> pd.DataFrame:
    if "zone" not in flows:
        return metrics.compute("gain", {c: flows[c] for c in flows.columns})
    names = list(dict.fromkeys(flows["zone"]))
    numbers = {name: f"{n}" for n, name in enumerate(names)}  # no zone of a metric is named ""
    changes = metrics.compute("gain", {c: flows[c].map(numbers) if c == "zone" else flows[c] for c in flows.columns})
    changes.index = changes.index.map(lambda pair: (names[int(pair[0])], pair[1])).set_names(["zone", "class"])
    return changes


def _persistence(flows: pd.DataFrame) -> float:
    found = metrics.compute("persistence", {c: flows[c] for c in ("class_t0", "class_t1", "area_m2")})["persistence"]
    return float(found.iloc[0]) if len(found) else math.nan


def _every(table: pd.DataFrame, names: list[str], classes: list[str]) -> pd.DataFrame:
    """Every zone with every class, zones in their order."""
    import pandas as pd

    return table.reindex(pd.MultiIndex.from_product([names, classes], names=table.index.names), fill_value=0.0)


def _by_zone(
    whole: pd.DataFrame, sides: list[_core.Layer], classes: str, zones: Any, by: str | None, area: AreaKind, crs: Any, threads: int | None, progress: Progress | None
) -> tuple[list[str], pd.DataFrame, list[dict[str, Any]]]:
    """Names of the zones, the flows of every zone, the rows of zones that cannot be used."""
    import pandas as pd

    right, _ = landuse._polygons(zones, "zones", crs, [by] if by else [])
    right = landuse._same(right, sides[0], "zones", stacklevel=4)
    labels = _core.row_names(right, by or "")
    pieces, wkb = _pieces(sides, classes, area, threads, progress)
    land = _core.polygons(_core.Layer("pieces", "", sides[0].crs_wkt, wkb, {}))
    parts = _parts(pieces, land, right, area, threads, progress)
    names = [*dict.fromkeys(labels), ""]
    parts["zone"] = [labels[row] if row >= 0 else "" for row in parts["zone"]]
    sums = parts.groupby(["zone", "class_t0", "class_t1"])["area_m2"].agg(math.fsum)
    closed = []
    for t0, t1, m2 in whole.itertuples(index=False):
        own = sums.xs((t0, t1), level=["class_t0", "class_t1"])
        closed += [(zone, t0, t1, part) for zone, part in zip(own.index, _closed(own.to_list(), m2, area))]
    flows = pd.DataFrame(closed, columns=["zone", *whole.columns])
    return names, flows.sort_values("zone", key=lambda zone: zone.map(names.index), kind="stable", ignore_index=True), right.rejects


def _pieces(sides: list[_core.Layer], classes: str, area: AreaKind, threads: int | None, progress: Progress | None) -> tuple[pd.DataFrame, list[bytes]]:
    """Land of both dates by class, and land that one of them has, piece by piece."""
    import numpy as np
    import pandas as pd

    t0, t1 = (_core.once(side, classes, area, threads or 0, progress) for side in sides)
    names = [np.array([*side.fields["class"], ""], dtype=object) for side in (t0, t1)]  # the last is that of no row, −1
    there, back = (_core.overlay(*pair, area, True, threads or 0, progress) for pair in ((t0, t1), (t1, t0)))
    (old, new, m2), (late, nowhere, late_m2) = ([np.asarray(found[c]) for c in ("subject", "zone", "area_m2")] for found in (there, back))
    alone = nowhere < 0
    table = pd.DataFrame({"class_t0": [*names[0][old], *[""] * int(alone.sum())], "class_t1": [*names[1][new], *names[1][late[alone]]], "area_m2": np.concatenate([m2, late_m2[alone]])})
    return table, [*there["wkb"], *(back["wkb"][row] for row in np.flatnonzero(alone))]


def _parts(pieces: pd.DataFrame, land: _core.Layer, zones: _core.Layer, area: AreaKind, threads: int | None, progress: Progress | None) -> pd.DataFrame:
    """Pieces divided among zones. A piece in one zone keeps its area; the parts of another add up to it, official ones in whole 0.01 m²."""
    import numpy as np

    cut = _core.overlay(land, zones, area, False, threads or 0, progress)
    piece, zone, share = (np.asarray(cut[c]) for c in ("subject", "zone", "share"))
    twice, all_ = math.fsum(np.asarray(cut["multi_cover_m2"])), math.fsum(pieces["area_m2"])
    if twice > SLIVERS * all_:
        raise errors.make("invalid_zone", f"分区相互重叠：{twice:.2f} m² 同时在几个分区内，各区的矩阵加起来会多于全部土地；请先改正（libspatial.validate 指出位置）",
                          f"the zones overlap each other: {twice:.2f} m² lie in several of them, their matrices would add up to more than all land; correct them first (libspatial.validate says where)")
    left = np.setdiff1d(np.arange(len(pieces)), piece)  # too narrow to have a shape
    if (lost := math.fsum(pieces["area_m2"].iloc[left])) > 0:
        warnings.warn(f"{lost:.2f} m² of slivers without a shape are counted outside every zone", stacklevel=4)
    piece, zone, share = np.concatenate([piece, left]), np.concatenate([zone, np.full(len(left), -1)]), np.concatenate([share, np.ones(len(left))])
    order = np.argsort(piece, kind="stable")
    piece, zone, share = piece[order], zone[order], share[order]
    parts = pieces.iloc[piece].assign(zone=zone)
    values, starts = parts["area_m2"].to_numpy(copy=True), np.flatnonzero(np.diff(piece, prepend=-1))
    for a, b in zip(starts, [*starts[1:], len(piece)]):
        if b - a > 1:
            values[a:b] = _closed((share[a:b] * values[a]).tolist(), values[a], area)
    return parts.assign(area_m2=values)


def _closed(parts: list[float], total: float, area: AreaKind) -> list[float]:
    """Parts that add up to the total: official areas in whole 0.01 m², others on a grid so fine that no digit of the total is lost, in any order of adding."""
    if area == "official":
        return [cents / 100 for cents in _core.balance(round(100 * total), parts if any(parts) else [1.0] * len(parts))]
    grid = math.ldexp(1.0, math.frexp(total)[1] - 53)
    closed = [round(part / grid) * grid for part in parts]
    largest = max(range(len(parts)), key=parts.__getitem__)
    closed[largest] = total - math.fsum(c for n, c in enumerate(closed) if n != largest)
    return closed
