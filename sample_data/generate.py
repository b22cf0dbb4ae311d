"""Makes sample_data/jilin.gpkg and sample_data/projects.gpkg from a seed and the facts in sample_data/facts.

    build/venv/bin/python3 sample_data/generate.py [--seed N] [--out DIR]

合成数据, 非法定成果: shapes are synthetic; only names, codes, areas of units and points of places are facts (README.md).
"""

import argparse
import os
import sys
from pathlib import Path

os.environ["OGR_CURRENT_DATE"] = "2026-01-01T00:00:00.000Z"  # the same bytes whenever it runs
sys.dont_write_bytecode = True
import geopandas as gpd  # noqa: E402
import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
import pyogrio  # noqa: E402
import shapely  # noqa: E402
from generator import mesh, model, parcels, projects, units, world, zones  # noqa: E402

HERE = Path(__file__).parent
MARK = "合成数据, 非法定成果 (synthetic data, no legal force)"
CENTRE = "吉林市中心城区"


def facts(name):
    return pd.read_csv(HERE / "facts" / f"{name}.csv", dtype={"code": str})


def towns_of(places):
    """(name, centre in metres, radius of its boundary, has a river), the city first."""
    city = places[places.kind == "prefecture_city"].iloc[0]
    rows = [(CENTRE, city, 7000.0, True)]
    rows += [(p.name, p, 2300.0, False) for _, p in places[places.kind == "county_seat"].rename(columns={"name": "label"}).iterrows()]
    rows += [(p.name, p, 800.0, False) for _, p in places[places.kind == "key_town"].rename(columns={"name": "label"}).iterrows()]
    result = []
    for _, p, radius, has_river in rows:
        label = CENTRE if has_river else p.label
        result.append((label, mesh.to_metres([p.lon], [p.lat])[0], radius, has_river))
    return result


def points_of(unit, places, anchors):
    own = places[(places.parent == unit.id) & places.kind.isin(["county_seat", "key_town"])]
    more = anchors[anchors.unit == unit.id]
    return mesh.to_metres([unit.lon, *own.lon, *more.lon], [unit.lat, *own.lat, *more.lat])


def layer(rows, crs=mesh.DEGREES):
    return gpd.GeoDataFrame(rows, geometry="geometry", crs=crs)


def unit_layer(cells, unit, unit_facts):
    rows = [{"code": u.code, "name": u.name_, "level": u.level, "parent": "220200", "geometry": shapely.coverage_union_all(cells[unit == i])}
            for i, u in enumerate(unit_facts.rename(columns={"name": "name_"}).itertuples())]
    return layer(rows)


def zone_layer(cells, frame, towns, codes):
    rows = []
    for use, (kind, title) in zones.KINDS.items():
        part = zones.clean(zones.groups(frame[frame.use == use], ["town", "unit"]))
        rows += [{"zone_kind": kind, "name": towns[r.town][0] + title, "unit_code": codes[r.unit], "geometry": r.geometry} for r in part.itertuples()]
    return layer(rows)


def farmland_layer(frame, rng):
    part = zones.clean(zones.groups(frame[frame.use == zones.FARMLAND], ["unit"]))
    dlbm = rng.choice(["0101", "0103"], len(part))
    return layer([{"dlbm": d, "kcxs": float(parcels.deduction(d)), "geometry": g} for d, g in zip(dlbm, part.geometry)])


def redline_layer(frame):
    part = zones.clean(zones.groups(frame[frame.use == zones.REDLINE], ["unit"]))
    return layer([{"name": f"生态保护红线（合成）{i + 1:02d}", "geometry": g} for i, g in enumerate(part.geometry)])


def parcel_layer(rng, cells, centres, frame, codes, centre):
    rows = np.flatnonzero((np.hypot(*(centres - centre).T) < 8650) & (frame.unit >= 0))
    code = parcels.classes(rng, centres[rows], frame.use.to_numpy()[rows], zones.river(centres[rows], centre))
    km2 = units.areas_km2(cells[rows])
    unit_codes = np.array(codes)[frame.unit.to_numpy()[rows]]
    return layer({"bsm": [f"{u}0000{i + 1:08d}" for i, u in enumerate(unit_codes)], "dlbm": code, "dlmc": [parcels.CLASSES[c] for c in code],
                  "tbmj": np.round(km2 * 1e6, 2), "kcxs": parcels.deduction(code), "unit_code": unit_codes, "geometry": cells[rows]})


def place_layer(places):
    kept = places[["id", "name", "kind", "parent", "role", "coord_quality", "coord_source"]].copy()
    return layer(kept.assign(geometry=shapely.points(places.lon, places.lat)))


PARTIAL = ("land_parcels", "land_parcels_base", "villages", "central_urban_area", "pilot_area", "functional_zones", "buildings")
AT_A_DATE = {"land_approvals": ("2009-01-01", "2021-12-31"), "land_supplies": ("2009-01-01", "2021-12-31"), "urban_land_base": ("2020-12-31", "2020-12-31"),
             "land_parcels_base": ("2019-12-31", "2019-12-31"), "population": ("2015-01-01", "2020-12-31"), "demolitions": ("2016-01-01", "2020-12-31"),
             "rebuilds": ("2016-01-01", "2020-12-31")}


def manifest(more):
    names = {"units": "units", "places": "places", "ugb": "growth_boundary_zones", "permanent_farmland": "permanent_farmland",
             "ecological_redline": "ecological_redline", "land_parcels": "land_parcels", **{name: name for name in more}}
    dates = {role: AT_A_DATE.get(role, ("2021-01-01", "2035-12-31")) for role in names}
    return pd.DataFrame([{"role": role, "layer": name, "valid_from": dates[role][0], "valid_to": dates[role][1],
                          "covers": "partial" if role in PARTIAL else "units", "accuracy_m": 0.5, "source": MARK} for role, name in names.items()])


def write_truth(file, truth):
    digits = {"m2": 2, "km": 6, "km2": 6, "%": 4}
    rows = [(name, f"{value:.{digits[unit]}f}" if unit in digits else value, unit, how) for name, value, unit, how in truth]
    pd.DataFrame(rows, columns=["name", "value", "unit", "how"]).to_csv(file, index=False, lineterminator="\n")


def write(file, layers):
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": "2026-11-01T00:00:00.000Z"})  # the same bytes every time
    file.unlink(missing_ok=True)
    for name, frame in layers.items():
        kind = {"layer_metadata": {"DESCRIPTION": MARK}, "layer_options": {"DESCRIPTION": MARK, "IDENTIFIER": name}} if isinstance(frame, gpd.GeoDataFrame) else {}
        if name == "projects":
            kind["geometry_type"] = "Unknown"
        if not file.exists():
            kind["dataset_options"] = {"VERSION": "1.3"}  # what GDAL 3.6 of Debian 12 and its QGIS read without a warning
        pyogrio.write_dataframe(frame, file, layer=name, driver="GPKG", append=file.exists(), **kind)


def lands_for_projects(unit, zone, farmland, redline, centre):
    """Downtown's land in metres, by name; farmland and red line near it or anywhere; the city and its western border."""
    near = shapely.box(centre[0] - 9000 + 42e6, centre[1] - 9000, centre[0] + 9000 + 42e6, centre[1] + 9000)
    metres = {kind: shapely.union_all(projects.to_metres(part.geometry.to_numpy())) for kind, part in zone.groupby("zone_kind")}
    whole = shapely.union_all(list(metres.values()))
    red = projects.to_metres(redline.geometry.to_numpy())
    lands = {**{k: shapely.intersection(v, near) for k, v in metres.items()}, "all": whole, "redline": red[np.argmin(shapely.area(red))],
             "farmland": shapely.intersection(shapely.union_all(projects.to_metres(farmland.geometry.to_numpy())), near)}
    city = shapely.union_all(projects.to_metres(unit.geometry.to_numpy()))
    west = shapely.box(centre[0] - 80_000 + 42e6, centre[1] - 40_000, centre[0] - 10_000 + 42e6, centre[1] + 40_000)  # towards Changchun
    return {**lands, "centre": lands["concentrated"], "redlines": shapely.union_all(red), "city": city, "border": shapely.intersection(shapely.boundary(city), west)}


def main(seed, out):
    facts_out = HERE / "facts" if out == HERE else out
    rng = np.random.default_rng(seed)
    unit_facts, places, anchors = facts("units"), facts("places"), facts("anchors")
    towns = towns_of(places)
    discs = [(centre, *{7000.0: (8700.0, 105.0), 2300.0: (4000.0, 200.0), 800.0: (2200.0, 150.0)}[radius]) for _, centre, radius, _ in towns]
    cells, centres = mesh.make(rng, discs)
    skeletons = [points_of(u, places, anchors) for u in unit_facts.itertuples()]
    unit, error = units.assign(cells, units.areas_km2(cells), centres, skeletons, unit_facts.area_km2.to_numpy())
    print(f"{len(cells)} cells, areas of units within {error:.2%}")
    use, town = zones.uses(centres, unit, towns)
    frame = gpd.GeoDataFrame({"unit": unit, "use": use, "town": town}, geometry=cells)
    codes = list(unit_facts.code)
    layers = {"units": unit_layer(cells, unit, unit_facts), "places": place_layer(places), "growth_boundary_zones": zone_layer(cells, frame, towns, codes),
              "permanent_farmland": farmland_layer(frame, rng), "ecological_redline": redline_layer(frame),
              "land_parcels": parcel_layer(rng, cells, centres, frame, codes, towns[0][1])}
    more, truth = model.make(world.World(cells, centres, unit, use, town, towns, unit_facts, seed), facts, layers)
    layers = {**layers, **more, "layer_manifest": manifest(more)}
    write_truth(facts_out / "planted.csv", truth)
    write(out / "jilin.gpkg", layers)
    lands = lands_for_projects(layers["units"], layers["growth_boundary_zones"], layers["permanent_farmland"], layers["ecological_redline"], towns[0][1])
    rows = projects.make(rng, facts("projects"), lands)
    write(out / "projects.gpkg", {"projects": layer(rows, "EPSG:4530")})
    print(", ".join(f"{name} {len(frame)}" for name, frame in layers.items()), f", projects {len(rows)}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=20261101)
    parser.add_argument("--out", type=Path, default=HERE)
    options = parser.parse_args()
    main(options.seed, options.out)
