"""libspatial: what a piece of land falls in, exactly.

``read`` and ``write`` are for files of surveyors, ``to_arrow`` hands out Arrow, ``area`` measures, ``overlay`` cuts land along zones, ``check`` judges projects against a plan, ``validate`` looks for flaws in
the plan itself, ``evaluate`` computes its targets and land accounts, ``import_plan`` reads the layers of a planning bureau; ``enclosed``, ``corridor``, ``lengths``, ``along`` and
``distance`` are about lines; ``metrics`` has land-use metrics by name, ``tabulate``, ``transition`` and ``interpolate`` the usual ones in one call. Areas are in m²; the kind
of area is ``"official"`` (图斑椭球面积, 国土调查办发〔2008〕32号, to 0.01 m²), ``"geodesic"`` or ``"planar"``.
"""

from __future__ import annotations

import datetime
import glob
import os
import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, Union

from . import _core, errors
from ._core import Layer
from .arrow import to_arrow
from .atlas import Cards, PlanMap
from .coordinates import NotCarriedWarning, read, write
from .corridors import Enclosed, along, corridor, distance, enclosed, lengths, line_lengths
from .doctor import inspect
from .errors import LibspatialError
from .evaluation import Evaluation, ZoneLedger, evaluate, zone_ledger
from .frames import ReadLimits, RejectedWarning, anywhere
from .imports import PlanImport, import_plan
from . import files, frames, metrics
from .landuse import Tabulation, balance, interpolate, patches, tabulate
from .plan import Plan, profiles
from .results import CheckResult
from .transitions import Transition, transition

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    import pandas as pd

AreaKind = Literal["official", "geodesic", "planar"]
Path = Union[str, "os.PathLike[str]"]
Progress = Callable[[int, int], object]

__version__ = _core.__version__
__all__ = ["read", "write", "to_arrow", "area", "balance", "overlay", "check", "CheckResult", "rules", "inspect", "anywhere", "validate", "evaluate", "Evaluation", "zone_ledger", "ZoneLedger", "Plan", "profiles", "Cards", "PlanMap", "import_plan", "PlanImport", "enclosed", "Enclosed", "corridor", "lengths",
           "line_lengths", "along", "distance", "metrics", "tabulate", "Tabulation", "transition", "Transition", "interpolate", "patches", "Layer", "LibspatialError", "NotCarriedWarning", "RejectedWarning", "errors", "__version__"]


def area(shapes: Any, *, crs: Any = None, read_limits: ReadLimits | None = None, kind: AreaKind = "official", threads: int | None = None) -> np.ndarray:
    """Area of every shape in m².

    Parameters
    ----------
    shapes : path, GeoDataFrame, GeoSeries, Arrow table, stream or array (WKB or native GeoArrow), sequence, Series or column of a DataFrame of WKB or shapely geometries, ``__geo_interface__``
    crs : str or pyproj.CRS, optional
        CRS of inputs that do not say theirs, e.g. ``"EPSG:4530"``; never overrides one. ``"GCJ-02"`` and ``"BD-09"``: degrees of a web map, moved back to
        EPSG:4490 first.
    read_limits : mapping, optional
        Limits of reading files to raise or lower, as for :func:`libspatial.read`.
    kind : {"official", "geodesic", "planar"}
    threads : int, optional
        Default: all processors. The result does not depend on it.

    Returns
    -------
    numpy.ndarray of float64
        m², in the order of the input; NaN (with a :class:`RejectedWarning`) where a shape cannot be measured. A warning says where planar areas are more than 1 % off
        those of the land: 1.9 times in EPSG:3857.

    Raises
    ------
    errors.CrsMissingError, errors.CrsImplausibleError (see also :func:`anywhere`), errors.AreaKindError (planar in degrees), errors.NoPolygonsError

    Examples
    --------
    >>> import shapely, libspatial
    >>> square = shapely.box(544000, 4857000, 544100, 4857100)
    >>> float(libspatial.area([square], crs="EPSG:4551")[0])
    9999.52
    >>> float(libspatial.area([square], crs="EPSG:4551", kind="planar")[0])
    10000.0
    """
    import numpy as np

    with frames.limited(read_limits):
        layer, _ = frames.read(shapes, "shapes", crs, attributes=False)
    if len(layer) == 0:
        return np.empty(0)
    return np.asarray(_core.areas(frames.polygons(layer, take=layer is not shapes), kind, threads or 0))


def overlay(
    subjects: Any, zones: Any, *, area: AreaKind = "official", crs: Any = None, read_limits: ReadLimits | None = None, pieces: bool = False, threads: int | None = None, progress: Progress | None = None
) -> pd.DataFrame:
    """How much of every subject lies in which zone.

    Parameters
    ----------
    subjects, zones
        As for :func:`area`. Zones in another CRS are reprojected to that of the subjects, edges divided to 70 m, with a warning.
    area : {"official", "geodesic", "planar"}
    crs : str or pyproj.CRS, optional
        CRS of inputs that do not say theirs; never overrides one.
    read_limits : mapping, optional
        Limits of reading files to raise or lower, as for :func:`libspatial.read`.
    pieces : bool
        Return the shape of every piece too.
    threads : int, optional
    progress : callable (done, all), optional
        Called about ten times a second. Return False to stop; Ctrl-C stops as well.

    Returns
    -------
    pandas.DataFrame or geopandas.GeoDataFrame
        Columns ``subject``, ``zone`` (index labels of GeoPandas and pandas inputs, else row numbers; NA outside every zone), ``area_m2``,
        ``share`` (of the subject, 0..1). Official areas of a subject add up to its own exactly. ``attrs``: ``area``, ``crs``,
        ``multi_cover_m2`` (subject → m² in several zones) and ``rejects``.

    Raises
    ------
    errors.InvalidZoneError, errors.CrsMissingError, errors.AreaKindError

    Examples
    --------
    >>> import shapely, libspatial
    >>> lot, zone = shapely.box(0, 0, 10, 10), shapely.box(0, 0, 6, 20)
    >>> libspatial.overlay([lot], [zone], crs="EPSG:32652", area="planar")
       subject  zone  area_m2  share
    0        0     0     60.0    0.6
    1        0  <NA>     40.0    0.4
    """
    import numpy as np
    import pandas as pd

    with frames.limited(read_limits):
        left, left_index = frames.read(subjects, "subjects", crs, attributes=False)
        right, right_index = frames.read(zones, "zones", crs, attributes=False)
    left = frames.polygons(left, take=left is not subjects) if len(left) else left
    right = frames.polygons(right, take=right is not zones) if len(right) else right
    if len(left) and len(right) and not _core.same_crs(left, right):
        warnings.warn(f"zones reprojected from {right.crs} to {left.crs} (edges divided to 70 m)", stacklevel=2)
        right = _core.reproject(right, left.crs_wkt)
    result = _core.overlay(left, right, area, pieces, threads or 0, progress)
    column = {name: np.asarray(result[name]) for name in ("subject", "zone", "area_m2", "share", "multi_cover_m2")}
    rows = column["subject"]
    table = pd.DataFrame({"subject": rows if left_index is None else left_index.take(rows), "zone": _labels(column["zone"], right_index),
                          "area_m2": column["area_m2"], "share": column["share"]}, copy=False)
    if pieces:
        import geopandas as gpd

        table = gpd.GeoDataFrame(table, geometry=gpd.GeoSeries.from_wkb(result["wkb"]), crs=left.crs_wkt or None)
    multi = column["multi_cover_m2"]
    found = np.flatnonzero(multi > 0)
    names = found if left_index is None else left_index.take(found)
    table.attrs.update(area=area, crs=left.crs, rejects=left.rejects, multi_cover_m2=dict(zip(names.tolist(), multi[found].tolist())))
    return table


def _labels(zone, index):
    """Row numbers as index labels; −1, which is no row, as NA."""
    import pandas as pd

    nowhere = zone < 0
    if index is None or isinstance(index, pd.RangeIndex) and index.start == 0 and index.step == 1:
        return pd.arrays.IntegerArray(zone, nowhere)
    if pd.api.types.is_integer_dtype(index.dtype):
        labels = index.take(zone.clip(0)).to_numpy("int64") if len(index) else zone
        return pd.arrays.IntegerArray(labels, nowhere)
    labels = pd.Series(pd.NA, index=range(len(zone)), dtype="object")
    labels[~nowhere] = index.take(zone[~nowhere]).to_numpy()
    return labels


def check(
    projects: Any, plan: Path | Plan | Mapping[str, Any] | Sequence[Layer], *, rules: Path | None = None, as_of: str | datetime.date | None = None,
    project_id: str | None = None, project_kind: str | None = None, accuracy: float | None = None, crs: Any = None, read_limits: ReadLimits | None = None, threads: int | None = None, progress: Progress | None = None,
) -> CheckResult:
    """Check projects against a plan: a preliminary check (初步核查意见), never an approval.

    Parameters
    ----------
    projects : path, or shapes as for :func:`area`
        Fields ``id``, ``name``, ``kind``, ``declared_area_m2`` and, for lines, ``width_m`` (m) are used when they are there.
    plan : path of a plan GeoPackage, :class:`Plan` (prepared at its first check and kept: for many checks), mapping of layer name to (Geo)DataFrame, or list of Layer
    rules : path, optional
        Rule set: a YAML file, a folder, or the name of an installed set; default: the sample (示例, 须由主管部门核定).
    as_of : str or datetime.date, optional
        Date of the check; default: today.
    project_id : str, optional
        Field of the project's id; features with one id are parcels of one project.
    project_kind : str, optional
        Kind of projects that have none.
    accuracy : float, optional
        Standard deviation of the projects' positions, m; default: as the rule set says.
    crs : str or pyproj.CRS, optional
        CRS of projects that do not say theirs; never overrides one.
    read_limits : mapping, optional
        Limits of reading files to raise or lower, as for :func:`libspatial.read`.
    threads, progress : optional
        As for :func:`overlay`.

    Returns
    -------
    CheckResult
    """
    with frames.limited(read_limits):
        given = files.read_layer(projects, crs) if isinstance(projects, (str, os.PathLike)) else frames.read(projects, "projects", crs)[0]
        if isinstance(plan, _core.PreparedPlan):
            prepared = plan
        elif isinstance(plan, Plan):
            prepared = plan._prepare()
        elif isinstance(plan, (str, os.PathLike)):
            prepared = Plan._made(files.read_layers(plan), str(plan))
        else:
            prepared = Plan._made(frames.read_plan(plan), "")
    used = frames.polygons(given, *frames.project_width())
    text, found = _core.check(used, prepared, _rule_set(rules), str(as_of or datetime.date.today()), project_id or "", project_kind or "", threads or 0, progress,
                              accuracy or 0.0, given)
    return CheckResult(text, found, used, project_id or "id")


def _rule_set(wanted):
    """The file or folder of a rule set: the sample, what the user gave, or an installed one by name."""
    installed = os.path.join(os.path.dirname(__file__), "data", "rules")
    if not wanted:
        return os.path.join(installed, "jilin-sample.yaml")
    for path in (os.fspath(wanted), os.path.join(installed, str(wanted)), os.path.join(installed, f"{wanted}.yaml"), *glob.glob(os.path.join(glob.escape(installed), "archive", glob.escape(str(wanted)), "*"))):
        if os.path.exists(path):
            return path
    return os.fspath(wanted)


def rules(rules: Path | None = None, *, as_of: str | datetime.date | None = None) -> pd.DataFrame:
    """The rules of a set, one per row.

    Parameters
    ----------
    rules : path, optional
        A YAML file, a folder, or the name of an installed set; default: the sample (示例, 须由主管部门核定).
    as_of : str or datetime.date, optional
        Only rules in force on that day; default: all.

    Returns
    -------
    pandas.DataFrame
        ``id``, ``title_zh``, ``title_en``, ``layers``, ``measures``, ``decides`` (may convict and pass), ``house_rule``, ``cite``, ``unverified``
        (ids joined by ``;``), ``exceptions``, ``tests``, ``valid_from``, ``valid_to``. ``attrs``: ``id``, ``version``, ``status``, ``hash`` of the set.
    """
    import pandas as pd

    found = _core.rules(_rule_set(rules))
    table = pd.DataFrame(found.pop("rules"))
    if as_of:
        day = str(as_of)
        table = table[(table.valid_from <= day) & ((table.valid_to == "") | (table.valid_to >= day))].reset_index(drop=True)
    table.attrs = dict(found)
    return table


def validate(
    plan: Path | Mapping[str, Any] | Sequence[Layer] | Plan, *, profile: Path | None = None, areas: Path | Mapping[str, float] | None = None, limits: Path | None = None, read_limits: ReadLimits | None = None,
    threads: int | None = None,
) -> gpd.GeoDataFrame:
    """Gaps, overlaps, land outside its parent, slivers and other flaws in the geometry of a plan. Nothing is repaired.

    Parameters
    ----------
    plan : path of a plan GeoPackage, mapping of layer name to (Geo)DataFrame, list of Layer, or Plan
    profile : str or path, optional
        City profile whose published areas the units are compared with. Default: that of a Plan, else the only one installed.
    areas : mapping of the unit's code to km², or path of a CSV ``code,area_km2``, optional
        Published areas instead of the profile's.
    limits : path, optional
        Limits in YAML; default: the sample shipped (示例, 须由主管部门核定).
    read_limits : mapping, optional
        Limits of reading files to raise or lower, as for :func:`libspatial.read`.
    threads : int, optional
        Default: all processors. The result does not depend on it.

    Returns
    -------
    geopandas.GeoDataFrame
        One row per issue, errors first: ``severity`` (error, warning, info), ``code``, ``layer``, ``rows`` and ``names`` (joined by ``;``),
        ``other_layer``, ``other_rows``, ``other_names``, ``message_zh``, ``message_en``, ``x``, ``y``, ``area_m2`` (official), ``width_m`` (2 · area /
        perimeter), ``geometry`` (the place). ``attrs["checks"]``: one dictionary per check with ``check``, ``layer``, ``made``, ``issues``,
        ``note_zh``, ``note_en``: what could not be checked is said there.

    Raises
    ------
    errors.BadPlanError, errors.BadRulesError, errors.BadArgumentError

    Examples
    --------
    >>> import geopandas, shapely, libspatial
    >>> west, east = shapely.box(543000, 4857000, 543500, 4858000), shapely.box(543490, 4857000, 544000, 4858000)
    >>> units = geopandas.GeoDataFrame({"code": ["1", "2"]}, geometry=[west, east], crs="EPSG:4551")
    >>> issues = libspatial.validate({"units": units})
    >>> issues[["severity", "code", "names", "area_m2", "width_m"]]
      severity     code names  area_m2   width_m
    0    error  overlap   1;2  9999.53  9.90099
    """
    if not isinstance(plan, Plan):
        plan = Plan(plan, profile=profile, read_limits=read_limits)
    published = _core.read_areas(str(areas)) if isinstance(areas, (str, os.PathLike)) else {str(code): float(km2) for code, km2 in (areas or {}).items()}
    limits = str(limits) if limits else os.path.join(os.path.dirname(__file__), "data", "checks", "topology.yaml")
    issues, checks = _core.validate(plan.layers, plan._profile, limits, published, threads or 0)
    table = frames.frame(issues)
    table.attrs["checks"] = [dict(zip(checks.fields, row)) | {"made": bool(row[2])} for row in zip(*checks.fields.values())]
    return table
