"""GDAL's own ways to cut a layer along another (gdal.cpp): Debian's release. The files are read in the same seconds."""

import json
import subprocess
import tempfile

from peers import program, version_of

INSTALL = "apt-get install libgdal-dev; make bench builds the program"
WAYS = {"algebra": "OGR layer algebra: Intersection, from file", "sql": "SQLite dialect: ST_Intersection, from file"}


def version():
    return f"GDAL {version_of(program('bench_gdal'), '--version')}"


def ways(data):
    with tempfile.TemporaryDirectory(dir=data.folder) as folder:
        for way, what in WAYS.items():
            def cut(every, way=way):
                run = subprocess.run([program("bench_gdal"), data.sample(every, folder), way], capture_output=True, text=True, check=True)
                row = json.loads(run.stdout)
                return row["seconds"], row["inside_m2"], row["pairs"]

            yield what, 0.0, cut
