"""Projects with names from the plan and synthetic shapes, each looked for at random until its situation is met."""

import numpy as np
import shapely
from pyproj import Transformer

LONGEST = 60.0  # metres: edges are divided before they change from degrees to metres
_to_metres = Transformer.from_crs("EPSG:4490", "EPSG:4530", always_xy=True)


def to_metres(shape):
    """From degrees to Gauss–Krüger metres, edges divided where they are straight."""
    dense = shapely.segmentize(shape, LONGEST / 111_320)
    return shapely.transform(dense, lambda xy: np.column_stack(_to_metres.transform(*xy.T)))


def blob(rng, centre, size):
    """A lot of 5 to 8 corners."""
    n = rng.integers(5, 9)
    angles = np.sort((np.arange(n) + rng.uniform(-0.3, 0.3, n)) * 2 * np.pi / n)
    radius = size * rng.uniform(0.75, 1.15, n)
    corners = centre + np.column_stack([radius * np.cos(angles), 0.75 * radius * np.sin(angles)])
    return shapely.polygons(np.round(corners, 3))


class Finder:
    def __init__(self, rng, lands):
        """`lands`: name → land in metres; `all`: the whole boundary."""
        self.rng, self.lands = rng, lands
        for land in lands.values():
            shapely.prepare(land)

    def share(self, shape, land):
        return shapely.area(shapely.intersection(shape, self.lands[land])) / shapely.area(shape)

    def look(self, near, size, good):
        """A lot round a random point of the border or inside of `near`."""
        land = self.lands[near]
        x0, y0, x1, y1 = shapely.bounds(land)
        for _ in range(60_000):
            centre = np.array([self.rng.uniform(x0, x1), self.rng.uniform(y0, y1)])
            if shapely.distance(land, shapely.points(centre)) > size:
                continue
            lot = blob(self.rng, centre, size)
            if shapely.is_valid(lot) and good(lot):
                return lot
        raise RuntimeError(f"no place found near {near}")

    def within(self, land, margin=8.0):
        return lambda lot: shapely.contains_properly(self.lands[land], shapely.buffer(lot, margin))

    def clear(self, lot, *lands):
        return all(self.share(lot, land) == 0 for land in lands)


def situations(find, rng):
    """Situation → shapes (one per feature)."""
    share = find.share

    def size():
        return rng.uniform(70, 260)

    def crossing(lot):
        return 0.3 < share(lot, "all") < 0.9 and find.clear(lot, "farmland", "redline")

    def inside():
        return [find.look("concentrated", size(), find.within("concentrated"))]

    def with_hole():
        lot = inside()[0]
        hole = shapely.affinity.scale(lot, 0.35, 0.35)
        return [shapely.set_precision(shapely.Polygon(lot.exterior, [hole.exterior]), 0.001)]

    def two():
        a = inside()[0]
        b = find.look("concentrated", size(), lambda lot: find.within("concentrated")(lot) and 20 < shapely.distance(lot, a))
        return [a, b]

    def bow_tie():
        x, y = np.round(shapely.get_coordinates(shapely.centroid(inside()[0]))[0], 0)
        return [shapely.Polygon([(x, y), (x + 120, y + 90), (x + 120, y), (x, y + 90), (x, y)])]

    def line():
        x, y = shapely.get_coordinates(shapely.centroid(find.lands["centre"]))[0]
        steps = [(-5200, -6100), (-2600, -5200), (300, -5600), (3100, -4900), (6400, -5300)]
        return [shapely.LineString(np.round([(x + dx, y + dy) for dx, dy in steps], 3))]

    def shared_edge():
        part = max(shapely.get_parts(find.lands["concentrated"]), key=shapely.area)
        for _ in range(2000):
            lot = find.look("concentrated", 150, lambda lot: 0.5 < share(lot, "concentrated") < 0.95 and find.clear(lot, "flexible", "special"))
            cut = max(shapely.get_parts(shapely.intersection(lot, part)), key=shapely.area)
            if shapely.is_valid(cut) and cut.geom_type == "Polygon":
                return [cut]  # its border is the boundary's own: not rounded
        raise RuntimeError("no shared edge found")

    return {
        "inside": inside, "inside_hole": with_hole, "two_features": two, "multipart": lambda: [shapely.MultiPolygon(two())],
        "concentrated_flexible": lambda: [find.look("flexible", 200, lambda l: share(l, "concentrated") > 0.25 and share(l, "flexible") > 0.25 and share(l, "concentrated") + share(l, "flexible") > 0.999999)],
        "flexible": lambda: [find.look("flexible", 110, find.within("flexible"))],
        "flexible_special": lambda: [find.look("special", 160, lambda l: share(l, "flexible") > 0.2 and share(l, "special") > 0.2 and share(l, "flexible") + share(l, "special") > 0.999999)],
        "special": lambda: [find.look("special", 110, find.within("special"))],
        "crossing": lambda: [find.look("flexible", 240, crossing)],
        "outside": lambda: [find.look("flexible", 300, lambda l: find.clear(l, "all", "farmland", "redline"))],
        "redline": lambda: [find.look("redline", 260, lambda l: share(l, "redline") > 0.3 and find.clear(l, "farmland"))],
        "farmland": lambda: [find.look("farmland", 150, lambda l: share(l, "farmland") > 0.3)],
        "border": lambda: [find.look("border", 200, lambda l: 0.2 < share(l, "city") < 0.8 and find.clear(l, "all", "farmland", "redlines"))],
        "line": line, "bow_tie": bow_tie, "shared_edge": shared_edge,
    }


def make(rng, facts, lands):
    """Rows of the project layer."""
    make_shapes = situations(Finder(rng, lands), rng)
    rows = []
    for fact in facts.itertuples():
        for shape in make_shapes[fact.situation]():
            area = shapely.area(shape)
            declared = {"exact": round(area * 0.99995, 2), "off": round(area * 1.06, 2)}.get(fact.declared)
            rows.append({"id": fact.id, "name": fact.name, "kind": fact.kind if isinstance(fact.kind, str) else None,
                         "declared_area_m2": declared, "width_m": 40.0 if fact.situation == "line" else None, "geometry": shape})
    return rows
