"""Would areas computed from these data be right? What is wrong with them, and one step for each."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from . import _core, files, frames
from .frames import ReadLimits
from .imports import _alias_files, _data
from .plan import _profile_folder

if TYPE_CHECKING:
    import pandas as pd


def inspect(data: Any, *, crs: Any = None, read_limits: ReadLimits | None = None, profile: str | os.PathLike[str] | None = None, limits: str | os.PathLike[str] | None = None, threads: int | None = None) -> pd.DataFrame:
    """Diagnose data before they are used: CRS, shapes, duplicates, overlaps, areas written in fields.

    Parameters
    ----------
    data : path of a file (all its layers) or ``FILE|layername=NAME``, or shapes as for :func:`area`
    crs : str or pyproj.CRS, optional
        Declares the CRS of shapes that have none.
    read_limits : mapping, optional
        Limits of reading files to raise or lower, as for :func:`libspatial.read`.
    profile : str or path, optional
        City profile in whose frame the data should lie. Default: the only one installed.
    limits : path, optional
        Limits in YAML; default: those shipped.
    threads : int, optional
        Default: all processors. The result does not depend on it.

    Returns
    -------
    pandas.DataFrame
        One row per symptom, errors first per layer: ``layer``, ``severity`` (error: areas would be wrong; warning; info), ``code`` (docs/reference/diagnosis.md),
        ``count``, ``message_zh``, ``message_en``, ``action_zh``, ``action_en``, ``rows``, ``place``, ``fixable``. ``attrs["areas_are_right"]``: no error anywhere;
        ``attrs["layers"]``: per layer crs, read, used, repaired, rejected, area_m2 (official).

    Examples
    --------
    >>> import shapely, libspatial
    >>> found = libspatial.inspect([shapely.box(42543000, 4857000, 42543400, 4857300)], crs="EPSG:4551")
    >>> found[["severity", "code"]].values.tolist(), found.attrs["areas_are_right"]
    ([['error', 'implausible_crs']], False)
    """
    import pandas as pd

    with frames.limited(read_limits):
        if isinstance(data, (str, os.PathLike)):
            layers = [files.read_layer(data, crs)] if "|layername=" in str(data) else files.read_layers(data, crs)
        else:
            layers = [frames.read(data, "layer", crs)[0]]
    limits = str(limits) if limits else os.path.join(os.path.dirname(__file__), "data", "checks", "doctor.yaml")
    found = json.loads(_core.diagnose(layers, limits, _core.read_profile(_profile_folder(profile)), _data("schemas", "plan.yaml"), _alias_files(None, ()), frames.widest("widest_land"), threads or 0))["layers"]
    columns = ["layer", "severity", "code", "count", "message_zh", "message_en", "action_zh", "action_en", "rows", "place", "fixable"]
    rows = [[layer["layer"], s["severity"], s["code"], s["count"], s["message"]["zh"], s["message"]["en"], s["action"]["zh"], s["action"]["en"], s["rows"], s["place"], s["fixable"]]
            for layer in found for s in layer["symptoms"]]
    table = pd.DataFrame(rows, columns=columns)
    table.attrs = {"areas_are_right": all(layer["areas_are_right"] for layer in found), "layers": [{k: v for k, v in layer.items() if k != "symptoms"} for layer in found]}
    return table
