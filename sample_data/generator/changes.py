"""Two dates: parcels of an earlier year for the farmland balance, and the pairs of 增减挂钩 (demolished here, built there)."""

import numpy as np
import shapely

from . import accounts, graph, official, parcels, zones
from .world import DOWNTOWN

PLACE = (4600.0, 5200.0)   # metres from the centre: a fringe where units meet
RADIUS = 1500.0
FARMLAND = ("0101", "0103")


def m2(shape):
    return official.cents(official.area(shape)) / 100


def earlier(rng, now):
    """The code of every parcel at the earlier date."""
    then = now.copy()
    built = rng.permutation(np.flatnonzero(np.isin(now, ["0601", "0701", "05H1", "0809", "1004"])))
    then[built[:70]] = rng.choice(FARMLAND, len(built[:70]))
    farmed = rng.permutation(np.flatnonzero(np.isin(now, FARMLAND)))
    then[farmed[:24]] = "0404"
    turned = farmed[24:40]
    then[turned] = np.where(now[turned] == "0101", "0103", "0101")  # farmland then and now
    return then


def base_parcels(rng, world, table):
    """({"land_parcels_base": rows}, truth); some parcels of today were one parcel then."""
    cells = world.parcels(DOWNTOWN)
    rows = np.flatnonzero(np.hypot(*(world.centres[cells] - world.city - PLACE).T) < RADIUS)
    cells, table = cells[rows], table.iloc[rows]
    now, codes, shapes = table.dlbm.to_numpy(), table.unit_code.to_numpy(), table.geometry.to_numpy()
    then = earlier(rng, now)
    number, merged, result = {c: i for i, c in enumerate(cells)}, {}, []
    for i in rng.permutation(len(cells)):
        beside = [number[o] for o in world.mesh.beside(cells[i]) if o in number]
        same = [j for j in beside if then[j] == then[i] and codes[j] == codes[i] and j not in merged]
        if len(merged) < 80 and i not in merged and same:
            merged[i] = merged[same[0]] = min(i, same[0])
    groups = {}
    for i in range(len(cells)):
        groups.setdefault(merged.get(i, i), []).append(i)
    for n, group in enumerate(groups.values()):
        shape, code = shapely.coverage_union_all(shapes[group]), str(then[group[0]])
        result.append({"bsm": f"{codes[group[0]]}9000{n + 1:08d}", "dlbm": code, "dlmc": parcels.CLASSES[code], "tbmj": m2(shape),
                       "kcxs": float(parcels.deduction(code)), "unit_code": codes[group[0]], "geometry": shape})
    areas = np.array([m2(s) for s in shapes])
    gone, come = np.isin(then, FARMLAND) & ~np.isin(now, FARMLAND), ~np.isin(then, FARMLAND) & np.isin(now, FARMLAND)
    truth = [("land_parcels_base/parcels_now", len(cells), "1", "parcels of land_parcels on the same land")]
    for code in ["", *sorted(set(codes))]:
        mine, name = (codes == code) | (code == ""), f"/{code}" if code else ""
        truth += [(f"farmland_loss{name}", areas[gone & mine].sum(), "m2", "0101 or 0103 in land_parcels_base, not in land_parcels; gross official areas of the parcels of today"),
                  (f"farmland_gain{name}", areas[come & mine].sum(), "m2", "the other way round"),
                  (f"farmland_loss_net{name}", (areas * (1 - parcels.deduction(then)))[gone & mine].sum(), "m2", "farmland_loss without ridges: × (1 − kcxs) of the earlier code"),
                  (f"farmland_gain_net{name}", (areas * (1 - parcels.deduction(now)))[come & mine].sum(), "m2", "farmland_gain without ridges: × (1 − kcxs) of the code of today")]
    return {"land_parcels_base": result}, truth


def sites(rng, world, allowed, u, count):
    mine = allowed & (world.unit == u)
    chosen = graph.cluster(world.mesh, int(rng.choice(np.flatnonzero(mine))), mine, np.ones(len(mine)), count)
    allowed[chosen] = False
    return chosen


def pairs(rng, world, book):
    """({"demolitions": rows, "rebuilds": rows}, truth): eight projects, five of them with something wrong."""
    small = world.km2 < 0.06
    rural = small & (world.use == zones.NONE)
    urban = small & (world.use == zones.FLEXIBLE) & book.free
    demolitions, rebuilds, truth = [], [], []

    def row(rows, name, u, cells, on):
        rows.append({"project": name, "on": on, "unit_code": world.codes[u], "geometry": world.union(cells)})

    before = None
    for n, u in enumerate([0, 2, 3, 4, 4, 4, 7, 8]):
        name, on = f"合成增减挂钩{n + 1:02d}", accounts.day(2016 + n % 4, rng.integers(20, 300))
        old = sites(rng, world, rural, u, 5)
        if n == 5:
            old = [*old, before[0]] if before else old         # one site of the project before, counted a second time
        if n != 7:                                              # the eighth has nothing demolished
            row(demolitions, name, u, old[:3], on)
            row(demolitions, name, u, old[3:], on)
        goal, new, where = 0.62 * world.km2[old].sum() * (1.7 if n == 2 else 1), [], 3 if n == 1 else u  # the third builds too much, the second elsewhere
        while world.km2[new].sum() < goal and (urban & (world.unit == where)).any():
            new += sites(rng, world, urban, where, 1)
        for cell in new:
            row(rebuilds, name, where, [cell], accounts.plus(on, -200 if n == 6 else 300))  # the seventh builds first
        before = old
    for name in sorted({r["project"] for r in rebuilds}):
        for kind, rows in (("demolished", demolitions), ("rebuilt", rebuilds)):
            truth.append((f"{kind}/{name}", sum(m2(r["geometry"]) for r in rows if r["project"] == name), "m2", "official areas of its rows"))
    truth += [("demolished", m2(shapely.union_all([r["geometry"] for r in demolitions])), "m2", "official area, what two projects claim counted once"),
              ("demolished/sum_of_rows", sum(m2(r["geometry"]) for r in demolitions), "m2", "counted twice"),
              ("rebuilt", sum(m2(r["geometry"]) for r in rebuilds), "m2", "official areas of the rows, none overlaps")]
    return {"demolitions": demolitions, "rebuilds": rebuilds}, truth
