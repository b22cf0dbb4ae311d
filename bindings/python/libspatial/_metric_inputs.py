"""What a metric takes, as layers of the library: columns of a table, polygons with the columns that are needed; converted once for several metrics where :class:`Ready`."""

import os
from typing import Any, NamedTuple

from . import _core, arrow, errors, frames


def _is_column_name(value, table):
    return isinstance(value, str) and table is not None


def _require_no_bytes(name, series):
    """Bytes are written as hexadecimal digits, which a column of numbers would take for a number."""
    if getattr(series, "dtype", None) == object and (row := next((i for i, cell in enumerate(series) if isinstance(cell, bytes)), None)) is not None:
        raise _bytes(name, row)


def _bytes(name, row):
    return errors.make("bad_argument", f"“{name}”第 {row} 行是字节（bytes），不是数：请先转为数", f"\"{name}\" row {row} holds bytes, which are no number: turn them into numbers first")


def _cells(name, values, numbers):
    """An array (also of Arrow), Series or sequence as a list of plain values; those called `numbers` hold numbers."""
    import numpy as np
    import pandas as pd

    if arrow.is_arrow(values) and not isinstance(values, pd.Series):  # as a sequence its missing values would be objects that are called None
        column = arrow.column(name, values)
        if name in numbers and arrow.is_binary(column.type) and column.null_count < len(column):
            raise _bytes(name, column.is_valid().index(True).as_py())
        return arrow.cells(column)
    whole = isinstance(values, (pd.Series, pd.Categorical)) or (isinstance(values, np.ndarray) and values.ndim == 1)
    values = values if whole else list(values)
    series = pd.Series(values)
    if not whole and series.dtype == float and any(isinstance(cell, int) and abs(cell) > 2**53 for cell in values):  # beside a missing one pandas makes floats of them, which several share
        series = pd.Series(values, dtype=object)
    if name in numbers:
        _require_no_bytes(name, series)
    return frames._column(series.rename(name))


def _in_order_of(index, name, value):
    """A Series in the order of an index, by its labels; what has no labels stays by position."""
    import pandas as pd

    if index is None or not isinstance(value, pd.Series) or value.index.equals(index):
        return value
    labels = value.index
    if len(labels) == len(index) and labels.is_unique and index.is_unique and labels.isin(index).all():
        return value.reindex(index)
    raise errors.make("bad_argument", f"“{name}”的索引与其他列或图层的索引不同，不知道哪个值属于哪一行：请先用 reindex 对齐；确要按位置合并，请给出 .to_numpy()",
                      f"the index of \"{name}\" is not that of the other columns or of the layer, and nothing says which value belongs to which row: align it with reindex first, or give .to_numpy() to combine by position")


class Ready(NamedTuple):
    """An input that is converted already, for several metrics of it."""

    layer: _core.Layer
    index: Any = None


def ready_table(columns):
    return Ready(table_layer(None, columns)[0])


def ready_shapes(name, value, columns, crs):
    return Ready(*shape_layer(name, value, {c: c for c in columns}, crs, []))


def table_layer(table, given, numbers=()):
    """The columns of a table as a Layer, and their index. `numbers`: names of those that hold numbers."""
    import pandas as pd

    columns = {}
    if isinstance(table, (str, os.PathLike)):
        raise TypeError("table must be a DataFrame, an Arrow table or a mapping of columns; read files with pandas first")
    if isinstance(table, pd.DataFrame):
        wanted = [value for value in given.values() if isinstance(value, str)]
        frames.require_own_names(c for c in table.columns if c in wanted)
    for name, value in given.items():
        if _is_column_name(value, table):
            value = table[value]
        columns[name] = value
    index = table.index if isinstance(table, pd.DataFrame) else next((v.index for v in columns.values() if isinstance(v, pd.Series)), None)
    columns = {name: _in_order_of(index, name, value) for name, value in columns.items()}
    scalar = [name for name, value in columns.items() if isinstance(value, str) or not (hasattr(value, "__len__") or arrow.is_arrow(value))]
    cells = {n: _cells(n, v, numbers) for n, v in columns.items() if n not in scalar}
    lengths = {len(v) for v in cells.values()} or {1 if index is None else len(index)}
    if len(lengths) > 1:
        raise ValueError(f"columns of different length: { {n: len(v) for n, v in cells.items()} }")
    length = lengths.pop()
    plain = {n: [frames._plain(v)] * length if n in scalar else cells[n] for n, v in columns.items()}
    for n in scalar:
        frames.require_64_bits(n, plain[n])
    return _core.Layer("table", "", "", [None] * length, plain), index


def shape_layer(name, value, given, crs, columns, numbers=()):
    """A layer of polygons with the columns that are needed, and its index. `numbers`: names of those that hold numbers."""
    arrays = {n: v for n, v in given.items() if not isinstance(v, str)}
    names = {n: v for n, v in given.items() if isinstance(v, str)}
    wanted = [c for c in dict.fromkeys(names.values())] + [c for c in columns if c not in given]
    if type(value).__name__ == "GeoDataFrame":
        keep = [c for c in dict.fromkeys(wanted) if c in value.columns and c != value.geometry.name]
        for column in {names.get(n, n) for n in numbers if n not in arrays}.intersection(keep):
            _require_no_bytes(column, value[column])
        value = value[[*keep, value.geometry.name]] if keep else value.geometry
    layer, index = frames.read(value, name, crs, attributes=wanted)
    if arrays:
        import pandas as pd

        of_file = pd.RangeIndex(len(layer)) if isinstance(value, (str, os.PathLike)) else None  # the labels of its rows, as a frame read from it has them
        order = index if index is not None else of_file if of_file is not None else next((v.index for v in arrays.values() if isinstance(v, pd.Series)), None)
        arrays = {n: _in_order_of(order, n, v) for n, v in arrays.items()}
        fields = {**layer.fields, **{n: _cells(n, v, numbers) for n, v in arrays.items()}}
        layer = _core.Layer(layer.name, layer.file, layer.crs_wkt, layer.wkb, fields)
    if len(layer):
        layer = frames.polygons(layer, take=layer is not value)
    return layer, index
