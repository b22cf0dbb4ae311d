"""Limits of reading: one set of names for the program and for every call of Python that opens a file, held by every format."""

import inspect
import subprocess
from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest
import shapely

import libspatial

ROOT = Path(__file__).parents[2]
PROGRAM = ROOT / "build/bin/libspatial"
CRS = "EPSG:4551"
LOTS = [shapely.box(544000 + 200 * i, 4857000, 544100 + 200 * i, 4857100) for i in range(3)]
FRAME = gpd.GeoDataFrame({"id": list("abc"), "code": ["220202", "220203", "220204"], "name": ["甲地块", "乙", "丙"], "people": [1.0, 2.0, 3.0]}, geometry=LOTS, crs=CRS)
ROADS = gpd.GeoDataFrame({"name": list("abc")}, geometry=[shapely.LineString([(543990, 4857000 + 50 * i), (544310, 4857000 + 50 * i), (544310, 4857300)]) for i in range(3)], crs=CRS)


@pytest.fixture(scope="module")
def lots(tmp_path_factory):
    path = tmp_path_factory.mktemp("limits") / "lots.gpkg"
    pyogrio.write_dataframe(FRAME, path, layer="units")
    return path


@pytest.fixture(scope="module")
def roads(tmp_path_factory):
    path = tmp_path_factory.mktemp("limits") / "roads.gpkg"
    pyogrio.write_dataframe(ROADS, path, layer="roads")
    return path


PLAN = ROOT / "sample_data/jilin.gpkg"
CALLS = {
    "read": lambda lots, roads, tmp, **k: libspatial.read(lots, **k),
    "inspect": lambda lots, roads, tmp, **k: libspatial.inspect(lots, **k),
    "area": lambda lots, roads, tmp, **k: libspatial.area(lots, **k),
    "overlay": lambda lots, roads, tmp, **k: libspatial.overlay(FRAME, lots, **k),
    "check projects": lambda lots, roads, tmp, **k: libspatial.check(lots, {"units": FRAME}, **k),
    "check plan": lambda lots, roads, tmp, **k: libspatial.check(FRAME, lots, **k),
    "validate": lambda lots, roads, tmp, **k: libspatial.validate(lots, **k),
    "evaluate": lambda lots, roads, tmp, **k: libspatial.evaluate({"units": FRAME}, projects=lots, **k),
    "evaluate plan": lambda lots, roads, tmp, **k: libspatial.evaluate(lots, **k),
    "Plan": lambda lots, roads, tmp, **k: libspatial.Plan(lots, **k),
    "register": lambda lots, roads, tmp, **k: libspatial.Plan().register(lots, **k),
    "import_plan": lambda lots, roads, tmp, **k: libspatial.import_plan(lots, roles={"units": "units"}, **k),
    "write": lambda lots, roads, tmp, **k: libspatial.write(lots, tmp / "o.txt", **k),
    "to_arrow": lambda lots, roads, tmp, **k: libspatial.to_arrow(lots, **k),
    "tabulate": lambda lots, roads, tmp, **k: libspatial.tabulate(lots, FRAME, **k),
    "transition": lambda lots, roads, tmp, **k: libspatial.transition(FRAME, lots, classes="name", **k),
    "transition zones": lambda lots, roads, tmp, **k: libspatial.transition(FRAME, FRAME, classes="name", zones=lots, **k),
    "interpolate": lambda lots, roads, tmp, **k: libspatial.interpolate(lots, FRAME, extensive=["people"], **k),
    "patches": lambda lots, roads, tmp, **k: libspatial.patches(lots, **k),
    "metric": lambda lots, roads, tmp, **k: libspatial.metrics.te(lots, class_="name", **k),
    "compute": lambda lots, roads, tmp, **k: libspatial.metrics.compute("te", lots, class_="name", **k),
    "line_lengths": lambda lots, roads, tmp, **k: libspatial.line_lengths(roads, **k),
    "enclosed": lambda lots, roads, tmp, **k: libspatial.enclosed(roads, **k),
    "corridor": lambda lots, roads, tmp, **k: libspatial.corridor(roads, width_m=10, **k),
    "lengths": lambda lots, roads, tmp, **k: libspatial.lengths(ROADS, lots, **k),
    "along": lambda lots, roads, tmp, **k: libspatial.along(ROADS[:1], lots, 500, **k),
    "distance": lambda lots, roads, tmp, **k: libspatial.distance(lots, FRAME, **k),
    "files.read_layer": lambda lots, roads, tmp, **k: libspatial.files.read_layer(lots, **k),
    "files.read_layers": lambda lots, roads, tmp, **k: libspatial.files.read_layers(lots, **k),
}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("call", CALLS)
def test_every_call_that_opens_a_file_takes_limits(call, lots, roads, tmp_path):
    with pytest.raises(libspatial.errors.LimitExceededError, match=r"rows.*read_limits=\{\"rows\": "):
        CALLS[call](lots, roads, tmp_path, read_limits={"rows": 2})
    CALLS[call](lots, roads, tmp_path, read_limits={"rows": "3K", "shape_points": 5})


def test_no_call_has_been_forgotten():
    """What takes a CRS for files that have none opens files."""
    found = {name: f for name in libspatial.__all__ if callable(f := getattr(libspatial, name)) and not inspect.isclass(f)}
    found |= {f"metrics.{id_}": getattr(libspatial.metrics, id_) for id_ in ("te", "shdi", "lei")} | {"Plan": libspatial.Plan, "Plan.register": libspatial.Plan.register}
    without = [name for name, f in found.items() if "crs" in inspect.signature(f).parameters and "read_limits" not in inspect.signature(f).parameters]
    assert without == []
    assert {"validate", "Plan"} <= {name for name, f in found.items() if "read_limits" in inspect.signature(f).parameters}


def test_the_limits_of_a_call_end_with_it(lots):
    with pytest.raises(libspatial.errors.LimitExceededError):
        libspatial.area(lots, read_limits={"rows": 2})
    assert len(libspatial.area(lots)) == 3


@pytest.mark.parametrize("wrong", [{"rows": 0}, {"rows": -1}, {"rows": 1.5}, {"rows": "1Q"}, {"points": 3}, {"rows": None}])
def test_a_limit_that_is_none_names_the_others(lots, wrong):
    with pytest.raises(libspatial.errors.BadArgumentError, match="shape_points"):
        libspatial.area(lots, read_limits=wrong)


def test_the_documented_names_are_those_of_the_library():
    page = (ROOT / "docs/reference/safe-opening.md").read_text(encoding="utf-8")
    table = [line.split("`")[1] for line in page.splitlines() if line.startswith("| `")]
    program = {"seconds", "memory_bytes"}
    assert [name for name in table if name not in program] == list(libspatial._core.limit_names()) and program <= set(table)


# ---- every format

TXT = "[属性描述]\n坐标系=2000国家大地坐标系\n几度分带=3\n投影类型=高斯克吕格\n计量单位=米\n带号=42\n[地块坐标]\n" + "".join(
    f"4,,{n},{t},面,,,,@\n" + "".join(f"J{j + 1},1,{4857000 + y},{42544000 + x}\n" for j, (x, y) in enumerate(((0, 0), (0, 100), (100, 100), (100, 0)))) for n, t in zip("abc", ("甲地块", "乙", "丙")))
DXF = "0\nSECTION\n2\nENTITIES\n" + "".join(f"0\nLWPOLYLINE\n8\n{n}\n90\n4\n70\n1\n" + "".join(f"10\n{42544000 + x + 200 * i}\n20\n{4857000 + y}\n" for x, y in ((0, 0), (0, 100), (100, 100), (100, 0))) for i, n in enumerate("abc")) + "0\nENDSEC\n0\nEOF\n"


def made(kind, folder):
    path = folder / f"lots.{kind}"
    if kind in ("gpkg", "fgb"):
        pyogrio.write_dataframe(FRAME, path)
    elif kind == "gdb":
        pyogrio.write_dataframe(FRAME, path, driver="OpenFileGDB", layer="lots")
    elif kind == "shp":
        pyogrio.write_dataframe(FRAME, path, encoding="UTF-8")
    elif kind in ("geojson", "kml"):
        pyogrio.write_dataframe(FRAME.to_crs(4490 if kind == "geojson" else 4326), path, driver={"geojson": "GeoJSON", "kml": "KML"}[kind])
    elif kind == "parquet":
        FRAME.to_parquet(path)
    elif kind == "txt":
        path.write_text(TXT, encoding="utf-8")
    elif kind == "dxf":
        path.write_text(DXF)
    else:
        libspatial.write(FRAME, path)
    return path


FORMATS = ["gpkg", "shp", "geojson", "fgb", "kml", "gdb", "txt", "csv", "xlsx", "wkt", "dxf", "parquet"]
WHOLE = ("geojson", "kml", "txt", "csv", "wkt", "dxf")


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("limit", ["rows=2", "shape_points=4", "fields=1", "layer_points=7", "value_bytes=2", "text_bytes=100"])
@pytest.mark.parametrize("kind", FORMATS)
def test_every_format_holds_every_limit(kind, limit, tmp_path):
    name, _, value = limit.partition("=")
    if name == "text_bytes" and kind not in WHOLE:
        pytest.skip("is not held as a whole")
    if (name, kind) == ("fields", "wkt") or (name == "value_bytes" and kind in ("dxf", "wkt")):
        pytest.skip("has no such thing")
    path = made(kind, tmp_path)
    options = {"crs": "EPSG:4530"} if kind == "dxf" else {"crs": CRS} if kind == "wkt" else {}
    with pytest.raises(libspatial.errors.LimitExceededError, match=rf"lots\.{kind}.*{name}"):
        libspatial.read(path, read_limits={name: int(value)}, **options)
    assert len(libspatial.read(path, **options)) == 3
    if kind != "parquet":
        words = [w for key, v in options.items() for w in ("--" + key, v)]
        done = subprocess.run([PROGRAM, "area", path, *words, "--read-limit", limit, "--lang", "en"], capture_output=True, text=True)
        assert done.returncode == 4 and "[limit_exceeded]" in done.stderr and f"--read-limit {name}=" in done.stderr and done.stdout == "", done.stderr
        assert subprocess.run([PROGRAM, "area", path, *words], capture_output=True).returncode == 0


def test_a_drawing_is_limited_as_it_unfolds(tmp_path):
    """A block inserted in rows and columns: a thousand bytes, a million shapes."""
    path = tmp_path / "bomb.dxf"
    square = "0\nLWPOLYLINE\n8\n0\n90\n4\n70\n1\n" + "".join(f"10\n{x}\n20\n{y}\n" for x, y in ((0, 0), (0, 1), (1, 1), (1, 0)))
    path.write_text(f"0\nSECTION\n2\nBLOCKS\n0\nBLOCK\n2\nb\n10\n0\n20\n0\n{square}0\nENDBLK\n0\nENDSEC\n0\nSECTION\n2\nENTITIES\n0\nINSERT\n2\nb\n10\n42544000\n20\n4857000\n70\n1000\n71\n1000\n44\n2\n45\n2\n0\nENDSEC\n0\nEOF\n")
    for limit, wanted in (("drawing_entities", 2_000_001), ("drawing_points", 20_000)):
        with pytest.raises(libspatial.errors.LimitExceededError, match=limit):
            libspatial.read(path, crs="EPSG:4530", read_limits={limit: 10_000})
        done = subprocess.run([PROGRAM, "area", path, "--crs", "EPSG:4530", "--read-limit", f"{limit}=10K", "--lang", "en"], capture_output=True, text=True)
        assert done.returncode == 4 and f"--read-limit {limit}={wanted}" in done.stderr, done.stderr
