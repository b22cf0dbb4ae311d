"""Files of strangers: disguises, archives, databases that want to run something, environments of other programs. Every file is made here."""

import os
import shutil
import sqlite3
import struct
import subprocess
import zipfile
from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest
import shapely

import libspatial

ROOT = Path(__file__).parents[2]
CRS = "EPSG:4551"


def run(*words, **options):
    return subprocess.run([ROOT / "build/bin/libspatial", *map(str, words), "--lang", "en"], capture_output=True, text=True, timeout=120, **options)


def frame(n=3, name="a"):
    return gpd.GeoDataFrame({"name": [f"{name}{i}" for i in range(n)]}, geometry=[shapely.box(544000 + 200 * i, 4857000, 544100 + 200 * i, 4857100) for i in range(n)], crs=CRS)


@pytest.fixture
def gpkg(tmp_path):
    path = tmp_path / "p.gpkg"
    pyogrio.write_dataframe(frame(), path, layer="p")
    return path


@pytest.fixture
def shapes(tmp_path):
    folder = tmp_path / "shapes"
    folder.mkdir()
    pyogrio.write_dataframe(frame(), folder / "地块.shp", encoding="UTF-8")
    return folder


@pytest.fixture(autouse=True)
def nothing_is_left(tmp_path, monkeypatch):
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setenv("TMPDIR", str(scratch))
    yield
    assert list(scratch.iterdir()) == []


def areas(path, *options):
    done = run("area", path, *options)
    assert done.returncode == 0, done.stderr
    return done.stdout


def refused(path, code, *words, options=()):
    done = run("area", path, *options)
    assert done.returncode == 4 and f"[{code}]" in done.stderr and done.stdout == "", done.stderr
    assert Path(str(path).partition("|")[0]).name in done.stderr and all(word in done.stderr for word in words), done.stderr
    return done.stderr


# ---- what a file is, its bytes say

VRT = '<OGRVRTDataSource><OGRVRTLayer name="p"><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>'
PLAIN = '{"type":"FeatureCollection","features":[]}'
DISGUISES = {"VRT": VRT, "VRT ": '<?xml version="1.0"?>\n<!-- <kml> -->\n' + VRT, "PDF": "%PDF-1.7\n", "HTML": "<!DOCTYPE html><html></html>", "GML": '<gml:X xmlns:gml="http://www.opengis.net/gml"/>',
             "DWG": "AC1027\0\0", "RAR": "Rar!\x1a\x07", "7-Zip": "7z\xbc\xaf\x27\x1c", "GPX": '<?xml version="1.0"?><gpx/>', "TopoJSON": '{"type": "Topology"}'}


@pytest.mark.parametrize("ending", [".geojson", ".gpkg", ".shp", ".kml"])
@pytest.mark.parametrize("kind", DISGUISES)
def test_a_file_in_disguise_is_called_by_its_name(tmp_path, kind, ending):
    path = tmp_path / f"lots{ending}"
    path.write_bytes(DISGUISES[kind].encode("latin-1"))
    refused(path, "unsupported_format", kind.strip())
    with pytest.raises(libspatial.errors.UnsupportedFormatError, match=kind.strip()):
        libspatial.read(path)


def test_a_vrt_in_front_of_a_geojson_and_behind(tmp_path):
    for text in (VRT + PLAIN, PLAIN + VRT):
        (tmp_path / "x.geojson").write_text(text)
        assert run("area", tmp_path / "x.geojson").returncode == 4


def test_content_counts_under_any_name(gpkg, tmp_path):
    expected = areas(gpkg)
    shutil.copy(gpkg, tmp_path / "p.geojson")
    assert areas(tmp_path / "p.geojson") == expected


@pytest.mark.parametrize("name", ["a'b.gpkg", 'a"; DROP TABLE x; --.gpkg', "\u202egpk.gpkg", "a\nb.gpkg", "a{b.gpkg", "a}b.gpkg", "%2e.gpkg", "a?immutable=0.gpkg", "a#b.gpkg", "一 二.gpkg", "-o.gpkg", "a,b;c.gpkg"])
def test_hostile_file_names(gpkg, tmp_path, name):
    folder = tmp_path / "names"
    folder.mkdir()
    shutil.copy(gpkg, folder / name)
    assert areas(folder / name) == areas(gpkg)
    assert [p.name for p in folder.iterdir()] == [name]


# ---- the environment

HOSTILE = {"GDAL_DRIVER_PATH": "/tmp", "OGR_SQLITE_LOAD_EXTENSIONS": "/tmp/x.so", "GDAL_VRT_ENABLE_PYTHON": "YES", "PROJ_NETWORK": "ON", "GDAL_SKIP": "GPKG", "OGR_SKIP": "GPKG,ESRI Shapefile,GeoJSON",
           "SHAPE_ENCODING": "CP1252", "OGR_GEOJSON_MAX_OBJ_SIZE": "0.000001", "OGR_GEOJSON_ARRAY_AS_STRING": "YES", "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": "{noext}", "PROJ_LIB": "/nowhere", "PROJ_DATA": "/nowhere",
           "GDAL_DATA": "/nowhere", "OGR_ORGANIZE_POLYGONS": "SKIP", "CPL_DEBUG": "ON", "ATTRIBUTES_SKIP": "YES", "GDAL_CONFIG_FILE": "{conf}", "OSR_DEFAULT_AXIS_MAPPING_STRATEGY": "AUTHORITY_COMPLIANT"}


def test_variables_of_other_programs_change_nothing(gpkg, shapes, tmp_path):
    pyogrio.write_dataframe(frame().to_crs(4490), tmp_path / "p.geojson")
    (tmp_path / "conf").write_text("[configoptions]\nOGR_ORGANIZE_POLYGONS=SKIP\nOGR_SKIP=GPKG\n")
    home = tmp_path / "home"
    (home / ".gdal").mkdir(parents=True)
    shutil.copy(tmp_path / "conf", home / ".gdal/gdalrc")
    hostile = os.environ | {key: value.replace("{conf}", str(tmp_path / "conf")) for key, value in HOSTILE.items()} | {"HOME": str(home)}
    for path in (gpkg, shapes / "地块.shp", tmp_path / "p.geojson"):
        calm, stormy = run("area", path, "--id", "name"), run("area", path, "--id", "name", env=hostile)
        assert (calm.returncode, calm.stdout, calm.stderr) == (stormy.returncode, stormy.stdout, stormy.stderr) and calm.returncode == 0


# ---- databases

ENDLESS = "WITH RECURSIVE r(fid) AS (SELECT 1 UNION ALL SELECT fid + 1 FROM r) SELECT fid, NULL AS geom FROM r"


def edited(gpkg, *statements):
    db = sqlite3.connect(gpkg)
    for statement in statements:
        db.execute(statement)
    db.commit()
    db.close()


def test_an_endless_view_is_named_and_not_read(gpkg):
    expected = areas(gpkg)
    edited(gpkg, f"CREATE VIEW endless AS {ENDLESS}", "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES ('endless', 'features', 'endless', 4326)",
           "INSERT INTO gpkg_geometry_columns VALUES ('endless', 'geom', 'POLYGON', 4326, 0, 0)")
    assert areas(gpkg) == expected
    assert "endless" in run("area", gpkg).stderr
    refused(f"{gpkg}|layername=endless", "unsupported_format", "view")
    assert len(libspatial.read(gpkg)) == 3


def test_a_view_in_place_of_a_system_table(gpkg):
    edited(gpkg, "ALTER TABLE gpkg_geometry_columns RENAME TO old", f"CREATE VIEW gpkg_geometry_columns AS {ENDLESS}")
    refused(gpkg, "unsupported_format", "gpkg_geometry_columns")
    with pytest.raises(libspatial.errors.UnsupportedFormatError):
        libspatial.read(gpkg)


def test_a_virtual_table_as_layer(gpkg):
    edited(gpkg, "CREATE VIRTUAL TABLE v USING fts5(x)", "INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES ('v', 'attributes', 'v')")
    refused(gpkg, "unsupported_format", "virtual")


def test_a_trigger_of_ones_own_never_runs(gpkg):
    expected = areas(gpkg)
    edited(gpkg, "CREATE TRIGGER mine AFTER INSERT ON p BEGIN DELETE FROM p; END")
    assert areas(gpkg) == expected and "mine" in run("area", gpkg).stderr


@pytest.mark.parametrize("column,ok", [("x AS (1 + 2)", True), ("x TEXT GENERATED ALWAYS AS (hex(zeroblob(400000000)))", False), ('x AS ("hex" (name))', False)])
def test_generated_columns(gpkg, column, ok):
    for (trigger,) in sqlite3.connect(gpkg).execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        edited(gpkg, f'DROP TRIGGER "{trigger}"')
    edited(gpkg, f"ALTER TABLE p ADD COLUMN {column}")
    if ok:
        areas(gpkg)
    else:
        refused(gpkg, "unsupported_format", "function")


def test_a_database_that_is_no_geopackage(tmp_path):
    edited(tmp_path / "x.gpkg", "CREATE TABLE t (a)")
    refused(tmp_path / "x.gpkg", "unsupported_format", "SQLite")


# ---- archives

def zipped(path, files, **options):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, source in files.items():
            archive.writestr(zipfile.ZipInfo(name) if options.get("plain") else name, source if isinstance(source, bytes) else Path(source).read_bytes(), zipfile.ZIP_DEFLATED)
    return path


def parts(folder, inside=""):
    return {inside + p.name: p for p in sorted(folder.iterdir())}


def test_a_zipped_shapefile_is_as_good_as_its_files(shapes, tmp_path):
    archive = zipped(tmp_path / "data.zip", parts(shapes, "交付/"))
    before = archive.read_bytes()
    plain, packed = run("area", shapes / "地块.shp", "--id", "name"), run("area", archive, "--id", "name")
    assert packed.returncode == 0 and packed.stdout == plain.stdout and "UTF-8" in packed.stderr
    assert archive.read_bytes() == before
    assert libspatial.read(archive)["name"].tolist() == ["a0", "a1", "a2"]


def test_names_of_a_chinese_windows(shapes, tmp_path):
    archive = tmp_path / "gbk.zip"
    zipped(archive, {("X" * len(p.name.encode("gbk")))[: -4] + p.suffix: p for p in shapes.iterdir()}, plain=True)
    raw = archive.read_bytes()
    for p in shapes.iterdir():
        name = p.name.encode("gbk")
        raw = raw.replace(b"X" * (len(name) - 4) + p.suffix.encode(), name)
    archive.write_bytes(raw)
    assert "地块" in run("inspect", archive).stdout


def test_several_shapefiles_in_one_archive(shapes, tmp_path):
    pyogrio.write_dataframe(gpd.GeoDataFrame(geometry=[shapely.Point(544000, 4857000)], crs=CRS), shapes / "A点.shp")
    pyogrio.write_dataframe(frame(5, "b"), shapes / "规划.shp", encoding="UTF-8")
    archive = zipped(tmp_path / "all.zip", parts(shapes))
    done = run("area", archive)
    assert done.returncode == 0 and done.stdout.count("\n") == 4 and "3 layers" in done.stderr and "规划" in done.stderr
    assert areas(f"{archive}|layername=规划").count("\n") == 6
    refused(f"{archive}|layername=没有", "layer_not_found", "规划")
    out = tmp_path / "o.csv"
    assert run("overlay", f"{archive}|layername=规划", archive, "--out", out).returncode == 0


def test_a_geopackage_and_a_geojson_in_an_archive(gpkg, tmp_path):
    assert areas(zipped(tmp_path / "g.zip", {"inner/p.gpkg": gpkg, "readme.txt": b"hello"})) == areas(gpkg)
    pyogrio.write_dataframe(frame().to_crs(4490), tmp_path / "p.geojson")
    assert areas(zipped(tmp_path / "j.zip", {"p.geojson": tmp_path / "p.geojson"})) == areas(tmp_path / "p.geojson")


def test_a_file_geodatabase_in_an_archive(tmp_path):
    pyogrio.write_dataframe(frame(), tmp_path / "g.gdb", driver="OpenFileGDB", layer="lots")
    assert areas(zipped(tmp_path / "g.zip", parts(tmp_path / "g.gdb", "a/g.gdb/"))) == areas(tmp_path / "g.gdb")


@pytest.mark.parametrize("name", ["../evil.shp", "/etc/evil.shp", "a/../../evil.shp", "C:/evil.shp", "..\\evil.shp"])
def test_paths_out_of_an_archive(shapes, tmp_path, name):
    refused(zipped(tmp_path / "slip.zip", parts(shapes) | {name: b"x"}), "unsupported_format", "out of the archive")
    assert not (tmp_path.parent / "evil.shp").exists()


def test_bombs(shapes, tmp_path):
    bomb = zipped(tmp_path / "bomb.zip", parts(shapes) | {"地块.cpg": b"UTF-8", "big.geojson": b" " * (80 << 20)})
    refused(bomb, "limit_exceeded", "zip_ratio")
    many = zipped(tmp_path / "many.zip", parts(shapes) | {f"{i}.txt": b"" for i in range(1100)})
    refused(many, "limit_exceeded", "zip_entries=")
    assert areas(many, "--read-limit", "zip_entries=2000")
    refused(zipped(tmp_path / "data.zip", parts(shapes)), "limit_exceeded", "zip_bytes", options=["--read-limit", "zip_bytes=100"])
    with pytest.raises(libspatial.errors.LimitExceededError):
        libspatial.read(many)
    assert len(libspatial.read(many, read_limits={"zip_entries": 2000})) == 3


def lies(archive, offset, old, new):
    """Changes a number in the directory's entry of the first file."""
    raw = bytearray(archive.read_bytes())
    at = raw.index(b"PK\x01\x02") + offset
    assert old is None or raw[at : at + len(new)] == old
    raw[at : at + len(new)] = new
    archive.write_bytes(raw)


@pytest.mark.parametrize("offset,new,code", [(16, b"\1\2\3\4", "damaged_file"), (24, struct.pack("<I", 3), "damaged_file"), (20, struct.pack("<I", 1 << 30), "damaged_file"), (10, b"\x63\0", "unsupported_format"),
                                             (8, b"\1\0", "unsupported_format"), (42, struct.pack("<I", 1 << 29), "unsupported_format")])
def test_a_directory_that_lies(gpkg, tmp_path, offset, new, code):
    archive = zipped(tmp_path / "lie.zip", {"p.gpkg": gpkg})
    lies(archive, offset, None, new)
    refused(archive, code)


def test_links_are_not_followed(tmp_path):
    with zipfile.ZipFile(tmp_path / "link.zip", "w") as archive:
        info = zipfile.ZipInfo("p.gpkg")
        info.create_system, info.external_attr = 3, 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
    refused(tmp_path / "link.zip", "unsupported_format", "symbolic link")


def test_an_archive_that_is_cut_off_or_holds_nothing(gpkg, tmp_path):
    archive = zipped(tmp_path / "cut.zip", {"p.gpkg": gpkg})
    archive.write_bytes(archive.read_bytes()[:-200])
    refused(archive, "damaged_file")
    refused(zipped(tmp_path / "none.zip", {"a.docx": b"x"}), "unsupported_format", "nothing we read")
    refused(zipped(tmp_path / "inner.zip", {"a.zip": archive}), "unsupported_format")


# ---- limits

@pytest.mark.parametrize("limit", ["shape_points=4", "rows=2", "value_bytes=1", "fields=0K", "layers=", "nonsense=3", "file_bytes=10"])
def test_limits(gpkg, limit):
    code = "bad_argument" if limit in ("fields=0K", "layers=", "nonsense=3") else "limit_exceeded"
    done = run("area", gpkg, "--read-limit", limit)
    assert done.returncode == 4 and f"[{code}]" in done.stderr, done.stderr
    assert code == "bad_argument" or "--read-limit " + limit.partition("=")[0] in done.stderr
    assert areas(gpkg, "--read-limit", "rows=3", "--read-limit", "shape_points=5K")


def test_a_limit_holds_for_rows_that_stream_too(gpkg, tmp_path):
    done = run("overlay", gpkg, gpkg, "--out", tmp_path / "o.csv", "--read-limit", "shape_points=4")
    assert done.returncode == 4 and "shape_points" in done.stderr and not (tmp_path / "o.csv").exists()
