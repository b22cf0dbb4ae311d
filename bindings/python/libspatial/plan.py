"""The plan of a city: places, groups, projects and targets from a profile, land from a plan file."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from . import _core, errors, files, frames, register
from ._core import Layer
from .atlas import Cards, PlanMap
from .frames import ReadLimits

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

_DATA = os.path.join(os.path.dirname(__file__), "data", "profiles")
_ZONES = "growth_boundary_zones"


def profiles() -> list[str]:
    """Names of the installed city profiles."""
    return sorted(n for n in os.listdir(_DATA) if os.path.isfile(os.path.join(_DATA, n, "profile.yaml")))


def _profile_folder(profile: str | os.PathLike[str] | None) -> str:
    folder = os.fspath(profile) if profile is not None else profiles()[0] if len(profiles()) == 1 else ""
    if os.path.isfile(os.path.join(folder, "profile.yaml")):
        return folder
    if folder in profiles():
        return os.path.join(_DATA, folder)
    known = ", ".join(profiles())
    error: Exception = errors.make("file_not_found", f"没有城市配置“{folder}”；已安装：{known}，也可写配置文件夹", f'there is no city profile "{folder}"; installed: {known}; or give its folder')
    raise error


class Plan:
    """What a city's plan says, and the land it says it of.

    Parameters
    ----------
    layers : path of a plan GeoPackage, mapping of layer name to (Geo)DataFrame, list of Layer, optional
        docs/reference/plan-geopackage.md. Without it everything but land can be asked.
    profile : str or path, optional
        Name of an installed profile (:func:`profiles`), or a folder (docs/reference/profiles.md). Default: the only one installed.
    read_limits : mapping, optional
        Limits of reading files to raise or lower, as for :func:`libspatial.read`.

    Raises
    ------
    errors.BadProfileError, errors.BadPlanError, errors.FileNotFoundError

    Examples
    --------
    >>> import libspatial
    >>> plan = libspatial.Plan(profile="jilin")
    >>> plan.find("220221")["name"]
    '永吉县'
    >>> [group["name"] for group in plan.groups_of("昌邑区")][:2]
    ['市辖区', '北部老工业基地转型发展样板区']
    >>> len(plan.projects()), len(plan.projects(distinct=True))
    (339, 314)
    """

    def __init__(self, layers: str | os.PathLike[str] | Mapping[str, Any] | Sequence[Layer] | None = None, *, profile: str | os.PathLike[str] | None = None, read_limits: ReadLimits | None = None) -> None:
        self._profile = _core.read_profile(_profile_folder(profile))
        self.path = os.fspath(layers) if isinstance(layers, (str, os.PathLike)) else ""
        self.layers: list[Layer] = []
        if isinstance(layers, (str, os.PathLike)):
            self.layers = files.read_layers(layers, read_limits=read_limits)
        elif layers is not None:
            self.layers = frames.read_plan(layers)

    def _in_city(self) -> list[Layer]:
        """The layers, each where the city is."""
        for layer in self.layers:
            frames.require_in_city(layer)
        return self.layers

    def _prepare(self) -> _core.PreparedPlan:
        """The layers as valid land, made once: `layers` must not be changed after the first check."""
        if not hasattr(self, "_prepared"):
            self._prepared = self._made(self.layers, self.path)
        return self._prepared

    @staticmethod
    def _made(layers: list[Layer], path: str) -> _core.PreparedPlan:
        for layer in layers:
            frames.require_in_city(layer)
        return _core.PreparedPlan(layers, path)

    def __repr__(self) -> str:
        return f"Plan({self._profile.title}, {len(self._profile.places)} places, layers: {', '.join(layer.name for layer in self.layers) or 'none'})"

    @property
    def places(self) -> pd.DataFrame:
        """Every place; index id. lon, lat in WGS 84 degrees; area_km2 published figures; read population_source before adding populations."""
        return self._table(self._profile.places)

    @property
    def groups(self) -> pd.DataFrame:
        """Groups of places (plates, pilot area, belts, lists); index id. They overlap: never add up their totals, see :meth:`membership`."""
        return self._table(self._profile.groups)

    def find(self, name_or_code: str) -> dict[str, Any] | None:
        """A place by id, division code, statistical code, name or alias; None when there is none, BadArgumentError when several have the name."""
        return self._profile.find(name_or_code)

    def parents(self, place: str) -> list[dict[str, Any]]:
        """The places above a place, nearest first."""
        return self._profile.parents(place)

    def children(self, place: str) -> list[dict[str, Any]]:
        """The places directly below a place."""
        return self._profile.children(place)

    def groups_of(self, place: str) -> list[dict[str, Any]]:
        """The groups a place is a member of."""
        return self._profile.groups_of(place)

    def members(self, group: str) -> list[dict[str, Any]]:
        """The places of a group."""
        found = self._profile.group(group)
        if found is None:
            error: Exception = errors.make("bad_argument", f"没有组“{group}”", f'there is no group "{group}"')
            raise error
        return [self._profile.place(member) for member in found["members"]]

    def projects(self, unit: str = "", kind: str = "", section: str = "", distinct: bool = False) -> pd.DataFrame:
        """Projects the plan names, of a place and what lies in it, of a kind, of a section or box (专栏4); index id.

        ``distinct`` leaves out rows that repeat another and the parts of totals.
        """
        return self._table(self._profile.projects(unit, kind, section, distinct))

    def register(self, projects: Any = None, *, project_id: str = "id", crs: Any = None, read_limits: ReadLimits | None = None) -> pd.DataFrame:
        """The register of projects (项目库): every row of the plan, what repeats it, and what of it is drawn.

        Parameters
        ----------
        projects : path, or shapes as for :func:`libspatial.area`, optional
            Shapes with the plan's ids: polygons, lines (a field ``width_m`` makes them land), points. Without it nothing is said of shapes.
        project_id : str
            Field of the ids.
        crs : str or pyproj.CRS, optional
            CRS of shapes that do not say theirs.
        read_limits : mapping, optional
            Limits of reading files to raise or lower, as for :func:`libspatial.read`.

        Returns
        -------
        pandas.DataFrame
            Index id; ``name``, ``unit`` (id of its place), ``kind``, ``section``, ``geometry`` (what a map would need); ``entry``: ``"own"``, ``"repeats"``
            the row ``of``, ``"total"``, or ``"part"`` of the total ``of``; ``maybe_same_as``; ``same_name``: other rows of the unit whose names agree but
            for brackets and a final 项目 or 工程; ``difference``: what a total says beyond the sum of its parts. With shapes: ``drawn`` (``"yes"``,
            ``"partly"`` some features cannot be used, ``"rejected"`` none can, ``"other_shape"`` a line or point where land is needed, ``"as_other"`` under
            the ids ``drawn_as``, ``"no"``), ``features``, ``area_m2`` (official, sum of the features), ``length_m``, ``outside_unit_m2`` (land beyond
            the place that the plan names; NaN where that place has no land in the plan file), ``units`` and ``towns`` (names; of each feature the largest part first).
            ``attrs["unknown"]``: ids that the plan does not name; ``attrs["rejects"]``.

        Raises
        ------
        errors.BadArgumentError
            The shapes have no field of ids.

        Examples
        --------
        >>> import libspatial
        >>> table = libspatial.Plan(profile="jilin").register()
        >>> table["entry"].value_counts().to_dict()
        {'own': 313, 'repeats': 13, 'part': 12, 'total': 1}
        >>> float(table.loc["b3-023", "difference"]), table.loc["b10-028", "of"]
        (0.0, 'b1-004')
        """
        table = register.rows(self._profile)
        if projects is None:
            return table
        with frames.limited(read_limits):
            given = files.read_layer(projects, crs) if isinstance(projects, (str, os.PathLike)) else frames.read(projects, "projects", crs)[0]
        if project_id not in given.fields:
            where = given.file or given.name
            error: Exception = errors.make("bad_argument", f"{where} 没有字段 {project_id}，无法与规划的项目对应；请用 project_id= 指明编号字段",
                                           f"{where} has no field {project_id}, so its rows cannot be matched with the plan's projects: name the field by project_id=")
            raise error
        ids = ["" if value is None else str(value) for value in given.fields[project_id]]
        unknown, rejects = register.add_shapes(table, given, ids, self)
        if rejects:
            warnings.warn(f"{len(rejects)} feature(s) not used, first: {rejects[0]['en']}", frames.RejectedWarning, stacklevel=2)
        table.attrs.update(unknown=unknown, rejects=rejects)
        return table

    def targets(self, name: str = "", year: str | int = "") -> pd.DataFrame:
        """Quantities the plan commits to or reports, by id or part of the name, and by year; index id."""
        return self._table(self._profile.targets(name, str(year)))

    def zones(self, kind: str = "", unit: str = "") -> gpd.GeoDataFrame:
        """Zones of the growth boundary, of a kind (concentrated, flexible, special) and of a unit (id, code or name)."""
        table = frames.frame(self._layer(_ZONES))
        if kind:
            table = table[table["zone_kind"] == kind]
        if unit:
            table = table[table["unit_code"].astype(str) == self._profile.place(unit)["code"]]
        return table

    def membership(self, names: Iterable[str], *, area: str = "official", threads: int | None = None) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
        """The land of groups or places, and how much every two share.

        Returns
        -------
        lands : geopandas.GeoDataFrame
            id, name, kind, area_m2 and the dissolved land. ``attrs``: ``sum_m2`` (land counted as often as it is named), ``cover_m2`` (once),
            ``missing`` (members without land, which are not in the numbers; warned of as well).
        shared : pandas.DataFrame
            m² that the row's land has in common with the column's; ids as labels.
        """
        import pandas as pd

        found = _core.membership(self._in_city(), self._profile, list(names), area, threads or 0)
        for text in found["missing"]:
            warnings.warn(text, stacklevel=2)
        lands = frames.frame(found["lands"])
        lands.insert(3, "area_m2", found["areas"])
        lands.attrs.update(sum_m2=found["sum"], cover_m2=found["cover"], missing=found["missing"], area=area)
        return lands, pd.DataFrame(found["shared"], index=list(lands["id"]), columns=list(lands["id"]))

    def cards(self, places: Iterable[str] = (), *, group: str = "", threads: int | None = None) -> Cards:
        """One card per place: official areas of its land and of what lies in it, projects that name it, distances; what is missing is said.

        Parameters
        ----------
        places : ids, codes or names, optional
            These places instead of a group.
        group : str, optional
            Id or name of a group; default: the one the profile states (``cards: group`` in profile.yaml).

        Returns
        -------
        Cards

        Raises
        ------
        errors.BadArgumentError
            An unknown place or group, both given, or none and the profile states none.
        """
        wanted = [places] if isinstance(places, str) else list(places)
        if wanted and group:
            error: Exception = errors.make("bad_argument", "group 与 places 只能用一个", "use group or places, not both")
            raise error
        text, pages = _core.cards(self._in_city(), self._profile, group, wanted, threads or 0, os.path.basename(self.path))
        return Cards(text, pages)

    def map(self, *, language: str = "zh", title: str = "", groups: Iterable[str] = (), hidden: Iterable[str] = ()) -> PlanMap:
        """The plan drawn: units, zones, farmland, red line, lines, groups, projects and places, as a page with layers to switch and as a sheet.

        ``groups`` are outlined (default: every plate); ``hidden`` layers (units, towns, farmland, redline, zones, areas, groups, corridors, lines, projects, places, names)
        are not shown at first. Without layers only what the profile says is drawn.
        """
        return PlanMap(_core.plan_map(self._in_city(), self._profile, language, title, list(groups), list(hidden), os.path.basename(self.path)))

    def _layer(self, name: str) -> Layer:
        for layer in self.layers:
            if layer.name == name:
                return layer
        error: Exception = errors.make("layer_not_found", f"规划没有图层 {name}", f"the plan has no layer {name}")
        raise error

    @staticmethod
    def _table(rows: list[dict[str, Any]]) -> pd.DataFrame:
        import pandas as pd

        return pd.DataFrame(rows).set_index("id") if rows else pd.DataFrame()
