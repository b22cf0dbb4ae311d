"""One Voronoi mesh over the prefecture: fine downtown, middling round the towns, coarse elsewhere. Its edges are bent a
little, each the same for both of its cells, so that whatever is made of cells shares borders to the last bit."""

import math

import numpy as np
import shapely
from pyproj import Transformer

METRES, DEGREES = "EPSG:4551", "EPSG:4490"
_to_degrees = Transformer.from_crs(METRES, DEGREES, always_xy=True)
_to_metres = Transformer.from_crs(DEGREES, METRES, always_xy=True)

FRAME = (430_000.0, 4_690_000.0, 690_000.0, 4_990_000.0)
LONGEST_STRAIGHT = 400.0   # metres; longer edges get more than one bend
LARGEST_BEND = 0.05        # of the edge's length


def to_metres(lon, lat):
    return np.column_stack(_to_metres.transform(np.asarray(lon), np.asarray(lat)))


def jittered(rng, frame, step):
    x0, y0, x1, y1 = frame
    xs, ys = np.meshgrid(np.arange(x0, x1, step), np.arange(y0, y1, step))
    points = np.column_stack([xs.ravel(), ys.ravel()])
    points[:, 0] += step / 2 * (np.round((points[:, 1] - y0) / step) % 2)
    return points + rng.uniform(-0.3, 0.3, points.shape) * step


def seeds(rng, discs, step, land):
    """Points of the mesh: `discs` are (centre, radius, step), the first that holds a point decides its step; elsewhere, within `land`, `step`."""
    frame = FRAME if land is None else shapely.bounds(land)
    left = jittered(rng, frame, step)
    if land is not None:
        left = left[shapely.contains_xy(land, left)]
    chosen = []
    for centre, radius, step in discs:
        frame = (centre[0] - radius, centre[1] - radius, centre[0] + radius, centre[1] + radius)
        points = jittered(rng, frame, step)
        points = points[np.hypot(*(points - centre).T) < radius]
        for other, other_radius, _ in discs:
            if other is centre:
                break
            points = points[np.hypot(*(points - other).T) >= other_radius]
        chosen.append(points)
        left = left[np.hypot(*(left - centre).T) >= radius + 0.4 * step]
    return np.vstack([*chosen, left])


def bends(a, b):
    """Inner points of edges in metres, a fixed function of their two ends: (how many of each, the points of each in order from a to b)."""
    (ax, ay), (bx, by) = a.T, b.T
    length = np.hypot(bx - ax, by - ay)
    count = np.where(length < 60, 0, np.where(length < LONGEST_STRAIGHT, 1, 3))
    inner = np.empty((len(a), 3, 2))
    for k in (1, 2, 3):
        wild = (12.9898 * ax + 78.233 * ay + 37.719 * bx + 4.581 * by + k).tolist()
        phase = np.array([math.sin(v) for v in wild]) * 43758.5453  # math.sin: the same bits on every processor
        t, bend = k / (count + 1), LARGEST_BEND * (2 * (phase - np.floor(phase)) - 1)
        inner[:, k - 1, 0] = ax + (bx - ax) * t - (by - ay) * bend
        inner[:, k - 1, 1] = ay + (by - ay) * t + (bx - ax) * bend
    return count, inner


def to_degrees(ring):
    lon, lat = _to_degrees.transform(*np.asarray(ring).T)
    return np.column_stack([np.round(lon, 9), np.round(lat, 9)])


class Edges:
    """The rings of all cells as edges between numbered corners; every edge is bent once, for both of its cells."""

    def __init__(self, raw):
        xy, ring = shapely.get_coordinates(raw, return_index=True)
        xy = np.round(xy, 4)
        corners, ids = np.unique(xy[:, 0] + 1j * xy[:, 1], return_inverse=True)  # in order of x, then y
        corners = np.column_stack([corners.real, corners.imag])
        inside = ring[:-1] == ring[1:]
        self.a, self.ring, b = ids[:-1][inside], ring[:-1][inside], ids[1:][inside]
        key, self.edge = np.unique(np.minimum(self.a, b).astype(np.int64) * len(corners) + np.maximum(self.a, b), return_inverse=True)
        self.forward = self.a < b
        self.count, inner = bends(corners[key // len(corners)], corners[key % len(corners)])
        self.corners, self.inner = to_degrees(corners), to_degrees(inner.reshape(-1, 2)).reshape(inner.shape)

    def cells(self):
        count = self.count[self.edge]
        last = np.append(np.diff(self.ring) > 0, True)
        size = 1 + count + last  # the last edge of a ring also closes it
        at = np.cumsum(size) - size
        xy = np.empty((size.sum(), 2))
        xy[at] = self.corners[self.a]
        for k in (1, 2, 3):
            rows = np.flatnonzero(count >= k)
            xy[at[rows] + k] = self.inner[self.edge[rows], np.where(self.forward[rows], k - 1, count[rows] - k)]
        first = np.append(True, np.diff(self.ring) > 0)
        xy[at[last] + size[last] - 1] = self.corners[self.a[first]]
        return shapely.polygons(shapely.linearrings(xy, indices=np.repeat(self.ring, size)))

    def straighten(self, cells):
        self.count[self.edge[np.isin(self.ring, cells)]] = 0


def make(rng, discs, step=1500.0, land=None):
    """(cells in degrees, their centres in metres); every cell valid, every inner edge shared bit by bit. `land`: metres, prepared."""
    raw = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(seeds(rng, discs, step, land))))
    raw = raw[shapely.within(raw, shapely.box(*FRAME))]
    centres = shapely.get_coordinates(shapely.centroid(raw))
    edges = Edges(raw)
    for _ in range(20):
        cells = edges.cells()
        bad = np.flatnonzero(~shapely.is_valid(cells))
        if len(bad) == 0:
            return cells, centres
        edges.straighten(bad)
    raise RuntimeError(f"{len(bad)} cells stay invalid")
