"""What it costs to give parcels as Arrow: area and overlay of the same parcels in each encoding, in one process, as the table of docs/how-to/arrow.md.

    arrow.py build/bench/1m [rows]      a folder that make bench SIZE=1m made; processor time of one thread, the best of three rounds"""

import gc
import sys
import time

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pyogrio

import libspatial

ROUNDS = 3


def main(folder, rows):
    frame = pyogrio.read_dataframe(f"{folder}/parcels.gpkg", columns=[], max_features=rows)
    zones = pyogrio.read_dataframe(f"{folder}/zones.gpkg", columns=[])
    given = {
        "GeoDataFrame": frame,
        "`geoarrow.wkb`": pa.table(frame.to_arrow(index=False)),
        "`geoarrow.polygon`, interleaved": pa.table(frame.to_arrow(index=False, geometry_encoding="geoarrow")),
        "`geoarrow.polygon`, separated": pa.table(frame.to_arrow(index=False, geometry_encoding="geoarrow", interleaved=False)),
    }
    wkb = given["`geoarrow.wkb`"]
    prepare = {"`geoarrow.wkb`, by `to_pylist` first": lambda: wkb["geometry"].to_pylist(), "`geoarrow.wkb`, by `GeoDataFrame.from_arrow` first": lambda: gpd.GeoDataFrame.from_arrow(wkb)}
    given |= prepare
    calls = {"area": lambda g: libspatial.area(g, crs=frame.crs, threads=1), "overlay": lambda g: libspatial.overlay(g, zones, crs=frame.crs, threads=1).area_m2.to_numpy()}
    best, answers = {}, {}
    for _ in range(ROUNDS):
        for call, run in calls.items():
            for name, shapes in given.items():
                gc.collect()
                begin = time.process_time()
                answer = run(shapes() if name in prepare else shapes)
                best[call, name] = min(time.process_time() - begin, best.get((call, name), np.inf))
                assert np.array_equal(answer, answers.setdefault(call, answer)), name
    print(f"{len(frame)} parcels, {len(zones)} zones")
    print("| parcels given as | `area` | `overlay` |\n|---|---|---|")
    for name in given:
        print(f"| {name} |" + "".join(f" {best[call, name] / best[call, 'GeoDataFrame']:.2f} |" for call in calls))
    print({f"{call}, {name}": round(seconds, 2) for (call, name), seconds in best.items()})


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000)
