"""What a careful notebook does with current Shapely, all vectorised; and the best idiom we know, with Shapely's newer GEOS."""

import time

import numpy as np
import shapely

from peers import SLIVER

INSTALL = "make build"


def version():
    return f"Shapely {shapely.__version__} (GEOS {shapely.geos_version_string})"


def subdivide(shapes, most=256):
    """Parts of at most `most` vertices, and the row each comes from: halves, and halves of halves."""
    done, owners, owner = [], [], np.arange(len(shapes))
    while len(shapes):
        small = shapely.get_num_coordinates(shapes) <= most
        done.append(shapes[small])
        owners.append(owner[small])
        x0, y0, x1, y1 = shapely.bounds(shapes[~small]).T
        wide, x, y = x1 - x0 > y1 - y0, (x0 + x1) / 2, (y0 + y1) / 2
        first = shapely.box(x0, y0, np.where(wide, x, x1), np.where(wide, y1, y))
        second = shapely.box(np.where(wide, x, x0), np.where(wide, y0, y), x1, y1)
        owner = np.concatenate([owner[~small]] * 2)
        shapes = shapely.intersection(np.concatenate([shapes[~small]] * 2), np.concatenate([first, second]))
        land = ~shapely.is_empty(shapes) & (shapely.get_dimensions(shapes) == 2)
        shapes, owner = shapes[land], owner[land]
    return np.concatenate(done), np.concatenate(owners)


def classify(parcels, zones, tree):
    """Pairs (parcel, zone): those wholly inside, and those that meet the border."""
    left, right = tree.query(parcels)
    inside = shapely.contains_properly(zones[right], parcels[left])
    left_over, right_over = left[~inside], right[~inside]
    meets = shapely.intersects(zones[right_over], parcels[left_over])
    return left[inside], right[inside], left_over[meets], right_over[meets]


def ways(data):
    parcels, zones = (shapely.from_wkb(wkb) for wkb in (data.parcel_wkb, data.zone_wkb))
    start = time.perf_counter()
    shapely.prepare(zones)
    tree = shapely.STRtree(zones)
    preparing = time.perf_counter() - start

    def whole(every):
        some = parcels[::every]
        start = time.perf_counter()
        inside, _, left, right = classify(some, zones, tree)
        cut = shapely.area(shapely.intersection(some[left], zones[right]))
        total = shapely.area(some[inside]).sum() + cut.sum()
        return time.perf_counter() - start, total, len(inside) + (cut > SLIVER).sum()

    yield "prepared, then intersection", preparing, whole

    start = time.perf_counter()
    parts, owner = subdivide(zones)
    shapely.prepare(parts)
    part_tree = shapely.STRtree(parts)
    preparing += time.perf_counter() - start

    def hybrid(every):
        some = parcels[::every]
        start = time.perf_counter()
        inside, _, left, _ = classify(some, zones, tree)
        crossing = np.unique(left)
        whole, whole_in, left, right = classify(some[crossing], parts, part_tree)
        left, areas = np.concatenate([whole, left]), np.concatenate([shapely.area(some[crossing[whole]]), shapely.area(shapely.intersection(some[crossing[left]], parts[right]))])
        pair = left * len(zones) + owner[np.concatenate([whole_in, right])]
        by_pair = np.bincount(np.unique(pair, return_inverse=True)[1], areas)
        return time.perf_counter() - start, shapely.area(some[inside]).sum() + areas.sum(), len(inside) + (by_pair > SLIVER).sum()

    yield "hybrid: whole zones to classify, subdivided ones to cut", preparing, hybrid
