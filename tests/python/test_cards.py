"""Cards and the map of a plan, on the sample and on a city that does not exist: the command and Python give the same bytes, pages are closed and ask for nothing,
what is missing is said."""

import base64
import hashlib
import json
import os
import re
import struct
import subprocess
from pathlib import Path

import geopandas as gpd
import jsonschema
import pandas as pd
import pyogrio
import pytest
import shapely

import libspatial
from test_report_page import ELEMENTS, Page

ROOT = Path(__file__).parents[2]
PROGRAM = ROOT / "build/bin/libspatial"
SAMPLE = ROOT / "sample_data/jilin.gpkg"
CRS = "EPSG:4551"
X, Y = 544_000, 4_857_000
HOSTILE = "</style><script>document.title='PWNED'</script><img src=x onerror=\"a\">&'"

PLACES = """id,name,name_en,aliases,kind,parent,code,roles,industries,lon,lat,quality,coord_source,area_km2,area_source,population,population_source,section,note
city,云上市,Cloud City,,city,,990100,,,,,,,,,,,,
east,东区,East,,district,city,990101,,,126.55,43.85,B,map,,,,,,
new,新镇,Newtown,,town,east,,港镇,稻米;温泉,126.5493,43.8508,C,map,0.3,yearbook,1200,census 2030,三(一),
lost,{hostile},,,town,east,,,,126.5560,43.8530,D,memory,,,,,三(二),
core,核,Core,,core,city,,,,126.56,43.86,A,map,,,,,,
"""
HEAD = """id: cloud
title: {zh: 云上市, en: Cloud City}
city: city
source: {document: 《云上市规划》, verified: true}
plan: {from: 2030, to: 2040, baseline: 2029}
place_kinds:
  - {id: city, level: 1, title: {zh: 市, en: city}}
  - {id: district, level: 2, title: {zh: 区, en: district}}
  - {id: town, level: 3, title: {zh: 镇, en: town}}
  - {id: core, level: 0, title: {zh: 中心, en: core}}
project_kinds: [road]
units: [km]
cards: {group: chosen, centre: core}
"""
GROUPS = """groups:
  - {id: chosen, kind: list, name: 新镇失镇, members: [new, lost]}
  - {id: north, kind: plate, name: 北片, members: [east]}
corridors:
  - {id: axis, name: 轴, lines: [{name: 长线, role: axis, status: existing}]}
"""
PROJECTS = """id,name,unit,kind,geometry,places,quantities,section,same_as,maybe_same_as,total_of,unit_stated
p1,环路,east,road,line,new,length=3 km,专栏1,,,,yes
p2,{hostile},east,road,line,lost,,专栏1,,,,yes
p3,全市路网,city,road,line,,,专栏2,,,,yes
"""


def quoted(text):
    return '"' + text.replace('"', '""') + '"'


@pytest.fixture
def cloud(tmp_path):
    folder = tmp_path / "cloud"
    folder.mkdir()
    files = {"places.csv": PLACES.replace("{hostile}", quoted(HOSTILE)), "profile.yaml": HEAD, "groups.yaml": GROUPS, "projects.csv": PROJECTS.replace("{hostile}", quoted(HOSTILE)),
             "targets.csv": "id,name,value,unit,comparator,year,scope,kind,computable,section,quote\n"}
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def cells(x0, y0, x1, y1):
    """A rectangle on a grid of 100 m."""
    return shapely.box(X + 100 * x0, Y + 100 * y0, X + 100 * x1, Y + 100 * y1)


def layers(source="2030 survey"):
    """The district is 10 x 6 cells, in it the town (3 x 2) with 2 cells of concentrated land, 2 of farmland, one of it twice; a road two cells east of the town."""
    frame = lambda geometry, **columns: gpd.GeoDataFrame(columns, geometry=geometry, crs=CRS)
    return {
        "units": frame([cells(0, 0, 10, 6)], code=["990101"], name=["东区"]),
        "towns": frame([cells(0, 0, 3, 2)], code=["990101001"], name=["新镇"], parent=["990101"]),
        "growth_boundary_zones": frame([cells(0, 0, 1, 2), cells(1, 0, 2, 1)], zone_kind=["concentrated", "special"], name=["甲", "乙"], unit_code=["990101"] * 2),
        "permanent_farmland": frame([cells(2, 0, 3, 2), cells(2, 0, 3, 1)], dlbm=["0101"] * 2),
        "ecological_redline": frame([cells(2, 1, 5, 2)], name=["红线"]),
        "transport_lines": frame([shapely.LineString([(X + 500, Y - 900), (X + 500, Y + 900)])], id=["l"], name=["长线"], kind=["highway"], status=["planned"]),
        "layer_manifest": pd.DataFrame({"role": ["units", "ugb", "permanent_farmland", "ecological_redline"],
                                        "layer": ["units", "growth_boundary_zones", "permanent_farmland", "ecological_redline"], "covers": ["units"] * 4, "source": [source] * 4}),
    }


def write(file, frames):
    for name, frame in frames.items():
        pyogrio.write_dataframe(frame, file, layer=name, driver="GPKG", append=file.exists())
    return file


def run(*words, **env):
    return subprocess.run([PROGRAM, "plan", *map(str, words)], capture_output=True, text=True, timeout=120, env=os.environ | {"LANG": "C.UTF-8"} | env)


def lands(card):
    return {land["role"]: land["area_m2"] for land in card["lands"]}


def test_what_a_card_says(cloud):
    found = libspatial.Plan(layers(), profile=cloud).cards()
    new, lost = found.to_dict()["cards"]
    official = lambda *shapes: float(libspatial.area([shapely.union_all(shapes)], crs=CRS)[0])
    assert new["area_m2"] == official(cells(0, 0, 3, 2))
    assert lands(new) == pytest.approx({"ugb.concentrated": official(cells(0, 0, 1, 2)), "ugb.special": official(cells(1, 0, 2, 1)), "ugb.flexible": 0,
                                        "ugb.outside": official(cells(2, 0, 3, 1), cells(1, 1, 3, 2)), "permanent_farmland": official(cells(2, 0, 3, 2)),
                                        "ecological_redline": official(cells(2, 1, 3, 2))}, abs=0.011)
    assert round(sum(v for k, v in lands(new).items() if k.startswith("ugb")), 2) == new["area_m2"]
    assert (new["industries"], new["population"], new["section"]) == (["稻米", "温泉"], {"persons": 1200, "source": "census 2030"}, "三(一)")
    assert (new["point"]["grade"], new["unit"], [p["id"] for p in new["projects"]]) == ("C", "东区", ["p1"])
    line, corridor, seat, centre = new["access"]
    assert line["edge"]["to"] == "长线" and line["edge"]["distance_m"] == pytest.approx(200, abs=0.1) and corridor["corridors"] == ["轴"]
    assert (seat["edge"]["why"]["en"], centre["edge"]["method"]) == ("the profile does not state it", "land–point")


def test_distances_are_geodesics(cloud):
    pyproj = pytest.importorskip("pyproj")
    new = libspatial.Plan(layers(), profile=cloud).cards(["new"]).to_dict()["cards"][0]
    metres = pyproj.Geod(ellps="GRS80").inv(126.5493, 43.8508, 126.56, 43.86)[2]
    assert new["access"][3]["point"]["distance_m"] == pytest.approx(metres, abs=0.06)


def test_a_place_without_land_says_so(cloud):
    card = libspatial.Plan(layers(), profile=cloud).cards(["lost"]).to_dict()["cards"][0]
    assert card["area_m2"] is None and set(lands(card).values()) == {None}
    assert card["missing"][0]["zh"] == "规划图层中没有范围，只有点位"
    assert card["access"][0]["edge"]["distance_m"] is None and card["access"][0]["point"]["distance_m"] > 0
    frame = libspatial.Plan(layers(), profile=cloud).cards().to_frame()
    assert frame.loc["lost", "missing"] and pd.isna(frame.loc["lost", "area_m2"]) and frame.loc["new", "population"] == 1200


def test_a_row_that_cannot_be_used_stops_the_number_not_the_card(cloud):
    broken = layers()
    bow = shapely.Polygon([(X, Y), (X + 100, Y + 100), (X + 100, Y), (X, Y + 100)])
    broken["permanent_farmland"] = gpd.GeoDataFrame({"dlbm": ["0101"] * 2}, geometry=[cells(2, 0, 3, 2), bow], crs=CRS)
    card = libspatial.Plan(broken, profile=cloud).cards(["new"]).to_dict()["cards"][0]
    assert lands(card)["permanent_farmland"] is None and lands(card)["ugb.concentrated"] > 0
    assert any("cannot be used" in text["en"] for text in card["missing"])


def test_json_keeps_to_its_schema(cloud):
    schema = json.loads((ROOT / "libspatial/data/schemas/cards.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    for found in (libspatial.Plan(layers(), profile=cloud).cards(), libspatial.Plan(profile=cloud).cards(), libspatial.Plan(SAMPLE, profile="jilin").cards()):
        jsonschema.validate(found.to_dict(), schema, cls=jsonschema.Draft202012Validator)


def test_the_command_and_python_give_the_same_bytes(cloud, tmp_path):
    for plan, profile in ((write(tmp_path / "plan.gpkg", layers()), cloud), (SAMPLE, "jilin")):
        done = run("cards", plan, "--profile", profile, "--out", tmp_path / "out", "--lang", "en")
        assert done.returncode == 2 and "no polygon in the plan: only the point" in done.stderr
        found = libspatial.Plan(plan, profile=profile).cards()
        found.write(tmp_path / "again")
        written = sorted(p.name for p in (tmp_path / "out").iterdir())
        assert {"cards.json", "index.html"} < set(written) and len(written) == len(found) + 2
        for name in written:
            assert (tmp_path / "out" / name).read_bytes() == (tmp_path / "again" / name).read_bytes(), name
        for folder in ("out", "again"):
            for name in written:
                (tmp_path / folder / name).unlink()


def test_a_full_card_ends_with_zero(cloud, tmp_path):
    plan = write(tmp_path / "plan.gpkg", layers())
    (cloud / "profile.yaml").write_text(HEAD.replace("centre: core", "centre: core, seat_kind: core"), encoding="utf-8")
    done = run("cards", plan, "--profile", cloud, "--place", "new", "--out", tmp_path / "out")
    assert (done.returncode, done.stderr) == (0, "")


def test_bad_input_is_an_error_with_the_next_step(cloud, tmp_path):
    plan = write(tmp_path / "plan.gpkg", layers())
    for words, code, message in ((["--group", "mars"], 4, 'no group "mars"; it has chosen, north'), (["--place", "mars"], 4, 'no place "mars"'),
                                 (["--place", "new", "--group", "chosen"], 4, "not both"), (["--profile", "mars"], 4, "no city profile")):
        profile = [] if "--profile" in words else ["--profile", cloud]
        done = run("cards", plan, *words, *profile, "--out", tmp_path / "out", "--lang", "en")
        assert done.returncode == code and message in done.stderr, done.stderr
    assert not (tmp_path / "out").exists()
    (cloud / "profile.yaml").write_text(re.sub("cards:.*\n", "", HEAD), encoding="utf-8")
    done = run("cards", plan, "--profile", cloud, "--out", tmp_path / "out", "--lang", "en")
    assert done.returncode == 4 and "--group or --place" in done.stderr
    for text, message in (("cards: {group: mars}", "no group mars"), ("cards: {group: chosen, centre: mars}", "no place mars"), ("cards: {group: chosen, seat_kind: mars}", "no mars"),
                          ('project_classes: [{title: {zh: 路, en: roads}, colour: "red;}", kinds: [road]}]', "#rrggbb"),
                          ('project_classes: [{title: {zh: 路, en: roads}, colour: "#aabbcc", kinds: [mars]}]', "no mars")):
        (cloud / "profile.yaml").write_text(re.sub("cards:.*", text, HEAD), encoding="utf-8")
        done = run("map", "--profile", cloud, "--out", tmp_path / "map.svg", "--lang", "en")
        assert done.returncode == 4 and "profile.yaml" in done.stderr and message in done.stderr, done.stderr


def test_the_profile_of_another_city_has_no_land_here(cloud, tmp_path):
    done = run("cards", SAMPLE, "--profile", cloud, "--out", tmp_path / "out", "--lang", "en")
    assert done.returncode == 2 and done.stderr.count("no polygon in the plan") == 2


def test_the_sample_agrees_with_other_ways_to_the_same_numbers():
    """Areas with the overlay and with shapely in the plane, distances with `distance`, for every town of the sample that has a card."""
    plan = libspatial.Plan(SAMPLE, profile="jilin")
    table = plan.cards().to_frame()
    table = table[table.area_m2.notna()]
    towns = gpd.read_file(SAMPLE, layer="towns").set_index("name").loc[table.name]
    assert list(libspatial.area(towns)) == list(table.area_m2)
    flat = towns.to_crs(CRS)
    for layer, columns in (("growth_boundary_zones", {k: k + "_m2" for k in ("concentrated", "flexible", "special")}), ("permanent_farmland", "permanent_farmland_m2"),
                           ("ecological_redline", "ecological_redline_m2")):
        zones = gpd.read_file(SAMPLE, layer=layer)
        pieces = libspatial.overlay(towns, zones).dropna(subset="zone")
        for value, column in columns.items() if isinstance(columns, dict) else [(None, columns)]:
            chosen = zones if value is None else zones[zones.zone_kind == value]
            by_overlay = pieces[pieces.zone.isin(chosen.index)].groupby("subject").area_m2.sum().reindex(towns.index, fill_value=0)
            assert list(by_overlay.round(2)) == list(table[column]), column
            share = flat.intersection(chosen.to_crs(CRS).union_all()).area / flat.area
            assert list(table[column] / table.area_m2) == pytest.approx(list(share), abs=2e-5), column
    lines = gpd.read_file(SAMPLE, layer="transport_lines")
    points = gpd.GeoSeries(gpd.points_from_xy(*zip(*plan.places.loc[table.index, ["lon", "lat"]].to_numpy())), crs="EPSG:4490")
    degrees = lines.to_crs(CRS)
    for (_, row), point in zip(table.iterrows(), points.to_crs(CRS)):
        planar = degrees.distance(point)
        assert row.line_point_m == pytest.approx(planar.min(), rel=2e-3, abs=1) and row.line_of_point in set(lines.name[planar < planar.min() + 30])
    centre = gpd.read_file(SAMPLE, layer="central_urban_area")
    assert list(libspatial.distance(towns, centre).edge_m.round(1)) == list(table.centre_edge_m)


# ---- the map


def test_the_command_and_python_draw_the_same_map(cloud, tmp_path):
    plan = write(tmp_path / "plan.gpkg", layers(source="合成数据"))
    for ending, text in (("html", lambda m: m.html), ("svg", lambda m: m.svg)):
        for language in ("zh", "en"):
            done = run("map", plan, "--profile", cloud, "--out", tmp_path / f"map.{ending}", "--lang", language)
            assert done.returncode == 0, done.stderr
            made = libspatial.Plan(plan, profile=cloud).map(language=language)
            assert (tmp_path / f"map.{ending}").read_text(encoding="utf-8") == text(made)
            assert made.notes and all(note in done.stderr for note in made.notes) and made.missing == []
    with pytest.raises(libspatial.errors.BadArgumentError, match="plan map"):
        made.write(tmp_path / "map.png")
    assert "合成数据" in made.svg and "合成数据" not in libspatial.Plan(layers(), profile=cloud).map(language="zh").svg


def test_projects_without_a_place_are_counted(cloud):
    notes = libspatial.Plan(layers(), profile=cloud).map(language="en").notes
    assert notes[0].startswith("3 planned projects") and "2 drawn at the place they name, 0 at their district, 1 name no place" in notes[0]


def pages(cloud, tmp_path):
    plan = libspatial.Plan(layers(), profile=cloud)
    yield "map", plan.map().html
    yield from plan.cards().pages.items()
    sample = libspatial.Plan(SAMPLE, profile="jilin")
    yield "sample", sample.map().html
    yield "sample cards", sample.cards().pages["index.html"]


def test_pages_are_closed_ask_for_nothing_and_show_strangers_words_as_text(cloud, tmp_path):
    for name, html in pages(cloud, tmp_path):
        page = Page(html)
        assert page.open == [] and {tag for tag, _ in page.elements} <= ELEMENTS | {"nav", "aside", "label", "input", "details", "summary"}, name
        assert len(html.encode()) < 3 << 20
        for tag, attributes in page.elements:
            assert not [a for a in attributes if a.startswith("on") or a in ("src", "srcdoc", "style", "action")], (name, tag)
            assert re.fullmatch(r"#.*|[\w-]+\.html", attributes.get("href", "#")), (name, attributes)
        (script,) = page.inside["script"]
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        (policy,) = [a["content"] for _, a in page.elements if a.get("http-equiv") == "Content-Security-Policy"]
        assert policy.startswith(f"default-src 'none'; script-src 'sha256-{digest}'")
        assert "@import" not in "".join(page.inside["style"]) and "url(" not in re.sub(r"url\(#", "", "".join(page.inside["style"]))
        if not name.startswith("sample") and name != "new.html":
            assert HOSTILE in "".join(page.text), name


def test_every_layer_can_be_switched(cloud):
    page = Page(libspatial.Plan(SAMPLE, profile="jilin").map(hidden=["groups", "towns"]).html)
    switches = {a["data-toggle"]: "checked" in a for tag, a in page.elements if tag == "input"}
    drawn = {a["data-layer"] for tag, a in page.elements if "data-layer" in a}
    assert set(switches) == drawn == {"units", "towns", "farmland", "redline", "zones", "areas", "groups", "corridors", "lines", "projects", "places", "names"}
    assert [name for name, on in switches.items() if not on] == ["towns", "groups"]


def test_a_picture_is_a_png_of_the_width_asked_for(tmp_path):
    done = run("map", SAMPLE, "--out", tmp_path / "map.png", "--width", "800", "--lang", "zh")
    head = (tmp_path / "map.png").read_bytes()[:24]
    assert done.returncode == 0 and head[:8] == b"\x89PNG\r\n\x1a\n" and struct.unpack(">I", head[16:20]) == (800,)
    done = run("map", SAMPLE, "--out", tmp_path / "wide.png", "--width", "5", "--lang", "en")
    assert done.returncode == 4 and "100 to 20000" in done.stderr and not (tmp_path / "wide.png").exists()


def test_without_a_chinese_font_there_is_no_picture_of_boxes(tmp_path):
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts.conf").write_text(f"<fontconfig><dir>{tmp_path}/fonts</dir><cachedir>{tmp_path}/cache</cachedir></fontconfig>")
    done = run("map", SAMPLE, "--out", tmp_path / "map.png", "--lang", "en", FONTCONFIG_FILE=str(tmp_path / "fonts.conf"))
    assert done.returncode == 4 and "[no_font]" in done.stderr and "fonts-wqy-microhei" in done.stderr and not (tmp_path / "map.png").exists()
