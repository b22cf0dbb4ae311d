"""Every writer either carries a cell as it is or says by the field's name what it does not carry: awkward names, long numbers, empty cells, shapes that are not there."""

import json
import re

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely

from libspatial import files

SHAPES = [shapely.box(126.5 + 0.01 * i, 43.8, 126.505 + 0.01 * i, 43.805 + 0.001 * i) for i in range(3)]
TABLES = {
    "fid, twice a number": {"fid": [7, 7, 9]},
    "fid, downwards": {"fid": [9, 8, 7]},
    "fid, with a gap": {"fid": pd.array([9, None, 7], dtype="Int64")},
    "fid, real": {"fid": [1.5, 2.5, 3.5]},
    "fid, text": {"fid": ["a", "b", "c"]},
    "FID and fid": {"FID": [9, 8, 7], "fid": [1, 2, 3], "fid_1": [4, 5, 6]},
    "columns of shapes": {"geom": ["a", "b", "c"], "geometry_": ["x", "y", "z"], "GEOM_1": [1, 2, 3], "wkb_geometry": [1, 2, 3]},
    "numbers of rows": {"ogc_fid": [3, 2, 1], "rowid": [9, 8, 7], "OBJECTID": [6, 5, 4], "id": ["007", "b", "c"]},
    "names in two cases": {"Name": ["a", "b", "c"], "NAME": ["d", "e", "f"], "name": ["g", "h", "i"], "Area": [1, 2, 3], "AREA": [4.5, 5.5, 6.5]},
    "long names": {"a_rather_long_name_1": [1, 2, 3], "a_rather_long_name_2": [4, 5, 6], "很长的字段名称一": ["甲", "乙", "丙"], "很长的字段名称二": ["1", "2", "3"]},
    "names of KML": {"Description": ["a", None, "c"], "description": ["d", "e", None], "styleUrl": ["x", "y", "z"]},
    "long integers": {"n": [9223372036854775806, 1, 2**53 + 1], "m": [220201000000000001, 999999999999999999, -1], "k": [-999999999999999999, 1, 2]},
    "reals": {"a": [3.0, 0.1 + 0.2, -1 / 3], "b": [1e20, -1e-20, 123456789.123456789], "c": [3.0, 4.0, 5.0], "d": [5e-324, 1.7976931348623157e308, 0.0], "e": [float("inf"), 1.0, 2.0]},
    "empty cells": {"t": ["", None, " x "], "n": pd.array([0, None, 1], dtype="Int64"), "r": [0.0, None, 1.5], "none": pd.array([None, None, None], dtype="string")},
    "long texts": {"t": ["x" * 255, "中" * 85, "中" * 84 + "xy"], "u": ["a b", "c,d", '"e" <&>'], "v": ["😀", "𠮷野", "é"]},
    "lines and formulas": {"t": ["a\nb", "c\r\nd", "e\tf"], "f": ["=1+1", "@x", "-5"], "g": ["+86 432", "'quoted", "-甲"]},
    "dates": {"day": ["2025-01-01", "2025-02-03", None], "time": ["2025-01-01T08:30:00Z", "2025-01-01T08:30:00+08:00", "2025-01-01T08:30:00.123Z"], "slash": ["2025/01/01", "2025/1/2", "20250103"]},
    "true columns of dates": {"day": pd.to_datetime(["2025-01-01", "2025-02-03", None]), "time": pd.to_datetime(["2025-01-01 08:30", "2025-01-01 00:00", None]), "utc": pd.to_datetime(["2025-01-01 08:30:00.5"] * 3, utc=True)},
    "booleans": {"b": [True, False, True], "c": pd.array([True, None, False], dtype="boolean")},
}
WRITERS = ("gpkg", "fgb", "shp", "geojson", "kml", "csv", "xlsx", "txt", "wkt")


def write(path, table, shapes=SHAPES):
    frame = gpd.GeoDataFrame(table, geometry=shapes, crs="EPSG:4490")
    pyogrio.write_dataframe(frame.to_crs(4530), path, driver="FlatGeobuf", SPATIAL_INDEX="NO")
    return path


def same(a, b):
    return a == b or isinstance(a, (int, float)) and isinstance(b, str) and (float(b) == a if isinstance(a, float) else int(b) == a)


def not_carried(said):
    return [line.partition("] ")[2] for line in said.splitlines() if "not carried over [" in line]


@pytest.mark.parametrize("ending", WRITERS)
@pytest.mark.parametrize("table", TABLES)
def test_a_cell_is_carried_or_its_field_is_named(table, ending, tmp_path, program):
    given = write(tmp_path / "in.fgb", TABLES[table])
    there = files.read_layer(given)
    options = ["--to-crs", "EPSG:4490"] if ending in ("kml", "geojson") else []
    code, _, said = program("convert", given, tmp_path / f"out.{ending}", "--lang", "en", "--report", tmp_path / "report.json", *options)
    assert code == 0, said
    told = not_carried(said)
    assert told == [loss["en"] for loss in json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["not_carried"]]
    back = files.read_layer(tmp_path / f"out.{ending}")
    assert len(back.wkb) == len(there.wkb)
    if not options:  # to the millimetre, where a text has no more
        assert [shape.area for shape in shapely.from_wkb(back.wkb)] == pytest.approx([shape.area for shape in shapely.from_wkb(there.wkb)], rel=1e-5)
    for field, cells in there.fields.items():
        carried = field in back.fields and all(map(same, cells, back.fields[field]))
        named = re.compile(rf"(?<![\w']){re.escape(field)}(?![\w'])")  # not the t of "that"
        assert carried or any(named.search(line) for line in told) or not any(cells) and ending in ("csv", "xlsx", "txt", "wkt", "kml"), (field, cells, back.fields.get(field), told)


@pytest.mark.parametrize("table, ending, fields, told", [
    ("FID and fid", "gpkg", {"FID": [9, 8, 7], "fid_2": [1, 2, 3], "fid_1": [4, 5, 6]}, ["fid → fid_2"]),
    ("fid, twice a number", "gpkg", {"fid": [7, 7, 9]}, []),
    ("columns of shapes", "gpkg", {"geom": ["a", "b", "c"], "GEOM_1": [1, 2, 3]}, []),
    ("names in two cases", "shp", {"Name": ["a", "b", "c"], "NAME_1": ["d", "e", "f"], "name_2": ["g", "h", "i"]}, ["NAME → NAME_1, name → name_2, AREA → AREA_1"]),
    ("long integers", "shp", {"n": ["9223372036854775806", "1", "9007199254740993"], "m": [220201000000000001, 999999999999999999, -1]}, ["numbers that are text in this format: n, k"]),
    ("reals", "shp", {"a": [3.0, 0.1 + 0.2, -1 / 3], "c": [3.0, 4.0, 5.0]}, ["field b: 1 values are not carried as they are, the first in row 1: “-1e-20” → “0”"]),
    ("empty cells", "shp", {"n": [0, None, 1], "r": [0.0, None, 1.5]}, ["field t: 2 values are not carried as they are, the first in row 0: “” → NULL"]),
    ("long texts", "shp", {}, ["field t: 2 values"]),
    ("lines and formulas", "xlsx", {"f": ["'=1+1", "'@x", "-5"]}, ["field t: 2 values are not carried as they are, the first in row 0: “a\\nb” → “a b”", "field f: 2 values are not carried as they are, the first in row 0: “=1+1” → “'=1+1”", "field g: 2 values"]),
    ("lines and formulas", "csv", {"f": ["=1+1", "@x", "-5"], "t": ["a\nb", "c\r\nd", "e\tf"]}, []),
    ("true columns of dates", "geojson", {"day": ["2025-01-01 00:00:00", "2025-02-03 00:00:00", None]}, []),
])
def test_what_becomes_of_it(table, ending, fields, told, tmp_path, program):
    given = write(tmp_path / "in.fgb", TABLES[table])
    code, _, said = program("convert", given, tmp_path / f"out.{ending}", "--lang", "en", *(["--to-crs", "EPSG:4490"] if ending == "geojson" else []))
    back = files.read_layer(tmp_path / f"out.{ending}").fields
    assert {name: back.get(name) for name in fields} == fields
    assert all(any(line in said_line for said_line in not_carried(said)) for line in told), said
    assert told or "fields that" not in said


@pytest.mark.parametrize("ending", ("gpkg", "fgb", "shp", "geojson", "kml"))
@pytest.mark.parametrize("shapes", [[SHAPES[0], None, SHAPES[2]], [None, SHAPES[1], None]], ids=["one", "two"])
def test_a_row_without_shape_keeps_its_place(shapes, ending, tmp_path, program):
    given = tmp_path / "in.geojson"
    gpd.GeoDataFrame({"n": [1, 2, 3]}, geometry=shapes, crs="EPSG:4490").to_file(given, driver="GeoJSON")
    code, printed, said = program("convert", given, tmp_path / f"out.{ending}", "--lang", "en")
    if ending == "fgb" and code == 4:
        assert "does not hold rows without shape" in said and "Write a .gpkg" in said and not (tmp_path / "out.fgb").exists()
        return
    assert code == 2 and "3 rows read" in printed, said
    back = files.read_layer(tmp_path / f"out.{ending}")
    assert [None if wkb is None else int(number) for number, wkb in zip(back.fields["n"], back.wkb)] == [n if shape else None for n, shape in zip((1, 2, 3), shapes)]
    assert len(back.wkb) == 3


def test_a_gpkg_of_inspect_has_all_columns_too(tmp_path, program):
    given = write(tmp_path / "in.fgb", {**TABLES["FID and fid"], **TABLES["names in two cases"], "geom": ["a", "b", "c"]})
    code, _, said = program("inspect", given, "--fix", tmp_path / "fixed.gpkg", "--lang", "en")
    assert code != 4, said
    assert "not carried over [fields]" in said and "NAME → NAME_1" in said
    back = files.read_layer(tmp_path / "fixed.gpkg").fields
    assert back["FID"] == [9, 8, 7] and back["geom"] == ["a", "b", "c"] and back["NAME_1"] == ["d", "e", "f"]


def test_shapes_without_a_crs_are_refused_with_the_next_step(tmp_path, program):
    frame = gpd.GeoDataFrame({"n": [1, 2, 3]}, geometry=gpd.GeoSeries(SHAPES, crs="EPSG:4490").to_crs(4530).set_crs(None, allow_override=True))
    frame.to_file(tmp_path / "in.fgb", driver="FlatGeobuf")
    code, _, said = program("inspect", tmp_path / "in.fgb", "--fix", tmp_path / "fixed.gpkg", "--lang", "en")
    assert code == 4 and "--crs" in said and not (tmp_path / "fixed.gpkg").exists()


def test_labels_are_those_of_the_column_that_was_named(tmp_path, program):
    """FlatGeobuf holds Name beside NAME; rowid is a column like any other."""
    given = write(tmp_path / "in.fgb", {"Name": ["a", "b", "c"], "NAME": ["d", "e", "f"]})
    for field, expected in (("Name", ["a", "b", "c"]), ("NAME", ["d", "e", "f"])):
        program("overlay", given, given, "--by", field, "--out", tmp_path / "o.csv")
        assert sorted(pd.read_csv(tmp_path / "o.csv").zone.unique()) == expected
    gpd.GeoDataFrame({"rowid": [9, 8, 7]}, geometry=SHAPES, crs="EPSG:4490").to_file(tmp_path / "in.gpkg")
    program("overlay", tmp_path / "in.gpkg", tmp_path / "in.gpkg", "--by", "rowid", "--out", tmp_path / "o.csv")
    assert pd.read_csv(tmp_path / "o.csv").zone.tolist() == [9, 8, 7]


HERE = [shapely.box(42489000 + 300 * i, 4857000, 42489100 + 300 * i, 4857100) for i in range(4)]


def converted(program, tmp_path, shapes, ending, *options, **columns):
    gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:4530").to_file(tmp_path / "in.gpkg")
    code, _, said = program("convert", tmp_path / "in.gpkg", tmp_path / f"out.{ending}", "--lang", "en", *options)
    return code, not_carried(said), said


def test_a_drawing_says_that_lines_and_points_have_no_names(program, tmp_path):
    shapes = [shapely.LineString([(42489000, 4857000), (42489100, 4857000)]), HERE[1], shapely.Point(42489000, 4857500)]
    code, told, said = converted(program, tmp_path, shapes, "dxf", id=["road", "lot", None], name=[None, None, "well"])
    assert code == 0 and any("ids and names of 2 lines or points" in line for line in told), said


def test_cass_says_which_rows_a_reader_cannot_tell_apart(program, tmp_path):
    code, told, said = converted(program, tmp_path, HERE, "dat", id=["a", "a", None, "b"])
    assert code == 0 and any("1 rows have no id: their code is the row's number" in line for line in told) and any("1 rows have the code of the row before" in line for line in told), said
    assert len(files.read_layer(tmp_path / "out.dat", crs="EPSG:4530").wkb) == 16


def test_parts_of_a_parcel_do_not_take_the_id_of_another(program, tmp_path):
    code, told, said = converted(program, tmp_path, [shapely.MultiPolygon([HERE[0], HERE[1]]), HERE[2], HERE[3]], "txt", id=["p3", "p3-1", "p4"])
    assert code == 0 and files.read_layer(tmp_path / "out.txt").fields["id"] == ["p3-2", "p3-3", "p3-1", "p4"], said


@pytest.mark.parametrize("ending", ("csv", "xlsx"))
def test_an_id_that_a_table_trims_is_told(program, tmp_path, ending):
    code, told, said = converted(program, tmp_path, HERE, ending, id=[" sp ", "sp", "x", "y"])
    assert code == 0 and "field id: 1 values are not carried as they are, the first in row 0: “ sp ” → “sp”" in told, said


@pytest.mark.parametrize("ending", ("txt", "csv", "xlsx", "wkt"))
def test_a_shape_that_crosses_itself_once_it_is_rounded_is_not_written(program, tmp_path, ending):
    """A hole 0.3 mm from its shell."""
    x, y = HERE[0].bounds[:2]
    near = shapely.Polygon(HERE[0].exterior, [[(x + 0.0003, y + 20), (x + 40, y + 10.0004), (x + 40, y + 40), (x + 0.0003, y + 30)]])
    crossing = shapely.Polygon([(x, y), (x + 100, y), (x + 100, y + 100), (x + 50, y + 0.0003), (x, y + 100)])
    assert shapely.MultiPolygon([near, crossing.buffer(0)]) and near.is_valid and crossing.is_valid
    code, told, said = converted(program, tmp_path, [near, HERE[1], crossing], ending, "--decimals", "2", id=["a", "b", "c"])
    assert code == 2 and sum("rounded to 2 decimals" in line for line in told) == 2 and "3 rows read, 1 written" in program("convert", tmp_path / "in.gpkg", tmp_path / f"again.{ending}", "--decimals", "2", "--lang", "en")[1], said
    code, told, said = converted(program, tmp_path, [near, HERE[1], crossing], ending, "--decimals", "5", id=["a", "b", "c"])
    assert code == 0 and not any("rounded" in line for line in told), said


@pytest.mark.parametrize("ending", ("gpkg", "shp", "fgb", "txt"))
def test_a_zone_in_which_nobody_could_read_it_is_refused(program, tmp_path, ending):
    code, _, said = converted(program, tmp_path, HERE, ending, "--to-crs", "EPSG:4524", id=["a", "b", "c", "d"])  # 24°: across Asia
    assert code == 4 and "cannot be transformed to EPSG:4524" in said and not list(tmp_path.glob("out.*")), said


def test_a_small_file_of_cass_with_one_bad_line_names_the_line(program, tmp_path):
    (tmp_path / "in.dat").write_text("1,a,489000,4857000,0\n2,a,489100,4857000,0\n3,a,4891o0,4857100,0\n4,a,489000,4857100,0\n", encoding="utf-8")
    code, _, said = program("convert", tmp_path / "in.dat", tmp_path / "out.gpkg", "--crs", "EPSG:4551", "--join", "--lang", "en")
    assert code == 2 and "in.dat line 3" in said, said
