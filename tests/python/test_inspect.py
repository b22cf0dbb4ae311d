"""The doctor: every flaw that would make an area wrong is an error with one step; sound data have none."""

import json
import subprocess
from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest
import shapely

import libspatial

ROOT = Path(__file__).parents[2]
HERE = shapely.box(42543000, 4857000, 42543400, 4857300)  # EPSG:4530, in the city


def inspect(*arguments):
    run = subprocess.run([ROOT / "build/bin/libspatial", "inspect", *map(str, arguments), "--lang", "en"], capture_output=True, text=True)
    assert run.returncode in (0, 2, 4), run.stderr
    return run


def symptoms(shapes, tmp_path, crs="EPSG:4530", fields=None, **options):
    """{code: symptom} of a GeoPackage with these shapes, by the program."""
    file = tmp_path / "lots.gpkg"
    file.unlink(missing_ok=True)
    pyogrio.write_dataframe(gpd.GeoDataFrame(fields or {"id": [str(i) for i in range(len(shapes))]}, geometry=shapes, crs=crs), file, layer="lots")
    words = [word for option in options.items() for word in (f"--{option[0]}", option[1])]
    run = inspect(file, "--json", tmp_path / "diagnosis.json", *words)
    layer, = json.loads((tmp_path / "diagnosis.json").read_text(encoding="utf-8"))["layers"]
    assert layer["read"] == layer["used"] + layer["repaired"] + layer["rejected"] == len(shapes)
    found = {s["code"]: s for s in layer["symptoms"] if s["severity"] != "info"}
    assert run.returncode == (2 if any(s["severity"] == "error" for s in found.values()) else 0) and layer["areas_are_right"] == (run.returncode == 0)
    for s in found.values():
        assert s["action"]["zh"] and s["action"]["en"] and s["message"]["zh"] and s["message"]["en"]
    return found


def moved(shape, east=0.0, north=0.0):
    return shapely.affinity.translate(shape, east, north)


def test_sound_data_have_no_symptom(tmp_path):
    assert symptoms([HERE, moved(HERE, 400)], tmp_path) == {}
    run = inspect(ROOT / "sample_data/jilin.gpkg")
    assert run.returncode == 0 and "error" not in run.stdout and "would be wrong" not in run.stdout
    warned = {line.split("]")[0].split("[")[1].split(" ")[0] for line in run.stdout.splitlines() if line.startswith("  warning")}
    assert warned == {"overlap", "duplicate"}, "approvals and supplies that lie on the same land, sites claimed twice"


@pytest.mark.parametrize("shape,proposed", [
    (HERE, "EPSG:4530"),
    (moved(HERE, -42e6), "EPSG:4551"),
    (shapely.box(126.55, 43.85, 126.56, 43.86), "EPSG:4490"),
    (moved(HERE, 1e6 - 239_000), "EPSG:4531"),                                # zone 43, the same place
    (shapely.box(21_742_000, 4_862_000, 21_742_400, 4_862_300), "EPSG:4499"),  # 6-degree zone 21
], ids=["prefix", "no prefix", "degrees", "zone 43", "6 degrees"])
def test_without_crs_the_doctor_proposes_and_never_applies(shape, proposed, tmp_path):
    with pytest.warns(UserWarning):  # pyogrio: no CRS
        found = symptoms([shape], tmp_path, crs=None)
    assert found["no_crs"]["severity"] == "error" and proposed in found["no_crs"]["message"]["en"]
    assert "--crs EPSG:" in found["no_crs"]["action"]["en"]


def test_swapped_axes(tmp_path):
    swapped = shapely.transform(HERE, lambda xy: xy[:, ::-1])
    found = symptoms([swapped], tmp_path)
    assert "swap the axes" in found["implausible_crs"]["message"]["en"]
    with pytest.warns(UserWarning):
        found = symptoms([swapped], tmp_path, crs=None)
    assert "EPSG:4530 (axes swapped)" in found["no_crs"]["message"]["en"] and "swap them" in found["no_crs"]["action"]["en"]


@pytest.mark.parametrize("shape,crs,code", [
    (HERE, "EPSG:4551", "implausible_crs"),                              # prefix, but a CRS without
    (moved(HERE, -42e6), "EPSG:4530", "implausible_crs"),
    (shapely.box(126.55, 43.85, 126.56, 43.86), "EPSG:4551", "implausible_crs"),
    (moved(HERE, -42e6), "EPSG:4490", "implausible_crs"),
    (HERE, "EPSG:2366", "old_datum"),                                    # Xi'an 80
    (moved(HERE, -42e6), "EPSG:2439", "old_datum"),                      # Beijing 54
], ids=["prefix", "no prefix", "degrees in metres", "metres in degrees", "Xian 80", "Beijing 54"])
def test_coordinates_that_cannot_be_in_their_crs(shape, crs, code, tmp_path):
    assert symptoms([shape], tmp_path, crs=crs)[code]["severity"] == "error"


def test_the_neighbouring_zone(tmp_path):
    found = symptoms([moved(HERE, -42e6)], tmp_path, crs="EPSG:4552")["outside_city"]
    assert found["severity"] == "error" and "EPSG:4551" in found["message"]["en"] and "--set-crs EPSG:4551" in found["action"]["en"]


def test_another_city_is_a_question(tmp_path):
    elsewhere = shapely.box(116.3, 39.9, 116.4, 40.0)  # no reading puts it into the frame
    assert symptoms([elsewhere], tmp_path, crs="EPSG:4490")["outside_city"]["severity"] == "warning"


def test_web_mercator(tmp_path):
    there = gpd.GeoSeries([HERE], crs=4530).to_crs(3857)[0]
    assert symptoms([there], tmp_path, crs="EPSG:3857")["web_mercator"]["severity"] == "warning"


def test_shapes_that_cross_themselves(tmp_path):
    x, y = 42543000, 4857000
    bow = shapely.Polygon([(x, y), (x + 10, y + 10), (x + 10, y), (x, y + 10)])
    found = symptoms([HERE, bow, None], tmp_path)
    assert found["invalid"]["rows"] == [1] and found["invalid"]["severity"] == "error" and "Self-intersection" in found["invalid"]["message"]["en"]
    assert found["null_geometry"]["rows"] == [2] and found["null_geometry"]["severity"] == "warning"


def spike():
    """A line out and back: repaired without changing the area."""
    x, y = 42543000, 4857000
    return shapely.Polygon([(x, y), (x + 100, y), (x + 100, y + 50), (x + 120, y + 50), (x + 100, y + 50), (x + 100, y + 100), (x, y + 100)])


def test_fix_mends_what_is_safe_and_records_it(tmp_path):
    x, y = 42543500, 4857000
    bow = shapely.Polygon([(x, y), (x + 10, y + 10), (x + 10, y), (x, y + 10)])
    found = symptoms([spike(), bow], tmp_path, fix=str(tmp_path / "fixed.gpkg"))
    assert found["repairable"]["fixable"] and "10000.000 → 10000.000" in found["repairable"]["message"]["en"]
    fixed = pyogrio.read_dataframe(tmp_path / "fixed.gpkg", layer="lots")
    assert fixed.geometry[0].is_valid and fixed.geometry[0].area == 10000 and fixed.geometry[1].equals_exact(bow), "what is not safe stays as it was"
    run = inspect(tmp_path / "lots.gpkg", "--fix", tmp_path / "fixed.gpkg")
    assert "repaired, area 10000.000 → 10000.000" in run.stderr


def test_land_that_counts_twice(tmp_path):
    found = symptoms([HERE, HERE, moved(HERE, 390), moved(HERE, 789.99, 0)], tmp_path)
    assert found["duplicate"]["rows"] == [0, 1] and found["duplicate"]["severity"] == "warning"
    assert found["overlap"]["severity"] == "warning" and found["overlap"]["count"] >= 1
    assert "sliver_overlap" not in symptoms([HERE, moved(HERE, 390)], tmp_path)
    found = symptoms([HERE, moved(HERE, 399.999)], tmp_path)
    assert "sliver_overlap" in found and "overlap" not in found


def test_written_areas_tell_a_wrong_crs(tmp_path):
    official = float(libspatial.area([HERE], crs="EPSG:4530")[0])
    assert symptoms([HERE], tmp_path, fields={"TBMJ": [official]}) == {}
    found = symptoms([HERE], tmp_path, fields={"TBMJ": [1.01 * official]})
    assert found["declared_area"]["severity"] == "warning" and "TBMJ" in found["declared_area"]["message"]["en"]


def test_several_files_and_one_that_is_none(tmp_path):
    symptoms([HERE], tmp_path)
    (tmp_path / "junk.gpkg").write_text("nothing")
    run = inspect(tmp_path / "lots.gpkg", tmp_path / "junk.gpkg")
    assert run.returncode == 2 and "areas computed from it are right" in run.stdout and "[unsupported_format]" in run.stdout
    assert inspect(tmp_path / "junk.gpkg").returncode == 4


def test_an_invented_city_has_another_frame(tmp_path):
    profile = tmp_path / "cloud"
    profile.mkdir()
    for file in (ROOT / "libspatial/data/profiles/jilin").iterdir():
        if file.is_file():
            (profile / file.name).write_bytes(file.read_bytes())
    text = (profile / "profile.yaml").read_text(encoding="utf-8")
    (profile / "profile.yaml").write_text(text.replace("west: 125.60, south: 42.50, east: 128.00, north: 44.70", "west: 120, south: 30, east: 121, north: 31"), encoding="utf-8")
    assert "outside_city" in symptoms([HERE], tmp_path, profile=str(profile))
    (profile / "profile.yaml").write_text(text.replace("west: 125.60", "west: 135.60"), encoding="utf-8")
    run = inspect(tmp_path / "lots.gpkg", "--profile", profile)
    assert run.returncode == 4 and "profile.yaml:" in run.stderr and "west < east" in run.stderr


def test_python_says_the_same(tmp_path):
    found = libspatial.inspect(ROOT / "sample_data/projects.gpkg")
    inspect(ROOT / "sample_data/projects.gpkg", "--json", tmp_path / "d.json")
    layer, = json.loads((tmp_path / "d.json").read_text(encoding="utf-8"))["layers"]
    assert found.message_zh.tolist() == [s["message"]["zh"] for s in layer["symptoms"]]
    assert not found.attrs["areas_are_right"] and found.attrs["layers"][0]["area_m2"] == layer["area_m2"]
    assert libspatial.inspect(gpd.GeoSeries([HERE], crs=4530)).empty


def test_what_is_fixed_says_which_rows_have_no_shape(tmp_path):
    mixed = shapely.GeometryCollection([HERE, shapely.LineString([(42543000, 4857000), (42543001, 4857000)])])
    pyogrio.write_dataframe(gpd.GeoDataFrame({"id": ["a", "b"]}, geometry=[moved(HERE, 500), mixed], crs="EPSG:4530"), tmp_path / "in.gpkg", layer="lots")
    run = inspect(tmp_path / "in.gpkg", "--fix", tmp_path / "out.gpkg")
    assert run.returncode == 2 and "row 1: a collection mixes points, lines and polygons: this row is written without its shape" in run.stderr


def test_a_fixed_text_has_the_name_of_its_file(tmp_path):
    (tmp_path / "红线.csv").write_text("地块编号,X,Y,坐标系\nA,4857000,42543000,EPSG:4530\nA,4857100,42543000,\nA,4857100,42543100,\n", encoding="utf-8")
    assert inspect(tmp_path / "红线.csv", "--fix", tmp_path / "out.gpkg").returncode == 0
    assert pyogrio.list_layers(tmp_path / "out.gpkg")[:, 0].tolist() == ["红线"]


def test_a_repair_in_degrees_says_no_square_degrees(tmp_path):
    pyogrio.write_dataframe(gpd.GeoDataFrame({"id": ["a"]}, geometry=[shapely.Polygon([(126.5, 43.8), (126.51, 43.8), (126.51, 43.81), (126.505, 43.81), (126.51, 43.81), (126.5, 43.81)])], crs="EPSG:4490"), tmp_path / "in.gpkg")
    run = inspect(tmp_path / "in.gpkg", "--fix", tmp_path / "out.gpkg")
    assert "repaired, area unchanged" in run.stderr, run.stderr
