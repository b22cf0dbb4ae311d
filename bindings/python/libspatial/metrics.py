"""Land-use metrics by name: ``libspatial.metrics.shdi(...)``; each with formula, unit, source and golden values.

The functions are made from the catalogue (docs/reference/metrics.md): ``help(libspatial.metrics.lei)`` shows formula, inputs and an example, ``catalogue()`` lists all,
``compute(id, ...)`` gives every column of a formula at once. A layer is anything :func:`libspatial.area` takes; a column is an array, a Series, a number, or the name of a column of
``table`` (or of the layer). Several Series, or a Series beside a layer with an index, belong together by their labels (rows of a file are 0, 1, …): the same labels in another
order are put in order, other labels are refused (``.to_numpy()`` combines by position). Results keep the index of the input; what is undefined is NaN, and ``attrs["reasons"]`` says why.
"""

import contextlib
import math
import os
import warnings

from . import _metric_inputs, frames
from ._metric_names import _argument, _catalogue, _entries, _layers_of, _signature

__all__ = ["catalogue", "compute", "describe"]


def _entry(id_):
    if id_ not in _entries():
        _catalogue().compute(id_, {}, {}, {}, 1, None)  # raises, and names what is like it
    return _entries()[id_]


def catalogue():
    """Every metric as a table.

    Returns
    -------
    pandas.DataFrame
        Index ``id``; ``group``, ``title_zh``, ``title_en``, ``unit``, ``per``, ``merges``, ``formula``, ``source``, ``verified``.
    """
    import pandas as pd

    rows = [(id_, e["group"], *next(t for i, _, t in e["ids"] if i == id_), next(u for i, u, _ in e["ids"] if i == id_), e["per"], e["merges"], e["formula"], e["source"], e["verified"])
            for id_, e in _entries().items()]
    return pd.DataFrame(rows, columns=["id", "group", "title_zh", "title_en", "unit", "per", "merges", "formula", "source", "verified"]).set_index("id")


def describe(id):
    """All that the catalogue says of one metric.

    Parameters
    ----------
    id : str

    Returns
    -------
    dict
        ``ids`` (id, unit, title of every column of its formula), ``group``, ``per``, ``formula``, ``note``, ``needs``, ``parameters``, ``merges``, ``halo``, ``source``,
        ``verified``, ``examples`` (the golden values).

    Raises
    ------
    errors.BadArgumentError
        No such metric; the message names what is like it.
    """
    return dict(_entry(id))


def _run(id_, entry, arguments):
    threads, progress, crs = arguments["threads"], arguments["progress"], arguments["crs"]
    layers, indexes, renamed, rejects = {}, {}, {}, []
    for name in _layers_of(entry):
        needs = [n for n in entry["needs"] if n["of"] == name and n["type"] != "layer"]
        given = {n["name"]: arguments[_argument(n["name"])] for n in needs if arguments.get(_argument(n["name"])) is not None and n["name"] != name}
        value, numbers = arguments.get(_argument(name)), {n["name"] for n in needs if n["type"] == "number"}
        if isinstance(value, _metric_inputs.Ready):
            layers[name], indexes[name] = value
            renamed.update({f"{name}.{n}": v for n, v in given.items()})
            rejects += value.layer.rejects
        elif name == "table":
            if hasattr(value, "__arrow_c_stream__") and not hasattr(value, "iloc"):
                import pyarrow as pa

                value = pa.table(value).to_pandas()
            if value is not None and not isinstance(value, (str, os.PathLike)):
                given.update({n["name"]: n["name"] for n in needs if n["name"] not in given and n["name"] in value})
            layers[name], indexes[name] = _metric_inputs.table_layer(value, given, numbers)
        else:
            with frames.limited(arguments["read_limits"]):
                layers[name], indexes[name] = _metric_inputs.shape_layer(name, value, given, crs, [n["name"] for n in needs], numbers)
            renamed.update({f"{name}.{n}": v for n, v in given.items() if isinstance(v, str)})
            rejects += layers[name].rejects
    parameters = {}
    for p in entry["parameters"]:
        value = arguments.get(_argument(p["name"]))
        if value is not None:
            parameters[p["name"]] = ("yes" if value else "no") if isinstance(value, bool) else repr(float(value)) if isinstance(value, float) else str(value)
    found = _catalogue().compute(id_, layers, renamed, parameters, threads or 0, progress)
    return _frame(entry, found, layers, indexes, rejects)


def _index_of(entry, found, layers, indexes):
    """The index of the input where a row of the result is a row of it; else what the row is."""
    import pandas as pd

    keys = {n: list(v) for n, v in found["keys"].items()}
    for layer in ("source", "target"):
        if layer in keys and indexes.get(layer) is not None:
            keys[layer] = [pd.NA if i is None else indexes[layer][int(i)] for i in keys[layer]]
    if not keys:
        last = _layers_of(entry)[-1]  # rows are those of the last input: "new" of old and new
        index = indexes[last] if found["per"] == "row" and len(layers[last]) == found["rows"] else None
        return pd.RangeIndex(found["rows"]) if index is None else index
    if all(len(v) == 1 and isinstance(v[0], str) and v[0] == "" for v in keys.values()):
        return pd.RangeIndex(found["rows"])
    keys = {n: v for n, v in keys.items() if n not in ("zone", "group", "region", "year") or any(x != "" for x in v)}
    if not keys:
        return pd.RangeIndex(found["rows"])
    if len(keys) == 1:
        return pd.Index(next(iter(keys.values())), name=next(iter(keys)))
    return pd.MultiIndex.from_arrays(list(keys.values()), names=list(keys))


def _number(word):
    """A parameter as it was meant: "50" is 50, "official" a word."""
    for kind in (int, float):
        with contextlib.suppress(ValueError):
            if math.isfinite(kind(word)):
                return kind(word)
    return word


def _frame(entry, found, layers, indexes, rejects):
    import numpy as np
    import pandas as pd

    index = _index_of(entry, found, layers, indexes)
    values = {n: np.asarray(v) if not isinstance(v, list) else v for n, v in found["values"].items()}
    frame = pd.DataFrame(values, index=index)
    frame.attrs.update(units=dict(found["units"]), reasons={index[row]: why for row, why in found["reasons"].items()}, parameters={n: _number(v) for n, v in found["parameters"].items()},
                       formula=entry["formula"], source=entry["source"], notes=list(found["notes"]), rejects=rejects)
    for note in found["notes"]:
        warnings.warn(note, stacklevel=4)
    return frame


def compute(id, /, *layers, crs=None, read_limits=None, threads=None, progress=None, **named):
    """Every column of the formula a metric belongs to.

    Parameters
    ----------
    id : str
        Of any metric of the formula; given by position, since ``id=`` is a column of some metrics.
    *layers, **named
        As the function of that name takes them: see ``help(libspatial.metrics.<id>)``.
    crs : str or pyproj.CRS, optional
        CRS of layers that do not say theirs; never overrides one.
    read_limits : mapping, optional
        Limits of reading files to raise or lower, as for :func:`libspatial.read`.
    threads : int, optional
        Default: all processors. The result does not depend on it.
    progress : callable (done, all), optional
        Return False to stop; Ctrl-C stops as well.

    Returns
    -------
    pandas.DataFrame
        One column per id; the index is that of the input, or what a row is (zone, class, …). ``attrs``: ``units``, ``reasons`` (index → why a value is missing),
        ``parameters`` with the defaults used (numbers as numbers), ``formula``, ``source``, ``notes``, ``rejects``.

    Examples
    --------
    >>> import libspatial
    >>> libspatial.metrics.compute("sidi", area_m2=[50, 30, 20]).round(3)
       sidi  siei  msidi  msiei
    0  0.62  0.93  0.968  0.881
    """
    entry = _entry(id)
    bound = _signature(entry).bind(*layers, crs=crs, read_limits=read_limits, threads=threads, progress=progress, **named)
    bound.apply_defaults()
    return _run(id, entry, bound.arguments)


def _make(id_):
    from . import _metric_docs

    entry = _entries()[id_]
    signature = _signature(entry)

    def metric(*args, **kwargs):
        bound = signature.bind(*args, **kwargs)
        bound.apply_defaults()
        a = bound.arguments
        table = _run(id_, entry, a)
        series = table[id_]
        series.attrs = {**table.attrs, "unit": table.attrs["units"][id_]}
        return series

    metric.__name__ = metric.__qualname__ = id_
    metric.__module__ = __name__
    metric.__signature__ = signature
    metric.__doc__ = _metric_docs.docstring(id_, entry, _catalogue())
    return metric


_made = {}


def __getattr__(name):
    if name.startswith("__") or name not in _entries():
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if name not in _made:
        _made[name] = _make(name)
    return _made[name]


def __dir__():
    return sorted([*__all__, *_entries()])
