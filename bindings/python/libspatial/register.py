"""项目库: every project the plan names once, and whether its shape is there. Called by :meth:`Plan.register`."""

import re

from . import _core, errors, frames

DIMENSION = {"point": 0, "line": 1, "polygon": 2}


def rows(profile):
    """The plan's projects with what each entry is: its own project, one that repeats another, a total or a part of one."""
    import pandas as pd

    read = ["id", "name", "unit", "kind", "section", "geometry", "quantities", "same_as", "maybe_same_as", "total_of"]
    table = pd.DataFrame(profile.projects("", "", "", False), columns=read).set_index("id")
    table["of"] = [_root(name, table["same_as"]) if table.at[name, "same_as"] else "" for name in table.index]
    table["entry"] = ["repeats" if of else "own" for of in table["of"]]
    table["difference"] = float("nan")
    for total, parts in table["total_of"][table["total_of"].map(len) > 0].items():
        table.at[total, "entry"] = "total"
        table.loc[parts, ["entry", "of"]] = ["part", total]
        table.at[total, "difference"] = _difference(table["quantities"], total, parts)
    table["same_name"] = _same_names(table)
    return table[["name", "unit", "kind", "section", "geometry", "entry", "of", "maybe_same_as", "same_name", "difference"]]


def _root(name, same_as):
    seen = set()
    while same_as.get(name) and name not in seen:
        seen.add(name)
        name = same_as[name]
    return name


def _difference(quantities, total, parts):
    """What the total says beyond the sum of its parts, of the first quantity that all have."""
    amounts = [{q["name"]: (q["value"], q["unit"]) for q in quantities[row] if q["value"] is not None} for row in [total, *parts]]
    for name, (value, unit) in amounts[0].items():
        if all(name in a and a[name][1] == unit for a in amounts):
            return round(value - sum(a[name][0] for a in amounts[1:]), 9) + 0.0  # never −0
    return float("nan")


def _plain_name(name):
    """A name without brackets and what they hold, quotation marks, spaces, and 项目 or 工程 at the end."""
    name = re.sub(r"[（(][^（()）]*[)）]|[“”\"\s]", "", name)
    return re.sub(r"(建设)?(项目|工程)$", "", name) or name


def _same_names(table):
    """Other entries of the unit with the same name; those that are known to be the same project are left out."""
    plain = list(zip(table["unit"], table["name"].map(_plain_name)))
    alike = {}
    for row, key in zip(table.index, plain):
        alike.setdefault(key, []).append(row)
    root = {row: of if entry == "repeats" else row for row, entry, of in zip(table.index, table["entry"], table["of"])}
    return [[other for other in alike[key] if root[other] != root[row]] for row, key in zip(table.index, plain)]


def add_shapes(table, layer, ids, plan):
    """What is drawn of every entry, in place; returns the ids that no entry has, and the rejects: features that are neither land nor line nor point."""
    import numpy as np
    import shapely

    lands, rejects = _lands(layer)
    shapes = shapely.from_wkb(layer.wkb, on_invalid="ignore")
    size = shapely.get_dimensions(shapes)
    without_land = {r["row"] for r in rejects}
    landed = np.array([row not in without_land for row in range(len(layer))], dtype=bool)
    usable = landed | ((size < 2) & (size >= 0) & ~shapely.is_empty(shapes) & shapely.is_valid(shapes))
    area = np.where(landed, np.asarray(_core.areas(lands, "official", 0)), 0.0) if lands else np.zeros(len(layer))
    length = _line_lengths(layer, shapes, size, usable)
    outside = _outside_unit(table, lands, ids, landed, area, plan)
    inside = {role: _names_around(plan, role, layer, lands, landed, shapes, usable) for role in ("units", "towns")}

    entries = {}
    for row, name in enumerate(ids):
        entries.setdefault(name, []).append(row)
    columns = {c: [] for c in ("drawn", "drawn_as", "features", "area_m2", "length_m", "outside_unit_m2", *inside)}
    for name, entry in table.iterrows():
        mine = np.array(entries.get(name, []), dtype=int)
        elsewhere = _elsewhere(table, name, entry, entries)
        best = max((2 if landed[r] else size[r] for r in mine if usable[r]), default=-1)
        columns["drawn"].append(_state(mine, usable, best, DIMENSION[entry["geometry"]], elsewhere))
        columns["drawn_as"].append(elsewhere)
        columns["features"].append(len(mine))
        columns["area_m2"].append(round(float(area[mine].sum()), 2) if landed[mine].any() else float("nan"))
        columns["length_m"].append(float(length[mine].sum()) if (length[mine] > 0).any() else float("nan"))
        columns["outside_unit_m2"].append(round(float(outside[mine[landed[mine]]].sum()), 2) if landed[mine].any() else float("nan"))
        for role, names in inside.items():
            columns[role].append(list(dict.fromkeys(n for r in mine for n in names[r])))
    for name, values in columns.items():
        table[name] = values
    return [name for name in entries if name not in table.index], [r for r in rejects if not usable[r["row"]]]


def _lands(layer):
    """(polygons, or None where no row is land; the rows that are none)."""
    try:
        lands = _core.polygons(layer, *frames.project_width())
        return lands, lands.rejects
    except errors.CLASSES["no_polygons"]:
        where = layer.file or layer.name
        return None, [{"row": row, "reason": "no_shape", "zh": f"{where} 第 {row} 行：没有可用的图形，请补上", "en": f"{where} row {row}: no usable shape, draw it"} for row in range(len(layer))]


def _state(mine, usable, best, wanted, elsewhere):
    if len(mine) == 0:
        return "as_other" if elsewhere else "no"
    if not usable[mine].any():
        return "rejected"
    if best < wanted:
        return "other_shape"
    return "yes" if usable[mine].all() else "partly"


def _elsewhere(table, name, entry, entries):
    """Other entries of the same project that are drawn; the parts of a total when every one is."""
    if entry["entry"] == "total":
        parts = list(table.index[(table["of"] == name) & (table["entry"] == "part")])
        return parts if all(p in entries for p in parts) else []
    root = entry["of"] if entry["entry"] == "repeats" else name
    same = [root, *table.index[(table["of"] == root) & (table["entry"] == "repeats")]]
    return [other for other in same if other != name and other in entries]


def _line_lengths(layer, shapes, size, usable):
    import numpy as np

    length = np.zeros(len(layer))
    found = np.flatnonzero((size == 1) & usable)
    if len(found):
        wkb = layer.wkb
        length[found] = _core.line_lengths(_core.lines(_core.Layer("projects", "", layer.crs_wkt or layer.crs, [wkb[r] for r in found], {})))
    return length


def _outside_unit(table, lands, ids, landed, area, plan):
    """m² of every feature beyond the place its entry names; NaN where nobody knows that place's land."""
    import numpy as np

    outside = np.full(len(ids), np.nan)
    wanted = [table.at[name, "unit"] if name in table.index else "" for name in ids]
    places = sorted({place for place, has in zip(wanted, landed) if has and place})
    if not places or not plan.layers:
        return outside
    known = _core.membership(plan.layers, plan._profile, places, "official", 0)["lands"]
    zone_of = {place: row for row, (place, wkb) in enumerate(zip(known.fields["id"], known.wkb)) if wkb is not None}
    for place, zone in zone_of.items():
        mine = np.array([has and w == place for w, has in zip(wanted, landed)])
        pieces = _pieces(lands, _core.Layer(place, "", known.crs_wkt or known.crs, [known.wkb[zone]], {}))
        within = np.bincount(pieces["subject"][pieces["zone"] >= 0], pieces["area_m2"][pieces["zone"] >= 0], len(ids))
        outside[mine] = (area - within)[mine].round(2)
    return outside


def _pieces(lands, zones):
    import numpy as np

    zones = _core.polygons(zones)
    zones = zones if _core.same_crs(zones, lands) else _core.reproject(zones, lands.crs_wkt)
    found = _core.overlay(lands, zones, "official", False, 0, None)
    return {c: np.asarray(found[c]) for c in ("subject", "zone", "area_m2")}


def _names_around(plan, role, given, lands, landed, shapes, usable):
    """Names of the rows of a layer that every feature lies in, the largest part first."""
    import geopandas as gpd
    import numpy as np

    layer = next((candidate for candidate in plan.layers if candidate.name == role), None)
    names = [[] for _ in shapes]
    if layer is None or len(layer) == 0 or "name" not in layer.fields:
        return names
    if lands:
        pieces = _pieces(lands, layer)
        for i in np.lexsort((-pieces["area_m2"], pieces["subject"])):
            if pieces["zone"][i] >= 0 and landed[pieces["subject"][i]]:
                names[pieces["subject"][i]].append(layer.fields["name"][pieces["zone"][i]])
    rest = np.flatnonzero(usable & ~landed)
    if len(rest):
        frame = frames.frame(layer)
        there = gpd.GeoSeries(shapes[rest], crs=given.crs_wkt or None).to_crs(frame.crs)
        for i, zone in np.transpose(frame.sindex.query(there, predicate="intersects")):
            names[rest[i]].append(frame["name"].iloc[zone])
    return names
