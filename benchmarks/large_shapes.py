"""One polygon of a million and of ten million vertices in every format: read right, or refused with the name of a limit; how long it takes and how much memory.

    build/venv/bin/python3 benchmarks/large_shapes.py [--points 1000000 10000000] [--only gpkg,shp] [--python]
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
FORMATS = ("gpkg", "shp", "zip", "fgb", "geojson", "kml", "gdb", "txt", "csv", "wkt", "dxf")
METRES, DEGREES = "EPSG:4530", "EPSG:4490"
IN_PYTHON = "import sys, libspatial; frame = libspatial.read(sys.argv[1], crs=sys.argv[2] or None); print(repr(float(libspatial.area(frame)[0])))"


def ring(n):
    """A wavy circle 20 km across: every corner is another one, and no two edges meet."""
    import numpy as np

    angle = -2 * np.pi * np.arange(n) / n
    radius = 10_000 + 500 * np.sin(40 * angle)
    return np.round(np.column_stack([42_550_000 + radius * np.cos(angle), 4_860_000 + radius * np.sin(angle)]), 3 if n <= 1_000_000 else 4)


def write(kind, folder, points):
    import geopandas as gpd
    import pyogrio
    import shapely

    path = folder / f"one.{kind}"
    frame = gpd.GeoDataFrame({"id": ["1"]}, geometry=[shapely.Polygon(points)], crs=METRES)
    if kind in ("gpkg", "shp", "fgb"):
        pyogrio.write_dataframe(frame, path, **({"SPATIAL_INDEX": "NO"} if kind == "fgb" else {}))
    elif kind == "zip":
        pyogrio.write_dataframe(frame, folder / "z.shp")
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for file in sorted(folder.glob("z.*")):
                archive.write(file, file.name)
                file.unlink()
    elif kind == "geojson":
        pyogrio.write_dataframe(frame.to_crs(DEGREES), path, COORDINATE_PRECISION="11")
    elif kind == "kml":
        corners = shapely.get_coordinates(frame.to_crs(DEGREES).geometry[0])
        with open(path, "w", encoding="utf-8") as out:
            out.write('<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><Polygon><outerBoundaryIs><LinearRing><coordinates>')
            out.writelines(f"{x:.11f},{y:.11f}\n" for x, y in corners.tolist())
            out.write("</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></Document></kml>")
    elif kind == "gdb":
        pyogrio.write_dataframe(frame, path, driver="OpenFileGDB", layer="one")
    else:
        text = [f"{x:.4f},{y:.4f}" for x, y in points.tolist()]
        with open(path, "w", encoding="utf-8") as out:
            if kind == "txt":
                out.write("[属性描述]\n坐标系=2000国家大地坐标系\n几度分带=3\n投影类型=高斯克吕格\n计量单位=米\n带号=42\n[地块坐标]\n" + f"{len(points)},,1,一号,面,,,,@\n")
                out.writelines(f"J{i},1,{p.partition(',')[2]},{p.partition(',')[0]}\n" for i, p in enumerate(text, 1))
            elif kind == "csv":
                out.write("地块号,点号,X,Y,CRS\n")
                out.writelines(f"1,{i},{p.partition(',')[2]},{p.partition(',')[0]},{METRES}\n" for i, p in enumerate(text, 1))
            elif kind == "wkt":
                out.write("POLYGON((" + ",".join(p.replace(",", " ") for p in [*text, text[0]]) + "))\n")
            else:
                out.write(f"0\nSECTION\n2\nENTITIES\n0\nLWPOLYLINE\n8\nlots\n90\n{len(points)}\n70\n1\n")
                out.writelines("10\n{}\n20\n{}\n".format(*p.split(",")) for p in text)
                out.write("0\nENDSEC\n0\nEOF\n")
    return path


def measured(words):
    """Code, output, seconds and the largest memory of a process or one it has waited for, in MiB."""
    with tempfile.TemporaryFile("w+") as out:
        start = time.perf_counter()
        process = subprocess.Popen([str(w) for w in words], stdout=out, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
        took = time.perf_counter() - start
        out.seek(0)
        return os.waitstatus_to_exitcode(status), out.read(), took, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--points", type=int, nargs="+", default=[1_000_000, 10_000_000])
    arguments.add_argument("--only", default=",".join(FORMATS))
    arguments.add_argument("--python", action="store_true", help="by the Python package, not the program")
    arguments.add_argument("--write", nargs=3, metavar=("FORMAT", "POINTS", "FOLDER"), help="only write one file")
    given = arguments.parse_args()
    if given.write:
        return write(given.write[0], Path(given.write[2]), ring(int(given.write[1])))
    print(f"{'format':8} {'points':>10} {'file MiB':>9} {'wall s':>7} {'cpu s':>7} {'peak MiB':>9}  result", flush=True)
    for kind in given.only.split(","):
        for n in given.points:
            with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as folder:
                subprocess.run([sys.executable, __file__, "--write", kind, str(n), folder], check=True)  # in a process of its own: the memory of this one is the least that is measured
                path = Path(folder) / f"one.{kind}"
                size = sum(f.stat().st_size for f in ([path] if path.is_file() else path.rglob("*")))
                if kind == "shp":
                    size += path.with_suffix(".dbf").stat().st_size
                crs = METRES if kind in ("wkt", "dxf") else ""
                words = [sys.executable, "-c", IN_PYTHON, path, crs] if given.python else [ROOT / "build/bin/libspatial", "area", path, "--lang", "en", *(["--crs", crs] if crs else [])]
                code, said, wall, cpu, peak = measured(words)
                last = said.strip().splitlines()[-1] if said.strip() else ""
                print(f"{kind:8} {n:>10} {size / 2**20:>9.0f} {wall:>7.1f} {cpu:>7.1f} {peak:>9.0f}  exit {code}: {last[:110]}", flush=True)


if __name__ == "__main__":
    main()
