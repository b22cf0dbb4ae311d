"""Everyday cases in which the overlay tools of QGIS give a wrong number without a word, and what we say instead."""

import pytest

from conftest import ROOT
from shapes import EAST, box, layer, log, ring, rows

LOT = box(0, 0, 100, 100)
BOW_TIE = ring((0, 0), (100, 100), (100, 0), (0, 100))


def overlaps(qgis, lots, zones):
    """native:calculatevectoroverlaps without a filter of invalid shapes, as many have it: the share of the first lot in per cent."""
    from qgis.core import QgsFeatureRequest, QgsProcessingContext

    context = QgsProcessingContext()
    context.setInvalidGeometryCheck(QgsFeatureRequest.GeometryNoCheck)
    out = qgis.run("native:calculatevectoroverlaps", {"INPUT": lots, "LAYERS": [zones], "OUTPUT": "memory:"}, context=context)["OUTPUT"]
    return next(out.getFeatures())[f"{zones.name()}_pc"]


def table(qgis, lots, zones, feedback=None, **more):
    out = qgis.run("libspatial:tabulate", {"INPUT": lots, "OVERLAY": zones, "AREA": 2, "OUTPUT": "memory:", "REJECTS": "memory:", **more}, feedback=feedback)
    return out, rows(out["OUTPUT"])


def refused(qgis, algorithm, words, **given):
    from qgis.core import QgsProcessingException

    with pytest.raises(QgsProcessingException, match=words):
        qgis.run(algorithm, given | {"OUTPUT": "memory:"})


def test_p1_a_zone_that_crosses_itself(qgis):
    lots, zones = layer([LOT]), layer([box(0, 0, 50, 100), BOW_TIE], name="zones")
    assert overlaps(qgis, lots, zones) == 0  # a valid zone covers half of the lot
    refused(qgis, "libspatial:tabulate", r"invalid_zone.*zones", INPUT=lots, OVERLAY=zones)
    spike = layer([ring((0, 0), (50, 0), (50, 100), (50, 150), (50, 100), (0, 100))], name="spike")
    said = log()
    out, cut = table(qgis, lots, spike, said)
    assert [r["area_m2"] for r in cut] == [5000.0, 5000.0] and out["CHECK_SUM"] == 0.0
    mended, = rows(out["REJECTS"])
    assert (mended["layer"], mended["state"], mended["row"]) == ("spike", "repaired", 0) and [w for w in said.warnings if "spike" in w]


def test_p2_a_lot_that_crosses_itself(qgis):
    lots = layer([LOT, BOW_TIE], name="lots")
    out, cut = table(qgis, lots, layer([box(0, 0, 50, 100)]))
    assert (out["N_READ"], out["N_USED"], out["N_REJECTED"]) == (2, 1, 1) and {r["subject"] for r in cut} == {"0"}
    assert [(r["layer"], r["row"], r["state"]) for r in rows(out["REJECTS"])] == [("lots", 1, "rejected")]


def test_p3_zones_that_overlap(qgis):
    lots, zones = layer([LOT]), layer([box(0, 0, 60, 100), box(50, 0, 100, 100)], kind=["集中", "弹性"])
    pieces = qgis.run("native:intersection", {"INPUT": lots, "OVERLAY": zones, "OUTPUT": "memory:"})["OUTPUT"]
    assert sum(f.geometry().area() for f in pieces.getFeatures()) == 11000  # of 10 000, without a word
    said = log()
    out, cut = table(qgis, lots, zones, said, CLASS="kind")
    assert [r["area_m2"] for r in cut] == [6000.0, 5000.0] and out["MULTI_COVER_M2"] == 1000.0 and out["N_MULTI_COVER"] == 1
    assert out["CHECK_SUM"] == 0.0 and all(r["multi_cover_m2"] == 1000.0 for r in cut)
    assert [w for w in said.warnings if "1000.00 m²" in w]


@pytest.mark.parametrize("crs, east", [("EPSG:4530", 543000), ("EPSG:4551", EAST)])
def test_p4_a_zone_number_too_many_or_missing(qgis, crs, east):
    lots, zones = layer([LOT], name="lots"), layer([box(0, 0, 100, 100, east=east)], crs=crs, name="zones")
    assert overlaps(qgis, lots, zones) == 0
    refused(qgis, "libspatial:tabulate", "crs_implausible.*zones", INPUT=lots, OVERLAY=zones)
    refused(qgis, "libspatial:areas", "crs_implausible.*zones", INPUT=zones)


def test_p4_a_neighbouring_zone(qgis):
    lots = layer([box(0, 0, 100, 100, east=543000)], crs="EPSG:4552")
    refused(qgis, "libspatial:areas", "crs_implausible.*EPSG:4551", INPUT=lots)
    assert qgis.run("libspatial:areas", {"INPUT": lots, "ANYWHERE": True, "OUTPUT": "memory:"})["TOTAL_M2"] > 9990


def test_p5_no_crs(qgis):
    lots, zones = layer([LOT]), layer([LOT], crs="", name="zones")
    assert overlaps(qgis, lots, zones) == 100  # taken to be in the same CRS
    refused(qgis, "libspatial:tabulate", "crs_missing.*zones", INPUT=lots, OVERLAY=zones)
    refused(qgis, "libspatial:areas", "crs_missing.*zones", INPUT=zones)


def test_p6_the_kind_of_area_is_said(qgis):
    def moved(crs):
        return qgis.run("native:reprojectlayer", {"INPUT": layer([LOT]), "TARGET_CRS": crs, "OUTPUT": "memory:"})["OUTPUT"]

    def of_qgis(lots):  # $area without an ellipsoid, as qgis_process has it: square degrees times a constant, square metres of web Mercator
        out = qgis.run("native:fieldcalculator", {"INPUT": lots, "FIELD_NAME": "a", "FIELD_TYPE": 0, "FORMULA": "$area", "OUTPUT": "memory:"})["OUTPUT"]
        return next(out.getFeatures())["a"]

    assert of_qgis(moved("EPSG:4490")) > 13000 and of_qgis(moved("EPSG:3857")) > 19000
    for crs in ("EPSG:4530", "EPSG:4551", "EPSG:4490"):
        said = log()
        out = qgis.run("libspatial:areas", {"INPUT": moved(crs), "OUTPUT": "memory:"}, feedback=said)
        assert out["TOTAL_M2"] == pytest.approx(9999.54, abs=0.011) and [i for i in said.infos if "official" in i and crs in i]
        assert rows(out["OUTPUT"])[0]["area_kind"] == "official"
    refused(qgis, "libspatial:areas", "area_kind", INPUT=moved("EPSG:4490"), AREA=2)


def test_p11_xian_80(qgis):
    old, lots = layer([box(0, 0, 100, 100)], crs="EPSG:2366", name="old"), layer([LOT])
    assert overlaps(qgis, lots, old) > 90  # by a "ballpark" transformation of unknown accuracy, without a word
    refused(qgis, "libspatial:tabulate", r"\[[a-z_]+\].*(Xian|1980|80|2366)", INPUT=lots, OVERLAY=old)
    refused(qgis, "libspatial:areas", r"\[[a-z_]+\]", INPUT=old)


def test_p7_coordinates_with_a_zone_number(qgis):
    """QGIS before 3.40 loses up to 0.1 m² to cancellation; the corners here are counted on paper."""
    from qgis.core import QgsDistanceArea, QgsGeometry

    corners = [(0.37, 0.11), (113.83, 1.29), (109.41, 104.67), (-3.53, 99.83)]
    twice = sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(corners, corners[1:] + corners[:1]))
    lot = layer([ring(*corners)])
    ours = qgis.run("libspatial:areas", {"INPUT": lot, "AREA": 2, "OUTPUT": "memory:"})["TOTAL_M2"]
    assert ours == round(abs(twice) / 2, 2)
    theirs = QgsDistanceArea().measureArea(QgsGeometry.fromWkt(ring(*corners)))
    assert abs(theirs - abs(twice) / 2) < 0.5  # whatever the version gives


def test_p9_a_gap_of_half_a_millimetre_is_no_finding(qgis):
    """QGIS shows 99.999 % and land outside; the rules know a sliver: small and narrow, listed, never dropped."""
    from libspatial_qgis.core import adapters, live

    lots = layer([box(0, 0, 100, 100)], id=["a"])
    zones = layer([box(-500, -500, 100 - 0.0005, 600)], zone_kind=["concentrated"], name="growth_boundary_zones")
    out = qgis.run("native:calculatevectoroverlaps", {"INPUT": lots, "LAYERS": [zones], "OUTPUT": "memory:"})["OUTPUT"]
    assert rows(out)[0]["growth_boundary_zones_pc"] < 100
    manifest = {"role": ["ugb", "units"], "layer": ["growth_boundary_zones", "units"], "valid_from": ["2021-01-01"] * 2, "valid_to": ["2035-12-31"] * 2, "covers": ["units"] * 2, "accuracy_m": [0.05] * 2}
    units = layer([box(-900, -900, 900, 900)], code=["220202"], name="units")
    plan = [live.engine.layer(one.name(), "", "EPSG:4530", *adapters.columns_of(one)) for one in (zones, units)]
    answer = live.check(live.Inputs.of(lots, list(lots.getFeatures())), [*plan, live.engine.layer("layer_manifest", "", "", [None, None], manifest)], str(ROOT / "libspatial/data/rules/national"))
    project, = answer.projects
    assert {zone["kind"]: zone["area_m2"] for zone in project["zones"]}["outside"] == 0.05 and answer.adds_up()
    assert [(s["role"], s["area_m2"]) for s in answer.result["slivers"]["pieces"]] == [("ugb.outside", 0.05)]
    assert "conflict" not in {finding["verdict"] for finding in project["findings"]}


def test_p12_a_repair_is_the_same_everywhere(qgis):
    """A bow is not made valid by a guess of the version at hand: its area would change, so it is refused, with its place; a repeated corner is mended and the area stays."""
    bow, twice = ring((0, 0), (100, 100), (100, 0), (0, 100)), ring((200, 0), (300, 0), (300, 0), (300, 100), (200, 100))
    out = qgis.run("libspatial:repairgeometry", {"INPUT": layer([bow, twice, LOT]), "OUTPUT": "memory:", "REJECTED": "memory:"})
    assert (out["N_READ"], out["N_REJECTED"]) == (3, 1) and out["N_USED"] + out["N_REPAIRED"] == 2
    assert "42543050.000, 4857050.000" in rows(out["REJECTED"])[0]["message"]
