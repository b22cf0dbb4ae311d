"""Which cells share an edge, and what grows along these edges."""

import heapq

import numpy as np
import shapely


class Mesh:
    """Cells as rings of numbered vertices. `xy` may be moved: whoever has the vertex moves with it."""

    def __init__(self, cells, centres):
        self.centres, self.changed = centres, {}
        xy, ring = shapely.get_coordinates(cells, return_index=True)
        packed, self.ids = np.unique(xy[:, 0] + 1j * xy[:, 1], return_inverse=True)
        self.xy = np.column_stack([packed.real, packed.imag])
        self.start = np.append(np.flatnonzero(np.diff(ring, prepend=-1)), len(ring))
        closing = np.append(ring[1:] != ring[:-1], True)
        self.touching = np.bincount(self.ids[~closing], minlength=len(packed))  # cells at every vertex; 2: a bend of an edge
        a, b = self.ids[:-1], self.ids[1:]
        inner = ring[:-1] == ring[1:]
        key = (np.minimum(a, b).astype(np.int64) * len(packed) + np.maximum(a, b))[inner]
        cell = ring[:-1][inner]
        order = np.argsort(key, kind="stable")
        twice = np.flatnonzero(key[order][1:] == key[order][:-1])
        left, right = cell[order[twice]], cell[order[twice + 1]]
        pairs = np.unique(np.concatenate([left * len(cells) + right, right * len(cells) + left]))
        self.neighbour = pairs % len(cells)
        self.first = np.searchsorted(pairs // len(cells), np.arange(len(cells) + 1))

    def beside(self, cell):
        return self.neighbour[self.first[cell]:self.first[cell + 1]]

    def ring(self, cell):
        return self.changed[cell] if cell in self.changed else self.ids[self.start[cell]:self.start[cell + 1]]

    def divide(self, a, b, *cells):
        """Three new vertices in the edge a–b of the two cells that share it."""
        new = len(self.xy) + np.arange(3)
        self.xy = np.vstack([self.xy, *(self.xy[a] + (self.xy[b] - self.xy[a]) * t for t in (0.4, 0.5, 0.6))])
        self.touching = np.append(self.touching, [len(cells)] * 3)
        for cell in map(int, cells):
            ring = self.ring(cell)
            at = next(i for i in range(len(ring) - 1) if {int(ring[i]), int(ring[i + 1])} == {a, b})
            self.changed[cell] = np.insert(ring, at + 1, new if ring[at] == a else new[::-1])
        return new

    def polygons(self, cells):
        """The cells as they lie now."""
        return np.array([shapely.Polygon(self.xy[self.ring(c)]) for c in cells])


def grow(mesh, seeds, label):
    """Every cell with the label of its seed's cell gets the seed that is nearest along edges: regions of one part each.
    `seeds`: (cell, number of the region); cells that no seed reaches get −1."""
    region = np.full(len(mesh.centres), -1)
    heap = [(0.0, number, int(cell)) for cell, number in seeds]
    heapq.heapify(heap)
    while heap:
        far, number, cell = heapq.heappop(heap)
        if region[cell] >= 0:
            continue
        region[cell] = number
        for other in mesh.beside(cell):
            if region[other] < 0 and label[other] == label[cell]:
                step = mesh.centres[other] - mesh.centres[cell]
                heapq.heappush(heap, (far + float(np.hypot(*step)), number, int(other)))
    return region


def cluster(mesh, seed, allowed, km2, size):
    """Cells round `seed` along edges among the `allowed`, nearest first, until they have `size` km²."""
    taken, total, seen, heap = [], 0.0, {int(seed)}, [(0.0, int(seed))]
    while heap and total < size:
        _, cell = heapq.heappop(heap)
        taken.append(cell)
        total += km2[cell]
        for other in map(int, mesh.beside(cell)):
            if other not in seen and allowed[other]:
                seen.add(other)
                heapq.heappush(heap, (float(np.hypot(*(mesh.centres[other] - mesh.centres[seed]))), other))
    return taken


def parts(mesh, cells):
    """The cells in groups that hang together by edges."""
    left, result = set(map(int, cells)), []
    while left:
        stack = [min(left)]
        left.discard(stack[0])
        part = []
        while stack:
            cell = stack.pop()
            part.append(cell)
            more = left.intersection(map(int, mesh.beside(cell)))
            left -= more
            stack.extend(sorted(more))
        result.append(sorted(part))
    return result
