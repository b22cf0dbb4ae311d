"""`libspatial plan import` and `plan init` on real files: what a bureau delivers becomes a plan that gives the same answers."""

import csv
import json
import os
import shutil
import sqlite3
import subprocess
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely

import libspatial

ROOT = Path(__file__).parents[2]
PROGRAM = ROOT / "build" / "bin" / "libspatial"
NAMES = {"concentrated": "城镇集中建设区", "flexible": "城镇弹性发展区", "special": "特别用途区"}
CODES = {"concentrated": "410", "flexible": "420", "special": "430"}
STATED = ["--valid-from", "2021-01-01", "--valid-to", "2035-12-31", "--covers", "units", "--covers", "land_parcels=partial", "--accuracy-m", "0.5"]


def run(*words, cwd, lang="en"):
    env = {"PATH": os.environ["PATH"], "HOME": str(cwd), "LANG": "C.UTF-8"}
    return subprocess.run([PROGRAM, *map(str, words), "--lang", lang], cwd=cwd, env=env, capture_output=True, text=True, timeout=300)


def write(frame, path, layer, **options):
    """A layer written as a bureau would: several kinds of file, shapes of one type."""
    driver = {".gdb": "OpenFileGDB", ".gpkg": "GPKG", ".shp": "ESRI Shapefile"}[Path(path).suffix]
    pyogrio.write_dataframe(frame, path, layer=layer, driver=driver, promote_to_multi=isinstance(frame, gpd.GeoDataFrame) or None, **options)


def bureau_layers(plan):
    """The sample plan under the names a bureau uses."""
    read = lambda name: pyogrio.read_dataframe(plan, layer=name)
    zones = read("growth_boundary_zones")
    zones = zones.assign(GHFQMC=zones.zone_kind.map(NAMES), GHFQDM=zones.zone_kind.map(CODES), BSM=[f"220200{i:012d}" for i in range(len(zones))])
    land = read("land_parcels")
    land = land.assign(ZLDWDM=land.unit_code + "001001").drop(columns="unit_code").rename(columns=lambda c: c if c == "geometry" else c.upper())
    farmland = read("permanent_farmland").rename(columns={"dlbm": "DLBM", "kcxs": "KCXS"})
    return {
        "220200吉林市CZKFBJ2023年": zones.drop(columns="zone_kind").rename(columns={"name": "MC", "unit_code": "XZQDM"}),
        "XZQ": read("units").rename(columns={"code": "XZQDM", "name": "XZQMC"})[["XZQDM", "XZQMC", "geometry"]],
        "YJJBNTTB": farmland.assign(YJJBNTTBBH="1"),
        "STBHHX": read("ecological_redline").rename(columns={"name": "MC"}).assign(XJXZQHDM="220200"),
        "DLTB": land,
    }


@pytest.fixture(scope="module")
def bureau(plan, tmp_path_factory):
    return bureau_layers(plan)


@pytest.fixture(scope="module")
def gdb(bureau, tmp_path_factory):
    path = tmp_path_factory.mktemp("gdb") / "220200吉林市.gdb"
    for name, frame in bureau.items():
        write(frame, path, name)
    return path


def squares(n, crs="EPSG:4530", **columns):
    shapes = [shapely.box(42544400 + 150 * i, 4855500, 42544500 + 150 * i, 4855600) for i in range(n)]
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=crs)


@pytest.fixture
def zones():
    return squares(3, GHFQMC=list(NAMES.values()), GHFQDM=list(CODES.values()), XZQDM=["220202", "220203", "220204"])


def report(folder, name="plan"):
    return json.loads((folder / f"{name}.import.json").read_text(encoding="utf-8"))


def imported(path, tmp_path, *more, name="plan"):
    result = run("plan", "import", "--from", path, "--out", tmp_path / f"{name}.gpkg", *more, cwd=tmp_path)
    layers = {layer["layer"]: layer for layer in report(tmp_path, name)["layers"]} if (tmp_path / f"{name}.import.json").exists() else {}
    for layer in layers.values():
        assert layer["outcome"] != "used" or layer["read"] == layer["used"] + layer["repaired"] + layer["rejected"]
    return result, layers


def checked(plan, projects, tmp_path, name):
    assert run("check", "--plan", plan, "--projects", projects, "--out", tmp_path / name, "--as-of", "2026-11-01", cwd=tmp_path).returncode in range(4)
    return json.loads((tmp_path / name / "result.json").read_text(encoding="utf-8"))["projects"]


# ---- end to end: a bureau's version of the sample gives the answers of the sample


def test_a_geopackage_of_a_bureau_gives_the_same_numbers(bureau, plan, projects, tmp_path):
    for name, frame in bureau.items():
        write(frame, tmp_path / "bureau.gpkg", name)
    result, layers = imported(tmp_path / "bureau.gpkg", tmp_path, *STATED)
    assert (result.returncode, result.stderr) == (0, ""), result.stdout
    assert {layer["role"] for layer in layers.values()} == {"ugb", "units", "permanent_farmland", "ecological_redline", "land_parcels"}
    assert checked(tmp_path / "plan.gpkg", projects, tmp_path, "ours") == checked(plan, projects, tmp_path, "theirs")


def test_a_file_geodatabase_gives_the_same_numbers(gdb, plan, projects, tmp_path):
    """FileGDB rounds coordinates to a grid of 1e-9 degrees (0.1 mm): a zone may shift by that along the border it cuts."""
    before = {p.name: p.read_bytes() for p in gdb.iterdir()}
    result, layers = imported(gdb, tmp_path, *STATED)
    assert result.returncode == 0, result.stdout
    assert {p.name: p.read_bytes() for p in gdb.iterdir()} == before, "reading changes nothing"
    ours, theirs = checked(tmp_path / "plan.gpkg", projects, tmp_path, "ours"), checked(plan, projects, tmp_path, "theirs")
    for a, b in zip(ours, theirs, strict=True):
        assert [a[k] for k in ("id", "verdict", "area")] == [b[k] for k in ("id", "verdict", "area")]
        assert [(z["kind"], z["area_m2"]) for z in a["zones"]] == [(z["kind"], pytest.approx(z["area_m2"], abs=0.1)) for z in b["zones"]]
        assert [(f["rule"], f["verdict"]) for f in a["findings"]] == [(f["rule"], f["verdict"]) for f in b["findings"]]


def test_python_gives_the_answer_of_the_program(gdb, tmp_path):
    _, layers = imported(gdb, tmp_path, *STATED)
    ours = libspatial.import_plan(gdb, valid_from="2021-01-01", valid_to="2035-12-31", covers={"": "units", "land_parcels": "partial"}, accuracy_m=0.5)
    strip = lambda layer: {k: v for k, v in layer.items() if k != "file"}
    assert [strip(layer) for layer in ours.report["layers"]] == [strip(layer) for layer in layers.values()]
    assert ours.exit_code == 0
    frames = ours.to_frames()
    written = pyogrio.read_dataframe(tmp_path / "plan.gpkg", layer="growth_boundary_zones")
    assert frames["growth_boundary_zones"].zone_kind.tolist() == written.zone_kind.tolist()
    assert frames["layer_manifest"].role.tolist() == pyogrio.read_dataframe(tmp_path / "plan.gpkg", layer="layer_manifest").role.tolist()
    with pytest.raises(libspatial.errors.BadArgumentError):
        libspatial.import_plan(gdb, profile="../jilin")
    with pytest.raises(libspatial.errors.BadPlanError, match="--map|no layer"):
        libspatial.import_plan(gdb, roles={name: "none" for name in layers})


# ---- files


def test_a_shapefile_in_gbk(zones, tmp_path):
    zones = zones.rename(columns={"GHFQMC": "规划分区名", "GHFQDM": "规划分区代"})
    path = tmp_path / "城镇开发边界.shp"
    write(zones, path, path.stem, encoding="GBK")
    path.with_suffix(".cpg").unlink(missing_ok=True)
    result, layers = imported(path, tmp_path)
    layer = layers["城镇开发边界"]
    assert (result.returncode, layer["used"], layer["crs"]) == (0, 3, "EPSG:4530"), result.stdout
    assert layer["fields"][:2] == [{"from": "规划分区名", "to": "zone_kind"}, {"from": "规划分区代", "to": "zone_kind"}]
    assert pyogrio.read_dataframe(tmp_path / "plan.gpkg", layer="growth_boundary_zones").zone_kind.tolist() == list(NAMES)


def test_a_damaged_file_geodatabase(gdb, tmp_path):
    broken = tmp_path / "broken.gdb"
    shutil.copytree(gdb, broken)
    biggest = max(broken.glob("*.gdbtable"), key=lambda p: p.stat().st_size)
    biggest.write_bytes(biggest.read_bytes()[: biggest.stat().st_size // 2])
    result, layers = imported(broken, tmp_path)
    assert result.returncode == 4 and "damaged_file" in result.stderr and not layers
    with pytest.raises(libspatial.errors.DamagedFileError):
        libspatial.import_plan(broken)


def table_of(gdb, name):
    return f"a{dict(zip(*pyogrio_catalogue(gdb)))[name]:08x}"


def pyogrio_catalogue(gdb):
    frame = pyogrio.read_dataframe(gdb, layer="GDB_SystemCatalog", fid_as_index=True, read_geometry=False)
    return frame["Name"].tolist(), frame.index.tolist()


@pytest.mark.parametrize("ending", [".gdbtable", ".gdbtablx"])
def test_a_layer_whose_table_is_missing(gdb, tmp_path, ending):
    """GDAL leaves the layer out without a word, or guesses where its rows are."""
    broken = tmp_path / "broken.gdb"
    shutil.copytree(gdb, broken)
    (broken / (table_of(gdb, "STBHHX") + ending)).unlink()
    result, layers = imported(broken, tmp_path)
    assert result.returncode == 4 and "layer STBHHX lacks its file" in result.stderr and not layers
    with pytest.raises(libspatial.errors.DamagedFileError, match="STBHHX"):
        libspatial.import_plan(broken)


def test_a_layer_whose_columns_are_lost(gdb, tmp_path):
    """Its table opens late: GDAL would say so on stderr and give no rows."""
    broken = tmp_path / "broken.gdb"
    shutil.copytree(gdb, broken)
    table = broken / (table_of(gdb, "YJJBNTTB") + ".gdbtable")
    table.write_bytes(table.read_bytes()[:40] + bytes(4096) + table.read_bytes()[4136:])
    result, layers = imported(broken, tmp_path)
    assert result.returncode == 4 and result.stderr.startswith("error [damaged_file]") and not layers


def test_a_shape_whose_bytes_are_lost(gdb, tmp_path):
    """Coordinates are differences: without some of them the rest shifts, and the area of a county would be a quarter."""
    broken = tmp_path / "broken.gdb"
    shutil.copytree(gdb, broken)
    table = broken / (table_of(gdb, "XZQ") + ".gdbtable")
    data = table.read_bytes()
    table.write_bytes(data[:61030] + bytes(4096) + data[65126:])
    result, layers = imported(broken, tmp_path)
    assert (result.returncode, layers["XZQ"]["rejected"], layers["XZQ"]["used"]) == (2, 1, 8), result.stdout + result.stderr
    assert "a ring is not closed" in layers["XZQ"]["rejects"][0]["en"]
    with pytest.raises(Exception, match="closed|damaged"):
        libspatial.import_plan(broken)


def test_a_folder_is_no_file_geodatabase(zones, tmp_path):
    folder = tmp_path / "x.gdb"
    folder.mkdir()
    write(zones, folder / "CZKFBJ.shp", "CZKFBJ")  # GDAL would take the folder for a set of Shapefiles
    result, _ = imported(folder, tmp_path)
    assert result.returncode == 4 and "file_not_found" in result.stderr
    (folder / "a00000001.gdbtable").write_bytes(b"not a table")
    result, _ = imported(folder, tmp_path)
    assert result.returncode == 4 and "damaged_file" in result.stderr


def test_layers_in_degrees_and_in_metres_and_a_vertical_datum(zones, tmp_path, projects):
    write(zones.to_crs("EPSG:4490+5737"), tmp_path / "b.gdb", "CZKFBJ")
    write(squares(1, DLBM=["0101"], TBMJ=[1.0], KCXS=[0.05]), tmp_path / "b.gdb", "DLTB")
    result, layers = imported(tmp_path / "b.gdb", tmp_path)
    assert (layers["CZKFBJ"]["crs"], layers["DLTB"]["crs"]) == ("EPSG:4490", "EPSG:4530"), result.stderr
    for layer, crs in (("growth_boundary_zones", 4490), ("land_parcels", 4530)):
        assert pyogrio.read_info(tmp_path / "plan.gpkg", layer=layer)["crs"] == f"EPSG:{crs}", "every layer keeps its own"
    assert len(checked(tmp_path / "plan.gpkg", projects, tmp_path, "ours")) == 30


def test_several_files_and_one_layer_of_a_file(zones, tmp_path):
    write(zones, tmp_path / "a.gpkg", "CZKFBJ")
    write(zones, tmp_path / "a.gpkg", "CZKFBJ_2020")
    write(squares(1, XZQDM=["220202"], XZQMC=["昌邑区"]), tmp_path / "b.gpkg", "XZQ")
    result, layers = imported(f"{tmp_path}/a.gpkg|layername=CZKFBJ", tmp_path, "--from", tmp_path / "b.gpkg")
    assert result.returncode == 0 and set(layers) == {"CZKFBJ", "XZQ"}
    manifest = pyogrio.read_dataframe(tmp_path / "plan.gpkg", layer="layer_manifest")
    assert manifest.source.tolist() == [f"{tmp_path}/a.gpkg|layername=CZKFBJ", f"{tmp_path}/b.gpkg|layername=XZQ"]
    assert manifest.covers.isna().all(), "nobody said so"


# ---- what is refused, and what is left as it was


def refused(path, tmp_path, words, *more):
    (tmp_path / "plan.gpkg").write_bytes(b"old")
    (tmp_path / "plan.import.json").unlink(missing_ok=True)
    result, layers = imported(path, tmp_path, *more)
    assert result.returncode == 4 and layers == {}, result.stdout
    assert (tmp_path / "plan.gpkg").read_bytes() == b"old" and not list(tmp_path.glob("*tmp*"))
    assert words in result.stderr, result.stderr


def test_two_layers_for_one_role(zones, tmp_path):
    write(zones, tmp_path / "b.gdb", "CZKFBJ")
    write(zones, tmp_path / "b.gdb", "CZKFBJ_2020")
    refused(tmp_path / "b.gdb", tmp_path, "--map LAYER=none")
    result, layers = imported(tmp_path / "b.gdb", tmp_path, "--map", f"{tmp_path}/b.gdb|layername=CZKFBJ_2020=none")
    assert (result.returncode, layers["CZKFBJ_2020"]["outcome"]) == (0, "left_out")


def test_a_name_and_a_code_that_contradict(zones, tmp_path):
    zones.loc[2, "GHFQDM"] = "420"
    write(zones, tmp_path / "b.gdb", "CZKFBJ")
    refused(tmp_path / "b.gdb", tmp_path, 'row 2: GHFQMC "特别用途区" (special) contradicts GHFQDM "420"')


def test_no_crs(zones, tmp_path):
    write(zones.set_crs(None, allow_override=True), tmp_path / "CZKFBJ.shp", "CZKFBJ")
    refused(tmp_path / "CZKFBJ.shp", tmp_path, "--crs EPSG:4530")
    assert imported(tmp_path / "CZKFBJ.shp", tmp_path, "--crs", "EPSG:4530")[0].returncode == 0
    refused(tmp_path / "CZKFBJ.shp", tmp_path, "crs_implausible", "--crs", "EPSG:4490")


def test_the_old_land_plan(zones, tmp_path):
    write(squares(1, GZQLXDM=["010"]), tmp_path / "b.gdb", "JSYDGZQ")
    refused(tmp_path / "b.gdb", tmp_path, "no layer of a plan was recognised")
    refused(tmp_path / "b.gdb", tmp_path, "do not confuse", "--map", "JSYDGZQ=ugb")
    write(zones, tmp_path / "b.gdb", "CZKFBJ")
    result, layers = imported(tmp_path / "b.gdb", tmp_path)
    assert (result.returncode, layers["JSYDGZQ"]["outcome"]) == (1, "refused")


def test_options_that_make_no_sense(zones, tmp_path):
    write(zones, tmp_path / "b.gpkg", "CZKFBJ")
    for words in (["--map", "CZKFBJ"], ["--map", "CZKFBJ=here"], ["--valid-from", "2021"], ["--profile", "../x"], ["--schema", "none.yaml"], ["--covers", "all"]):
        refused(tmp_path / "b.gpkg", tmp_path, "error [", *words)
    result = run("plan", "import", "--from", tmp_path / "b.gpkg", "--out", tmp_path / "b.gpkg", cwd=tmp_path)
    assert result.returncode == 4 and "would replace the input" in result.stderr
    assert run("plan", "import", "--from", tmp_path / "b.gpkg", "--out", tmp_path / "plan.shp", cwd=tmp_path).returncode == 4


def test_an_open_geopackage_is_not_replaced(zones, tmp_path):
    write(zones, tmp_path / "b.gdb", "CZKFBJ")
    imported(tmp_path / "b.gdb", tmp_path)
    (tmp_path / "plan.gpkg-wal").write_bytes(b"x")
    before = (tmp_path / "plan.gpkg").read_bytes()
    result = run("plan", "import", "--from", tmp_path / "b.gdb", "--out", tmp_path / "plan.gpkg", cwd=tmp_path)
    assert result.returncode == 4 and "target_in_use" in result.stderr and (tmp_path / "plan.gpkg").read_bytes() == before


# ---- what is unwelcome: rows in the report


def test_an_unknown_zone_is_rejected_and_the_plan_does_not_judge(zones, tmp_path, projects):
    zones.loc[1, "GHFQMC"] = "城镇开发边界内"
    write(zones, tmp_path / "b.gdb", "CZKFBJ")
    write(pyogrio.read_dataframe(ROOT / "sample_data/jilin.gpkg", layer="units").rename(columns={"code": "XZQDM", "name": "XZQMC"}), tmp_path / "b.gdb", "XZQ")
    result, layers = imported(tmp_path / "b.gdb", tmp_path, *STATED[:6])
    layer = layers["CZKFBJ"]
    assert (result.returncode, layer["used"], layer["rejected"]) == (2, 2, 1), result.stdout + result.stderr
    assert layer["values_unknown"] == [{"field": "GHFQMC", "value": "城镇开发边界内", "rows": 1, "first_row": 1}]
    assert layer["rejects"][0]["row"] == 1 and "城镇开发边界内" in layer["rejects"][0]["zh"]
    assert "rejected" in result.stdout and "城镇开发边界内" in result.stdout
    with open(tmp_path / "plan.import.csv", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert (rows[0]["read"], rows[0]["rejected"], rows[0]["values_unknown"]) == ("3", "1", "GHFQMC=城镇开发边界内 (1)")
    verdicts = {p["verdict"] for p in checked(tmp_path / "plan.gpkg", projects, tmp_path, "ours")}
    assert verdicts <= {"not_checked", "needs_review"}, "land may be missing: nothing passes, nothing is condemned"


def test_an_alias_file_of_the_user_teaches_a_word(zones, tmp_path):
    zones.loc[1, "GHFQMC"] = "弹性区"
    write(zones, tmp_path / "b.gdb", "CZKFBJ")
    assert imported(tmp_path / "b.gdb", tmp_path)[0].returncode == 2
    (tmp_path / "mine.yaml").write_text(
        """schemas:
  - id: mine
    role: ugb
    title: {zh: 本局, en: ours}
    status: verified
    source: 本局数据说明
    names: [CZKFBJ]
    evidence: [GHFQMC, GHFQDM]
    fields:
      - to: zone_kind
        names:
          - {id: ours, from: [GHFQMC], status: verified, source: 本局, values: {城镇集中建设区: concentrated, 弹性区: flexible, 特别用途区: special}}
      - {to: unit_code, from: [XZQDM], first: 6}
    unused: [GHFQDM]
""", encoding="utf-8")
    result, layers = imported(tmp_path / "b.gdb", tmp_path, "--schema", tmp_path / "mine.yaml")
    assert (result.returncode, layers["CZKFBJ"]["schema"]) == (0, "mine"), result.stdout
    (tmp_path / "mine.yaml").write_text("schemas:\n  - {id: x, nmes: [A]}\n", encoding="utf-8")
    result = run("plan", "import", "--from", tmp_path / "b.gdb", "--out", tmp_path / "p.gpkg", "--schema", "mine.yaml", cwd=tmp_path)
    assert result.returncode == 4 and "bad_rules] mine.yaml:2:" in result.stderr


def test_the_alias_files_of_a_profile(zones, tmp_path):
    data = tmp_path / "data"
    shutil.copytree(ROOT / "libspatial/data", data)
    folder = data / "profiles/elsewhere/schemas"
    folder.mkdir(parents=True)
    (folder / "a.yaml").write_text((data / "schemas/growth-boundary.yaml").read_text(encoding="utf-8").replace("id: czkfbj", "id: elsewhere").replace("names: [CZKFBJ,", "names: [BIANJIE,"), encoding="utf-8")
    write(zones, tmp_path / "b.gpkg", "BIANJIE")
    for profile, schema in (("elsewhere", "elsewhere-planning"), ("unknown-place", "czkfbj-planning")):
        env = {"PATH": os.environ["PATH"], "LIBSPATIAL_DATA": str(data), "LANG": "C.UTF-8"}
        subprocess.run([PROGRAM, "plan", "import", "--from", "b.gpkg", "--out", "plan.gpkg", "--profile", profile], cwd=tmp_path, env=env, check=False, capture_output=True)
        assert (report(tmp_path)["layers"][0]["schema"], report(tmp_path)["profile"]) == (schema, profile)
    with sqlite3.connect(tmp_path / "plan.gpkg") as db:
        assert "from: b.gpkg; profile: unknown-place" in db.execute("SELECT metadata FROM gpkg_metadata").fetchone()[0]


def test_fields_of_the_wrong_type(tmp_path):
    land = squares(3, DLBM=[101, 103, 301], TBMJ=["100.5", "约100", None], KCXS=[0.05, 8.15, None], BSM=[1.0, 2.0, 3.5])
    write(land, tmp_path / "b.gdb", "DLTB")
    result, layers = imported(tmp_path / "b.gdb", tmp_path)
    written = pyogrio.read_dataframe(tmp_path / "plan.gpkg", layer="land_parcels")
    assert (result.returncode, layers["DLTB"]["used"]) == (1, 3)
    assert written.tbmj.tolist()[:1] == [100.5] and written.tbmj.isna().tolist() == [False, True, True]
    assert written.kcxs.isna().tolist() == [False, True, True] and written.bsm.tolist() == ["1", "2", "3.5"]
    assert {v["field"]: v["value"] for v in layers["DLTB"]["values_unknown"]} == {"TBMJ": "约100", "KCXS": "8.15"}


def test_empty_layers_unknown_layers_and_tables(zones, tmp_path):
    write(zones.iloc[:0], tmp_path / "b.gdb", "CZKFBJ", geometry_type="MultiPolygon")
    write(squares(1, XZQDM=["220202"], XZQMC=["昌邑区"]), tmp_path / "b.gdb", "XZQ")
    write(squares(1, X=["1"]), tmp_path / "b.gdb", "道路")
    write(pd.DataFrame({"K": ["a"]}), tmp_path / "b.gdb", "说明")
    result, layers = imported(tmp_path / "b.gdb", tmp_path, "--covers", "units")
    assert result.returncode == 1
    assert [layers[n]["outcome"] for n in ("CZKFBJ", "XZQ", "道路", "说明")] == ["used", "used", "unknown", "unknown"]
    manifest = pyogrio.read_dataframe(tmp_path / "plan.gpkg", layer="layer_manifest").set_index("role")
    assert pd.isna(manifest.covers["ugb"]) and manifest.covers["units"] == "units", "an empty layer states nothing"
    info = pyogrio.read_info(tmp_path / "plan.gpkg", layer="growth_boundary_zones")
    assert (info["features"], info["geometry_type"]) == (0, "MultiPolygon")


def test_the_same_input_gives_the_same_bytes(zones, tmp_path):
    write(zones, tmp_path / "b.gdb", "CZKFBJ")
    first, _ = imported(tmp_path / "b.gdb", tmp_path)
    bytes_of = {p.name: p.read_bytes() for p in tmp_path.glob("plan.*")}
    second, _ = imported(tmp_path / "b.gdb", tmp_path)
    assert first.stdout == second.stdout and bytes_of == {p.name: p.read_bytes() for p in tmp_path.glob("plan.*")} and len(bytes_of) == 3


# ---- plan init


def test_an_empty_plan_has_every_layer_with_its_type(tmp_path):
    assert run("plan", "init", "--out", "e.gpkg", cwd=tmp_path).returncode == 0
    infos = {name: pyogrio.read_info(tmp_path / "e.gpkg", layer=name) for name, _ in pyogrio.list_layers(tmp_path / "e.gpkg")}
    assert infos["growth_boundary_zones"]["geometry_type"] == "MultiPolygon" and infos["streets"]["geometry_type"] == "MultiLineString"
    assert infos["places"]["geometry_type"] == "Point" and infos["quotas"]["geometry_type"] is None
    assert dict(zip(infos["land_supplies"]["fields"], infos["land_supplies"]["ogr_types"]))["supplied_on"] == "OFTDate"
    assert all(info["features"] == 0 for name, info in infos.items() if name not in ("layer_manifest", "README"))
    with sqlite3.connect(tmp_path / "e.gpkg") as db:
        described = set(db.execute("SELECT table_name, column_name FROM gpkg_data_columns WHERE title <> '' AND description LIKE '% / %'"))
        words = {v for (v,) in db.execute("SELECT value FROM gpkg_data_column_constraints WHERE constraint_name = 'growth_boundary_zones_zone_kind'")}
    assert {(n, f) for n, info in infos.items() if n != "README" for f in info["fields"]} == described
    assert words == set(NAMES)
    readme = pyogrio.read_dataframe(tmp_path / "e.gpkg", layer="README")
    assert set(readme.layer) == set(infos) - {"README"} and readme.zh.notna().all() and readme.en.notna().all()


def test_an_empty_plan_passes_nothing(tmp_path, projects):
    run("plan", "init", "--out", "e.gpkg", "--crs", "EPSG:4530", cwd=tmp_path)
    answers = checked(tmp_path / "e.gpkg", projects, tmp_path, "ours")
    assert {p["verdict"] for p in answers} <= {"not_checked", "needs_review"} and len(answers) == 30
    assert all(p["zones"] == [] for p in answers), "not even that the land lies outside the boundary"


def test_an_empty_plan_replaces_nothing(tmp_path):
    (tmp_path / "e.gpkg").write_bytes(b"work of a year")
    assert run("plan", "init", "--out", "e.gpkg", cwd=tmp_path).returncode == 4
    assert (tmp_path / "e.gpkg").read_bytes() == b"work of a year"


def test_a_filled_plan_can_be_imported_again(tmp_path, projects, plan):
    """The standard form is itself known: importing the sample gives the answers of the sample."""
    result, layers = imported(plan, tmp_path, *STATED)
    assert (result.returncode, layers["layer_manifest"]["outcome"]) == (1, "known"), "places have two columns beyond the standard form"
    assert layers["places"]["fields_unknown"] == ["coord_quality", "coord_source"]
    assert checked(tmp_path / "plan.gpkg", projects, tmp_path, "ours") == checked(plan, projects, tmp_path, "theirs")
