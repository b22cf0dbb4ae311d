"""Bad inputs by the thousand: small good files in fourteen formats, hurt in three ways each (42 classes), every one through the program. It must end as an answer or as an error that
names the file: no signal, no hang, no exit code 5, no input changed, nothing left behind.

    build/venv/bin/python3 tests/battery/bad_inputs.py [--count 3000] [--seed 1] [--keep FOLDER]

A failure prints the seed, the class and the number of its case; the same numbers make the same bytes."""

import argparse
import concurrent.futures
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROGRAM = ROOT / "build/bin/libspatial"
SECONDS, MEMORY = 20, 4 << 30
KML = """<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>d</name><Folder><name>地块</name>
%s</Folder></Document></kml>"""
PLACE = """<Placemark><name>p%d</name><ExtendedData><Data name="id"><value>%d</value></Data></ExtendedData><Polygon><outerBoundaryIs><LinearRing>
<coordinates>126.5,43.8 126.6,43.8 126.6,43.9 126.5,43.8</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>
"""


def run(*words, env=None, scratch=None):
    return subprocess.run([PROGRAM, *map(str, words), "--lang", "en"], capture_output=True, timeout=SECONDS * 5, env=env or os.environ, cwd=scratch)


def seeds(folder):
    """format → files that belong together, the first of which is given to the program. By our own writers where there is one."""
    import geopandas as gpd
    import pyogrio
    import shapely

    folder.mkdir(parents=True, exist_ok=True)
    squares = [shapely.box(42500000.0 + 544000 - 500000 + 200 * i, 4857000, 42500000.0 + 544100 - 500000 + 200 * i, 4857100) for i in range(6)]
    frame = gpd.GeoDataFrame({"id": [f"{i}" for i in range(6)], "名称": [f"地块{i}" for i in range(6)]}, geometry=squares, crs="EPSG:4530")
    source = folder / "source.gpkg"
    pyogrio.write_dataframe(frame, source, layer="lots")
    made = {}
    for ending in ("gpkg", "shp", "geojson", "fgb", "txt", "csv", "xlsx", "wkt"):
        out = folder / f"lots.{ending}"
        done = run("convert", source, out, *(["--to-crs", "EPSG:4490"] if ending == "geojson" else []))
        assert done.returncode in (0, 2), done.stderr.decode()
        made[ending] = [out] + sorted(p for p in folder.glob("lots.*") if ending == "shp" and p.suffix in (".dbf", ".shx", ".prj", ".cpg"))
    (folder / "lots.kml").write_text(KML % "".join(PLACE % (i, i) for i in range(6)), encoding="utf-8")
    (folder / "lots.dat").write_text("".join(f"{i},J{i},{44544000 + i * 10}.5,{4857000 + i * 7}.25,0\n" for i in range(20)))
    for name, files in (("zip", made["shp"]), ("kmz", [folder / "lots.kml"])):
        with zipfile.ZipFile(folder / f"lots.{name}", "w", zipfile.ZIP_DEFLATED) as archive:
            for file in files:
                archive.write(file, file.name)
    pyogrio.write_dataframe(frame, folder / "lots.gdb", driver="OpenFileGDB", layer="lots")
    made |= {name: [folder / f"lots.{name}"] for name in ("kml", "dat", "zip", "kmz")} | {"gdb": [folder / "lots.gdb"]}
    return made | {"sheet": made["xlsx"]}  # xlsx: bytes of the archive are hurt; sheet: one part of it, packed again


def flip(data, dice):
    for _ in range(dice.choice((1, 1, 2, 5, 40))):
        if data:
            data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)


def cut(data, dice):
    at = dice.randrange(len(data) + 1)
    if dice.random() < 0.7:
        del data[at:]
    else:
        del data[at : at + dice.choice((1, 2, 16, 512))]


def noise(data, dice):
    at, n = dice.randrange(len(data) + 1), dice.choice((1, 4, 16, 300))
    what = dice.choice((bytes(n), b"\xff" * n, dice.randbytes(n), bytes(data[:n]), b"\x7f\xff\xff\xff", b"1e999", b"-" * n, "\u202e\0'\"<".encode()))
    if dice.random() < 0.5:
        data[at:at] = what
    else:
        data[at : at + len(what)] = what


WAYS = {"flip": flip, "cut": cut, "noise": noise}


def hurt(seed, cls, number, files, folder):
    """A copy of the files, one of them hurt; what the program is handed."""
    dice = random.Random(f"{seed}/{cls}/{number}")
    folder.mkdir(parents=True)
    given = folder / files[0].name
    if files[0].is_dir():
        shutil.copytree(files[0], given)
        victim = dice.choice(sorted(p for p in given.iterdir() if p.is_file()))
    else:
        for file in files:
            shutil.copy(file, folder / file.name)
        victim = folder / dice.choice(files).name
    kind, way = cls.split("-")
    if kind == "sheet":
        hurt_part(victim, WAYS[way], dice)
        return given
    data = bytearray(victim.read_bytes())
    WAYS[way](data, dice)
    victim.write_bytes(data)
    return given


def hurt_part(victim, way, dice):
    with zipfile.ZipFile(victim) as archive:
        parts = {name: bytearray(archive.read(name)) for name in archive.namelist()}
    way(parts[dice.choice([name for name in parts if name.startswith("xl/work") or name.startswith("xl/shared") or name.endswith(".rels")])], dice)
    with zipfile.ZipFile(victim, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, bytes(content))


def everything(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def judge(given, command, done, scratch):
    """What is wrong, or nothing."""
    err = done.stderr.decode("utf-8", "replace")
    if done.returncode not in (0, 2, 4):
        return f"exit code {done.returncode}: {err[-300:]}"
    if "crashed" in err or "gave nothing for" in err:
        return f"the worker had to step in: {err[-300:]}"
    if done.returncode == 4 and not ("error [" in err and given.name in err):
        return f"an error that does not name the file: {err[-300:]}"
    if done.returncode == 4 and command != "inspect" and done.stdout:
        return "an error after half an answer"
    if list(scratch.iterdir()):
        return f"left behind: {[p.name for p in scratch.iterdir()]}"
    return None


def limited():
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 5))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def case(seed, cls, number, files, base, commands):
    """Complaints about one hurt file."""
    folder = base / f"{cls}-{number}"
    given = hurt(seed, cls, number, files, folder / "in")
    before, complaints, codes = everything(folder / "in"), [], []
    for command in commands:
        scratch = folder / f"tmp-{command}"
        scratch.mkdir()
        words = {"inspect": ["inspect", given], "area": ["area", given], "overlay": ["overlay", given, given, "--out", folder / "out.csv"]}[command]
        try:
            done = subprocess.run([PROGRAM, *map(str, words), "--lang", "en", "--threads", "1"], capture_output=True, timeout=SECONDS * 5, preexec_fn=limited, env=os.environ | {"TMPDIR": str(scratch)})
        except subprocess.TimeoutExpired:
            complaints.append(f"{command}: no end")
            continue
        codes.append(done.returncode)
        if wrong := judge(given, command, done, scratch):
            complaints.append(f"{command}: {wrong}")
    if everything(folder / "in") != before:
        complaints.append("the input was changed")
    if complaints == []:
        shutil.rmtree(folder)
    return cls, number, complaints, codes


def battery(count, seed, base, commands=("inspect", "area", "overlay"), jobs=2):
    made = seeds(base / "seeds")
    classes = [f"{kind}-{way}" for kind in made for way in WAYS]
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        orders = [pool.submit(case, seed, classes[i % len(classes)], i // len(classes), made[classes[i % len(classes)].split("-")[0]], base, commands if len(commands) < 4 else commands) for i in range(count)]
        return len(classes), [order.result() for order in orders]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    base = options.keep or Path(tempfile.mkdtemp(prefix="bad-inputs-"))
    classes, results = battery(options.count, options.seed, base)
    bad = [r for r in results if r[2]]
    for cls, number, complaints, _ in bad:
        print(f"seed {options.seed} class {cls} case {number}: " + "; ".join(complaints))
    codes = [code for r in results for code in r[3]]
    print(f"seed {options.seed}: {len(results)} files of {classes} classes, {len(codes)} runs: {codes.count(0)} answers, {codes.count(2)} answers with rejects, {codes.count(4)} errors; {len(bad)} failures")
    if not bad and not options.keep:
        shutil.rmtree(base)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
