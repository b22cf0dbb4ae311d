"""compareboundaries and transitionmatrix: land of two dates, counted with a finger, and closed to the cent on the sample."""

import pytest

from shapes import box, layer, log, ring, rows

AREA = 9999.54 / 10000  # official m² of a drawn square metre


def near(area):
    return pytest.approx(area * AREA, rel=1e-5)


def run(qgis, algorithm, old, new, feedback=None, **more):
    return qgis.run(f"libspatial:{algorithm}", {"OLD": old, "NEW": new, "MATRIX": "memory:", "OUTPUT": "memory:", **more}, feedback=feedback)


def test_a_boundary_that_moved(qgis):
    out = run(qgis, "compareboundaries", layer([box(0, 0, 100, 100)]), layer([box(50, 0, 170, 100)]))
    assert out["GAINED_M2"] == near(7000) and out["LOST_M2"] == near(5000) and out["UNCHANGED_M2"] == near(5000) and out["CHANGED_M2"] == 0
    assert out["CHECK_SUM"] == 0 and out["NEW_M2"] == near(12000) and out["OLD_M2"] == near(10000)
    assert sorted(r["change"] for r in rows(out["OUTPUT"])) == ["gained", "lost", "unchanged"]
    assert out["LOST_M2"] + out["UNCHANGED_M2"] == pytest.approx(out["OLD_M2"], abs=0.02)


def test_classes_that_became_others(qgis):
    old = layer([box(0, 0, 100, 100), box(100, 0, 200, 100)], dlbm=["0101", "0301"])
    new = layer([box(0, 0, 150, 100), box(150, 0, 200, 100)], yt=["0701", "0301"])
    out = run(qgis, "transitionmatrix", old, new, OLD_CLASS="dlbm", NEW_CLASS="yt")
    assert {(r["from_class"], r["to_class"], r["change"]): r["area_m2"] for r in rows(out["MATRIX"])} == {
        ("0101", "0701", "changed"): near(10000), ("0301", "0701", "changed"): near(5000), ("0301", "0301", "unchanged"): near(5000)}
    assert out["GAINED_M2"] == out["LOST_M2"] == out["CHECK_SUM"] == 0


def test_two_crs(qgis):
    out = run(qgis, "compareboundaries", layer([ring((0, 0), (100, 0), (100, 100), (0, 100), east=543000)], crs="EPSG:4551"), layer([box(50, 0, 150, 100)]))
    assert out["GAINED_M2"] == near(5000) and out["LOST_M2"] == near(5000) and out["CHECK_SUM"] == 0
    lost = next(f for f in out["OUTPUT"].getFeatures() if f["change"] == "lost").geometry().boundingBox()
    assert lost.xMinimum() == pytest.approx(42543000, abs=1e-3) and out["OUTPUT"].crs().authid() == "EPSG:4530"


def test_the_sample_against_itself_and_shifted(qgis, sample):
    from qgis.core import QgsVectorLayer

    zones = f"{sample / 'jilin.gpkg'}|layername=growth_boundary_zones"
    out = run(qgis, "compareboundaries", zones, zones, OLD_CLASS="zone_kind", NEW_CLASS="zone_kind")
    assert out["GAINED_M2"] == out["LOST_M2"] == out["CHANGED_M2"] == out["CHECK_SUM"] == 0 and out["UNCHANGED_M2"] == out["OLD_M2"] == out["NEW_M2"] > 1e8
    moved = qgis.run("native:translategeometry", {"INPUT": QgsVectorLayer(zones, "z", "ogr"), "DELTA_X": 0.001, "OUTPUT": "memory:"})["OUTPUT"]
    out = run(qgis, "compareboundaries", zones, moved, OLD_CLASS="zone_kind", NEW_CLASS="zone_kind")
    assert out["CHECK_SUM"] == 0 and out["GAINED_M2"] > 0 and out["LOST_M2"] > 0 and out["CHANGED_M2"] > 0
    matrix = rows(out["MATRIX"])
    assert sum(r["area_m2"] for r in matrix if r["change"] != "lost") == pytest.approx(out["NEW_M2"], abs=0.005)
    assert sum(r["area_m2"] for r in matrix if r["change"] != "gained") == pytest.approx(out["OLD_M2"], rel=1e-9), "cut from the other side, each piece to its own cent"


def test_polygons_that_overlap_stop_the_run(qgis):
    twice = layer([box(0, 0, 100, 100), box(50, 0, 150, 100)], name="两次")
    with pytest.raises(Exception, match="两次"):
        run(qgis, "compareboundaries", twice, layer([box(0, 0, 200, 100)]))


@pytest.mark.parametrize("algorithm", ["compareboundaries", "transitionmatrix"])
@pytest.mark.parametrize("name, shapes", [("OLD", [box(0, 0, 100, 100), box(200, 0, 300, 100), box(200, 0, 300, 100)]), ("NEW", [box(0, 0, 100, 100), box(400, 0, 500, 100), box(450, 0, 500, 100)])])
def test_land_twice_that_only_one_version_has_stops_the_run(qgis, algorithm, name, shapes):
    """It was looked for under the other version only: lost land counted once for every polygon, and CHECK_SUM was 0.00."""
    given = {"OLD": layer([box(0, 0, 100, 100)], k=["A"]), "NEW": layer([box(0, 0, 100, 100)], k=["A"])} | {name: layer(shapes, name="两次", k=["A", "B", "B"])}
    with pytest.raises(Exception, match="两次.*(第 1、2 行|rows 1 and 2)"):
        run(qgis, algorithm, given["OLD"], given["NEW"], OLD_CLASS="k", NEW_CLASS="k")


def test_one_version_without_classes(qgis):
    """What is inside both was of another class: "inside" is no class to compare "A" with."""
    plain, classed = layer([box(0, 0, 100, 100)]), layer([box(0, 0, 100, 100), box(100, 0, 120, 100)], k=["A", "B"])
    for old, new, fields, gone in ((plain, classed, {"NEW_CLASS": "k"}, "GAINED_M2"), (classed, plain, {"OLD_CLASS": "k"}, "LOST_M2")):
        out = run(qgis, "compareboundaries", old, new, **fields)
        assert out["UNCHANGED_M2"] == near(10000) and out["CHANGED_M2"] == 0 and out[gone] == near(2000) and out["CHECK_SUM"] == 0
        assert sorted(r["change"] for r in rows(out["OUTPUT"])) == sorted(["unchanged", gone.split("_")[0].lower()])
        assert {"A", "B"} < {r["from_class"] for r in rows(out["MATRIX"])} | {r["to_class"] for r in rows(out["MATRIX"])}


def test_what_cannot_be_used_stops_the_run(qgis):
    broken = layer([box(0, 0, 100, 100), ring((0, 300), (100, 400), (100, 300), (0, 400))])
    with pytest.raises(Exception, match="Self-intersection|自相交"):
        run(qgis, "compareboundaries", layer([box(0, 0, 100, 100)]), broken)
    with pytest.raises(Exception, match="nothing|没有字段"):
        run(qgis, "transitionmatrix", layer([box(0, 0, 1, 1)]), layer([box(0, 0, 1, 1)]), OLD_CLASS="nothing", NEW_CLASS="nothing")


def test_every_feature_is_accounted_for(qgis):
    out = run(qgis, "compareboundaries", layer([box(0, 0, 100, 100)]), layer([box(0, 0, 50, 100), box(50, 0, 100, 100)]))
    assert (out["N_READ"], out["N_USED"], out["N_REPAIRED"], out["N_REJECTED"]) == (2, 2, 0, 0)


@pytest.mark.parametrize("algorithm", ["compareboundaries", "transitionmatrix"])
def test_land_without_a_class_is_called_as_the_program_calls_it(qgis, algorithm):
    """It was of a class "", which is also what land outside a version has."""
    said = log()
    old = layer([box(0, 0, 100, 100), box(100, 0, 200, 100), box(200, 0, 300, 100)], name="现状", k=["a", None, ""])
    new = layer([box(0, 0, 100, 100), box(100, 0, 200, 100), box(200, 0, 300, 100), box(300, 0, 400, 100)], name="规划", k=["a", None, "b", "b"])
    out = run(qgis, algorithm, old, new, OLD_CLASS="k", NEW_CLASS="k", feedback=said)
    assert {(r["from_class"], r["to_class"], r["change"]) for r in rows(out["MATRIX"])} == {("a", "a", "unchanged"), ("?", "?", "unchanged"), ("?", "b", "changed"), ("", "b", "gained")}
    assert [w for w in said.warnings if "?" in w] == ["现状: 2 rows have no class and are called ?", "规划: 1 rows have no class and are called ?"]
