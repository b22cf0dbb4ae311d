"""repairgeometry: areas stay, nothing is lost, what cannot be repaired is named."""

import pytest

from shapes import box, layer, ring, rows

TAIL = ring((0, 0), (100, 0), (100, 50), (100.000001, 50), (100, 50), (100, 100), (0, 100))  # a spike of a micrometre


def run(qgis, given, **more):
    return qgis.run("libspatial:repairgeometry", {"INPUT": given, "OUTPUT": "memory:", "REJECTED": "memory:", "REJECTS": "memory:", **more})


def test_what_is_safe_is_repaired_and_the_rest_is_kept_apart(qgis):
    bow = ring((0, 300), (100, 400), (100, 300), (0, 400))
    out = run(qgis, layer([box(0, 0, 100, 100), TAIL, bow, None], name="lots", nr=["a", "b", "c", "d"]))
    good, bad = rows(out["OUTPUT"]), rows(out["REJECTED"])
    assert [(r["nr"], r["state"]) for r in good] == [("a", "used"), ("b", "repaired")]
    assert [r["nr"] for r in bad] == ["c", "d"] and bad[0]["reason"] == "invalid" and "42543050" in bad[0]["message"]
    assert (out["N_READ"], out["N_USED"], out["N_REPAIRED"], out["N_REJECTED"]) == (4, 1, 1, 2) and len(rows(out["REJECTS"])) == 3
    shapes = {f["nr"]: f.geometry() for f in out["OUTPUT"].getFeatures()}
    assert all(shape.isGeosValid() for shape in shapes.values()) and shapes["b"].area() == pytest.approx(10000, abs=1e-3)
    kept = {f["nr"]: f.geometry() for f in out["REJECTED"].getFeatures()}
    assert kept["c"].constGet().vertexCount() == 5, "as it was given"


def test_the_sample(qgis, sample):
    out = run(qgis, f"{sample / 'projects.gpkg'}|layername=projects|geometrytype=Polygon")
    assert out["N_READ"] == 30 and out["N_REJECTED"] == 1 and [r["id"] for r in rows(out["REJECTED"])] == ["b4-013"]
    assert all(f.geometry().isGeosValid() for f in out["OUTPUT"].getFeatures())
