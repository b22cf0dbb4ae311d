"""Downtown boxes with floors, one in a parcel."""

import numpy as np
import shapely

from . import mesh, official

COUNT = 4000
FLOORS = {"0701": (3, 25), "05H1": (2, 18), "0809": (1, 6), "0601": (1, 3)}  # from, to


def box(rng, parcel, centre):
    """A turned rectangle round the middle of a parcel, in degrees; metres are those of the mesh."""
    size = np.sqrt(rng.uniform(0.1, 0.32)) * np.sqrt(parcel.area) * 89_000  # a degree squared is about 89 km squared here
    ratio, turn = rng.uniform(0.5, 1.0), rng.uniform(0, np.pi)
    corners = size / 2 * np.array([(-1, -ratio), (1, -ratio), (1, ratio), (-1, ratio)])
    return shapely.Polygon(mesh.to_degrees(corners @ np.array([(np.cos(turn), np.sin(turn)), (-np.sin(turn), np.cos(turn))]) + centre))


def make(rng, parcels):
    """({"buildings": rows}, truth)."""
    rows = []
    shapes, codes, units = parcels.geometry.to_numpy(), parcels.dlbm.to_numpy(), parcels.unit_code.to_numpy()
    middle = mesh.to_metres(*shapely.get_coordinates(shapely.centroid(shapes)).T)
    for i in rng.permutation(np.flatnonzero(np.isin(codes, list(FLOORS)))):
        shape = box(rng, shapes[i], middle[i])
        if not shapely.contains_properly(shapes[i], shape):
            continue
        low, high = FLOORS[codes[i]]
        floors = int(rng.integers(low, high + 1))
        ground = official.cents(official.area(shape)) / 100
        rows.append({"id": f"合成建筑{len(rows) + 1:05d}", "floors": floors, "floor_area_m2": round(ground * floors, 2), "unit_code": units[i],
                     "geometry": shape, "ground": ground})
        if len(rows) == COUNT:
            break
    truth = [("buildings", len(rows), "1", "rows")]
    for code in ["", *sorted({r["unit_code"] for r in rows})]:
        mine = [r for r in rows if r["unit_code"] == code or not code]
        name = f"/{code}" if code else ""
        truth += [(f"building_footprint{name}", sum(r["ground"] for r in mine), "m2", "sum of official areas, 0.01 m² each"),
                  (f"floor_area{name}", sum(r["floor_area_m2"] for r in mine), "m2", "sum of floor_area_m2 = footprint × floors")]
    return {"buildings": [{k: v for k, v in r.items() if k != "ground"} for r in rows]}, truth
