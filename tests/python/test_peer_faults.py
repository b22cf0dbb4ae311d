"""Faults of other programs, each a test we pass: moments about the wrong origin, sums in single precision, borders counted twice, a rectangle that depends on a version, cells instead of land, arcs that are polygons."""

import math

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import libspatial
from libspatial import errors, metrics

SIDES = (5, 20, 100, 300, 1000)


@pytest.mark.parametrize("crs, east", [("EPSG:4551", 541234.567), ("EPSG:4530", 42541234.567)])
def test_moments_do_not_depend_on_where_the_origin_is(crs, east):
    """About (0, 0), and moved afterwards, the moment of a small square is rounding: 0.0017 and −0.359 were published for 0.955."""
    squares = gpd.GeoSeries([shapely.box(east, 4853210.123, east + s, 4853210.123 + s) for s in SIDES], crs=crs)
    assert metrics.nmi(squares).to_numpy() == pytest.approx(np.full(5, 3 / math.pi), rel=1e-7)  # corners of 42 million have 7e-9 m
    assert metrics.nmmi(squares, region=[str(s) for s in SIDES]).to_numpy() == pytest.approx(np.full(5, 3 / math.pi), rel=1e-7)
    assert metrics.gyration(squares).to_numpy() == pytest.approx(np.array(SIDES) / math.sqrt(6), rel=1e-7)
    whole = gpd.GeoSeries([shapely.box(541234, 4853210, 541234 + s, 4853210 + s) for s in SIDES], crs="EPSG:4551")
    assert metrics.nmi(whole).to_numpy() == pytest.approx(np.full(5, 3 / math.pi), rel=1e-12)


def test_areas_are_not_added_in_single_precision():
    """A million parcels of 1235.7 m² in float32 are 77,335 m² wrong."""
    areas = np.full(1_000_000, 1235.7)
    assert abs(float(areas.astype(np.float32).cumsum()[-1]) - 1_235_700_000) > 1000
    found = metrics.ca(area_m2=areas, class_=pd.Categorical(["A"] * len(areas)))
    assert found.tolist() == [123570.0]


def test_a_border_is_counted_once_however_it_is_cut():
    """Every border once, where corners match and where they do not, and rows in any order."""
    boxes = [(0, 0, 100, 300), (100, 0, 200, 120), (100, 120, 200, 300), (0, 300, 200, 400)]
    land = gpd.GeoDataFrame({"use": list("ABBC")}, geometry=[shapely.box(*b) for b in boxes], crs="EPSG:32652")
    for frame in (land, land.iloc[::-1]):
        assert metrics.te(frame, class_="use").tolist() == [300 + 200]
        assert metrics.te(frame, class_="use", boundary=True).tolist() == [500 + 1200]
        lengths = metrics.contact_length(frame, class_="use")
        assert lengths.to_dict() == {("", "A"): 400, ("", "B"): 400, ("", "C"): 400, ("A", "B"): 300, ("A", "C"): 100, ("B", "B"): 100, ("B", "C"): 100}
        perimeters = shapely.length(land.geometry.to_numpy()).sum()
        assert 2 * lengths[[k for k in lengths.index if k[0] != ""]].sum() + lengths[[k for k in lengths.index if k[0] == ""]].sum() == perimeters


def least_box(points):
    """Area of the least box, and of the box of least width, over all directions of hull edges."""
    hull = shapely.get_coordinates(shapely.convex_hull(shapely.multipoints(points)))[:-1]
    best, narrow = math.inf, (math.inf, math.inf)
    for a, b in zip(hull, np.roll(hull, -1, axis=0)):
        u = (b - a) / np.hypot(*(b - a))
        along, across = hull @ u, hull @ np.array([-u[1], u[0]])
        w, h = np.ptp(along), np.ptp(across)
        best, narrow = min(best, w * h), min(narrow, (min(w, h), w * h))
    return best, narrow[1]


def test_the_rectangle_is_that_of_least_area_whatever_geos_is_there():
    """Before 3.12 GEOS gave the box of least width: up to 29 % larger."""
    random = np.random.default_rng(5)
    shapes, least, narrow = [], [], []
    for _ in range(400):
        angles, radii = np.sort(random.random(10) * 2 * math.pi), random.uniform(5, 30, 10)
        points = np.stack([radii * np.cos(angles), radii * np.sin(angles)], axis=1)
        if not (polygon := shapely.Polygon(points)).is_valid:
            continue
        shapes.append(polygon)
        a, b = least_box(points)
        least.append(a), narrow.append(b)
    found = shapely.area(np.array(shapes)) / metrics.mrr_ratio(gpd.GeoSeries(shapes, crs="EPSG:32652")).to_numpy()
    assert found == pytest.approx(np.array(least), rel=1e-7)
    assert (np.array(narrow) > found * 1.01).mean() > 0.1, "two rules that never differ would show nothing"


def test_diversity_and_length_are_of_land_not_of_cells():
    """60 % and 40 % of a square: bands or blocks, the same diversity; a square turned by 45° has the perimeter of a square."""
    def diversity(boxes):
        land = gpd.GeoDataFrame({"use": [u for u, *_ in boxes]}, geometry=[shapely.box(*b) for _, *b in boxes], crs="EPSG:32652")
        return libspatial.tabulate(land, [shapely.box(0, 0, 100, 100)], classes="use", area="planar", crs="EPSG:32652").zones["shdi"].iloc[0]

    bands, block = diversity([("A", 0, 0, 100, 30), ("B", 0, 30, 100, 70), ("A", 0, 70, 100, 100)]), diversity([("A", 0, 0, 100, 60), ("B", 0, 60, 100, 100)])
    assert bands == block == pytest.approx(0.6730116670092565, rel=1e-15)
    turned = gpd.GeoSeries([shapely.affinity.rotate(shapely.box(0, 0, 100, 100), 45)], crs="EPSG:32652")
    assert metrics.perimeter(turned).iloc[0] == pytest.approx(400, rel=1e-12) and metrics.shape_sq(turned).iloc[0] == pytest.approx(1, rel=1e-12)


def test_a_unit_that_is_not_the_metre_is_refused():
    """A fractal dimension in km is another number; so is one in feet."""
    lots = [shapely.box(980000, 190000, 980100, 190100)]
    for crs in ("EPSG:2263", "+proj=tmerc +lon_0=126 +ellps=GRS80 +units=km +type=crs"):
        with libspatial.anywhere(), pytest.raises((errors.AreaKindError, errors.CrsImplausibleError)):
            metrics.frac_raster(gpd.GeoSeries(lots, crs=crs))


def test_two_crs_raise_and_cuts_are_printed():
    old, new = gpd.GeoSeries([shapely.box(0, 0, 10, 10)], crs="EPSG:32652"), gpd.GeoSeries([shapely.box(10, 0, 20, 10)], crs="EPSG:32652")
    with pytest.raises(errors.CrsMismatchError):
        libspatial.interpolate(old.to_frame("geometry").assign(people=[1]), new.set_crs("EPSG:32651", allow_override=True), extensive=["people"], area="planar")
    assert metrics.lei_class(old, new, cut=5).tolist() == ["infill"] and metrics.lei_class(old, new, cut=5).attrs["parameters"] == {"d": 1, "cut": 5}


def test_arcs_are_arcs():
    """Rings and cores by polygons of 32 sides are small by 1 %; closed forms come out to nine digits."""
    old, new = gpd.GeoSeries([shapely.box(0, 0, 600, 600)], crs="EPSG:32652"), gpd.GeoSeries([shapely.box(600, 0, 700, 400)], crs="EPSG:32652")
    for d in (1, 30, 100):
        assert metrics.lei(old, new, d=d).iloc[0] == pytest.approx(100 * (400 * d + math.pi * d * d / 4) / (1000 * d + math.pi * d * d), rel=1e-9)
