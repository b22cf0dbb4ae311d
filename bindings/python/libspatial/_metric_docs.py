"""Words about metrics: docstrings and type stubs, made from the catalogue."""

import textwrap

from ._metric_names import _argument, _entries, _layers_of, _signature

MERGES = {"each": "every row stands alone", "sum": "sums of the parts are added", "state": "a small state of the parts is added, the metric is made of it at the end",
          "all": "needs every value at once", "halo": "needs what lies within a distance of the part"}


def _literal(values):
    return "[" + ", ".join("None" if v is None else repr(v) if isinstance(v, str) else repr(int(v)) if v == int(v) else repr(v) for v in values) + "]"


def _wkt(layer):
    import shapely

    return [shapely.to_wkt(shapely.from_wkb(w), rounding_precision=-1, trim=True) for w in layer.wkb]


def _example(id_, entry, catalogue):
    """The first golden value of the id as lines of Python and what they print."""
    chosen = next((e for e in entry["examples"] if id_ in e["expect"]), None)
    if chosen is None:
        return []
    _, layers = catalogue.fixtures()[chosen["fixture"]]
    lines, words = ["import libspatial"], []
    if any(n != "table" for n in _layers_of(entry)):
        lines[0] = "import geopandas, libspatial"
    for name in _layers_of(entry):
        layer = layers[name]
        needs = [n["name"] for n in entry["needs"] if n["of"] == name and n["type"] != "layer"]
        columns = {n: layer.fields[n] for n in needs if n in layer.fields}
        if name == "table":
            words += [f"{_argument(n)}={_literal(v)}" for n, v in columns.items()]
            continue
        shapes = f"geopandas.GeoSeries.from_wkt({_wkt(layer)!r}, crs={layer.crs!r})"
        if columns:
            shapes = "geopandas.GeoDataFrame({" + ", ".join(f"{n!r}: {_literal(v)}" for n, v in columns.items()) + f"}}, geometry={shapes})"
        lines.append(f"{_argument(name)} = {shapes}")
        words.insert(0, f"{_argument(name)}={_argument(name)}")
    words += [f"{_argument(k)}={v!r}" if not v.replace(".", "", 1).lstrip("-").isdigit() else f"{_argument(k)}={v}" for k, v in chosen["parameters"].items()]
    expected = chosen["expect"][id_]
    digits = 6 if chosen["tolerance"] <= 1e-9 else 3
    text = any(isinstance(v, str) for v in expected)
    lines.append(f"libspatial.metrics.{id_}({', '.join(words)})" + (".tolist()" if text else f".round({digits}).tolist()"))
    shown = expected if text else [float("nan") if v is None else round(float(v), digits) + 0.0 for v in expected]
    return [*(f">>> {line}" for line in lines), repr(shown)]


def docstring(id_, entry, catalogue):
    """numpydoc: what it is, inputs with units, result, errors, source, an example that runs."""
    unit, title = next((u, t) for i, u, t in entry["ids"] if i == id_)
    lines = [f"{title[1][:1].upper()}{title[1][1:]} · {title[0]} [{unit}].", "", entry["formula"], ""]
    if entry["note"][1]:
        lines += [*textwrap.wrap(entry["note"][1], 100), ""]
    lines += ["Parameters", "----------"]
    titles = {n["name"]: n for n in entry["needs"]}
    parameters = {_argument(p["name"]): p for p in entry["parameters"]}
    for name, p in _signature(entry).parameters.items():
        plain = name.rstrip("_")
        if name in parameters:
            q = parameters[name]
            kind = "{" + ", ".join(f'"{w}"' for w in q["words"]) + "}" if q["words"] else "float" if q["unit"] else "number or str"
            lines += [f"{name} : {kind}" + (f", default {q['value']}" if q["value"] else ""), f"    {q['title'][1]}" + (f" [{q['unit']}]." if q["unit"] else ".")]
        elif name == "table":
            lines += ["table : DataFrame or mapping, optional", "    Columns are taken from it, by the names below or by those given."]
        elif name == "crs":
            lines += ["crs : str or pyproj.CRS, optional", "    Of layers that do not say theirs; never overrides one."]
        elif name == "read_limits":
            lines += ["read_limits : mapping, optional", "    Limits of reading files to raise or lower, as for :func:`libspatial.read`."]
        elif name == "threads":
            lines += ["threads : int, optional", "    Default: all processors. The result does not depend on it."]
        elif name == "progress":
            lines += ["progress : callable (done, all), optional", "    Return False to stop; Ctrl-C stops as well."]
        elif titles[plain]["type"] == "layer":
            lines += [f"{name} : GeoDataFrame, GeoSeries, Arrow, WKB, shapely, path", f"    {titles[plain]['title'][1].capitalize()}: polygons."]
        else:
            n = titles[plain]
            lines += [f"{name} : {'array of float' if n['type'] == 'number' else 'array of str'}, or column name" + (", optional" if n["optional"] else ""),
                      f"    {n['title'][1].capitalize()}" + (f" [{n['unit']}]" if n["unit"] else "") + (f", of {n['of']}." if n["of"] != "table" else ".")]
    per = {"row": "One value per row of the input, with its index.", "group": "One value per group or zone.", "class": "One value per class, of every zone.",
           "pair": "One value per pair.", "all": "One value."}[entry["per"]]
    lines += ["", "Returns", "-------", "pandas.Series", f"    {per} ``attrs``: ``unit``, ``reasons``, ``parameters``, ``formula``, ``source``."]
    lines += ["", "Raises", "------", "errors.FieldNotFoundError, errors.BadArgumentError" + (", errors.CrsMissingError, errors.AreaKindError (degrees)" if any(n["type"] == "layer" for n in entry["needs"]) else "")]
    lines += ["", "Notes", "-----", f"Merging: {MERGES[entry['merges']]}" + (f" ({entry['halo']})." if entry["halo"] else ".")]
    lines += ["", "References", "----------", entry["source"] + ("" if entry["verified"] else " (unverified)")]
    example = _example(id_, entry, catalogue)
    if example:
        lines += ["", "Examples", "--------", *example]
    return "\n".join(lines) + "\n"


def stub():
    """The text of metrics.pyi."""
    out = ['"""Land-use metrics by name; made from the catalogue by scripts/metrics_pages.py."""', "", "from collections.abc import Callable", "from typing import Any, Literal", "",
           "from pandas import DataFrame, Series", "", "from .frames import ReadLimits", "", "_Progress = Callable[[int, int], object] | None", "", "def catalogue() -> DataFrame: ...", "def describe(id: str) -> dict[str, Any]: ...",
           "def compute(id: str, /, *layers: Any, crs: Any = None, read_limits: ReadLimits | None = None, threads: int | None = None, progress: _Progress = None, **named: Any) -> DataFrame: ..."]
    for id_, entry in _entries().items():
        parameters = {_argument(p["name"]): p for p in entry["parameters"]}
        words, star = [], False
        for name, p in _signature(entry).parameters.items():
            if p.kind is p.KEYWORD_ONLY and not star:
                star = True
                words.append("*")
            default = "" if p.default is p.empty else " = None" if p.default is None else f" = {p.default!r}"
            kind = {"read_limits": "ReadLimits | None", "threads": "int | None", "progress": "_Progress"}.get(name, "Any")
            if name in parameters:
                choices = parameters[name]["words"]
                kind = "Literal[" + ", ".join(f'"{w}"' for w in choices) + "]" if choices else "float | str"
                if name == "boundary":
                    kind += " | bool"
                if choices and all(w.isdigit() or w == "e" for w in choices):
                    kind += " | int"
                default = default.replace("'", '"')
            words.append(f"{name}: {kind}{default}")
        out.append(f"def {id_}({', '.join(words)}) -> Series: ...")
    return "\n".join(out) + "\n"
