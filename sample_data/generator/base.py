"""The boundary as a whole, and what was there before: urban construction land of the base year, so that 扩展倍数 is known."""

import numpy as np
import shapely

from . import official, zones

# boundary ÷ base that every unit is to come near to; two are over 1.3
MULTIPLES = [1.27, 1.29, 1.26, 1.31, 1.34, 1.29, 1.28, 1.29, 1.30]
CITY, TOWN = "201", "202"  # 城镇村属性码: 城市, 建制镇


def closed_lines(world, names):
    """Rows of the boundary as a whole, one per closed line."""
    inside = np.isin(world.use, [zones.CONCENTRATED, zones.FLEXIBLE, zones.SPECIAL])
    return [{"name": f"{name}城镇开发边界（合成）", "geometry": line} for u, name in enumerate(names)
            for line in shapely.get_parts(world.union(inside & (world.unit == u)))]


def unbuilt(book):
    """Cells that wait: approved and not supplied, or supplied and not begun."""
    result = np.zeros(len(book.unit), bool)
    for cell, (_, supplies) in book.on.items():
        result[cell] = book.open_at(cell) or any(book.supplies[s]["built_share"] == 0 for s in supplies)
    return result | ~book.free & ~np.isin(np.arange(len(book.unit)), list(book.on))  # and the cells of the last pieces


def chosen(world, book):
    """The cells of the base: those of the boundary that do not wait, without the outermost until the multiple is reached."""
    boundary = np.isin(world.use, [zones.CONCENTRATED, zones.FLEXIBLE, zones.SPECIAL])
    waiting = unbuilt(book) & np.isin(world.use, [zones.CONCENTRATED, zones.FLEXIBLE])
    result = boundary & ~waiting
    centre, radius = np.array([p[1] for p in world.places]), np.array([p[2] for p in world.places])
    out = np.hypot(*(world.centres - centre[world.place]).T) / radius[world.place] + 0.15 * zones.noise(world.centres, 2000, 6.0)
    for u, multiple in enumerate(MULTIPLES):
        mine = np.flatnonzero(result & (world.unit == u) & (world.use != zones.SPECIAL))
        mine = mine[np.argsort(-out[mine], kind="stable")]
        spare = world.km2[result & (world.unit == u)].sum() - world.km2[boundary & (world.unit == u)].sum() / multiple
        result[mine[np.cumsum(world.km2[mine]) < spare]] = False
    return result


def urban(world, book, boundary):
    """({"urban_land_base": rows}, truth)."""
    cells, rows, truth = chosen(world, book), [], []
    for u, code in enumerate(world.codes):
        for czcsxm, in_city in ((CITY, True), (TOWN, False)):
            part = cells & (world.unit == u) & ((world.place == 0) == in_city)
            rows += [{"czcsxm": czcsxm, "unit_code": code, "geometry": g} for g in shapely.get_parts(world.union(part))] if part.any() else []
    whole, hard = ({c: 0 for c in world.codes} for _ in range(2))
    for row in boundary.itertuples():
        area = official.cents(official.area(row.geometry))
        whole[row.unit_code] += area
        hard[row.unit_code] += area if row.zone_kind != "special" else 0
    base = {c: sum(official.cents(official.area(r["geometry"])) for r in rows if r["unit_code"] == c) for c in world.codes}
    for code in [*world.codes, None]:
        name = f"/{code}" if code else ""
        b, w, h = (d[code] if code else sum(d.values()) for d in (base, whole, hard))
        truth += [(f"growth_boundary{name}", w / 100, "m2", "official areas of the zones"), (f"urban_land_base{name}", b / 100, "m2", "official areas of the rows"),
                  (f"expansion_multiple{name}", round(w / b, 9), "1", "growth_boundary ÷ urban_land_base"),
                  (f"expansion_multiple_without_special{name}", round(h / b, 9), "1", "the same without 特别用途区")]
    return {"urban_land_base": rows}, truth
