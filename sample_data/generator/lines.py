"""Transport lines: the six of 三横三纵 with the region that they enclose, railways and expressways with known lengths and shared track."""

import numpy as np
import shapely
import shapely.ops

from . import mesh, official

RAILWAY_KM, EXPRESSWAY_KM = 999.0, 912.0   # the plan's totals; which lines they are it does not say, so the lines are synthetic
PIECE = 1500.0                             # metres between the points of a way
HORIZONTAL = [[(125.52, 44.02), (126.05, 43.99), (126.23, 43.985), (126.40, 44.005), (126.52, 43.97)],
              [(125.52, 43.92), (126.05, 43.90), (126.23, 43.895), (126.41, 43.90), (126.46, 43.895)],
              [(125.52, 43.79), (126.05, 43.80), (126.23, 43.805), (126.39, 43.80), (126.48, 43.81)]]
ENDS = [((126.04, 44.20), (126.06, 43.70)), ((126.22, 44.03), (126.24, 43.77)), ((126.50, 44.60), (126.45, 43.20))]  # north and south of the verticals


def way(points, bend):
    """A winding way through `points` (degrees) that has all of them as vertices; `bend`: how far it winds, as a share of its waves."""
    metres = mesh.to_metres(*zip(*points))
    parts = [np.array(points[:1])]
    for i, (a, b) in enumerate(zip(metres[:-1], metres[1:])):
        length = np.hypot(*(b - a))
        waves, count = max(1, round(length / 9000)), max(4, int(length / PIECE))
        t = np.arange(1, count) / count
        aside = bend * length / waves * np.sin(2 * np.pi * waves * t) * (1 + 0.3 * np.sin(5 * t + i))
        xy = a + (b - a) * t[:, None] + np.array([a[1] - b[1], b[0] - a[0]]) / length * aside[:, None]
        parts += [mesh.to_degrees(xy), np.array(points[i + 1:i + 2])]
    return shapely.LineString(np.vstack(parts))


def solved(measure, goal, low, high):
    """x with measure(x) = goal, measure rising."""
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if measure(middle) < goal else (low, middle)
    return (low + high) / 2


def within(line, land):
    """Metres of a line that lie in `land`."""
    return sum(official.length(p) for p in shapely.get_parts(shapely.intersection(line, land)) if p.geom_type == "LineString")


def shortened(line, middle, km):
    """The line with both ends cut so that it has `km`, its middle part (vertices first … last) kept; three fifths of the cut in the north."""
    xy = np.asarray(line.coords)
    first, last = middle
    head, tail = shapely.LineString(xy[:first + 1]), shapely.LineString(xy[last:])
    kept = official.length(shapely.LineString(xy[first:last + 1]))

    def ends(share):
        return shapely.reverse(shapely.ops.substring(shapely.reverse(head), 0, share, True)), shapely.ops.substring(tail, 0, share, True)

    share = solved(lambda s: kept + sum(official.length(e) for e in ends(s)), km * 1000, 1e-6, 1.0)
    north, south = ends(share)
    return shapely.LineString(np.vstack([np.asarray(north.coords)[:-1], xy[first:last + 1], np.asarray(south.coords)[1:]]))


def six(facts):
    """id → line of 三横三纵, and the ring of the region that they enclose, put together from the same points."""
    lines, inner = {}, {}
    for h, points in enumerate(HORIZONTAL):
        lines[f"hv-h{h + 1}"] = way(points, 0.03)
    for v, (north, south) in enumerate(ENDS):
        nodes = [HORIZONTAL[h][1 + v] for h in range(3)]
        line = way([north, *nodes, south], 0.03)
        at = [int(np.flatnonzero((np.asarray(line.coords) == node).all(axis=1))[0]) for node in nodes]
        km = facts.km[f"hv-v{v + 1}"]
        inner[v] = np.asarray(line.coords)[at[0]:at[2] + 1]
        lines[f"hv-v{v + 1}"] = shortened(line, (at[0], at[2]), 2 + official.length(shapely.LineString(inner[v])) / 1000 if np.isnan(km) else km)

    def between(h):
        xy = np.asarray(lines[f"hv-h{h + 1}"].coords)
        at = [int(np.flatnonzero((xy == HORIZONTAL[h][k]).all(axis=1))[0]) for k in (1, 3)]
        return xy[at[0]:at[1] + 1]

    ring = np.vstack([between(0), inner[2][1:], between(2)[::-1][1:], inner[0][::-1][1:]])
    crossing = HORIZONTAL[1][2]  # one crossing without a common vertex: whoever wants the faces has to find it
    for name in ("hv-h2", "hv-v2"):
        xy = np.asarray(lines[name].coords)
        lines[name] = shapely.LineString(xy[~(xy == crossing).all(axis=1)])
    return lines, shapely.Polygon(ring)


def points_of(text):
    return [tuple(map(float, p.split())) for p in text.split(";")]


def total(facts, lines, kind, city):
    """Metres of all lines of a kind within the city, every shared segment once."""
    seen, result = set(), 0.0
    for row in facts[facts.kind == kind].itertuples():
        if row.segment not in seen:
            result += within(lines[row.Index], city)
        seen.add(row.segment) if isinstance(row.segment, str) else None
    return result


def make(facts, units):
    """(rows, truth). `facts`: facts/lines.csv by id; `units`: code → polygon."""
    city = shapely.union_all(list(units.values()))
    shapely.prepare(city)
    lines, region = six(facts)
    free = {"railway": [], "expressway": []}
    for row in facts[facts.way.notna()].itertuples():
        if row.way.startswith("="):
            continue
        points = points_of(row.way)
        if np.isnan(row.km):
            free[row.kind].append((row.Index, points))
            continue
        bend = solved(lambda b: official.length(way(points, b)), row.km * 1000, 0.0, 0.6)
        lines[row.Index] = way(points, bend)
    for kind, km in (("railway", RAILWAY_KM), ("expressway", EXPRESSWAY_KM)):
        def wound(bend):
            lines.update({name: way(points, bend) for name, points in free[kind]})
            lines.update({row.Index: shapely.reverse(lines[row.way[1:]]) for row in facts[facts.way.notna()].itertuples() if row.way[1:] in lines})
            return total(facts, lines, kind, city)
        wound(solved(wound, km * 1000, 0.0, 0.3))
    rows = [{"id": row.Index, "name": row.name_, "kind": row.kind, "status": row.status, "segment": row.segment if isinstance(row.segment, str) else None,
             "width_m": float(row.width_m), "geometry": lines[row.Index]} for row in facts.rename(columns={"name": "name_"}).itertuples()]
    return rows, truth(facts, lines, region, city, units)


def truth(facts, lines, region, city, units):
    """(name, value, unit, how)"""
    yield "san_heng_san_zong/region", official.cents(official.area(region)) / 100, "m2", "official area of the ring along the six lines, from crossing to crossing"
    yield "san_heng_san_zong/nodes", 9, "1", "crossings of a horizontal and a vertical"
    yield "san_heng_san_zong/faces", 4, "1", "faces between them"
    for kind in ("railway", "expressway"):
        of_kind = facts[facts.kind == kind]
        yield f"{kind}_total", total(facts, lines, kind, city) / 1000, "km", "geodesic length (GRS80) within the nine units, every segment once"
        yield f"{kind}_total/shared_counted_twice", sum(within(lines[i], city) for i in of_kind.index) / 1000, "km", "the same, shared segments as often as they come"
        yield f"{kind}_total/not_clipped", sum(official.length(lines[i]) for i in of_kind.index[~of_kind.segment.duplicated() | of_kind.segment.isna()]) / 1000, "km", "every segment once, beyond the city too"
        for code, shape in units.items():
            yield f"{kind}_total/{code}", total(facts, lines, kind, shape) / 1000, "km", "within the unit"
    for row in facts[facts.km.notna()].itertuples():
        yield f"line/{row.Index}", official.length(lines[row.Index]) / 1000, "km", "geodesic length of the whole line"
