"""datacheck and crsdoctor: the symptoms of the program, marked on the map, with a step to take in QGIS; and what holds for every algorithm."""

import json
import re
import subprocess

import pytest

from conftest import ROOT
from shapes import EAST, NORTH, box, layer, ring, rows

PROJECTS = "projects.gpkg|layername=projects|geometrytype=Polygon"
ALL = {
    "areas": {"INPUT": PROJECTS, "OUTPUT": "a.gpkg"},
    "adjust": {"INPUT": PROJECTS, "AREA": "declared_area_m2", "OUTPUT": "o.gpkg"},
    "report": {"CHECK": ".", "OUTPUT": "o.pdf"},
    "tabulate": {"INPUT": PROJECTS, "OVERLAY": PROJECTS, "OUTPUT": "t.gpkg"},
    "importboundarypoints": {"FILE": "boundary_points.txt", "OUTPUT": "i.gpkg", "REJECTS": "r.gpkg"},
    "exportboundarypoints": {"INPUT": PROJECTS, "OUTPUT": "e.txt"},
    "datacheck": {"LAYERS": [PROJECTS], "OUTPUT": "d.gpkg"},
    "crsdoctor": {"LAYER": PROJECTS, "OUTPUT": "c.gpkg"},
    "compareboundaries": {"OLD": PROJECTS, "NEW": PROJECTS, "OUTPUT": "o.gpkg"},
    "transitionmatrix": {"OLD": PROJECTS, "OLD_CLASS": "kind", "NEW": PROJECTS, "NEW_CLASS": "kind", "OUTPUT": "o.gpkg"},
    "landusemetrics": {"LANDUSE": PROJECTS, "CLASS": "kind", "UNITS": PROJECTS, "UNIT": "id", "OUTPUT": "o.gpkg"},
    "repairgeometry": {"INPUT": PROJECTS, "OUTPUT": "o.gpkg"},
    "threelines": {"PROJECTS": PROJECTS, "BOUNDARY": PROJECTS, "KIND": "kind", "OUTPUT": "o.gpkg"},
}


def check(qgis, *layers, **more):
    out = qgis.run("libspatial:datacheck", {"LAYERS": list(layers), "OUTPUT": "memory:", **more})
    return out, rows(out["OUTPUT"])


def test_the_symptoms_are_those_of_the_program(qgis, sample, tmp_path):
    layers = ["growth_boundary_zones", "land_approvals", "towns"]
    expected = []
    for name in layers:
        subprocess.run([ROOT / "build/bin/libspatial", "inspect", f"{sample / 'jilin.gpkg'}|layername={name}", "--json", tmp_path / "d.json"], capture_output=True)
        found, = json.loads((tmp_path / "d.json").read_text(encoding="utf-8"))["layers"]
        expected += [(s["severity"], s["code"], s["count"]) for s in found["symptoms"]]
    from qgis.core import QgsVectorLayer

    opened = [QgsVectorLayer(f"{sample / 'jilin.gpkg'}|layername={name}", name, "ogr") for name in layers]
    out, table = check(qgis, *opened)
    assert [(r["severity"], r["code"], r["n"]) for r in table if r["code"] != "unknown_field"] == [e for e in expected if e[1] != "unknown_field"]  # QGIS shows fid as a field
    assert out["N_ERRORS"] == sum(e[0] == "error" for e in expected) and out["N_READ"] == out["N_USED"] + out["N_REPAIRED"] + out["N_REJECTED"]


def test_problems_lie_where_they_are(qgis):
    lots = layer([box(0, 0, 100, 100), box(50, 0, 150, 100), ring((0, 300), (100, 400), (100, 300), (0, 400)), box(800, 800, 900, 900)], name="地块")
    out, table = check(qgis, lots)
    by_code = {row["code"]: (row, feature.geometry()) for row, feature in zip(table, out["OUTPUT"].getFeatures())}
    (overlap, where), (invalid, at) = by_code["overlap"], by_code["invalid"]
    assert (overlap["severity"], invalid["severity"], out["N_ERRORS"]) == ("warning", "error", 1) and overlap["layer"] == "地块"
    assert overlap["fids"] == "1,2" and invalid["fids"] == "3" and invalid["message"] and invalid["action"]
    for geometry, low, high in ((where, 0, 150), (at, 299, 401)):
        assert all(EAST - 1 <= p.x() <= EAST + 151 and NORTH + low - 1 <= p.y() <= NORTH + high for p in geometry.vertices()) and not geometry.isEmpty()


def test_strict_stops_at_errors(qgis, tmp_path):
    from qgis.core import QgsProcessingException

    good, bad = layer([box(0, 0, 10, 10)]), layer([ring((0, 0), (10, 10), (10, 0), (0, 10))], name="坏")
    assert check(qgis, good, STRICT=True)[0]["N_ERRORS"] == 0
    with pytest.raises(QgsProcessingException, match="invalid.*坏"):
        qgis.run("libspatial:datacheck", {"LAYERS": [good, bad], "STRICT": True, "OUTPUT": str(tmp_path / "d.gpkg")})
    assert not list(tmp_path.iterdir())


def test_a_layer_that_cannot_be_opened_is_no_healthy_one(qgis, sample, tmp_path):
    from qgis.core import QgsApplication, QgsProcessingContext, QgsProcessingException, QgsProcessingFeedback

    given = {"LAYERS": [str(sample / PROJECTS), str(tmp_path / "nowhere.gpkg")], "OUTPUT": "memory:"}
    with pytest.raises(QgsProcessingException, match="LAYERS|nowhere.gpkg"):
        qgis.run("libspatial:datacheck", given)
    feedback = QgsProcessingFeedback()
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("libspatial:datacheck")
    assert not algorithm.run(given, QgsProcessingContext(), feedback)[1]  # as a model runs it
    assert "nowhere.gpkg" in feedback.textLog()


@pytest.mark.parametrize("crs, east, code, proposed", [
    ("EPSG:4530", EAST, "", ""), ("EPSG:4530", 543000, "implausible_crs", "EPSG:4551"), ("EPSG:4551", EAST, "implausible_crs", "EPSG:4530"), ("", EAST, "no_crs", "EPSG:4530"),
    ("EPSG:2366", EAST, "old_datum", ""), ("EPSG:4552", 543000, "outside_city", "EPSG:4551"),
])
def test_the_crs(qgis, crs, east, code, proposed):
    out = qgis.run("libspatial:crsdoctor", {"LAYER": layer([box(0, 0, 100, 100, east=east)], crs=crs), "OUTPUT": "memory:"})
    table = rows(out["OUTPUT"])
    assert (out["CODES"], out["PROPOSED_CRS"]) == (code, proposed) and out["CRS"] == crs
    assert out["N_ERRORS"] == len(table) == bool(code) and all(proposed in row["action"] for row in table)


def test_every_algorithm_speaks_both_languages(qgis, monkeypatch):
    from qgis.core import QgsApplication
    from libspatial_qgis.core import messages

    algorithms = QgsApplication.processingRegistry().providerById("libspatial").algorithms()
    assert {a.name() for a in algorithms} == {*ALL, "checkprojects"}
    chinese = re.compile("[一-鿿]")
    for zh in (True, False):
        monkeypatch.setattr(messages, "is_chinese", lambda zh=zh: zh)
        for algorithm in (a.create() for a in algorithms):
            texts = [algorithm.displayName(), algorithm.group(), algorithm.shortHelpString(), *(p.description() for p in algorithm.parameterDefinitions())]
            for text in texts:
                assert bool(chinese.search(text.replace("界址点", ""))) == zh or (zh and "界址点" in text) or (zh and text == "CASS .dat"), (algorithm.name(), text)


@pytest.mark.parametrize("name", sorted(ALL))
def test_without_the_engine_nothing_is_computed(qgis, sample, tmp_path, monkeypatch, name):
    from qgis.core import QgsProcessingException
    from libspatial_qgis import engine

    monkeypatch.setattr(engine, "problem", lambda: "LS-E01 …")
    given = {key: str(tmp_path / value) if key in ("OUTPUT", "REJECTS") else [str(sample / v) for v in value] if isinstance(value, list) else str(sample / value)
             for key, value in ALL[name].items()}
    with pytest.raises(QgsProcessingException, match="LS-E05.*LS-E01"):
        qgis.run(f"libspatial:{name}", given)
    from qgis.core import QgsApplication, QgsProcessingContext, QgsProcessingFeedback

    algorithm = QgsApplication.processingRegistry().createAlgorithmById(f"libspatial:{name}")
    assert not algorithm.run(given, QgsProcessingContext(), QgsProcessingFeedback())[1]  # as a model runs it: without the check of its parameters
    assert not list(tmp_path.iterdir())


def test_in_qgis_process(qgis_process, sample, tmp_path):
    run = qgis_process("run", "libspatial:datacheck", f"--LAYERS={sample / PROJECTS}", "--STRICT=true", f"--OUTPUT={tmp_path / 'd.gpkg'}")
    assert run.returncode == 1 and "invalid" in run.stdout + run.stderr and not (tmp_path / "d.gpkg").exists()
