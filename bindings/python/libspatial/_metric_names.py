"""The catalogue of metrics as Python sees it: entries by id, names of arguments, signatures."""

import functools
import inspect
import keyword
import os

from . import _core


@functools.lru_cache(maxsize=None)
def _catalogue():
    return _core.Catalogue(os.path.join(os.path.dirname(__file__), "data", "metrics"))


@functools.lru_cache(maxsize=None)
def _entries():
    """Metrics by id; the ids of one formula share an entry."""
    return {id_: entry for entry in _catalogue().entries() for id_, _, _ in entry["ids"]}


def _argument(name):
    return name + "_" if keyword.iskeyword(name) else name


def _layers_of(entry):
    names = dict.fromkeys(n["of"] for n in entry["needs"])
    return list(names)


def _signature(entry):
    """Layers first, then columns, parameters and options by name."""
    P = inspect.Parameter
    found, taken = [], set()
    for layer in _layers_of(entry):
        is_table = layer == "table"
        found.append(P(_argument(layer), P.POSITIONAL_OR_KEYWORD, default=None if is_table else P.empty))
        taken.add(layer)
    if "table" in taken and len(found) > 1:  # a default follows what has none
        found.sort(key=lambda p: p.default is not P.empty)
    for need in entry["needs"]:
        if need["type"] != "layer" and need["name"] not in taken:
            taken.add(need["name"])
            found.append(P(_argument(need["name"]), P.KEYWORD_ONLY, default=None))
    for p in entry["parameters"]:
        found.append(P(_argument(p["name"]), P.KEYWORD_ONLY, default=p["value"] or P.empty))
    found += [P("crs", P.KEYWORD_ONLY, default=None), P("read_limits", P.KEYWORD_ONLY, default=None), P("threads", P.KEYWORD_ONLY, default=None), P("progress", P.KEYWORD_ONLY, default=None)]
    return inspect.Signature(found)
