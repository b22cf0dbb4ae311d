"""The layers of the plan beyond its zones, and the truth that is planted in them. Each part has a generator of random numbers of its own."""

import geopandas as gpd
import numpy as np
import pandas as pd

from . import arrangement, base, buildings, changes, lines, mesh, official, streets, tables, towns
from .world import DOWNTOWN


def frame(rows):
    return gpd.GeoDataFrame(rows, geometry="geometry", crs=mesh.DEGREES)


def places_in_towns(world, facts):
    rows, town = towns.make(world.rng(1), world, facts("towns"))
    functional = towns.functional(world, rows, town)
    layers = {"towns": rows, "villages": towns.villages(world.rng(2), world, rows, town), "functional_zones": functional,
              "central_urban_area": towns.central(world, world.place), "pilot_area": towns.pilot(world, rows, town)}
    truth = [(f"area/{name}/{row['name']}", official.area(row["geometry"]), "m2", "official area")
             for name in ("functional_zones", "central_urban_area", "pilot_area", "villages") for row in layers[name]]
    return layers, [("towns", len(rows), "1", "rows; they divide the units without gaps or overlaps"), *truth]


def ways(world, facts, units):
    transport, truth = lines.make(facts("lines").set_index("id"), units)
    roads, more = streets.make(world.rng(3), world, units)
    return {"transport_lines": transport, "streets": roads}, [*truth, *more]


def accounts(world):
    book, approvals, supplies, found = arrangement.make(world.rng(4), world.mesh, world.km2, world.unit, world.use, world.codes)
    how = f"sum of whole 0.01 m² over the pieces of the arrangement at {arrangement.accounts.DAY}"
    return book, {"land_approvals": approvals, "land_supplies": supplies}, [(name, value / 100, "m2", how) for name, value in sorted(found.items())]


def people(facts):
    table = facts("population").astype({"unit_code": str})
    now = table[(table.year == 2020) & ~table.unit_code.str.startswith("22027")]
    truth = [("population/2020", int(now.total.sum()), "1", "sum of the nine units; 220271 lies inside 220202"),
             ("urb_rate_2020", round(100 * now.urban.sum() / now.total.sum(), 4), "%", "urban / total of the nine units"),
             ("hukou_settled", int(now.settled.sum()), "1", "sum of the nine units"),
             ("population/2020/all_rows", int(table[table.year == 2020].total.sum()), "1", "what a sum over all rows of 2020 gives, 220271 counted twice")]
    return table, truth, dict(zip(now.unit_code, now.total))


def make(world, facts, old):
    """(layers, truth): `facts`: name → table; `old`: the layers that are there already."""
    units = dict(zip(old["units"].code, old["units"].geometry))
    downtown = old["land_parcels"].iloc[np.flatnonzero(np.isin(world.parcels(), world.parcels(DOWNTOWN)))]
    shapes, truth = places_in_towns(world, facts)
    book, ledgers, ledger_truth = accounts(world)
    for more, known in (ways(world, facts, units), (ledgers, ledger_truth), base.urban(world, book, old["growth_boundary_zones"]),
                        buildings.make(world.rng(5), downtown), changes.base_parcels(world.rng(6), world, downtown),
                        changes.pairs(world.rng(7), world, book)):
        shapes.update(more)
        truth += known
    population, known, inhabitants = people(facts)
    truth += known
    km2 = {name: value / 1e6 for name, value, unit, _ in truth if name.startswith(("urban_land_base/", "growth_boundary/"))}
    layers = {name: frame(rows) for name, rows in shapes.items()}
    layers["growth_boundary"] = frame(base.closed_lines(world, list(world.unit_facts.name)))
    layers["population"] = population
    layers["quotas"] = pd.DataFrame(tables.quotas(*({c: km2[f"{name}/{c}"] for c in world.codes} for name in ("urban_land_base", "growth_boundary")), world.codes))
    layers["indicator_inputs"] = pd.DataFrame(tables.indicator_inputs(facts("indicator_inputs"), facts("rural_roads").astype({"unit_code": str}), inhabitants, world.codes))
    truth.append(("rural_roads_total", 3782.52, "km", "sum of the 12 rows of indicator_inputs, three of them zones inside units"))
    return layers, truth
