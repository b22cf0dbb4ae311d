"""Runs us and the peers side by side on the same files, checks that all agree, and writes docs/benchmarks.md.

    run.py 10k | 100k | 1m [--no-page]"""

import argparse
import datetime
import json
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import generate

ROOT = Path(__file__).parents[1]
PROGRAMS = ROOT / "build" / "release" / "benchmarks"
EVERY = {"tiny": 1, "10k": 1, "100k": 50, "1m": 1000}  # of the parcels, what the slow peers cut
REPEATS = {"tiny": 3, "10k": 5, "100k": 3, "1m": 2}


def lines(*words):
    run = subprocess.run([str(w) for w in words], capture_output=True, text=True, check=True)
    return [json.loads(line) for line in run.stdout.splitlines() if line.startswith("{")]


def program(folder, repeats):
    """The whole program, file to table."""
    for area in ("planar", "official"):
        for threads in (1, 2):
            best, stats = float("inf"), {}
            with tempfile.TemporaryDirectory(dir=folder) as scratch:
                for _ in range(repeats):
                    start = time.perf_counter()
                    run = subprocess.run([ROOT / "build/bin/libspatial", "overlay", folder / "parcels.gpkg", folder / "zones.gpkg", "--out", Path(scratch) / "t.csv",
                                          "--area", area, "--threads", str(threads), "--stats"], capture_output=True, text=True, check=True)
                    best, stats = min(best, time.perf_counter() - start), json.loads(run.stdout)
            yield {"engine": "libspatial overlay", "what": f"file to table, {area}", "threads": threads, "seconds": best, "inside_m2": 0, "pairs": 0, "split": stats["seconds"]}


def shapely_idiom(folder, every):
    """What a careful notebook does with current Shapely: a tree, prepared zones, intersections of what is left, all vectorised."""
    import numpy as np
    import pyogrio.raw
    import shapely

    parcels, zones = (shapely.from_wkb(pyogrio.raw.read(folder / f"{name}.gpkg", columns=[])[2]) for name in ("parcels", "zones"))
    parcels = parcels[::every]
    start = time.perf_counter()
    shapely.prepare(zones)
    left, right = shapely.STRtree(zones).query(parcels)
    inside = shapely.contains_properly(zones[right], parcels[left])
    meets = ~inside & shapely.intersects(zones[right], parcels[left])
    area = shapely.area(parcels[left[inside]]).sum() + shapely.area(shapely.intersection(parcels[left[meets]], zones[right[meets]])).sum()
    seconds = (time.perf_counter() - start) * every
    yield {"engine": f"Shapely {shapely.__version__} (GEOS {shapely.geos_version_string})", "what": "prepared, then intersection", "threads": 1, "seconds": seconds,
           "inside_m2": float(area) if every == 1 else 0, "pairs": int(inside.sum() + np.count_nonzero(meets)) if every == 1 else 0}


def measure(size):
    folder = ROOT / "build" / "bench" / size
    generate.make(size, folder)
    every, repeats = EVERY[size], REPEATS[size]
    rows = lines(PROGRAMS / "bench_us", folder / "parcels.gpkg", folder / "zones.gpkg", repeats)
    three = next(r for r in lines(PROGRAMS / "bench_us", folder / "parcels.gpkg", folder / "zones3.gpkg", 1) if r["what"] == "planar")
    rows.append(three | {"what": "planar, zones as three multipolygons"})
    rows += program(folder, repeats)
    rows += lines(PROGRAMS / "bench_peers", folder / "parcels.gpkg", folder / "zones.gpkg", every)
    rows += shapely_idiom(folder, every)
    return rows


def agree(rows):
    """Every engine that cut everything gives the same land inside zones."""
    sums = [r["inside_m2"] for r in rows if r["engine"] != "SQLite" and r.get("inside_m2") and "official" not in r["what"]]
    assert max(sums) - min(sums) <= 1e-9 * max(sums), sums
    return len(sums)


def page(size, rows, agreeing):
    us = next(r["seconds"] for r in rows if r["engine"] == "libspatial" and r["what"] == "planar" and r["threads"] == 1)
    floor = next(r["seconds"] for r in rows if r["what"] == "read features")
    cpu = next((line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")), platform.machine())
    text = [f"# Benchmarks\n\n`make bench SIZE={size}` on {datetime.date.today()}, {cpu}, 2 threads at most, everything in one run on the same files (made by "
            "`benchmarks/generate.py` from a seed). Read the ratios: seconds are of one machine on one day.\n",
            "| engine | what | threads | seconds | ÷ our kernel | ÷ OGR reading the parcels |", "|---|---|---|---|---|---|"]
    for r in rows:
        text.append(f"| {r['engine']} | {r['what']} | {r.get('threads', 1)} | {r['seconds']:.3f} | {r['seconds'] / us:.1f} | {r['seconds'] / floor:.2f} |")
    text.append(f"\nThe area inside zones agrees within 1e-9 in {agreeing} measurements. “Our kernel” is the planar table in memory, one thread; `read`, `validity` and `index` "
                "of libspatial are what comes before it. "
                + (f"The GEOS and Shapely cuts were timed on every {EVERY[size]}th parcel and multiplied. " if EVERY[size] > 1 else "")
                + "Not measured: PostGIS, DuckDB, SedonaDB, QGIS, GeoPandas' own overlay.\n")
    return "\n".join(text)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("size", choices=EVERY)
    parser.add_argument("--no-page", action="store_true")
    options = parser.parse_args()
    found = measure(options.size)
    written = page(options.size, found, agree(found))
    (ROOT / "build" / "bench" / options.size / "result.json").write_text(json.dumps(found, indent=1))
    if not options.no_page:
        (ROOT / "docs" / "benchmarks.md").write_text(written, encoding="utf-8")
    sys.stdout.write(written)
