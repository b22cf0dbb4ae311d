"""What the program reads: encodings of a Shapefile, a GeoPackage that is being written, null and heightened shapes, damaged
files, hostile names. Every file is made here, byte by byte or by another GDAL than the program's."""

import csv
import io
import json
import os
import shutil
import sqlite3
import struct
import subprocess
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely

import libspatial

ROOT = Path(__file__).parents[2]
NAMES = ["玄天岭文化产业园项目", "松花湖", "é"]
CRS = "EPSG:4551"


def run(*words, **options):
    return subprocess.run([ROOT / "build/bin/libspatial", *map(str, words), "--lang", "en"], capture_output=True, text=True, timeout=60, **options)


def squares(n):
    return [shapely.box(544000 + 200 * i, 4857000, 544100 + 200 * i, 4857100) for i in range(n)]


def table(subjects, tmp_path, *options):
    """The overlay of a file with a zone that covers nothing of it: one row per usable feature. (exit code, stderr, rows)"""
    zone = tmp_path / "far.gpkg"
    if not zone.exists():
        pyogrio.write_dataframe(gpd.GeoDataFrame(geometry=[shapely.box(500000, 4800000, 500010, 4800010)], crs=CRS), zone)
    out = tmp_path / "table.csv"
    out.unlink(missing_ok=True)
    done = run("overlay", subjects, zone, "--out", out, *options)
    rows = list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8")))) if out.exists() else None
    return done.returncode, done.stderr, rows


def write_dbf(path, language, field, names, encoding):
    cells = [name.encode(encoding, "ignore").ljust(30)[:30] for name in names]
    title = field.encode(encoding)[:10].ljust(11, b"\0")
    header = struct.pack("<BBBBIHH16xBBH", 3, 126, 11, 24, len(names), 32 + 32 + 1, 31, 0, language, 0)
    column = title + b"C" + bytes(4) + bytes([30, 0]) + bytes(14)
    path.write_bytes(header + column + b"\r" + b"".join(b" " + cell for cell in cells) + b"\x1a")


@pytest.mark.parametrize("encoding,language,cpg", [
    ("GBK", 0x4D, None), ("GBK", 0x00, None), ("GBK", 0x57, None), ("GBK", 0x00, "GBK"), ("GBK", 0x57, "936\r\n"), ("GB18030", 0x00, "GB18030"),
    ("UTF-8", 0x00, None), ("UTF-8", 0x57, None), ("UTF-8", 0x00, "UTF-8"), ("UTF-8", 0x4D, "utf-8\n")])
def test_chinese_attributes_of_a_shapefile(tmp_path, encoding, language, cpg):
    names = NAMES if encoding == "UTF-8" else NAMES[:2] + ["区"]
    shp = tmp_path / "地块.shp"
    pyogrio.write_dataframe(gpd.GeoDataFrame({"x": [0] * 3}, geometry=squares(3), crs=CRS), shp)
    shp.with_suffix(".cpg").unlink(missing_ok=True)
    write_dbf(shp.with_suffix(".dbf"), language, "名称", names, encoding)
    if cpg:
        shp.with_suffix(".cpg").write_text(cpg)
    before = {p.name: p.read_bytes() for p in tmp_path.iterdir() if p.stem == "地块"}
    code, errors, rows = table(shp, tmp_path, "--subject-id", "名称")
    assert code == 0, errors
    assert [row["subject"] for row in rows] == names
    assert libspatial.read(shp)["名称"].tolist() == names, "Python reads the same words"
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir() if p.stem == "地块"} == before


@pytest.mark.parametrize(("encoding", "cpg", "said"), [
    ("GBK", "UTF-8", "GB18030 (.cpg says UTF-8, the content is not), for example “"), ("UTF-8", "GBK", "UTF-8 (.cpg says GBK, but all of the content is valid UTF-8 with 11 wide characters), for example “"),
    ("GBK", None, "GB18030 (no .cpg; the content is not UTF-8), for example “"), ("UTF-8", None, "UTF-8 (no .cpg; the content is valid UTF-8, which is no chance)"),
    ("ascii", None, "plain ASCII"), ("GBK", "GBK", "GBK (.cpg)")])
def test_the_encoding_that_was_used_is_said_and_a_false_statement_does_not_hold(tmp_path, encoding, cpg, said):
    names = ["昌邑区", "龙潭区", "船营区"] if encoding != "ascii" else ["a", "b", "c"]
    shp = tmp_path / "lots.shp"
    pyogrio.write_dataframe(gpd.GeoDataFrame({"x": [0] * 3}, geometry=squares(3), crs=CRS), shp)
    shp.with_suffix(".cpg").unlink(missing_ok=True)
    write_dbf(shp.with_suffix(".dbf"), 0, "名称" if encoding != "ascii" else "name", names, encoding)
    if cpg:
        shp.with_suffix(".cpg").write_text(cpg)
    code, errors, rows = table(shp, tmp_path, "--subject-id", "名称" if encoding != "ascii" else "name")
    assert code == 0 and [row["subject"] for row in rows] == names, errors
    assert libspatial.read(shp).iloc[:, 0].tolist() == names
    assert said in errors and ("昌邑区" in errors) == ("for example" in said)


def test_a_geopackage_that_is_being_written_is_read_as_its_author_sees_it(tmp_path):
    path = tmp_path / "p.gpkg"
    pyogrio.write_dataframe(gpd.GeoDataFrame({"name": ["a", "b", "c"]}, geometry=squares(3), crs=CRS), path)
    db = sqlite3.connect(path)
    db.execute("PRAGMA journal_mode = WAL")
    for (trigger,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        db.execute(f'DROP TRIGGER "{trigger}"')
    db.execute("UPDATE p SET name = 'edited' WHERE name = 'b'")
    db.commit()  # in the -wal, not in the file
    assert (tmp_path / "p.gpkg-wal").stat().st_size > 0
    before = {p.name: p.read_bytes() for p in tmp_path.iterdir() if not p.name.endswith("-shm")}
    code, errors, rows = table(path, tmp_path, "--subject-id", "name")
    assert code == 0, errors
    assert [row["subject"] for row in rows] == ["a", "edited", "c"]
    assert {name: (tmp_path / name).read_bytes() for name in before} == before
    db.close()


def test_a_geopackage_that_is_open_is_not_replaced(tmp_path):
    path = tmp_path / "p.gpkg"
    pyogrio.write_dataframe(gpd.GeoDataFrame({"name": ["a"]}, geometry=squares(1), crs=CRS), path)
    out = tmp_path / "out.gpkg"
    shutil.copy(path, out)
    (tmp_path / "out.gpkg-wal").touch()
    before = out.read_bytes()
    done = run("overlay", path, path, "--out", out, "--pieces")
    assert done.returncode == 4 and "[target_in_use]" in done.stderr and out.read_bytes() == before


def test_null_and_empty_shapes_are_rejected_rows(tmp_path):
    shapes = [*squares(1), None, shapely.Polygon(), squares(4)[3]]
    for name in ("p.gpkg", "p.geojson", "p.fgb"):
        frame = gpd.GeoDataFrame({"id": range(4)}, geometry=shapes, crs=CRS)
        frame = frame.to_crs(4490) if name.endswith("json") else frame
        pyogrio.write_dataframe(frame, tmp_path / name, geometry_type="Polygon", **({"SPATIAL_INDEX": "NO"} if name.endswith("fgb") else {}))
        code, errors, rows = table(tmp_path / name, tmp_path)
        assert code == 2, errors
        assert {row["subject"] for row in rows} <= {"0", "1", "2", "3"} and len(rows) == 2, name
        assert errors.count("has no geometry") == 2, errors


def test_heights_are_dropped_with_a_note(tmp_path):
    flat, high = squares(1)[0], shapely.force_3d(squares(1)[0], 200.0)
    pyogrio.write_dataframe(gpd.GeoDataFrame(geometry=[high], crs=CRS), tmp_path / "z.gpkg")
    pyogrio.write_dataframe(gpd.GeoDataFrame(geometry=[flat], crs=CRS), tmp_path / "f.gpkg")
    assert table(tmp_path / "z.gpkg", tmp_path)[2] == table(tmp_path / "f.gpkg", tmp_path)[2]
    assert "heights" in run("inspect", tmp_path / "z.gpkg").stdout


@pytest.mark.parametrize("name", ["p.gpkg", "p.fgb", "p.geojson", "p.shp"])
@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9, 0.999])
def test_a_file_that_was_cut_off_is_refused(tmp_path, name, kept):
    frame = gpd.GeoDataFrame({"name": [f"n{i}" for i in range(2000)]}, geometry=squares(2000), crs=CRS)
    path = tmp_path / name
    pyogrio.write_dataframe(frame.to_crs(4490) if name.endswith("json") else frame, path)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * kept)])
    code, errors, rows = table(path, tmp_path)
    assert code == 4 and rows is None, errors
    assert "[damaged_file]" in errors or "[unsupported_format]" in errors


def test_a_shapefile_without_its_table_is_refused(tmp_path):
    pyogrio.write_dataframe(gpd.GeoDataFrame({"name": ["a"]}, geometry=squares(1), crs=CRS), tmp_path / "p.shp")
    (tmp_path / "p.dbf").unlink()
    code, errors, _ = table(tmp_path / "p.shp", tmp_path)
    assert code == 4 and ".dbf" in errors


@pytest.mark.parametrize("layer", ['a"; DROP TABLE gpkg_contents; --', "项目 'x' \"y\"", "a|b=c", "x" * 120])
def test_hostile_layer_names(tmp_path, layer):
    path = tmp_path / "h.gpkg"
    pyogrio.write_dataframe(gpd.GeoDataFrame({"name": ["a", "b"]}, geometry=squares(2), crs=CRS), path, layer=layer)
    code, errors, rows = table(path, tmp_path, "--subject-id", "name")
    assert code == 0 and len(rows) == 2, errors
    code, errors, rows = table(f"{path}|layername={layer}", tmp_path)
    assert code == 0 and len(rows) == 2, errors


@pytest.mark.parametrize("name", ["/vsizip/x.zip/p.shp", "/vsicurl/http://127.0.0.1:9/p.geojson", "http://127.0.0.1:9/p.geojson", "PG:dbname=x", "/dev/stdin", "/", "",
                                  '{"type":"FeatureCollection","features":[]}'])
def test_names_that_are_no_files_are_never_opened(tmp_path, name):
    code, errors, _ = table(name, tmp_path)
    assert code == 4 and ("[file_not_found]" in errors or "[bad_argument]" in errors), errors


def test_a_pipe_is_refused_and_does_not_wait(tmp_path):
    os.mkfifo(tmp_path / "pipe.gpkg")
    assert table(tmp_path / "pipe.gpkg", tmp_path)[0] == 4


def test_a_view_in_a_geopackage_is_not_followed(tmp_path):
    path = tmp_path / "v.gpkg"
    pyogrio.write_dataframe(gpd.GeoDataFrame({"name": ["a"]}, geometry=squares(1), crs=CRS), path, layer="p")
    with sqlite3.connect(path) as db:
        db.execute("CREATE VIEW endless AS WITH RECURSIVE r(fid) AS (SELECT 1 UNION ALL SELECT fid + 1 FROM r) SELECT fid FROM r")
        db.execute("INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES ('endless', 'attributes', 'endless')")
    db.close()
    assert table(path, tmp_path)[0] == 0
    assert run("inspect", path).returncode in (0, 2)


def test_all_formats_give_the_same_numbers(tmp_path):
    frame = gpd.GeoDataFrame({"name": [f"地块{i}" for i in range(50)]}, geometry=squares(50), crs=CRS)
    tables = {}
    for name in ("p.gpkg", "p.shp", "p.fgb"):
        pyogrio.write_dataframe(frame, tmp_path / name, **({"SPATIAL_INDEX": "NO"} if name.endswith("fgb") else {"encoding": "UTF-8"} if name.endswith("shp") else {}))
        code, errors, rows = table(tmp_path / name, tmp_path, "--subject-id", "name")
        assert code == 0, errors
        tables[name] = rows
    assert tables["p.gpkg"] == tables["p.shp"] == tables["p.fgb"] and len(tables["p.gpkg"]) == 50


@pytest.mark.parametrize("kept", [0, 2, 4, 9, None])
def test_a_geopackage_whose_kept_number_of_rows_is_stale_is_read(tmp_path, kept):
    """gpkg_ogr_contents is a note that GDAL makes for itself; a program that writes without it leaves it behind."""
    path, layer = tmp_path / "lots.gpkg", "l \"x' 地块"
    pyogrio.write_dataframe(gpd.GeoDataFrame({"id": list("abc")}, geometry=squares(3), crs=CRS), path, layer=layer)
    with sqlite3.connect(path) as db:
        db.execute("UPDATE gpkg_ogr_contents SET feature_count = ?", (kept,))
    assert libspatial.read(path).id.tolist() == list("abc") and libspatial.area(path, kind="planar").tolist() == [10000.0] * 3
    assert len(run("area", path).stdout.splitlines()) == 4
    with pytest.raises(libspatial.errors.LimitExceededError):
        libspatial.read(path, read_limits={"rows": 2})


@pytest.mark.parametrize("kind", ["gpkg", "fgb", "shp", "geojson"])
def test_an_attribute_called_geometry_stays_beside_the_shapes(tmp_path, kind):
    path = tmp_path / f"lots.{kind}"
    lots = gpd.GeoDataFrame({"id": ["a", "b"], "geometxx": [7, 8]}, geometry=squares(2), crs=CRS)
    pyogrio.write_dataframe(lots.to_crs("EPSG:4490") if kind == "geojson" else lots, path, layer="lots", **({"SPATIAL_INDEX": "NO"} if kind == "fgb" else {}))
    if kind == "gpkg":
        with sqlite3.connect(path) as db:
            db.execute("ALTER TABLE lots RENAME COLUMN geometxx TO geometry")
    else:
        attributes = path.with_suffix(".dbf") if kind == "shp" else path
        attributes.write_bytes(attributes.read_bytes().replace(b"geometxx", b"geometry"))
    with pytest.warns(UserWarning, match='the attribute "geometry" has the name of the column of shapes and is called "geometry_1"'):
        read = libspatial.read(path)
    assert read.geometry_1.tolist() == [7, 8] and read.id.tolist() == ["a", "b"] and read.geometry.notna().all() and "geometry_1" in read.attrs["notes"][-1][1]
    layer = libspatial.files.read_layer(path)
    assert layer.fields == {"id": ["a", "b"], "geometry": [7, 8]} and libspatial.area(path).round().tolist() == libspatial.area(read).round().tolist() == [10000.0, 10000.0]


@pytest.mark.parametrize("kind", ["fgb", "shp"])
def test_fields_of_one_name_are_told_apart_by_the_program_and_refused_in_python_which_cannot(tmp_path, kind):
    path = tmp_path / f"lots.{kind}"
    pyogrio.write_dataframe(gpd.GeoDataFrame({"id": ["a", "b"], "useA": [7, 8], "useB": [1, 2]}, geometry=squares(2), crs=CRS), path, layer="lots")
    attributes = path.with_suffix(".dbf") if kind == "shp" else path
    attributes.write_bytes(attributes.read_bytes().replace(b"useB", b"useA"))
    with pytest.raises(libspatial.errors.UnsupportedFormatError, match="lots has fields of one name: useA.*[Rr]ename"):
        libspatial.read(path)
    assert run("inspect", path).returncode == 0
    done = run("convert", path, tmp_path / "o.csv")
    assert done.returncode == 0 and "read under another: useA → useA_1" in done.stderr
    with open(tmp_path / "o.csv", encoding="utf-8-sig", newline="") as table:
        rows = list(csv.DictReader(table))
    assert {(row["useA"], row["useA_1"]) for row in rows} == {("7", "1"), ("8", "2")}


LISTS = {"tags": (["x", "y, 中"], ["z"], None), "t_e": (["(", 'a"b', ""], [], None), "w": ([1, -2], [3], None), "digits": ([2**53 + 1], [1], None), "r": ([0.1, 1e20, 1 / 3, 1.0], [2.5], None), "yes": ([True, False], [True], None),
         "mix": ([1, "a", None], [1.5, True], None), "o": ({"k": [1, 2.5], "z": {}, "s": "a/b\\"}, {"k": []}, None), "self": (["s"], ["t"], None), "nest": ([[1], []], [[2, 3]], None), "Tags": (["T"], ["U"], None), "many": (list(range(900)), ["字"], None)}


def listed(path, fields, shapes=True):
    rows = [{"type": "Feature", "properties": {"name": f"p{i}", **{k: v[i] for k, v in fields.items()}}, "geometry": shapely.geometry.mapping(shapely.box(126.5 + 0.002 * i, 43.8, 126.501 + 0.002 * i, 43.801)) if shapes else None} for i in range(3)]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": rows}, ensure_ascii=False), encoding="utf-8")
    return path


def as_the_program_writes(path, name):
    """Cells of the file in the table that the program makes of it, a row per shape."""
    done = run("convert", path, path.with_name("out.csv"), "--id", name)
    assert done.returncode == 0, done.stderr
    with open(path.with_name("out.csv"), encoding="utf-8-sig", newline="") as table:
        return list({row["地块序号"]: row for row in csv.DictReader(table)}.values())


def test_lists_and_json_are_the_text_that_the_program_writes(tmp_path):
    path = listed(tmp_path / "lots.geojson", LISTS)
    rows, layer = as_the_program_writes(path, "name"), libspatial.files.read_layer(path)
    assert list(layer.fields) == ["name", *LISTS]
    for field in LISTS:
        assert [cell or "" for cell in layer.fields[field]] == [row[field] for row in rows], field
    assert layer.fields["tags"] == ["(2:x,y, 中)", "(1:z)", None] and layer.fields["o"][1] == '{ "k": [ ] }'
    assert libspatial.read(path)["w"].tolist()[:2] == ["(2:1,-2)", "(1:3)"] and (libspatial.area(path) > 0).all()


def test_json_in_a_geopackage_is_the_text_that_is_there(tmp_path):
    path, texts = tmp_path / "lots.gpkg", ['{"k":[1, 2], "s":"字"}', None, '[1]']
    pyogrio.write_dataframe(gpd.GeoDataFrame({"name": list("abc"), "j": texts, "n": range(3)}, geometry=squares(3), crs=CRS), path, layer="l \"x' 地块")
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE gpkg_data_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT, description TEXT, mime_type TEXT, constraint_name TEXT, PRIMARY KEY (table_name, column_name))")
        db.execute("INSERT INTO gpkg_data_columns SELECT table_name, 'j', NULL, NULL, NULL, 'application/json', NULL FROM gpkg_contents")
        db.execute("UPDATE gpkg_ogr_contents SET feature_count = 2")
    assert pyogrio.read_info(path)["ogr_subtypes"][1] == "OFSTJSON"
    assert libspatial.files.read_layer(path).fields == {"name": list("abc"), "j": texts, "n": [0, 1, 2]}
    assert [row["j"] for row in as_the_program_writes(path, "name")] == [text or "" for text in texts]


@pytest.mark.parametrize("shapes", [True, False])
def test_a_file_with_nothing_but_a_list_is_read(tmp_path, shapes):
    features = json.loads(listed(tmp_path / "lots.geojson", {"tags": LISTS["tags"]}, shapes).read_text(encoding="utf-8"))
    for feature in features["features"]:
        del feature["properties"]["name"]
    (tmp_path / "lots.geojson").write_text(json.dumps(features), encoding="utf-8")
    layer = libspatial.files.read_layer(tmp_path / "lots.geojson")
    assert layer.fields == {"tags": ["(2:x,y, 中)", "(1:z)", None]} and [w is not None for w in layer.wkb] == [shapes] * 3


@pytest.mark.parametrize("given", [lambda path: json.loads(path.read_text(encoding="utf-8")), gpd.read_file, lambda path: gpd.GeoDataFrame.from_features(json.loads(path.read_text(encoding="utf-8")), crs=4326),
                                   lambda path: gpd.read_file(path).to_arrow()], ids=["mapping", "frame", "features", "arrow"])
def test_lists_in_memory_are_those_of_the_file(tmp_path, given):
    fields = {name: cells for name, cells in LISTS.items() if name not in ("mix", "yes", "t_e", "many", "o")}
    path = listed(tmp_path / "lots.geojson", fields)
    assert libspatial.frames.read(given(path))[0].fields == libspatial.files.read_layer(path).fields
    if given is gpd.read_file:
        lots = gpd.read_file(path)
        lots.to_parquet(tmp_path / "lots.parquet")
        assert libspatial.files.read_layer(tmp_path / "lots.parquet").fields == libspatial.files.read_layer(path).fields


def test_yes_and_no_of_a_shapefile_are_1_and_0(tmp_path):
    """The letters T, F and ? were classes of the program, and numbers in Python."""
    pyogrio.write_dataframe(gpd.GeoDataFrame({"id": list("abcd"), "built": ["T", "F", "?", "y"]}, geometry=squares(4), crs=CRS), tmp_path / "lots.shp", layer_options={"RESIZE": "YES"})
    table = bytearray((tmp_path / "lots.dbf").read_bytes())
    at = table.index(b"built")
    assert table[at + 11] == ord("C") and table[at + 16] == 1
    table[at + 11] = ord("L")
    (tmp_path / "lots.dbf").write_bytes(table)
    assert run("convert", tmp_path / "lots.shp", tmp_path / "o.csv").returncode == 0
    with open(tmp_path / "o.csv", encoding="utf-8-sig", newline="") as file:
        found = {row["地块编号"]: row["built"] for row in csv.DictReader(file)}
    assert found == {"a": "1", "b": "0", "c": "", "d": "1"}
    assert libspatial.files.read_layer(tmp_path / "lots.shp").fields["built"] == [1, 0, None, 1]


def geojson(path, features=None, **members):
    lot = {"type": "Polygon", "coordinates": [[[126.5, 43.8], [126.51, 43.8], [126.51, 43.81], [126.5, 43.8]]]}
    path.write_text(json.dumps({"type": "FeatureCollection", **members, "features": [{"type": "Feature", "properties": {"n": 1}, "geometry": lot}] if features is None else features(lot)}), encoding="utf-8")
    return path


@pytest.mark.parametrize("crs", [None, {"type": "name", "properties": {"name": "foo:bar"}}, {"type": "name", "properties": {}}])
def test_a_geojson_of_a_crs_nobody_knows_is_not_wgs84(tmp_path, crs):
    """GDAL takes it for WGS 84, and so did Python; the CRS that was declared was not heard."""
    file = geojson(tmp_path / "a.geojson", crs=crs)
    with pytest.raises(libspatial.errors.CrsMissingError):
        libspatial.area(file)
    assert run("area", file).returncode == 4
    assert libspatial.read(file, crs="EPSG:4490").crs.to_epsg() == 4490
    assert libspatial.area(file, crs="EPSG:4490")[0] == float(run("area", file, "--crs", "EPSG:4490").stdout.split(",")[-1])


def test_metres_in_a_geojson_are_of_the_crs_that_is_declared(tmp_path):
    file = tmp_path / "a.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [[[42543000, 4857000], [42543100, 4857000], [42543100, 4857100], [42543000, 4857000]]]}}]}), encoding="utf-8")
    assert libspatial.read(file, crs="EPSG:4530").crs.to_epsg() == 4530
    assert libspatial.area(file, crs="EPSG:4530", kind="planar")[0] == 5000


def test_members_that_are_no_features_are_not_dropped(tmp_path):
    file = geojson(tmp_path / "a.geojson", features=lambda lot: [{"type": "Feature", "properties": {"n": 1}, "geometry": lot}, lot])
    with pytest.raises(libspatial.errors.DamagedFileError, match="item 1 of its features is no Feature"):
        libspatial.read(file)
    assert run("area", file).returncode == 4


def test_long_ids_beside_an_empty_one_are_two_in_a_frame(tmp_path):
    """As floats both were 2.20202001e+18, and two projects one."""
    ids = [2202020010000000001, 2202020010000000003, None]
    pyogrio.write_dataframe(gpd.GeoDataFrame({"id": pd.array(ids, dtype="Int64")}, geometry=squares(3), crs=CRS), tmp_path / "lots.gpkg")
    assert libspatial.read(tmp_path / "lots.gpkg")["id"].tolist()[:2] == ids[:2]


def test_deleted_records_of_a_shapefile_are_told(tmp_path):
    pyogrio.write_dataframe(gpd.GeoDataFrame({"id": list("abc")}, geometry=squares(3), crs=CRS), tmp_path / "lots.shp")
    table = bytearray((tmp_path / "lots.dbf").read_bytes())
    table[int.from_bytes(table[8:10], "little")] = ord("*")
    (tmp_path / "lots.dbf").write_bytes(table)
    done = run("area", tmp_path / "lots.shp", "--id", "id")
    assert done.returncode == 0 and [line.split(",")[0] for line in done.stdout.splitlines()[1:]] == ["b", "c"] and "1 records are marked as deleted" in run("convert", tmp_path / "lots.shp", tmp_path / "o.gpkg").stderr
