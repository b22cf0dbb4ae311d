"""A file of several layers: one is taken when nobody names one, and whoever reads the numbers is told of the others."""

import json
import shutil
import subprocess
import warnings
import zipfile
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
from shapely import Point, box

import libspatial

ROOT = Path(__file__).parents[2]
PROGRAM = ROOT / "build/bin/libspatial"
X, Y = 42489000, 4857000  # in the city, EPSG:4530


def run(*args, lang="en"):
    return subprocess.run([PROGRAM, *map(str, args), "--lang", lang], capture_output=True, text=True)


def lots(*names, at=0.0):
    return gpd.GeoDataFrame({"id": list(names)}, geometry=[box(X + at + 200 * i, Y, X + at + 200 * i + 100, Y + 100) for i in range(len(names))], crs=4530)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("layers")
    for ending, driver in (("gpkg", "GPKG"), ("kml", "KML")):
        path = made / f"two.{ending}"
        degrees = 4490 if driver == "GPKG" else 4326
        for i, (layer, names) in enumerate((("东区", ["A"]), ("西区", ["B", "C"]))):
            pyogrio.write_dataframe(lots(*names, at=1000 * i).to_crs(degrees), path, layer=layer, driver=driver if driver == "GPKG" else "LIBKML", append=i > 0)
    lots().to_file(made / "empty.gpkg", layer="东区", geometry_type="Polygon")
    lots("B").to_file(made / "empty.gpkg", layer="西区")
    lots("A").to_file(made / "aside.gpkg", layer="东区")
    pyogrio.write_dataframe(pd.DataFrame({"code": [1]}), made / "aside.gpkg", layer="codes", append=True)
    gpd.GeoDataFrame({"id": ["P"]}, geometry=[Point(X, Y)], crs=4530).to_file(made / "points.gpkg", layer="点")
    lots("A").to_file(made / "points.gpkg", layer="东区")
    return made


@pytest.mark.parametrize(("name", "others"), [("two.gpkg", "东区, 西区"), ("two.kml", "东区, 西区"), ("points.gpkg", "点, 东区")])
@pytest.mark.parametrize("command", ["area", "convert", "overlay"])
def test_the_program_names_the_others(folder, tmp_path, name, others, command):
    more = {"area": [], "convert": [tmp_path / "o.geojson", "--to-crs", "EPSG:4490"], "overlay": [folder / "aside.gpkg", "--out", tmp_path / "o.csv"]}[command]
    done = run(command, folder / name, *more)
    assert done.returncode == 0, done.stderr
    assert f"2 layers with shapes: {others}; only 东区 is read" in done.stderr
    assert "2 个有图形的图层" in run(command, folder / name, *more, lang="zh").stderr
    named = run(command, f"{folder / name}|layername=东区", *more)
    assert "layers with shapes" not in named.stderr


@pytest.mark.parametrize(("name", "others"), [("two.gpkg", ["西区"]), ("two.kml", ["西区"]), ("points.gpkg", ["点"]), ("aside.gpkg", [])])
def test_python_warns_of_the_others(folder, name, others):
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        assert len(libspatial.area(folder / name)) == 1
    told = [str(w.message) for w in said if "layers with shapes" in str(w.message)]
    assert len(told) == (1 if others else 0)
    assert all(other in told[0] for other in others)
    assert libspatial.files.read_layer(folder / name if not others else f"{folder / name}|layername=东区").unread == []


def test_a_table_without_shapes_is_no_choice(folder):
    assert run("area", folder / "aside.gpkg").stderr == ""


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_empty_first_layer_is_not_the_end(folder, plan, tmp_path, lang):
    done = run("check", "--plan", plan, "--projects", folder / "empty.gpkg", "--out", tmp_path / "out", lang=lang)
    assert done.returncode == 4 and "no_polygons" in done.stderr and done.stderr.rstrip().endswith("empty.gpkg|layername=西区")


@pytest.mark.parametrize("name", ["two.gpkg", "two.kml"])
def test_a_check_lists_them_as_not_checked(folder, plan, tmp_path, name):
    run("check", "--plan", plan, "--projects", folder / name, "--out", tmp_path / "out")
    result = json.loads((tmp_path / "out/result.json").read_text())
    unread = [item for item in result["not_checked"] if item["subject"] == "unread"]
    assert [item["id"] for item in unread] == [f"{folder / name}|layername=西区"]
    page = (tmp_path / "out/report.html").read_text()
    assert unread[0]["reason"]["zh"] in page and "2 个有图形的图层" in page
    with pytest.warns(UserWarning, match="layers with shapes"):
        found = libspatial.check(folder / name, plan)
    assert [item["subject"] for item in json.loads(found.to_json())["not_checked"]].count("unread") == 1


def test_a_batch_lists_those_of_every_file(folder, plan, tmp_path):
    inputs = tmp_path / "in"
    inputs.mkdir()
    shutil.copy(folder / "two.gpkg", inputs / "a.gpkg")
    shutil.copy(folder / "two.gpkg", inputs / "b.gpkg")
    run("batch", "--plan", plan, "--projects", inputs, "--out", tmp_path / "out")
    result = json.loads((tmp_path / "out/result.json").read_text())
    assert [item["id"] for item in result["not_checked"] if item["subject"] == "unread"] == [f"{inputs / f}|layername=西区" for f in ("a.gpkg", "b.gpkg")]
    assert (tmp_path / "out/notes.csv").read_text().count("2 layers with shapes") == 2


def test_files_of_one_name_are_projects_of_their_own(plan, tmp_path):
    inputs = tmp_path / "in"
    inputs.mkdir()
    lots("A").to_file(inputs / "地块.shp", encoding="utf-8")
    with zipfile.ZipFile(inputs / "地块.shp.zip", "w") as archive:  # its name without the ending is that of another
        for part in inputs.glob("地块.???"):
            archive.write(part, part.name)
    lots("A", "B").to_file(inputs / "地块.gpkg")
    run("batch", "--plan", plan, "--projects", inputs, "--out", tmp_path / "out")
    result = json.loads((tmp_path / "out/result.json").read_text())
    assert sorted(p["id"] for p in result["projects"]) == ["地块.gpkg", "地块.shp", "地块.shp.zip"]
