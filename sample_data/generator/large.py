"""The whole region as parcels, for benchmarks: the units of the small sample, filled with a mesh of a million cells."""

import numpy as np
import shapely

from . import graph, mesh, projects, units, zones
from .world import World

SPARE = 1.03        # discs that overlap have fewer cells than their areas say
PROJECTS = 339      # as many as the plan's register names
BLOCK = 1 << 18


def metres(shape):
    return shapely.transform(shape, lambda xy: mesh.to_metres(*xy.T))


def step_outside(discs, km2, parcels):
    """Metres between cells outside the discs, so that there are about `parcels` in all."""
    inside = sum(np.pi * (radius / step) ** 2 for _, radius, step in discs)
    land = km2 * 1e6 - sum(np.pi * radius**2 for _, radius, _ in discs)
    if parcels < 1.5 * inside:
        raise SystemExit(f"--parcels must be at least {1.5 * inside:.0f}: the towns alone have {inside:.0f}")
    return float(np.sqrt(land / (parcels * SPARE - inside)))


def unit_of(shapes, centres):
    result = np.full(len(centres), -1)
    for u, shape in enumerate(shapes):
        shapely.prepare(shape)
        for i in range(0, len(centres), BLOCK):
            result[i:i + BLOCK][shapely.contains_xy(shape, centres[i:i + BLOCK])] = u
    return result


def joined(net, unit, firsts):
    """Units of one part each: cells cut off from the first cell of their unit go to a unit beside them, or to none."""
    region = graph.grow(net, [(cell, unit[cell]) for cell in firsts], unit)
    loose = np.flatnonzero((unit >= 0) & (region < 0))
    for _ in range(50):
        for cell in loose[region[loose] < 0]:
            beside = region[net.beside(cell)]
            if (beside >= 0).any():
                region[cell] = np.bincount(beside[beside >= 0]).argmax()
    lowest = np.minimum.reduceat(region[net.neighbour], net.first[:-1])
    for cell in np.flatnonzero((region < 0) & (lowest >= 0)):  # a cell outside with units all round
        region[cell] = np.bincount(region[net.beside(cell)]).argmax()
    return region


def refine(rng, small, discs_of, parcels):
    """The world of `small` with about `parcels` cells in its units."""
    shapes = [metres(small.union(small.unit == u)) for u in range(len(small.codes))]
    discs = discs_of(small.places)
    step = step_outside(discs, small.km2[small.unit >= 0].sum(), parcels)
    land = shapely.buffer(shapely.union_all(shapes), 3 * step)
    shapely.prepare(land)
    cells, centres = mesh.make(rng, discs, step, land)
    net = graph.Mesh(cells, centres)
    unit = unit_of(shapes, centres)
    middles = mesh.to_metres(small.unit_facts.lon, small.unit_facts.lat)
    firsts = []
    for u, middle in enumerate(middles):
        rows = np.flatnonzero(unit == u)
        firsts.append(int(rows[np.argmin(np.hypot(*(centres[rows] - middle).T))]))
    unit = joined(net, unit, firsts)
    print(f"{(unit >= 0).sum()} parcels of the units, {step:.0f} m apart outside the towns")
    use, town = zones.uses(centres, unit, small.places)
    return World(cells, centres, unit, use, town, small.places, small.unit_facts, small.seed, np.inf, units.areas_km2(cells), net)


def projects_of(rng, world):
    """As many projects as the register has: lots round cells of all kinds, most in or near towns, and some lines with a width."""
    weight = np.where(world.unit < 0, 0.0, np.where(world.place >= 0, 1.0, 0.02) * np.sqrt(world.km2))
    cells = rng.choice(len(weight), PROJECTS, replace=False, p=weight / weight.sum())
    middle = shapely.get_coordinates(projects.to_metres(shapely.points(mesh.to_degrees(world.centres[cells]))))
    rows = []
    for i, centre in enumerate(middle):
        line = i % 11 == 10
        shape = projects.blob(rng, centre, rng.uniform(60, 420))
        if line:
            turn = rng.uniform(0, 2 * np.pi)
            way = np.column_stack([np.linspace(0, rng.uniform(1500, 9000), 6), rng.normal(0, 120, 6)])
            shape = shapely.LineString(np.round(way @ np.array([(np.cos(turn), np.sin(turn)), (-np.sin(turn), np.cos(turn))]) + centre, 3))
        rows.append({"id": f"p-{i + 1:03d}", "name": f"合成项目{i + 1:03d}", "kind": str(rng.choice(["industry", "tourism", "road", "commerce", "park", "education"])),
                     "declared_area_m2": None if line else round(shapely.area(shape) * 0.99995, 2), "width_m": 40.0 if line else None, "geometry": shape})
    return rows
