"""A GeoDataFrame comes in by its coordinates where that is quick, by its WKB where it is not: the layer is the same. Labels go out as they were."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import libspatial
from libspatial import _core, frames

CRS = "EPSG:32652"


def box(i):
    return shapely.box(100 * i, 0, 100 * i + 90, 80)


HOLE = shapely.Polygon(box(1).exterior, [shapely.box(110, 10, 120, 20).exterior])
SHAPES = {
    "plain": [box(0), box(1)],
    "with a hole": [box(0), HOLE, box(2)],
    "of several parts": [shapely.MultiPolygon([box(0), box(1)]), box(2), shapely.MultiPolygon([box(3)])],
    "some missing, some empty": [None, box(0), shapely.Polygon(), box(1), None],
    "none plain": [HOLE, None],
    "with heights": [shapely.Polygon([(0, 0, 1), (10, 0, 2), (10, 10, 3), (0, 0, 1)]), box(1)],
    "lines and points too": [shapely.Point(1, 2), box(0), shapely.LineString([(0, 0), (1, 1)]), box(1)],
    "not finite": [box(0), shapely.Polygon([(0, 0), (10, np.nan), (10, 10)]), box(1), shapely.Polygon([(0, 0), (10, np.inf), (10, 10)])],
    "flawed": [shapely.Polygon([(0, 0), (10, 10), (10, 0), (0, 10)]), box(1)],
    "more than a block": [box(i) for i in range(40000)],
}


@pytest.mark.parametrize("shapes", SHAPES.values(), ids=SHAPES)
def test_coordinates_make_the_layer_that_wkb_makes(shapes):
    series = gpd.GeoSeries(shapes, crs=CRS)
    expected = _core.Layer("layer", "", CRS, series.to_wkb().tolist(), {})
    found, index = frames.read(series, attributes=False)
    assert index is series.index and found.crs == expected.crs
    assert found.wkb == expected.wkb and found.rejects == expected.rejects
    with_fields, _ = frames.read(gpd.GeoDataFrame({"n": range(len(shapes))}, geometry=series))
    assert with_fields.wkb == expected.wkb and with_fields.rejects == expected.rejects


@pytest.mark.parametrize("counts, wkb", [([5, 5, 5], []), ([5], []), ([5, 0, 5], []), ([5, 5], [None]), ([6, 4], []), ([5, 3], [])])
def test_counts_that_do_not_fit_are_refused(counts, wkb):
    blocks = [shapely.get_coordinates(box(0)), shapely.get_coordinates(box(1))]
    with pytest.raises((ValueError, IndexError)):
        _core.from_rings("layer", CRS, iter(blocks), np.array(counts, np.int64), wkb)
    with pytest.raises(TypeError):
        _core.from_rings("layer", CRS, iter(blocks), np.array([5, 5], np.int32), [])
    with pytest.raises(TypeError):
        _core.from_rings("layer", CRS, [blocks[0].astype("float32")], np.array([5], np.int64), [])


INDEXES = {
    "rows": pd.RangeIndex(3),
    "rows from 5": pd.RangeIndex(5, 8),
    "whole numbers": pd.Index([7, 2**40, -3]),
    "small whole numbers": pd.Index([1, 2, 3], dtype="uint8"),
    "texts": pd.Index(["a", "b", "c"]),
    "days": pd.DatetimeIndex(["2026-01-01", "2026-02-01", "2026-03-01"]),
}


@pytest.mark.parametrize("index", INDEXES.values(), ids=INDEXES)
def test_labels_are_those_of_the_index(index):
    lots = gpd.GeoSeries([shapely.box(0, 0, 400, 10), shapely.box(0, 20, 50, 30), shapely.box(0, 100, 10, 110)], index=index, crs=CRS)
    zones = gpd.GeoSeries([box(0), box(1), box(2)], index=index, crs=CRS)
    table = libspatial.overlay(lots, zones, area="planar")
    a, b, c = index
    assert table.subject.tolist() == [a, a, a, a, b, c]
    assert table.zone[:3].tolist() == [a, b, c] and table.zone[4] == a and table.zone.isna().tolist() == [False, False, False, True, False, True]
    whole = pd.api.types.is_integer_dtype(index.dtype)
    assert table.zone.dtype == ("Int64" if whole else "object")
    twice = libspatial.overlay(lots, pd.concat([zones, zones]), area="planar")
    assert twice.attrs["multi_cover_m2"] == {a: pytest.approx(2700), b: pytest.approx(500)} and all(type(k) is type(a) for k in twice.attrs["multi_cover_m2"])


def test_a_layer_can_be_used_again():
    lots, zones = (_core.Layer(name, "", CRS, [shapely.to_wkb(box(0))], {}) for name in ("lots", "zones"))
    for _ in range(2):
        assert libspatial.overlay(lots, zones, area="planar").area_m2.tolist() == [7200]
        assert libspatial.area(lots, kind="planar").tolist() == [7200]
    assert len(lots) == len(zones) == 1
