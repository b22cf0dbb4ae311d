"""Lines: against shapely and pyproj, and what comes out for input that is wrong."""

import doctest
import math
import struct

import geopandas as gpd
import numpy as np
import pytest
import shapely
from pyproj import Geod, Transformer

import libspatial
import libspatial.corridors
from libspatial import errors

CRS = "EPSG:4551"
X, Y = 543000, 4857000
GEOD = Geod(a=6378137, rf=298.257222101)
TO_DEGREES = Transformer.from_crs(CRS, "EPSG:4490", always_xy=True)


def line(*points, x=X, y=Y):
    return shapely.LineString([(x + a, y + b) for a, b in points])


def box(a, b, c, d):
    return shapely.box(X + a, Y + b, X + c, Y + d)


def geodesic_m(shape, transformer=TO_DEGREES):
    """Length by pyproj, edges divided to 20 m where they are straight."""
    return sum(GEOD.line_length(*transformer.transform(*np.array(part.segmentize(20 if transformer is TO_DEGREES else 2e-4).coords).T)) for part in shapely.get_parts(shape))


def wandering(rng, n=40, size=3000):
    return line(*np.round(rng.uniform(0, size, (n, 2)), 3))


def test_lengths_are_those_of_pyproj():
    rng = np.random.default_rng(3)
    shapes = [wandering(rng) for _ in range(5)]
    found = libspatial.line_lengths(shapes, crs=CRS)
    assert found == pytest.approx([geodesic_m(s) for s in shapes], rel=1e-9)

    class Same:
        def transform(self, x, y):
            return x, y

    degrees = [shapely.LineString([(126, 43.5), (127.5, 44.2), (127.4, 43)])]
    assert libspatial.line_lengths(degrees, crs="EPSG:4490") == pytest.approx([geodesic_m(degrees[0], Same())], rel=1e-9)
    assert libspatial.line_lengths([shapely.LineString([(126, 44), (126, 45)])], crs="EPSG:4490")[0] == pytest.approx(GEOD.inv(126, 44, 126, 45)[2], abs=1e-6)


def test_a_row_that_is_no_line_has_no_length():
    with pytest.warns(libspatial.RejectedWarning, match="row 1"):
        found = libspatial.line_lengths([line((0, 0), (10, 0)), box(0, 0, 1, 1)], crs=CRS)
    assert found[0] > 9.9 and math.isnan(found[1])


@pytest.mark.parametrize("seed", range(4))
def test_the_enclosed_land_is_that_of_shapely(seed):
    rng = np.random.default_rng(seed)
    roads = [wandering(rng, 5) for _ in range(7)]
    found = libspatial.enclosed(gpd.GeoDataFrame({"name": list("abcdefg")}, geometry=roads, crs=CRS), area="planar")
    faces = shapely.get_parts(shapely.polygonize([shapely.unary_union(roads)]))
    assert len(found.faces) == len(faces) > 3
    assert sorted(found.faces.area_m2) == pytest.approx(sorted(shapely.area(faces)), rel=1e-6, abs=1e-2)
    assert found.region.area_m2[0] == pytest.approx(shapely.union_all(faces).area, rel=1e-9)
    crossings = shapely.union_all([a.intersection(b) for i, a in enumerate(roads) for b in roads[:i]])
    assert len(found.nodes) == sum(p.geom_type == "Point" for p in shapely.get_parts(crossings))
    official = libspatial.enclosed(roads, crs=CRS)
    cents = (official.faces.area_m2 * 100).round().astype(int).sum()
    assert cents == round(official.region.area_m2[0] * 100) == round(libspatial.area(official.region)[0] * 100)


def test_corridors_are_those_of_shapely():
    rng = np.random.default_rng(5)
    for _ in range(5):
        road = line(*np.cumsum(rng.uniform(-100, 300, (12, 2)), axis=0))
        found = libspatial.corridor([road], width_m=60, crs=CRS)
        expected = road.buffer(30, cap_style="flat", join_style="mitre", mitre_limit=5)
        assert found.geometry[0].symmetric_difference(expected).area < 1e-3 * expected.area
        assert found.length_m[0] == pytest.approx(geodesic_m(road), rel=1e-8)
    with pytest.raises(ValueError, match="width_m"):
        libspatial.corridor([road], crs=CRS)
    with pytest.raises(errors.BadArgumentError, match="width_m 0"):
        libspatial.corridor([road], width_m=0, crs=CRS)


def test_land_take_is_corridor_and_overlay():
    road = line((-100, 50), (300, 50))
    zones = [box(0, 0, 100, 100), box(100, 0, 200, 100)]
    take = libspatial.overlay(libspatial.corridor([road], width_m=20, crs=CRS), gpd.GeoSeries(zones, crs=CRS), area="planar")
    assert take.area_m2.round(6).tolist() == [2000, 2000, 4000]


def test_lengths_by_unit_are_those_of_shapely_and_add_up():
    rng = np.random.default_rng(8)
    units = [box(i * 1000, j * 1000, (i + 1) * 1000, (j + 1) * 1000) for i in range(2) for j in range(3)]
    roads = [wandering(rng, 12) for _ in range(4)]
    roads.append(shapely.LineString(list(roads[0].coords)[3:7][::-1]))  # on the first one's track
    table = libspatial.lengths(gpd.GeoDataFrame({"name": list("abcde")}, geometry=roads, crs=CRS), gpd.GeoDataFrame({"code": list("pqrstu")}, geometry=units, crs=CRS), unit="code")
    totals = table[table.line.isna()]
    union = shapely.unary_union(roads)
    for code, unit in zip("pqrstu", units):
        assert totals.length_m[totals.unit == code].item() == pytest.approx(geodesic_m(union.intersection(unit)), abs=1e-3)
    assert totals.length_m.sum() == pytest.approx(table.attrs["total_m"], rel=1e-9)
    assert table.attrs["total_m"] == pytest.approx(geodesic_m(union), rel=1e-8)
    assert table.attrs["lines_m"]["e"] == pytest.approx(geodesic_m(roads[4]), rel=1e-8)
    assert table[table.line == "e"].length_m.sum() == pytest.approx(table.attrs["lines_m"]["e"], rel=1e-9)


def test_shared_segments_are_counted_once():
    rows = gpd.GeoDataFrame({"name": ["main", "branch"], "segment": ["s", "s"]}, geometry=[line((0, 0), (1000, 0)), line((0, 4), (900, 4))], crs=CRS)
    table = libspatial.lengths(rows, [box(-10, -10, 2000, 10)], crs=CRS)
    assert table.attrs["total_m"] == pytest.approx(1000, abs=0.1)
    assert table.attrs["shared"][0][0] == "s" and set(table.attrs["shared"][0][1]) == {"main", "branch"}


def test_units_in_another_crs_are_reprojected_and_said():
    units = gpd.GeoSeries([box(0, 0, 500, 500)], crs=CRS).to_crs("EPSG:4490")
    with pytest.warns(UserWarning, match="reprojected"):
        table = libspatial.lengths([line((0, 100), (1000, 100))], units, crs=CRS)
    assert table.length_m[0] == pytest.approx(500, abs=0.05)


def test_along_keeps_labels_and_order():
    towns = gpd.GeoDataFrame({"n": [1, 2, 3]}, geometry=[shapely.Point(X + 900, Y + 40), shapely.Point(X + 100, Y - 30), shapely.Point(X, Y + 9000)], index=["far", "near", "no"], crs=CRS)
    found = libspatial.along([line((0, 0), (500, 0)), line((500, 0), (1000, 0))], towns, 100, crs=CRS)
    assert found.place.tolist() == ["near", "far"] and found.side.tolist() == ["right", "left"]
    assert found.at_m.tolist() == pytest.approx([100, 900], abs=0.05) and found.distance_m.tolist() == pytest.approx([30, 40], abs=0.01)
    with pytest.raises(errors.BadArgumentError, match="gap of 20"):
        libspatial.along([line((0, 0), (500, 0)), line((520, 0), (1000, 0))], towns, 100, crs=CRS)
    assert libspatial.along([line((0, 0), (500, 0)), line((520, 0), (1000, 0))], towns, 100, join_m=25, crs=CRS).attrs["joined_m"] == pytest.approx([20], abs=0.01)


def test_distances_between_points_are_geodesics():
    rng = np.random.default_rng(2)
    a = [shapely.Point(p) for p in rng.uniform((125.5, 42.5), (127.5, 44.5), (6, 2))]
    b = [shapely.Point(p) for p in rng.uniform((125.5, 42.5), (127.5, 44.5), (4, 2))]
    found = libspatial.distance(a, b, crs="EPSG:4490")
    assert len(found) == 24
    for row in found.itertuples():
        expected = GEOD.inv(a[row.a].x, a[row.a].y, b[row.b].x, b[row.b].y)[2]
        assert row.edge_m == pytest.approx(expected, abs=1e-6) and row.centre_m == row.edge_m


def test_distances_between_polygons_hold_to_a_decimetre():
    """Against the nearest of all pairs of points 20 m apart on both borders."""
    rng = np.random.default_rng(4)
    for _ in range(4):
        a = shapely.Point(126.2, 43.7).buffer(0.05, 5)
        b = shapely.Point(126.2 + rng.uniform(0.3, 1.2), 43.7 + rng.uniform(-0.8, 0.8)).buffer(0.07, 7)
        row = libspatial.distance([a], [b], crs="EPSG:4490").iloc[0]
        p, q = (np.array(s.exterior.segmentize(2e-4).coords) for s in (a, b))
        i, j = (n.ravel() for n in np.meshgrid(np.arange(len(p)), np.arange(len(q))))
        near = np.argsort(np.hypot((p[i, 0] - q[j, 0]) * 0.72, p[i, 1] - q[j, 1]))[:20000]
        least = GEOD.inv(p[i[near], 0], p[i[near], 1], q[j[near], 0], q[j[near], 1])[2].min()
        assert row.edge_m == pytest.approx(least, abs=0.1) and row.edge_m < least + 0.01


@pytest.mark.parametrize("call", [lambda s, **k: libspatial.enclosed(s, **k), lambda s, **k: libspatial.corridor(s, width_m=10, **k), lambda s, **k: libspatial.lengths(s, [box(0, 0, 9, 9)], **k),
                                  lambda s, **k: libspatial.along(s, [shapely.Point(X, Y)], 10, **k)], ids=["enclosed", "corridor", "lengths", "along"])
def test_bad_lines(call):
    good = line((0, 0), (10, 0))
    with pytest.raises(errors.CrsMissingError):
        call([good])
    with pytest.raises(errors.CrsImplausibleError):
        call([good], crs="EPSG:4490")
    with pytest.raises(errors.NoLinesError):
        call([], crs=CRS)
    with pytest.raises(errors.NoLinesError):
        call([box(0, 0, 1, 1), shapely.Point(X, Y), None], crs=CRS)
    nan = shapely.to_wkb(line((0, 0), (77, 77))).replace(struct.pack("<d", X + 77), struct.pack("<d", math.nan))
    with pytest.warns(libspatial.RejectedWarning, match=r"4 feature\(s\) not used, first: lines row 1"):
        result = call([good, shapely.Point(X, Y), shapely.LineString([(X, Y), (X, Y)]), None, nan], crs=CRS)
    frame = result.ends if isinstance(result, libspatial.Enclosed) else result
    assert [r["row"] for r in frame.attrs["rejects"]] == [1, 2, 3, 4]


def test_docstrings_run():
    failed, ran = doctest.testmod(libspatial.corridors, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert ran >= 12 and failed == 0
