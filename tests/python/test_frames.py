"""A GeoDataFrame comes in by its coordinates where that is quick, by its WKB where it is not: the layer is the same. Labels go out as they were."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import libspatial
from libspatial import _core, errors, frames, metrics

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


LOTS = gpd.GeoDataFrame({"use": ["a", "b", "a"], "people": [1, 2, 3]}, geometry=[box(0), None, HOLE], index=list("pqr"), crs=CRS)
OF_PANDAS = {
    "objects": lambda: pd.Series(list(LOTS.geometry), index=LOTS.index),
    "objects, NaN for none": lambda: pd.Series([box(0), np.nan, HOLE], index=LOTS.index),
    "wkb": lambda: pd.Series(shapely.to_wkb(LOTS.geometry.to_numpy()), index=LOTS.index),
    "frame of objects": lambda: pd.DataFrame({"use": LOTS["use"], "outline": pd.Series(list(LOTS.geometry), index=LOTS.index), "people": LOTS["people"]}),
    "frame of objects and others": lambda: pd.DataFrame({"use": LOTS["use"], "people": LOTS["people"], "geometry": pd.Series(list(LOTS.geometry), index=LOTS.index), "middle": pd.Series(list(LOTS.centroid), index=LOTS.index)}),
    "column of GeoPandas": lambda: pd.Series(LOTS.geometry.array, index=LOTS.index),
    "frame with a column of GeoPandas": lambda: pd.DataFrame(LOTS),
}


@pytest.mark.parametrize("given", OF_PANDAS.values(), ids=OF_PANDAS)
def test_shapes_in_a_series_or_frame_of_pandas_are_read_with_their_labels(given):
    """Arrow, which pandas goes out by as well, called them damaged."""
    shapes = given()
    layer, index = frames.read(shapes, crs=CRS)
    assert layer.wkb == frames.read(LOTS)[0].wkb and index.equals(LOTS.index) and layer.crs == CRS
    if isinstance(shapes, pd.DataFrame):
        assert {name: cells for name, cells in layer.fields.items() if name != "middle"} == {"use": ["a", "b", "a"], "people": [1, 2, 3]}
        assert len(frames.read_plan({"lots": shapes})[0].rejects) == 0 and frames.read_plan({"lots": shapes})[0].wkb == layer.wkb
    with pytest.warns(libspatial.RejectedWarning):
        assert libspatial.area(shapes, crs=CRS, kind="planar")[[0, 2]].tolist() == [7200, 7100]
        assert set(libspatial.overlay(shapes, [box(0)], crs=CRS, area="planar")["subject"]) == {"p", "r"}
        assert metrics.perimeter(shapes, crs=CRS).to_dict() == pytest.approx({"p": 340, "q": np.nan, "r": 380}, nan_ok=True)
        assert libspatial.interpolate(LOTS, shapes, extensive=["people"], area="planar", crs=CRS).index.tolist() == list("pqr")
        assert metrics.enn(shapes, class_=LOTS["use"][::-1], crs=CRS).equals(metrics.enn(LOTS, class_="use"))


def test_a_column_of_geopandas_says_its_crs():
    assert frames.read(pd.DataFrame(LOTS), crs="EPSG:4551")[0].crs == CRS


def test_several_columns_of_shapes_are_refused():
    two = pd.DataFrame({"a": [box(0)], "b": [box(1)], "n": [1]})
    for work in (lambda: libspatial.area(two, crs=CRS), lambda: libspatial.to_arrow(two, crs=CRS)):
        with pytest.raises(errors.BadArgumentError, match=r"several columns of shapes: a, b. Say which by geopandas.GeoDataFrame\(frame, geometry="):
            work()


def test_a_series_with_something_that_is_no_shape_is_not_called_damaged():
    with pytest.raises(TypeError, match="not a shape: str"):
        libspatial.area(pd.Series([box(0), "x"]), crs=CRS)
    for series in (pd.Series([1.0, 2.0]), pd.Series(["POINT (1 1)"])):
        with pytest.raises(errors.FieldNotFoundError, match="no column of shapes"):
            libspatial.area(series, crs=CRS)


def test_shapes_of_pandas_go_out_by_arrow():
    for given in (OF_PANDAS["objects"](), OF_PANDAS["frame of objects"]()):
        table = libspatial.to_arrow(given, crs=CRS)
        assert gpd.GeoDataFrame.from_arrow(table).geometry.to_wkb().tolist() == LOTS.geometry.to_wkb().tolist() and table.column_names[:-1] == ([] if isinstance(given, pd.Series) else ["use", "people"])
