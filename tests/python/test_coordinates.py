"""Texts of coordinates in a notebook: one line in, one line out, the same numbers as the program."""

import json
import subprocess
import warnings
from pathlib import Path

import doctest
import geopandas as gpd
import pytest
import shapely

import libspatial

ROOT = Path(__file__).parents[2]
PROGRAM = ROOT / "build/bin/libspatial"
SAMPLE = ROOT / "sample_data/boundary_points.txt"


def program(*words, code=0):
    run = subprocess.run([PROGRAM, *map(str, words)], capture_output=True, text=True, timeout=60)
    assert run.returncode == code, run.stderr
    return run.stdout


def test_a_txt_in_one_line():
    lots = libspatial.read(SAMPLE)
    assert isinstance(lots, gpd.GeoDataFrame) and lots.crs.to_epsg() == 4530
    assert lots["name"].tolist() == ["一号地块", "二号地块"]
    assert [len(g.interiors) for g in lots.geometry] == [1, 0]
    assert lots.attrs["encoding"] == "GB18030" and lots.attrs["format"] == "txt"
    assert lots.attrs["points"] == {"read": 15, "used": 15, "repaired": 0, "rejected": 0}
    assert ("属性描述", "带号", "42") in lots.attrs["header"]


def test_the_numbers_are_those_of_the_program():
    ours = libspatial.area(libspatial.read(SAMPLE))
    rows = program("area", SAMPLE).splitlines()[1:]
    assert [f"{i},{a:.2f}" for i, a in enumerate(ours)] == rows
    assert libspatial.area(SAMPLE).tolist() == ours.tolist()  # a path does as well


@pytest.mark.parametrize("ending", ["txt", "csv", "wkt", "dat"])
def test_what_is_written_is_what_the_program_writes(ending, tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        lost = libspatial.write(libspatial.read(SAMPLE), tmp_path / f"ours.{ending}")
    report = tmp_path / "report.json"
    program("convert", SAMPLE, tmp_path / f"its.{ending}", "--report", report)
    assert (tmp_path / f"ours.{ending}").read_bytes() == (tmp_path / f"its.{ending}").read_bytes()
    assert [code for code, _, _ in lost] == [loss["code"] for loss in json.loads(report.read_text())["not_carried"]]


def test_options_of_writing(tmp_path):
    lots = libspatial.read(SAMPLE)
    with pytest.warns(libspatial.NotCarriedWarning, match="declare"):
        libspatial.write(lots.assign(declared_area_m2=1.0), tmp_path / "a.txt", zone_prefix=False, start="north-west", decimals=1, encoding="utf-8")
    text = (tmp_path / "a.txt").read_text(encoding="utf-8")
    assert "J1,1,4857100.0,543000.0\n" in text and "数据产生单位=合成数据，非法定成果" in text
    assert libspatial.read(tmp_path / "a.txt").crs.to_epsg() == 4551
    with pytest.raises(libspatial.errors.BadArgumentError, match="ending must be"):
        libspatial.write(lots, tmp_path / "a.dwg")


@pytest.mark.parametrize("ending, options", [("gpkg", []), ("shp", []), ("fgb", []), ("geojson", ["--to-crs", "EPSG:4490"])])
def test_other_formats_have_the_same_areas(ending, options, tmp_path):
    out = tmp_path / f"lots.{ending}"
    program("convert", SAMPLE, out, *options)
    assert libspatial.area(libspatial.read(out)) == pytest.approx(libspatial.area(SAMPLE), abs=0.011)
    assert libspatial.read(out)["id"].tolist() == ["1", "2"] or ending == "geojson"


def test_a_kml_keeps_its_attributes(tmp_path):
    out = tmp_path / "lots.kml"
    program("convert", SAMPLE, out, "--to-crs", "EPSG:4490")
    text = out.read_text(encoding="utf-8")
    assert "<name>一号地块</name>" in text and '<SimpleData name="id">1</SimpleData>' in text and '<SimpleData name="use">建设用地</SimpleData>' in text


def test_a_stale_index_does_not_survive_a_new_shapefile(tmp_path):
    (tmp_path / "lots.qix").write_bytes(b"of another file")
    program("convert", SAMPLE, tmp_path / "lots.shp")
    assert sorted(p.suffix for p in tmp_path.iterdir()) == [".cpg", ".dbf", ".prj", ".shp", ".shx"]


def test_rejects_name_their_line(tmp_path):
    text = SAMPLE.read_bytes().decode("gb18030").replace("J2,1,4857100.000,42543000.000", "J2,1,4857100.000,")
    (tmp_path / "bad.txt").write_bytes(text.encode("gb18030"))
    with pytest.warns(libspatial.RejectedWarning):
        lots = libspatial.read(tmp_path / "bad.txt")
    assert lots.geometry[0] is None and [(r["row"], r["line"], r["reason"]) for r in lots.attrs["rejects"]] == [(0, 15, "bad_line")]


def test_refusals_are_the_errors_of_the_program(tmp_path):
    (tmp_path / "x.txt").write_text("[地块坐标]\n4,,1,,面,,,,@\n1,1,4857000,42543000\n2,1,4857100,42543000\n3,1,4857100,42543100\n", encoding="utf-8")
    with pytest.raises(libspatial.errors.CrsMissingError, match="--crs EPSG:4530"):
        libspatial.read(tmp_path / "x.txt")
    assert libspatial.read(tmp_path / "x.txt", crs="EPSG:4530").geometry[0].area == 5000


def test_check_and_overlay_take_a_txt(plan):
    by_path = libspatial.check(SAMPLE, plan, as_of="2026-11-01", project_kind="industry").to_dict()["projects"]
    by_frame = libspatial.check(libspatial.read(SAMPLE), plan, as_of="2026-11-01", project_kind="industry").to_dict()["projects"]
    assert [(p["id"], p["verdict"], p["area"]) for p in by_path] == [(p["id"], p["verdict"], p["area"]) for p in by_frame]
    zones = gpd.GeoDataFrame(geometry=[shapely.box(42542900, 4856900, 42543080, 4857080)], crs="EPSG:4530")
    assert libspatial.overlay(SAMPLE, zones).groupby("subject")["area_m2"].sum().round(2).tolist() == libspatial.area(SAMPLE).tolist()


def test_cass_needs_to_be_told_that_it_is_land(tmp_path):
    (tmp_path / "p.dat").write_text("1,A,543000,4857000,1\n2,A,543000,4857100,1\n3,A,543100,4857100,1\n")
    with pytest.raises(libspatial.errors.NoPolygonsError, match="convert --join"):
        libspatial.area(libspatial.files.read_layer(tmp_path / "p.dat", "EPSG:4551"))
    assert libspatial.read(tmp_path / "p.dat", crs="EPSG:4551", join=True).geometry[0].area == 5000


def test_the_examples_of_the_docstrings(monkeypatch):
    monkeypatch.chdir(ROOT)
    failed, ran = doctest.testmod(libspatial.coordinates, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert failed == 0 and ran >= 6


def test_a_coordinate_nowhere_on_earth_is_a_reject_at_once(tmp_path, program):
    """Two numbers grown together: the area of such a parcel would be divided for ever."""
    text = (ROOT / "sample_data/boundary_points.txt").read_text(encoding="gb18030")
    first = next(line for line in text.splitlines() if line.startswith("J1,") or line.startswith("1,1,"))
    wild = text.replace(first, first.rsplit(",", 1)[0] + ",42543000" + first.rsplit(",", 1)[1].replace(".", ""), 1)
    assert wild != text
    file = tmp_path / "lots.txt"
    file.write_bytes(wild.encode("gb18030"))
    code, _, errors = program("area", file, "--lang", "en")
    assert code in (2, 4) and "lots.txt" in errors


def test_a_text_that_names_the_wrong_crs_is_corrected(tmp_path):
    (tmp_path / "a.csv").write_text("点号,X,Y,坐标系\n1,4857000,543000,EPSG:4551\n2,4857100,543000,\n3,4857100,543100,\n", encoding="utf-8")
    program("convert", tmp_path / "a.csv", tmp_path / "b.csv", "--set-crs", "EPSG:4550")
    assert libspatial.read(tmp_path / "b.csv").crs.to_epsg() == 4550


TXT = "[属性描述]\n坐标系={datum}\n几度分带=3\n带号=42\n{more}\n[地块坐标]\n4,0.5000,1,甲,面,,,,@\nJ1,1,4857000,42543000\nJ2,1,4857100,42543000\nJ3,1,4857100,42543100\nJ1,1,4857000,42543000\n"


@pytest.mark.parametrize("datum, more, why", [
    ("吉林市2000独立坐标系", "", "is not known"), ("2000吉林市城市坐标系", "", "is not known"), ("2000国家大地坐标系", "中央子午线=126.5", "central meridian is stated as 126.5"),
    ("2000国家大地坐标系", "中央子午线=126°30′00″", "central meridian is stated as 126°30"), ("2000国家大地坐标系", "计量单位=度分秒", "minutes and seconds are not read"),
])
def test_systems_that_only_look_like_ours_are_refused(datum, more, why, tmp_path):
    (tmp_path / "a.txt").write_text(TXT.format(datum=datum, more=more), encoding="utf-8")
    with pytest.raises(libspatial.LibspatialError, match=why):
        libspatial.read(tmp_path / "a.txt")


@pytest.mark.parametrize("more", ["", "中央子午线=126", "中央子午线=126°", "中央子午线=126.0度"])
def test_the_meridian_of_the_zone_is_no_contradiction(more, tmp_path):
    (tmp_path / "a.txt").write_text(TXT.format(datum="2000国家大地坐标系", more=more), encoding="utf-8")
    assert libspatial.read(tmp_path / "a.txt").crs.to_epsg() == 4530


def test_areas_below_the_points_belong_to_them(tmp_path):
    rows = "点号,X,Y\nJ1,4857000,{0}\nJ2,4857100,{0}\nJ3,4857100,{1}\n"
    (tmp_path / "a.csv").write_text("宗地号：A\n" + rows.format(42543000, 42543100) + "面积：0.5公顷\n宗地号：B\n" + rows.format(42543300, 42543500) + "面积：1公顷\n宗地号：C\n" + rows.format(42543600, 42543700), encoding="utf-8")
    assert libspatial.read(tmp_path / "a.csv", crs="EPSG:4530")["declared_area_m2"].tolist()[:2] == [5000, 10000]
    assert libspatial.read(tmp_path / "a.csv", crs="EPSG:4530")["declared_area_m2"].isna().tolist() == [False, False, True]


def test_corners_with_a_mark_behind_their_number_are_corners(tmp_path):
    (tmp_path / "a.csv").write_text("界址点号,X,Y\nJ1(界桩),4857000,42543000\nJ2(界桩),4857100,42543000\nJ3(界桩),4857100,42543100\nJ4(界桩),,\n", encoding="utf-8")
    with pytest.warns(libspatial.RejectedWarning):
        assert libspatial.read(tmp_path / "a.csv", crs="EPSG:4530").geometry.isna().all()


def test_two_parcels_named_side_by_side_are_refused(tmp_path):
    (tmp_path / "a.csv").write_text("地块编号：A,,,地块编号：B,,\n点号,X,Y,点号,X,Y\nJ1,4857000,42543000,J5,4857000,42543300\nJ2,4857100,42543000,J6,4857100,42543300\nJ3,4857100,42543100,J7,4857100,42543400\n", encoding="utf-8")
    with pytest.raises(libspatial.LibspatialError, match="line 1: this line names two parcels"):
        libspatial.read(tmp_path / "a.csv", crs="EPSG:4530")


def test_an_english_header_is_no_wkt(tmp_path):
    (tmp_path / "a.csv").write_text("Point No.,Northing (m),Easting (m)\n1,4857000,42543000\n2,4857100,42543000\n3,4857100,42543100\n", encoding="utf-8")
    assert libspatial.area(tmp_path / "a.csv", crs="EPSG:4530", kind="planar").tolist() == [5000]
