"""Drawings through every door: arcs with their exact area, a CRS that must be declared, names in Chinese, nothing lost."""

import json
import math

import geopandas as gpd
import pytest
import shapely

import libspatial

X, Y = 42543000, 4857000


def dxf(entities, encoding="gbk", codepage="ANSI_936", units=6, version="AC1015"):
    pairs = [(0, "SECTION"), (2, "HEADER"), (9, "$ACADVER"), (1, version), (9, "$DWGCODEPAGE"), (3, codepage), (9, "$INSUNITS"), (70, units), (0, "ENDSEC"), (0, "SECTION"), (2, "ENTITIES"), *entities, (0, "ENDSEC"), (0, "EOF")]
    return "".join(f"{code}\n{value}\n" for code, value in pairs).encode(encoding)


def polyline(points, layer="红线", closed=True):
    """(x, y, bulge) …"""
    pairs = [(0, "LWPOLYLINE"), (8, layer), (90, len(points)), (70, int(closed))]
    for x, y, bulge in points:
        pairs += [(10, repr(float(x))), (20, repr(float(y))), *([(42, repr(bulge))] if bulge else [])]
    return pairs


def text(x, y, words, layer="红线"):
    return [(0, "TEXT"), (8, layer), (10, repr(float(x))), (20, repr(float(y))), (40, "5"), (1, words)]


SQUARE = [(X, Y, 0), (X + 100, Y, 0), (X + 100, Y + 100, 0), (X, Y + 100, 0)]


@pytest.mark.parametrize("bulge", [1.0, 0.5, -0.3])
def test_three_arcs_have_their_exact_area(bulge, tmp_path, program):
    """Three sides of a square of 100 m bulge; a circular segment over the chord is half of r² (α − sin α)."""
    file = tmp_path / "lot.dxf"
    file.write_bytes(dxf(polyline([(x, y, bulge if i < 3 else 0) for i, (x, y, _) in enumerate(SQUARE)])))
    angle = 4 * math.atan(abs(bulge))
    radius = 50 / math.sin(angle / 2)
    exact = 100**2 + math.copysign(1, bulge) * 3 * radius**2 / 2 * (angle - math.sin(angle))
    code, out, errors = program("area", file, "--crs", "EPSG:4530", "--kind", "planar")
    assert code == 0, errors
    assert float(out.split(",")[-1]) == pytest.approx(exact, abs=1e-4)
    assert float(libspatial.area(file, crs="EPSG:4530", kind="planar")[0]) == float(out.split(",")[-1])
    assert libspatial.area(file, crs="EPSG:4530")[0] == pytest.approx(exact, rel=1e-4)


def test_names_layers_and_accounts(tmp_path):
    file = tmp_path / "lots.dxf"
    inner = polyline([(X + 300, Y, 0), (X + 400, Y, 0), (X + 400, Y + 100, 0)], layer="地块")
    file.write_bytes(dxf([*polyline(SQUARE), *text(X + 50, Y + 50, "一号地块"), *inner, (0, "SPLINE"), (8, "0")]))
    with pytest.warns(libspatial.RejectedWarning):
        lots = libspatial.read(file, crs="EPSG:4530")
    assert lots["layer"].tolist()[:2] == ["红线", "地块"] and "一号地块" in lots[["id", "name"]].iloc[0].tolist()
    n = lots.attrs["entities"]
    assert n["read"] == n["used"] + n["repaired"] + n["rejected"] == 4 and n["rejected"] == 1
    assert lots.attrs["encoding"] == "GB18030" and lots.attrs["rejects"][0]["line"] > 0
    one = libspatial.read(f"{file}|layername=地块", crs="EPSG:4530")
    assert len(one) == 1 and one["layer"][0] == "地块"


@pytest.mark.parametrize(("encoding", "codepage", "version", "words"), [("gbk", "ANSI_936", "AC1015", "红线一"), ("utf-8", "ANSI_1252", "AC1015", "红线一"), ("utf-8", "ANSI_936", "AC1024", "红线一"),
                                                                        ("ascii", "ANSI_1252", "AC1015", "\\U+7EA2\\U+7EBF\\U+4E00")])
def test_chinese_however_it_is_written(encoding, codepage, version, words, tmp_path):
    file = tmp_path / "lot.dxf"
    layer = words if encoding != "ascii" else "0"
    file.write_bytes(dxf([*polyline(SQUARE, layer=layer), *text(X + 50, Y + 50, words, layer=layer)], encoding, codepage, version=version))
    lots = libspatial.read(file, crs="EPSG:4530")
    assert "红线一" in lots[["id", "name"]].iloc[0].tolist()


def test_a_drawing_without_a_declared_crs_is_no_area(tmp_path, program):
    file = tmp_path / "lot.dxf"
    file.write_bytes(dxf(polyline(SQUARE)))
    code, out, errors = program("area", file, "--lang", "en")
    assert code == 4 and "[crs_missing]" in errors and "EPSG:4530" in errors and "area_m2" not in out
    with pytest.raises(libspatial.errors.CrsMissingError, match="inspect"):
        libspatial.area(file)
    found = libspatial.inspect(file).set_index("code")
    assert "EPSG:4530" in found.action_en["no_crs"]
    code, out, _ = program("inspect", file, "--lang", "en")
    assert code == 2 and "[no_crs]" in out and "--crs EPSG:4530" in out


def test_there_and_back(tmp_path, program):
    shapes = [shapely.Polygon([(x, y) for x, y, _ in SQUARE]), shapely.box(X + 200, Y, X + 300, Y + 100).difference(shapely.box(X + 220, Y + 20, X + 240, Y + 40))]
    gpd.GeoDataFrame({"id": ["1", "2"], "name": ["甲", "乙㙍"], "layer": ["红线", "地块"]}, geometry=shapes, crs=4530).to_file(tmp_path / "lots.gpkg", engine="pyogrio")
    code, _, errors = program("convert", tmp_path / "lots.gpkg", tmp_path / "lots.dxf", "--report", tmp_path / "report.json")
    assert code == 0, errors
    assert {loss["code"] for loss in json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["not_carried"]} >= {"crs"}
    back = libspatial.read(tmp_path / "lots.dxf", crs="EPSG:4530")
    assert [shape.equals(given) for shape, given in zip(back.geometry, shapes)] == [True, True]
    assert back["layer"].tolist() == ["红线", "地块"] and back["name"].tolist() == ["甲", "乙㙍"]


@pytest.mark.parametrize("end", ["dwg", "binary", "cut", "millimetres"])
def test_what_is_no_drawing_we_read_says_the_next_step(end, tmp_path, program):
    whole = dxf(polyline(SQUARE))
    content = {"dwg": b"AC1015" + bytes(200), "binary": b"AutoCAD Binary DXF\r\n\x1a\x00" + bytes(100), "cut": whole[: len(whole) // 2], "millimetres": dxf(polyline([(1000.0 * x, 1000.0 * y, b) for x, y, b in SQUARE]), units=4)}[end]
    file = tmp_path / "lot.dxf"
    file.write_bytes(content)
    code, out, errors = program("area", file, "--crs", "EPSG:4530", "--lang", "en")
    assert code == 4 and "lot.dxf" in errors and "area_m2" not in out, errors
    with pytest.raises(libspatial.LibspatialError, match="lot.dxf"):
        libspatial.area(file, crs="EPSG:4530")


def hatch(points, sources=(), declared=None):
    path = [(92, 3), (72, 0), (73, 1), (93, declared or len(points)), *(pair for x, y in points for pair in ((10, repr(float(x))), (20, repr(float(y))))), (97, len(sources)), *((330, handle) for handle in sources)]
    return [(0, "HATCH"), (8, "面"), (10, 0), (20, 0), (30, 0), (210, 0), (220, 0), (230, 1), (2, "SOLID"), (70, 1), (71, 0), (91, 1), *path, (75, 0), (76, 1), (98, 0)]


def with_handle(entity, handle):
    return [entity[0], (5, handle), *entity[1:]]


@pytest.mark.parametrize("moved, rows", [(0, 1), (500, 2)])
def test_a_hatch_fills_a_polyline_only_where_it_lies(moved, rows, tmp_path):
    """By the handle alone the hatch was its fill, and its land was gone."""
    square = [(X, Y), (X + 100, Y), (X + 100, Y + 100), (X, Y + 100)]
    file = tmp_path / "lots.dxf"
    file.write_bytes(dxf([*with_handle(polyline([(x + moved, y, 0.00001) for x, y in square]), "AB"), *hatch(square, ["AB"])]))
    assert len(libspatial.read(file, crs="EPSG:4530")) == rows


def test_a_hatch_with_fewer_corners_than_it_declares_is_rejected(tmp_path):
    file = tmp_path / "lots.dxf"
    file.write_bytes(dxf(hatch([(X, Y), (X + 100, Y), (X + 100, Y + 100)], declared=4)))
    with pytest.warns(libspatial.RejectedWarning, match="incomplete border"):
        libspatial.read(file, crs="EPSG:4530")
