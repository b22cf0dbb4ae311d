"""Shapes in Arrow's buffers: WKB and native GeoArrow as what the core takes, without an object per point, ring or row.

A polygon of one closed ring goes to the core by its coordinates, in blocks; everything else, and everything that may be wrong, as WKB, which the core reads with all its
checks. Positions within buffers are computed for all rows at once.
"""

import itertools

from . import _core, errors

WKB = ("geoarrow.wkb", "ogc.wkb")
MULTI = 3  # a WKB type + 3 is the one of several parts
TYPES = {"geoarrow.point": 1, "geoarrow.linestring": 2, "geoarrow.polygon": 3, "geoarrow.multipoint": 4, "geoarrow.multilinestring": 5, "geoarrow.multipolygon": 6}
STEP = 4096  # rows at once: their coordinates, and the positions of these, stay in the processor's reach


def layer(column, extension, name, crs, fields):
    """The Layer of a column of shapes (a ChunkedArray of storage, looked through) with the cells of other columns."""
    import numpy as np

    chunks = [_Wkb(chunk) if extension in WKB else _Native(chunk, extension) for chunk in _pieces(column)]
    made = None
    if chunks and not fields:
        rings = [chunk.plain() for chunk in chunks]
        counts = np.concatenate([counts for counts, _ in rings])
        rest = [wkb for chunk, (n, _) in zip(chunks, rings) for wkb in chunk.wkb(n == 0)]
        made = _core.from_rings(name, crs, itertools.chain.from_iterable(blocks for _, blocks in rings), counts, rest)
    return made or _core.Layer(name, "", crs, [wkb for chunk in chunks for wkb in chunk.wkb()], fields)


def srids(column):
    """The SRIDs that EWKB carries within itself."""
    return set().union(*(_Wkb(chunk).srids() for chunk in _pieces(column)))


def _pieces(column):
    return [chunk.slice(i, 16 * STEP) for chunk in column.chunks for i in range(0, len(chunk), 16 * STEP)]


def _blocks(pick, starts, counts, unit):
    """The coordinates of rings that begin at `starts`, x y x y …; from one point to the next it is `unit`."""
    import numpy as np

    for i in range(0, len(starts), STEP):
        start, count = starts[i : i + STEP], counts[i : i + STEP]
        if unit == 1 and (start[1:] == (start + count)[:-1]).all():
            yield pick(slice(start[0], start[-1] + count[-1]))
        else:
            ends = np.cumsum(count)
            yield pick(np.repeat(start - unit * (ends - count), count) + unit * np.arange(ends[-1]))


class _Wkb:
    """A chunk of large_binary."""

    def __init__(self, chunk):
        import numpy as np

        _, offsets, data = chunk.buffers()
        self.chunk = chunk
        self.offsets = np.frombuffer(offsets, np.int64)[chunk.offset : chunk.offset + len(chunk) + 1]
        self.bytes = np.frombuffer(data, np.uint8) if data else np.empty(0, np.uint8)
        self.valid = chunk.is_valid().to_numpy(zero_copy_only=False)

    def _at(self, kind):
        """Every byte as the beginning of a number."""
        import numpy as np

        size = np.dtype(kind).itemsize
        return np.ndarray((max(0, len(self.bytes) - size + 1),), kind, self.bytes, strides=(1,))

    def plain(self):
        """``(points of the row, or 0; blocks of coordinates)`` of polygons of one closed ring, little endian, x y."""
        import numpy as np

        sizes = np.diff(self.offsets)
        rows = np.flatnonzero(self.valid & (sizes >= 13 + 4 * 16))
        heads, numbers, points = self.offsets[rows], self._at("<u4"), self._at("<c16")
        count = numbers[heads + 9].astype(np.int64)
        plain = (self.bytes[heads] == 1) & (numbers[heads + 1] == 3) & (numbers[heads + 5] == 1) & (sizes[rows] == 13 + 16 * count)
        rows, heads, count = rows[plain], heads[plain], count[plain]
        closed = points[heads + 13] == points[heads + 16 * count - 3]
        counts = np.zeros(len(sizes), np.int64)
        counts[rows[closed]] = count[closed]
        return counts, _blocks(lambda at: points[at].view(np.float64), heads[closed] + 13, count[closed], 16)

    def wkb(self, rows=None):
        return (self.chunk if rows is None else self.chunk.filter(_mask(rows))).to_numpy(zero_copy_only=False).tolist()

    def srids(self):
        import numpy as np

        heads = self.offsets[:-1][self.valid & (np.diff(self.offsets) >= 9)]
        found = set()
        for order, kind in ((1, "<u4"), (0, ">u4")):
            mine, numbers = heads[self.bytes[heads] == order], self._at(kind)
            mine = mine[(numbers[mine + 1] & 0x20000000) != 0]
            found |= {int(n) for n in np.unique(numbers[mine + 5])}
        return found - {0}


def _mask(rows):
    import pyarrow as pa

    return pa.array(rows)


class _Native:
    """A chunk of native GeoArrow, as rows of parts of rings of points: a point and a line have one part, a part of theirs one ring."""

    def __init__(self, chunk, extension):
        import numpy as np
        import pyarrow as pa

        self.chunk, self.extension = chunk, extension
        self.valid = chunk.is_valid().to_numpy(zero_copy_only=False)
        self.type, self.multi = (TYPES[extension] - 1) % MULTI + 1, TYPES[extension] > MULTI
        levels, within = [], chunk
        for _ in range(self.type - 1 + self.multi):
            if not (pa.types.is_list(within.type) or pa.types.is_large_list(within.type)):
                _refuse_type(chunk, extension)
            offsets = within.offsets.to_numpy().astype(np.int64)
            within = within.values.slice(offsets[0], offsets[-1] - offsets[0])
            if within.null_count:
                raise errors.make("damaged_file", f"Arrow 列（{extension}）的环或坐标中有空值", f"the Arrow column ({extension}) has nulls among its rings or coordinates")
            levels.append(offsets - offsets[0])
        one_each = np.arange(len(chunk) + 1)
        self.parts = levels.pop(0) if self.multi else one_each
        self.rings = levels.pop(0) if self.type == 3 else np.arange(self.parts[-1] + 1)
        self.points = levels.pop(0) if self.type > 1 else np.arange(self.rings[-1] + 1)
        self.pick = _coordinates(within, chunk, extension)

    def plain(self):
        """As of WKB."""
        import numpy as np

        counts = np.zeros(len(self.chunk), np.int64)
        rows = np.flatnonzero(self.valid & (np.diff(self.parts) == 1)) if self.type == 3 else np.empty(0, np.int64)
        part = self.parts[rows]
        one = self.rings[part + 1] - self.rings[part] == 1
        rows, ring = rows[one], self.rings[part[one]]
        starts, count = self.points[ring], self.points[ring + 1] - self.points[ring]
        rows, starts, count = (a[count >= 4] for a in (rows, starts, count))
        closed = (self.pick(starts) == self.pick(starts + count - 1)).all(axis=1)
        counts[rows[closed]] = count[closed]
        return counts, _blocks(self.pick, starts[closed], count[closed], 1)

    def wkb(self, rows=None):
        """ISO WKB: every number is written where the counts of what stands before it say."""
        import numpy as np

        if rows is not None:
            return _Native(self.chunk.filter(_mask(rows)), self.extension).wkb() if rows.any() else []
        in_head, in_part, in_ring = 9 * self.multi, 9 if self.type == 3 else 5, 4 if self.type > 1 else 0
        row_of = np.repeat(np.arange(len(self.chunk)), np.diff(self.parts))
        part_of = np.repeat(np.arange(len(row_of)), np.diff(self.rings))
        first, points = self.rings[self.parts], np.diff(self.points)
        heads = 16 * self.points[first] + in_ring * first + in_part * self.parts + in_head * np.arange(len(self.chunk) + 1)
        parts = 16 * self.points[self.rings[:-1]] + in_ring * self.rings[:-1] + in_part * np.arange(len(row_of)) + in_head * (row_of + 1)
        rings = 16 * self.points[:-1] + in_ring * np.arange(len(part_of)) + in_part * (part_of + 1) + in_head * (row_of[part_of] + 1)
        data = np.zeros(heads[-1] + 16, np.uint8)  # room for a number at any byte
        numbers = np.ndarray((heads[-1] + 1,), "<u4", data, strides=(1,))
        pairs = np.ndarray((heads[-1] + 1,), "<c16", data, strides=(1,))
        if self.multi:
            data[heads[:-1]], numbers[heads[:-1] + 1], numbers[heads[:-1] + 5] = 1, self.type + MULTI, np.diff(self.parts)
        data[parts], numbers[parts + 1] = 1, self.type
        if self.type == 3:
            numbers[parts + 5] = np.diff(self.rings)
        if in_ring:
            numbers[rings] = points
        for i in range(0, len(rings), STEP):
            a, b = self.points[i], self.points[min(i + STEP, len(rings))]
            at = np.repeat(rings[i : i + STEP] + in_ring - 16 * self.points[:-1][i : i + STEP], points[i : i + STEP]) + 16 * np.arange(a, b)
            pairs[at] = self.pick(slice(a, b)).view(np.complex128)[:, 0]
        whole = data.tobytes()
        return [whole[a:b] if valid else None for a, b, valid in zip(heads[:-1].tolist(), heads[1:].tolist(), self.valid.tolist())]


def _coordinates(points, chunk, extension):
    """A function that gives the x y of points, float64, by their numbers."""
    import numpy as np
    import pyarrow as pa

    kind = points.type
    if pa.types.is_struct(kind) and {"x", "y"} <= {f.name for f in kind} and kind.field("x").type == kind.field("y").type == pa.float64():
        x, y = (points.field(axis).to_numpy(zero_copy_only=False) for axis in "xy")
        return lambda at: np.column_stack((x[at], y[at]))
    if pa.types.is_fixed_size_list(kind) and 2 <= kind.list_size <= 4 and kind.value_type == pa.float64():
        numbers = points.values.slice(points.offset * kind.list_size, len(points) * kind.list_size).to_numpy(zero_copy_only=False)
        if kind.list_size == 2:
            pairs = numbers.view(np.complex128)
            return lambda at: pairs[at].view(np.float64).reshape(-1, 2)
        numbers = numbers.reshape(-1, kind.list_size)
        return lambda at: np.ascontiguousarray(numbers[at, :2])
    return _refuse_type(chunk, extension)


def _refuse_type(chunk, extension):
    raise errors.make("unsupported_format", f"Arrow 列注明为 {extension}，但类型是 {chunk.type}", f"an Arrow column says {extension}, and its type is {chunk.type}")
