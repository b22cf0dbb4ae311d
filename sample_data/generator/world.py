"""What everything is made from: the cells with their unit and use."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import shapely

from . import graph, units


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
    km2: np.ndarray = field(init=False)
    mesh: graph.Mesh = field(init=False)

    def __post_init__(self):
        self.km2 = units.areas_km2(self.cells)
        self.mesh = graph.Mesh(self.cells, self.centres)

    @property
    def codes(self):
        return list(self.unit_facts.code)

    @property
    def city(self):
        return self.places[0][1]

    def union(self, chosen):
        return shapely.coverage_union_all(self.cells[chosen])

    def rng(self, part):
        """A generator of random numbers of its own for every part: what is added later changes nothing before it."""
        return np.random.default_rng([self.seed, part])
