"""validate: the sample is clean, and every defect planted in it is found with its size."""

import functools
import subprocess
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely.affinity import translate

import libspatial

PROGRAM = Path(__file__).parents[2] / "build" / "bin" / "libspatial"
ROLES = ["units", "places", "growth_boundary_zones", "permanent_farmland", "ecological_redline", "land_parcels"]


@functools.lru_cache
def layers(file):
    frames = {role: gpd.read_file(file, layer=role) for role in ROLES}
    parcels = frames["land_parcels"]
    frames["land_parcels"] = parcels[parcels.unit_code == parcels.unit_code.mode()[0]].reset_index(drop=True)
    return frames


@pytest.fixture
def city(plan):
    return {role: frame.copy() for role, frame in layers(plan).items()}


def size(shape):
    """Official area of what of a shape is land."""
    shape = shapely.MultiPolygon([p for p in shapely.get_parts(shapely.get_parts(shape)) if p.geom_type == "Polygon"])
    if shape.is_empty:
        return 0.0
    return float(libspatial.area([shape], crs="EPSG:4490")[0])


def found(city, code, layer, **more):
    issues = libspatial.validate(city, **more)
    return issues[(issues.code == code) & (issues.layer == layer)]


def only(issues):
    assert len(issues) == 1, issues
    return issues.iloc[0]


def ring_vertex(frame, inner):
    """(row, vertex) of a vertex that three rows share: an inner one."""
    count = {}
    for shape in frame.geometry:
        for p in set(map(tuple, shapely.get_coordinates(shape))):
            count[p] = count.get(p, 0) + 1
    for row, shape in enumerate(frame.geometry):
        if row < inner or shape.geom_type != "Polygon" or len(shape.interiors):
            continue
        for i, p in enumerate(shape.exterior.coords[:-1]):
            if count[p] >= 3 and i > 0:
                return row, i
    raise AssertionError("no inner vertex")


def moved(shape, i, dx, dy):
    points = list(shape.exterior.coords)
    points[i] = (points[i][0] + dx, points[i][1] + dy)
    return shapely.Polygon(points)


def neighbour_of(frame, row):
    """A row that shares a border of some length, surrounded or not."""
    shape = frame.geometry[row]
    for other in frame.sindex.query(shape):
        if other != row and frame.geometry[other].intersection(shape).length > 0:
            return other
    raise AssertionError


def enclosed(frame, first=0):
    """A row whose whole border is shared."""
    for row, shape in enumerate(frame.geometry):
        if row < first or shape.geom_type != "Polygon":
            continue
        around = frame.geometry[[r for r in frame.sindex.query(shape) if r != row]]
        if shape.boundary.difference(shapely.union_all(around.boundary.to_numpy())).length < 1e-12:
            return row
    raise AssertionError


def test_the_sample_is_clean(plan):
    issues = libspatial.validate(plan)
    assert set(issues.severity) <= {"info"}
    assert set(issues.code) == {"window", "duplicate"}, "holes with farmland; counties whose point is their seat's"
    checks = {(c["check"], c["layer"]): c for c in issues.attrs["checks"]}
    assert all(c["made"] for c in checks.values())


@pytest.mark.parametrize("by", [1e-7, 1e-6, 1e-4], ids=["1 cm", "10 cm", "10 m"])
def test_a_moved_vertex(city, by):
    parcels = city["land_parcels"]
    row, i = ring_vertex(parcels, 100)
    before, after = parcels.geometry[row], moved(parcels.geometry[row], i, by, by / 2)
    parcels.loc[[row], "geometry"] = gpd.GeoSeries([after], index=[row], crs=parcels.crs)
    issues = libspatial.validate(city)
    issues = issues[issues.layer == "land_parcels"]
    over, gap = issues[issues.code.str.endswith("overlap")], issues[issues.code.str.endswith("gap")]
    assert over.area_m2.sum() == pytest.approx(size(after.difference(before)), abs=0.011)
    assert gap.area_m2.sum() == pytest.approx(size(before.difference(after)), abs=0.011)
    assert (over.names.str.split(";").map(lambda names: str(parcels.bsm[row]) in names)).all()
    if by < 1e-6:
        assert set(issues.severity) == {"warning"}, "slivers"
    if by > 1e-5:
        assert "error" in set(over.severity)


def test_a_deleted_parcel(city):
    parcels = city["land_parcels"]
    row = enclosed(parcels)
    gone = parcels.geometry[row]
    city["land_parcels"] = parcels.drop(index=row).reset_index(drop=True)
    issue = only(found(city, "gap", "land_parcels"))
    assert issue.area_m2 == pytest.approx(size(gone), abs=0.011)
    assert issue.geometry.equals(gone)


def test_a_doubled_parcel(city):
    parcels = city["land_parcels"]
    city["land_parcels"] = gpd.pd.concat([parcels, parcels.iloc[[17]]], ignore_index=True)
    issue = only(found(city, "duplicate", "land_parcels"))
    assert issue.rows == f"17;{len(parcels)}" and issue.area_m2 == size(parcels.geometry[17]) and issue.severity == "error"
    assert len(found(city, "overlap", "land_parcels")) == 0, "said once"


def test_a_shifted_parcel(city):
    parcels = city["land_parcels"]
    row = enclosed(parcels)
    shape = translate(parcels.geometry[row], 2e-5, 1e-5)
    parcels.loc[[row], "geometry"] = gpd.GeoSeries([shape], index=[row], crs=parcels.crs)
    issues = libspatial.validate(city)
    issues = issues[(issues.layer == "land_parcels") & issues.code.str.endswith("overlap")]
    others = parcels.drop(index=row).geometry
    pairs = {other: size(others[other].intersection(shape)) for other in parcels.drop(index=row).index[parcels.drop(index=row).sindex.query(shape)]}
    for other, expected in pairs.items():
        if expected < 0.02:
            continue
        names = {str(parcels.bsm[row]), str(parcels.bsm[other])}
        assert issues[issues.names.map(lambda n: set(n.split(";")) == names)].area_m2.sum() == pytest.approx(expected, abs=0.02)


def test_farmland_in_the_boundary(city):
    farmland, zones = city["permanent_farmland"], city["growth_boundary_zones"]
    zone = zones.geometry[0]
    point = zone.representative_point()
    patch = shapely.box(point.x, point.y, point.x + 1e-3, point.y + 1e-3)
    city["permanent_farmland"] = gpd.pd.concat([farmland, gpd.GeoDataFrame({"dlbm": ["0101"]}, geometry=[patch], crs=farmland.crs)], ignore_index=True)
    issues = found(city, "lines_overlap", "ugb")
    assert set(issues.other_layer) == {"permanent_farmland"} and set(issues.other_rows) == {str(len(farmland))} and set(issues.severity) == {"error"}
    assert issues.area_m2.sum() == pytest.approx(size(patch.intersection(shapely.union_all(zones.geometry.to_numpy()))), abs=0.05)


def test_red_line_over_farmland_by_a_hair(city):
    patch = city["permanent_farmland"].geometry[0]
    x0, y0, x1, y1 = patch.bounds
    cut = patch.intersection(shapely.box(x0, y0, x0 + (x1 - x0) * 0.5, y1))
    hair = cut.buffer(-1e-8).buffer(2e-8).intersection(patch)
    city["ecological_redline"] = gpd.GeoDataFrame({"name": ["x"]}, geometry=[hair], crs=city["permanent_farmland"].crs)
    issues = found(city, "lines_overlap", "permanent_farmland")
    assert issues.area_m2.sum() == pytest.approx(size(hair), rel=1e-6)


def test_a_unit_that_takes_land_of_its_neighbour(city):
    units = city["units"]
    a, b = 0, neighbour_of(units, 0)
    middle = units.geometry[a].intersection(units.geometry[b]).centroid
    bite = middle.buffer(0.01, quad_segs=4).intersection(units.geometry[b])
    grown = shapely.union(units.geometry[a], bite)
    units.loc[[a], "geometry"] = gpd.GeoSeries([grown], index=[a], crs=units.crs)
    issues = found(city, "overlap", "units")
    true = sum(size(grown.intersection(units.geometry[other])) for other in units.index if other != a)
    assert issues.area_m2.sum() == pytest.approx(true, abs=1) and {str(units.code[a]), str(units.code[b])} in list(issues.names.str.split(";").map(set))


def test_a_zone_with_the_wrong_unit(city):
    zones = city["growth_boundary_zones"]
    right = zones.unit_code[0]
    zones.loc[0, "unit_code"] = next(code for code in city["units"].code if code != right)
    zones.loc[1, "unit_code"] = "999999"
    zones.loc[2, "unit_code"] = None
    astray = found(city, "outside_parent", "ugb")
    assert set(astray.rows) == {"0"} and astray.area_m2.sum() == pytest.approx(size(zones.geometry[0]), abs=0.05)
    assert only(found(city, "unknown_parent", "ugb")).rows == "1"
    assert only(found(city, "no_parent", "ugb")).severity == "warning"


def test_zones_that_overlap(city):
    zones = city["growth_boundary_zones"]
    zone = zones.geometry[0]
    shifted = zone.intersection(translate(zone, 1e-4, 0))
    city["growth_boundary_zones"] = gpd.pd.concat([zones, gpd.GeoDataFrame(zones.drop(columns="geometry").iloc[[0]], geometry=[shifted], crs=zones.crs)], ignore_index=True)
    assert found(city, "overlap", "ugb").area_m2.sum() == pytest.approx(size(shifted), abs=0.05)


def test_zones_against_the_boundary(city):
    zones = city["growth_boundary_zones"]
    city["growth_boundary"] = gpd.GeoDataFrame(geometry=list(shapely.union_all(zones.geometry.to_numpy()).geoms), crs=zones.crs)
    assert len(found(city, "gap", "ugb")) == 0 and len(found(city, "beyond", "ugb")) == 0
    row = 3
    extra = zones.geometry[row].union(zones.geometry[row].representative_point().buffer(0.02, quad_segs=2))
    city["growth_boundary_zones"] = zones.drop(index=row).reset_index(drop=True)
    assert found(city, "gap", "ugb").area_m2.sum() == pytest.approx(size(zones.geometry[row]), abs=0.05)
    zones.loc[[row], "geometry"] = gpd.GeoSeries([extra], index=[row], crs=zones.crs)
    city["growth_boundary_zones"] = zones
    land = shapely.union_all(city["growth_boundary"].geometry.to_numpy())
    assert found(city, "beyond", "ugb").area_m2.sum() == pytest.approx(size(extra.difference(land)), abs=0.2)


def test_towns_in_units(city):
    units = city["units"]
    rows = []
    for code, shape in zip(units.code, units.geometry):
        x0, y0, x1, y1 = shape.bounds
        halves = [shape.intersection(shapely.box(x0 - 1, y0 - 1, (x0 + x1) / 2, y1 + 1)), shape.intersection(shapely.box((x0 + x1) / 2, y0 - 1, x1 + 1, y1 + 1))]
        rows += [{"code": f"{code}{i:03}", "name": f"T{code}{i}", "parent": code, "geometry": half} for i, half in enumerate(halves)]
    towns = gpd.GeoDataFrame(rows, crs=units.crs)
    city["towns"] = towns
    issues = libspatial.validate(city)
    assert set(issues[issues.layer == "towns"].severity) <= {"warning"}, "cut lines are rounded where they meet the border"
    city["towns"] = towns.drop(index=5).reset_index(drop=True)
    gaps = found(city, "gap", "towns")
    assert gaps.area_m2.sum() == pytest.approx(size(towns.geometry[5]), abs=1)
    towns.loc[4, "parent"] = units.code[0]
    city["towns"] = towns
    assert found(city, "outside_parent", "towns").area_m2.sum() == pytest.approx(size(towns.geometry[4]), abs=1)


def test_places(city):
    places, units = city["places"], city["units"]
    key = places[places.id == "shangying_zhen"].index[0]
    elsewhere = units[units.name == "磐石市"].geometry.iloc[0].representative_point()
    places.loc[[key], "geometry"] = gpd.GeoSeries([elsewhere], index=[key], crs=places.crs)
    other = places[places.id == "zuojia_zhen"].index[0]
    places.loc[other, "parent"] = "atlantis"
    issue = only(found(city, "outside_parent", "places"))
    assert issue.names == "shangying_zhen" and "舒兰市" in issue.message_zh + units.set_index("code").name[issue.other_names] and (issue.x, issue.y) == (elsewhere.x, elsewhere.y)
    assert only(found(city, "unknown_parent", "places")).names == "zuojia_zhen"


def test_shapes_that_cannot_be_used_and_slivers(city):
    parcels = city["land_parcels"]
    x, y, _, _ = parcels.total_bounds
    bow = shapely.Polygon([(x, y - 0.01), (x + 0.001, y - 0.009), (x + 0.001, y - 0.01), (x, y - 0.009)])
    sliver = shapely.box(x, y - 0.02, x + 2e-7, y - 0.02 + 2e-5)
    extra = gpd.GeoDataFrame({"bsm": ["bow", "thin"], "unit_code": parcels.unit_code[0]}, geometry=[bow, sliver], crs=parcels.crs)
    city["land_parcels"] = gpd.pd.concat([parcels, extra], ignore_index=True)
    invalid = only(found(city, "invalid", "land_parcels"))
    assert invalid.names == "bow" and invalid.geometry.distance(shapely.Point(x + 0.0005, y - 0.0095)) < 1e-9
    thin = only(found(city, "sliver", "land_parcels"))
    assert thin.names == "thin" and thin.area_m2 == size(sliver)


def test_a_small_closed_line_and_a_window(city):
    zones = city["growth_boundary_zones"]
    west = zones.total_bounds[0]
    island = shapely.Polygon(shapely.box(west - 0.01, 43.5, west - 0.005, 43.505).exterior, [shapely.box(west - 0.008, 43.501, west - 0.007, 43.502).exterior])
    city["growth_boundary_zones"] = gpd.pd.concat([zones, gpd.GeoDataFrame({"zone_kind": ["flexible"], "unit_code": [""]}, geometry=[island], crs=zones.crs)], ignore_index=True)
    issue = only(found(city, "small_line", "ugb"))
    assert issue.area_m2 == size(shapely.Polygon(island.exterior)) < 300_000
    hole = found(city, "hole", "ugb")
    assert hole.area_m2.tolist() == [size(shapely.Polygon(island.interiors[0]))]


def test_published_areas(city, tmp_path):
    units = city["units"]
    km2 = {code: size(shape) / 1e6 for code, shape in zip(units.code, units.geometry)}
    assert len(found(city, "area_differs", "units", areas=km2)) == 0
    wrong = dict(km2, **{units.code[2]: km2[units.code[2]] * 1.05}) | {"1": 5.0}
    issue = only(found(city, "area_differs", "units", areas=wrong))
    assert issue.rows == "2" and "-4.76" in issue.message_en
    assert len(found(city, "unknown_unit", "units", areas=wrong)) == 1
    file = tmp_path / "areas.csv"
    file.write_text("code,area_km2\n" + "".join(f"{c},{a}\n" for c, a in wrong.items()))
    assert len(found(city, "area_differs", "units", areas=file)) == 1
    file.write_text("code,area_km2\n220202,many\n")
    with pytest.raises(libspatial.errors.BadArgumentError, match="areas.csv line 2"):
        libspatial.validate(city, areas=file)


def test_threads_and_order_change_nothing(city):
    parcels = city["land_parcels"]
    row, i = ring_vertex(parcels, 50)
    parcels.loc[[row], "geometry"] = gpd.GeoSeries([moved(parcels.geometry[row], i, 1e-5, 0)], index=[row], crs=parcels.crs)
    one = libspatial.validate(city, threads=1)
    three = libspatial.validate(city, threads=3)
    assert one.drop(columns="geometry").equals(three.drop(columns="geometry")) and one.geometry.equals(three.geometry)
    city["land_parcels"] = parcels.iloc[np.random.default_rng(7).permutation(len(parcels))].reset_index(drop=True)
    again = libspatial.validate(city)
    assert sorted(again.area_m2.dropna()) == sorted(one.area_m2.dropna())


def test_in_metres_and_mixed(city):
    metres = {role: frame.to_crs("EPSG:4530") if role != "places" else frame for role, frame in city.items()}
    issues = libspatial.validate(metres)
    assert "error" not in set(issues.severity), issues[issues.severity == "error"]
    city["permanent_farmland"] = city["permanent_farmland"].to_crs("EPSG:4530")
    issues = libspatial.validate(city)
    assert "error" not in set(issues.severity), issues[issues.severity == "error"].message_en.tolist()


def run(*words, code):
    done = subprocess.run([PROGRAM, "plan", "validate", *map(str, words)], capture_output=True, text=True)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


def test_the_program_writes_both_files(city, tmp_path):
    units = city["units"]
    grown = shapely.union(units.geometry[0], units.geometry[neighbour_of(units, 0)].centroid.buffer(0.01))
    units.loc[[0], "geometry"] = gpd.GeoSeries([grown], index=[0], crs=units.crs)
    for role in ("units", "places"):
        city[role].to_file(tmp_path / "plan.gpkg", layer=role)
    run(tmp_path / "plan.gpkg", "--out", tmp_path / "out", code=3)
    table = gpd.pd.read_csv(tmp_path / "out" / "issues.csv")
    areas, points = (gpd.read_file(tmp_path / "out" / "issues.gpkg", layer=layer) for layer in ("issue_areas", "issue_points"))
    assert len(table) == len(areas) + len(points) and set(areas.geom_type) == {"Polygon"} and areas.crs == units.crs
    assert areas.area_m2.sum() == pytest.approx(table.area_m2.sum()) == pytest.approx(size(shapely.intersection(grown, units.geometry[neighbour_of(units, 0)])), abs=1)
    assert len(gpd.read_file(tmp_path / "out" / "issues.gpkg", layer="checks")) == len(libspatial.validate(tmp_path / "plan.gpkg").attrs["checks"])
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["issues.csv", "issues.gpkg"]


def test_a_failed_write_leaves_what_was_there(plan, tmp_path):
    (tmp_path / "issues.csv").write_text("mine")
    run(plan, "--out", tmp_path / "no" / "such" / "issues.csv", code=4)
    (tmp_path / "issues.gpkg").mkdir()
    run(plan, "--out", tmp_path / "issues.gpkg", code=4)
    assert (tmp_path / "issues.csv").read_text() == "mine"
