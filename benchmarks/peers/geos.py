"""GEOS by its C interface (geos.cpp): Debian's release."""

import json
import subprocess

from peers import program, version_of

INSTALL = "apt-get install libgeos-dev; make bench builds the program"
WAYS = {"whole": "prepared, then intersection", "subdivided": "zones subdivided", "hybrid": "hybrid: whole zones to classify, subdivided ones to cut"}


def version():
    return f"GEOS {version_of(program('bench_geos'), '--version').split('-')[0]}"


def ways(data):
    for way, what in WAYS.items():
        def cut(every, way=way):
            run = subprocess.run([program("bench_geos"), data.parcel_file, data.zone_file, str(every), way], capture_output=True, text=True, check=True)
            row = json.loads(run.stdout)
            return row["seconds"], row["inside_m2"], row["pairs"]

        yield what, 0.0, cut
