"""Us: the kernel in memory, the program, Python; and the answer all others are held against.

    python ours.py FOLDER ZONES REPEATS      the Python function, in a process of its own; writes the answer"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import peers

OURS = "libspatial"
HERE = Path(__file__).parent


def lines(*words):
    run = subprocess.run([str(w) for w in words], stdout=subprocess.PIPE, text=True, check=True)
    return [json.loads(line) for line in run.stdout.splitlines() if line.startswith("{")]


def kernel(folder, repeats):
    """In memory. The zones once more as three multipolygons, and with 1/42 of their vertices."""
    yield from lines(peers.program("bench_us"), folder / "parcels.gpkg", folder / "zones.gpkg", repeats)
    for zones, what in (("zones3", "zones as three multipolygons"), ("zones42", "zones with 1/42 of the vertices")):
        for row in lines(peers.program("bench_us"), folder / "parcels.gpkg", folder / f"{zones}.gpkg", repeats, "table"):
            if row["what"] in ("index", "planar"):
                yield row | {"what": f"{row['what']}, {what}", "zones": zones}


def command(folder, repeats):
    """The whole program, file to table."""
    for area in ("planar", "official"):
        for threads in (1, 2):
            with tempfile.TemporaryDirectory(dir=folder) as scratch:
                words = [peers.ROOT / "build/bin/libspatial", "overlay", folder / "parcels.gpkg", folder / "zones.gpkg", "--out", Path(scratch) / "t.csv", "--area", area,
                         "--threads", threads, "--stats"]
                runs = [lines(sys.executable, "-S", HERE / "clocked.py", *words)[0] for _ in range(repeats)]
            best = min(runs, key=lambda r: r["seconds"])
            yield {"engine": f"{OURS} overlay", "what": f"file to table, {area}", "threads": threads, "seconds": best["seconds"], "peak_mib": max(r["peak_mib"] for r in runs),
                   "split": json.loads(best["said"])["seconds"]}


def in_python(folder, zone_layer="zones", repeats=1):
    return lines(sys.executable, HERE / "ours.py", folder, zone_layer, repeats)


def answer(folder, zone_layer):
    """m² inside zones, and the number of pairs, of every parcel."""
    import numpy as np

    with np.load(folder / f"answer-{zone_layer}.npz") as file:
        return file["inside"], file["pairs"]


def main(folder, zone_layer, repeats):
    import geopandas
    import numpy as np

    import libspatial

    parcels, zones = (geopandas.read_file(folder / f"{name}.gpkg") for name in ("parcels", zone_layer))
    timed = {"to_wkb": lambda: parcels.geometry.to_wkb(), "overlay": lambda: libspatial.overlay(parcels, zones, area="planar", threads=1)}
    seconds = dict.fromkeys(timed, float("inf"))
    for name, call in timed.items():
        for _ in range(repeats):
            start = time.perf_counter()
            table = call()
            seconds[name] = min(seconds[name], time.perf_counter() - start)
    pieces = table[table.zone.notna()]
    subject, area = pieces.subject.to_numpy(int), pieces.area_m2.to_numpy(float)
    inside, pairs = np.bincount(subject, area, len(parcels)), np.bincount(subject[area > peers.SLIVER], minlength=len(parcels))
    np.savez(folder / f"answer-{zone_layer}.npz", inside=inside, pairs=pairs)
    print(json.dumps({"engine": f"{OURS} in Python", "what": "to_wkb of the parcels, GeoPandas", "seconds": seconds["to_wkb"]}))
    print(json.dumps({"engine": f"{OURS} in Python", "what": "overlay of a GeoDataFrame, planar", "seconds": seconds["overlay"], "inside_m2": inside.sum(), "pairs": int(pairs.sum())}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
