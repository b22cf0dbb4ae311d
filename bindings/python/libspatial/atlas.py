"""Cards and the map of a plan: what :meth:`Plan.cards` and :meth:`Plan.map` return. The same numbers and bytes as the commands."""

from __future__ import annotations

import html
import json
import os
from typing import TYPE_CHECKING, Any

from . import _core, errors

if TYPE_CHECKING:
    import pandas as pd


class Cards:
    """One card per place."""

    def __init__(self, text: str, pages: list[tuple[str, str]]) -> None:
        self._text = text
        self.pages: dict[str, str] = dict(pages)
        """HTML by file name: a page per place and ``index.html``; each works offline."""

    def __len__(self) -> int:
        return len(self.to_dict()["cards"])

    def to_json(self) -> str:
        """``cards.json`` as text."""
        return self._text

    def to_dict(self) -> dict[str, Any]:
        """``cards.json`` as a dictionary (docs/commands/plan-cards.md)."""
        return json.loads(self._text)

    def to_frame(self) -> pd.DataFrame:
        """One row per place, index id: m² of its land and of what lies in it, distances in m (``line_edge_m`` from the edge of the land to ``line``, ``line_point_m`` from the
        point to ``line_of_point``), projects; NaN where there is no number, and ``missing`` says why."""
        import pandas as pd

        rows = []
        for card in self.to_dict()["cards"]:
            row = {"id": card["id"], "name": card["name"], "unit": card["unit"], "area_m2": card["area_m2"]}
            row.update({land["role"].removeprefix("ugb.") + "_m2": land["area_m2"] for land in card["lands"]})
            for access in card["access"]:
                row[access["what"]] = access["edge"]["to"] or access["point"]["to"]
                row[access["what"] + "_edge_m"] = access["edge"]["distance_m"]
                row[access["what"] + "_of_point"] = access["point"]["to"]
                row[access["what"] + "_point_m"] = access["point"]["distance_m"]
            row.update(projects=card["distinct_projects"], population=(card["population"] or {}).get("persons"), grade=(card["point"] or {}).get("grade"),
                       missing="; ".join(text[_language()] for text in card["missing"]))
            rows.append(row)
        frame = pd.DataFrame(rows).set_index("id")
        numbers = [c for c in frame.columns if c.endswith("_m2") or c.endswith("_m")] + ["population"]
        return frame.astype({c: "float64" for c in numbers})

    def write(self, folder: str | os.PathLike[str]) -> None:
        """Every page, and ``cards.json``, as the command writes them."""
        os.makedirs(folder, exist_ok=True)
        for name, text in [*self.pages.items(), ("cards.json", self._text)]:
            _core.write_text(os.path.join(folder, name), text)

    def _repr_html_(self) -> str:
        return self.to_frame().to_html()


class PlanMap:
    """The map of a plan."""

    def __init__(self, made: dict[str, Any]) -> None:
        self.svg: str = made["svg"]
        self.html: str = made["html"]
        self.notes: list[str] = made["notes"]
        self.missing: list[str] = made["missing"]

    def write(self, path: str | os.PathLike[str]) -> None:
        """To .html (layers to switch) or .svg (the sheet). A PNG is made by the command ``libspatial plan map``."""
        name = os.fspath(path)
        if not name.endswith((".html", ".svg")):
            error: Exception = errors.make("bad_argument", f"{name}：Python 只写 .html 和 .svg；PNG 请用命令 libspatial plan map --out {name}",
                                           f"{name}: Python writes .html and .svg; a PNG is made by libspatial plan map --out {name}")
            raise error
        _core.write_text(name, self.html if name.endswith(".html") else self.svg)

    def _repr_html_(self) -> str:
        return f'<iframe srcdoc="{html.escape(self.html)}" width="100%" height="860" frameborder="0"></iframe>'


def _language() -> str:
    return "zh" if errors._chinese() else "en"
