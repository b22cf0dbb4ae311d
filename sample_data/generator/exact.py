"""Land whose official area is a whole number of 0.01 m²: one vertex per face moves by some tenths of a millimetre, so that every sum over faces,
however they are grouped, dissolved or cut, is exact to the cent."""

import numpy as np
import shapely

from . import official

LATTICE = 3.6e9      # 1e-6 arc-seconds per degree: what the official procedure rounds to
REACH = 20           # lattice steps a vertex may move: 0.6 mm
GOOD = 5e-5          # m²


def loose(mesh, face, others):
    """Vertices of one cell of `face` that otherwise touch only cells of `others`, each with its neighbours on the ring."""
    for cell in face:
        ring = mesh.ring(cell)[:-1]
        around = [(int(o), set(mesh.ring(o))) for o in mesh.beside(cell)]
        for i, v in enumerate(ring):
            touching = [o for o, vertices in around if v in vertices]
            if touching and len(touching) + 1 == mesh.touching[v] and others.issuperset(touching):
                yield int(v), int(ring[i - 1]), int(ring[(i + 1) % len(ring)])


def short_lever(mesh, face, others):
    """Three new vertices in the longest edge between `face` and `others`; the middle one changes areas in the smallest steps."""
    edges = []
    for cell in face:
        ring = mesh.ring(cell)
        for other in (int(o) for o in mesh.beside(cell) if int(o) in others):
            both = np.isin(ring, mesh.ring(other))
            edges += [(float(np.hypot(*(mesh.xy[a] - mesh.xy[b]))), int(a), int(b), cell, other) for a, b, x, y in zip(ring, ring[1:], both, both[1:]) if x and y]
    _, a, b, cell, other = max(edges)
    return mesh.divide(a, b, cell, other)


def best_move(xy, vertex, before, after, wanted):
    """Where the vertex goes so that the land on the left of before → vertex → after changes by `wanted` m²; (place, what is left over)."""
    old = official.signed(xy[[before, vertex, after, before]])
    base = np.round(xy[vertex] * LATTICE)
    steps = np.arange(-REACH, REACH + 1)
    i, j = (g.ravel() for g in np.meshgrid(steps, steps))
    span = xy[after] - xy[before]
    metres = official.DEGREE / LATTICE * np.cos(np.radians(xy[vertex, 1])) * official.DEGREE
    # of a triangle before, vertex, after: twice its area changes by span × move, clockwise outwards
    guess = (span[1] * i - span[0] * j) * metres / 2 + official.signed(np.array([xy[before], base / LATTICE, xy[after], xy[before]])) - old
    place, left = None, np.inf
    for k in np.argsort(np.abs(guess - wanted), kind="stable")[:60]:
        new = (base + (i[k], j[k])) / LATTICE
        rest = wanted - (official.signed(np.array([xy[before], new, xy[after], xy[before]])) - old)
        if abs(rest) < abs(left):
            place, left = new, rest
        if abs(left) < GOOD / 5:
            break
    return place, left


def settle(mesh, face, others):
    """Moves vertices between `face` and `others`; returns the area of the face in whole 0.01 m²."""
    area = sum(abs(official.signed(mesh.xy[mesh.ring(c)])) for c in face)
    goal = official.cents(area)
    left = np.sign(official.signed(mesh.xy[mesh.ring(face[0])])) * (goal / 100 - area)
    best = (None, None, left)
    for vertex, before, after in loose(mesh, face, others):
        place, rest = best_move(mesh.xy, vertex, before, after, left)
        if abs(rest) < abs(best[2]):
            best = (vertex, place, rest)
        if abs(rest) < GOOD:
            break
    vertex, place, left = best
    if vertex is not None:
        mesh.xy[vertex] = place
    if abs(left) > GOOD:
        before, vertex, after = short_lever(mesh, face, others)
        for _ in range(10):
            mesh.xy[vertex], left = best_move(mesh.xy, vertex, before, after, left)
    if abs(left) > 5 * GOOD:
        raise RuntimeError(f"a face of {area:.0f} m² stays {left:.5f} m² away from whole 0.01 m²")
    return goal


def cut(polygon, wanted):
    """A part of a convex-like polygon, cut off by a line, with an official area of `wanted` 0.01 m² to the cent."""
    x0, y0, x1, y1 = polygon.bounds
    low, high = x0, x1
    for _ in range(80):
        middle = (low + high) / 2
        part = polygon.intersection(shapely.box(x0 - 1, y0 - 1, middle, y1 + 1))
        low, high = (middle, high) if official.area(part) < wanted / 100 else (low, middle)
    xy = np.round(shapely.get_coordinates(part) * LATTICE) / LATTICE
    turn = np.sign(official.signed(xy))
    best = (np.inf, None)
    for v in range(1, len(xy) - 1):
        place, left = best_move(xy, v, v - 1, v + 1, turn * (wanted / 100 - abs(official.signed(xy))))
        if abs(left) < abs(best[0]):
            moved = xy.copy()
            moved[v] = place
            best = (left, moved)
    if abs(best[0]) > 10 * GOOD:
        raise RuntimeError("the cut misses its area")
    return shapely.Polygon(best[1])
