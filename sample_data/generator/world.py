"""What everything is made from: the cells with their unit and use."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from . import graph, units

DOWNTOWN = 8650.0  # metres


@dataclass
class World:
    cells: np.ndarray
    centres: np.ndarray       # metres
    unit: np.ndarray          # row of `unit_facts`, −1: beyond the city
    use: np.ndarray           # zones.NONE … zones.REDLINE
    place: np.ndarray         # row of `places`, −1: none
    places: list              # (name, centre in metres, radius of its boundary, has a river), the city first
    unit_facts: pd.DataFrame
    seed: int
    reach: float = DOWNTOWN   # metres round the centre that have parcels
    km2: np.ndarray = None
    mesh: graph.Mesh = None

    def __post_init__(self):
        self.km2 = units.areas_km2(self.cells) if self.km2 is None else self.km2
        self.mesh = graph.Mesh(self.cells, self.centres) if self.mesh is None else self.mesh

    @property
    def codes(self):
        return list(self.unit_facts.code)

    @property
    def city(self):
        return self.places[0][1]

    def parcels(self, reach=None):
        """The cells that are parcels, in the order of their layer."""
        return np.flatnonzero((np.hypot(*(self.centres - self.city).T) < (reach or self.reach)) & (self.unit >= 0))

    def union(self, chosen):
        return shapely.coverage_union_all(self.cells[chosen])

    def rng(self, part):
        """A generator of random numbers of its own for every part: what is added later changes nothing before it."""
        return np.random.default_rng([self.seed, part])
