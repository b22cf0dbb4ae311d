"""Every target of the plan computed, or what is missing for it; the land accounts; the plan's own figures."""

from __future__ import annotations

import datetime
import json
import os
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from . import _core, files, frames
from ._core import Layer
from .frames import ReadLimits
from .plan import Plan

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


_ASKED_BY = {  # the layers of an account alone: where none of them is given, nobody asked for it
    ("批而未供", "approved and not supplied"): ("land_approvals",), ("闲置土地", "idle land"): ("land_supplies",),
    ("耕地平衡", "farmland balance"): ("land_parcels_base",), ("增减挂钩", "demolition and rebuilding"): ("demolitions", "rebuilds"),
}


def _was_asked(reason: str, given: set[str]) -> bool:
    """Whether a reason why something could not be made is about land that was given."""
    layers = next((of for words, of in _ASKED_BY.items() if reason.startswith((f"{words[0]}：", f"{words[1]}: "))), None)
    return layers is None or not given.isdisjoint(layers)


@dataclass(frozen=True)
class Evaluation:
    """What :func:`evaluate` found: tables, and the land of the accounts. docs/reference/evaluation.md describes every column."""

    as_of: str
    indicators: pd.DataFrame          #: index id; stated, value, unit, gap, standing, formula, note
    by_unit: pd.DataFrame             #: id, unit_code, value, unit
    figures: pd.DataFrame             #: index id; the plan's own figures beside what their parts add up to
    accounts: pd.DataFrame            #: account, part, unit_code, year, cause, area_m2
    units: pd.DataFrame               #: index unit_code ("": all); expansion, double control, people and stock
    farmland: pd.DataFrame | None     #: by unit and class; the last row is the sum
    pairs: pd.DataFrame | None        #: index project
    land: dict[str, gpd.GeoDataFrame]  #: account → its land, row by row
    missing: list[str]                #: accounts that could not be made, with why
    details: dict[str, Any]           #: the whole as in evaluation.json


def _drawn(projects: Any, crs: Any, read_limits: ReadLimits | None) -> Layer | None:
    if projects is None:
        return None
    with frames.limited(read_limits):
        given = files.read_layer(projects, crs) if isinstance(projects, (str, os.PathLike)) else frames.read(projects, "projects", crs)[0]
    return frames.polygons(given, *frames.project_width())


def evaluate(
    plan: str | os.PathLike[str] | Mapping[str, Any] | Sequence[Layer] | Plan, *, as_of: str | datetime.date | None = None, projects: Any = None,
    profile: str | os.PathLike[str] | None = None, limits: str | os.PathLike[str] | None = None, crs: Any = None, read_limits: ReadLimits | None = None, threads: int | None = None,
) -> Evaluation:
    """Compute every target of the plan from its layers and tables: a preliminary view, never an approval.

    Parameters
    ----------
    plan : path of a plan GeoPackage, mapping of layer name to (Geo)DataFrame, list of Layer, or Plan
    as_of : str or datetime.date, optional
        Day of the evaluation; default today. Baselines are taken at the end of their year.
    projects : path, or shapes as for :func:`area`, optional
        Planned projects as drawn; the field ``id`` is the id in the profile.
    profile : str or path, optional
        City profile; default: that of a Plan, else the only one installed.
    limits : path, optional
        Parameters in YAML; default: the sample shipped (示例, 须由主管部门核定).
    crs : str or pyproj.CRS, optional
        CRS of projects that do not say theirs; never overrides one.
    read_limits : mapping, optional
        Limits of reading files to raise or lower, as for :func:`libspatial.read`.
    threads : int, optional
        Default: all processors. The result does not depend on it.

    Returns
    -------
    Evaluation
        Areas are official, in m² to 0.01. ``indicators.standing`` is agrees, differs, reached, short, computed, missing or not_spatial. ``missing`` names every account that
        could not be made; a warning only those of which a layer of their own is given (``land_approvals``, ``land_supplies``, ``land_parcels_base``, ``demolitions``, ``rebuilds``).

    Raises
    ------
    errors.BadPlanError, errors.BadRulesError, errors.BadArgumentError, errors.BadProfileError, errors.CrsImplausibleError (see also :func:`anywhere`)

    Examples
    --------
    >>> import pandas as pd, libspatial
    >>> people = pd.DataFrame({"unit_code": ["220202"], "year": [2020], "total": [581852], "urban": [472950], "settled": [5200]})
    >>> import geopandas, shapely
    >>> units = geopandas.GeoDataFrame({"code": ["220202"], "name": ["昌邑区"]}, geometry=[shapely.box(126.5, 43.8, 126.6, 43.9)], crs="EPSG:4490")
    >>> found = libspatial.evaluate({"units": units, "population": people}, as_of="2025-12-31")
    >>> found.indicators.loc["urb_rate_2025", ["value", "gap", "standing"]].tolist()
    [81.28355939311028, -14.283559393110281, 'reached']
    """
    if not isinstance(plan, Plan):
        plan = Plan(plan, profile=profile, read_limits=read_limits)
    drawn = _drawn(projects, crs, read_limits)
    limits = str(limits) if limits else os.path.join(os.path.dirname(__file__), "data", "checks", "evaluation.yaml")
    tables, text, missing = _core.evaluate(plan._in_city(), plan._profile, limits, str(as_of or datetime.date.today()), drawn, threads or 0)
    made = {table.name: frames.frame(table) for table in tables}
    details = json.loads(text)
    given_layers = {layer.name for layer in plan.layers}
    for reason in missing:
        if _was_asked(reason, given_layers):
            warnings.warn(reason, stacklevel=2)

    def table(name: str, index: str = "") -> Any:
        found = made.get(name)
        if found is None:
            return None
        found = found.drop(columns="geometry", errors="ignore")
        return found.set_index(index) if index else found

    return Evaluation(
        as_of=details["as_of"], indicators=table("indicators", "id"), by_unit=table("indicators_by_unit"), figures=table("figures", "id"), accounts=table("accounts"),
        units=table("units", "unit_code"), farmland=table("farmland"), pairs=table("pairs", "project"),
        land={a["id"]: made[a["id"]] for a in details["accounts"]}, missing=missing, details=details)


class ZoneLedger(NamedTuple):
    """What :func:`zone_ledger` found."""

    zones: gpd.GeoDataFrame    #: index row of the boundary; area, approved, projects, left; the geometry is what is left
    entries: gpd.GeoDataFrame  #: by zone, in the order of claiming: what each takes, what was of an earlier one already, what is left after it
    beside: dict[str, float]   #: m²: approved, approved_twice, approved_outside, and the same of the projects


def zone_ledger(
    plan: str | os.PathLike[str] | Mapping[str, Any] | Sequence[Layer] | Plan, *, as_of: str | datetime.date | None = None, projects: Any = None, crs: Any = None,
    read_limits: ReadLimits | None = None, threads: int | None = None,
) -> ZoneLedger:
    """Tell how much of every zone of the growth boundary earlier approvals have used, and what is left: a preliminary view, never an approval.

    Parameters
    ----------
    plan : path of a plan GeoPackage, mapping of layer name to (Geo)DataFrame, list of Layer, or Plan
        With ``growth_boundary_zones`` and ``land_approvals`` (``approved_on``, ``batch``).
    as_of : str or datetime.date, optional
        The last day whose approvals count; default today.
    projects : path, or shapes as for :func:`area`, optional
        What would come next, in its order; a column ``id`` or ``name`` names them.
    crs : str or pyproj.CRS, optional
        CRS of projects that do not say theirs; never overrides one.
    read_limits : mapping, optional
        Limits of reading files to raise or lower, as for :func:`libspatial.read`.
    threads : int, optional
        Default: all processors. The result does not depend on it.

    Returns
    -------
    ZoneLedger
        Official areas in m² to 0.01, in the CRS of the boundary. Each place is of the first that claims it; in every zone ``area = approved + projects + left``.

    Raises
    ------
    errors.BadPlanError, errors.BadArgumentError, errors.CrsImplausibleError (see also :func:`anywhere`)

    Warns
    -----
    frames.RejectedWarning
        Approvals or projects without a usable shape or date are not counted: each is named.

    Examples
    --------
    >>> import geopandas, libspatial, shapely
    >>> zones = geopandas.GeoDataFrame({"zone_kind": ["flexible"]}, geometry=[shapely.box(543000, 4857000, 543100, 4857100)], crs="EPSG:4551")
    >>> approved = geopandas.GeoDataFrame({"batch": ["2024-1"], "approved_on": ["2024-03-01"]}, geometry=[shapely.box(543000, 4857000, 543050, 4857100)], crs="EPSG:4551")
    >>> found = libspatial.zone_ledger({"growth_boundary_zones": zones, "land_approvals": approved}, as_of="2025-12-31")
    >>> found.zones[["area_m2", "approved_m2", "left_m2"]].round(0).values.tolist()
    [[9996.0, 4998.0, 4998.0]]
    """
    if not isinstance(plan, Plan):
        plan = Plan(plan, read_limits=read_limits)
    zones, entries, beside, flaws = _core.zone_ledger(plan._in_city(), str(as_of or datetime.date.today()), _drawn(projects, crs, read_limits), threads or 0)
    for flaw in flaws:
        warnings.warn(flaw, frames.RejectedWarning, stacklevel=2)
    return ZoneLedger(frames.frame(zones).set_index("row"), frames.frame(entries), beside)
