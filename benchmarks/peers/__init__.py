"""Others, on the same files. A peer is one file in this folder:

    INSTALL = "what to type to get it"
    def version()     the words for the table; raises ImportError or FileNotFoundError where it is not installed
    def ways(data)    yields (what, preparing, cut): what it does in words, the seconds its zones took beforehand, and cut(every), which cuts
                      every n-th parcel along every zone in one thread and returns (seconds, m² inside zones, pairs or None)

`python -m peers NAME FOLDER ZONES SECONDS` measures one in a process of its own; it needs no more than to be in this folder to be run by
benchmarks/run.py."""

import math
import shutil
import subprocess
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROGRAMS = ROOT / "build" / "release" / "benchmarks"
SCRATCH = ROOT / "build" / "bench"
PROBE = 10        # parcels that the first try cuts: little more than a start
SLIVER = 1e-4     # m²: what is smaller is no pair but the rounding of coordinates
NAMES = ("geos", "shapely", "geopandas", "duckdb", "sedonadb", "postgis", "qgis", "gdal")  # as the table has them


@dataclass
class Data:
    """The files of one size. `every` n-th parcel starts with the first."""

    folder: Path
    zone_layer: str = "zones"

    @property
    def parcel_file(self):
        return self.folder / "parcels.gpkg"

    @property
    def zone_file(self):
        return self.folder / f"{self.zone_layer}.gpkg"

    @cached_property
    def parcel_wkb(self):
        return read_wkb(self.parcel_file)

    @cached_property
    def zone_wkb(self):
        return read_wkb(self.zone_file)

    def sample(self, every, folder):
        """A GeoPackage with the layers parcels (every n-th) and zones, for engines that read files."""
        import numpy as np
        import pyogrio.raw

        path = Path(folder) / f"every-{every}.gpkg"
        if not path.exists():
            from generate import CRS

            for layer, wkb, kind in (("parcels", self.parcel_wkb[::every], "Polygon"), ("zones", self.zone_wkb, "MultiPolygon")):
                fields = [np.arange(len(wkb))]
                pyogrio.raw.write(path, wkb, fields, np.array(["number"]), geometry_type=kind, crs=CRS, driver="GPKG", layer=layer, append=path.exists())
        return path


def read_wkb(path):
    import pyogrio.raw

    return pyogrio.raw.read(path, columns=[])[2]


def program(name):
    """A program of this folder; bench.sh builds them."""
    if not (PROGRAMS / name).exists():
        raise FileNotFoundError(PROGRAMS / name)
    return PROGRAMS / name


def version_of(*words, env=None):
    if shutil.which(words[0]) is None:
        raise FileNotFoundError(words[0])
    return subprocess.run([str(w) for w in words], capture_output=True, text=True, check=True, env=env).stdout.strip()


def measure(ways, count, seconds):
    """Rows of one peer. All parcels when that takes no longer than about `seconds`, else as many as do: what one more costs is the slope from the
    shortest try to the longest, so that a start, paid once, is not multiplied, and the tries grow until the slope is more than noise."""
    for what, preparing, cut in ways:
        every, tries = max(1, count // PROBE), []
        while True:
            took, inside, pairs = cut(every)
            tries.append((rows(count, every), took))
            grown = took - tries[0][1]
            if every == 1 or len(tries) > 1 and (took >= seconds or grown >= seconds / 2):
                break
            every = max(1, math.ceil(every / max(2, min(10, 2 * seconds / took, seconds / max(grown, 1e-9)))))
        slope = 0.0 if every == 1 else max(0.0, grown) / (tries[-1][0] - tries[0][0])
        yield {"what": what, "threads": 1, "every": every, "seconds": preparing + took + slope * (count - tries[-1][0]), "inside_m2": float(inside),
               "pairs": None if pairs is None else int(pairs)}


def rows(count, every):
    return -(-count // every)
