"""The land accounts: approvals (批) and supplies (供) with dates, so that 批而未供 and 闲置 at the reference date have areas that are known to
the cent. Every piece of the arrangement is a face of whole 0.01 m² (exact.py), so the truth is a sum of whole numbers."""

import datetime

import numpy as np

from . import graph, zones

DAY = "2020-12-31"                      # the reference date
UNSUPPLIED, IDLE = 3_764_000_000, 943_000_000  # 0.01 m²: 37.64 and 9.43 km²
# km² of 批而未供 per unit, synthetic; the last piece of the third makes the sum exact
SHARES = {"220202": 7.7, "220203": 1.5, "220204": 8.1, "220211": 6.4, "220221": 3.9, "220281": 2.4, "220282": 2.5, "220283": 2.6, "220284": 2.54}
LAST, LAST_UNIT = "220204", 2
CAUSES = ["政府原因：规划调整", "政府原因：拆迁未完成", "企业原因：资金不足", "企业原因：市场变化"]
SMALLEST, LARGEST = 0.001, 0.008        # km² that the last piece, a part of one cell, may have


def day(year, of_year):
    return (datetime.date(year, 1, 1) + datetime.timedelta(days=int(of_year))).isoformat()


def plus(date, days):
    return (datetime.date.fromisoformat(date) + datetime.timedelta(days=int(days))).isoformat()


class Ledger:
    """Which approvals and supplies lie on every cell."""

    def __init__(self, rng, mesh, km2, unit, use, codes):
        self.rng, self.mesh, self.km2, self.unit, self.codes = rng, mesh, km2, unit, codes
        self.approvals, self.supplies = [], []  # dicts with "cells"
        self.free = np.isin(use, [zones.CONCENTRATED, zones.FLEXIBLE])
        self.on = {}                             # cell → ([approvals], [supplies])

    def put(self, kind, cells, **fields):
        rows = self.approvals if kind == 0 else self.supplies
        rows.append({**fields, "cells": list(cells)})
        for cell in cells:
            self.on.setdefault(cell, ([], []))[kind].append(len(rows) - 1)
            self.free[cell] = False
        return len(rows) - 1

    def open_at(self, cell, date=DAY):
        """Approved and not supplied."""
        a, s = self.on[cell]
        return any(self.approvals[i]["approved_on"] <= date for i in a) and not any(self.supplies[i]["supplied_on"] <= date for i in s)

    def some(self, allowed, size):
        """A group of cells round a random one of the `allowed`."""
        rows = np.flatnonzero(allowed)
        return graph.cluster(self.mesh, int(self.rng.choice(rows)), allowed, self.km2, size)

    def mask(self, cells):
        result = np.zeros(len(self.unit), bool)
        result[list(cells)] = True
        return result


def supply_dates(rng, approved, after):
    """(supplied_on, start_by): a supply some months after its approval, to be begun a year later."""
    supplied = plus(approved, rng.integers(120, 1200))
    if not after and supplied > DAY:
        supplied = plus(approved, rng.integers(20, 60)) if plus(approved, 60) <= DAY else DAY
    return supplied, plus(supplied, 365)


def batches(book):
    """Batches until every unit has its share, with lots that were supplied out of them."""
    rng = book.rng
    for u, code in enumerate(book.codes):
        open_km2, goal, small = 0.0, SHARES[code] - (0.5 if code == LAST else 0), 0
        while open_km2 < goal - 0.03 and small < 400:
            cells = book.some(book.free & (book.unit == u), min(rng.uniform(0.12, 0.75), max(goal - open_km2, 0.05)))
            if book.km2[cells].sum() < 0.04:
                small += 1
                continue
            year = int(rng.choice(np.arange(2010, 2021), p=np.array([2, 2, 3, 3, 4, 5, 6, 8, 9, 10, 8]) / 60))
            approved = day(year, rng.integers(20, 330))
            book.put(0, cells, approved_on=approved, unit_code=code)
            part = rng.choice([0.0, 0.25, 0.5, 0.7, 1.0], p=[0.2, 0.2, 0.25, 0.2, 0.15])
            left = book.mask(cells) if part else book.mask([])
            while left.any() and book.km2[left].sum() > (1 - part) * book.km2[cells].sum() + 1e-9:
                lot = book.some(left, rng.uniform(0.03, 0.14))
                left[lot] = False
                supplied, start = supply_dates(rng, approved, False)
                book.put(1, lot, supplied_on=supplied, start_by=start, unit_code=code)
            open_km2 += sum(book.km2[c] for c in cells if book.open_at(c))


def traps(book):
    """What real accounts have: land approved twice, supplied beyond the approval, before it, twice, after the reference date."""
    rng, mesh = book.rng, book.mesh

    def free_beside(cell):
        beside = mesh.beside(cell)
        return beside[book.free[beside] & (book.unit[beside] == book.unit[cell])]

    def opened(u):
        return [c for c in book.on if book.unit[c] == u and book.open_at(c) and len(book.on[c][0]) == 1]

    for u in (0, 2, 3, 4, 8):  # approved twice: half of the later batch lies on open land of an earlier one
        rim = [c for c in opened(u) if len(free_beside(c))]
        cell = int(rng.choice(rim))
        earlier = book.on[cell][0][0]
        twice = graph.cluster(mesh, cell, book.mask([c for c in book.approvals[earlier]["cells"] if book.open_at(c) and len(book.on[c][0]) == 1]), book.km2, 0.06)
        seed = int(free_beside(cell)[0])
        fresh = graph.cluster(mesh, seed, book.free & (book.unit == u), book.km2, 0.05)
        approved = plus(max(book.approvals[earlier]["approved_on"], "2015-01-01"), 400)
        book.put(0, twice + fresh, approved_on=min(approved, "2020-11-30"), unit_code=book.codes[u])
    for u in (0, 1, 3, 6):  # the lot reaches beyond its approval
        rim = [c for c in opened(u) if len(free_beside(c))]
        cell = int(rng.choice(rim))
        seed = int(free_beside(cell)[0])
        beyond = graph.cluster(mesh, seed, book.free & (book.unit == u), book.km2, 0.04)
        supplied, start = supply_dates(rng, book.approvals[book.on[cell][0][0]]["approved_on"], False)
        book.put(1, [cell, *beyond], supplied_on=supplied, start_by=start, unit_code=book.codes[u])
    for row in rng.choice(len(book.supplies), 6, replace=False):  # supplied before the approval
        row = book.supplies[row]
        approved = [book.approvals[a]["approved_on"] for c in row["cells"] for a in book.on[c][0]]
        if approved:
            row["supplied_on"] = plus(min(approved), -int(rng.integers(30, 200)))
            row["start_by"] = plus(row["supplied_on"], 365)
    for u in (2, 3, 5, 7):  # supplied after the reference date: still open on it
        lot = graph.cluster(mesh, int(rng.choice(opened(u))), book.mask(opened(u)), book.km2, 0.08)
        book.put(1, lot, supplied_on=day(2021, rng.integers(30, 300)), start_by=day(2022, rng.integers(30, 300)), unit_code=book.codes[u])
    for u in (0, 3, 6):  # approved after the reference date
        cells = book.some(book.free & (book.unit == u), 0.3)
        book.put(0, cells, approved_on=day(2021, rng.integers(30, 330)), unit_code=book.codes[u])
    for i in rng.choice(len(book.supplies) - 4, 3, replace=False):  # part of a lot supplied once more
        row = book.supplies[i]
        half = row["cells"][: max(1, len(row["cells"]) // 2)]
        book.put(1, half, supplied_on=min(plus(row["supplied_on"], 700), "2020-12-01"), start_by="2021-12-01", unit_code=row["unit_code"], again=True)
        row["again"] = True
