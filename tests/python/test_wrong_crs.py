"""Files whose CRS is wrong: none gives an area without a refusal that says the next step; the step, taken, gives the right area."""

import itertools
import warnings

import geopandas as gpd
import pytest
import shapely
from pyproj import Transformer

import libspatial
from libspatial import errors

PLACES = {"downtown": (126.55, 43.84), "永吉": (126.20, 43.60), "磐石": (126.02, 42.95), "舒兰": (126.95, 44.40), "蛟河": (127.34, 43.72)}


def ring(lon, lat, crs, swapped=False):
    """A field of some 500 × 700 m, its corners in `crs`."""
    corners = [(lon, lat), (lon + 0.006, lat), (lon + 0.0062, lat + 0.006), (lon + 0.003, lat + 0.0075), (lon, lat + 0.006)]
    there = Transformer.from_crs(4490, crs, always_xy=True)
    points = [there.transform(*c) for c in corners]
    return [(y, x) for x, y in points] if swapped else points


def save(path, points, crs):
    gpd.GeoDataFrame({"id": ["1"]}, geometry=[shapely.Polygon(points)], crs=crs).to_file(path, engine="pyogrio", layer="lots")
    return path


# what the coordinates are in, what the file says; swapped: axes the other way round
WRONG = {
    "neighbouring zone, no prefix": (4551, 4552, False),
    "two zones west, no prefix": (4551, 4549, False),
    "prefix in a zone without": (4530, 4551, False),
    "no prefix in a zone with": (4551, 4530, False),
    "prefix of another zone": (4530, 4531, False),
    "degrees called metres": (4490, 4530, False),
    "metres called degrees": (4530, 4490, False),
    "swapped metres": (4551, 4551, True),
    "swapped metres with prefix": (4530, 4530, True),
    "swapped degrees": (4490, 4490, True),
    "web mercator called Gauss–Krüger": (3857, 4551, False),
    "Gauss–Krüger called web mercator": (4551, 3857, False),
    "Gauss–Krüger with prefix called web mercator": (4530, 3857, False),
    "six-degree zone called three": (4500, 4551, False),
    "three-degree zone called six": (4530, 4500, False),
    "no CRS at all": (4551, None, False),
}


@pytest.mark.parametrize(("case", "place"), list(itertools.product(WRONG, PLACES)), ids=lambda v: v)
def test_no_area_from_a_wrong_crs(case, place, tmp_path, program):
    true, said, swapped = WRONG[case]
    file = save(tmp_path / "lots.gpkg", ring(*PLACES[place], true, swapped), said)
    code, out, errors = program("area", file, "--lang", "en")
    assert code == 4 and "area_m2" not in out, (case, out)
    assert "[crs_" in errors and "lots.gpkg" in errors and "libspatial inspect" in errors
    with pytest.raises((libspatial.errors.CrsImplausibleError, libspatial.errors.CrsMissingError)):
        libspatial.area(file)
    code, out, _ = program("inspect", file, "--lang", "en")
    assert code == 2 and "deal with the errors first" in out


@pytest.mark.parametrize("place", PLACES)
def test_the_step_that_is_proposed_gives_the_right_area(place, tmp_path, program):
    right = float(libspatial.area(save(tmp_path / "right.gpkg", ring(*PLACES[place], 4551), 4551))[0])
    file = save(tmp_path / "lots.gpkg", ring(*PLACES[place], 4551), 4552)
    _, out, _ = program("inspect", file, "--lang", "en")
    assert "libspatial convert IN OUT --set-crs EPSG:4551" in out
    code, _, _ = program("convert", file, tmp_path / "mended.gpkg", "--set-crs", "EPSG:4551")
    assert code == 0 and float(libspatial.area(tmp_path / "mended.gpkg")[0]) == right
    code, out, _ = program("area", file, "--anywhere")
    assert code == 0 and "area_m2" in out, "the user may insist"
    with libspatial.anywhere():
        assert libspatial.area(file)[0] == pytest.approx(right, rel=0.01)


def test_an_overlay_of_a_neighbouring_zone_is_refused(tmp_path, program):
    lots = save(tmp_path / "lots.gpkg", ring(*PLACES["downtown"], 4551), 4552)
    zones = save(tmp_path / "zones.gpkg", ring(*PLACES["downtown"], 4551), 4551)
    for subjects, other in ((lots, zones), (zones, lots)):
        code, _, errors = program("overlay", subjects, other, "--out", tmp_path / "table.csv", "--lang", "en")
        assert code == 4 and "[crs_implausible]" in errors and "lots.gpkg" in errors and not (tmp_path / "table.csv").exists()
        with pytest.raises(libspatial.errors.CrsImplausibleError, match="EPSG:4551"):
            libspatial.overlay(subjects, other)


def test_data_of_another_city_are_measured(tmp_path, program):
    """通化: elsewhere by every reading."""
    code, out, _ = program("area", save(tmp_path / "lots.gpkg", ring(125.93, 41.72, 4530), 4530))
    assert code == 0 and "area_m2" in out


@pytest.mark.parametrize(("declared", "shift"), [("GCJ-02", (0.0057, 0.0022)), ("BD-09", (0.0123, 0.008))])
@pytest.mark.parametrize("ending", ["gpkg", "geojson", "csv"])
def test_a_web_map_is_moved_back_only_when_declared(declared, shift, ending, tmp_path, program):
    lon, lat = PLACES["downtown"]
    file = tmp_path / f"lots.{ending}"
    points = ring(lon, lat, 4490)
    if ending == "csv":
        file.write_text("地块编号,点号,经度,纬度\n" + "".join(f"1,{i},{x!r},{y!r}\n" for i, (x, y) in enumerate(points)))
    else:
        save(file, points, 4326)
    moved = libspatial.read(file, crs=declared)
    assert moved.crs.to_epsg() == 4490
    x, y = moved.geometry[0].exterior.coords[0]
    assert (lon - x, lat - y) == pytest.approx(shift, abs=0.001)
    code, out, errors = program("area", file, "--crs", declared, "--lang", "en")
    assert code == 0 and declared in errors and "not for an area to be signed" in errors
    assert float(out.split(",")[-1]) == float(libspatial.area(file, crs=declared)[0])


def test_metres_are_no_web_map(tmp_path, program):
    file = save(tmp_path / "lots.gpkg", ring(*PLACES["downtown"], 4551), 4551)
    code, _, errors = program("area", file, "--crs", "GCJ-02", "--lang", "en")
    assert code == 4 and "[crs_mismatch]" in errors
    code, _, errors = program("convert", file, tmp_path / "out.gpkg", "--to-crs", "GCJ-02", "--lang", "en")
    assert code == 4 and "[crs_unknown]" in errors and "no CRS" in errors


def test_geoparquet(tmp_path):
    frame = gpd.read_file(save(tmp_path / "lots.gpkg", ring(*PLACES["downtown"], 4530), 4530))
    frame.to_parquet(tmp_path / "lots.parquet")
    lots = libspatial.read(tmp_path / "lots.parquet")
    assert lots["id"].tolist() == ["1"] and lots.crs.to_epsg() == 4530
    assert float(libspatial.area(tmp_path / "lots.parquet")[0]) == float(libspatial.area(tmp_path / "lots.gpkg")[0])
    cut = tmp_path / "cut.parquet"
    cut.write_bytes((tmp_path / "lots.parquet").read_bytes()[:-20])
    with pytest.raises(libspatial.errors.DamagedFileError, match="cut.parquet"):
        libspatial.read(cut)


def test_land_with_a_zone_prefix_among_land_without_has_no_area(tmp_path, program):
    """Half a file was exported with the prefix: in EPSG:4551 that half lies 42,000 km off, and had an area."""
    lots = gpd.GeoDataFrame({"id": [1, 2]}, geometry=[shapely.box(543000, 4857000, 543100, 4857100), shapely.box(42543200, 4857000, 42543300, 4857100)], crs="EPSG:4551")
    lots.to_file(tmp_path / "mixed.gpkg")
    with pytest.raises(libspatial.errors.CrsImplausibleError, match="EPSG:4530"):
        libspatial.area(lots)
    with libspatial.anywhere(), pytest.warns(libspatial.RejectedWarning, match="zone prefixes mixed"):
        areas = libspatial.area(lots)
    assert abs(areas[0] - 10000) < 2 and areas[1] != areas[1]
    code, out, err = program("area", tmp_path / "mixed.gpkg", "--anywhere", "--lang", "en")
    assert code == 2 and "zone prefixes mixed" in err and out.splitlines()[2] == "1,"


def stretched():
    lots = gpd.GeoDataFrame({"use": ["A", "B"]}, geometry=[shapely.box(x, 4857000, x + 100, 4857100) for x in (544000, 544100)], crs="EPSG:4551")
    return lots.to_crs("EPSG:3857")


@pytest.mark.parametrize("work", {
    "area": lambda lots: libspatial.area(lots, kind="planar"),
    "overlay": lambda lots: libspatial.overlay(lots, lots, area="planar"),
    "tabulate": lambda lots: libspatial.tabulate(lots, lots, classes="use", area="planar"),
    "transition": lambda lots: libspatial.transition(lots, lots, classes="use", area="planar"),
    "interpolate": lambda lots: libspatial.interpolate(lots.assign(people=1.0), lots, extensive=["people"], area="planar"),
    "enclosed": lambda lots: libspatial.enclosed(lots.boundary, area="planar"),
    "allocation_table": lambda lots: libspatial.metrics.allocation_table(lots, lots, area="planar"),
}.values())
def test_planar_areas_far_from_those_of_the_land_come_with_a_warning(work):
    with pytest.warns(UserWarning, match=r"planar areas in EPSG:3857 are 1\.9\d\d times those of the land here: use official or geodesic, or reproject to EPSG:4551 first"):
        work(stretched())
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        work(stretched().to_crs("EPSG:4551"))


def test_the_warning_stands_at_the_line_of_the_caller():
    with pytest.warns(UserWarning, match="planar areas") as said:
        libspatial.area(stretched(), kind="planar")
    assert [w.filename for w in said] == [__file__]


@pytest.mark.parametrize("id_", ["perimeter", "enn", "core_area", "polsby_popper"])
def test_metrics_of_a_stretched_plane_are_refused(id_):
    parameters = {"d": 10} if id_ == "core_area" else {}
    with pytest.raises(errors.AreaKindError, match=r"lengths in EPSG:3857 are 1\.3\d\d times those of the land here and \w+ is measured in the plane, reproject it to EPSG:4551 first"):
        getattr(libspatial.metrics, id_)(stretched(), **parameters)
    assert getattr(libspatial.metrics, id_)(stretched().to_crs("EPSG:4551"), **parameters).notna().all()
