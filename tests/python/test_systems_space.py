"""Spatial structure of the plan, on what the generator of the sample planted: hierarchy, plates, axes, belts, distances (docs/reference/systems.md)."""

import itertools

import geopandas as gpd
import numpy as np
import pytest
import shapely
import shapely.ops
from test_sample_truth import GEOD, PLAN, PLANTED, layer, metres, total

import libspatial

DEGREES = "EPSG:4490"


@pytest.fixture(scope="module")
def plan():
    return libspatial.Plan(PLAN, profile="jilin")


@pytest.fixture(scope="module")
def lines():
    return layer("transport_lines")


@pytest.fixture(scope="module")
def towns():
    return layer("towns").set_index("code")


def land(shape):
    """The polygons of what shapely cuts."""
    return shapely.union_all([p for p in shapely.get_parts(shape) if p.geom_type == "Polygon"])


def test_every_level_lies_in_the_one_above(plan, towns):
    """City, units, towns and villages, by the profile's words and by the land of the rows."""
    units, villages = layer("units").set_index("code"), layer("villages").set_index("code")
    assert [p["id"] for p in plan.parents("qipancun_quyu")] == ["longtan_qu", "jilin_shi"] and len(towns) == PLANTED["towns"]
    assert {p["code"] for p in plan.children("吉林市") if p["kind"] in ("district", "county", "county_level_city")} == set(units.index)
    for child, parent in ((towns, units), (villages, towns)):
        table = libspatial.overlay(child, parent)
        assert len(table) == len(child) and (table.share == 1).all(), "no town or village in two"
        assert list(child.parent[table.subject]) == list(table.zone)
    assert table.area_m2.sum() == pytest.approx(sum(v for k, v in PLANTED.items() if k.startswith("area/villages/")), abs=0.005)


def test_plates_overlap_as_their_members_do(plan):
    """Four plates, drawn again from the rows of the plan file with shapely."""
    units, zones = layer("units").set_index("name").geometry, layer("functional_zones")
    zones = zones.set_index("name").geometry
    pilot, core = layer("pilot_area").geometry[0], layer("central_urban_area").geometry[0]
    own = {
        "plate_bei": shapely.union_all([units["昌邑区"], units["龙潭区"], zones["高新北区"], zones["经开区"]]),
        "plate_xi": shapely.union_all([zones["中新食品区"], *units[["船营区", "昌邑区", "丰满区", "永吉县"]]]) & pilot,
        "plate_zhong": shapely.union_all(units[["昌邑区", "船营区"]].to_numpy()) & core,
        "plate_nan": shapely.union_all([units["丰满区"], units["永吉县"], zones["高新南区"], zones["冰雪经济高质量发展试验区"]]),
    }
    own = {name: land(shape) for name, shape in own.items()}
    lands, shared = plan.membership(own)
    assert lands.attrs["missing"] == [] and list(lands.id) == list(own)
    for row in lands.itertuples():
        assert row.area_m2 == shared.loc[row.id, row.id] == pytest.approx(total([own[row.id]]), abs=0.05)
    for a, b in itertools.combinations(own, 2):
        assert shared.loc[a, b] == shared.loc[b, a] == pytest.approx(total([land(own[a] & own[b])]), abs=0.05)
    assert (shared.to_numpy() > 0).sum() == 4 + 2 * 3, "three pairs share land"
    cover = sum((-1) ** (n + 1) * total([land(shapely.intersection_all([own[i] for i in some]))]) for n in (1, 2, 3, 4) for some in itertools.combinations(own, n))
    assert lands.attrs["cover_m2"] == pytest.approx(cover, abs=0.3) and lands.attrs["sum_m2"] - lands.attrs["cover_m2"] > 1e9


def test_three_lines_across_three_enclose_a_region(lines, towns):
    found = libspatial.enclosed(lines[lines.id.str.startswith("hv-")])
    assert found.region.area_m2.tolist() == [PLANTED["san_heng_san_zong/region"]] == [594_343_836.21]
    assert len(found.faces) == PLANTED["san_heng_san_zong/faces"] and len(found.nodes) == PLANTED["san_heng_san_zong/nodes"] and found.unused == []
    inside = libspatial.overlay(found.region, towns)
    assert inside.area_m2.sum() == pytest.approx(594_343_836.21, abs=0.005)
    region, city = found.region.geometry[0], shapely.union_all(towns.geometry.to_numpy())
    assert set(inside.zone.dropna()) == set(towns.index[shapely.area(shapely.intersection(towns.geometry.to_numpy(), region)) > 0])
    assert inside.area_m2[inside.zone.isna()].sum() == pytest.approx(total([land(region - city)]), abs=1), "4.5 km² of it lie in the next city"
    places = layer("places").set_index("id")
    near = libspatial.distance(places, found.region).set_index("a").edge_m
    assert {name for name, m in near.items() if m == 0} == set(places.index[places.within(region)]) >= {"soudengzhan_zhen", "dasuihe_zhen"}
    ring = np.array(region.exterior.segmentize(1e-3).coords)
    for name in places.index[(near > 0)][:8]:
        p = places.geometry[name]
        least = GEOD.inv(np.full(len(ring), p.x), np.full(len(ring), p.y), ring[:, 0], ring[:, 1])[2].min()
        assert near[name] == pytest.approx(least, abs=20), "nearest of points 100 m apart on the border"


def test_places_in_order_along_the_axis(lines):
    axis, places = lines[lines.name == "琿乌高速"], layer("places").set_index("id")
    found = libspatial.along(axis, places, 10_000, join_m=5).set_index("place")
    whole = shapely.ops.linemerge(axis.geometry.tolist())
    assert found.attrs["length_m"] == pytest.approx(metres([whole]), abs=0.01)
    to_plane = gpd.GeoSeries([whole], crs=DEGREES).to_crs("EPSG:4530")[0]
    spots = places.to_crs("EPSG:4530").geometry[found.index]
    order = np.array([to_plane.project(p) for p in spots])
    first = axis.geometry.iloc[0]
    along = shapely.line_locate_point(to_plane, gpd.GeoSeries([shapely.Point(first.coords[0]), shapely.Point(first.coords[-1])], crs=DEGREES).to_crs("EPSG:4530").to_numpy())
    assert (np.diff(found.at_m) >= 0).all() and (np.diff(order if along[0] < along[1] else -order) >= -1).all(), "as shapely orders them, in the direction of the first row"
    assert len(found) == (places.to_crs("EPSG:4530").distance(to_plane) <= 10_000).sum()
    for name, row in found.iterrows():
        p = places.geometry[name]
        assert row.distance_m == pytest.approx(GEOD.inv(p.x, p.y, row.geometry.x, row.geometry.y)[2], abs=0.01)
    assert found.distance_m["jiaohe_shi"] == 0 and found.side["jiaohe_shi"] == "on", "the line runs through the seat"


def test_the_pilot_area_counts_the_food_zone_once(plan):
    five = ["zhongxin_shipinqu", "chuanying_qu", "changyi_qu", "fengman_qu", "yongji_xian"]
    lands, shared = plan.membership(["changji_pilot", *five])
    area = lands.set_index("id").area_m2
    assert [m["id"] for m in plan.members("changji_pilot")] == five
    food = PLANTED["area/functional_zones/中新食品区"]
    assert area["zhongxin_shipinqu"] == shared.loc["zhongxin_shipinqu", "yongji_xian"] == food
    assert area[five].sum() - area["changji_pilot"] == pytest.approx(food, abs=0.05), "the sum is too large by the food zone, which lies in the county"
    whole = lands.geometry[0]
    assert whole.geom_type == "Polygon" and whole.is_valid, "contiguous"
    within = libspatial.overlay(layer("growth_boundary_zones"), lands[1:].set_index("id"))
    outside = within[within.zone.isna()].area_m2.sum()
    districts = within[within.zone.isin(five[1:4])].groupby("zone").area_m2.sum()
    assert [round(float(districts[z]), 2) for z in five[1:4]] == pytest.approx([PLANTED[f"growth_boundary/{c}"] for c in ("220204", "220202", "220211")], abs=0.05)
    rest = sum(PLANTED[f"growth_boundary/{c}"] for c in ("220203", "220281", "220282", "220283", "220284"))
    assert outside == pytest.approx(rest, abs=0.05)


def test_how_far_two_towns_are_depends_on_what_is_measured(plan):
    """Between points of the governments, between centres of the land, between edges of it: three answers, none of them the road."""
    core, zones = layer("central_urban_area"), layer("growth_boundary_zones")
    seat = zones[(zones.zone_kind == "concentrated") & zones.name.str.startswith("永吉县城")]
    places = layer("places").set_index("id")
    points = libspatial.distance(places.loc[["jilin_shi"]], places.loc[["yongji_xian"]])
    assert round(points.edge_m[0] / 1000, 1) == 19.7 and points.edge_m[0] == points.centre_m[0]
    lands = libspatial.distance(core, seat)
    a, b = np.array(core.geometry[0].exterior.segmentize(5e-4).coords), np.vstack([s.exterior.segmentize(5e-4).coords for s in seat.geometry])
    i, j = (n.ravel() for n in np.meshgrid(np.arange(len(a)), np.arange(len(b))))
    near = np.argsort(np.hypot((a[i, 0] - b[j, 0]) * 0.72, a[i, 1] - b[j, 1]))[:500]
    least = GEOD.inv(a[i[near], 0], a[i[near], 1], b[j[near], 0], b[j[near], 1])[2].min()
    assert lands.edge_m.min() == pytest.approx(least, abs=2) and lands.edge_m.min() < 10_300 < 19_700 < lands.centre_m.min() < 19_800
    merged = total([shapely.union_all([*core.geometry, *seat.geometry])])
    assert merged == pytest.approx(total(core.geometry) + total(seat.geometry), abs=0.02), "they share no land"


def test_the_nearer_of_two_centres(towns):
    """Two centres of one latitude: what lies west of the meridian between them is nearer to the western one."""
    centres = gpd.GeoDataFrame({"name": ["west", "east"]}, geometry=[shapely.Point(126.50, 43.85), shapely.Point(126.60, 43.85)], crs=DEGREES).set_index("name")
    middles = gpd.GeoSeries(shapely.centroid(towns.geometry.to_numpy()), index=towns.index, crs=DEGREES)
    table = libspatial.distance(towns, centres)
    nearest = table.loc[table.groupby("a").centre_m.idxmin()].set_index("a").b
    assert np.allclose(table.centre_m, libspatial.distance(middles, centres).centre_m, atol=1), "between centroids"
    clear = towns.index[abs(middles.x - 126.55) > 1e-4]
    assert len(clear) >= 160
    assert all(nearest[code] == ("west" if middles[code].x < 126.55 else "east") for code in clear)
    home = table[table.edge_m == 0]
    assert all(towns.geometry[row.a].intersects(centres.geometry[row.b]) for row in home.itertuples()) and set(home.b) == {"west", "east"}


def test_a_belt_between_two_towns(plan):
    """4 km wide, from seat to seat: its length times its width, and every square metre of it in some town."""
    ends = [shapely.Point(*plan.places.loc[p, ["lon", "lat"]]) for p in ("yongji_xiancheng", "beidahu_zhen")]
    axis = gpd.GeoDataFrame({"name": ["口前镇—北大湖镇"]}, geometry=[shapely.LineString(ends)], crs=DEGREES)
    belt = libspatial.corridor(axis, width_m=4000)
    long = GEOD.inv(ends[0].x, ends[0].y, ends[1].x, ends[1].y)[2]
    area = total(belt.geometry)
    assert belt.length_m[0] == pytest.approx(long, rel=1e-6) and area == pytest.approx(4000 * long, rel=2e-4)
    cover = libspatial.overlay(belt, layer("ecological_redline"))
    expected = total([belt.geometry[0].intersection(shapely.union_all(layer("ecological_redline").geometry.to_numpy()))])
    assert cover[cover.zone.notna()].area_m2.sum() == pytest.approx(expected, abs=1) and cover.area_m2.sum() == pytest.approx(area, abs=0.005)
    in_towns = libspatial.overlay(belt, layer("towns").set_index("name"))
    assert {"口前镇", "北大湖镇"} <= set(in_towns.zone) and in_towns.zone.notna().all()
