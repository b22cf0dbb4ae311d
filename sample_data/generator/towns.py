"""Towns, villages and the zones that cut across: all unions of cells, so that they share their borders with the units bit by bit."""

import numpy as np
import shapely

from . import graph, mesh, zones

TOWN_KM2 = 190.0        # of a made-up township, roughly
DOWNTOWN = 6200.0       # metres round the centre: made-up ones there are subdistricts
LEVELS = {"subdistrict": ("街道", 0), "town": ("镇", 100), "township": ("乡镇", 200)}
DIGITS = "零一二三四五六七八九"
VILLAGES_OF = ("江北乡", "棋盘村", (126.63, 43.97))


def chinese(n):
    """1 … 99 in words."""
    tens, ones = divmod(n, 10)
    return ("" if tens == 0 else ("十" if tens == 1 else DIGITS[tens] + "十")) + (DIGITS[ones] if ones or not tens else "")


def spread(rng, centres, rows, kept, count):
    """`count` more places among `rows`, each the farthest of some random ones from those there are."""
    kept = [np.asarray(k) for k in kept]
    chosen = []
    for _ in range(count):
        tries = rng.choice(rows, min(60, len(rows)), replace=False)
        far = np.min([np.hypot(*(centres[tries] - k).T) for k in kept], axis=0) if kept else np.ones(len(tries))
        chosen.append(int(tries[np.argmax(far)]))
        kept.append(centres[chosen[-1]])
    return chosen


def nearest(centres, rows, point):
    return int(rows[np.argmin(np.hypot(*(centres[rows] - point).T))])


def seeds(rng, world, named):
    """[(cell, name, level, unit)]: the named towns, the seats, subdistricts downtown, and made-up townships between them."""
    result = []
    for u, fact in enumerate(world.unit_facts.itertuples()):
        rows = np.flatnonzero(world.unit == u)
        near = rows[np.hypot(*(world.centres[rows] - world.city).T) < DOWNTOWN]
        mine = [(nearest(world.centres, rows, p), t.name_, t.level, u) for t in named[named.unit == fact.id].rename(columns={"name": "name_"}).itertuples()
                for p in mesh.to_metres([t.lon], [t.lat])]
        if fact.level == "county_level_city":
            mine.append((nearest(world.centres, rows, mesh.to_metres([fact.lon], [fact.lat])[0]), f"{fact.name}城区（合成）", "subdistrict", u))
        streets = spread(rng, world.centres, near, [world.centres[m[0]] for m in mine], 1 + len(near) // 700) if len(near) > 300 else []
        mine += [(cell, f"{fact.name}{chinese(i + 1)}号街道（合成）", "subdistrict", u) for i, cell in enumerate(streets)]
        more = max(1, round(world.km2[rows].sum() / TOWN_KM2) - len({m[1] for m in mine}) + len(streets))
        outer = np.setdiff1d(rows, near)
        mine += [(cell, f"{fact.name}{chinese(i + 1)}号乡镇（合成）", "township", u)
                 for i, cell in enumerate(spread(rng, world.centres, outer, [world.centres[m[0]] for m in mine], more))]
        result += mine
    return result


def make(rng, world, named):
    """(rows of the towns, town of every cell as a row number)."""
    found = seeds(rng, world, named)
    names = list(dict.fromkeys((name, level, u) for _, name, level, u in found))
    number = {name: i for i, name in enumerate(names)}
    town = graph.grow(world.mesh, [(cell, number[name, level, u]) for cell, name, level, u in found], world.unit)
    if (town[world.unit >= 0] < 0).any():
        raise RuntimeError("land without a town")
    count, rows = {}, []
    for i, (name, level, u) in enumerate(names):
        code = world.codes[u]
        count[code, level] = count.get((code, level), 0) + 1
        rows.append({"code": f"{code}{LEVELS[level][1] + count[code, level]:03d}", "name": name, "level": level, "parent": code,
                     "geometry": world.union(town == i)})
    return rows, town


def villages(rng, world, town_rows, town):
    """The villages of one township, 棋盘村 among them."""
    township, known, point = VILLAGES_OF
    i = next(i for i, row in enumerate(town_rows) if row["name"] == township)
    rows = np.flatnonzero(town == i)
    first = nearest(world.centres, rows, mesh.to_metres(*[[v] for v in point])[0])
    cells = [first, *spread(rng, world.centres, rows, [world.centres[first]], 7)]
    village = graph.grow(world.mesh, [(c, n) for n, c in enumerate(cells)], np.where(town == i, 0, -1 - np.arange(len(town))))
    return [{"code": f"{town_rows[i]['code']}{200 + n:03d}", "name": known if n == 0 else f"{township}{chinese(n)}号村（合成）", "level": "village",
             "parent": town_rows[i]["code"], "geometry": world.union(village == n)} for n in range(len(cells))]


def near(world, points, radius):
    """Cells within `radius` of the way through `points`, its rim a little uneven."""
    way = shapely.LineString(mesh.to_metres(*zip(*points))) if len(points) > 1 else shapely.Point(mesh.to_metres(*zip(*points))[0])
    return shapely.distance(shapely.points(world.centres), way) < radius * (1 + 0.12 * zones.noise(world.centres, radius, 2.5))


def connected(world, chosen):
    """The largest group of the chosen cells that hangs together."""
    groups = graph.parts(world.mesh, np.flatnonzero(chosen))
    result = np.zeros(len(chosen), bool)
    result[max(groups, key=lambda g: world.km2[g].sum())] = True
    return result


def functional(world, town_rows, town):
    """The zones of the plan; 220272 is 高新区 as a whole, its north and its south both carry it."""
    unit = {code: world.unit == i for i, code in enumerate(world.codes)}
    chaluhe = town == next(i for i, row in enumerate(town_rows) if row["name"] == "岔路河镇")
    wanchang = town == next(i for i, row in enumerate(town_rows) if row["name"] == "万昌镇")
    lands = [
        ("220271", "经开区", "jingkai_qu", "220202", near(world, [(126.46, 43.93)], 5700) & unit["220202"]),
        ("220272", "高新北区", "gaoxin_beiqu", "220204", near(world, [(126.42, 43.87)], 3000) & unit["220204"]),
        ("220272", "高新南区", "gaoxin_nanqu", "220211", near(world, [(126.55, 43.80)], 2200) & unit["220211"]),
        ("220273", "中新食品区", "zhongxin_shipinqu", "220221", chaluhe | near(world, [(125.93, 43.735)], 4500) & wanchang),
        (None, "冰雪经济高质量发展试验区", "bingxue_shiyanqu", None, near(world, [(126.63, 43.70), (126.62, 43.42)], 5000) & (unit["220211"] | unit["220221"])),
    ]
    return [{"code": code, "name": name, "place": place, "parent": parent, "geometry": world.union(connected(world, land))} for code, name, place, parent, land in lands]


CORE = ("左家镇", "桦皮厂镇", "孤店子镇", "搜登站镇", "大绥河镇", "一拉溪镇", "岔路河镇", "万昌镇", "小白山乡")


def pilot(world, town_rows, town):
    """The core of the pilot area: the towns of its five members in the west."""
    chosen = np.isin(town, [i for i, row in enumerate(town_rows) if row["name"] in CORE])
    return [{"name": "国家城乡融合发展试验区长吉接合片区核心区域（合成）", "geometry": world.union(chosen)}]


def central(world, uses_town):
    """Downtown: the land of the city's boundary and what it encloses."""
    land = shapely.coverage_union_all(world.cells[uses_town == 0])
    filled = shapely.union_all(shapely.polygons(shapely.get_exterior_ring(shapely.get_parts(land))))
    shapely.prepare(filled)
    inside = shapely.contains_properly(filled, shapely.point_on_surface(world.cells)) & (world.unit >= 0)
    return [{"name": "吉林市中心城区", "geometry": world.union(inside)}]
