"""Runs us and the peers on the same files, one after another, holds every answer against ours, and writes docs/benchmarks.md.

    run.py 10k | 100k | 1m [--only PEER] [--seconds 60]      --only: one peer, printed, no page"""

import argparse
import datetime
import json
import os
import platform
import subprocess
import sys
from pathlib import Path

import generate
import ours
import page
import peers

REPEATS = {"tiny": 3, "10k": 5, "100k": 3, "1m": 2}
ON_FEW_VERTICES = ("geos", "shapely")  # measured on zones42 too: the best idiom is one of theirs
AGREE = 1e-7  # of the area inside zones: coordinates far from the origin cost GEOS and QGIS digits; ours are exact to 1e-9
HERE = Path(__file__).parent


def peer(name, folder, zone_layer, seconds):
    """Rows of one peer, measured in a process of its own; a peer that fails, or hangs, is a row that says so."""
    words = [sys.executable, "-W", "ignore", "-m", "peers", name, str(folder), zone_layer, str(seconds)]
    child = subprocess.Popen(words, cwd=HERE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        said, problem = child.communicate(timeout=60 + 20 * seconds)
    except subprocess.TimeoutExpired:
        child.terminate()  # it stops what it started
        said, problem = child.communicate()
        problem = f"took more than {60 + 20 * seconds:.0f} s"
    rows = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    if child.returncode != 0:
        rows.append({"engine": name, "what": "", "failed": (problem.strip().splitlines() or ["?"])[-1].replace("|", "/")})
    return [row | {"zones": zone_layer, "group": "peer"} for row in rows]


def agree(rows, folder):
    """Writes into every row how far its area is from ours on the same parcels, and whether it has our number of pairs."""
    answers = {}
    for row in rows:
        if not row.get("inside_m2") or "official" in row["what"]:
            continue
        zones, every = row.get("zones", "zones"), row.get("every", 1)
        if zones == "zones3":
            continue  # the same land, other pairs
        if zones not in answers:
            answers[zones] = ours.answer(folder, zones)
        inside, pairs = (values[::every].sum() for values in answers[zones])
        row["off"] = abs(row["inside_m2"] - inside) / inside
        row["pairs_off"] = None if row.get("pairs") is None else int(row["pairs"] - pairs)
        row["agrees"] = bool(row["off"] <= AGREE and not row["pairs_off"])
    return rows


def parts():
    """The kernel's parts, by Google Benchmark: processor time."""
    try:
        program = peers.program("bench_parts")
    except FileNotFoundError:
        return []
    run = subprocess.run([program, "--benchmark_format=json", "--benchmark_min_time=0.2"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True)
    to_seconds = {"ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1.0}
    return [{"what": b["name"].rsplit("/", 1)[0], "n": int(b["name"].rsplit("/", 1)[1]), "seconds": b["cpu_time"] * to_seconds[b["time_unit"]],
             "items_per_second": b.get("items_per_second")} for b in json.loads(run.stdout)["benchmarks"]]


def about(size):
    cpu = next((line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")), platform.machine())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {"size": size, "date": str(datetime.date.today()), "machine": f"{cpu}, {len(os.sched_getaffinity(0))} processors, {memory:.0f} GiB", "load": os.getloadavg()[0]}


def measure(size, names, seconds):
    folder, repeats = peers.SCRATCH / size, REPEATS[size]
    generate.make(size, folder)
    result = about(size)

    def step(words, rows):
        print(words, file=sys.stderr, flush=True)
        return list(rows)

    rows = step("the kernel", ours.kernel(folder, repeats)) + step("Python", ours.in_python(folder, "zones", repeats))
    rows += step("the program", ours.command(folder, repeats))
    step("the answer for zones42", ours.in_python(folder, "zones42"))
    rows += step("the floors", (r | {"group": "floor"} for r in ours.lines(peers.program("bench_floors"), folder / "parcels.gpkg", repeats)))
    for zones in ("zones", "zones42"):
        for name in names if zones == "zones" else (n for n in names if n in ON_FEW_VERTICES):
            rows += step(f"{name}, {zones}", peer(name, folder, zones, seconds))
    return result | {"rows": agree(rows, folder), "parts": step("the kernel's parts", parts())}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("size", choices=REPEATS)
    parser.add_argument("--only", choices=peers.NAMES)
    parser.add_argument("--seconds", type=float, default=60, help="that a peer may take for one of its ways, about")
    options = parser.parse_args()
    result = measure(options.size, (options.only,) if options.only else peers.NAMES, options.seconds)
    (peers.SCRATCH / options.size / "result.json").write_text(json.dumps(result, indent=1))
    text = page.page(result)
    if not options.only:
        (peers.ROOT / "docs" / "benchmarks.md").write_text(text, encoding="utf-8")
    print(text)
    wrong = [f"{r['engine']}, {r['what']}" for r in result["rows"] if r.get("agrees") is False]
    if wrong:
        sys.exit(f"do not agree with us: {'; '.join(wrong)}")


if __name__ == "__main__":
    main()
