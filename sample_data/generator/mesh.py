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


def seeds(rng, discs):
    """Points of the mesh: `discs` are (centre, radius, step), the first that holds a point decides its step."""
    left = jittered(rng, FRAME, 1500.0)
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


def bent(a, b):
    """Inner points of an edge in metres: a fixed function of its two ends, whichever comes first."""
    turned = a > b
    if turned:
        a, b = b, a
    (ax, ay), (bx, by) = a, b
    length = np.hypot(bx - ax, by - ay)
    count = 0 if length < 60 else 1 if length < LONGEST_STRAIGHT else 3
    inner = []
    for k in range(1, count + 1):
        phase = math.sin(12.9898 * ax + 78.233 * ay + 37.719 * bx + 4.581 * by + k) * 43758.5453
        t, bend = k / (count + 1), LARGEST_BEND * (2 * (phase - math.floor(phase)) - 1)
        inner.append((ax + (bx - ax) * t - (by - ay) * bend, ay + (by - ay) * t + (bx - ax) * bend))
    return inner[::-1] if turned else inner


def to_degrees(ring):
    lon, lat = _to_degrees.transform(*np.asarray(ring).T)
    return np.column_stack([np.round(lon, 9), np.round(lat, 9)])


def cell_ring(corners, straight):
    ring = []
    for a, b in zip(corners[:-1], corners[1:]):
        ring.append(a)
        if (min(a, b), max(a, b)) not in straight:
            ring.extend(bent(a, b))
    ring.append(ring[0])
    return ring


def make(rng, discs):
    """(cells in degrees, their centres in metres); every cell valid, every inner edge shared bit by bit."""
    points = shapely.multipoints(seeds(rng, discs))
    raw = shapely.get_parts(shapely.voronoi_polygons(points))
    raw = raw[shapely.within(raw, shapely.box(*FRAME))]
    centres = shapely.get_coordinates(shapely.centroid(raw))
    corners = [[(round(x, 4), round(y, 4)) for x, y in shapely.get_coordinates(c)] for c in raw]
    straight = set()
    for _ in range(20):
        cells = shapely.polygons([shapely.linearrings(to_degrees(cell_ring(ring, straight))) for ring in corners])
        bad = np.flatnonzero(~shapely.is_valid(cells))
        if len(bad) == 0:
            return cells, centres
        for i in bad:
            straight.update((min(a, b), max(a, b)) for a, b in zip(corners[i][:-1], corners[i][1:]))
    raise RuntimeError(f"{len(bad)} cells stay invalid")
