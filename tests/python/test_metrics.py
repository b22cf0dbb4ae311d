"""Land-use metrics in Python: every golden value of the catalogue, documentation that runs, results that keep their index and say their unit."""

import doctest
import inspect
import math
import sys
import warnings
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import libspatial
from libspatial import _core, metrics

ROOT = Path(__file__).parents[2]
CATALOGUE = metrics._catalogue()
CASES = [(entry, example) for entry in CATALOGUE.entries() for example in entry["examples"]]
PLANE = "EPSG:32652"


def frame_of(layer):
    if not layer.crs:
        return pd.DataFrame(layer.fields)
    return gpd.GeoDataFrame(layer.fields, geometry=gpd.GeoSeries.from_wkb(layer.wkb), crs=layer.crs_wkt)


def call(entry, example, id_=None, **options):
    _, layers = CATALOGUE.fixtures()[example["fixture"]]
    named = {metrics._argument(n): frame_of(layers[n]) for n in metrics._layers_of(entry)}
    named.update({metrics._argument(k): v for k, v in example["parameters"].items()})
    if id_:
        return getattr(metrics, id_)(**named, **options)
    return metrics.compute(entry["ids"][0][0], *[named.pop(metrics._argument(n)) for n in metrics._layers_of(entry)], **named, **options)


def same(found, expected, tolerance):
    if expected is None:
        return found is None or found is pd.NA or (isinstance(found, float) and math.isnan(found))
    if isinstance(expected, str):
        return found == expected
    return math.isclose(float(found), expected, rel_tol=tolerance, abs_tol=1e-9 if expected == 0 else 0)


@pytest.mark.parametrize("entry,example", CASES, ids=[f"{e['ids'][0][0]}-{x['fixture']}-{i}" for i, (e, x) in enumerate(CASES)])
def test_every_golden_value(entry, example):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        table = call(entry, example)
    for name, expected in example["expect"].items():
        found = table[name].tolist() if name in table else table.index.get_level_values(name).tolist()
        assert len(found) == len(expected), name
        assert all(same(f, e, example["tolerance"]) for f, e in zip(found, expected)), (name, found, expected)


def test_compute_takes_a_column_called_id():
    """It took it for the id of the metric."""
    old = gpd.GeoDataFrame({"nm": ["p", "q"]}, geometry=[shapely.box(0, 0, 100, 100), shapely.box(100, 0, 200, 100)], crs=PLANE)
    new = gpd.GeoDataFrame({"nm": ["p1", "p2"]}, geometry=[shapely.box(0, 0, 50, 100), shapely.box(50, 0, 100, 100)], crs=PLANE)
    table = metrics.compute("lineage", old, new, id="nm", area="planar")
    assert set(zip(table.index.get_level_values(0), table.index.get_level_values(1), table["lineage"])) == {("p", "p1", "split"), ("p", "p2", "split"), ("q", "", "gone")}
    assert table["lineage"].tolist() == metrics.lineage(old, new, id="nm", area="planar").tolist()
    taken = {name for id_ in metrics._entries() for name in metrics._signature(metrics._entries()[id_]).parameters}
    by_name = {p.name for p in inspect.signature(metrics.compute).parameters.values() if p.kind is p.KEYWORD_ONLY or p.kind is p.POSITIONAL_OR_KEYWORD}
    assert by_name < taken, "what compute takes by name every metric takes as the same"


def test_every_id_is_a_function_whose_example_runs():
    failed, tried = 0, 0
    finder, runner = doctest.DocTestFinder(), doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    for id_ in metrics.catalogue().index:
        function = getattr(metrics, id_)
        assert function.__doc__ and "Parameters" in function.__doc__ and "References" in function.__doc__
        for test in finder.find(function, id_, module=False, globs={}):
            result = runner.run(test)
            failed, tried = failed + result.failed, tried + result.attempted
    assert failed == 0 and tried > 300


def test_docstrings_of_the_package_run():
    import importlib

    for name in ("libspatial.metrics", "libspatial.landuse", "libspatial.transitions"):
        module = importlib.import_module(name)
        for thing in ("compute", "tabulate", "transition", "interpolate", "patches"):
            if thing in vars(module):
                for test in doctest.DocTestFinder().find(vars(module)[thing], thing, module=False, globs={}):
                    assert doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(test).failed == 0, thing


def test_page_and_stub_are_those_of_the_catalogue(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    import metrics_pages

    assert metrics_pages.PAGE.read_text(encoding="utf-8") == metrics_pages.page(), "run scripts/metrics_pages.py"
    assert metrics_pages.STUB.read_text(encoding="utf-8") == metrics_pages._metric_docs.stub(), "run scripts/metrics_pages.py"


def parcels():
    shapes = [shapely.box(500000 + 30 * i, 4850000, 500000 + 30 * i + 10 + i, 4850010) for i in range(5)]
    return gpd.GeoDataFrame({"use": list("abaab"), "people": [1, 2, 3, 4, 5]}, geometry=shapes, crs="EPSG:4551", index=list("vwxyz"))


def test_the_index_and_the_unit_stay():
    found = metrics.polsby_popper(parcels())
    assert found.index.tolist() == list("vwxyz") and found.name == "polsby_popper"
    assert metrics.core_area(parcels(), d=1).attrs["unit"] == "m2"
    assert metrics.orientation(gpd.GeoSeries([shapely.box(0, 0, 5, 5)], crs=PLANE, index=["q"])).attrs["reasons"] == {"q": "no_axis"}


def test_arrow_shapely_and_wkb_give_the_same_numbers():
    frame = parcels()
    expected = metrics.elongation(frame).tolist()
    assert metrics.elongation(frame.to_arrow()).tolist() == expected
    assert metrics.elongation(frame.geometry.to_numpy(), crs="EPSG:4551").tolist() == expected
    assert metrics.elongation(frame.geometry.to_wkb().tolist(), crs="EPSG:4551").tolist() == expected


def test_columns_by_name_by_array_and_by_number():
    table = pd.DataFrame({"a": [35.0, 35.0], "b": [41.0, 35.0]}, index=["n", "s"])
    found = metrics.lcr(table, built_t0_ha="a", built_t1_ha="b", years=5)
    assert found.round(6).to_dict() == {"n": 0.034286, "s": 0.0}
    assert metrics.lcr(built_t0_ha=[35], built_t1_ha=[41], years=5, rule="2018").round(6).tolist() == [0.031645]
    assert metrics.shdi(area_m2=np.array([1.0, 1.0]), class_=["x", "y"], base=2).tolist() == [1.0]
    with pytest.raises(ValueError, match="different length"):
        metrics.lcr(built_t0_ha=[35, 36], built_t1_ha=[41, 42, 43], years=5)


def test_parameters_that_are_numbers_are_numbers():
    """They were text: '50'."""
    old, new = (gpd.GeoSeries([shapely.box(x, 0, x + 10, 10)], crs=PLANE) for x in (0, 10))
    found = metrics.lei(old, new).attrs["parameters"]
    assert found == {"d": 1, "cut": 50} and all(type(v) is int for v in found.values())
    assert metrics.lei(old, new, d=2.5, cut=np.float64(40)).attrs["parameters"] == {"d": 2.5, "cut": 40.0}
    assert metrics.area(new).attrs["parameters"] == {"area": "official"}
    assert metrics.shdi(area_m2=[1, 1], class_=["x", "y"], base=2).attrs["parameters"] == {"base": 2}
    assert metrics.shdi(area_m2=[1, 1], class_=["x", "y"]).attrs["parameters"] == {"base": "e"}
    assert metrics.pr(area_m2=[1, 1], class_=["x", "y"]).attrs["parameters"] == {"declared": "unknown"}
    for word in ("nan", "inf", "1e999", "yes", "", "1 2"):
        assert metrics._number(word) == word


def test_groups_become_the_index():
    found = metrics.ca(area_m2=[1e4, 2e4, 3e4], class_=["0101", "0101", "0301"], zone=["n", "s", "s"])
    assert found.to_dict() == {("n", "0101"): 1.0, ("s", "0101"): 2.0, ("s", "0301"): 3.0}


def test_rows_are_those_of_the_last_input():
    old = gpd.GeoSeries([shapely.box(0, 0, 10, 10), shapely.box(90, 90, 99, 99)], crs=PLANE, index=["o1", "o2"])
    new = gpd.GeoSeries([shapely.box(10, 0, 20, 10), shapely.box(50, 50, 60, 60)], crs=PLANE, index=["n1", "n2"])
    assert metrics.shared_edge_s(old, new).to_dict() == {"n1": 0.25, "n2": 0.0}
    assert metrics.lei_class(old, new).to_dict() == {"n1": "edge", "n2": "outlying"}
    places = pd.DataFrame({"x": [5.0, 55.0], "y": [5.0, 55.0]}, index=["p1", "p2"])
    assert metrics.fullness(old, places, r=2).to_dict() == {"p1": 1.0, "p2": 0.0}


def test_nothing_in_any_zone_is_an_empty_table():
    land = gpd.GeoDataFrame({"use": ["A"]}, geometry=[shapely.box(0, 0, 10, 10)], crs=PLANE)
    found = libspatial.tabulate(land, gpd.GeoSeries([shapely.box(50, 50, 60, 60)], crs=PLANE), classes="use", area="planar")
    assert found.zones["covered_m2"].tolist() == [0.0] and found.zones["np"].isna().all() and len(found.pieces) == 1


def test_a_table_may_be_arrow_and_is_no_path():
    import pyarrow as pa

    assert metrics.mesh(pa.table({"area_m2": [1e4, 1e4]})).tolist() == [1.0]
    with pytest.raises(TypeError, match="read files with pandas"):
        metrics.mesh("pieces.csv")


def test_overlapping_land_is_said():
    then = gpd.GeoDataFrame({"use": ["A", "B"]}, geometry=[shapely.box(0, 0, 10, 10), shapely.box(5, 0, 15, 10)], crs=PLANE)
    now = gpd.GeoDataFrame({"use": ["A"]}, geometry=[shapely.box(0, 0, 20, 10)], crs=PLANE)
    with pytest.warns(UserWarning, match="overlap each other: 50.00 m²"):
        libspatial.transition(then, now, classes="use", area="planar")


def test_what_cannot_be_is_refused():
    degrees = gpd.GeoSeries([shapely.box(126, 44, 126.01, 44.01)], crs="EPSG:4490")
    with pytest.raises(libspatial.errors.AreaKindError):
        metrics.nmi(degrees)
    assert metrics.area(degrees).iloc[0] == libspatial.area(degrees)[0]
    with pytest.raises(libspatial.errors.CrsMismatchError):
        metrics.transition_matrix(parcels(), parcels().to_crs("EPSG:4550"), class_="use")
    with pytest.raises(AttributeError):
        metrics.no_such_metric
    with pytest.raises(libspatial.errors.BadArgumentError, match="polsby_popper"):
        metrics.compute("polsby_poper", parcels())
    with pytest.raises(libspatial.errors.FieldNotFoundError):
        metrics.shdi(pd.DataFrame({"a": [1]}))


def test_a_bad_shape_is_a_row_with_a_reason():
    frame = parcels()
    frame.loc["w", "geometry"] = shapely.Polygon([(0, 0), (10, 10), (10, 0), (0, 10), (0, 0)])
    with pytest.warns(libspatial.RejectedWarning):
        found = metrics.squareness(frame)
    assert math.isnan(found["w"]) and found.attrs["reasons"] == {"w": "not_polygon"} and found.notna().sum() == 4


def test_progress_and_stop():
    seen = []
    many = gpd.GeoSeries([shapely.box(i, 0, i + 1, 1) for i in range(2000)], crs=PLANE)
    metrics.reock(many, progress=lambda done, all_: seen.append((done, all_)))
    assert seen[-1] == (2000, 2000)
    with pytest.raises(KeyboardInterrupt):
        metrics.reock(many, progress=lambda done, all_: False)


def test_tabulate_accounts_for_all_land():
    land = gpd.GeoDataFrame({"use": ["A", "B", "A", "C"]}, geometry=[shapely.box(0, y, 1000, y + h) for y, h in ((0, 300), (300, 400), (700, 300), (1000, 50))], crs=PLANE, index=list("klmn"))
    town = gpd.GeoDataFrame({"name": ["west", "east"]}, geometry=[shapely.box(0, 0, 400, 1000), shapely.box(400, 0, 1000, 1100)], crs=PLANE)
    found = libspatial.tabulate(land, town, classes="use", by="name", area="planar")
    assert found.pieces["area_m2"].sum() == pytest.approx(1.05e6) and set(found.pieces["parcel"]) == set("klmn")
    assert found.zones["zone_m2"].to_dict() == {"east": 660000.0, "west": 400000.0}
    assert found.zones["covered_m2"].round(6).to_dict() == {"east": 630000.0, "west": 400000.0}
    assert found.classes.loc[("west", "A"), "pland"] == pytest.approx(60)
    assert found.classes.loc[("east", "A"), "pland"] == pytest.approx(100 * 360 / 660)
    assert found.zones.attrs["units"]["shdi"] == "nat" and found.zones.attrs["area"] == "planar"


def test_the_town_boundary_from_shapes_to_metrics():
    """Zones and built-up land as shapes: the same numbers as from the table of the catalogue."""
    zones = gpd.GeoDataFrame({"kind": ["concentrated", "flexible", "special"]}, geometry=[shapely.box(0, 0, 1000, 1000), shapely.box(1000, 0, 1150, 1000), shapely.box(0, 1000, 1000, 1100)], crs=PLANE)
    old = shapely.box(0, 0, 600, 600) - shapely.box(200, 200, 300, 300)
    new = [shapely.box(600, 0, 700, 400), shapely.box(200, 200, 300, 300), shapely.box(1200, 500, 1300, 600)]
    built = gpd.GeoSeries([old, *new], crs=PLANE)
    table = libspatial.tabulate(zones, zones, by="kind", area="planar").pieces
    assert metrics.compute("ugb_zone_areas", zone_kind=table["zone"], area_m2=table["area_m2"]).iloc[0].tolist() == [125.0, 100.0, 15.0, 10.0]
    pieces = libspatial.tabulate(built, zones, by="kind", area="planar").pieces
    inside = pieces.loc[pieces["zone"].notna(), "area_m2"].sum() / 1e4
    share = metrics.compute("ugb_built_share", built_inside_ha=inside, built_ha=41).iloc[0]
    assert share["ugb_built_share"] == pytest.approx(97.5609756097561) and share["built_outside"] == pytest.approx(1)
    flow = metrics.new_land_by_zone(zone_kind=[None if pd.isna(z) else z for z in pieces.loc[pieces["parcel"] > 0, "zone"]], area_m2=pieces.loc[pieces["parcel"] > 0, "area_m2"])
    assert flow.to_dict() == {"concentrated": 5.0, "flexible": 0.0, "outside": 1.0, "special": 0.0}


def test_transition_adds_up_to_the_union():
    then = gpd.GeoDataFrame({"use": ["A", "B"]}, geometry=[shapely.box(0, 0, 600, 1000), shapely.box(600, 0, 1000, 1000)], crs=PLANE)
    now = gpd.GeoDataFrame({"use": ["A", "B"]}, geometry=[shapely.box(0, 0, 500, 1000), shapely.box(500, 0, 1200, 1000)], crs=PLANE)
    found = libspatial.transition(then, now, classes="use", area="planar")
    assert found.matrix.loc["", "B"] == 20 and found.matrix.to_numpy().sum() == 120
    assert found.changes.loc["B", ["gain", "loss"]].tolist() == [10.0, 0.0]
    official = libspatial.transition(then.translate(543000, 4857000).to_frame("geometry").assign(use=then["use"]).set_crs("EPSG:4551", allow_override=True),
                                     now.translate(543000, 4857000).to_frame("geometry").assign(use=now["use"]).set_crs("EPSG:4551", allow_override=True), classes="use")
    assert official.flows["area_m2"].sum() == pytest.approx(libspatial.area([shapely.box(543000, 4857000, 544200, 4858000)], crs="EPSG:4551")[0], abs=0.05)


def test_interpolation_conserves_to_the_last_digit():
    random = np.random.default_rng(7)
    source = gpd.GeoDataFrame({"people": random.integers(0, 5000, 100), "money": random.random(100) * 1e6, "density": random.random(100)},
                              geometry=[shapely.box(100 * (i % 10), 100 * (i // 10), 100 * (i % 10) + 100, 100 * (i // 10) + 100) for i in range(100)], crs=PLANE)
    edges = np.cumsum(random.random(12)) * 80
    target = gpd.GeoSeries([shapely.box(a, -50, b, 1050) for a, b in zip(edges[:-1], edges[1:])], crs=PLANE, index=list("abcdefghijk"))
    for denominator in ("source", "covered"):
        found = libspatial.interpolate(source, target, extensive=["people", "money"], intensive=["density"], denominator=denominator, area="planar")
        assert found.index.tolist() == list("abcdefghijk")
        for column in ("people", "money"):
            total = math.fsum([*found[column], found.attrs["left_over"][column]])
            assert total == pytest.approx(math.fsum(source[column]), rel=1e-15, abs=0)
    assert found["density"].between(0, 1).all()


def test_patches_join_by_borders_not_by_corners():
    cells = [(x, y, "A" if (x + y) % 2 else "B") for x in range(4) for y in range(4)]  # a chessboard: nothing joins
    land = gpd.GeoDataFrame({"use": [u for *_, u in cells]}, geometry=[shapely.box(10 * x, 10 * y, 10 * x + 10, 10 * y + 10) for x, y, _ in cells], crs=PLANE)
    assert len(libspatial.patches(land, classes="use")) == 16
    assert libspatial.patches(land).area.tolist() == [1600.0]
    zone = [shapely.box(0, 0, 40, 40)]
    land["use"] = ["A"] * 8 + ["B"] * 8
    apart, joined = (libspatial.tabulate(land, zone, classes="use", area="planar", dissolve=d, crs=PLANE) for d in (False, True))
    assert apart.classes["np"].tolist() == [8, 8] and joined.classes["np"].tolist() == [1, 1]
    assert apart.classes["ca"].tolist() == joined.classes["ca"].tolist() and joined.zones["mesh"].iloc[0] == 0.08


def test_the_table_of_many_parcels_closes():
    """Zone-prefixed coordinates, 20 000 parcels, zones that cut them: every residual is below a square millimetre, and the sum is exact."""
    random = np.random.default_rng(3)
    x, y = np.meshgrid(np.arange(200), np.arange(100))
    lots = gpd.GeoSeries(shapely.box(42500000.25 + 35.15 * x.ravel(), 4850000.5 + 35.15 * y.ravel(), 42500000.25 + 35.15 * (x.ravel() + 1), 4850000.5 + 35.15 * (y.ravel() + 1)), crs="EPSG:4530")
    cuts = np.sort(random.random(9)) * 7000 + 42500000
    edges = [42499000.0, *cuts, 42509000.0]
    zones = gpd.GeoSeries([shapely.Polygon([(a, 4849000), (b, 4849000), (b + 137, 4860000), (a + 137, 4860000)]) for a, b in zip(edges, edges[1:])], crs="EPSG:4530")
    found = metrics.compute("allocation_table", lots, zones, area="planar")
    assert found["allocation_residual"].abs().max() <= 1e-6
    assert abs(math.fsum(found["allocation_table"]) - math.fsum(lots.area)) < 1e-4
    official = metrics.compute("allocation_table", lots[:2000], zones)
    cents = (official["allocation_closed"] * 100).round().astype("int64")
    assert cents.sum() == round(100 * math.fsum(libspatial.area(lots[:2000]))) and official["allocation_residual"].abs().max() < 1e-9


def test_shapely_agrees():
    """Another engine, where it is right: area, length, hull, circles; buffers, which have chords, within what the chords leave out."""
    random = np.random.default_rng(11)
    shapes = []
    for _ in range(300):
        angles, radii = np.sort(random.random(12) * 2 * np.pi), random.uniform(5, 30, 12)
        shapes.append(shapely.Polygon(np.stack([500000 + radii * np.cos(angles), 4850000 + radii * np.sin(angles)], axis=1)))
    shapes = np.array([s for s in shapes if s.is_valid and s.area > 50])
    area, frame = shapely.area(shapes), gpd.GeoSeries(shapes, crs="EPSG:4551")
    assert np.allclose(metrics.perimeter(frame), shapely.length(shapes), rtol=1e-12)
    assert np.allclose(metrics.hull_ratio(frame), area / shapely.area(shapely.convex_hull(shapes)), rtol=1e-9)
    assert np.allclose(metrics.reock(frame), area / (np.pi * shapely.minimum_bounding_radius(shapes) ** 2), rtol=1e-6)
    assert np.allclose(metrics.mic_radius(frame), shapely.length(shapely.maximum_inscribed_circle(shapes, tolerance=1e-6)), rtol=1e-5)
    longer = np.array([shapely.affinity.rotate(shapely.affinity.scale(s, 1 + i % 5, 1), 7 * i) for i, s in enumerate(shapes)])
    assert np.allclose(metrics.mic_radius(gpd.GeoSeries(longer, crs="EPSG:4551")), shapely.length(shapely.maximum_inscribed_circle(longer, tolerance=1e-6)), rtol=1e-5)
    assert metrics.mic_radius(gpd.GeoSeries([shapely.box(0, 0, w, h) for w, h in ((20, 5), (100, 1), (3000, 7))], crs=PLANE)).tolist() == [2.5, 0.5, 3.5], "no end of places in the middle of a rectangle"
    assert np.allclose(metrics.core_area(frame, d=1), shapely.area(shapely.buffer(shapes, -1, quad_segs=1024)), rtol=1e-6)
    centre = shapely.centroid(shapes)
    circle = shapely.buffer(centre, np.sqrt(area / np.pi), quad_segs=2048)
    assert np.allclose(metrics.exchange_idx(frame), shapely.area(shapely.intersection(shapes, circle)) / area, rtol=1e-5)
    box = shapely.minimum_rotated_rectangle(shapely.transform(shapes, lambda c: c - [500000, 4850000]))  # at full northings GEOS is off by 1e-5
    assert (metrics.mrr_ratio(frame) >= area / shapely.area(box) * (1 - 1e-9)).all(), "never a larger rectangle than another version of GEOS"


def test_the_catalogue_is_a_table():
    table = metrics.catalogue()
    assert len(table) > 150 and table.index.is_unique and set("ABCDEFGHIKLM") == set(table["group"])
    assert metrics.describe("lei")["halo"] == "d"
    assert "polsby_popper" in dir(metrics)
    assert "numpy" not in metrics.__dict__ and sys.modules["libspatial.metrics"] is metrics
    assert isinstance(CATALOGUE, _core.Catalogue)
