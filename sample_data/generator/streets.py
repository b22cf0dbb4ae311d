"""Streets of the four districts with red-line widths: as many, as long and as large as the plan says (765, 2146.9 km, 29 km²), and some of
the county towns beside them. Synthetic: a grid that is bent by a smooth field; streets meet in common vertices."""

import numpy as np
import shapely

from . import exact, mesh, official, zones

COUNT, METRES, SQUARE = 765, 2_146_900.0, 29_000_000.0
STEP = 160.0                        # metres between neighbours of the grid
CLASSES = np.array([7, 9, 12, 14, 16, 20, 24, 30, 40])
WIDE, NARROW = 50.0, 7.0            # of the two last streets, whose lengths make both sums exact
BLOCK = ["越山路", "吉林大街", "松江中路", "解放大路"]   # north, east, south, west: the block of 120 ha that the plan renews
BLOCK_CENTS = 120_000_000
REACH = 7700.0


def grid(centre, radius, step):
    """Nodes (degrees) of a bent grid and which of them lie within `radius`."""
    n = int(radius / step) + 2
    i, j = np.meshgrid(np.arange(-n, n + 1), np.arange(-n, n + 1), indexing="ij")
    flat = np.column_stack([i.ravel(), j.ravel()]) * step
    turn = np.array([[0.94, -0.34], [0.34, 0.94]])
    xy = flat @ turn.T + 0.25 * step * np.column_stack([zones.noise(flat, 5 * step, 1.0), zones.noise(flat, 6 * step, 4.0)])
    inside = np.hypot(*xy.T) < radius * (1 + 0.1 * zones.noise(xy, radius, 3.0))
    return mesh.to_degrees(xy + centre).reshape(*i.shape, 2), inside.reshape(i.shape)


def runs(nodes, good):
    """Ways along both directions of the grid through good nodes."""
    for xy, ok in ((nodes, good), (nodes.transpose(1, 0, 2), good.T)):
        for line, use in zip(xy, ok):
            edges = np.flatnonzero(np.diff(np.concatenate([[0], use.astype(int), [0]])))
            yield from (line[a:b] for a, b in zip(edges[::2], edges[1::2]) if b - a > 3)


def chunks(rng, ways, count):
    """The ways in `count` pieces of about the same number of nodes, pieces of a way meeting in a node."""
    edges = np.array([len(w) - 1 for w in ways], float)
    share = edges / edges.sum() * count
    parts = np.maximum(1, np.floor(share).astype(int))
    for i in np.argsort(-(share - parts), kind="stable")[: count - parts.sum()]:
        parts[i] += 1
    for way, n in zip(ways, parts):
        at = np.linspace(0, len(way) - 1, n + 1)
        at[1:-1] += rng.uniform(-0.2, 0.2, n - 1) * (at[1] - at[0]) if n > 1 else 0
        at = np.round(at).astype(int)
        yield from (way[a:b + 1] for a, b in zip(at[:-1], at[1:]))


def length(way):
    return official.GEOD.line_length(*way.T)


def block(centre):
    """Four streets that enclose exactly 120 ha; their ends reach beyond the corners."""
    half = np.sqrt(BLOCK_CENTS / 100) / 2
    corners = np.array([(-half, half), (half, half), (half, -half), (-half, -half)])
    middle = (corners + np.roll(corners, -1, axis=0)) / 2 * 1.02
    ring = np.vstack([corners[0], middle[0] - (10, 0), middle[0], middle[0] + (10, 0), *zip(corners[1:], middle[1:]), corners[0]])
    for _ in range(9):
        degrees = mesh.to_degrees(ring + centre)
        ring *= np.sqrt(BLOCK_CENTS / 100 / abs(official.signed(degrees)))
    turn = np.sign(official.signed(degrees))
    for vertex in (5, 7, 2):  # a long lever, then a short one
        wanted = turn * BLOCK_CENTS / 100 - official.signed(degrees)
        degrees[vertex], left = exact.best_move(degrees, vertex, vertex - 1, vertex + 1, wanted)
    if abs(left) > 1e-3:
        raise RuntimeError("the block misses its area")
    for name, first, last, width in zip(BLOCK, (0, 4, 6, 8), (4, 6, 8, 10), (30.0, 40.0, 30.0, 30.0)):
        side = degrees[first:last + 1]
        over = (side[0] - side[-1]) * 0.2
        yield name, np.vstack([np.round(side[0] + over, 9), side, np.round(side[-1] - over, 9)]), width


def widths(rng, metres, fixed_area, rest):
    """A width for every street; the two last ones, `rest` metres together, can then make up for what is missing."""
    width = rng.choice(CLASSES, len(metres), p=np.array([14, 18, 20, 16, 12, 9, 6, 3, 2]) / 100).astype(float)
    low, high = NARROW * rest + (WIDE - NARROW) * 0.3 * rest, NARROW * rest + (WIDE - NARROW) * 0.7 * rest
    while not low < (missing := SQUARE - fixed_area - (metres * width).sum()) < high:
        i = rng.integers(len(metres))
        k = np.searchsorted(CLASSES, width[i]) + (1 if missing > 0.5 * (low + high) else -1)
        if 0 <= k < len(CLASSES) and abs(CLASSES[k] - width[i]) * metres[i] < 1.5 * max(abs(missing - low), abs(missing - high)):
            width[i] = CLASSES[k]
    return width


def straight(start, direction, metres):
    lon, lat, _ = official.GEOD.fwd(*start, direction, metres)
    return np.array([start, (lon, lat)])


def make(rng, world, units):
    """(rows, truth)."""
    districts = shapely.union_all([units[c] for c in world.codes[:4]])
    shapely.prepare(districts)
    nodes, good = grid(world.city, REACH, STEP)
    good &= shapely.contains(shapely.buffer(districts, -0.002), shapely.points(nodes))
    named = list(block(world.city + (200.0, 300.0)))
    ways = list(chunks(rng, list(runs(nodes, good)), COUNT - len(named) - 2))
    fixed = sum(length(way) for _, way, _ in named)
    spare = sum(map(length, ways)) + fixed - (METRES - 7000.0)
    while spare > 0:  # dead ends: some streets lose their last node
        i = rng.integers(len(ways))
        if len(ways[i]) > 6:
            spare -= length(ways[i][-2:])
            ways[i] = ways[i][:-1]
    metres = np.array([length(w) for w in ways])
    rest = METRES - fixed - metres.sum()
    fixed_area = sum(length(way) * width for _, way, width in named)
    width = widths(rng, metres, fixed_area, rest)
    wide = (SQUARE - fixed_area - (metres * width).sum() - NARROW * rest) / (WIDE - NARROW)
    start = mesh.to_degrees([world.city + (-1000.0, -1000.0)])[0]
    last = [("合成纬一路", straight(start, 200.0, wide), WIDE), ("合成经一路", straight(start, 320.0, rest - wide), NARROW)]
    streets = [*named, *[(f"合成街道{i + 1:03d}号", w, d) for i, (w, d) in enumerate(zip(ways, width))], *last]
    for u, (name, centre, radius, _) in enumerate(world.places):
        if radius == 2300.0:  # county towns: not in the four districts
            small, ok = grid(centre, 1500.0, 300.0)
            streets += [(f"{name}{i + 1}号街（合成）", w, 14.0) for i, w in enumerate(runs(small, ok))]
    rows = [{"id": f"st-{i + 1:04d}", "name": name, "width_m": float(d), "geometry": shapely.LineString(w)} for i, (name, w, d) in enumerate(streets)]
    return rows, list(truth(rows, units, districts))


def truth(rows, units, districts):
    lines = [r["geometry"] for r in rows]

    def within(shape):
        metres = [sum(official.length(p) for p in shapely.get_parts(x)) for x in shapely.intersection(lines, shape)]
        return sum(m > 0 for m in metres), sum(metres) / 1000, sum(m * r["width_m"] for m, r in zip(metres, rows)) / 1e6

    for name, shape in (("", districts), *((f"/{code}", shape) for code, shape in units.items())):
        count, km, km2 = within(shape)
        where = "within the four districts" if name == "" else "within the unit"
        if name == "":
            yield "roads_count", count, "1", f"streets {where}"
        yield f"roads_length{name}", km, "km", f"geodesic length (GRS80) {where}"
        yield f"roads_area{name}", km2, "km2", f"length × red-line width {where}, crossings counted for both streets"
    yield "roads_count/with_county_towns", len(rows), "1", "all rows"
    yield "renewal_block", 1_200_000.00, "m2", "official area enclosed by " + "、".join(BLOCK)
