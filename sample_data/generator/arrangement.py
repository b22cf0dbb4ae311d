"""From the ledger to layers: faces of whole 0.01 m², the last pieces that make the sums exact, rows, and the truth."""

from collections import Counter, defaultdict

import numpy as np
import shapely

from . import accounts, exact, graph, idle


def top_up(book, left, put):
    """More cells in the last unit until what is left, km², is a part of one cell."""
    while left > accounts.LARGEST:
        allowed = book.free & (book.unit == accounts.LAST_UNIT)
        if left > 0.03:
            cells = book.some(allowed & (book.km2 < 0.012), min(left - 0.02, 0.15))
        else:
            cells = book.some(allowed & (book.km2 < left - accounts.SMALLEST), 1e-6)
        put(cells)
        left -= book.km2[cells].sum()


def fill(book):
    """Batches, traps, lots, and what is missing of both sums but for less than a cell."""
    rng, code = book.rng, accounts.LAST
    accounts.batches(book)
    accounts.traps(book)

    def idle_lot(cells):
        book.put(0, cells, approved_on=accounts.day(2013, rng.integers(10, 300)), unit_code=code)
        book.put(1, cells, supplied_on=accounts.day(2015, rng.integers(10, 300)), start_by="2016-12-01", unit_code=code)
        idle.not_started(book.supplies[-1], accounts.CAUSES[0])

    def open_batch(cells):
        book.put(0, cells, approved_on=accounts.day(int(rng.integers(2018, 2021)), rng.integers(10, 300)), unit_code=code)

    top_up(book, idle.choose(book), idle_lot)
    top_up(book, (accounts.UNSUPPLIED / 1e8) - sum(book.km2[c] for c in book.on if book.open_at(c)), open_batch)


def faces(book):
    """Connected cells under the same approvals and supplies, those deepest inside first."""
    groups = defaultdict(list)
    for cell, (a, s) in book.on.items():
        groups[int(book.unit[cell]), tuple(sorted(a)), tuple(sorted(s))].append(cell)
    result = [(key, part) for key, cells in sorted(groups.items()) for part in graph.parts(book.mesh, cells)]
    face_of = {c: i for i, (_, part) in enumerate(result) for c in part}
    near = [{face_of.get(int(o), -1) for c in part for o in book.mesh.beside(c) if book.unit[o] == book.unit[c]} - {i} for i, (_, part) in enumerate(result)]
    depth = {i: 0 for i, others in enumerate(near) if -1 in others}
    while len(depth) < len(result):
        depth.update({i: 1 + min(depth[o] for o in near[i] if o in depth) for i in range(len(result)) if i not in depth and near[i] & depth.keys()})
    return [result[i] for i in sorted(depth, key=lambda i: (-depth[i], i))]


def settled(book):
    """[(key, whole 0.01 m²)] of every face, after one vertex of each has moved."""
    todo, result = faces(book), []
    waiting = {c for _, part in todo for c in part}
    for key, part in todo:
        waiting -= set(part)
        others = {int(o) for c in part for o in book.mesh.beside(c) if book.unit[o] == book.unit[c]}
        others = {o for o in others - set(part) if o in waiting or o not in book.on}
        result.append((key, exact.settle(book.mesh, part, others)))
    return result


def last_piece(book, wanted):
    """A part of a free cell away from all others, with exactly `wanted` 0.01 m²."""
    for cell in np.flatnonzero(book.free & (book.unit == accounts.LAST_UNIT)):
        if book.km2[cell] * 1e8 > 1.15 * wanted and not any(int(o) in book.on for o in book.mesh.beside(cell)):
            book.free[cell] = False
            book.free[book.mesh.beside(cell)] = False
            return exact.cut(book.mesh.polygons([cell])[0], wanted)
    raise RuntimeError("no cell left for the last piece")


def shape(book, row):
    return row["geometry"] if "geometry" in row else shapely.coverage_union_all(book.mesh.polygons(row["cells"]))


def truth(book, areas):
    """The planted numbers, 0.01 m²: name → value."""
    found = Counter()
    for (u, a, s), area in areas:
        code = book.codes[u]
        dates = [book.approvals[i]["approved_on"] for i in a if book.approvals[i]["approved_on"] <= accounts.DAY]
        supplied = [i for i in s if book.supplies[i]["supplied_on"] <= accounts.DAY]
        if dates and not supplied:
            for name in ("", f"/{code}", f"/{code}/{min(dates)[:4]}", f"/year/{min(dates)[:4]}"):
                found["land_approved_unsupplied" + name] += area
        if any(book.supplies[i]["idle"] for i in s):
            cause = next(book.supplies[i]["cause"] for i in s if book.supplies[i]["idle"])
            for name in ("", f"/{code}", f"/cause/{cause}"):
                found["land_idle" + name] += area
        found["land_approved"] += area if dates else 0
        found["land_supplied"] += area if supplied else 0
        found["land_approvals/sum_of_rows"] += area * len(a)
        found["land_supplies/sum_of_rows"] += area * len(s)
        found["land_approved_twice"] += area if len(dates) > 1 else 0
        found["land_supplied_twice"] += area if len(supplied) > 1 else 0
        found["land_supplied_without_approval"] += area if supplied and not dates else 0
        found["land_supplied_after_reference_date"] += area if s and not supplied and dates else 0
        found["land_approved_after_reference_date"] += area if a and not dates else 0
        found["land_approved_unsupplied/dates_ignored"] += area if a and not s else 0
    return found


def rows_of(book):
    """The two layers' rows."""
    number, approvals, supplies = Counter(), [], []
    for row in sorted(book.approvals, key=lambda r: (r["approved_on"], r["unit_code"])):
        key = (row["unit_code"], row["approved_on"][:4])
        number[key] += 1
        approvals.append({"batch": f"合成批次{key[1]}-{key[0]}-{number[key]:02d}", "approved_on": row["approved_on"], "unit_code": row["unit_code"], "geometry": shape(book, row)})
    fields = ("supplied_on", "start_by", "started_on", "built_share", "invested_share", "cause", "unit_code")
    for i, row in enumerate(sorted(book.supplies, key=lambda r: (r["supplied_on"], r["unit_code"]))):
        supplies.append({"contract": f"合成合同{row['supplied_on'][:4]}-{i + 1:04d}", **{f: row[f] for f in fields}, "geometry": shape(book, row)})
    return approvals, supplies


def make(rng, mesh, km2, unit, use, codes):
    """(ledger, approvals, supplies, truth in 0.01 m²)."""
    book = accounts.Ledger(rng, mesh, km2, unit, use, codes)
    fill(book)
    areas = settled(book)
    found = truth(book, areas)
    for kind, wanted in (("idle", accounts.IDLE - found["land_idle"]), ("open", accounts.UNSUPPLIED - found["land_approved_unsupplied"])):
        piece = last_piece(book, wanted)
        book.approvals.append({"approved_on": "2014-05-20", "unit_code": accounts.LAST, "cells": [], "geometry": piece})
        supplied = ()
        if kind == "idle":
            book.supplies.append({"supplied_on": "2015-06-30", "start_by": "2016-06-30", "unit_code": accounts.LAST, "cells": [], "geometry": piece})
            idle.not_started(book.supplies[-1], accounts.CAUSES[0])
            supplied = (len(book.supplies) - 1,)
        areas.append(((accounts.LAST_UNIT, (len(book.approvals) - 1,), supplied), wanted))
    return book, *rows_of(book), truth(book, areas)
