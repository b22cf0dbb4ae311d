"""checkprojects in QGIS gives the numbers of the program, and a message where it cannot."""

import json
import subprocess

import pytest

from conftest import ROOT

AS_OF = "2026-11-01"
ALGORITHM = "libspatial:checkprojects"


def parameters(sample, folder, projects=None):
    return {"PROJECTS": projects if projects is not None else str(sample / "projects.gpkg"), "PLAN": str(sample / "jilin.gpkg"), "AS_OF": AS_OF, "OUTPUT_PROJECTS": str(folder / "projects.gpkg"),
            "OUTPUT_PIECES": str(folder / "pieces.gpkg"), "RESULT_JSON": str(folder / "result.json"), "REPORT_HTML": str(folder / "report.html")}


@pytest.fixture(scope="module")
def program(sample, tmp_path_factory):
    out = tmp_path_factory.mktemp("program") / "out"
    subprocess.run([ROOT / "build/bin/libspatial", "check", "--plan", sample / "jilin.gpkg", "--projects", sample / "projects.gpkg", "--as-of", AS_OF, "--out", out],
                   capture_output=True)
    return json.loads((out / "result.json").read_text(encoding="utf-8"))


def numbers(result):
    """All of a result but the words that name files."""
    projects = json.loads(json.dumps(result["projects"]))
    for project in projects:
        for finding in project["findings"]:
            if finding["rule"] == "reject":
                finding["message"] = None
    return projects


def test_the_numbers_are_those_of_the_program(qgis, sample, tmp_path, program):
    outputs = qgis.run(ALGORITHM, parameters(sample, tmp_path))
    result = json.loads((tmp_path / "result.json").read_text(encoding="utf-8"))
    assert numbers(result) == numbers(program)
    verdicts = [p["verdict"] for p in program["projects"]]
    assert outputs["N_CONFLICT"] == verdicts.count("conflict") and outputs["N_PASS"] == verdicts.count("pass")
    assert outputs["N_REVIEW"] == verdicts.count("needs_review") + verdicts.count("not_checked")
    assert "初步核查意见" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_output_layers_hold_every_project_and_piece(qgis, sample, tmp_path, program):
    from qgis.core import QgsVectorLayer

    qgis.run(ALGORITHM, parameters(sample, tmp_path))
    projects = QgsVectorLayer(str(tmp_path / "projects.gpkg"), "p", "ogr")
    assert projects.featureCount() == len(program["projects"]) and projects.crs().authid() == "EPSG:4530"
    cents = {}
    for piece in QgsVectorLayer(str(tmp_path / "pieces.gpkg"), "p", "ogr").getFeatures():
        if piece["role"].startswith("ugb."):
            cents[piece["project"]] = cents.get(piece["project"], 0) + round(piece["area_m2"] * 100)
    for project in program["projects"]:
        assert cents.get(project["id"], 0) == round(project["area"]["official_m2"] * 100), project["id"]


def test_a_memory_layer(qgis, sample, tmp_path, program):
    from qgis.core import QgsFeatureRequest, QgsVectorLayer

    file = QgsVectorLayer(str(sample / "projects.gpkg") + "|layername=projects|geometrytype=Polygon", "p", "ogr")
    layer = file.materialize(QgsFeatureRequest())
    layer.setName("项目 'a\"b")
    qgis.run(ALGORITHM, parameters(sample, tmp_path, layer))
    result = json.loads((tmp_path / "result.json").read_text(encoding="utf-8"))
    lines = len(program["projects"]) - len(result["projects"])
    assert lines == 1  # the line project is in the other part of the file
    areas = {p["id"]: p["area"]["official_m2"] for p in program["projects"]}
    assert all(p["area"]["official_m2"] == areas[p["id"]] for p in result["projects"])
    assert "项目 'a\"b" in [used["name"] for used in result["layers"]]


def test_inputs_stay_as_they_are(qgis, sample, tmp_path):
    given = tmp_path / "given"
    given.mkdir()
    before = {}
    for name in ("jilin.gpkg", "projects.gpkg"):
        before[name] = (sample / name).read_bytes()
        (given / name).write_bytes(before[name])
    out = tmp_path / "out"
    out.mkdir()
    qgis.run(ALGORITHM, parameters(given, out))
    assert {p.name: p.read_bytes() for p in given.iterdir()} == before
    assert sorted(p.name for p in out.iterdir()) == ["pieces.gpkg", "projects.gpkg", "report.html", "result.json"]


@pytest.mark.parametrize("kept", [5_000, 6_000_000])
def test_a_damaged_plan_gives_no_verdict(qgis, sample, tmp_path, kept):
    from qgis.core import QgsProcessingException

    broken = tmp_path / "broken.gpkg"
    broken.write_bytes((sample / "jilin.gpkg").read_bytes()[:kept])
    out = tmp_path / "out"
    out.mkdir()
    with pytest.raises(QgsProcessingException, match="broken.gpkg|could be read"):
        qgis.run(ALGORITHM, parameters(sample, out) | {"PLAN": str(broken)})
    assert not list(out.iterdir())


@pytest.mark.parametrize("given", ["VRT", "address"])
def test_a_plan_that_is_no_geopackage_is_not_opened(qgis, sample, tmp_path, given):
    from qgis.core import QgsProcessingException

    vrt = tmp_path / "plan.gpkg"
    layers = "".join(f'<OGRVRTLayer name="{name}"><SrcDataSource>{sample / "jilin.gpkg"}</SrcDataSource></OGRVRTLayer>' for name in ("units", "growth_boundary_zones"))
    vrt.write_text(f"<OGRVRTDataSource>{layers}</OGRVRTDataSource>")
    out = tmp_path / "out"
    out.mkdir()
    plan = {"VRT": str(vrt), "address": "/vsicurl/http://127.0.0.1:9/plan.gpkg"}[given]
    with pytest.raises(QgsProcessingException, match="is no GeoPackage|不是 GeoPackage"):
        qgis.run(ALGORITHM, parameters(sample, out) | {"PLAN": plan})
    assert not list(out.iterdir())


def test_only_the_filtered_features(qgis, sample, tmp_path):
    from qgis.core import QgsVectorLayer

    layer = QgsVectorLayer(str(sample / "projects.gpkg") + "|layername=projects|subset=\"id\" = 'b9-001'", "projects", "ogr")
    qgis.run(ALGORITHM, parameters(sample, tmp_path, layer))
    result = json.loads((tmp_path / "result.json").read_text(encoding="utf-8"))
    assert [p["id"] for p in result["projects"]] == ["b9-001"]


def test_a_layer_without_crs_is_refused(qgis, sample, tmp_path):
    from qgis.core import QgsCoordinateReferenceSystem, QgsProcessingException, QgsVectorLayer

    layer = QgsVectorLayer(str(sample / "projects.gpkg") + "|layername=projects|geometrytype=Polygon", "projects", "ogr")
    layer.setCrs(QgsCoordinateReferenceSystem())
    with pytest.raises(QgsProcessingException, match="crs_missing"):
        qgis.run(ALGORITHM, parameters(sample, tmp_path, layer))
    assert not list(tmp_path.iterdir())


def test_qgis_process_runs_it(qgis_process, sample, tmp_path, program):
    run = qgis_process("run", ALGORITHM, *(f"--{k}={v}" for k, v in parameters(sample, tmp_path).items()))
    assert run.returncode == 0, run.stdout + run.stderr
    assert numbers(json.loads((tmp_path / "result.json").read_text(encoding="utf-8"))) == numbers(program)


@pytest.mark.parametrize("state", ["LS-E01", "LS-E02", "LS-E03", "LS-E04"])
def test_without_a_usable_engine_nothing_is_written(qgis_process, sample, tmp_path, state):
    module = tmp_path / "module" / "libspatial"
    module.mkdir(parents=True)
    if state == "LS-E02":
        (module / "__init__.py").write_text("from . import _core\n")
        (module / "_core.cpython-399-x86_64-linux-gnu.so").touch()
    elif state == "LS-E03":
        (module / "__init__.py").write_text("__version__ = '0.0.9'\n")
    elif state == "LS-E04":
        (module / "__init__.py").write_text("raise ImportError('libproj.so.99: cannot open shared object file')\n")
    else:
        module.rmdir()
    out = tmp_path / "out"
    out.mkdir()
    run = qgis_process("run", ALGORITHM, *(f"--{k}={v}" for k, v in parameters(sample, out).items()), module=module.parent)
    assert run.returncode != 0
    assert "LS-E05" in run.stdout + run.stderr and state in run.stdout + run.stderr
    assert not list(out.iterdir())


def test_outputs_are_drawn_by_verdict_and_zone(qgis, sample, tmp_path, program):
    from qgis.core import QgsApplication, QgsProcessingContext, QgsProcessingFeedback, QgsProcessingUtils, QgsProject

    context, feedback = QgsProcessingContext(), QgsProcessingFeedback()
    context.setProject(QgsProject.instance())
    given = parameters(sample, tmp_path)
    for output in ("OUTPUT_PROJECTS", "OUTPUT_PIECES"):
        context.addLayerToLoadOnCompletion(given[output], QgsProcessingContext.LayerDetails(output, context.project(), output))
    algorithm = QgsApplication.processingRegistry().createAlgorithmById(ALGORITHM)
    results, ok = algorithm.run(given, context, feedback)
    assert ok
    for output, field, values in (("OUTPUT_PROJECTS", "verdict", {p["verdict"] for p in program["projects"]}),
                                  ("OUTPUT_PIECES", "role", None)):
        layer = QgsProcessingUtils.mapLayerFromString(results[output], context)
        details = context.layerToLoadOnCompletionDetails(results[output])
        details.postProcessor().postProcessLayer(layer, context, feedback)
        drawn = {c.value() for c in layer.renderer().categories()}
        present = layer.uniqueValues(layer.fields().indexOf(field))
        assert layer.renderer().classAttribute() == field and present and present <= drawn
        assert values is None or values == present
