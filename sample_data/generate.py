"""Makes sample_data/jilin.gpkg and sample_data/projects.gpkg from a seed and the facts in sample_data/facts.

    build/venv/bin/python3 sample_data/generate.py [--seed N] [--out DIR] [--large [--parcels N]]

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
from generator import large, mesh, model, parcels, projects, units, zones  # noqa: E402
from generator.world import World  # noqa: E402

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


def discs_of(towns):
    """(centre, radius, step): where the mesh is fine."""
    return [(centre, *{7000.0: (8700.0, 105.0), 2300.0: (4000.0, 200.0), 800.0: (2200.0, 150.0)}[radius]) for _, centre, radius, _ in towns]


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


def zone_layer(frame, towns, codes):
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


def parcel_layer(rng, world):
    rows = world.parcels()
    code = parcels.classes(rng, world.centres[rows], world.use[rows], zones.river(world.centres[rows], world.city))
    unit_codes = np.array(world.codes)[world.unit[rows]]
    return layer({"bsm": [f"{u}0000{i + 1:08d}" for i, u in enumerate(unit_codes)], "dlbm": code, "dlmc": [parcels.CLASSES[c] for c in code],
                  "tbmj": np.round(world.km2[rows] * 1e6, 2), "kcxs": parcels.deduction(code), "unit_code": unit_codes, "geometry": world.cells[rows]})


def place_layer(places):
    kept = places[["id", "name", "kind", "parent", "role", "coord_quality", "coord_source"]].copy()
    return layer(kept.assign(geometry=shapely.points(places.lon, places.lat)))


PARTIAL = ("land_parcels", "land_parcels_base", "villages", "central_urban_area", "pilot_area", "functional_zones", "buildings")
AT_A_DATE = {"land_approvals": ("2009-01-01", "2021-12-31"), "land_supplies": ("2009-01-01", "2021-12-31"), "urban_land_base": ("2020-12-31", "2020-12-31"),
             "land_parcels_base": ("2019-12-31", "2019-12-31"), "population": ("2015-01-01", "2020-12-31"), "demolitions": ("2016-01-01", "2020-12-31"),
             "rebuilds": ("2016-01-01", "2020-12-31")}


def manifest(more, whole):
    names = {"units": "units", "places": "places", "ugb": "growth_boundary_zones", "permanent_farmland": "permanent_farmland",
             "ecological_redline": "ecological_redline", "land_parcels": "land_parcels", **{name: name for name in more}}
    dates = {role: AT_A_DATE.get(role, ("2021-01-01", "2035-12-31")) for role in names}
    return pd.DataFrame([{"role": role, "layer": name, "valid_from": dates[role][0], "valid_to": dates[role][1],
                          "covers": "partial" if role in PARTIAL and not (whole and role == "land_parcels") else "units", "accuracy_m": 0.5, "source": MARK} for role, name in names.items()])


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


def small_world(rng, seed):
    unit_facts, places, anchors = facts("units"), facts("places"), facts("anchors")
    towns = towns_of(places)
    cells, centres = mesh.make(rng, discs_of(towns))
    km2 = units.areas_km2(cells)
    skeletons = [points_of(u, places, anchors) for u in unit_facts.itertuples()]
    unit, error = units.assign(cells, km2, centres, skeletons, unit_facts.area_km2.to_numpy())
    print(f"{len(cells)} cells, areas of units within {error:.2%}")
    use, town = zones.uses(centres, unit, towns)
    return World(cells, centres, unit, use, town, towns, unit_facts, seed, km2=km2)


def plan_layers(rng, world):
    """(layers, truth)."""
    frame = gpd.GeoDataFrame({"unit": world.unit, "use": world.use, "town": world.place}, geometry=world.cells)
    layers = {"units": unit_layer(world.cells, world.unit, world.unit_facts), "places": place_layer(facts("places")),
              "growth_boundary_zones": zone_layer(frame, world.places, world.codes), "permanent_farmland": farmland_layer(frame, rng),
              "ecological_redline": redline_layer(frame), "land_parcels": parcel_layer(rng, world)}
    more, truth = model.make(world, facts, layers)
    return {**layers, **more, "layer_manifest": manifest(more, world.reach == np.inf)}, truth


def main(seed, out):
    rng = np.random.default_rng(seed)
    world = small_world(rng, seed)
    layers, truth = plan_layers(rng, world)
    lands = lands_for_projects(layers["units"], layers["growth_boundary_zones"], layers["permanent_farmland"], layers["ecological_redline"], world.city)
    rows = projects.make(rng, facts("projects"), lands)
    write_all(out, out / "facts" if out == HERE else out, layers, truth, rows)


def main_large(seed, out, parcels):
    rng = np.random.default_rng([seed, parcels])
    world = large.refine(rng, small_world(np.random.default_rng(seed), seed), discs_of, parcels)
    layers, truth = plan_layers(rng, world)
    write_all(out, out, layers, truth, large.projects_of(rng, world))


def write_all(out, truth_out, layers, truth, project_rows):
    write_truth(truth_out / "planted.csv", truth)
    write(out / "jilin.gpkg", layers)
    write(out / "projects.gpkg", {"projects": layer(project_rows, "EPSG:4530")})
    print(", ".join(f"{name} {len(frame)}" for name, frame in layers.items()), f", projects {len(project_rows)}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=20261101)
    parser.add_argument("--out", type=Path, default=HERE)
    parser.add_argument("--large", action="store_true", help="the whole region as parcels, into --out, for benchmarks")
    parser.add_argument("--parcels", type=int, default=1_000_000, help="with --large: about how many, at least 60000")
    options = parser.parse_args()
    if options.large and options.out == HERE:
        options.out = HERE.parent / "build" / "sample-large"
    options.out.mkdir(parents=True, exist_ok=True)
    main_large(options.seed, options.out, options.parcels) if options.large else main(options.seed, options.out)
