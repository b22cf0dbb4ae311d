"""Transitions by zone: counted by hand, and the zones add up to the whole to the last digit."""

import math
import warnings

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import libspatial
from libspatial import _core, errors, plots, transitions

PLANE = "EPSG:32652"


def frame(column, rows, crs=PLANE):
    return gpd.GeoDataFrame({column: [name for name, *_ in rows]}, geometry=[shapely.box(*box) for _, *box in rows], crs=crs)


# 100 m × 40 m: A west of x = 60 then, of x = 50 now; now there are 20 m more in the east. Zones: 甲 south of y = 10 up to x = 55, 乙 east of it; 丙 lies elsewhere.
THEN = frame("use", [("A", 0, 0, 60, 40), ("B", 60, 0, 100, 40)])
NOW = frame("use", [("A", 0, 0, 50, 40), ("B", 50, 0, 120, 40)])
ZONES = frame("name", [("乙", 55, 0, 200, 10), ("甲", 0, 0, 55, 10), ("丙", 900, 0, 910, 10)])


def cents(areas):
    return round(100 * math.fsum(areas))


def cells(flows):
    return flows.groupby(["class_t0", "class_t1"])["area_m2"]


def test_counted_by_hand():
    found = libspatial.transition(THEN, NOW, classes="use", zones=ZONES, by="name", area="planar")
    rows = found.flows.set_index(["zone", "class_t0", "class_t1"])["area_m2"].to_dict()
    assert rows == {("乙", "A", "B"): 50, ("乙", "B", "B"): 400, ("乙", "", "B"): 200, ("甲", "A", "A"): 500, ("甲", "A", "B"): 50,
                    ("", "A", "A"): 1500, ("", "A", "B"): 300, ("", "B", "B"): 1200, ("", "", "B"): 600}
    assert found.matrix.index.names == ["zone", "class_t0"] and list(found.matrix.index.levels[0][found.matrix.index.codes[0][::3]]) == ["乙", "甲", "丙", ""]
    assert found.matrix.loc[("甲", "A"), "B"] == 0.005 and found.matrix.loc[("丙", "A"), "A"] == 0
    assert found.changes.loc[("甲", "B")].tolist() == [0.005, 0, 0.005, 0] and found.changes.loc[("乙", "A"), "loss"] == 0.005 and (found.changes.loc["丙"] == 0).all(axis=None)
    assert found.persistence == 3600 / 4000
    south = found.of("甲")
    assert south.matrix.loc["A"].tolist() == [0.05, 0.005] and south.persistence == pytest.approx(500 / 550) and list(south.flows.columns) == ["class_t0", "class_t1", "area_m2"]
    assert math.isnan(found.of("丙").persistence) and found.of("").matrix.to_numpy().sum() == pytest.approx(0.36)
    for made, unit in ((found.matrix, "ha"), (found.changes, "ha"), (found.flows, "m2")):
        assert made.attrs["unit"] == unit and made.attrs["area"] == "planar"


def test_without_zones_it_is_as_it_was():
    found = libspatial.transition(THEN, NOW, classes="use", area="planar")
    assert found.matrix.index.names == ["class_t0"] and list(found.flows.columns) == ["class_t0", "class_t1", "area_m2"]
    with pytest.raises(KeyError):
        found.of("甲")
    with pytest.raises(KeyError):
        libspatial.transition(THEN, NOW, classes="use", zones=ZONES, by="name", area="planar").of("丁")


def field(seed, size, classes):
    """A broken grid of parcels with a class, some of them missing."""
    random = np.random.default_rng(seed)
    x, y = (np.cumsum(np.append(0, random.uniform(5, 40, size))) for _ in range(2))
    boxes = [shapely.box(543000.25 + x[i], 4857000.5 + y[j], 543000.25 + x[i + 1], 4857000.5 + y[j + 1]) for i in range(size) for j in range(size) if random.random() < 0.9]
    return gpd.GeoDataFrame({"use": random.choice(classes, len(boxes))}, geometry=boxes, crs="EPSG:4551")


@pytest.mark.parametrize("area", ["official", "geodesic", "planar"])
@pytest.mark.parametrize("seed", [1, 2])
def test_zones_add_up_to_the_whole(area, seed):
    random = np.random.default_rng(seed)
    then, now = field(seed, 15, ["A", "B", "C"]), field(seed + 10, 13, ["B", "C", "D"])
    edges = 543000 + np.sort(random.uniform(-20, 300, 6))  # oblique strips; the land reaches beyond them
    zones = gpd.GeoDataFrame({"name": list("甲乙甲丙乙")}, geometry=[shapely.Polygon([(a, 4857020), (b, 4857020), (b + 33, 4857260), (a + 33, 4857260)]) for a, b in zip(edges, edges[1:])], crs="EPSG:4551")
    whole, found = (libspatial.transition(then, now, classes="use", area=area, **given) for given in ({}, {"zones": zones, "by": "name"}))
    expected, sums = cells(whole.flows).first(), cells(found.flows)
    assert found.persistence == whole.persistence and set(found.flows["zone"]) == {"甲", "乙", "丙", ""}
    if area == "official":
        assert sums.agg(cents).to_dict() == expected.map(lambda m2: round(100 * m2)).to_dict()
    else:
        assert sums.sum().to_dict() == expected.to_dict() and cells(found.flows[::-1]).sum().to_dict() == expected.to_dict(), "bit for bit, in any order"
    pd.testing.assert_frame_equal(found.matrix.groupby(level="class_t0").sum(), whole.matrix, rtol=1e-14, atol=1e-12)
    pd.testing.assert_frame_equal(found.changes.groupby(level="class")[["gain", "loss", "net"]].sum(), whole.changes[["gain", "loss", "net"]], rtol=1e-12, atol=1e-12, check_index_type=False)
    land = then.overlay(now, how="union").overlay(zones.dissolve("name", as_index=False), how="union")  # another engine
    planar = land.assign(m2=land.area).fillna({"use_1": "", "use_2": "", "name": ""}).query("use_1 != '' or use_2 != ''").groupby(["name", "use_1", "use_2"])["m2"].sum()
    mine = found.flows.set_index(["zone", "class_t0", "class_t1"])["area_m2"]
    assert set(mine.index) == set(planar[planar > 1e-6].index) and all(m2 == pytest.approx(planar[pair], rel=1e-4, abs=0.2) for pair, m2 in mine.items())


def test_land_drawn_twice_at_one_date_counts_once_and_is_said():
    """What only one date has was looked at by nobody: lost land counted once for every row of it."""
    old = frame("use", [("A", 0, 0, 100, 100), ("B", 200, 0, 300, 100), ("B", 200, 0, 300, 100)])
    new = frame("use", [("A", 0, 0, 100, 100), ("C", 400, 0, 500, 100), ("C", 450, 0, 500, 100)])
    zones = frame("name", [("甲", 0, 0, 250, 100)])
    for given in ({}, {"zones": zones, "by": "name"}):
        with pytest.warns(UserWarning, match="overlap each other") as said:
            found = libspatial.transition(old, new, classes="use", area="planar", **given)
        assert cells(found.flows).sum().to_dict() == {("A", "A"): 10000, ("B", ""): 10000, ("", "C"): 10000}
        assert {str(w.message) for w in said} == {"rows of t0 overlap each other: 10000.00 m² are counted once", "rows of t1 overlap each other: 5000.00 m² are counted once"} == set(found.flows.attrs["notes"])
    assert found.of("甲").flows["area_m2"].tolist() == [10000, 5000]


@pytest.mark.parametrize("given", [{}, {"zones": frame("name", [("甲", 0, 0, 75, 50)]), "by": "name"}])
@pytest.mark.parametrize("order", [[0, 1, 2], [1, 2, 0]])
def test_land_of_several_classes_is_of_none(given, order):
    old, new = frame("use", [("A", 0, 0, 100, 100), ("B", 50, 0, 100, 100), ("B", 80, 0, 120, 100)]), frame("use", [("C", 0, 0, 100, 100)])
    with pytest.warns(UserWarning, match="7000.00 m² are counted once; 5000.00 m² lie in rows of different classes and are called [?]"):
        found = libspatial.transition(old.iloc[order], new, classes="use", area="planar", **given)
    assert cells(found.flows).sum().to_dict() == pytest.approx({("A", "C"): 5000, ("?", "C"): 5000, ("B", ""): 2000}) and found.flows["area_m2"].sum() == pytest.approx(12000)
    assert "?" in found.matrix.index.get_level_values("class_t0")


def test_land_without_a_class_and_zones():
    """A class that was missing was "?" in the whole and "" in the zones: a KeyError."""
    with pytest.warns(UserWarning, match="called [?]"):
        found = libspatial.transition(THEN.assign(use=["A", None]), NOW, classes="use", zones=ZONES, by="name", area="planar")
    assert cells(found.flows).sum()[("?", "B")] == 1600


def test_zones_along_parcels_have_the_areas_of_the_parcels():
    """Where no piece is cut, nothing is divided: the flows of a zone are official areas of parcels, to 0.01 m²."""
    then = field(3, 12, ["A", "B"])
    west = then.centroid.x < then.centroid.x.median()
    zones = gpd.GeoDataFrame({"name": ["west", "east"]}, geometry=[then[west].union_all(), then[~west].union_all()], crs=then.crs)
    found = libspatial.transition(then, then, classes="use", zones=zones, by="name")
    measured = pd.Series(libspatial.area(then)).groupby([np.where(west, "west", "east"), then["use"].to_numpy()]).agg(cents)
    assert {(z, a): round(100 * m2) for z, a, _, m2 in found.flows.itertuples(index=False)} == measured.to_dict()


def test_zones_of_another_crs_are_reprojected_and_that_is_said():
    then, now, zones = (layer.set_crs("EPSG:4551", allow_override=True).set_geometry(layer.translate(543000, 4857000).set_crs("EPSG:4551", allow_override=True)) for layer in (THEN, NOW, ZONES))
    with pytest.warns(UserWarning, match="zones reprojected from EPSG:4490 to EPSG:4551") as said:
        found = libspatial.transition(then, now, classes="use", zones=zones.to_crs("EPSG:4490"), by="name")
    assert said[0].filename == __file__
    expected = libspatial.transition(then, now, classes="use", zones=zones, by="name")
    pd.testing.assert_frame_equal(found.matrix, expected.matrix, atol=1.01e-6, rtol=0)  # 0.01 m²
    assert cells(found.flows).agg(cents).to_dict() == cells(expected.flows).agg(cents).to_dict()
    with pytest.raises(errors.CrsMissingError):
        libspatial.transition(then, now, classes="use", zones=zones.set_crs(None, allow_override=True), by="name")


def test_no_zones_at_all():
    for zones in (ZONES.iloc[:0], ZONES.iloc[2:]):
        found = libspatial.transition(THEN, NOW, classes="use", zones=zones, by="name", area="planar")
        whole = libspatial.transition(THEN, NOW, classes="use", area="planar")
        pd.testing.assert_frame_equal(found.of("").matrix, whole.matrix, check_exact=True)
        pd.testing.assert_frame_equal(found.of("").changes, whole.changes, check_exact=True)
        assert found.of("").persistence == whole.persistence and list(dict.fromkeys(found.matrix.index.get_level_values("zone"))) == [*zones["name"], ""]


def test_an_unknown_field_of_the_zones():
    with pytest.raises(errors.FieldNotFoundError, match="town.*name"):
        libspatial.transition(THEN, NOW, classes="use", zones=ZONES, by="town", area="planar")
    with pytest.raises(errors.FieldNotFoundError):
        libspatial.transition(THEN, NOW, classes="usage", zones=ZONES, by="name", area="planar")


def test_overlapping_zones_are_refused_slivers_are_not():
    zones = frame("name", [("甲", 0, 0, 50, 40), ("乙", 49, 0, 200, 40)])
    with pytest.raises(errors.InvalidZoneError, match="40.00 m²"):
        libspatial.transition(THEN, NOW, classes="use", zones=zones, by="name", area="planar")
    with pytest.raises(errors.InvalidZoneError):  # of one name: land would be counted twice
        libspatial.transition(THEN, NOW, classes="use", zones=zones.assign(name="甲"), by="name", area="planar")
    zones = frame("name", [("甲", 0, 0, 50, 40), ("乙", 50 - 1e-6, 0, 200, 40)])
    found = libspatial.transition(THEN, NOW, classes="use", zones=zones, by="name", area="planar")
    assert cells(found.flows).sum().to_dict() == {("", "B"): 800, ("A", "A"): 2000, ("A", "B"): 400, ("B", "B"): 1600}


def test_a_zone_that_crosses_itself_or_has_no_name():
    bow = ZONES.copy()
    bow.loc[1, "geometry"] = shapely.Polygon([(0, 0), (55, 10), (55, 0), (0, 10)])
    with pytest.warns(libspatial.RejectedWarning), pytest.raises(errors.InvalidZoneError, match="row 1"):
        libspatial.transition(THEN, NOW, classes="use", zones=bow, by="name", area="planar")
    found = libspatial.transition(THEN, NOW, classes="use", zones=ZONES.assign(name=["乙", None, None]), by="name", area="planar")
    assert list(dict.fromkeys(found.flows["zone"])) == ["乙", "#1", ""] and found.of("#1").matrix.loc["A"].tolist() == [0.05, 0.005]
    found = libspatial.transition(THEN, NOW, classes="use", zones=ZONES.assign(name=["#1", None, "丙"]), by="name", area="planar")
    assert list(dict.fromkeys(found.flows["zone"])) == ["#1", "##1", ""]
    found = libspatial.transition(THEN, NOW, classes="use", zones=ZONES, area="planar")
    assert list(dict.fromkeys(found.flows["zone"])) == ["0", "1", ""]


def test_a_piece_without_a_shape_is_land_outside_and_that_is_said():
    land, zones = (_core.Layer(name, "", PLANE, [shapely.to_wkb(shapely.box(0, 0, 10, 10)), None][:rows], {}) for name, rows in (("pieces", 2), ("zones", 1)))
    pieces = pd.DataFrame({"class_t0": ["A", "B"], "class_t1": ["A", "B"], "area_m2": [100.0, 0.02]})
    with pytest.warns(UserWarning, match="0.02 m² of slivers"):
        parts = transitions._parts(pieces, land, zones, "planar", None, None)
    assert list(parts.itertuples(index=False, name=None)) == [("A", "A", 100.0, 0), ("B", "B", 0.02, -1)]


def test_a_picture_is_of_one_zone():
    found = libspatial.transition(THEN, NOW, classes="use", zones=ZONES, by="name", area="planar")
    with pytest.raises(ValueError, match="of"):
        plots.transition(found)
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        assert len(plots.transition(found.of("")).texts) == 4
