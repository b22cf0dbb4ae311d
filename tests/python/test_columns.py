"""Columns are converted by their type, once, and give what cell by cell gives; land use of many parcels gives what each metric over all pieces gives, to the last digit."""

import datetime
import decimal

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
import shapely

import libspatial
from libspatial import errors, frames, metrics

CRS = "EPSG:4551"
COLUMNS = {
    "whole": pd.Series([1, -2, 2**40]),
    "small whole": pd.Series([1, 2, 3], dtype="uint8"),
    "whole, some missing": pd.Series([1, None, 3], dtype="Int64"),
    "yes and no": pd.Series([True, False]),
    "yes and no, some missing": pd.Series([True, None], dtype="boolean"),
    "numbers": pd.Series([0.1, -0.0, 1e300, np.inf]),
    "numbers, some missing": pd.Series([0.1, np.nan]),
    "short numbers": pd.Series([0.1, 2.5], dtype="float32"),
    "text": pd.Series(["耕地", "", "b"]),
    "text, some missing": pd.Series(["耕地", None, np.nan]),
    "text of numpy": pd.Series([np.str_("a"), "b"], dtype="object"),
    "text as object": pd.Series(["a", None, np.nan, pd.NA, "b"], dtype="object"),
    "text of another storage": pd.Series(["a", pd.NA], dtype="string"),
    "kinds": pd.Series(["a", None, "b", "a"], dtype="category"),
    "kinds of numbers": pd.Series([3, 1, None, 3]).astype("Int64").astype("category"),
    "kinds, none used": pd.Series([None, None], dtype=pd.CategoricalDtype(["x"])),
    "of any type": pd.Series([1, "a", 2.5, None, True, np.nan, decimal.Decimal("1.5")], dtype="object"),
    "times": pd.Series([pd.Timestamp("2026-01-01"), pd.NaT, pd.Timestamp("2026-01-01 08:30")]),
    "dates": pd.Series([datetime.date(2026, 1, 1), None], dtype="object"),
    "lists": pd.Series([np.array(["a", "b"]), ["a"], np.array([1, 2]), (0.1, 2), np.array([]), [], [True, None], {"k": [{}]}, None], dtype="object"),
    "none": pd.Series([], dtype="float64"),
    "nothing but missing": pd.Series([None, None], dtype="object"),
}


def one_by_one(series):
    return [None if missing else frames._plain(v) for v, missing in zip(series.tolist(), pd.isna(series))]


@pytest.mark.parametrize("series", COLUMNS.values(), ids=COLUMNS)
def test_a_column_is_what_its_cells_are(series):
    found, expected = frames._column(series), one_by_one(series)
    assert found == expected and [repr(v) for v in found if isinstance(v, float)] == [repr(v) for v in expected if isinstance(v, float)]
    assert [type(v) for v in found if not isinstance(v, str)] == [type(v) for v in expected if not isinstance(v, str)]
    shuffled = pd.concat([series, series])[::-1]  # labels that are no row numbers, and twice the same
    assert frames._column(shuffled) == one_by_one(shuffled)


def test_lists_are_written_as_the_program_writes_them():
    assert frames._column(COLUMNS["lists"]) == ["(2:a,b)", "(1:a)", "(2:1,2)", "(2:0.1,2)", "(0:)", "[ ]", "[ true, null ]", '{ "k": [ { } ] }', None]


def test_a_column_of_midnights_is_one_of_days():
    """pandas has no type for days."""
    assert frames._column(pd.Series([pd.Timestamp("2026-01-01"), pd.NaT])) == ["2026-01-01", None]
    assert frames._column(COLUMNS["times"]) == ["2026-01-01 00:00:00", None, "2026-01-01 08:30:00"]


def field(side, seed=5):
    """side × side parcels of 15 m in two by three zones that cut them, of two names, and beyond them; a class that is missing here and there."""
    random = np.random.default_rng(seed)
    x, y = (v.ravel() * 15.0 for v in np.meshgrid(np.arange(side), np.arange(side)))
    land = gpd.GeoDataFrame({"use": random.choice(np.array(["0101", "0301", "0701", None], dtype=object), side * side), "people": random.integers(0, 9, side * side), "rate": random.random(side * side)},
                            geometry=shapely.box(540000 + x, 4850000 + y, 540015 + x, 4850015 + y), crs=CRS)
    edge = side * 15 / 3.3
    zones = gpd.GeoDataFrame({"name": list("甲乙丙甲乙丙")}, geometry=[shapely.box(540001 + edge * i, 4850002 + edge * j, 540001 + edge * (i + 1), 4850002 + edge * (j + 1)) for i in range(3) for j in range(2)], crs=CRS)
    return land, zones


def test_land_use_is_that_of_every_metric_over_all_pieces():
    land, zones = field(40)
    found = libspatial.tabulate(land, zones, classes="use", by="name")
    inside = found.pieces.dropna(subset="zone")
    table = {"area_m2": inside["area_m2"], "zone": inside["zone"], "class": inside["class"], "zone_area_m2": inside["zone"].map(found.zones["zone_m2"].groupby(level=0).first())}
    for id_ in ("lpi", "area_mn", "shdi", "shei", "sidi", "hhi", "pr", "mesh", "division"):
        whole = metrics.compute(id_, table)
        for column in whole.columns.intersection(found.zones.columns):
            pd.testing.assert_series_equal(found.zones[column], whole[column].reindex(found.zones.index), check_exact=True)
    for id_ in ("ca", "np", "lq"):
        whole = metrics.compute(id_, table)
        pd.testing.assert_frame_equal(found.classes[whole.columns], whole, check_exact=True)
    assert len(found.classes) == 9 and (found.pieces["class"] == "").any() and found.pieces["zone"].isna().any()


@pytest.mark.parametrize("dtype", ["category", "string", "object"])
def test_the_type_of_the_class_column_changes_nothing(dtype):
    land, zones = field(20)
    found, other = (libspatial.tabulate(frame, zones, classes="use", by="name") for frame in (land, land.astype({"use": dtype})))
    for a, b in zip(found, other):
        pd.testing.assert_frame_equal(a, b, check_exact=True)
    numbered = libspatial.tabulate(land.assign(use=[None if pd.isna(v) else int(v) for v in land["use"]]), zones, classes="use", by="name")
    assert numbered.zones.equals(found.zones), "classes that are numbers are other names of the same classes"


def test_no_cell_is_converted_by_itself_and_none_twice(monkeypatch):
    """A million parcels took 25 s, nearly all of it here."""
    land, zones = field(40)
    cells, one, layers = [], frames._plain, []
    monkeypatch.setattr(frames, "_plain", lambda value: cells.append(value) or one(value))
    column = frames._column
    monkeypatch.setattr(frames, "_column", lambda series: layers.append(len(series)) or column(series))
    libspatial.tabulate(land, zones, classes="use", by="name")
    assert not cells and sum(n >= 1600 for n in layers) <= 4  # area, zone, class and area of the zone of every piece
    layers.clear()
    libspatial.interpolate(land, zones, extensive=["people"], intensive=["rate"])
    libspatial.transition(land, land, classes="use")
    assert not cells and sum(n >= 1600 for n in layers) == 2 + 2


def test_the_columns_of_a_metric_are_converted_by_their_type(monkeypatch):
    monkeypatch.setattr(frames, "_plain", lambda value: pytest.fail("a cell converted by itself"))
    for area, classes in (([1.0, 1.0], ["x", "y"]), (np.array([1.0, 1.0]), np.array(["x", "y"])), (pd.Series([1.0, 1.0]), pd.Series(["x", "y"], dtype="category"))):
        assert metrics.shdi(area_m2=area, class_=classes, base=2).tolist() == [1.0]


class ByArrow:
    """What has the protocol and nothing else."""

    def __init__(self, of):
        self.__arrow_c_array__ = of.__arrow_c_array__


@pytest.mark.parametrize("arrow", [lambda v: pa.array(v), lambda v: pa.chunked_array([v[:1], v[1:]], pa.array(v).type), lambda v: ByArrow(pa.array(v)), lambda v: list(pa.array(v)),
                                   lambda v: pa.array(v).dictionary_encode(), lambda v: pa.table({"x": v})], ids=["array", "chunks", "protocol alone", "list of cells", "dictionary", "table of one column"])
def test_a_null_of_arrow_is_no_class_and_no_number(arrow):
    area, use, group = [50.0, 30.0, 20.0], ["a", None, "a"], ["g", None, "g"]
    with pytest.warns(UserWarning, match="1 rows have no class"):
        for given in ({"area_m2": area, "class_": arrow(use)}, {"table": {"area_m2": arrow(area), "class": arrow(use)}}):
            assert metrics.shdi(**given).tolist() == [0.0]
    assert metrics.gini(value=area, group=arrow(group)).equals(metrics.gini(value=area, group=group))
    assert metrics.bupc(people=arrow([10.0, None]), built_ha=[1.0, 2.0]).attrs["reasons"] == {1: "missing_value"}
    assert metrics.enn(SQUARES, class_=arrow(["a", "b", None, "b"])).equals(metrics.enn(SQUARES, class_=["a", "b", None, "b"]))


@pytest.mark.parametrize("given", [list, pa.array, lambda v: pd.Series(v, dtype="Int64")], ids=["list", "arrow", "pandas"])
def test_whole_numbers_keep_their_digits_beside_a_missing_one(given):
    with pytest.warns(UserWarning, match="1 rows have no class"):
        found = metrics.ca(area_m2=[1.0, 2.0, 3.0, 4.0], class_=given([2**53 + 1, 2**53, None, 7]))
    assert [str(2**53 + 1), str(2**53)] == sorted((c for c in found.index.get_level_values(-1) if len(str(c)) > 5), reverse=True)


def test_several_columns_of_arrow_are_not_one():
    with pytest.raises(errors.BadArgumentError, match='"class" must be one column, and has 2: a, b'):
        metrics.shdi(area_m2=[1.0], class_=pa.table({"a": ["x"], "b": ["y"]}))


LONG = {"list": [7, 2**63, 1, 2], "object": pd.Series([7, 10**400, None, 2], dtype=object), "negative": [7, -(2**63) - 1, 1, 2], "uint64": np.array([7, 2**64 - 1, 1, 2], dtype="uint64"), "UInt64": pd.array([7, 2**63, None, 2], dtype="UInt64"),
        "kinds": pd.Categorical([7, 2**63, 7, 7]), "beside text": [7, 2**63, "a", 2]}


@pytest.mark.parametrize("cells", LONG.values(), ids=LONG)
def test_whole_numbers_of_more_than_64_bits_are_refused_by_name_and_row(cells):
    frame = gpd.GeoDataFrame({"code": list(cells) if isinstance(cells, pd.Series) else cells}, geometry=SQUARES.to_numpy(), crs=SQUARES.crs)
    for work, name in ((lambda: metrics.ca(area_m2=[1.0] * 4, class_=cells), "class"), (lambda: metrics.ca(area_m2=cells, class_=list("abab")), "area_m2"), (lambda: metrics.enn(SQUARES, class_=list(cells)), "class"),
                       (lambda: libspatial.tabulate(frame, SQUARES, classes="code"), "code"), (lambda: libspatial.check(frame, "sample_data/jilin.gpkg"), "code")):
        with pytest.raises(errors.BadArgumentError, match=f'"{name}" row 1 holds a whole number of more than 64 bits'):
            work()
    assert metrics.ca(area_m2=[1.0, 2.0], class_=[2**63 - 1, -(2**63)]).index.get_level_values(-1).tolist() == [str(-(2**63)), str(2**63 - 1)]


def test_whole_numbers_of_more_than_64_bits_in_features_or_alone_are_refused():
    features = {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"code": n}, "geometry": shapely.geometry.mapping(SQUARES.iloc[0])} for n in (1, 2**63)]}
    with pytest.raises(errors.BadArgumentError, match='"code" row 1 holds'):
        frames.read(features, crs=CRS)
    with pytest.raises(errors.BadArgumentError, match='"area_m2" row 0 holds'):
        metrics.ca(area_m2=2**63, class_=["a"])


@pytest.mark.parametrize("work", [
    lambda cells: metrics.ca(area_m2=cells, class_=list("abab")), lambda cells: metrics.ca(area_m2=pd.Series(cells), class_=list("abab")), lambda cells: metrics.ca(area_m2=pa.array(cells), class_=list("abab")),
    lambda cells: metrics.ca(pd.DataFrame({"area_m2": cells, "class": list("abab")})), lambda cells: metrics.ca(pa.table({"area_m2": cells, "class": list("abab")})),
    lambda cells: metrics.nmmi(SQUARES, weight=cells), lambda cells: metrics.nmmi(gpd.GeoDataFrame({"weight": cells}, geometry=SQUARES.to_numpy(), crs=SQUARES.crs), weight="weight"),
])
def test_bytes_are_no_numbers(work):
    """They are written as hexadecimal digits, and 3530 is a number."""
    with pytest.raises(errors.BadArgumentError, match='row 1 holds bytes, which are no number: turn them into numbers first'):
        work([None, b"50", b"30", b"20"])
    assert metrics.ca(area_m2=[1.0, 2.0], class_=[b"50", b"P"]).index.get_level_values(-1).tolist() == ["3530", "50"]


SQUARES = gpd.GeoSeries([shapely.box(x, 0, x + 10, 10) for x in (0, 30, 100, 140)], index=list("pqrs"), crs="EPSG:32652")


def test_series_of_the_same_labels_in_another_order_belong_to_their_labels():
    area, use = pd.Series([1.0, 2.0, 3.0]), pd.Series(list("xyx"))
    want = metrics.shdi(area_m2=area, class_=use)
    assert metrics.shdi(area_m2=area, class_=use[[2, 0, 1]]).equals(want) and metrics.shdi(area_m2=area[[1, 2, 0]], class_=use).equals(want)
    assert metrics.shdi({"area_m2": area, "class": use.iloc[::-1]}).equals(want)
    assert metrics.shdi(pd.DataFrame({"area_m2": area}), class_=use.iloc[::-1]).equals(want)
    klass = pd.Series(list("abab"), index=SQUARES.index)
    want = metrics.enn(SQUARES, class_=klass)
    assert want.tolist() == [90.0, 100.0, 90.0, 100.0]
    assert metrics.enn(SQUARES, class_=klass.sort_values()).equals(want) and metrics.enn(gpd.GeoDataFrame(geometry=SQUARES), class_=klass.sort_values().astype("category")).equals(want)
    assert metrics.enn(SQUARES, class_=klass.to_numpy()).equals(want) and metrics.enn(SQUARES, class_=list("abab")).equals(want)


@pytest.mark.parametrize("index", [[0, 1, 2, 3], list("pqrt"), list("pqrr"), list("ppqq")])
def test_series_of_other_labels_are_refused(index):
    with pytest.raises(errors.BadArgumentError, match=r'the index of "class" is not that of the other columns or of the layer.*reindex.*\.to_numpy\(\)'):
        metrics.enn(SQUARES, class_=pd.Series(list("abab"), index=index))
    with pytest.raises(errors.BadArgumentError, match='the index of "class"'):
        metrics.shdi(area_m2=pd.Series([1.0, 2, 3, 4], index=list("pqrs")), class_=pd.Series(list("abab"), index=index))


def test_a_series_beside_a_file_belongs_to_its_rows(tmp_path):
    """It was combined by position, whatever its labels."""
    path = tmp_path / "lots.gpkg"
    SQUARES.to_file(path)
    klass = pd.Series(list("abab"))
    want = metrics.enn(path, class_=klass)
    assert want.tolist() == [90.0, 100.0, 90.0, 100.0] and metrics.enn(str(path), class_=klass[::-1]).equals(want) and metrics.enn(path, class_=klass.sort_values()).equals(want)
    for other in (klass.set_axis(SQUARES.index), klass.set_axis(range(1, 5)), klass[:3]):
        with pytest.raises(errors.BadArgumentError, match=r'the index of "class" is not that of the other columns or of the layer.*\.to_numpy\(\)'):
            metrics.enn(path, class_=other)
    assert metrics.enn(path, class_=klass.set_axis(SQUARES.index).to_numpy()).equals(want) and metrics.enn(path, class_=list("abab")).equals(want)


def test_series_of_one_index_with_labels_twice_stay_as_they_are():
    area, use = pd.Series([1.0, 2.0, 3.0], index=[7, 7, 8]), pd.Series(list("xyx"), index=[7, 7, 8])
    assert metrics.shdi(area_m2=area, class_=use).tolist() == metrics.shdi(area_m2=[1, 2, 3], class_=list("xyx")).tolist()


@pytest.mark.parametrize("work", [
    lambda f: libspatial.tabulate(f, SQUARES, classes="c"), lambda f: libspatial.patches(f, classes="c"), lambda f: metrics.enn(f, class_="c"),
    lambda f: metrics.shdi(pd.DataFrame(f.drop(columns="geometry")), area_m2="c", class_="id"), lambda f: libspatial.check(f, "sample_data/jilin.gpkg"),
])
def test_columns_of_one_name_are_refused(work):
    frame = gpd.GeoDataFrame(dict(zip(("id", "c", "d"), (list("abcd"),) * 3)), geometry=SQUARES.to_numpy(), crs=SQUARES.crs)
    frame.columns = ["id", "c", "c", "geometry"]
    with pytest.raises(errors.BadArgumentError, match="columns of one name: c"):
        work(frame)
    assert libspatial.area(frame, kind="planar").tolist() == [100.0] * 4
