"""Land-use metrics beside momepy, esda, GeoPandas and tobler: the same parcels in memory, one process, one after the other; what is compared agrees. Prints a table of ratios.

    landuse.py build/bench/100k [peers' rows]      a folder that make bench made; momepy, esda and tobler from `pip install --target build/bench/landuse momepy esda tobler`

Peers that go shape by shape are given the first rows only (default 20,000) and their time is taken as proportional. Wall-clock seconds, the best of two rounds.
"""

import sys
import time
import warnings
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT / "build" / "bench" / "landuse"))  # after the environment: what both have is the environment's

import libspatial  # noqa: E402
from libspatial import metrics  # noqa: E402

warnings.simplefilter("ignore")


def best(run, rounds=2):
    seconds, answer = [], None
    for _ in range(rounds):
        began = time.perf_counter()
        answer = run()
        seconds.append(time.perf_counter() - began)
    return min(seconds), answer


def row(what, ours, peer, name, agree):
    print(f"| {what} | {ours:.3f} s | {name} | {peer:.3f} s | {peer / ours:.0f} | {agree} |", flush=True)


def worst(a, b):
    return f"{np.nanmax(np.abs(np.asarray(a) - np.asarray(b)) / np.maximum(np.abs(np.asarray(b)), 1e-12)):.1e}"


def shapes(parcels, few):
    import esda.shape
    import momepy

    first, factor = parcels.head(few).geometry, len(parcels) / min(few, len(parcels))
    local = first.translate(-np.floor(first.total_bounds[0]), -np.floor(first.total_bounds[1]))  # esda's moments are wrong far from the origin
    pairs = {
        "polsby_popper": ("esda.shape.isoperimetric_quotient", lambda: esda.shape.isoperimetric_quotient(first.values)),
        "reock": ("momepy.circular_compactness", lambda: momepy.circular_compactness(first)),
        "elongation": ("momepy.elongation", lambda: momepy.elongation(first)),
        "hull_ratio": ("momepy.convexity", lambda: momepy.convexity(first)),
        "mrr_ratio": ("momepy.rectangularity", lambda: momepy.rectangularity(first)),
        "nmi": ("esda.shape.nmi, shape by shape", lambda: [float(np.ravel(esda.shape.nmi(shape))[0]) for shape in local]),
    }
    for name, (peer, run) in pairs.items():
        seconds, ours = best(lambda name=name: getattr(metrics, name)(parcels))
        theirs, values = best(run, 1)
        row(f"`{name}`", seconds, theirs * factor, peer, worst(ours.to_numpy()[: len(first)], np.asarray(values)))


def profile(parcels, zones):
    ours, table = best(lambda: libspatial.tabulate(parcels, zones, classes="class", by="zone", area="planar"))

    def peer():
        cut = gpd.overlay(parcels, zones, how="intersection", keep_geom_type=True)
        cut["area"] = cut.area
        return cut.groupby(["zone", "class"])["area"].sum()

    theirs, sums = best(peer, 1)
    found = table.pieces.dropna(subset=["zone"]).groupby(["zone", "class"]).area_m2.sum()
    row("profile over zones: `tabulate`", ours, theirs, "GeoPandas overlay + groupby", worst(found.reindex(sums.index).to_numpy(), sums.to_numpy()))


def interpolation(parcels, zones):
    from tobler.area_weighted import area_interpolate

    ours, found = best(lambda: libspatial.interpolate(parcels, zones, extensive=["people"], area="planar"))
    theirs, values = best(lambda: area_interpolate(parcels, zones, extensive_variables=["people"], allocate_total=False), 1)
    column = found["people"].to_numpy()[: len(zones)]
    row("areal interpolation: `interpolate`", ours, theirs, "tobler area_interpolate", worst(column, values["people"].to_numpy()))


def contact(folder, parcels):
    reading, _ = best(lambda: pyogrio.read_dataframe(f"{folder}/parcels.gpkg"))
    ours, _ = best(lambda: metrics.contact_length(parcels, class_="class"))
    print(f"| contact length of classes | {ours:.3f} s | reading the file | {reading:.3f} s | {ours / reading:.1f} × reading | |")


def main(folder, few):
    parcels = pyogrio.read_dataframe(f"{folder}/parcels.gpkg", columns=[])
    zones = pyogrio.read_dataframe(f"{folder}/zones.gpkg", columns=[])
    draw = np.random.default_rng(7)
    parcels["class"], parcels["people"] = draw.choice(["07", "10", "12", "14"], len(parcels)), draw.integers(0, 40, len(parcels)).astype(float)
    zones["zone"] = [f"z{n}" for n in range(len(zones))]
    print(f"{len(parcels):,} parcels, {len(zones)} zones; {few:,} parcels for peers that go shape by shape\n")
    print("| what | libspatial | peer | seconds | ratio | largest relative difference |\n|---|---|---|---|---|---|")
    shapes(parcels, few)
    profile(parcels, zones)
    interpolation(parcels, zones)
    contact(folder, parcels)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 20000)
