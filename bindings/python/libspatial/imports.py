"""Layers of a planning bureau brought into the standard form of a plan: the same answer as ``libspatial plan import``."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Union

from . import _core, errors, files, frames
from ._core import Layer
from .frames import ReadLimits

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

Path = Union[str, "os.PathLike[str]"]


class PlanImport:
    """The result of :func:`import_plan`."""

    def __init__(self, layers: list[Layer], report: dict[str, Any]) -> None:
        self.layers = layers
        self.report = report

    @property
    def exit_code(self) -> int:
        """0 all recognised and used, 1 something unknown or unverified, 2 rows were rejected."""
        return self.report["exit_code"]

    def to_frames(self) -> dict[str, gpd.GeoDataFrame | pd.DataFrame]:
        """Every layer of the plan as a GeoDataFrame, tables as a DataFrame, by name."""
        return {layer.name: frames.frame(layer) if layer.crs else _table(layer) for layer in self.layers}


def _table(layer):
    import pandas as pd

    return pd.DataFrame(layer.fields)


def import_plan(
    sources: Path | Sequence[Path], *, schemas: Sequence[Path] = (), profile: str | None = None, roles: Mapping[str, str] | None = None, crs: Any = None, read_limits: ReadLimits | None = None,
    valid_from: str = "", valid_to: str = "", covers: str | Mapping[str, str] | None = None, accuracy_m: float = 0.0, source: str = "",
) -> PlanImport:
    """Recognise the layers of a bureau and bring them into the standard form of a plan. Nothing is written: ``.layers`` can be the plan of :func:`check`.

    Parameters
    ----------
    sources : path or paths of FileGDB folders, GeoPackages, Shapefiles, …
    schemas : paths of further alias files, which come before those of the library
    profile : name of the city's profile, whose alias files are used too
    roles : mapping of layer name to role, or to ``"none"`` to leave a layer out
    crs : of layers that do not say theirs
    read_limits : mapping, optional
        Limits of reading files to raise or lower, as for :func:`libspatial.read`.
    valid_from, valid_to, covers, accuracy_m, source : what the manifest says; `covers` is ``"units"``, ``"partial"`` or a mapping of role to either

    Returns
    -------
    PlanImport

    Raises
    ------
    errors.BadPlanError
        No layer is recognised, a layer or a role is ambiguous, or name and code of a zone contradict each other.
    """
    paths = [sources] if isinstance(sources, (str, os.PathLike)) else list(sources)
    with frames.limited(read_limits):
        layers = [layer for path in paths for layer in files.read_layers(path)]
    by_role = {"": covers} if isinstance(covers, str) else dict(covers or {})
    made, text = _core.import_layers(layers, os.path.join(_data("schemas"), "plan.yaml"), _alias_files(profile, schemas), list((roles or {}).items()),
                                     frames._crs_text(crs), valid_from, valid_to, source, by_role, float(accuracy_m), profile or "", [str(p) for p in paths])
    return PlanImport(made, json.loads(text))


def _data(*names):
    return os.path.join(os.path.dirname(__file__), "data", *names)


def _alias_files(profile, schemas):
    """What the library knows, then the profile, then the user: the last has the first word."""
    if profile and any(c in profile for c in "/\\."):
        raise errors.make("bad_argument", f"profile {profile} 应为一个名字，不是路径", f"profile {profile} must be a name, not a path")
    found = _yaml_files(_data("schemas"), but="plan.yaml")
    if profile:
        found += _yaml_files(_data("profiles", profile, "schemas"))
    return found + [str(path) for path in schemas]


def _yaml_files(folder, but=""):
    if not os.path.isdir(folder):
        return []
    return [os.path.join(folder, name) for name in sorted(os.listdir(folder)) if name.endswith(".yaml") and name != but]
