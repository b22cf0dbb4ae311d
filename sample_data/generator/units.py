"""The nine units: every cell goes to the unit whose places are nearest, distances divided by a factor per unit that is
turned until the areas are those of the facts."""

import numpy as np
import shapely
from pyproj import Geod

GEOD = Geod(ellps="GRS80")
PROTECTED = 2500.0  # metres round a place that belong to its unit


def areas_km2(cells):
    return np.array([abs(GEOD.geometry_area_perimeter(c)[0]) for c in cells]) / 1e6


def spanning_lines(points):
    """Shortest connections of a unit's points (Prim)."""
    inside, lines = [0], []
    while len(inside) < len(points):
        rest = [i for i in range(len(points)) if i not in inside]
        a, b = min(((i, j) for i in inside for j in rest), key=lambda p: np.hypot(*(points[p[0]] - points[p[1]])))
        lines.append(shapely.linestrings([points[a], points[b]]))
        inside.append(b)
    return shapely.multilinestrings(lines) if lines else shapely.points(points[0])


def distances(centres, points_of):
    """Cells × units: metres to the skeleton of the unit; nearly nothing inside a protected disc."""
    cells = shapely.points(centres)
    result = np.empty((len(centres), len(points_of)))
    for u, points in enumerate(points_of):
        result[:, u] = shapely.distance(cells, spanning_lines(points)) + 1.0
        near = np.min([np.hypot(*(centres - p).T) for p in points], axis=0)
        result[near < PROTECTED, u] = 1e-3 * near[near < PROTECTED] + 1e-3
    return result


def main_parts(cells, unit, count):
    """Cells that do not hang together with the largest part of their unit."""
    stray = np.zeros(len(cells), bool)
    for u in range(count):
        rows = np.flatnonzero(unit == u)
        parts = shapely.get_parts(shapely.coverage_union_all(cells[rows]))
        if len(parts) > 1:
            largest = parts[np.argmax(shapely.area(parts))]
            shapely.prepare(largest)
            stray[rows] = ~shapely.intersects(largest, shapely.point_on_surface(cells[rows]))
    return stray


def fill_holes(cells, unit, scaled):
    """Unassigned cells enclosed by units go to a unit beside them, the nearest one, from the rim of the hole inwards."""
    land = shapely.coverage_union_all(cells[unit >= 0])
    filled = shapely.union_all(shapely.polygons(shapely.get_exterior_ring(shapely.get_parts(land))))
    shapely.prepare(filled)
    holes = np.flatnonzero((unit < 0) & shapely.contains_properly(filled, shapely.point_on_surface(cells)))
    if len(holes) == 0:
        return
    hole, other = shapely.STRtree(cells).query(cells[holes], predicate="intersects")
    edges = shapely.length(shapely.intersection(cells[holes[hole]], cells[other])) > 0
    hole, other = holes[hole[edges]], other[edges]
    while np.any(unit[holes] < 0):
        rim = (unit[hole] < 0) & (unit[other] >= 0)
        for cell in np.unique(hole[rim]):
            beside = np.unique(unit[other[rim & (hole == cell)]])
            unit[cell] = beside[np.argmin(scaled[cell, beside])]


def assign(cells, km2, centres, points_of, targets):
    """Unit of every cell (−1: beyond the prefecture)."""
    d = distances(centres, points_of)
    factors = np.sqrt(targets) * 400
    best, best_error = None, np.inf
    for step in range(130):
        scaled = d / factors
        unit = np.where(scaled.min(axis=1) <= 1, scaled.argmin(axis=1), -1)
        settled = step >= 80  # from here on islands are cleared every time, and the factors turn slowly
        if settled:
            unit[main_parts(cells, unit, len(targets))] = -1
            fill_holes(cells, unit, scaled)
        found = np.array([km2[unit == u].sum() for u in range(len(targets))])
        error = np.abs(found / targets - 1).max()
        if settled and error < best_error:
            best, best_error = unit.copy(), error
        factors *= np.clip(targets / found, 0.8, 1.25) ** (0.15 if settled else 0.4)
    return best, best_error
