"""The official area of rings in degrees, 《图幅理论面积与图斑椭球面积计算公式及要求》 国土调查办发〔2008〕32号 with CGCS2000 constants, written
from the document alone: the truth that is planted must not come from the library that is to find it. And lengths."""

import numpy as np
from pyproj import Geod

GEOD = Geod(ellps="GRS80")
RHO = 206264.8062471        # arc-seconds per radian, as the document has it
POLAR = 6356752.31414036
E2 = 6.69438002290079e-3
LONGEST = 70.0              # metres: longer edges are divided
DEGREE = 111319.49079327358
SERIES = ((1 + E2 / 2 + 30 / 80 * E2**2 + 35 / 112 * E2**3 + 630 / 2304 * E2**4, 1),
          (-(E2 / 6 + 15 / 80 * E2**2 + 21 / 112 * E2**3 + 420 / 2304 * E2**4), 3),
          (3 / 80 * E2**2 + 7 / 112 * E2**3 + 180 / 2304 * E2**4, 5),
          (-(E2**3 / 112 + 45 / 2304 * E2**4), 7),
          (5 / 2304 * E2**4, 9))


def divided(ring):
    """The ring with inner points on its edges of 70 m and more."""
    step = np.diff(ring, axis=0)
    shrink = np.cos(np.radians((ring[:-1, 1] + ring[1:, 1]) / 2))
    inner = np.floor(np.hypot(step[:, 0] * shrink, step[:, 1]) * DEGREE / LONGEST).astype(int)
    edge = np.repeat(np.arange(len(step)), inner + 1)
    first = np.repeat(np.cumsum(inner + 1) - inner - 1, inner + 1)
    part = ((np.arange(len(edge)) - first) / (inner[edge] + 1))[:, None]
    return np.vstack([ring[edge] + step[edge] * part, ring[-1]])


def signed(ring):
    """Official area of a closed ring, m², not rounded; positive counter-clockwise."""
    seconds = divided(np.asarray(ring)) * 3600
    lon, lat = np.floor(seconds * 1e6 + 0.5).T / 1e6
    wide = ((lon[:-1] + lon[1:]) / 2 - lon[0]) / RHO
    high, middle = np.diff(lat) / RHO, (lat[:-1] + lat[1:]) / 2 / RHO
    total = sum(k * np.sin(n * high / 2) * np.cos(n * middle) for k, n in SERIES)
    return float(np.sum(2 * POLAR**2 * wide * total))


def area(polygon):
    """Official area of a polygon or multipolygon, m², not rounded."""
    parts = getattr(polygon, "geoms", [polygon])
    return sum(abs(signed(p.exterior.coords)) - sum(abs(signed(hole.coords)) for hole in p.interiors) for p in parts)


def cents(value):
    """Whole 0.01 m², half up."""
    return int(np.floor(value * 100 + 0.5))


def length(line):
    """Geodesic length of a line in degrees, metres."""
    return GEOD.line_length(*np.asarray(line.coords).T)
