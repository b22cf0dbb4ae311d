"""Makes the data of the benchmark from a seed: a seamless coverage of parcels, and zones that follow the parcels' borders bit by bit
for most of their length and cut across parcels for the rest.

    generate.py 10k | 100k | 1m [--out FOLDER] [--seed N]     writes parcels.gpkg, zones.gpkg, zones3.gpkg (three multipolygons)
                                                              and zones42.gpkg (the zones again, with about 1/42 of their vertices)

A grid of some 100 m is bent: every corner is moved, every edge between two corners is a line of 3 to 13 vertices of its own, the same
for the parcels on both sides. Rows that are thin are cut into roads of 3 km; some parcels have a hole with a parcel in it."""

import argparse
import os
from pathlib import Path

import numpy as np
import pyogrio.raw
import shapely

SIZES = {"tiny": 16, "10k": 100, "100k": 336, "1m": 1064}  # columns and rows
CELL, ROAD_WIDTH, ROAD_EVERY, ROAD_CELLS = 100.0, 20.0, 25, 30
ORIGIN, CRS = np.array([480000.0, 4800000.0]), "EPSG:4551"
GRAIN = 1e-4  # metres: what surveyors write
TILE = 360    # cells: zones are dissolved within squares of this side
KINDS = ("concentrated", "flexible", "special")
FILES = ("parcels", "zones", "zones3", "zones42")
COARSE = 147.0  # metres: simplifying a coverage by this much leaves 1/42 of its vertices


class Lines:
    """The bent edges of the grid: line i runs from corner start[i] to corner end[i], its inner vertices are a run of `inner`."""

    def __init__(self, rng, corners, start, end, amplitude):
        self.corners, self.start, self.end = corners, start, end
        count = rng.integers(3, 14, len(start))
        self.offset = np.concatenate([[0], np.cumsum(count)])
        line = np.repeat(np.arange(len(start)), count)
        t = (np.arange(self.offset[-1]) - self.offset[line] + 1) / (count[line] + 1)
        a, d = corners[start[line]], (corners[end] - corners[start])[line]
        bend = rng.uniform(-1, 1, len(start))[line] * np.sin(np.pi * t) + rng.uniform(-0.15, 0.15, len(t)) * np.minimum(1, 6 * t * (1 - t))
        normal = np.column_stack([-d[:, 1], d[:, 0]])
        limit = np.minimum(amplitude, 0.04 * np.hypot(*d.T) * (amplitude / 4))[:, None]
        inner = a + d * t[:, None] + normal / np.hypot(*normal.T)[:, None] * bend[:, None] * limit
        self.inner = np.round(inner / GRAIN) * GRAIN

    def points(self, i, forward=True):
        """Of one line, without its last corner."""
        inner = self.inner[self.offset[i]:self.offset[i + 1]]
        first = self.corners[self.start[i] if forward else self.end[i]]
        return np.vstack([first, inner if forward else inner[::-1]])


class Mesh:
    def __init__(self, rng, n):
        self.n = n
        height = np.where(np.arange(n) % ROAD_EVERY == ROAD_EVERY - 1, ROAD_WIDTH, CELL)
        ys = np.concatenate([[0], np.cumsum(height)])
        xs = np.arange(n + 1) * CELL
        corners = np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)
        near_road = np.isin(np.arange(n + 1) % ROAD_EVERY, [ROAD_EVERY - 1, 0])[:, None].repeat(n + 1, axis=1).ravel()
        reach = np.where(near_road, 3.0, 18.0)[:, None]
        self.corners = np.round((ORIGIN + corners + rng.uniform(-1, 1, corners.shape) * reach) / GRAIN) * GRAIN
        rows, columns = np.divmod(np.arange((n + 1) * n), n)
        east = rows * (n + 1) + columns                                     # horizontal line (row 0..n, column 0..n-1)
        rows, columns = np.divmod(np.arange(n * (n + 1)), n + 1)
        north = rows * (n + 1) + columns                                    # vertical line (row 0..n-1, column 0..n)
        start, end = np.concatenate([east, north]), np.concatenate([east + 1, north + n + 1])
        self.lines = Lines(rng, self.corners, start, end, 4.0)
        self.bold = Lines(rng, self.corners, start, end, 9.0)               # what zones follow where they do not follow parcels
        self.is_road = height == ROAD_WIDTH

    def south(self, row, column):
        return row * self.n + column

    def west(self, row, column):
        return (self.n + 1) * self.n + row * (self.n + 1) + column


def ragged_cells(mesh, rows, columns):
    """Rings of many cells at once: four lines each, two of them backwards."""
    lines = mesh.lines
    sides = [(mesh.south(rows, columns), True), (mesh.west(rows, columns + 1), True), (mesh.south(rows + 1, columns), False), (mesh.west(rows, columns), False)]
    counts = sum(lines.offset[s + 1] - lines.offset[s] + 1 for s, _ in sides) + 1
    offset = np.concatenate([[0], np.cumsum(counts)])
    coordinates = np.empty((offset[-1], 2))
    at = offset[:-1].copy()
    for side, forward in sides:
        coordinates[at] = mesh.corners[lines.start[side] if forward else lines.end[side]]
        count = lines.offset[side + 1] - lines.offset[side]
        which = np.repeat(np.arange(len(side)), count)
        k = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
        source = lines.offset[side][which] + (k if forward else count[which] - 1 - k)
        coordinates[at[which] + 1 + k] = lines.inner[source]
        at += count + 1
    coordinates[at] = coordinates[offset[:-1]]
    return coordinates, offset


def parcels(rng, mesh):
    rows, columns = np.divmod(np.arange(mesh.n * mesh.n), mesh.n)
    plain = ~mesh.is_road[rows]
    coordinates, offset = ragged_cells(mesh, rows[plain], columns[plain])
    shapes = shapely.from_ragged_array(shapely.GeometryType.POLYGON, coordinates, (offset, np.arange(len(offset))))
    holed = np.flatnonzero(rng.random(len(shapes)) < 0.01)
    middle = np.round(shapely.get_coordinates(shapely.centroid(shapes[holed])) / GRAIN) * GRAIN
    angle = np.linspace(0, 2 * np.pi, 13)[:-1]
    rings = np.round((middle[:, None] + 12 * np.stack([np.cos(angle), np.sin(angle)], axis=-1)) / GRAIN) * GRAIN
    holes = shapely.polygons(np.concatenate([rings, rings[:, :1]], axis=1))
    shapes[holed] = [shapely.Polygon(s.exterior, [h.exterior]) for s, h in zip(shapes[holed], holes)]
    roads = [road(mesh, row, column) for row in np.flatnonzero(mesh.is_road) for column in range(0, mesh.n, ROAD_CELLS)]
    return np.concatenate([shapes, holes, np.array(roads, dtype=object)]) if roads else np.concatenate([shapes, holes])


def road(mesh, row, column):
    last = min(mesh.n, column + ROAD_CELLS)
    ring = [mesh.lines.points(mesh.south(row, c)) for c in range(column, last)] + [mesh.lines.points(mesh.west(row, last))]
    ring += [mesh.lines.points(mesh.south(row + 1, c), False) for c in reversed(range(column, last))] + [mesh.lines.points(mesh.west(row, column), False)]
    return shapely.polygons(np.vstack([*ring, ring[0][:1]]))


def smooth_noise(rng, n, grain):
    coarse = rng.random((n // grain + 3, n // grain + 3))
    at = np.arange(n) / grain
    i, f = at.astype(int), at - at.astype(int)
    rows = coarse[i] * (1 - f)[:, None] + coarse[i + 1] * f[:, None]
    return rows[:, i] * (1 - f) + rows[:, i + 1] * f


def kind_of_cells(rng, n):
    """−1 or a kind; no two cells of a kind touch at a corner only."""
    noise = smooth_noise(rng, n, 24) + 0.5 * smooth_noise(rng, n, 7) + 0.03 * rng.random((n, n))
    kind = np.digitize(noise, np.quantile(noise, [0.35, 0.62, 0.83])) - 1
    while True:
        a, b, c, d = kind[:-1, :-1], kind[:-1, 1:], kind[1:, :-1], kind[1:, 1:]
        first, second = (a == d) & (a != b) & (a != c), (b == c) & (b != a) & (b != d)
        if not (first | second).any():
            return kind
        b[first] = a[first]
        r, k = np.nonzero(second & ~first)
        kind[r, k] = kind[r, k + 1]


def in_tiles(kind):
    n = len(kind)
    tile = (np.arange(n) // TILE)[:, None] * -(-n // TILE) + np.arange(n) // TILE
    return np.where(kind < 0, -1, tile * len(KINDS) + kind)


def outline(mesh, zone):
    """Directed lines with the zone on their left, by zone: {zone: {corner: (corner, line, forward)}}."""
    n = mesh.n
    padded = np.pad(zone, 1, constant_values=-1)
    result = {}

    def add(inside, beside, line, start, end, forward):
        for z, i, a, b in zip(inside[inside != beside], line[inside != beside], start[inside != beside], end[inside != beside]):
            if z >= 0:
                result.setdefault(int(z), {})[int(a)] = (int(b), int(i), forward)

    rows, columns = (v.ravel() for v in np.mgrid[0:n, 0:n])
    here = zone[rows, columns]
    for line, beside, forward in ((mesh.south(rows, columns), padded[rows, columns + 1], True), (mesh.west(rows, columns + 1), padded[rows + 1, columns + 2], True),
                                  (mesh.south(rows + 1, columns), padded[rows + 2, columns + 1], False), (mesh.west(rows, columns), padded[rows + 1, columns], False)):
        start, end = mesh.lines.start[line], mesh.lines.end[line]
        add(here, beside, line, start if forward else end, end if forward else start, forward)
    return result


def polygons_of(rings):
    """Shells run counter-clockwise, holes clockwise; a hole belongs to the smallest shell around it."""
    rings = [shapely.linearrings(r) for r in rings]
    ccw = shapely.is_ccw(rings)
    shells = [r for r, c in zip(rings, ccw) if c]
    holes = [[] for _ in shells]
    areas, tree = shapely.area(shapely.polygons(shells)), shapely.STRtree(shapely.polygons(shells))
    for ring in (r for r, c in zip(rings, ccw) if not c):
        inside = tree.query(shapely.polygons(ring), predicate="covered_by")
        holes[inside[np.argmin(areas[inside])]].append(ring)
    return [shapely.polygons(s, h or None) for s, h in zip(shells, holes)]


def zones(mesh, zone_of_cell, bold):
    shapes, kinds = [], []
    for zone, steps in sorted(outline(mesh, zone_of_cell).items()):
        rings = []
        while steps:
            first = corner = next(iter(steps))
            ring = []
            while corner in steps:
                corner, line, forward = steps.pop(corner)
                ring.append((mesh.bold if bold[line] else mesh.lines).points(line, forward))
            assert corner == first
            rings.append(np.vstack([*ring, ring[0][:1]]))
        shapes.append(shapely.multipolygons(polygons_of(rings)))
        kinds.append(KINDS[zone % len(KINDS)])
    return np.array(shapes, dtype=object), np.array(kinds, dtype=object)


def write(path, shapes, fields, names):
    beside = path.with_name("making-" + path.name)
    beside.unlink(missing_ok=True)
    kind = "MultiPolygon" if path.stem.startswith("zones") else "Polygon"
    pyogrio.raw.write(beside, shapely.to_wkb(shapes), fields, np.array(names), geometry_type=kind, crs=CRS, driver="GPKG", layer=path.stem, dataset_options={"VERSION": "1.3"})
    os.replace(beside, path)


def make(size, out, seed=20261124):
    out.mkdir(parents=True, exist_ok=True)
    if all((out / f"{name}.gpkg").exists() for name in FILES):
        return
    rng = np.random.default_rng(seed)
    mesh = Mesh(rng, SIZES[size])
    land = parcels(rng, mesh)
    cells, bold = kind_of_cells(rng, mesh.n), rng.random(len(mesh.lines.start)) < 0.12
    zone, kind = zones(mesh, in_tiles(cells), bold)
    three, three_kinds = zones(mesh, cells, bold)
    write(out / "parcels.gpkg", land, [np.array([f"P{i:08d}" for i in range(len(land))], dtype=object)], ["bsm"])
    write(out / "zones.gpkg", zone, [kind], ["zone_kind"])
    write(out / "zones3.gpkg", three, [three_kinds], ["zone_kind"])
    write(out / "zones42.gpkg", shapely.coverage_simplify(zone, COARSE), [kind], ["zone_kind"])
    print(f"{len(land)} parcels of {shapely.get_num_coordinates(land).sum()} vertices, {len(zone)} zones of {shapely.get_num_coordinates(zone).sum()}, "
          f"the largest of {shapely.get_num_coordinates(zone).max()}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("size", choices=SIZES)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--seed", type=int, default=20261124)
    options = parser.parse_args()
    make(options.size, options.out or Path("build/bench") / options.size, options.seed)
