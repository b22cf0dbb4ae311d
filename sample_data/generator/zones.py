"""The lines of the plan as unions of cells: each cell has one use, so that the three lines cannot overlap."""

import numpy as np
import pandas as pd
import shapely

NONE, CONCENTRATED, FLEXIBLE, SPECIAL, FARMLAND, REDLINE = range(6)
KINDS = {CONCENTRATED: ("concentrated", "城镇集中建设区"), FLEXIBLE: ("flexible", "城镇弹性发展区"), SPECIAL: ("special", "特别用途区")}


def noise(points, wave, phase):
    """A smooth field between about −1 and 1 with hills `wave` metres apart."""
    x, y = (points / wave).T
    return (np.sin(6.3 * x + phase) + np.sin(5.1 * y + 1.7 * phase) + np.sin(3.9 * (x + y) - phase) + np.sin(4.7 * (x - y) + 0.6 * phase)) / 4


def river(points, centre):
    """Metres to a river that winds through the centre, roughly from the south-east to the north-west."""
    dx, dy = (points - centre).T
    along, across = 0.6 * dx - 0.8 * dy, 0.8 * dx + 0.6 * dy
    return np.abs(across - 1400 * np.sin(along / 2600))


def uses(centres, unit, towns):
    """Use of every cell. `towns`: (name, centre, radius, has a river)."""
    use = np.full(len(centres), NONE)
    town = np.full(len(centres), -1)
    for t, (_, centre, radius, has_river) in enumerate(towns):
        r = np.hypot(*(centres - centre).T) / (radius * (1 + 0.28 * noise(centres, radius * 1.4, t + 1.0)))
        inside = (r < 1) & (unit >= 0) & (town < 0)
        town[inside] = t
        use[inside] = np.where(r < 0.8, CONCENTRATED, FLEXIBLE)[inside]
        use[inside & (r > 0.7) & (noise(centres, radius * 0.8, t + 9.0) > 0.45)] = SPECIAL
        if has_river:
            use[inside & (river(centres, centre) < 260)] = SPECIAL
        use[inside & (r > 0.6) & (r < 0.9) & (noise(centres, radius * 0.35, t + 4.0) > 0.55) & (use != SPECIAL)] = FARMLAND  # 开天窗
        ring = (r >= 1.02) & (r < 1.5) & (unit >= 0) & (town < 0) & (noise(centres, radius * 0.7, t + 2.0) > 0.05)
        use[ring & (use == NONE)] = FARMLAND
    wild = (unit >= 0) & (use == NONE) & (town < 0)
    far = np.min([np.hypot(*(centres - c).T) / r for _, c, r, _ in towns], axis=0) > 1.6
    use[wild & far & (noise(centres, 30_000, 3.0) > 0.38)] = REDLINE
    use[wild & (noise(centres, 9_000, 7.0) < -0.62) & (use == NONE)] = FARMLAND
    return use, town


def groups(frame, by):
    """One dissolved polygon part per row, borders shared bit by bit."""
    rows = []
    for key, part in frame.groupby(by, sort=True):
        land = shapely.coverage_union_all(part.geometry.to_numpy())
        rows.extend((*key, g) for g in shapely.get_parts(land))
    return pd.DataFrame(rows, columns=[*by, "geometry"])


def clean(land):
    """Parts that touch themselves in a point come as polygons whose holes touch; all valid by construction."""
    bad = ~shapely.is_valid(land.geometry.to_numpy())
    if bad.any():
        raise RuntimeError(f"{bad.sum()} zones are invalid: " + shapely.is_valid_reason(land.geometry[bad].iloc[0]))
    return land
