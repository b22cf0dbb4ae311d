"""What a check found: verdicts, pieces, tables and documents."""

from __future__ import annotations

import json
import os
import warnings
from typing import TYPE_CHECKING, Any, Literal, Union

from . import _core, documents, errors, frames
from ._core import Layer
from .frames import RejectedWarning

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

Path = Union[str, "os.PathLike[str]"]


class CheckResult:
    """The result of :func:`libspatial.check`: the same numbers as ``result.json`` of the command."""

    def __init__(self, text: str, layers: list[Layer], parcels: Layer | None = None, id_field: str = "id") -> None:
        self._text = text
        self._layers = layers
        self._parcels = parcels
        self._id_field = id_field

    def to_json(self) -> str:
        """``result.json`` as text."""
        return self._text

    def to_dict(self) -> dict[str, Any]:
        """``result.json`` as a dictionary."""
        return json.loads(self._text)

    def report_html(self) -> str:
        """The report as one page that works offline."""
        return _core.report_html(self._text, self._layers)

    def sheets(self, language: Literal["zh", "en"] = "zh") -> dict[str, pd.DataFrame]:
        """The tables of the report as they are printed, by id: summary, zones, findings, pieces, not_checked, rejects, repairs, sources, layers."""
        import pandas as pd

        return {s["id"]: pd.DataFrame(s["rows"], columns=[title for title, _ in s["columns"]]) for s in documents.sheets(self._text, self._layers, language)}

    def write(self, path: Path, language: Literal["zh", "en", "both"] = "both") -> None:
        """Write the report, as a whole or not at all: ``.html``, ``.json``, ``.pdf`` (WeasyPrint), ``.docx`` (python-docx) or ``.xlsx`` (XlsxWriter). All of them print the
        same numbers. A .docx and an .xlsx are in one language, Chinese unless ``"en"``.

        Raises
        ------
        errors.UnsupportedFormatError when the package a format needs is not installed; errors.BadArgumentError, errors.WriteFailedError
        """
        ending = os.path.splitext(str(path))[1].lower()
        one: Literal["zh", "en"] = "en" if language == "en" else "zh"
        if ending == ".pdf":
            documents.write_pdf(self.report_html(), path, language)
        elif ending == ".docx":
            documents.write_docx(self._text, path, one)
        elif ending == ".xlsx":
            documents.write_xlsx(self._text, self._layers, path, one)
        elif ending in (".html", ".json"):
            _core.write_text(str(path), self.report_html() if ending == ".html" else self._text)
        else:
            raise errors.make("bad_argument", f"{path}：结尾应为 .html、.json、.pdf、.docx 或 .xlsx", f"{path}: the ending must be .html, .json, .pdf, .docx or .xlsx")

    @property
    def layers(self) -> list[Layer]:
        """The layers of ``pieces.gpkg`` as :class:`Layer` objects."""
        return self._layers

    @property
    def pieces(self) -> gpd.GeoDataFrame:
        """Every piece of every project with role, zone and area, as a GeoDataFrame."""
        return frames.frame(next(layer for layer in self._layers if layer.name == "pieces"))

    def to_frame(self) -> pd.DataFrame:
        """One row per project: id, name, kind, verdict, official_m2 and m² per zone kind."""
        import pandas as pd

        rows = []
        for p in self.to_dict()["projects"]:
            row = {"id": p["id"], "name": p["name"], "kind": p["kind"], "verdict": p["verdict"], "official_m2": p["area"]["official_m2"]}
            row.update({z["kind"]: z["area_m2"] for z in p["zones"]})
            rows.append(row)
        return pd.DataFrame(rows)

    def facts(self) -> pd.DataFrame:
        """One row per fact that an answer rests on: what was measured, for which rule of which project.

        Returns
        -------
        pandas.DataFrame
            ``project`` (id), ``rule``, ``verdict`` (of the rule), ``name``, ``measure``, ``unit`` and ``value``, in the order of ``findings`` in ``result.json``; the value
            is NaN where it could not be measured. A finding that rests on no fact has no row: a feature that was rejected, a layer that is missing.

        Examples
        --------
        >>> import geopandas, shapely, libspatial
        >>> lot = geopandas.GeoDataFrame({"id": ["p1"]}, geometry=[shapely.box(544000, 4857000, 544100, 4857100)], crs="EPSG:4551")
        >>> zone = geopandas.GeoDataFrame({"zone_kind": ["flexible"]}, geometry=[shapely.box(544000, 4857000, 544060, 4857200)], crs="EPSG:4551")
        >>> facts = libspatial.check(lot, {"growth_boundary_zones": zone}, as_of="2026-11-01").facts()
        >>> facts.loc[facts.value > 0, ["project", "name", "measure", "unit", "value"]]
          project      name       measure unit    value
        1      p1  flexible  overlap_area   m2  5999.71
        """
        import pandas as pd

        rows = [(p["id"], f["rule"], f["verdict"], fact["name"], fact["measure"], fact["unit"], fact["value"]) for p in self.to_dict()["projects"] for f in p["findings"] for fact in f["facts"]]
        return pd.DataFrame(rows, columns=["project", "rule", "verdict", "name", "measure", "unit", "value"]).astype({"value": "float64"})

    def by_unit(self) -> pd.DataFrame:
        """One row per unit of the plan: projects that have land in it, how many with which verdict, and their land in it.

        Returns
        -------
        pandas.DataFrame
            ``code``, ``name``, ``projects``, one column per verdict, ``area_m2`` (official). A project that lies in several units counts in each of
            them; its land is measured parcel by parcel, as its ``official_m2`` is, and adds up to that to 0.01 m² where units do not overlap. Last, with
            NA as code: projects beyond every unit or without usable land.
        """
        import numpy as np
        import pandas as pd

        from . import overlay

        layers = {layer.name: layer for layer in self._layers}
        projects, units = layers["projects"], layers["units"]
        names = {field: list(units.fields.get(field, [])) for field in ("code", "name")}
        measured = projects if self._parcels is None else self._parcels
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RejectedWarning)  # the result lists them
            found = overlay(measured, units).fillna({"zone": -1}).astype({"zone": "int64"})
        found["subject"] = np.asarray(self._project_of_parcels(len(measured)), dtype="int64")[found["subject"].to_numpy()]
        parts = found.groupby(["subject", "zone"], as_index=False)["area_m2"].sum()
        nowhere = pd.DataFrame({"subject": range(len(projects)), "zone": -1, "area_m2": 0.0})
        parts = pd.concat([parts, nowhere[~nowhere["subject"].isin(parts["subject"])]])
        verdicts = pd.Series(projects.fields["verdict"]).reindex(parts["subject"]).to_numpy()
        rows = [*range(len(names["code"])), -1] if (parts["zone"] == -1).any() else range(len(names["code"]))
        table = pd.crosstab(parts["zone"], verdicts).reindex(index=rows, columns=["pass", "conditional", "needs_review", "not_checked", "conflict"], fill_value=0)
        table.insert(0, "projects", table.sum(axis=1))
        for position, field in enumerate(names):
            table.insert(position, field, [names[field][row] if row >= 0 else pd.NA for row in rows])
        table["area_m2"] = parts.groupby("zone")["area_m2"].sum().round(2).reindex(rows, fill_value=0.0)
        return table.reset_index(drop=True).rename_axis(columns=None)

    def _project_of_parcels(self, rows: int) -> list[int]:
        """For every row that was given the row of its project: rows of one id are its parcels, a row without id is a project of its own."""
        if self._parcels is None or self._id_field not in self._parcels.fields:
            return [*range(rows)]
        seen: dict[str, int] = {}
        return [seen.setdefault(name, len(seen)) for name in _core.row_names(self._parcels, self._id_field)]

    def _repr_html_(self) -> str:
        return self.to_frame().to_html(index=False)
