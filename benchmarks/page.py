"""docs/benchmarks.md from the rows of one run."""


A_GUESS = 2000  # from one parcel in more than so many on: start-up costs can weigh more than what is measured


def is_guess(row):
    return row.get("every", 1) > A_GUESS


def find(rows, what, engine="libspatial", threads=None):
    return next(r for r in rows if r["engine"] == engine and r["what"] == what and (threads is None or r.get("threads", 1) == threads))


def goals(result):
    """(what, goal, measured, reached); reached is None where this run cannot say."""
    rows = result["rows"]

    def seconds(what, engine="libspatial", threads=None):
        return find(rows, what, engine, threads)["seconds"]

    reading = seconds("read features", "OGR")

    def by_reading(what, engine, threads, limit, extra=None):
        ratio = seconds(what, engine, threads) / reading
        return f"{ratio:.2f} ×" + (f", {extra[0]}" if extra else ""), ratio <= limit and (extra is None or extra[1])

    def best_idiom(zones, ours, least):
        idioms = [r for r in rows if r.get("zones") == zones and r["engine"].startswith(("GEOS", "Shapely")) and "seconds" in r and not is_guess(r)]
        if not idioms:
            return "GEOS was not measured", None
        best = min(idioms, key=lambda r: r["seconds"])
        return f"{best['seconds'] / ours:.0f} × ({best['engine']}, {best['what'].split(':')[0]})", best["seconds"] / ours >= least

    few, many = "zones with 1/42 of the vertices", seconds("index") + seconds("planar", threads=1)
    growth = many / (seconds(f"index, {few}") + seconds(f"planar, {few}"))
    twice = seconds("planar", threads=1) / seconds("planar", threads=2)
    flawed = find(rows, "planar pieces", threads=1)["flawed"]
    split = find(rows, "file to table, planar", "libspatial overlay", 1)["split"]
    kernel = sum(split.get(part, 0) for part in ("validity", "index", "overlay"))
    overhead, to_wkb = seconds("overlay of a GeoDataFrame, planar", "libspatial in Python") - kernel, seconds("to_wkb of the parcels, GeoPandas", "libspatial in Python")
    peak = max(r["peak_mib"] for r in rows if "peak_mib" in r)
    project = max((p["seconds"] for p in result["parts"] if p["what"].startswith("one project") and p["n"] == 200000), default=None)
    return [
        ("GeoPackage → area table, planar, 2 threads", "≤ 0.5 × OGR reading the parcels", *by_reading("file to table, planar", "libspatial overlay", 2, 0.5)),
        ("the same, official areas", "≤ 1.0 × OGR reading", *by_reading("file to table, official", "libspatial overlay", 2, 1.0)),
        ("in memory, 1 thread, against the best GEOS idiom", "≥ 80 ×", *best_idiom("zones", seconds("planar", threads=1), 80)),
        ("the same on zones with few vertices", "≥ 50 ×", *best_idiom("zones42", seconds(f"planar, {few}"), 50)),
        ("all pieces in memory, 1 thread, all of them valid", "≤ 1.0 × OGR reading", *by_reading("planar pieces", "libspatial", 1, 1.0, (f"{flawed} not valid", flawed == 0))),
        ("zone vertices × 42: index and kernel", "≤ 8 ×", f"{growth:.1f} ×", growth <= 8),
        ("2 threads against 1, in memory", "≥ 1.8 ×", f"{twice:.2f} ×", twice >= 1.8),
        ("error of every pair", "≤ 1e-9 + 1e-6 m² of exact", "`make fuzz`", None),
        ("Python `overlay` of a GeoDataFrame less the program's kernel", "≤ `to_wkb` + 10 %", f"{overhead:.3f} s, `to_wkb` {to_wkb:.3f} s", overhead <= 1.1 * to_wkb),
        ("one project against a boundary of 200,000 vertices", "< 5 ms", "not measured" if project is None else f"{project * 1000:.1f} ms", None if project is None else project < 0.005),
        ("peak memory of the program", "≤ 512 MiB", f"{peak:.0f} MiB", peak <= 512),
    ]


def agreement(row):
    if "off" not in row:
        return ""
    return f"{row['off']:.0e}" + ("" if row["pairs_off"] is None else ", pairs too" if row["pairs_off"] == 0 else f", **pairs {row['pairs_off']:+d}**")


def line(row, kernel, reading):
    if "missing" in row:
        return f"| {row['engine']} | not installed: `{row['missing']}` | | | | | | |"
    if "failed" in row:
        return f"| {row['engine']} | failed: {row['failed']} | | | | | | |"
    cut = "" if "every" not in row else "all" if row["every"] == 1 else f"1 in {row['every']}" + (", a guess" if is_guess(row) else "")
    return (f"| {row['engine']} | {row['what']} | {row.get('threads', 1)} | {row['seconds']:.3f} | {row['seconds'] / kernel:.1f} | {row['seconds'] / reading:.2f} | {cut} | {agreement(row)} |")


HEAD = "| engine | what | threads | seconds | ÷ our kernel | ÷ OGR reading | parcels cut | off from ours |\n|---|---|---|---|---|---|---|---|"


def per_item(part):
    return "" if not part["items_per_second"] else f"{1e9 / part['items_per_second']:.1f}"


def page(result):
    rows = result["rows"]
    reading = find(rows, "read features", "OGR")["seconds"]
    kernel = find(rows, "planar", threads=1)["seconds"]
    few = find(rows, "planar, zones with 1/42 of the vertices")["seconds"]
    text = [f"# Benchmarks\n\n`make bench SIZE={result['size']}` on {result['date']}: {result['machine']}, load {result['load']:.1f} when it began. Everything in one run, one after another, "
            "on the same files (`benchmarks/generate.py`, from a seed). Read the ratios: seconds are of one machine on one day. This page is written by "
            "`benchmarks/run.py`.\n\n## Goals\n\nSet for the size 1m, 2 threads, warm cache.\n\n| what | goal | measured | reached |\n|---|---|---|---|"]
    text += [f"| {what} | {goal} | {measured} | {'' if reached is None else 'yes' if reached else '**no**'} |" for what, goal, measured, reached in goals(result)]
    text += ["\n## Us, the floors and the peers\n", HEAD, *(line(r, kernel, reading) for r in rows if r.get("zones") != "zones42")]
    text += ["\n## The same parcels, zones with 1/42 of the vertices\n", HEAD, *(line(r, few, reading) for r in rows if r.get("zones") == "zones42")]
    text.append("\n“Our kernel” is the planar table in memory, one thread; `read`, `validity` and `index` come before it. Peers have their data in memory or in their tables, indexed, before "
                "the clock starts, but for those that say “from file” or “file to file”; what they make of the zones first (prepared, subdivided) is in their seconds. “1 in n”: the "
                "peer cut every n-th parcel; what each further one costs was multiplied; from so few parcels that it is “a guess” it stands for no ratio above. “Off from ours”: relative difference of the area inside zones from ours on the same parcels, and "
                "whether the pairs of more than 1e-4 m² are as many. A peer is one file in `benchmarks/peers/`; `--only NAME` measures one.")
    if result["parts"]:
        text += ["\n## Parts of the kernel\n\nProcessor time, one thread, Google Benchmark (`benchmarks/parts.cpp`).\n", "| what | n | ms | ns per vertex or parcel |\n|---|---|---|---|"]
        text += [f"| {p['what']} | {p['n']} | {p['seconds'] * 1000:.4g} | {per_item(p)} |" for p in result["parts"]]
    return "\n".join(text) + "\n"
