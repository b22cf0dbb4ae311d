"""QGIS without a screen: its native overlap analysis and intersection. The files are read, and the result is written, in the same seconds."""

import os
import re
import subprocess
import tempfile
import time

from peers import SLIVER, version_of

INSTALL = "apt-get install qgis qgis-providers"
PROGRAM = "qgis_process.bin"  # Debian 12's wrapper without .bin is broken


def environment(folder):
    return os.environ | {"HOME": folder, "XDG_RUNTIME_DIR": folder, "QT_QPA_PLATFORM": "offscreen"}


def version():
    with tempfile.TemporaryDirectory() as folder:
        return re.search(r"QGIS [\d.]+\d", version_of(PROGRAM, "--version", env=environment(folder))).group()


def ways(data):
    import pyogrio.raw
    import shapely

    with tempfile.TemporaryDirectory(dir=data.folder) as folder:
        def run(algorithm, every, *words):
            out = f"{folder}/{algorithm}-{every}.gpkg"
            sample = data.sample(every, folder)
            start = time.perf_counter()
            done = subprocess.run([PROGRAM, "run", f"native:{algorithm}", f"--INPUT={sample}|layername=parcels", *(w.format(sample) for w in words), f"--OUTPUT={out}"],
                                  env=environment(folder), capture_output=True, text=True)
            took = time.perf_counter() - start
            if done.returncode:
                raise RuntimeError(done.stdout + done.stderr)
            return took, out

        def overlaps(every):
            took, out = run("calculatevectoroverlaps", every, "--LAYERS={}|layername=zones")
            about, _, _, values = pyogrio.raw.read(out, read_geometry=False)
            area = next(v for name, v in zip(about["fields"], values) if name.endswith("_area"))
            return took, area.sum(), None

        def intersection(every):
            took, out = run("intersection", every, "--OVERLAY={}|layername=zones")
            area = shapely.area(shapely.from_wkb(pyogrio.raw.read(out, columns=[])[2]))
            return took, area.sum(), (area > SLIVER).sum()

        yield "native:calculatevectoroverlaps, file to file", 0.0, overlaps
        yield "native:intersection, file to file", 0.0, intersection
